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
	if r := t.rune(sentence.End - 1); r == '？' || t.governs("asks", t.clauses[t.clauseOf[at.Start]].Span, m, at.Start) >= 0 {
		return NotReal, ""
	}
	last := m.last()
	for _, name := range []string{"supposes", "forbids"} {
		if t.governs(name, sentence.Span, m, at.Start) >= 0 || t.governs(name, sentence.Span, m, last) >= 0 {
			return NotReal, ""
		}
	}
	if t.governs("plans", t.clauses[t.clauseOf[at.Start]].Span, m, at.Start) >= 0 || len(t.classIn("norms", sentence.Start, sentence.End)) > 0 {
		return NotReal, ""
	}
	if t.governs("denies", sentence.Span, m, at.Start) >= 0 || t.governs("denies", sentence.Span, m, last) >= 0 {
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
	if start := t.governs("claims", sentence.Span, m, at.Start); start >= 0 {
		s := t.classIn("claims", start, start+1)[0]
		claim = string(t.given[s.Start:s.End])
	}
	return not, claim
}

// governs is the start of the last word of a class before a place, not of the match
// itself, from which no word that turns the sentence (但, 仍, 竟) parts it; -1 where
// there is none.
func (t *text) governs(class string, in Span, m match, at int) int {
	found := -1
	for _, s := range t.classIn(class, in.Start, at) {
		if s.End <= at && !t.turns(s.End, at) && !slices.ContainsFunc(m, s.within) {
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
// or before its end where that lies in another; near enough, with nothing between that
// ends its reach, and not itself undone (並非沒有); or right before a later word.
func (t *text) negatedAt(m match) bool {
	first, last := m[0].Start, m.last()
	if t.clauseOf[last] != t.clauseOf[first] && t.negatedBefore(m, last) {
		return true
	}
	return t.negatedBefore(m, first)
}

// negatedBefore says whether a negation in the clause of a place reaches it.
func (t *text) negatedBefore(m match, at int) bool {
	clause := t.clauses[t.clauseOf[at]]
	for _, s := range slices.Backward(t.classIn("not", clause.Start, max(at, m.last()))) {
		if slices.ContainsFunc(m, s.within) {
			continue
		}
		if slices.ContainsFunc(m[1:], func(x Span) bool { return x.Start == s.End && x.End > x.Start }) {
			return !t.endsNear("twice", s.Start)
		}
		if s.End > at || at-s.End > reachNot && !t.listed(s.End, at) {
			continue
		}
		if t.turns(s.End, at) || slices.ContainsFunc(t.classIn("not_but", s.End, at), func(x Span) bool { return x.End <= at }) {
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
