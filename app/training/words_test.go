package training_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/training"
	"shoumi/quizzes"
)

var _ = Describe("the words of an edition", func() {
	onBoth(func(fresh func() *world) {
		It("come from the bank, or from a paper where that has moved on", func() {
			w := fresh()
			w.assign("refresher", "station", "2026-12-31")
			w.reach(kai, refresher, training.Certify)
			a := w.sit(kai, refresher, "certification", 0)
			_, paper, err := w.Attempt(ctx, kai, a.ID)
			Expect(err).NotTo(HaveOccurred())
			questions, err := paper.Questions()
			Expect(err).NotTo(HaveOccurred())
			asked := questions[0]
			here, err := w.Words(ctx, asked.Item, asked.Edition)
			Expect(err).NotTo(HaveOccurred())
			Expect(here.Stem).To(Equal(asked.Stem))
			Expect(texts(here.Options)).To(ConsistOf(texts(asked.Options)))
			Expect(here.Law).To(Equal(asked.Law))

			gone := shipped
			gone.Bank = &quizzes.Bank{}
			Expect(w.with(courses, gone).Words(ctx, asked.Item, asked.Edition)).To(Equal(asked), "as it stood on paper")
			_, err = w.Words(ctx, asked.Item, "another")
			Expect(err).To(MatchError(training.ErrNoItem))
		})
	})
})
