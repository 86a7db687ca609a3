package main

import (
	"io"
	"strings"
	"unicode"
)

// table is rows of cells for a terminal; the first row has the names.
type table [][]string

// widest is how many columns of the screen a cell may take.
const widest = 40

// write aligns the columns. It says whether a cell had to be cut.
func (t table) write(w io.Writer) (cut bool) {
	var widths []int
	for _, row := range t {
		for i, cell := range row {
			short := fit(printable(cell))
			cut = cut || short != printable(cell)
			row[i] = short
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], width(short))
		}
	}
	var b strings.Builder
	for _, row := range t {
		line := ""
		for i, cell := range row {
			line += cell + strings.Repeat(" ", widths[i]-width(cell)+2)
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	io.WriteString(w, b.String())
	return cut
}

// printable has a space for everything that a terminal would take for an order.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, s)
}

// fit cuts what is too wide.
func fit(s string) string {
	if width(s) <= widest {
		return s
	}
	n := 0
	for i, r := range s {
		if n += width(string(r)); n >= widest {
			return s[:i] + "…"
		}
	}
	return s
}

// width is how many columns text takes; those of Chinese are two wide.
func width(s string) (n int) {
	for _, r := range s {
		n++
		if r >= 0x1100 && unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana, unicode.Bopomofo) || r >= 0x3000 && r <= 0x303F || r >= 0xFF01 && r <= 0xFF60 {
			n++
		}
	}
	return n
}
