package penalty_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	. "shoumi/rules/penalty"
)

var (
	official  = Aggravation(1, 2, "公務員假借職務（個資法第44條）", "pdpa/44/1")
	inquiring = Aggravation(1, 2, "有調查職務之人員（貪污治罪條例第7條）", "anti-corruption/7/1")
	confessed = Mitigation("偵查中自白（貪污治罪條例第8條第2項）", "anti-corruption/8/2")
	attempt   = Mitigation("未遂犯（刑法第25條第2項）", "criminal-code/25/2").Optional()
	surrender = Mitigation("自首（刑法第62條）", "criminal-code/62/1").Optional()
	returned  = MitigationOrExemption("自首並繳交所得（貪污治罪條例第8條第1項）", "anti-corruption/8/1")
)

var _ = Describe("aggravating and mitigating", func() {
	DescribeTable("worked figures",
		func(base Range, changes []Change, text string, cites ...string) {
			r, lines := Apply(base, changes...)
			Expect(r.Text()).To(Equal(text))
			for _, c := range cites {
				Expect(cited(lines)).To(ContainElement(c))
			}
			for _, l := range lines {
				Expect(l.Text).NotTo(BeEmpty())
			}
		},
		Entry("nothing to change", leak, nil, "3年以下有期徒刑"),
		Entry("個資法41+44", data, []Change{official}, "3月以上7年6月以下有期徒刑，得併科新臺幣1,500元以上1,500,000元以下罰金",
			"pdpa/44/1", "criminal-code/67/1", "criminal-code/69/1"),
		Entry("刑法132 II by half", careless, []Change{official}, "3月以上1年6月以下有期徒刑、88日以下拘役或新臺幣1,500元以上13,500元以下罰金",
			"criminal-code/68/1", "criminal-code/72/1"),
		Entry("貪污5+7 is capped at 20 years", bribe, []Change{inquiring}, "10年6月以上20年以下有期徒刑，得併科新臺幣1,500元以上90,000,000元以下罰金",
			"criminal-code/33/1/3", "anti-corruption/7/1"),
		Entry("detention is capped at 120 days", Range{Detention: Detain()}, []Change{official, inquiring}, "120日以下拘役", "criminal-code/33/1/4"),
		Entry("an attempt halves", bribe, []Change{attempt}, "3年6月以上7年6月以下有期徒刑，得併科新臺幣500元以上30,000,000元以下罰金",
			"criminal-code/25/2", "criminal-code/66/1"),
		Entry("half of two months is less", leak, []Change{confessed}, "1月以上1年6月以下有期徒刑", "anti-corruption/8/2"),
		Entry("surrender leaves odd days out", Range{Imprisonment: Imprison(3, 5), Fine: Fined(1001)}, []Change{surrender},
			"1月15日以上2月15日以下有期徒刑或新臺幣500元罰金", "criminal-code/62/1", "criminal-code/72/1"),
		Entry("by two thirds where exemption is open", bribe, []Change{returned}, "2年4月以上5年以下有期徒刑，得併科新臺幣333元以上20,000,000元以下罰金", "anti-corruption/8/1"),
		Entry("a third of two months is less than a month", leak, []Change{returned}, "20日以上1年以下有期徒刑", "anti-corruption/8/1"),
		Entry("two mitigations one after the other", bribe, []Change{returned, confessed}, "1年2月以上2年6月以下有期徒刑，得併科新臺幣166元以上10,000,000元以下罰金",
			"criminal-code/70/1", "criminal-code/71/2"),
		Entry("detention falls at its maximum only", Range{Detention: Detain()}, []Change{attempt}, "29日以下拘役", "criminal-code/68/1"),
		Entry("but not below its own minimum", Range{Detention: &Days{30, 50}}, []Change{attempt}, "30日拘役", "criminal-code/68/1"),
		Entry("life is not aggravated, the term beside it is", gravest, []Change{inquiring}, "無期徒刑或15年以上20年以下有期徒刑，得併科新臺幣1,500元以上150,000,000元以下罰金", "criminal-code/65/1"),
		Entry("death and life are not aggravated", Range{Death: true, Life: true}, []Change{official}, "死刑或無期徒刑", "criminal-code/64/1", "criminal-code/65/1"),
		Entry("death becomes life", Range{Death: true}, []Change{attempt}, "無期徒刑", "criminal-code/64/2"),
		Entry("life becomes 15 to 20 years", Range{Life: true}, []Change{attempt}, "15年以上20年以下有期徒刑", "criminal-code/65/2"),
		Entry("life beside a term: both fall", gravest, []Change{confessed}, "5年以上20年以下有期徒刑，得併科新臺幣500元以上50,000,000元以下罰金", "criminal-code/65/2"),
		Entry("all three fall one step", abandon, []Change{attempt}, "無期徒刑或5年以上20年以下有期徒刑", "criminal-code/64/2", "criminal-code/65/2"),
	)

	It("aggravates first, whatever the order given, so that the cap comes before the half", func() {
		fifteen := Range{Imprisonment: Imprison(120, 0)}
		a, lines := Apply(fifteen, confessed, inquiring)
		b, _ := Apply(fifteen, inquiring, confessed)
		Expect(a).To(Equal(b))
		Expect(a.Text()).To(Equal("7年6月以上10年以下有期徒刑")) // 22年6月 capped at 20年, then half
		Expect(lines[1].Cites).To(ConsistOf("criminal-code/70/1", "criminal-code/71/1", "criminal-code/71/2"))
		Expect(lines[2].Text).To(ContainSubstring("加重其刑至二分之一"))
	})

	It("takes the smaller mitigation first", func() {
		_, lines := Apply(leak, returned, confessed)
		Expect(lines[2].Text).To(HavePrefix("偵查中自白"))
	})

	It("says each step, what 得 leaves open, and that 至 is a limit", func() {
		_, lines := Apply(leak, attempt)
		Expect(said(lines)).To(Equal("本刑：3年以下有期徒刑。\n" +
			"未遂犯（刑法第25條第2項）得減輕其刑至二分之一：3年以下有期徒刑 → 1月以上1年6月以下有期徒刑。\n" +
			"條文定為「得」：法院也可以不減輕，仍依原刑。\n" +
			"條文稱「至」若干分之幾，是加減之上限；以上為加減到底之範圍，實際加減多少由法院決定。"))
	})

	It("says where a term after life and another leave a gap between them", func() {
		_, lines := Apply(gravest, confessed)
		Expect(said(lines)).To(ContainSubstring("5年以上7年6月以下，或15年以上20年以下；兩段之間之刑期不在其內"))
		_, lines = Apply(Range{Life: true, Imprisonment: Imprison(120, 240)}, Change{Num: 1, Den: 4, Because: "某事由"})
		Expect(said(lines)).NotTo(ContainSubstring("兩段")) // 15 years is reached from both sides
		_, lines = Apply(Range{Life: true}, confessed)
		Expect(said(lines)).NotTo(ContainSubstring("兩段"))
	})

	It("names the fraction", func() {
		_, lines := Apply(leak, Aggravation(1, 3, "某事由"))
		Expect(lines[1].Text).To(ContainSubstring("加重其刑至三分之一"))
		_, lines = Apply(leak, Aggravation(1, 12, "某事由"))
		Expect(lines[1].Text).To(ContainSubstring("加重其刑至1/12"))
	})

	It("leaves the range it was given alone", func() {
		before := careless.Text()
		_, _ = Apply(careless, official, attempt)
		Expect(careless.Text()).To(Equal(before))
	})

	DescribeTable("computes nothing from a fraction that is none",
		func(c Change) {
			r, lines := Apply(leak, c)
			Expect(r).To(Equal(leak))
			Expect(said(lines)).To(ContainSubstring("不合法"))
		},
		Entry("no denominator", Aggravation(1, 0, "x")),
		Entry("nothing added", Aggravation(0, 2, "x")),
		Entry("all taken off", Change{Num: 2, Den: 2, Because: "x"}),
		Entry("less than nothing", Change{Num: -1, Den: 2, Because: "x"}),
	)
})

var _ = Describe("the widest reach of a court", func() {
	DescribeTable("keeps what 至 and 得 leave open",
		func(base Range, changes []Change, text string) {
			Expect(Reach(base, changes...).Text()).To(Equal(text))
		},
		Entry("no change", leak, nil, "3年以下有期徒刑"),
		Entry("optional attempt", leak, []Change{attempt}, "1月以上3年以下有期徒刑"),
		Entry("both ways", data, []Change{official, attempt}, "1月以上7年6月以下有期徒刑，得併科新臺幣500元以上1,500,000元以下罰金"),
		Entry("death may stay", Range{Death: true}, []Change{attempt}, "死刑或無期徒刑"),
		Entry("death must go", Range{Death: true}, []Change{confessed}, "無期徒刑"),
		Entry("life must go", gravest, []Change{confessed}, "5年以上20年以下有期徒刑，得併科新臺幣500元以上100,000,000元以下罰金"),
		Entry("detention", Range{Detention: Detain()}, []Change{official, attempt}, "88日以下拘役"),
	)
})
