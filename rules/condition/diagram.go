package condition

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/expr-lang/expr/vm"
)

// Diagrams decides questions about whole conditions, with nothing known: can it
// hold, does one imply the other, what is a pattern of facts that one catches and
// the other does not. They are decision diagrams over the finite slots of one or
// more sealed languages, so that two books can be compared; equal functions are
// equal numbers.
type Diagrams struct {
	vars   []dvar
	index  map[string]int
	nodes  []dnode
	unique map[string]Diagram
	memo   map[[3]int]Diagram
	built  map[*Network]map[int]Diagram
}

// Diagram is a function from facts to truth, within its Diagrams.
type Diagram int

// Never and Always are the constant functions.
const (
	Never  Diagram = 0
	Always Diagram = 1
)

// dvar is a slot under the name that all languages share.
type dvar struct {
	name, member string
	typ          Type
	values       []string // Enum
	slot         slot     // numbers: the cuts of every language together
}

type dnode struct {
	v    int
	kids []Diagram
}

func slotKey(l *Language, s *slot) string {
	return l.vars[s.variable].Name + "\x00" + s.member
}

// NewDiagrams prepares diagrams over the variables of sealed languages. Two
// variables of one name must have one type; an enum takes the values of all.
func NewDiagrams(languages ...*Language) (*Diagrams, error) {
	d := &Diagrams{index: map[string]int{}, unique: map[string]Diagram{}, memo: map[[3]int]Diagram{}, built: map[*Network]map[int]Diagram{},
		nodes: []dnode{{v: 1 << 30}, {v: 1 << 30}}}
	for _, l := range languages {
		for i := range l.slots {
			s := &l.slots[i]
			v := l.vars[s.variable]
			key := slotKey(l, s)
			k, ok := d.index[key]
			if !ok {
				k = len(d.vars)
				d.index[key] = k
				d.vars = append(d.vars, dvar{name: v.Name, member: s.member, typ: v.Type})
			}
			x := &d.vars[k]
			if x.typ != v.Type {
				return nil, fmt.Errorf("事實「%s」在兩套規則裡型別不同", v.Name)
			}
			for _, value := range v.Values {
				if v.Type == Enum && !slices.Contains(x.values, value) {
					x.values = append(x.values, value)
				}
			}
			x.slot.cuts = append(x.slot.cuts, s.cuts...)
		}
		for _, a := range l.free {
			if key := "\x00free " + a.key; !slices.ContainsFunc(d.vars, func(v dvar) bool { return v.name == key }) {
				d.index[key] = len(d.vars)
				d.vars = append(d.vars, dvar{name: key})
			}
		}
	}
	for i := range d.vars {
		sort.Ints(d.vars[i].slot.cuts)
		d.vars[i].slot.cuts = unique(d.vars[i].slot.cuts)
	}
	return d, nil
}

func (v *dvar) size() int {
	switch v.typ {
	case Enum:
		return len(v.values)
	case Int, Date:
		return 2*len(v.slot.cuts) + 1
	}
	return 2
}

func (d *Diagrams) node(v int, kids []Diagram) Diagram {
	same := true
	for _, k := range kids {
		same = same && k == kids[0]
	}
	if same {
		return kids[0]
	}
	key := fmt.Sprint(v, kids)
	if n, ok := d.unique[key]; ok {
		return n
	}
	d.nodes = append(d.nodes, dnode{v, kids})
	d.unique[key] = Diagram(len(d.nodes) - 1)
	return d.unique[key]
}

const (
	opAnd = iota
	opOr
	opNot
)

func (d *Diagrams) apply(op int, a, b Diagram) Diagram {
	switch {
	case op == opAnd && (a == Never || b == Never):
		return Never
	case op == opOr && (a == Always || b == Always):
		return Always
	case op == opAnd && a == Always, op == opOr && a == Never:
		return b
	case op == opAnd && b == Always, op == opOr && b == Never, a == b && op != opNot:
		return a
	case op == opNot && a <= Always:
		return 1 - a
	}
	if op != opNot && a > b {
		a, b = b, a
	}
	key := [3]int{op, int(a), int(b)}
	if r, ok := d.memo[key]; ok {
		return r
	}
	v := d.nodes[a].v
	if op != opNot {
		v = min(v, d.nodes[b].v)
	}
	kids := make([]Diagram, d.vars[v].size())
	at := func(x Diagram, k int) Diagram {
		if d.nodes[x].v == v {
			return d.nodes[x].kids[k]
		}
		return x
	}
	for k := range kids {
		if op == opNot {
			kids[k] = d.apply(op, at(a, k), b)
		} else {
			kids[k] = d.apply(op, at(a, k), at(b, k))
		}
	}
	r := d.node(v, kids)
	d.memo[key] = r
	return r
}

