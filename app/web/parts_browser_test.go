package web_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

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

	It("print without what leads on, with the address and the digest", func() {
		call(t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
		for _, path := range []string{"/_components?lang=zh", "/rules/criminal-code/132?lang=zh", "/classify/result?lang=zh"} {
			t.open(base + path)
			t.paper("paper-" + screenName(path))
		}
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
