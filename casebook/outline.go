package casebook

import (
	"slices"

	"shoumi/rules"
)

// Outline is how a scenario hangs together, whatever is still wrong with it.
type Outline struct {
	Nodes  []OutlineNode // as the scenario has them
	Layers [][]int       // numbers of nodes that can be reached, each after all that lead to it
	Loops  bool          // a choice leads back to where the way came from
}

// OutlineNode is a node in an outline.
type OutlineNode struct {
	Layer int // -1: no way leads there
	Ways  []OutlineWay
}

// OutlineWay is where a choice leads to, under a condition or not.
type OutlineWay struct {
	Choice int // of the node, from 0
	To     int // the node; Ends, or Nowhere
	Back   bool
}

const (
	Ends    = -1 // the scenario is over
	Nowhere = -2 // no node is called so
)

// Dead says whether nothing can be chosen at the node.
func (n OutlineNode) Dead() bool { return len(n.Ways) == 0 }

// Final says whether a choice at the node is the last.
func (n OutlineNode) Final() bool {
	return slices.ContainsFunc(n.Ways, func(w OutlineWay) bool { return w.To == Ends })
}

// Outline works out how the scenario hangs together. Of nodes of one name the first is
// meant.
func (s *Scenario) Outline() Outline {
	o := Outline{Nodes: make([]OutlineNode, len(s.Nodes))}
	for i, n := range s.Nodes {
		o.Nodes[i].Layer = -1
		for k, c := range n.Choices {
			if len(c.Then) == 0 {
				o.Nodes[i].Ways = append(o.Nodes[i].Ways, OutlineWay{Choice: k, To: Ends})
			}
			for _, b := range c.Then {
				to := slices.IndexFunc(s.Nodes, func(n Node) bool { return n.ID == b.Go && b.Go != "" })
				if to < 0 {
					to = Nowhere
				}
				o.Nodes[i].Ways = append(o.Nodes[i].Ways, OutlineWay{Choice: k, To: to})
			}
		}
	}
	if len(s.Nodes) > 0 {
		o.layer()
	}
	return o
}

// layer puts every node that can be reached behind all that lead to it.
func (o *Outline) layer() {
	const open, done = 1, 2
	state := make([]int, len(o.Nodes))
	var order []int // the last first
	var visit func(i int)
	visit = func(i int) {
		state[i] = open
		for k, w := range o.Nodes[i].Ways {
			switch {
			case w.To < 0:
			case state[w.To] == open:
				o.Nodes[i].Ways[k].Back, o.Loops = true, true
			case state[w.To] == 0:
				visit(w.To)
			}
		}
		state[i] = done
		order = append(order, i)
	}
	visit(0)
	o.Nodes[0].Layer = 0
	for _, i := range slices.Backward(order) {
		for _, w := range o.Nodes[i].Ways {
			if w.To >= 0 && !w.Back {
				o.Nodes[w.To].Layer = max(o.Nodes[w.To].Layer, o.Nodes[i].Layer+1)
			}
		}
	}
	for i, n := range o.Nodes {
		for n.Layer >= len(o.Layers) {
			o.Layers = append(o.Layers, nil)
		}
		if n.Layer >= 0 {
			o.Layers[n.Layer] = append(o.Layers[n.Layer], i)
		}
	}
}

// Playable says whether the scenario can be gone through to an end, whatever else is
// wrong with it: every choice leads somewhere, and none back.
func (s *Scenario) Playable() bool {
	o := s.Outline()
	if len(s.Nodes) == 0 || o.Loops {
		return false
	}
	for i, n := range o.Nodes {
		named := map[string]bool{"": true}
		for _, c := range s.Nodes[i].Choices {
			if named[c.ID] {
				return false
			}
			named[c.ID] = true
		}
		if n.Layer >= 0 && (n.Dead() || slices.ContainsFunc(n.Ways, func(w OutlineWay) bool { return w.To == Nowhere })) {
			return false
		}
	}
	return true
}

// Of is a casebook of one case, such as one that is being written: to play its scenario
// and to turn its facts. The case must not be changed any more.
func Of(book *rules.Book, c *Case) *Casebook {
	if c.Scenario != nil {
		c.Scenario.seal()
	}
	return &Casebook{book: book, cases: []*Case{c}, topics: shippedTopics(), weights: weigh(book)}
}
