package account_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/account"
	"shoumi/app/store"
)

// plan reads a roster and compares it.
func (w *world) plan(lines string) account.Plan {
	GinkgoHelper()
	tree, err := w.Units(ctx)
	Expect(err).NotTo(HaveOccurred())
	r, err := account.ReadRoster("名冊.csv", strings.NewReader(rosterHead+lines), tree, true)
	Expect(err).NotTo(HaveOccurred())
	plan, err := w.Plan(ctx, r)
	Expect(err).NotTo(HaveOccurred())
	return plan
}

// deeds carries a plan out, and says what was done: "kind login", or the error.
func (w *world) deeds(plan account.Plan, how account.Import) (done []string) {
	GinkgoHelper()
	for d, err := range w.Apply(ctx, plan, how) {
		if err != nil {
			done = append(done, fmt.Sprintf("%s %s: %v", d.Kind, d.Account.Login, err))
			continue
		}
		done = append(done, fmt.Sprintf("%s %s", d.Kind, d.Account.Login))
		Expect(d.OneTime != "").To(Equal(d.Kind == account.Made && !how.External), d.Account.Login)
	}
	return done
}

func logins(all []account.Account) (out []string) {
	for _, a := range all {
		out = append(out, a.Login)
	}
	return out
}

var _ = Describe("an import", func() {
	onBoth(func(fresh func() *world) {
		var w *world
		BeforeEach(func() {
			w = fresh()
			_, _, _, err := w.First(ctx)
			Expect(err).NotTo(HaveOccurred())
		})

		It("makes, changes and leaves people, and then there is nothing more to do", func() {
			first := "bb,乙員,市警局/第一分局,學員、法制,b@example.com\naa,甲員,市警局/第一分局/甲派出所,學員,\ncc,丙員,市警局,學員,\n"
			plan := w.plan(first)
			Expect(plan.Roster.Units).To(Equal([]string{"市警局", "市警局/第一分局", "市警局/第一分局/甲派出所"}))
			Expect(plan.Create).To(HaveLen(3))
			Expect(plan.Change).To(BeEmpty())
			Expect(logins(plan.Absent)).To(Equal([]string{"admin"}))
			Expect(w.Units(ctx)).To(HaveField("All()", BeEmpty()), "a plan changes nothing")
			Expect(w.deeds(plan, account.Import{})).To(Equal([]string{"made bb", "made aa", "made cc"}))
			tree, err := w.Units(ctx)
			Expect(err).NotTo(HaveOccurred())
			bb, err := w.ByLogin(ctx, "bb")
			Expect(err).NotTo(HaveOccurred())
			Expect(tree.Label(bb.Unit)).To(Equal("市警局/第一分局"))
			Expect(bb.Roles).To(Equal([]account.Role{account.Officer, account.Counsel}))
			Expect(bb.Email).To(Equal("b@example.com"))
			Expect(bb.Password.Temporary).To(BeTrue())

			again := w.plan(first)
			Expect(again.Create).To(BeEmpty())
			Expect(again.Change).To(BeEmpty())
			Expect(again.Same).To(Equal(3))

			cc, err := w.ByLogin(ctx, "cc")
			Expect(err).NotTo(HaveOccurred())
			Expect(w.Disable(ctx, cc.ID)).To(Succeed())
			second := w.plan("cc,丙員,市警局,學員,\nbb,乙二員,市警局/第二分局,主管,\n")
			Expect(second.Change).To(HaveLen(1))
			Expect(second.Change[0].Fields).To(Equal([]account.Difference{{"姓名", "乙員", "乙二員"}, {"單位", "市警局/第一分局", "市警局/第二分局"},
				{"角色", "學員、法制", "主管"}, {"電子郵件", "b@example.com", ""}}))
			Expect(second.Same).To(Equal(1))
			Expect(logins(second.Disabled)).To(Equal([]string{"cc"}))
			Expect(logins(second.Absent)).To(Equal([]string{"aa", "admin"}))
			Expect(w.deeds(second, account.Import{Disable: true})).To(Equal([]string{"changed bb", "disabled aa", "disabled admin: " + account.ErrLastAdmin.Error()}))
			Expect(w.ByLogin(ctx, "bb")).To(And(HaveField("Name", "乙二員"), HaveField("Email", "")))
			Expect(w.ByLogin(ctx, "aa")).To(HaveField("Disabled", true))
			Expect(w.ByLogin(ctx, "admin")).To(HaveField("Disabled", false))
			Expect(w.ByLogin(ctx, "cc")).To(HaveField("Disabled", true))
		})

		It("keeps e-mail that the roster does not have", func() {
			Expect(w.deeds(w.plan("aa,甲員,市警局,學員,a@example.com\n"), account.Import{})).To(Equal([]string{"made aa"}))
			tree, err := w.Units(ctx)
			Expect(err).NotTo(HaveOccurred())
			r, err := account.ReadRoster("名冊.csv", strings.NewReader("帳號,姓名,單位,角色\naa,甲一員,市警局,學員\n"), tree, false)
			Expect(err).NotTo(HaveOccurred())
			plan, err := w.Plan(ctx, r)
			Expect(err).NotTo(HaveOccurred())
			Expect(w.deeds(plan, account.Import{})).To(Equal([]string{"changed aa"}))
			Expect(w.ByLogin(ctx, "aa")).To(And(HaveField("Name", "甲一員"), HaveField("Email", "a@example.com")))
		})

		It("gives people of the agency's provider no password", func() {
			Expect(w.deeds(w.plan("aa,甲員,市警局,學員,\n"), account.Import{External: true})).To(Equal([]string{"made aa"}))
			Expect(w.ByLogin(ctx, "aa")).To(And(HaveField("External", true), HaveField("Password.Set.IsZero()", true)))
			_, _, a, err := w.SignInExternal(ctx, account.Identity{Issuer: "https://id.example", Subject: "1", Login: "AA"}, home)
			Expect(err).NotTo(HaveOccurred())
			Expect(a.Login).To(Equal("aa"))
			Expect(w.deeds(w.plan("aa,甲二員,市警局,學員,\n"), account.Import{})).To(Equal([]string{"changed aa"}))
			Expect(w.ByLogin(ctx, "aa")).To(And(HaveField("External", true), HaveField("Subject", "https://id.example 1")))
		})

		It("leaves people as they were whom somebody touched meanwhile, and goes on", func() {
			w.deeds(w.plan("aa,甲員,市警局,學員,\nbb,乙員,市警局,學員,\n"), account.Import{})
			plan := w.plan("aa,甲一員,市警局,學員,\nbb,乙一員,市警局,學員,\ncc,丙員,市警局,學員,\n")
			aa, err := w.ByLogin(ctx, "aa")
			Expect(err).NotTo(HaveOccurred())
			aa.Name = "甲二員"
			Expect(w.Edit(ctx, aa)).To(Succeed())
			w.create("cc", account.Officer)
			Expect(w.deeds(plan, account.Import{})).To(Equal([]string{"made cc: accounts 已經有同樣的 login", "changed aa: " + store.ErrConflict.Error(), "changed bb"}))
			Expect(w.ByLogin(ctx, "aa")).To(HaveField("Name", "甲二員"))
		})

		It("is finished by doing it again after it was broken off", func() {
			const lines = "aa,甲員,市警局/第一分局,學員,\nbb,乙員,市警局/第二分局,學員,\ncc,丙員,市警局,學員,\n"
			for range w.Apply(ctx, w.plan(lines), account.Import{}) {
				break
			}
			Expect(w.deeds(w.plan(lines), account.Import{})).To(Equal([]string{"made bb", "made cc"}))

			stopped, stop := context.WithCancel(ctx)
			defer stop()
			plan := w.plan("dd,丁員,縣警局,學員,\nee,戊員,縣警局,學員,\n")
			var errs []error
			for _, err := range w.Apply(stopped, plan, account.Import{}) {
				errs = append(errs, err)
				stop()
			}
			Expect(errs).To(HaveLen(2))
			Expect(errs[0]).NotTo(HaveOccurred())
			Expect(errors.Is(errs[1], context.Canceled)).To(BeTrue(), "%v", errs[1])
			Expect(w.deeds(w.plan("dd,丁員,縣警局,學員,\nee,戊員,縣警局,學員,\n"), account.Import{})).To(Equal([]string{"made ee"}))
			tree, err := w.Units(ctx)
			Expect(err).NotTo(HaveOccurred())
			Expect(tree.All()).To(HaveLen(4))
		})
	})
})

