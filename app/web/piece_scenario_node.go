package web

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shoumi/casebook"
)

// nodePage is the data of piece_node.html: a node to be written.
type nodePage struct {
	Version    int
	Errors     []fieldError
	Checks     []fieldError // what is wrong with the node as it is saved
	Theirs     []pair       // what somebody else saved meanwhile
	Story, Ask field
	ID         field
	Choices    []nodeChoice
	Full       bool // no more choices
	Outline    string
}

// nodeChoice is a choice in the form of its node.
type nodeChoice struct {
	Number      int
	Letter      string
	Do, Says    field
	Then        *field // nil where it leads on under conditions
	Under       string // which, in words
	Sets        string
	First, Last bool
}

const maxNodeChoices = 4

// endHere stands in a select for no node.
const endHere = "-"

// stepAt are the numbers in the address, from 0; ok is false where there is no such node.
func (s *Server) stepAt(c *fiber.Ctx) (p plot, node int, err error) {
	if p, err = s.plotAt(c); err != nil {
		return p, 0, err
	}
	node, _ = strconv.Atoi(c.Params("node"))
	if node--; nodeAt(p.Case, node) == nil {
		return p, 0, &problem{status: fiber.StatusNotFound, key: "plot_no_step", links: []link{{Text: s.language(c).T("plot.crumb"), Href: p.url()}}}
	}
	return p, node, nil
}

// plotNode shows a node to be written.
func (s *Server) nodeForm(c *fiber.Ctx) error {
	p, at, err := s.stepAt(c)
	if err != nil {
		return err
	}
	return s.nodeFormOf(c, fiber.StatusOK, p, at, *nodeAt(p.Case, at), nodePage{})
}

// nodeFormOf shows the form of a node with what is in it, or was typed.
func (s *Server) nodeFormOf(c *fiber.Ctx, status int, p plot, at int, n casebook.Node, v nodePage) error {
	tr := s.language(c)
	v.Version, v.Outline, v.Full = p.Piece.Version, p.url(), len(n.Choices) >= maxNodeChoices
	v.Story = field{Name: "story", Label: tr.T("plot.story"), Help: tr.T("plot.story_help"), Value: n.Story, Kind: longField}
	v.Ask = field{Name: "ask", Label: tr.T("plot.ask"), Help: tr.T("plot.ask_help", casebook.DefaultAsk), Value: n.Ask, Optional: true}
	if n.Ask == casebook.DefaultAsk {
		v.Ask.Value = ""
	}
	fault := v.ID.Fault
	v.ID = field{Name: "id", Label: tr.T("plot.id"), Help: tr.T("plot.id_help"), Value: n.ID, Fault: fault}
	for k, ch := range n.Choices {
		name := func(part string) string { return fmt.Sprintf("c%d-%s", k+1, part) }
		x := nodeChoice{Number: k + 1, Letter: letter(k), First: k == 0, Last: k == len(n.Choices)-1,
			Do:   field{Name: name("do"), Label: tr.T("plot.do", letter(k)), Value: ch.Do},
			Says: field{Name: name("says"), Label: tr.T("plot.says", letter(k)), Value: ch.Says, Kind: longField},
			Sets: s.setsInWords(tr, ch.Sets)}
		if plainThen(ch) {
			x.Then = &field{Name: name("then"), Label: tr.T("plot.then", letter(k)), Kind: choiceField, Choices: p.goalChoices(tr, at, goOf(ch))}
		} else {
			x.Under = s.thenInWords(tr, p, ch)
		}
		v.Choices = append(v.Choices, x)
	}
	for _, e := range p.faults(tr) {
		if e.Href == p.stepURL(at) || strings.HasPrefix(e.Href, p.stepURL(at)+"/") {
			v.Checks = append(v.Checks, e)
		}
	}
	v.Errors = append(v.Errors, v.ID.Faults()...)
	title := tr.T("plot.node_title", at+1, opening(tr, n.Story, 16))
	return s.render(c, status, "piece_node", page{Title: title, Nav: "materials", Error: len(v.Errors) > 0, Crumb: p.crumbs(tr, link{Text: tr.T("plot.step", at+1)}), Data: v})
}

// plainThen says whether a choice leads to one node, or to the end, whatever is so.
func plainThen(ch casebook.Choice) bool {
	return len(ch.Then) == 0 || len(ch.Then) == 1 && len(ch.Then[0].If) == 0
}

// goOf is what the select of a plain choice shows.
func goOf(ch casebook.Choice) string {
	if len(ch.Then) == 0 {
		return endHere
	}
	return ch.Then[len(ch.Then)-1].Go
}

// goalChoices are the nodes that a choice of one of them may lead to. One that is not
// there stays until another is chosen.
func (p plot) goalChoices(tr *language, from int, now string) []option {
	out := []option{{Value: endHere, Label: tr.T("plot.ends"), Checked: now == endHere}}
	there := now == endHere
	for i, n := range p.Case.Scenario.Nodes {
		if i == from || n.ID == "" {
			continue
		}
		there = there || n.ID == now
		out = append(out, option{Value: n.ID, Label: tr.T("plot.step", i+1) + tr.T("colon") + opening(tr, n.Story, 42), Checked: n.ID == now})
	}
	if !there {
		out = append([]option{{Value: now, Label: tr.T("plot.nowhere") + " " + now, Checked: true}}, out...)
	}
	return out
}

