package web

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"shoumi/casebook"
	"shoumi/rules/penalty"
)

// agreementPage is the data of agreement.html: every official outcome beside
// what the rules find.
type agreementPage struct {
	Counts  []agreementCount
	Picture dotMatrix
	Rows    []agreementRow
	Cases   int
}

type agreementCount struct {
	Result casebook.Result
	N      int
}

// agreementRow is a row of the table; Bar has the official sentences marked on
// the range the rules compute.
type agreementRow struct {
	casebook.Row
	Case *link
	Of   *cited
	Bar  *bar
}

// dotMatrix has a line for every case and a mark for every provision compared.
type dotMatrix struct {
	Width, Height int
	Label         string
	Lines         []dotLine
}

type dotLine struct {
	Y, TextY   int
	Name, Href string
	Marks      []dot
}

type dot struct {
	X     int
	Class casebook.Result
	Title string
}

var results = []casebook.Result{casebook.Agree, casebook.Within, casebook.Explained, casebook.Unexplained}

func (s *Server) agreementPage(c *fiber.Ctx) error {
	tr, all := s.language(c), s.agreement()
	v := agreementPage{}
	var ranges []*penalty.Range
	counts := map[casebook.Result]int{}
	for _, r := range all {
		counts[r.Result]++
		if len(r.Official.Sentences) > 0 {
			ranges = append(ranges, r.Engine.Penalty)
		}
	}
	for _, r := range results {
		v.Counts = append(v.Counts, agreementCount{r, counts[r]})
	}
	scale := newScale(tr, ranges)
	marked := map[string]bool{}
	for _, r := range all {
		row := agreementRow{Row: r}
		if x, ok := s.caseByID(r.Case); ok {
			row.Case = &link{Text: x.Title, Href: caseURL(x.ID), Note: shortSource(tr, x)}
			marked[x.ID] = true
		}
		if r.Provision != "" {
			of := s.cite(r.Provision)
			row.Of = &of
		}
		if len(r.Official.Sentences) > 0 && r.Engine.Penalty != nil {
			if row.Bar = scale.bar(r.Engine.Penalty); row.Bar != nil {
				row.Bar.Marks = scale.marks(r.Official.Sentences)
				row.Bar.Label = tr.T("agreement.bar", r.Engine.Penalty.Text(), r.Official.Sentence)
			}
		}
		v.Rows = append(v.Rows, row)
	}
	v.Cases = len(marked)
	v.Picture = s.dots(tr, all)
	return s.render(c, fiber.StatusOK, "agreement", page{Title: tr.T("agreement.title"), Nav: "cases", Crumb: []link{{Text: tr.T("nav.cases"), Href: "/cases"}, {Text: tr.T("agreement.title")}}, Data: v})
}

// dots draws one mark a row of the agreement, wide enough for a phone.
func (s *Server) dots(tr *language, rows []casebook.Row) dotMatrix {
	const left, step, line = 100, 20, 28
	m := dotMatrix{Width: 288}
	for _, x := range s.published() {
		l := dotLine{Y: len(m.Lines)*line + line/2, Name: shortSource(tr, x), Href: caseURL(x.ID)}
		l.TextY = l.Y + 5
		for _, r := range rows {
			if r.Case != x.ID {
				continue
			}
			of := r.Cite
			if of == "" {
				of = r.Official.Sanction
			}
			l.Marks = append(l.Marks, dot{X: left + len(l.Marks)*step, Class: r.Result, Title: r.Actor + tr.T("colon") + of + tr.T("colon") + tr.T("agreement."+string(r.Result))})
		}
		m.Width = max(m.Width, left+len(l.Marks)*step)
		m.Lines = append(m.Lines, l)
	}
	m.Height = len(m.Lines) * line
	counts := make([]any, len(results))
	for i, want := range results {
		n := 0
		for _, r := range rows {
			if r.Result == want {
				n++
			}
		}
		counts[i] = n
	}
	m.Label = tr.T("agreement.picture", append([]any{len(m.Lines)}, counts...)...)
	return m
}

// marks are the places of terms of imprisonment on the scale.
func (s scale) marks(sentences []penalty.Sentence) []string {
	var out []string
	for _, x := range sentences {
		out = append(out, percent(min(x.Imprisonment.Months, s.Years*12), s.Years*12))
	}
	return out
}

// shortSource names a case where there is little room: by handbook and number, or by
// its id where an agency tells it.
func shortSource(tr *language, c *casebook.Case) string {
	if c.Source.Of() == casebook.OfAgency {
		return c.ID
	}
	kind, number := casebook.Section(c.ID)
	return tr.T("source."+kind) + " " + strconv.Itoa(number)
}

// care says how much a result needs to be looked at.
func care(r casebook.Result) int {
	return map[casebook.Result]int{casebook.Agree: 1, casebook.Within: 2, casebook.Explained: 3, casebook.Unexplained: 4}[r]
}
