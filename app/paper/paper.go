// Package paper is a document that goes on paper: what stands in it in the order it is
// read, and nothing of how a page looks. Package office writes one as OpenDocument text
// and package pdf as PDF; as Markdown it is written here.
package paper

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Document is a title and blocks under it. The same document makes the same bytes in
// every writer, so the time it was made is a part of it.
//
// What no file can hold, and marks that cannot be seen, are left out of every text by
// [Printable]; a line feed in a text begins a new line.
type Document struct {
	Title    string // the file's metadata have it too
	Subtitle string
	Language Language
	Made     time.Time
	Header   string   // stands at the top of every page
	Footer   []string // lines at the foot of every page, under the number of the page
	Blocks   []Block
}

// Language is that of a document; the zero value is Chinese as written in Taiwan.
type Language int

const (
	Chinese Language = iota
	English
)

// Tag is the BCP 47 tag of a language.
func (l Language) Tag() string {
	if l == English {
		return "en"
	}
	return "zh-TW"
}

// PageNumber is what stands before the number of a page, between it and the number of
// pages, and after that.
func (l Language) PageNumber() (before, between, after string) {
	if l == English {
		return "Page ", " of ", ""
	}
	return "第 ", " 頁，共 ", " 頁"
}

// Block is a part of a document: a [Heading], [Paragraph], [List], [Term], [Table],
// [Quote], [Callout], [Bars], [Figure] or [PageBreak].
type Block interface {
	words(yield func(Text) bool) bool
}

// Text is words in a row.
type Text []Run

// Run is words of one kind within a text.
type Run struct {
	Text     string
	Strong   bool
	Emphasis bool
	Href     string // an http, https or mailto address that the words link to; what has to be read on paper is in the words, or a note
	Note     Text   // of the foot of the page; its number stands after the words. It has no notes of its own
}

// Plain is a text that is all of one kind.
func Plain(s string) Text { return Text{{Text: s}} }

// Strong is a text that is all strong.
func Strong(s string) Text { return Text{{Text: s, Strong: true}} }

// String is the text as it is read, without its notes.
func (t Text) String() string {
	var b strings.Builder
	for _, r := range t {
		b.WriteString(Printable(r.Text))
	}
	return b.String()
}

// Address is where the run links to: "" for nowhere, and for an address that a document
// should not open.
func (r Run) Address() string {
	scheme, rest, found := strings.Cut(r.Href, ":")
	if !found || rest == "" || strings.ContainsFunc(r.Href, func(c rune) bool { return c <= ' ' || c == 0x7F }) {
		return ""
	}
	switch strings.ToLower(scheme) {
	case "http", "https", "mailto":
		return Printable(r.Href)
	}
	return ""
}

// Heading stays with what comes after it. Level is 1 to 4, the title being above all.
type Heading struct {
	Level int
	Text  Text
}

// Depth is the level, within 1 to 4.
func (h Heading) Depth() int { return min(max(h.Level, 1), 4) }

// Paragraph is a paragraph.
type Paragraph struct{ Text Text }

// List is numbered as official documents are: 一、 then （一） then 1、 then (1).
type List struct{ Items []Item }

// Item is a point of a list, and the points under it.
type Item struct {
	Text  Text
	Items []Item
}

// Term is a name and what it stands for, as 主旨：…. The name is written as it is, with
// its colon. A term without a text stands above what comes after it, as 說明：.
type Term struct {
	Name string
	Text Text
}

// Table is rows under a line of headings, which stands at the top of every page that
// the table goes on to. A row may have fewer cells than there are columns, not more.
type Table struct {
	Caption Text // above the table; nil for none
	Columns []Column
	Rows    [][]Text
}

// Column is a column of a table. Width is its share of the width of the page, in
// proportion to those of the other columns; 0 counts as 1.
type Column struct {
	Head  Text
	Width float64
}

// Shares are the parts of a table's width that its columns take; together they are 1.
func (t Table) Shares() []float64 {
	out, all := make([]float64, len(t.Columns)), 0.0
	for i, c := range t.Columns {
		out[i] = c.Width
		if c.Width <= 0 {
			out[i] = 1
		}
		all += out[i]
	}
	for i := range out {
		out[i] /= all
	}
	return out
}

// Quote is words of another, as those of a law: where they stand, as its article and
// 資料基準日, above them.
type Quote struct {
	Source     Text
	Paragraphs []Text
}

// Callout is what has to be seen, in a box.
type Callout struct {
	Title      Text
	Paragraphs []Text
}

// Bars are ranges on one scale, as penalties from the least to the most. Where they
// cannot be drawn they are a table of the words, so the words say all that the bars do.
type Bars struct {
	Caption Text
	Label   string // of the column of labels
	Value   string // of the column of values
	Marks   []Mark // of the scale, from left to right; it goes from 0 to the last of them
	Rows    []Bar
}

// Mark is a place on a scale.
type Mark struct {
	At   float64
	Text string
}

// Bar is a range on a scale, in words and from where to where.
type Bar struct {
	Label, Value Text
	From, To     float64
}

// Table is the words of bars as a table.
func (b Bars) Table() Table {
	t := Table{Caption: b.Caption, Columns: []Column{{Plain(b.Label), 1}, {Plain(b.Value), 1}}}
	for _, row := range b.Rows {
		t.Rows = append(t.Rows, []Text{row.Label, row.Value})
	}
	return t
}

// PageBreak begins a new page.
type PageBreak struct{}

// Printable is a text without what no file can hold or nobody can see: control
// characters but the line feed, marks of format such as those that turn the direction
// of writing, and what is no UTF-8. A tab is a space.
func Printable(s string) string {
	if !strings.ContainsFunc(s, unprintable) && utf8.ValidString(s) {
		return s
	}
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\t", " ").Replace(strings.ToValidUTF8(s, ""))
	return strings.Map(func(r rune) rune {
		if unprintable(r) {
			return -1
		}
		return r
	}, s)
}

func unprintable(r rune) bool {
	return r != '\n' && unicode.In(r, unicode.Cc, unicode.Cf) || r&0xFFFE == 0xFFFE
}
