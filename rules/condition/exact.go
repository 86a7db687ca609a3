package condition

import (
	"math/bits"
	"slices"
)

// Exactly is the value of a node over every legal completion of what is not
// known (supervaluation): Yes or No where all completions agree, else Unknown
// with the variables that can still swing it. capped is true where the open part
// has more than 4,096 completions; the value is then Kleene's, which is sound
// but may be Unknown where an exact answer exists. An open atom over numbers
// that are compared with each other counts as a fact of its own, which is sound
// too.
func (w *Walk) Exactly(i int) (t Truth, missing []string, capped bool) {
	if t = w.Truth(i); t != Unknown {
		return t, nil, false
	}
	answer, ok := w.exactly[i]
	if !ok {
		answer.t, answer.missing, answer.capped = w.settle(i)
		w.exactly[i] = answer
	}
	return answer.t, answer.missing, answer.capped
}

// exactAnswer is what Exactly said of a node, for the next time.
type exactAnswer struct {
	t       Truth
	missing []string
	capped  bool
}

// settle is Exactly of a node that Kleene leaves open.
func (w *Walk) settle(i int) (t Truth, missing []string, capped bool) {
	x := &w.exact
	if !x.open(w, i) { // every slot once, no constraint among them: Kleene is exact
		return Unknown, x.names(w, nil), false
	}
	if !x.classify(w) {
		if t = w.beyond(i, len(x.slots)); t != Unknown {
			return t, nil, false
		}
		return Unknown, x.names(w, nil), true
	}
	x.tabulate(w)
	result := x.node(w, i)
	some, all := false, true
	for k := range result {
		some = some || result[k]&x.legal[k] != 0
		all = all && result[k]&x.legal[k] == x.legal[k]
	}
	switch {
	case some && all:
		return Yes, nil, false
	case !some && !all:
		return No, nil, false
	}
	return Unknown, x.names(w, result), false // also when no completion is legal: the facts contradict each other
}

// maxBeyond is up to how many open slots, and beyondSteps up to how many steps, an
// open part that is too large for a table is searched: at the beginning of an
// interview nearly everything is open and nothing can be settled yet.
const (
	maxBeyond   = 48
	beyondSteps = 400
)

// beyond settles a node by search: where no completion makes it so, or none makes
// it not so. Unknown is also the answer of a search that was given up.
func (w *Walk) beyond(i, open int) Truth {
	if open > maxBeyond {
		return Unknown
	}
	for _, want := range []Truth{Yes, No} {
		f := w.n.l.NewFacts()
		f.CopyFrom(w.f)
		goal := Goal{Network: w.n, Node: i, Want: want}
		s := &search{goals: []Goal{goal}, limit: beyondSteps, hopeful: true, worlds: []*world{{net: w.n, facts: f, walk: w.n.NewWalk()}}}
		if s.run() == Impossible {
			return goal.Opposite().Want
		}
	}
	return Unknown
}

// exactState is scratch space of Exactly: the open atoms and the slots they wait for.
type exactState struct {
	atoms   []*atom
	slots   []int
	read    int        // of slots, those that the atoms read stand first
	clauses []*clause  // that tie open slots
	class   [][]uint16 // by open slot: one value for each class that the open part can tell apart
	stride  []int      // by open slot, then by open free atom
	width   []int      // number of values, as stride
	size    int
	seen    map[int]bool
	vector  map[int][]uint64
	legal   []uint64
	values  []uint16
}

