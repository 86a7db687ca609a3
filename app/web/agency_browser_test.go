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
	It("signs out, and shows nothing of the person when one goes back", func() {
		t.open(base + "/sign-in?to=/me")
		typed("login", "officer", "password", password)
		Expect(t.text(".you")).To(ContainSubstring("學員officer"))
		t.send(".you button")
		Expect(t.text(".you")).To(ContainSubstring("登入"))
		t.do(chromedp.NavigateBack())
		Expect(t.text("body")).NotTo(ContainSubstring("學員officer"))
	})

	DescribeTable("has no finding of axe and never scrolls sideways", func(width int64, scheme string) {
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
		for _, path := range bothLanguages([]string{"/me", "/me/password", "/me/second-factor", "/people", "/people?login=zzz", "/people/new", "/people/import", "/units", "/units/" + a.units["第二分局"].ID, "/units/" + a.units["第二分局"].ID + "/remove", "/me/log", "/log"}) {
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
	},
		Entry("on a phone in the dark", int64(320), "dark"),
		Entry("on a desk", int64(1280), "light"),
	)
})
