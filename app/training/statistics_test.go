package training_test

import (
	"fmt"
	"slices"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/store"
	"shoumi/app/training"
	"shoumi/quizzes"
)

// submitted is an attempt at some items: right says which of them are, chosen what
// is chosen of the others.
func submitted(learner string, at time.Time, items []*quizzes.Item, right func(i int) bool, chosen func(it *quizzes.Item) []string) training.Attempt {
	a := training.Attempt{Doc: store.Doc{ID: fmt.Sprint(learner, "/", at.Unix())}, Learner: learner, Round: refresher, Unit: "certification",
		Began: at.Add(-10 * time.Minute), Submitted: at, Answered: map[string]time.Time{}}
	for i, it := range items {
		o := training.Outcome{Item: it.ID, Edition: training.Edition(it), Concept: it.Concept, Right: right(i), Chosen: it.Key.Options}
		if !o.Right {
			o.Chosen = chosen(it)
		}
		a.Items, a.Outcomes = append(a.Items, it.ID), append(a.Outcomes, o)
		a.Answered[fmt.Sprint(i+1)] = a.Began.Add(time.Duration(i+1) * 20 * time.Second)
	}
	return a
}

// wrongOption is the first option that is not the key.
func wrongOption(it *quizzes.Item) []string {
	for _, o := range it.Options {
		if !slices.Contains(it.Key.Options, o.ID) {
			return []string{o.ID}
		}
	}
	return nil
}

// choices are items of one right option, with a misconception to their first wrong
// one.
func choices(n int) (out []*quizzes.Item) {
	GinkgoHelper()
	for _, it := range shipped.Bank.Usable("") {
		w := wrongOption(it)
		if len(out) < n && it.Type == quizzes.Single && !slices.ContainsFunc(out, func(x *quizzes.Item) bool { return x.Concept == it.Concept }) &&
			slices.ContainsFunc(it.Options, func(o quizzes.Option) bool { return w[0] == o.ID && o.Misconception != "" }) {
			out = append(out, it)
		}
	}
	Expect(out).To(HaveLen(n))
	return out
}

