package cue

import (
	"cmp"
	"reflect"
	"slices"
	"strings"

	"shoumi/rules"
)

// propose matches every cue and keeps what it suggests, or why not.
func (t *text) propose() {
	for _, c := range t.lex.cues {
		var around *surroundings
		for _, p := range c.say {
			for _, m := range t.find(p) {
				if around == nil {
					around = &surroundings{t.places(c.with), t.places(c.without), t.places(c.unless)}
				}
				if t.fits(c, m, around) {
					t.suggest(c, m)
				}
			}
		}
	}
}

// surroundings are where the other words of a cue stand.
type surroundings struct{ with, without, unless []Span }

// places are where any of some patterns stands.
func (t *text) places(ps []pattern) []Span {
	var out []Span
	for _, p := range ps {
		for _, m := range t.find(p) {
			out = append(out, m.span())
		}
	}
	return out
}

// fits says whether the other words that a cue asks for are in the sentence, and
// those that speak against it are not, neither in it nor in the clauses of the match.
func (t *text) fits(c *Cue, m match, around *surroundings) bool {
	sentence := t.sentenceAt(m[0].Start)
	here := func(s Span) bool { return t.sentenceAt(s.Start) == sentence }
	if len(c.with) > 0 && !slices.ContainsFunc(around.with, here) || slices.ContainsFunc(around.without, here) {
		return false
	}
	first, last := t.clauseOf[m[0].Start], t.clauseOf[m.span().End-1]
	return !slices.ContainsFunc(around.unless, func(s Span) bool { return t.clauseOf[s.Start] >= first && t.clauseOf[s.Start] <= last })
}

// suggest adds what one match of a cue says.
func (t *text) suggest(c *Cue, m match) {
	at := m.span()
	ev := Evidence{Sentence: t.sentenceAt(at.Start), Words: at, Text: string(t.given[at.Start:at.End]), Cue: c.ID, Why: c.Why, Strength: c.Strength}
	not, claim := t.standing(c, m)
	if claim != "" || t.speech[at.Start] {
		ev.Strength, ev.Claim = Likely, claim
	}
	who := t.whose(c, m)
	if not == "" || not == Negated && c.negated == opposite {
		if who >= 0 && !t.persons[who].standing.official() && c.who == subject {
			not = Another
		}
		if c.who == subject && t.endsAt("undergone", at.Start) {
			not = Another
		}
		if c.about() && t.dealtWith(at.Start) {
			not = Another
		}
	}
	for _, s := range c.Sets {
		value := t.value(s, m)
		if not == Negated && c.negated == opposite {
			value = turned(value)
			if value == nil {
				t.pass(Passed{ev, s.Fact, not})
				continue
			}
		} else if not != "" {
			t.pass(Passed{ev, s.Fact, not})
			continue
		}
		if value != nil {
			t.add(who, s.Fact, value, ev)
		}
	}
}

// about says whether a cue is about the information, with which an authority that
// looks into the matter may deal too.
func (c *Cue) about() bool { return c.Sets[0].Fact == "info" }

// dealtWith says whether it is an authority that deals with what stands at a place:
// 督察室調閱通聯紀錄, 由政風室調閱.
func (t *text) dealtWith(at int) bool {
	c := t.clauses[t.clauseOf[at]]
	if t.known(c) >= 0 {
		return false
	}
	return slices.ContainsFunc(t.mentionsIn(c.Start, at), func(m mention) bool {
		if m.End > at || t.persons[m.person].standing != authority {
			return false
		}
		lead := t.lead(m.Start, c.Start)
		return lead == c.Start || t.endsAt("passive", lead)
	})
}

// whose is the person whose fact a match suggests; -1 is shared.
func (t *text) whose(c *Cue, m match) int {
	at := m.span()
	if c.who == anybody {
		for _, x := range t.mentionsIn(at.Start, at.End) {
			if x.End <= at.End && t.persons[x.person].standing.official() && !t.general(x) {
				return x.person
			}
		}
	}
	who := t.doer(at.Start)
	if who >= 0 && (c.who == subject || t.persons[who].standing.official()) {
		return who
	}
	return t.nearest(at.Start)
}

// general says whether somebody is named by a word for any public servant only.
func (t *text) general(m mention) bool { return m.name == "" && strings.Contains(general, m.role) }

// nearest is the public servant named in the sentence of a place, else the last
// before it, else the only one of the text; -1 where there is none.
func (t *text) nearest(at int) int {
	before, after, several := -1, -1, false
	for _, m := range t.mentions {
		if !t.persons[m.person].standing.official() || t.general(m) && before >= 0 {
			continue
		}
		switch {
		case t.sentenceAt(m.Start) == t.sentenceAt(at):
			return m.person
		case m.Start < at:
			before = m.person
		default:
			several = several || after >= 0 && after != m.person
			after = m.person
		}
	}
	if before < 0 && !several {
		return after
	}
	return before
}

// value is what a setting comes to in a match: it may stand in the text.
func (t *text) value(s Setting, m match) any {
	if s.Value != nil {
		return s.Value
	}
	fact, _ := t.lex.book.Fact(s.Fact)
	for _, f := range t.found {
		if !slices.Contains(m, f.Span) {
			continue
		}
		switch {
		case fact.Type == rules.Money && f.set == moneySet, fact.Type == rules.Int && f.set == countSet:
			return f.value
		case fact.Type == rules.DateFact && f.set == dateSet && f.date.Exact():
			return f.date.First
		}
	}
	return nil
}

