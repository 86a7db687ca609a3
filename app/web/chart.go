package web

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// few is how many people a figure has to count to be told: with fewer one could
// make out who they are.
const few = 5

// amount is a figure of a chart.
type amount struct {
	N        float64
	Withheld bool // it is of fewer than few people, or such a one could be worked out from it
	Missing  bool // nothing was counted
}

// people is a number of persons, withheld where they are few.
func people(n int) amount { return amount{N: float64(n), Withheld: n < few} }

// reported is a figure of a report in which small groups do not show, and nothing
// that they could be worked out from.
func reported(n *int) amount {
	if n == nil {
		return amount{Withheld: true}
	}
	return amount{N: float64(*n)}
}

// known says whether the figure may be told.
func (a amount) known() bool { return !a.Withheld && !a.Missing }

// amount is a figure in words. Figures have at most one decimal.
func (l *language) amount(a amount, unit string) string {
	switch {
	case a.Missing:
		return "—"
	case a.Withheld:
		return l.T("chart.few")
	}
	whole, part, _ := strings.Cut(strconv.FormatFloat(math.Round(a.N*10)/10, 'f', -1, 64), ".")
	for i := len(whole) - 3; i > 0 && whole[i-1] != '-'; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if part != "" {
		whole += "." + part
	}
	return whole + unit
}

// chartData is what a chart shows: a figure for every label in every series.
type chartData struct {
	ID     string // unique on the page
	Title  string // what it shows
	Note   string // from where, and of which day
	Head   string // what the labels are: units, months
	Unit   string // after every figure, with its space where the language has one
	Labels []string
	Series []series // of bars one; at most five
	Whole  float64  // of bars: how much the longest bar there could be is; 0 is the largest figure
	None   empty    // instead, where there is nothing to show
}

type series struct {
	Name   string
	Values []amount // one a label
}

// chart is a picture with every place worked out, and the table of its figures.
// Across, places are percentages, so that lettering keeps its size on a phone.
type chart struct {
	ID, Title, Note string
	Text            string // for who cannot see it
	Height          int
	Boxes           []chartBox
	Lines           []chartLine
	Marks           []chartMark
	Words           []chartWord
	Key             []chartKey // empty where there is one series
	Fills           []int      // patterns that occur; withheldFill is that of what is withheld
	Table           table
	None            *empty
}

// withheldFill is the pattern of a figure that is withheld; those of series are
// numbered from 0, which is plain.
const withheldFill = 9

type chartBox struct {
	X, Width  string // percent
	Y, Height int
	Fill      int
	Title     string
}

type chartLine struct {
	X1, X2 string // percent
	Y1, Y2 int
	Class  string // axis, grid, or line with the number of its series
}

// chartMark is a point of a line, in the shape of its series.
type chartMark struct {
	X     string // percent
	Y     int
	Shape int
	Title string
}

type chartWord struct {
	X      string // percent
	Y      int
	Anchor string // start, middle, end
	Class  string // label, value, tick
	Text   string
}

// chartKey explains a pattern, or the shape of a line.
type chartKey struct {
	Fill int
	Line bool
	Name string
}

const (
	chartWidth = 288 // px; what fits a phone. A wider page stretches what is between the words
	labelLine  = 22  // px from one line of a label to the next
	boxHeight  = 16
)

// newChart is the frame of a chart: its table, and the empty state.
func newChart(tr *language, d chartData) *chart {
	c := &chart{ID: d.ID, Title: d.Title, Note: d.Note}
	c.Table = table{Caption: d.Title, Columns: []column{{Label: d.Head}}}
	for _, s := range d.Series {
		c.Table.Columns = append(c.Table.Columns, column{Label: s.Name, Number: true})
	}
	some := false
	for i, label := range d.Labels {
		r := row{Cells: []cell{{Text: label}}}
		for _, s := range d.Series {
			r.Cells = append(r.Cells, cell{Text: tr.amount(s.Values[i], d.Unit)})
			some = some || !s.Values[i].Missing
		}
		c.Table.Rows = append(c.Table.Rows, r)
	}
	if !some {
		c.None = &d.None
	}
	return c
}

// keys explains the series, where there is more than one, and what is withheld.
func (c *chart) keys(tr *language, d chartData, line bool) {
	if len(d.Series) > 1 {
		for i, s := range d.Series {
			c.Key = append(c.Key, chartKey{Fill: i, Line: line, Name: s.Name})
		}
	}
	if d.withheld() {
		c.Key = append(c.Key, chartKey{Fill: withheldFill, Name: tr.T("chart.withheld", few)})
		c.Fills = append(c.Fills, withheldFill)
	}
	if !line {
		for i := 1; i < len(d.Series); i++ {
			if i != 2 { // which is empty
				c.Fills = append(c.Fills, i)
			}
		}
	}
}

func (d chartData) withheld() bool {
	return slices.ContainsFunc(d.Series, func(s series) bool { return withheldIn(s.Values) > 0 })
}

// withheldIn is how many figures are withheld.
func withheldIn(values []amount) (n int) {
	for _, a := range values {
		if a.Withheld {
			n++
		}
	}
	return n
}

// extremes are the labels of the largest and the smallest figure that may be told.
func extremes(values []amount) (largest, smallest int, ok bool) {
	largest, smallest = -1, -1
	for i, a := range values {
		if !a.known() {
			continue
		}
		if largest < 0 || a.N > values[largest].N {
			largest = i
		}
		if smallest < 0 || a.N < values[smallest].N {
			smallest = i
		}
	}
	return largest, smallest, largest >= 0
}

// drawn is how long a figure is in the picture: one that is withheld reaches to
// where it would be told.
func (a amount) drawn() float64 {
	switch {
	case a.Missing:
		return 0
	case a.Withheld:
		return few
	}
	return a.N
}

// share is a part of a whole as a percentage.
func share(part, whole float64) string {
	return strconv.FormatFloat(100*part/whole, 'f', 2, 64) + "%"
}
