package rules

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"shoumi/rules/condition"
)

// maxFlip is the largest change that is searched for.
const maxFlip = 3

// Flips are the smallest changes of facts that turn the verdict on a provision
// of one actor: all changes of the least number of facts, up to three. A change
// that a constraint forces along (過失 goes when 故意 comes) is part of the same
// edit. There are none for a verdict that is undetermined or not encoded.
func (b *Book) Flips(in Incident, actor, id string) ([]Flip, error) {
	for _, a := range in.Actors {
		if a.Name != actor && actor != "" {
			continue
		}
		s, err := b.sit(in, a)
		if err != nil {
			return nil, err
		}
		defer s.done()
		return s.flips(id), nil
	}
	return nil, nil
}

func (s *sitting) flips(id string) []Flip {
	t, ok := s.book.position[id]
	if !ok {
		return nil
	}
	at := newest(s.book.tracks[t].stretches(s.in.ActDate))
	if at == nil {
		return nil
	}
	now, _, _ := s.walk.Exactly(at.node)
	if now == condition.Unknown {
		return nil
	}
	x := &flipper{s: s, rule: at, now: now, facts: s.book.ruleReads(at), trial: s.book.lang.NewFacts(), walk: s.book.net.NewWalk()}
	for size := 1; size <= maxFlip; size++ {
		if x.search(Values{}, nil, 0, size); len(x.out) > 0 {
			break
		}
	}
	if said := slices.DeleteFunc(slices.Clone(x.out), unsaid); len(said) > 0 {
		x.out = said
	}
	x.tellingFirst()
	return x.out
}

// unsaid says that a flip leaves a fact without a value: an excluded value went
// and nothing says which came.
func unsaid(f Flip) bool {
	return slices.ContainsFunc(f.Changes, func(c FactChange) bool { return c.To == nil })
}

// groupsByInterest orders flips for people: that it was meant, or that the other
// was entitled, tells more than that the actor might have been somebody else.
var groupsByInterest = []string{"主觀", "行為", "客體", "結果", "程序", "主體"}

// tellingFirst puts the flips with the fewest forced changes and the most telling
// facts first, and of one fact one before the others.
func (x *flipper) tellingFirst() {
	seen := map[string]int{}
	type ranked struct{ nth, changes, group int }
	rank := make(map[string]ranked, len(x.out))
	key := func(f Flip) string { return fmt.Sprint(f.Changes) }
	for _, f := range x.out {
		fact, _ := x.s.book.Fact(f.Changes[0].Fact)
		group := slices.Index(groupsByInterest, fact.Group)
		if group < 0 {
			group = len(groupsByInterest)
		}
		rank[key(f)] = ranked{seen[fact.ID], len(f.Changes), group}
		seen[fact.ID]++
	}
	slices.SortStableFunc(x.out, func(a, b Flip) int {
		p, q := rank[key(a)], rank[key(b)]
		return cmp.Or(cmp.Compare(p.nth, q.nth), cmp.Compare(p.group, q.group), cmp.Compare(p.changes, q.changes))
	})
}

type flipper struct {
	s     *sitting
	rule  *rule
	now   condition.Truth
	facts []string
	trial *condition.Facts
	walk  *condition.Walk
	out   []Flip
	tries int
}

// maxTries bounds the search for wide provisions; beyond it only what was found
// is told.
const maxTries = 20000

func (x *flipper) search(changes Values, order []string, from, size int) {
	if size == 0 {
		x.try(changes, order)
		return
	}
	for i := from; i < len(x.facts) && x.tries < maxTries; i++ {
		id := x.facts[i]
		current := x.s.facts.Value(id)
		for _, option := range x.s.facts.Options(id) {
			if equal(option, current) {
				continue
			}
			changes[id] = option
			x.search(changes, append(order, id), i+1, size-1)
		}
		delete(changes, id)
	}
}

func (x *flipper) try(changes Values, order []string) {
	x.tries++
	x.trial.CopyFrom(x.s.facts)
	for id, v := range changes {
		if x.trial.Set(id, v) != nil {
			return
		}
	}
	all := slices.Clone(order)
	for range 4 { // repair what the change drags along
		broken := x.trial.Settle()
		if broken < 0 {
			break
		}
		id, v, ok := x.repair(x.s.book.constraints[broken], changes)
		if !ok || slices.Contains(all, id) {
			return
		}
		if x.trial.Set(id, v) != nil {
			return
		}
		all = append(all, id)
	}
	if x.trial.Settle() >= 0 {
		return
	}
	x.walk.Reset(x.trial)
	t := x.walk.Truth(x.rule.node)
	if t == condition.Unknown {
		t, _, _ = x.walk.Exactly(x.rule.node)
	}
	if t == condition.Unknown || t == x.now {
		return
	}
	flip := Flip{Verdict: verdictOf(t)}
	for _, id := range all {
		flip.Changes = append(flip.Changes, FactChange{Fact: id, From: x.s.reading(id).Value, To: x.s.book.plain(id, x.trial.Value(id))})
	}
	x.out = append(x.out, flip)
}

// repair is the change of the other side of a broken constraint: an excluded
// fact goes, an implied one comes, and what implies goes with what it implied.
func (x *flipper) repair(c Statement, changes Values) (id string, value any, ok bool) {
	_, ownChanged := changes[c.Owner]
	other, literal, come := c.Fact, c.Is, c.Implied
	if !ownChanged {
		other, literal, come = c.Owner, c.When, false
	}
	f, known := x.s.book.Fact(other)
	if !known {
		return "", nil, false
	}
	switch f.Type {
	case Bool:
		return other, come, true
	case Set:
		if now, ok := x.trial.Value(other).(map[string]bool); ok {
			out := maps.Clone(now)
			out[literal] = come
			return other, out, true
		}
		now, _ := x.trial.Value(other).([]string)
		out := slices.DeleteFunc(slices.Clone(now), func(m string) bool { return m == literal })
		if come {
			out = append(out, literal)
		}
		return other, out, true
	}
	return other, nil, !come // an enum value that is excluded becomes unknown
}

func equal(a, b any) bool {
	x, ok1 := a.([]string)
	y, ok2 := b.([]string)
	if ok1 && ok2 {
		return slices.Equal(x, y)
	}
	if ok1 || ok2 {
		return false
	}
	m, ok1 := a.(map[string]bool)
	n, ok2 := b.(map[string]bool)
	if ok1 || ok2 {
		return ok1 && ok2 && maps.Equal(m, n)
	}
	return a == b
}

// plain turns an engine value back into one of Values.
func (b *Book) plain(id string, v any) any {
	n, ok := v.(int)
	if !ok {
		return v
	}
	if f, _ := b.Fact(id); f.Type == DateFact {
		return Date(n)
	}
	return int64(n)
}
