package condition

import (
	"encoding/binary"
	"math/bits"
	"slices"
	"strconv"
)

// Network is conditions as one shared graph: equal parts are one node, atoms are
// bits, and negation stands only at the atoms.
type Network struct {
	l     *Language
	nodes []node
	byKey map[string]int
	duals map[int]int
	key   []byte // scratch space of intern
	joint node   // scratch space of join

	memory memory
}

// node is the conjunction or disjunction of literals and of other nodes.
type node struct {
	or   bool
	lits []lits
	kids []int
}

// lits are the literals of a node in one word of the atom bits.
type lits struct {
	word     int
	pos, neg uint64
}

// NewNetwork returns an empty network over the atoms of a Language.
func (l *Language) NewNetwork() *Network {
	return &Network{l: l, byKey: map[string]int{}, duals: map[int]int{}}
}

// Size is the number of distinct nodes.
func (n *Network) Size() int { return len(n.nodes) }

// Add puts a condition into the network. resolve gives the node of a reference.
func (n *Network) Add(t *Tree, resolve func(name string) int) int {
	switch t.Op {
	case Const:
		return n.intern(node{or: !t.Value}) // an empty conjunction holds, an empty disjunction does not
	case Atom:
		return n.intern(node{lits: []lits{{word: t.atom.bit / 64, pos: 1 << (t.atom.bit % 64)}}})
	case Ref:
		return resolve(t.Ref)
	case Not:
		return n.Not(n.Add(t.Kids[0], resolve))
	case If:
		c, a, b := n.Add(t.Kids[0], resolve), n.Add(t.Kids[1], resolve), n.Add(t.Kids[2], resolve)
		return n.Any(n.All(c, a), n.All(n.Not(c), b))
	}
	kids := make([]int, len(t.Kids))
	for i, k := range t.Kids {
		kids[i] = n.Add(k, resolve)
	}
	if t.Op == Or {
		return n.Any(kids...)
	}
	return n.All(kids...)
}

// All is the conjunction of nodes.
func (n *Network) All(kids ...int) int { return n.join(false, kids) }

// Any is the disjunction of nodes.
func (n *Network) Any(kids ...int) int { return n.join(true, kids) }

// join makes one node of several, taking the literals of those of its own kind.
func (n *Network) join(or bool, kids []int) int {
	out := node{or, n.joint.lits[:0], n.joint.kids[:0]}
	for _, k := range kids {
		kid := &n.nodes[k]
		single := len(kid.kids) == 0 && len(kid.lits) == 1 && bits.OnesCount64(kid.lits[0].pos)+bits.OnesCount64(kid.lits[0].neg) == 1
		if single || kid.or == or {
			out.lits = append(out.lits, kid.lits...)
			out.kids = append(out.kids, kid.kids...)
		} else if len(kid.lits) == 0 && len(kid.kids) == 0 {
			return k // an empty node of the other kind decides
		} else {
			out.kids = append(out.kids, k)
		}
	}
	n.joint = out
	return n.intern(out)
}

// Not is the negation of a node, pushed down to the literals.
func (n *Network) Not(k int) int {
	if d, ok := n.duals[k]; ok {
		return d
	}
	from := n.nodes[k]
	out := node{or: !from.or}
	if len(from.kids) == 0 && len(from.lits) == 1 && bits.OnesCount64(from.lits[0].pos)+bits.OnesCount64(from.lits[0].neg) == 1 {
		out.or = from.or // one literal is neither
	}
	for _, x := range from.lits {
		out.lits = append(out.lits, lits{word: x.word, pos: x.neg, neg: x.pos})
	}
	for _, kid := range from.kids {
		out.kids = append(out.kids, n.Not(kid))
	}
	d := n.intern(out)
	n.duals[k], n.duals[d] = d, k
	return d
}

// intern takes a node, and copies its slices where it is new.
func (n *Network) intern(x node) int {
	if len(x.lits) > 1 {
		slices.SortFunc(x.lits, func(a, b lits) int { return a.word - b.word })
	}
	merged := x.lits[:0]
	for _, y := range x.lits {
		if last := len(merged) - 1; last >= 0 && merged[last].word == y.word {
			merged[last].pos |= y.pos
			merged[last].neg |= y.neg
		} else {
			merged = append(merged, y)
		}
	}
	x.lits = merged
	slices.Sort(x.kids)
	x.kids = slices.Compact(x.kids)
	if len(x.lits) == 0 && len(x.kids) == 1 {
		return x.kids[0]
	}
	n.key = x.appendKey(n.key[:0])
	if i, ok := n.byKey[string(n.key)]; ok {
		return i
	}
	n.nodes = append(n.nodes, node{x.or, slices.Clone(x.lits), slices.Clone(x.kids)})
	n.byKey[string(n.key)] = len(n.nodes) - 1
	return len(n.nodes) - 1
}

