package web

import "github.com/gofiber/fiber/v2"

// misconceptionsPage is the data of misconceptions.html.
type misconceptionsPage struct {
	Picture *chart
	Table   table
}

// drawnMisconceptions is how many of them the picture has.
const drawnMisconceptions = 8

// misconceptions groups the wrong options of all items by what they stand for.
func (s *Server) misconceptions(c *fiber.Ctx) error {
	tr := s.language(c)
	held, err := s.Training.Misconceptions(c.UserContext())
	if err != nil {
		return err
	}
	v := misconceptionsPage{Table: table{Caption: tr.T("misconceptions.caption"),
		Columns: []column{{Label: tr.T("misconceptions.which")}, {Label: tr.T("misconceptions.chosen"), Number: true}, {Label: tr.T("misconceptions.share"), Number: true}, {Label: tr.T("misconceptions.items")}},
		None:    empty{Text: tr.T("misconceptions.empty"), How: tr.T("misconceptions.empty_how")}}}
	d := chartData{ID: "misconceptions", Title: tr.T("misconceptions.picture"), Head: tr.T("misconceptions.which"), Unit: tr.T("misconceptions.times"), Series: []series{{Name: tr.T("misconceptions.chosen")}}}
	for i, m := range held {
		share := 100 * float64(m.Chosen) / float64(m.Of)
		r := row{Cells: []cell{{Text: tr.Of(m.Label)}, {Text: tr.amount(amount{N: float64(m.Chosen)}, "")}, {Text: tr.measure(&share, "%")}, {Text: tr.T("misconceptions.in", len(m.Items))}}}
		for n, item := range m.Items {
			r.Actions = append(r.Actions, link{Text: tr.T("misconceptions.item", n+1), Href: itemURL(item, "")})
		}
		v.Table.Rows = append(v.Table.Rows, r)
		if i < drawnMisconceptions {
			d.Labels, d.Series[0].Values = append(d.Labels, tr.Of(m.Label)), append(d.Series[0].Values, amount{N: float64(m.Chosen)})
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
