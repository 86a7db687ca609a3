package main

import (
	"context"
	"log/slog"
	"path/filepath"
	"slices"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/account"
	"shoumi/app/store"
	"shoumi/app/training"
	"shoumi/app/web"
)

var _ = Describe("the training of a demo", func() {
	ctx := context.Background()

	It("has somebody in every standing, and is written once", func() {
		now := time.Date(2026, 11, 22, 4, 0, 0, 0, time.UTC)
		c := &cli{now: func() time.Time { return now }}
		db, err := store.Open(ctx, "sqlite:"+filepath.Join(GinkgoT().TempDir(), "shoumi.db"), collections()...)
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(db.Close)
		server := &web.Server{Now: c.now, Log: slog.New(slog.DiscardHandler)}
		server.Book, err = c.rules()
		Expect(err).NotTo(HaveOccurred())
		server.Cases, err = c.casebook()
		Expect(err).NotTo(HaveOccurred())
		server.Quizzes, err = c.bank()
		Expect(err).NotTo(HaveOccurred())
		server.Lessons, err = c.library()
		Expect(err).NotTo(HaveOccurred())
		Expect(c.people(ctx, settings{}, db, server)).To(Succeed())
		Expect(c.train(ctx, db, server, unpublished(c))).To(Succeed())
		Expect(writeDemo(ctx, server)).To(MatchError(account.ErrNoDemo))
		_, err = server.People.Demo(ctx)
		Expect(err).NotTo(HaveOccurred())

		roster := func(round string) (rows []training.Row, units map[string]map[training.Standing]int) {
			GinkgoHelper()
			tree, err := server.People.Units(ctx)
			Expect(err).NotTo(HaveOccurred())
			page, err := server.People.List(ctx, account.Find{Scope: account.Scope{All: true}, Limit: 100})
			Expect(err).NotTo(HaveOccurred())
			var people []training.Person
			for _, a := range page.Accounts {
				p := training.Person{Account: a.ID}
				for _, u := range slices.Backward(tree.Path(a.Unit)) {
					p.Units = append(p.Units, u.ID)
				}
				people = append(people, p)
			}
			rows, err = server.Training.Roster(ctx, round, people)
			Expect(err).NotTo(HaveOccurred())
			units = map[string]map[training.Standing]int{}
			for _, r := range rows {
				u, _ := tree.Unit(r.Person.Units[0])
				if units[u.Name] == nil {
					units[u.Name] = map[training.Standing]int{}
				}
				units[u.Name][r.Standing]++
			}
			return rows, units
		}

		Expect(writeDemo(ctx, server)).To(Succeed())
		rows, units := roster("refresher/2026")
		Expect(units).To(Equal(map[string]map[training.Standing]int{
			"第一分局": {training.NotStarted: 1},
			"甲派出所": {training.NotStarted: 4, training.InProgress: 2, training.Done: 10},
			"乙派出所": {training.NotStarted: 2, training.Overdue: 1, training.Done: 10, training.WaivedOff: 1},
		}))
		Expect(rows).To(ContainElement(HaveField("AskedBy", Not(BeEmpty()))), "a waiver waits for a second person")
		_, units = roster("induction/2026")
		Expect(units["丙派出所"]).To(Equal(map[training.Standing]int{training.NotStarted: 4, training.InProgress: 2, training.Done: 1}))
		_, units = roster("induction/2026-first")
		Expect(units["丙派出所"]).To(Equal(map[training.Standing]int{training.Done: 1}))

		now = now.AddDate(0, 0, 9)
		before, err := server.Training.Assignments(ctx)
		Expect(err).NotTo(HaveOccurred())
		record := func() training.Record {
			GinkgoHelper()
			a, err := server.People.ByLogin(ctx, "class-10")
			Expect(err).NotTo(HaveOccurred())
			r, err := server.Training.Record(ctx, training.Person{Account: a.ID})
			Expect(err).NotTo(HaveOccurred())
			return r
		}
		was := record()
		Expect(was.Attempts).To(HaveExactElements(And(HaveField("Passed", false), HaveField("Opens", BeTemporally("~", now.AddDate(0, 0, -8), 3*time.Hour)))))
		Expect(writeDemo(ctx, server)).To(Succeed())
		Expect(server.Training.Assignments(ctx)).To(Equal(before))
		Expect(record()).To(Equal(was))
		again, _ := roster("refresher/2026")
		Expect(again).To(Equal(rows))
	})
})
