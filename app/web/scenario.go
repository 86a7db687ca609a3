package web

import (
	"cmp"
	"errors"
	"net/url"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shoumi/casebook"
	"shoumi/rules"
	"shoumi/rules/penalty"
)

const (
	maxChanges = 6 // liabilities of a branch of law that the panel names
	maxBecause = 3 // facts named as the reason of a change
)

func scenarioURL(id string) string { return "/scenarios/" + id }

// scenariosPage is the data of scenarios.html: what there is to play.
type scenariosPage struct{ Scenarios []scenarioRow }

type scenarioRow struct {
	Title, Href, Source string
	Steps               int
	Risks               []string
}

func (s *Server) scenarios(c *fiber.Ctx) error {
	tr := s.language(c)
	var v scenariosPage
	for _, x := range s.published() {
		if x.Scenario == nil {
			continue
		}
		row := scenarioRow{Title: x.Scenario.Title, Href: scenarioURL(x.ID), Source: shortSource(tr, x)}
		if run, err := s.Cases.Start(x.ID); err == nil {
			if scene, _, err := s.Cases.Scene(run); err == nil {
				row.Steps = scene.Of
			}
		}
		for _, id := range x.Risks {
			if t, ok := s.Cases.Risk(id); ok {
				row.Risks = append(row.Risks, tr.topic(t))
			}
		}
		v.Scenarios = append(v.Scenarios, row)
	}
	return s.render(c, fiber.StatusOK, "scenarios", page{Title: tr.T("scenarios.title"), Nav: "scenarios", Data: v})
}

// way is somebody's way through a scenario, and where its pages lead: outside a
// course the run travels in the address, within one it is kept.
type way struct {
	Case   *casebook.Case
	Run    casebook.Run
	Action string            // where choices are sent; steps back go to /rewind below it
	Hidden map[string]string // what the forms carry
	Here   string            // the address of where the run stands
	Again  string            // of a new run
	Kept   bool
	Onward *link // after the debrief, or leaving a run that counts for nothing
	Nav    string
	Crumb  []link // above the page itself
	Told   string // where the case is told; empty: where it is published
}

// scenePage is the data of scenario.html: a point at which something is to be done.
type scenePage struct {
	way
	Scene   casebook.Scene
	Story   []string // by paragraph
	Bar     stepBar
	CanBack bool
	Errors  []fieldError
}

// stepBar is how far a run is: one segment a step.
type stepBar struct {
	Done, Of int
	Segments []bool
	Says     string // in words, where they are not steps
}

func newStepBar(done, of int) stepBar {
	b := stepBar{Done: done, Of: of}
	for i := range of {
		b.Segments = append(b.Segments, i < done)
	}
	return b
}

// turnPage is the data of turn.html: what a choice changed.
type turnPage struct {
	way
	Turn  casebook.Turn
	Panel panel
	Bar   stepBar
}

// panel says what a choice changed: liabilities by branch of law, duties apart.
type panel struct {
	Groups []panelGroup // offences and administrative sanctions
	Beyond []panelGroup // damages and discipline, on demand
	Others int          // how many those are
	Duties []panelChange
	More   int // changes that are not named
	Quiet  bool
}

type panelGroup struct {
	Name    string
	Changes []panelChange
}

// panelChange is one liability that moved, with the facts that tipped it.
type panelChange struct {
	Of       cited
	Title    string
	From, To rules.Verdict
	Because  []string
	Missing  []string // what is still to be found out
	Penalty  string
	Was      string // the penalty before, where it changed
	Bar      *bar
	Absorbed *cited
}

// scenario shows where a run stands: its next node, or the debrief at the end;
// ?turn=1 shows what the last choice changed.
func (s *Server) scenario(c *fiber.Ctx) error {
	run, x, err := s.run(c, c.Query("s"))
	if err != nil {
		return err
	}
	token := c.Query("s")
	if token == "" { // so that it can go on where the case is withdrawn meanwhile
		if token, err = s.tokens.seal(run); err != nil {
			return err
		}
	}
	tr, url := s.language(c), scenarioURL(x.ID)
	w := way{Case: x, Run: run, Action: url, Hidden: map[string]string{"s": token}, Here: address(url, c.Query("s"), nil), Again: url, Nav: "scenarios",
		Crumb: []link{{Text: tr.T("scenarios.title"), Href: "/scenarios"}, {Text: x.Scenario.Title, Href: url}}}
	return s.onWay(c, w, c.Query("turn") != "")
}

