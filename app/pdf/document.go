package pdf

import (
	"io"
	"net/url"
	"strconv"
	"strings"

	"shoumi/app/paper"
)

const (
	margin = 25.0
	inner  = Width - 2*margin
	point  = 25.4 / 72 // in millimetres
)

// Document writes a document as PDF on A4, with an outline of its headings, and links
// that open. The same document makes the same bytes.
//
// The fonts have one weight: strong words have grey behind them, and emphasis a line
// under it. The file is not tagged (PDF/UA), since gopdf cannot: whoever needs its
// structure takes the OpenDocument text. The error is a *MissingError where a
// character of the document is in no font.
func (f *Fonts) Document(w io.Writer, p paper.Document) error {
	if missing := f.Missing(printed(p)...); len(missing) > 0 {
		return &MissingError{missing}
	}
	d := &document{Document: p, page: f.NewPage(paper.Printable(p.Title), p.Made)}
	d.lay()
	d.write()
	b, err := d.page.Bytes()
	if err != nil {
		return err
	}
	_, err = w.Write(b)
	return err
}

// printed is all that stands on the pages.
func printed(d paper.Document) []string {
	out := []string{"0123456789", oneLine(d.Header)}
	before, between, after := d.Language.PageNumber()
	out = append(out, before, between, after)
	for _, line := range d.Footer {
		out = append(out, oneLine(line))
	}
	for t := range d.Texts() {
		for _, r := range t {
			out = append(out, oneLine(r.Text), oneLine(r.Note.String()))
		}
	}
	for _, b := range d.Blocks {
		switch b := b.(type) {
		case paper.Bars:
			for _, m := range b.Marks {
				out = append(out, oneLine(m.Text))
			}
		case paper.Figure:
			for _, text := range b.Drawn() {
				out = append(out, oneLine(text))
			}
		case paper.List:
			out = append(out, numbers(b.Items, 0)...)
		}
	}
	return out
}

func numbers(items []paper.Item, depth int) (out []string) {
	for i, item := range items {
		out = append(append(out, paper.Number(depth, i+1)), numbers(item.Items, depth+1)...)
	}
	return out
}

func oneLine(s string) string { return strings.ReplaceAll(paper.Printable(s), "\n", " ") }

// document is one that is being laid out: first as bands, which go on pages, and then
// the pages are drawn, since only then it is known how many there are.
type document struct {
	paper.Document
	page   *Page
	bands  []band
	notes  []paper.Text
	broken int // how many rows are higher than a page
	footer [][]letter
	sheets []sheet
}

func (d *document) lay() {
	for _, line := range d.Footer {
		d.footer = append(d.footer, breakLines(d.page.letters(furniture, oneLine(line), look{}), inner)...)
	}
	d.title()
	for _, b := range d.Blocks {
		d.block(b)
	}
	f := flow{top: margin, bottom: d.bottom(), note: d.noteLines}
	d.sheets = f.pages(d.bands)
}

// bottom is where the room for text ends.
func (d *document) bottom() float64 {
	return Height - max(margin, 16+float64(len(d.footer)+1)*furnitureLine)
}

const (
	furniture     = 9.0 // size of what stands on every page
	furnitureLine = 4.4
)

func (d *document) write() {
	for i, s := range d.sheets {
		if i > 0 {
			d.page.pdf.AddPage()
		}
		d.every(i + 1)
		for len(s.bands) > 0 {
			n := 1
			for n < len(s.bands) && s.bands[n].row != 0 && s.bands[n].row == s.bands[0].row {
				n++
			}
			for column := range s.bands[0].draw {
				for _, b := range s.bands[:n] {
					b.draw[column](b.y)
				}
			}
			if last := s.bands[n-1]; last.row != 0 && n == len(s.bands) {
				d.page.Rule(margin, last.y+last.height, inner, cellRule)
			}
			s.bands = s.bands[n:]
		}
		d.foot(s.notes)
	}
}