// And, Or and Not combine diagrams.
func (d *Diagrams) And(a ...Diagram) Diagram {
	out := Always
	for _, x := range a {
		out = d.apply(opAnd, out, x)
	}
	return out
}

// Or is the disjunction.
func (d *Diagrams) Or(a ...Diagram) Diagram {
	out := Never
	for _, x := range a {
		out = d.apply(opOr, out, x)
	}
	return out
}

// Not is the negation.
func (d *Diagrams) Not(a Diagram) Diagram { return d.apply(opNot, a, 0) }

// Legal holds for the facts that the constraints of a language allow.
func (d *Diagrams) Legal(l *Language) Diagram {
	out := Always
	for _, c := range l.clauses {
		out = d.And(out, d.Or(d.inMask(l, c.a, c.am), d.inMask(l, c.b, c.bm)))
	}
	for i, v := range d.vars {
		if v.typ != Int && v.typ != Date {
			continue
		}
		kids := make([]Diagram, v.size())
		for k := range kids {
			if v.slot.legal(k) {
				kids[k] = Always
			}
		}
		out = d.And(out, d.node(i, kids))
	}
	return out
}

func (d *Diagrams) inMask(l *Language, slot int, mask uint64) Diagram {
	v := d.index[slotKey(l, &l.slots[slot])]
	kids := make([]Diagram, d.vars[v].size())
	for k := range kids {
		if mask>>d.class(l, slot, k)&1 == 1 {
			kids[k] = Always
		}
	}
	return d.node(v, kids)
}

// class is the class of a language's slot for a class of the shared variable; an
// enum value that the language does not have is a class none of its atoms names.
func (d *Diagrams) class(l *Language, slot, shared int) int {
	s := &l.slots[slot]
	v := &d.vars[d.index[slotKey(l, s)]]
	switch v.typ {
	case Enum:
		if k := slices.Index(l.vars[s.variable].Values, v.values[shared]); k >= 0 {
			return k
		}
		return 63
	case Int, Date:
		return s.class(v.slot.sample(shared, v.typ).(int))
	}
	return shared
}

// Of is the diagram of a node of a network.
func (d *Diagrams) Of(n *Network, i int) Diagram {
	memo := d.built[n]
	if memo == nil {
		memo = map[int]Diagram{}
		d.built[n] = memo
	}
	if x, ok := memo[i]; ok {
		return x
	}
	from := n.nodes[i]
	var parts []Diagram
	for _, y := range from.lits {
		for bit := range 64 {
			a := y.word*64 + bit
			if y.pos>>bit&1 == 1 {
				parts = append(parts, d.atom(n.l, n.l.atoms[a]))
			}
			if y.neg>>bit&1 == 1 {
				parts = append(parts, d.Not(d.atom(n.l, n.l.atoms[a])))
			}
		}
	}
	for _, k := range from.kids {
		parts = append(parts, d.Of(n, k))
	}
	out := d.And(parts...)
	if from.or {
		out = d.Or(parts...)
	}
	memo[i] = out
	return out
}

func (d *Diagrams) atom(l *Language, a *atom) Diagram {
	if !a.finite {
		return d.node(d.index["\x00free "+a.key], []Diagram{Never, Always})
	}
	order := slices.Clone(a.slots)
	slices.SortFunc(order, func(x, y int) int { return d.index[slotKey(l, &l.slots[x])] - d.index[slotKey(l, &l.slots[y])] })
	class, shared := map[int]int{}, map[int]int{}
	var build func(k int) Diagram
	build = func(k int) Diagram {
		if k == len(order) {
			row, step := 0, 1
			for _, s := range a.slots {
				if class[s] >= l.slots[s].size {
					return d.foreign(l, a, shared)
				}
				row += step * class[s]
				step *= l.slots[s].size
			}
			if a.table[row] {
				return Always
			}
			return Never
		}
		v := d.index[slotKey(l, &l.slots[order[k]])]
		kids := make([]Diagram, d.vars[v].size())
		for c := range kids {
			class[order[k]], shared[order[k]] = d.class(l, order[k], c), c
			kids[c] = build(k + 1)
		}
		return d.node(v, kids)
	}
	return build(0)
}

