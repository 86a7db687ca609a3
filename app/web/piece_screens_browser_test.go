package web_test

import (
	"context"
	"fmt"
	"strings"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/publishing"
	"shoumi/casebook/cue"
	"shoumi/content"
)

// seventh is a step that is added to a scenario of six.
var seventh = struct {
	story, says string
	do          [2]string
}{"隔天，主管請您說明那一筆查詢。", "主管把您的話記下來。", [2]string{"照實說明經過，並把登出的紀錄交給主管", "說自己記不得了，請主管再等資訊單位查"}}

// The screens of material: one store with a piece of every sort, in one browser.
var _ = Describe("material in a browser", Label("browser"), Ordered, ContinueOnFailure, func() {
	var (
		browser context.Context
		a       *agency
		base    string
	)
	BeforeAll(func() {
		browser = startBrowser()
		a = newPress()
		a.trainsFrom(content.Files, a.Server, a.db)
		lexicon, err := cue.Shipped()
		Expect(err).NotTo(HaveOccurred())
		a.Cues = lexicon
		base = listen(a.Server)
	})
	enter := func(login string, script bool) *journey {
		GinkgoHelper()
		j := a.browse(browser, base, "material-"+login, script)
		j.goes("/sign-in")
		j.enters(login, password)
		return j
	}
	begin := func(kind publishing.Kind, key string, file []byte) publishing.Piece {
		GinkgoHelper()
		p, err := a.Materials.Begin(context.Background(), a.people["editor"].ID, publishing.Start{Kind: kind, Key: key, File: file})
		Expect(err).NotTo(HaveOccurred())
		return p
	}
	// play takes choices, and goes on from each, to the debrief.
	play := func(j *journey, choose, onward func()) {
		GinkgoHelper()
		for n := 0; eval[bool](j.tab, `!!document.querySelector("[name=choice]")`); n++ {
			Expect(n).To(BeNumerically("<", 9))
			choose()
			Expect(j.text("#changed")).To(Equal("這一步改變了什麼"))
			onward()
		}
		Expect(j.text("main")).To(ContainSubstring("回到情境"))
	}

	It("has a step added to a scenario, its dead end named and mended, and is played, by plain forms on a phone", func() {
		p := begin(publishing.Case, "agency-115-1", shippedFile("npa-leak-4"))
		j, at := enter("editor", false), pieceAt(p, "scenario")
		j.goes(at)
		j.presses("加一步")
		j.sees("第7步：（還沒寫故事）", "step")
		j.fill("story", seventh.story)
		j.presses("拿掉")
		j.presses("拿掉")
		j.goes(at + "/nodes/6")
		j.chooses("c1-then", "第7步："+seventh.story)
		j.presses("儲存並回到情境")
		j.sees("情境有7步，還有1處要處理", "dead")
		Expect(j.text("main")).To(And(ContainSubstring("沒有選項，走到這裡就卡住"), ContainSubstring("就能在這裡試走")))
		j.follows("第7步")
		j.presses("儲存並加一個選項")
		j.presses("儲存並加一個選項")
		j.fill("c1-do", seventh.do[0], "c1-says", seventh.says, "c2-do", seventh.do[1], "c2-says", seventh.says)
		j.presses("儲存並回到情境")
		j.sees("情境有7步，每條路都檢查過了", "mended")
		j.follows("試走一遍")
		play(j, func() {
			j.click(".pick input")
			j.presses("就這麼做")
		}, func() { j.send("main a.go") })
	})

	It("has a scenario written and played with the keyboard alone", func() {
		p := begin(publishing.Case, "agency-115-2", shippedFile("npa-leak-4"))
		j, at := enter("editor", true), pieceAt(p, "scenario")
		// reach moves on until what has the focus is so, in JavaScript of e.
		reach := func(is string) {
			GinkgoHelper()
			for range 150 {
				j.do(chromedp.KeyEvent(kb.Tab))
				if eval[bool](j.tab, `(e => !!(`+is+`))(document.activeElement)`) {
					return
				}
			}
			Fail("the focus never came to " + is)
		}
		press := func(words, key string) {
			GinkgoHelper()
			reach(fmt.Sprintf(`/^(A|BUTTON)$/.test(e.tagName) && e.closest("main") && e.innerText.startsWith(%q)`, words))
			j.leads(chromedp.KeyEvent(key))
		}
		typed := func(pairs ...string) {
			GinkgoHelper()
			for i := 0; i < len(pairs); i += 2 {
				reach(fmt.Sprintf(`e.name === %q`, pairs[i]))
				j.do(chromedp.KeyEvent(pairs[i+1]))
			}
		}
		j.goes(at)
		press("加一步", " ")
		typed("story", seventh.story, "c1-do", seventh.do[0], "c1-says", seventh.says, "c2-do", seventh.do[1], "c2-says", seventh.says)
		press("儲存並回到情境", kb.Enter)
		Expect(j.text("main")).To(ContainSubstring("沒有路走到這裡"))
		press("6", kb.Enter)
		reach(`e.name === "c1-then"`)
		j.do(chromedp.KeyEvent(kb.End))
		press("儲存並回到情境", kb.Enter)
		Expect(j.text("h1")).To(Equal("情境有7步，每條路都檢查過了"))
		press("試走一遍", kb.Enter)
		play(j, func() {
			reach(`e.name === "choice"`)
			j.do(chromedp.KeyEvent(" "))
			press("就這麼做", kb.Enter)
		}, func() {
			reach(`e.matches("main a.go")`)
			j.leads(chromedp.KeyEvent(kb.Enter))
		})
	})

	It("has no finding of axe on any page at 320 px, by day and, where it matters, by night, and never scrolls sideways", func() {
		ctx := context.Background()
		whole := begin(publishing.Case, "npa-leak-4", shippedFile("npa-leak-4"))
		bare := begin(publishing.Case, "agency-115-3", []byte("case: agency-115-3\ntitle: 把電話抄給朋友\nnarrative:\n  s1: 警員甲把民眾的手機0912-345-678抄給朋友，身分證統一編號是A123456789。\n"))
		lesson := begin(publishing.Lesson, "31-phones", publishing.NewText(publishing.Lesson, "31-phones", "手機裡的秘密"))
		sent := begin(publishing.Case, "npa-leak-5", shippedFile("npa-leak-5"))
		_, err := a.Materials.Submit(ctx, a.people["editor"].ID, sent.ID, sent.Version)
		Expect(err).NotTo(HaveOccurred())
		approved, live := a.brought("approved", publishing.Approved), a.brought("live", publishing.Published)
		live = a.step(live, func(d *publishing.Desk, p publishing.Piece) (publishing.Piece, error) {
			return d.Write(ctx, a.people["editor"].ID, p.ID, p.Version, []byte(strings.Replace(string(p.File), "查詢前", "每次查詢前", 1)))
		})

		j := enter("editor", true)
		// by night, what has colours of its own; the rest is the parts, which are seen so elsewhere
		night := map[string]bool{"whole/edit": true, "whole/facts": true, "whole/scenario": true, "bare/privacy": true, "bare/submit": true, "sent/review/narrative": true, "clean": true, "clash": true, "unread": true}
		look := func(name string) {
			GinkgoHelper()
			eval[int](j.tab, `[...document.querySelectorAll("main details")].slice(0, 3).map(d => d.open = true).length`)
			j.fine(strings.ReplaceAll(name, "/", "-"))
			if night[name] {
				delete(night, name)
				Expect(j.night()).To(BeEmpty(), name+" by night")
			}
		}
		see := func(paths ...string) {
			GinkgoHelper()
			for _, path := range paths {
				j.goes(path)
				Expect(eval[int](j.tab, `performance.getEntriesByType("navigation")[0].responseStatus`)).To(Equal(200), path)
				look(strings.NewReplacer("/materials/", "", whole.ID, "whole", bare.ID, "bare", lesson.ID, "lesson", sent.ID, "sent", approved.ID, "approved", live.ID, "live").Replace(path))
			}
		}
		of := func(p publishing.Piece, pages ...string) {
			GinkgoHelper()
			for _, page := range pages {
				see(pieceAt(p, page))
			}
		}
		see("/materials", "/materials/import", "/materials/agencies", "/statistics/cases", "/statistics/cases/npa-leak-4", "/cases/handout", "/cases/handout?case=npa-leak-4", "/bulletins", "/bulletins/live")
		of(whole, "edit", "facts", "outcome", "outcome/1/0", "bench", "comments", "preview", "remove", "scenario", "scenario/about", "scenario/facts", "scenario/nodes/1", "scenario/nodes/1/1", "scenario/play", "scenario/remove")
		of(bare, "", "facts", "outcome", "privacy", "submit", "ask", "scenario")
		of(lesson, "text", "submit")
		of(sent, "", "recall")
		of(approved, "publish")
		of(live, "", "history", "compare?from=1&to=now", "versions/1", "saves/1", "saves/1/restore", "withdraw")

		By("what a text was cleaned of")
		j.goes("/materials/new")
		look("new")
		Expect(eval[int](j.tab, fmt.Sprintf(`(document.querySelector("#text").value = %q, 0)`, overheard))).To(BeZero())
		j.presses("開始")
		look("clean")

		By("two who write at once")
		j.goes(pieceAt(bare, "edit"))
		a.step(bare, func(d *publishing.Desk, p publishing.Piece) (publishing.Piece, error) {
			return d.Write(ctx, a.people["second"].ID, p.ID, p.Version, []byte(strings.Replace(string(p.File), "抄給朋友\n", "抄給同學\n", 1)))
		})
		j.fill("title", "把手機抄給別人")
		j.presses("儲存")
		look("clash")

		By("who reviews")
		j = enter("both", true)
		of(sent, "review", "review/narrative", "review/facts", "review/scenario", "return")
		j.goes(pieceAt(sent, "review"))
		j.presses("核可")
		look("unread")
		Expect(night).To(BeEmpty(), "not seen by night")
	})
})
