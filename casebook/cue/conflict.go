package cue

import (
	"shoumi/rules"
)

// excluding are the pairs of facts between which the vocabulary has a constraint.
func excluding(book *rules.Book) map[[2]string]bool {
	out := map[[2]string]bool{}
	for _, f := range book.Facts() {
		for _, list := range [][]rules.Constraint{f.Implies, f.Excludes} {
			for _, c := range list {
				out[[2]string{f.ID, c.Fact}], out[[2]string{c.Fact, f.ID}] = true, true
			}
		}
	}
	return out
}

// conflicts are the pairs of proposals of one actor that cannot both be so.
func (l *Lexicon) conflicts(ps []Proposal) []Conflict {
	var out []Conflict
	for i, a := range ps {
		for j := i + 1; j < len(ps); j++ {
			b := ps[j]
			if a.Actor != b.Actor && a.Actor != "" && b.Actor != "" {
				continue
			}
			if why := l.conflict(a, b); why != "" {
				out = append(out, Conflict{i, j, why})
			}
		}
	}
	return out
}

// conflict says why two proposals exclude each other; empty where they do not.
func (l *Lexicon) conflict(a, b Proposal) string {
	if a.Fact == b.Fact {
		f, _ := l.book.Fact(a.Fact)
		x, isSet := a.Value.(map[string]bool)
		if !isSet {
			if a.Fact == rules.ActDateFact {
				return ""
			}
			return "「" + f.Label.Zh + "」不能同時是「" + f.ValueZh(a.Value) + "」和「" + f.ValueZh(b.Value) + "」。"
		}
		y, _ := b.Value.(map[string]bool)
		for member, is := range x {
			if other, ok := y[member]; ok && other != is {
				return "「" + f.Label.Zh + "：" + f.ValueZh([]string{member}) + "」不能又是又不是。"
			}
		}
	}
	if !l.excludes[[2]string{a.Fact, b.Fact}] {
		return ""
	}
	v := rules.Values{}
	a.Set(v)
	b.Set(v)
	if broken, ok := l.book.Contradiction(v); ok {
		return l.book.Sentence(broken)
	}
	return ""
}
