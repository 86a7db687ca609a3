package pdf_test

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"

	reader "github.com/ledongthuc/pdf"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/paper"
	"shoumi/app/paper/papertest"
	"shoumi/app/pdf"
)

func document(f *pdf.Fonts, d paper.Document) []byte {
	GinkgoHelper()
	var b bytes.Buffer
	Expect(f.Document(&b, d)).To(Succeed())
	return b.Bytes()
}

// pages are the texts of the pages, without white space and without what stands on
// every page.
func pages(file []byte, d paper.Document) (out []string) {
	GinkgoHelper()
	r, err := reader.NewReader(bytes.NewReader(file), int64(len(file)))
	Expect(err).NotTo(HaveOccurred())
	for n := 1; n <= r.NumPage(); n++ {
		text, err := r.Page(n).GetPlainText(nil)
		Expect(err).NotTo(HaveOccurred())
		before, between, after := d.Language.PageNumber()
		every := papertest.Squeezed(d.Header + before + fmt.Sprint(n) + between + fmt.Sprint(r.NumPage()) + after + strings.Join(d.Footer, ""))
		Expect(papertest.Squeezed(text)).To(HavePrefix(every))
		out = append(out, strings.TrimPrefix(papertest.Squeezed(text), every))
	}
	return out
}

// begun is a run, and where it begins, in millimetres from the upper left corner.
type begun struct {
	text string
	x, y float64
}

// runs are those of every page, in the order in which they are read.
func runs(file []byte) (pages [][]begun) {
	GinkgoHelper()
	r, err := reader.NewReader(bytes.NewReader(file), int64(len(file)))
	Expect(err).NotTo(HaveOccurred())
	for n := 1; n <= r.NumPage(); n++ {
		var page []begun
		for _, c := range r.Page(n).Content().Text { // every character is where its run begins
			const mm = 72 / 25.4
			at := begun{c.S, c.X / mm, pdf.Height - c.Y/mm}
			if i := len(page) - 1; i >= 0 && page[i].x == at.x && page[i].y == at.y {
				page[i].text += c.S
				continue
			}
			page = append(page, at)
		}
		for i := range page {
			page[i].text = strings.TrimSuffix(page[i].text, "\ufffd") // the reader's mark of an end
		}
		pages = append(pages, page)
	}
	return pages
}

func number(s string) bool { return strings.Trim(s, "0123456789") == "" }

// tall is a table with a row of so many lines, and a note to the last of them.
func tall(lines int, note paper.Text) paper.Block {
	return paper.Table{Columns: []paper.Column{{Head: paper.Plain("欄")}}, Rows: [][]paper.Text{{{{Text: strings.Repeat("文\n", lines-1)}, {Text: "末", Note: note}}}}}
}

// fewer are the characters of which a text has fewer than a document.
func fewer(read string, d paper.Document) (out string) {
	count := map[rune]int{}
	add := func(s string, n int) {
		for _, r := range papertest.Squeezed(paper.Printable(s)) {
			count[r] += n
		}
	}
	add(read, 1)
	for t := range d.Texts() {
		for _, r := range t {
			add(r.Text+r.Note.String(), -1)
		}
	}
	for r, n := range count {
		if n < 0 {
			out += string(r)
		}
	}
	return out
}

// of is a document of blocks alone.
func of(blocks ...paper.Block) paper.Document { return paper.Document{Title: "題", Blocks: blocks} }

func paragraph(text string) paper.Block { return paper.Paragraph{Text: paper.Plain(text)} }

// times are blocks that are the same but for their number.
func times(n int, block func(i int) paper.Block) (out []paper.Block) {
	for i := range n {
		out = append(out, block(i))
	}
	return out
}

