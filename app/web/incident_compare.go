package web

import (
	"errors"
	"net/url"
	"slices"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/incident"
	"shoumi/casebook"
	"shoumi/rules"
)

// comparePage is the data of incident_compare.html: two variants of a record side by
// side.
type comparePage struct {
	Title    string
	A, B     string // what they are called
	Problems []notice
	Facts    table
	People   []comparedPerson
	ChangeA  string // "" of the record itself
	ChangeB  string
	Swap     string
}

// comparedPerson is what two variants find about one person.
type comparedPerson struct {
	Name    string
	Several bool
	Differ  table
	Same    table
}

// compare shows two variants of a record side by side: ?a= and ?b= are their changes,
// none the record itself.
func (s *Server) compare(c *fiber.Ctx) error {
	r, at, ok, err := s.keptAt(c)
	if !ok || err != nil {
		return err
	}
	tr, base := s.language(c), r.Content.Interview
	if nothing(base) {
		return c.Redirect(incidentURL(r.ID, "result"), fiber.StatusSeeOther)
	}
	sent := queryOf(c)
	v, err := s.variantsOf(url.Values{"a": sent["a"], "w": sent["b"]}, at, base)
	if err != nil {
		return err
	}
	a, b, here := v.args.Get("a"), v.args.Get("w"), incidentURL(r.ID, "what-if")
	p := comparePage{A: s.variantName(tr, v.a, "A"), B: s.variantName(tr, v.w, "B"), ChangeB: listURL(here, nil, "w", b, "a", a),
		Swap: listURL(incidentURL(r.ID, "compare"), nil, "a", b, "b", a)}
	p.Facts = at.compareFacts(tr, base, v, p.A, p.B)
	if a != "" {
		p.ChangeA = listURL(here, nil, "w", a, "a", b)
	}
	reports := make([]rules.Report, 2)
	for i, x := range []struct {
		name string
		of   incident.Variant
	}{{p.A, v.a}, {p.B, v.w}} {
		reports[i], err = at.book.Find(x.of.Of(base).Incident(), at.judged)
		var contradiction *rules.ContradictionError
		switch {
		case errors.As(err, &contradiction):
			p.Problems = append(p.Problems, notice{Kind: "warning", Title: tr.T("compare.contradicts", x.name), Text: contradiction.Text})
		case err != nil:
			return err
		}
	}
	if p.Title = tr.T("compare.contradictory"); len(p.Problems) == 0 {
		n := 0
		for i := range base.People {
			person, differ := at.compared(tr, p, reports[0].Actors[i], reports[1].Actors[i])
			person.Several = len(base.People) > 1
			p.People = append(p.People, person)
			n += differ
		}
		if p.Title = tr.T("compare.same"); n > 0 {
			p.Title = tr.T("compare.differ", n)
		}
	}
	return s.render(c, fiber.StatusOK, "incident_compare", page{Title: p.Title, Nav: at.nav, Crumb: resultCrumbs(tr, at, tr.T("compare.title")), Data: p})
}

func (s *Server) variantName(tr *language, v incident.Variant, letter string) string {
	if len(v.Edits) == 0 {
		return tr.T("compare.record")
	}
	return tr.T("compare.variant", letter)
}

// compareFacts are the facts in which two variants differ from the record.
func (p place) compareFacts(tr *language, base incident.Interview, v variants, a, b string) table {
	t := table{Caption: tr.T("compare.facts"), Columns: []column{{Label: tr.T("similar.fact")}, {Label: a}, {Label: b}}, None: empty{Text: tr.T("compare.no_facts")}}
	var seen []incident.Edit
	for _, e := range slices.Concat(v.a.Edits, v.w.Edits) {
		if slices.ContainsFunc(seen, func(x incident.Edit) bool { return x.Who == e.Who && x.Fact == e.Fact }) {
			continue
		}
		seen = append(seen, e)
		row := p.editRow(tr, base, e, "")
		t.Rows = append(t.Rows, rowOf(row, p.valueIn(tr, v.a.Of(base), e), p.valueIn(tr, v.w.Of(base), e)))
	}
	return t
}

func rowOf(e editRow, a, b string) row {
	return row{Cells: []cell{{Text: e.Label, Note: e.Who}, {Text: a}, {Text: b}}}
}

// valueIn is what the fact of a change is in an interview.
func (p place) valueIn(tr *language, st incident.Interview, e incident.Edit) string {
	if e.Fact == rules.ActDateFact {
		return tr.actDate(st.Act())
	}
	f, _ := p.book.Fact(e.Fact)
	return tr.Value(f, e.From(st))
}

// compared are the findings on one person side by side, and in how many they differ.
// What is established or open in neither is passed over.
func (p place) compared(tr *language, page comparePage, a, b rules.ActorReport) (out comparedPerson, differ int) {
	columns := []column{{Label: tr.T("compare.provision")}, {Label: page.A}, {Label: page.B}}
	out = comparedPerson{Name: a.Actor, Differ: table{Caption: tr.T("compare.differing"), Columns: columns, None: empty{Text: tr.T("compare.none_differs")}}, Same: table{Caption: tr.T("compare.alike"), Columns: columns}}
	moves := casebook.Moves(a.Findings, b.Findings)
	for i, f := range a.Findings {
		g := b.Findings[i]
		if !counts(f) {
			continue
		}
		of := cite(p.book, f.ID)
		line := row{Cells: []cell{{Text: f.Cite, Href: of.Href, Note: f.Title, Chinese: true}, verdictCell(tr, f), verdictCell(tr, g)}}
		switch {
		case slices.ContainsFunc(moves, func(m casebook.Move) bool { return m.Provision == f.ID }):
			out.Differ.Rows = append(out.Differ.Rows, line)
			differ++
		case f.Verdict == rules.Established || f.Verdict == rules.Undetermined:
			out.Same.Rows = append(out.Same.Rows, line)
		}
	}
	return out, differ
}

// verdictCell is a verdict with its penalty or effect.
func verdictCell(tr *language, f rules.Finding) cell {
	state := tr.badge(f.Verdict, "provision")
	x := cell{State: &state, Chinese: true}
	switch {
	case f.Verdict != rules.Established:
	case f.AbsorbedBy != nil:
		x.Note = tr.T("compare.absorbed")
	case f.Penalty != nil:
		x.Note = f.Penalty.Text()
	default:
		x.Note = f.Effect
	}
	return x
}
