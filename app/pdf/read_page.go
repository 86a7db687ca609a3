package pdf

import (
	"io"
	"math"
	"strings"
	"unicode"

	reader "github.com/ledongthuc/pdf"
)

// drawn is words that a page draws in one go; lengths are in points.
type drawn struct {
	text              string
	x, y, width, size float64
}

// matrix is a transformation [a b c d e f] of ISO 32000-1, 8.3.3.
type matrix [6]float64

// times is first m and then n.
func (m matrix) times(n matrix) matrix {
	return matrix{
		m[0]*n[0] + m[1]*n[2], m[0]*n[1] + m[1]*n[3],
		m[2]*n[0] + m[3]*n[2], m[2]*n[1] + m[3]*n[3],
		m[4]*n[0] + m[5]*n[2] + n[4], m[4]*n[1] + m[5]*n[3] + n[5],
	}
}

// font is one that a page names, with what it says of its characters.
type font struct {
	reader.Font
	encoding reader.TextEncoding
	first    int
	widths   []float64
}

// pageReader draws a page, with the operators of ISO 32000-1, 8.4, 9.3 and 9.4 that move
// words; spacing between letters is left out.
type pageReader struct {
	page  []drawn
	left  *int64 // bytes that may still be unpacked
	ctm   matrix
	saved []matrix
	tm    matrix
	line  matrix
	font  *font
	size  float64
	lead  float64
}

func wordsOf(page page, left *int64) []drawn {
	p := &pageReader{left: left, ctm: matrix{1, 0, 0, 1, 0, 0}}
	p.draw(page.contents, page.resources, 0)
	return p.page
}

// unpacks counts what streams are unpacked, and says whether that is not too much.
func (p *pageReader) unpacks(stream reader.Value) bool {
	if stream.Kind() == reader.Array {
		for i := range stream.Len() {
			if !p.unpacks(stream.Index(i)) {
				return false
			}
		}
		return stream.Len() > 0
	}
	if stream.Kind() != reader.Stream || *p.left < 0 {
		return false
	}
	r := stream.Reader()
	n, _ := io.Copy(io.Discard, io.LimitReader(r, *p.left+1)) // what is wrong with it is seen when it is read
	_ = r.Close()
	*p.left -= n
	return *p.left >= 0
}

// A form may stand in others, and is taken for as much as formCost bytes at least.
const (
	formDepth = 8
	formCost  = 16 << 10
)

// draw draws a stream with its resources; forms stand in each other, deep.
func (p *pageReader) draw(stream, resources reader.Value, deep int) {
	if !p.unpacks(stream) {
		return
	}
	fonts := map[string]*font{}
	reader.Interpret(stream, func(stack *reader.Stack, operator string) {
		args := make([]reader.Value, stack.Len())
		for i := len(args) - 1; i >= 0; i-- {
			args[i] = stack.Pop()
		}
		switch {
		case operator == "Tf" && len(args) == 2:
			name := args[0].Name()
			if fonts[name] == nil {
				fonts[name] = p.open(resources.Key("Font").Key(name))
			}
			p.font, p.size = fonts[name], args[1].Float64()
		case operator == "Do" && len(args) == 1 && deep < formDepth && *p.left >= 0:
			*p.left -= formCost
			form := resources.Key("XObject").Key(args[0].Name())
			if form.Key("Subtype").Name() != "Form" {
				return
			}
			inner := form.Key("Resources")
			if inner.Kind() != reader.Dict {
				inner = resources
			}
			outer := p.ctm
			if m, ok := matrixOf(form.Key("Matrix")); ok {
				p.ctm = m.times(p.ctm)
			}
			p.draw(form, inner, deep+1)
			p.ctm = outer
		default:
			p.operate(operator, args)
		}
	})
}

func matrixOf(v reader.Value) (m matrix, ok bool) {
	if v.Len() != 6 {
		return m, false
	}
	for i := range m {
		m[i] = v.Index(i).Float64()
	}
	return m, true
}

func (p *pageReader) open(v reader.Value) *font {
	if s := v.Key("ToUnicode"); s.Kind() == reader.Stream && !p.unpacks(s) {
		return nil
	}
	f := &font{Font: reader.Font{V: v}}
	f.encoding, f.first, f.widths = f.Encoder(), f.FirstChar(), f.Widths()
	return f
}

// operate carries an operator out; one that lacks arguments does nothing.
func (p *pageReader) operate(operator string, args []reader.Value) {
	number := func(i int) float64 { return args[i].Float64() }
	switch n := len(args); {
	case operator == "q":
		p.saved = append(p.saved, p.ctm)
	case operator == "Q" && len(p.saved) > 0:
		p.ctm, p.saved = p.saved[len(p.saved)-1], p.saved[:len(p.saved)-1]
	case operator == "cm" && n == 6:
		p.ctm = matrix{number(0), number(1), number(2), number(3), number(4), number(5)}.times(p.ctm)
	case operator == "BT":
		p.line = matrix{1, 0, 0, 1, 0, 0}
		p.tm = p.line
	case operator == "Tm" && n == 6:
		p.line = matrix{number(0), number(1), number(2), number(3), number(4), number(5)}
		p.tm = p.line
	case operator == "TL" && n == 1:
		p.lead = number(0)
	case operator == "TD" && n == 2:
		p.lead = -number(1)
		p.move(number(0), number(1))
	case operator == "Td" && n == 2:
		p.move(number(0), number(1))
	case operator == "T*":
		p.move(0, -p.lead)
	case (operator == "'" || operator == `"`) && n > 0:
		p.move(0, -p.lead)
		p.show(args[n-1])
	case operator == "Tj" && n == 1:
		p.show(args[0])
	case operator == "TJ" && n == 1:
		for i := range args[0].Len() {
			if v := args[0].Index(i); v.Kind() == reader.String {
				p.show(v)
			} else {
				p.tm = matrix{1, 0, 0, 1, -v.Float64() / 1000 * p.size, 0}.times(p.tm)
			}
		}
	}
}

func (p *pageReader) move(x, y float64) {
	p.line = matrix{1, 0, 0, 1, x, y}.times(p.line)
	p.tm = p.line
}

// show draws words where the text stands, and moves it behind them.
func (p *pageReader) show(v reader.Value) {
	if p.font == nil {
		return
	}
	raw := v.RawString()
	var text strings.Builder
	wide, i := 0.0, 0
	for _, r := range p.font.encoding.Decode(raw) {
		switch known := p.font.known(raw, i); {
		case known > 0:
			wide += known
		case r >= 0x2e80:
			wide++
		default:
			wide += 0.5
		}
		i++
		switch {
		case r == 0:
			text.WriteRune(unicode.ReplacementChar)
		case !unicode.IsControl(r):
			text.WriteRune(r)
		}
	}
	at := p.tm.times(p.ctm)
	scale := math.Hypot(at[0], at[1])
	size := math.Abs(p.size) * math.Hypot(at[2], at[3])
	if text.Len() > 0 {
		p.page = append(p.page, drawn{text.String(), at[4], at[5], wide * math.Abs(p.size) * scale, size})
	}
	p.tm = matrix{1, 0, 0, 1, wide * p.size, 0}.times(p.tm)
}

// known is how wide the character of a byte is in em, 0 where the font does not say:
// of fonts whose characters take two bytes it is not asked.
func (f *font) known(raw string, i int) float64 {
	if len(f.widths) == 0 || i >= len(raw) {
		return 0
	}
	if n := int(raw[i]) - f.first; n >= 0 && n < len(f.widths) {
		return f.widths[n] / 1000
	}
	return 0
}