// turned is the opposite of a bool or of a member; of other values there is none.
func turned(v any) any {
	switch x := v.(type) {
	case bool:
		return !x
	case map[string]bool:
		out := map[string]bool{}
		for k, is := range x {
			out[k] = !is
		}
		return out
	}
	return nil
}

// add keeps a proposal, or one more place for it.
func (t *text) add(who int, fact string, value any, ev Evidence) {
	f, _ := t.lex.book.Fact(fact)
	if f.Judgment {
		ev.Strength = Likely
	}
	name := ""
	if who >= 0 {
		t.persons[who].actor = max(t.persons[who].actor, 0)
		name = t.persons[who].name
	}
	for i := range t.proposals {
		p := &t.proposals[i]
		if p.Actor != name || p.Fact != fact || !reflect.DeepEqual(p.Value, value) {
			continue
		}
		if ev.Strength == Clear {
			p.Strength = Clear
		}
		if !slices.ContainsFunc(p.Evidence, ev.repeats) {
			p.Evidence = append(p.Evidence, ev)
		}
		return
	}
	t.proposals = append(t.proposals, Proposal{Actor: name, Fact: fact, Value: value, Strength: ev.Strength, Evidence: []Evidence{ev}})
}

// reading puts everything in order: proposals by actor, then as the vocabulary
// has them.
func (t *text) reading() Reading {
	out := Reading{Sentences: t.sentences, Actors: []Actor{}, Proposals: t.proposals, Passed: t.passed, Conflicts: []Conflict{}}
	t.positions()
	out.Proposals = t.proposals
	order := map[string]int{"": -1}
	for i, p := range t.persons {
		if p.actor >= 0 && p.standing.official() {
			order[p.name] = i
			out.Actors = append(out.Actors, Actor{p.name, p.role})
		}
	}
	facts := map[string]int{rules.ActDateFact: -1}
	for i, f := range t.lex.book.Facts() {
		facts[f.ID] = i
	}
	slices.SortStableFunc(out.Proposals, func(a, b Proposal) int {
		return cmp.Or(cmp.Compare(order[a.Actor], order[b.Actor]), cmp.Compare(facts[a.Fact], facts[b.Fact]), cmp.Compare(a.Evidence[0].Words.Start, b.Evidence[0].Words.Start))
	})
	for i := range out.Proposals {
		slices.SortStableFunc(out.Proposals[i].Evidence, func(a, b Evidence) int { return a.Words.Start - b.Words.Start })
	}
	slices.SortStableFunc(out.Passed, func(a, b Passed) int { return a.Words.Start - b.Words.Start })
	out.Conflicts = append(out.Conflicts, t.lex.conflicts(out.Proposals)...)
	if out.Proposals == nil {
		out.Proposals = []Proposal{}
	}
	if out.Passed == nil {
		out.Passed = []Passed{}
	}
	return out
}

// repeats says whether another place is the same cue, firm or not, in overlapping
// words.
func (e Evidence) repeats(x Evidence) bool {
	return e.Cue == x.Cue && e.Strength == x.Strength && e.Words.Start < x.Words.End && x.Words.Start < e.Words.End
}

// pass keeps a place that is no proposal, once. Those of one cue come together.
func (t *text) pass(p Passed) {
	for _, x := range slices.Backward(t.passed) {
		if x.Cue != p.Cue {
			break
		}
		if x.Fact == p.Fact && x.Not == p.Not && p.repeats(x.Evidence) {
			return
		}
	}
	t.passed = append(t.passed, p)
}

// positions adds what the word for somebody's post says, for the public servants
// of whom there is any other proposal.
func (t *text) positions() {
	for i := range t.persons {
		p := t.persons[i]
		if p.actor < 0 || !p.standing.official() || p.role == "" {
			continue
		}
		k := slices.IndexFunc(t.mentions, func(m mention) bool { return m.person == i && (m.role != "" || m.name == "") })
		if k < 0 {
			continue
		}
		at := t.mentions[k].Span
		ev := Evidence{Sentence: t.sentenceAt(at.Start), Words: at, Text: string(t.given[at.Start:at.End]), Cue: "post", Why: t.post(p), Strength: Clear}
		position := "agency_officer"
		if p.standing == staff {
			position = "agency_worker"
		}
		t.add(i, "position", position, ev)
		switch p.standing {
		case police:
			t.add(i, "service", "police_officer", ev)
		case civil:
			ev.Strength = Likely
			t.add(i, "service", "police_staff", ev)
		case staff:
			t.add(i, "service", "police_staff", ev)
		case agency:
			ev.Strength = Likely
			t.add(i, "service", "other_agency", ev)
		}
	}
}

// post says why somebody is a public servant.
func (t *text) post(p person) string {
	switch {
	case p.name == self:
		return "報告的人自稱「職」，是公務人員。"
	case slices.ContainsFunc(t.class("police_unit"), func(s Span) bool { return string(t.given[s.Start:s.End]) == p.role }):
		return "「" + p.role + "」是警察機關，他在那裡服務。"
	}
	return "「" + p.role + "」是公務人員的職稱。"
}
