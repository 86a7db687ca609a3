package penalty_test

import (
	"encoding/json"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	. "shoumi/rules/penalty"
)

var _ = Describe("a range", func() {
	DescribeTable("in Chinese and in JSON",
		func(r Range, text, wire string) {
			Expect(r.Text()).To(Equal(text))
			b, err := json.Marshal(r)
			Expect(err).NotTo(HaveOccurred())
			Expect(string(b)).To(Equal(wire))

			var back Range
			Expect(json.Unmarshal(b, &back)).To(Succeed())
			Expect(back).To(Equal(r))
		},
		Entry("刑法132 I", leak, "3年以下有期徒刑",
			`{"imprisonment_months":{"min":2,"max":36},"text":"3年以下有期徒刑"}`),
		Entry("刑法132 II", careless, "1年以下有期徒刑、拘役或新臺幣9,000元以下罰金",
			`{"imprisonment_months":{"min":2,"max":12},"detention":true,"fine_ntd":{"max":9000},"text":"1年以下有期徒刑、拘役或新臺幣9,000元以下罰金"}`),
		Entry("個資法41", data, "5年以下有期徒刑，得併科新臺幣1,000,000元以下罰金",
			`{"imprisonment_months":{"min":2,"max":60},"fine_ntd":{"max":1000000},"fine_mode":"additional","text":"5年以下有期徒刑，得併科新臺幣1,000,000元以下罰金"}`),
		Entry("個資法41 I, 2012", dataOf2012, "2年以下有期徒刑、拘役或科或併科新臺幣200,000元以下罰金",
			`{"imprisonment_months":{"min":2,"max":24},"detention":true,"fine_ntd":{"max":200000},"fine_mode":"either_or_both","text":"2年以下有期徒刑、拘役或科或併科新臺幣200,000元以下罰金"}`),
		Entry("貪污5", bribe, "7年以上有期徒刑，得併科新臺幣60,000,000元以下罰金",
			`{"imprisonment_months":{"min":84,"max":180},"fine_ntd":{"max":60000000},"fine_mode":"additional","text":"7年以上有期徒刑，得併科新臺幣60,000,000元以下罰金"}`),
		Entry("刑法120", abandon, "死刑、無期徒刑或10年以上有期徒刑",
			`{"death":true,"life":true,"imprisonment_months":{"min":120,"max":180},"text":"死刑、無期徒刑或10年以上有期徒刑"}`),
		Entry("a fine alone", finesOnly, "新臺幣30,000元以下罰金",
			`{"fine_ntd":{"max":30000},"text":"新臺幣30,000元以下罰金"}`),
		Entry("both ends named", Range{Imprisonment: Imprison(12, 84), Fine: &Money{500, 500}, FineMode: FineMust}, "1年以上7年以下有期徒刑，併科新臺幣500元罰金",
			`{"imprisonment_months":{"min":12,"max":84},"fine_ntd":{"min":500,"max":500},"fine_mode":"must","text":"1年以上7年以下有期徒刑，併科新臺幣500元罰金"}`),
		Entry("with days", Range{Imprisonment: &Terms{Term{Days: 20}, Term{4, 10}}, Detention: &Days{1, 88}}, "20日以上4月10日以下有期徒刑或88日以下拘役",
			`{"imprisonment_months":{"min":0,"min_days":20,"max":4,"max_days":10},"detention":true,"detention_days":{"min":1,"max":88},"text":"20日以上4月10日以下有期徒刑或88日以下拘役"}`),
		Entry("nothing", Range{}, "", `{"text":""}`),
	)

	It("does not write the ordinary mode of a fine", func() {
		r := careless
		r.FineMode = FineAlternative
		Expect(json.Marshal(r)).NotTo(ContainSubstring("fine_mode"))
		Expect(json.Marshal(Range{Life: true, FineMode: FineMust})).NotTo(ContainSubstring("fine_mode"))
		Expect(r.Text()).To(Equal(careless.Text()))
	})

	It("keeps a small fine in order", func() {
		Expect(Fined(900)).To(Equal(&Money{900, 900}))
	})

	It("refuses JSON that is none", func() {
		Expect(json.Unmarshal([]byte(`{"life":3}`), &Range{})).NotTo(Succeed())
	})

	DescribeTable("a pronounced sentence in Chinese",
		func(s Sentence, text string) { Expect(s.Text()).To(Equal(text)) },
		Entry(nil, Sentence{Imprisonment: Months(62), Fine: 30_000}, "有期徒刑5年2月，併科罰金新臺幣30,000元"),
		Entry(nil, Sentence{Detention: 40}, "拘役40日"),
		Entry(nil, Sentence{Fine: 900}, "罰金新臺幣900元"),
		Entry(nil, Sentence{Life: true}, "無期徒刑"),
		Entry(nil, Sentence{}, "免刑"),
	)
})
