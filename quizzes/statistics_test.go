package quizzes_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/quizzes"
)

// Six officers, four items, marks 0 or 1:
//
//	      1  2  3  4   total   rest without 2, 3, 4
//	A     1  1  1  1     4          3  3  3
//	B     1  1  1  0     3          2  2  3
//	C     1  1  0  1     3          2  3  2
//	D     1  0  1  0     2          2  1  2
//	E     1  0  0  0     1          1  1  1
//	F     1  1  0  0     2          1  2  2
//
// Item 1: all right, variance 0: discrimination and efficiency are not defined.
// Item 2: facility 4/6. Rests 3 2 2 2 1 1: mean 11/6, Σr² = 23, variance
// 23/6 − 121/36 = 17/36. Σxr = 3+2+2+1 = 8, covariance 8/6 − (2/3)(11/6) = 1/9.
// Variance of x (2/3)(1/3) = 2/9. Correlation (1/9)/√(2/9·17/36) = 2/√34 = 0.342997.
// Highest covariance, both sorted (0 0 1 1 1 1; 1 1 2 2 2 3): 9/6 − 11/9 = 5/18;
// efficiency (1/9)/(5/18) = 0.4.
// Item 3: facility 1/2. Rests 3 2 3 1 1 2: mean 2, Σxr = 3+2+1 = 6, covariance
// 6/6 − (1/2)·2 = 0: discrimination 0, efficiency 0.
// Item 4: facility 1/3. Rests 3 3 2 2 1 2: mean 13/6, Σr² = 31, variance
// 31/6 − 169/36 = 17/36. Σxr = 3+2 = 5, covariance 5/6 − (1/3)(13/6) = 1/9.
// Correlation again 2/√34; highest covariance (0 0 0 0 1 1; 1 2 2 2 3 3)
// 6/6 − 13/18 = 5/18; efficiency 0.4.
//
// Form: totals 4 3 3 2 1 2: mean 2.5, median 2.5, Σ deviations² = 5.5, sample
// variance 5.5/5 = 1.1, SD 1.048809. Deviations cubed 3.375 + 0.125 + 0.125 −
// 0.125 − 3.375 − 0.125 = 0: skew 0. Item variances 0, 2/9, 1/4, 2/9: 25/36;
// of the total 5.5/6 = 33/36. α = 4/3·(1 − 25/33) = 32/99 = 0.323232. Standard
// error 1.048809·√(67/99) = 0.862817.
var marks = [6][4]float64{{1, 1, 1, 1}, {1, 1, 1, 0}, {1, 1, 0, 1}, {1, 0, 1, 0}, {1, 0, 0, 0}, {1, 1, 0, 0}}

// one is an item with the key a.
func one(id string) *quizzes.Item {
	return &quizzes.Item{ID: id, Type: quizzes.Single, Stem: "題幹", Key: quizzes.Answer{Options: []string{"a"}},
		Options: []quizzes.Option{{ID: "a", Text: "甲"}, {ID: "b", Text: "乙"}, {ID: "c", Text: "丙"}, {ID: "d", Text: "丁"}}}
}

func sittings(marks [6][4]float64) []quizzes.Sitting {
	var out []quizzes.Sitting
	for i, row := range marks {
		s := quizzes.Sitting{Officer: string(rune('A' + i)), At: time.Date(2026, 1, 1+i, 9, 0, 0, 0, time.UTC)}
		for k, m := range row {
			chosen := "b"
			if m == 1 {
				chosen = "a"
			}
			s.Answers = append(s.Answers, quizzes.Answered{Item: strconv.Itoa(k + 1), Version: "v1", Mark: m, Max: 1, Chosen: []string{chosen}, Seconds: 30 + float64(i)})
		}
		out = append(out, s)
	}
	return out
}

func of(id string, s []quizzes.Sitting) quizzes.ItemStatistics {
	return quizzes.Statistics(one(id), "v1", s, quizzes.DefaultThresholds)
}

// near is a matcher for a number that is there.
func near(x float64) OmegaMatcher { return PointTo(BeNumerically("~", x, 1e-4)) }

func PointTo(m OmegaMatcher) OmegaMatcher {
	return WithTransform(func(x *float64) any {
		if x == nil {
			return "—"
		}
		return *x
	}, m)
}

// crowd are n officers of whom right(i) says who is right on item 1; rest(i) is what
// they get for the rest, chosen(i) what a wrong one chose.
func crowd(n int, right func(i int) bool, rest func(i int) float64, chosen func(i int) string, seconds float64) []quizzes.Sitting {
	var out []quizzes.Sitting
	for i := range n {
		a := quizzes.Answered{Item: "1", Version: "v1", Max: 1, Chosen: []string{chosen(i)}, Seconds: seconds}
		if right(i) {
			a.Mark, a.Chosen = 1, []string{"a"}
		}
		out = append(out, quizzes.Sitting{Officer: fmt.Sprint(i), Answers: []quizzes.Answered{a, {Item: "rest", Version: "v1", Mark: rest(i), Max: 10}}})
	}
	return out
}

