package paper_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/paper"
)

var _ = Describe("a text", func() {
	DescribeTable("is printed without what nobody can see", func(text, printed string) {
		Expect(paper.Printable(text)).To(Equal(printed))
	},
		Entry("words as they are", "甲 A，\n乙𪚥", "甲 A，\n乙𪚥"),
		Entry("control characters", "甲\x00\x1b[31m\x7f\u0085乙", "甲[31m乙"),
		Entry("ends of lines", "甲\r\n乙\r丙\n", "甲\n乙\n丙\n"),
		Entry("a tab", "甲\t乙", "甲 乙"),
		Entry("turns of direction", "甲\u202eA\u2066乙\u200b\ufeff", "甲A乙"),
		Entry("no characters", "甲\ufffe\U0001ffff乙", "甲乙"),
		Entry("no UTF-8", "甲\xff乙", "甲乙"),
	)

	DescribeTable("links to", func(href, address string) {
		Expect(paper.Run{Href: href}.Address()).To(Equal(address))
	},
		Entry("a page", "https://shoumi.example/law?on=115-03-05#p1", "https://shoumi.example/law?on=115-03-05#p1"),
		Entry("a mailbox", "MAILTO:a@b.example", "MAILTO:a@b.example"),
		Entry("nothing", "", ""),
		Entry("nothing of another scheme", "javascript:alert(1)", ""),
		Entry("nothing without a host", "/law", ""),
		Entry("nothing with a space", "https://a.example/ onclick", ""),
		Entry("nothing with a line feed", "https://a.example/\n", ""),
	)
})

var _ = Describe("a list", func() {
	DescribeTable("is numbered", func(depth, n int, number string) { Expect(paper.Number(depth, n)).To(Equal(number)) },
		Entry(nil, 0, 1, "一、"), Entry(nil, 0, 10, "十、"), Entry(nil, 0, 11, "十一、"), Entry(nil, 0, 20, "二十、"),
		Entry(nil, 0, 99, "九十九、"), Entry(nil, 0, 100, "100、"), Entry(nil, 1, 3, "（三）"), Entry(nil, 2, 12, "12、"),
		Entry(nil, 3, 4, "(4)"), Entry("no further", 7, 4, "(4)"))
})

var _ = Describe("the columns of a table", func() {
	It("share its width", func() {
		Expect(paper.Table{Columns: []paper.Column{{Width: 2}, {}, {Width: 1}}}.Shares()).To(Equal([]float64{0.5, 0.25, 0.25}))
		Expect(paper.Table{}.Shares()).To(BeEmpty())
	})
})

var _ = Describe("a document", func() {
	It("gives its texts in the order they are read, and stops when asked", func() {
		d := paper.Document{Title: "題", Subtitle: "副", Header: "頁首", Blocks: []paper.Block{
			paper.Term{Name: "說明：", Text: paper.Plain("甲")},
			paper.List{Items: []paper.Item{{Text: paper.Plain("乙"), Items: []paper.Item{{Text: paper.Plain("丙")}}}, {Text: paper.Plain("丁")}}},
			paper.PageBreak{},
			paper.Table{Caption: paper.Plain("表"), Columns: []paper.Column{{Head: paper.Plain("欄")}, {Head: paper.Plain("位")}}, Rows: [][]paper.Text{{paper.Plain("戊")}}},
			paper.Bars{Label: "責任", Value: "範圍", Rows: []paper.Bar{{Label: paper.Plain("己"), Value: paper.Plain("庚")}}},
			paper.Quote{Source: paper.Plain("辛"), Paragraphs: []paper.Text{paper.Plain("壬")}},
			paper.Callout{Title: paper.Plain("癸"), Paragraphs: []paper.Text{paper.Plain("子")}},
			paper.Heading{Text: paper.Plain("丑")}, paper.Paragraph{Text: paper.Plain("寅")},
		}}
		var all []string
		for t := range d.Texts() {
			all = append(all, t.String())
		}
		Expect(all).To(Equal([]string{"題", "副", "說明：", "甲", "乙", "丙", "丁", "表", "欄", "位", "戊", "", "責任", "範圍", "己", "庚", "辛", "壬", "癸", "子", "丑", "寅"}))
		for stop := range all {
			n := 0
			for range d.Texts() {
				if n++; n > stop {
					break
				}
			}
			Expect(n).To(Equal(stop + 1))
		}
	})
})
