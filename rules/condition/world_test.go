package condition_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"shoumi/rules/condition"
)

// world is a random vocabulary with random constraints, and every legal way it
// can be. It knows nothing of expr, tables or networks: a formula is a closure
// over one complete row, written next to its source text.
type world struct {
	*rand.Rand
	vars     []condition.Variable
	dims     []dim
	first    []int // variable → its first dimension
	rows     [][]int
	concepts []formula
	rules    []tie
}

// dim is one thing that can be known by itself: a variable, or a member of a set.
type dim struct {
	variable int
	values   []int
}

// tie is a constraint between two dimensions that are equal to a value.
type tie struct {
	a, av, b, bv int
	exclude      bool
	one, other   condition.Literal
}

type formula struct {
	text string
	eval func(row []int) bool
	free bool // compares numbers with each other, for which there is no table
}

const (
	daysFrom = 18000 // 2019-04-14
	numbers  = 7     // 0 to 6; constants are 1 to 5
)

func newWorld(r *rand.Rand) *world {
	w := &world{Rand: r}
	for n := 3 + r.IntN(4); len(w.vars) < n; {
		v := condition.Variable{Name: fmt.Sprintf("v%d", len(w.vars)), Type: condition.Type(r.IntN(5))}
		if r.IntN(2) == 0 {
			v.Type = condition.Bool
		}
		switch v.Type {
		case condition.Enum:
			v.Values = []string{"a", "b", "c", "d"}[:2+r.IntN(3)]
		case condition.Set:
			v.Values = []string{"a", "b", "c"}[:2+r.IntN(2)]
		}
		w.declare(v)
	}
	for range r.IntN(5) {
		w.constrain()
	}
	w.enumerate(make([]int, len(w.dims)), 0)
	for range 2 {
		w.concepts = append(w.concepts, w.formula(2))
	}
	return w
}

func (w *world) declare(v condition.Variable) {
	w.first = append(w.first, len(w.dims))
	i := len(w.vars)
	w.vars = append(w.vars, v)
	upTo := func(n int) (out []int) {
		for k := range n {
			out = append(out, k)
		}
		return out
	}
	switch v.Type {
	case condition.Bool:
		w.dims = append(w.dims, dim{i, upTo(2)})
	case condition.Enum:
		w.dims = append(w.dims, dim{i, upTo(len(v.Values))})
	case condition.Set:
		for range v.Values {
			w.dims = append(w.dims, dim{i, upTo(2)})
		}
	case condition.Int:
		w.dims = append(w.dims, dim{i, upTo(numbers)})
	case condition.Date:
		w.dims = append(w.dims, dim{i, upTo(6)})
	}
}

func (w *world) constrain() {
	literal := func() (d, value int, l condition.Literal, ok bool) {
		i := w.IntN(len(w.vars))
		v := w.vars[i]
		l.Name = v.Name
		switch v.Type {
		case condition.Bool:
			return w.first[i], 1, l, true
		case condition.Enum:
			k := w.IntN(len(v.Values))
			l.Value = v.Values[k]
			return w.first[i], k, l, true
		case condition.Set:
			k := w.IntN(len(v.Values))
			l.Value = v.Values[k]
			return w.first[i] + k, 1, l, true
		}
		return 0, 0, l, false
	}
	a, av, one, ok1 := literal()
	b, bv, other, ok2 := literal()
	if ok1 && ok2 {
		w.rules = append(w.rules, tie{a, av, b, bv, w.IntN(2) == 0, one, other})
	}
}

func (w *world) enumerate(row []int, k int) {
	if k == len(row) {
		for _, t := range w.rules {
			if row[t.a] == t.av && (row[t.b] == t.bv) == t.exclude {
				return
			}
		}
		w.rows = append(w.rows, slices.Clone(row))
		return
	}
	for _, v := range w.dims[k].values {
		row[k] = v
		w.enumerate(row, k+1)
	}
}

// language is the vocabulary as the package under test has it.
func (w *world) language() *condition.Language {
	l := condition.NewLanguage(w.vars, []string{"c0", "c1"})
	for _, t := range w.rules {
		declare := l.Implies
		if t.exclude {
			declare = l.Excludes
		}
		if _, err := declare(t.one, t.other); err != nil {
			panic(err)
		}
	}
	return l
}

