package account_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/account"
	"shoumi/app/store"
)

var _ = Describe("a session", func() {
	onBoth(func(fresh func() *world) {
		var w *world
		var a account.Account
		var token string
		var s account.Session
		BeforeEach(func() {
			w = fresh()
			a = w.person("one", account.Officer)
			token, s = w.signIn("one", known)
		})
		check := func(token string) error {
			_, _, err := w.Session(ctx, token)
			return err
		}

		It("is one sign-in at one browser", func() {
			got, who, err := w.Session(ctx, token)
			Expect(err).NotTo(HaveOccurred())
			Expect(who).To(Equal(a))
			Expect(got).To(Equal(s))
			Expect(got).To(And(
				HaveField("Account", a.ID), HaveField("Step", account.StepDone), HaveField("IP", "192.0.2.1"), HaveField("Agent", "browser"),
				HaveField("Created", noon.UTC()), HaveField("Seen", noon.UTC()), HaveField("Ends", noon.Add(12*time.Hour).UTC())))
			other, _ := w.signIn("one", known)
			Expect(other).NotTo(Equal(token))
			Expect(check(token)).To(Succeed(), "another sign-in does not end it")
		})

		It("has a token that is nowhere in the store", func() {
			Expect(token).To(MatchRegexp(`^[A-Za-z0-9_-]{43}$`))
			Expect(s.ID).To(MatchRegexp(`^[0-9a-f]{64}$`))
			var backup strings.Builder
			_, err := store.Backup(ctx, w.db, &backup)
			Expect(err).NotTo(HaveOccurred())
			text := unzip(backup.String(), "sessions.jsonl")
			Expect(text).To(ContainSubstring(s.ID))
			Expect(text).NotTo(ContainSubstring(token))
			Expect(text).NotTo(ContainSubstring("192.0.2.1"))
		})

		It("is nobody's without its token", func() {
			for _, other := range []string{"", s.ID, strings.ToUpper(token), token + "x", "\x00"} {
				Expect(check(other)).To(MatchError(account.ErrSignedOut), "%q", other)
			}
		})

		It("works in every process on the store", func() {
			_, who, err := w.another(cheap).Session(ctx, token)
			Expect(err).NotTo(HaveOccurred())
			Expect(who).To(Equal(a))
			Expect(w.another(cheap).SignOut(ctx, token)).To(Succeed())
			Expect(check(token)).To(MatchError(account.ErrSignedOut))
			Expect(w.SignOut(ctx, token)).To(Succeed(), "twice")
		})

		It("is over after half an hour without a request", func() {
			w.pass(30*time.Minute - time.Millisecond)
			Expect(check(token)).To(Succeed())
			w.pass(30*time.Minute - time.Millisecond)
			Expect(check(token)).To(Succeed(), "counted from the last")
			w.pass(30 * time.Minute)
			Expect(check(token)).To(MatchError(account.ErrIdle))
			Expect(check(token)).To(MatchError(account.ErrIdle))
		})

		It("is over after twelve hours, however busy", func() {
			for range 12*3 - 1 {
				w.pass(20 * time.Minute)
				Expect(check(token)).To(Succeed())
			}
			w.pass(20*time.Minute - time.Millisecond)
			Expect(check(token)).To(Succeed())
			w.pass(time.Millisecond)
			Expect(check(token)).To(MatchError(account.ErrExpired))
		})

		It("is written once a minute at most", func() {
			version := func() int {
				GinkgoHelper()
				open, err := w.Sessions(ctx, a.ID)
				Expect(err).NotTo(HaveOccurred())
				return open[0].Version
			}
			for range 5 {
				w.pass(10 * time.Second)
				Expect(check(token)).To(Succeed())
			}
			Expect(version()).To(Equal(1))
			w.pass(10 * time.Second)
			var all sync.WaitGroup
			for range 8 {
				all.Go(func() {
					defer GinkgoRecover()
					Expect(check(token)).To(Succeed())
				})
			}
			all.Wait()
			Expect(version()).To(Equal(2))
			Expect(w.Sessions(ctx, a.ID)).To(HaveExactElements(HaveField("Seen", noon.Add(time.Minute).UTC())))
		})

		It("shows its person as they are now", func() {
			u := w.unit("分局", "")
			a.Unit, a.Roles = u.ID, []account.Role{account.Officer, account.Supervisor}
			Expect(w.Edit(ctx, a)).To(Succeed())
			s, who, err := w.Session(ctx, token)
			Expect(err).NotTo(HaveOccurred())
			Expect(who).To(And(HaveField("Unit", u.ID), HaveField("Roles", a.Roles)))
			Expect(s.Step).To(Equal(account.StepEnrol), "the new role wants a second factor")
		})

		It("ends at once when its person is disabled, and does not come back", func() {
			Expect(w.Disable(ctx, a.ID)).To(Succeed())
			Expect(check(token)).To(MatchError(account.ErrSignedOut))
			Expect(w.Enable(ctx, a.ID)).To(Succeed())
			Expect(check(token)).To(MatchError(account.ErrSignedOut))
		})

		DescribeTable("ends with what makes its password or factor void", func(do func() error) {
			Expect(do()).To(Succeed())
			Expect(check(token)).To(MatchError(account.ErrSignedOut))
			Expect(w.Sessions(ctx, a.ID)).To(BeEmpty())
			Expect(account.Revive(ctx, w.People, s)).To(Succeed(), "as a sign-in would that began before")
			Expect(check(token)).To(MatchError(account.ErrSignedOut))
			Expect(w.Sessions(ctx, a.ID)).To(BeEmpty())
		},
			Entry("disabling", func() error { return errors.Join(w.Disable(ctx, a.ID), w.Enable(ctx, a.ID)) }),
			Entry("another password", func() error {
				_, other := w.signIn("one", known)
				next, _, err := w.ChangePassword(ctx, other, known, "Another-8-lamp")
				return errors.Join(err, w.SignOut(ctx, next))
			}),
			Entry("reset", func() error { return errOf(w.Reset(ctx, a.ID)) }),
			Entry("suspicion", func() error { return w.Suspect(ctx, a.ID) }),
			Entry("factor reset", func() error { return w.ResetTOTP(ctx, a.ID) }),
			Entry("all ended", func() error { return w.EndAll(ctx, a.ID) }),
		)

		It("is listed, newest first, while it is open", func() {
			w.pass(29 * time.Minute)
			_, newer := w.signIn("one", known)
			w.person("two", account.Officer)
			w.signIn("two", known)
			ids := func() (out []any) {
				open, err := w.Sessions(ctx, a.ID)
				Expect(err).NotTo(HaveOccurred())
				for _, s := range open {
					out = append(out, s.ID)
				}
				return out
			}
			Expect(ids()).To(HaveExactElements(newer.ID, s.ID))
			w.pass(time.Minute)
			Expect(ids()).To(HaveExactElements(newer.ID))
		})

		It("is ended by its person, and not by another", func() {
			b := w.person("two", account.Officer)
			Expect(w.End(ctx, b.ID, s.ID)).To(MatchError(store.ErrNotFound))
			Expect(check(token)).To(Succeed())
			Expect(w.End(ctx, a.ID, s.ID)).To(Succeed())
			Expect(check(token)).To(MatchError(account.ErrSignedOut))
			Expect(w.End(ctx, a.ID, s.ID)).To(MatchError(store.ErrNotFound))
		})

		It("ends the others of its person, and gets another token", func() {
			other, _ := w.signIn("one", known)
			next, now, err := w.EndOthers(ctx, s)
			Expect(err).NotTo(HaveOccurred())
			Expect(check(other)).To(MatchError(account.ErrSignedOut))
			Expect(check(token)).To(MatchError(account.ErrSignedOut))
			Expect(check(next)).To(Succeed())
			Expect(now).To(And(HaveField("Created", s.Created), HaveField("Ends", s.Ends), HaveField("Account", a.ID)))
			Expect(w.Sessions(ctx, a.ID)).To(HaveExactElements(HaveField("ID", now.ID)))
			_, _, err = w.EndOthers(ctx, s)
			Expect(err).To(MatchError(account.ErrSignedOut))
		})

		It("is the only one left when all end the others at once", func() {
			var left atomic.Int64
			var all sync.WaitGroup
			var mine []account.Session
			for range 4 {
				_, s := w.signIn("one", known)
				mine = append(mine, s)
			}
			for _, s := range mine {
				all.Go(func() {
					defer GinkgoRecover()
					next, _, err := w.EndOthers(ctx, s)
					if err == nil {
						left.Add(1)
						Expect(check(next)).To(Succeed())
					} else {
						Expect(err).To(MatchError(account.ErrSignedOut))
					}
				})
			}
			all.Wait()
			Expect(left.Load()).To(BeEquivalentTo(1))
			Expect(w.Sessions(ctx, a.ID)).To(HaveLen(1))
		})

		It("keeps purposes for half an hour each", func() {
			why := account.Purpose{Subject: "incident-1", Text: " 第二審查 ", ActualUser: "乙員", ActualUnit: "第一分局"}
			Expect(w.Allow(ctx, s, why)).To(Succeed())
			w.pass(20 * time.Minute)
			Expect(w.Allow(ctx, s, account.Purpose{Subject: "incident-2", Text: "補正"})).To(Succeed())
			s, _, err := w.Session(ctx, token)
			Expect(err).NotTo(HaveOccurred())
			got, ok := s.Purpose("incident-1", w.time())
			Expect(ok).To(BeTrue())
			why.Text, why.At, why.Until = "第二審查", noon.UTC(), noon.Add(30*time.Minute).UTC()
			Expect(got).To(Equal(why))
			_, ok = s.Purpose("incident-3", w.time())
			Expect(ok).To(BeFalse())
			w.pass(10 * time.Minute)
			_, ok = s.Purpose("incident-1", w.time())
			Expect(ok).To(BeFalse())
			Expect(w.Allow(ctx, s, account.Purpose{Subject: "incident-2", Text: "再補正"})).To(Succeed())
			s, _, err = w.Session(ctx, token)
			Expect(err).NotTo(HaveOccurred())
			Expect(s.Purposes).To(HaveExactElements(HaveField("Text", "再補正")))
		})

		It("keeps the last hundred purposes", func() {
			for i := range 102 {
				Expect(w.Allow(ctx, s, account.Purpose{Subject: fmt.Sprint(i), Text: "清查"})).To(Succeed())
			}
			s, _, err := w.Session(ctx, token)
			Expect(err).NotTo(HaveOccurred())
			Expect(s.Purposes).To(HaveLen(100))
			Expect(s.Purposes[0].Subject).To(Equal("2"))
		})

		It("takes no purpose that says nothing, or before it is whole", func() {
			Expect(w.Allow(ctx, s, account.Purpose{Subject: "x", Text: " \n"})).To(MatchError(account.ErrPurpose))
			Expect(w.Allow(ctx, s, account.Purpose{Text: "用途"})).To(MatchError(account.ErrPurpose))
			_, oneTime := w.create("two", account.Officer)
			_, half := w.signIn("two", oneTime)
			Expect(w.Allow(ctx, half, account.Purpose{Subject: "x", Text: "用途"})).To(MatchError(account.ErrStep))
			Expect(w.SignOut(ctx, token)).To(Succeed())
			Expect(w.Allow(ctx, s, account.Purpose{Subject: "x", Text: "用途"})).To(MatchError(account.ErrSignedOut))
		})

		It("keeps the whole purposes of many requests at once", func() {
			var all sync.WaitGroup
			for _, subject := range []string{"1", "2", "3", "4", "5", "6"} {
				all.Go(func() {
					defer GinkgoRecover()
					Expect(w.Allow(ctx, s, account.Purpose{Subject: subject, Text: "用途"})).To(Succeed())
				})
			}
			all.Wait()
			s, _, err := w.Session(ctx, token)
			Expect(err).NotTo(HaveOccurred())
			Expect(s.Purposes).To(HaveLen(6))
		})

		It("is cleared away when it is over, with tries that are forgotten", func() {
			w.failToSignIn("nobody", "wrong")
			kept := func(collection string) int {
				GinkgoHelper()
				var backup strings.Builder
				_, err := store.Backup(ctx, w.db, &backup)
				Expect(err).NotTo(HaveOccurred())
				return strings.Count(unzip(backup.String(), collection+".jsonl"), "\n")
			}
			w.pass(11 * time.Hour)
			w.signIn("one", known)
			Expect(w.Tidy(ctx)).To(Succeed())
			Expect(kept("sessions")).To(Equal(2))
			Expect(kept("throttles")).To(Equal(1), "the address is forgotten, the login is not")
			w.pass(13*time.Hour + time.Millisecond)
			Expect(w.Tidy(ctx)).To(Succeed())
			Expect(kept("sessions")).To(Equal(0))
			Expect(kept("throttles")).To(Equal(0))
			Expect(check(token)).To(MatchError(account.ErrSignedOut))
		})
	})
})

var _ = Describe("a secret", func() {
	onBoth(func(fresh func() *world) {
		It("is the same for all processes, made by whoever comes first", func() {
			w := fresh()
			dbs := []*store.DB{w.db, w.open(), w.open()}
			got := make([][]byte, 12)
			var all sync.WaitGroup
			for i := range got {
				all.Go(func() {
					defer GinkgoRecover()
					var err error
					got[i], err = account.Secret(ctx, dbs[i%3], "csrf")
					Expect(err).NotTo(HaveOccurred())
				})
			}
			all.Wait()
			Expect(got[0]).To(HaveLen(32))
			Expect(got).To(HaveEach(got[0]))
			other, err := account.Secret(ctx, w.db, "oidc")
			Expect(err).NotTo(HaveOccurred())
			Expect(other).NotTo(Equal(got[0]))
		})
	})
})
