package web_test

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/rules"
)

var _ = Describe("the result of a record, in a browser", Label("browser"), Ordered, ContinueOnFailure, func() {
	var (
		a     *agency
		base  string
		paths []string
	)
	BeforeAll(func() {
		a = newChambers()
		at := a.leaked("counsel", "115-保-001", rules.Values{"outcome_on": rules.Day(2026, 11, 10)})
		bare := a.incident("counsel", "115-保-002", nil)
		v := a.signIn("counsel")
		v.opens(at+"/result", "續辦研判")
		v.opens(bare+"/result", "續辦研判")
		one := v.open(at + "/what-if?q=fault&do=set&v=-").location
		u, err := url.Parse(one)
		Expect(err).NotTo(HaveOccurred())
		two := v.open(one + "&q=intent&do=set&v=yes").location
		w := u.Query()
		w.Set("q", "info")
		compare := regexp.MustCompile(`<a href="([^"]+)">和紀錄並排比較`).FindStringSubmatch(v.open(two).body)
		Expect(compare).NotTo(BeNil())
		paths = []string{at + "/result", at + "/result?branch=criminal", bare + "/result", at + "/reason?id=criminal-code/132/1", at + "/what-if", u.Path + "?" + w.Encode(), two, strings.ReplaceAll(compare[1], "&amp;", "&")}
		base = listen(a.Server)
	})

	DescribeTable("has no finding of axe and never scrolls sideways", func(width int64, scheme, language string) {
		t := newTab(startBrowser(), chromedp.WithNewBrowserContext())
		call(t, page.SetBypassCSP, page.SetBypassCSPParams{Enabled: true})
		t.width(width)
		t.scheme(scheme)
		t.open(base + "/sign-in?lang=" + language)
		t.do(chromedp.SendKeys(chromedp.CSS("#login"), "counsel"), chromedp.SendKeys(chromedp.CSS("#password"), password))
		t.send("main form .go")
		a.pass(time.Minute)
		if t.path() == "/sign-in/code" {
			t.do(chromedp.SendKeys(chromedp.CSS("#code"), code(secrets["counsel"], a.now())))
			t.send("main form .go")
		}
		for i, path := range paths {
			t.open(base + path)
			if t.path() == "/purpose" {
				t.do(chromedp.SendKeys(chromedp.CSS("#purpose"), "續辦研判"))
				t.send("main form .go")
			}
			t.picture(fmt.Sprintf("incident-result-%d-%d", width, i))
			if i == 0 {
				t.paper(fmt.Sprintf("incident-result-%d", width))
			}
			t.unfold()
			Expect(t.wide()).To(BeEmpty(), path)
			Expect(t.axe()).To(BeEmpty(), path)
		}
	},
		Entry("on a phone in the dark", int64(320), "dark", "zh"),
		Entry("on a desk", int64(1280), "light", "en"),
	)
})
