package cue

import (
	"slices"
	"strings"

	"shoumi/rules/source"
)

// A pattern is written as it would be read: 受…<outsider>…(請託|委託)查詢.
//
//	<name>   a word of a class, or one of the kinds below
//	(a|b)    one of these; (a|) may be missing
//	…        up to 14 runes of the same clause, or none
//	……       up to 70 runes of the same sentence, or none
type pattern []piece

// piece is a set of words and how far it may stand from the piece before.
type piece struct {
	set      int
	optional bool
	reach    int  // runes between; 0: adjacent
	clause   bool // no comma between
}

const clauseReach, sentenceReach = 14, 70

// set is the words of a class or of an alternative.
type set struct {
	name  string
	kinds []int // sets of kinds that belong to it
}

// kinds are the sets whose places are found otherwise than by words. They come
// first in Lexicon.sets.
var kinds = []string{"date", "money", "count", "person", "official", "outsider", "authority"}

const (
	dateSet = iota
	moneySet
	countSet
	personSet
	officialSet
	outsiderSet
	authoritySet
)

// class is the words of a class as they stand in the file, until patterns are
// compiled.
type class struct {
	node   *source.Node
	items  []source.Scalar
	except []string
	set    int // 0 until it is compiled
	busy   bool
}

// compile makes a pattern of its text. Faults are reported at their rune.
func (r *reader) compile(s source.Scalar) pattern {
	var p pattern
	text := []rune(s.Value)
	reach, clause := 0, false
	for at := 0; at < len(text); {
		from := at
		switch text[at] {
		case '…':
			for at < len(text) && text[at] == '…' {
				at++
			}
			if len(p) == 0 || at == len(text) {
				s.Fault(from, "「…」前後都要有詞", "把開頭或結尾的「…」拿掉")
			}
			reach, clause = clauseReach, true
			if at-from > 1 {
				reach, clause = sentenceReach, false
			}
			continue
		case '<', '(':
			closing := map[rune]rune{'<': '>', '(': ')'}[text[at]]
			end := slices.Index(text[at:], closing)
			if end < 0 {
				s.Fault(from, "「"+string(text[at])+"」沒有結束", "寫成 <詞類> 或 (甲|乙)")
				return p
			}
			at += end + 1
			inner := string(text[from:at])
			p = append(p, r.piece(s, from, strings.TrimSuffix(strings.TrimPrefix(inner, "("), ")"), reach, clause))
		default:
			for at < len(text) && !strings.ContainsRune("…<(", text[at]) {
				at++
			}
			p = append(p, r.piece(s, from, string(text[from:at]), reach, clause))
		}
		reach, clause = 0, false
	}
	if len(p) == 0 || !slices.ContainsFunc(p, func(x piece) bool { return !x.optional }) {
		s.Fault(0, "這個說法沒有詞", "至少要有一個不能省略的詞")
		return nil
	}
	if p[0].optional {
		s.Fault(0, "說法不能以可省略的詞開頭", "把開頭的 (…|) 拿掉")
	}
	return p
}

// piece reads <name>, or alternatives joined by |.
func (r *reader) piece(s source.Scalar, at int, text string, reach int, clause bool) piece {
	out := piece{reach: reach, clause: clause}
	if name, ok := className(text); ok {
		out.set = r.class(s, at, name)
		return out
	}
	lex := r.lex
	out.set = len(lex.sets)
	if n, ok := lex.names[text]; ok {
		out.set = n
		return out
	}
	var words, classes []string
	for _, part := range strings.Split(text, "|") {
		if name, ok := className(part); ok {
			classes = append(classes, name)
		} else if part == "" {
			out.optional = true
		} else {
			words = append(words, part)
		}
	}
	if out.optional || len(classes) > 0 { // no name: the set is its own
		lex.sets = append(lex.sets, set{name: text})
	} else {
		lex.names[text] = out.set
		lex.sets = append(lex.sets, set{name: text})
	}
	for _, w := range words {
		r.put(out.set, w)
	}
	for _, name := range classes {
		r.include(out.set, r.class(s, at, name))
	}
	return out
}

func className(text string) (string, bool) {
	if strings.HasPrefix(text, "<") && strings.IndexByte(text, '>') == len(text)-1 {
		return text[1 : len(text)-1], true
	}
	return "", false
}

