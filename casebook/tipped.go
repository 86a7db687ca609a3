package casebook

import (
	"maps"
	"slices"

	"shoumi/rules"
	"shoumi/rules/condition"
)

// takeBack finds the facts of a turn that tipped a provision, by taking them back
// one at a time.
type takeBack struct {
	casebook *Casebook
	scenario *Scenario
	facts    rules.Values // after the turn
	set      []rules.FactChange
	now      []rules.Finding
	without  []withoutFact // one for every fact of set
}

// withoutFact is what is so when one fact is taken back.
type withoutFact struct {
	facts   rules.Values
	broken  bool // the rest contradicts itself
	walk    *condition.Walk
	classed []rules.Finding
}

// because are the facts each of which alone, taken back, undoes a move; where none
// does, all that the provision reads.
func (x *takeBack) because(m Move) []rules.FactChange {
	if len(x.set) == 1 {
		return x.set
	}
	if x.without == nil {
		for _, c := range x.set {
			w := withoutFact{facts: maps.Clone(x.facts)}
			put(w.facts, c.Fact, c.From)
			w.walk, w.broken = x.bind(w.facts)
			x.without = append(x.without, w)
		}
	}
	var out []rules.FactChange
	for i, c := range x.set {
		if !x.without[i].broken && x.undone(&x.without[i], m) {
			out = append(out, c)
		}
	}
	if reads := x.casebook.book.Reads(m.Provision, x.scenario.ActDate); len(out) == 0 {
		out = slices.DeleteFunc(slices.Clone(x.set), func(c rules.FactChange) bool { return !slices.Contains(reads, c.Fact) })
	}
	if len(out) == 0 {
		return x.set
	}
	return out
}

// bind makes facts ready for asking rules one by one.
func (x *takeBack) bind(facts rules.Values) (walk *condition.Walk, broken bool) {
	book := x.casebook.book
	bound := book.Language().NewFacts()
	if book.Bind(bound, facts) != nil {
		return nil, true
	}
	walk = book.Network().NewWalk()
	walk.Reset(bound)
	return walk, false
}

// undone says whether the finding is another without the fact. A verdict, which
// on the day of a scenario is that of one rule, is asked of the rule; penalties
// and absorption come of all findings together.
func (x *takeBack) undone(w *withoutFact, m Move) bool {
	if m.From != m.To {
		for _, r := range x.casebook.book.Rules(m.Provision) {
			if r.From <= x.scenario.ActDate && x.scenario.ActDate < r.To {
				t, _, _ := w.walk.Exactly(r.Node)
				return t != truths[m.To]
			}
		}
		return false
	}
	if w.classed == nil {
		w.classed, _ = x.casebook.findings(x.scenario, w.facts)
	}
	i := slices.IndexFunc(x.now, func(f rules.Finding) bool { return f.ID == m.Provision })
	return w.classed != nil && differ(&w.classed[i], &x.now[i])
}

var truths = map[rules.Verdict]condition.Truth{rules.Established: condition.Yes, rules.NotEstablished: condition.No, rules.Undetermined: condition.Unknown}