var _ = Describe("a document", func() {
	It("gives every word back in its order", func() {
		f := open(chinese()...)
		for seed := range uint64(40) {
			d := papertest.Random(seed)
			Expect(fewer(strings.Join(pages(document(f, d), d), ""), d)).To(BeEmpty(), "of document %d", seed)
			for t := range d.Texts() { // notes stand at the foot of a page, between the halves of a run
				for i := range t {
					t[i].Note = nil
				}
			}
			Expect(papertest.Lost(d, strings.Join(pages(document(f, d), d), ""))).To(BeEmpty(), "of document %d", seed)
		}
		d := papertest.Memo()
		text := strings.Join(pages(document(f, d), d), "")
		Expect(papertest.Lost(d, text)).To(BeEmpty())
		Expect(text).To(And(ContainSubstring("一、甲於"), ContainSubstring("（一）查詢紀錄"), ContainSubstring("2、實際"), ContainSubstring("(2)隔日"), ContainSubstring("5年7年6月範圍")))
	})

	It("begins every run within the margins, and none on another", func() {
		f := open(chinese()...)
		for seed := range uint64(10) {
			for n, page := range runs(document(f, papertest.Random(seed))) {
				seen := map[[2]float64]bool{}
				for _, r := range page {
					at := [2]float64{r.x, r.y}
					Expect(!seen[at] && r.x > 24.9 && r.x < 185 && r.y > 14.9 && r.y < 285.1).To(BeTrue(), "%v on page %d of document %d", r, n+1, seed)
					seen[at] = true
				}
			}
		}
	})

	DescribeTable("puts no line on another, however little room there is", func(d paper.Document) {
		for n, page := range runs(document(open(chinese()...), d)) {
			var lines []float64
			for _, r := range page {
				if !number(r.text) { // that of a note stands between two lines
					lines = append(lines, r.y)
				}
			}
			lines = slices.Compact(slices.Sorted(slices.Values(lines)))
			for i, y := range lines[1:] {
				Expect(y-lines[i]).To(BeNumerically(">", 3), "at %v on page %d", y, n+1)
			}
		}
	},
		Entry("many lines at the foot", paper.Document{Title: "題", Footer: strings.Split(strings.Repeat("尾 ", 9)+"尾", " "), Blocks: times(60, func(int) paper.Block { return paragraph("文") })}),
		Entry("notes of before that have no room beside a row", of(
			paper.Paragraph{Text: paper.Text{{Text: "文\n號", Note: paper.Plain(strings.Repeat("註\n", 60))}, {Text: "\n後"}}}, tall(44, nil))),
		Entry("a row that has a page with its notes", of(tall(44, paper.Plain(strings.Repeat("註\n", 12))), paragraph("後"))),
	)

	It("does not begin a line with the number of a note", func() {
		var blocks []paper.Block
		for width := 20.0; width < 60; width++ {
			blocks = append(blocks, paper.Table{Columns: []paper.Column{{Width: width}, {Width: 160 - width}}, Rows: [][]paper.Text{{{{Text: "守守守守守守守守守守守守", Note: paper.Plain("註")}}}}})
		}
		beside := 0
		for _, page := range runs(document(open(chinese()...), of(blocks...))) {
			for i, r := range page {
				if number(r.text) && strings.HasSuffix(page[i-1].text, "守") && math.Abs(r.y-page[i-1].y) < 3 {
					beside++
				}
			}
		}
		Expect(beside).To(Equal(len(blocks)))
	})

	It("writes marks of a scale that have no room beside each other on two lines", func() {
		marks := runs(document(open(chinese()...), of(paper.Bars{Label: "責任", Value: "範圍", Marks: []paper.Mark{{Text: "零年"}, {At: 0.1, Text: "零點一年"}, {At: 5, Text: "五年"}}})))[0]
		at := map[string]float64{}
		for _, r := range marks {
			at[r.text] = r.y
		}
		Expect(at["零點一年"]).To(BeNumerically(">", at["零年"]+3))
		Expect(at["五年"]).To(Equal(at["零年"]))
	})

	It("is the same bytes whoever makes it", func() {
		f := open(chinese()...)
		want := document(f, papertest.Memo())
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				defer GinkgoRecover()
				Expect(bytes.Equal(document(f, papertest.Memo()), want)).To(BeTrue())
			})
		}
		all.Wait()
	})

	It("is not made where a character has no glyph, wherever it stands, and names them all", func() {
		f := open(latin())
		d := paper.Document{Language: paper.English, Title: "a", Header: "頁", Footer: []string{"尾"}, Blocks: []paper.Block{
			paper.Paragraph{Text: paper.Text{{Text: "文", Note: paper.Plain("註")}}}, paper.Bars{Marks: []paper.Mark{{Text: "年"}}}}}
		var b bytes.Buffer
		Expect(f.Document(&b, d)).To(MatchError(`no font has "頁尾文註年"`))
		Expect(b.Len()).To(BeZero())
		Expect(f.Document(&b, paper.Document{Language: paper.English, Title: "a\x00\u202eb", Blocks: []paper.Block{paragraph("c\r\nd")}})).To(Succeed())
		Expect(f.Document(&b, of())).To(MatchError(ContainSubstring("第頁，共")), "the number of the page is in Chinese")
	})

	It("has an outline of its headings, and links that open", func() {
		file := string(document(open(chinese()...), of(
			paper.Heading{Level: 1, Text: paper.Plain("一")}, paper.PageBreak{}, paper.Heading{Level: 2, Text: paper.Plain("丁")},
			paper.Paragraph{Text: paper.Text{{Text: "法", Href: "https://a.example/法?a=(1)"}, {Text: "壞", Href: "javascript:b"}}})))
		Expect(file).To(And(ContainSubstring("/Count 2\n\t/First"), ContainSubstring("/Title <FEFF4E00>"), ContainSubstring("/Title <FEFF4E01>"), ContainSubstring("/Title <FEFF984C>")))
		Expect(strings.Count(file, "/S /URI")).To(Equal(1))
		Expect(file).To(ContainSubstring(`/URI (https://a.example/%E6%B3%95?a=\(1\))`))
	})

	It("is one page at least, and has no empty page for a break before or after everything", func() {
		f := open(chinese()...)
		Expect(pages(document(f, of()), of())).To(Equal([]string{"題"}))
		d := of(paragraph("甲"), paper.PageBreak{}, paper.PageBreak{}, paragraph("乙"), paper.PageBreak{})
		Expect(pages(document(f, d), d)).To(Equal([]string{"題甲", "乙"}))
		d.Language = paper.English
		Expect(pages(document(f, d), d)).To(HaveLen(2))
	})

	It("keeps a heading with what comes after it, wherever the page ends", func() {
		f := open(chinese()...)
		for n := 20; n < 34; n++ {
			d := of(append(times(n, func(int) paper.Block { return paragraph("文") }), paper.Heading{Level: 1, Text: paper.Plain("標題")}, paper.Heading{Level: 2, Text: paper.Plain("次標題")}, paragraph("其後"))...)
			Expect(strings.Join(pages(document(f, d), d), "|")).To(ContainSubstring("標題次標題其後"), "after %d paragraphs", n)
		}
	})

	It("leaves no single line of a paragraph on a page", func() {
		f := open(chinese()...)
		for n := 20; n < 34; n++ {
			d := of(append(times(n, func(int) paper.Block { return paragraph("文") }), paragraph("一\n二\n三\n四"), paragraph("完"))...)
			Expect(strings.Join(pages(document(f, d), d), "|")).NotTo(Or(ContainSubstring("一|二"), ContainSubstring("三|四")), "after %d paragraphs", n)
		}
	})

	It("repeats the headings of a table on every page, and no row is lost or broken", func() {
		t := paper.Table{Caption: paper.Plain("表"), Columns: []paper.Column{{Head: paper.Text{{Text: "編號", Note: paper.Plain("註")}}}, {Head: paper.Plain("說明"), Width: 3}}}
		for i := range 120 {
			t.Rows = append(t.Rows, []paper.Text{paper.Plain(fmt.Sprintf("[%d", i)), paper.Plain(strings.Repeat("洩漏秘密", i%9*3) + fmt.Sprintf("%d]", i))})
		}
		d := of(t)
		all := pages(document(open(chinese()...), d), d)
		Expect(len(all)).To(BeNumerically(">", 4))
		Expect(all[0]).To(HavePrefix("題表編號1說明[0"))
		Expect(all[0]).To(HaveSuffix("1註"))
		for _, page := range all[1:] {
			Expect(page).To(And(HavePrefix("編號1說明["), HaveSuffix("]")))
		}
		Expect(papertest.Lost(d, strings.Join(all, ""))).To(BeEmpty())
	})

	It("breaks a row that is higher than a page, column by column", func() {
		d := of(paper.Table{Columns: []paper.Column{{Head: paper.Plain("左")}, {Head: paper.Plain("右")}}, Rows: [][]paper.Text{
			{paper.Plain(strings.Repeat("甲", 2400)), paper.Plain(strings.Repeat("乙", 900))}, {paper.Plain("丙"), paper.Plain("丁")}}})
		all := pages(document(open(chinese()...), d), d)
		Expect(all).To(HaveLen(3))
		Expect(all[0]).To(MatchRegexp("^題左右甲+乙+$"))
		Expect(all[1]).To(MatchRegexp("^左右甲+$"))
		Expect(all[2]).To(MatchRegexp("^左右甲+丙丁$"))
		Expect(strings.Count(strings.Join(all, ""), "甲")).To(Equal(2400))
		Expect(strings.Count(strings.Join(all, ""), "乙")).To(Equal(900))
	})

	It("has a note on the page of its number, and goes on with a long one overleaf", func() {
		f := open(chinese()...)
		for n := 20; n < 34; n++ {
			d := of(append(times(n, func(int) paper.Block { return paragraph("文") }), paper.Paragraph{Text: paper.Text{{Text: "號", Note: paper.Plain("註註註")}}}, paragraph("完"))...)
			Expect(strings.Join(pages(document(f, d), d), "|")).To(MatchRegexp("號1[^|]*1註註註"), "after %d paragraphs", n)
		}
		d := of(tall(44, paper.Plain(strings.Repeat("註\n", 12))))
		Expect(strings.Join(pages(document(f, d), d), "|")).To(MatchRegexp(`^題欄文+\|欄文*末11註{12}$`))
		d = of(paper.Paragraph{Text: paper.Text{{Text: "號", Note: paper.Plain(strings.Repeat("註", 8000))}}}, paragraph("其後"))
		all := pages(document(f, d), d)
		Expect(strings.Join(all, "|")).To(MatchRegexp(`^題號1其後1註+(\|註+){3}$`))
		Expect(strings.Count(strings.Join(all, ""), "註")).To(Equal(8000))
	})
})
