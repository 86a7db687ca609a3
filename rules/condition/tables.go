package condition

import "math/bits"

// tabulate writes the legal completions and, for every open atom, those in which it
// holds. A table has a bit for every completion, so that 64 are worked on at a time.
func (x *exactState) tabulate(w *Walk) {
	x.space, x.has, x.first = x.space[:0], x.has[:0], x.first[:0]
	clear(x.vector)
	for k := range x.stride {
		x.first = append(x.first, len(x.has))
		for v := range x.width[k] {
			x.has = append(x.has, x.having(k, v))
		}
	}
	x.legal = x.all()
	for _, c := range x.clauses {
		either := x.none()
		x.within(either, x.place[c.a]-1, c.am)
		x.within(either, x.place[c.b]-1, c.bm)
		intersect(x.legal, either)
	}
	free := len(x.slots)
	for _, a := range x.atoms {
		if a.finite {
			holds := x.none()
			x.atom(w, a, 0, 0, 1, nil, holds)
			x.vector[-1-a.bit] = holds
		} else {
			x.vector[-1-a.bit] = x.value(free, 1)
			free++
		}
	}
}

// none is a new table of no completion.
func (x *exactState) none() []uint64 {
	words, n := (x.size+63)/64, len(x.space)
	if n+words > cap(x.space) {
		x.space, n = make([]uint64, 0, max(64*words, 2*cap(x.space))), 0 // what was cut from the old one stays
	}
	x.space = x.space[:n+words]
	t := x.space[n : n+words : n+words]
	clear(t)
	return t
}

// all is a new table of all completions.
func (x *exactState) all() []uint64 {
	t := x.none()
	fill(t, 0, x.size)
	return t
}

// having is a new table of the completions in which dimension k has value v.
func (x *exactState) having(k, v int) []uint64 {
	t := x.none()
	for row := v * x.stride[k]; row < x.size; row += x.width[k] * x.stride[k] {
		fill(t, row, row+x.stride[k])
	}
	return t
}

// value is the table of the completions in which dimension k has value v.
func (x *exactState) value(k, v int) []uint64 { return x.has[x.first[k]+v] }

// within adds to a table the completions in which the slot of dimension k has a class
// of the mask.
func (x *exactState) within(t []uint64, k int, mask uint64) {
	for v, class := range x.class[k] {
		if mask>>(class-1)&1 == 1 {
			unite(t, x.value(k, v))
		}
	}
}

// atom adds to a table the completions in which a finite atom holds: from its n-th
// slot on, given those before it, which stand in the table of the atom at index and
// leave the completions of given (nil: all).
func (x *exactState) atom(w *Walk, a *atom, n, index, step int, given, t []uint64) {
	if n == len(a.slots) {
		switch {
		case !a.table[index]:
		case given == nil:
			fill(t, 0, x.size)
		default:
			unite(t, given)
		}
		return
	}
	s := a.slots[n]
	next := step * w.n.l.slots[s].size
	if known := w.f.value[s]; known != 0 {
		x.atom(w, a, n+1, index+step*int(known-1), next, given, t)
		return
	}
	k := x.place[s] - 1
	for v, class := range x.class[k] {
		has := x.value(k, v)
		if given != nil {
			both := x.none()
			copy(both, has)
			intersect(both, given)
			has = both
		}
		x.atom(w, a, n+1, index+step*int(class-1), next, has, t)
	}
}

// fill sets the bits from one up to another.
//
//go:norace
func fill(t []uint64, from, to int) {
	for from < to {
		n := min(to-from, 64-from%64)
		t[from/64] |= (1<<n - 1) << (from % 64)
		from += n
	}
}

//go:norace
func unite(t, with []uint64) {
	for i, bits := range with {
		t[i] |= bits
	}
}

//go:norace
func intersect(t, with []uint64) {
	for i, bits := range with {
		t[i] &= bits
	}
}

// meet says whether two tables have a completion in common.
//
//go:norace
func meet(a, b []uint64) bool {
	for i, bits := range a {
		if bits&b[i] != 0 {
			return true
		}
	}
	return false
}

// moved adds to a table another one, n rows down.
//
//go:norace
func moved(t, from []uint64, n int) {
	words, rest := n/64, n%64
	for i := words; i < len(from); i++ {
		t[i-words] |= from[i] >> rest
		if i > words {
			t[i-words-1] |= from[i] << (64 - rest) // all of it gone where rest is 0
		}
	}
}

// node is the truth table of a node over the completions; beyond the last one its
// bits mean nothing.
func (x *exactState) node(w *Walk, i int) []uint64 {
	if v, ok := x.vector[i]; ok {
		return v
	}
	n := &w.n.nodes[i]
	out := x.none()
	if !n.or {
		fill(out, 0, x.size)
	}
	for _, y := range n.lits {
		open := ^(w.f.yes[y.word] | w.f.no[y.word])
		for mask := y.pos & open; mask != 0; mask &= mask - 1 {
			take(out, x.vector[-1-(y.word*64+bits.TrailingZeros64(mask))], 0, n.or)
		}
		for mask := y.neg & open; mask != 0; mask &= mask - 1 {
			take(out, x.vector[-1-(y.word*64+bits.TrailingZeros64(mask))], ^uint64(0), n.or)
		}
	}
	for _, k := range n.kids {
		if w.Truth(k) == Unknown {
			take(out, x.node(w, k), 0, n.or)
		}
	}
	x.vector[i] = out
	return out
}

// take is one more part of a node.
//
//go:norace
func take(out, part []uint64, negate uint64, or bool) {
	for k := range out {
		if or {
			out[k] |= part[k] ^ negate
		} else {
			out[k] &= part[k] ^ negate
		}
	}
}

// bit is 1 where a completion is in a table.
func bit(v []uint64, row int) uint64 { return v[row/64] >> (row % 64) & 1 }
