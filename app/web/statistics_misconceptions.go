package web

import (
	"cmp"
	"slices"

	"github.com/gofiber/fiber/v2"

	"shoumi/quizzes"
)

// misconceptionsPage is the data of misconceptions.html.
type misconceptionsPage struct {
	Picture *chart
	Table   table
}

// misheld is a misconception with who chose what stands for it.
type misheld struct {
	quizzes.Misconception
	chosen, of int // of those who answered items that offer it; of shown numbers only
	items      []string
}

// drawnMisconceptions is how many of them the picture has.
const drawnMisconceptions = 8

// misconceptions groups the wrong options of all items by what they stand for.
func (s *Server) misconceptions(c *fiber.Ctx) error {
	tr := s.language(c)
	all, err := s.reports(c.UserContext())
	if err != nil {
		return err
	}
	held := s.misheld(all)
	v := misconceptionsPage{Table: table{Caption: tr.T("misconceptions.caption"),
		Columns: []column{{Label: tr.T("misconceptions.which")}, {Label: tr.T("misconceptions.chosen"), Number: true}, {Label: tr.T("misconceptions.share"), Number: true}, {Label: tr.T("misconceptions.items")}},
		None:    empty{Text: tr.T("misconceptions.empty"), How: tr.T("misconceptions.empty_how")}}}
	d := chartData{ID: "misconceptions", Title: tr.T("misconceptions.picture"), Head: tr.T("misconceptions.which"), Unit: tr.T("misconceptions.times"), Series: []series{{Name: tr.T("misconceptions.chosen")}}}
	for i, m := range held {
		share := 100 * float64(m.chosen) / float64(m.of)
		r := row{Cells: []cell{{Text: tr.Of(m.Label)}, {Text: tr.amount(amount{N: float64(m.chosen)}, "")}, {Text: tr.measure(&share, "%")}, {Text: tr.T("misconceptions.in", len(m.items))}}}
		for n, item := range m.items {
			r.Actions = append(r.Actions, link{Text: tr.T("misconceptions.item", n+1), Href: itemURL(item, "")})
		}
		v.Table.Rows = append(v.Table.Rows, r)
		if i < drawnMisconceptions {
			d.Labels, d.Series[0].Values = append(d.Labels, tr.Of(m.Label)), append(d.Series[0].Values, amount{N: float64(m.chosen)})
		}
	}
	v.Table.Actions = len(held) > 0
	title := tr.T("misconceptions.title_empty")
	if len(held) > 0 {
		title = tr.T("misconceptions.title", tr.Of(held[0].Label))
		v.Picture = newBars(tr, d)
	}
	return s.render(c, fiber.StatusOK, "misconceptions", page{Title: title, Nav: "statistics", Crumb: []link{{Text: tr.T("statistics.crumb"), Href: "/statistics"}, {Text: tr.T("misconceptions.crumb")}}, Data: v})
}

// misheld are the misconceptions that anybody chose, the most often chosen first. It
// adds up numbers that may be shown alone: others could be worked out from the sum.
func (s *Server) misheld(all []itemReport) (out []misheld) {
	by := map[string]*misheld{}
	for _, r := range all {
		for i, o := range r.ItemStatistics.Options {
			m, ok := s.Quizzes.Misconception(r.Item.Options[i].Misconception)
			if !ok || o.Key || o.Chosen == nil {
				continue
			}
			if by[m.ID] == nil {
				by[m.ID] = &misheld{Misconception: m}
			}
			h := by[m.ID]
			h.chosen += *o.Chosen
			if !slices.Contains(h.items, r.Item.ID) {
				h.items = append(h.items, r.Item.ID)
				h.of += *r.Officers
			}
		}
	}
	for _, h := range by {
		if h.chosen > 0 {
			slices.Sort(h.items)
			out = append(out, *h)
		}
	}
	slices.SortFunc(out, func(a, b misheld) int { return cmp.Or(cmp.Compare(b.chosen, a.chosen), cmp.Compare(a.ID, b.ID)) })
	return out
}
