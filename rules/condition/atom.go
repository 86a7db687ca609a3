package condition

import (
	"fmt"
	"sort"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/compiler"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/vm"
)

// maxTable is the largest truth table that is made of an atom or an open
// condition: twelve yes-or-no facts.
const maxTable = 1 << 12

// atom is what lies below the logical operators, with its program and, when its
// variables have finitely many values it can tell apart, its table.
type atom struct {
	key     string
	bit     int
	vars    []int // variables it reads
	slots   []int // slots it reads, after Seal; nil for a free atom
	member  string
	node    ast.Node
	program *vm.Program
	cuts    map[int][]int // variable → constants it is compared with
	finite  bool
	table   []bool // over the slots, the first fastest; nil for single-slot atoms after their masks are made
}

func (l *Language) newAtom(key string, n ast.Node) (*atom, error) {
	a := &atom{key: key, node: n, cuts: map[int][]int{}, finite: true}
	seen := map[int]bool{}
	ast.Walk(&n, &reads{l, a, seen})
	for i := range l.vars {
		if seen[i] {
			a.vars = append(a.vars, i)
		}
	}
	if in, ok := n.(*ast.BinaryNode); ok && in.Operator == "in" {
		text, isText := in.Left.(*ast.StringNode)
		set, isName := in.Right.(*ast.IdentifierNode) // not a slice of it
		if isText && isName && l.vars[l.index[set.Value]].Type == Set {
			a.member = text.Value
		}
	}
	for _, v := range a.vars {
		switch l.vars[v].Type {
		case Set:
			if a.member == "" {
				return nil, fmt.Errorf("集合「%s」請用 \"值\" in %s，或 any、all、none", l.vars[v].Name, l.vars[v].Name)
			}
		case Int, Date: // only a comparison with a constant cuts numbers into classes
			if !a.compares(l, n, v) {
				a.finite = false
			}
		}
	}
	var err error
	a.program, err = compiler.Compile(&parser.Tree{Node: n, Source: file.NewSource(key)}, l.cfg)
	return a, err
}

type reads struct {
	l    *Language
	a    *atom
	seen map[int]bool
}

func (r *reads) Visit(node *ast.Node) {
	if id, ok := (*node).(*ast.IdentifierNode); ok {
		if i, ok := r.l.index[id.Value]; ok {
			r.seen[i] = true
		}
	}
}

// compares says whether the atom is one comparison of a number with constants,
// and keeps the constants.
func (a *atom) compares(l *Language, n ast.Node, v int) bool {
	b, ok := n.(*ast.BinaryNode)
	if !ok {
		return false
	}
	name := func(n ast.Node) bool {
		id, ok := n.(*ast.IdentifierNode)
		return ok && id.Value == l.vars[v].Name
	}
	number := func(n ast.Node) (int, bool) {
		switch n := n.(type) {
		case *ast.IntegerNode:
			return n.Value, true
		case *ast.UnaryNode:
			if i, ok := n.Node.(*ast.IntegerNode); ok && n.Operator == "-" {
				return -i.Value, true
			}
		}
		return 0, false
	}
	switch b.Operator {
	case "<", "<=", ">", ">=", "==", "!=":
		for _, pair := range [][2]ast.Node{{b.Left, b.Right}, {b.Right, b.Left}} {
			if c, ok := number(pair[1]); ok && name(pair[0]) {
				a.cuts[v] = append(a.cuts[v], c)
				return true
			}
		}
	case "in":
		if r, ok := b.Right.(*ast.BinaryNode); ok && r.Operator == ".." && name(b.Left) {
			lo, ok1 := number(r.Left)
			hi, ok2 := number(r.Right)
			a.cuts[v] = append(a.cuts[v], lo, hi)
			return ok1 && ok2
		}
		if list, ok := b.Right.(*ast.ArrayNode); ok && name(b.Left) {
			for _, item := range list.Nodes {
				c, ok := number(item)
				if !ok {
					return false
				}
				a.cuts[v] = append(a.cuts[v], c)
			}
			return true
		}
	}
	return false
}

// picks are the members of a set for which a predicate over # holds: expr finds
// them once for the same words.
func (l *Language) picks(predicate ast.Node, v Variable) ([]any, error) {
	key := v.Name + "\x00" + predicate.String()
	if picked, ok := l.predicates[key]; ok {
		return picked, nil
	}
	all := &ast.ArrayNode{}
	for _, member := range v.Values {
		all.Nodes = append(all.Nodes, &ast.StringNode{Value: member})
	}
	var closed ast.Node = &ast.BuiltinNode{Name: "filter", Arguments: []ast.Node{all, predicate}}
	seen := map[int]bool{}
	ast.Walk(&closed, &reads{l, &atom{}, seen})
	if len(seen) > 0 {
		return nil, fmt.Errorf("reads facts")
	}
	program, err := compiler.Compile(&parser.Tree{Node: closed}, l.cfg)
	if err != nil {
		return nil, err
	}
	out, err := vm.Run(program, map[string]any{})
	picked, ok := out.([]any)
	if err == nil && !ok {
		err = fmt.Errorf("not a list")
	}
	if err == nil {
		l.predicates[key] = picked
	}
	return picked, err
}

