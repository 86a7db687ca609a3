package casebook

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"

	"shoumi/rules"
)

// Scenario is a case to play: a story in nodes, in which what the reader does
// makes facts so, and the rules say what follows.
type Scenario struct {
	Title   string       `json:"title"`
	Actor   string       `json:"actor"`    // of the case: in his shoes the reader is
	ActDate rules.Date   `json:"act_date"` // the law of this day governs
	Facts   rules.Values `json:"facts"`    // what is so before the first choice
	Nodes   []Node       `json:"nodes"`    // the first is the start
	// Version is a digest of all that stands above: a run belongs to one version.
	Version string `json:"-"`
}

// Node is a point of a scenario at which something has to be done.
type Node struct {
	ID      string   `json:"id"`
	Story   string   `json:"story"`
	Ask     string   `json:"ask"`
	Choices []Choice `json:"choices"`
}

// Choice is one thing to do at a node.
type Choice struct {
	ID   string   `json:"id"`
	Do   string   `json:"do"`
	Sets []Effect `json:"sets,omitempty"`
	Says string   `json:"says"` // what happens then; story, no verdict
	Then []Branch `json:"then,omitempty"`
}

// Effect is a fact that a choice makes so. Value is one of rules.Values, and nil
// makes the fact unknown; of a set, []string are members that come to it and
// map[string]bool members that come or go.
type Effect struct {
	Fact  string `json:"fact"`
	Value any    `json:"value"`
}

// Branch is where a choice leads to: the first of Choice.Then whose facts are so.
type Branch struct {
	If []Literal `json:"if,omitempty"` // all of them; none on the last
	Go string    `json:"go"`           // id of a node
}

// Literal is a fact with a value: bool, an enum value, or a member of a set.
type Literal struct {
	Fact string `json:"fact"`
	Is   any    `json:"is"`
}

// DefaultAsk is the question of a node that has none of its own.
const DefaultAsk = "您會怎麼做？"

// seal computes the version.
func (s *Scenario) seal() {
	plain, _ := json.Marshal(s) // values of a file always marshal
	sum := sha256.Sum256(plain)
	s.Version = "sha256:" + hex.EncodeToString(sum[:])
}

// Node finds a node by id.
func (s *Scenario) Node(id string) (Node, bool) {
	for _, n := range s.Nodes {
		if n.ID == id {
			return n, true
		}
	}
	return Node{}, false
}

// Choice finds a choice by id.
func (n Node) Choice(id string) (Choice, bool) {
	for _, c := range n.Choices {
		if c.ID == id {
			return c, true
		}
	}
	return Choice{}, false
}

// next is the node that a choice leads to under the facts it made so; empty at
// the end.
func (c Choice) next(facts rules.Values) string {
	for _, b := range c.Then {
		if !slices.ContainsFunc(b.If, func(l Literal) bool { return !l.holds(facts) }) {
			return b.Go
		}
	}
	return ""
}

// holds says whether the literal is known to be so.
func (l Literal) holds(facts rules.Values) bool {
	id, isText := l.Is.(string)
	switch v := facts[l.Fact].(type) {
	case []string, map[string]bool:
		in, known := member(v, id)
		return isText && known && in
	default:
		return v == l.Is
	}
}

// apply are the facts after a choice. They depend on the facts before and on
// nothing else, and equal facts are equal values, whatever the way to them.
func (c Choice) apply(book *rules.Book, facts rules.Values) rules.Values {
	out := maps.Clone(facts)
	for _, e := range c.Sets {
		f, _ := book.Fact(e.Fact)
		if v := merge(f, out[e.Fact], e.Value); v == nil {
			delete(out, e.Fact)
		} else {
			out[e.Fact] = v
		}
	}
	return out
}

// merge is a fact after an effect.
func merge(f rules.Fact, now, change any) any {
	if f.Type != rules.Set || change == nil {
		return change
	}
	members := map[string]bool{}
	for _, v := range f.Values {
		if in, known := member(now, v.ID); known {
			members[v.ID] = in
		}
	}
	switch x := change.(type) {
	case []string:
		for _, id := range x {
			members[id] = true
		}
	case map[string]bool:
		maps.Copy(members, x)
	}
	return canonical(f, members)
}

// canonical writes a set of which every member is known as a list in the order of
// the vocabulary, and any other as a map.
func canonical(f rules.Fact, members map[string]bool) any {
	list := []string{}
	for _, v := range f.Values {
		in, known := members[v.ID]
		if !known {
			return members
		}
		if in {
			list = append(list, v.ID)
		}
	}
	return list
}

// incident are facts of a scenario as something to classify.
func (s *Scenario) incident(reference string, facts rules.Values) rules.Incident {
	return rules.Incident{Reference: reference, ActDate: rules.On(s.ActDate), Actors: []rules.Actor{{Name: s.Actor, Facts: facts}}}
}

// key is one text for equal facts.
func key(facts rules.Values) string {
	plain, _ := json.Marshal(facts) // maps are written in the order of their keys
	return string(plain)
}