// onWay is the page of where a run stands, or of what its last choice changed.
func (s *Server) onWay(c *fiber.Ctx, w way, turn bool) error {
	if turn && len(w.Run.Steps) > 0 {
		return s.turnPage(c, w)
	}
	scene, done, err := s.Cases.Scene(w.Run)
	if err != nil {
		return s.runProblem(w.Case, w.Again, err)
	}
	if done {
		return s.debrief(c, w)
	}
	return s.scenePage(c, w, scene)
}

func (s *Server) scenePage(c *fiber.Ctx, w way, scene casebook.Scene) error {
	tr := s.language(c)
	v := scenePage{way: w, Scene: scene, Story: paragraphsOf(scene.Story), Bar: newStepBar(scene.Step-1, scene.Of), CanBack: len(w.Run.Steps) > 0}
	status := fiber.StatusOK
	if c.Query("e") != "" {
		status = fiber.StatusUnprocessableEntity
		v.Errors = []fieldError{{Text: tr.T("scenario.choose"), Href: "#choices"}}
	}
	return s.render(c, status, "scenario", page{Title: scene.Title, Nav: w.Nav, Error: len(v.Errors) > 0, Crumb: w.at(tr.T("scenario.step", scene.Step)), Data: v})
}

func (s *Server) turnPage(c *fiber.Ctx, w way) error {
	tr := s.language(c)
	turns, err := s.Cases.Turns(w.Run)
	if err != nil {
		return s.runProblem(w.Case, w.Again, err)
	}
	scene, done, err := s.Cases.Scene(w.Run)
	if err != nil {
		return s.runProblem(w.Case, w.Again, err)
	}
	n := len(w.Run.Steps)
	v := turnPage{way: w, Turn: turns[n-1], Panel: s.panel(tr, turns[n-1]), Bar: newStepBar(n, n)}
	if !done {
		v.Bar = newStepBar(n, scene.Of)
	}
	return s.render(c, fiber.StatusOK, "turn", page{Title: tr.T("scenario.chose", turns[n-1].Do), Nav: w.Nav, Crumb: w.at(tr.T("scenario.step", n)), Data: v})
}

// at are the crumbs of a page on the way.
func (w way) at(here string) []link { return append(slices.Clip(w.Crumb), link{Text: here}) }

// choose takes a choice and leads to what it changed.
func (s *Server) choose(c *fiber.Ctx) error {
	form := formOf(c)
	run, x, err := s.run(c, form.Get("s"))
	if err != nil {
		return err
	}
	if form.Get("choice") == "" {
		return c.Redirect(address(scenarioURL(x.ID), form.Get("s"), url.Values{"e": {"1"}}), fiber.StatusSeeOther)
	}
	run, _, err = s.Cases.Answer(run, form.Get("node"), form.Get("choice"), s.Now())
	if err != nil {
		return s.runProblem(x, scenarioURL(x.ID), err)
	}
	return s.toRun(c, x, run, url.Values{"turn": {"1"}})
}

// rewind goes back one node.
func (s *Server) rewind(c *fiber.Ctx) error {
	run, x, err := s.run(c, formOf(c).Get("s"))
	if err != nil {
		return err
	}
	if run, err = s.Cases.Rewind(run); err != nil {
		return s.runProblem(x, scenarioURL(x.ID), err)
	}
	return s.toRun(c, x, run, nil)
}

func (s *Server) toRun(c *fiber.Ctx, x *casebook.Case, run casebook.Run, more url.Values) error {
	token, err := s.tokens.seal(run)
	if err != nil {
		return err
	}
	return c.Redirect(address(scenarioURL(x.ID), token, more), fiber.StatusSeeOther)
}

// run reads the run of an address; none is a new one, and not of a case that was
// withdrawn.
func (s *Server) run(c *fiber.Ctx, token string) (run casebook.Run, x *casebook.Case, err error) {
	id := c.Params("case")
	x, ok := s.caseByID(id)
	if !ok || x.Scenario == nil {
		return run, nil, s.noScenario(s.language(c), id)
	}
	switch {
	case token == "" && x.Withdrawn:
		return run, x, &problem{status: fiber.StatusGone, key: "scenario_withdrawn", args: []any{x.Scenario.Title},
			links: []link{{Text: x.Title, Href: caseURL(id)}, {Text: s.language(c).T("scenarios.title"), Href: "/scenarios"}}}
	case token == "":
		run, err = s.Cases.Start(id)
		return run, x, err
	}
	if err = s.tokens.open(token, &run); err != nil {
		return run, x, err
	}
	if run.Case != id {
		return run, x, wrong("token")
	}
	return run, x, nil
}

