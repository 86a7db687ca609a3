package account_test

import (
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/account"
)

var _ = Describe("a password", func() {
	onBoth(func(fresh func() *world) {
		var w *world
		BeforeEach(func() { w = fresh() })
		// change changes a known password.
		change := func(old, password string) error {
			GinkgoHelper()
			_, s := w.signIn("one", old)
			_, _, err := w.ChangePassword(ctx, s, old, password)
			return err
		}

		It("handed out is changed at the first sign-in", func() {
			a, oneTime := w.create("one", account.Officer)
			token, s := w.signIn("one", oneTime)
			Expect(s.Step).To(Equal(account.StepPassword))
			w.pass(time.Hour / 4)
			next, now, err := w.ChangePassword(ctx, s, oneTime, known)
			Expect(err).NotTo(HaveOccurred())
			Expect(now).To(And(HaveField("Step", account.StepDone), HaveField("Ends", s.Ends)))
			Expect(third(w.Session(ctx, token))).To(MatchError(account.ErrSignedOut))
			Expect(third(w.Session(ctx, next))).To(Succeed())
			Expect(w.failToSignIn("one", oneTime)).To(MatchError(account.ErrWrong))
			Expect(w.Get(ctx, a.ID)).To(HaveField("Password", account.Password{
				Set: w.time().UTC(), Due: time.Date(2027, 2, 23, 0, 0, 0, 0, taipei).UTC(),
			}))
		})

		It("ends the other sessions when it is changed", func() {
			w.person("one", account.Officer)
			other, _ := w.signIn("one", known)
			_, mine := w.signIn("one", known)
			next, _, err := w.ChangePassword(ctx, mine, known, "Another-8-lamp")
			Expect(err).NotTo(HaveOccurred())
			Expect(third(w.Session(ctx, other))).To(MatchError(account.ErrSignedOut))
			Expect(third(w.Session(ctx, next))).To(Succeed())
			Expect(w.Sessions(ctx, mine.Account)).To(HaveLen(1))
		})

		It("is the same however Unicode writes it", func() {
			_, oneTime := w.create("one", account.Officer)
			Expect(change(oneTime, "Ｌantern-７-caf\u00e9")).To(Succeed())
			w.signIn("one", "Lantern-7-cafe\u0301")
		})

		It("is good for three months by the calendar, with a warning of two weeks", func() {
			a := w.person("one", account.Officer)
			for _, row := range []struct {
				at   string
				days int
				warn bool
			}{
				{"2026-11-22 12:00", 93, false},
				{"2027-02-08 23:59", 15, false},
				{"2027-02-09 00:00", 14, true},
				{"2027-02-22 23:59", 1, true},
				{"2027-02-23 00:00", 0, true},
			} {
				at, err := time.ParseInLocation("2006-01-02 15:04", row.at, taipei)
				Expect(err).NotTo(HaveOccurred())
				w.at(at)
				days, warn := w.DaysLeft(a.Password)
				Expect(days).To(Equal(row.days), row.at)
				Expect(warn).To(Equal(row.warn), row.at)
				_, s := w.signIn("one", known)
				Expect(s.Step == account.StepPassword).To(Equal(row.days == 0), row.at)
			}
			days, warn := w.DaysLeft(account.Password{})
			Expect(days).To(BeZero())
			Expect(warn).To(BeFalse(), "an external person's")
		})

		It("becomes too old in the middle of a session", func() {
			w.person("one", account.Officer)
			w.at(time.Date(2027, 2, 22, 23, 50, 0, 0, taipei))
			token, s := w.signIn("one", known)
			Expect(s.Step).To(Equal(account.StepDone))
			w.pass(10 * time.Minute)
			s, _, err := w.Session(ctx, token)
			Expect(err).NotTo(HaveOccurred())
			Expect(s.Step).To(Equal(account.StepPassword))
			Expect(change(known, "Another-8-lamp")).To(Succeed())
		})

		It("that may have leaked is changed at the next sign-in", func() {
			a := w.person("one", account.Officer)
			token, _ := w.signIn("one", known)
			Expect(w.Suspect(ctx, a.ID)).To(Succeed())
			Expect(third(w.Session(ctx, token))).To(MatchError(account.ErrSignedOut))
			_, s := w.signIn("one", known)
			Expect(s.Step).To(Equal(account.StepPassword))
			_, s, err := w.ChangePassword(ctx, s, known, "Another-8-lamp")
			Expect(err).NotTo(HaveOccurred())
			Expect(s.Step).To(Equal(account.StepDone))
			Expect(w.Get(ctx, a.ID)).To(HaveField("Password.Suspected", false))
		})

		It("is not one of the last three, nor the present one", func() {
			w.person("one", account.Officer)
			chain := []string{known, "Another-8-lamp", "Quiet+Harbour4", "9-Willows-bend", "Paper6Kestrel!"}
			for i := range chain[1:] {
				Expect(change(chain[i], chain[i+1])).To(Succeed())
			}
			last := chain[4]
			Expect(change(last, last)).To(MatchError("新的密碼和現在的一樣"))
			for _, old := range chain[1:4] {
				Expect(change(last, old)).To(MatchError("最近三次用過的密碼不能再用"), old)
			}
			Expect(change(last, chain[0])).To(Succeed(), "the fourth before")
		})

		It("is remembered over resets, whose one-time passwords do not count", func() {
			a := w.person("one", account.Officer)
			chain := []string{"Another-8-lamp", "Quiet+Harbour4", "9-Willows-bend"}
			for _, password := range chain {
				oneTime, err := w.Reset(ctx, a.ID)
				Expect(err).NotTo(HaveOccurred())
				Expect(change(oneTime, known)).To(MatchError("最近三次用過的密碼不能再用"))
				Expect(change(oneTime, password)).To(Succeed())
			}
			Expect(change(chain[2], known)).To(MatchError("最近三次用過的密碼不能再用"))
		})

		It("has all its faults reported at once, in one order", func() {
			w.unit("局", "")
			a, oneTime, err := w.Create(ctx, account.Account{Login: "chenguard", Name: "Guard 庚員", Email: "gatekeeper@example.org", Roles: []account.Role{account.Officer}})
			Expect(err).NotTo(HaveOccurred())
			_, s := w.signIn("chenguard", oneTime)
			for password, says := range map[string]string{
				"":                              "密碼至少要有 8 個字元；密碼裡要有英文字母；密碼裡要有數字；密碼太容易猜到：不要只用常見的字、日期、連續的字元或按鍵拼成",
				"a1":                            "密碼至少要有 8 個字元；密碼太容易猜到：不要只用常見的字、日期、連續的字元或按鍵拼成",
				"密碼要有字母和數字":                     "密碼裡要有英文字母；密碼裡要有數字",
				"９８７６５４３２":                      "密碼裡要有英文字母；密碼太容易猜到：不要只用常見的字、日期、連續的字元或按鍵拼成",
				"kzqvxwjrm":                     "密碼裡要有數字",
				"x7-ChenGuard-q2":               "密碼裡不能有帳號；密碼裡不能有姓名或電子郵件",
				"x7-drauGnehC-q2":               "密碼裡不能有帳號；密碼裡不能有姓名或電子郵件",
				"x7-庚員-qkvw2":                   "密碼裡不能有姓名或電子郵件",
				"x7GateKeeper2qk":               "密碼裡不能有姓名或電子郵件",
				oneTime:                         "新的密碼和現在的一樣",
				"a1" + strings.Repeat("密", 127): "密碼不能超過 128 個字元",
			} {
				_, _, err := w.ChangePassword(ctx, s, oneTime, password)
				Expect(err).To(MatchError(account.ErrPassword), password)
				Expect(err).To(MatchError(says), password)
			}
			_, s, err = w.ChangePassword(ctx, s, oneTime, "a1"+strings.Repeat("密碼長", 42))
			Expect(err).NotTo(HaveOccurred(), "128 characters")
			Expect(s.Account).To(Equal(a.ID))
		})

		It("is changed only by who knows the present one, and guesses are counted", func() {
			a := w.person("one", account.Officer)
			_, s := w.signIn("one", known)
			for range 4 {
				Expect(third(w.ChangePassword(ctx, s, "wrong", "Another-8-lamp"))).To(MatchError(account.ErrOldPassword))
			}
			Expect(third(w.ChangePassword(ctx, s, "wrong", "Another-8-lamp"))).To(MatchError(account.ErrLocked))
			Expect(third(w.ChangePassword(ctx, s, known, "Another-8-lamp"))).To(MatchError(account.ErrLocked))
			Expect(w.failToSignIn("one", known)).To(MatchError(account.ErrLocked))
			Expect(w.Unlock(ctx, a)).To(Succeed())
			Expect(third(w.ChangePassword(ctx, s, known, "Another-8-lamp"))).To(Succeed())
		})

		It("is not here for external people", func() {
			_, _, err := w.Create(ctx, account.Account{Login: "ext", Name: "丙員", Roles: []account.Role{account.Officer}, External: true})
			Expect(err).NotTo(HaveOccurred())
			_, s, _, err := w.SignInExternal(ctx, account.Identity{Issuer: "i", Subject: "s", Login: "ext"}, home)
			Expect(err).NotTo(HaveOccurred())
			Expect(third(w.ChangePassword(ctx, s, "", known))).To(MatchError(account.ErrExternal))
			w.at(noon.AddDate(5, 0, 0))
			_, s, _, err = w.SignInExternal(ctx, account.Identity{Issuer: "i", Subject: "s"}, home)
			Expect(err).NotTo(HaveOccurred())
			Expect(s.Step).To(Equal(account.StepDone), "nothing gets too old")
		})
	})

	DescribeTable("lasts three months after a day, to the end of a day",
		func(set, last string) {
			from, err := time.ParseInLocation("2006-01-02 15:04", set, taipei)
			Expect(err).NotTo(HaveOccurred())
			end, err := time.ParseInLocation("2006-01-02", last, taipei)
			Expect(err).NotTo(HaveOccurred())
			Expect(account.AfterMonths(from, 3).Sub(end)).To(Equal(24 * time.Hour))
			Expect(account.AfterMonths(from.UTC(), 3).Sub(end)).To(Equal(24 * time.Hour))
		},
		Entry("a plain day", "2026-05-15 09:00", "2026-08-15"),
		Entry("after midnight in Taipei, the day before in UTC", "2026-05-15 00:30", "2026-08-15"),
		Entry("the last of a month before a longer one", "2026-02-28 09:00", "2026-05-31"),
		Entry("the last of a month before a shorter one", "2026-08-31 09:00", "2026-11-30"),
		Entry("over the end of a year", "2026-11-22 12:00", "2027-02-22"),
		Entry("into February", "2026-11-27 12:00", "2027-02-27"),
		Entry("to a day that February has not", "2026-11-28 12:00", "2027-02-28"),
		Entry("the same from a day later", "2026-11-29 12:00", "2027-02-28"),
		Entry("and from the last", "2026-11-30 12:00", "2027-02-28"),
		Entry("into a leap year", "2027-11-28 12:00", "2028-02-28"),
		Entry("into a leap year, a day later", "2027-11-29 12:00", "2028-02-29"),
	)

	It("is good for fewer months where the policy says so, never for more", func() {
		for months, want := range map[int]int{0: 3, 1: 1, 3: 3, 12: 3} {
			p := account.New(sqlitePlace().open(), account.Policy{PasswordMonths: months}, time.Now)
			Expect(p.Policy().PasswordMonths).To(Equal(want))
		}
	})

	DescribeTable("is common, though it has letters and digits", func(password string) {
		Expect(account.Common(password)).To(BeTrue())
	},
		Entry(nil, "password1"), Entry(nil, "P@ssw0rd"), Entry(nil, "Passw0rd!"), Entry(nil, "abcd1234"), Entry(nil, "1qaz2wsx"),
		Entry(nil, "!QAZ2wsx"), Entry(nil, "qwer1234"), Entry(nil, "a1234567"), Entry(nil, "1234567a"), Entry(nil, "asdf4321"), Entry(nil, "aaaa1111"),
		Entry(nil, "Police2024"), Entry(nil, "Police@2024!"), Entry(nil, "Taipei110"), Entry(nil, "taichung113"), Entry(nil, "TCPD2026!"),
		Entry(nil, "A123456789"), Entry(nil, "ab19900101"), Entry(nil, "wang790101"), Entry(nil, "Lee0790101"), Entry(nil, "a0912345678"),
		Entry(nil, "abc123abc123"), Entry(nil, "x7q2x7q2x7q2"), Entry(nil, "ji32k7au4a83"), Entry(nil, "su3cl3su3cl3"), Entry(nil, "ru/3t86110"),
		Entry(nil, "iloveyou520"), Entry(nil, "5201314love"), Entry(nil, "Welcome1"), Entry(nil, "admin123"), Entry(nil, "zxcvbnm1"), Entry(nil, "1234qwer!"),
		Entry(nil, "TigerDragon99"), Entry(nil, "summer2026"), Entry(nil, "x1police"),
	)

	DescribeTable("is not common", func(password string) {
		Expect(account.Common(password)).To(BeFalse())
	},
		Entry(nil, known), Entry(nil, "Another-8-lamp"), Entry(nil, "Quiet+Harbour4"), Entry(nil, "9-Willows-bend"), Entry(nil, "Paper6Kestrel!"),
		Entry(nil, "k7vx2mqz"), Entry(nil, "Chia2Yu9Lan"), Entry(nil, "blue-Horse-77"), Entry(nil, "茶壺在窗邊第3格"), Entry(nil, "Rq4police7t"),
		Entry(nil, "g8fd4s2j1k"),
	)
})
