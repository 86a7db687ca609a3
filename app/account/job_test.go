package account_test

import (
	"errors"
	"fmt"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/account"
	"shoumi/app/store"
)

var _ = Describe("a job", func() {
	onBoth(func(fresh func() *world) {
		var w *world
		told := func(out *[]string) func(account.Deed) error {
			return func(d account.Deed) error {
				*out = append(*out, fmt.Sprintf("%s %s", d.Kind, d.Account.Login))
				return nil
			}
		}
		BeforeEach(func() {
			w = fresh()
			w.person("boss", account.Admin)
		})

		It("carries a plan out, says how far it is, and hands the passwords over once", func() {
			w.person("old", account.Officer)
			plan := w.plan("new-1,甲員,市政府警察局/第一分局,學員,\nnew-2,乙員,市政府警察局,學員,\nboss,局員,市政府警察局,系統管理,\n")
			how := account.Import{Disable: true}
			j, err := w.BeginJob(ctx, "boss-id", plan, how)
			Expect(err).NotTo(HaveOccurred())
			Expect(j.Total).To(Equal(4))
			Expect(j.Running(w.time())).To(BeTrue())
			Expect(w.HandOver(ctx, "boss-id", j.ID)).Error().To(MatchError(store.ErrNotFound), "while it runs")

			var deeds []string
			other := w.another(cheap)
			_, err = w.Carry(ctx, j, plan, how, func(d account.Deed) error {
				seen, err := other.Job(ctx, "boss-id", j.ID)
				Expect(err).NotTo(HaveOccurred())
				Expect(seen.SoFar()).To(Equal(len(deeds)))
				w.pass(time.Second)
				return told(&deeds)(d)
			})
			Expect(err).NotTo(HaveOccurred())
			Expect(deeds).To(Equal([]string{"made new-1", "made new-2", "changed boss", "disabled old"}))

			_, err = other.Job(ctx, "somebody-else", j.ID)
			Expect(err).To(MatchError(store.ErrNotFound))
			Expect(other.HandOver(ctx, "somebody-else", j.ID)).Error().To(MatchError(store.ErrNotFound))
			j, err = other.Job(ctx, "boss-id", j.ID)
			Expect(err).NotTo(HaveOccurred())
			Expect(j).To(And(HaveField("Whole", true), HaveField("File", "名冊.csv"), HaveField("Kept", 2), HaveField("Failed", BeEmpty()),
				HaveField("Done", map[account.DeedKind]int{account.Made: 2, account.Changed: 1, account.Disabled: 1})))
			Expect(j.Running(w.time())).To(BeFalse())

			rows, err := other.HandOver(ctx, "boss-id", j.ID)
			Expect(err).NotTo(HaveOccurred())
			Expect(rows).To(HaveLen(2))
			Expect(rows[0]).To(And(HaveField("Login", "new-1"), HaveField("Name", "甲員"), HaveField("Unit", "市政府警察局/第一分局")))
			for _, r := range rows {
				_, s := w.signIn(r.Login, r.Password)
				Expect(s.Step).To(Equal(account.StepPassword))
			}
			Expect(w.HandOver(ctx, "boss-id", j.ID)).Error().To(MatchError(store.ErrNotFound), "the second time")
			Expect(w.Job(ctx, "boss-id", j.ID)).To(And(HaveField("Handed", true), HaveField("Kept", 0)))
		})

		It("leaves whom it cannot change, and says why", func() {
			plan := w.plan("new-1,甲員,市政府警察局,學員,\nboss,局員,市政府警察局,學員,\n")
			w.create("new-1", account.Officer)
			j, err := w.BeginJob(ctx, "boss-id", plan, account.Import{})
			Expect(err).NotTo(HaveOccurred())
			j, err = w.Carry(ctx, j, plan, account.Import{}, told(new([]string)))
			Expect(err).NotTo(HaveOccurred())
			Expect(j.Failed).To(Equal([]account.Failure{{Login: "new-1", Name: "甲員", Why: account.TakenMeanwhile}, {Login: "boss", Name: "局員", Why: account.OnlyAdmin}}))
			Expect(j.Whole).To(BeTrue())
		})

		It("keeps the passwords of those it made before it was broken off", func() {
			plan := w.plan("new-1,甲員,市政府警察局,學員,\nnew-2,乙員,市政府警察局,學員,\n")
			j, err := w.BeginJob(ctx, "boss-id", plan, account.Import{})
			Expect(err).NotTo(HaveOccurred())
			full := errors.New("the log is full")
			j, err = w.Carry(ctx, j, plan, account.Import{}, func(account.Deed) error { return full })
			Expect(err).To(MatchError(full))
			Expect(j).To(And(HaveField("Whole", false), HaveField("Kept", 1)))
			Expect(w.HandOver(ctx, "boss-id", j.ID)).To(ConsistOf(HaveField("Login", "new-1")))
			Expect(w.plan("new-1,甲員,市政府警察局,學員,\nnew-2,乙員,市政府警察局,學員,\n").Create).To(ConsistOf(HaveField("Login", "new-2")))
		})

		It("runs no more when nothing is heard of it, and is gone after a day with its passwords", func() {
			plan := w.plan("new-1,甲員,市政府警察局,學員,\n")
			lost, err := w.BeginJob(ctx, "boss-id", plan, account.Import{})
			Expect(err).NotTo(HaveOccurred())
			w.pass(time.Minute)
			Expect(lost.Running(w.time())).To(BeFalse())
			j, err := w.BeginJob(ctx, "boss-id", plan, account.Import{})
			Expect(err).NotTo(HaveOccurred())
			_, err = w.Carry(ctx, j, plan, account.Import{}, told(new([]string)))
			Expect(err).NotTo(HaveOccurred())
			w.pass(24 * time.Hour)
			Expect(w.Tidy(ctx)).To(Succeed())
			Expect(w.Job(ctx, "boss-id", lost.ID)).Error().To(MatchError(store.ErrNotFound))
			Expect(w.Job(ctx, "boss-id", j.ID)).To(HaveField("Kept", 1))
			w.pass(time.Millisecond)
			Expect(w.Tidy(ctx)).To(Succeed())
			Expect(w.HandOver(ctx, "boss-id", j.ID)).Error().To(MatchError(store.ErrNotFound))
		})
	})

	It("has one digest for what does the same, and another for anything else", func() {
		w := newWorld(sqlitePlace())
		w.person("boss", account.Admin)
		const lines = "new-1,甲員,市政府警察局,學員,\nboss,局員,市政府警察局,系統管理,\n"
		digest := w.plan(lines).Digest()
		_, _, _, err := w.SignIn(ctx, "boss", known, home)
		Expect(err).NotTo(HaveOccurred())
		Expect(w.plan(lines).Digest()).To(Equal(digest))
		Expect(w.plan("new-1,甲員,市政府警察局,主管,\nboss,局員,市政府警察局,系統管理,\n").Digest()).NotTo(Equal(digest))
		Expect(w.plan("new-1,甲員,市政府警察局,學員,\nboss,局員,市政府警察局/分局,系統管理,\n").Digest()).NotTo(Equal(digest))
		w.create("other", account.Officer)
		Expect(w.plan(lines).Digest()).NotTo(Equal(digest))
	})
})