func (s *Server) noScenario(tr *language, id string) error {
	p := &problem{status: fiber.StatusNotFound, key: "no_scenario", args: []any{id}}
	if x, ok := s.caseByID(id); ok {
		p.links = append(p.links, link{Text: x.Title, Href: caseURL(id)})
	}
	p.links = append(p.links, link{Text: tr.T("scenarios.title"), Href: "/scenarios"})
	return p
}

// runProblem turns the errors of a run into pages that say where to go on.
func (s *Server) runProblem(x *casebook.Case, on string, err error) error {
	keys := map[error]string{casebook.ErrChanged: "run_changed", casebook.ErrStale: "run_stale", casebook.ErrNoChoice: "run_choice", casebook.ErrAtStart: "run_start"}
	for known, key := range keys {
		if errors.Is(err, known) {
			return &problem{status: fiber.StatusConflict, key: key, links: []link{{Text: x.Scenario.Title, Href: on}}}
		}
	}
	return err
}

// panel sorts what a turn changed. Penalties stand on one scale.
func (s *Server) panel(tr *language, t casebook.Turn) panel {
	var ranges []*penalty.Range
	for _, c := range t.Changes {
		ranges = append(ranges, c.After)
	}
	scale := newScale(tr, ranges)
	var p panel
	for _, kind := range rules.Kinds {
		var g panelGroup
		for _, c := range t.Changes {
			switch {
			case c.Kind != kind:
			case len(g.Changes) == maxChanges:
				p.More++
			default:
				g.Changes = append(g.Changes, s.panelChange(tr, c, scale))
			}
		}
		g.Name = tr.T("kind." + string(kind))
		switch {
		case len(g.Changes) == 0:
		case kind == rules.Criminal || kind == rules.Administrative:
			p.Groups = append(p.Groups, g)
		default:
			p.Beyond = append(p.Beyond, g)
			p.Others += len(g.Changes)
		}
	}
	for i, d := range t.Duties {
		if i == maxChanges {
			p.More += len(t.Duties) - i
			break
		}
		p.Duties = append(p.Duties, s.panelChange(tr, d, scale))
	}
	p.Quiet = len(p.Groups) == 0 && len(p.Beyond) == 0 && len(p.Duties) == 0
	return p
}

func (s *Server) panelChange(tr *language, c casebook.Change, scale scale) panelChange {
	v := moved(tr, s.Book, c.Move, &scale)
	for i, f := range c.Because {
		if i == maxBecause {
			break
		}
		label, what := changed(s.Book, tr, f)
		v.Because = append(v.Because, short(tr, tr.T("flip.change", label, what)))
	}
	return v
}

// moved tells how the finding on one provision moved; its penalty is drawn on a
// scale, when there is one.
func moved(tr *language, b *rules.Book, m casebook.Move, scale *scale) panelChange {
	v := panelChange{Of: cite(b, m.Provision), Title: m.Title, From: m.From, To: m.To}
	v.Of.Text = cmp.Or(m.Cite, v.Of.Text)
	for _, id := range m.Missing {
		if f, ok := b.Fact(id); ok {
			v.Missing = append(v.Missing, tr.Of(f.Label))
		}
	}
	switch {
	case m.To == rules.NotEstablished:
	case m.After != nil:
		if v.Penalty = m.After.Text(); scale != nil {
			v.Bar = scale.bar(m.After)
		}
	default:
		v.Penalty = m.Effect
	}
	if m.Before != nil && m.From == m.To {
		v.Was = m.Before.Text()
	}
	if m.AbsorbedBy != "" {
		of := cite(b, m.AbsorbedBy)
		v.Absorbed = &of
	}
	return v
}

// paragraphsOf are the paragraphs of a story.
func paragraphsOf(story string) []string {
	return slices.DeleteFunc(strings.Split(strings.TrimSpace(story), "\n"), func(p string) bool { return strings.TrimSpace(p) == "" })
}

// topic is a risk or measure in the language of the page.
func (l *language) topic(t casebook.Topic) string {
	if l.Param == "en" {
		return t.En
	}
	return t.Zh
}
