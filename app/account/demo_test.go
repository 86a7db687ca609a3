package account_test

import (
	"slices"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/account"
	"shoumi/app/store"
)

var _ = Describe("the demo", func() {
	onBoth(func(fresh func() *world) {
		var w *world
		BeforeEach(func() { w = fresh() })

		demo := func() map[string]account.DemoPerson {
			GinkgoHelper()
			people, err := w.Demo(ctx)
			Expect(err).NotTo(HaveOccurred())
			by := map[string]account.DemoPerson{}
			for _, d := range people {
				by[d.Login] = d
			}
			return by
		}

		It("has people of every role, who can sign in as it says", func() {
			people := demo()
			Expect(people).To(HaveLen(12))
			held := map[account.Role]bool{}
			tree, err := w.Units(ctx)
			Expect(err).NotTo(HaveOccurred())
			steps := map[string]account.Step{}
			for login, d := range people {
				for _, role := range d.Roles {
					held[role] = true
				}
				a, err := w.ByLogin(ctx, login)
				Expect(err).NotTo(HaveOccurred())
				Expect(a.Name).To(Equal(d.Name))
				Expect(a.Roles).To(Equal(d.Roles))
				Expect(tree.Label(a.Unit)).To(Equal(d.Unit))
				_, s, _, err := w.SignIn(ctx, login, d.Password, account.Origin{IP: "192.0.2." + login})
				if login == "officer-5" {
					Expect(err).To(MatchError(account.ErrDisabled))
					continue
				}
				Expect(err).NotTo(HaveOccurred(), login)
				steps[login] = s.Step
				code, until, err := w.DemoCode(ctx, login)
				if d.Key == "" {
					Expect(err).To(MatchError(account.ErrNoFactor))
					continue
				}
				Expect(err).NotTo(HaveOccurred())
				Expect(until.Sub(w.time())).To(And(BeNumerically(">", 0), BeNumerically("<=", 30*time.Second)))
				_, s, err = w.Confirm(ctx, s, code)
				Expect(err).NotTo(HaveOccurred(), login)
				Expect(s.Step).To(Equal(account.StepDone), login)
			}
			for _, role := range account.Roles {
				Expect(held).To(HaveKey(role))
			}
			Expect(people["both-1"].Roles).To(HaveLen(2))
			Expect(steps).To(Equal(map[string]account.Step{
				"officer-1": account.StepDone, "officer-2": account.StepDone, "officer-3": account.StepDone, "officer-4": account.StepPassword,
				"editor-1": account.StepCode, "counsel-1": account.StepCode, "both-1": account.StepCode, "supervisor-1": account.StepCode,
				"supervisor-2": account.StepCode, "new-1": account.StepEnrol, "admin-1": account.StepCode}))
		})

		It("is the same when it is asked for again, also half a year later", func() {
			before := demo()
			one, err := w.ByLogin(ctx, "officer-1")
			Expect(err).NotTo(HaveOccurred())
			w.pass(180 * 24 * time.Hour)
			Expect(demo()).To(Equal(before))
			Expect(w.ByLogin(ctx, "officer-1")).To(HaveField("ID", one.ID))
			for login, want := range map[string]account.Step{"officer-1": account.StepDone, "officer-4": account.StepPassword, "admin-1": account.StepCode} {
				_, s, _, err := w.SignIn(ctx, login, before[login].Password, home)
				Expect(err).NotTo(HaveOccurred())
				Expect(s.Step).To(Equal(want), login)
			}
		})

		It("leaves a password alone that somebody has changed", func() {
			d := demo()["officer-1"]
			_, s, a, err := w.SignIn(ctx, d.Login, d.Password, home)
			Expect(err).NotTo(HaveOccurred())
			_, _, err = w.ChangePassword(ctx, s, d.Password, "kuaile-9152-shan")
			Expect(err).NotTo(HaveOccurred())
			w.pass(45 * 24 * time.Hour)
			demo()
			Expect(w.Get(ctx, a.ID)).To(HaveField("Password.Set", BeTemporally("==", noon)))
		})

		It("makes again who is missing, and is one of two that start at once", func() {
			people := make(chan []account.DemoPerson, 2)
			errs := make(chan error, 2)
			for range 2 {
				p := w.another(cheap)
				go func() {
					made, err := p.Demo(ctx)
					people <- made
					errs <- err
				}()
			}
			Expect(<-errs).NotTo(HaveOccurred())
			Expect(<-errs).NotTo(HaveOccurred())
			Expect(<-people).To(Equal(<-people))
			page, err := w.List(ctx, account.Find{Scope: account.Scope{All: true}})
			Expect(err).NotTo(HaveOccurred())
			Expect(page.Accounts).To(HaveLen(12))
			one := page.Accounts[slices.IndexFunc(page.Accounts, func(a account.Account) bool { return a.Login == "officer-1" })]
			one.Login = "renamed"
			Expect(w.Edit(ctx, one)).To(Succeed())
			demo()
			Expect(w.ByLogin(ctx, "officer-1")).To(HaveField("Name", "學員甲"))
		})

		It("stays out of a store with real people, and tells no code there", func() {
			_, _, _, err := w.First(ctx)
			Expect(err).NotTo(HaveOccurred())
			_, err = w.Demo(ctx)
			Expect(err).To(MatchError(account.ErrRealPeople))
			Expect(w.IsDemo(ctx)).To(BeFalse())
			_, _, err = w.DemoCode(ctx, "admin")
			Expect(err).To(MatchError(account.ErrNoDemo))
		})

		It("has a class besides, with the same password and made-up names, the same at every start", func() {
			_, err := w.DemoClass(ctx)
			Expect(err).To(MatchError(account.ErrNoDemo))
			one := demo()["officer-1"]
			class, err := w.DemoClass(ctx)
			Expect(err).NotTo(HaveOccurred())
			tree, err := w.Units(ctx)
			Expect(err).NotTo(HaveOccurred())
			names, units := map[string]bool{}, map[string]int{}
			for _, a := range class {
				names[a.Name] = true
				units[tree.Label(a.Unit)]++
				Expect(a.Roles).To(Equal([]account.Role{account.Officer}))
			}
			Expect(names).To(And(HaveLen(32), HaveKey("學員甲子"), HaveKey("學員乙未")))
			Expect(units).To(Equal(map[string]int{"示範市政府警察局/第一分局/甲派出所": 14, "示範市政府警察局/第一分局/乙派出所": 13, "示範市政府警察局/第二分局/丙派出所": 5}))
			w.pass(180 * 24 * time.Hour)
			again, err := w.DemoClass(ctx)
			Expect(err).NotTo(HaveOccurred())
			Expect(again).To(HaveLen(32))
			Expect(again[31].ID).To(Equal(class[31].ID))
			_, s, _, err := w.SignIn(ctx, "class-32", one.Password, home)
			Expect(err).NotTo(HaveOccurred())
			Expect(s.Step).To(Equal(account.StepDone), "good for another three months")
		})

		It("is marked as one", func() {
			demo()
			Expect(w.IsDemo(ctx)).To(BeTrue())
			_, _, made, err := w.First(ctx)
			Expect(err).NotTo(HaveOccurred())
			Expect(made).To(BeFalse())
			_, _, err = w.DemoCode(ctx, "nobody")
			Expect(err).To(MatchError(store.ErrNotFound))
		})
	})
})
