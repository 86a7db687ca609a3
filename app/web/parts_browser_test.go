package web_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/chromedp/cdproto/emulation"
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
		for _, scheme := range []string{"light", "dark"} {
			It(fmt.Sprintf("have no finding of axe and never scroll sideways at %d px, %s", width, scheme), func() {
				call(t, page.SetBypassCSP, page.SetBypassCSPParams{Enabled: true})
				t.width(width)
				t.scheme(scheme)
				for _, path := range paths {
					t.open(base + path)
					t.unfold()
					Expect(t.wide()).To(BeEmpty(), path)
					Expect(t.axe()).To(BeEmpty(), path)
					pictures(t, fmt.Sprintf("parts-%d-%s-%s", width, scheme, screenName(path)))
				}
			})
		}
	}

	It("print without what leads on, the address and the rules at the foot of every page, charts with their figures", func() {
		hidden := `[".top", ".crumbs", ".filters", ".pager ul", ".actions", ".go", "summary", ".password button"].flatMap(s => [...document.querySelectorAll(".top, main " + s)]).filter(e => e.offsetParent && (e.tagName !== "SUMMARY" || e.closest(".chart"))).map(e => e.outerHTML.slice(0, 80))`
		for _, path := range []string{"/_components?lang=zh", "/rules/criminal-code/132?lang=zh", "/classify/result?lang=zh"} {
			t.open(base + path)
			call(t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
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

	It("keep their signs in forced colours", func() {
		call(t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "forced-colors", Value: "active"}}})
		t.width(1280)
		t.open(base + "/_components?lang=zh")
		t.unfold()
		Expect(eval[bool](t, `matchMedia("(forced-colors: active)").matches`)).To(BeTrue())
		pictures(t, "parts-forced")
	})
})

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
