package web_test

import (
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("a certification, in a browser", Label("browser"), Ordered, ContinueOnFailure, func() {
	It("is begun, answered with the keyboard, handed in, failed, and passed the next day", func() {
		a := newSchool()
		j := a.browse(startBrowser(), listen(a.Server), "certify", true)
		a.reach("officer")
		j.goes(exam)
		j.enters("officer", password)
		j.sees("可以開始認證測驗了", "rule")
		j.presses("開始測驗")
		j.sees("第1題，共7題", "question")
		j.presses("存下，看下一題")
		j.focus("e.id", "errors")
		j.sees("第1題，共7題", "nothing-chosen")
		j.click("#errors a")
		j.focus("e.id", "answer-q1")
		j.do(chromedp.KeyEvent(kb.Tab))
		j.focus("e.closest('.item') !== null ? 'item' : e.tagName", "item")
		j.click("[name=later]")
		eval[int](j.tab, `(() => { const f = document.querySelector(".item");
			f.querySelectorAll("select").forEach((s, i) => { s.selectedIndex = s.name.startsWith("o:") ? i + 1 : 1; });
			const n = f.querySelector("input.text"); if (n) n.value = "12"; f.querySelector(".pick input")?.click(); return 0; })()`)
		j.presses("存下，看下一題")
		j.sees("第2題，共7題", "second")
		Expect(j.text(".numbers h2")).To(Equal("題目清單（還有6題沒有作答）"))
		j.back()
		Expect(j.text("h1")).To(Equal("第1題，共7題"))
		j.goes(exam)
		j.sees("認證測驗進行中：已答1題，共7題", "going")
		j.follows("繼續作答")
		j.send(".numbers li:last-child a")
		j.follows("檢查作答")
		j.sees("還有6題沒有作答", "check")
		j.follows("仍要交卷")
		j.sees("還有6題沒有作答，要交卷嗎？", "confirm")
		j.presses("仍要交卷")
		j.focus("e.tagName", "H1")
		j.sees("這次沒有通過：7題答對[01]題", "failed")
		j.follows("看試卷")
		j.unfold()
		j.sees("試卷：7題，.*開始", "paper-hidden")
		j.goes(exam)
		j.sees(".*起可以再考", "wait")

		a.pass(24 * time.Hour)
		t := a.sit("officer")
		j.goes("/attempts/" + t.ID)
		j.enters("officer", password)
		j.sees("通過：7題答對7題", "passed")
		j.follows("看試卷")
		j.unfold()
		j.sees("試卷：7題，.*開始", "paper")
		j.goes(exam + "?lang=en")
		j.sees("The certification is passed", "done-en")
	})
})
