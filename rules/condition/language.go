// Package condition is three-valued logic on expr: a condition over declared
// variables is parsed and type-checked by expr, split at its logical operators,
// and evaluated when only some of the variables are known. It knows no law.
//
// The parts below the logical operators are atoms. An atom runs in expr only on
// known values, once for each legal value, when the language is sealed; from
// then on a known value is a mask of atoms known true and of atoms known false.
package condition

import (
	"fmt"
	"sort"
	"strings"
	"time"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/builtin"
	"github.com/expr-lang/expr/conf"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/types"
)

// Truth is a value of Kleene's strong three-valued logic.
type Truth uint8

const (
	Unknown Truth = iota
	No
	Yes
)

func (t Truth) String() string { return [...]string{"unknown", "no", "yes"}[t] }

// Type is the type of a variable.
type Type uint8

const (
	Bool Type = iota
	Enum      // one string of Values
	Set       // any number of strings of Values
	Int       // a whole number
	Date      // a day, counted from 1970-01-01; written date("2019-12-27")
)

// Variable is a name that conditions may read.
type Variable struct {
	Name   string
	Type   Type
	Values []string // Enum and Set
}

// Fault is what is wrong with a condition, at a rune offset of its source.
type Fault struct {
	Offset  int
	Message string
	Unknown string   // the identifier or literal that is not known, for a "did you mean"
	Among   []string // what could have been meant
}

// Language holds the variables, the names of other conditions (references), and
// every distinct atom of the conditions parsed so far.
type Language struct {
	vars          []Variable
	index         map[string]int  // variable by name
	refs          map[string]bool // names that stand for other conditions
	slots         []slot
	first         []int // variable → its first slot
	atoms         []*atom
	byKey         map[string]*atom
	trees         map[string]parsed // by source: the same words are the same condition
	predicates    map[string][]any  // over #, by set and words: the members that it picks
	cfg           *conf.Config
	words         int // of an atom bit set, after Seal
	multi         []*atom
	free          []*atom
	always, never []uint64 // atoms that no legal value can change
	clauses       []clause
	tied          []int   // slots that stand in a clause
	ties          [][]int // by slot: the clauses that it stands in
	gates         []gate  // slots that atoms of one slot read
	masks         []mask
	nth           []int // variable → which of the numbers it is
	numbers       int
}

type parsed struct {
	tree   *Tree
	faults []Fault
}

// slot is a finite part of the fact space: a bool, an enum, one member of a set,
// or the classes of numbers that the conditions can tell apart.
type slot struct {
	variable int
	member   string // Set
	size     int
	cuts     []int // Int and Date: class 2i is below cuts[i], 2i+1 is cuts[i], the last is above all
	at       int   // in the masks of the language: for unknown and then each class, the atoms known true and known false
	names    []string
}

// gate is what a slot lets through to one word of the atom bits: a mask for
// unknown, and then one for each class.
type gate struct{ slot, word, at int32 }

// mask is atoms known true and known false.
type mask struct{ yes, no uint64 }

// NewLanguage declares the variables and the names of references. A name may be
// neither twice a variable nor both.
func NewLanguage(vars []Variable, refs []string) *Language {
	l := &Language{vars: vars, index: map[string]int{}, refs: map[string]bool{}, byKey: map[string]*atom{}, trees: map[string]parsed{}, predicates: map[string][]any{}, nth: make([]int, len(vars))}
	env := types.Map{}
	for i, v := range vars {
		l.index[v.Name] = i
		l.first = append(l.first, len(l.slots))
		switch v.Type {
		case Bool:
			l.slots = append(l.slots, slot{variable: i, size: 2, names: []string{"false", "true"}})
			env[v.Name] = types.Bool
		case Enum:
			l.slots = append(l.slots, slot{variable: i, size: len(v.Values), names: v.Values})
			env[v.Name] = types.String
		case Set:
			for _, m := range v.Values {
				l.slots = append(l.slots, slot{variable: i, member: m, size: 2, names: []string{"false", "true"}})
			}
			env[v.Name] = types.Array(types.String)
		case Int, Date:
			l.nth[i] = l.numbers
			l.numbers++
			l.slots = append(l.slots, slot{variable: i, size: 1})
			env[v.Name] = types.Int
		}
	}
	l.ties = make([][]int, len(l.slots))
	for _, r := range refs {
		l.refs[r] = true
		env[r] = types.Bool
	}
	l.cfg = conf.New(env)
	l.cfg.Strict = true
	for _, name := range builtin.Names {
		switch name {
		case "any", "all", "none":
		default:
			l.cfg.Disabled[name] = true
		}
	}
	return l
}

// Parse reads a condition. The faults are all that could be found: a syntax
// error hides the rest, everything else is reported side by side. The tree is
// nil when there are faults.
func (l *Language) Parse(source string) (*Tree, []Fault) {
	if p, ok := l.trees[source]; ok {
		return p.tree, p.faults
	}
	p := l.parse(source)
	l.trees[source] = p
	return p.tree, p.faults
}

func (l *Language) parse(source string) parsed {
	if strings.TrimSpace(source) == "" {
		return parsed{faults: []Fault{{Message: "條件是空的"}}}
	}
	tree, err := parser.ParseWithConfig(source, l.cfg)
	if err != nil {
		return parsed{faults: []Fault{syntaxFault(err)}}
	}
	s := &splitter{l: l, source: []rune(source), text: tree.Source}
	root := s.dates(tree.Node)
	s.names(root)
	t := s.split(root) // atoms with a wrong name are left alone
	if len(s.faults) > 0 {
		return parsed{faults: s.sorted()}
	}
	return parsed{tree: t}
}

