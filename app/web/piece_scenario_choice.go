package web

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shoumi/casebook"
	"shoumi/rules"
)

// choicePage is the data of piece_choice.html: what a choice makes so, and where it
// leads to under which conditions.
type choicePage struct {
	Version  int
	Errors   []fieldError
	Checks   []fieldError
	Do, Says string
	Facts    []effectField
	Add      field
	Branches []branchField
	Last     field // where it leads to otherwise
	Back     link
}

// branchField is a condition and where it leads to.
type branchField struct {
	Number int
	If     []field
	Go     field
}

// choiceAt are the numbers of a node and of a choice in the address.
func (s *Server) choiceAt(c *fiber.Ctx) (p plot, node, choice int, err error) {
	if p, node, err = s.stepAt(c); err != nil {
		return p, 0, 0, err
	}
	choice, _ = strconv.Atoi(c.Params("choice"))
	if choice--; choice < 0 || choice >= len(p.Case.Scenario.Nodes[node].Choices) {
		return p, 0, 0, &problem{status: fiber.StatusNotFound, key: "plot_no_step", links: []link{{Text: s.language(c).T("plot.step", node+1), Href: p.stepURL(node)}}}
	}
	return p, node, choice, nil
}

func (s *Server) choiceForm(c *fiber.Ctx) error {
	p, node, k, err := s.choiceAt(c)
	if err != nil {
		return err
	}
	ch := p.Case.Scenario.Nodes[node].Choices[k]
	return s.choiceFormOf(c, fiber.StatusOK, p, node, k, ch, s.effectFields(s.language(c), ch.Sets, false, nil, c.Query("fact")), nil)
}

// choiceFormOf shows the form of a choice.
func (s *Server) choiceFormOf(c *fiber.Ctx, status int, p plot, node, k int, ch casebook.Choice, facts []effectField, wrong []fieldError) error {
	tr := s.language(c)
	v := choicePage{Version: p.Piece.Version, Errors: wrong, Do: orMissing(tr, ch.Do), Says: ch.Says, Facts: facts, Add: s.addFact(tr, facts),
		Back: link{Text: tr.T("plot.to_step", node+1), Href: p.stepURL(node)}}
	for _, f := range facts {
		v.Errors = append(v.Errors, f.Faults()...)
	}
	for _, e := range p.faults(tr) {
		if e.Href == p.stepURL(node, k) {
			v.Checks = append(v.Checks, e)
		}
	}
	under, last := ch.Then, endHere
	if n := len(ch.Then); n > 0 && len(ch.Then[n-1].If) == 0 {
		under, last = ch.Then[:n-1], ch.Then[n-1].Go
	}
	for i := range len(under) + 1 {
		b := casebook.Branch{Go: endHere}
		if i < len(under) {
			b = under[i]
		}
		x := branchField{Number: i + 1}
		for j := range len(b.If) + 1 {
			var now casebook.Literal
			if j < len(b.If) {
				now = b.If[j]
			}
			x.If = append(x.If, field{Name: fmt.Sprintf("if%d-%d", i+1, j+1), Label: tr.T("plot.if", i+1, j+1), Kind: choiceField, Choices: s.literals(tr, p, now), Optional: j == len(b.If)})
		}
		x.Go = field{Name: fmt.Sprintf("go%d", i+1), Label: tr.T("plot.go", i+1), Kind: choiceField, Choices: p.goalChoices(tr, node, b.Go)[:]}
		v.Branches = append(v.Branches, x)
	}
	v.Last = field{Name: "otherwise", Label: tr.T("plot.otherwise"), Kind: choiceField, Choices: p.goalChoices(tr, node, last)}
	title := tr.T("plot.choice_title", node+1, letter(k))
	return s.render(c, status, "piece_choice", page{Title: title, Nav: "materials", Error: len(v.Errors) > 0,
		Crumb: p.crumbs(tr, link{Text: tr.T("plot.step", node+1), Href: p.stepURL(node)}, link{Text: tr.T("plot.choice", letter(k))}), Data: v})
}