// lines are a roster of n people in 300 units.
func lines(n int) string {
	var b strings.Builder
	b.WriteString(rosterHead)
	for i := range n {
		fmt.Fprintf(&b, "person-%d,甲員%d,市警局/第%d分局/第%d派出所,學員,p%d@example.com\r\n", i, i, i%15, i%285, i)
	}
	return b.String()
}

func BenchmarkRoster(b *testing.B) {
	for _, n := range []int{100, 1_000, 10_000, 100_000} {
		text := lines(n)
		b.Run(fmt.Sprintf("read/%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := account.ReadRoster("b", strings.NewReader(text), account.Tree{}, true); err != nil {
					b.Fatal(err)
				}
			}
			perLine(b, n)
		})
	}
	for _, n := range []int{100, 1_000, 10_000, 100_000} {
		people := open(b)
		roster, err := account.ReadRoster("b", strings.NewReader(lines(n)), account.Tree{}, true)
		if err != nil {
			b.Fatal(err)
		}
		plan, err := people.Plan(ctx, roster)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprintf("apply/%d", n), func(b *testing.B) {
			for range b.N { // once: the second time there is nothing left to make
				for _, err := range people.Apply(ctx, plan, account.Import{External: true}) {
					if err != nil && !errors.Is(err, store.ErrExists) {
						b.Fatal(err)
					}
				}
			}
			perLine(b, n)
		})
		b.Run(fmt.Sprintf("plan/%d", n), func(b *testing.B) {
			for b.Loop() {
				if plan, err = people.Plan(ctx, roster); err != nil || plan.Same != n {
					b.Fatal(plan.Same, err)
				}
			}
			perLine(b, n)
		})
	}
}

func perLine(b *testing.B, n int) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/line")
}

// open is people in a new store, for a benchmark.
func open(b *testing.B) *account.People {
	db, err := store.Open(ctx, "sqlite:"+filepath.Join(b.TempDir(), "shoumi.db"), account.Collections...)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	return account.New(db, cheap, time.Now)
}