func (w *world) pick(words ...string) string { return words[w.IntN(len(words))] }

// formula makes a random condition of some depth.
func (w *world) formula(depth int) formula {
	if depth == 0 || w.IntN(6) == 0 {
		return w.atom()
	}
	a, b := w.formula(depth-1), w.formula(depth-1)
	out := formula{free: a.free || b.free}
	switch w.IntN(7) {
	case 0, 1:
		out.text = "(" + a.text + w.pick(" and ", " && ", "\n  and ") + b.text + ")"
		out.eval = func(r []int) bool { return a.eval(r) && b.eval(r) }
	case 2, 3:
		out.text = "(" + a.text + w.pick(" or ", " || ") + b.text + ")"
		out.eval = func(r []int) bool { return a.eval(r) || b.eval(r) }
	case 4:
		return formula{w.pick("not (", "!(") + a.text + ")", func(r []int) bool { return !a.eval(r) }, a.free}
	case 5: // the case that Kleene leaves open
		out.text = "(" + b.text + " and " + a.text + " or not " + "(" + b.text + ") and " + a.text + ")"
		out.eval = a.eval
	default:
		c := w.formula(depth - 1)
		out.free = out.free || c.free
		out.text = "(" + c.text + " ? " + a.text + " : " + b.text + ")"
		out.eval = func(r []int) bool {
			if c.eval(r) {
				return a.eval(r)
			}
			return b.eval(r)
		}
	}
	return out
}

func (w *world) atom() formula {
	if len(w.concepts) == 2 && w.IntN(5) == 0 {
		k := w.IntN(2)
		return formula{fmt.Sprintf("c%d", k), w.concepts[k].eval, w.concepts[k].free}
	}
	i := w.IntN(len(w.vars))
	v, d := w.vars[i], w.first[i]
	switch v.Type {
	case condition.Bool:
		if j := w.other(i); j >= 0 && w.IntN(4) == 0 {
			e := w.first[j]
			return formula{v.Name + " == " + w.vars[j].Name, func(r []int) bool { return r[d] == r[e] }, false}
		}
		return formula{v.Name, func(r []int) bool { return r[d] == 1 }, false}
	case condition.Enum:
		return w.enum(i)
	case condition.Set:
		return w.set(v, d)
	case condition.Date:
		k := 1 + w.IntN(4)
		op := w.pick("<", ">=", "==", "!=")
		return formula{fmt.Sprintf(`%s %s date("2019-04-%02d")`, v.Name, op, 14+k), func(r []int) bool { return compare(r[d], op, k) }, false}
	}
	return w.number(i)
}

// other is another variable of the same type, or -1.
func (w *world) other(i int) int {
	for range 4 {
		if j := w.IntN(len(w.vars)); j != i && w.vars[j].Type == w.vars[i].Type {
			return j
		}
	}
	return -1
}

func (w *world) enum(i int) formula {
	v, d := w.vars[i], w.first[i]
	if j := w.other(i); j >= 0 && w.IntN(3) == 0 {
		e := w.first[j]
		return formula{v.Name + " != " + w.vars[j].Name, func(r []int) bool { return r[d] != r[e] }, false}
	}
	k := w.IntN(len(v.Values))
	switch w.IntN(3) {
	case 0:
		return formula{fmt.Sprintf("%s == %q", v.Name, v.Values[k]), func(r []int) bool { return r[d] == k }, false}
	case 1:
		return formula{fmt.Sprintf("%q != %s", v.Values[k], v.Name), func(r []int) bool { return r[d] != k }, false}
	}
	return formula{fmt.Sprintf("%s in [%q, %q]", v.Name, v.Values[0], v.Values[k]), func(r []int) bool { return r[d] == 0 || r[d] == k }, false}
}

