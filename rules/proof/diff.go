package proof

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

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
	Undecided bool         `json:"undecided,omitempty"`        // the search was given up before it found or excluded a difference
	Before    string       `json:"penalty_before,omitempty"`
	After     string       `json:"penalty_after,omitempty"`
	Penalty   int          `json:"penalty_change"` // -1 milder, 0 the same, 1 harsher (刑法 35)
}

// Effect says whether anything but the words changed.
func (c Change) Effect() bool {
	return c.Newly != nil || c.NoLonger != nil || c.Penalty != 0 || c.From == "" || c.To == ""
}

// Between compares an article, or one provision, on two days.
func Between(b *rules.Book, id string, from, to rules.Date) []Change {
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
		c.versions(x, xok, y, yok)
		c.caught(b, x, xok, b, y, yok)
		penalties(&c, b, x, xok, from, b, y, yok, to)
		out = append(out, c)
	}
	return out
}

// Books compares two rule sets on one day, provision by provision.
func Books(old, now *rules.Book, on rules.Date) []Change {
	alike := reflect.DeepEqual(old.Facts(), now.Facts())
	before, after := spelling{old, map[string]string{}}, spelling{now, map[string]string{}}
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
		c.versions(x, xok, y, yok)
		if !(alike && xok && yok && before.rule(x) == after.rule(y)) { // the same words over the same facts need no proof
			c.caught(old, x, xok, now, y, yok)
		}
		penalties(&c, old, x, xok, on, now, y, yok, on)
		if c.Text || c.Effect() || c.Undecided {
			out = append(out, c)
		}
	}
	return out
}

// spelling writes out what a rule says, with every concept and every provision
// that it rests on in place of its name.
type spelling struct {
	book *rules.Book
	memo map[string]string
}

var identifier = regexp.MustCompile(`[a-z][a-z0-9_]*`)

func (s spelling) rule(r rules.Rule) string {
	key := r.Provision.ID + " " + r.From.String()
	if text, ok := s.memo[key]; ok {
		return text
	}
	s.memo[key] = "…" // a cycle would be a fault of loading
	var out strings.Builder
	for _, e := range r.Provision.Elements {
		out.WriteString(s.element(e, r.From) + ";")
	}
	for _, e := range r.Provision.Exceptions {
		out.WriteString("!" + s.element(e, r.From) + ";")
	}
	s.memo[key] = out.String()
	return s.memo[key]
}

func (s spelling) element(e rules.Element, on rules.Date) string {
	out := s.condition(e.When, on)
	for _, id := range e.Provisions {
		if r, ok := ruleOn(s.book, id, on); ok {
			out += "|" + s.rule(r)
		} else if a, ok := s.book.Article(id); ok {
			_, encoded := a.At(on)
			out += fmt.Sprint("|", id, encoded, a.NewLaw)
		}
	}
	return out
}

func (s spelling) condition(when string, on rules.Date) string {
	return identifier.ReplaceAllStringFunc(when, func(name string) string {
		c, ok := s.book.Concept(name)
		if !ok {
			return name
		}
		for _, v := range c.Versions {
			if v.From <= on && on < v.To {
				key := name + " " + v.From.String() + " " + on.String()
				if _, ok := s.memo[key]; !ok {
					s.memo[key] = "(" + s.condition(v.When, on) + ")"
				}
				return s.memo[key]
			}
		}
		return name
	})
}

func ruleOn(b *rules.Book, id string, on rules.Date) (rules.Rule, bool) {
	for _, r := range b.Rules(id) {
		if r.From <= on && on < r.To {
			return r, true
		}
	}
	return rules.Rule{}, false
}

func (c *Change) versions(x rules.Rule, xok bool, y rules.Rule, yok bool) {
	if xok {
		c.From = x.Version.From.String()
	}
	if yok {
		c.To = y.Version.From.String()
	}
	c.Text = xok && yok && x.Version.SHA256 != y.Version.SHA256
}

// caught finds what one rule establishes and the other does not; a rule that is
// not there establishes nothing.
func (c *Change) caught(old *rules.Book, x rules.Rule, xok bool, now *rules.Book, y rules.Rule, yok bool) {
	before := condition.Goal{Network: old.Network(), Node: x.Node, Want: condition.Yes}
	after := condition.Goal{Network: now.Network(), Node: y.Node, Want: condition.Yes}
	find := func(book *rules.Book, goal, other condition.Goal, is, has bool) rules.Values {
		if !is {
			return nil
		}
		goals := []condition.Goal{goal}
		if has {
			goals = append(goals, other.Opposite())
		}
		facts, found := condition.Search(goals...)
		switch found {
		case condition.Possible:
			return book.Plain(facts)
		case condition.Open:
			c.Undecided = true
		}
		return nil
	}
	c.Newly = find(now, after, before, yok, xok)
	c.NoLonger = find(old, before, after, xok, yok)
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
