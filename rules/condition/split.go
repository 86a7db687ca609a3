package condition

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"unicode"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/checker"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
)

// Op is what a node of a Tree does.
type Op uint8

const (
	And   Op = iota // of Kids
	Or              // of Kids
	Not             // of Kids[0]
	If              // Kids[0] ? Kids[1] : Kids[2]
	Atom            // runs in expr
	Ref             // another condition, by name
	Const           // true or false as written
)

// Tree is a condition split at its logical operators.
type Tree struct {
	Op       Op
	Kids     []*Tree
	Ref      string
	Value    bool   // of a Const
	Text     string // the source of this part
	From, To int    // of Text in the source, in runes
	Reads    []string
	atom     *atom
}

type splitter struct {
	l      *Language
	source []rune
	text   file.Source
	faults []Fault
}

func (s *splitter) fault(offset int, message string) {
	s.faults = append(s.faults, Fault{Offset: offset, Message: message})
}

func (s *splitter) split(n ast.Node) *Tree {
	from, to := s.span(n)
	t := &Tree{From: from, To: to, Text: string(s.source[from:to])}
	switch n := n.(type) {
	case *ast.BoolNode:
		t.Op, t.Value = Const, n.Value
		return t
	case *ast.UnaryNode:
		if n.Operator == "not" || n.Operator == "!" {
			kid := s.split(n.Node)
			if kid.From == t.From { // x not in y: the words of the atom are x in y
				kid.Text = notIn.ReplaceAllString(kid.Text, "in")
			}
			t.Op, t.Kids = Not, []*Tree{kid}
			return t
		}
	case *ast.BinaryNode:
		op := And
		switch n.Operator {
		case "or", "||":
			op = Or
		case "and", "&&":
		default:
			return s.atom(t, n)
		}
		t.Op = op
		for _, side := range []ast.Node{n.Left, n.Right} {
			k := s.split(side)
			if k.Op == op { // a and b and c is one node of three
				t.Kids = append(t.Kids, k.Kids...)
			} else {
				t.Kids = append(t.Kids, k)
			}
		}
		return t
	case *ast.ConditionalNode:
		t.Op, t.Kids = If, []*Tree{s.split(n.Cond), s.split(n.Exp1), s.split(n.Exp2)}
		return t
	case *ast.IdentifierNode:
		if s.l.refs[n.Value] {
			t.Op, t.Ref = Ref, n.Value
			return t
		}
	case *ast.BuiltinNode:
		return s.quantifier(t, n)
	}
	return s.atom(t, n)
}

var notIn = regexp.MustCompile(`\bnot\s+in\b`)

// quantifier folds any, all and none over the members of a set: the predicate is
// decided by expr for each member, and membership is what stays unknown.
func (s *splitter) quantifier(t *Tree, n *ast.BuiltinNode) *Tree {
	if n.Name != "any" && n.Name != "all" && n.Name != "none" {
		s.fault(t.From, fmt.Sprintf("不能用 %s；集合只有 any、all、none", n.Name))
		return t
	}
	for _, f := range s.faults {
		if t.From <= f.Offset && f.Offset < t.To {
			return t
		}
	}
	v, ok := s.variable(n.Arguments[0])
	if !ok || v.Type != Set {
		s.fault(t.From, fmt.Sprintf("%s 的第一個參數要是集合事實", n.Name))
		return t
	}
	if t.Op = Or; n.Name == "all" {
		t.Op = And
	}
	picked, err := s.l.picks(n.Arguments[1], v)
	if err != nil {
		s.fault(t.From, fmt.Sprintf("%s 裡的條件只能比較 # 與固定的值", n.Name))
		return t
	}
	for _, member := range v.Values {
		hit := slices.Contains(picked, any(member))
		switch {
		case n.Name == "all" && !hit: // all: no member that fails the predicate is in the set
			t.Kids = append(t.Kids, &Tree{Op: Not, From: t.From, To: t.To, Text: t.Text, Kids: []*Tree{s.member(t, v, member)}})
		case n.Name != "all" && hit:
			t.Kids = append(t.Kids, s.member(t, v, member))
		}
	}
	switch {
	case len(t.Kids) == 0:
		t.Op, t.Value = Const, n.Name == "all"
	case len(t.Kids) == 1:
		t = t.Kids[0]
	}
	if n.Name == "none" {
		t = &Tree{Op: Not, From: t.From, To: t.To, Text: t.Text, Kids: []*Tree{t}}
	}
	return t
}

