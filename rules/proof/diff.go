package proof

import (
	"slices"

	"shoumi/rules"
	"shoumi/rules/condition"
	"shoumi/rules/penalty"
)

// Change is what differs between two states of one provision: by facts, not by
// words.
type Change struct {
	Provision string       `json:"provision"`
	From      string       `json:"from"` // version; empty where it is not there
	To        string       `json:"to"`
	Text      bool         `json:"text_changed"`
	Newly     rules.Values `json:"newly_caught,omitempty"`     // one pattern of facts that only the new state catches
	NoLonger  rules.Values `json:"no_longer_caught,omitempty"` // one that only the old state catches
	NewlyAll  float64      `json:"newly_share"`                // share of all patterns of the facts
	LostAll   float64      `json:"no_longer_share"`
	Before    string       `json:"penalty_before,omitempty"`
	After     string       `json:"penalty_after,omitempty"`
	Penalty   int          `json:"penalty_change"` // -1 milder, 0 the same, 1 harsher (刑法 35)
}

// Effect says whether anything but the words changed.
func (c Change) Effect() bool {
	return c.Newly != nil || c.NoLonger != nil || c.Penalty != 0 || c.From == "" || c.To == ""
}

// Between compares an article, or one provision, on two days.
func Between(b *rules.Book, id string, from, to rules.Date) ([]Change, error) {
	l, err := newLogic(b)
	if err != nil {
		return nil, err
	}
	var out []Change
	for _, p := range b.ProvisionIDs() {
		if a, ok := b.Article(p); !ok || p != id && a.ID != id {
			continue
		}
		x, xok := ruleOn(b, p, from)
		y, yok := ruleOn(b, p, to)
		if !xok && !yok {
			continue
		}
		c := Change{Provision: p}
		old, now := condition.Never, condition.Never
		if xok {
			old = l.of(x.Node)
			c.From = x.Version.From.String()
		}
		if yok {
			now = l.of(y.Node)
			c.To = y.Version.From.String()
		}
		c.Text = xok && yok && x.Version.SHA256 != y.Version.SHA256
		l.caught(&c, old, now)
		penalties(&c, b, x, xok, from, b, y, yok, to)
		out = append(out, c)
	}
	return out, nil
}

// Books compares two rule sets on one day, provision by provision.
func Books(old, now *rules.Book, on rules.Date) ([]Change, error) {
	d, err := condition.NewDiagrams(old.Language(), now.Language())
	if err != nil {
		return nil, err
	}
	l := &logic{book: now, d: d, legal: d.And(d.Legal(old.Language()), d.Legal(now.Language()))}
	ids := slices.Clone(old.ProvisionIDs())
	for _, id := range now.ProvisionIDs() {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	var out []Change
	for _, id := range ids {
		x, xok := ruleOn(old, id, on)
		y, yok := ruleOn(now, id, on)
		if !xok && !yok {
			continue
		}
		c := Change{Provision: id}
		before, after := condition.Never, condition.Never
		if xok {
			before = d.Of(old.Network(), x.Node)
			c.From = x.Version.From.String()
		}
		if yok {
			after = d.Of(now.Network(), y.Node)
			c.To = y.Version.From.String()
		}
		c.Text = xok && yok && x.Version.SHA256 != y.Version.SHA256
		l.caught(&c, before, after)
		penalties(&c, old, x, xok, on, now, y, yok, on)
		if c.Text || c.Effect() {
			out = append(out, c)
		}
	}
	return out, nil
}

func ruleOn(b *rules.Book, id string, on rules.Date) (rules.Rule, bool) {
	for _, r := range b.Rules(id) {
		if r.From <= on && on < r.To {
			return r, true
		}
	}
	return rules.Rule{}, false
}

func (l *logic) caught(c *Change, old, now condition.Diagram) {
	newly, lost := l.d.And(now, l.d.Not(old)), l.d.And(old, l.d.Not(now))
	c.Newly, _ = l.witness(newly)
	c.NoLonger, _ = l.witness(lost)
	c.NewlyAll, c.LostAll = l.d.Share(l.can(newly)), l.d.Share(l.can(lost))
}

func penalties(c *Change, old *rules.Book, x rules.Rule, xok bool, from rules.Date, now *rules.Book, y rules.Rule, yok bool, to rules.Date) {
	var before, after *penalty.Range
	if xok {
		if before, _ = old.Statutory(x, from); before != nil {
			c.Before = before.Text()
		}
	}
	if yok {
		if after, _ = now.Statutory(y, to); after != nil {
			c.After = after.Text()
		}
	}
	if before != nil && after != nil {
		c.Penalty = penalty.Compare(*after, *before)
	}
}
