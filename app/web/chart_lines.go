package web

import (
	"math"
	"slices"
	"strings"
)

const (
	plotTop    = 20 // px
	plotHeight = 180
	plotLeft   = 12.0 // percent; room for the figures of the grid
	plotRight  = 97.0
)

// newLines draws figures over time, a line for every series. A line is broken where
// a figure is missing; a column stands where one is withheld.
func newLines(tr *language, d chartData) *chart {
	c := newChart(tr, d)
	if c.None != nil {
		return c
	}
	var largest float64
	for _, s := range d.Series {
		for _, a := range s.Values {
			if a.known() {
				largest = max(largest, a.N)
			}
		}
	}
	step := niceStep(largest)
	top := step * math.Max(1, math.Ceil(largest/step))
	y := func(n float64) int { return plotTop + int(math.Round((1-n/top)*plotHeight)) }
	for n := 0.0; n <= top; n += step {
		class := "grid"
		if n == 0 {
			class = "axis"
		}
		c.Lines = append(c.Lines, chartLine{X1: "0", X2: "100%", Y1: y(n), Y2: y(n), Class: class})
		c.Words = append(c.Words, chartWord{X: "0", Y: y(n) - 4, Anchor: "start", Class: "tick", Text: tr.amount(amount{N: n}, "")})
	}
	for n, s := range d.Series {
		last := -1
		for i, a := range s.Values {
			title := d.Labels[i] + "　" + s.Name + tr.T("colon") + tr.amount(a, d.Unit)
			switch {
			case a.Withheld:
				c.Boxes = append(c.Boxes, chartBox{X: share(d.at(i)-1, 100), Width: "2.00%", Y: plotTop, Height: plotHeight, Fill: withheldFill, Title: title})
			case a.known():
				if last >= 0 && last == i-1 {
					c.Lines = append(c.Lines, chartLine{X1: share(d.at(last), 100), X2: share(d.at(i), 100), Y1: y(s.Values[last].N), Y2: y(a.N), Class: "line l" + string(rune('0'+n))})
				}
				c.Marks = append(c.Marks, chartMark{X: share(d.at(i), 100), Y: y(a.N), Shape: n, Title: title})
				last = i
			}
		}
	}
	c.Height = y(0) + 8
	c.times(d)
	c.keys(tr, d, true)
	c.Text = d.course(tr)
	return c
}

// at is the place of a label on the line of time, in percent.
func (d chartData) at(i int) float64 {
	if len(d.Labels) == 1 {
		return (plotLeft + plotRight) / 2
	}
	return plotLeft + float64(i)*(plotRight-plotLeft)/float64(len(d.Labels)-1)
}

// times writes as many labels below as there is room for on a phone, the first and
// the last among them.
func (c *chart) times(d chartData) {
	widest := 0
	for _, l := range d.Labels {
		widest = max(widest, textWidth(l))
	}
	const room = chartWidth * (100 - int(plotLeft)) / 100
	n := min(max(2, room/(widest+14)), len(d.Labels))
	deepest := 0
	for k := range n {
		i, x, anchor := 0, share(plotLeft, 100), "start"
		switch {
		case n == 1:
			x, anchor = share(d.at(0), 100), "middle"
		case k == n-1:
			i, x, anchor = len(d.Labels)-1, "100%", "end"
		case k > 0:
			i = k * (len(d.Labels) - 1) / (n - 1)
			x, anchor = share(d.at(i), 100), "middle"
		}
		lines := wrap(d.Labels[i], chartWidth/2/labelSize)
		for at, line := range lines {
			c.Words = append(c.Words, chartWord{X: x, Y: c.Height + 14 + at*labelLine, Anchor: anchor, Class: "tick", Text: line})
		}
		deepest = max(deepest, len(lines))
	}
	c.Height += deepest*labelLine + 4
}

// textWidth is about how wide words of a tick are, in px.
func textWidth(s string) int {
	w := 0
	for _, r := range s {
		if r < 0x2000 {
			w += 7
		} else {
			w += 13
		}
	}
	return w
}

// course says in words how every series went.
func (d chartData) course(tr *language) string {
	var said []string
	for _, s := range d.Series {
		largest, smallest, ok := extremes(s.Values)
		if !ok {
			said = append(said, tr.T("chart.line_none", s.Name))
			continue
		}
		first := slices.IndexFunc(s.Values, amount.known)
		last := first
		for i, a := range s.Values {
			if a.known() {
				last = i
			}
		}
		of := func(i int) string { return tr.amount(s.Values[i], d.Unit) }
		said = append(said, tr.T("chart.line_text", s.Name, d.Labels[first], of(first), d.Labels[last], of(last), d.Labels[largest], of(largest), d.Labels[smallest], of(smallest)))
		if n := withheldIn(s.Values); n > 0 {
			said = append(said, tr.T("chart.line_some", n, few))
		}
	}
	return strings.Join(said, " ")
}

// niceStep is a step of 1, 2 or 5 times a power of ten that reaches a number in at
// most five.
func niceStep(n float64) float64 {
	if n <= 5 {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(n/5)))
	for _, m := range []float64{1, 2, 5} {
		if m*power*5 >= n {
			return m * power
		}
	}
	return 10 * power
}
