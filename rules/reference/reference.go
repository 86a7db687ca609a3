// Package reference decides provisions a second time, slowly and by other code
// than the engine: its own reader of conditions, no expr, no network, no masks.
// An answer that both give is not the slip of one of them.
package reference

import (
	"errors"
	"fmt"
	"slices"

	"shoumi/rules"
)

// ErrTooOpen is the error of a verdict that was given up: so many facts are
// unknown that their completions could not all be tried. The verdict beside it
// is undetermined.
var ErrTooOpen = errors.New("未知的事實太多，無法逐一試完")

// Evaluator decides the provisions of one book. It is safe for concurrent use.
type Evaluator struct {
	book       *rules.Book
	facts      map[string]rules.Fact
	concepts   map[string]rules.Concept
	conditions map[string]*node   // by source
	constants  map[string][]int64 // of number facts: what conditions compare them with
	domains    map[string][]value
	ties       []tie
}

// New reads every condition of a book. The error names a condition that uses more
// of the language than books so far do.
func New(b *rules.Book) (*Evaluator, error) {
	e := &Evaluator{book: b, facts: map[string]rules.Fact{}, concepts: map[string]rules.Concept{}, conditions: map[string]*node{}, constants: map[string][]int64{}, domains: map[string][]value{}}
	for _, f := range b.Facts() {
		e.facts[f.ID] = f
	}
	for _, f := range b.Facts() {
		for _, x := range f.Implies {
			e.ties = append(e.ties, tie{e.literal(f.ID, x.When), e.literal(x.Fact, x.Is), true})
		}
		for _, x := range f.Excludes {
			e.ties = append(e.ties, tie{e.literal(f.ID, x.When), e.literal(x.Fact, x.Is), false})
		}
	}
	for _, c := range b.Concepts() {
		e.concepts[c.ID] = c
	}
	var wrong error
	read := func(where, when string) {
		if _, ok := e.conditions[when]; ok || when == "" {
			return
		}
		n, err := e.parse(when)
		if err != nil {
			wrong = errors.Join(wrong, fmt.Errorf("%s: %w", where, err))
		}
		e.conditions[when] = n
	}
	for _, c := range b.Concepts() {
		for _, v := range c.Versions {
			read(c.ID, v.When)
		}
	}
	for _, a := range b.Articles() {
		for _, v := range a.Versions {
			for _, p := range v.Provisions {
				for _, x := range slices.Concat(p.Elements, p.Exceptions) {
					read(p.ID+"#"+x.ID, x.When)
				}
			}
		}
	}
	for _, f := range b.Facts() {
		e.domains[f.ID] = e.domain(f)
	}
	return e, wrong
}

func (e *Evaluator) literal(fact, word string) literal {
	switch e.facts[fact].Type {
	case rules.Enum:
		return literal{fact, value{word: word}}
	case rules.Set:
		return literal{memberKey(fact, word), bools[1]}
	}
	return literal{fact, bools[1]}
}

// Verdict is the verdict on a provision for an act of one day, by the law of that
// day alone. The error is ErrTooOpen, or says that the facts contradict each other
// or are none of the book.
func (e *Evaluator) Verdict(in rules.Values, provision string, on rules.Date) (rules.Verdict, error) {
	f, err := e.Given(in, on)
	if err != nil {
		return "", err
	}
	return f.Verdict(provision)
}

// Element is the verdict on one element (構成要件) of a provision, as Verdict is on
// the whole.
func (e *Evaluator) Element(in rules.Values, provision, element string, on rules.Date) (rules.Verdict, error) {
	f, err := e.Given(in, on)
	if err != nil {
		return "", err
	}
	return f.Element(provision, element)
}

// Facts are facts on a day of which several verdicts are asked. They are for one
// goroutine.
type Facts struct{ world *world }

// Given takes facts; the error says that they contradict each other, or are none
// of the book.
func (e *Evaluator) Given(in rules.Values, on rules.Date) (*Facts, error) {
	w, err := e.given(in, on)
	return &Facts{w}, err
}

