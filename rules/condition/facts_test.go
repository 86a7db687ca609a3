package condition_test

import (
	"fmt"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/rules/condition"
)

// machine is one condition over a vocabulary, ready to be asked.
type machine struct {
	*condition.Facts
	walk *condition.Walk
	node int
}

func build(l *condition.Language, text string) machine {
	GinkgoHelper()
	tree, faults := l.Parse(text)
	Expect(faults).To(BeEmpty())
	Expect(l.Seal()).To(Succeed())
	net := l.NewNetwork()
	node := net.Add(tree, nil)
	return machine{l.NewFacts(), net.NewWalk(), node}
}

func (m machine) given(values map[string]any) (broken int) {
	GinkgoHelper()
	m.Reset()
	for name, v := range values {
		Expect(m.Set(name, v)).To(Succeed())
	}
	broken = m.Settle()
	m.walk.Reset(m.Facts)
	return broken
}

type values = map[string]any

var _ = DescribeTable("exact answers where Kleene is open",
	func(text string, known values, want condition.Truth, missing ...string) {
		m := build(vocabulary(), text)
		Expect(m.given(known)).To(Equal(-1))
		if want != condition.Unknown {
			Expect(m.walk.Truth(m.node)).To(Equal(condition.Unknown), "nothing to show: Kleene knows it")
		}
		got, needed, capped := m.walk.Exactly(m.node)
		Expect(capped).To(BeFalse())
		Expect(got).To(Equal(want))
		Expect(needed).To(ConsistOf(missing))
	},
	Entry("either way", `(position == "officer" and intent) or (position != "officer" and intent)`, values{"intent": true}, condition.Yes),
	Entry("neither way", `(position == "officer" and intent) and (position == "private" or careless)`, values{"careless": false}, condition.No),
	Entry("every value", `position == "officer" or position == "delegate" or position == "private"`, nil, condition.Yes),
	Entry("no two values", `position == "officer" and position == "private"`, nil, condition.No),
	Entry("every number", "offenders < 3 or offenders >= 3", nil, condition.Yes),
	Entry("no number", "offenders > 3 and offenders < 4", nil, condition.No),
	Entry("a day in between", `acted > date("2019-12-26") and acted < date("2019-12-28") and acted != date("2019-12-27")`, nil, condition.No),
	Entry("a condition with itself", "intent ? careless : careless", values{"careless": true}, condition.Yes),
	Entry("and otherwise only what matters is missing", `(position == "officer" and intent) or (position != "officer" and intent)`, nil, condition.Unknown, "intent"),
	Entry("two that are compared", "intent == careless or intent or careless", nil, condition.Yes),
	Entry("a number that nothing tabulates is still missing", "offenders * offenders > 4", nil, condition.Unknown, "offenders"),
	Entry("a set by its members", `"vehicle" in info or none(info, # == "vehicle")`, values{"info": map[string]bool{"household": true}}, condition.Yes),
)

var _ = Describe("the cap", func() {
	It("is told, and the answer stays sound", func() {
		var vars []condition.Variable
		var parts []string
		for i := range 50 {
			vars = append(vars, condition.Variable{Name: fmt.Sprintf("f%d", i)})
			parts = append(parts, fmt.Sprintf("f%d", i))
		}
		all := strings.Join(parts, " and ")
		m := build(condition.NewLanguage(vars, nil), "("+all+") or not ("+all+")")
		m.given(nil)
		got, missing, capped := m.walk.Exactly(m.node)
		Expect(capped).To(BeTrue())
		Expect(got).To(Equal(condition.Unknown))
		Expect(missing).To(HaveLen(50))
		known := values{}
		for _, enough := range []int{30, 38} { // twenty are left, to be searched; then twelve, to be tabulated
			for k := range enough {
				known[fmt.Sprintf("f%d", k)] = true
			}
			m.given(known)
			got, missing, capped = m.walk.Exactly(m.node)
			Expect(capped).To(BeFalse(), fmt.Sprint(enough))
			Expect(got).To(Equal(condition.Yes))
			Expect(missing).To(BeEmpty())
		}
	})
})

