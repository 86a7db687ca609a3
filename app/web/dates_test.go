package web_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/web"
	"shoumi/rules"
)

var _ = Describe("dates of acts", func() {
	today := rules.Day(2026, 11, 22)

	DescribeTable("reads", func(typed, iso, roc string) {
		d, problem := web.ParseActDate(typed, today)
		Expect(problem).To(BeEmpty())
		Expect(d.Text).To(Equal(iso))
		Expect(d.ROC()).To(Equal(roc))
	},
		Entry("slashes", "115/3/5", "2026-03-05", "民國115年3月5日"),
		Entry("seven digits", "1150305", "2026-03-05", "民國115年3月5日"),
		Entry("words", "民國115年3月5日", "2026-03-05", "民國115年3月5日"),
		Entry("words without era", "115年3月5日", "2026-03-05", "民國115年3月5日"),
		Entry("words of the long name", "中華民國115年3月5日", "2026-03-05", "民國115年3月5日"),
		Entry("words of the common era", "2026年3月5日", "2026-03-05", "民國115年3月5日"),
		Entry("西元", "西元2026/3/5", "2026-03-05", "民國115年3月5日"),
		Entry("ISO", "2026-03-05", "2026-03-05", "民國115年3月5日"),
		Entry("eight digits", "20260305", "2026-03-05", "民國115年3月5日"),
		Entry("dots", "115.3.5", "2026-03-05", "民國115年3月5日"),
		Entry("full width and spaces", " １１５ ／ ３ ／ ５ ", "2026-03-05", "民國115年3月5日"),
		Entry("two digits of 民國", "99/12/31", "2010-12-31", "民國99年12月31日"),
		Entry("six digits of 民國", "991231", "2010-12-31", "民國99年12月31日"),
		Entry("month in words", "民國108年2月", "2019-02", "民國108年2月（日不詳）"),
		Entry("month, ISO", "2019-02", "2019-02", "民國108年2月（日不詳）"),
		Entry("month with a slash", "108/2", "2019-02", "民國108年2月（日不詳）"),
		Entry("month, five digits", "10802", "2019-02", "民國108年2月（日不詳）"),
		Entry("month, six digits", "201902", "2019-02", "民國108年2月（日不詳）"),
		Entry("year", "2019", "2019", "民國108年（月日不詳）"),
		Entry("year of 民國", "108", "2019", "民國108年（月日不詳）"),
		Entry("year in words", "民國108年", "2019", "民國108年（月日不詳）"),
		Entry("leap day of 民國 113", "113/2/29", "2024-02-29", "民國113年2月29日"),
		Entry("interval", "108/2/1至108/3/15", "2019-02-01..2019-03-15", "民國108年2月1日至民國108年3月15日之間"),
		Entry("interval with dots", "2019-02-01..2019-03-15", "2019-02-01..2019-03-15", "民國108年2月1日至民國108年3月15日之間"),
		Entry("interval with a wave", "108年2月～108年3月", "2019-02..2019-03", "民國108年2月1日至民國108年3月31日之間"),
		Entry("interval in words", "民國108年到民國109年", "2019..2020", "民國108年1月1日至民國109年12月31日之間"),
		Entry("today", "115/11/22", "2026-11-22", "民國115年11月22日"),
		Entry("a year that is not over", "115", "2026", "民國115年（月日不詳）"),
	)

	DescribeTable("refuses", func(typed, says string) {
		_, problem := web.ParseActDate(typed, today)
		Expect(problem).To(ContainSubstring(says))
	},
		Entry("words", "上個月", "看不懂「上個月」這個日期，請寫成 115/3/5"),
		Entry("no leap day in 民國 110", "110/2/29", "沒有「110/2/29」這個日期"),
		Entry("month 13", "115/13/1", "沒有「115/13/1」這個日期"),
		Entry("day 0", "115/3/0", "沒有「115/3/0」這個日期"),
		Entry("month 0", "2019-00", "沒有「2019-00」這個日期"),
		Entry("a day without month", "115//5", "看不懂"),
		Entry("tomorrow", "115/11/23", "在今天之後"),
		Entry("turned round", "108/3至108/2", "起日在迄日之後"),
		Entry("three parts", "108至109至110", "看不懂"),
		Entry("before 民國", "1911-01-01", "看不懂"),
		Entry("民國 with a year of the common era", "民國2019年", "看不懂"),
		Entry("two readings", "191201", "看不懂"),
		Entry("nine digits", "202603051", "看不懂"),
	)
})
