package web

import (
	"slices"
	"strings"

	"shoumi/rules"
)

// flip is what would turn a verdict: the smallest changes that lead to another.
type flip struct {
	Verdict rules.Verdict // after any of the changes
	Changes []string
}

// turn is one smallest change: facts, and what becomes of each.
type turn struct {
	labels, whats []string
	verdict       rules.Verdict
}

// flips tells the smallest changes, alternatives of one fact in one sentence.
func (x *finder) flips(id string, v *finding) error {
	all, err := x.at.book.Flips(x.in, x.actor, id)
	if err != nil {
		return contradicts(err)
	}
	var turns []turn
	for _, f := range all {
		t := turn{verdict: f.Verdict}
		for _, c := range f.Changes {
			label, what := changed(x.at.book, x.tr, c)
			if try := x.at.try(c.Fact); try != "" && !slices.Contains(v.Tries, link{Text: label, Href: try}) {
				v.Tries = append(v.Tries, link{Text: label, Href: try})
			}
			t.labels, t.whats = append(t.labels, label), append(t.whats, what)
		}
		i := slices.IndexFunc(turns, func(o turn) bool {
			return len(t.labels) == 1 && slices.Equal(o.labels, t.labels) && o.verdict == t.verdict
		})
		if i >= 0 {
			turns[i].whats[0] += x.tr.T("flip.or") + t.whats[0]
			continue
		}
		turns = append(turns, t)
	}
	for n, t := range turns {
		if n >= maxFlips {
			v.MoreFlips++
			continue
		}
		i := slices.IndexFunc(v.Flips, func(f flip) bool { return f.Verdict == t.verdict })
		if i < 0 {
			i = len(v.Flips)
			v.Flips = append(v.Flips, flip{Verdict: t.verdict})
		}
		v.Flips[i].Changes = append(v.Flips[i].Changes, x.sentence(t))
	}
	return nil
}

func (x *finder) sentence(t turn) string {
	var parts []string
	for i := range t.labels {
		parts = append(parts, x.tr.T("flip.change", t.labels[i], t.whats[i]))
	}
	return strings.Join(parts, x.tr.T("flip.and"))
}

// changed is a changed fact in words; of a set only the members that change.
func changed(b *rules.Book, tr *language, c rules.FactChange) (label, what string) {
	f, _ := b.Fact(c.Fact)
	label = tr.Of(f.Label)
	if f.Type != rules.Set || c.To == nil {
		return label, tr.T("flip.is", tr.Value(f, c.To))
	}
	var parts []string
	for _, v := range f.Values {
		switch was, is := has(c.From, v.ID), has(c.To, v.ID); {
		case was && !is:
			parts = append(parts, tr.T("flip.without", tr.Of(v.Label)))
		case is && !was:
			parts = append(parts, tr.T("flip.with", tr.Of(v.Label)))
		}
	}
	if len(parts) == 0 { // members became known not to be so
		return label, tr.T("flip.is", tr.Value(f, c.To))
	}
	return label, strings.Join(parts, tr.T("list.join"))
}

// has says whether a set, written as a list or as a map, holds a member.
func has(set any, member string) bool {
	switch x := set.(type) {
	case []string:
		return slices.Contains(x, member)
	case map[string]bool:
		return x[member]
	}
	return false
}
