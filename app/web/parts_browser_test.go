package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("the parts, in a browser", Label("browser"), Ordered, ContinueOnFailure, func() {
	var (
		browser context.Context
		base    string
		t       tab
	)
	paths := bothLanguages([]string{"/_components", "/_components?show=confirm", "/_components?show=waiting"})

	BeforeAll(func() {
		browser = startBrowser()
		base = listen(smallServer())
	})
	BeforeEach(func() { t = newTab(browser) })

	for _, width := range []int64{320, 1280} {
		It(fmt.Sprintf("have no finding of axe by day and by night, and never scroll sideways at %d px", width), func() {
			call(t, page.SetBypassCSP, page.SetBypassCSPParams{Enabled: true})
			t.width(width)
			t.scheme("light")
			for _, path := range paths {
				t.open(base + path)
				t.unfold()
				Expect(t.wide()).To(BeEmpty(), path)
				Expect(t.axe()).To(BeEmpty(), path)
				pictures(t, fmt.Sprintf("parts-%d-light-%s", width, screenName(path)))
				Expect(t.night()).To(BeEmpty(), path)
			}
		})
	}

	It("print without what leads on, the address and the rules at the foot of every page, charts with their figures", func() {
		hidden := `[".top", ".crumbs", ".filters", ".pager ul", ".actions", ".go", "summary", ".password button"].flatMap(s => [...document.querySelectorAll(".top, main " + s)]).filter(e => e.offsetParent && (e.tagName !== "SUMMARY" || e.closest(".chart"))).map(e => e.outerHTML.slice(0, 80))`
		for _, path := range []string{"/_components?lang=zh", "/rules/criminal-code/132?lang=zh", "/classify/result?lang=zh"} {
			t.open(base + path)
			t.prefer("print")
			Expect(eval[[]string](t, hidden)).To(BeEmpty(), path)
			Expect(eval[string](t, `getComputedStyle(document.querySelector(".foot")).display`)).To(Equal("table-footer-group"), path)
			name, _, _ := strings.Cut(path, "?")
			Expect(t.text(".paper")).To(Equal("民國115年11月22日列印　" + base + name))
			Expect(t.text(".digest")).To(MatchRegexp(`^規則版本 sha256:[0-9a-f]{64}$`))
			Expect(eval[bool](t, `[...document.querySelectorAll(".chart td")].every(e => e.getBoundingClientRect().height > 0)`)).To(BeTrue(), path)
			t.paper("paper-" + screenName(path))
		}
	})

	It("show a password while one wants to see it, and send it as one", func() {
		t.open(base + "/_components?lang=zh")
		kind := `document.getElementById("demo-password").type`
		t.click(`[aria-controls="demo-password"]`)
		Expect(eval[string](t, kind)).To(Equal("text"))
		Expect(eval[string](t, `document.querySelector('[aria-controls="demo-password"]').getAttribute("aria-pressed")`)).To(Equal("true"))
		Expect(eval[string](t, `document.querySelector("#forms form").dispatchEvent(new Event("submit", {cancelable: true})); `+kind)).To(Equal("password"))
		Expect(eval[string](t, `document.getElementById("demo-new").type`)).To(Equal("password"))
	})

	It("offer to show a password only where a script can", func() {
		t.script(false)
		t.open(base + "/_components?lang=zh")
		Expect(eval[bool](t, `[...document.querySelectorAll(".password button")].every(b => b.hidden)`)).To(BeTrue())
	})

	It("select a secret as a whole", func() {
		t.open(base + "/_components?lang=zh")
		t.click(".secret input")
		Expect(eval[string](t, `getSelection().toString()`)).To(Equal("kufe-9142-bato"))
	})

	It("have a message read out, though it was there from the start", func() {
		t.open(base + "/_components?lang=zh")
		Eventually(func() bool {
			return eval[bool](t, `[...document.querySelectorAll(".flash")].every(f => f.lastChild.data === "\u00a0")`)
		}).Should(BeTrue())
	})

	It("look how far it is, and move on when it is done", func() {
		t.open(base + "/_components?lang=zh&show=waiting")
		Expect(eval[string](t, `document.querySelector("[data-again] progress").value = 7; document.querySelector("h1").textContent = "the same page"`)).To(Equal("the same page"))
		Eventually(func() int { return eval[int](t, `document.querySelector("[data-again] progress").value`) }).WithTimeout(20 * time.Second).Should(Equal(320))
		Expect(t.text("h1")).To(Equal("the same page"))
		eval[string](t, `document.querySelector("[data-again]").dataset.again = "/rules"`)
		Eventually(func() string { return eval[string](t, `location.pathname`) }).WithTimeout(20 * time.Second).Should(Equal("/rules"))
	})

	It("come again by themselves without a script", func() {
		t.script(false)
		t.open(base + "/_components?lang=zh&show=waiting")
		Expect(t.text("main noscript")).To(ContainSubstring("這一頁每2秒會自動更新。"))
		eval[string](t, `document.querySelector("h1").textContent = "before"`)
		Eventually(func() string { return eval[string](t, `document.querySelector("h1")?.textContent ?? ""`) }).WithTimeout(20 * time.Second).Should(Equal("正在匯入名冊"))
	})

	It("say to screen readers what they show, cards as the table they are", func() {
		t.width(320)
		t.open(base + "/_components?lang=zh")
		said := t.spoken("textbox", "combobox", "group", "search", "table", "columnheader", "rowheader", "cell", "navigation", "link", "image", "progressbar", "status")
		Expect(said).To(ContainElements(
			"textbox: 新密碼 (至少8個字，要有英文字母和數字 錯誤： 新密碼太短，至少要8個字)",
			"textbox: 到職日 (可填民國或西元，例如 115/3/5、1150305、民國115年3月5日、2026-03-05)",
			"textbox: 到 (錯誤： 起日「115/3」在迄日「114年」之後，請對調)",
			"combobox: 單位",
			"search: 篩選紀錄",
			"textbox: 一次性密碼",
			"image: 驗證程式用的QR碼 (內容和下面的金鑰相同)",
			"status: ",
			"progressbar: 匯入名冊 (320／1,200人)",
			"table: 人員", "columnheader: 密碼天數", "rowheader: 甲員", "cell: 12", "link: 重設密碼 ：甲員",
			"navigation: 分頁：人員",
			"link: 查詢紀錄的查核 (尚未開始 民國115年12月31日前完成)",
			"link: 更改 單位",
			"image: 完成課程的人數 (4項，其中1項少於5人或可以推算出來，不顯示。其餘最多的是示範第一分局，128人；最少的是示範市政府警察局示範第二分局中央派出所，46人。)",
		))
		Expect(said).NotTo(ContainElement(MatchRegexp(`cell: (帳號|密碼天數|狀態)`)), "the label of a card is for the eye: the head says it")
	})

	It("fold the filters of a list on a phone, and only there", func() {
		t.open(base + "/cases?lang=zh")
		seen := `(e => e.checkVisibility({contentVisibilityAuto: true, visibilityProperty: true}))(document.getElementById("by-kind"))`
		for width, shown := range map[int64]bool{320: false, 1280: true} {
			t.width(width)
			Expect(eval[bool](t, seen)).To(Equal(shown), "%d px", width)
			Expect(eval[bool](t, `document.querySelector(".filters summary").checkVisibility()`)).To(Equal(!shown), "%d px", width)
		}
		t.width(320)
		t.click(".filters summary")
		Expect(eval[bool](t, seen)).To(BeTrue())
	})

	It("keep their signs in forced colours", func() {
		t.prefer("", "forced-colors", "active")
		t.width(1280)
		t.open(base + "/_components?lang=zh")
		t.unfold()
		Expect(eval[bool](t, `matchMedia("(forced-colors: active)").matches`)).To(BeTrue())
		pictures(t, "parts-forced")
	})
})

