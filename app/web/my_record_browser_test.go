package web_test

import (
	"context"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("reviews and what is held, in a browser", Label("browser"), Ordered, ContinueOnFailure, func() {
	It("reviews, reads the record, asks for a correction, is answered and appeals", func() {
		a := newSchool()
		browser, base := startBrowser(), listen(a.Server)
		a.reach("officer")
		t := a.sit("officer", "query-log")
		a.pass(35 * 24 * time.Hour)
		due, err := a.Training.Reviews(context.Background(), a.trainee("officer"))
		Expect(err).NotTo(HaveOccurred())

		j := a.browse(browser, base, "record", true)
		j.goes("/review")
		j.enters("officer", password)
		j.sees("今天要複習.個概念", "review")
		j.follows("開始複習")
		j.sees("還有.個概念", "review-item")
		eval[int](j.tab, `(() => { const f = document.querySelector(".item");
			f.querySelectorAll("select").forEach((s, i) => { s.selectedIndex = s.name.startsWith("o:") ? i + 1 : 1; });
			const n = f.querySelector("input.text"); if (n) n.value = "12"; f.querySelector(".pick input")?.click(); return 0; })()`)
		j.presses("作答")
		j.focus("e.tagName", "H1")
		j.unfold()
		j.sees("答.：.*", "review-done")
		j.back()
		Expect(j.path()).To(Equal("/review/" + due[0].Card.Concept))

		// With the keyboard alone: from the question to what is said of it, and on.
		until := func(what, is string) {
			GinkgoHelper()
			for range 40 {
				if eval[string](j.tab, `(e => `+what+`)(document.activeElement)`) == is {
					return
				}
				j.do(chromedp.KeyEvent(kb.Tab))
			}
			Fail("the focus never came to " + is)
		}
		j.goes("/review/" + due[1].Card.Concept)
		until("e.closest('.item') && e.name ? 'item' : ''", "item")
		if eval[string](j.tab, `document.activeElement.type`) == "radio" {
			j.do(chromedp.KeyEvent(" "))
		} else {
			eval[int](j.tab, `(() => { document.querySelectorAll(".item select").forEach((s, i) => { s.selectedIndex = s.name.startsWith("o:") ? i + 1 : 1; });
				const n = document.querySelector(".item input.text"); if (n) n.value = "12"; document.querySelector(".item .pick input")?.click(); return 0; })()`)
		}
		until("e.textContent.trim()", "作答")
		j.leads(chromedp.KeyEvent(kb.Enter))
		j.focus("e.tagName", "H1")
		Expect(j.text("h1")).To(MatchRegexp("^答(對|錯)：|^沒有作答"))
		until("e.className", "go")
		j.leads(chromedp.KeyEvent(kb.Enter))
		Expect(j.path()).To(Equal("/review/" + due[2].Card.Concept))
		for _, d := range due {
			_, err := a.Training.Review(context.Background(), a.trainee("officer"), d.Card.Concept, d.Item.ID, d.Item.Key)
			Expect(err).NotTo(HaveOccurred())
		}
		j.goes("/review")
		j.sees("今天沒有要複習的", "review-none")

		j.goes("/me/record")
		j.unfold()
		j.sees("我的學習資料", "record")
		j.presses("送出更正請求")
		Expect(j.faults()).To(Equal([]string{"請寫下哪裡不對"}))
		j.fill("words", "我的單位寫錯了")
		j.presses("送出更正請求")
		Expect(j.text(".flash")).To(Equal("完成：已送出更正請求。"))
		j.goes("/me/record/steps")
		j.sees("每一步的紀錄：.*筆", "steps")

		k := a.browse(browser, base, "admin", true)
		k.goes("/corrections")
		k.enters("admin", password)
		k.sees("待答覆的更正請求：1件", "corrections")
		k.fill("answer", "已更正")
		k.send("main form .go")
		k.sees("待答覆的更正請求：0件", "corrections-closed")
		k.goes("/appeals")
		k.fill("number", t.ID)
		k.presses("重抽並核對")
		k.fill("purpose", "學員申訴成績")
		k.send("main form .go")
		k.unfold()
		k.sees("重抽的試卷與原卷相同", "appeal")
		k.goes("/people/" + a.people["officer"].ID + "/training/erase")
		k.sees("刪除「學員officer」的訓練身分？", "erase")
	})
})
