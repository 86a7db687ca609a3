package penalty_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	. "shoumi/rules/penalty"
)

var _ = Describe("weighing penalties (刑法35)", func() {
	// From the lightest to the heaviest.
	ladder := []Range{
		{},
		{Fine: Fined(30_000)},
		{Fine: Fined(50_000)},
		{Detention: Detain(), Fine: Fined(9000)},
		{Detention: Detain()},
		{Imprisonment: Imprison(0, 12), Fine: Fined(9000)},
		careless,
		{Imprisonment: Imprison(0, 12), Detention: Detain(), Fine: Fined(10_000)},
		{Imprisonment: Imprison(0, 12), Detention: Detain()},
		{Imprisonment: Imprison(0, 12)},
		{Imprisonment: Imprison(0, 12), Fine: Fined(1000), FineMode: FineAdditional},
		{Imprisonment: Imprison(6, 12), Fine: Fined(9000)},
		dataOf2012,
		leak,
		data,
		bribe,
		{Life: true, Imprisonment: Imprison(84, 0)},
		gravest,
		{Life: true},
		abandon,
		{Death: true, Life: true},
		{Death: true},
	}

	It("puts each rung above the one before", func() {
		for i := range ladder {
			for j := range ladder {
				Expect(sign(Compare(ladder[i], ladder[j]))).To(Equal(sign(i-j)), "%d %q against %d %q", i, ladder[i].Text(), j, ladder[j].Text())
			}
		}
	})

	It("finds no difference between 得併科 and 併科", func() {
		must := data
		must.FineMode = FineMust
		Expect(Compare(data, must)).To(BeZero())
	})

	It("calls a later law more lenient only when it is lighter", func() {
		Expect(MoreLenient(leak, data)).To(BeTrue())
		Expect(MoreLenient(data, leak)).To(BeFalse())
		Expect(MoreLenient(leak, leak)).To(BeFalse())
	})
})

func sign(n int) int {
	switch {
	case n < 0:
		return -1
	case n > 0:
		return 1
	}
	return 0
}

var _ = Describe("one act, several offences (刑法55)", func() {
	forged := Range{Imprisonment: Imprison(12, 84)} // 刑法 213

	DescribeTable("the heaviest, not below the minimum of the lighter",
		func(offences []Range, heaviest int, text string) {
			r, i, lines := OneAct(offences...)
			Expect(i).To(Equal(heaviest))
			Expect(r.Text()).To(Equal(text))
			Expect(cited(lines)).To(ContainElement("criminal-code/55/1"))
		},
		Entry("洩密與個資法", []Range{leak, data}, 1, "5年以下有期徒刑，得併科新臺幣1,000,000元以下罰金"),
		Entry("the lighter has the higher minimum", []Range{{Imprisonment: Imprison(6, 36)}, data}, 1, "6月以上5年以下有期徒刑，得併科新臺幣1,000,000元以下罰金"),
		Entry("choices milder than the lighter's mildest fall away",
			[]Range{{Imprisonment: Imprison(0, 36), Detention: Detain(), Fine: Fined(9000)}, {Imprisonment: Imprison(6, 24)}}, 0, "6月以上3年以下有期徒刑"),
		Entry("only the fine falls when the lighter has detention",
			[]Range{{Imprisonment: Imprison(0, 36), Detention: Detain(), Fine: Fined(9000)}, {Imprisonment: Imprison(0, 24), Detention: &Days{10, 59}}}, 0, "3年以下有期徒刑或10日以上59日以下拘役"),
		Entry("科或併科 becomes 得併科", []Range{{Imprisonment: Imprison(0, 36), Fine: Fined(9000), FineMode: FineEither}, {Imprisonment: Imprison(0, 24)}}, 0,
			"3年以下有期徒刑，得併科新臺幣9,000元以下罰金"),
		Entry("the least fine is raised", []Range{careless, {Fine: &Money{3000, 5000}}}, 0, "1年以下有期徒刑、拘役或新臺幣3,000元以上9,000元以下罰金"),
		Entry("a choice wholly below the lighter's minimum falls away", []Range{{Life: true, Imprisonment: Imprison(0, 60)}, {Imprisonment: Imprison(84, 120)}}, 0, "無期徒刑"),
		Entry("detention wholly below it too", []Range{{Imprisonment: Imprison(0, 12), Detention: &Days{1, 20}}, {Detention: &Days{30, 59}}}, 0, "1年以下有期徒刑"),
		Entry("and a fine wholly below it", []Range{{Detention: Detain(), Fine: Fined(2000)}, {Fine: &Money{3000, 5000}}}, 0, "拘役"),
		Entry("a minimum that is reached already stays", []Range{forged, leak}, 0, "1年以上7年以下有期徒刑"),
		Entry("a fine on top is no floor", []Range{bribe, forged, data}, 0, "7年以上有期徒刑，得併科新臺幣60,000,000元以下罰金"),
		Entry("equal ones: the first", []Range{leak, leak}, 0, "3年以下有期徒刑"),
		Entry("a single one", []Range{leak}, 0, "3年以下有期徒刑"),
	)

	It("leaves a fine of the lighter to the court", func() {
		_, i, lines := OneAct(forged, data)
		Expect(i).To(Equal(0))
		Expect(said(lines)).To(ContainSubstring("由法院判斷，此處不計入"))
		_, _, lines = OneAct(forged, leak)
		Expect(said(lines)).NotTo(ContainSubstring("併科"))
	})

	It("has nothing to say of no offence", func() {
		_, i, lines := OneAct()
		Expect(i).To(Equal(-1))
		Expect(lines).To(BeEmpty())
	})
})

