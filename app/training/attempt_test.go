package training_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/training"
	"shoumi/quizzes"
)

var _ = Describe("a certification", func() {
	onBoth(func(fresh func() *world) {
		var w *world
		BeforeEach(func() {
			w = fresh()
			w.assign("refresher", "station", "2026-12-31")
			w.reach(kai, refresher, training.Certify)
		})

		It("is one attempt, whoever begins it where", func() {
			a, err := w.Begin(ctx, kai, refresher, "certification")
			Expect(err).NotTo(HaveOccurred())
			elsewhere := w.with(courses, shipped)
			w.pass(time.Hour)
			Expect(elsewhere.Begin(ctx, kai, refresher, "certification")).To(Equal(a))

			w.reach(ning, refresher, training.Certify)
			var all sync.Map
			var wait sync.WaitGroup
			for i := range 8 {
				wait.Go(func() {
					b, err := []*training.Training{w.Training, elsewhere}[i%2].Begin(ctx, ning, refresher, "certification")
					all.Store(fmt.Sprint(b.ID, err), true)
				})
			}
			wait.Wait()
			n := 0
			all.Range(func(any, any) bool { n++; return true })
			Expect(n).To(Equal(1))
			Expect(w.state(ning).Attempts).To(HaveLen(1))
		})

		It("says nothing of an answer before it is submitted, and keeps the last one", func() {
			a, _ := w.Begin(ctx, kai, refresher, "certification")
			it := item(a.Items[0])
			Expect(w.Put(ctx, kai, a.ID, 1, it.Key)).To(Succeed())
			Expect(w.Put(ctx, kai, a.ID, 1, wrong(it))).To(Succeed())
			Expect(w.Put(ctx, kai, a.ID, 99, it.Key)).To(MatchError(training.ErrNoItem))
			_, _, err := w.Attempt(ctx, ning, a.ID)
			Expect(err).To(MatchError(training.ErrNotYours))
			Expect(w.Put(ctx, ning, a.ID, 1, it.Key)).To(MatchError(training.ErrNotYours))
			for range 2 {
				Expect(w.Flag(ctx, kai, a.ID, 3, true)).To(Succeed())
			}
			Expect(w.Flag(ctx, kai, a.ID, 2, true)).To(Succeed())
			Expect(w.Flag(ctx, kai, a.ID, 3, false)).To(Succeed())
			Expect(w.Flag(ctx, kai, a.ID, 0, true)).To(MatchError(training.ErrNoItem))
			Expect(w.Flag(ctx, ning, a.ID, 1, true)).To(MatchError(training.ErrNotYours))
			kept, _, err := w.Attempt(ctx, kai, a.ID)
			Expect(err).NotTo(HaveOccurred())
			Expect(kept.Answers).To(HaveLen(1))
			Expect(kept.Later).To(Equal([]int{2}))
			Expect(kept.Outcomes).To(BeEmpty())
			Expect(kept.Submitted).To(BeZero())
			Expect(w.state(kai).Reviews).To(HaveLen(len(w.state(kai).Cards)), "only the self-check counts so far")

			done, err := w.Submit(ctx, kai, a.ID)
			Expect(err).NotTo(HaveOccurred())
			Expect(done.Outcomes[0].Right).To(BeFalse())
			Expect(done.Passed).To(BeFalse())
			Expect(w.Put(ctx, kai, a.ID, 1, it.Key)).To(MatchError(training.ErrSubmitted))
			Expect(w.Flag(ctx, kai, a.ID, 1, true)).To(MatchError(training.ErrSubmitted))
			w.pass(time.Minute)
			Expect(w.Submit(ctx, kai, a.ID)).To(HaveField("Submitted", done.Submitted))
		})

		It("is passed with 80 % and every critical concept", func() {
			a := w.sit(kai, refresher, "certification", 2) // of 12, ten are needed
			Expect(a.Need).To(Equal(10))
			Expect(a.Right).To(Equal(10))
			Expect(a.Passed).To(BeTrue())
			Expect(a.Restudy).To(HaveLen(2))
			Expect(a.Opens).To(BeZero())
			_, err := w.Begin(ctx, kai, refresher, "certification")
			Expect(err).To(MatchError(training.ErrSubmitted))
		})

		It("fails with one critical concept wrong, waits, and names what to study again", func() {
			a, _ := w.Begin(ctx, kai, refresher, "certification")
			for i, id := range a.Items {
				it := item(id)
				answer := it.Key
				if it.Concept == "informant" {
					answer = wrong(it)
				}
				Expect(w.Put(ctx, kai, a.ID, i+1, answer)).To(Succeed())
			}
			a, err := w.Submit(ctx, kai, a.ID)
			Expect(err).NotTo(HaveOccurred())
			Expect(a.Right).To(Equal(11))
			Expect(a.Passed).To(BeFalse())
			Expect(a.Restudy).To(Equal([]string{"informant"}))
			Expect(a.Opens).To(Equal(noon.Add(24 * time.Hour).UTC()))
			Expect(w.home(kai)).To(And(HaveField("Act", training.ActWait), HaveField("Opens", a.Opens)))
			Expect(w.Path(ctx, kai, refresher)).To(HaveField("Opens", a.Opens))

			w.pass(24*time.Hour - time.Second)
			_, err = w.Begin(ctx, kai, refresher, "certification")
			Expect(err).To(Equal(&training.WaitError{Opens: a.Opens}))
			Expect(err.Error()).To(Equal("認證測驗要等到 2026-11-23 12:00 才能再考"))
			w.pass(time.Second)
			Expect(w.home(kai).Act).To(Equal(training.ActUnit))
			Expect(w.Path(ctx, kai, refresher)).To(HaveField("Opens", BeZero()))
			again, err := w.Begin(ctx, kai, refresher, "certification")
			Expect(err).NotTo(HaveOccurred())
			for _, id := range again.Items {
				Expect(a.Items).NotTo(ContainElement(id), "no item comes twice while there are others")
			}
		})

		It("keeps the exact words, which the seed gives again", func() {
			a, _ := w.Begin(ctx, kai, refresher, "certification")
			_, paper, err := w.Attempt(ctx, kai, a.ID)
			Expect(err).NotTo(HaveOccurred())
			Expect(paper.Rules).To(Equal(shipped.Book.Digest()))
			Expect(paper.Seed).To(Equal(fmt.Sprintf("%x", quizzes.Seed(secret, a.ID))))
			questions, err := paper.Questions()
			Expect(err).NotTo(HaveOccurred())
			for i, q := range questions {
				it := item(q.Item)
				Expect(q.Item).To(Equal(a.Items[i]))
				Expect(q.Stem).To(Equal(it.Stem))
				Expect(texts(q.Options)).To(ConsistOf(texts(it.Options)), "in an order of their own")
				Expect(q.Edition).To(Equal(training.Edition(it)))
				Expect(q.Law).NotTo(BeEmpty(), q.Item)
				for _, l := range q.Law {
					Expect(l.Text).NotTo(BeEmpty(), l.ID)
				}
				Expect(q.Grade(it.Key).Right).To(BeTrue())
				Expect(q.Grade(wrong(it)).Right).To(BeFalse())
			}
			q := questions[0]
			q.Key = wrong(item(q.Item))
			Expect(q.Grade(item(q.Item).Key).Right).To(BeFalse(), "the key is that of the paper")
			w.pass(24 * 300 * time.Hour)
			again, err := w.with(courses, shipped).Reproduce(ctx, a.ID)
			Expect(err).NotTo(HaveOccurred())
			Expect(string(again)).To(Equal(paper.Words))

			other := training.New(w.open(), courses, shipped, []byte("another secret"), func() time.Time { return w.now })
			_, err = other.Reproduce(ctx, a.ID)
			Expect(err).To(MatchError(training.ErrOtherBank))
		})

		It("shows keys once it is passed, or its last day is over", func() {
			papers := func() int {
				GinkgoHelper()
				rec, err := w.Record(ctx, kai)
				Expect(err).NotTo(HaveOccurred())
				return len(rec.Papers)
			}
			_, err := w.Begin(ctx, kai, refresher, "certification")
			Expect(err).NotTo(HaveOccurred())
			Expect(papers()).To(Equal(0))
			failed := w.sit(kai, refresher, "certification", 5)
			Expect(failed.Passed).To(BeFalse())
			Expect(papers()).To(Equal(0))
			w.now = time.Date(2026, 12, 31, 23, 59, 0, 0, taipei)
			Expect(papers()).To(Equal(0))
			w.pass(time.Minute)
			Expect(papers()).To(Equal(1), "the window is over")
			w.now = failed.Opens
			Expect(w.sit(kai, refresher, "certification", 0).Passed).To(BeTrue())
			Expect(papers()).To(Equal(2))
		})

		It("gives sittings for the statistics of items", func() {
			w.sit(kai, refresher, "certification", 1)
			w.reach(ning, refresher, training.Certify)
			_, err := w.Begin(ctx, ning, refresher, "certification")
			Expect(err).NotTo(HaveOccurred())
			all, err := w.Sittings(ctx)
			Expect(err).NotTo(HaveOccurred())
			Expect(all).To(HaveLen(1), "what is not submitted says nothing")
			Expect(all[0].Officer).To(Equal(w.state(kai).Learner))
			marks := 0.0
			for _, x := range all[0].Answers {
				marks += x.Mark
				Expect(x.Version).To(Equal(training.Edition(item(x.Item))))
			}
			Expect(marks).To(Equal(11.0))
		})
	})
})

