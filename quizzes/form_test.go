package quizzes_test

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/quizzes"
)

var secret = []byte("a secret of the site")

// exam is a blueprint that the shipped bank fills.
var exam = quizzes.Blueprint{Cut: 0.8, Critical: []string{"informant"}, Sections: []quizzes.Section{
	{Concept: "intent-or-negligence", Count: 4}, {Concept: "who-is-official", Count: 3}, {Concept: "already-known", Count: 3},
	{Concept: "leak-or-deliver", Count: 3}, {Concept: "informant", Count: 2}, {Concept: "false-entry", Count: 2, Bands: []quizzes.Band{quizzes.Easy, quizzes.Medium}},
}}

func draw(attempt string, h quizzes.History) quizzes.Form {
	GinkgoHelper()
	f, err := bank.Form(exam, quizzes.Seed(secret, attempt), h)
	Expect(err).NotTo(HaveOccurred())
	return f
}

func item(id string) *quizzes.Item {
	GinkgoHelper()
	it, ok := bank.Item(id)
	Expect(ok).To(BeTrue(), id)
	return it
}

var _ = Describe("a form", func() {
	It("has exactly what the blueprint asks for, no draft, and no two items of one case", func() {
		for n := range 500 {
			f := draw(fmt.Sprint("attempt ", n), nil)
			Expect(f.Items).To(HaveLen(exam.Items()))
			count, used, ofCase := map[string]int{}, map[string]bool{}, map[string]bool{}
			for _, x := range f.Items {
				it := item(x.Item)
				Expect(it.Status).To(Equal(quizzes.Ready))
				Expect(used[it.ID]).To(BeFalse(), "twice: "+it.ID)
				Expect(it.Case != "" && ofCase[it.Case]).To(BeFalse(), "two of "+it.Case)
				used[it.ID], ofCase[it.Case] = true, true
				count[it.Concept]++
				if it.Concept == "false-entry" {
					Expect(it.Band).NotTo(Equal(quizzes.Hard))
				}
			}
			for _, s := range exam.Sections {
				Expect(count[s.Concept]).To(Equal(s.Count), s.Concept)
			}
		}
	})

	It("is the same bytes for the same seed, and another for another", func() {
		text := func(attempt string) string {
			data, err := json.Marshal(draw(attempt, nil))
			Expect(err).NotTo(HaveOccurred())
			return string(data)
		}
		Expect(text("attempt 7")).To(Equal(text("attempt 7")))
		Expect(text("attempt 7")).NotTo(Equal(text("attempt 8")))
		Expect(quizzes.Seed(secret, "attempt 7")).NotTo(Equal(quizzes.Seed([]byte("another secret"), "attempt 7")))
	})

	It("puts the right option in every place equally often", func() {
		places := [4]int{}
		for n := range 10000 {
			for _, x := range draw(fmt.Sprint("seed ", n), nil).Items {
				it := item(x.Item)
				if it.Type == quizzes.Single && len(x.Options) == 4 {
					places[slices.Index(x.Options, it.Key.Options[0])]++
				}
			}
		}
		total := 0
		for _, n := range places {
			total += n
		}
		expected, chi := float64(total)/4, 0.0
		for _, n := range places {
			chi += math.Pow(float64(n)-expected, 2) / expected
		}
		Expect(total).To(BeNumerically(">", 20000))
		Expect(chi).To(BeNumerically("<", 16.27), "χ² with 3 degrees of freedom, p = 0.001: %v", places) // fixed seeds: never by chance
	})

	It("keeps the order of options that have one, and loses none", func() {
		for n := range 200 {
			for _, x := range draw(fmt.Sprint("order ", n), nil).Items {
				it := item(x.Item)
				var own []string
				for _, o := range it.Options {
					own = append(own, o.ID)
				}
				Expect(x.Options).To(ConsistOf(own))
				if it.Type == quizzes.Ternary || it.Type == quizzes.Table || it.Type == quizzes.Evidence {
					Expect(x.Options).To(Equal(own))
				}
			}
		}
	})

	It("repeats no item of a concept while one that fits is unseen, then takes the least and longest seen", func() {
		h := quizzes.History{}
		at := time.Date(2026, 1, 1, 9, 0, 0, 0, time.UTC)
		repeats := 0
		for n := range 60 {
			f := draw(fmt.Sprint("sitting ", n), h)
			for _, x := range f.Items {
				it := item(x.Item)
				for _, other := range bank.Usable(it.Concept) {
					if it.Concept == "false-entry" && other.Band == quizzes.Hard || h[other.ID].Times >= h[it.ID].Times || h[it.ID].Times == 0 {
						continue
					}
					repeats++ // the other was seen less often: it must stand in somebody's way
					Expect(slices.ContainsFunc(f.Items, func(y quizzes.FormItem) bool {
						t := item(y.Item)
						return t.ID != it.ID && (t.ID == other.ID || t.Case != "" && t.Case == other.Case)
					})).To(BeTrue(), "%s again, although %s was free", it.ID, other.ID)
				}
			}
			for _, x := range f.Items {
				h[x.Item] = quizzes.Seen{Times: h[x.Item].Times + 1, Last: at.AddDate(0, 0, n)}
			}
		}
		Expect(repeats).To(BeNumerically(">", 0))
	})

	It("takes what was seen longest ago among equals", func() {
		h := quizzes.History{}
		usable := bank.Usable("procurement")
		old := usable[len(usable)/2].ID
		for _, it := range usable {
			h[it.ID] = quizzes.Seen{Times: 1, Last: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)}
		}
		h[old] = quizzes.Seen{Times: 1, Last: time.Date(2025, 3, 1, 0, 0, 0, 0, time.UTC)}
		of := usable[0]
		if of.ID == old {
			of = usable[1]
		}
		for n := range 20 {
			another, ok := bank.Another(of, quizzes.Seed(secret, fmt.Sprint(n)), h)
			Expect(ok).To(BeTrue())
			if old := item(old); old.Case == "" || old.Case != of.Case {
				Expect(another.ID).To(Equal(old.ID))
			}
		}
	})
})

