package paper_test

import (
	"bytes"
	"html"
	"regexp"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"

	"shoumi/app/paper"
	"shoumi/app/paper/papertest"
)

func markdown(d paper.Document) string {
	GinkgoHelper()
	var b bytes.Buffer
	Expect(paper.Markdown(&b, d)).To(Succeed())
	return b.String()
}

// page is what a reader of CommonMark without any extension but tables makes of it.
func page(text string) string {
	GinkgoHelper()
	var b bytes.Buffer
	Expect(goldmark.New(goldmark.WithExtensions(extension.Table)).Convert([]byte(text), &b)).To(Succeed())
	return b.String()
}

var tag = regexp.MustCompile(`<[^>]*>`)

func words(text string) string { return html.UnescapeString(tag.ReplaceAllString(page(text), "")) }

var _ = Describe("a document as Markdown", func() {
	DescribeTable("writes", func(b paper.Block, want ...string) {
		Expect(markdown(paper.Document{Title: "題", Blocks: []paper.Block{b}})).To(Equal(strings.Join(append([]string{"# 題"}, want...), "\n\n") + "\n"))
	},
		Entry("a heading", paper.Heading{Level: 2, Text: paper.Plain("一\n二")}, "### 一 二"),
		Entry("a paragraph of two lines", paper.Paragraph{Text: paper.Plain("一\n二")}, "一\\\n二"),
		Entry("nothing for no words", paper.Paragraph{}),
		Entry("a list", paper.List{Items: []paper.Item{{Text: paper.Plain("甲"), Items: []paper.Item{{Text: paper.Plain("乙"), Items: []paper.Item{{Text: paper.Plain("丙"), Items: []paper.Item{{Text: paper.Plain("丁")}}}}}}}, {Text: paper.Plain("戊")}}},
			"一、甲", "　　（一）乙", "　　　　1、丙", "　　　　　　(1)丁", "二、戊"),
		Entry("a term", paper.Term{Name: "主旨：", Text: paper.Plain("甲")}, "**主旨**：甲"),
		Entry("a table", paper.Table{Caption: paper.Plain("表"), Columns: []paper.Column{{Head: paper.Plain("a|b")}, {Head: paper.Plain("c")}}, Rows: [][]paper.Text{{paper.Plain("1\n2")}}},
			"表", "| a\\|b | c |\n| --- | --- |\n| 1<br>2 |  |"),
		Entry("bars", paper.Bars{Label: "責任", Value: "範圍", Rows: []paper.Bar{{Label: paper.Plain("甲"), Value: paper.Plain("乙"), To: 3}}},
			"| 責任 | 範圍 |\n| --- | --- |\n| 甲 | 乙 |"),
		Entry("a quotation", paper.Quote{Source: paper.Plain("第1條"), Paragraphs: []paper.Text{paper.Plain("甲\n乙"), paper.Plain("丙")}}, "> 第1條\n>\n> 甲\\\n> 乙\n>\n> 丙"),
		Entry("a callout", paper.Callout{Title: paper.Plain("看"), Paragraphs: []paper.Text{paper.Plain("甲")}}, "> **看**\n>\n> 甲"),
		Entry("nothing for a new page", paper.PageBreak{}),
		Entry("links and notes", paper.Paragraph{Text: paper.Text{{Text: "法", Href: "https://a.example/(b)", Strong: true}, {Text: "令", Note: paper.Plain("註")}, {Text: "壞", Href: "javascript:b"}}},
			"[**法**](https://a.example/%28b%29)令\\[1\\]壞", "---", `\[1\] 註`),
		Entry("emphasis inside marks, which CommonMark would not read", paper.Paragraph{Text: paper.Text{{Text: "罪"}, {Text: "「洩漏」", Strong: true}, {Text: "之後"}, {Text: "（再）", Emphasis: true}, {Text: "三", Strong: true, Emphasis: true}}},
			"罪「**洩漏**」之後（*再*）***三***"),
		Entry("one emphasis beside another", paper.Paragraph{Text: paper.Text{{Text: "甲", Strong: true}, {Text: "乙", Strong: true}, {Text: "丙", Emphasis: true}}}, "**甲乙**丙"),
		Entry("words that are no marks", paper.Paragraph{Text: paper.Plain("1. a*b*\n- <b>&amp;\n    # #\n2026-1")}, "1\\. a\\*b\\*\\\n\\- \\<b\\>\\&amp;\\\n\\# \\#\\\n2026-1"),
	)

	It("puts what stands on every page at the end", func() {
		Expect(markdown(paper.Document{Title: "題", Subtitle: "副", Header: "首", Footer: []string{"一", "二"}})).To(Equal("# 題\n\n副\n\n---\n\n首\n\n一\n\n二\n"))
	})

	It("is read with every word in its order", func() {
		Expect(papertest.Lost(papertest.Memo(), words(markdown(papertest.Memo())))).To(BeEmpty())
		for seed := range uint64(100) {
			d := papertest.Random(seed)
			Expect(papertest.Lost(d, words(markdown(d)))).To(BeEmpty(), "of document %d", seed)
			Expect(page(markdown(d))).NotTo(ContainSubstring("<code>"), "of document %d", seed)
		}
	})

	It("is read with its structure", func() {
		Expect(page(markdown(papertest.Memo()))).To(And(ContainSubstring("<h2>分析</h2>"), ContainSubstring("<strong>主旨</strong>："), ContainSubstring("<th>要件</th>"),
			ContainSubstring(`<a href="https://shoumi.example/law/criminal-code/132?on=115-03-05">刑法第132條第1項</a>`), ContainSubstring("<blockquote>\n<p>中華民國刑法第132條")))
	})
})