// member is the atom "m" in set, as if it had been written out.
func (s *splitter) member(t *Tree, v Variable, member string) *Tree {
	n := &ast.BinaryNode{Operator: "in", Left: &ast.StringNode{Value: member}, Right: &ast.IdentifierNode{Value: v.Name}}
	k := &Tree{From: t.From, To: t.To, Text: strconv.Quote(member) + " in " + v.Name}
	return s.atom(k, n)
}

func (s *splitter) atom(t *Tree, n ast.Node) *Tree {
	t.Op = Atom
	for _, f := range s.faults {
		if t.From <= f.Offset && f.Offset < t.To {
			return t
		}
	}
	if name := s.refIn(n); name != "" {
		s.fault(t.From, fmt.Sprintf("概念「%s」只能用 and、or、not 或 ?: 組合，不能拿來比較", name))
		return t
	}
	typ, err := checker.Check(&parser.Tree{Node: n, Source: s.text}, s.l.cfg)
	if err != nil {
		at, msg := t.From, err.Error()
		if e, ok := err.(*file.Error); ok {
			at, msg = e.From, e.Message
		}
		s.fault(at, "型別不合："+inChinese(msg))
		return t
	}
	if typ == nil || typ.Kind().String() != "bool" {
		s.fault(t.From, fmt.Sprintf("「%s」不是真假值", t.Text))
		return t
	}
	key := n.String()
	a, ok := s.l.byKey[key]
	if !ok {
		a, err = s.l.newAtom(key, n)
		if err != nil {
			s.fault(t.From, err.Error())
			return t
		}
		if len(a.vars) == 0 {
			s.fault(t.From, fmt.Sprintf("「%s」沒有讀取任何事實", t.Text))
			return t
		}
		a.bit = len(s.l.atoms)
		s.l.byKey[key] = a
		s.l.atoms = append(s.l.atoms, a)
	}
	t.atom = a
	for _, v := range a.vars {
		t.Reads = append(t.Reads, s.l.vars[v].Name)
	}
	return t
}

func (s *splitter) refIn(n ast.Node) string {
	f := &refFinder{l: s.l}
	ast.Walk(&n, f)
	return f.found
}

type refFinder struct {
	l     *Language
	found string
}

func (f *refFinder) Visit(node *ast.Node) {
	if id, ok := (*node).(*ast.IdentifierNode); ok && f.l.refs[id.Value] && f.found == "" {
		f.found = id.Value
	}
}

// span is where a node stands in the source. expr places an operator at its
// token; it is grown over its operands and the brackets around them.
func (s *splitter) span(n ast.Node) (from, to int) {
	loc := n.Location()
	from, to = loc.From, loc.To
	grow := func(m ast.Node) {
		f, t := s.span(m)
		from, to = min(from, f), max(to, t)
	}
	switch n := n.(type) {
	case *ast.BinaryNode:
		grow(n.Left)
		grow(n.Right)
	case *ast.UnaryNode:
		grow(n.Node)
	case *ast.ConditionalNode:
		grow(n.Cond)
		grow(n.Exp1)
		grow(n.Exp2)
	case *ast.BuiltinNode:
		for _, a := range n.Arguments {
			grow(a)
		}
	case *ast.PredicateNode:
		grow(n.Node)
	case *ast.CallNode:
		grow(n.Callee)
		for _, a := range n.Arguments {
			grow(a)
		}
	case *ast.ArrayNode:
		for _, a := range n.Nodes {
			grow(a)
		}
	}
	from, to = max(0, from), min(to, len(s.source))
	switch n.(type) {
	case *ast.BuiltinNode, *ast.CallNode: // the bracket that closes the arguments
		if t := s.skip(to, 1); s.at(t) == ')' {
			to = t + 1
		}
	}
	for { // take in the brackets that belong to this part alone
		f, t := s.skip(from-1, -1), s.skip(to, 1)
		if open, shut := s.at(f), s.at(t); !(open == '(' && shut == ')' && !s.calls(f) || open == '[' && shut == ']') {
			return from, to
		}
		from, to = f, t+1
	}
}

// skip goes over white space from i on.
func (s *splitter) skip(i, step int) int {
	for unicode.IsSpace(s.at(i)) {
		i += step
	}
	return i
}

func (s *splitter) at(i int) rune {
	if i < 0 || i >= len(s.source) {
		return 0
	}
	return s.source[i]
}

// calls says whether the bracket at i opens the arguments of a call.
func (s *splitter) calls(i int) bool {
	r := s.at(i - 1)
	return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_'
}
