package rules

import (
	"fmt"
	"slices"
	"sync/atomic"
)

// track is a provision through time.
type track struct {
	id       string
	rules    []*rule // oldest first
	earliest string  // begins the note on acts before rules[0]
	silent   Date    // from here on it is known that there was no such provision before rules[0]
}

// line puts the rules into the order of reports.
func (c *compiled) line() {
	c.position = make(map[string]int, len(c.order))
	for i, id := range c.order {
		rs := c.byProvision[id]
		c.position[id] = i
		silent := rs[0].article.silentFrom(rs[0].from)
		earliest := fmt.Sprintf("%s最早編入的版本自%s起，", rs[0].article.cite("", 0), rs[0].from.ROC())
		c.tracks = append(c.tracks, track{id: id, rules: rs, silent: silent, earliest: earliest})
		c.cuts = append(c.cuts, silent)
		for _, r := range rs {
			c.cuts = append(c.cuts, r.from, r.to)
		}
	}
	for i := range c.lang.Variables() {
		c.readings = append(c.readings, plainReadings(&c.lang.Variables()[i]))
	}
	slices.Sort(c.cuts)
	c.cuts = slices.Compact(c.cuts)
	c.outlines = make([]atomic.Pointer[outline], len(c.cuts)+2)
}

// stretch is a part of the time in which the act may have happened.
type stretch struct {
	rule *rule   // nil where there is no rule
	gap  Verdict // of a stretch without rule
}

// stretches cuts the time of the act by the rules of a provision.
func (t *track) stretches(act ActDate) []stretch {
	rs := t.rules
	first, last := act.governing()
	if first == last {
		if r := ruleOn(rs, first); r != nil {
			return []stretch{{rule: r}}
		}
	}
	if !act.Known() {
		if first = rs[0].from; rs[0].article.NewLaw { // of a date wholly unknown, encoded time is looked at,
			first-- // and the time before a law that is known to have been the first
		} else if t.silent < first {
			first = t.silent
		}
	}
	var out []stretch
	if first < t.silent {
		gap := NotEncoded
		if rs[0].article.NewLaw {
			gap = NotEstablished
		}
		out = append(out, stretch{gap: gap})
	}
	if max(first, t.silent) < rs[0].from && t.silent <= last {
		out = append(out, stretch{gap: NotEstablished}) // the article stood without this provision
	}
	at := max(first, rs[0].from)
	for _, r := range rs {
		if r.to <= at || r.from > last {
			continue
		}
		if r.from > at {
			out = append(out, stretch{gap: NotEstablished})
		}
		out = append(out, stretch{rule: r})
		at = r.to
	}
	if at <= last && at < Forever {
		out = append(out, stretch{gap: NotEstablished})
	}
	return out
}

// newest is the newest rule in play.
func newest(parts []stretch) *rule {
	for i := len(parts) - 1; i >= 0; i-- {
		if parts[i].rule != nil {
			return parts[i].rule
		}
	}
	return nil
}

// silentFrom is the day from which the book knows the whole article up to a day
// on which a provision was added to it: from then on its absence is law, before
// it is only not known. A version without the key provisions is not known either;
// one that writes provisions: [] is known to hold no rule.
func (a *Article) silentFrom(added Date) Date {
	from := added
	for _, v := range a.Versions { // newest first
		if v.Status == InForce && v.To <= from {
			if v.To < from || v.Partial || v.Provisions == nil {
				break
			}
			from = v.From
		}
	}
	return from
}
