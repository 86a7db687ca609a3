package web_test

import (
	"context"
	"fmt"
	"strings"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/account"
)

var _ = Describe("completion in a browser", Label("browser"), Ordered, ContinueOnFailure, func() {
	const button = "main form .go"
	var browser context.Context
	BeforeAll(func() { browser = startBrowser() })

	DescribeTable("has no finding of axe and never scrolls sideways, from assigning to a waiver", func(width int64, scheme string) {
		a := newStaff()
		for n := range 5 {
			login := fmt.Sprintf("well-%d", n)
			a.person(login, "第一分局", account.Officer)
			a.reach(login)
			a.sit(login)
		}
		base, t := listen(a.Server), newTab(browser, chromedp.WithNewBrowserContext())
		call(t, page.SetBypassCSP, page.SetBypassCSPParams{Enabled: true})
		t.width(width)
		t.scheme(scheme)
		typed := func(pairs ...string) {
			GinkgoHelper()
			for i := 0; i+1 < len(pairs); i += 2 {
				t.do(chromedp.SendKeys(chromedp.CSS("#"+pairs[i]), pairs[i+1]))
			}
			t.send(button)
		}
		look := func(heading string) {
			GinkgoHelper()
			t.unfold()
			here := t.path() + "-" + t.text("h1")
			Expect(here).To(ContainSubstring(heading))
			Expect(t.wide()).To(BeEmpty(), here)
			Expect(t.axe()).To(BeEmpty(), here)
			t.picture(fmt.Sprintf("completion-%d-%s%s", width, scheme, strings.NewReplacer("/", "-", a.people["officer"].ID, "ID").Replace(here)))
		}
		t.open(base + "/sign-in?lang=zh&to=/completion")
		typed("login", "supervisor", "password", password)
		typed("code", code(secrets["supervisor"], a.now()))
		look("沒有人逾期")
		t.open(base + "/completion/assign")
		typed("term", "x", "logins", "nobody")
		t.focus("e.id", "errors")
		look("指派課程")
		t.do(chromedp.SetValue(chromedp.CSS("#term"), "2027"), chromedp.SetValue(chromedp.CSS("#logins"), "officer"))
		typed("due", "116/6/30")
		look("指派給1人")
		t.send(button)
		look("短課程 2027：共1人")
		at := base + rosterOf + "/" + a.people["officer"].ID
		t.open(at)
		typed("purpose", "催辦年度訓練")
		look("學員officer：未開始")
		t.open(at + "/waive")
		typed("reason", "留職停薪至明年六月")
		look("短課程 2026")
		for _, x := range []struct{ path, heading string }{
			{"/completion/waivers", "沒有免訓等您決定"}, {"/completion/assignments", "指派紀錄"}, {rosterOf + "/figures", "統計圖"}, {rosterOf + "/export", "匯出"},
			{rosterOf + "/sent", "標示"}, {rosterOf + "/" + a.people["officer"].ID + "/waiver", "同意"},
			{rosterOf + "/figures?lang=en", "Figures"}, {rosterOf + "?lang=en", "12 people"}, {"/completion?lang=en", "nobody overdue"},
		} {
			t.open(base + x.path)
			look(x.heading)
		}
	},
		Entry("on a phone in the dark", int64(320), "dark"),
		Entry("on a desk", int64(1280), "light"))
})