// open collects what is open below a node; it says whether Kleene may be inexact.
func (x *exactState) open(w *Walk, i int) bool {
	x.atoms, x.slots = x.atoms[:0], x.slots[:0]
	if x.seen == nil {
		x.seen = map[int]bool{}
	}
	clear(x.seen)
	twice := x.collect(w, i)
	for _, a := range x.atoms {
		if !a.finite {
			twice = true
		}
		for _, s := range a.slots {
			if w.f.value[s] != 0 {
				continue
			}
			if slices.Contains(x.slots, s) {
				twice = true
			} else {
				x.slots = append(x.slots, s)
			}
		}
		if len(a.slots) > 1 && a.finite {
			twice = true // known slots may have settled what is left
		}
	}
	slices.Sort(x.slots)
	x.read = len(x.slots)
	for _, s := range x.slots {
		if slices.Contains(w.n.l.tied, s) && w.f.left[s] != w.n.l.full(s) {
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
	x.clauses = x.clauses[:0]
	var live []*clause
	for i := range l.clauses {
		c := &l.clauses[i]
		if w.f.value[c.a] == 0 && w.f.value[c.b] == 0 && w.f.left[c.a]&^c.am != 0 && w.f.left[c.b]&^c.bm != 0 {
			live = append(live, c)
		}
	}
	for k := 0; k < len(x.slots); k++ {
		for _, c := range live {
			for _, end := range [2][2]int{{c.a, c.b}, {c.b, c.a}} {
				if end[0] == x.slots[k] && !slices.Contains(x.slots, end[1]) {
					x.slots = append(x.slots, end[1])
				}
			}
		}
	}
	for again := true; again; {
		again = false
		for k := len(x.slots) - 1; k >= x.read; k-- {
			s := x.slots[k]
			pleasing := w.f.left[s]
			for _, c := range live {
				if c.a == s {
					pleasing &= c.am
				}
				if c.b == s {
					pleasing &= c.bm
				}
			}
			if pleasing != 0 {
				x.slots = slices.Delete(x.slots, k, k+1)
				live = slices.DeleteFunc(live, func(c *clause) bool { return c.a == s || c.b == s })
				again = true
			}
		}
	}
	for _, c := range live {
		if slices.Contains(x.slots, c.a) {
			x.clauses = append(x.clauses, c)
		}
	}
}

//go:norace
func (x *exactState) collect(w *Walk, i int) (twice bool) {
	if x.seen[i] {
		return true // a shared open part
	}
	x.seen[i] = true
	n := &w.n.nodes[i]
	for _, y := range n.lits {
		for mask := (y.pos | y.neg) &^ (w.f.yes[y.word] | w.f.no[y.word]); mask != 0; mask &= mask - 1 {
			a := w.n.l.atoms[y.word*64+bits.TrailingZeros64(mask)]
			if slices.Contains(x.atoms, a) {
				twice = true
			} else {
				x.atoms = append(x.atoms, a)
			}
		}
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
	for _, s := range x.slots {
		var kept []uint16
		var signs [][]uint64
		tied := slices.Contains(l.tied, s)
		for class := range l.slots[s].size {
			if tied && w.f.left[s]>>class&1 == 0 || !l.slots[s].legal(class) {
				continue
			}
			sign := x.sign(s, class)
			if !slices.ContainsFunc(signs, func(o []uint64) bool { return slices.Equal(o, sign) }) {
				signs = append(signs, sign)
				kept = append(kept, uint16(class+1))
			}
		}
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

// sign is what the open atoms and constraints make of a class of a slot.
//
//go:norace
func (x *exactState) sign(slot, class int) []uint64 {
	var sign []uint64
	for _, a := range x.atoms {
		if !a.finite || !slices.Contains(a.slots, slot) {
			continue
		}
		bit := uint64(class) // tell every value apart where an atom reads several slots
		if len(a.slots) == 1 {
			bit = 0
			if a.table[class] {
				bit = 1
			}
		}
		sign = append(sign, bit)
	}
	for _, c := range x.clauses {
		if c.a == slot {
			sign = append(sign, c.am>>class&1)
		}
		if c.b == slot {
			sign = append(sign, c.bm>>class&1)
		}
	}
	return sign
}

// The innermost loops of this package are marked norace: they work on the memory of
// one call alone, and the race detector, which looks at every word they read, makes
// them ten times slower than everything around them.

// tabulate writes, for every open atom, the completions in which it holds.
//
//go:norace
func (x *exactState) tabulate(w *Walk) {
	l := w.n.l
	words := (x.size + 63) / 64
	x.legal = make([]uint64, words)
	x.vector = map[int][]uint64{}
	vectors := make([][]uint64, len(x.atoms))
	for i := range x.atoms {
		vectors[i] = make([]uint64, words)
	}
	x.values = append(x.values[:0], w.f.value...)
	for row := range x.size {
		for k, s := range x.slots {
			x.values[s] = x.class[k][x.value(row, k)]
		}
		ok := true
		for _, c := range x.clauses {
			if c.am>>(x.values[c.a]-1)&1 == 0 && c.bm>>(x.values[c.b]-1)&1 == 0 {
				ok = false
				break
			}
		}
		if ok {
			x.legal[row/64] |= 1 << (row % 64)
		}
		free := len(x.slots)
		for i, a := range x.atoms {
			holds := false
			if a.finite {
				index, step := 0, 1
				for _, s := range a.slots {
					index += step * int(x.values[s]-1)
					step *= l.slots[s].size
				}
				holds = a.table[index]
			} else {
				holds = x.value(row, free) == 1
				free++
			}
			if holds {
				vectors[i][row/64] |= 1 << (row % 64)
			}
		}
	}
	for i, a := range x.atoms {
		x.vector[-1-a.bit] = vectors[i]
	}
}

// node is the truth table of a node over the completions.
func (x *exactState) node(w *Walk, i int) []uint64 {
	if v, ok := x.vector[i]; ok {
		return v
	}
	n := &w.n.nodes[i]
	out := make([]uint64, len(x.legal))
	if !n.or {
		for k := range out {
			out[k] = ^uint64(0)
		}
	}
	take := func(v []uint64, negate uint64) {
		for k := range out {
			if n.or {
				out[k] |= v[k] ^ negate
			} else {
				out[k] &= v[k] ^ negate
			}
		}
	}
	for _, y := range n.lits {
		open := ^(w.f.yes[y.word] | w.f.no[y.word])
		for mask := y.pos & open; mask != 0; mask &= mask - 1 {
			take(x.vector[-1-(y.word*64+bits.TrailingZeros64(mask))], 0)
		}
		for mask := y.neg & open; mask != 0; mask &= mask - 1 {
			take(x.vector[-1-(y.word*64+bits.TrailingZeros64(mask))], ^uint64(0))
		}
	}
	for _, k := range n.kids {
		if w.Truth(k) == Unknown {
			take(x.node(w, k), 0)
		}
	}
	x.vector[i] = out
	return out
}

// names are the variables that can still swing the node: all that are open, or
// with a table those that do. A dimension swings the node when changing it alone
// does, or when one of its values leaves fewer outcomes than there are (故意, where
// 過失 is excluded by it). Where values are tied so that no single one does
// either, they are what tells apart two completions that are as alike as can be.
func (x *exactState) names(w *Walk, result []uint64) []string {
	var swings []bool
	if result != nil {
		for k := range x.stride { // what no atom reads swings only what is tied to it
			tied := x.read <= k && k < len(x.slots)
			swings = append(swings, !tied && (x.pivotal(result, k) || x.narrows(result, k)))
		}
		if !slices.Contains(swings, true) {
			x.nearest(result, swings)
		}
	}
	var out []string
	l := w.n.l
	for k, s := range x.slots[:x.read] {
		if swings != nil && !swings[k] && !x.free(s, swings) {
			continue
		}
		if name := l.vars[l.slots[s].variable].Name; !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// free says whether a free atom that reads the slot swings the node.
func (x *exactState) free(slot int, swings []bool) bool {
	k := len(x.slots)
	for _, a := range x.atoms {
		if a.finite {
			continue
		}
		if swings[k] && slices.Contains(a.slots, slot) {
			return true
		}
		k++
	}
	return false
}

func (x *exactState) value(row, k int) int { return row / x.stride[k] % x.width[k] }

func bit(v []uint64, row int) uint64 { return v[row/64] >> (row % 64) & 1 }

// pivotal says whether two legal completions that differ in dimension k alone
// differ in the result.
//
//go:norace
func (x *exactState) pivotal(result []uint64, k int) bool {
	seen := make([]uint8, x.size)
	for row := range x.size {
		if bit(x.legal, row) == 0 {
			continue
		}
		key := row - x.value(row, k)*x.stride[k]
		outcome := uint8(bit(result, row)) + 1
		if seen[key] != 0 && seen[key] != outcome {
			return true
		}
		seen[key] = outcome
	}
	return false
}

// narrows says whether some value of dimension k leaves only one outcome.
func (x *exactState) narrows(result []uint64, k int) bool {
	outcomes := make([]uint8, x.width[k])
	for row := range x.size {
		if bit(x.legal, row) == 1 {
			outcomes[x.value(row, k)] |= 1 << bit(result, row)
		}
	}
	return slices.ContainsFunc(outcomes, func(o uint8) bool { return o == 1 || o == 2 })
}

// nearest marks the dimensions in which the first legal completion and the one
// most like it that has another outcome differ.
func (x *exactState) nearest(result []uint64, swings []bool) {
	first, near, least := -1, -1, len(swings)+1
	for row := range x.size {
		switch {
		case bit(x.legal, row) == 0:
		case first < 0:
			first = row
		case bit(result, row) != bit(result, first):
			if d := x.distance(first, row); d < least {
				near, least = row, d
			}
		}
	}
	for k := range swings {
		swings[k] = near >= 0 && x.value(first, k) != x.value(near, k)
	}
}

func (x *exactState) distance(a, b int) int {
	d := 0
	for k := range x.stride {
		if x.value(a, k) != x.value(b, k) {
			d++
		}
	}
	return d
}
