package cue

import (
	"slices"

	"shoumi/rules"
)

// dates proposes the date of the act: a date in a sentence that says what a public
// servant did, unless it is said of something else (起訴, 查獲, 到職); where there is
// none, the only date of the text.
func (t *text) dates() {
	var others []found
	proposed := false
	for _, f := range t.found {
		if f.set != dateSet {
			continue
		}
		if strength := t.dateStrength(f); strength != "" {
			t.date(f, "這個日期和所做的事寫在同一句。", strength)
			proposed = true
		} else {
			others = append(others, f)
		}
	}
	if !proposed && len(others) == 1 && len(t.proposals) > 0 && !t.otherDate(others[0], Span{}) {
		t.date(others[0], "敘述裡只有這一個日期。", Likely)
	}
}

func (t *text) date(f found, why string, strength Strength) {
	t.add(-1, rules.ActDateFact, f.date, Evidence{Sentence: t.sentenceAt(f.Start), Words: f.Span, Text: string(t.given[f.Start:f.End]), Cue: rules.ActDateFact, Why: why, Strength: strength})
}

// dateStrength is how firmly a date is that of an act in its sentence; empty where it
// is not.
func (t *text) dateStrength(f found) Strength {
	var out Strength
	for _, p := range t.proposals {
		for _, e := range p.Evidence {
			if p.Fact != "acts" || e.Sentence != t.sentenceAt(f.Start) || t.otherDate(f, e.Words) {
				continue
			}
			if between := t.clauseOf[e.Words.Start] - t.clauseOf[f.Start]; between >= 0 && between <= 3 {
				return Clear
			}
			out = Likely
		}
	}
	return out
}

// otherDate says whether the words behind a date, before those of an act, give it to
// another event.
func (t *text) otherDate(f found, act Span) bool {
	clause := t.clauses[t.clauseOf[f.Start]]
	return slices.ContainsFunc(t.classIn("other_date", f.End, min(clause.End, f.End+17)), func(s Span) bool {
		return act.Start < f.End || s.Start < act.Start
	})
}
