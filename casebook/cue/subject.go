package cue

import (
	"slices"
	"strings"
	"unicode"
)

// subjects finds who every clause speaks of: the first person named in it who is
// no object; where nobody is, as in the clause before, and at the beginning of a
// sentence the public servant last spoken of.
func (t *text) subjects() {
	current, topic := -1, -1
	sentence := -1
	for i := range t.clauses {
		c := &t.clauses[i]
		if c.sentence != sentence {
			sentence = c.sentence
			if topic >= 0 {
				current = topic
			}
		}
		c.subject = current
		for _, m := range t.mentionsIn(c.Start, c.End) {
			if t.canBeSubject(m, *c) {
				c.subject = m.person
				break
			}
		}
		if c.subject < 0 {
			continue
		}
		if known := t.known(*c); known >= 0 {
			current, topic = known, known
			continue
		}
		switch s := t.persons[c.subject].standing; {
		case s.official():
			current, topic = c.subject, c.subject
		case s != authority:
			current = c.subject
		}
	}
}

// known is the public servant of whom a clause says that something is known or held
// (法院認定甲…): the clauses behind go on about him. -1 where there is none.
func (t *text) known(c clause) int {
	for _, m := range t.mentionsIn(c.Start, c.End) {
		if t.persons[m.person].standing.official() && t.endsAt("knows", t.lead(m.Start, c.Start)) {
			return m.person
		}
	}
	return -1
}

// canBeSubject says whether somebody stands where a subject does: at the beginning
// of the clause, or behind words of time, place or connection, and not as owner of
// what follows.
func (t *text) canBeSubject(m mention, c clause) bool {
	official := t.persons[m.person].standing.official()
	switch t.rune(m.End) {
	case '的', '之':
		if !official {
			return false
		}
	case '所':
		return false
	}
	if t.towards("object", m.Start) {
		return false
	}
	at := m.Start
	for at > c.Start && (unicode.IsSpace(t.runes[at-1]) || strings.ContainsRune("「『（(○某、．.）)", t.runes[at-1]) || latin(t.runes[at-1])) {
		at--
	}
	if at <= c.Start {
		return true
	}
	return t.endsAt("before_subject", at) || t.endsAt("unit", at) ||
		slices.ContainsFunc(t.found, func(f found) bool { return f.End == at && f.set == dateSet })
}

// doer is who does what stands at a place: who is named right before it, unless as
// one to whom it is done (向甲…), the agent of a passive (遭甲…), who is
// asked to (請甲…) or of whom it is known (發現甲…), else the subject of the clause.
func (t *text) doer(at int) int {
	c := t.clauses[t.clauseOf[at]]
	for _, m := range slices.Backward(t.mentionsIn(c.Start, at)) {
		if m.End > at {
			continue
		}
		lead := t.lead(m.Start, c.Start)
		if m.End == at && !t.towards("toward", lead) && !(t.endsAt("pivot", lead) && t.received(lead)) {
			return m.person
		}
		if t.endsAt("passive", lead) || t.endsAt("knows", lead) || t.endsAt("pivot", lead) && !t.received(lead) {
			return m.person
		}
	}
	return c.subject
}

// towards says whether what stands at a place is one to whom something is done:
// 向賭場業者, behind a word of a class.
func (t *text) towards(class string, at int) bool {
	return slices.ContainsFunc(t.classIn(class, at-longest, at), func(s Span) bool {
		return s.End <= at && s.End >= at-6 && t.clauseOf[s.Start] == t.clauseOf[at] &&
			!slices.ContainsFunc(t.mentionsIn(s.End, at), func(m mention) bool { return m.End <= at })
	})
}

// lead is where what belongs to a name begins: the unit, 某, ○○ before it, and what
// describes the person (向不知情的乙).
func (t *text) lead(at, from int) int {
	for at > from {
		before := at
		if strings.ContainsRune("○某（(「", t.runes[at-1]) {
			at--
		}
		for _, s := range t.classIn("unit", from, at) {
			if s.End == at {
				at = s.Start
			}
		}
		if at == before {
			break
		}
	}
	if at > from && t.runes[at-1] == '的' {
		for _, class := range []string{"toward", "pivot"} {
			for _, s := range t.classIn(class, max(from, at-longest), at) {
				if s.End < at && s.End >= at-8 {
					return s.End
				}
			}
		}
	}
	return at
}

// received says whether the asking that ends at a place is itself something
// received: 受A請託.
func (t *text) received(at int) bool {
	for _, s := range t.classIn("pivot", at-longest, at) {
		if s.End == at && strings.ContainsRune("受經應", t.rune(s.Start-1)) && s.Start > 0 {
			return true
		}
	}
	return false
}
