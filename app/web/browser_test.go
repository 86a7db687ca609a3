package web_test

import (
	"context"
	"fmt"
	"strings"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/web"
	"shoumi/casebook"
	"shoumi/rules"
)

var _ = Describe("in a browser", Label("browser"), Ordered, ContinueOnFailure, func() {
	const start, change = `button[value="answer"]`, `#a-intent .change a`
	var (
		browser context.Context
		base    string
		t       tab
	)

	BeforeAll(func() {
		browser = startBrowser()
		base = listen(smallServer())
	})
	BeforeEach(func() { t = newTab(browser) })

	replies := map[string]string{"行為當時是什麼身分？": "officer", "做了下列哪些事？": "disclose", "是不是故意的？": "no", "是不是疏忽造成的？": "yes"}
	// reply answers the question that is shown and gives its text.
	reply := func() string {
		GinkgoHelper()
		q := t.text("h1")
		Expect(replies).To(HaveKey(q))
		t.click(fmt.Sprintf(`input[value="%s"]`, replies[q]))
		t.send(start)
		return q
	}
	begin := func() {
		GinkgoHelper()
		t.open(base + "/")
		t.send("main a.go")
		Expect(t.text("h1")).To(Equal("行為是哪一天發生的？"))
		t.do(chromedp.SendKeys(chromedp.CSS("#answer"), "109/1/1"))
		t.send(start)
	}
	toResult := func() {
		GinkgoHelper()
		begin()
		for range 4 {
			reply()
		}
		Expect(t.text("h1")).To(Equal("檢查答案"))
		t.send("main a.go")
		Expect(t.text("h1")).To(Equal("甲：過失洩漏秘密成立"))
	}

	It("goes from the start to the result", func() { toResult() })

	It("goes from the start to the result without JavaScript", func() {
		t.script(false)
		toResult()
	})

	It("shows beside the question what an answer would change, and says it", func() {
		begin()
		reply()
		reply()
		t.click(`input[value="yes"]`)
		t.do(chromedp.WaitVisible(chromedp.CSS("#now .delta")))
		Expect(t.text("#now .delta")).To(ContainSubstring("成立"))
		Expect(eval[string](t, `document.getElementById("said").textContent`)).To(ContainSubstring("成立"))
	})

	It("unticks the rest when 以上都沒有 is ticked", func() {
		t.open(base + "/classify?q=acts")
		t.click(`input[value="query"]`)
		t.click(`input[value="-"]`)
		Expect(t.checked("query")).To(BeFalse())
		t.click(`input[value="disclose"]`)
		Expect(t.checked("-")).To(BeFalse())
	})

	for _, script := range []bool{true, false} {
		It(fmt.Sprintf("restores the answer when one goes back, script %t", script), func() {
			t.script(script)
			begin()
			first := reply()
			second := t.text("h1")
			Expect(t.back()).To(Equal(first))
			Expect(t.checked(replies[first])).To(BeTrue())
			t.send(start)
			Expect(t.text("h1")).To(Equal(second))
			t.send("a.back")
			Expect(t.text("h1")).To(Equal(first))
			Expect(t.checked(replies[first])).To(BeTrue())
		})
	}

	It("keeps later answers when one goes back in the browser and answers again", func() {
		begin()
		first := reply()
		second := reply()
		Expect(t.back()).To(Equal(second))
		Expect(t.back()).To(Equal(first))
		t.send(start)
		Expect(t.text("aside")).To(ContainSubstring("已回答 2 題"))
	})

	It("changes one answer and keeps the rest", func() {
		toResult()
		t.send(".tools a")
		t.send(change)
		t.click(`input[value="?"]`)
		t.send(start)
		Expect(t.text("h1")).To(Equal("檢查答案"))
		Expect(t.text("#a-intent")).To(ContainSubstring("不確定"))
		Expect(t.text("#a-careless")).To(ContainSubstring("是"))
		Expect(t.text("#a-acts")).To(ContainSubstring("告訴別人"))
	})

	It("works with the keyboard alone", func() {
		focus := func() string {
			GinkgoHelper()
			return eval[string](t, `(e => e.value && e.name === "v" ? e.value : (e.textContent || e.id).trim())(document.activeElement)`)
		}
		// tab moves on until something has the focus.
		until := func(what string) {
			GinkgoHelper()
			for range 30 {
				if focus() == what {
					return
				}
				t.do(chromedp.KeyEvent(kb.Tab))
			}
			Fail("the focus never came to " + what)
		}
		t.open(base + "/")
		t.do(chromedp.KeyEvent(kb.Tab))
		Expect(focus()).To(Equal("跳到主要內容"))
		t.do(chromedp.KeyEvent(kb.Enter))
		until("開始分類")
		t.leads(chromedp.KeyEvent(kb.Enter))
		until("answer")
		t.leads(chromedp.KeyEvent("2020-01-01" + kb.Enter))
		for range 4 {
			value := replies[t.text("h1")]
			if eval[string](t, `document.querySelector("input[name=v]").type`) == "checkbox" {
				until(value)
				t.do(chromedp.KeyEvent(" "))
			} else { // a group of radios is one stop; arrows move within
				until(eval[string](t, `document.querySelector("input[name=v]").value`))
				t.do(chromedp.KeyEvent(" "))
				for i := 0; !t.checked(value) && i < 4; i++ {
					t.do(chromedp.KeyEvent(kb.ArrowDown))
				}
			}
			Expect(t.checked(value)).To(BeTrue())
			t.leads(chromedp.KeyEvent(kb.Enter))
		}
		Expect(t.text("h1")).To(Equal("檢查答案"))
		until("看結果")
		t.leads(chromedp.KeyEvent(kb.Enter))
		Expect(t.text("h1")).To(Equal("甲：過失洩漏秘密成立"))
	})

	It("puts the focus on the error summary, and from there on the field", func() {
		begin()
		t.send(start)
		t.focus("e.id", "errors")
		t.click("#errors a")
		t.focus("e.id", "answer")
	})

	It("never scrolls sideways at 320 px", func() {
		t.width(320)
		for _, path := range bothLanguages(screens(newBrowser(smallServer()))) {
			t.open(base + path)
			t.unfold()
			Expect(t.wide()).To(BeEmpty(), path)
			t.picture("320-" + screenName(path))
		}
	})

	It("has no finding of axe on any screen, by day and by night", func() {
		call(t, page.SetBypassCSP, page.SetBypassCSPParams{Enabled: true})
		t.scheme("light")
		t.width(1280)
		for _, path := range bothLanguages(screens(newBrowser(smallServer()))) {
			t.open(base + path)
			t.unfold()
			Expect(t.axe()).To(BeEmpty(), path)
			t.picture("light-" + screenName(path))
			Expect(t.night()).To(BeEmpty(), path)
		}
	})

	It("shows the shipped book as well", func() {
		book, err := rules.Shipped()
		Expect(err).NotTo(HaveOccurred())
		cases, err := casebook.Shipped()
		Expect(err).NotTo(HaveOccurred())
		s := &web.Server{Book: book, Cases: cases, Now: noon, Secret: []byte("spec")}
		address := newBrowser(s).post("/classify/file", map[string][]string{"text": {"{act_date: 2019-02, facts: {position: agency_officer, service: police_officer, acts: [query, disclose], info: [vehicle], intent: true, openness: []}}"}}).location
		Expect(address).NotTo(BeEmpty())
		base := listen(s)
		call(t, page.SetBypassCSP, page.SetBypassCSPParams{Enabled: true})
		t.open(base + "/?lang=zh")
		for _, path := range []string{address, at("/classify/check", address), at("/classify", address), "/rules", "/rules/criminal-code/132", "/cases", "/cases/npa-leak-4", "/agreement"} {
			t.open(base + path)
			for _, width := range []int64{320, 1280} {
				t.width(width)
				Expect(t.wide()).To(BeEmpty(), path)
				Expect(t.axe()).To(BeEmpty(), path)
				t.picture(fmt.Sprintf("shipped-%d-%s", width, screenName(path)))
			}
		}
	})
})

func bothLanguages(paths []string) (out []string) {
	for _, p := range paths {
		join := "?"
		if strings.Contains(p, "?") {
			join = "&"
		}
		out = append(out, p+join+"lang=zh", p+join+"lang=en")
	}
	return out
}
