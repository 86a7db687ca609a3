package training_test

import (
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/store"
	"shoumi/app/training"
)

var _ = Describe("a correction", func() {
	onBoth(func(fresh func() *world) {
		var w *world
		BeforeEach(func() { w = fresh() })
		all := func() []training.Correction {
			GinkgoHelper()
			out, err := w.Corrections(ctx)
			Expect(err).NotTo(HaveOccurred())
			return out
		}

		It("waits, the oldest in front, until somebody answers, whose word stands", func() {
			Expect(all()).To(BeEmpty())
			Expect(w.Correct(ctx, kai, " 我的單位寫錯了 ")).To(Succeed())
			w.pass(time.Hour)
			Expect(w.Correct(ctx, ning, "證書上的姓名少一個字")).To(Succeed())
			Expect(w.Correct(ctx, kai, "   ")).To(Succeed(), "nothing was said")
			waiting := all()
			Expect(waiting).To(HaveLen(2))
			Expect(waiting[0]).To(And(HaveField("Account", "kai"), HaveField("Words", "我的單位寫錯了"), HaveField("At", noon.UTC()), HaveField("Answered", time.Time{})))

			id := waiting[0].ID
			Expect(w.AnswerCorrection(ctx, id, "chief", " ")).To(MatchError(training.ErrNoReason))
			Expect(w.AnswerCorrection(ctx, "none", "chief", "好")).To(MatchError(store.ErrNotFound))
			Expect(w.AnswerCorrection(ctx, id, "chief", " 已更正 ")).To(Succeed())
			answered := w.now
			w.pass(time.Hour)
			Expect(w.AnswerCorrection(ctx, id, "chief", "已更正")).To(Succeed(), "sent twice")
			Expect(w.AnswerCorrection(ctx, id, "chief", "不用更正")).To(MatchError(store.ErrConflict))
			Expect(w.AnswerCorrection(ctx, id, "another", "已更正")).To(MatchError(store.ErrConflict))
			now := all()
			Expect(now[0].Account).To(Equal("ning"), "what is open comes first")
			Expect(now[1]).To(And(HaveField("Answer", "已更正"), HaveField("By", "chief"), HaveField("Answered", answered.UTC())))

			rec, err := w.Record(ctx, kai)
			Expect(err).NotTo(HaveOccurred())
			own := rec.Corrections()
			Expect(own).To(HaveLen(1))
			Expect(own[0].Answer).To(Equal("已更正"))
			Expect(own[0].Account).To(Equal("kai"))
		})

		It("goes with the person", func() {
			Expect(w.Correct(ctx, kai, "我的單位寫錯了")).To(Succeed())
			id := all()[0].ID
			Expect(w.AnswerCorrection(ctx, id, "chief", "已更正")).To(Succeed())
			Expect(w.Erase(ctx, "kai")).To(Succeed())
			Expect(all()).To(BeEmpty())
			Expect(w.AnswerCorrection(ctx, id, "chief", "已更正")).To(MatchError(store.ErrNotFound))
		})
	})
})

var _ = Describe("an attempt that was handed in", func() {
	onBoth(func(fresh func() *world) {
		It("can be looked into by those who know its number, once it is", func() {
			w := fresh()
			w.assign("refresher", "kai", "2026-12-31")
			w.reach(kai, refresher, training.Certify)
			a, err := w.Begin(ctx, kai, refresher, "certification")
			Expect(err).NotTo(HaveOccurred())
			_, _, err = w.HandedIn(ctx, a.ID)
			Expect(err).To(MatchError(store.ErrNotFound))
			_, _, err = w.HandedIn(ctx, "none")
			Expect(err).To(MatchError(store.ErrNotFound))
			a, err = w.Submit(ctx, kai, a.ID)
			Expect(err).NotTo(HaveOccurred())
			got, paper, err := w.HandedIn(ctx, a.ID)
			Expect(err).NotTo(HaveOccurred())
			Expect(got.Outcomes).To(Equal(a.Outcomes))
			Expect(w.Reproduce(ctx, a.ID)).To(BeEquivalentTo(paper.Words))
		})
	})
})
