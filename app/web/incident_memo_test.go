package web_test

import (
	"archive/zip"
	"bytes"
	"html"
	"io"
	"regexp"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/audit"
	"shoumi/app/pdf"
)

var (
	markup  = regexp.MustCompile(`<[^>]*>`)
	blanks  = regexp.MustCompile(`[\s　\\]+`)
	counted = regexp.MustCompile(`^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+、|\(\d+\))$`)

	marksOf = strings.NewReplacer("**", "", "|", "", "#", "", ">", "", "---", "", "<br>", "")
)

// bare is words alone: without marks of a format and without white space.
func bare(s string) string {
	return blanks.ReplaceAllString(html.UnescapeString(markup.ReplaceAllString(s, "")), "")
}

// zipped is a file within a zip.
func zipped(data []byte, name string) string {
	GinkgoHelper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	Expect(err).NotTo(HaveOccurred())
	f, err := z.Open(name)
	Expect(err).NotTo(HaveOccurred())
	defer f.Close()
	b, err := io.ReadAll(f)
	Expect(err).NotTo(HaveOccurred())
	return string(b)
}

var _ = Describe("the memorandum on a record", Ordered, func() {
	var a *agency
	var counsel *visitor
	BeforeAll(func() {
		a = newChambers()
		counsel = a.signIn("counsel")
	})

	It("has the same words on its page, as Markdown and as ODT, and every download is logged with its purpose", func() {
		at := a.signed("115-研-1")
		page := counsel.opens(at+"/memo", "製作研判書")
		Expect(page.status).To(Equal(200))
		Expect(strings.Count(page.body, "<h1")).To(Equal(1))
		Expect(page.body).To(And(ContainSubstring("<h1>事件 115-研-1 研判書</h1>"), ContainSubstring("已簽核：部分不同意　供內部初步分類，非法律意見"), ContainSubstring("任用資料未附。")))
		Expect(strings.Index(page.body, "待查事項")).To(BeNumerically("<", strings.Index(page.body, "刑法第132條第2項　公務員過失")), "what is open comes first")

		mark := len(a.log())
		md, odt := counsel.open(at+"/memo.md"), counsel.open(at+"/memo.odt")
		Expect(md.header.Get("Content-Type")).To(Equal("text/markdown; charset=utf-8"))
		Expect(md.header.Get("Content-Disposition")).To(ContainSubstring("filename*=utf-8''%E7%A0%94%E5%88%A4%E6%9B%B8-115-%E7%A0%94-1-1.md"))
		Expect(a.did(at, mark)).To(Equal([]string{audit.MemoExported, audit.MemoExported}))
		Expect(a.log()[mark].Condition).To(Equal("事件紀錄 115-研-1 第 1 版 md"))
		Expect(a.log()[mark].Purpose).To(Equal("製作研判書"))
		Expect(zipped([]byte(odt.body), "styles.xml")).To(And(ContainSubstring("標楷體"), ContainSubstring("供內部初步分類，非法律意見")))

		_, sheet, _ := strings.Cut(page.body, `<article class="sheet`)
		sheet, _, _ = strings.Cut("<"+sheet, "</article>")
		plain := bare(marksOf.Replace(md.body))
		written := bare(zipped([]byte(odt.body), "content.xml") + zipped([]byte(odt.body), "styles.xml"))
		words := 0
		for _, text := range markup.Split(sheet, -1) {
			if text = bare(text); text == "" || counted.MatchString(text) { // the ODT counts by itself
				continue
			}
			words++
			Expect(plain).To(ContainSubstring(text), "in the Markdown")
			Expect(written).To(ContainSubstring(text), "in the ODT")
		}
		Expect(words).To(BeNumerically(">", 300))
		shown := bare(sheet)
		for line := range strings.Lines(md.body) {
			for text := range strings.SplitSeq(strings.ReplaceAll(line, "<br>", "|"), "|") {
				Expect(shown).To(ContainSubstring(bare(marksOf.Replace(text))), "on the page")
			}
		}
	})

	It("of a draft says on every page that nobody has reviewed it", func() {
		at := a.incident("counsel", "115-研-2", careless())
		got := counsel.opens(at+"/memo", "製作研判書")
		Expect(got.body).To(And(ContainSubstring(`class="sheet draft"`), ContainSubstring("草稿－未經審查　供內部初步分類，非法律意見"), ContainSubstring("下載 ODT"), Not(ContainSubstring("下載 PDF")), ContainSubstring("沒有中文字型")))
		Expect(zipped([]byte(counsel.open(at+"/memo.odt").body), "styles.xml")).To(ContainSubstring("草稿－未經審查"))
		Expect(counsel.open(at+"/memo.pdf").status).To(Equal(404), "without fonts")
		Expect(counsel.open(at + "/memo.exe").status).To(Equal(404))
		Expect(counsel.open(at + "/memo?lang=en").body).To(ContainSubstring(`<article class="sheet draft" lang="zh-Hant-TW">`))
	})

	It("of a revision says what was said then", func() {
		at := a.signed("115-研-3")
		before := counsel.opens(at+"/memo.md", "製作研判書").body
		counsel.open(at + "/revise")
		Expect(counsel.send(at + "/revise").status).To(Equal(303))
		Expect(counsel.open(at + "/memo?revision=1").body).To(And(ContainSubstring("已簽核：部分不同意"), ContainSubstring(at+"/memo.odt?revision=1")))
		Expect(counsel.open(at + "/memo.md?revision=1").body).To(Equal(before))
		Expect(counsel.open(at + "/memo.md").body).To(ContainSubstring("第 2 版　草稿－未經審查"))
		Expect(counsel.open(at + "/memo.md?revision=2").status).To(Equal(404))
	})

	It("is nobody else's, and no file leaves without a purpose", func() {
		at := a.signed("115-研-4")
		stranger := a.signIn("stranger")
		for _, path := range []string{at + "/memo", at + "/memo.md", at + "/memo.odt", at + "/memo.pdf"} {
			Expect(stranger.open(path).status).To(Equal(404), path)
		}
		mark := len(a.log())
		Expect(a.signIn("colleague").open(at + "/memo.md").location).To(HavePrefix("/purpose?"))
		Expect(a.did(at, mark)).To(BeEmpty())
	})

	It("is a PDF too, where there are fonts", func() {
		files := pdf.Installed()
		if len(files) == 0 {
			AddReportEntry("NO CHINESE FONTS: the PDF of a memorandum was not made")
			return
		}
		var err error
		a.Fonts, err = pdf.Open(files...)
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(func() { a.Fonts = nil })
		at := a.signed("115-研-5")
		Expect(counsel.opens(at+"/memo?lang=zh", "製作研判書").body).To(ContainSubstring("下載 PDF"))
		got := counsel.open(at + "/memo.pdf")
		Expect(got.status).To(Equal(200), got.body)
		Expect(got.body).To(HavePrefix("%PDF-"))
		Expect(counsel.open(at+"/memo.pdf").body).To(Equal(got.body), "the same bytes")
	})
})