func (s *splitter) sorted() []Fault {
	sort.SliceStable(s.faults, func(i, j int) bool { return s.faults[i].Offset < s.faults[j].Offset })
	return s.faults
}

// dates replaces date("2019-12-27") by its day number, so that a wrong date is a
// fault of loading and not of running.
func (s *splitter) dates(n ast.Node) ast.Node {
	ast.Walk(&n, &datePatch{s})
	return n
}

type datePatch struct{ s *splitter }

func (d *datePatch) Visit(node *ast.Node) {
	call, ok := (*node).(*ast.CallNode)
	if !ok {
		return
	}
	name, ok := call.Callee.(*ast.IdentifierNode)
	if !ok || name.Value != "date" {
		return
	}
	at := call.Location().From
	if len(call.Arguments) == 1 {
		if text, ok := call.Arguments[0].(*ast.StringNode); ok {
			t, err := time.Parse("2006-01-02", text.Value)
			if err != nil {
				d.s.fault(text.Location().From, fmt.Sprintf("「%s」不是日期，請寫成 date(\"2019-12-27\")", text.Value))
			}
			*node = &ast.IntegerNode{Value: int(t.Unix() / 86400)}
			(*node).SetLocation(call.Location())
			return
		}
	}
	d.s.fault(at, "date 只收一個寫死的日期，例如 date(\"2019-12-27\")")
	*node = &ast.IntegerNode{}
	(*node).SetLocation(call.Location())
}

// names checks every identifier, and every literal that is compared with an enum
// or looked for in a set, before types are checked: expr stops at its first error.
func (s *splitter) names(root ast.Node) {
	ast.Walk(&root, &nameCheck{s})
}

type nameCheck struct{ s *splitter }

func (c *nameCheck) Visit(node *ast.Node) {
	l := c.s.l
	switch n := (*node).(type) {
	case *ast.NilNode:
		c.s.fault(n.Location().From, "條件裡沒有 nil；不知道的事實不必寫，引擎自己會分開")
	case *ast.IdentifierNode:
		if _, ok := l.index[n.Value]; !ok && !l.refs[n.Value] {
			c.s.faults = append(c.s.faults, Fault{Offset: n.Location().From, Message: fmt.Sprintf("沒有叫做「%s」的事實或概念", n.Value), Unknown: n.Value, Among: l.Names()})
		}
	case *ast.BinaryNode:
		switch n.Operator {
		case "==", "!=":
			c.literal(n.Left, n.Right)
			c.literal(n.Right, n.Left)
		case "in":
			if v, ok := c.s.variable(n.Left); ok && v.Type == Enum {
				if list, ok := n.Right.(*ast.ArrayNode); ok {
					for _, item := range list.Nodes {
						c.check(v, item)
					}
				}
			}
			if v, ok := c.s.variable(n.Right); ok && v.Type == Set {
				c.check(v, n.Left)
			}
		}
	case *ast.BuiltinNode:
		if len(n.Arguments) == 2 {
			if v, ok := c.s.variable(n.Arguments[0]); ok && v.Type == Set {
				p := n.Arguments[1]
				ast.Walk(&p, &memberCheck{c, v})
			}
		}
	}
}

// memberCheck checks the literals that # is compared with inside any(set, …).
type memberCheck struct {
	c *nameCheck
	v Variable
}

func (m *memberCheck) Visit(node *ast.Node) {
	n, ok := (*node).(*ast.BinaryNode)
	if !ok {
		return
	}
	if _, ok := n.Left.(*ast.PointerNode); !ok {
		return
	}
	if list, ok := n.Right.(*ast.ArrayNode); ok && n.Operator == "in" {
		for _, item := range list.Nodes {
			m.c.check(m.v, item)
		}
	} else if n.Operator == "==" || n.Operator == "!=" {
		m.c.check(m.v, n.Right)
	}
}

func (c *nameCheck) literal(name, value ast.Node) {
	if v, ok := c.s.variable(name); ok && v.Type == Enum {
		c.check(v, value)
	}
}

func (c *nameCheck) check(v Variable, value ast.Node) {
	text, ok := value.(*ast.StringNode)
	if !ok {
		return
	}
	for _, known := range v.Values {
		if known == text.Value {
			return
		}
	}
	c.s.faults = append(c.s.faults, Fault{Offset: text.Location().From, Message: fmt.Sprintf("「%s」沒有「%s」這個值", v.Name, text.Value), Unknown: text.Value, Among: v.Values})
}

func (s *splitter) variable(n ast.Node) (Variable, bool) {
	id, ok := n.(*ast.IdentifierNode)
	if !ok {
		return Variable{}, false
	}
	i, ok := s.l.index[id.Value]
	if !ok {
		return Variable{}, false
	}
	return s.l.vars[i], true
}

// Reserved are words that cannot name a variable or a condition.
var Reserved = []string{"and", "or", "not", "in", "true", "false", "nil", "if", "else", "let", "any", "all", "none", "one", "filter", "map", "count", "date", "matches", "contains"}

// Names lists every name a condition may use.
func (l *Language) Names() []string {
	var names []string
	for _, v := range l.vars {
		names = append(names, v.Name)
	}
	refs := make([]string, 0, len(l.refs))
	for r := range l.refs {
		refs = append(refs, r)
	}
	sort.Strings(refs)
	return append(names, refs...)
}

// Variables are the variables in the order of their declaration.
func (l *Language) Variables() []Variable { return l.vars }
