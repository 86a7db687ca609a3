package cue

import (
	"slices"

	"shoumi/rules"
)

// dates proposes the date of the act: a date in a sentence that says what a public
// servant did, unless it is said of something else (起訴, 查獲, 到職).
func (t *text) dates() {
	for _, f := range t.found {
		if f.set != dateSet {
			continue
		}
		sentence, strength := t.sentenceAt(f.Start), Strength("")
		for _, p := range t.proposals {
			for _, e := range p.Evidence {
				if p.Fact != "acts" || e.Sentence != sentence || t.otherDate(f, e.Words) {
					continue
				}
				if strength == "" {
					strength = Likely
				}
				if between := t.clauseOf[e.Words.Start] - t.clauseOf[f.Start]; between >= 0 && between <= 3 {
					strength = Clear
				}
			}
		}
		if strength != "" {
			t.add(-1, rules.ActDateFact, f.date, Evidence{Sentence: sentence, Words: f.Span, Text: string(t.given[f.Start:f.End]), Cue: rules.ActDateFact,
				Why: "這個日期和所做的事寫在同一句。", Strength: strength})
		}
	}
}

// otherDate says whether the words behind a date, before those of an act, give it to
// another event.
func (t *text) otherDate(f found, act Span) bool {
	clause := t.clauses[t.clauseOf[f.Start]]
	return slices.ContainsFunc(t.classIn("other_date", f.End, min(clause.End, f.End+17)), func(s Span) bool {
		return act.Start < f.End || s.Start < act.Start
	})
}