// literals are the conditions that a choice can have: what the facts of the scenario,
// those of the start and those that choices make so, may be.
func (s *Server) literals(tr *language, p plot, now casebook.Literal) []option {
	x := p.Case.Scenario
	used := map[string]bool{now.Fact: true}
	for id := range x.Facts {
		used[id] = true
	}
	for _, n := range x.Nodes {
		for _, ch := range n.Choices {
			for _, e := range ch.Sets {
				used[e.Fact] = true
			}
		}
	}
	out := []option{{Label: tr.T("plot.no_condition"), Checked: now.Fact == ""}}
	add := func(f rules.Fact, is any, what string) {
		out = append(out, option{Value: literalValue(casebook.Literal{Fact: f.ID, Is: is}), Label: tr.Of(f.Label) + tr.T("colon") + what, Checked: now.Fact == f.ID && now.Is == is})
	}
	for _, f := range s.Book.Facts() {
		switch {
		case !used[f.ID]:
		case f.Type == rules.Bool:
			add(f, true, tr.T("answer.yes"))
			add(f, false, tr.T("answer.no"))
		default:
			for _, x := range f.Values {
				add(f, x.ID, tr.Of(x.Label))
			}
		}
	}
	return out
}

// literalValue is a condition in a select.
func literalValue(l casebook.Literal) string { return fmt.Sprint(l.Fact, "=", l.Is) }

func (s *Server) readLiteral(value string) (l casebook.Literal, ok bool) {
	id, is, _ := strings.Cut(value, "=")
	f, ok := s.Book.Fact(id)
	switch {
	case !ok:
		return l, false
	case f.Type == rules.Bool:
		return casebook.Literal{Fact: id, Is: is == "true"}, is == "true" || is == "false"
	}
	return casebook.Literal{Fact: id, Is: is}, f.Has(is)
}

func (s *Server) literalInWords(tr *language, l casebook.Literal) string {
	f, ok := s.Book.Fact(l.Fact)
	if !ok {
		return l.Fact
	}
	value := l.Is
	if f.Type == rules.Set {
		value = []string{fmt.Sprint(l.Is)}
	}
	return tr.Of(f.Label) + tr.T("colon") + tr.Value(f, value)
}

// readThen is where a choice leads to, as it was sent. A condition without facts is
// none; with a goal at the end of the scenario it cannot be, since only nodes can be
// gone to: it is left without a goal, which the checks say.
func (s *Server) readThen(sent url.Values) (then []casebook.Branch) {
	goal := func(name string) string {
		if to := sent.Get(name); to != endHere {
			return to
		}
		return ""
	}
	for i := 1; sent.Has(fmt.Sprintf("go%d", i)); i++ {
		b := casebook.Branch{Go: goal(fmt.Sprintf("go%d", i))}
		for j := 1; sent.Has(fmt.Sprintf("if%d-%d", i, j)); j++ {
			if l, ok := s.readLiteral(sent.Get(fmt.Sprintf("if%d-%d", i, j))); ok && !slices.Contains(b.If, l) {
				b.If = append(b.If, l)
			}
		}
		if len(b.If) > 0 {
			then = append(then, b)
		}
	}
	if to := goal("otherwise"); to != "" || len(then) > 0 {
		then = append(then, casebook.Branch{Go: to})
	}
	return then
}

// changeChoice saves what a choice makes so, and where it leads to.
func (s *Server) changeChoice(c *fiber.Ctx) error {
	p, node, k, err := s.choiceAt(c)
	if err != nil {
		return err
	}
	tr, sent := s.language(c), formOf(c)
	ch := p.Case.Scenario.Nodes[node].Choices[k]
	sets, faults := s.readEffects(tr, ch.Sets, sent, false)
	ch.Then = s.readThen(sent)
	again := func(status int, p plot, wrong []fieldError) error {
		return s.choiceFormOf(c, status, p, node, k, ch, s.effectFields(tr, ch.Sets, false, &typedFacts{sent, faults}, ""), wrong)
	}
	if len(faults) > 0 {
		return again(fiber.StatusUnprocessableEntity, p, nil)
	}
	err = s.writePlot(c, func(of *casebook.Case) any { return nodeAt(of, node) }, func(of *casebook.Case) {
		x := &nodeAt(of, node).Choices[k]
		x.Sets, x.Then = sets, ch.Then
	})
	switch {
	case errors.Is(err, errPlotChanged):
		if p, node, k, err = s.choiceAt(c); err != nil {
			return err
		}
		return again(fiber.StatusConflict, p, []fieldError{{Text: tr.T("plot.clash"), Href: p.stepURL(node)}})
	case err != nil:
		return err
	}
	s.say(c, "plot.saved")
	return c.Redirect(p.stepURL(node, k)+factQuery(sent), fiber.StatusSeeOther)
}

// factQuery has the next page ask for the fact that was chosen to be added.
func factQuery(sent url.Values) string {
	if id := sent.Get("add"); id != "" {
		return "?" + url.Values{"fact": {id}}.Encode() + "#fact-" + id
	}
	return ""
}
