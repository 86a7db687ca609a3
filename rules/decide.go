package rules

import (
	"slices"

	"shoumi/rules/condition"
)

// Decider gives the bare verdicts of one day, again and again without allocating:
// for searching and counting over many patterns of facts. Verdicts are Kleene's:
// undetermined also where Classify, which tries the completions, can say more.
// A Decider is not safe for concurrent use.
type Decider struct {
	book     *Book
	facts    *condition.Facts
	ids      []string
	whole    *condition.Plan // of the provisions
	elements *condition.Plan
}

// Decider decides the provisions in force on a day.
func (b *Book) Decider(on Date) *Decider {
	d := &Decider{book: b, facts: b.lang.NewFacts()}
	var whole, elements []int
	for _, id := range b.order {
		if r := b.ruleAt(id, on); r != nil {
			d.ids = append(d.ids, id)
			whole = append(whole, r.node)
			elements = slices.Concat(elements, r.elements, r.exceptions)
		}
	}
	d.whole, d.elements = b.net.NewPlan(whole), b.net.NewPlan(elements)
	return d
}

// Provisions are the ids in the order of Verdicts.
func (d *Decider) Provisions() []string { return d.ids }

// Bind takes new facts and forgets the old; the error is a wrong value or a
// contradiction.
func (d *Decider) Bind(v Values) error { return d.book.Bind(d.facts, v) }

// Take takes facts that were bound before, with Book.Bind.
func (d *Decider) Take(f *condition.Facts) { d.facts.Take(f) }

// Answer adds one fact, or with nil takes one back. The result of facts that
// contradict each other means nothing.
func (d *Decider) Answer(fact string, value any) error {
	err := d.facts.Set(fact, engineValue(value))
	d.facts.Settle()
	return err
}

// Verdicts appends the verdict on every provision to dst.
func (d *Decider) Verdicts(dst []Verdict) []Verdict { return d.run(d.whole, dst) }

// Elements appends the verdict on every element and exception to dst, by
// provision in the order of Provisions and by element in the order of the file.
func (d *Decider) Elements(dst []Verdict) []Verdict { return d.run(d.elements, dst) }

func (d *Decider) run(p *condition.Plan, dst []Verdict) []Verdict {
	p.Run(d.facts)
	for k := range p.Len() {
		dst = append(dst, verdicts[p.Truth(k)])
	}
	return dst
}
