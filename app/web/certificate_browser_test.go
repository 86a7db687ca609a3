package web_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	reader "github.com/ledongthuc/pdf"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/pdf"
	"shoumi/app/training"
)

var _ = Describe("certificates in a browser", Label("browser"), Ordered, ContinueOnFailure, func() {
	var (
		browser context.Context
		a       *agency
		x       training.Certificate
		base    string
		t       tab
	)
	BeforeAll(func() {
		browser = startBrowser()
		a = newSchool()
		x = a.finish("officer", short)
		if files := pdf.Installed(); len(files) > 0 { // the page is of another shape without
			var err error
			a.Fonts, err = pdf.Open(files...)
			Expect(err).NotTo(HaveOccurred())
		}
		base = listen(a.Server)
	})
	BeforeEach(func() {
		t = newTab(browser, chromedp.WithNewBrowserContext())
		t.open(base + "/sign-in?to=/certificates/" + x.Number)
		t.do(chromedp.SendKeys(chromedp.CSS("#login"), "officer"), chromedp.SendKeys(chromedp.CSS("#password"), password))
		t.send("main form .go")
	})

	DescribeTable("have no finding of axe and never scroll sideways", func(width int64, scheme string) {
		call(t, page.SetBypassCSP, page.SetBypassCSPParams{Enabled: true})
		t.width(width)
		t.scheme(scheme)
		for i, path := range bothLanguages([]string{"/certificates", "/certificates/" + x.Number, "/verify", "/verify?number=115-9", "/verify/" + x.Number, "/verify/115-AAAAA-AAAAA"}) {
			t.open(base + path)
			Expect(t.wide()).To(BeEmpty(), path)
			Expect(t.axe()).To(BeEmpty(), path)
			t.picture(fmt.Sprintf("certificate-%d-%s-%02d", width, scheme, i))
		}
	},
		Entry("on a phone in the dark", int64(320), "dark"),
		Entry("on a desk", int64(1280), "light"),
	)

	It("print as one sheet with the certificate alone", func() {
		Expect(t.path()).To(Equal("/certificates/" + x.Number))
		file, err := chromedp.Run(t.ctx, chromedp.PrintToPDF(func(p *page.PrintToPDFParams) { p.PreferCSSPageSize = new(true) }))
		Expect(err).NotTo(HaveOccurred())
		r, err := reader.NewReader(bytes.NewReader(file), int64(len(file)))
		Expect(err).NotTo(HaveOccurred())
		Expect(r.NumPage()).To(Equal(1))
		t.prefer("print")
		shown := t.text("body")
		for _, want := range []string{"訓練證明書", "證書字號：" + x.Number, "學員officer", "2 小時", base + "/verify/" + x.Number} {
			Expect(shown).To(ContainSubstring(want))
		}
		for _, not := range []string{"列印", "終身學習", "到期與換發", "登出", "非法律意見"} {
			Expect(shown).NotTo(ContainSubstring(not))
		}
		if shots != "" {
			Expect(os.WriteFile(filepath.Join(shots, "certificate-paper.pdf"), file, 0o644)).To(Succeed())
		}
	})

	It("are verified by who types the number, without JavaScript", func() {
		t.script(false)
		t.open(base + "/verify")
		t.do(chromedp.SendKeys(chromedp.CSS("#number"), strings.ToLower(x.Number)))
		t.send("main form .go")
		Expect(t.path()).To(Equal("/verify/" + x.Number))
		Expect(t.text("h1")).To(Equal("這張證書有效，到民國116年11月21日"))
	})
})
