package main

import (
	"context"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing/fstest"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/store"
	"shoumi/app/training"
	"shoumi/app/web"
	"shoumi/quizzes"
	"shoumi/rules"
)

// amendedRules are the shipped rules with a word replaced.
func amendedRules(file, old, with string) ruleset {
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
	book, err := rules.Load(files)
	Expect(err).NotTo(HaveOccurred())
	return ruleset{files: files, book: book}
}

var _ = Describe("a change of law between two starts of the site", func() {
	ctx := context.Background()
	const round, moved = "refresher/2026", "start-negligence-number"

	It("suspends items whose key moved, makes concepts due, and leaves attempts as they were", func() {
		now := time.Date(2026, 11, 22, 4, 0, 0, 0, time.UTC)
		db, err := store.Open(ctx, "sqlite:"+filepath.Join(GinkgoT().TempDir(), "shoumi.db"), collections()...)
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(db.Close)
		var log strings.Builder
		serve := func(set *ruleset) *web.Server { // as run does
			GinkgoHelper()
			c := &cli{now: func() time.Time { return now }, set: *set}
			server := &web.Server{Now: c.now, Log: slog.New(slog.NewTextHandler(&log, nil))}
			Expect(c.train(ctx, db, server, unpublished(c))).To(Succeed())
			*set = c.set // with the bank, which takes long to prove
			keepTraining(ctx, server)
			return server
		}
		open := func(server *web.Server) []training.Notice {
			GinkgoHelper()
			all, err := server.Training.Notices(ctx, true)
			Expect(err).NotTo(HaveOccurred())
			return all
		}

		site := serve(&ruleset{})
		Expect(open(site)).To(BeEmpty())
		d := &demoPast{Training: site.Training.Under(func() time.Time { return now }), bank: site.Quizzes, r: rand.New(rand.NewPCG(1, 1))}
		d.cases, err = (&cli{}).casebook()
		Expect(err).NotTo(HaveOccurred())
		person := func(name string) training.Person {
			return training.Person{Account: name, Units: []string{"station"}}
		}
		kai, ning, chi := person("kai"), person("ning"), person("chi")
		Expect(d.Assign(ctx, training.Assignment{Course: "refresher", Term: "2026", To: "station", Due: "2026-12-31"})).To(Succeed())
		for _, p := range []training.Person{kai, ning, chi} {
			for {
				path, err := d.Path(ctx, p, round)
				Expect(err).NotTo(HaveOccurred())
				u, ok := path.Next()
				if !ok || u.Kind == training.Certify && p.Account != "chi" {
					break
				}
				Expect(d.unit(ctx, p, round, u, false)).To(Succeed())
			}
		}
		attempt, err := d.Begin(ctx, kai, round, "certification")
		Expect(err).NotTo(HaveOccurred())
		_, paper, err := d.Attempt(ctx, kai, attempt.ID)
		Expect(err).NotTo(HaveOccurred())
		usable := len(site.Quizzes.Usable(""))

		now = now.Add(time.Hour)
		set := amendedRules("statutes/criminal-code/132.yaml", "fine: {max: 9000}", "fine: {max: 12000}")
		site = serve(&set)
		notices := open(site)
		Expect(notices).To(HaveLen(1))
		Expect(notices[0]).To(And(HaveField("Kind", training.LawChange), HaveField("Provisions", []string{"criminal-code/132/2", "criminal-code/132/3"}),
			HaveField("Digest", set.book.Digest()), HaveField("People", BeNumerically(">=", 1)), HaveField("Spread", now)))
		Expect(notices[0].Moved).To(HaveExactElements(And(HaveField("Item", moved), HaveField("Was.Number", HaveValue(BeEquivalentTo(9000))), HaveField("Now.Number", HaveValue(BeEquivalentTo(12000))))))
		Expect(log.String()).To(ContainSubstring(`msg="items suspended" items=[start-negligence-number]`))

		By("not drawing what moved, on any page")
		Expect(site.Quizzes.Usable("")).To(HaveLen(usable - 1))
		it, ok := site.Quizzes.Item(moved)
		Expect(ok).To(BeTrue())
		Expect(it.Status).To(Equal(quizzes.Draft))

		By("making due what was learned of it, once")
		due := func() (n int) {
			GinkgoHelper()
			learner, err := site.Training.Learner(ctx, "chi")
			Expect(err).NotTo(HaveOccurred())
			s, err := site.Training.State(ctx, learner)
			Expect(err).NotTo(HaveOccurred())
			for _, c := range s.Cards {
				if c.LawChanged {
					Expect(c.Due).To(BeTemporally("<", now.AddDate(0, 0, 14)))
					n++
				}
			}
			return n
		}
		Expect(due()).To(BeNumerically(">", 0))

		By("marking an attempt that is under way by its paper")
		questions, err := paper.Questions()
		Expect(err).NotTo(HaveOccurred())
		for i, q := range questions {
			Expect(site.Training.Put(ctx, kai, attempt.ID, i+1, q.Key)).To(Succeed())
		}
		done, err := site.Training.Submit(ctx, kai, attempt.ID)
		Expect(err).NotTo(HaveOccurred())
		Expect(done.Passed).To(BeTrue())
		_, kept, err := site.Training.Attempt(ctx, kai, attempt.ID)
		Expect(err).NotTo(HaveOccurred())
		Expect(kept).To(Equal(paper))
		next, err := site.Training.Begin(ctx, ning, round, "certification")
		Expect(err).NotTo(HaveOccurred())
		_, drawn, err := site.Training.Attempt(ctx, ning, next.ID)
		Expect(err).NotTo(HaveOccurred())
		Expect(drawn.Rules).To(Equal(set.book.Digest()))
		Expect(drawn.Rules).NotTo(Equal(kept.Rules))

		By("asking the item again once counsel has looked at it")
		Expect(open(serve(&set))).To(HaveLen(1))
		Expect(site.Training.Close(ctx, notices[0].ID, "counsel", "罰金提高，題目照舊")).To(Succeed())
		site = serve(&set)
		Expect(open(site)).To(BeEmpty())
		Expect(site.Quizzes.Usable("")).To(HaveLen(usable))
	})
})