// texts are the options as they are read, with what is said of them.
func texts(options []quizzes.Option) (out []string) {
	for _, o := range options {
		out = append(out, strings.Join([]string{o.ID, o.Text, o.Why, o.Reason, o.Misconception}, "|"))
	}
	return out
}

var _ = Describe("retakes", func() {
	// The smallest pool of the refresher has eight items. Near the end of a pool what
	// is left may be of a case that is in the form already; then an older one comes.
	It("share no item with any before while the pools last", func() {
		w := newWorld(sqlitePlace())
		for n := range 6 {
			p := training.Person{Account: fmt.Sprint("officer ", n)}
			w.assign("refresher", p.Account, "2026-12-31")
			w.reach(p, refresher, training.Certify)
			var asked []string
			for try := range 12 {
				a, err := w.Begin(ctx, p, refresher, "certification")
				Expect(err).NotTo(HaveOccurred())
				back := asked
				if try >= 5 {
					back = asked[len(asked)-2*len(a.Items):]
				}
				for _, id := range a.Items {
					Expect(back).NotTo(ContainElement(id), "try %d", try)
				}
				asked = append(asked, a.Items...)
				a, err = w.Submit(ctx, p, a.ID)
				Expect(err).NotTo(HaveOccurred())
				w.now = a.Opens
			}
		}
	})
})

var _ = Describe("the edition of an item", func() {
	It("goes by its words and key alone", func() {
		it := *shipped.Bank.Usable("genai")[0]
		edition := training.Edition(&it)
		Expect(edition).To(HaveLen(12))
		it.Options = slices.Clone(it.Options)
		slices.Reverse(it.Options)
		it.Status, it.Proof = quizzes.Draft, quizzes.Proof{}
		Expect(training.Edition(&it)).To(Equal(edition), "the order in which options are shown is chance")
		it.Options[0].Text += "。"
		Expect(training.Edition(&it)).NotTo(Equal(edition))
	})
})
