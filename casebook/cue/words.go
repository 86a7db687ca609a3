package cue

import "slices"

// words finds all words of the lexicon in one pass (Aho and Corasick, 1975).
type words struct {
	list  []word
	known map[string]int
	nodes []node
}

type word struct {
	text string
	size int   // in runes
	sets []int // the sets it belongs to
	bars []int // the sets from which it keeps the words within it away
}

type node struct {
	next map[rune]int
	fail int
	ends int // word that ends here, -1 where none does
	more int // next node on the way of failures at which a word ends, 0 where none
}

// hit is a word in the text.
type hit struct{ word, start, end int }

// add is the number of a word, new or known.
func (w *words) add(text string) int {
	if n, ok := w.known[text]; ok {
		return n
	}
	if w.known == nil {
		w.known, w.nodes = map[string]int{}, []node{{ends: -1}}
	}
	at, size := 0, 0
	for _, r := range text {
		size++
		to, ok := w.nodes[at].next[r]
		if !ok {
			to = len(w.nodes)
			w.nodes = append(w.nodes, node{ends: -1})
			if w.nodes[at].next == nil {
				w.nodes[at].next = map[rune]int{}
			}
			w.nodes[at].next[r] = to
		}
		at = to
	}
	n := len(w.list)
	w.list = append(w.list, word{text: text, size: size})
	w.known[text] = n
	w.nodes[at].ends = n
	return n
}

// link completes the automaton when all words are there.
func (w *words) link() {
	if len(w.nodes) == 0 {
		w.nodes = []node{{ends: -1}}
	}
	queue := []int{}
	for _, to := range w.nodes[0].next {
		queue = append(queue, to)
	}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		for r, to := range w.nodes[at].next {
			fail := w.step(w.nodes[at].fail, r)
			w.nodes[to].fail = fail
			if w.nodes[fail].ends >= 0 {
				w.nodes[to].more = fail
			} else {
				w.nodes[to].more = w.nodes[fail].more
			}
			queue = append(queue, to)
		}
	}
}

func (w *words) step(at int, r rune) int {
	for {
		if to, ok := w.nodes[at].next[r]; ok {
			return to
		}
		if at == 0 {
			return 0
		}
		at = w.nodes[at].fail
	}
}

// find are all words in the text, those that are left out excepted, by start and
// the longer before the shorter.
func (w *words) find(text []rune, left map[int]bool) []hit {
	var hits []hit
	at := 0
	for i, r := range text {
		at = w.step(at, r)
		for n := at; n != 0; n = w.nodes[n].more {
			if word := w.nodes[n].ends; word >= 0 && !left[word] {
				hits = append(hits, hit{word, i + 1 - w.list[word].size, i + 1})
			}
		}
	}
	slices.SortFunc(hits, func(a, b hit) int {
		if a.start != b.start {
			return a.start - b.start
		}
		return b.end - a.end
	})
	return hits
}