var _ = Describe("where a reported sentence lies", func() {
	DescribeTable("below, within, above; never an error",
		func(s Sentence, r Range, place Place) { Expect(Position(s, r)).To(Equal(place)) },
		Entry("4年2月 against 7 years", Sentence{Imprisonment: Months(50)}, bribe, Below),
		Entry("at the minimum", Sentence{Imprisonment: Months(84)}, bribe, Within),
		Entry("at the maximum", Sentence{Imprisonment: Months(180)}, bribe, Within),
		Entry("a day over", Sentence{Imprisonment: Term{180, 1}}, bribe, Above),
		Entry("detention where only imprisonment", Sentence{Detention: 30}, leak, Below),
		Entry("detention among the choices", Sentence{Detention: 59}, careless, Within),
		Entry("too much detention", Sentence{Detention: 60}, careless, Above),
		Entry("a fine among the choices", Sentence{Fine: 9000}, careless, Within),
		Entry("too high a fine", Sentence{Fine: 9001}, careless, Above),
		Entry("too low a fine", Sentence{Fine: 999}, careless, Below),
		Entry("a fine alone where it only comes on top", Sentence{Fine: 5000}, data, Below),
		Entry("a fine alone where 科或併科", Sentence{Fine: 5000}, dataOf2012, Within),
		Entry("a fine on top", Sentence{Imprisonment: Months(6), Fine: 50_000}, data, Within),
		Entry("too high a fine on top", Sentence{Imprisonment: Months(6), Fine: 1_000_001}, data, Above),
		Entry("the highest fine on top", Sentence{Imprisonment: Months(6), Fine: 1_000_000}, data, Within),
		Entry("the lowest fine on top", Sentence{Imprisonment: Months(6), Fine: 1000}, data, Within),
		Entry("too low a fine on top", Sentence{Imprisonment: Months(6), Fine: 1}, data, Below),
		Entry("a fine on top where there is none", Sentence{Imprisonment: Months(6), Fine: 5000}, leak, Above),
		Entry("and where it is only a choice", Sentence{Imprisonment: Months(6), Fine: 5000}, careless, Above),
		Entry("no fine where there must be one", Sentence{Imprisonment: Months(6)}, Range{Imprisonment: Imprison(0, 36), Fine: Fined(9000), FineMode: FineMust}, Below),
		Entry("no fine where there may be one", Sentence{Imprisonment: Months(6)}, data, Within),
		Entry("life", Sentence{Life: true}, gravest, Within),
		Entry("life where only terms", Sentence{Life: true}, bribe, Above),
		Entry("death", Sentence{Death: true}, gravest, Above),
		Entry("death where it is open", Sentence{Death: true}, abandon, Within),
		Entry("exempted", Sentence{}, careless, Below),
		Entry("imprisonment where only a fine", Sentence{Imprisonment: Months(2)}, finesOnly, Above),
		Entry("against nothing", Sentence{Fine: 1000}, Range{}, Above),
	)
})
