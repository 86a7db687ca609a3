package web_test

import (
	"context"
	"fmt"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// A new officer's path through the course as it is today, without an account:
// lesson 1, its checks, a scenario to its debrief, five items with explanations.
var _ = Describe("a new officer on a phone", Label("browser"), Ordered, ContinueOnFailure, func() {
	var (
		browser context.Context
		base    string
		t       tab
	)
	BeforeAll(func() {
		browser = startBrowser()
		base = listen(shippedServer())
	})
	BeforeEach(func() { t = newTab(browser) })

	// fine holds a screen against what every screen has to be.
	fine := func(name string, script bool) {
		GinkgoHelper()
		Expect(t.wide()).To(BeEmpty(), name)
		if script { // axe is a script itself
			Expect(t.axe()).To(BeEmpty(), name)
		}
		t.picture(fmt.Sprintf("officer-%t-%s", script, name))
	}
	// answer fills in whatever item is shown, not caring whether it is right.
	answer := func() {
		GinkgoHelper()
		if script := eval[string](t, `(() => { const f = document.querySelector(".item");
			if (f.querySelector("select")) return "select";
			return f.querySelector("input.text") ? "number" : "choice"; })()`); script == "choice" {
			t.click(".item .pick input")
			return
		}
		eval[int](t, `(() => { const f = document.querySelector(".item");
			f.querySelectorAll("select").forEach((s, i) => { s.selectedIndex = s.name.startsWith("o:") ? i + 1 : 1; });
			const n = f.querySelector("input.text"); if (n) n.value = "12"; return 0; })()`)
	}

	for _, script := range []bool{true, false} {
		It(fmt.Sprintf("goes from the first lesson to five explained items, script %t", script), func() {
			t.width(320)
			t.script(script)
			call(t, page.SetBypassCSP, page.SetBypassCSPParams{Enabled: script})
			t.open(base + "/?lang=zh")
			fine("home", script)
			t.send(`.doors a[href="/lessons"]`)
			fine("lessons", script)
			t.send(`.lessonlist a[href="/lessons/01-why"]`)
			Expect(t.text("h1")).To(Equal("為什麼要守密"))
			fine("lesson", script)

			before := t.text("#summary + ul ~ p")
			t.click(".check .pick input")
			t.send(".check .second")
			Expect(t.text("#summary + ul ~ p")).NotTo(Equal(before), "one check fewer is open")
			Expect(t.text(".check .verdict")).To(MatchRegexp("^答(對|錯)："))
			fine("lesson-answered", script)

			t.open(base + "/scenarios")
			fine("scenarios", script)
			t.send(`a[href="/scenarios/npa-leak-3"]`)
			steps := 0
			for ; eval[bool](t, `!!document.querySelector("input[name=choice]")`); steps++ {
				Expect(steps).To(BeNumerically("<", 12))
				fine("scene", script)
				t.click(`.pick:nth-of-type(2) input`)
				t.send("form .go")
				Expect(t.text("h1")).To(HavePrefix("您選擇："))
				Expect(t.text("#changed")).To(Equal("這一步改變了什麼"))
				fine("turn", script)
				t.send("a.go")
			}
			Expect(steps).To(BeNumerically(">=", 3))
			Expect(t.text("h1")).To(HavePrefix("這一路走下來"))
			t.unfold()
			fine("debrief", script)

			t.send("form .go")
			for range 5 {
				fine("item", script)
				answer()
				t.send("form .go")
				Expect(t.text("h1")).To(MatchRegexp("^答(對|錯)："))
				t.focus("e.tagName", "H1") // the explanation
				fine("explained", script)
				t.send("a.go")
			}
			Expect(t.text("h1")).To(MatchRegexp("^5題答對[0-5]題$"))
			fine("result", script)
		})
	}

	It("plays and practises with the keyboard alone", func() {
		focus := func() string {
			GinkgoHelper()
			return eval[string](t, `(e => e.name || e.textContent.trim())(document.activeElement)`)
		}
		until := func(what string) {
			GinkgoHelper()
			for range 40 {
				if focus() == what {
					return
				}
				t.do(chromedp.KeyEvent(kb.Tab))
			}
			Fail("the focus never came to " + what)
		}
		t.open(base + "/scenarios/npa-leak-4")
		until("choice")
		t.do(chromedp.KeyEvent(" "), chromedp.KeyEvent(kb.ArrowDown))
		t.leads(chromedp.KeyEvent(kb.Enter))
		Expect(t.text("h1")).To(HavePrefix("您選擇："))
		until("換個做法看看")
		t.leads(chromedp.KeyEvent(kb.Enter))
		Expect(t.text("h1")).To(Equal("您會怎麼做？"))

		t.open(base + "/practice")
		until("什麼應秘密")
		t.leads(chromedp.KeyEvent(kb.Enter))
		until(eval[string](t, `document.querySelector(".item input, .item select").name`))
		answer()
		until("作答")
		t.leads(chromedp.KeyEvent(kb.Enter))
		Expect(t.text("h1")).To(MatchRegexp("^答(對|錯)："))
		until("下一題")
		t.leads(chromedp.KeyEvent(kb.Enter))
		Expect(t.text("h1")).To(Equal("第2題，共5題"))
	})

	for _, lang := range []string{"zh", "en"} {
		It("meets nothing that axe finds on any screen of the course, "+lang, func() {
			call(t, page.SetBypassCSP, page.SetBypassCSPParams{Enabled: true})
			for _, path := range []string{"/lessons", "/lessons/05-personal-data", "/scenarios", "/scenarios/tcpd-7", "/practice", "/items/l03-table", "/items/l06-order", "/cases", "/cases/tcpd-4", "/agreement", "/lessons/none", "/scenarios/none"} {
				t.width(320)
				t.open(base + path + "?lang=" + lang)
				t.unfold()
				for _, width := range []int64{320, 1280} {
					t.width(width)
					Expect(t.wide()).To(BeEmpty(), path)
					Expect(t.axe()).To(BeEmpty(), path)
					t.picture(fmt.Sprintf("course-%d-%s-%s", width, lang, screenName(path)))
				}
			}
		})
	}
})
