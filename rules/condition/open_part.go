package condition

import (
	"math"
	"math/bits"
	"slices"
)

// The innermost loops of this package are marked norace: they work on the memory of
// one call alone, and the race detector, which looks at every word they read, makes
// them ten times slower than everything around them.

// open collects what is open below a node; it says whether Kleene may be inexact.
func (x *exactState) open(w *Walk, i int) bool {
	x.atoms, x.slots = x.atoms[:0], x.slots[:0]
	if len(x.seen) != len(w.n.nodes) || x.round == math.MaxUint32 {
		x.seen, x.round = make([]uint32, len(w.n.nodes)), 0
		x.vector, x.place, x.open64 = map[int][]uint64{}, make([]int, len(w.n.l.slots)), make([]uint64, w.n.l.words)
	}
	x.round++
	clear(x.place)
	clear(x.open64)
	twice := x.collect(w, i)
	for _, a := range x.atoms {
		if !a.finite {
			twice = true
		}
		for _, s := range a.slots {
			if w.f.value[s] != 0 {
				continue
			}
			if x.place[s] != 0 {
				twice = true
			} else {
				x.slots = append(x.slots, s)
				x.place[s] = 1
			}
		}
		if len(a.slots) > 1 && a.finite {
			twice = true // known slots may have settled what is left
		}
	}
	slices.Sort(x.slots)
	x.read = len(x.slots)
	for _, s := range x.slots {
		if len(w.n.l.ties[s]) > 0 && w.f.left[s] != w.n.l.full(s) {
			twice = true // a constraint has taken values away
		}
	}
	x.tie(w)
	return twice || len(x.clauses) > 0
}

// tie collects the constraints that stand between the open slots, and the slots
// through which they do. One that can take a value pleasing all its constraints
// restricts nothing and is left out, unless an atom reads it.
//
//go:norace
func (x *exactState) tie(w *Walk) {
	l := w.n.l
	for k := 0; k < len(x.slots); k++ {
		for _, c := range l.ties[x.slots[k]] {
			if c := &l.clauses[c]; x.live(w, c) {
				for _, end := range [2]int{c.a, c.b} {
					if x.place[end] == 0 {
						x.slots = append(x.slots, end)
						x.place[end] = 1
					}
				}
			}
		}
	}
	for again := true; again; {
		again = false
		for k := len(x.slots) - 1; k >= x.read; k-- {
			s := x.slots[k]
			pleasing := w.f.left[s]
			for _, c := range l.ties[s] {
				if c := &l.clauses[c]; x.live(w, c) {
					if c.a == s {
						pleasing &= c.am
					}
					if c.b == s {
						pleasing &= c.bm
					}
				}
			}
			if pleasing != 0 {
				x.slots = slices.Delete(x.slots, k, k+1)
				x.place[s] = gone
				again = true
			}
		}
	}
	x.clauses = x.clauses[:0]
	for k, s := range x.slots {
		x.place[s] = k + 1
		for _, c := range l.ties[s] {
			if c := &l.clauses[c]; c.a == s && x.live(w, c) {
				x.clauses = append(x.clauses, c)
			}
		}
	}
}

// gone is the place of a slot that tie left out.
const gone = -1

// live says whether a constraint stands between open slots and may be broken yet.
//
//go:norace
func (x *exactState) live(w *Walk, c *clause) bool {
	return w.f.value[c.a] == 0 && w.f.value[c.b] == 0 && x.place[c.a] != gone && x.place[c.b] != gone &&
		w.f.left[c.a]&^c.am != 0 && w.f.left[c.b]&^c.bm != 0
}

//go:norace
func (x *exactState) collect(w *Walk, i int) (twice bool) {
	if x.seen[i] == x.round {
		return true // a shared open part
	}
	x.seen[i] = x.round
	n := &w.n.nodes[i]
	for _, y := range n.lits {
		open := (y.pos | y.neg) &^ (w.f.yes[y.word] | w.f.no[y.word])
		twice = twice || open&x.open64[y.word] != 0
		for mask := open &^ x.open64[y.word]; mask != 0; mask &= mask - 1 {
			x.atoms = append(x.atoms, w.n.l.atoms[y.word*64+bits.TrailingZeros64(mask)])
		}
		x.open64[y.word] |= open
		if y.pos&y.neg != 0 {
			twice = true
		}
	}
	for _, k := range n.kids {
		if w.Truth(k) == Unknown {
			twice = x.collect(w, k) || twice
		}
	}
	return twice
}

// classify keeps one value of each slot for every behaviour the open atoms and
// constraints can tell apart; false when there are too many combinations.
func (x *exactState) classify(w *Walk) bool {
	l := w.n.l
	x.class, x.stride, x.width, x.size = x.class[:0], x.stride[:0], x.width[:0], 1
	dimension := func(width int) bool {
		x.stride, x.width = append(x.stride, x.size), append(x.width, width)
		x.size *= width
		return x.size <= maxTable
	}
	x.spread = x.spread[:0]
	for _, s := range x.slots {
		from := len(x.spread)
		tied := len(l.ties[s]) > 0
		for class := range l.slots[s].size {
			if (!tied || w.f.left[s]>>class&1 == 1) && l.slots[s].legal(class) && !x.like(s, class, x.spread[from:]) {
				x.spread = append(x.spread, uint16(class+1))
			}
		}
		kept := x.spread[from:len(x.spread):len(x.spread)]
		x.class = append(x.class, kept)
		if !dimension(len(kept)) {
			return false
		}
	}
	for _, a := range x.atoms { // a free atom is one more unknown of its own
		if !a.finite && !dimension(2) {
			return false
		}
	}
	return true
}

// like says whether the open atoms and constraints cannot tell a class of a slot from
// one of those that are kept.
//
//go:norace
func (x *exactState) like(slot, class int, kept []uint16) bool {
next:
	for _, k := range kept {
		k := int(k - 1)
		for _, a := range x.atoms {
			if !a.finite || !slices.Contains(a.slots, slot) {
				continue
			}
			if len(a.slots) > 1 || a.table[class] != a.table[k] { // every value counts where an atom reads several slots
				continue next
			}
		}
		for _, c := range x.clauses {
			if c.a == slot && (c.am>>class^c.am>>k)&1 == 1 || c.b == slot && (c.bm>>class^c.bm>>k)&1 == 1 {
				continue next
			}
		}
		return true
	}
	return false
}
