package casebook

import (
	"maps"
	"reflect"
	"slices"
	"sync"

	"shoumi/rules"
	"shoumi/rules/condition"
)

// Counterfactual is a case with one fact otherwise, and what that moves.
type Counterfactual struct {
	// Changes are the fact that was turned and, behind it, those that the
	// constraints between facts force along.
	Changes []rules.FactChange `json:"changes"`
	Moves   []Move             `json:"moves"` // of liabilities; none: it makes no difference
}

// Counterfactuals are all single changes of what is known of an actor that keep
// his facts coherent: every bool negated, every enum with each other value, every
// member of a set in or out, as far as a rule reads it, in the order of the
// vocabulary. Facts that are not known stay so. The law is that of the case,
// judged when its handbook was printed. There are none for an unknown actor.
func (b *Casebook) Counterfactuals(c *Case, actor string) []Counterfactual {
	type key struct{ of, actor string }
	own, ok := b.Case(c.ID)
	ours := ok && own == c // and so never changes
	if ours {
		if found, ok := b.bench.of.Load(key{c.ID, actor}); ok {
			return found.([]Counterfactual)
		}
	}
	x := b.turner(c, actor)
	if x == nil {
		return nil
	}
	out := x.all()
	if ours {
		b.bench.of.Store(key{c.ID, actor}, out)
	}
	return out
}

// Counterfactual is one change: a fact of an actor with another value (rules.Values),
// with what the constraints force along. There is none where that is not coherent,
// where it is no value of the fact, or the one that it has.
func (b *Casebook) Counterfactual(c *Case, actor, fact string, value any) (Counterfactual, bool) {
	f, known := b.book.Fact(fact)
	x := b.turner(c, actor)
	if x == nil || !known {
		return Counterfactual{}, false
	}
	if f.Type == rules.Set {
		value = stated(f, value)
	}
	alone := rules.Values{fact: value}
	_, broken := x.book.Contradiction(alone) // only values of the right type can contradict
	if x.book.Bind(x.bound, alone) != nil && !broken || reflect.DeepEqual(value, x.facts[fact]) {
		return Counterfactual{}, false
	}
	turned, changes, ok := x.turn(f, value)
	if !ok {
		return Counterfactual{}, false
	}
	return Counterfactual{changes, x.moves(turned)}, true
}

// bench keeps what is computed once: which rules read which fact, and the
// counterfactuals and facets of the cases of the casebook.
type bench struct {
	once    sync.Once
	read    map[string]bool      // facts that any rule reads
	readers map[string][]reading // by fact, the rules of liabilities and what modifies them
	members map[string]map[string]bool
	of      sync.Map
	facets  sync.Map
}

// reading is a rule that reads a fact.
type reading struct {
	node     int
	from, to rules.Date
}

func (k *bench) index(book *rules.Book) {
	k.read, k.readers = map[string]bool{}, map[string][]reading{}
	for _, id := range book.ProvisionIDs() {
		for _, r := range book.Rules(id) {
			for _, fact := range book.Reads(id, r.From) {
				if k.read[fact] = true; r.Provision.Kind != rules.Duty && r.Provision.Kind != rules.Permission {
					k.readers[fact] = append(k.readers[fact], reading{r.Node, r.From, r.To})
				}
			}
		}
	}
	k.members = membersRead(book)
}

// turner turns the facts of one actor.
type turner struct {
	book    *rules.Book
	bench   *bench
	actDate rules.ActDate
	judged  rules.Date
	facts   rules.Values
	base    []rules.Finding
	bound   *condition.Facts
	walk    *condition.Walk
}

func (b *Casebook) turner(c *Case, actor string) *turner {
	in := c.Incident()
	i := slices.IndexFunc(in.Actors, func(a rules.Actor) bool { return a.Name == actor })
	if i < 0 {
		return nil
	}
	b.bench.once.Do(func() { b.bench.index(b.book) })
	x := &turner{book: b.book, bench: &b.bench, actDate: c.ActDate, judged: judged(b.book, c), facts: in.Of(in.Actors[i]), bound: b.book.Language().NewFacts(), walk: b.book.Network().NewWalk()}
	var err error
	if x.base, err = x.findings(x.facts); err != nil {
		return nil
	}
	return x
}

func (x *turner) findings(facts rules.Values) ([]rules.Finding, error) {
	report, err := x.book.Find(rules.Incident{ActDate: x.actDate, Facts: facts}, x.judged)
	if err != nil {
		return nil, err
	}
	return report.Actors[0].Findings, nil
}

func (x *turner) all() []Counterfactual {
	out := []Counterfactual{}
	for _, f := range x.book.Facts() {
		now, known := x.facts[f.ID]
		if !known || !x.bench.read[f.ID] {
			continue
		}
		for _, value := range x.otherwise(f, now) {
			if turned, changes, ok := x.turn(f, value); ok {
				out = append(out, Counterfactual{changes, x.moves(turned)})
			}
		}
	}
	return out
}

