package web_test

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/pdf"
	"shoumi/app/web"
)

var _ = Describe("the handout of cases", Ordered, func() {
	const one = "/cases/handout?case=npa-leak-1"
	var s *web.Server
	var b *browser
	BeforeAll(func() {
		s = smallServer()
		b = newBrowser(s)
	})

	It("is made of what is ticked in the list, or of the case that one reads", func() {
		Expect(b.get("/cases").body).To(And(ContainSubstring(`<form method="get" action="/cases/handout">`), ContainSubstring(`<input type="checkbox" name="case" value="npa-leak-1" aria-label="收進講義：`)))
		Expect(b.get("/cases/npa-leak-1").body).To(ContainSubstring(`<a class="quiet" href="/cases/handout?case=npa-leak-1">做成講義</a>`))
	})

	It("asks for cases where none is chosen, and keeps what was typed", func() {
		got := b.get("/cases/handout?title=%3Ci%3E&agency=%E7%A4%BA%E4%BE%8B%E5%B1%80")
		Expect(got.status).To(Equal(200))
		Expect(got.body).To(And(ContainSubstring("<h1>選擇要收進講義的案例</h1>"), ContainSubstring(`value="&lt;i&gt;"`), ContainSubstring(`value="示例局"`), Not(ContainSubstring("下載 ODT"))))
		Expect(b.get("/cases/handout.odt").location).To(Equal("/cases/handout"))
		empty := smallServer()
		empty.Cases = nil
		Expect(newBrowser(empty).get("/cases/handout").body).To(And(ContainSubstring(`class="empty"`), Not(ContainSubstring("<button class=\"go\">做成講義"))))
	})

	It("has the same words on its page, as Markdown and as ODT, and a drawing", func() {
		got := b.get(one + "&case=npa-leak-1&title=%E4%BF%9D%E5%AF%86%26&agency=%E7%A4%BA%E4%BE%8B%E5%B1%80")
		Expect(got.status).To(Equal(200))
		Expect(strings.Count(got.body, "<h1")).To(Equal(1))
		Expect(got.body).To(And(ContainSubstring("<h1>保密&amp;</h1>"), ContainSubstring("示例局　民國115年11月22日"), ContainSubstring("<h2>收錄 1 個案例</h2>"), ContainSubstring("<h3>法律怎麼看</h3>"), ContainSubstring(`role="img" aria-label="圖 1　`)))
		query := "?agency=%E7%A4%BA%E4%BE%8B%E5%B1%80&amp;case=npa-leak-1&amp;title=%E4%BF%9D%E5%AF%86%26"
		Expect(got.body).To(ContainSubstring(`href="/cases/handout.odt` + query + `"`))
		query = strings.ReplaceAll(query, "&amp;", "&")
		md, odt := b.get("/cases/handout.md"+query), b.get("/cases/handout.odt"+query)
		Expect(md.header.Get("Content-Type")).To(Equal("text/markdown; charset=utf-8"))
		Expect(odt.header.Get("Content-Disposition")).To(HaveSuffix("-2026-11-22.odt"))
		_, sheet, _ := strings.Cut(got.body, `<article class="sheet handout`)
		sheet, _, _ = strings.Cut("<"+sheet, "</article>")
		drawing := sheet[strings.Index(sheet, "<svg"):strings.Index(sheet, "</svg>")]
		plain, written := bare(marksOf.Replace(md.body)), bare(zipped([]byte(odt.body), "content.xml")+zipped([]byte(odt.body), "styles.xml"))
		words := 0
		for _, text := range markup.Split(strings.Replace(sheet, drawing, "", 1), -1) {
			if text = bare(text); text == "" || counted.MatchString(text) { // the ODT counts by itself
				continue
			}
			words++
			Expect(plain).To(ContainSubstring(text), "in the Markdown")
			Expect(written).To(ContainSubstring(text), "in the ODT")
		}
		Expect(words).To(BeNumerically(">", 20))
		Expect(bare(zipped([]byte(odt.body), "Pictures/figure1.svg"))).To(Equal(bare(drawing)))
	})

	It("is Chinese on a page in English", func() {
		Expect(b.get(one + "&lang=en").body).To(And(ContainSubstring(`<article class="sheet handout" lang="zh-Hant-TW">`), ContainSubstring("Download ODT")))
	})

	DescribeTable("is not made of", func(path string, status int, says string) {
		got := b.get(path)
		Expect(got.status).To(Equal(status))
		Expect(got.body).To(ContainSubstring(says))
	},
		Entry("a case that is not there", "/cases/handout?case=npa-leak-1&case=npa-leak-9", 404, "npa-leak-9"),
		Entry("a case that is not there, as a file", "/cases/handout.md?case=x", 404, "沒有"),
		Entry("a kind of file that there is not", "/cases/handout.exe?case=npa-leak-1", 404, "找不到這一頁"),
		Entry("PDF without fonts", "/cases/handout.pdf?case=npa-leak-1", 404, "字型"),
	)

	It("is a PDF where there are fonts, unless its title has a character that they lack", func() {
		files := pdf.Installed()
		if len(files) == 0 {
			AddReportEntry("NO CHINESE FONTS: the PDF of a handout was not made")
			return
		}
		fonts, err := pdf.Open(files...)
		Expect(err).NotTo(HaveOccurred())
		with := smallServer()
		with.Fonts = fonts
		b := newBrowser(with)
		Expect(b.get(one).body).To(ContainSubstring("下載 PDF"))
		Expect(b.get("/cases/handout.pdf?case=npa-leak-1").body).To(HavePrefix("%PDF-"))
		Expect(b.get("/cases/handout.pdf?case=npa-leak-1&title=%F4%8F%BF%B0").status).To(Equal(409))
	})
})