// Verdict is the verdict on a provision.
func (f *Facts) Verdict(provision string) (rules.Verdict, error) {
	e, on := f.world.e, f.world.on
	p, gap, err := e.at(provision, on)
	if err != nil || p == nil {
		return gap, err
	}
	return f.world.settle(e.whole(p, on, nil))
}

// Element is the verdict on one element of a provision.
func (f *Facts) Element(provision, element string) (rules.Verdict, error) {
	e, on := f.world.e, f.world.on
	p, gap, err := e.at(provision, on)
	if err != nil || p == nil {
		return gap, err
	}
	for _, x := range p.Elements {
		if x.ID == element {
			return f.world.settle(e.element(x, on, nil))
		}
	}
	return "", fmt.Errorf("%s 沒有構成要件「%s」", provision, element)
}

// at is the provision in force on a day; where there is none, gap says what that
// means.
func (e *Evaluator) at(id string, on rules.Date) (p *rules.Provision, gap rules.Verdict, err error) {
	a, ok := e.book.Article(id)
	if !ok {
		return nil, "", fmt.Errorf("規則裡沒有「%s」", id)
	}
	added := rules.Forever
	for _, v := range a.Versions {
		if v.Status != rules.InForce {
			continue
		}
		if q := provisionOf(v, id); q != nil {
			added = min(added, v.From)
			if v.From <= on && on < v.To {
				p = q
			}
		}
	}
	switch {
	case added == rules.Forever:
		return nil, "", fmt.Errorf("規則裡沒有「%s」", id)
	case p != nil:
		return p, "", nil
	case on < known(a, added) && !a.NewLaw:
		return nil, rules.NotEncoded, nil
	}
	return nil, rules.NotEstablished, nil
}

// known is the first day of the unbroken row of wholly encoded versions that ends
// when a provision was added: before it, nobody knows whether there was one.
func known(a *rules.Article, added rules.Date) rules.Date {
	for {
		i := slices.IndexFunc(a.Versions, func(v rules.Version) bool {
			return v.Status == rules.InForce && v.To == added && !v.Partial && v.Provisions != nil
		})
		if i < 0 {
			return added
		}
		added = a.Versions[i].From
	}
}

func provisionOf(v rules.Version, id string) *rules.Provision {
	for _, p := range v.Provisions {
		if p.ID == id {
			return p
		}
	}
	return nil
}

// whole is all elements and no exception. An exception of higher priority decides
// which of them is told, not whether one applies.
func (e *Evaluator) whole(p *rules.Provision, on rules.Date, above []string) *node {
	out := &node{op: and}
	above = append(slices.Clone(above), p.ID)
	for _, x := range p.Elements {
		out.kids = append(out.kids, e.element(x, on, above))
	}
	for _, x := range p.Exceptions {
		out.kids = append(out.kids, &node{op: not, kids: []*node{e.element(x, on, above)}})
	}
	return out
}

func (e *Evaluator) element(x rules.Element, on rules.Date, above []string) *node {
	if len(x.Provisions) == 0 {
		return e.conditions[x.When]
	}
	out := &node{op: or}
	for _, id := range x.Provisions {
		if slices.Contains(above, id) {
			continue
		}
		a, ok := e.book.Article(id)
		if !ok {
			continue
		}
		first := rules.Forever
		for _, v := range a.Versions {
			if v.Status != rules.InForce {
				continue
			}
			first = min(first, v.From)
			if p := provisionOf(v, id); p != nil && v.From <= on && on < v.To && !(x.Wilful && p.Negligence) {
				out.kids = append(out.kids, e.whole(p, on, above))
			}
		}
		if on < first && !a.NewLaw { // law that nobody encoded may have been anything
			out.kids = append(out.kids, &node{op: leaf, key: rules.Unencoded, accepts: isTrue})
		}
	}
	return out
}
