package web

import (
	"errors"
	"reflect"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/audit"
	"shoumi/app/publishing"
	"shoumi/app/store"
	"shoumi/casebook"
	"shoumi/rules"
	"shoumi/rules/source"
)

// plot is the scenario of a case that is being written.
type plot struct {
	Piece  publishing.Piece
	Case   *casebook.Case
	Faults []source.Fault // of the scenario
}

// plotAt is the scenario of the piece of the address, which may not have begun yet.
func (s *Server) plotAt(c *fiber.Ctx) (plot, error) {
	p, err := s.pieceAt(c)
	if err != nil {
		return plot{}, err
	}
	return s.plotOf(p, p.File)
}

// plotOf reads a content of a piece.
func (s *Server) plotOf(p publishing.Piece, file []byte) (plot, error) {
	if p.Kind != publishing.Case {
		return plot{}, store.ErrNotFound
	}
	x, faults := casebook.Draft("cases/"+p.Key+".yaml", file, s.Book)
	if x == nil {
		return plot{}, &problem{status: fiber.StatusConflict, key: "plot_unreadable", links: []link{{Text: p.Key, Href: pieceURL(p.ID)}}}
	}
	out := plot{Piece: p, Case: x}
	for _, f := range faults {
		if f.Path == "scenario" || strings.HasPrefix(f.Path, "scenario/") {
			out.Faults = append(out.Faults, f)
		}
	}
	return out, nil
}

// url is the address of a page below the scenario.
func (p plot) url(page ...string) string {
	return pieceURL(p.Piece.ID, append([]string{"scenario"}, page...)...)
}

// stepURL is the address of a node, or of a choice, by number from 0.
func (p plot) stepURL(at ...int) string {
	var page []string
	for _, n := range at {
		page = append(page, strconv.Itoa(n+1))
	}
	return p.url(append([]string{"nodes"}, page...)...)
}

// crumbs lead to the scenario, and to a page below it.
func (p plot) crumbs(tr *language, below ...link) []link {
	all := append(pieceCrumbs(tr, p.Piece, tr.T("plot.crumb")), below...)
	if len(below) > 0 {
		all[2].Href = p.url()
	}
	return all
}

// errPlotChanged is that somebody else has changed what a form is about.
var errPlotChanged = errors.New("changed meanwhile")

// writePlot changes the scenario of a piece, as it was shown in the version of the form.
// What others wrote meanwhile stays; errPlotChanged where that is what part gives, or
// the scenario is not there any more.
func (s *Server) writePlot(c *fiber.Ctx, part func(*casebook.Case) any, change func(*casebook.Case)) error {
	p, err := s.plotAt(c)
	if err != nil {
		return err
	}
	if version, _ := strconv.Atoi(formOf(c).Get("version")); version != p.Piece.Version {
		file, err := s.Materials.Saved(c.UserContext(), p.Piece, version)
		if errors.Is(err, store.ErrNotFound) {
			return errPlotChanged
		} else if err != nil {
			return err
		}
		before, err := s.plotOf(p.Piece, file)
		if err != nil || !reflect.DeepEqual(part(before.Case), part(p.Case)) {
			return errPlotChanged
		}
	}
	change(p.Case)
	if err := s.record(c, audit.MaterialChanged, pieceTitle(s.language(c), p.Piece), p.Piece.Name); err != nil {
		return err
	}
	_, err = s.Materials.Write(c.UserContext(), s.visitor(c).ID, p.Piece.ID, p.Piece.Version, p.Case.File())
	if errors.Is(err, store.ErrConflict) {
		return errPlotChanged
	}
	return err
}

// nodeIDs are the nodes of a case in their order: what moving one is about.
func nodeIDs(of *casebook.Case) any {
	var ids []string
	if of.Scenario != nil {
		for _, n := range of.Scenario.Nodes {
			ids = append(ids, n.ID)
		}
	}
	return ids
}

// plotPage is the data of piece_scenario.html.
type plotPage struct {
	Piece   plot
	Version int
	Begun   bool
	Errors  []fieldError
	Graph   *plotGraph
	Nodes   []plotNode
	About   []pair
	Play    string // where it is played; empty: it cannot be yet
	Drop    string
}

// plotNode is a node in the outline.
type plotNode struct {
	Number      int
	Href, Story string
	Marks       []string
	Choices     []plotChoice
	First, Last bool
}

type plotChoice struct {
	Letter, Do, Href string
	To               []link
	Sets             int
}