var _ = Describe("a self-check", func() {
	It("goes round the concepts, and repeats nothing", func() {
		pool := append(bank.Usable("confidential"), bank.Usable("leak-or-deliver")...)
		drawn := bank.Practice(6, quizzes.Seed([]byte("s"), "1"), pool)
		Expect(drawn).To(HaveLen(6))
		seen, per := map[string]bool{}, map[string]int{}
		for i, it := range drawn {
			Expect(seen).NotTo(HaveKey(it.ID))
			seen[it.ID] = true
			per[it.Concept]++
			if i%2 == 1 {
				Expect(per["confidential"]).To(Equal(per["leak-or-deliver"]))
			}
		}
	})

	It("takes an earlier pool first, then the next, and stops when both are empty", func() {
		own, more := bank.Usable("wiretap")[:2], bank.Usable("genai")[:2]
		drawn := bank.Practice(5, quizzes.Seed([]byte("s"), "2"), own, more)
		Expect(drawn).To(HaveLen(4))
		Expect(drawn[:2]).To(ConsistOf(own))
		Expect(drawn[2:]).To(ConsistOf(more))
	})

	It("shows written items before generated ones, and options in one order for one seed", func() {
		drawn := bank.Practice(2, quizzes.Seed([]byte("s"), "3"), bank.Usable("intent-or-negligence"))
		for _, it := range drawn {
			Expect(it.Generated).To(BeFalse(), it.ID)
			Expect(it.Shown(quizzes.Seed([]byte("s"), "3"))).To(Equal(it.Shown(quizzes.Seed([]byte("s"), "3"))))
		}
	})
})

var _ = Describe("another like this", func() {
	It("is of the same concept and of another case where there is one", func() {
		for _, it := range bank.Usable("") {
			another, ok := bank.Another(it, quizzes.Seed(secret, it.ID), nil)
			if !ok {
				Expect(bank.Usable(it.Concept)).To(HaveLen(1))
				continue
			}
			Expect(another.ID).NotTo(Equal(it.ID))
			Expect(another.Concept).To(Equal(it.Concept))
			if another.Case != "" && another.Case == it.Case {
				for _, o := range bank.Usable(it.Concept) {
					Expect(o.Case).To(Equal(it.Case))
				}
			}
		}
	})
})

var _ = Describe("the chance to pass by guessing", func() {
	It("is exact by type", func() {
		chance := func(t quizzes.Type, options, rows int) float64 {
			return (&quizzes.Item{Type: t, Options: make([]quizzes.Option, options), Rows: make([]quizzes.Row, rows)}).GuessChance()
		}
		Expect(chance(quizzes.Single, 4, 0)).To(Equal(0.25))
		Expect(chance(quizzes.Ternary, 3, 0)).To(BeNumerically("~", 1.0/3, 1e-15))
		Expect(chance(quizzes.Multiple, 4, 0)).To(BeNumerically("~", 1.0/14, 1e-15)) // 2⁴ sets but none and all
		Expect(chance(quizzes.Table, 3, 4)).To(BeNumerically("~", 1.0/81, 1e-15))
		Expect(chance(quizzes.Ordering, 4, 0)).To(BeNumerically("~", 1.0/24, 1e-15))
		Expect(chance(quizzes.Matching, 3, 2)).To(BeNumerically("~", 1.0/9, 1e-15))
		Expect(chance(quizzes.Number, 0, 0)).To(BeNumerically("~", 1.0/12, 1e-15))
	})

	It("refuses a blueprint that one can guess through, or that the bank cannot fill", func() {
		Expect(bank.Check(exam)).To(Succeed())
		p, err := bank.GuessPass(exam)
		Expect(err).NotTo(HaveOccurred())
		Expect(p).To(BeNumerically("<", quizzes.MaxGuessPass))

		easy := quizzes.Blueprint{Cut: 0.5, Sections: []quizzes.Section{{Concept: "intent-or-negligence", Count: 2}}}
		_, err = bank.Form(easy, quizzes.Seed(secret, "x"), nil)
		Expect(err).To(MatchError("用猜的及格的機率是0.55556，要低於0.001：增加題數、提高及格標準，或少用選項少的題目")) // 1 − (2/3)²

		_, err = bank.Form(quizzes.Blueprint{Cut: 2, Critical: []string{"victim"}, Sections: []quizzes.Section{{Concept: "nothing", Count: 1}, {Concept: "concurrence", Count: 99}}}, quizzes.Seed(secret, "x"), nil)
		Expect(err).To(MatchError(ContainSubstring("及格標準2要大於0、不大於1；關鍵概念「victim」沒有出題；沒有「nothing」這個概念；「concurrence」要99題，題庫有")))
	})
})
