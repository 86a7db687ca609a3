package condition

import "slices"

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
