package web

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/account"
	"shoumi/app/incident"
	"shoumi/casebook"
	"shoumi/rules"
	"shoumi/rules/source"
)

// maxBench is how many changes of one fact are shown at once.
const maxBench = 6

// fullSource is the name of a source, with the section if there is one.
func fullSource(s casebook.Source) string { return strings.TrimSuffix(s.Zh()+"　"+s.Section, "　") }

func caseURL(id string) string { return "/cases/" + id }

// published are the cases in order; none without a casebook.
func (s *Server) published() []*casebook.Case {
	if s.Cases == nil {
		return nil
	}
	return s.Cases.Cases()
}

// agreed is the cases held against the rules, computed once a day.
type agreed struct {
	sync.Mutex
	day  rules.Date
	rows []casebook.Row
}

func (s *Server) agreement() []casebook.Row {
	if s.Cases == nil {
		return nil
	}
	day := s.today()
	s.agreed.Lock()
	defer s.agreed.Unlock()
	if s.agreed.rows == nil || s.agreed.day != day {
		s.agreed.day, s.agreed.rows = day, s.Cases.Agreement(day)
	}
	return s.agreed.rows
}

// casesPage is the data of cases.html.
type casesPage struct {
	Cases   []caseRow
	All     int
	Filters filterForm
	Chosen  bool
}

type caseRow struct {
	ID, Title, Href, Source string
	Play                    string          // the scenario, when there is one
	Result                  casebook.Result // the one that needs most care; empty when nothing is compared
}

func (s *Server) cases(c *fiber.Ctx) error {
	tr := s.language(c)
	v := casesPage{All: len(s.published())}
	if s.Cases == nil {
		return s.render(c, fiber.StatusOK, "cases", page{Title: tr.T("cases.title"), Nav: "cases", Data: v})
	}
	worst := map[string]casebook.Result{}
	for _, r := range s.agreement() {
		if care(r.Result) > care(worst[r.Case]) {
			worst[r.Case] = r.Result
		}
	}
	want := casebook.Filter{Source: c.Query("source"), Kind: casebook.CaseKind(c.Query("kind")), Act: c.Query("act"), Article: c.Query("article"), Stage: casebook.Stage(c.Query("stage"))}
	v.Chosen = want != casebook.Filter{}
	for _, x := range s.Cases.Select(want) {
		row := caseRow{ID: x.ID, Title: x.Title, Href: caseURL(x.ID), Source: shortSource(tr, x) + "　" + x.Source.Zh(), Result: worst[x.ID]}
		if x.Scenario != nil {
			row.Play = scenarioURL(x.ID)
		}
		v.Cases = append(v.Cases, row)
	}
	v.Filters = filterForm{Action: "/cases", Label: tr.T("cases.filter"), Fields: s.filters(tr, want)}
	if v.Chosen {
		v.Filters.Clear = &link{Text: tr.T("cases.all"), Href: "/cases"}
	}
	return s.render(c, fiber.StatusOK, "cases", page{Title: tr.T("cases.title"), Nav: "cases", Data: v})
}

// filters lists what occurs in the cases, each with its number.
func (s *Server) filters(tr *language, want casebook.Filter) []field {
	count := map[string]map[string]int{}
	var order = map[string][]string{}
	add := func(name string, values ...string) {
		for _, value := range values {
			if count[name] == nil {
				count[name] = map[string]int{}
			}
			if count[name][value] == 0 {
				order[name] = append(order[name], value)
			}
			count[name][value]++
		}
	}
	for _, x := range s.published() {
		f := s.Cases.Facets(x)
		add("source", f.Source)
		add("kind", string(f.Kind))
		add("act", f.Acts...)
		add("article", f.Articles...)
		for _, stage := range f.Stages {
			add("stage", string(stage))
		}
	}
	name := map[string]func(string) string{
		"source":  func(v string) string { return tr.T("source.of." + v) },
		"kind":    func(v string) string { return tr.T("casekind." + v) },
		"act":     func(v string) string { return short(tr, s.conductOf(tr, v)) },
		"article": func(v string) string { return s.cite(v).Text },
		"stage":   func(v string) string { return casebook.Stage(v).Zh() },
	}
	chosen := map[string]string{"source": want.Source, "kind": string(want.Kind), "act": want.Act, "article": want.Article, "stage": string(want.Stage)}
	var out []field
	for _, key := range []string{"source", "kind", "act", "article", "stage"} {
		f := field{Name: key, ID: "by-" + key, Label: tr.T("cases.by." + key), Kind: choiceField, Choices: []option{{Label: tr.T("cases.any")}}}
		for _, v := range order[key] {
			f.Choices = append(f.Choices, option{Value: v, Label: fmt.Sprintf("%s（%d）", name[key](v), count[key][v]), Checked: chosen[key] == v})
		}
		out = append(out, f)
	}
	return out
}

