package web

import (
	"cmp"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/training"
	"shoumi/casebook"
	"shoumi/quizzes"
	"shoumi/rules"
)

// wrongWays is how many of the ways to a liability a node shows.
const wrongWays = 3

// waysPage is the data of ways.html: where a scenario led people, node by node.
type waysPage struct {
	Lead   string
	Others string // people who played an earlier version; empty: none
	Nodes  []nodeReport
	Play   string // address of the scenario
	None   *empty
}

// nodeReport is who chose what at a node.
type nodeReport struct {
	ID      string
	Heading string
	Story   []string
	Ask     string
	Picture *chart
	Wrong   []wrongWay
}

// wrongWay is a way on which a choice set off a liability.
type wrongWay struct {
	Before []string // what was done before, from the start
	Do     string
	People string
	Now    []panelChange // established by it
}

// playedScenarios lists the scenarios of courses.
func (s *Server) playedScenarios(c *fiber.Ctx) error {
	tr := s.language(c)
	t := table{Caption: tr.T("ways.list"), Columns: []column{{Label: tr.T("ways.scenario")}, {Label: tr.T("ways.course")}, {Label: tr.T("ways.chosen"), Number: true}}, None: empty{Text: tr.T("ways.no_scenario")}}
	courses := map[string][]string{}
	for _, x := range s.Training.Courses().All() {
		for _, u := range x.Units {
			if u.Kind == training.Scenario {
				courses[u.Ref] = append(courses[u.Ref], tr.Of(x.Title))
			}
		}
	}
	for _, id := range sortedKeys(courses) {
		x, ok := s.caseByID(id)
		if !ok || x.Scenario == nil {
			continue
		}
		n, err := s.Training.Chosen(c.UserContext(), id)
		if err != nil {
			return err
		}
		t.Rows = append(t.Rows, row{Cells: []cell{{Text: x.Scenario.Title, Href: "/statistics/scenarios/" + id, Chinese: true, Note: id}, {Text: strings.Join(courses[id], tr.T("list.join"))}, {Text: tr.amount(amount{N: float64(n)}, "")}}})
	}
	return s.render(c, fiber.StatusOK, "played", page{Title: tr.T("ways.list_title", len(t.Rows)), Nav: "statistics", Crumb: []link{{Text: tr.T("statistics.crumb"), Href: "/statistics"}, {Text: tr.T("ways.crumb")}}, Data: t})
}

// scenarioWays shows where people went in a scenario the first time, and on which
// ways they set off liabilities.
func (s *Server) scenarioWays(c *fiber.Ctx) error {
	tr, id := s.language(c), c.Params("case")
	x, ok := s.caseByID(id)
	if !ok || x.Scenario == nil {
		return &problem{status: fiber.StatusNotFound, key: "no_scenario", args: []any{id}, links: []link{{Text: tr.T("ways.crumb"), Href: "/statistics/scenarios"}}}
	}
	ways, others, err := s.Training.Ways(c.UserContext(), id)
	if err != nil {
		return err
	}
	v := waysPage{Play: scenarioURL(id)}
	if others >= few {
		v.Others = tr.T("ways.others", others)
	} else if others > 0 {
		v.Others = tr.T("ways.others_few", few)
	}
	people, liable := 0, 0
	for _, w := range ways {
		people += w.People
		standing, err := s.Cases.Standing(w.Run)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(standing, func(l casebook.Liability) bool {
			return l.Verdict == rules.Established && isWrong(l.Kind)
		}) {
			liable += w.People
		}
	}
	title := tr.T("ways.title", x.Scenario.Title, people)
	switch hide := quizzes.Suppress([]int{liable, people - liable}); {
	case people < few:
		title = tr.T("ways.title_few", x.Scenario.Title, few)
		v.None = &empty{Text: tr.T("ways.empty"), How: tr.T("ways.empty_how", few)}
	case hide[0]:
		v.Lead = tr.T("ways.lead_hidden", few)
	default:
		v.Lead = tr.T("ways.lead", liable, people)
	}
	if v.None == nil {
		for i, n := range x.Scenario.Nodes {
			r, err := s.nodeReport(tr, x.Scenario, n, ways)
			if err != nil {
				return err
			}
			r.Heading = tr.T("ways.node", i+1, s.excerpt(n.Story, 24))
			v.Nodes = append(v.Nodes, r)
		}
	}
	return s.render(c, fiber.StatusOK, "ways", page{Title: title, Nav: "statistics",
		Crumb: []link{{Text: tr.T("statistics.crumb"), Href: "/statistics"}, {Text: tr.T("ways.crumb"), Href: "/statistics/scenarios"}, {Text: x.Scenario.Title}}, Data: v})
}