// foreign runs an atom on an enum value that only another language has.
func (d *Diagrams) foreign(l *Language, a *atom, shared map[int]int) Diagram {
	env := map[string]any{}
	for s, c := range shared {
		v := &d.vars[d.index[slotKey(l, &l.slots[s])]]
		if v.typ == Enum {
			env[v.name] = v.values[c]
		} else {
			one := v.slot
			one.member = v.member
			env[v.name] = one.sample(c, v.typ)
		}
	}
	if out, err := vm.Run(a.program, env); err == nil && out == true {
		return Always
	}
	return Never
}

// Witness is a pattern of facts for which the diagram holds, as values for Set:
// of sets the members that must be in and those that must be out. ok is false
// where there is none. Facts that do not matter are left out; fewest yeses first.
func (d *Diagrams) Witness(a Diagram) (facts map[string]any, ok bool) {
	if a == Never {
		return nil, false
	}
	cost := map[Diagram]int{Always: 0}
	var weigh func(x Diagram) int
	weigh = func(x Diagram) int {
		if x == Never {
			return 1 << 20
		}
		if c, ok := cost[x]; ok {
			return c
		}
		best := 1 << 20
		for k, kid := range d.nodes[x].kids {
			best = min(best, weigh(kid)+d.step(x, k))
		}
		cost[x] = best
		return best
	}
	weigh(a)
	facts = map[string]any{}
	for a != Always {
		n := d.nodes[a]
		best := -1
		for k, kid := range n.kids {
			if kid != Never && (best < 0 || weigh(kid)+d.step(a, k) < weigh(n.kids[best])+d.step(a, best)) {
				best = k
			}
		}
		v := d.vars[n.v]
		switch {
		case strings.HasPrefix(v.name, "\x00free "):
		case v.typ == Set:
			m, _ := facts[v.name].(map[string]bool)
			if m == nil {
				m = map[string]bool{}
			}
			m[v.member] = best == 1
			facts[v.name] = m
		case v.typ == Bool:
			facts[v.name] = best == 1
		case v.typ == Enum:
			facts[v.name] = v.values[best]
		default:
			facts[v.name] = v.slot.sample(best, v.typ)
		}
		a = n.kids[best]
	}
	return facts, true
}

// step is what choosing class k of a node costs a witness: saying yes costs most.
func (d *Diagrams) step(x Diagram, k int) int {
	if v := d.vars[d.nodes[x].v]; (v.typ == Set || v.typ == Bool) && k == 1 {
		return 4
	}
	return 1
}

// Share is the part of all patterns of facts for which a diagram holds, counting
// every value of every variable alike.
func (d *Diagrams) Share(a Diagram) float64 {
	memo := map[Diagram]float64{Never: 0, Always: 1}
	var share func(Diagram) float64
	share = func(x Diagram) float64 {
		if s, ok := memo[x]; ok {
			return s
		}
		sum := 0.0
		for _, k := range d.nodes[x].kids {
			sum += share(k)
		}
		memo[x] = sum / float64(len(d.nodes[x].kids))
		return memo[x]
	}
	return share(a)
}

// Support lists the variables a diagram depends on.
func (d *Diagrams) Support(a Diagram) []string {
	seen := map[Diagram]bool{}
	var names []string
	var visit func(Diagram)
	visit = func(x Diagram) {
		if x <= Always || seen[x] {
			return
		}
		seen[x] = true
		if name := d.vars[d.nodes[x].v].name; !slices.Contains(names, name) {
			names = append(names, name)
		}
		for _, k := range d.nodes[x].kids {
			visit(k)
		}
	}
	visit(a)
	slices.Sort(names)
	return names
}