// every draws what stands on every page.
func (d *document) every(n int) {
	d.page.pdf.SetTextColor(0, 0, 0)
	header := d.page.letters(furniture, oneLine(d.Header), look{})
	d.draw(Width-margin-widthOf(header), 15, header)
	before, between, after := d.Language.PageNumber()
	lines := append([][]letter{d.page.letters(furniture, before+strconv.Itoa(n)+between+strconv.Itoa(len(d.sheets))+after, look{})}, d.footer...)
	for i, line := range lines {
		d.draw((Width-widthOf(line))/2, Height-12-float64(len(lines)-1-i)*furnitureLine, line)
	}
}

const noteSize = 9.5

// noteLines are the lines of the nth note; its number stands before the first.
func (d *document) noteLines(n int) (out []noteLine) {
	var letters []letter
	for _, r := range d.notes[n-1] {
		letters = append(letters, d.page.letters(noteSize, paper.Printable(r.Text), look{strong: r.Strong, emphasis: r.Emphasis, href: r.Address()})...)
	}
	for i, line := range breakLines(letters, inner-noteIndent) {
		number := ""
		if i == 0 {
			number = strconv.Itoa(n)
		}
		out = append(out, noteLine{number, line})
	}
	return out
}

const noteIndent = 7.0

// foot draws notes above what stands on every page.
func (d *document) foot(notes []noteLine) {
	if len(notes) == 0 {
		return
	}
	y := d.bottom() - float64(len(notes))*noteHeight
	d.page.Rule(margin, y-noteGap/2, 40, 0.15)
	for _, n := range notes {
		d.draw(margin, y+noteSize*point, d.page.letters(noteSize, n.number, look{}))
		d.draw(margin+noteIndent, y+noteSize*point, n.letters)
		y += noteHeight
	}
}

// letters are those of a text. Notes are numbered in the order in which their texts
// come here.
func (d *document) letters(t paper.Text, size float64) (out []letter) {
	for _, r := range t {
		l := look{strong: r.Strong, emphasis: r.Emphasis, href: r.Address()}
		out = append(out, d.page.letters(size, paper.Printable(r.Text), l)...)
		if len(r.Note) > 0 {
			d.notes = append(d.notes, r.Note)
			out = append(out, d.page.letters(size*0.65, strconv.Itoa(len(d.notes)), look{note: len(d.notes)})...)
		}
	}
	return out
}

// draw writes a line of letters; y is its baseline.
func (d *document) draw(x, y float64, line []letter) {
	for len(line) > 0 {
		n := 1
		for n < len(line) && line[n].look == line[0].look && line[n].face == line[0].face && line[n].size == line[0].size {
			n++
		}
		var text strings.Builder
		for _, l := range line[:n] {
			text.WriteRune(l.r)
		}
		d.words(x, y, widthOf(line[:n]), line[0], text.String())
		x += widthOf(line[:n])
		line = line[n:]
	}
}

// words writes words of one look in one font.
func (d *document) words(x, y, width float64, first letter, text string) {
	p, em := d.page, first.size*point
	if first.strong {
		p.pdf.SetGrayFill(0.87)
		p.Fill(x, y-0.88*em, width, 1.12*em)
		p.pdf.SetGrayFill(0)
	}
	if first.note > 0 {
		y -= 0.6 * em
	}
	if first.href != "" {
		p.pdf.SetTextColor(11, 85, 99)
		p.pdf.AddExternalLink(percent(first.href), x, y-0.88*em, width, 1.12*em)
	}
	if first.emphasis || first.href != "" {
		p.Rule(x, y+0.17*em, width, 0.2)
	}
	p.Text(x, y, first.size, text)
	if first.href != "" {
		p.pdf.SetTextColor(0, 0, 0)
	}
}

// percent is an address in ASCII, which is what a PDF can hold.
func percent(href string) string {
	u, err := url.Parse(href)
	if err != nil {
		return ""
	}
	return u.String()
}
