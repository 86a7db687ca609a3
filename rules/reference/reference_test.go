package reference_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing/fstest"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/rules"
	"shoumi/rules/reference"
)

// engine is what the engine says of every provision for an act of one day, by the
// law of that day.
func engine(v rules.Values, on rules.Date) map[string]rules.Finding {
	GinkgoHelper()
	report, err := book.Classify(rules.Incident{ActDate: rules.On(on), Facts: v}, on)
	Expect(err).NotTo(HaveOccurred())
	out := map[string]rules.Finding{}
	for _, f := range report.Actors[0].Findings {
		out[f.ID] = f
	}
	return out
}

// gaveUp says that the engine told only what Kleene says.
func gaveUp(f rules.Finding) bool {
	return slices.ContainsFunc(f.Notes, func(n string) bool { return strings.HasPrefix(n, "未知的事實太多") })
}

var _ = Describe("the second evaluator", func() {
	It("says what every test of the book says", func() {
		tests, days := 0, 0
		for _, a := range book.Articles() {
			for _, t := range book.Tests(a.ID) {
				tests++
				if t.ActDate.Exact() {
					for id, want := range t.Expect {
						got, err := second.Verdict(t.Facts, id, t.ActDate.First)
						Expect(err).NotTo(HaveOccurred(), t.Place)
						Expect(got).To(Equal(want.Verdict), "%s: %s", t.Place, id)
					}
					continue
				}
				on := []rules.Date{rules.Day(1930, 1, 1), rules.Day(2026, 11, 22)} // of a date that is not known: two days
				if t.ActDate.Known() {
					on = []rules.Date{t.ActDate.First, t.ActDate.Last}
				}
				for _, day := range on {
					days++
					findings := engine(t.Facts, day)
					for id := range t.Expect {
						got, err := second.Verdict(t.Facts, id, day)
						Expect(err).NotTo(HaveOccurred(), t.Place)
						Expect(got).To(Equal(findings[id].Verdict), "%s: %s on %s", t.Place, id, day)
					}
				}
			}
		}
		Expect(tests).To(BeNumerically(">", 2500))
		Expect(days).To(BeNumerically(">", 10))
	})

	It("agrees with the engine on every provision and element for random facts, days and ignorance", func() {
		r := rand.New(rand.NewPCG(132, 2))
		days := []rules.Date{rules.Day(1999, 3, 1), rules.Day(2013, 1, 1), rules.Day(2019, 12, 27), rules.Day(2024, 5, 10), rules.Day(2026, 1, 1)}
		decided, open, gave := 0, 0, 0
		for n := range 60 {
			v := randomFacts(r, []float64{0.02, 0.1, 0.3}[n%3])
			day := days[n%len(days)]
			for id, f := range engine(v, day) {
				compare := func(what string, want rules.Verdict, got rules.Verdict, err error) {
					switch {
					case errors.Is(err, reference.ErrTooOpen), want == rules.Undetermined && gaveUp(f):
						gave++
						return
					case got == rules.Undetermined:
						open++
					default:
						decided++
					}
					Expect(err).NotTo(HaveOccurred())
					Expect(got).To(Equal(want), "%s on %s: %v", what, day, v)
				}
				got, err := second.Verdict(v, id, day)
				compare(id, f.Verdict, got, err)
				if n%5 == 0 {
					for _, x := range f.Elements {
						got, err := second.Element(v, id, x.ID, day)
						compare(id+"#"+x.ID, x.Verdict, got, err)
					}
				}
			}
		}
		GinkgoWriter.Printf("%d decided, %d open, %d given up\n", decided, open, gave)
		Expect(decided).To(BeNumerically(">", 10000))
		Expect(open).To(BeNumerically(">", 1000))
		Expect(gave).To(BeNumerically("<", decided/100))
	})

	It("refuses facts that contradict each other, or are none of the book", func() {
		on := rules.Day(2024, 1, 1)
		_, err := second.Verdict(rules.Values{"intent": true, "fault": []string{"lapse"}}, "criminal-code/132/1", on)
		Expect(err).To(MatchError("事實互相矛盾"))
		_, err = second.Verdict(rules.Values{"intnt": true}, "criminal-code/132/1", on)
		Expect(err).To(MatchError("沒有叫做「intnt」的事實"))
		_, err = second.Verdict(nil, "criminal-code/132/9", on)
		Expect(err).To(MatchError("規則裡沒有「criminal-code/132/9」"))
		_, err = second.Element(nil, "criminal-code/132/1", "objekt", on)
		Expect(err).To(MatchError("criminal-code/132/1 沒有構成要件「objekt」"))
	})

	It("says which condition it cannot read instead of guessing", func() {
		files := fstest.MapFS{
			"facts.yaml": {Data: []byte("facts:\n" +
				"  - {id: a, type: money, group: 主體, label: {zh: 甲}, question: {zh: 甲？}, who_knows: [本人], cost: 1}\n" +
				"  - {id: b, type: money, group: 主體, label: {zh: 乙}, question: {zh: 乙？}, who_knows: [本人], cost: 1}\n" +
				"concepts:\n  - {id: more, label: {zh: 較多}, versions: [{from: 1935-07-01, when: a < b, cites: [criminal-code/1]}]}\n")},
		}
		odd, err := rules.Load(files)
		Expect(err).NotTo(HaveOccurred())
		_, err = reference.New(odd)
		Expect(err).To(MatchError("more: 第二套求值讀不懂「a < b」：「b」不是數目"))
	})
})

// randomFacts are legal facts of which a share is unknown.
func randomFacts(r *rand.Rand, unknown float64) rules.Values {
	v := rules.Values{}
	facts := book.Facts()
	for _, i := range r.Perm(len(facts)) {
		f := facts[i]
		if r.Float64() < unknown {
			continue
		}
		for range 4 { // some values contradict what is there already
			switch f.Type {
			case rules.Bool:
				v[f.ID] = r.IntN(2) == 0
			case rules.Enum:
				v[f.ID] = f.Values[r.IntN(len(f.Values))].ID
			case rules.Set:
				v[f.ID] = randomSet(r, f, unknown)
			default:
				v[f.ID] = int64(49999 + r.IntN(3))
			}
			if _, broken := book.Contradiction(v); !broken {
				break
			}
			delete(v, f.ID)
		}
	}
	return v
}

func randomSet(r *rand.Rand, f rules.Fact, unknown float64) any {
	if unknown > 0.05 && r.IntN(3) == 0 {
		partial := map[string]bool{}
		for _, m := range f.Values {
			if r.IntN(3) > 0 {
				partial[m.ID] = r.IntN(3) == 0
			}
		}
		return partial
	}
	in := []string{}
	for _, m := range f.Values {
		if r.IntN(4) == 0 {
			in = append(in, m.ID)
		}
	}
	return in
}
