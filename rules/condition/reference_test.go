package condition_test

import (
	"fmt"
	"math/rand/v2"
	"slices"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/rules/condition"
)

// outcome is what a formula comes to over completions, by the reference alone.
func outcome(f formula, rows [][]int) condition.Truth {
	some, all := false, true
	for _, r := range rows {
		if f.eval(r) {
			some = true
		} else {
			all = false
		}
	}
	switch {
	case len(rows) == 0:
		return condition.Unknown
	case all:
		return condition.Yes
	case !some:
		return condition.No
	}
	return condition.Unknown
}

// matters says whether a variable can swing the formula: one of its values leaves
// a single outcome, or it tells a completion apart from the nearest one that has
// another outcome, so that it decides once the others are known.
func (w *world) matters(f formula, rows [][]int, name string) bool {
	var own []int
	for i, d := range w.dims {
		if w.vars[d.variable].Name == name {
			own = append(own, i)
		}
	}
	outcomes := map[[2]int]map[bool]bool{}
	for _, r := range rows {
		for _, d := range own {
			key := [2]int{d, r[d]}
			if outcomes[key] == nil {
				outcomes[key] = map[bool]bool{}
			}
			outcomes[key][f.eval(r)] = true
		}
	}
	for _, seen := range outcomes {
		if len(seen) == 1 {
			return true
		}
	}
	for _, r := range rows {
		here, least, hit := f.eval(r), len(r)+1, false
		for _, q := range rows {
			if f.eval(q) == here {
				continue
			}
			distance, differs := 0, false
			for i := range r {
				if r[i] != q[i] {
					distance++
					differs = differs || slices.Contains(own, i)
				}
			}
			if distance < least {
				least, hit = distance, differs
			} else if distance == least {
				hit = hit || differs
			}
		}
		if hit {
			return true
		}
	}
	return false
}

// pivotal says whether two completions that differ in the variable alone have
// different outcomes.
func (w *world) pivotal(f formula, rows [][]int, name string) bool {
	seen := map[string]bool{}
	for _, r := range rows {
		key := make([]byte, 0, len(r))
		for i, v := range r {
			if w.vars[w.dims[i].variable].Name != name {
				key = append(key, byte(v))
			}
		}
		now := f.eval(r)
		if before, ok := seen[string(key)]; ok && before != now {
			return true
		}
		seen[string(key)] = now
	}
	return false
}

// subject is a formula as the package under test has it.
type subject struct {
	formula
	tree          *condition.Tree
	node, twiceNo int
}

