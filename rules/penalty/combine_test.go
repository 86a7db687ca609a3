package penalty_test

import (
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	. "shoumi/rules/penalty"
)

// convicted is one conviction for an act of 2019.
func convicted(base Range, s Sentence) Conviction {
	return Conviction{Base: base, Sentence: &s, Act: day("2019-02-03")}
}

func times(n int, c Conviction) []Conviction {
	cs := make([]Conviction, n)
	for i := range cs {
		cs[i] = c
	}
	return cs
}

var _ = Describe("several offences (刑法50, 51, 53)", func() {
	none := time.Time{}
	long := convicted(data, Sentence{Imprisonment: Months(14)})          // neither
	short := convicted(leak, Sentence{Imprisonment: Months(4)})          // 得易科
	serving := convicted(bribe, Sentence{Imprisonment: Months(5)})       // 不得易科, 得社勞
	jailed := convicted(careless, Sentence{Detention: 50})               // 得易科
	fined := convicted(careless, Sentence{Fine: 5000})                   // neither arises
	open := Conviction{Base: leak, Act: day("2019-02-03")}               // sentence not known
	undated := Conviction{Base: leak, Sentence: &Sentence{Detention: 5}} // act date not known

	DescribeTable("from the longest to the sum",
		func(convictions []Conviction, text string, cites ...string) {
			c := Combine(none, convictions...)
			Expect(c.Whole.Text()).To(Equal(text))
			Expect(cited(c.Lines)).To(ContainElements(append(cites, "criminal-code/50/1", "criminal-code/53/1")))
		},
		Entry("120 counts of 14 months", times(120, long), "有期徒刑1年2月以上30年以下", "criminal-code/51/1/5"),
		Entry("three counts", times(3, long), "有期徒刑1年2月以上3年6月以下", "criminal-code/51/1/5"),
		Entry("one count", times(1, long), "有期徒刑1年2月"),
		Entry("unequal counts", []Conviction{long, short}, "有期徒刑1年2月以上1年6月以下", "criminal-code/51/1/5"),
		Entry("detention to 120 days", times(3, jailed), "拘役50日以上120日以下", "criminal-code/51/1/6"),
		Entry("fines", times(3, fined), "罰金新臺幣5,000元以上新臺幣15,000元以下", "criminal-code/51/1/7"),
		Entry("all executed together", []Conviction{short, jailed, fined}, "有期徒刑4月，併執行拘役50日，併執行罰金新臺幣5,000元"),
		Entry("detention falls beside three years", []Conviction{convicted(data, Sentence{Imprisonment: Months(36)}), jailed}, "有期徒刑3年", "criminal-code/51/1/9"),
		Entry("and may fall where three years can be reached", append(times(3, long), jailed), "有期徒刑1年2月以上3年6月以下，併執行拘役50日", "criminal-code/51/1/9"),
		Entry("life swallows all but fines", []Conviction{convicted(gravest, Sentence{Life: true}), long, fined}, "無期徒刑，併執行罰金新臺幣5,000元", "criminal-code/51/1/4"),
		Entry("death swallows life", []Conviction{convicted(abandon, Sentence{Death: true}), convicted(gravest, Sentence{Life: true}), long}, "死刑", "criminal-code/51/1/2"),
		Entry("no sentence", nil, ""),
	)

	It("leaves out what is not known and says so", func() {
		c := Combine(none, long, open)
		Expect(c.Whole.Counts).To(Equal(1))
		Expect(said(c.Lines)).To(ContainSubstring("另有1罪宣告刑不明，未計入"))
	})

	DescribeTable("the proviso of 50 I keeps classes apart",
		func(on string, convictions []Conviction, groups ...string) {
			at := none
			if on != "" {
				at = day(on)
			}
			c := Combine(at, convictions...)
			Expect(c.Split).To(Equal(len(groups) > 0))
			texts := []string{}
			for _, g := range c.Groups {
				texts = append(texts, g.Text())
			}
			Expect(texts).To(Equal(append([]string{}, groups...)))
			if c.Split {
				Expect(cited(c.Lines)).To(ContainElement("criminal-code/50/2"))
			}
		},
		Entry("易科 and neither", "", []Conviction{short, long, short}, "有期徒刑4月以上8月以下", "有期徒刑1年2月"),
		Entry("易科 and 社勞", "", []Conviction{short, serving}, "有期徒刑4月", "有期徒刑5月"),
		Entry("社勞 and neither", "", []Conviction{serving, long}, "有期徒刑5月", "有期徒刑1年2月"),
		Entry("all three", "", []Conviction{long, serving, short}, "有期徒刑4月", "有期徒刑5月", "有期徒刑1年2月"),
		Entry("one class", "", []Conviction{short, jailed, short}),
		Entry("fines do not count", "", []Conviction{short, fined}),
		Entry("on the first day of the proviso", "2013-01-25", []Conviction{short, long}, "有期徒刑4月", "有期徒刑1年2月"),
		Entry("the day before it", "2013-01-24", []Conviction{short, long}),
	)

	It("says that the class of some is not settled", func() {
		c := Combine(none, undated, long)
		Expect(c.Split).To(BeFalse())
		Expect(said(c.Lines)).To(ContainSubstring("有1罪是否得易科罰金未定"))
		Expect(said(Combine(none, undated).Lines)).NotTo(ContainSubstring("未定"))
		Expect(said(Combine(none, Conviction{Sentence: &Sentence{Detention: 5}, Act: day("2019-02-03")}, long).Lines)).To(ContainSubstring("有1罪是否得易科罰金未定"))
	})

	It("classes every conviction by the day of the combined decision", func() {
		then := serving
		then.On = day("2009-01-01") // when there was no community service
		Expect(Combine(none, then, serving).Split).To(BeFalse())
	})

	It("keeps 易科罰金 open above six months when every count has it (41 VIII)", func() {
		Expect(said(Combine(none, short, short).Lines)).To(ContainSubstring("縱逾六月，仍得易科罰金"))
		Expect(said(Combine(day("2009-12-31"), short, short).Lines)).To(ContainSubstring("應執行刑未逾六月者"))
		Expect(said(Combine(none, short, short, undated).Lines)).NotTo(ContainSubstring("縱逾六月"))
		Expect(said(Combine(none, short, long).Lines)).NotTo(ContainSubstring("縱逾六月"))
		Expect(said(Combine(none, short).Lines)).NotTo(ContainSubstring("縱逾六月"))
	})
})
