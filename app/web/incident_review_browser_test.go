package web_test

import (
	"github.com/chromedp/chromedp"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("a second review, in a browser", Label("browser"), func() {
	It("dissents on one element by keyboard, is signed, and stands in the memorandum", func() {
		a := newChambers()
		at := a.reviewed("115-審-9")
		j := a.browse(startBrowser(), listen(a.Server), "review", true)
		j.goes(at + "/review")
		j.enters("colleague", password)
		j.fill("purpose", "審查洩密責任")
		j.send("main .go")
		j.sees("審查事件 115-審-9：未定 .*", "review")
		row := "#o-0-criminal-code-132-2-subject"
		j.click(`.reviewed:has(` + row + `) > .fold > summary`)
		j.click(row + " summary")
		j.send(row + " button[value=no]")
		j.focus("e.id", "errors")
		j.do(chromedp.SendKeys(chromedp.CSS(row+"-reason"), "任用資料未附。"))
		j.send(row + " button[value=no]")
		j.focus("e.id", row[1:])
		Expect(j.text(row + " .said")).To(ContainSubstring("任用資料未附。"))
		j.follows("簽核")
		j.sees("要簽核事件 115-審-9 嗎？", "sign")
		j.chooses("overall", "部分不同意")
		j.presses("簽核")
		j.sees("事件 115-審-9 已簽核：部分不同意", "signed")
		j.goes(at + "/history")
		j.sees("事件 115-審-9 的歷程：.*", "history")
		j.goes(at + "/memo")
		j.sees("事件 115-審-9 研判書", "memo")
		Expect(j.text(".sheet")).To(ContainSubstring("任用資料未附。"))
	})
})
