package source

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// blockSpots is spots for the styles | and >. The indentation of the content
// depends on the lines around when the header gives it as a number, so every
// possible one is tried: with content there is only one that gives the value.
func (n *Node) blockSpots(r reader) []spot {
	start := r.spot
	chomp, ok := r.header()
	if !ok {
		return []spot{start}
	}
	want := []rune(n.yaml.Value)
	for indent := r.deepest(); indent >= 0; indent-- {
		try := r
		try.block(indent, n.yaml.Style&yaml.FoldedStyle != 0, chomp, len(want))
		if slices.Equal(try.value, want) {
			if len(want) == 0 {
				try.end = start
			}
			return try.ended()
		}
	}
	return []spot{start}
}

// header reads the mark, the indicators, a comment and the line break.
func (r *reader) header() (chomp rune, ok bool) {
	if c := r.peek(); c != '|' && c != '>' {
		return 0, false
	}
	r.next()
	for r.text != "" && strings.ContainsRune("+-123456789", r.peek()) {
		if c := r.next(); c == '+' || c == '-' {
			chomp = c
		}
	}
	for r.text != "" && !r.atBreak() {
		r.next()
	}
	if r.text != "" {
		r.next()
	}
	return chomp, true
}

// deepest is the most spaces that a line begins with, down to the first line
// that has more than spaces.
func (r *reader) deepest() int {
	most := 0
	for text := r.text; text != ""; {
		line, rest, _ := strings.Cut(text, "\n")
		rid := strings.TrimLeft(line, " ")
		most = max(most, len(line)-len(rid))
		if strings.TrimSuffix(rid, "\r") != "" {
			break
		}
		text = rest
	}
	return most
}

// block reads content that is indented by indent spaces, and gives up where it
// grows longer than limit.
func (r *reader) block(indent int, folded bool, chomp rune, limit int) {
	var first, rest []spot // the breaks since the last content
	wasBlank := false
	first, rest = nil, r.breaks(indent, nil)
	for r.text != "" && r.col == indent+1 && len(r.value) <= limit {
		blank := r.blank()
		if folded && !wasBlank && !blank && len(first) > 0 {
			if len(rest) == 0 {
				r.emit(' ', first[0])
			}
		} else {
			r.lines(first)
		}
		r.lines(rest)
		wasBlank = blank
		from := len(r.value)
		for r.text != "" && !r.atBreak() {
			here := r.spot
			r.emit(r.next(), here)
		}
		first, rest = nil, nil
		switch {
		case r.text != "":
			first = []spot{r.spot}
			r.next()
		case strings.Trim(string(r.value[from:]), " \t") == "":
			first = []spot{r.spot}
		}
		rest = r.breaks(indent, rest)
	}
	if chomp != '-' {
		r.lines(first)
	}
	if chomp == '+' {
		r.lines(rest)
	}
}

// breaks skips indentation and empty lines, and returns where their breaks are.
func (r *reader) breaks(indent int, found []spot) []spot {
	for {
		for r.col <= indent && r.peek() == ' ' {
			r.next()
		}
		if !r.atBreak() {
			break
		}
		found = append(found, r.spot)
		r.next()
	}
	if r.text == "" && r.col > 1 && r.col <= indent+1 {
		found = append(found, r.spot)
	}
	return found
}

func (r *reader) lines(at []spot) {
	for _, s := range at {
		r.emit('\n', s)
	}
}
