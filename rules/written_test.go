package rules_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/rules"
)

// The forms of dates are held by the specs of the pages, which read all of them.
var _ = Describe("what people write", func() {
	DescribeTable("is a number", func(text string, n int64) {
		got, ok := rules.ParseNumber(text)
		Expect(ok).To(BeTrue())
		Expect(got).To(Equal(n))
	},
		Entry("digits", "15000", int64(15000)),
		Entry("commas", "15,000", int64(15000)),
		Entry("full width", " １５，０００ ", int64(15000)),
		Entry("萬", "1萬5,000", int64(15000)),
		Entry("萬 alone", "12萬", int64(120000)),
		Entry("億 and 萬", "2億3000萬", int64(230000000)),
		Entry("億 and more", "1億5", int64(100000005)),
		Entry("thousands of 萬", "1,200萬", int64(12000000)),
		Entry("money", "新臺幣1萬5,000元", int64(15000)),
		Entry("money of a spreadsheet", "NT$15,000.00", int64(15000)),
		Entry("a round sum", "9000元整", int64(9000)),
		Entry("zero", "0", int64(0)),
		Entry("less than nothing", "-3", int64(-3)),
	)

	DescribeTable("is no number", func(text string) {
		_, ok := rules.ParseNumber(text)
		Expect(ok).To(BeFalse())
	},
		Entry("nothing", ""),
		Entry("a currency alone", "元"),
		Entry("a minus alone", "-"),
		Entry("words", "一萬"),
		Entry("commas in the wrong places", "1,5000"),
		Entry("a fraction", "1.5"),
		Entry("a fraction of 萬", "1.5萬"),
		Entry("an exponent", "1.5E+05"),
		Entry("an end as large as its unit", "1萬20000"),
		Entry("萬 as large as 億", "1億20000萬"),
		Entry("too much", "99999999999999999999"),
		Entry("too many 億", "99999999999999億"),
	)

	It("says what is wrong with a date, and of which part", func() {
		_, err := rules.ParseWritten("108/2/1至108/2/30")
		Expect(err).To(MatchError(rules.ErrDateNone))
		Expect(err).To(MatchError("「108/2/30」：沒有這個日期"))
		_, err = rules.ParseWrittenDay("108/2")
		Expect(err).To(MatchError(rules.ErrDateDay))
		_, err = rules.ParseWrittenPeriod("108/2至108/3")
		Expect(err).To(MatchError(rules.ErrDateForm))
	})
})
