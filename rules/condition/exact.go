package condition

import (
	"math"
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
	k := w.asked[i]
	if k == 0 {
		w.answers, w.answered = append(w.answers, w.remembered(i)), append(w.answered, i)
		k = int32(len(w.answers))
		w.asked[i] = k
	}
	answer := &w.answers[k-1]
	return answer.t, answer.missing, answer.capped
}

// exactAnswer is what Exactly said of a node.
type exactAnswer struct {
	t       Truth
	missing []string
	capped  bool
}

// settle is Exactly of a node that Kleene leaves open.
func (w *Walk) settle(i int) exactAnswer {
	x := &w.exact
	if !x.open(w, i) { // every slot once, no constraint among them: Kleene is exact
		return exactAnswer{t: Unknown, missing: x.names(w, nil)}
	}
	if !x.classify(w) {
		if t := w.beyond(i, len(x.slots)); t != Unknown {
			return exactAnswer{t: t}
		}
		return exactAnswer{t: Unknown, missing: x.names(w, nil), capped: true}
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
		return exactAnswer{t: Yes}
	case !some && !all:
		return exactAnswer{t: No}
	}
	return exactAnswer{t: Unknown, missing: x.names(w, result)} // also when no completion is legal: the facts contradict each other
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
	if w.beside == nil {
		w.beside = &world{net: w.n, facts: w.n.l.NewFacts(), walk: w.n.NewWalk()}
	}
	for _, want := range []Truth{Yes, No} {
		w.beside.facts.CopyFrom(w.f)
		goal := Goal{Network: w.n, Node: i, Want: want}
		s := &search{goals: []Goal{goal}, limit: beyondSteps, hopeful: true, worlds: []*world{w.beside}}
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
	place   []int      // by slot: 1 + where it stands in slots, 0 where it does not, or gone
	class   [][]uint16 // by open slot: one value for each class that the open part can tell apart
	stride  []int      // by open slot, then by open free atom
	width   []int      // number of values, as stride
	size    int        // number of completions
	seen    []uint32   // by node: the round in which it was collected last
	round   uint32
	open64  []uint64   // the open atoms, by their bits
	spread  []uint16   // that class cuts from
	space   []uint64   // that rows cuts tables from
	has     [][]uint64 // by dimension and value, one after the other: the completions with it
	first   []int      // dimension → its first of has
	vector  map[int][]uint64
	legal   []uint64
}

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

// The innermost loops of this package are marked norace: they work on the memory of
// one call alone, and the race detector, which looks at every word they read, makes
// them ten times slower than everything around them.

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

// names are the variables that can still swing the node: all that are open, or
// with a table those that do. A dimension swings the node when changing it alone
// does, or when one of its values leaves fewer outcomes than there are (故意, where
// 過失 is excluded by it). Where values are tied so that no single one does
// either, they are what tells apart two completions that are as alike as can be.
func (x *exactState) names(w *Walk, result []uint64) []string {
	var swings []bool
	if result != nil {
		yes, no := x.all(), x.all()
		intersect(yes, x.legal)
		copy(no, yes)
		intersect(yes, result)
		for k := range no {
			no[k] &^= result[k]
		}
		for k := range x.stride { // what no atom reads swings only what is tied to it
			tied := x.read <= k && k < len(x.slots)
			swings = append(swings, !tied && (x.pivotal(yes, no, k) || x.narrows(yes, no, k)))
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

// at is the value that dimension k has in a completion.
func (x *exactState) at(row, k int) int { return row / x.stride[k] % x.width[k] }

func bit(v []uint64, row int) uint64 { return v[row/64] >> (row % 64) & 1 }

// pivotal says whether two legal completions that differ in dimension k alone
// differ in the result: whether two of them fall together once its value is taken
// away, one with the result and one without.
func (x *exactState) pivotal(yes, no []uint64, k int) bool {
	var without [2][]uint64
	for i, outcome := range [2][]uint64{yes, no} {
		without[i] = x.none()
		for v := range x.width[k] {
			some := x.none()
			copy(some, outcome)
			intersect(some, x.value(k, v))
			moved(without[i], some, v*x.stride[k])
		}
	}
	return meet(without[0], without[1])
}

// narrows says whether some value of dimension k leaves only one outcome.
func (x *exactState) narrows(yes, no []uint64, k int) bool {
	for v := range x.width[k] {
		if has := x.value(k, v); meet(has, yes) != meet(has, no) {
			return true
		}
	}
	return false
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
		swings[k] = near >= 0 && x.at(first, k) != x.at(near, k)
	}
}

func (x *exactState) distance(a, b int) int {
	d := 0
	for k := range x.stride {
		if x.at(a, k) != x.at(b, k) {
			d++
		}
	}
	return d
}
