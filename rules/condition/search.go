package condition

import (
	"math/bits"
	"slices"
)

// Goal asks for facts that make a node of a network so, or not so.
type Goal struct {
	Network *Network
	Node    int
	Want    Truth // Yes or No
}

// Found is the answer of a Search.
type Found uint8

const (
	Impossible Found = iota // no legal facts reach all goals: proved
	Possible                // the facts returned do, whatever the others are
	Open                    // given up after searchSteps
)

// searchSteps bounds a search. Goals that are reached at all are reached in a few
// dozen steps; proofs that there is none take some hundreds.
const searchSteps = 30000

// Search looks for facts that reach all goals at once and break no constraint, in
// the values that Set takes; facts that do not matter are left out. The networks
// may be of several languages, whose variables of one name are one.
func Search(goals ...Goal) (map[string]any, Found) { return SearchWithout("", goals...) }

// SearchWithout is Search that never decides one variable: what it finds holds
// whatever that one is.
//
// It goes from the goals to the facts: of an open goal it takes the first open
// part and the values of one slot that could settle it, best first, and turns
// back where the three-valued verdict on any goal has become the wrong one.
func SearchWithout(never string, goals ...Goal) (map[string]any, Found) {
	s := &search{goals: goals, never: never, limit: searchSteps}
	for _, g := range goals {
		if !slices.ContainsFunc(s.worlds, func(w *world) bool { return w.net == g.Network }) {
			f := g.Network.l.NewFacts()
			s.worlds = append(s.worlds, &world{net: g.Network, facts: f, walk: g.Network.NewWalk()})
		}
	}
	found := s.run()
	if found != Possible {
		return nil, found
	}
	return s.result(), Possible
}

// Opposite is the goal of the negation.
func (g Goal) Opposite() Goal {
	g.Want = No + Yes - g.Want
	return g
}

type search struct {
	goals  []Goal
	worlds []*world
	never  string // the variable that is not to be decided
	steps  int
	limit  int // of steps

	hopeful bool // take for Possible what no constraint forbids yet: for who wants to know of Impossible alone
}

// world is one language with its network, at the present state of the search.
type world struct {
	net   *Network
	facts *Facts
	walk  *Walk
}

func (s *search) run() Found {
	if s.steps++; s.steps > s.limit {
		return Open
	}
	for _, w := range s.worlds {
		if w.facts.Settle() >= 0 {
			return Impossible
		}
		w.walk.Reset(w.facts)
	}
	var open *Goal
	for i := range s.goals {
		g := &s.goals[i]
		switch t := s.world(g.Network).walk.Truth(g.Node); {
		case t == Unknown && s.never != "" && s.world(g.Network).stuck(g.Node, g.Want, s.never):
			return Impossible
		case t == Unknown && open == nil:
			open = g
		case t != Unknown && t != g.Want:
			return Impossible
		}
	}
	if open == nil {
		if s.hopeful {
			return Possible
		}
		return s.extends()
	}
	w := s.world(open.Network)
	slot, first, ok := w.next(open.Node, open.Want, s.never)
	if !ok {
		return Open // only numbers without classes are left
	}
	variable := &w.net.l.vars[w.net.l.slots[slot].variable]
	gaveUp := s.free(variable.Name)
	for _, c := range s.choices(w, slot, first) {
		undo := s.set(w, slot, c)
		switch s.run() {
		case Possible:
			return Possible
		case Open:
			gaveUp = true
		}
		undo()
		if s.steps > s.limit {
			return Open
		}
	}
	if gaveUp {
		return Open
	}
	return Impossible
}

// extends says whether what the constraints speak of can be filled in: each
// language may allow what was decided, and all together not.
func (s *search) extends() Found {
	if s.steps++; s.steps > s.limit {
		return Open
	}
	for _, w := range s.worlds {
		if w.facts.Settle() >= 0 {
			return Impossible
		}
	}
	for _, w := range s.worlds {
		for _, slot := range w.net.l.tied {
			if w.facts.given[slot] != 0 {
				continue
			}
			forced := int(w.facts.value[slot]) - 1
			for _, c := range s.choices(w, slot, max(forced, 0)) {
				if forced >= 0 && c.class != forced {
					continue
				}
				undo := s.set(w, slot, c)
				found := s.extends()
				undo()
				if found != Impossible {
					return found
				}
			}
			return Impossible
		}
	}
	return Possible
}

func (s *search) world(n *Network) *world {
	for _, w := range s.worlds {
		if w.net == n {
			return w
		}
	}
	return nil
}

// next is the slot to decide so that an open node may become as wanted, and the
// class that is most likely to make it so.
func (w *world) next(node int, want Truth, never string) (slot, class int, ok bool) {
	n := &w.net.nodes[node]
	for _, x := range n.lits {
		known := w.facts.yes[x.word] | w.facts.no[x.word]
		for mask := (x.pos | x.neg) &^ known; mask != 0; mask &= mask - 1 {
			bit := bits.TrailingZeros64(mask)
			a := w.net.l.atoms[x.word*64+bit]
			holds := x.pos>>bit&1 == 1
			if want == No {
				holds = !holds
			}
			for _, s := range a.slots {
				if w.facts.value[s] == 0 && a.finite && w.net.l.vars[w.net.l.slots[s].variable].Name != never {
					return s, w.likely(a, s, holds), true
				}
			}
		}
	}
	for _, k := range n.kids {
		if w.walk.Truth(k) == Unknown {
			if slot, class, ok = w.next(k, want, never); ok {
				return slot, class, ok
			}
		}
	}
	return 0, 0, false
}