// casePage is the data of case.html.
type casePage struct {
	Case            *casebook.Case
	Narrative       []caseSentence
	Source          string
	Page            int
	Date            string
	Shared          []caseFact
	Actors          []caseActor
	Start           string // the classification of these facts
	Play            *link  // the scenario
	Teaches         string
	Risks, Measures []topicView
	Practice        bool
	Staff           []link // for those who write and review material
	Handout         string // where it is made into a handout; empty for one that is withdrawn
}

// caseSentence is a sentence of the story; Shows says that a fact rests on it.
type caseSentence struct {
	casebook.Sentence
	Shows bool
}

type caseActor struct {
	casebook.Actor
	Facts    []caseFact
	Outcomes []casebook.Outcome
	Rows     []compared
	Elements []caseElements
	Bench    []counterfactualView // changes that move something, those that settle an offence otherwise first
	More     []counterfactualView
	Same     []string // changes that move nothing
}

// caseElements are the elements of a provision that the rules establish, each with
// the sentences that show it.
type caseElements struct {
	Of      cited
	Verdict rules.Verdict
	Rows    []caseElement
}

type caseElement struct {
	Text    string
	Verdict rules.Verdict
	At      []sentence
}

// caseFact is a fact with the sentences that show it.
type caseFact struct {
	Label, Value string
	At           []sentence
}

type sentence struct{ ID, Number string }

// compared is the official outcome on one provision beside what the rules find.
type compared struct {
	casebook.Row
	Of   *cited
	Open []cited
}

func (s *Server) caseOf(c *fiber.Ctx) error {
	tr, id := s.language(c), strings.Trim(c.Params("*"), "/")
	x, ok := s.caseByID(id)
	if !ok {
		return s.noCase(tr, id)
	}
	v, err := s.casePage(tr, x, s.Cases, s.agreement())
	if err != nil {
		return err
	}
	v.Practice = s.Quizzes != nil && !x.Withdrawn
	if !x.Withdrawn {
		v.Handout = handoutURL + "?case=" + x.ID
	}
	visitor := s.visitor(c)
	if s.Materials != nil && visitor.May(account.SeeMaterials) && !x.Withdrawn {
		v.Staff = append(v.Staff, link{Text: tr.T("case.file"), Href: "/materials/cases/" + x.ID})
	}
	if s.Training != nil && visitor.May(account.SeeItems) {
		v.Staff = append(v.Staff, link{Text: tr.T("results.work"), Href: resultsURL + "/" + x.ID})
	}
	if x.Scenario != nil && !x.Withdrawn {
		v.Play = &link{Text: x.Scenario.Title, Href: scenarioURL(x.ID)}
	}
	if token, err := s.tokens.encode(incident.Known(x.Incident(), s.Book)); err == nil { // else too long, and the page does without
		v.Start = address("/classify/result", token, nil)
	}
	return s.render(c, fiber.StatusOK, "case", page{Title: x.Title, Nav: "cases", Crumb: []link{{Text: tr.T("nav.cases"), Href: "/cases"}, {Text: x.Title}}, Data: v})
}

// casePage is a case of a casebook as a page shows it, with the rows in which it is held
// against the rules; nothing on it leads on to a scenario or an exercise.
func (s *Server) casePage(tr *language, x *casebook.Case, cases *casebook.Casebook, rows []casebook.Row) (casePage, error) {
	v := casePage{Case: x, Source: fullSource(x.Source), Page: x.Source.Page, Date: tr.actDate(x.ActDate), Shared: s.caseFacts(tr, x.Shared)}
	for _, y := range x.Narrative {
		shows := func(f casebook.Fact) bool { return slices.Contains(f.At, y.ID) }
		v.Narrative = append(v.Narrative, caseSentence{y, slices.ContainsFunc(x.Shared, shows) || slices.ContainsFunc(x.Actors, func(a casebook.Actor) bool { return slices.ContainsFunc(a.Facts, shows) })})
	}
	for _, a := range x.Actors {
		y := caseActor{Actor: a, Facts: s.caseFacts(tr, a.Facts), Outcomes: a.Outcome}
		for _, r := range rows {
			if r.Case != x.ID || r.Actor != a.Name {
				continue
			}
			z := compared{Row: r, Open: citeAll(s.Book, r.Open)}
			if r.Provision != "" {
				of := s.cite(r.Provision)
				z.Of = &of
			}
			y.Rows = append(y.Rows, z)
		}
		s.bench(tr, x, a.Name, &y, cases)
		v.Actors = append(v.Actors, y)
	}
	if err := s.caseElements(x, &v); err != nil {
		return v, err
	}
	v.Teaches = x.Teaches
	for _, id := range x.Risks {
		if t, ok := cases.Risk(id); ok {
			v.Risks = append(v.Risks, topicView{tr.topic(t), t.Text})
		}
	}
	for _, id := range x.Measures {
		if t, ok := cases.Measure(id); ok {
			v.Measures = append(v.Measures, topicView{tr.topic(t), t.Text})
		}
	}
	return v, nil
}

