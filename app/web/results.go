package web

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/training"
	"shoumi/quizzes"
)

// resultsURL is the list of how officers do on the cases; with a case, how on that one.
const resultsURL = "/statistics/cases"

// caseReport is how officers do on the items of a case.
type caseReport struct {
	ID, Title string
	Gone      bool         // it is withdrawn
	Present   []itemReport // editions of the bank that somebody answered, what wants attention first
	Past      []itemReport // those before
}

// wants and judged are how many present items should be looked at, and of how many the
// answers are enough to tell.
func (r caseReport) wants() (n int) {
	for _, x := range r.Present {
		if x.wants() {
			n++
		}
	}
	return n
}

func (r caseReport) judged() (n int) {
	for _, x := range r.Present {
		if x.says() != quizzes.TooFew {
			n++
		}
	}
	return n
}

// rank is the place of a case among those that want attention: that of its item which
// wants it most; last where nobody has met one.
func (r caseReport) rank() int {
	if len(r.Present) == 0 {
		return len(urgency) + 3
	}
	return r.Present[0].rank()
}

// caseReports are the reports of all cases, in the order of the casebook, those that are
// withdrawn behind.
func (s *Server) caseReports(ctx context.Context) (out []caseReport, err error) {
	all, err := s.Training.Statistics(ctx)
	if err != nil {
		return nil, err
	}
	at := map[string]int{}
	for _, x := range s.published() {
		at[x.ID] = len(out)
		out = append(out, caseReport{ID: x.ID, Title: x.Title})
	}
	for _, r := range all {
		id := s.caseOfItem(r.Item)
		if id == "" {
			continue
		}
		i, known := at[id]
		if !known {
			i = len(out)
			at[id] = i
			out = append(out, caseReport{ID: id, Title: id, Gone: true})
			if x, ok := s.caseByID(id); ok {
				out[i].Title = x.Title
			}
		}
		if of := &out[i]; r.Current {
			of.Present = append(of.Present, itemReport{r})
		} else {
			of.Past = append(of.Past, itemReport{r})
		}
	}
	for _, r := range out {
		for _, items := range [][]itemReport{r.Present, r.Past} {
			slices.SortStableFunc(items, func(a, b itemReport) int { return a.rank() - b.rank() })
		}
	}
	return out, nil
}

// caseOfItem is the case that an item is about, also one that is no longer in the bank;
// "" of none.
func (s *Server) caseOfItem(id string) string {
	if it, ok := s.itemByID(id); ok {
		return it.Case
	}
	rest, made := strings.CutPrefix(id, "gen/")
	of, _, _ := strings.Cut(rest, "/")
	if !made {
		return ""
	}
	if _, ok := s.caseByID(of); !ok { // of a case with several actors the number of one stands behind it
		if whole := of[:max(strings.LastIndex(of, "-"), 0)]; whole != "" {
			if _, ok := s.caseByID(whole); ok {
				return whole
			}
		}
	}
	return of
}

// caseResults lists how officers do on every case, those that want attention first.
func (s *Server) caseResults(c *fiber.Ctx) error {
	tr := s.language(c)
	all, err := s.caseReports(c.UserContext())
	if err != nil {
		return err
	}
	slices.SortStableFunc(all, func(a, b caseReport) int {
		return cmp.Or(a.rank()-b.rank(), b.wants()-a.wants())
	})
	t := table{Caption: tr.T("results.cases"), Columns: []column{{Label: tr.T("results.case")}, {Label: tr.T("statistics.verdict")}, {Label: tr.T("results.wants"), Number: true},
		{Label: tr.T("results.judged"), Number: true}, {Label: tr.T("results.unclear"), Number: true}}, None: empty{Text: tr.T("results.no_case")}}
	wants, judged := 0, 0
	for _, r := range all {
		x := row{Cells: []cell{{Text: r.Title, Href: resultsURL + "/" + r.ID, Note: r.ID, Chinese: true}, {Text: tr.T("results.unmet")},
			{Text: tr.whole(r.wants())}, {Text: tr.whole(r.judged())}, {Text: tr.whole(len(r.Present) - r.judged())}}}
		if r.Gone {
			x.Cells[0].Note += " · " + tr.T("results.gone")
		}
		if len(r.Present) > 0 {
			state := tr.verdictOf(r.Present[0])
			x.Cells[1] = cell{State: &state, Note: tr.finding(r.Present[0])}
		}
		t.Rows = append(t.Rows, x)
		if r.wants() > 0 {
			wants++
		}
		if r.judged() > 0 {
			judged++
		}
	}
	title := tr.T("results.title", wants, judged)
	if judged == 0 {
		title = tr.T("results.title_few")
	}
	v := resultsPage{Lead: tr.T("results.lead", quizzes.MinCell, quizzes.DefaultThresholds.Enough), Table: t}
	return s.render(c, fiber.StatusOK, "case_results", page{Title: title, Nav: "statistics", Crumb: resultsCrumbs(tr), Data: v})
}

