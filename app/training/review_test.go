package training_test

import (
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/training"
	"shoumi/quizzes"
)

var _ = Describe("reviews", func() {
	onBoth(func(fresh func() *world) {
		var w *world
		BeforeEach(func() {
			w = fresh()
			w.assign("induction", "kai", "2026-12-31")
			w.reach(kai, "induction/2026", training.Certify)
		})
		due := func() []training.Due {
			GinkgoHelper()
			all, err := w.Reviews(ctx, kai)
			Expect(err).NotTo(HaveOccurred())
			return all
		}

		It("are none on the day, ten at most on one, the same whenever one looks", func() {
			Expect(due()).To(BeEmpty())
			s := w.state(kai)
			Expect(len(s.Cards)).To(BeNumerically(">", 10))
			for _, c := range s.Cards {
				Expect(c.Due).To(BeTemporally(">=", noon.Add(24*time.Hour)))
			}
			_, err := w.Review(ctx, kai, due0(s), "x", quizzes.Answer{})
			Expect(err).To(MatchError(training.ErrNotDue))

			w.pass(40 * 24 * time.Hour)
			all := due()
			Expect(all).To(HaveLen(10))
			for i, d := range all {
				Expect(d.Item.Concept).To(Equal(d.Card.Concept))
				Expect(s.Seen).NotTo(HaveKey(d.Item.ID), "a fresh variant")
				if i > 0 {
					Expect(d.Card.Retrievability(w.now)).To(BeNumerically(">=", all[i-1].Card.Retrievability(w.now)))
				}
			}
			w.pass(time.Hour)
			Expect(items(due())).To(Equal(items(all)))

			one := all[0]
			r, err := w.Review(ctx, kai, one.Card.Concept, one.Item.ID, wrong(one.Item))
			Expect(err).NotTo(HaveOccurred())
			Expect(r.Right).To(BeFalse())
			r, err = w.Review(ctx, kai, one.Card.Concept, one.Item.ID, one.Item.Key)
			Expect(err).NotTo(HaveOccurred())
			Expect(r.Right).To(BeFalse(), "the first answer stands")
			went, err := w.Recalled(ctx, kai, one.Card.Concept)
			Expect(err).NotTo(HaveOccurred())
			Expect(went).To(Equal(training.Recalled{Item: one.Item, Answer: wrong(one.Item), Was: s.Mastery[one.Card.Concept].Level,
				Is: s.Mastery[one.Card.Concept].Level - 1, Due: w.state(kai).Cards[one.Card.Concept].Due}))
			_, err = w.Recalled(ctx, kai, all[1].Card.Concept)
			Expect(err).To(MatchError(training.ErrNotDue), "not reviewed yet")
			Expect(items(due())).To(Equal(items(all)[1:]), "nine are left of ten, and no other comes up")
			for _, d := range due() {
				_, err := w.Review(ctx, kai, d.Card.Concept, d.Item.ID, d.Item.Key)
				Expect(err).NotTo(HaveOccurred())
			}
			Expect(due()).To(BeEmpty())
			Expect(w.home(kai).Reviews).To(Equal(0))
			w.pass(24 * time.Hour)
			Expect(due()).NotTo(BeEmpty())

			s = w.state(kai)
			Expect(quizzes.Replay(s.Reviews)).To(Equal(s.Cards))
			Expect(s.Mastery[one.Card.Concept].Level).To(BeNumerically("<", quizzes.Proficient), "a miss takes a level")
		})

		It("come due over fourteen days when the law changed, once, marked so", func() {
			var changed []string // the law of two concepts that were asked, and of one that was not
			cards := w.state(kai).Cards
			for _, c := range shipped.Bank.Concepts() {
				if _, asked := cards[c.ID]; asked == (len(changed) > 0) {
					law, _, _ := strings.Cut(c.Provisions[0], "#")
					changed = append(changed, law)
				}
				if len(changed) == 3 {
					break
				}
			}
			concepts := shipped.Bank.ConceptsOf(changed)
			w.pass(time.Hour)
			at := w.now
			Expect(w.LawChanged(ctx, "116-1", changed)).To(Equal(1))
			w.pass(time.Hour)
			Expect(w.LawChanged(ctx, "116-1", changed)).To(Equal(1))
			s := w.state(kai)
			n := 0
			for _, c := range concepts {
				if card, ok := s.Cards[c]; ok && card.Reviews > 0 {
					n++
					Expect(card.LawChanged).To(BeTrue(), c)
					Expect(card.Due).To(BeTemporally("<", at.AddDate(0, 0, 14)), c)
				}
			}
			Expect(n).To(BeNumerically(">", 0))
			law := 0
			for _, e := range s.Reviews {
				if !e.LawDue.IsZero() {
					law++
				}
			}
			Expect(law).To(Equal(n), "the change was made known once")
			w.pass(14 * 24 * time.Hour)
			marked := ""
			for _, d := range due() {
				if d.Card.LawChanged {
					marked = d.Card.Concept
					_, err := w.Review(ctx, kai, marked, d.Item.ID, d.Item.Key)
					Expect(err).NotTo(HaveOccurred())
				}
			}
			Expect(marked).NotTo(BeEmpty())
			Expect(w.state(kai).Cards[marked].LawChanged).To(BeFalse(), "reviewed, it is known again")
		})
	})
})

func items(all []training.Due) (out []string) {
	for _, d := range all {
		out = append(out, d.Item.ID)
	}
	return out
}

// due0 is some concept that has a card.
func due0(s training.State) string {
	for c := range s.Cards {
		return c
	}
	return ""
}
