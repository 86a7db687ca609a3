package web

import "strings"

// newBars draws a bar for every label, with its figure beside the label.
func newBars(tr *language, d chartData) *chart {
	c := newChart(tr, d)
	if c.None != nil {
		return c
	}
	values := d.Series[0].Values
	whole := max(1, d.Whole)
	for _, a := range values {
		whole = max(whole, a.drawn())
	}
	for i, label := range d.Labels {
		a := values[i]
		said := tr.amount(a, d.Unit)
		c.label(label, said)
		if !a.Missing {
			c.box(0, a.drawn(), whole, fillOf(a, 0), label+tr.T("colon")+said)
		}
		c.Height += boxHeight + 16
	}
	c.axis()
	c.keys(tr, d, false)
	c.Text = d.ranking(tr)
	return c
}

// ranking says in words which bar is the longest, and which the shortest.
func (d chartData) ranking(tr *language) string {
	values := d.Series[0].Values
	largest, smallest, ok := extremes(values)
	if !ok {
		return tr.T("chart.bars_none", len(d.Labels))
	}
	most, least := tr.amount(values[largest], d.Unit), tr.amount(values[smallest], d.Unit)
	if n := withheldIn(values); n > 0 {
		return tr.T("chart.bars_some", len(d.Labels), n, few, d.Labels[largest], most, d.Labels[smallest], least)
	}
	return tr.T("chart.bars_text", len(d.Labels), d.Labels[largest], most, d.Labels[smallest], least)
}

// newStack draws a bar for every label out of the figures of all series.
func newStack(tr *language, d chartData) *chart {
	c := newChart(tr, d)
	if c.None != nil {
		return c
	}
	whole := 1.0
	for i := range d.Labels {
		var sum float64
		for _, s := range d.Series {
			sum += s.Values[i].drawn()
		}
		whole = max(whole, sum)
	}
	for i, label := range d.Labels {
		c.label(label, d.total(tr, i))
		var at float64
		for n, s := range d.Series {
			a := s.Values[i]
			if a.drawn() > 0 {
				c.box(at, a.drawn(), whole, fillOf(a, n), label+"　"+s.Name+tr.T("colon")+tr.amount(a, d.Unit))
			}
			if a.known() && a.N >= whole/8 { // room for a figure below it
				c.Words = append(c.Words, chartWord{X: share(at+a.N/2, whole), Y: c.Height + boxHeight + 15, Anchor: "middle", Class: "tick", Text: tr.amount(a, "")})
			}
			at += a.drawn()
		}
		c.Height += boxHeight + 34
	}
	c.axis()
	c.keys(tr, d, false)
	var names []string
	for _, s := range d.Series {
		names = append(names, s.Name)
	}
	c.Text = tr.T("chart.stack_text", len(d.Labels), strings.Join(names, tr.T("list.join")))
	return c
}

// total is the sum of a bar, and nothing where it would tell what is withheld.
func (d chartData) total(tr *language, label int) string {
	sum := amount{Missing: true}
	for _, s := range d.Series {
		switch a := s.Values[label]; {
		case a.Withheld:
			return ""
		case !a.Missing:
			sum.N, sum.Missing = sum.N+a.N, false
		}
	}
	return tr.amount(sum, d.Unit)
}

// label writes a label above its bar and the figure at its right.
func (c *chart) label(label, said string) {
	for n, line := range wrap(label, (chartWidth-80)/labelSize) {
		c.Height += labelLine
		c.Words = append(c.Words, chartWord{X: "0", Y: c.Height - 6, Anchor: "start", Class: "label", Text: line})
		if n == 0 {
			c.Words = append(c.Words, chartWord{X: "100%", Y: c.Height - 6, Anchor: "end", Class: "value", Text: said})
		}
	}
}

func (c *chart) box(from, length, whole float64, fill int, title string) {
	c.Boxes = append(c.Boxes, chartBox{X: share(from, whole), Width: share(length, whole), Y: c.Height, Height: boxHeight, Fill: fill, Title: title})
}

// axis is the line all bars begin at.
func (c *chart) axis() {
	c.Lines = append(c.Lines, chartLine{X1: "0", X2: "0", Y1: 0, Y2: c.Height, Class: "axis"})
}

func fillOf(a amount, series int) int {
	if a.Withheld {
		return withheldFill
	}
	return series
}
