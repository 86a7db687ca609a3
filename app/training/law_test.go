package training_test

import (
	"io/fs"
	"slices"
	"strings"
	"sync"
	"testing/fstest"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/training"
	"shoumi/quizzes"
	"shoumi/rules"
)

// amended are the shipped rules with some words of a file replaced.
func amended(file, old, with string) *rules.Book {
	GinkgoHelper()
	files := fstest.MapFS{}
	Expect(fs.WalkDir(rules.Files, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(rules.Files, p)
		if p == file {
			Expect(string(data)).To(ContainSubstring(old))
			data = []byte(strings.ReplaceAll(string(data), old, with))
		}
		files[p] = &fstest.MapFile{Data: data}
		return err
	})).To(Succeed())
	b, err := rules.Load(files)
	Expect(err).NotTo(HaveOccurred())
	return b
}

var _ = Describe("a change of law", func() {
	It("takes away items whose key moved, makes concepts due, and leaves old attempts as they were", func() {
		w := newWorld(sqlitePlace())
		w.assign("refresher", "station", "2026-12-31")
		w.reach(kai, refresher, training.Certify)
		before, err := w.Begin(ctx, kai, refresher, "certification")
		Expect(err).NotTo(HaveOccurred())
		_, paper, err := w.Attempt(ctx, kai, before.ID)
		Expect(err).NotTo(HaveOccurred())

		after := shipped
		after.Book = amended("statutes/criminal-code/132.yaml", "fine: {max: 9000}", "fine: {max: 12000}")
		moved, err := shipped.Bank.Reprove(after.Book)
		Expect(err).NotTo(HaveOccurred())
		Expect(moved).NotTo(BeEmpty())
		var names []string
		for _, m := range moved {
			names = append(names, m.Item)
		}
		after.Bank = shipped.Bank.Without(append(names, before.Items...)) // and those of the attempt, to see that it does not matter
		t := w.with(courses, after)

		questions, err := paper.Questions()
		Expect(err).NotTo(HaveOccurred())
		for i, q := range questions {
			Expect(t.Put(ctx, kai, before.ID, i+1, q.Key)).To(Succeed())
		}
		done, err := t.Submit(ctx, kai, before.ID)
		Expect(err).NotTo(HaveOccurred())
		Expect(done.Passed).To(BeTrue(), "it is marked by its paper")
		_, kept, err := t.Attempt(ctx, kai, before.ID)
		Expect(err).NotTo(HaveOccurred())
		Expect(kept).To(Equal(paper))
		_, err = t.Reproduce(ctx, before.ID)
		Expect(err).To(MatchError(training.ErrOtherBank))
		again, err := w.Reproduce(ctx, before.ID)
		Expect(err).NotTo(HaveOccurred())
		Expect(string(again)).To(Equal(paper.Words), "under the old rules it is still the same")

		w.reach(ning, refresher, training.Certify)
		now, err := t.Begin(ctx, ning, refresher, "certification")
		Expect(err).NotTo(HaveOccurred())
		for _, id := range append(names, before.Items...) {
			Expect(now.Items).NotTo(ContainElement(id))
		}
		_, paper, err = t.Attempt(ctx, ning, now.ID)
		Expect(err).NotTo(HaveOccurred())
		Expect(paper.Rules).To(Equal(after.Book.Digest()))
		Expect(paper.Rules).NotTo(Equal(kept.Rules))

		w.pass(time.Hour)
		Expect(t.LawChanged(ctx, "fine", []string{"criminal-code/132"})).To(BeNumerically(">=", 1))
		marked := 0
		for _, c := range w.state(kai).Cards {
			if c.LawChanged {
				marked++
				Expect(c.Due).To(BeTemporally("<", w.now.AddDate(0, 0, 14)))
			}
		}
		Expect(marked).To(BeNumerically(">", 0))
	})

	It("passes over an item of a self-check that was taken away", func() {
		w := newWorld(sqlitePlace())
		w.assign("refresher", "kai", "2026-12-31")
		w.reach(kai, refresher, training.Check)
		c, err := w.Checkup(ctx, kai, refresher, "check")
		Expect(err).NotTo(HaveOccurred())
		less := shipped
		less.Bank = shipped.Bank.Without(c.Items[:7])
		t := w.with(courses, less)
		Expect(t.Checkup(ctx, kai, refresher, "check")).To(HaveField("Next", 8))
		_, err = t.Answer(ctx, kai, refresher, "check", 1, 8, quizzes.Answer{})
		Expect(err).NotTo(HaveOccurred())
		Expect(w.home(kai).Unit.Kind).To(Equal(training.Certify))
		Expect(w.state(kai).Cards).To(HaveLen(1), "what was not asked says nothing")
	})
})

