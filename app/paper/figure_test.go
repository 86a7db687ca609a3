package paper_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/paper"
	"shoumi/app/paper/papertest"
)

func svg(f paper.Figure, font string) string {
	GinkgoHelper()
	var b bytes.Buffer
	Expect(paper.SVG(&b, f, font)).To(Succeed())
	for d := xml.NewDecoder(bytes.NewReader(b.Bytes())); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return b.String()
		} else if err != nil {
			Fail(err.Error())
		}
	}
}

var _ = Describe("a figure", func() {
	It("is drawn as SVG with its words, and named by its caption", func() {
		got := svg(papertest.Figure(), "")
		Expect(got).To(HavePrefix(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 24.0" width="160mm" height="24.0mm" fill="none" stroke="currentColor" stroke-width=".35" role="img" aria-label="圖一　誰告訴了誰">`))
		Expect(got).To(ContainSubstring(`<rect x="10.0" y="4.0" width="40.0" height="16.0" stroke-width=".8"/><rect x="110.0" y="4.0" width="40.0" height="16.0" stroke-dasharray="1.6 1.2"/>`))
		Expect(got).To(ContainSubstring(`<path d="M50.0 12.0L110.0 12.0"/><path fill="currentColor" d="M110.0 12.0L107.4 10.8L107.4 13.2z"/>`))
		Expect(got).To(ContainSubstring(`<text x="30.0" y="10.9">甲</text><text x="30.0" y="15.7">警員</text><text x="130.0" y="13.3">友人A</text><text x="80.0" y="9.3">傳送</text>`))
		Expect(got).NotTo(Or(ContainSubstring("style="), ContainSubstring("font-family")), "what a page with a content security policy does not take")
		Expect(svg(papertest.Figure(), "標楷體")).To(ContainSubstring(`font-family="標楷體"`))
	})

	It("holds no markup of whoever wrote its words", func() {
		f := papertest.Figure()
		f.Caption, f.Boxes[0].Lines, f.Labels[0].Text = paper.Plain(`"><script>`), []string{"</text><a>"}, "<b>\n&\x00"
		got := svg(f, `"x`)
		Expect(got).NotTo(ContainSubstring("<script"))
		Expect(got).To(And(ContainSubstring("&lt;/text&gt;&lt;a&gt;"), ContainSubstring("&lt;b&gt; &amp;</text>"), ContainSubstring(`font-family="&#34;x"`)))
	})

	It("is its caption and its words where nothing is drawn", func() {
		Expect(markdown(paper.Document{Title: "題", Blocks: []paper.Block{papertest.Figure()}})).To(Equal("# 題\n\n**圖一　誰告訴了誰**\n\n甲查得車籍資料，用通訊軟體告訴友人A。\n"))
	})

	DescribeTable("breaks words for a box", func(width float64, text string, want ...string) {
		Expect(paper.Wrap(text, width)).To(Equal(want))
	},
		Entry("at its edge", 3.6*3, "公務員洩漏", "公務員", "洩漏"),
		Entry("with no mark at the beginning of a line", 3.6*3, "公務員，洩漏」", "公務員，", "洩漏」"),
		Entry("Latin letters being narrower", 3.6*3, "ABCDE甲", "ABCDE", "甲"),
		Entry("a line feed being a space", 100.0, "甲\n乙", "甲 乙"),
		Entry("one character at least on a line", 1.0, "甲乙", "甲", "乙"),
	)

	It("has a head on its arrows whichever way they go, and none on one that goes nowhere", func() {
		Expect(paper.Arrow{X1: 0, Y1: 0, X2: 0, Y2: 10}.Head()).To(Equal([3][2]float64{{0, 10}, {1.2, 7.4}, {-1.2, 7.4}}))
		Expect(paper.Arrow{X1: 5, Y1: 5, X2: 5, Y2: 5}.Head()).To(Equal([3][2]float64{{5, 5}, {5, 5}, {5, 5}}))
	})

	It("leaves room for its lines", func() {
		Expect(strings.Count(svg(paper.Figure{Height: 9, Boxes: []paper.Box{{Width: 20, Height: paper.BoxHeight(2), Lines: []string{"甲", "乙"}}}}, ""), "<text")).To(Equal(2))
		Expect(paper.BoxHeight(2)).To(BeNumerically("~", 12.0, 0.1))
	})
})
