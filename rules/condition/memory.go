package condition

import (
	"encoding/binary"
	"math/bits"
	"slices"
	"sync"
)

// memory is what Exactly said of the nodes of a network, in any walk over it. What it
// says of a node depends on few of the slots; somebody who answers one question more,
// or a thousand records that are judged anew, ask for the same again and again.
type memory [64]memoryPart // by node, so that walks do not wait for each other

type memoryPart struct {
	sync.Mutex
	basis   map[int]basis
	answers map[string]exactAnswer
}

// basis is what the answer for a node depends on.
type basis struct {
	slots []int // those that its atoms read, and those that constraints tie to them
	free  bool  // an atom reads numbers that have no classes: there is nothing to remember it by
}

// maxRemembered is how many answers a part of the memory holds before it starts anew:
// all of them together some ten megabytes.
const maxRemembered = 1 << 10

// remembered is Exactly of a node that Kleene leaves open, worked out where it was not
// asked for with the same facts before.
func (w *Walk) remembered(i int) exactAnswer {
	part := &w.n.memory[i%len(w.n.memory)]
	part.Lock()
	on, ok := part.basis[i]
	if !ok {
		if part.basis == nil {
			part.basis, part.answers = map[int]basis{}, map[string]exactAnswer{}
		}
		on = w.n.basis(i)
		part.basis[i] = on
	}
	if on.free {
		part.Unlock()
		return w.settle(i)
	}
	w.key = binary.AppendUvarint(w.key[:0], uint64(i))
	for _, s := range on.slots {
		w.key = binary.AppendUvarint(w.key, uint64(w.f.value[s]))
	}
	answer, ok := part.answers[string(w.key)]
	part.Unlock()
	if ok {
		return answer
	}
	answer = w.settle(i)
	answer.missing = slices.Clip(answer.missing) // it is shared from now on
	part.Lock()
	defer part.Unlock()
	if len(part.answers) >= maxRemembered {
		clear(part.answers)
	}
	part.answers[string(w.key)] = answer
	return answer
}

// basis works out what the answer for a node depends on.
func (n *Network) basis(i int) (out basis) {
	l := n.l
	seen := make([]bool, len(l.slots))
	add := func(s int) {
		if !seen[s] {
			seen[s] = true
			out.slots = append(out.slots, s)
		}
	}
	for _, k := range n.below([]int{i}) {
		for _, y := range n.nodes[k].lits {
			for mask := y.pos | y.neg; mask != 0; mask &= mask - 1 {
				a := l.atoms[y.word*64+bits.TrailingZeros64(mask)]
				out.free = out.free || !a.finite
				for _, s := range a.slots {
					add(s)
				}
			}
		}
	}
	for k := 0; k < len(out.slots); k++ {
		for _, c := range l.ties[out.slots[k]] {
			add(l.clauses[c].a)
			add(l.clauses[c].b)
		}
	}
	return out
}
