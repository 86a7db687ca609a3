package quizzes_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/quizzes"
)

var _ = Describe("the shipped bank", func() {
	It("proves every key by two evaluators and keeps the proof", func() {
		for _, it := range bank.Items() {
			Expect(it.Key.Empty()).To(BeFalse(), it.ID)
			Expect(it.Proof.Second).To(Equal(quizzes.SecondAgrees), it.ID)
			Expect(it.Proof.RulesDigest).To(Equal(book.Digest()), it.ID)
			Expect(it.Proof.Trace).NotTo(BeEmpty(), it.ID)
			Expect(it.Proof.Result).To(Equal(it.Key), it.ID)
			Expect(it.Reasons).NotTo(BeEmpty(), it.ID)
			if it.Case != "" {
				Expect(it.Proof.CaseVersion).To(MatchRegexp(`^sha256:[0-9a-f]{64}$`), it.ID)
			}
		}
	})

	It("has written items of every type", func() {
		count := map[quizzes.Type]int{}
		for _, it := range bank.Items() {
			if !it.Generated {
				count[it.Type]++
			}
		}
		for _, t := range quizzes.Types {
			Expect(count[t]).To(BeNumerically(">=", 2), string(t))
		}
	})
})
