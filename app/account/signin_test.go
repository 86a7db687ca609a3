package account_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/account"
)

var _ = Describe("signing in", func() {
	onBoth(func(fresh func() *world) {
		var w *world
		var a account.Account
		var password string
		BeforeEach(func() {
			w = fresh()
			a, password = w.create("one", account.Officer)
		})
		fail := func(login, password string, times int) {
			GinkgoHelper()
			for range times {
				Expect(w.failToSignIn(login, password)).To(MatchError(account.ErrWrong))
			}
		}
		// lockedUntil is the time that an error says.
		lockedUntil := func(err error) string {
			GinkgoHelper()
			var locked *account.LockedError
			Expect(err).To(BeAssignableToTypeOf(locked))
			return err.(*account.LockedError).Until.In(taipei).Format("02 15:04")
		}

		// abandon signs in with a request that ends while it waits for its turn to hash.
		abandon := func(login, password string) {
			GinkgoHelper()
			before := account.Tries(w.People, login)
			free := account.Occupy(w.People)
			defer free()
			request, end := context.WithCancel(ctx)
			said := make(chan error)
			go func() { said <- lastOf(w.SignIn(request, login, password, home)) }()
			Eventually(func() int { return account.Tries(w.People, login) }).WithTimeout(time.Minute).Should(Equal(before + 1))
			end()
			Expect(<-said).To(MatchError(context.Canceled))
			Expect(account.Tries(w.People, login)).To(Equal(before), "no fault of the person")
		}

		It("tells nobody whether it was the login or the password", func() {
			for _, login := range []string{"one", "nobody", "no body", "", "ＯＮＥ"} {
				Expect(w.failToSignIn(login, "wrong")).To(BeIdenticalTo(account.ErrWrong), "%q", login)
			}
			Expect(w.failToSignIn("one", "")).To(MatchError(account.ErrWrong))
			Expect(w.failToSignIn("one", strings.Repeat("x", 1<<20))).To(MatchError(account.ErrWrong))
			for _, almost := range []string{strings.ToUpper(password), password + " ", password[:13]} {
				w.pass(25 * time.Hour)
				Expect(w.failToSignIn("one", almost)).To(MatchError(account.ErrWrong))
			}
		})

		It("does the same work for a login that nobody has", func() {
			abandon("one", password)
			abandon("nobody", password)
			w.signIn("one", password)
		})

		for _, login := range []string{"one", "nobody"} {
			It("locks "+login+" after five wrong passwords, for longer each time", func() {
				for _, until := range []string{"22 12:15", "22 12:45", "22 13:45", "22 15:45", "22 19:45", "22 23:45"} {
					fail(login, "wrong", 4)
					Expect(lockedUntil(w.failToSignIn(login, "wrong"))).To(Equal(until))
					w.pass(time.Minute)
					Expect(lockedUntil(w.failToSignIn(login, password))).To(Equal(until), "not made longer, and not tried")
					at, err := time.ParseInLocation("02 15:04", until, taipei)
					Expect(err).NotTo(HaveOccurred())
					w.at(at.AddDate(2026, 10, 0).Add(-time.Millisecond))
					Expect(lockedUntil(w.failToSignIn(login, password))).To(Equal(until))
					w.pass(time.Millisecond)
				}
				w.pass(24 * time.Hour)
				fail(login, "wrong", 4)
				Expect(lockedUntil(w.failToSignIn(login, "wrong"))).To(Equal("24 00:00"), "forgotten after a day")
			})
		}

		It("forgets wrong passwords after the right one", func() {
			for range 3 {
				fail("one", "wrong", 4)
				w.signIn("one", password)
			}
		})

		It("takes the right password as the fifth", func() {
			fail("one", "wrong", 4)
			w.signIn("one", password)
			Expect(w.LockedUntil(ctx, a)).To(BeZero())
		})

		It("is locked for one login alone, and leaves open sessions open", func() {
			w.create("two", account.Officer)
			token, _ := w.signIn("one", password)
			fail("one", "wrong", 4)
			w.failToSignIn("one", "wrong")
			fail("two", "wrong", 1)
			Expect(third(w.Session(ctx, token))).To(Succeed())
		})

		It("can be unlocked", func() {
			fail("one", "wrong", 4)
			w.failToSignIn("one", "wrong")
			Expect(w.LockedUntil(ctx, a)).To(BeTemporally("==", noon.Add(15*time.Minute)))
			Expect(w.Unlock(ctx, a)).To(Succeed())
			Expect(w.LockedUntil(ctx, a)).To(BeZero())
			w.signIn("one", password)
			Expect(w.Unlock(ctx, a)).To(Succeed(), "also what is not locked")
		})

		It("lets 40 at once guess no more often than one after the other", func() {
			others := []*account.People{w.People, w.another(cheap)}
			var mu sync.Mutex
			said := map[string]int{}
			var all sync.WaitGroup
			for i := range 40 {
				all.Go(func() {
					_, _, _, err := others[i%2].SignIn(ctx, "one", fmt.Sprint("wrong", i), account.Origin{IP: fmt.Sprint("10.0.0.", i)})
					mu.Lock()
					defer mu.Unlock()
					said[fmt.Sprint(err)]++
				})
			}
			all.Wait()
			Expect(said).To(Equal(map[string]int{"帳號或密碼不對": 4, "嘗試次數太多，暫時鎖定到 12:15:00": 36}))
		})

		It("does not count what is no fault of the person", func() {
			fail("one", "wrong", 3)
			for range 3 {
				abandon("one", password)
			}
			fail("one", "wrong", 1)
			abandon("one", password) // the fifth, which would have locked
			w.pass(time.Minute)
			Expect(lockedUntil(w.failToSignIn("one", "wrong"))).To(Equal("22 12:16"))
		})

		It("stops an address after thirty wrong tries, whatever the logins", func() {
			for i := range 30 {
				fail(fmt.Sprint("login", i), "wrong", 1)
			}
			Expect(lockedUntil(w.failToSignIn("one", password))).To(Equal("22 12:15"))
			_, _, _, err := w.SignIn(ctx, "one", password, account.Origin{IP: "192.0.2.2"})
			Expect(err).NotTo(HaveOccurred())
			w.pass(15 * time.Minute)
			w.signIn("one", password)
		})

		It("stops an address also when its tries come at once", func() {
			one := w.another(account.Policy{Hashing: account.Hashing{Memory: 64, Passes: 1, AtOnce: 1}})
			free := account.Occupy(one)
			var mu sync.Mutex
			said := map[string]int{}
			var all sync.WaitGroup
			for i := range 40 {
				all.Go(func() {
					_, _, _, err := one.SignIn(ctx, fmt.Sprint("login", i), "wrong", home)
					mu.Lock()
					defer mu.Unlock()
					said[fmt.Sprint(err)]++
				})
			}
			Eventually(func() int { return account.Throttles(one) }).WithTimeout(time.Minute).Should(Equal(40), "all have been let in, and wait for their turn")
			free()
			all.Wait()
			Expect(said).To(Equal(map[string]int{"帳號或密碼不對": 30, "嘗試次數太多，暫時鎖定到 12:15:00": 10}))
		})

		It("counts no right password against an address", func() {
			for i := range 29 {
				fail(fmt.Sprint("login", i), "wrong", 1)
			}
			for range 5 {
				w.signIn("one", password)
			}
			fail("last", "wrong", 1)
			w.failToSignIn("one", password)
		})

		DescribeTable("takes addresses of one subscriber for one", func(one, other string, same bool) {
			for i := range 30 {
				_, _, _, err := w.SignIn(ctx, fmt.Sprint("login", i), "wrong", account.Origin{IP: one})
				Expect(err).To(MatchError(account.ErrWrong))
			}
			_, _, _, err := w.SignIn(ctx, "one", password, account.Origin{IP: other})
			if same {
				Expect(err).To(MatchError(account.ErrLocked))
			} else {
				Expect(err).NotTo(HaveOccurred())
			}
		},
			Entry("IPv6 of one network", "2001:db8::1", "2001:db8:0:0:ffff::2", true),
			Entry("IPv6 of two networks", "2001:db8::1", "2001:db8:0:1::1", false),
			Entry("IPv4 in IPv6", "192.0.2.9", "::ffff:192.0.2.9", true),
			Entry("not an address", "", "", true),
		)

		It("tells only who knows the password that the account is disabled", func() {
			Expect(w.Disable(ctx, a.ID)).To(Succeed())
			Expect(w.failToSignIn("one", "wrong")).To(MatchError(account.ErrWrong))
			Expect(w.failToSignIn("one", password)).To(MatchError(account.ErrDisabled))
			Expect(w.Enable(ctx, a.ID)).To(Succeed())
			w.signIn("one", password)
		})

		It("takes a one-time password for seven days", func() {
			w.pass(7*24*time.Hour - time.Millisecond)
			w.signIn("one", password)
			w.pass(time.Millisecond)
			Expect(w.failToSignIn("one", password)).To(MatchError(account.ErrLapsed))
			Expect(w.failToSignIn("one", "wrong")).To(MatchError(account.ErrWrong))
			next, err := w.Reset(ctx, a.ID)
			Expect(err).NotTo(HaveOccurred())
			Expect(next).NotTo(Equal(password))
			Expect(w.failToSignIn("one", password)).To(MatchError(account.ErrWrong))
			w.signIn("one", next)
		})

		It("hashes a right password again where more work is wanted now", func() {
			before, err := account.HashOf(ctx, w.People, a.ID)
			Expect(err).NotTo(HaveOccurred())
			Expect(before).To(HavePrefix("$argon2id$v=19$m=64,t=1,p=1$"))
			stronger := w.another(account.Policy{Hashing: account.Hashing{Memory: 128, Passes: 2}})
			_, _, _, err = stronger.SignIn(ctx, "one", "wrong", home)
			Expect(err).To(MatchError(account.ErrWrong))
			Expect(account.HashOf(ctx, w.People, a.ID)).To(Equal(before))
			_, _, _, err = stronger.SignIn(ctx, "one", password, home)
			Expect(err).NotTo(HaveOccurred())
			after, err := account.HashOf(ctx, w.People, a.ID)
			Expect(err).NotTo(HaveOccurred())
			Expect(after).To(HavePrefix("$argon2id$v=19$m=128,t=2,p=1$"))
			w.signIn("one", password)
			Expect(account.HashOf(ctx, w.People, a.ID)).To(Equal(after), "never with less")
		})

		It("is for external people where the provider vouches for them", func() {
			ext, _, err := w.Create(ctx, account.Account{Login: "ext", Name: "丙員", Roles: []account.Role{account.Counsel}, External: true})
			Expect(err).NotTo(HaveOccurred())
			who := account.Identity{Issuer: "https://id.example", Subject: "s-1", Login: "EXT", MFA: true}
			for _, unknown := range []account.Identity{
				{Issuer: who.Issuer, Subject: "s-1", Login: "nobody"},
				{Issuer: who.Issuer, Subject: "s-1", Login: "one"}, // has a password here
				{Issuer: who.Issuer, Subject: "s-1", Login: "e x t"},
				{Issuer: who.Issuer, Login: "ext"},
				{Subject: "s-1", Login: "ext"},
			} {
				Expect(lastOf(w.SignInExternal(ctx, unknown, home))).To(MatchError(account.ErrUnknownPerson), "%+v", unknown)
			}
			_, s, got, err := w.SignInExternal(ctx, who, home)
			Expect(err).NotTo(HaveOccurred())
			Expect(s).To(And(HaveField("Step", account.StepDone), HaveField("External", true), HaveField("Factor", true)))
			Expect(got).To(And(HaveField("ID", ext.ID), HaveField("Subject", "https://id.example s-1")))

			who.Login, who.MFA = "renamed-there", false
			_, s, got, err = w.SignInExternal(ctx, who, home)
			Expect(err).NotTo(HaveOccurred())
			Expect(got.ID).To(Equal(ext.ID))
			Expect(s.Step).To(Equal(account.StepEnrol), "no factor was shown")
			Expect(lastOf(w.SignInExternal(ctx, account.Identity{Issuer: who.Issuer, Subject: "s-2", Login: "ext"}, home))).To(MatchError(account.ErrUnknownPerson), "another person with the login")

			Expect(w.Disable(ctx, ext.ID)).To(Succeed())
			Expect(lastOf(w.SignInExternal(ctx, who, home))).To(MatchError(account.ErrDisabled))
		})
	})
})

func lastOf[A, B, C any](_ A, _ B, _ C, err error) error { return err }