func (w *world) set(v condition.Variable, d int) formula {
	k := w.IntN(len(v.Values))
	name, member, n := v.Name, v.Values[k], len(v.Values)
	any := func(r []int) bool { return r[d] == 1 || r[d+k] == 1 }
	switch w.IntN(5) {
	case 0:
		return formula{fmt.Sprintf("any(%s, # in [%q, %q])", name, v.Values[0], member), any, false}
	case 1:
		return formula{fmt.Sprintf("none(%s, # in [%q, %q])", name, v.Values[0], member), func(r []int) bool { return !any(r) }, false}
	case 2:
		return formula{fmt.Sprintf("all(%s, # == %q)", name, member), func(r []int) bool {
			for m := range n {
				if m != k && r[d+m] == 1 {
					return false
				}
			}
			return true
		}, false}
	case 3:
		return formula{fmt.Sprintf("%q not in %s", member, name), func(r []int) bool { return r[d+k] == 0 }, false}
	}
	return formula{fmt.Sprintf("%q in %s", member, name), func(r []int) bool { return r[d+k] == 1 }, false}
}

func (w *world) number(i int) formula {
	v, d := w.vars[i], w.first[i]
	if j := w.other(i); j >= 0 && w.IntN(3) == 0 {
		e := w.first[j]
		return formula{v.Name + " + " + w.vars[j].Name + " > 5", func(r []int) bool { return r[d]+r[e] > 5 }, true}
	}
	k := 1 + w.IntN(5)
	op := w.pick("<", "<=", ">", ">=", "==", "!=")
	switch w.IntN(4) {
	case 0:
		return formula{fmt.Sprintf("%s in 2..%d", v.Name, k), func(r []int) bool { return 2 <= r[d] && r[d] <= k }, false}
	case 1:
		return formula{fmt.Sprintf("%s in [1, %d]", v.Name, k), func(r []int) bool { return r[d] == 1 || r[d] == k }, false}
	case 2:
		return formula{fmt.Sprintf("%d %s %s", k, op, v.Name), func(r []int) bool { return compare(k, op, r[d]) }, false}
	}
	return formula{fmt.Sprintf("%s %s %d", v.Name, op, k), func(r []int) bool { return compare(r[d], op, k) }, false}
}

func compare(a int, op string, b int) bool {
	switch op {
	case "<":
		return a < b
	case "<=":
		return a <= b
	case ">":
		return a > b
	case ">=":
		return a >= b
	case "==":
		return a == b
	}
	return a != b
}

// hide is a row of which only some dimensions are known.
func (w *world) hide(row []int, rate float64) []bool {
	known := make([]bool, len(row))
	for i := range known {
		known[i] = w.Float64() >= rate
	}
	return known
}

// values are the known dimensions in the form that Set takes.
func (w *world) values(row []int, known []bool) map[string]any {
	out := map[string]any{}
	for i, v := range w.vars {
		d := w.first[i]
		if v.Type == condition.Set {
			if part, in := w.members(v, row[d:], known[d:]); len(part) == len(v.Values) {
				out[v.Name] = in
			} else if len(part) > 0 {
				out[v.Name] = part
			}
			continue
		}
		if !known[d] {
			continue
		}
		switch v.Type {
		case condition.Bool:
			out[v.Name] = row[d] == 1
		case condition.Enum:
			out[v.Name] = v.Values[row[d]]
		case condition.Int:
			out[v.Name] = row[d]
		case condition.Date:
			out[v.Name] = daysFrom + row[d]
		}
	}
	return out
}

func (w *world) members(v condition.Variable, row []int, known []bool) (map[string]bool, []string) {
	part, in := map[string]bool{}, []string{}
	for k, m := range v.Values {
		if known[k] {
			part[m] = row[k] == 1
			if row[k] == 1 {
				in = append(in, m)
			}
		}
	}
	return part, in
}

// completions are the legal rows that agree with what is known.
func (w *world) completions(row []int, known []bool) [][]int {
	var out [][]int
next:
	for _, r := range w.rows {
		for i, k := range known {
			if k && r[i] != row[i] {
				continue next
			}
		}
		out = append(out, r)
	}
	return out
}

// describe says what failed, so that it can be written down as an example.
func (w *world) describe(f formula, values map[string]any) string {
	var b strings.Builder
	for _, v := range w.vars {
		fmt.Fprintf(&b, "%+v\n", v)
	}
	for _, t := range w.rules {
		fmt.Fprintf(&b, "%v excludes=%v %v\n", t.one, t.exclude, t.other)
	}
	for i, c := range w.concepts {
		fmt.Fprintf(&b, "c%d = %s\n", i, c.text)
	}
	return fmt.Sprintf("%s%s\n%v", b.String(), f.text, values)
}