// class is the set of a class, compiled when it is first asked for. Classes may
// hold others.
func (r *reader) class(s source.Scalar, at int, name string) int {
	if n := slices.Index(kinds, name); n >= 0 {
		return n
	}
	c := r.classes[name]
	switch {
	case c == nil:
		hint := "詞類寫在 classes 下面"
		if near, ok := source.Suggest(name, r.classNames()); ok {
			hint = "您是不是要寫 <" + near + ">？"
		}
		s.Fault(at, "沒有詞類 <"+name+">", hint)
		return 0
	case c.busy:
		s.Fault(at, "詞類 <"+name+"> 包含自己", "")
		return 0
	case c.set > 0:
		return c.set
	}
	c.busy = true
	number := len(r.lex.sets)
	r.lex.sets = append(r.lex.sets, set{name: "<" + name + ">"})
	for _, item := range c.items {
		if inner, ok := className(item.Value); ok {
			r.include(number, r.class(item, 0, inner))
		} else if item.Value != "" {
			r.put(number, item.Value)
		}
	}
	for _, word := range c.except {
		w := &r.lex.words.list[r.lex.words.add(fold(word))]
		w.bars = append(w.bars, number)
	}
	c.set, c.busy = number, false
	return number
}

// put makes a word one of a set.
func (r *reader) put(set int, text string) {
	w := &r.lex.words.list[r.lex.words.add(fold(text))]
	if !slices.Contains(w.sets, set) {
		w.sets = append(w.sets, set)
	}
}

// include makes all of one set belong to another.
func (r *reader) include(into, from int) {
	if from < len(kinds) {
		r.lex.sets[into].kinds = append(r.lex.sets[into].kinds, from)
		return
	}
	r.lex.sets[into].kinds = append(r.lex.sets[into].kinds, r.lex.sets[from].kinds...)
	for i := range r.lex.words.list {
		w := &r.lex.words.list[i]
		if slices.Contains(w.sets, from) && !slices.Contains(w.sets, into) {
			w.sets = append(w.sets, into)
		}
		if slices.Contains(w.bars, from) {
			w.bars = append(w.bars, into)
		}
	}
}

// match is where the pieces of a pattern stand; a piece that is missing has an
// empty span.
type match []Span

func (m match) span() Span { return Span{m[0].Start, m[len(m)-1].End} }

// last is where the last piece that is there begins.
func (m match) last() int {
	for _, s := range slices.Backward(m) {
		if s.Start < s.End {
			return s.Start
		}
	}
	return m[0].Start
}

// find is all places where a pattern stands, the nearest for every beginning.
func (t *text) find(p pattern) []match {
	var out []match
	if len(p) == 0 || slices.ContainsFunc(p, func(x piece) bool { return !x.optional && len(t.spans[x.set]) == 0 }) {
		return nil
	}
	m := make(match, 0, len(p))
	for _, at := range t.spans[p[0].set] {
		m = append(m[:0], at)
		if t.rest(p[1:], at.End, &m) && (len(out) == 0 || out[len(out)-1].span() != m.span()) {
			out = append(out, slices.Clone(m))
		}
	}
	return out
}

// rest matches the other pieces behind a place.
func (t *text) rest(p pattern, end int, m *match) bool {
	if len(p) == 0 {
		return true
	}
	spans := t.spans[p[0].set]
	i, _ := slices.BinarySearchFunc(spans, end, func(s Span, end int) int { return s.Start - end })
	for ; i < len(spans) && spans[i].Start <= end+p[0].reach; i++ {
		if spans[i].Start > end && t.parted(end, spans[i].Start, p[0].clause) {
			break
		}
		*m = append(*m, spans[i])
		if t.rest(p[1:], spans[i].End, m) {
			return true
		}
		*m = (*m)[:len(*m)-1]
	}
	if p[0].optional {
		*m = append(*m, Span{end, end})
		if t.rest(p[1:], end, m) {
			return true
		}
		*m = (*m)[:len(*m)-1]
	}
	return false
}

// parted says whether a boundary of clauses, or else of sentences, lies between.
func (t *text) parted(from, to int, clause bool) bool {
	if clause {
		return t.clauseOf[from] != t.clauseOf[to]
	}
	return t.clauses[t.clauseOf[from]].sentence != t.clauses[t.clauseOf[to]].sentence
}
