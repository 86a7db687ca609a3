package cue

import "slices"

// reachNot is how many runes behind a word of negation still belong to it.
const reachNot = 14

// standing says how the words of a match stand: not is empty where the text says
// that it happened; claim are words that make it a claim only.
func (t *text) standing(c *Cue, m match) (not Because, claim string) {
	at := m.span()
	sentence := t.sentences[min(t.sentenceAt(at.Start), len(t.sentences)-1)]
	quoted := t.speech[at.Start]
	if r := t.rune(sentence.End - 1); r == '？' || t.before("asks", t.clauses[t.clauseOf[at.Start]].Span, at.Start) >= 0 {
		return NotReal, ""
	}
	for _, name := range []string{"supposes", "forbids"} {
		if t.before(name, sentence.Span, at.Start) >= 0 {
			return NotReal, ""
		}
	}
	if t.before("plans", t.clauses[t.clauseOf[at.Start]].Span, at.Start) >= 0 {
		return NotReal, ""
	}
	if t.before("denies", sentence.Span, at.Start) >= 0 {
		return Denied, ""
	}
	if c.negated != ignored {
		if t.after("no_proof", at.End, sentence.End) {
			return Negated, ""
		}
		if t.negatedAt(m) {
			if quoted {
				return Denied, ""
			}
			not = Negated
		}
	}
	if start := t.before("claims", sentence.Span, at.Start); start >= 0 {
		s := t.classIn("claims", start, start+1)[0]
		claim = string(t.given[s.Start:s.End])
	}
	return not, claim
}

// before is the start of the last word of a class before a place, from which no
// word that turns the sentence (但, 仍, 竟) parts it; -1 where there is none.
func (t *text) before(class string, in Span, at int) int {
	found := -1
	for _, s := range t.classIn(class, in.Start, at) {
		if s.End <= at && !t.turns(s.End, at) {
			found = s.Start
		}
	}
	return found
}

// after says whether a word of a class follows in the sentence.
func (t *text) after(class string, from, end int) bool {
	return slices.ContainsFunc(t.classIn(class, from, end), func(s Span) bool { return s.End <= end && !t.turns(from, s.Start) })
}

// turns says whether a word that turns the sentence stands between two places.
func (t *text) turns(from, to int) bool {
	return slices.ContainsFunc(t.classIn("turn", from, to), func(s Span) bool { return s.End <= to })
}

// negatedAt says whether a word of negation governs a match: before it in its clause,
// near enough, with nothing between that ends its reach, and not itself undone
// (並非沒有); or right before one of its later words.
func (t *text) negatedAt(m match) bool {
	clause := t.clauses[t.clauseOf[m[0].Start]]
	nots := t.classIn("not", clause.Start, m[len(m)-1].Start)
	for _, s := range slices.Backward(nots) {
		if slices.ContainsFunc(m, s.within) {
			continue
		}
		if slices.ContainsFunc(m[1:], func(x Span) bool { return x.Start == s.End && x.End > x.Start }) {
			return !t.endsNear("twice", s.Start)
		}
		if s.End > m[0].Start || m[0].Start-s.End > reachNot && !t.listed(s.End, m[0].Start) {
			continue
		}
		if t.turns(s.End, m[0].Start) || slices.ContainsFunc(t.classIn("not_but", s.End, m[0].Start), func(x Span) bool { return x.End <= m[0].Start }) {
			continue
		}
		return !t.endsNear("twice", s.Start)
	}
	return false
}

// listed says whether a list (甲、乙或丙) joins what stands between two places.
func (t *text) listed(from, to int) bool {
	return slices.Contains(t.runes[from:max(from, to)], '、') && to-from < 3*reachNot
}

// endsNear says whether a word of a class ends at most three runes before a place.
func (t *text) endsNear(class string, at int) bool {
	return slices.ContainsFunc(t.classIn(class, at-longest, at), func(s Span) bool { return s.End <= at && s.End >= at-3 })
}
