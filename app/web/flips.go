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
	all, err := x.s.Book.Flips(x.in, x.actor, id)
	if err != nil {
		return contradicts(err)
	}
	var turns []turn
	for _, f := range all {
		t := turn{verdict: f.Verdict}
		for _, c := range f.Changes {
			label, what := x.changed(c)
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
func (x *finder) changed(c rules.FactChange) (label, what string) {
	f, _ := x.s.Book.Fact(c.Fact)
	label = x.tr.Of(f.Label)
	from, isSet := c.From.([]string)
	to, toSet := c.To.([]string)
	if !isSet || !toSet {
		return label, x.tr.T("flip.is", x.tr.Value(f, c.To))
	}
	var parts []string
	for _, v := range f.Values {
		switch was, is := slices.Contains(from, v.ID), slices.Contains(to, v.ID); {
		case was && !is:
			parts = append(parts, x.tr.T("flip.without", x.tr.Of(v.Label)))
		case is && !was:
			parts = append(parts, x.tr.T("flip.with", x.tr.Of(v.Label)))
		}
	}
	return label, strings.Join(parts, x.tr.T("list.join"))
}