// scenarioOutline shows the scenario of a piece.
func (s *Server) scenarioOutline(c *fiber.Ctx) error {
	p, err := s.plotAt(c)
	if err != nil {
		return err
	}
	tr := s.language(c)
	v := plotPage{Version: p.Piece.Version, Begun: p.Case.Scenario != nil, Drop: p.url("remove")}
	title := tr.T("plot.none")
	if v.Begun {
		x := p.Case.Scenario
		v.Errors = p.faults(tr)
		if title = tr.T("plot.checked", len(x.Nodes)); len(v.Errors) > 0 {
			title = tr.T("plot.faulty", len(x.Nodes), len(v.Errors))
		}
		o := x.Outline()
		v.Nodes, v.Graph, v.About = p.outline(tr, o), newPlotGraph(tr, x, o), p.about(tr)
		if p.playable() {
			v.Play = p.url("play")
		}
	}
	return s.render(c, fiber.StatusOK, "piece_scenario", page{Title: title, Nav: "materials", Crumb: p.crumbs(tr), Data: v})
}

// playable says whether the scenario can be played as it is.
func (p plot) playable() bool {
	x := p.Case.Scenario
	if x == nil || !x.Playable() {
		return false
	}
	for _, f := range p.Faults {
		switch _, field, _ := strings.Cut(f.Path, "/"); {
		case field == "actor", field == "act_date", field == "facts", strings.HasPrefix(field, "facts/"), strings.HasSuffix(field, "/sets"):
			return false
		}
	}
	return true
}

// about is what is so before the first node.
func (p plot) about(tr *language) []pair {
	x := p.Case.Scenario
	day := tr.T("plot.missing")
	if x.ActDate != 0 {
		day = tr.day(x.ActDate)
	}
	return []pair{
		{Label: tr.T("plot.title"), Value: orMissing(tr, x.Title), Chinese: true, Change: p.url("about")},
		{Label: tr.T("plot.actor"), Value: orMissing(tr, x.Actor), Chinese: true, Change: p.url("about")},
		{Label: tr.T("plot.day"), Value: day, Change: p.url("about")},
		{Label: tr.T("plot.facts"), Value: tr.T("plot.facts_known", len(x.Facts)), Change: p.url("facts")},
	}
}

func orMissing(tr *language, text string) string {
	if strings.TrimSpace(text) == "" {
		return tr.T("plot.missing")
	}
	return text
}

// outline are the nodes with where their choices lead.
func (p plot) outline(tr *language, o casebook.Outline) (out []plotNode) {
	x := p.Case.Scenario
	for i, n := range x.Nodes {
		v := plotNode{Number: i + 1, Href: p.stepURL(i), Story: opening(tr, n.Story, 42), First: i == 0, Last: i == len(x.Nodes)-1}
		if i == 0 {
			v.Marks = append(v.Marks, tr.T("plot.start"))
		}
		if o.Nodes[i].Layer < 0 {
			v.Marks = append(v.Marks, tr.T("plot.unreached"))
		}
		if o.Nodes[i].Dead() {
			v.Marks = append(v.Marks, tr.T("plot.dead"))
		}
		for k, c := range n.Choices {
			v.Choices = append(v.Choices, plotChoice{Letter: letter(k), Do: orMissing(tr, c.Do), Href: p.stepURL(i, k), Sets: len(c.Sets), To: p.goals(tr, o, i, k)})
		}
		out = append(out, v)
	}
	return out
}

// goals are where a choice leads to, each once.
func (p plot) goals(tr *language, o casebook.Outline, node, choice int) (out []link) {
	seen := map[int]bool{}
	for _, w := range o.Nodes[node].Ways {
		if w.Choice != choice || seen[w.To] {
			continue
		}
		seen[w.To] = true
		out = append(out, goalLink(tr, w))
	}
	return out
}

func goalLink(tr *language, w casebook.OutlineWay) link {
	switch {
	case w.To == casebook.Ends:
		return link{Text: tr.T("plot.ends")}
	case w.To == casebook.Nowhere:
		return link{Text: tr.T("plot.nowhere")}
	case w.Back:
		return link{Text: tr.T("plot.back", w.To+1), Href: "#node-" + strconv.Itoa(w.To+1)}
	}
	return link{Text: tr.T("plot.step", w.To+1), Href: "#node-" + strconv.Itoa(w.To+1)}
}

// letter names a choice: A is the first.
func letter(n int) string { return string(rune('A' + n%26)) }

// opening is how a story begins, in so many runes.
func opening(tr *language, story string, long int) string {
	runes := []rune(strings.Join(strings.Fields(story), " "))
	if len(runes) == 0 {
		return tr.T("plot.no_story")
	}
	if len(runes) > long {
		return string(runes[:long]) + "…"
	}
	return string(runes)
}

