package publishing_test

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/privacy"
	"shoumi/app/publishing"
)

var _ = Describe("who a piece is about", func() {
	DescribeTable("can be pieced together", func(file string, risky bool, traits ...privacy.Trait) {
		found, says := publishing.Reidentifying(publishing.Case, []byte(file))
		var kinds []privacy.Trait
		for _, t := range found {
			kinds = append(kinds, t.Kind)
			Expect(t.In).NotTo(BeEmpty(), "where it stands")
		}
		Expect(kinds).To(ConsistOf(traits))
		Expect(says).To(Equal(risky))
	},
		Entry("from nothing", "narrative:\n  s1: 甲離開座位。\n", false),
		Entry("not from a year", "act_date: 2019\nnarrative:\n  s1: 甲離開座位。\n", false),
		Entry("not from a month alone", "act_date: 2019-02\nnarrative:\n  s1: 甲離開座位。\n", false, privacy.TraitMonth),
		Entry("not from a month and an amount", "act_date: 2019-02\nnarrative:\n  s1: 甲收了1萬5,000元。\n", false, privacy.TraitMonth, privacy.TraitAmount),
		Entry("from a judgment number beside a month", "act_date: 2019-02\nnarrative:\n  s1: 臺灣臺中地方法院108年度訴字第123號刑事判決。\n", true, privacy.TraitMonth, privacy.TraitJudgment),
	)
})

var _ = Describe("how a piece reads", func() {
	It("is told by its sentences, the long ones by name", func() {
		long := strings.Repeat("很長", publishing.LongSentence/2) + "。"
		got := publishing.Readable(publishing.Case, []byte("title: 不算\nnarrative:\n  s1: 甲離開座位。\n  s2: "+long+"\n"))
		Expect(got.Sentences).To(Equal(2))
		Expect(got.Average).To(BeNumerically("==", float64(6+publishing.LongSentence+1)/2))
		Expect(got.Long).To(Equal([]publishing.Text{{Path: "narrative/s2", Text: long}}))
		Expect(publishing.Readable(publishing.Notice, notice("第一句。第二句。\n\n第三句。")).Sentences).To(Equal(3))
		Expect(publishing.Readable(publishing.Case, nil)).To(Equal(publishing.Readability{}))
	})
})
