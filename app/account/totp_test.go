package account_test

import (
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/pquerna/otp/totp"

	"shoumi/app/account"
)

var _ = Describe("a second factor", func() {
	onBoth(func(fresh func() *world) {
		var w *world
		BeforeEach(func() { w = fresh() })
		code := func(secret string, at time.Time) string {
			GinkgoHelper()
			c, err := totp.GenerateCode(secret, at)
			Expect(err).NotTo(HaveOccurred())
			return c
		}
		// enrolled is a person with a second factor, and its secret.
		enrolled := func(login string, roles ...account.Role) (account.Account, string) {
			GinkgoHelper()
			w.person(login, roles...)
			token, s := w.signIn(login, known)
			e, err := w.Enrol(ctx, s)
			Expect(err).NotTo(HaveOccurred())
			token, s, err = w.ConfirmEnrol(ctx, s, code(e.Secret, w.time()))
			Expect(err).NotTo(HaveOccurred())
			Expect(s.Step).To(Equal(account.StepDone))
			Expect(w.SignOut(ctx, token)).To(Succeed())
			a, err := w.ByLogin(ctx, login)
			Expect(err).NotTo(HaveOccurred())
			Expect(a.Factor).To(BeTrue())
			w.pass(time.Minute)
			return a, e.Secret
		}

		It("is set up by who has a role that wants it", func() {
			for _, r := range account.Roles {
				w.person(string(r), r)
				_, s := w.signIn(string(r), known)
				Expect(s.Step == account.StepEnrol).To(Equal(r != account.Officer), "%s", r)
			}
		})

		It("is set up with a code of it, which gives another token", func() {
			w.person("one", account.Counsel)
			token, s := w.signIn("one", known)
			e, err := w.Enrol(ctx, s)
			Expect(err).NotTo(HaveOccurred())
			Expect(e.Secret).To(MatchRegexp(`^[A-Z2-7]{32}$`))
			uri, err := url.Parse(e.URI)
			Expect(err).NotTo(HaveOccurred())
			Expect(uri.Scheme + "://" + uri.Host + uri.Path).To(Equal("otpauth://totp/Shoumi 守密:one"))
			Expect(uri.Query()).To(And(HaveKeyWithValue("secret", []string{e.Secret}), HaveKeyWithValue("issuer", []string{"Shoumi 守密"}),
				HaveKeyWithValue("digits", []string{"6"}), HaveKeyWithValue("period", []string{"30"}), HaveKeyWithValue("algorithm", []string{"SHA1"})))
			Expect(w.Enrol(ctx, s)).To(Equal(e), "asked again")
			Expect(third(w.ConfirmEnrol(ctx, s, "000000"))).To(MatchError(account.ErrCode))

			next, now, err := w.ConfirmEnrol(ctx, s, " "+code(e.Secret, noon)[:3]+"\u3000"+code(e.Secret, noon)[3:])
			Expect(err).NotTo(HaveOccurred())
			Expect(now).To(And(HaveField("Step", account.StepDone), HaveField("Pending", "")))
			Expect(third(w.Session(ctx, token))).To(MatchError(account.ErrSignedOut))
			Expect(third(w.Session(ctx, next))).To(Succeed())
			_, err = w.Enrol(ctx, now)
			Expect(err).To(MatchError(account.ErrEnrolled))
			Expect(third(w.ConfirmEnrol(ctx, now, code(e.Secret, noon)))).To(MatchError(account.ErrEnrolled))
		})

		It("is asked for at every sign-in from then on, also of an officer", func() {
			_, secret := enrolled("one", account.Officer)
			token, s := w.signIn("one", known)
			Expect(s.Step).To(Equal(account.StepCode))
			Expect(third(w.ChangePassword(ctx, s, known, "Another-8-lamp"))).To(MatchError(account.ErrStep))
			Expect(w.Allow(ctx, s, account.Purpose{Subject: "x", Text: "用途"})).To(MatchError(account.ErrStep))
			next, now, err := w.Confirm(ctx, s, code(secret, w.time()))
			Expect(err).NotTo(HaveOccurred())
			Expect(now).To(And(HaveField("Step", account.StepDone), HaveField("Ends", s.Ends)))
			Expect(third(w.Session(ctx, token))).To(MatchError(account.ErrSignedOut))
			Expect(third(w.Session(ctx, next))).To(Succeed())
			Expect(third(w.Confirm(ctx, now, "000000"))).To(MatchError(account.ErrStep))
		})

		It("is asked for in sessions from before it was set up", func() {
			w.person("one", account.Counsel)
			older, _ := w.signIn("one", known)
			_, s := w.signIn("one", known)
			e, err := w.Enrol(ctx, s)
			Expect(err).NotTo(HaveOccurred())
			Expect(third(w.ConfirmEnrol(ctx, s, code(e.Secret, noon)))).To(Succeed())
			was, _, err := w.Session(ctx, older)
			Expect(err).NotTo(HaveOccurred())
			Expect(was.Step).To(Equal(account.StepCode))
		})

		DescribeTable("takes codes of a step more or less", func(off time.Duration, good bool) {
			_, secret := enrolled("one", account.Counsel)
			_, s := w.signIn("one", known)
			err := third(w.Confirm(ctx, s, code(secret, w.time().Add(off))))
			if good {
				Expect(err).NotTo(HaveOccurred())
			} else {
				Expect(err).To(MatchError(account.ErrCode))
			}
		},
			Entry("one before", -30*time.Second, true),
			Entry("one after", 30*time.Second, true),
			Entry("two before", -60*time.Second, false),
			Entry("two after", 60*time.Second, false),
		)

		It("takes no code twice, nor one before it", func() {
			_, secret := enrolled("one", account.Counsel)
			used := code(secret, w.time())
			_, s := w.signIn("one", known)
			Expect(third(w.Confirm(ctx, s, used))).To(Succeed())
			_, s = w.signIn("one", known)
			Expect(third(w.Confirm(ctx, s, used))).To(MatchError(account.ErrCode))
			Expect(third(w.Confirm(ctx, s, code(secret, w.time().Add(-30*time.Second))))).To(MatchError(account.ErrCode))
			w.pass(30 * time.Second)
			Expect(third(w.Confirm(ctx, s, used))).To(MatchError(account.ErrCode))
			Expect(third(w.Confirm(ctx, s, code(secret, w.time())))).To(Succeed())
		})

		It("takes no code twice of two processes at once", func() {
			_, secret := enrolled("one", account.Counsel)
			var sessions []account.Session
			for range 4 {
				_, s := w.signIn("one", known)
				sessions = append(sessions, s)
			}
			others := []*account.People{w.People, w.another(cheap)}
			var taken atomic.Int64
			var all sync.WaitGroup
			for i, s := range sessions {
				all.Go(func() {
					defer GinkgoRecover()
					switch err := third(others[i%2].Confirm(ctx, s, code(secret, w.time()))); err {
					case nil:
						taken.Add(1)
					default:
						Expect(err).To(MatchError(account.ErrCode))
					}
				})
			}
			all.Wait()
			Expect(taken.Load()).To(BeEquivalentTo(1))
		})

		It("is locked after five wrong codes, whatever passwords come between", func() {
			a, secret := enrolled("one", account.Counsel)
			for range 4 {
				_, s := w.signIn("one", known)
				Expect(third(w.Confirm(ctx, s, "12345"))).To(MatchError(account.ErrCode))
			}
			_, s := w.signIn("one", known)
			until := w.time().Add(15 * time.Minute)
			Expect(third(w.Confirm(ctx, s, "１２３４５x"))).To(MatchError(&account.LockedError{Until: until.UTC()}))
			Expect(third(w.Confirm(ctx, s, code(secret, w.time())))).To(MatchError(account.ErrLocked))
			Expect(w.LockedUntil(ctx, a)).To(BeTemporally("==", until))
			w.pass(15 * time.Minute)
			Expect(third(w.Confirm(ctx, s, code(secret, w.time())))).To(Succeed())
			Expect(w.LockedUntil(ctx, a)).To(BeZero())
		})

		It("can be unlocked", func() {
			a, secret := enrolled("one", account.Counsel)
			_, s := w.signIn("one", known)
			for range 5 {
				w.Confirm(ctx, s, "")
			}
			Expect(w.Unlock(ctx, a)).To(Succeed())
			Expect(third(w.Confirm(ctx, s, code(secret, w.time())))).To(Succeed())
		})

		It("is set up anew when the device is lost", func() {
			a, secret := enrolled("one", account.Counsel)
			_, s := w.signIn("one", known)
			token, _, err := w.Confirm(ctx, s, code(secret, w.time()))
			Expect(err).NotTo(HaveOccurred())
			Expect(w.ResetTOTP(ctx, a.ID)).To(Succeed())
			Expect(third(w.Session(ctx, token))).To(MatchError(account.ErrSignedOut))
			_, s = w.signIn("one", known)
			Expect(s.Step).To(Equal(account.StepEnrol))
			e, err := w.Enrol(ctx, s)
			Expect(err).NotTo(HaveOccurred())
			Expect(e.Secret).NotTo(Equal(secret))
		})

		It("is given up for another with a code of it", func() {
			a, secret := enrolled("one", account.Counsel)
			other, s := w.signIn("one", known)
			Expect(third(w.Unenrol(ctx, s, code(secret, w.time())))).To(MatchError(account.ErrStep))
			_, s = w.signIn("one", known)
			_, s, err := w.Confirm(ctx, s, code(secret, w.time()))
			Expect(err).NotTo(HaveOccurred())
			Expect(third(w.Unenrol(ctx, s, code(secret, w.time())))).To(MatchError(account.ErrCode), "used")
			w.pass(30 * time.Second)
			_, now, err := w.Unenrol(ctx, s, code(secret, w.time()))
			Expect(err).NotTo(HaveOccurred())
			Expect(now).To(And(HaveField("Step", account.StepEnrol), HaveField("Factor", false)))
			Expect(third(w.Session(ctx, other))).To(MatchError(account.ErrSignedOut))
			Expect(w.Get(ctx, a.ID)).To(HaveField("Factor", false))
			Expect(third(w.Unenrol(ctx, now, "000000"))).To(MatchError(account.ErrStep))
			e, err := w.Enrol(ctx, now)
			Expect(err).NotTo(HaveOccurred())
			Expect(third(w.ConfirmEnrol(ctx, now, code(e.Secret, w.time())))).To(Succeed(), "a code of the same moment, of another secret")
		})

		It("is not set up before the password is changed, nor without being begun", func() {
			_, oneTime := w.create("one", account.Counsel)
			_, s := w.signIn("one", oneTime)
			_, err := w.Enrol(ctx, s)
			Expect(err).To(MatchError(account.ErrStep))
			Expect(third(w.ConfirmEnrol(ctx, s, "000000"))).To(MatchError(account.ErrStep))
			w.person("two", account.Officer)
			_, s = w.signIn("two", known)
			Expect(third(w.ConfirmEnrol(ctx, s, "000000"))).To(MatchError(account.ErrStep))
			Expect(third(w.Confirm(ctx, s, "000000"))).To(MatchError(account.ErrStep))
		})
	})
})
