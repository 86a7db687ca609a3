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

var _ = Describe("people", func() {
	onBoth(func(fresh func() *world) {
		var w *world
		BeforeEach(func() { w = fresh() })

		It("are kept as they were given, with their roles in order", func() {
			u := w.unit("分局", "")
			given := account.Account{
				ID: "mine", Version: 7, Login: " Ｋuan.01 ", Name: " 乙員 ", Email: "kuan@example.org", Unit: u.ID,
				Roles: []account.Role{account.Admin, account.Officer, account.Admin}, Disabled: true, Factor: true, Subject: "x",
			}
			a, oneTime, err := w.Create(ctx, given)
			Expect(err).NotTo(HaveOccurred())
			Expect(oneTime).To(MatchRegexp(`^[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}$`))
			Expect(a.ID).To(MatchRegexp(`^[0-9a-f]{32}$`))
			want := account.Account{
				ID: a.ID, Version: 1, Login: "kuan.01", Name: "乙員", Email: "kuan@example.org", Unit: u.ID,
				Roles: []account.Role{account.Officer, account.Admin}, Created: noon.UTC(), Changed: noon.UTC(),
				Password: account.Password{Set: noon.UTC(), Due: noon.UTC().Add(7 * 24 * time.Hour), Temporary: true},
			}
			Expect(a).To(Equal(want))
			Expect(w.Get(ctx, a.ID)).To(Equal(want))
			Expect(w.ByLogin(ctx, "KUAN.01")).To(Equal(want))
			Expect(w.another(cheap).Get(ctx, a.ID)).To(Equal(want))
		})

		It("have no password here when they are external", func() {
			a, oneTime, err := w.Create(ctx, account.Account{Login: "ext", Name: "丙員", Roles: []account.Role{account.Officer}, External: true})
			Expect(err).NotTo(HaveOccurred())
			Expect(oneTime).To(BeEmpty())
			Expect(a.Password).To(BeZero())
			_, err = w.Reset(ctx, a.ID)
			Expect(err).To(MatchError(account.ErrExternal))
		})

		It("are not there when nobody made them", func() {
			for _, err := range []error{
				errOf(w.Get(ctx, "nobody")), errOf(w.ByLogin(ctx, "nobody")), errOf(w.ByLogin(ctx, "no body")),
				w.Disable(ctx, "nobody"), w.Enable(ctx, "nobody"), w.Suspect(ctx, "nobody"), w.ResetTOTP(ctx, "nobody"),
				errOf(w.Reset(ctx, "nobody")), errOf(w.Sessions(ctx, "nobody")), w.End(ctx, "nobody", "none"),
				w.Edit(ctx, account.Account{ID: "nobody", Login: "aa", Name: "甲", Roles: account.Roles}),
			} {
				Expect(err).To(MatchError(store.ErrNotFound))
			}
		})

		It("have all their faults reported at once", func() {
			bad := account.Account{Login: "a b", Name: "甲\u200b" + strings.Repeat("員", 100), Email: "乙 <x@y>", Unit: "gone", Roles: []account.Role{"king"}}
			_, _, err := w.Create(ctx, bad)
			Expect(err).To(MatchError(account.ErrInvalid))
			Expect(err).To(MatchError("帳號要有 2 到 64 個字元，只用英文字母、數字、點、連字號與底線；姓名超過 100 個字；姓名裡有看不見的字元；電子郵件的寫法不對；沒有這個單位；沒有這個角色"))
			_, _, err = w.Create(ctx, account.Account{Login: "x", Name: " "})
			Expect(err).To(MatchError("帳號要有 2 到 64 個字元，只用英文字母、數字、點、連字號與底線；沒有寫姓名；至少要有一個角色"))
			a, _ := w.create("good", account.Officer)
			bad.ID, bad.Version = a.ID, a.Version
			Expect(w.Edit(ctx, bad)).To(MatchError(account.ErrInvalid))
			Expect(w.Get(ctx, a.ID)).To(Equal(a))
		})

		It("have logins of their own", func() {
			w.create("same", account.Officer)
			other, _ := w.create("other", account.Officer)
			_, _, err := w.Create(ctx, account.Account{Login: "SAME", Name: "乙員", Roles: []account.Role{account.Officer}})
			Expect(err).To(MatchError(store.ErrExists))
			other.Login = "same"
			Expect(w.Edit(ctx, other)).To(MatchError(store.ErrExists))
		})

		It("are edited only as they were read", func() {
			a, _ := w.create("one", account.Officer)
			w.pass(time.Hour)
			mine, yours := a, a
			mine.Name, mine.Roles = "丁員", []account.Role{account.Editor}
			Expect(w.Edit(ctx, mine)).To(Succeed())
			Expect(w.Edit(ctx, yours)).To(MatchError(store.ErrConflict))
			got, err := w.Get(ctx, a.ID)
			Expect(err).NotTo(HaveOccurred())
			Expect(got).To(And(HaveField("Name", "丁員"), HaveField("Version", 2), HaveField("Created", noon.UTC()), HaveField("Changed", noon.Add(time.Hour).UTC())))
			Expect(got.WantsFactor()).To(BeTrue())
		})

		It("may sign in while they are being edited", func() {
			a, oneTime := w.create("one", account.Officer)
			w.signIn("one", oneTime)
			Expect(w.Suspect(ctx, a.ID)).To(Succeed())
			a.Name = "戊員"
			Expect(w.Edit(ctx, a)).To(Succeed())
			Expect(w.Get(ctx, a.ID)).To(And(HaveField("Name", "戊員"), HaveField("Password.Suspected", true)))
		})

		It("lose their password when they become external, and get one when they stop", func() {
			a, oneTime := w.create("one", account.Officer)
			token, _ := w.signIn("one", oneTime)
			a.External = true
			Expect(w.Edit(ctx, a)).To(Succeed())
			Expect(third(w.Session(ctx, token))).To(MatchError(account.ErrSignedOut))
			Expect(w.failToSignIn("one", oneTime)).To(MatchError(account.ErrWrong))
			_, _, _, err := w.SignInExternal(ctx, account.Identity{Issuer: "https://id.example", Subject: "1", Login: "one"}, home)
			Expect(err).NotTo(HaveOccurred())
			a, err = w.Get(ctx, a.ID)
			Expect(err).NotTo(HaveOccurred())
			Expect(a).To(And(HaveField("Password", account.Password{}), HaveField("Subject", "https://id.example 1")))
			a.External = false
			Expect(w.Edit(ctx, a)).To(Succeed())
			Expect(w.Get(ctx, a.ID)).To(HaveField("Subject", ""))
			Expect(w.failToSignIn("one", "")).To(MatchError(account.ErrWrong))
			oneTime, err = w.Reset(ctx, a.ID)
			Expect(err).NotTo(HaveOccurred())
			w.signIn("one", oneTime)
		})

		It("keep an admin who can sign in", func() {
			a, _ := w.create("one", account.Admin)
			b, _ := w.create("two", account.Admin, account.Officer)
			w.create("three", account.Supervisor)
			Expect(w.Disable(ctx, b.ID)).To(Succeed())
			Expect(w.Disable(ctx, b.ID)).To(Succeed())
			Expect(w.Disable(ctx, a.ID)).To(MatchError(account.ErrLastAdmin))
			a.Roles = []account.Role{account.Officer}
			Expect(w.Edit(ctx, a)).To(MatchError(account.ErrLastAdmin))
			Expect(w.Get(ctx, a.ID)).To(And(HaveField("Disabled", false), HaveField("Roles", []account.Role{account.Admin})))
			Expect(w.Enable(ctx, b.ID)).To(Succeed())
			Expect(w.Get(ctx, b.ID)).To(And(HaveField("Disabled", false), HaveField("Version", 3)))
			Expect(w.Edit(ctx, a)).To(Succeed())
		})

		It("begin with an admin, made by one of many processes", func() {
			var made atomic.Int64
			var oneTime atomic.Value
			var all sync.WaitGroup
			for range 4 {
				other := w.another(cheap)
				all.Go(func() {
					defer GinkgoRecover()
					login, password, first, err := other.First(ctx)
					Expect(err).NotTo(HaveOccurred())
					if first {
						made.Add(1)
						Expect(login).To(Equal("admin"))
						oneTime.Store(password)
					} else {
						Expect(login + password).To(BeEmpty())
					}
				})
			}
			all.Wait()
			Expect(made.Load()).To(BeEquivalentTo(1))
			_, s := w.signIn("admin", oneTime.Load().(string))
			Expect(s.Step).To(Equal(account.StepPassword))
			Expect(w.Get(ctx, s.Account)).To(HaveField("Roles", []account.Role{account.Admin}))
		})

		It("begin with nobody where there is somebody", func() {
			w.create("one", account.Officer)
			_, _, made, err := w.First(ctx)
			Expect(err).NotTo(HaveOccurred())
			Expect(made).To(BeFalse())
		})

		Describe("listed", func() {
			var hq, north, south account.Unit
			BeforeEach(func() {
				hq = w.unit("局", "")
				north, south = w.unit("北", hq.ID), w.unit("南", hq.ID)
				for i, in := range []account.Unit{{}, hq, north, south, north, south, north} {
					roles := []account.Role{account.Officer}
					if i%3 == 0 {
						roles = []account.Role{account.Officer, account.Editor}
					}
					if i == 6 {
						roles = []account.Role{account.Counsel}
					}
					_, _, err := w.Create(ctx, account.Account{Login: fmt.Sprintf("%c%d", "ab"[i%2], i), Name: "甲員", Unit: in.ID, Roles: roles})
					Expect(err).NotTo(HaveOccurred())
				}
			})

			// pages reads a list to its end, some at a time.
			pages := func(f account.Find, limit int) (logins []any) {
				GinkgoHelper()
				f.Limit = limit
				for {
					page, err := w.List(ctx, f)
					Expect(err).NotTo(HaveOccurred())
					for _, a := range page.Accounts {
						logins = append(logins, a.Login)
					}
					if page.Next == "" {
						return logins
					}
					Expect(page.Accounts).To(HaveLen(limit))
					f.After = page.Next
				}
			}
			all := account.Scope{All: true}

			It("are those that were looked for, on pages of any length", func() {
				some := account.Scope{Units: []string{south.ID, "gone", hq.ID, north.ID}}
				for _, row := range []struct {
					find account.Find
					want string
				}{
					{account.Find{}, ""},
					{account.Find{Scope: all}, "a0 a2 a4 a6 b1 b3 b5"},
					{account.Find{Scope: some}, "b3 b5 b1 a2 a4 a6"},
					{account.Find{Scope: all, Prefix: "A"}, "a0 a2 a4 a6"},
					{account.Find{Scope: some, Prefix: "b"}, "b3 b5 b1"},
					{account.Find{Scope: all, Role: account.Editor}, "a0 b3"},
					{account.Find{Scope: all, Role: account.Officer}, "a0 a2 a4 b1 b3 b5"},
					{account.Find{Scope: some, Role: account.Counsel}, "a6"},
					{account.Find{Scope: some, Role: account.Admin}, ""},
				} {
					for _, limit := range []int{0, 1, 2, 3, 7, 8} {
						Expect(pages(row.find, limit)).To(HaveExactElements(words(row.want)...), "%+v by %d", row.find, limit)
					}
				}
			})

			It("do not take the cursor of another list", func() {
				page, err := w.List(ctx, account.Find{Scope: account.Scope{Units: []string{north.ID}}, Limit: 1})
				Expect(err).NotTo(HaveOccurred())
				for _, after := range []string{page.Next, "x", " x"} {
					_, err := w.List(ctx, account.Find{Scope: account.Scope{Units: []string{south.ID}}, After: after})
					Expect(err).To(MatchError(store.ErrCursor))
				}
				_, err = w.List(ctx, account.Find{Scope: all, After: " x"})
				Expect(err).To(MatchError(store.ErrCursor))
			})
		})
	})

	It("keep what is theirs sealed", func() {
		w := newWorld(sqlitePlace())
		_, _, err := w.Create(ctx, account.Account{Login: "one", Name: "密密密員", Email: "very@secret.example", Roles: account.Roles})
		Expect(err).NotTo(HaveOccurred())
		var backup strings.Builder
		_, err = store.Backup(ctx, w.db, &backup)
		Expect(err).NotTo(HaveOccurred())
		text := unzip(backup.String(), "accounts.jsonl")
		Expect(text).To(ContainSubstring(`"login":"one"`))
		for _, word := range []string{"密密密員", "secret.example", "argon2id"} {
			Expect(text).NotTo(ContainSubstring(word))
		}
	})
})