var _ = Describe("the statistics of items", func() {
	onBoth(func(fresh func() *world) {
		var w *world
		var items []*quizzes.Item
		// crowd are n officers; the first is right on item 0 and wrong on the others, and
		// so on: item 0 is inverted.
		crowd := func(from, n int) {
			GinkgoHelper()
			for k := from; k < from+n; k++ {
				Expect(w.InsertAttempt(ctx, submitted(fmt.Sprint("officer ", k), w.now, items, func(i int) bool { return (i == 0) == (k%2 == 0) }, wrongOption))).To(Succeed())
			}
		}
		report := func(it *quizzes.Item) training.ItemReport {
			GinkgoHelper()
			r, err := w.Statistic(ctx, it.ID, training.Edition(it))
			Expect(err).NotTo(HaveOccurred())
			return r
		}
		BeforeEach(func() {
			w = fresh()
			items = choices(3)
		})

		It("counts what is submitted by a clock of the past, after it was asked", func() {
			Expect(w.Statistics(ctx)).To(BeEmpty())
			today := w.Training
			w.Training = today.Under(func() time.Time { return noon.AddDate(0, -3, 0) })
			w.assign("refresher", "station", "2026-12-31")
			w.reach(kai, refresher, training.Certify)
			a, err := w.Begin(ctx, kai, refresher, "certification")
			Expect(err).NotTo(HaveOccurred())
			_, err = w.Submit(ctx, kai, a.ID)
			Expect(err).NotTo(HaveOccurred())
			Expect(today.Statistics(ctx)).To(HaveLen(len(a.Items)))
		})

		It("say in a sentence what there is, and hide few", func() {
			Expect(w.Statistics(ctx)).To(BeEmpty())
			_, err := w.Statistic(ctx, items[0].ID, training.Edition(items[0]))
			Expect(err).To(MatchError(training.ErrNoItem))
			crowd(0, 4)
			Expect(report(items[0])).To(And(HaveField("Officers", BeNil()), HaveField("Sentence.Zh", "資料不足：作答的不到5人，不顯示數字。"), HaveField("Choices", BeEmpty())))
			crowd(4, 25)
			Expect(report(items[0])).To(And(HaveField("Officers", HaveValue(Equal(29))), HaveField("Sentence.Zh", "資料不足，僅供參考：只有29人作答。")))
			Expect(w.CheckItems(ctx)).To(BeEmpty())
			crowd(29, 11)
			r := report(items[0])
			Expect(r.Sentence.Zh).To(Equal("此題可能有問題：答對者整體較弱（鑑別度-100）。請立即檢查題幹與答案。"))
			Expect(r.Sentence.En).To(HavePrefix("This item may be faulty"))
			Expect(r.MedianSeconds).To(HaveValue(BeNumerically("~", 20)))
			Expect(r.Stem).To(Equal(items[0].Stem))
			Expect(r.Current).To(BeTrue())
			for i, c := range r.Choices {
				Expect(c.Text).To(Equal(items[0].Options[i].Text))
				Expect(c.Misconception).To(Equal(items[0].Options[i].Misconception))
			}
			Expect(w.Statistics(ctx)).To(HaveLen(3))
		})

		It("count the first answer of an officer, and never mix editions", func() {
			crowd(0, 10)
			was := report(items[1])
			w.pass(100 * 24 * time.Hour)
			crowd(0, 10)
			Expect(report(items[1])).To(Equal(was), "the same officers again")

			old := *items[1]
			old.Stem = "從前的題幹"
			for k := range 6 {
				a := submitted(fmt.Sprint("old ", k), w.now, []*quizzes.Item{&old}, func(int) bool { return true }, wrongOption)
				Expect(w.InsertAttempt(ctx, a)).To(Succeed())
				Expect(w.InsertPaper(ctx, a.ID, &old)).To(Succeed())
			}
			Expect(report(items[1])).To(Equal(was))
			Expect(report(&old)).To(And(HaveField("Stem", "從前的題幹"), HaveField("Current", false), HaveField("Officers", HaveValue(Equal(6))), HaveField("Facility", HaveValue(BeNumerically("==", 100)))))
			all, err := w.Statistics(ctx)
			Expect(err).NotTo(HaveOccurred())
			Expect(all).To(HaveLen(4))
			i := slices.IndexFunc(all, func(r training.ItemReport) bool { return r.Item == old.ID })
			Expect([]bool{all[i].Current, all[i+1].Current}).To(Equal([]bool{true, false}))
			elsewhere := w.with(courses, shipped)
			Expect(elsewhere.Statistics(ctx)).To(Equal(all), "a process that read all at once says the same")
		})

		It("see an attempt that another process wrote late", func() {
			crowd(0, 5)
			Expect(report(items[0])).To(HaveField("Officers", HaveValue(Equal(5))))
			w.now = w.now.Add(-30 * time.Minute)
			crowd(5, 1)
			w.pass(90 * time.Minute)
			crowd(6, 1)
			for range 2 {
				Expect(report(items[0])).To(HaveField("Officers", HaveValue(Equal(7))))
				w.now = noon.Add(-48 * time.Hour)
			}
		})

		It("group misconceptions over items, and show none of few people", func() {
			by := map[string]int{}
			for _, it := range items {
				for _, o := range it.Options {
					if o.ID == wrongOption(it)[0] {
						by[o.Misconception]++
					}
				}
			}
			wrongly := func(from, n int) []training.MisconceptionReport { // three of five
				GinkgoHelper()
				for k := from; k < from+n; k++ {
					Expect(w.InsertAttempt(ctx, submitted(fmt.Sprint(k), w.now, items, func(int) bool { return k%5 < 2 }, wrongOption))).To(Succeed())
				}
				got, err := w.Misconceptions(ctx)
				Expect(err).NotTo(HaveOccurred())
				return got
			}
			for _, m := range wrongly(0, 5) {
				Expect(by[m.ID]).To(BeNumerically(">", 1), "three people are too few")
			}
			got := wrongly(5, 35)
			Expect(got).To(HaveLen(len(by)))
			for _, m := range got {
				Expect(m.Label.Zh).NotTo(BeEmpty())
				Expect(m.Chosen).To(Equal(24 * by[m.ID]))
				Expect(m.Of).To(Equal(40 * len(m.Items)))
			}
		})

		It("tell author and counsel once of an item that turns inverted, with its key proved again", func() {
			crowd(0, 40)
			found, err := w.CheckItems(ctx)
			Expect(err).NotTo(HaveOccurred())
			Expect(found).To(HaveLen(1))
			Expect(found[0]).To(And(HaveField("Kind", training.InvertedItem), HaveField("Item", items[0].ID), HaveField("Edition", training.Edition(items[0])),
				HaveField("Officers", 40), HaveField("Facility", 50.0), HaveField("Discrimination", BeNumerically("~", -100)),
				HaveField("Moved", BeEmpty()), HaveField("Digest", shipped.Book.Digest()), HaveField("At", w.now.UTC())))
			elsewhere := w.with(courses, shipped)
			for _, t := range []*training.Training{w.Training, elsewhere} {
				Expect(t.CheckItems(ctx)).To(BeEmpty())
				Expect(t.Notices(ctx, true)).To(HaveLen(1))
			}
			id := found[0].ID
			Expect(w.Close(ctx, id, "author", " ")).To(MatchError(training.ErrNoWords))
			Expect(w.Close(ctx, "nothing", "author", "改了題幹")).To(MatchError(store.ErrNotFound))
			Expect(w.Close(ctx, id, "author", "改了題幹")).To(Succeed())
			Expect(w.Close(ctx, id, "counsel", "答案沒錯")).To(Succeed())
			Expect(w.Notices(ctx, true)).To(BeEmpty())
			Expect(w.Notices(ctx, false)).To(HaveExactElements(And(HaveField("ClosedBy", "author"), HaveField("Words", "改了題幹"), HaveField("Closed", w.now.UTC()))))
			Expect(w.CheckItems(ctx)).To(BeEmpty(), "it is the same edition")

			amendedLaw := shipped
			amendedLaw.Book = amended("statutes/criminal-code/132.yaml", "fine: {max: 9000}", "fine: {max: 12000}")
			w2 := fresh()
			it := item("start-negligence-number")
			for k := range 40 {
				Expect(w2.InsertAttempt(ctx, submitted(fmt.Sprint(k), w2.now, []*quizzes.Item{it, items[1]}, func(i int) bool { return (i == 0) == (k%2 == 0) }, wrongOption))).To(Succeed())
			}
			found, err = w2.with(courses, amendedLaw).CheckItems(ctx)
			Expect(err).NotTo(HaveOccurred())
			Expect(found).To(ContainElement(HaveField("Moved", HaveExactElements(And(HaveField("Item", it.ID), HaveField("Was", it.Key))))))
		})
	})
})