var _ = Describe("item statistics", func() {
	It("are the hand-computed numbers", func() {
		s := sittings(marks)
		Expect(of("1", s).Facility).To(near(100))
		Expect(of("1", s).Discrimination).To(BeNil(), "undefined, never 0")
		Expect(of("1", s).Efficiency).To(BeNil())
		Expect(of("2", s).Facility).To(near(66.6667))
		Expect(of("2", s).Discrimination).To(near(34.2997))
		Expect(of("2", s).Efficiency).To(near(40))
		Expect(of("3", s).Facility).To(near(50))
		Expect(of("3", s).Discrimination).To(near(0))
		Expect(of("3", s).Efficiency).To(near(0))
		Expect(of("4", s).Facility).To(near(33.3333))
		Expect(of("4", s).Discrimination).To(near(34.2997))
		Expect(of("4", s).Efficiency).To(near(40))
		Expect(of("4", s).Guess).To(Equal(25.0))
		Expect(of("4", s).MedianSeconds).To(near(32.5))
		Expect(*of("4", s).Officers).To(Equal(6))
		Expect(of("4", s).Flags).To(Equal([]quizzes.Flag{quizzes.TooFew}), "n < 30")
		Expect(quizzes.TooFew.Zh()).To(Equal("資料不足，僅供參考"))
	})

	It("of the form are the hand-computed numbers", func() {
		f := quizzes.StatisticsOfForm(sittings(marks))
		Expect(f.Officers).To(Equal(6))
		Expect(f.Mean).To(near(2.5))
		Expect(f.Median).To(near(2.5))
		Expect(f.SD).To(near(1.048809))
		Expect(f.Skew).To(near(0))
		Expect(f.Alpha).To(near(0.323232))
		Expect(f.Error).To(near(0.862817))
		same := quizzes.StatisticsOfForm(sittings([6][4]float64{{1, 1}, {1, 1}, {1, 1}, {1, 1}, {1, 1}, {1, 1}}))
		Expect(same.SD).To(near(0))
		Expect(same.Alpha).To(BeNil())
		Expect(same.Skew).To(BeNil())
		Expect(quizzes.StatisticsOfForm(nil)).To(Equal(quizzes.FormStatistics{}))
	})

	It("do not depend on who is who, nor on the order", func() {
		s := sittings(marks)
		r := rand.New(rand.NewPCG(4, 1))
		r.Shuffle(len(s), func(i, j int) { s[i], s[j] = s[j], s[i] })
		for i := range s {
			s[i].Officer = fmt.Sprint("renamed ", r.IntN(1000)*10+i)
		}
		for _, id := range []string{"1", "2", "3", "4"} {
			Expect(of(id, s)).To(Equal(of(id, sittings(marks))))
		}
	})

	It("do not change when an item is added that everybody has right", func() {
		s := sittings(marks)
		for i := range s {
			s[i].Answers = append(s[i].Answers, quizzes.Answered{Item: "5", Version: "v1", Mark: 1, Max: 1})
		}
		for _, id := range []string{"2", "4"} {
			with, without := of(id, s), of(id, sittings(marks))
			Expect(with.Discrimination).To(near(*without.Discrimination))
			Expect(with.Efficiency).To(near(*without.Efficiency))
		}
	})

	It("set a long form and a short one side by side", func() {
		long := sittings(marks)
		short := sittings(marks)
		for i := range short {
			short[i].Officer += " of the short form"
			short[i].Answers = short[i].Answers[:2]
		}
		// Item 2, right 1 1 1 0 0 1 in both: rests of the long form 1 2/3 2/3 2/3 1/3 1/3,
		// of the short 1 for all. Σr = 29/3, Σr² = 77/9, variance 77/108 − (29/36)² =
		// 83/1296. Σxr = 20/3, covariance 5/9 − (2/3)(29/36) = 1/54. Correlation
		// (1/54)/√(2/9·83/1296) = 0.155230.
		Expect(of("2", short).Discrimination).To(BeNil())
		Expect(of("2", slices.Concat(long, short)).Discrimination).To(near(15.52301))
	})

	It("count the first sitting of an officer only, and never mix versions", func() {
		s := sittings(marks)
		again := sittings([6][4]float64{{0, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}})
		for i := range again {
			again[i].At = again[i].At.AddDate(1, 0, 0)
		}
		Expect(of("2", slices.Concat(again, s))).To(Equal(of("2", s)))
		newer := sittings([6][4]float64{{0, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}})
		for i := range newer {
			for k := range newer[i].Answers {
				newer[i].Answers[k].Version = "v2"
			}
		}
		Expect(of("2", slices.Concat(s, newer))).To(Equal(of("2", s)))
		Expect(quizzes.Statistics(one("2"), "v2", slices.Concat(s, newer), quizzes.DefaultThresholds).Facility).To(near(0))
	})

	It("are hidden for fewer than five people, and the complement too", func() {
		few := of("2", sittings(marks)[:4])
		Expect(few).To(Equal(quizzes.ItemStatistics{Item: "2", Version: "v1", Guess: 25, Flags: []quizzes.Flag{quizzes.TooFew}}))
		// Of item 2 four chose a, two b, nobody c and d: all are below five.
		for _, o := range of("2", sittings(marks)).Options {
			Expect(o.Chosen).To(BeNil(), o.Option)
			Expect(o.RestMean).To(BeNil(), o.Option)
		}
		Expect(quizzes.Suppress([]int{30, 20, 3})).To(Equal([]bool{false, true, true}), "3 would follow from the total and the others")
		Expect(quizzes.Suppress([]int{30, 20, 3, 4})).To(Equal([]bool{false, false, true, true}))
		Expect(quizzes.Suppress([]int{30, 0, 0})).To(Equal([]bool{true, true, true}), "both 0 would follow")
		Expect(quizzes.Suppress([]int{30, 20})).To(Equal([]bool{false, false}))
		Expect(quizzes.Suppress([]int{2})).To(Equal([]bool{true}))
	})

	It("show the share and the rest of the choosers where enough people stand behind", func() {
		s := crowd(40, func(i int) bool { return i < 20 }, func(i int) float64 { return float64(40-i) / 10 }, func(i int) string { return []string{"b", "c"}[i%2] }, 60)
		options := of("1", s).Options
		Expect(*options[0].Chosen).To(Equal(20))
		Expect(options[0].Share).To(near(0.5))
		Expect(options[0].RestMean).To(near(30.5)) // 4.0 down to 2.1, of ten
		Expect(options[1].Chosen).To(BeNil(), "the smallest group beside the hidden d")
		Expect(*options[2].Chosen).To(Equal(10))
		Expect(options[3].Chosen).To(BeNil())
	})
})