func errOf[A any](_ A, err error) error         { return err }
func third[A, B any](_ A, _ B, err error) error { return err }

var _ = Describe("a login", func() {
	DescribeTable("is kept in one way", func(typed, want string, ok bool) {
		got, good := account.ParseLogin(typed)
		Expect(good).To(Equal(ok))
		if ok {
			Expect(got).To(Equal(want))
		}
	},
		Entry("as it is", "a.b-c_1", "a.b-c_1", true),
		Entry("in capitals", "ABC", "abc", true),
		Entry("full-width, with spaces", "\u3000ＡＢ１\n", "ab1", true),
		Entry("the longest", strings.Repeat("a", 64), strings.Repeat("a", 64), true),
		Entry("too long", strings.Repeat("a", 65), "", false),
		Entry("much too long", strings.Repeat("a", 5000), "", false),
		Entry("too short", "a", "", false),
		Entry("nothing", "", "", false),
		Entry("Chinese", "王員", "", false),
		Entry("an address", "a@b", "", false),
		Entry("a space inside", "a b", "", false),
		Entry("two lines", "ab\ncd", "", false),
		Entry("not UTF-8", "ab\xff", "", false),
	)

	It("is found to be locked as an error that can be told apart", func() {
		err := error(&account.LockedError{Until: noon})
		Expect(err).To(MatchError("嘗試次數太多，暫時鎖定到 12:00:00"))
		Expect(errors.Is(err, account.ErrLocked)).To(BeTrue())
		Expect(errors.Is(err, account.ErrWrong)).To(BeFalse())
	})
})