// starter is the starting bank alone under some rules, with a word of it replaced.
func starter(book *rules.Book, old, with string) *quizzes.Bank {
	GinkgoHelper()
	files := fstest.MapFS{"wording.yaml": {Data: []byte("{}\n")}}
	for _, name := range []string{"concepts.yaml", "misconceptions.yaml", "banks/starter.yaml"} {
		data, err := fs.ReadFile(quizzes.Files, name)
		Expect(err).NotTo(HaveOccurred())
		Expect(name != "banks/starter.yaml" || strings.Contains(string(data), old)).To(BeTrue())
		files[name] = &fstest.MapFile{Data: []byte(strings.ReplaceAll(string(data), old, with))}
	}
	bank, err := quizzes.Load(files, book, shipped.Cases)
	Expect(err).NotTo(HaveOccurred())
	return bank
}

var _ = Describe("following the law", func() {
	const number = "start-negligence-number"
	fine := []string{"statutes/criminal-code/132.yaml", "fine: {max: 9000}", "fine: {max: 12000}"}
	var (
		before, after, reworded training.Material
		w                       *world
	)
	BeforeEach(func() {
		w = newWorld(sqlitePlace())
		if before.Bank != nil {
			return
		}
		before, after, reworded = shipped, shipped, shipped
		before.Bank = starter(shipped.Book, "", "")
		after.Book = amended(fine[0], fine[1], fine[2])
		after.Bank = starter(after.Book, "", "")
		reworded.Book = after.Book
		reworded.Bank = starter(after.Book, "疏忽發生在113年", "疏忽若發生在113年")
	})
	follow := func(m training.Material) (training.Notice, bool) {
		GinkgoHelper()
		n, ok, err := w.with(courses, m).FollowLaw(ctx)
		Expect(err).NotTo(HaveOccurred())
		return n, ok
	}
	suspended := func(m training.Material) []string {
		GinkgoHelper()
		out, err := w.with(courses, m).Suspended(ctx)
		Expect(err).NotTo(HaveOccurred())
		return out
	}

	It("tells nothing at the first start, nor while nothing changes", func() {
		for range 2 {
			_, ok := follow(before)
			Expect(ok).To(BeFalse())
		}
		Expect(w.Notices(ctx, false)).To(BeEmpty())
	})

	onBoth(func(fresh func() *world) {
		It("suspends items whose key moved until somebody has looked at them", func() {
			w = fresh()
			follow(before)
			n, ok := follow(after)
			Expect(ok).To(BeTrue())
			Expect(n.Provisions).To(Equal([]string{"criminal-code/132/2", "criminal-code/132/3"}))
			Expect(n.Moved).To(HaveExactElements(And(HaveField("Item", number), HaveField("Was.Number", HaveValue(BeEquivalentTo(9000))), HaveField("Now.Number", HaveValue(BeEquivalentTo(12000))))))
			Expect(n.Digest).To(Equal(after.Book.Digest()))
			_, ok = follow(after)
			Expect(ok).To(BeFalse())
			Expect(w.Notices(ctx, true)).To(HaveExactElements(HaveField("ID", n.ID)))
			Expect(suspended(after)).To(Equal([]string{number}))
			Expect(suspended(reworded)).To(BeEmpty(), "an author has written it anew")
			Expect(w.Close(ctx, n.ID, "counsel", "罰金提高，題目照舊")).To(Succeed())
			Expect(suspended(after)).To(BeEmpty())
		})
	})

	It("finds no other key where the words are others too", func() {
		follow(before)
		n, ok := follow(reworded)
		Expect(ok).To(BeTrue())
		Expect(n.Moved).To(BeEmpty())
	})

	It("lets go of an item when the law is what it was", func() {
		follow(before)
		follow(after)
		n, ok := follow(before)
		Expect(ok).To(BeTrue())
		Expect(n.Provisions).NotTo(BeEmpty())
		Expect(n.Moved).To(BeEmpty())
		Expect(suspended(before)).To(BeEmpty())
		_, ok = follow(after)
		Expect(ok).To(BeFalse(), "it was told")
		Expect(suspended(after)).To(Equal([]string{number}))
	})

	It("knows concepts by what they cite, and does not mind how things are put", func() {
		follow(before)
		put := before
		put.Book = amended("statutes/criminal-code/132.yaml", "label: 公務員洩漏國防以外之秘密", "label: 公務員洩漏秘密")
		_, ok := follow(put)
		Expect(ok).To(BeFalse())
		concept := before
		concept.Book = amended("facts.yaml", `when: 'not ("public" in openness) and "defense" in info'`, `when: '"defense" in info'`)
		n, ok := follow(concept)
		Expect(ok).To(BeTrue())
		Expect(n.Provisions).To(Equal([]string{"criminal-code/109/1"}))
	})

	It("is a matter of the material where no provision changed: what is asked about becomes due, and nothing is suspended", func() {
		corrected := before
		corrected.Bank = after.Bank
		follow(before)
		n, ok := follow(corrected)
		Expect(ok).To(BeTrue())
		Expect(n).To(And(HaveField("Kind", training.MaterialChange), HaveField("Provisions", BeEmpty()), HaveField("Moved", HaveExactElements(HaveField("Item", number)))))
		Expect(suspended(corrected)).To(BeEmpty())

		w.assign("refresher", "kai", "2026-12-31")
		w.reach(kai, refresher, training.Certify)
		var asked *quizzes.Item
		for _, it := range shipped.Bank.Items() {
			if c := w.state(kai).Cards[it.Concept]; c.Reviews > 0 && asked == nil {
				asked = it
			}
		}
		n.ID, n.Moved = "material/9/a", []training.MovedItem{{Moved: quizzes.Moved{Item: asked.ID}}}
		Expect(w.InsertNotice(ctx, n)).To(Succeed())
		Expect(w.ConceptsOf(n)).To(Equal([]string{asked.Concept}))
		w.pass(time.Hour)
		_, people, err := w.SpreadLaw(ctx)
		Expect(err).NotTo(HaveOccurred())
		Expect(people).To(Equal(1))
		state := w.state(kai)
		for concept, card := range state.Cards {
			Expect(card.LawChanged).To(Equal(concept == asked.Concept), concept)
		}
		Expect(state.Corrected).To(Equal(map[string]bool{asked.Concept: true}))
	})

	It("is told once by two processes that start together, and spread once", func() {
		concepts := shipped.Bank.ConceptsOf([]string{"criminal-code/132/2", "criminal-code/132/3"})
		met := func() bool {
			cards := w.state(kai).Cards
			return slices.ContainsFunc(concepts, func(c string) bool { _, has := cards[c]; return has })
		}
		for range 50 { // which items are drawn is chance: not everybody meets what changes
			w = newWorld(sqlitePlace())
			w.assign("refresher", "kai", "2026-12-31")
			if w.reach(kai, refresher, training.Certify); met() {
				break
			}
		}
		Expect(met()).To(BeTrue())
		follow(before)
		told := make([]bool, 2)
		var wait sync.WaitGroup
		for i, t := range []*training.Training{w.with(courses, after), w.with(courses, after)} {
			wait.Go(func() {
				defer GinkgoRecover()
				var err error
				_, told[i], err = t.FollowLaw(ctx)
				Expect(err).NotTo(HaveOccurred())
			})
		}
		wait.Wait()
		Expect(told).To(ConsistOf(true, false))
		Expect(w.Notices(ctx, true)).To(HaveLen(1))
		w.pass(time.Hour)
		changes, people, err := w.SpreadLaw(ctx)
		Expect(err).NotTo(HaveOccurred())
		Expect([]int{changes, people}).To(Equal([]int{1, 1}))
		Expect(w.Notices(ctx, true)).To(HaveExactElements(And(HaveField("People", 1), HaveField("Spread", w.now.UTC()))))
		cards := w.state(kai).Cards
		w.pass(time.Hour)
		changes, _, err = w.SpreadLaw(ctx)
		Expect(err).NotTo(HaveOccurred())
		Expect(changes).To(Equal(0))
		Expect(w.state(kai).Cards).To(Equal(cards))
		Expect(cards).To(ContainElement(HaveField("LawChanged", true)))
	})
})