var _ = Describe("constraints", func() {
	lit := func(name string, value ...string) condition.Literal {
		return condition.Literal{Name: name, Value: strings.Join(value, "")}
	}

	It("fill in what follows, by chains too", func() {
		l := vocabulary()
		Expect(l.Implies(lit("info", "vehicle"), lit("careless"))).To(Equal(0))
		Expect(l.Excludes(lit("careless"), lit("intent"))).To(Equal(1))
		Expect(l.Implies(lit("position", "private"), lit("intent"))).To(Equal(2))
		m := build(l, "intent")
		Expect(m.given(values{"info": []string{"vehicle"}})).To(Equal(-1))
		Expect(m.Value("careless")).To(Equal(true))
		Expect(m.Value("intent")).To(Equal(false))
		Expect(m.Value("position")).To(BeNil(), "two positions are left")
		Expect(m.walk.Truth(m.node)).To(Equal(condition.No))

		Expect(m.given(values{"position": "private"})).To(Equal(-1))
		Expect(m.Value("intent")).To(Equal(true))
		Expect(m.Value("info")).To(Equal(map[string]bool{"vehicle": false}))
		Expect(m.Known("info")).To(BeFalse())
		Expect(m.Known("intent")).To(BeTrue())
	})

	It("leave the only enum value that is left", func() {
		l := vocabulary()
		_, err := l.Excludes(lit("intent"), lit("position", "officer"))
		Expect(err).NotTo(HaveOccurred())
		_, err = l.Excludes(lit("careless"), lit("position", "private"))
		Expect(err).NotTo(HaveOccurred())
		m := build(l, `position == "delegate"`)
		Expect(m.given(values{"intent": true, "careless": true})).To(Equal(-1))
		Expect(m.Value("position")).To(Equal("delegate"))
		Expect(m.given(values{"intent": true, "careless": true, "position": "private"})).To(Equal(1))
	})

	It("are broken by number, also where nothing is left for a fact that is not given", func() {
		l := vocabulary()
		for _, p := range []string{"officer", "delegate", "private"} {
			_, err := l.Excludes(lit("intent"), lit("position", p))
			Expect(err).NotTo(HaveOccurred())
		}
		Expect(l.Excludes(lit("info", "檢舉人"), lit("careless"))).To(Equal(3))
		m := build(l, "intent")
		Expect(m.given(values{"info": []string{"檢舉人"}, "careless": true})).To(Equal(3))
		Expect(m.given(values{"intent": true})).To(Equal(2))
		Expect(m.given(values{"careless": true})).To(Equal(-1))
	})

	It("make an answer exact, through facts that the condition does not read", func() {
		l := condition.NewLanguage([]condition.Variable{{Name: "e"}, {Name: "d"}, {Name: "c"}, {Name: "b"}, {Name: "a"}}, nil)
		for _, pair := range []string{"bc", "cd", "de", "ab"} { // the chain is not in its order
			_, err := l.Implies(lit(pair[:1]), lit(pair[1:]))
			Expect(err).NotTo(HaveOccurred())
		}
		m := build(l, "not a or e")
		Expect(m.given(nil)).To(Equal(-1))
		got, missing, _ := m.walk.Exactly(m.node)
		Expect(got).To(Equal(condition.Yes))
		Expect(missing).To(BeEmpty())
	})

	It("name what is missing, also where facts are tied to each other", func() {
		l := condition.NewLanguage([]condition.Variable{{Name: "a"}, {Name: "b"}, {Name: "c"}, {Name: "d"}}, nil)
		for _, pair := range []string{"ab", "ba", "cd", "dc"} {
			_, err := l.Implies(lit(pair[:1]), lit(pair[1:]))
			Expect(err).NotTo(HaveOccurred())
		}
		m := build(l, "a == c and b == d") // no single fact settles it, and none changes alone
		m.given(nil)
		got, missing, _ := m.walk.Exactly(m.node)
		Expect(got).To(Equal(condition.Unknown))
		Expect(missing).NotTo(BeEmpty())
	})

	DescribeTable("are refused where they say nothing", func(one, other condition.Literal, want string) {
		_, err := vocabulary().Implies(one, other)
		Expect(err).To(MatchError(want))
		_, err = vocabulary().Excludes(other, one)
		Expect(err).To(MatchError(want))
	},
		Entry("no such fact", lit("intnet"), lit("careless"), "沒有叫做「intnet」的事實"),
		Entry("no such value", lit("careless"), lit("position", "chief"), "「position」沒有「chief」這個值，不能拿來限制"),
		Entry("a bool has none", lit("careless", "true"), lit("intent"), "「careless」沒有「true」這個值，不能拿來限制"),
		Entry("a number", lit("offenders"), lit("intent"), "「offenders」是數目或日期，不能拿來限制"),
		Entry("a set has members", lit("careless"), lit("info"), "「info」要寫出是哪一個值，才能拿來限制"),
	)
})