// faults are what is wrong with the scenario, each with its place.
func (p plot) faults(tr *language) (out []fieldError) {
	for _, f := range p.Faults {
		e := fieldError{Href: p.url("about"), Place: tr.T("plot.whole")}
		e.Text, e.Note, e.Own = plainly(tr, f.Message, f.Hint)
		parts := strings.Split(f.Path, "/")[1:]
		at := func(i int) int {
			if i >= len(parts) {
				return -1
			}
			n, err := strconv.Atoi(parts[i])
			if err != nil {
				return -1
			}
			return n
		}
		switch node, choice := at(1), at(3); {
		case len(parts) == 0:
		case parts[0] == "facts":
			e.Href, e.Place = p.url("facts"), tr.T("plot.facts")
		case parts[0] != "nodes":
			e.Href += "#" + parts[0]
		case node < 0:
			e.Href, e.Place = "#steps", tr.T("plot.steps")
		case choice < 0:
			e.Href, e.Place = p.stepURL(node), tr.T("plot.step", node+1)
		default:
			e.Href, e.Place = p.stepURL(node, choice), tr.T("plot.choice_at", node+1, letter(choice))
		}
		out = append(out, e)
	}
	return out
}

// changeOutline begins a scenario, or adds, moves or takes out a node.
func (s *Server) changeOutline(c *fiber.Ctx) error {
	sent := formOf(c)
	do, to := sent.Get("do"), pieceURL(c.Params("id"), "scenario")
	at, _ := strconv.Atoi(sent.Get("node"))
	at--
	part := nodeIDs
	if do == "remove" {
		part = func(of *casebook.Case) any { return []any{nodeIDs(of), nodeAt(of, at)} }
	}
	err := s.writePlot(c, part, func(of *casebook.Case) {
		if do == "begin" {
			if of.Scenario == nil {
				of.Scenario = newScenario(of)
			}
			return
		}
		x := of.Scenario
		if x == nil {
			return
		}
		if do == "add" {
			to += "/nodes/" + strconv.Itoa(x.Add()+1)
			return
		}
		if nodeAt(of, at) == nil {
			return
		}
		switch {
		case do == "remove":
			x.Remove(at)
		case do == "up" && at > 0:
			x.Nodes[at], x.Nodes[at-1] = x.Nodes[at-1], x.Nodes[at]
			to += "#node-" + strconv.Itoa(at)
		case do == "down" && at < len(x.Nodes)-1:
			x.Nodes[at], x.Nodes[at+1] = x.Nodes[at+1], x.Nodes[at]
			to += "#node-" + strconv.Itoa(at+2)
		}
	})
	if errors.Is(err, errPlotChanged) {
		return &problem{status: fiber.StatusConflict, key: "plot_changed", links: []link{{Text: s.language(c).T("plot.crumb"), Href: pieceURL(c.Params("id"), "scenario")}}}
	} else if err != nil {
		return err
	}
	if do == "remove" {
		s.say(c, "plot.removed")
	} else {
		s.say(c, "plot.saved")
	}
	return c.Redirect(to, fiber.StatusSeeOther)
}

// newScenario is a scenario that has just begun, in the shoes of the first actor.
func newScenario(of *casebook.Case) *casebook.Scenario {
	x := &casebook.Scenario{Title: of.Title, Facts: rules.Values{}}
	if len(of.Actors) > 0 {
		x.Actor = of.Actors[0].Name
	}
	if of.ActDate.Exact() {
		x.ActDate = of.ActDate.First
	}
	x.Add()
	return x
}

// nodeAt is a node by number from 0; nil is none.
func nodeAt(of *casebook.Case, at int) *casebook.Node {
	if of.Scenario == nil || at < 0 || at >= len(of.Scenario.Nodes) {
		return nil
	}
	return &of.Scenario.Nodes[at]
}

// confirmDrop asks whether the scenario is to go.
func (s *Server) confirmDrop(c *fiber.Ctx) error {
	p, err := s.plotAt(c)
	if err != nil {
		return err
	}
	if p.Case.Scenario == nil {
		return c.Redirect(p.url())
	}
	tr := s.language(c)
	return s.render(c, fiber.StatusOK, "confirm", page{Title: tr.T("plot.drop"), Nav: "materials", Crumb: p.crumbs(tr, link{Text: tr.T("plot.drop_button")}), Data: confirmation{
		Title: tr.T("plot.drop"), Losses: []string{tr.T("plot.drop_loss", len(p.Case.Scenario.Nodes))}, Stays: []string{tr.T("plot.drop_stays")},
		Action: p.url("remove"), Hidden: map[string]string{"version": strconv.Itoa(p.Piece.Version)}, Button: tr.T("plot.drop_button"), Cancel: link{Text: tr.T("plot.to_outline"), Href: p.url()}}})
}

// drop takes the scenario out of the case.
func (s *Server) drop(c *fiber.Ctx) error {
	to := pieceURL(c.Params("id"), "scenario")
	err := s.writePlot(c, func(of *casebook.Case) any { return of.Scenario }, func(of *casebook.Case) { of.Scenario = nil })
	if errors.Is(err, errPlotChanged) {
		return &problem{status: fiber.StatusConflict, key: "plot_changed", links: []link{{Text: s.language(c).T("plot.crumb"), Href: to}}}
	} else if err != nil {
		return err
	}
	s.say(c, "plot.dropped")
	return c.Redirect(to, fiber.StatusSeeOther)
}