var _ = DescribeTable("flags", func(flag quizzes.Flag, set bool, s []quizzes.Sitting) {
	if set {
		Expect(of("1", s).Flags).To(ContainElement(flag))
	} else {
		Expect(of("1", s).Flags).NotTo(ContainElement(flag))
	}
},
	Entry("29 people say nothing", quizzes.TooFew, true, crowd(29, first(20), byIndex, toB, 60)),
	Entry("30 are enough", quizzes.TooFew, false, crowd(30, first(20), byIndex, toB, 60)),
	Entry("97 % right is too easy", quizzes.TooEasy, true, crowd(100, first(97), byIndex, toB, 60)),
	Entry("95 % right is not", quizzes.TooEasy, false, crowd(100, first(95), byIndex, toB, 60)),
	Entry("29 % right is too hard", quizzes.TooHard, true, crowd(100, first(29), byIndex, toB, 60)),
	Entry("30 % right is not", quizzes.TooHard, false, crowd(100, first(30), byIndex, toB, 60)),
	Entry("the weaker are right", quizzes.Inverted, true, crowd(40, first(20), func(i int) float64 { return float64(i) }, toB, 60)),
	Entry("the stronger are right", quizzes.Inverted, false, crowd(40, first(20), byIndex, toB, 60)),
	Entry("it does not matter who is right", quizzes.Weak, true, crowd(40, func(i int) bool { return i%2 == 0 }, func(i int) float64 { return float64(i / 2 % 2) }, toB, 60)),
	Entry("as good as guessing", quizzes.GuessLevel, true, crowd(40, first(12), byIndex, toB, 60)),
	Entry("better than guessing", quizzes.GuessLevel, false, crowd(40, first(30), byIndex, toB, 60)),
	Entry("nobody of fifty chooses c", quizzes.DeadDistractor, true, crowd(50, first(20), byIndex, toB, 60)),
	Entry("nobody of forty-nine", quizzes.DeadDistractor, false, crowd(49, first(20), byIndex, toB, 60)),
	Entry("every option is chosen", quizzes.DeadDistractor, false, crowd(60, first(20), byIndex, func(i int) string { return []string{"b", "c", "d"}[i%3] }, 60)),
	Entry("those who choose b know more", quizzes.RivalKey, true, crowd(40, first(20), func(i int) float64 { return float64(i) }, toB, 60)),
	Entry("those who choose b know less", quizzes.RivalKey, false, crowd(40, first(20), byIndex, toB, 60)),
	Entry("answered in one second, six runes take more", quizzes.Fast, true, crowd(40, first(20), byIndex, toB, 1)),
	Entry("answered in two seconds", quizzes.Fast, false, crowd(40, first(20), byIndex, toB, 2)),
)

func first(n int) func(int) bool { return func(i int) bool { return i < n } }
func byIndex(i int) float64      { return float64(100 - i) }
func toB(int) string             { return "b" }