// Seal runs every atom over the legal values of what it reads and keeps the
// results. Parse nothing after it.
func (l *Language) Seal() error {
	l.number()
	for _, a := range l.atoms {
		for v, cuts := range a.cuts {
			s := &l.slots[l.first[v]]
			s.cuts = append(s.cuts, cuts...)
		}
	}
	for i := range l.slots {
		s := &l.slots[i]
		if t := l.vars[s.variable].Type; t == Int || t == Date {
			sort.Ints(s.cuts)
			s.cuts = unique(s.cuts)
			s.size = 2*len(s.cuts) + 1
		}
	}
	l.always, l.never = make([]uint64, l.words), make([]uint64, l.words)
	machine := vm.VM{}
	env := map[string]any{}
	for _, a := range l.atoms {
		size := 1
		for _, i := range a.slots {
			if size *= l.slots[i].size; size > maxTable {
				a.finite = false
				break
			}
		}
		if !a.finite {
			l.free = append(l.free, a)
			continue
		}
		a.table = make([]bool, size)
		for row := range size {
			rest := row
			for _, i := range a.slots {
				env[l.vars[l.slots[i].variable].Name] = l.slots[i].sample(rest%l.slots[i].size, l.vars[l.slots[i].variable].Type)
				rest /= l.slots[i].size
			}
			out, err := machine.Run(a.program, env)
			if err != nil {
				return fmt.Errorf("%s: %w", a.key, err)
			}
			a.table[row] = out.(bool)
		}
		if l.constant(a) {
			if a.table[0] {
				l.always[a.bit/64] |= 1 << (a.bit % 64)
			} else {
				l.never[a.bit/64] |= 1 << (a.bit % 64)
			}
		}
		if len(a.slots) > 1 {
			l.multi = append(l.multi, a)
		}
	}
	l.open()
	return nil
}

// number gives the atoms their bits, those of one slot side by side.
func (l *Language) number() {
	for _, a := range l.atoms {
		for _, v := range a.vars {
			i := l.first[v]
			if a.member != "" {
				for l.slots[i].member != a.member {
					i++
				}
			}
			a.slots = append(a.slots, i)
		}
	}
	sort.SliceStable(l.atoms, func(i, j int) bool { return l.atoms[i].slots[0] < l.atoms[j].slots[0] })
	for i, a := range l.atoms {
		a.bit = i
	}
	l.words = (len(l.atoms) + 63) / 64
}

// open makes the gates of the atoms that have a table over one slot.
func (l *Language) open() {
	for _, a := range l.atoms {
		if !a.finite || len(a.slots) > 1 {
			continue
		}
		slot, word := int32(a.slots[0]), int32(a.bit/64)
		if last := len(l.gates) - 1; last < 0 || l.gates[last].slot != slot || l.gates[last].word != word {
			l.gates = append(l.gates, gate{slot, word, int32(len(l.masks))})
			l.masks = append(l.masks, make([]mask, l.slots[slot].size+1)...)
		}
		at := l.gates[len(l.gates)-1].at + 1
		for class, holds := range a.table {
			m := &l.masks[int(at)+class]
			if holds {
				m.yes |= 1 << (a.bit % 64)
			} else {
				m.no |= 1 << (a.bit % 64)
			}
		}
	}
}

// constant says whether no legal value can change the atom.
func (l *Language) constant(a *atom) bool {
	if len(a.slots) > 1 {
		for _, v := range a.table {
			if v != a.table[0] {
				return false
			}
		}
		return true
	}
	first, seen := false, false
	for class, v := range a.table {
		if !l.slots[a.slots[0]].legal(class) {
			continue
		}
		if seen && v != first {
			return false
		}
		first, seen = v, true
	}
	return true
}

// sample is a value of a class of the slot, as expr sees it.
func (s *slot) sample(class int, t Type) any {
	switch t {
	case Bool:
		return class == 1
	case Enum:
		return s.names[class]
	case Set:
		if class == 1 {
			return []string{s.member}
		}
		return []string{}
	}
	switch {
	case len(s.cuts) == 0:
		return 0
	case class%2 == 1:
		return s.cuts[class/2]
	case class == 0:
		return s.cuts[0] - 1
	case class/2 < len(s.cuts):
		return s.cuts[class/2] - 1 // may equal the cut below it; then the class is empty, see legal
	}
	return s.cuts[len(s.cuts)-1] + 1
}

// class is the class of a number.
func (s *slot) class(n int) int {
	i := sort.SearchInts(s.cuts, n)
	if i < len(s.cuts) && s.cuts[i] == n {
		return 2*i + 1
	}
	return 2 * i
}

// legal says whether a class of numbers holds any: there is none between 5 and 6.
func (s *slot) legal(class int) bool {
	if class%2 == 1 || class == 0 || class/2 >= len(s.cuts) {
		return true
	}
	return s.cuts[class/2]-1 > s.cuts[class/2-1]
}

func unique(sorted []int) []int {
	out := sorted[:0]
	for i, n := range sorted {
		if i == 0 || n != sorted[i-1] {
			out = append(out, n)
		}
	}
	return out
}

// ReadsMember says whether any condition asks for a member of a Set.
func (l *Language) ReadsMember(name, member string) bool {
	for _, a := range l.atoms {
		if a.member == member && l.vars[a.vars[0]].Name == name {
			return true
		}
	}
	return false
}