// setsInWords are the facts that a choice makes so.
func (s *Server) setsInWords(tr *language, sets []casebook.Effect) string {
	var all []string
	for _, e := range sets {
		if f, ok := s.Book.Fact(e.Fact); ok {
			all = append(all, tr.Of(f.Label)+tr.T("colon")+effectInWords(tr, f, e.Value))
		}
	}
	return strings.Join(all, tr.T("plot.join"))
}

// thenInWords is where a choice leads to under which conditions.
func (s *Server) thenInWords(tr *language, p plot, ch casebook.Choice) string {
	var all []string
	for _, b := range ch.Then {
		to := tr.T("plot.nowhere")
		if i := slices.IndexFunc(p.Case.Scenario.Nodes, func(n casebook.Node) bool { return n.ID == b.Go }); i >= 0 {
			to = tr.T("plot.step", i+1)
		}
		var when []string
		for _, l := range b.If {
			when = append(when, s.literalInWords(tr, l))
		}
		if len(when) == 0 {
			all = append(all, tr.T("plot.otherwise_to", to))
		} else {
			all = append(all, tr.T("plot.if_to", strings.Join(when, tr.T("flip.and")), to))
		}
	}
	return strings.Join(all, tr.T("plot.join"))
}

// readNode is a node as it was typed.
func readNode(n casebook.Node, sent url.Values) casebook.Node {
	text := func(name string) string {
		return strings.TrimSpace(strings.ReplaceAll(sent.Get(name), "\r\n", "\n"))
	}
	n.ID, n.Story, n.Ask = text("id"), text("story"), oneLine(text("ask"))
	if n.Ask == "" {
		n.Ask = casebook.DefaultAsk
	}
	n.Choices = slices.Clone(n.Choices)
	for k := range n.Choices {
		ch := &n.Choices[k]
		name := fmt.Sprintf("c%d-", k+1)
		ch.Do, ch.Says = oneLine(text(name+"do")), text(name+"says")
		if sent.Has(name+"then") && plainThen(*ch) {
			ch.Then = nil
			if to := sent.Get(name + "then"); to != endHere {
				ch.Then = []casebook.Branch{{Go: to}}
			}
		}
	}
	return n
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

var nodeID = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)

// changeNode saves a node, and then adds, moves or takes out a choice.
func (s *Server) changeNode(c *fiber.Ctx) error {
	p, at, err := s.stepAt(c)
	if err != nil {
		return err
	}
	tr, sent := s.language(c), formOf(c)
	typed := readNode(*nodeAt(p.Case, at), sent)
	var v nodePage
	switch i := slices.IndexFunc(p.Case.Scenario.Nodes, func(n casebook.Node) bool { return n.ID == typed.ID }); {
	case !nodeID.MatchString(typed.ID):
		v.ID.Fault = tr.T("plot.id_odd")
	case i >= 0 && i != at:
		v.ID.Fault = tr.T("plot.id_taken", i+1)
	}
	if v.ID.Fault != "" {
		return s.nodeFormOf(c, fiber.StatusUnprocessableEntity, p, at, typed, v)
	}
	do, which, _ := strings.Cut(sent.Get("do"), "-")
	k, _ := strconv.Atoi(which)
	k--
	to := p.stepURL(at)
	err = s.writePlot(c, func(of *casebook.Case) any { return nodeAt(of, at) }, func(of *casebook.Case) {
		n := nodeAt(of, at)
		id := n.ID
		*n = readNode(*n, sent)
		n.ID = id
		of.Scenario.Rename(at, typed.ID)
		n = nodeAt(of, at)
		here := k >= 0 && k < len(n.Choices)
		switch {
		case do == "add" && len(n.Choices) < maxNodeChoices:
			to += fmt.Sprintf("#c%d-do", n.Add()+1)
		case do == "remove" && here:
			n.Choices = slices.Delete(n.Choices, k, k+1)
		case do == "up" && here && k > 0:
			n.Choices[k], n.Choices[k-1] = n.Choices[k-1], n.Choices[k]
		case do == "down" && here && k < len(n.Choices)-1:
			n.Choices[k], n.Choices[k+1] = n.Choices[k+1], n.Choices[k]
		case do == "open" && here:
			to = p.stepURL(at, k)
		case do == "outline":
			to = p.url() + fmt.Sprintf("#node-%d", at+1)
		}
	})
	if errors.Is(err, errPlotChanged) {
		return s.nodeAgain(c, at, sent)
	} else if err != nil {
		return err
	}
	s.say(c, "plot.saved")
	return c.Redirect(to, fiber.StatusSeeOther)
}

// nodeAgain shows what was typed into a node beside what somebody else saved.
func (s *Server) nodeAgain(c *fiber.Ctx, at int, sent url.Values) error {
	p, at, err := s.stepAt(c)
	if err != nil {
		return err
	}
	tr, n := s.language(c), *nodeAt(p.Case, at)
	v := nodePage{Errors: []fieldError{{Text: tr.T("plot.clash"), Href: "#theirs"}}}
	v.Theirs = append(v.Theirs, pair{Label: tr.T("plot.story"), Value: n.Story, Chinese: true})
	for k, ch := range n.Choices {
		v.Theirs = append(v.Theirs, pair{Label: tr.T("plot.do", letter(k)), Value: ch.Do, Chinese: true}, pair{Label: tr.T("plot.says", letter(k)), Value: ch.Says, Chinese: true})
	}
	return s.nodeFormOf(c, fiber.StatusConflict, p, at, readNode(n, sent), v)
}
