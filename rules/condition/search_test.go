package condition_test

import (
	"fmt"
	"math/rand/v2"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/rules/condition"
)

// side is a language with its world, and the formulas asked of it.
type side struct {
	*world
	language *condition.Language
	network  *condition.Network
	nodes    []int
	formulas []formula
}

func newSide(w *world, formulas int) *side {
	s := &side{world: w, language: w.language()}
	parse := func(text string) *condition.Tree {
		tree, faults := s.language.Parse(text)
		Expect(faults).To(BeEmpty(), text)
		return tree
	}
	trees := []*condition.Tree{parse(w.concepts[0].text), parse(w.concepts[1].text)}
	for range formulas {
		f := w.formula(2)
		s.formulas = append(s.formulas, f)
		trees = append(trees, parse(f.text))
	}
	Expect(s.language.Seal()).To(Succeed())
	s.network = s.language.NewNetwork()
	concepts := []int{s.network.Add(trees[0], nil), s.network.Add(trees[1], nil)}
	for _, t := range trees[2:] {
		s.nodes = append(s.nodes, s.network.Add(t, func(name string) int { return concepts[name[1]-'0'] }))
	}
	return s
}

// twin is a world over the same variables, perhaps without the last one, with
// constraints and concepts of its own.
func (w *world) twin() *world {
	n := len(w.vars) - w.IntN(2)
	t := &world{Rand: w.Rand}
	for _, v := range w.vars[:n] {
		t.declare(v)
	}
	for range w.IntN(4) {
		t.constrain()
	}
	t.enumerate(make([]int, len(t.dims)), 0)
	for range 2 {
		t.concepts = append(t.concepts, t.formula(2))
	}
	return t
}

// aim is a goal with the formula it is about.
type aim struct {
	side *side
	f    formula
	want bool
}

// aimAt picks goals of some sides.
func aimAt(r *rand.Rand, sides ...*side) (aims []aim, goals []condition.Goal, free bool) {
	for _, s := range sides {
		for range 1 + r.IntN(3) {
			k, want := r.IntN(len(s.nodes)), r.IntN(2) == 0
			g := condition.Goal{Network: s.network, Node: s.nodes[k], Want: condition.Yes}
			if !want {
				g = g.Opposite()
			}
			aims = append(aims, aim{s, s.formulas[k], want})
			goals = append(goals, g)
		}
		for _, f := range append(s.formulas, s.concepts...) { // a number one formula adds up has no classes for another
			free = free || f.free
		}
	}
	return aims, goals, free
}

// reached are the rows of the first side that are legal on every side and reach
// every aim, of those that agree with what is known.
func reached(aims []aim, sides []*side, known map[string]any) (legal, hit int) {
next:
	for _, row := range sides[0].rows {
		if !sides[0].agrees(row, known) {
			continue
		}
		for _, s := range sides[1:] {
			for _, t := range s.rules {
				if row[t.a] == t.av && (row[t.b] == t.bv) == t.exclude {
					continue next
				}
			}
		}
		legal++
		all := true
		for _, a := range aims {
			all = all && a.f.eval(row) == a.want
		}
		if all {
			hit++
		}
	}
	return legal, hit
}

// agrees says whether a row is a completion of values in the form that Set takes.
func (w *world) agrees(row []int, known map[string]any) bool {
	for i, v := range w.vars {
		d := w.first[i]
		switch x := known[v.Name].(type) {
		case nil:
		case bool:
			if (row[d] == 1) != x {
				return false
			}
		case string:
			if v.Values[row[d]] != x {
				return false
			}
		case int:
			if v.Type == condition.Date {
				x -= daysFrom
			}
			if row[d] != x {
				return false
			}
		case map[string]bool:
			for k, m := range v.Values {
				if in, ok := x[m]; ok && (row[d+k] == 1) != in {
					return false
				}
			}
		}
	}
	return true
}

func (a aim) String() string {
	return fmt.Sprintf("want %v of\n%s", a.want, a.side.describe(a.f, nil))
}

// tally counts the answers of searches.
type tally [3]int

// ask searches, and compares the answer with all rows.
func (n *tally) ask(where string, r *rand.Rand, sides ...*side) {
	GinkgoHelper()
	aims, goals, free := aimAt(r, sides...)
	facts, found := condition.Search(goals...)
	n[found]++
	_, hit := reached(aims, sides, nil)
	say := func(what string) string { return fmt.Sprintf("%s: %s\n%v\nfacts %v", where, what, aims, facts) }
	switch found {
	case condition.Impossible:
		Expect(facts).To(BeEmpty())
		if hit > 0 {
			Fail(say("called impossible, and is not"))
		}
	case condition.Open:
		if !free {
			Fail(say("given up"))
		}
	case condition.Possible:
		legal, got := reached(aims, sides, facts)
		if got == 0 || got != legal {
			Fail(say(fmt.Sprintf("of %d completions %d reach the goals", legal, got)))
		}
		for i, a := range aims {
			bound := a.side.language.NewFacts()
			for name, v := range facts {
				if a.side.has(name) {
					Expect(bound.Set(name, v)).To(Succeed(), where)
				}
			}
			if broken := bound.Settle(); broken >= 0 {
				Fail(say(fmt.Sprintf("constraint %d is broken", broken)))
			}
			walk := a.side.network.NewWalk()
			walk.Reset(bound)
			if truth, _, _ := walk.Exactly(goals[i].Node); truth != goals[i].Want {
				Fail(say("the engine itself does not see goal " + fmt.Sprint(i)))
			}
		}
	}
}

