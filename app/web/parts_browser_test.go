package web_test

import (
	"context"
	"fmt"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
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
					t.picture(fmt.Sprintf("parts-%d-%s-%s", width, scheme, screenName(path)))
				}
			})
		}
	}

	It("keep their signs in forced colours", func() {
		call(t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "forced-colors", Value: "active"}}})
		t.width(1280)
		t.open(base + "/_components?lang=zh")
		t.unfold()
		Expect(eval[bool](t, `matchMedia("(forced-colors: active)").matches`)).To(BeTrue())
		t.picture("parts-forced")
	})
})