var _ = Describe("facts", func() {
	It("take the values of their types, and give them back", func() {
		m := build(vocabulary(), `acted < date("2019-12-27")`)
		all := values{"intent": false, "position": "delegate", "info": []string{"vehicle", "檢舉人"}, "offenders": -3, "acted": 18257}
		m.given(all)
		for name, v := range all {
			Expect(m.Value(name)).To(Equal(v))
			Expect(m.Known(name)).To(BeTrue())
		}
		Expect(m.walk.Truth(m.node)).To(Equal(condition.No), "18257 is 2019-12-27")
		Expect(m.Set("acted", 18256)).To(Succeed())
		m.Settle()
		m.walk.Reset(m.Facts)
		Expect(m.walk.Truth(m.node)).To(Equal(condition.Yes))
		Expect(m.Set("acted", nil)).To(Succeed())
		Expect(m.Set("info", nil)).To(Succeed())
		m.Settle()
		Expect(m.Value("acted")).To(BeNil())
		Expect(m.Value("info")).To(BeNil())
		Expect(m.Value("nothing")).To(BeNil())
		Expect(m.Known("nothing")).To(BeFalse())
	})

	It("know a part of a set", func() {
		m := build(vocabulary(), `"vehicle" in info`)
		m.given(values{"info": map[string]bool{"vehicle": true, "檢舉人": false}})
		Expect(m.walk.Truth(m.node)).To(Equal(condition.Yes))
		Expect(m.Value("info")).To(Equal(map[string]bool{"vehicle": true, "檢舉人": false}))
		Expect(m.Set("info", map[string]bool{"household": false})).To(Succeed())
		m.Settle()
		Expect(m.Value("info")).To(Equal(map[string]bool{"household": false}), "the new value takes the place of the old")
	})

	DescribeTable("refuse what they are not", func(name string, value any, want string) {
		m := build(vocabulary(), "intent")
		Expect(m.Set(name, value)).To(MatchError(want))
	},
		Entry(nil, "intnet", true, "沒有叫做「intnet」的事實"),
		Entry(nil, "intent", "true", "「intent」的值型別不對"),
		Entry(nil, "position", "chief", "「position」沒有「chief」這個值"),
		Entry(nil, "position", true, "「position」的值型別不對"),
		Entry(nil, "info", []string{"vehicle", "甲"}, "「info」沒有「甲」這個值"),
		Entry(nil, "info", map[string]bool{"乙": true}, "「info」沒有「乙」這個值"),
		Entry(nil, "offenders", "3", "「offenders」的值型別不對"),
	)

	DescribeTable("may take what conditions can tell apart", func(name string, want ...any) {
		m := build(vocabulary(), "offenders in [3, 4] or offenders > 9")
		m.given(values{"info": []string{"vehicle"}})
		Expect(m.Options(name)).To(Equal(want))
	},
		Entry(nil, "intent", true, false),
		Entry(nil, "position", "officer", "delegate", "private"),
		Entry(nil, "info", []string{"vehicle"}, []string{}, []string{"vehicle", "household"}, []string{"vehicle", "檢舉人"}),
		Entry(nil, "offenders", 2, 3, 4, 8, 9, 10),
		Entry(nil, "acted", 0),
	)

	It("leave an atom that expr cannot run unknown", func() {
		m := build(vocabulary(), "7 % offenders == 1 or intent")
		m.given(values{"offenders": 0})
		Expect(m.walk.Truth(m.node)).To(Equal(condition.Unknown))
		m.given(values{"offenders": 3})
		Expect(m.walk.Truth(m.node)).To(Equal(condition.Yes))
	})
})
