package web_test

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/account"
)

var _ = Describe("signing in, in a browser", Label("browser"), Ordered, ContinueOnFailure, func() {
	var (
		browser context.Context
		a       *agency
		base    string
	)
	BeforeAll(func() { browser = startBrowser() })
	BeforeEach(func() {
		a = newAgency()
		base = listen(a.Server)
	})

	everybody := []string{"事件分類", "課程", "情境", "練習", "案例", "法規"}
	homes := map[account.Role]struct {
		heading, first string
		menu           []string
	}{
		account.Officer:    {"學習", "上課", everybody},
		account.Editor:     {"案例教材", "看案例", everybody},
		account.Counsel:    {"事件分類", "開始分類", everybody},
		account.Supervisor: {"單位人員", "人員名冊", append(everybody[:len(everybody):len(everybody)], "人員", "日誌")},
		account.Admin:      {"系統管理", "人員名冊", append(everybody[:len(everybody):len(everybody)], "人員", "日誌")},
	}
	for _, role := range account.Roles {
		for _, script := range []bool{true, false} {
			It(fmt.Sprintf("leads the %s to their own home and out again, script %t", role, script), func() {
				j := a.browse(browser, base, "home-"+string(role), script)
				j.goes("/")
				Expect(j.menu()).To(Equal(everybody))
				j.follows("登入")
				j.sees("登入", "sign-in")
				j.fill("login", string(role), "password", password)
				j.presses("登入")
				if role != account.Officer {
					j.sees("輸入驗證碼", "code")
					j.code(secrets[string(role)])
				}
				j.sees("學員"+string(role)+"，您好", "home")
				want := homes[role]
				Expect(j.menu()).To(Equal(want.menu))
				Expect(j.text("main section h2")).To(Equal(want.heading))
				Expect(j.text("main section .go")).To(Equal(want.first))
				j.follows(want.first)
				Expect(eval[int](j.tab, `performance.getEntriesByType("navigation")[0].responseStatus`)).To(Equal(200))

				j.presses("登出")
				j.sees("登入", "signed-out")
				Expect(j.text(".flash")).To(Equal("完成：已經登出。"))
				Expect(j.menu()).To(Equal(everybody))
				j.goes("/me")
				Expect(j.path()).To(HavePrefix("/sign-in?"), "nobody comes back into what was signed out of")
			})
		}
	}

	It("goes with the keyboard alone, and says what is wrong where the focus is", func() {
		j := a.browse(browser, base, "keyboard", true)
		focus := func(name string) {
			GinkgoHelper()
			for range 20 {
				if eval[string](j.tab, `document.activeElement.name ?? ""`) == name {
					return
				}
				j.do(chromedp.KeyEvent(kb.Tab))
			}
			Fail("the focus never came to " + name)
		}
		j.goes("/sign-in")
		focus("login")
		j.do(chromedp.KeyEvent("editor"))
		j.leads(chromedp.KeyEvent(kb.Enter))
		Expect(j.faults()).To(Equal([]string{"請填密碼"}))
		j.fine("no-password")
		focus("password")
		j.do(chromedp.KeyEvent("wrong"))
		j.leads(chromedp.KeyEvent(kb.Enter))
		Expect(j.faults()).To(Equal([]string{"帳號或密碼不對。請檢查大小寫與輸入法。"}))
		Expect(eval[string](j.tab, `document.querySelector("[name=login]").value`)).To(Equal("editor"))
		Expect(eval[string](j.tab, `document.querySelector("[name=password]").value`)).To(BeEmpty())
		focus("password")
		eval[int](j.tab, fmt.Sprintf(`(document.activeElement.value = %q, 0)`, password)) // Chinese comes from an input method
		j.leads(chromedp.KeyEvent(kb.Enter))
		focus("code")
		a.pass(time.Minute)
		j.do(chromedp.KeyEvent(code(secrets["editor"], a.now())))
		j.leads(chromedp.KeyEvent(kb.Enter))
		j.sees("學員editor，您好", "home")
	})

	It("leads back to the page that was asked for, through every step", func() {
		j := a.browse(browser, base, "back", true)
		j.goes("/people?login=off")
		j.enters("supervisor", password)
		Expect(j.path()).To(Equal("/people?login=off"))
	})

	It("ends when nothing is done for half an hour, and leads back", func() {
		j := a.browse(browser, base, "idle", true)
		j.goes("/sign-in")
		j.enters("officer", password)
		j.goes("/me")
		a.pass(31 * time.Minute)
		j.goes("/me/password")
		j.sees("登入", "sign-in")
		Expect(j.text(".flash")).To(ContainSubstring("一段時間沒有操作，已經自動登出"))
		j.enters("officer", password)
		j.sees("變更密碼", "back")

		a.pass(31 * time.Minute)
		j.fill("old", password, "new", "other words 8", "again", "other words 8")
		j.presses("變更密碼")
		j.sees("請先登入", "form")
		j.follows("登入")
		j.enters("officer", password)
		j.sees("變更密碼", "back-at-the-form")
	})

	It("ends after twelve hours however busy one is", func() {
		j := a.browse(browser, base, "absolute", true)
		j.goes("/sign-in")
		j.enters("officer", password)
		for range 36 {
			a.pass(19 * time.Minute)
			j.goes("/me")
			Expect(j.text("h1")).To(Equal("我的帳號"))
		}
		for j.text("h1") == "我的帳號" {
			a.pass(19 * time.Minute)
			j.goes("/me")
		}
		j.sees("登入", "sign-in")
		Expect(j.text(".flash")).To(ContainSubstring("這次登入已經結束"))
	})

	It("locks after five wrong passwords, says until when, and lets go by itself", func() {
		j := a.browse(browser, base, "locked", true)
		j.goes("/sign-in")
		for range 5 {
			j.enters("officer", "wrong words 1")
		}
		j.enters("officer", password)
		until := a.now().Add(15 * time.Minute).In(time.FixedZone("", 8*3600)).Format("15:04")
		Expect(j.faults()).To(Equal([]string{"嘗試太多次，暫時不能登入。請在 " + until + " 之後再試（約 15 分鐘），或請系統管理人員解除鎖定。"}))
		j.sees("登入", "locked")
		a.pass(15*time.Minute + time.Second)
		j.enters("officer", password)
		j.sees("學員officer，您好", "home")
	})

	It("is let go by an administrator before that", func() {
		j := a.browse(browser, base, "unlock", true)
		j.goes("/sign-in")
		for range 5 {
			j.enters("officer", "wrong words 1")
		}
		admin := a.browse(browser, base, "unlock-admin", true)
		admin.goes("/people/" + a.people["officer"].ID)
		admin.enters("admin", password)
		admin.states("本人來電說明鎖定")
		admin.sees("學員officer", "person")
		Expect(admin.text("main dl")).To(ContainSubstring("鎖定到"))
		admin.follows("解除鎖定")
		admin.sees("解除學員officer的鎖定？", "confirm")
		admin.presses("解除鎖定")
		Expect(admin.text(".flash")).To(Equal("完成：已解除學員officer的鎖定。"))
		j.enters("officer", password)
		j.sees("學員officer，您好", "home")
	})

	for _, script := range []bool{true, false} {
		It(fmt.Sprintf("begins with a one-time password that has to be changed, and a second factor, script %t", script), func() {
			_, oneTime, err := a.People.Create(context.Background(), account.Account{Login: "newcomer", Name: "新進 Newcomb", Unit: a.units["第一分局"].ID, Roles: []account.Role{account.Supervisor}})
			Expect(err).NotTo(HaveOccurred())
			j := a.browse(browser, base, "first", script)
			j.goes("/people")
			j.enters("newcomer", oneTime)
			j.sees("變更密碼", "password")
			Expect(j.text(".notice")).To(ContainSubstring("這是一次性密碼。請設定只有自己知道的密碼。"))
			try := func(old, chosen, again string, faults ...string) {
				GinkgoHelper()
				j.fill("old", old, "new", chosen, "again", again)
				j.presses("變更密碼")
				Expect(j.faults()).To(Equal(faults))
			}
			try(oneTime, "a1", "a1", "新密碼不到八個字元", "新密碼太常見，容易被猜到")
			j.sees("變更密碼", "password-short")
			try(oneTime, "12345678901", "12345678901", "新密碼沒有英文字母", "新密碼太常見，容易被猜到")
			try(oneTime, "abcdefghij", "abcdefghij", "新密碼沒有數字", "新密碼太常見，容易被猜到")
			try(oneTime, "newcomer-42", "newcomer-42", "新密碼含有帳號")
			try(oneTime, oneTime, oneTime, "新密碼與現在的一樣")
			try(oneTime, "quiet lantern 7", "quiet lantern 8", "兩次輸入的新密碼不一樣")
			try("not it", "quiet lantern 7", "quiet lantern 7", "現在的密碼不對")
			j.fill("old", oneTime, "new", "quiet lantern 7", "again", "quiet lantern 7")
			j.presses("變更密碼")

			j.sees("設定第二驗證", "enrol")
			Expect(eval[float64](j.tab, `document.querySelector("svg.qr").getBoundingClientRect().width`)).To(BeNumerically(">=", 180))
			secret := eval[string](j.tab, `document.querySelector(".groups").textContent`)
			j.fill("code", "000000")
			j.presses("完成設定")
			Expect(j.faults()).To(Equal([]string{"驗證碼不對，或已經用過。請等下一組再輸入。"}))
			j.sees("設定第二驗證", "enrol-wrong")
			Expect(eval[string](j.tab, `document.querySelector(".groups").textContent`)).To(Equal(secret))
			j.code(secret)
			Expect(j.path()).To(Equal("/people"), "where the newcomer wanted to go at first")

			used := code(secret, a.now())
			again := a.browse(browser, base, "replay", script)
			again.goes("/sign-in")
			again.fill("login", "newcomer", "password", "quiet lantern 7")
			again.presses("登入")
			again.fill("code", used)
			again.presses("繼續")
			Expect(again.faults()).To(Equal([]string{"驗證碼不對，或已經用過。請等下一組再輸入。"}))
			again.sees("輸入驗證碼", "replay")
			again.code(secret)
			again.sees("新進 Newcomb，您好", "home")
		})
	}

	It("lets one see and end one's sessions, and a new password ends the others", func() {
		phone, desk := a.browse(browser, base, "phone", true), a.browse(browser, base, "desk", true)
		for _, j := range []*journey{phone, desk} {
			j.goes("/sign-in")
			j.enters("officer", password)
			j.goes("/me")
		}
		desk.sees("我的帳號", "me")
		Expect(eval[int](desk.tab, `document.querySelectorAll(".sessions li").length`)).To(Equal(2))
		desk.presses("結束其他所有登入")
		Expect(desk.text(".flash")).To(Equal("完成：已經結束。"))
		Expect(eval[int](desk.tab, `document.querySelectorAll(".sessions li").length`)).To(Equal(1))
		phone.goes("/me")
		phone.sees("登入", "ended")
		phone.enters("officer", password)

		desk.follows("變更密碼")
		desk.fill("old", password, "new", "quiet lantern 7", "again", "quiet lantern 7")
		desk.presses("變更密碼")
		Expect(desk.text(".flash")).To(Equal("完成：密碼已變更，其他裝置上的登入都結束了。"))
		phone.goes("/me")
		Expect(phone.text("h1")).To(Equal("登入"))
		phone.enters("officer", password)
		Expect(phone.faults()).To(HaveLen(1), "the old password")
		phone.enters("officer", "quiet lantern 7")
		Expect(phone.text("h1")).To(Equal("我的帳號"))
	})

	It("takes the report of a password that others may know", func() {
		j := a.browse(browser, base, "leak", true)
		j.goes("/me")
		j.enters("officer", password)
		j.click("summary")
		j.fine("me")
		j.presses("結束所有登入，立即變更密碼")
		j.sees("登入", "sign-in")
		Expect(j.text(".flash")).To(ContainSubstring("請用現在的密碼登入"))
		j.enters("officer", password)
		j.sees("變更密碼", "password")
		Expect(j.text(".notice")).To(ContainSubstring("這個密碼可能已經外洩，必須立即變更。"))
		j.goes("/people")
		Expect(j.path()).To(HavePrefix("/sign-in/password"), "nothing else comes before")
		j.fill("old", password, "new", "quiet lantern 7", "again", "quiet lantern 7")
		j.presses("變更密碼")
		j.sees("學員officer，您好", "home")
	})

	It("lets one choose a second factor, and change to another device", func() {
		j := a.browse(browser, base, "factor", true)
		j.goes("/me")
		j.enters("officer", password)
		j.follows("設定第二驗證")
		secret := eval[string](j.tab, `document.querySelector(".groups").textContent`)
		j.code(secret)
		Expect(j.text(".flash")).To(Equal("完成：第二驗證設定完成。"))
		j.follows("換一個第二驗證")
		j.sees("換一個第二驗證", "change")
		j.code(secret)
		j.sees("設定第二驗證", "enrol")
		Expect(eval[string](j.tab, `document.querySelector(".groups").textContent`)).NotTo(Equal(secret))
	})

	It("reads in English as well", func() {
		j := a.browse(browser, base, "english", true)
		j.goes("/sign-in?lang=en")
		j.fill("login", "admin", "password", password)
		j.presses("Sign in")
		j.fine("code")
		j.code(secrets["admin"])
		for _, path := range strings.Fields("/ /me /me/password /me/second-factor/change /people /people/new /people/import /units /units/" + a.units["第一分局"].ID + " /purpose?of=x") {
			j.goes(path)
			Expect(eval[string](j.tab, `document.documentElement.lang`)).To(Equal("en"))
			j.fine(screenName(path))
		}
	})
})