func resultsCrumbs(tr *language, last ...string) []link {
	crumbs := []link{{Text: tr.T("statistics.crumb"), Href: "/statistics"}, {Text: tr.T("results.crumb")}}
	for _, text := range last {
		crumbs[1].Href = resultsURL
		crumbs = append(crumbs, link{Text: text})
	}
	return crumbs
}

// resultsPage is the data of case_results.html: how officers do on cases, or on the items
// of one.
type resultsPage struct {
	Lead  string
	Table table
	To    []link
}

// resultsOfCase says how officers do on the items of a case, each edition for itself.
func (s *Server) resultsOfCase(c *fiber.Ctx) error {
	tr, id := s.language(c), c.Params("case")
	all, err := s.caseReports(c.UserContext())
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(r caseReport) bool { return r.ID == id })
	if i < 0 {
		x, ok := s.caseByID(id) // withdrawn before anybody met it
		if !ok {
			return s.noCase(tr, id)
		}
		i, all = len(all), append(all, caseReport{ID: id, Title: x.Title, Gone: true})
	}
	of := all[i]
	v := resultsPage{Lead: tr.T("results.lead", quizzes.MinCell, quizzes.DefaultThresholds.Enough), Table: table{Caption: tr.T("results.caption"),
		Columns: []column{{Label: tr.T("statistics.item")}, {Label: tr.T("statistics.verdict")}, {Label: tr.T("statistics.officers"), Number: true},
			{Label: tr.T("statistics.facility"), Number: true}, {Label: tr.T("statistics.discrimination"), Number: true}, {Label: tr.T("statistics.seconds"), Number: true}, {Label: tr.T("results.error")}},
		None: empty{Text: tr.T("results.none"), How: tr.T("results.none_how")}}}
	for _, r := range slices.Concat(of.Present, of.Past) {
		x := s.reportRow(tr, r)
		if !r.Current {
			x.Cells[0].Href, x.Cells[0].Note = itemURL(r.Item, r.Version), r.Item+" · "+tr.T("statistics.edition_past")
		}
		x.Cells = append(x.Cells, cell{Text: tr.measure(r.MedianSeconds, "")}, cell{Text: s.topError(tr, r)})
		v.Table.Rows = append(v.Table.Rows, x)
	}
	if x, ok := s.caseByID(id); ok {
		v.To = append(v.To, link{Text: tr.T("results.to_case"), Href: caseURL(id)})
		if x.Scenario != nil {
			v.To = append(v.To, link{Text: tr.T("ways.crumb"), Href: "/statistics/scenarios/" + id})
		}
	}
	title := tr.T("results.found", of.Title, of.judged(), of.wants())
	switch {
	case len(of.Present)+len(of.Past) == 0:
		title = tr.T("results.nobody", of.Title)
	case of.judged() == 0:
		title = tr.T("results.few", of.Title)
	}
	return s.render(c, fiber.StatusOK, "case_results", page{Title: title, Nav: "statistics", Crumb: resultsCrumbs(tr, of.Title), Data: v})
}

// topError is the misconception behind the wrong option that most people chose; — where
// there is none, or it may not be told.
func (s *Server) topError(tr *language, r itemReport) string {
	var top *training.Choice
	for i, o := range r.Choices {
		if !o.Key && o.Chosen != nil && *o.Chosen > 0 && (top == nil || *o.Chosen > *top.Chosen) {
			top = &r.Choices[i]
		}
	}
	if top == nil {
		return "—"
	}
	if m, ok := s.Quizzes.Misconception(top.Misconception); ok {
		return tr.Of(m.Label)
	}
	return top.Text
}
