package training_test

import (
	"fmt"
	"sync"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/store"
	"shoumi/app/training"
	"shoumi/rules"
)

var _ = Describe("renewal", func() {
	var w *world
	// finish finishes a round that somebody has.
	finish := func(p training.Person, round string) {
		GinkgoHelper()
		w.reach(p, round, training.Certify)
		w.sit(p, round, "certification", 0)
	}
	renewed := func() int {
		GinkgoHelper()
		n, err := w.Renew(ctx)
		Expect(err).NotTo(HaveOccurred())
		return n
	}
	on := func(y int, m time.Month, d int) { w.now = time.Date(y, m, d, 9, 0, 0, 0, taipei) }
	assigned := func() (out []string) {
		GinkgoHelper()
		all, err := w.Assignments(ctx)
		Expect(err).NotTo(HaveOccurred())
		for _, a := range all {
			if a.Renews != "" {
				Expect(a.By).To(BeEmpty())
				out = append(out, fmt.Sprint(a.To, " ", a.Round(), " ", a.Due, " for ", a.Renews))
			}
		}
		return out
	}
	onBoth(func(fresh func() *world) {
		BeforeEach(func() { w = fresh() })

		It("gives another term to somebody who renewed early in the same year", func() {
			w.now = time.Date(2026, 1, 20, 9, 0, 0, 0, taipei)
			w.assign("refresher", "kai", "2026-12-31")
			finish(kai, refresher)
			on(2026, 12, 10)
			Expect(renewed()).To(Equal(1))
			finish(kai, "refresher/2027")
			on(2027, 10, 20)
			Expect(renewed()).To(Equal(1))
			Expect(assigned()).To(ConsistOf("kai refresher/2027 2027-01-19 for refresher/2026", "kai refresher/2027-2 2027-12-09 for refresher/2027"))
		})

		It("is done once by two processes, and goes on where one was broken off", func() {
			w.assign("refresher", "station", "2026-12-31")
			finish(kai, refresher)
			finish(ning, refresher)
			on(2027, 10, 1)
			elsewhere := w.with(courses, shipped)
			var n [2]int
			var wait sync.WaitGroup
			for i, t := range []*training.Training{w.Training, elsewhere} {
				wait.Go(func() {
					defer GinkgoRecover()
					var err error
					n[i], err = t.Renew(ctx)
					Expect(err).NotTo(HaveOccurred())
				})
			}
			wait.Wait()
			Expect(n[0] + n[1]).To(Equal(2))
			Expect(assigned()).To(HaveLen(2))

			late := training.Person{Account: "late", Units: kai.Units}
			finish(late, refresher)
			on(2028, 10, 1)
			Expect(w.InsertAssignment(ctx, training.Assignment{Doc: store.Doc{ID: "late/renews/refresher/2026"}, Course: "refresher", Term: "2028", To: "late", Due: "2028-09-30", Renews: refresher,
				Withdrawn: w.now})).To(Succeed())
			Expect(renewed()).To(Equal(0), "written, withdrawn, and only then looked after")
		})
	})

	Context("in any store", func() {
		BeforeEach(func() { w = newWorld(sqlitePlace()) })

		It("assigns once, from the day on which it may be, due on the last day", func() {
			w.assign("induction", "kai", "2026-12-31")
			finish(kai, "induction/2026")
			on(2027, 9, 22)
			Expect(renewed()).To(Equal(0))
			on(2027, 9, 23)
			Expect(renewed()).To(Equal(1))
			Expect(renewed()).To(Equal(0))
			Expect(assigned()).To(Equal([]string{"kai refresher/2027 2027-11-21 for induction/2026"}))
			Expect(w.home(kai)).To(And(HaveField("Round", "refresher/2027"), HaveField("Due", rules.Day(2027, 11, 21))))
			got, err := w.Certificates(ctx, kai)
			Expect(err).NotTo(HaveOccurred())
			Expect(got).To(HaveExactElements(HaveField("Renewed", "refresher/2027")))

			finish(kai, "refresher/2027")
			on(2028, 9, 1)
			Expect(renewed()).To(Equal(1))
			Expect(assigned()).To(ContainElement("kai refresher/2028 2028-09-22 for refresher/2027"), "and no longer for the induction")
		})

		It("leaves alone who is in such a round, or has done it since, or need not", func() {
			w.assign("refresher", "station", "2026-12-31")
			third := training.Person{Account: "third", Units: kai.Units}
			for _, p := range []training.Person{kai, ning, third} {
				finish(p, refresher)
			}
			Expect(w.Assign(ctx, training.Assignment{Course: "refresher", Term: "2027", To: "station", Due: "2027-12-31", By: "chief"})).To(Succeed())
			on(2027, 3, 1)
			finish(kai, "refresher/2027")
			w.reach(ning, "refresher/2027", training.Scenario)
			Expect(w.Waive(ctx, third, "refresher/2027", "first", "留職停薪")).To(Succeed())
			Expect(w.AgreeToWaive(ctx, third, "refresher/2027", "second")).To(Succeed())
			on(2027, 11, 1)
			Expect(renewed()).To(Equal(0))
			finish(ning, "refresher/2027")
			Expect(renewed()).To(Equal(0))
			Expect(assigned()).To(BeEmpty())
			got, err := w.Certificates(ctx, ning)
			Expect(err).NotTo(HaveOccurred())
			Expect(got[1].Renewed).To(Equal("refresher/2027"))
		})

		It("does not come again when it was withdrawn, nor to somebody who was erased", func() {
			w.assign("refresher", "station", "2026-12-31")
			finish(kai, refresher)
			finish(ning, refresher)
			Expect(w.Erase(ctx, "ning")).To(Succeed())
			on(2027, 10, 1)
			Expect(renewed()).To(Equal(1))
			all, err := w.Assignments(ctx)
			Expect(err).NotTo(HaveOccurred())
			Expect(w.Withdraw(ctx, all[0].ID, "chief")).To(Succeed())
			Expect(renewed()).To(Equal(0))
			Expect(w.home(kai).Act).NotTo(Equal(training.ActUnit))
		})
	})
})