// isWrong says whether a kind of liability makes a way a wrong one.
func isWrong(k rules.Kind) bool { return k == rules.Criminal || k == rules.Administrative }

// nodeReport counts the choices at a node. Of the ways that lead to a choice only
// those of enough people are looked into.
func (s *Server) nodeReport(tr *language, x *casebook.Scenario, n casebook.Node, ways []training.Way) (nodeReport, error) {
	v := nodeReport{ID: n.ID, Story: paragraphsOf(n.Story), Ask: n.Ask}
	counts := make([]int, len(n.Choices))
	reached := make([][]training.Way, len(n.Choices)) // ways up to and with the choice
	for _, w := range ways {
		i := slices.IndexFunc(w.Run.Steps, func(st casebook.Step) bool { return st.Node == n.ID })
		if i < 0 {
			continue
		}
		k := slices.IndexFunc(n.Choices, func(ch casebook.Choice) bool { return ch.ID == w.Run.Steps[i].Choice })
		counts[k] += w.People
		reached[k] = taken(reached[k], w, i+1)
	}
	d := chartData{ID: "node-" + n.ID, Title: tr.T("ways.picture"), Head: tr.T("ways.choice"), Unit: tr.T("statistics.unit_people"), Series: []series{{Name: tr.T("statistics.chosen")}},
		None: empty{Text: tr.T("ways.nobody")}}
	hide := quizzes.Suppress(counts)
	for k, ch := range n.Choices {
		d.Labels = append(d.Labels, ch.Do)
		d.Series[0].Values = append(d.Series[0].Values, amount{N: float64(counts[k]), Withheld: hide[k], Missing: slices.Max(counts) == 0})
		if hide[k] {
			continue
		}
		wrong, err := s.wrongWays(tr, x, reached[k])
		if err != nil {
			return v, err
		}
		v.Wrong = append(v.Wrong, wrong...)
	}
	v.Picture = newBars(tr, d)
	v.Wrong = v.Wrong[:min(len(v.Wrong), wrongWays)]
	return v, nil
}

// taken adds the first steps of a way to ways that have the same.
func taken(all []training.Way, w training.Way, steps int) []training.Way {
	run := w.Run
	run.Steps = run.Steps[:steps]
	if i := slices.IndexFunc(all, func(o training.Way) bool { return sameWay(o.Run, run) }); i >= 0 {
		all[i].People += w.People
		return all
	}
	return append(all, training.Way{Run: run, People: w.People})
}

// wrongWays are those of some ways on whose last step an offence or a sanction is
// set off.
func (s *Server) wrongWays(tr *language, x *casebook.Scenario, ways []training.Way) (out []wrongWay, err error) {
	slices.SortStableFunc(ways, func(a, b training.Way) int { return cmp.Compare(b.People, a.People) })
	people := make([]int, len(ways))
	for i, w := range ways {
		people[i] = w.People
	}
	hide := quizzes.Suppress(people)
	for i, w := range ways {
		if hide[i] || len(out) == wrongWays {
			continue
		}
		before := w.Run
		last := before.Steps[len(before.Steps)-1]
		before.Steps = before.Steps[:len(before.Steps)-1]
		_, turn, err := s.Cases.Answer(before, last.Node, last.Choice, last.At)
		if err != nil {
			return nil, err
		}
		way := wrongWay{Do: turn.Do, People: tr.amount(amount{N: float64(w.People)}, tr.T("statistics.unit_people"))}
		for _, change := range turn.Changes {
			if change.To == rules.Established && change.From != rules.Established && change.AbsorbedBy == "" && isWrong(change.Kind) {
				way.Now = append(way.Now, moved(tr, s.Book, change.Move, nil))
			}
		}
		if len(way.Now) == 0 {
			continue
		}
		for _, st := range before.Steps {
			if n, ok := x.Node(st.Node); ok {
				if ch, ok := n.Choice(st.Choice); ok {
					way.Before = append(way.Before, ch.Do)
				}
			}
		}
		out = append(out, way)
	}
	return out, nil
}
