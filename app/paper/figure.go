package paper

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"strings"
)

// FigureWidth is how wide a figure is, in millimetres: as the text of a page.
const FigureWidth = 160.0

// FigureSize is the size of the letters of a figure, in points.
const FigureSize = 10.0

// figureEm is a Chinese character of a figure, and figureLine a line of them, in millimetres.
const (
	figureEm   = FigureSize * 25.4 / 72
	figureLine = 1.35 * figureEm
)

// Figure is a drawing of boxes and arrows, in black on white, so that a copying machine
// loses nothing of it. Says are the words for whoever cannot see it, and where nothing
// is drawn: they say all that the drawing does, and stand under it everywhere.
//
// Places are in millimetres from the upper left corner.
type Figure struct {
	Caption Text
	Says    Text
	Height  float64
	Boxes   []Box
	Arrows  []Arrow
	Labels  []Label
}

// Box is words in a frame.
type Box struct {
	X, Y, Width, Height float64
	Lines               []string // in the middle of the box
	Heavy               bool     // of a thick line
	Dashed              bool
}

// Arrow is a line with a head at its end.
type Arrow struct{ X1, Y1, X2, Y2 float64 }

// Label is words on one line, around a point.
type Label struct {
	X, Y float64
	Text string
}

func (f Figure) words(yield func(Text) bool) bool { return yield(f.Caption) && yield(f.Says) }

// Drawn are the words that stand in the drawing itself.
func (f Figure) Drawn() (out []string) {
	for _, b := range f.Boxes {
		out = append(out, b.Lines...)
	}
	for _, l := range f.Labels {
		out = append(out, l.Text)
	}
	return out
}

// Placed are all words of the drawing, each around its point.
func (f Figure) Placed() (out []Label) {
	for _, b := range f.Boxes {
		y := b.Y + b.Height/2 - float64(len(b.Lines)-1)*figureLine/2
		for i, line := range b.Lines {
			out = append(out, Label{b.X + b.Width/2, y + float64(i)*figureLine, line})
		}
	}
	return append(out, f.Labels...)
}

// Head are the three corners of the head of an arrow.
func (a Arrow) Head() [3][2]float64 {
	const long, half = 2.6, 1.2
	along := math.Hypot(a.X2-a.X1, a.Y2-a.Y1)
	if along == 0 {
		return [3][2]float64{{a.X2, a.Y2}, {a.X2, a.Y2}, {a.X2, a.Y2}}
	}
	x, y := (a.X2-a.X1)/along, (a.Y2-a.Y1)/along
	return [3][2]float64{{a.X2, a.Y2}, {a.X2 - long*x + half*y, a.Y2 - long*y - half*x}, {a.X2 - long*x - half*y, a.Y2 - long*y + half*x}}
}

// Wrap breaks words for a box of a width in millimetres. A line begins with no mark that
// belongs to the one before it.
func Wrap(text string, width float64) (lines []string) {
	var line []rune
	used := 0.0
	for _, r := range strings.ReplaceAll(Printable(text), "\n", " ") {
		wide := figureEm
		if r < 0x2E80 {
			wide *= 0.6
		}
		if used+wide > width && len(line) > 0 && !strings.ContainsRune("，、。；：）」』！？", r) {
			lines, line, used = append(lines, string(line)), nil, 0
		}
		line, used = append(line, r), used+wide
	}
	if len(line) > 0 {
		lines = append(lines, string(line))
	}
	return lines
}

// BoxHeight is how high a box of so many lines has to be, in millimetres.
func BoxHeight(lines int) float64 { return float64(lines)*figureLine + 2.5 }

// SVG writes a drawing as an element of its own colour, that of the text around it, in a
// font by name; "" for the font of what it stands in. It names itself by its caption.
func SVG(w io.Writer, f Figure, font string) error {
	b := bufio.NewWriter(w)
	text := func(s string) { _ = xml.EscapeText(b, []byte(strings.ReplaceAll(Printable(s), "\n", " "))) }
	fmt.Fprintf(b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %g %.1f" width="%gmm" height="%.1fmm" fill="none" stroke="currentColor" stroke-width=".35" role="img" aria-label="`, FigureWidth, f.Height, FigureWidth, f.Height)
	text(f.Caption.String())
	b.WriteString(`">`)
	for _, x := range f.Boxes {
		more := ""
		if x.Heavy {
			more = ` stroke-width=".8"`
		}
		if x.Dashed {
			more += ` stroke-dasharray="1.6 1.2"`
		}
		fmt.Fprintf(b, `<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f"%s/>`, x.X, x.Y, x.Width, x.Height, more)
	}
	for _, a := range f.Arrows {
		h := a.Head()
		fmt.Fprintf(b, `<path d="M%.1f %.1fL%.1f %.1f"/><path fill="currentColor" d="M%.1f %.1fL%.1f %.1fL%.1f %.1fz"/>`, a.X1, a.Y1, a.X2, a.Y2, h[0][0], h[0][1], h[1][0], h[1][1], h[2][0], h[2][1])
	}
	fmt.Fprintf(b, `<g fill="currentColor" stroke="none" text-anchor="middle" font-size="%.2f"`, figureEm)
	if font != "" {
		b.WriteString(` font-family="`)
		text(font)
		b.WriteByte('"')
	}
	b.WriteByte('>')
	for _, l := range f.Placed() {
		fmt.Fprintf(b, `<text x="%.1f" y="%.1f">`, l.X, l.Y+0.36*figureEm)
		text(l.Text)
		b.WriteString(`</text>`)
	}
	b.WriteString(`</g></svg>`)
	return b.Flush()
}