// stuck says whether an open node cannot become as wanted without a value for the
// variable that is never decided.
func (w *world) stuck(node int, want Truth, never string) bool {
	n := &w.net.nodes[node]
	every := n.or == (want == No) // it takes every part, else one is enough
	for _, x := range n.lits {
		known := w.facts.yes[x.word] | w.facts.no[x.word]
		for mask := (x.pos | x.neg) &^ known; mask != 0; mask &= mask - 1 {
			a := w.net.l.atoms[x.word*64+bits.TrailingZeros64(mask)]
			if (len(a.vars) == 1 && w.net.l.vars[a.vars[0]].Name == never) == every {
				return every
			}
		}
	}
	for _, k := range n.kids {
		if w.walk.Truth(k) == Unknown && w.stuck(k, want, never) == every {
			return every
		}
	}
	return !every
}

// likely is a class of the slot with which the atom can still be as wanted.
func (w *world) likely(a *atom, slot int, holds bool) int {
	for class := range w.net.l.slots[slot].size {
		if w.net.l.slots[slot].legal(class) && w.reaches(a, 0, 0, 1, slot, class, holds) {
			return class
		}
	}
	return 0
}

func (w *world) reaches(a *atom, k, row, step, slot, class int, holds bool) bool {
	if k == len(a.slots) {
		return a.table[row] == holds
	}
	s := a.slots[k]
	size := w.net.l.slots[s].size
	try := func(c int) bool { return w.reaches(a, k+1, row+step*c, step*size, slot, class, holds) }
	switch v := w.facts.value[s]; {
	case s == slot:
		return try(class)
	case v != 0:
		return try(int(v - 1))
	}
	for c := range size {
		if try(c) {
			return true
		}
	}
	return false
}

// choice is a class of a slot and, of Int and Date, the number that stands for it.
type choice struct{ class, number int }

// choices is every class of a slot, the likely one first. Numbers are told apart
// by the classes of every language: one of them may split a class of another.
func (s *search) choices(w *world, at, first int) []choice {
	own := &w.net.l.slots[at]
	v := &w.net.l.vars[own.variable]
	var out []choice
	add := func(of *slot, class int) {
		c := choice{class: class}
		if v.Type == Int || v.Type == Date {
			c.number = of.sample(class, v.Type).(int)
			c.class = own.class(c.number)
		}
		if of.legal(class) && !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	add(own, first)
	for class := range own.size {
		add(own, class)
	}
	if v.Type != Int && v.Type != Date {
		return out
	}
	for _, o := range s.worlds {
		if i, ok := o.net.l.index[v.Name]; ok {
			of := &o.net.l.slots[o.net.l.first[i]]
			for class := range of.size {
				add(of, class)
			}
		}
	}
	return out
}

// free says whether an atom reads a variable as a number that has no classes: then
// to have tried every class is not to have tried everything.
func (s *search) free(name string) bool {
	for _, w := range s.worlds {
		for _, a := range w.net.l.free {
			for _, v := range a.vars {
				if w.net.l.vars[v].Name == name && (w.net.l.vars[v].Type == Int || w.net.l.vars[v].Type == Date) {
					return true
				}
			}
		}
	}
	return false
}

// set decides a slot in every world that has it; undo takes that back.
func (s *search) set(w *world, slot int, to choice) (undo func()) {
	type old struct {
		w     *world
		slot  int
		value uint16
	}
	var changed []old
	from := &w.net.l.slots[slot]
	v := &w.net.l.vars[from.variable]
	for _, o := range s.worlds {
		l := o.net.l
		i, ok := l.index[v.Name]
		if !ok {
			continue
		}
		for k := l.first[i]; k < len(l.slots) && l.slots[k].variable == i; k++ {
			if l.slots[k].member != from.member {
				continue
			}
			c := to.class
			switch v.Type {
			case Enum:
				if c = slices.Index(l.slots[k].names, from.names[to.class]); c < 0 {
					continue // a value this language does not know
				}
			case Int, Date:
				c = l.slots[k].class(to.number)
				o.facts.numbers[l.nth[i]] = to.number
			}
			changed = append(changed, old{o, k, o.facts.given[k]})
			o.facts.given[k] = uint16(c + 1)
		}
	}
	return func() {
		for _, x := range changed {
			x.w.facts.given[x.slot] = x.value
		}
	}
}

// result is what was decided, in the values that Set takes.
func (s *search) result() map[string]any {
	out := map[string]any{}
	for _, w := range s.worlds {
		l := w.net.l
		for i := range l.slots {
			slot := &l.slots[i]
			if w.facts.given[i] == 0 {
				continue
			}
			v := &l.vars[slot.variable]
			switch v.Type {
			case Set:
			case Int, Date:
				out[v.Name] = w.facts.numbers[l.nth[slot.variable]]
				continue
			default:
				out[v.Name] = slot.sample(int(w.facts.given[i]-1), v.Type)
				continue
			}
			m, _ := out[v.Name].(map[string]bool)
			if m == nil {
				m = map[string]bool{}
			}
			m[slot.member] = w.facts.given[i] == 2
			out[v.Name] = m
		}
	}
	return out
}
