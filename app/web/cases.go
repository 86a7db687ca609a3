package web

import (
	"strings"
	"sync"

	"github.com/gofiber/fiber/v2"

	"shoumi/casebook"
	"shoumi/rules"
	"shoumi/rules/source"
)

// nearest is how many similar cases a result names.
const nearest = 5

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
type casesPage struct{ Cases []caseRow }

type caseRow struct {
	Title, Href, Source string
	Result              casebook.Result // the one that needs most care; empty when nothing is compared
}

func (s *Server) cases(c *fiber.Ctx) error {
	tr := s.language(c)
	var v casesPage
	worst := map[string]casebook.Result{}
	for _, r := range s.agreement() {
		if care(r.Result) > care(worst[r.Case]) {
			worst[r.Case] = r.Result
		}
	}
	for _, x := range s.published() {
		v.Cases = append(v.Cases, caseRow{Title: x.Title, Href: caseURL(x.ID), Source: x.Source.HandbookZh() + "　" + x.Source.Section, Result: worst[x.ID]})
	}
	return s.render(c, fiber.StatusOK, "cases", page{Title: tr.T("cases.title"), Nav: "cases", Data: v})
}

// casePage is the data of case.html.
type casePage struct {
	Case   *casebook.Case
	Source string
	Page   int
	Date   string
	Shared []caseFact
	Actors []caseActor
	Start  string // the classification of these facts
}

type caseActor struct {
	casebook.Actor
	Facts    []caseFact
	Outcomes []casebook.Outcome
	Rows     []compared
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
	v := casePage{Case: x, Source: x.Source.HandbookZh() + "　" + x.Source.Section, Page: x.Source.Page, Date: tr.actDate(x.ActDate), Shared: s.caseFacts(tr, x.Shared)}
	rows := s.agreement()
	for _, a := range x.Actors {
		y := caseActor{Actor: a, Facts: s.caseFacts(tr, a.Facts), Outcomes: a.Outcome}
		for _, r := range rows {
			if r.Case != x.ID || r.Actor != a.Name {
				continue
			}
			z := compared{Row: r, Open: s.citeAll(r.Open)}
			if r.Provision != "" {
				of := s.cite(r.Provision)
				z.Of = &of
			}
			y.Rows = append(y.Rows, z)
		}
		v.Actors = append(v.Actors, y)
	}
	if token, err := s.tokens.encode(stateOf(x.Incident(), s.Book)); err == nil { // else too long, and the page does without
		v.Start = address("/classify/result", token, nil)
	}
	return s.render(c, fiber.StatusOK, "case", page{Title: x.Title, Nav: "cases", Crumb: []link{{Text: tr.T("nav.cases"), Href: "/cases"}, {Text: x.Title}}, Data: v})
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

// similar is a published case near an incident.
type similar struct {
	Title, Href string
	Distance    string
	Differs     []string
}

func (s *Server) similar(tr *language, x rules.SimilarCase) similar {
	v := similar{Title: x.Case, Distance: tr.T("similar.distance", len(x.Differs))}
	if c, ok := s.caseByID(x.Case); ok {
		v.Title, v.Href = c.Title, caseURL(c.ID)
	}
	for _, id := range x.Differs {
		if f, ok := s.Book.Fact(id); ok {
			v.Differs = append(v.Differs, tr.Of(f.Label))
		}
	}
	return v
}
