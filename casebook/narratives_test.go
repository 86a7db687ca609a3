package casebook_test

import (
	"sync"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/casebook"
	"shoumi/casebook/cue"
)

// measured reads all narratives once for each way of leaving out.
var measured = map[bool]func() casebook.Narratives{true: measure(true), false: measure(false)}

func measure(leaveOut bool) func() casebook.Narratives {
	return sync.OnceValue(func() casebook.Narratives {
		lexicon, err := cue.Shipped()
		Expect(err).NotTo(HaveOccurred())
		return cases.Narratives(lexicon, leaveOut)
	})
}

var _ = Describe("The narratives of the cases", func() {
	// The floors lie a little under what the lexicon does. Raise them with it.
	DescribeTable("are read as well as before", func(leaveOut bool, precision, recall float64) {
		n := measured[leaveOut]()
		GinkgoWriter.Printf("FIGURES %+v precision %.3f recall %.3f\n", n.Figures, n.Figures.Precision(), n.Figures.Recall())
		Expect(n.Cases).To(HaveLen(23))
		Expect(n.Figures.Precision()).To(BeNumerically(">=", precision))
		Expect(n.Figures.Recall()).To(BeNumerically(">=", recall))
	},
		Entry("leaving one out", true, 0.91, 0.69),
		Entry("with the whole lexicon", false, 0.88, 0.88),
	)

	It("count every proposal and every fact once", func() {
		for _, leaveOut := range []bool{true, false} {
			n := measured[leaveOut]()
			var missed, wrong int
			for _, c := range n.Cases {
				wrong += len(c.False)
				missed += len(c.Missed)
				Expect(c.LeftOut == nil).To(BeFalse())
			}
			f := n.Figures
			Expect(f.Right + f.Wrong + f.Unstated).To(Equal(f.Proposed))
			Expect(wrong).To(Equal(f.Wrong + f.Unstated))
			Expect(missed).To(Equal(f.Stated - f.Found + f.Judged - f.JudgedFound))
		}
	})

	It("leave out what one narrative alone has, and nothing where nothing is left out", func() {
		for _, c := range measured[true]().Cases {
			k, _ := cases.Case(c.Case)
			for _, w := range c.LeftOut {
				for _, other := range cases.Cases() {
					if other.ID != k.ID {
						Expect(other.Text()).NotTo(ContainSubstring(w), c.Case)
					}
				}
			}
		}
		for _, c := range measured[false]().Cases {
			Expect(c.LeftOut).To(BeEmpty())
		}
	})

	It("come to the verdicts of the case in at most 15 answers from what is accepted, and rule out none of them", func() {
		n := measured[true]()
		Expect(cases.Work(&n, judged)).To(Succeed())
		for _, c := range n.Cases {
			k, _ := cases.Case(c.Case)
			Expect(c.Actors).To(HaveLen(len(k.Actors)))
			for _, a := range c.Actors {
				GinkgoWriter.Printf("ANSWERS %s %s: %d %v\n", c.Case, a.Actor, len(a.Answers), a.Answers)
				Expect(a.Reached).To(BeTrue(), c.Case+a.Actor)
				Expect(a.Closed).To(BeEmpty(), c.Case+a.Actor)
				Expect(len(a.Answers)).To(BeNumerically("<=", 15), c.Case+a.Actor)
			}
		}
	})
})