func (w *world) has(name string) bool {
	for _, v := range w.vars {
		if v.Name == name {
			return true
		}
	}
	return false
}

var _ = Describe("a search for facts", func() {
	const seed = 20161231

	It("finds what there is and excludes what there is not, against all rows", func() {
		var n tally
		for number := range uint64(300) {
			w := newWorld(rand.New(rand.NewPCG(seed, number)))
			if len(w.rows) == 0 {
				continue
			}
			s := newSide(w, 8)
			for range 20 {
				n.ask(fmt.Sprintf("seed %d, world %d", uint64(seed), number), w.Rand, s)
			}
		}
		GinkgoWriter.Println("impossible, possible, open:", n)
		Expect(n[condition.Impossible]).To(BeNumerically(">", 500))
		Expect(n[condition.Possible]).To(BeNumerically(">", 2000))
	})

	It("does so in two languages at once", func() {
		var n tally
		for number := range uint64(300) {
			w := newWorld(rand.New(rand.NewPCG(seed+1, number)))
			if len(w.rows) == 0 {
				continue
			}
			one, other := newSide(w, 8), newSide(w.twin(), 8)
			if legal, _ := reached(nil, []*side{one, other}, nil); legal == 0 {
				continue
			}
			for range 20 {
				n.ask(fmt.Sprintf("seed %d, world %d", uint64(seed+1), number), w.Rand, one, other)
			}
		}
		GinkgoWriter.Println("impossible, possible, open:", n)
		Expect(n[condition.Impossible]).To(BeNumerically(">", 500))
		Expect(n[condition.Possible]).To(BeNumerically(">", 1000))
	})

	It("names only what matters", func() {
		l := condition.NewLanguage([]condition.Variable{
			{Name: "official", Type: condition.Bool}, {Name: "idle", Type: condition.Bool},
			{Name: "acts", Type: condition.Set, Values: []string{"tell", "sell"}},
		}, nil)
		tree, _ := l.Parse(`official and "sell" in acts and (idle or not idle)`)
		Expect(l.Seal()).To(Succeed())
		net := l.NewNetwork()
		facts, found := condition.Search(condition.Goal{Network: net, Node: net.Add(tree, nil), Want: condition.Yes})
		Expect(found).To(Equal(condition.Possible))
		Expect(facts).To(HaveKeyWithValue("official", true))
		Expect(facts).To(HaveKeyWithValue("acts", map[string]bool{"sell": true}))
	})

	It("leaves one variable alone where it is told to", func() {
		l := condition.NewLanguage([]condition.Variable{{Name: "a", Type: condition.Bool}, {Name: "b", Type: condition.Bool}, {Name: "never", Type: condition.Bool}}, nil)
		either, _ := l.Parse("never or a or b")
		both, _ := l.Parse("never and a")
		Expect(l.Seal()).To(Succeed())
		net := l.NewNetwork()
		yes := func(t *condition.Tree) condition.Goal {
			return condition.Goal{Network: net, Node: net.Add(t, nil), Want: condition.Yes}
		}
		facts, found := condition.SearchWithout("never", yes(either))
		Expect(found).To(Equal(condition.Possible))
		Expect(facts).NotTo(HaveKey("never"))
		Expect(facts).NotTo(BeEmpty())
		_, found = condition.Search(yes(both))
		Expect(found).To(Equal(condition.Possible))
		_, found = condition.SearchWithout("never", yes(both))
		Expect(found).To(Equal(condition.Impossible))
		_, found = condition.SearchWithout("never", yes(both).Opposite(), yes(either).Opposite())
		Expect(found).To(Equal(condition.Impossible))
		_, found = condition.SearchWithout("never", yes(both).Opposite())
		Expect(found).To(Equal(condition.Possible), "a is false, whatever the other is")
	})

	It("needs no facts for no goals", func() {
		facts, found := condition.Search()
		Expect(found).To(Equal(condition.Possible))
		Expect(facts).To(BeEmpty())
	})

	It("gives up where only numbers without classes are left", func() {
		l := condition.NewLanguage([]condition.Variable{{Name: "a", Type: condition.Int}, {Name: "b", Type: condition.Int}}, nil)
		tree, _ := l.Parse("a + b > 5")
		Expect(l.Seal()).To(Succeed())
		net := l.NewNetwork()
		_, found := condition.Search(condition.Goal{Network: net, Node: net.Add(tree, nil), Want: condition.Yes})
		Expect(found).To(Equal(condition.Open))
	})
})
