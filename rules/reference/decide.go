package reference

import (
	"fmt"
	"slices"

	"shoumi/rules"
)

// truth is Kleene's: open is neither yes nor no.
type truth uint8

const (
	open truth = iota
	no
	yes
)

// tie is a constraint between facts: one implies the other, or excludes it.
type tie struct {
	one, other literal
	implies    bool
}

// literal says that a variable has a value.
type literal struct {
	key string
	is  value
}

// world is what each variable may still be. A variable that is not there may be
// anything; every variable that a condition has asked for is there.
type world struct {
	e    *Evaluator
	on   rules.Date
	left map[string][]value
}

func (w *world) clone() *world {
	out := &world{e: w.e, on: w.on, left: make(map[string][]value, len(w.left))}
	for k, v := range w.left {
		out.left[k] = v // the lists are never changed in place
	}
	return out
}

var bools = []value{{word: "false"}, {word: "true"}}

// may are the values that are left to a variable.
func (w *world) may(key string) []value {
	if v, ok := w.left[key]; ok {
		return v
	}
	if v, ok := w.e.domains[key]; ok {
		return v
	}
	return bools
}

// domain are the values of a fact that conditions can tell apart; of numbers one
// of every kind.
func (e *Evaluator) domain(f rules.Fact) []value {
	var out []value
	switch f.Type {
	case rules.Enum:
		for _, v := range f.Values {
			out = append(out, value{word: v.ID})
		}
	case rules.Int, rules.Money, rules.DateFact:
		for _, c := range e.constants[f.ID] {
			for _, n := range []int64{c - 1, c, c + 1} {
				if !slices.Contains(out, value{number: n}) {
					out = append(out, value{number: n})
				}
			}
		}
	default:
		return bools
	}
	return out
}

// given puts facts into a new world.
func (e *Evaluator) given(in rules.Values, on rules.Date) (*world, error) {
	w := &world{e: e, on: on, left: map[string][]value{}}
	for id, v := range in {
		f, ok := e.facts[id]
		if !ok {
			return nil, fmt.Errorf("沒有叫做「%s」的事實", id)
		}
		switch x := v.(type) {
		case nil:
		case bool:
			w.left[id] = bools[:1]
			if x {
				w.left[id] = bools[1:]
			}
		case string:
			w.left[id] = []value{{word: x}}
		case int64:
			w.left[id] = []value{{number: x}}
		case rules.Date:
			w.left[id] = []value{{number: int64(x)}}
		case []string:
			for _, m := range f.Values {
				w.left[memberKey(id, m.ID)] = bools[:1]
			}
			for _, m := range x {
				w.left[memberKey(id, m)] = bools[1:]
			}
		case map[string]bool:
			for m, is := range x {
				w.left[memberKey(id, m)] = bools[:1]
				if is {
					w.left[memberKey(id, m)] = bools[1:]
				}
			}
		default:
			return nil, fmt.Errorf("「%s」的值型別不對", id)
		}
	}
	if !w.obey() {
		return nil, fmt.Errorf("事實互相矛盾")
	}
	return w, nil
}

// obey takes away what the ties forbid; false where nothing is left.
func (w *world) obey() bool {
	for changed := true; changed; {
		changed = false
		for _, t := range w.e.ties {
			one, other := w.holds(t.one), w.holds(t.other)
			switch {
			case t.implies && one == yes && other != yes:
				changed = w.keep(t.other, true)
			case t.implies && other == no && one != no:
				changed = w.keep(t.one, false)
			case !t.implies && one == yes && other != no:
				changed = w.keep(t.other, false)
			case !t.implies && other == yes && one != no:
				changed = w.keep(t.one, false)
			default:
				continue
			}
			if !changed {
				return false
			}
		}
	}
	return true
}

func (w *world) holds(l literal) truth {
	return all(w.may(l.key), func(v value) bool { return v == l.is })
}

// keep leaves a variable the values that make a literal so, or not so; false when
// there are none.
func (w *world) keep(l literal, so bool) bool {
	w.left[l.key] = slices.DeleteFunc(slices.Clone(w.may(l.key)), func(v value) bool { return v == l.is != so })
	return len(w.left[l.key]) > 0
}

func all(values []value, accepts func(value) bool) truth {
	some, none := false, true
	for _, v := range values {
		if accepts(v) {
			none = false
		} else {
			some = true
		}
	}
	switch {
	case none:
		return no
	case some:
		return open
	}
	return yes
}

// truth is Kleene's value of a condition.
func (w *world) truth(n *node) truth {
	switch n.op {
	case constant:
		if n.value {
			return yes
		}
		return no
	case leaf:
		return all(w.may(n.key), n.accepts)
	case concept:
		return w.truth(w.defined(n))
	case not:
		return [...]truth{open: open, no: yes, yes: no}[w.truth(n.kids[0])]
	case choice:
		switch w.truth(n.kids[0]) {
		case yes:
			return w.truth(n.kids[1])
		case no:
			return w.truth(n.kids[2])
		}
		if a := w.truth(n.kids[1]); a == w.truth(n.kids[2]) {
			return a
		}
		return open
	}
	decisive, rest := no, yes // of and
	if n.op == or {
		decisive, rest = yes, no
	}
	for _, k := range n.kids {
		switch w.truth(k) {
		case decisive:
			return decisive
		case open:
			rest = open
		}
	}
	return rest
}

// defined is the condition of a concept on the day. Loading a book has made sure
// that there is one.
func (w *world) defined(n *node) *node {
	for _, v := range w.e.concepts[n.concept].Versions {
		if v.From <= w.on && w.on < v.To {
			return w.e.conditions[v.When]
		}
	}
	return &node{op: constant}
}

// undecided is the first variable that an open condition waits for.
func (w *world) undecided(n *node) (string, bool) {
	switch n.op {
	case leaf:
		return n.key, true
	case concept:
		return w.undecided(w.defined(n))
	}
	for _, k := range n.kids {
		if w.truth(k) == open {
			return w.undecided(k)
		}
	}
	return "", false
}

// maxTried is how many partial completions are looked at before giving up.
const maxTried = 60000

// settle is the value of a condition over all completions of the facts.
func (w *world) settle(n *node) (rules.Verdict, error) {
	c := &completions{}
	c.try(w, n)
	switch {
	case c.yes && c.no:
		return rules.Undetermined, nil
	case c.tried > maxTried:
		return rules.Undetermined, ErrTooOpen
	case c.yes:
		return rules.Established, nil
	}
	return rules.NotEstablished, nil
}

// completions is the truth table of a condition, written only as far as its lines
// can differ.
type completions struct {
	yes, no bool
	tried   int
}

func (c *completions) try(w *world, n *node) {
	if c.tried++; c.yes && c.no || c.tried > maxTried {
		return
	}
	switch w.truth(n) {
	case yes:
		c.yes = true
		return
	case no:
		c.no = true
		return
	}
	key, ok := w.undecided(n)
	if !ok {
		return
	}
	for _, v := range w.may(key) {
		next := w.clone()
		next.left[key] = []value{v}
		if next.obey() {
			c.try(next, n)
		}
	}
}