// spoken are what a screen reader finds on the page: "role: name (description)".
func (t tab) spoken(roles ...string) (out []string) {
	GinkgoHelper()
	tree, err := chromedp.Call(t.ctx, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
	Expect(err).NotTo(HaveOccurred())
	text := func(v *accessibility.Value) string {
		var s string
		if v != nil {
			json.Unmarshal(v.Value, &s)
		}
		return strings.TrimSpace(s)
	}
	for _, n := range tree.Nodes {
		if role := text(n.Role); !n.Ignored && slices.Contains(roles, role) {
			said := role + ": " + text(n.Name)
			if d := text(n.Description); d != "" {
				said += " (" + d + ")"
			}
			out = append(out, said)
		}
	}
	return out
}

// paper keeps the page as it prints, where SHOUMI_SHOTS says.
func (t tab) paper(name string) {
	GinkgoHelper()
	if shots == "" {
		return
	}
	pdf, err := chromedp.Run(t.ctx, chromedp.PrintToPDF(func(p *page.PrintToPDFParams) { p.PreferCSSPageSize = new(true) }))
	Expect(err).NotTo(HaveOccurred())
	Expect(os.WriteFile(filepath.Join(shots, name+".pdf"), pdf, 0o644)).To(Succeed())
}

// pictures keeps one of every section, since the page is long.
func pictures(t tab, name string) {
	GinkgoHelper()
	if shots == "" {
		return
	}
	for _, id := range eval[[]string](t, `[...document.querySelectorAll("main > section[id]")].map(s => s.id)`) {
		eval[int](t, fmt.Sprintf(`[...document.querySelectorAll("main > section")].map(s => s.hidden = s.id !== %q).length`, id))
		t.picture(name + "-" + id)
	}
	t.picture(name)
}