// bench tells every single coherent change of what is known of an actor.
func (s *Server) bench(tr *language, x *casebook.Case, actor string, v *caseActor, cases *casebook.Casebook) {
	for _, k := range cases.Counterfactuals(x, actor) {
		told := s.counterfactual(tr, &k)
		if len(told.Moves) == 0 {
			v.Same = append(v.Same, told.If)
			continue
		}
		v.Bench = append(v.Bench, *told)
	}
	slices.SortStableFunc(v.Bench, func(a, b counterfactualView) int { return b.settled() - a.settled() })
	if len(v.Bench) > maxBench {
		v.Bench, v.More = v.Bench[:maxBench], v.Bench[maxBench:]
	}
}

// settled is 1 where an offence or sanction turns from so to not so, or back.
func (k counterfactualView) settled() int {
	for _, m := range k.Moves {
		if m.From != rules.Undetermined && m.To != rules.Undetermined && m.From != m.To {
			return 1
		}
	}
	return 0
}

// caseElements lists what the rules establish of every actor, element by element,
// with the sentences that show each.
func (s *Server) caseElements(x *casebook.Case, v *casePage) error {
	report, err := s.Book.Find(x.Incident(), s.today())
	if err != nil {
		return err
	}
	for i, a := range report.Actors {
		at := map[string][]string{}
		for _, f := range slices.Concat(x.Shared, x.Actors[i].Facts) {
			at[f.ID] = f.At
		}
		for _, f := range a.Findings {
			if f.Verdict != rules.Established || f.Kind != rules.Criminal && f.Kind != rules.Administrative {
				continue
			}
			e := caseElements{Of: s.cite(f.ID), Verdict: f.Verdict}
			for _, el := range f.Elements {
				row := caseElement{Text: el.Text, Verdict: el.Verdict}
				var ids []string
				for _, r := range el.Facts {
					for _, id := range at[r.ID] {
						if !slices.Contains(ids, id) {
							ids = append(ids, id)
						}
					}
				}
				for _, sentenceOf := range x.Narrative { // in the order of the story
					if slices.Contains(ids, sentenceOf.ID) {
						row.At = append(row.At, sentence{ID: sentenceOf.ID, Number: strings.TrimPrefix(sentenceOf.ID, "s")})
					}
				}
				e.Rows = append(e.Rows, row)
			}
			v.Actors[i].Elements = append(v.Actors[i].Elements, e)
		}
	}
	return nil
}

func (s *Server) caseFacts(tr *language, facts []casebook.Fact) []caseFact {
	var out []caseFact
	for _, f := range facts {
		fact, _ := s.Book.Fact(f.ID)
		row := caseFact{Label: tr.Of(fact.Label), Value: tr.Value(fact, f.Value)}
		for _, at := range f.At {
			row.At = append(row.At, sentence{ID: at, Number: strings.TrimPrefix(at, "s")})
		}
		out = append(out, row)
	}
	return out
}

func (s *Server) caseByID(id string) (*casebook.Case, bool) {
	if s.Cases == nil {
		return nil, false
	}
	return s.Cases.Case(id)
}

func (s *Server) noCase(tr *language, id string) error {
	p := &problem{status: fiber.StatusNotFound, key: "no_case", args: []any{id}}
	var ids []string
	for _, x := range s.published() {
		ids = append(ids, x.ID)
	}
	if near, ok := source.Suggest(id, ids); ok {
		x, _ := s.caseByID(near)
		p.links = append(p.links, link{Text: x.Title, Href: caseURL(near)})
	}
	p.links = append(p.links, link{Text: tr.T("cases.all"), Href: "/cases"})
	return p
}
