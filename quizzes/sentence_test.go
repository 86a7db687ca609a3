package quizzes_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/quizzes"
	"shoumi/rules"
)

var _ = DescribeTable("what the numbers come to, in a sentence", func(s []quizzes.Sitting, zh, en string) {
	Expect(of("1", s).Sentence()).To(Equal(rules.Text{Zh: zh, En: en}))
},
	Entry("four people", crowd(4, first(2), byIndex, toB, 60), "資料不足：作答的不到5人，不顯示數字。", "Too little data: fewer than 5 officers answered, so no numbers are shown."),
	Entry("29 people", crowd(29, first(20), byIndex, toB, 60), "資料不足，僅供參考：只有29人作答。", "Too little data, for orientation only: 29 officers answered."),
	Entry("nothing", crowd(40, first(30), byIndex, func(i int) string { return []string{"b", "c", "d"}[i%3] }, 60), "看不出問題：40人作答，75%答對。", "Nothing stands out: 40 officers answered, 75% correctly."),
	Entry("the weaker are right, which is graver than a rival", crowd(40, first(30), func(i int) float64 { return float64(i) }, toB, 60),
		"此題可能有問題：答對者整體較弱（鑑別度-75）。請立即檢查題幹與答案。", "This item may be faulty: those who answer correctly are weaker overall (discrimination -75). Check its words and key at once."),
	Entry("one who chose d knows more than all", crowd(60, first(50), func(i int) float64 { return map[bool]float64{true: 200, false: byIndex(i)}[i == 59] }, func(i int) string { return []string{"b", "c", "d"}[i%3] }, 60),
		"選項可能有爭議：選某個錯誤選項的人，其他題反而答得比答對的人好。", "An option may be disputed: those who choose a wrong one do better on the rest than those who choose the key."),
	Entry("as good as guessing", crowd(40, first(13), byIndex, toB, 60), "與猜測無異：32%答對，用猜的也有25%。", "No better than guessing: 32% answer correctly, and guessing gives 25%."),
	Entry("answered in one second", crowd(40, first(30), byIndex, toB, 1), "多數人沒有讀完就作答：中位1秒。", "Most answer before they can have read it: the median is 1 s."),
	Entry("too hard", crowd(100, first(5), byIndex, toB, 60), "太難：只有5%答對。", "Too hard: only 5% answer correctly."),
	Entry("too easy", crowd(100, first(97), byIndex, toB, 60), "太容易：97%答對。", "Too easy: 97% answer correctly."),
	Entry("it does not matter who is right", crowd(40, func(i int) bool { return i%4 != 0 }, func(i int) float64 { return float64(i / 4 % 2) }, toB, 60), "鑑別度低（0）：懂的人與不懂的人，答對的差不多。", "Low discrimination (0): who knows and who does not answer correctly about as often."),
	Entry("nobody of fifty chooses c", crowd(50, first(40), byIndex, toB, 60), "有選項幾乎沒有人選，沒有作用。", "Hardly anybody chooses one of the options: it has no effect."),
)
