package casebook

import (
	"fmt"
	"slices"
)

// Rename gives the node at a place another id. Choices that led to it lead to it still.
func (s *Scenario) Rename(at int, id string) {
	was := s.Nodes[at].ID
	s.Nodes[at].ID = id
	if was != "" {
		s.redirect(was, func(b *Branch) { b.Go = id })
	}
}

// redirect changes every branch that leads to a node.
func (s *Scenario) redirect(to string, change func(*Branch)) {
	for i := range s.Nodes {
		for k := range s.Nodes[i].Choices {
			then := s.Nodes[i].Choices[k].Then
			for j := range then {
				if then[j].Go == to {
					change(&then[j])
				}
			}
		}
	}
}

// Remove takes out the node at a place. Choices that led to it end the scenario; of
// those that lead on under conditions, the branch is left without a goal.
func (s *Scenario) Remove(at int) {
	gone := s.Nodes[at].ID
	s.Nodes = slices.Delete(slices.Clone(s.Nodes), at, at+1)
	s.redirect(gone, func(b *Branch) { b.Go = "" })
	for i := range s.Nodes {
		for k := range s.Nodes[i].Choices {
			if c := &s.Nodes[i].Choices[k]; len(c.Then) == 1 && c.Then[0].Go == "" && len(c.Then[0].If) == 0 {
				c.Then = nil
			}
		}
	}
}

// Add puts a node without words at the end, with two choices, and gives its place.
func (s *Scenario) Add() int {
	n := Node{ID: free("n", func(id string) bool { _, taken := s.Node(id); return taken }), Ask: DefaultAsk}
	n.Add()
	n.Add()
	s.Nodes = append(s.Nodes, n)
	return len(s.Nodes) - 1
}

// Add puts a choice without words at the end, and gives its place.
func (n *Node) Add() int {
	n.Choices = append(slices.Clone(n.Choices), Choice{ID: free("c", func(id string) bool { _, taken := n.Choice(id); return taken })})
	return len(n.Choices) - 1
}

// free is the first id of a series that is not taken.
func free(series string, taken func(string) bool) string {
	for i := 1; ; i++ {
		if id := fmt.Sprint(series, i); !taken(id) {
			return id
		}
	}
}
