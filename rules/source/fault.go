package source

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// Place is a position in a file. Line and Col count from 1; Col counts runes.
type Place struct {
	File      string
	Line, Col int
}

// String is "file:line:col", the form editors and terminals turn into a link.
func (p Place) String() string {
	name := p.File
	if name == "" {
		name = "<input>"
	}
	if p.Line == 0 {
		return name
	}
	return fmt.Sprintf("%s:%d:%d", name, p.Line, p.Col)
}

// Fault is something wrong in a file, in words for the person who writes it.
type Fault struct {
	Place   Place
	Message string // what is wrong
	Hint    string // what to write instead; may be empty
	Line    string // the whole source line; empty when there is none, or it is over 4096 bytes long
	Path    string // of the node it is about, or that is missing, see Node.Path; empty for the root, and where no node is
}

// String is the message behind its place, the source line with a caret, and
// the hint; parts that are empty are left out. It ends without a line break.
func (f Fault) String() string {
	var b strings.Builder
	b.WriteString(clean(f.Place.String()) + ": " + clean(f.Message))
	for line := range strings.Lines(f.Excerpt()) {
		b.WriteString("\n    " + strings.TrimSuffix(line, "\n"))
	}
	if f.Hint != "" {
		b.WriteString("\n    提示：" + clean(f.Hint))
	}
	return b.String()
}

// Excerpt is the source line, and on a second line a caret under the place; empty
// where there is no line to show.
func (f Fault) Excerpt() string {
	if f.Line == "" || f.Place.Col <= 0 {
		return ""
	}
	line, caret := underline(f.Line, f.Place.Col)
	return line + "\n" + caret
}

// Faults collects what is wrong in one or many files. The zero value is ready.
type Faults []Fault

// Add appends faults in any order; sorting and de-duplication happen on the
// way out.
func (f *Faults) Add(faults ...Fault) { *f = append(*f, faults...) }

// Err is nil when there is no fault, else Faults in the order Error prints.
func (f Faults) Err() error {
	if len(f) == 0 {
		return nil
	}
	return f.sorted()
}

// Error prints every fault once, by file, line, column and message.
func (f Faults) Error() string {
	var parts []string
	for _, fault := range f.sorted() {
		parts = append(parts, fault.String())
	}
	return strings.Join(parts, "\n")
}

// sorted drops a fault that says the same of the same place as another; of the
// two, the one with a hint stays.
func (f Faults) sorted() Faults {
	out := slices.Clone(f)
	slices.SortStableFunc(out, func(a, b Fault) int {
		return cmp.Or(
			cmp.Compare(a.Place.File, b.Place.File),
			cmp.Compare(a.Place.Line, b.Place.Line),
			cmp.Compare(a.Place.Col, b.Place.Col),
			cmp.Compare(a.Message, b.Message),
			-cmp.Compare(a.Hint, b.Hint),
		)
	})
	return slices.CompactFunc(out, func(a, b Fault) bool {
		return a.Place == b.Place && a.Message == b.Message && (a.Hint == b.Hint || a.Hint == "" || b.Hint == "")
	})
}

// maxShown is how many runes of a source line are printed around the place.
const maxShown = 120

// underline returns the line fit for a terminal, and the line with the caret
// under the rune at col.
func underline(line string, col int) (shown, caret string) {
	runes := []rune(line)
	at := min(col-1, len(runes))
	before, after := "", ""
	if len(runes) > maxShown {
		from := max(0, min(at-maxShown/2, len(runes)-maxShown))
		to := from + maxShown
		if from > 0 {
			before = "…"
		}
		if to < len(runes) {
			after = "…"
		}
		runes, at = runes[from:to], at-from
	}
	var pad strings.Builder
	pad.WriteString(strings.Repeat(" ", len([]rune(before))))
	for _, r := range runes[:at] {
		switch {
		case r == '\t':
			pad.WriteRune('\t')
		case hidden(r):
			pad.WriteRune(' ')
		case unicode.In(r, unicode.Mn, unicode.Me):
		case wide(r):
			pad.WriteRune('\u3000')
		default:
			pad.WriteRune(' ')
		}
	}
	for i, r := range runes {
		if r != '\t' && hidden(r) {
			runes[i] = unicode.ReplacementChar
		}
	}
	return before + string(runes) + after, pad.String() + "^"
}

// hidden tells runes that print nothing and may steer a terminal: control
// codes, and format characters such as the reversal of writing direction.
func hidden(r rune) bool {
	return unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp)
}

func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if hidden(r) {
			return unicode.ReplacementChar
		}
		return r
	}, s)
}

// quote puts words of the author's into a message, on one line and shortened
// if need be.
func quote(s string) string {
	const most = 60
	if runes := []rune(s); len(runes) > most {
		s = string(runes[:most]) + "…"
	}
	return "「" + strings.ReplaceAll(strings.TrimSpace(s), "\n", " ") + "」"
}

// wide tells runes of two terminal cells: wide and fullwidth in Unicode
// Standard Annex 11.
func wide(r rune) bool {
	return r >= 0x1100 && unicode.Is(wideRunes, r)
}

var wideRunes = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x1100, Hi: 0x115f, Stride: 1},
		{Lo: 0x2e80, Hi: 0x303e, Stride: 1},
		{Lo: 0x3041, Hi: 0x4dbf, Stride: 1},
		{Lo: 0x4e00, Hi: 0xa4cf, Stride: 1},
		{Lo: 0xa960, Hi: 0xa97f, Stride: 1},
		{Lo: 0xac00, Hi: 0xd7a3, Stride: 1},
		{Lo: 0xf900, Hi: 0xfaff, Stride: 1},
		{Lo: 0xfe10, Hi: 0xfe19, Stride: 1},
		{Lo: 0xfe30, Hi: 0xfe6f, Stride: 1},
		{Lo: 0xff01, Hi: 0xff60, Stride: 1},
		{Lo: 0xffe0, Hi: 0xffe6, Stride: 1},
	},
	R32: []unicode.Range32{
		{Lo: 0x16fe0, Hi: 0x1b2ff, Stride: 1},
		{Lo: 0x1f300, Hi: 0x1f64f, Stride: 1},
		{Lo: 0x1f680, Hi: 0x1f6ff, Stride: 1},
		{Lo: 0x1f900, Hi: 0x1f9ff, Stride: 1},
		{Lo: 0x20000, Hi: 0x3fffd, Stride: 1},
	},
}
