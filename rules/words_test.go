package rules_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("conditions in words", func() {
	DescribeTable("of the shipped book", func(when, words string) {
		Expect(book.InWords(when)).To(Equal(words))
	},
		Entry("a fact", "intent", "故意使對方知悉或取得"),
		Entry("a concept", "public_official", "公務員"),
		Entry("not a concept", "not public_official", "不是「公務員」"),
		Entry("members of a set", `any(aims, # in ["unlawful_gain", "harm"])`, "意圖：讓自己或別人得到不法的財產利益／損害別人的利益（財產、隱私、名譽等）"),
		Entry("values of an enum", `handled_as == "agency"`, "以何種地位處理個資：機關人員"),
		Entry("one the book does not have", "nonsense", ""),
	)

	It("leaves no element and no concept without words", func() {
		for _, a := range book.Articles() {
			for _, v := range a.Versions {
				for _, p := range v.Provisions {
					for _, e := range append(append(p.Elements[:0:0], p.Elements...), p.Exceptions...) {
						if e.When != "" {
							Expect(book.InWords(e.When)).NotTo(BeEmpty(), p.ID+"#"+e.ID)
						}
					}
				}
			}
		}
		for _, c := range book.Concepts() {
			for _, v := range c.Versions {
				Expect(book.InWords(v.When)).NotTo(BeEmpty(), c.ID)
			}
		}
	})
})
