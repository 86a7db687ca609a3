package web

import (
	"html/template"
	"math"
	"slices"
	"strings"

	"shoumi/app/paper"
)

// sheetBlock is a block of a document for the template: its kind, and one of the rest.
type sheetBlock struct {
	Kind    string // heading, paragraph, list, term, table, quote, callout, figure or break
	Level   int    // of a heading: of HTML
	Name    string
	Text    paper.Text
	Texts   []paper.Text
	Points  []sheetPoint
	Columns []sheetColumn
	Rows    [][]paper.Text
	Drawing template.HTML
}

// sheetColumn is a column of a table; Share is how much of its width it takes, in steps
// of five per cent, for which the style sheet has classes.
type sheetColumn struct {
	Head  paper.Text
	Share int
}

// sheetPoint is a point of a list with its number.
type sheetPoint struct {
	Number string
	Text   paper.Text
	Points []sheetPoint
}

// sheetBlocks are the blocks of a document as the page draws them. A term without text
// heads what follows, so headings stand below it where there are such.
func sheetBlocks(blocks []paper.Block) (out []sheetBlock) {
	under := 1
	if slices.ContainsFunc(blocks, func(b paper.Block) bool { t, ok := b.(paper.Term); return ok && len(t.Text) == 0 }) {
		under = 2
	}
	for _, b := range blocks {
		switch b := b.(type) {
		case paper.Heading:
			out = append(out, sheetBlock{Kind: "heading", Level: b.Depth() + under, Text: b.Text})
		case paper.Paragraph:
			out = append(out, sheetBlock{Kind: "paragraph", Text: b.Text})
		case paper.List:
			out = append(out, sheetBlock{Kind: "list", Points: sheetPoints(b.Items, 0)})
		case paper.Term:
			out = append(out, sheetBlock{Kind: "term", Name: b.Name, Text: b.Text})
		case paper.Table:
			out = append(out, sheetTable(b))
		case paper.Bars:
			out = append(out, sheetTable(b.Table()))
		case paper.Quote:
			out = append(out, sheetBlock{Kind: "quote", Text: b.Source, Texts: b.Paragraphs})
		case paper.Callout:
			out = append(out, sheetBlock{Kind: "callout", Text: b.Title, Texts: b.Paragraphs})
		case paper.Figure:
			out = append(out, sheetBlock{Kind: "figure", Text: b.Caption, Texts: []paper.Text{b.Says}, Drawing: drawing(b)})
		case paper.PageBreak:
			out = append(out, sheetBlock{Kind: "break"})
		}
	}
	return out
}

// drawing is a figure as SVG, in which every word is escaped.
func drawing(f paper.Figure) template.HTML {
	var b strings.Builder
	_ = paper.SVG(&b, f, "") // a Builder takes everything
	return template.HTML(b.String())
}

func sheetTable(t paper.Table) sheetBlock {
	b := sheetBlock{Kind: "table", Text: t.Caption}
	for i, share := range t.Shares() {
		b.Columns = append(b.Columns, sheetColumn{Head: t.Columns[i].Head, Share: 5 * int(math.Round(20*share))})
	}
	for _, row := range t.Rows {
		b.Rows = append(b.Rows, t.Cells(row))
	}
	return b
}

func sheetPoints(items []paper.Item, depth int) (out []sheetPoint) {
	for i, x := range items {
		out = append(out, sheetPoint{Number: paper.Number(depth, i+1), Text: x.Text, Points: sheetPoints(x.Items, depth+1)})
	}
	return out
}
