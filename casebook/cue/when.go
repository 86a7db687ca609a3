package cue

import (
	"slices"

	"shoumi/rules"
)

// dates proposes the date of the act: a date in a clause, or else in a sentence,
// that says what a public servant did, unless it is said of something else (起訴,
// 查獲, 到職).
func (t *text) dates() {
	for _, f := range t.found {
		if f.set != dateSet || t.otherDate(f) {
			continue
		}
		sentence := t.sentenceAt(f.Start)
		near, same := false, false
		for _, p := range t.proposals {
			if p.Fact != "acts" {
				continue
			}
			for _, e := range p.Evidence {
				if e.Sentence == sentence && e.Words.Start >= f.End {
					same = true
					near = near || t.clauseOf[e.Words.Start]-t.clauseOf[f.Start] <= 2
				}
			}
		}
		if !same {
			continue
		}
		strength := Likely
		if near {
			strength = Clear
		}
		t.add(-1, rules.ActDateFact, f.date, Evidence{Sentence: sentence, Words: f.Span, Text: string(t.given[f.Start:f.End]), Cue: rules.ActDateFact,
			Why: "這個日期和所做的事寫在同一句。", Strength: strength})
	}
}

// otherDate says whether the words behind a date give it to another event.
func (t *text) otherDate(f found) bool {
	clause := t.clauses[t.clauseOf[f.Start]]
	return slices.ContainsFunc(t.class("other_date"), func(s Span) bool {
		return s.Start >= f.End && s.Start < clause.End && s.Start <= f.End+16
	})
}
