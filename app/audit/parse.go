package audit

import (
	"bytes"
	"strconv"
	"time"
	"unicode/utf8"
)

// parse reads the line that appendLine writes. What it takes may still be spelt
// in another way, with a zero in front for one: compare with appendLine.
func parse(text []byte) (e Entry, ok bool) {
	l := line{rest: text, ok: utf8.Valid(text)}
	l.skip(`{"sequence":`)
	e.Sequence = l.number()
	l.skip(`,"at":"`)
	e.At = l.time()
	if bytes.HasPrefix(l.rest, []byte(`,"gone":`)) {
		e.Gone = &Gone{}
		l.skip(`,"gone":{"from":`)
		e.Gone.From = l.number()
		e.Gone.Why = Reason(l.text("why"))
		e.Gone.Content = l.hash("content")
		l.skip(`}`)
	} else {
		e.Unit = l.text("unit")
		e.User = l.text("user")
		e.IP = l.text("ip")
		e.Action = l.text("action")
		e.Condition = l.text("condition")
		e.ActualUser = l.text("actual_user")
		e.ActualUnit = l.text("actual_unit")
		e.Purpose = l.text("purpose")
		e.Subject = l.text("subject")
	}
	e.Previous = l.hash("previous")
	e.Hash = l.hash("hash")
	l.skip("}\n")
	return e, l.ok && len(l.rest) == 0
}

// line is what is left of a line; ok is whether all was as it should so far.
type line struct {
	rest []byte
	ok   bool
}

func (l *line) skip(literal string) {
	if l.ok = l.ok && bytes.HasPrefix(l.rest, []byte(literal)); l.ok {
		l.rest = l.rest[len(literal):]
	}
}

// until takes what comes before a byte, and leaves the byte.
func (l *line) until(end byte) []byte {
	i := bytes.IndexByte(l.rest, end)
	if l.ok = l.ok && i >= 0; !l.ok {
		return nil
	}
	part := l.rest[:i]
	l.rest = l.rest[i:]
	return part
}

func (l *line) number() uint64 {
	n, err := strconv.ParseUint(string(l.until(',')), 10, 64)
	l.ok = l.ok && err == nil
	return n
}

func (l *line) time() time.Time {
	t, err := time.Parse(timeLayout, string(l.until('"')))
	l.ok = l.ok && err == nil
	l.skip(`"`)
	return t
}

func (l *line) hash(name string) (h Hash) {
	l.name(name)
	l.ok = l.ok && h.UnmarshalText(l.until('"')) == nil
	l.skip(`"`)
	return h
}

func (l *line) name(name string) {
	l.skip(`,"`)
	l.skip(name)
	l.skip(`":"`)
}

// text takes a field that is text.
func (l *line) text(name string) string {
	l.name(name)
	if !l.ok {
		return ""
	}
	i := bytes.IndexAny(l.rest, `"\`)
	if i >= 0 && l.rest[i] == '"' {
		s := string(l.rest[:i])
		l.rest = l.rest[i+1:]
		return s
	}
	return l.escaped()
}

// escaped takes text with escapes.
func (l *line) escaped() string {
	var out []byte
	for i := 0; i < len(l.rest); i++ {
		c := l.rest[i]
		switch {
		case c == '"':
			l.rest = l.rest[i+1:]
			return string(out)
		case c != '\\':
			out = append(out, c)
		case i+5 < len(l.rest) && l.rest[i+1] == 'u':
			n, err := strconv.ParseUint(string(l.rest[i+2:i+6]), 16, 7)
			l.ok = l.ok && err == nil
			out = append(out, byte(n))
			i += 5
		case i+1 < len(l.rest):
			i++
			out = append(out, l.rest[i])
		}
	}
	l.ok = false
	return ""
}
