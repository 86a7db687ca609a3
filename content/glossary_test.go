package content_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/content"
)

var _ = Describe("the glossary", func() {
	words := content.Glossary{
		{Zh: "洩漏", Avoid: []string{"洩露"}},
		{Zh: "結論", Avoid: []string{"guilt", "score"}},
		{Zh: "隨身碟", Avoid: []string{"U盤"}},
	}

	DescribeTable("finds slips", func(text string, want ...content.Slip) {
		got := words.Slips(text)
		Expect(got).To(HaveLen(len(want)))
		for i := range want {
			Expect(got[i]).To(Equal(want[i]))
		}
	},
		Entry("none", "員工不得洩漏資料，只有面子、裡面、前後、皇后、干涉與制度。"),
		Entry("a glyph, and what to write", "資料说明", content.Slip{At: 6, Word: "说", Instead: "說", Glyph: true}),
		Entry("words and glyphs in their order", "洩露员", content.Slip{At: 0, Word: "洩露", Instead: "洩漏"}, content.Slip{At: 6, Word: "员", Instead: "員", Glyph: true}),
		Entry("a word twice", "洩露洩露", content.Slip{At: 0, Word: "洩露", Instead: "洩漏"}, content.Slip{At: 6, Word: "洩露", Instead: "洩漏"}),
		Entry("a whole Latin word only", "guilty of guilt", content.Slip{At: 10, Word: "guilt", Instead: "結論"}),
		Entry("a Latin letter within a Chinese word", "用U盤", content.Slip{At: 3, Word: "U盤", Instead: "隨身碟"}),
	)

	It("says what is wrong in words", func() {
		Expect(words.Slips("员洩露")[0].String()).To(Equal("簡化字「员」"))
		Expect(words.Slips("员洩露")[1].String()).To(Equal("這裡不用「洩露」這個詞"))
	})

	It("is shipped without a word that is avoided elsewhere in it", func() {
		shipped, err := content.ReadGlossary(content.Files)
		Expect(err).NotTo(HaveOccurred())
		Expect(len(shipped)).To(BeNumerically(">", 40))
		for _, t := range shipped {
			Expect(t.En).NotTo(BeEmpty(), t.Zh)
			Expect(shipped.Slips(t.Zh+t.Why)).To(BeEmpty(), t.Zh)
		}
	})
})
