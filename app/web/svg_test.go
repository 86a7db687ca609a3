package web_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/web"
	"shoumi/rules/penalty"
)

var _ = Describe("penalty bars", func() {
	three := &penalty.Range{Imprisonment: penalty.Imprison(0, 36)}
	one := &penalty.Range{Imprisonment: penalty.Imprison(0, 12), Detention: penalty.Detain(), Fine: penalty.Fined(9000)}
	seven := &penalty.Range{Imprisonment: penalty.Imprison(12, 84)}
	life := &penalty.Range{Imprisonment: penalty.Imprison(120, 0), Life: true}
	fine := &penalty.Range{Fine: penalty.Fined(9000)}

	DescribeTable("stand on one scale", func(drawn, ticks string, r *penalty.Range, others ...*penalty.Range) {
		d, t := web.Bar(r, others...)
		Expect(d).To(Equal(drawn))
		Expect(t).To(Equal(ticks))
	},
		Entry("from two months", "3.33% 56.67%", "0 1年 2年 3年 4年 5年", three),
		Entry("from nothing, where detention or a fine will do", "0.00% 20.00%", "0 1年 2年 3年 4年 5年", one),
		Entry("the longest sets the scale", "2.08% 35.42%", "0 2年 4年 6年 8年", three, seven),
		Entry("from a minimum", "12.50% 75.00%", "0 2年 4年 6年 8年", seven),
		Entry("on to life", "66.67% 33.33% open", "0 3年 6年 9年 12年 15年", life),
		Entry("a fine is not on the scale", "", "0 1年 2年 3年 4年 5年", fine),
	)
})
