package casebook_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/casebook"
	"shoumi/rules/source"
)

var _ = Describe("The exercises of a case", func() {
	items := func(yaml string) []byte { return append(agencyCase(), yaml...) }

	DescribeTable("are picked, or generated where it says nothing of them", func(yaml string, picked bool, want []casebook.Pick, written string) {
		c, err := casebook.Decode("a.yaml", items(yaml), book)
		Expect(err).NotTo(HaveOccurred())
		Expect(c.Picked).To(Equal(picked))
		Expect(c.Actors[0].Picks).To(Equal(want))
		plain, _ := casebook.Decode("a.yaml", agencyCase(), book)
		Expect(len(c.File())).To(Equal(len(plain.File()) + len(written)))
		Expect(string(c.File())).To(ContainSubstring(written))
		again, err := casebook.Decode("a.yaml", c.File(), book)
		Expect(err).NotTo(HaveOccurred())
		Expect(again).To(Equal(c))
	},
		Entry("nothing", "", false, nil, ""),
		Entry("none", "items: {}\n", true, nil, "items: {}\n"),
		Entry("none of anybody", "items: {甲: []}\n", true, nil, "items: {}\n"),
		Entry("two", "items: {甲: [{item: crime/intent=false, wording: 甲是一時疏忽}, {item: table-criminal-code-132-1/openness.known=false-2}]}\n", true,
			[]casebook.Pick{{Item: "crime/intent=false", Wording: "甲是一時疏忽"}, {Item: "table-criminal-code-132-1/openness.known=false-2"}},
			"items:\n  甲:\n    - {item: crime/intent=false, wording: 甲是一時疏忽}\n    - {item: table-criminal-code-132-1/openness.known=false-2}\n"),
	)

	DescribeTable("are told with the part that is wrong", func(yaml string, want ...string) {
		c, faults := faultsIn(items(yaml))
		Expect(faults).To(Equal(want))
		again, _ := casebook.Draft("again.yaml", c.File(), book)
		Expect(again).To(Equal(c))
	},
		Entry("nothing at all", "items:\n", "items：這裡要寫一組欄位，現在是空的"),
		Entry("a list", "items: []\n", "items：這裡要寫一組欄位，現在是清單"),
		Entry("somebody else", "items: {乙: [{item: crime/intent=false}]}\n", "items/乙：items 有「乙」，actors 沒有"),
		Entry("an id that is none", "items: {甲: [{item: crime}]}\n", "items/甲/0/item：題目代號「crime」不合規定"),
		Entry("no id", "items: {甲: [{wording: 甲沒有看}]}\n", "items/甲/0/item：缺少必要欄位「item」"),
		Entry("twice", "items: {甲: [{item: crime/a=b}, {item: crime/a=b, wording: 甲}]}\n", "items/甲/1/item：題目「crime/a=b」選了兩次"),
		Entry("an empty wording", "items: {甲: [{item: crime/a=b, wording: ''}]}\n", "items/甲/0/wording：這裡要寫文字，現在是空的"),
	)

	It("have their faults placed by their paths, in a file of its own and in the casebook", func() {
		data := items("items:\n  甲:\n    - {item: crime/intent=false}\n")
		faults := source.Faults{{Path: "items/甲/0/item", Message: "題目做不出來"}, {Path: "items/甲/0/wording", Message: "句子太長"}, {Path: "items/乙", Message: "沒有乙"}}
		placed := casebook.Placed("cases/agency-115-1.yaml", data, faults)
		Expect(placed[0].String()).To(HaveSuffix(": 題目做不出來\n        - {item: crime/intent=false}\n                 ^"))
		Expect(placed[0].Path).To(Equal("items/甲/0/item"))
		Expect([]int{placed[0].Place.Col, placed[1].Place.Col, placed[2].Place.Col}).To(Equal([]int{14, 7, 3}))
		Expect(faults[0].Place).To(Equal(source.Place{}))

		b, err := casebook.Load(withAgency(map[string][]byte{"cases/agency-115-1.yaml": data}), book)
		Expect(err).NotTo(HaveOccurred())
		c, _ := b.Case("agency-115-1")
		Expect(b.Placed(c, faults)).To(Equal(placed))
		Expect(casebook.Of(book, c).Placed(c, faults)).To(Equal(faults))
	})
})
