package training_test

import (
	"io/fs"
	"strings"
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
