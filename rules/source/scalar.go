package source

import (
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// Scalar is the text of a node with the way back from every rune of it to the
// file.
type Scalar struct {
	Value string

	node  *Node
	spots *[]spot
}

// spot is a place without its file.
type spot struct{ line, col int }

// Scalar asks for a text, as Text does.
func (n *Node) Scalar() Scalar {
	if !n.text() {
		return Scalar{node: n}
	}
	return Scalar{Value: n.yaml.Value, node: n, spots: new([]spot)}
}

// Node is the node the scalar was read from; nil when there was none.
func (s Scalar) Node() *Node { return s.node }

// At is the place in the file of rune number offset of Value, counted from 0.
// An escape stands where its backslash is, a folded line break at the end of
// its line. An offset at or behind the end is the place after the last rune.
func (s Scalar) At(offset int) Place {
	if s.node == nil {
		return Place{}
	}
	start := s.node.Place()
	if s.spots == nil || offset < 0 {
		return start
	}
	if *s.spots == nil {
		*s.spots = s.node.spots()
	}
	spots := *s.spots
	if len(spots) == 0 {
		return start
	}
	at := spots[min(offset, len(spots)-1)]
	return s.node.file.Place(at.line, at.col)
}

// Fault reports a fault at rune number offset of Value; hint may be empty.
func (s Scalar) Fault(offset int, message, hint string) {
	if s.node == nil {
		return
	}
	at := s.At(offset)
	s.node.reportAt(at.Line, at.Col, message, hint)
}

// spots has a place for every rune of the value and one for its end. It reads
// the raw text again as YAML does, for the parser keeps no positions inside a
// scalar. Should the second reading ever differ from the parser's, the result
// is only the start of the scalar: a place less exact, but never a wrong one.
func (n *Node) spots() []spot {
	start := spot{n.yaml.Line, n.yaml.Column}
	at := n.file.offset(start.line, start.col)
	if at < 0 {
		return []spot{start}
	}
	r := reader{text: n.file.text[at:], spot: start}
	var ok bool
	switch style := n.yaml.Style; {
	case style&yaml.DoubleQuotedStyle != 0:
		ok = r.skipMark('"') && r.quoted('"')
	case style&yaml.SingleQuotedStyle != 0:
		ok = r.skipMark('\'') && r.quoted('\'')
	case style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		return n.blockSpots(r)
	default:
		ok = r.plain(utf8.RuneCountInString(n.yaml.Value))
	}
	if !ok || string(r.value) != n.yaml.Value {
		return []spot{start}
	}
	return r.ended()
}

// reader walks through raw text and builds the value with its places.
type reader struct {
	text string
	spot
	value  []rune
	places []spot
	end    spot // after the value, for styles that have an end
}

func (r *reader) peek() rune {
	if r.text == "" {
		return 0
	}
	c, _ := utf8.DecodeRuneInString(r.text)
	return c
}

// next reads a rune; CR LF is one '\n'.
func (r *reader) next() rune {
	c, size := utf8.DecodeRuneInString(r.text)
	if c == '\r' && strings.HasPrefix(r.text, "\r\n") {
		c, size = '\n', 2
	}
	r.text = r.text[size:]
	if c == '\n' {
		r.line, r.col = r.line+1, 1
	} else {
		r.col++
	}
	return c
}

func (r *reader) blank() bool { c := r.peek(); return c == ' ' || c == '\t' }

func (r *reader) atBreak() bool { c := r.peek(); return c == '\n' || c == '\r' }

func (r *reader) emit(c rune, at spot) {
	r.value = append(r.value, c)
	r.places = append(r.places, at)
}

func (r *reader) skipMark(mark rune) bool {
	if r.peek() != mark {
		return false
	}
	r.next()
	return true
}

// ended adds the place after the last rune.
func (r *reader) ended() []spot {
	if len(r.places) == 0 {
		return []spot{r.end}
	}
	last := r.places[len(r.places)-1]
	switch {
	case r.end.line > 0:
		last = r.end
	case r.value[len(r.value)-1] != '\n':
		last.col++
	}
	return append(r.places, last)
}

// space reads blanks and line breaks inside a plain or quoted scalar: blanks
// in a line stand as they are, one break is a space, more are one break fewer.
// After an escaped break (joined) every further break stands.
func (r *reader) space(joined bool) {
	type at struct {
		c rune
		spot
	}
	var blanks []at
	var breaks []spot
	for r.text != "" && (r.blank() || r.atBreak()) {
		here := r.spot
		if c := r.next(); c == '\n' {
			breaks = append(breaks, here)
		} else if len(breaks) == 0 && !joined {
			blanks = append(blanks, at{c, here})
		}
	}
	switch {
	case joined:
		for _, b := range breaks {
			r.emit('\n', b)
		}
	case len(breaks) == 0:
		for _, b := range blanks {
			r.emit(b.c, b.spot)
		}
	case len(breaks) == 1:
		// The blanks before a break are no part of the value: the space
		// stands at the end of what is.
		first := breaks[0]
		if len(blanks) > 0 {
			first = blanks[0].spot
		}
		r.emit(' ', first)
	default:
		for _, b := range breaks[1:] {
			r.emit('\n', b)
		}
	}
}

// plain reads until the value has length runes: where a plain scalar ends
// depends on what is around it, and the parser has found that already.
func (r *reader) plain(length int) bool {
	for len(r.value) < length {
		switch {
		case r.text == "":
			return false
		case r.blank() || r.atBreak():
			r.space(false)
		default:
			here := r.spot
			r.emit(r.next(), here)
		}
	}
	r.end = spot{}
	if length == 0 {
		r.end = r.spot
	}
	return true
}

// quoted reads up to the closing mark.
func (r *reader) quoted(mark rune) bool {
	for r.text != "" {
		here := r.spot
		switch c := r.peek(); {
		case r.blank() || r.atBreak():
			r.space(false)
		case c == mark && mark == '\'' && strings.HasPrefix(r.text, "''"):
			r.next()
			r.emit(r.next(), here)
		case c == mark:
			r.end = here
			return true
		case c == '\\' && mark == '"':
			r.next()
			if r.atBreak() {
				r.next()
				r.space(true)
			} else if !r.escape(here) {
				return false
			}
		default:
			r.emit(r.next(), here)
		}
	}
	return false
}

var escapes = map[rune]rune{
	'0': 0, 'a': '\a', 'b': '\b', 't': '\t', '\t': '\t', 'n': '\n', 'v': '\v', 'f': '\f', 'r': '\r',
	'e': 0x1b, ' ': ' ', '"': '"', '/': '/', '\\': '\\', 'N': 0x85, '_': 0xa0, 'L': 0x2028, 'P': 0x2029,
}

var escapeDigits = map[rune]int{'x': 2, 'u': 4, 'U': 8}

// escape reads what follows a backslash.
func (r *reader) escape(at spot) bool {
	if r.text == "" {
		return false
	}
	code := r.next()
	if c, ok := escapes[code]; ok {
		r.emit(c, at)
		return true
	}
	digits := escapeDigits[code]
	if digits == 0 {
		return false
	}
	var c rune
	for range digits {
		d := strings.IndexRune("0123456789abcdef", r.peek()|0x20)
		if r.text == "" || d < 0 {
			return false
		}
		r.next()
		c = c<<4 | rune(d)
	}
	r.emit(c, at)
	return true
}