// otherwise are the other values that a known fact could have.
func (x *turner) otherwise(f rules.Fact, now any) []any {
	var out []any
	switch f.Type {
	case rules.Bool:
		out = append(out, now != true)
	case rules.Enum:
		for _, v := range f.Values {
			if v.ID != now {
				out = append(out, v.ID)
			}
		}
	case rules.Set:
		for _, v := range f.Values {
			if in, known := member(now, v.ID); known && x.bench.members[f.ID][v.ID] {
				out = append(out, merge(f, now, map[string]bool{v.ID: !in}))
			}
		}
	}
	return out
}

// turn gives a fact another value and with it those that a constraint binds to it.
// There is no result where what is forced would contradict the change, or would
// leave a fact without a value.
func (x *turner) turn(f rules.Fact, value any) (rules.Values, []rules.FactChange, bool) {
	turned := maps.Clone(x.facts)
	turned[f.ID] = value
	order := []string{f.ID}
	for range maxForced {
		broken, ok := x.book.Contradiction(turned)
		if !ok {
			return turned, x.changes(turned, order), true
		}
		other, literal, come := broken.Fact, broken.Is, broken.Implied
		within := broken.Owner == broken.Fact // two members of one set: the one that was so before goes
		if was, _ := member(x.facts[broken.Owner], broken.When); !slices.Contains(order, broken.Owner) || within && was {
			other, literal, come = broken.Owner, broken.When, false
		}
		if slices.Contains(order, other) && !within || !x.force(turned, other, literal, come) {
			return nil, nil, false
		}
		if !slices.Contains(order, other) {
			order = append(order, other)
		}
	}
	return nil, nil, false
}

// maxForced is how many constraints one change may bring into play.
const maxForced = 6

// force makes one literal of another fact so, or not so.
func (x *turner) force(facts rules.Values, id, literal string, come bool) bool {
	f, _ := x.book.Fact(id)
	switch f.Type {
	case rules.Bool:
		facts[id] = come
		return true
	case rules.Set:
		facts[id] = merge(f, facts[id], map[string]bool{literal: come})
		return true
	case rules.Enum:
		if come {
			facts[id] = literal
			return true
		}
		for _, v := range f.Values { // the first value that goes with the rest
			facts[id] = v.ID
			if _, broken := x.book.Contradiction(facts); !broken {
				return true
			}
		}
	}
	return false
}

func (x *turner) changes(turned rules.Values, order []string) []rules.FactChange {
	var out []rules.FactChange
	for _, id := range order {
		out = append(out, rules.FactChange{Fact: id, From: x.facts[id], To: turned[id]})
	}
	return out
}

// moves compares the findings on turned facts with those on the known ones. Only
// where a condition that reads a changed fact comes out otherwise is the case
// classified again.
func (x *turner) moves(turned rules.Values) []Move {
	if !x.stirs(turned) {
		return []Move{}
	}
	after, err := x.findings(turned)
	if err != nil {
		return []Move{}
	}
	return append([]Move{}, moves(x.base, after, liable)...)
}

// stirs says whether a rule that may apply comes out otherwise under turned facts,
// over all completions of what is unknown. The rules looked at are those that read
// a fact which is another now, given or inferred.
func (x *turner) stirs(turned rules.Values) bool {
	before, after := x.inferred(x.facts), x.inferred(turned)
	if before == nil || after == nil {
		return true // facts that cannot be bound are for Classify to refuse
	}
	var nodes []int
	for i, f := range x.book.Facts() {
		if reflect.DeepEqual(before[i], after[i]) {
			continue
		}
		for _, r := range x.bench.readers[f.ID] {
			if r.from <= x.judged && x.actDate.First < r.to && !slices.Contains(nodes, r.node) {
				nodes = append(nodes, r.node)
			}
		}
	}
	now := x.truths(turned, nodes)
	for i, t := range x.truths(x.facts, nodes) {
		if t != now[i] {
			return true
		}
	}
	return false
}

// inferred are the values of all facts with what the constraints make of them, in
// the order of the vocabulary.
func (x *turner) inferred(facts rules.Values) []any {
	if x.book.Bind(x.bound, facts) != nil {
		return nil
	}
	var out []any
	for _, f := range x.book.Facts() {
		out = append(out, x.bound.Value(f.ID))
	}
	return out
}

func (x *turner) truths(facts rules.Values, nodes []int) []condition.Truth {
	out := make([]condition.Truth, len(nodes))
	if x.book.Bind(x.bound, facts) != nil {
		return out
	}
	x.walk.Reset(x.bound)
	for i, n := range nodes {
		out[i], _, _ = x.walk.Exactly(n)
	}
	return out
}
