package quizzes

import (
	"maps"
	"slices"
	"strings"

	"shoumi/casebook"
	"shoumi/rules"
	"shoumi/rules/source"
)

// Offer is what can be asked of a case about one of its actors: everything that can be
// told otherwise, and the exercises which that gives. There is nothing where facts
// contradict each other.
type Offer struct {
	Actor string
	Held  []string // provisions: the liabilities of the case as it is
	Flips []Flip
	Items []Candidate
}

// Flip is one thing of a case otherwise.
type Flip struct {
	ID   string // intent=false
	Told string // the sentence that tells it, without a full stop
	casebook.Counterfactual
	Held []string // the liabilities then
}

// Candidate is an exercise that can be made of a case, or one that the case picks and that
// cannot.
type Candidate struct {
	Name   string        // what a case picks it by: crime/intent=false
	Flip   string        // what is told otherwise in it; known: nothing
	Told   string        // the sentence as it is generated; empty where nothing is told otherwise
	Item   *Item         // as officers meet it, in the words of the case if it has some; nil where it cannot be made
	Faults source.Faults // why it is none to be picked, at item or wording
}

// Offers are what can be asked of a case, which may be none of the bank's, by actor. Every
// key is computed and proved.
func (b *Bank) Offers(c *casebook.Case) (out []Offer) {
	r := b.again()
	for nth, a := range c.Actors {
		out = append(out, r.offer(c, nth, a))
	}
	return out
}

func (r *reader) offer(c *casebook.Case, nth int, a casebook.Actor) Offer {
	x := Offer{Actor: a.Name}
	b := r.benchOfAll(c, nth)
	made := b.byName()
	for _, p := range a.Picks {
		if made[p.Item] == nil {
			x.Items = append(x.Items, Candidate{Name: p.Item, Faults: source.Faults{b.cannot(p.Item)}})
		}
	}
	if b == nil {
		return x
	}
	x.Held = b.base.held()
	for _, w := range r.wording { // flips lie in an order of their own: here it is that of the file
		for _, flips := range [][]flip{b.flips, b.unsure} {
			for _, f := range flips {
				if f.word.key == w.key {
					x.Flips = append(x.Flips, b.told(f))
				}
			}
		}
	}
	words := map[string]string{}
	for _, p := range a.Picks {
		words[p.Item] = p.Wording
	}
	items := slices.SortedFunc(maps.Values(made), func(p, q *Item) int { return strings.Compare(p.ID, q.ID) })
	for i, problems := range r.prover.proveEach(items) {
		it := items[i]
		name := b.name(it)
		_, flip, _ := strings.Cut(name, "/")
		y := Candidate{Name: name, Flip: flip, Told: it.told, Item: it}
		y.Faults = r.pick(it, words[name], problems)
		x.Items = append(x.Items, y)
	}
	return x
}

// told is a flip for people.
func (b *bench) told(f flip) Flip {
	s := b.situation(f)
	out := Flip{ID: f.id, Told: f.text, Held: s.held(), Counterfactual: casebook.Counterfactual{Moves: casebook.Moves(b.base.report, s.report)}}
	change := func(fact string) {
		out.Changes = append(out.Changes, rules.FactChange{Fact: fact, From: b.item.Facts[fact], To: f.changes[fact]})
	}
	change(f.word.fact)
	for _, x := range b.prover.book.Facts() {
		if _, ok := f.changes[x.ID]; ok && x.ID != f.word.fact {
			change(x.ID)
		}
	}
	return out
}
