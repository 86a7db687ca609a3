package penalty_test

import (
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	. "shoumi/rules/penalty"
)

var _ = Describe("limitation of prosecution (刑法80)", func() {
	DescribeTable("years and last day",
		func(base Range, act string, years int, last, cite string) {
			l := Limitation(base, day(act), false)
			Expect(l.Encoded).To(BeTrue())
			Expect(l.None).To(BeFalse())
			Expect(l.Years).To(Equal(years))
			Expect(l.Last.Format(time.DateOnly)).To(Equal(last))
			Expect(cited(l.Lines)).To(ContainElements(cite, "criminal-code/80/2", "criminal-code/82/1", "criminal-code/83/1"))
		},
		Entry("洩密, three years", leak, "2019-02-03", 20, "2039-02-02", "criminal-code/80/1/2"),
		Entry("過失洩密, one year", careless, "2019-02-03", 10, "2029-02-02", "criminal-code/80/1/3"),
		Entry("收賄, fifteen years", bribe, "2019-02-03", 30, "2049-02-02", "criminal-code/80/1/1"),
		Entry("ten years exactly", Range{Imprisonment: Imprison(36, 120)}, "2019-01-01", 30, "2048-12-31", "criminal-code/80/1/1"),
		Entry("below ten years", Range{Imprisonment: Imprison(36, 119)}, "2019-01-01", 20, "2038-12-31", "criminal-code/80/1/2"),
		Entry("below three years", dataOf2012, "2013-05-01", 10, "2023-04-30", "criminal-code/80/1/3"),
		Entry("below one year", Range{Imprisonment: Imprison(0, 6)}, "2019-03-01", 5, "2024-02-29", "criminal-code/80/1/4"),
		Entry("detention", Range{Detention: Detain()}, "2019-03-01", 5, "2024-02-29", "criminal-code/80/1/4"),
		Entry("a fine", finesOnly, "2020-02-29", 5, "2025-02-28", "criminal-code/80/1/4"),
		Entry("life", Range{Life: true}, "2006-07-01", 30, "2036-06-30", "criminal-code/80/1/1"),
		Entry("death", Range{Death: true}, "2006-07-01", 30, "2036-06-30", "criminal-code/80/1/1"),
	)

	It("says the days as Taiwan writes them", func() {
		Expect(said(Limitation(leak, day("2019-02-03"), false).Lines)).To(ContainSubstring("民國108年2月3日起算，末日為民國128年2月2日"))
	})

	It("has none where death resulted and the offence has ten years or more", func() {
		l := Limitation(bribe, day("2010-01-01"), true)
		Expect(l.None).To(BeTrue())
		Expect(l.Last.IsZero()).To(BeTrue())
		Expect(cited(l.Lines)).To(ContainElement("criminal-code-enforcement/8-2/1"))
		Expect(Limitation(leak, day("2010-01-01"), true).None).To(BeFalse())
	})

	It("does not know the law before 2006-07-01", func() {
		l := Limitation(leak, day("2006-06-30"), false)
		Expect(l.Encoded).To(BeFalse())
		Expect(said(l.Lines)).To(ContainSubstring("行為日民國95年6月30日在民國95年7月1日之前"))
	})
})

var _ = Describe("the unit of fines (刑法施行法1-1)", func() {
	DescribeTable("what an amount in the Criminal Code means in NT$",
		func(amount int64, amended string, ntd int64, text string) {
			got, ok, lines := RestateFine(amount, day(amended), day("2010-05-01"))
			Expect(ok).To(BeTrue())
			Expect(got).To(Equal(ntd))
			Expect(said(lines)).To(ContainSubstring(text))
			Expect(lines[0].Cites).To(ContainElement("criminal-code-enforcement/1-1/1"))
		},
		Entry("132 of 1935", int64(300), "1935-01-01", int64(9000), "三十倍"),
		Entry("317 of 1935", int64(1000), "1935-01-01", int64(30_000), "三十倍"),
		Entry("the day before the window", int64(100), "1983-06-25", int64(3000), "三十倍"),
		Entry("the first day of the window", int64(100), "1983-06-26", int64(300), "三倍"),
		Entry("318-1 of 1997", int64(5000), "1997-10-08", int64(15_000), "三倍"),
		Entry("358 of 2003", int64(100_000), "2003-06-25", int64(300_000), "三倍"),
		Entry("315-1 passed 2005-01-07, promulgated 2005-02-02", int64(30_000), "2005-02-02", int64(90_000), "三倍"),
		Entry("132 as rewritten in 2019", int64(9000), "2019-12-25", int64(9000), "即為新臺幣"),
	)

	It("does not know acts before 2006-07-01", func() {
		got, ok, lines := RestateFine(300, day("1935-01-01"), day("2006-06-30"))
		Expect(got).To(BeZero())
		Expect(ok).To(BeFalse())
		Expect(said(lines)).To(ContainSubstring("未編入"))
		_, ok, _ = RestateFine(300, day("1935-01-01"), day("2006-07-01"))
		Expect(ok).To(BeTrue())
	})
})
