package web

import (
	"fmt"
	"strings"

	"shoumi/casebook"
)

// A graph of a scenario stands layer below layer, at one width, which fits a phone: the
// lettering keeps its size.
const (
	graphWidth = 288
	graphStep  = 88 // from layer to layer
	graphTop   = 40
	graphR     = 18 // of a node
)

// plotGraph is the picture of a scenario with every place worked out.
type plotGraph struct {
	Title, Text   string // for who cannot see it
	Width, Height int
	Nodes         []graphNode
	Lines         []graphLine
	Ends          *graphEnd
	Loose         []graphWord // words of rows
}

// graphNode is a node. What is wrong with it shows in its shape and in a word.
type graphNode struct {
	X, Y   int
	Number int
	Kind   string // start, step, dead, lost: no way leads there
	Word   string
}

// graphLine is a way from a node to another, or to the end.
type graphLine struct {
	Path       string
	Class      string // way, under a condition: if, back
	X, Y       int    // of the letters of the choices
	Letters    string
	EndX, EndY int
}

type graphEnd struct {
	Y    int
	Word string
}

type graphWord struct {
	X, Y int
	Text string
}

// newPlotGraph draws how a scenario hangs together.
func newPlotGraph(tr *language, x *casebook.Scenario, o casebook.Outline) *plotGraph {
	if len(x.Nodes) == 0 {
		return nil
	}
	g := &plotGraph{Title: tr.T("plot.graph_title", len(x.Nodes)), Width: graphWidth}
	at := make([]graphNode, len(x.Nodes))
	y := graphTop
	row := func(nodes []int) {
		for i, n := range nodes {
			at[n].X, at[n].Y = graphWidth*(2*i+1)/(2*len(nodes)), y
		}
		y += graphStep
	}
	for _, layer := range o.Layers {
		for _, part := range rowsOf(layer) {
			row(part)
		}
	}
	end := y
	g.Ends = &graphEnd{Y: end, Word: tr.T("plot.ends_short")}
	var lost []int
	for i, n := range o.Nodes {
		if n.Layer < 0 {
			lost = append(lost, i)
		}
	}
	if len(lost) > 0 {
		y += graphStep
		g.Loose = append(g.Loose, graphWord{4, y - graphR - 18, tr.T("plot.unreached")})
		for _, part := range rowsOf(lost) {
			row(part)
		}
	} else {
		y += graphStep
	}
	g.Height = y - graphStep + graphR + 16
	for i, n := range o.Nodes {
		v := &at[i]
		v.Number, v.Kind = i+1, "step"
		switch {
		case n.Layer < 0:
			v.Kind, v.Word = "lost", tr.T("plot.unreached_short")
		case n.Dead():
			v.Kind, v.Word = "dead", tr.T("plot.dead_short")
		case i == 0:
			v.Kind, v.Word = "start", tr.T("plot.start")
		}
	}
	g.Nodes = at
	for i, n := range o.Nodes {
		if n.Layer >= 0 {
			g.draw(i, n, x, end)
		}
	}
	g.Text = graphText(tr, o)
	return g
}

// rowsOf breaks nodes into rows that fit the width.
func rowsOf(nodes []int) (rows [][]int) {
	const wide = 4
	for len(nodes) > wide {
		rows, nodes = append(rows, nodes[:wide]), nodes[wide:]
	}
	return append(rows, nodes)
}

// draw draws the ways from a node: one line to each goal, with the letters of the
// choices that take it.
func (g *plotGraph) draw(i int, n casebook.OutlineNode, x *casebook.Scenario, end int) {
	letters, under := map[int]string{}, map[int]bool{} // by goal; under: some on conditions
	var goals []int
	for _, w := range n.Ways {
		if w.To == casebook.Nowhere {
			continue
		}
		if _, ok := letters[w.To]; !ok {
			goals = append(goals, w.To)
		}
		if l := letter(w.Choice); !strings.Contains(letters[w.To], l) {
			letters[w.To] += l
		}
		under[w.To] = under[w.To] || len(x.Nodes[i].Choices[w.Choice].Then) > 1
	}
	from := g.Nodes[i]
	for k, to := range goals {
		tx, ty := from.X, end-6
		if to >= 0 {
			tx, ty = g.Nodes[to].X, g.Nodes[to].Y-graphR-5
		}
		l := graphLine{Class: "way", Letters: letters[to], EndX: tx, EndY: ty}
		if under[to] {
			l.Class, l.Letters = "way if", l.Letters+"?"
		}
		spread := (2*k - len(goals) + 1) * 10
		sx, sy := from.X+spread, from.Y+graphR-2
		bend := 0 // round the nodes of the layers between
		if ty-sy > graphStep || ty < sy {
			if bend = 64; from.X+tx > graphWidth || from.X+tx == graphWidth && k%2 == 1 {
				bend = -64
			}
			if to == casebook.Ends {
				tx += bend
				l.EndX = tx
			}
			if ty < sy {
				l.Class = "way back"
			}
		}
		cx := clampX(sx + bend)
		l.Path = fmt.Sprintf("M%d %dC%d %d %d %d %d %d", sx, sy, cx+spread, sy+36, clampX(tx+bend/2), ty-36, tx, ty)
		l.X, l.Y = clampX(sx+spread+bend/6), sy+16+16*(k%2)
		g.Lines = append(g.Lines, l)
	}
}

func clampX(x int) int { return min(max(x, 6), graphWidth-6) }

// graphText tells the picture: every node and where its choices lead.
func graphText(tr *language, o casebook.Outline) string {
	var all []string
	for i, n := range o.Nodes {
		said := tr.T("plot.step", i+1)
		if n.Layer < 0 {
			said += "（" + tr.T("plot.unreached") + "）"
		}
		var ways []string
		for _, w := range n.Ways {
			ways = append(ways, tr.T("plot.leads", letter(w.Choice), goalLink(tr, w).Text))
		}
		if n.Dead() {
			ways = []string{tr.T("plot.dead")}
		}
		all = append(all, said+tr.T("colon")+strings.Join(ways, tr.T("list.join")))
	}
	return strings.Join(all, tr.T("plot.join"))
}