var _ = Describe("every answer, against a reference without expr, tables or network", func() {
	const worlds, formulas, partials = 150, 24, 16

	It("holds for random vocabularies, constraints, formulas and partial facts", func() {
		const seed = 20190227
		checks, open, exact := 0, 0, 0
		for number := range uint64(worlds) {
			w := newWorld(rand.New(rand.NewPCG(seed, number)))
			l := w.language()
			var concepts []*condition.Tree
			parse := func(text string) *condition.Tree {
				tree, faults := l.Parse(text)
				Expect(faults).To(BeEmpty(), text)
				return tree
			}
			for _, c := range w.concepts {
				concepts = append(concepts, parse(c.text))
			}
			var subjects []subject
			for range formulas {
				f := w.formula(3)
				subjects = append(subjects, subject{formula: f, tree: parse(f.text)})
				parse("not (not (" + f.text + "))")
			}
			Expect(l.Seal()).To(Succeed())
			var nodes []int
			resolve := func(name string) int { return nodes[name[1]-'0'] }
			network := func() *condition.Network { // the same one every time
				net := l.NewNetwork()
				nodes = []int{net.Add(concepts[0], nil), net.Add(concepts[1], nil)}
				for i := range subjects {
					s := &subjects[i]
					s.node = net.Add(s.tree, resolve)
					s.twiceNo = net.Add(parse("not (not ("+s.text+"))"), resolve)
				}
				return net
			}
			net := network()
			var all []int
			for _, s := range subjects {
				all = append(all, s.node)
			}
			plan := net.NewPlan(all)
			facts, other := l.NewFacts(), l.NewFacts()
			walk, again := net.NewWalk(), net.NewWalk()
			for range partials {
				row := make([]int, len(w.dims))
				if len(w.rows) > 0 && w.IntN(10) > 0 {
					row = w.rows[w.IntN(len(w.rows))]
				} else { // perhaps illegal
					for i, d := range w.dims {
						row[i] = d.values[w.IntN(len(d.values))]
					}
				}
				known := w.hide(row, []float64{0, 0.3, 0.5, 0.8, 1}[w.IntN(5)])
				values, rows := w.values(row, known), w.completions(row, known)
				facts.Reset()
				names := make([]string, 0, len(values))
				for name, v := range values {
					Expect(facts.Set(name, v)).To(Succeed())
					names = append(names, name)
				}
				broken := facts.Settle()
				Expect(other.Set(w.vars[0].Name, nil)).To(Succeed()) // an old state must leave no trace
				other.Reset()
				slices.Sort(names)
				slices.Reverse(names)
				for _, name := range names {
					Expect(other.Set(name, values[name])).To(Succeed())
				}
				Expect(other.Settle()).To(Equal(broken))
				if broken >= 0 {
					Expect(rows).To(BeEmpty(), "seed %d/%d: constraint %d\n%s", seed, number, broken, w.describe(subjects[0].formula, values))
					continue
				}
				walk.Reset(facts)
				again.Reset(other)
				anew := network().NewWalk() // that was never asked anything
				anew.Reset(other)
				full := !slices.Contains(known, false)
				plan.Run(facts)
				for i, s := range subjects {
					checks++
					say := func(what string) string {
						return at(what, seed, number) + w.describe(s.formula, values)
					}
					want := outcome(s.formula, rows)
					truth, tree := walk.Truth(s.node), walk.Tree(s.tree, resolve)
					got, missing, capped := walk.Exactly(s.node)
					repeat, repeated, _ := anew.Exactly(s.node)
					switch {
					case capped:
						Fail(say("capped"))
					case repeat != got || !slices.Equal(repeated, missing):
						Fail(say("another order of the same facts, or what was asked before, gives another answer"))
					case plan.Truth(i) != truth:
						Fail(say("the plan differs from the walk"))
					case again.Truth(s.twiceNo) != truth:
						Fail(say("double negation"))
					case len(rows) == 0: // nothing can be said of what cannot be
						continue
					case truth != condition.Unknown && truth != want:
						Fail(say("Kleene contradicts: " + truth.String()))
					case tree != condition.Unknown && tree != want:
						Fail(say("the tree contradicts: " + tree.String()))
					case full && (truth != want || tree != want):
						Fail(say("all is known, and the answer is not"))
					case got != want && (got != condition.Unknown || !s.free):
						Fail(say("exactly: want " + want.String() + ", got " + got.String()))
					case (got == condition.Unknown) != (len(missing) > 0):
						Fail(say("missing"))
					}
					if want != condition.Unknown {
						if truth == condition.Unknown {
							exact++
						}
						continue
					}
					open++
					if s.free || open%8 > 0 { // the question below is slow to ask
						continue
					}
					for _, v := range w.vars {
						named := slices.Contains(missing, v.Name)
						if named && !w.matters(s.formula, rows, v.Name) {
							Fail(say(v.Name + " cannot matter"))
						}
						if !named && w.pivotal(s.formula, rows, v.Name) {
							Fail(say(v.Name + " can matter"))
						}
					}
				}
				other.CopyFrom(facts)
				again.Reset(other)
				for _, s := range subjects {
					if again.Truth(s.node) != walk.Truth(s.node) {
						Fail(at("a copy differs", seed, number) + w.describe(s.formula, values))
					}
				}
				again.Reset(facts)
				again.Run(plan)
				for _, s := range subjects {
					if again.Truth(s.node) != walk.Truth(s.node) {
						Fail(at("a walk that ran the plan differs", seed, number) + w.describe(s.formula, values))
					}
				}
				for _, v := range w.vars {
					var want []string
					for _, option := range facts.Options(v.Name) {
						other.CopyFrom(facts)
						Expect(other.Set(v.Name, option)).To(Succeed())
						if other.Settle() < 0 {
							want = append(want, state(w, other, again, subjects))
						}
					}
					var got []string
					for range facts.Try(v.Name, other) {
						got = append(got, state(w, other, again, subjects))
					}
					Expect(got).To(Equal(want), at("what "+v.Name+" may be", seed, number))
				}
			}
		}
		GinkgoWriter.Printf("%d checks, %d open, %d exact where Kleene is open\n", checks, open, exact)
		Expect(checks).To(BeNumerically(">=", 50000))
		Expect(open).To(BeNumerically(">", 5000))
		Expect(exact).To(BeNumerically(">", 500))
	})
})

// state is all that facts say: of themselves, and of every subject.
func state(w *world, f *condition.Facts, walk *condition.Walk, subjects []subject) string {
	walk.Reset(f)
	var out []any
	for _, v := range w.vars {
		out = append(out, f.Value(v.Name))
	}
	for _, s := range subjects {
		out = append(out, walk.Truth(s.node))
	}
	return fmt.Sprint(out...)
}

func at(what string, seed, number uint64) string {
	return fmt.Sprintf("%s (seed %d, world %d)\n", what, seed, number)
}
