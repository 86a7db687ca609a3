package web_test

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/account"
)

var _ = Describe("an agency in a browser", Label("browser"), Ordered, ContinueOnFailure, func() {
	const button = "main form .go"
	var (
		browser context.Context
		a       *agency
		base    string
		t       tab
	)

	BeforeAll(func() { browser = startBrowser() })
	BeforeEach(func() {
		a = newAgency()
		base = listen(a.Server)
		t = newTab(browser, chromedp.WithNewBrowserContext()) // no cookies of the spec before
	})

	typed := func(pairs ...string) {
		GinkgoHelper()
		for i := 0; i+1 < len(pairs); i += 2 {
			t.do(chromedp.SendKeys(chromedp.CSS("#"+pairs[i]), pairs[i+1]))
		}
		t.send(button)
	}
	signIn := func(login string) {
		GinkgoHelper()
		t.open(base + "/sign-in")
		typed("login", login, "password", password)
		if t.path() == "/sign-in/code" {
			a.pass(time.Minute)
			typed("code", code(secrets[login], a.now()))
		}
		Expect(t.path()).To(Equal("/"))
	}

	for _, script := range []bool{true, false} {
		It(fmt.Sprintf("takes a new person from the one-time password to the page asked for, script %t", script), func() {
			t.script(script)
			_, oneTime, err := a.People.Create(context.Background(), account.Account{Login: "new", Name: "學員新", Unit: a.units["第一分局"].ID, Roles: []account.Role{account.Counsel}})
			Expect(err).NotTo(HaveOccurred())
			t.open(base + "/me")
			Expect(t.text("h1")).To(Equal("登入"))
			typed("login", "new", "password", oneTime)
			Expect(t.text("h1")).To(Equal("變更密碼"))
			typed("old", oneTime, "new", "short", "again", "short")
			Expect(eval[string](t, `document.activeElement.id`)).To(Equal("errors"))
			Expect(t.text("#errors")).To(MatchRegexp(`新密碼不到八個字元\s+新密碼沒有數字`))
			typed("old", oneTime, "new", password, "again", password)
			Expect(t.text("h1")).To(Equal("設定第二驗證"))
			Expect(eval[int](t, `document.querySelector(".qr").getBoundingClientRect().width`)).To(BeNumerically(">", 200))
			typed("code", code(eval[string](t, `document.querySelector(".secret input").value.replaceAll(" ", "")`), a.now()))
			Expect(t.text("h1")).To(Equal("我的帳號"))
			Expect(t.text(".you")).To(ContainSubstring("學員新"))
		})
	}

	It("says that the password was wrong, keeps the login, and locks with the time it will take", func() {
		t.open(base + "/sign-in")
		for range 5 {
			t.do(chromedp.SetValue(chromedp.CSS("#login"), "officer"))
			typed("password", "wrong")
		}
		t.do(chromedp.SetValue(chromedp.CSS("#login"), "officer"))
		typed("password", password)
		Expect(t.text("#errors")).To(MatchRegexp(`請在 .+ 之後再試（約 \d+ 分鐘）`))
		Expect(eval[string](t, `document.getElementById("login").value + document.getElementById("password").value`)).To(Equal("officer"))
	})

	It("leads back to where one was when the session has ended in between", func() {
		signIn("officer")
		t.open(base + "/me")
		a.pass(time.Hour)
		t.open(base + "/me/password")
		Expect(t.text(".flash")).To(ContainSubstring("一段時間沒有操作"))
		typed("login", "officer", "password", password)
		Expect(t.path()).To(Equal("/me/password"))
	})

	It("signs out, and shows nothing of the person when one goes back", func() {
		signIn("officer")
		t.open(base + "/me")
		t.send(".you button")
		Expect(t.text(".you")).To(ContainSubstring("登入"))
		t.do(chromedp.NavigateBack())
		Expect(t.text("body")).NotTo(ContainSubstring("學員officer"))
	})

	for _, width := range []int64{320, 1280} {
		for _, scheme := range []string{"light", "dark"} {
			It(fmt.Sprintf("has no finding of axe and never scrolls sideways at %d px, %s", width, scheme), func() {
				call(t, page.SetBypassCSP, page.SetBypassCSPParams{Enabled: true})
				t.width(width)
				t.scheme(scheme)
				look := func(path string) {
					GinkgoHelper()
					if path != "" {
						t.open(base + path)
					}
					t.unfold()
					here := t.path() + "-" + t.text("h1")
					Expect(t.wide()).To(BeEmpty(), here)
					Expect(t.axe()).To(BeEmpty(), here)
					t.picture(fmt.Sprintf("agency-%d-%s%s", width, scheme, strings.NewReplacer("/", "-", a.people["officer"].ID, "ID", a.units["第二分局"].ID, "ID").Replace(here)))
				}
				look("/sign-in?lang=en")
				look("/sign-in?lang=zh")
				typed("login", "admin", "password", "wrong")
				look("")
				typed("password", password)
				look("")
				a.pass(time.Minute)
				typed("code", code(secrets["admin"], a.now()))
				look("")
				for _, path := range bothLanguages([]string{"/me", "/me/password", "/me/second-factor", "/people", "/people?login=zzz", "/people/new", "/units", "/units/" + a.units["第二分局"].ID, "/units/" + a.units["第二分局"].ID + "/remove", "/me/log", "/log"}) {
					look(path)
				}
				t.open(base + "/people/" + a.people["officer"].ID + "?lang=zh")
				look("")
				typed("purpose", "核對名冊")
				look("")
				for _, act := range []string{"/edit", "/disable", "/reset"} {
					look("/people/" + a.people["officer"].ID + act)
				}
				t.send(button)
				look("") // the one-time password
				t.open(base + "/log")
				typed("purpose", "每月查核日誌")
				Expect(t.path()).To(Equal("/log"))
				look("")
			})
		}
	}
})
