package web

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/publishing"
	"shoumi/app/store"
	"shoumi/app/training"
	"shoumi/quizzes"
)

// resultsPage is the data of piece_results.html: how officers do on a case.
type resultsPage struct {
	Lead  string
	Table table
	Ways  string // where they went in its scenario; empty where it has none
}

// pieceResults says how officers do on the items of a case, each edition for itself.
func (s *Server) pieceResults(c *fiber.Ctx) error {
	p, err := s.pieceAt(c)
	if err != nil {
		return err
	}
	if p.Kind != publishing.Case {
		return store.ErrNotFound
	}
	tr := s.language(c)
	all, err := s.Training.Statistics(c.UserContext())
	if err != nil {
		return err
	}
	var of []itemReport
	for _, r := range all {
		if it, ok := s.itemByID(r.Item); ok && it.Case == p.Key {
			of = append(of, itemReport{r})
		}
	}
	slices.SortStableFunc(of, func(a, b itemReport) int { return a.rank() - b.rank() })
	v := resultsPage{Table: table{Caption: tr.T("results.caption"),
		Columns: []column{{Label: tr.T("statistics.item")}, {Label: tr.T("statistics.verdict")}, {Label: tr.T("statistics.officers"), Number: true},
			{Label: tr.T("statistics.facility"), Number: true}, {Label: tr.T("statistics.discrimination"), Number: true}, {Label: tr.T("results.error")}},
		None: empty{Text: tr.T("results.none"), How: tr.T("results.none_how")}}}
	wants, judged := 0, 0
	for _, r := range of {
		x := s.reportRow(tr, r)
		if !r.Current {
			x.Cells[0].Href, x.Cells[0].Note = itemURL(r.Item, r.Version), r.Item+" · "+tr.T("statistics.edition_past")
		}
		x.Cells = append(x.Cells, cell{Text: s.topError(tr, r)})
		v.Table.Rows = append(v.Table.Rows, x)
		if r.wants() {
			wants++
		}
		if r.says() != quizzes.TooFew {
			judged++
		}
	}
	if x, ok := s.caseByID(p.Key); ok && x.Scenario != nil {
		v.Ways = "/statistics/scenarios/" + p.Key
	}
	title := tr.T("results.found", pieceTitle(tr, p), judged, wants)
	switch {
	case len(of) == 0:
		title = tr.T("results.nobody", pieceTitle(tr, p))
	case judged == 0:
		title = tr.T("results.few", pieceTitle(tr, p))
	}
	v.Lead = tr.T("results.lead", quizzes.MinCell, quizzes.DefaultThresholds.Enough)
	return s.render(c, fiber.StatusOK, "piece_results", page{Title: title, Nav: "materials", Crumb: pieceCrumbs(tr, p, tr.T("results.crumb")), Data: v})
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