// appendKey writes what is the same for equal nodes only.
func (x *node) appendKey(key []byte) []byte {
	key = strconv.AppendBool(key, x.or)
	for _, y := range x.lits {
		key = binary.AppendUvarint(append(key, 'l'), uint64(y.word))
		key = binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(key, y.pos), y.neg)
	}
	key = append(key, 'k')
	for _, k := range x.kids {
		key = binary.AppendUvarint(key, uint64(k))
	}
	return key
}

// Walk evaluates nodes of a network for one set of facts. It is not safe for
// concurrent use; the network is.
type Walk struct {
	n     *Network
	f     *Facts
	memo  []uint8 // 0 not yet, else Truth + 1
	truth []uint8 // scratch space of Run
	exact exactState

	answers  []exactAnswer // of Exactly so far: several provisions rest on one node
	answered []int         // the nodes of answers
	asked    []int32       // by node: its place in answers, from 1 on
	key      []byte        // scratch space of remembered
	beside   *world        // scratch space of beyond
}

// NewWalk returns a walk over the network as it is now.
func (n *Network) NewWalk() *Walk {
	return &Walk{n: n, memo: make([]uint8, len(n.nodes)), asked: make([]int32, len(n.nodes))}
}

// Reset starts over with other facts, which must not change until the next Reset.
func (w *Walk) Reset(f *Facts) {
	w.f = f
	clear(w.memo)
	for _, i := range w.answered {
		w.asked[i] = 0
	}
	clear(w.answers)
	w.answers, w.answered = w.answers[:0], w.answered[:0]
}

// Truth is Kleene's value of a node.
func (w *Walk) Truth(i int) Truth {
	if m := w.memo[i]; m != 0 {
		return Truth(m - 1)
	}
	n := &w.n.nodes[i]
	out := w.literals(n)
	decided, neutral := No, Yes
	if n.or {
		decided, neutral = Yes, No
	}
	if out != decided {
		for _, k := range n.kids {
			t := w.Truth(k)
			if t == decided {
				out = decided
				break
			}
			if t != neutral {
				out = Unknown
			}
		}
	}
	w.memo[i] = uint8(out) + 1
	return out
}

func (w *Walk) literals(n *node) Truth {
	yes, no := w.f.yes, w.f.no
	if n.or {
		out := No
		for _, x := range n.lits {
			if yes[x.word]&x.pos|no[x.word]&x.neg != 0 {
				return Yes
			}
			if no[x.word]&x.pos != x.pos || yes[x.word]&x.neg != x.neg {
				out = Unknown
			}
		}
		return out
	}
	out := Yes
	for _, x := range n.lits {
		if no[x.word]&x.pos|yes[x.word]&x.neg != 0 {
			return No
		}
		if yes[x.word]&x.pos != x.pos || no[x.word]&x.neg != x.neg {
			out = Unknown
		}
	}
	return out
}

// Tree is Kleene's value of a part of a condition, for the reason tree: it reads
// the same atom bits and the same nodes as Truth.
func (w *Walk) Tree(t *Tree, resolve func(name string) int) Truth {
	switch t.Op {
	case Const:
		if t.Value {
			return Yes
		}
		return No
	case Atom:
		return w.f.truth(t.atom)
	case Ref:
		return w.Truth(resolve(t.Ref))
	case Not:
		return [...]Truth{Unknown, Yes, No}[w.Tree(t.Kids[0], resolve)]
	case If:
		c, a, b := w.Tree(t.Kids[0], resolve), w.Tree(t.Kids[1], resolve), w.Tree(t.Kids[2], resolve)
		switch {
		case c == Yes:
			return a
		case c == No:
			return b
		case a == b:
			return a
		}
		return Unknown
	}
	decided, neutral := No, Yes
	if t.Op == Or {
		decided, neutral = Yes, No
	}
	out := neutral
	for _, k := range t.Kids {
		switch w.Tree(k, resolve) {
		case decided:
			return decided
		case Unknown:
			out = Unknown
		}
	}
	return out
}
