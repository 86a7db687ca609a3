package pdf

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/signintech/gopdf"
)

// Page is a page of A4. Lengths are millimetres from the upper left corner, sizes of
// letters points; the place of a text is that of its baseline. What goes wrong is
// said by Bytes.
type Page struct {
	fonts   *Fonts
	pdf     gopdf.GoPdf
	glyphs  map[rune]glyph
	used    []int // faces
	missing []rune
	err     error
}

// Width and Height are those of a page.
const Width, Height = 210.0, 297.0

// MissingError says which characters no font has. A page is not made without them.
type MissingError struct{ Runes []rune }

func (e *MissingError) Error() string {
	return fmt.Sprintf("no font has %q", string(e.Runes))
}

// NewPage begins a page. The same title and time, and the same drawn on it, make the
// same bytes.
func (f *Fonts) NewPage(title string, made time.Time) *Page {
	p := &Page{fonts: f, glyphs: map[rune]glyph{}}
	p.pdf.Start(gopdf.Config{PageSize: *gopdf.PageSizeA4, Unit: gopdf.UnitMM})
	p.pdf.SetInfo(gopdf.PdfInfo{Title: title, Creator: "Shoumi", CreationDate: made})
	p.pdf.AddPage()
	return p
}

// Text writes a line.
func (p *Page) Text(x, y, size float64, text string) {
	p.pdf.SetXY(x, y)
	for _, run := range p.runs(text) {
		p.font(run.face, size)
		p.keep(p.pdf.Text(run.text))
	}
}

// Centred writes a line in the middle of the page.
func (p *Page) Centred(y, size float64, text string) {
	p.Text((Width-p.measure(size, text))/2, y, size, text)
}

// Lines breaks a text into lines of a width. Latin letters and digits in a row stay
// together where they fit, no line begins with a mark that belongs to the one before,
// and none ends with an opening bracket.
func (p *Page) Lines(width, size float64, text string) (lines []string) {
	for _, line := range breakLines(p.letters(size, text, look{}), width) {
		var b strings.Builder
		for _, l := range line {
			b.WriteRune(l.r)
		}
		lines = append(lines, b.String())
	}
	return lines
}

// Frame draws the edge of a box; line is how thick it is.
func (p *Page) Frame(x, y, width, height, line float64) {
	p.pdf.SetLineWidth(line)
	p.pdf.RectFromUpperLeftWithStyle(x, y, width, height, "D")
}

// Rule draws a line from left to right.
func (p *Page) Rule(x, y, width, line float64) {
	p.pdf.SetLineWidth(line)
	p.pdf.Line(x, y, x+width, y)
}

// Fill draws a black box.
func (p *Page) Fill(x, y, width, height float64) {
	p.pdf.RectFromUpperLeftWithStyle(x, y, width, height, "F")
}

// Bytes are the file. The error is a *MissingError where a character has no glyph:
// nothing is left blank in silence.
func (p *Page) Bytes() ([]byte, error) {
	if len(p.missing) > 0 {
		return nil, &MissingError{p.missing}
	}
	if p.err != nil {
		return nil, p.err
	}
	return p.pdf.GetBytesPdfReturnErr()
}

func (p *Page) keep(err error) { p.err = errors.Join(p.err, err) }

// font is what is written in from now on; only a font that is used goes into the file.
func (p *Page) font(face int, size float64) {
	if !slices.Contains(p.used, face) {
		p.used = append(p.used, face)
		p.keep(p.pdf.AddTTFFontFromFontContainer(name(face), &p.fonts.parsed))
	}
	p.keep(p.pdf.SetFont(name(face), "", size))
}

// run is a part of a line in one font.
type run struct {
	face int
	text string
}

func (p *Page) runs(text string) (out []run) {
	for _, r := range text {
		g := p.glyph(r)
		switch {
		case g.face < 0 && !slices.Contains(p.missing, r):
			p.missing = append(p.missing, r)
		case g.face < 0:
		case len(out) > 0 && out[len(out)-1].face == g.face:
			out[len(out)-1].text += string(r)
		default:
			out = append(out, run{g.face, string(r)})
		}
	}
	return out
}

// measure is how wide a line is.
func (p *Page) measure(size float64, text string) float64 {
	return widthOf(p.letters(size, text, look{}))
}

// glyph is where the shape of a character is, and how wide it is for each point of size.
type glyph struct {
	face  int
	width float64 // millimetres
}

func (p *Page) glyph(r rune) glyph {
	g, known := p.glyphs[r]
	if !known {
		g = p.fonts.glyph(r)
		p.glyphs[r] = g
	}
	return g
}
