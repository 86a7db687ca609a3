package pdf_test

import (
	"errors"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/paper"
	"shoumi/app/paper/papertest"
	"shoumi/app/pdf"
)

var _ = Describe("a figure in a document", func() {
	It("stands between its caption and its words, each label where it belongs", func() {
		page := runs(document(open(chinese()...), of(papertest.Figure())))[0]
		at := map[string]begun{}
		for _, r := range page {
			at[r.text] = r
		}
		caption, says := at["圖一　誰告訴了誰"], at["甲查得車籍資料，用通訊軟體告訴友人A。"]
		for _, text := range []string{"甲", "警員", "傳送"} {
			Expect(at[text].y).To(And(BeNumerically(">", caption.y), BeNumerically("<", says.y)), text)
		}
		Expect(at["甲"].y).To(BeNumerically("<", at["警員"].y))
		Expect(at["甲"].x).To(BeNumerically("~", 25+30-1.8, 0.5), "in the middle of its box")
		Expect(at["傳送"].x).To(BeNumerically("~", 25+80-3.5, 0.5))
	})

	It("goes to the next page whole, with its caption and its words", func() {
		d := of(append(times(25, func(int) paper.Block { return paragraph("文") }), papertest.Figure())...)
		all := pages(document(open(chinese()...), d), d)
		Expect(all).To(HaveLen(2))
		Expect(all[1]).To(HavePrefix("圖一誰告訴了誰"))
		Expect(all[1]).To(HaveSuffix("甲查得車籍資料，用通訊軟體告訴友人A。"))
		Expect(all[0]).NotTo(ContainSubstring("警員"))
	})

	It("is drawn smaller where it is higher than a page", func() {
		f := papertest.Figure()
		f.Height, f.Boxes[1].Y = 600, 580
		Expect(papertest.Squeezed(strings.Join(pages(document(open(chinese()...), of(f)), of(f)), ""))).To(ContainSubstring("友人A"))
		for _, r := range runs(document(open(chinese()...), of(f)))[0] {
			Expect(r.y).To(BeNumerically("<", 285), r.text)
		}
	})

	It("is not drawn with a character that no font has", func() {
		f := papertest.Figure()
		f.Labels[0].Text = "\U0010FFF0"
		var missing *pdf.MissingError
		Expect(errors.As(open(chinese()...).Document(&strings.Builder{}, of(f)), &missing)).To(BeTrue())
		Expect(string(missing.Runes)).To(Equal("\U0010FFF0"))
	})
})
