package penalty_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	. "shoumi/rules/penalty"
)

var _ = Describe("instead of prison", func() {
	aggravated, _ := Apply(data, official)
	halfAgain, _ := Apply(leak, official)
	six, seven := &Sentence{Imprisonment: Months(6)}, &Sentence{Imprisonment: Term{6, 1}}
	act := day("2019-02-03")

	DescribeTable("易科罰金 (刑法41 I)",
		func(c Conviction, answer Answer, text string) {
			if c.Act.IsZero() {
				c.Act = act
			}
			got, lines := Convertible(c)
			Expect(got).To(Equal(answer))
			Expect(said(lines)).To(ContainSubstring(text))
		},
		Entry("six months for at most five years", Conviction{Base: data, Sentence: six}, Yes, "1,000元、2,000元或3,000元折算一日"),
		Entry("detention", Conviction{Base: careless, Sentence: &Sentence{Detention: 59}}, Yes, "拘役59日"),
		Entry("a day over six months", Conviction{Base: data, Sentence: seven}, No, "有期徒刑6月1日逾六月"),
		Entry("maximum above five years", Conviction{Base: bribe, Sentence: six}, No, "最重本刑逾五年"),
		Entry("just above five years", Conviction{Base: Range{Imprisonment: Imprison(0, 61)}, Sentence: six}, No, "最重本刑逾五年"),
		Entry("life", Conviction{Base: Range{Life: true}}, No, "最重本刑逾五年"),
		Entry("not known yet", Conviction{Base: data}, Depends, "若受六月以下"),
		Entry("only a fine", Conviction{Base: careless, Sentence: &Sentence{Fine: 5000}}, No, "易服勞役"),
		Entry("個資法44 lifts the maximum above five years: disputed", Conviction{Base: data, Special: &aggravated, Sentence: six}, Depends, "有爭議"),
		Entry("disputed or not, over six months is over", Conviction{Base: data, Special: &aggravated, Sentence: seven}, No, "逾六月"),
		Entry("an aggravation that stays below five years", Conviction{Base: leak, Special: &halfAgain, Sentence: six}, Yes, "折算一日"),
		Entry("an act before the law in the book", Conviction{Base: data, Sentence: six, Act: day("2006-06-30")}, NotEncoded, "未編入"),
		Entry("an act on its first day", Conviction{Base: data, Sentence: six, Act: day("2006-07-01")}, Yes, "折算一日"),
	)

	It("says when the day of the act is not known", func() {
		got, lines := Convertible(Conviction{Base: data})
		Expect(got).To(Equal(NotEncoded))
		Expect(said(lines)).To(ContainSubstring("行為日不明"))
	})

	DescribeTable("易服社會勞動 (刑法41 II, III)",
		func(c Conviction, answer Answer, cite string) {
			c.Act = act
			got, lines := CommunityService(c)
			Expect(got).To(Equal(answer))
			Expect(cited(lines)).To(ContainElement(cite))
		},
		Entry("instead of 易科", Conviction{Base: data, Sentence: six}, Yes, "criminal-code/41/2"),
		Entry("where 易科 is closed", Conviction{Base: bribe, Sentence: six}, Yes, "criminal-code/41/3"),
		Entry("where 易科 is disputed", Conviction{Base: data, Special: &aggravated, Sentence: six}, Yes, "criminal-code/41/3"),
		Entry("over six months", Conviction{Base: bribe, Sentence: seven}, No, "criminal-code/41/3"),
		Entry("not known yet", Conviction{Base: data}, Depends, "criminal-code/41/3"),
		Entry("only a fine", Conviction{Base: careless, Sentence: &Sentence{Fine: 5000}}, No, "criminal-code/42-1/1"),
		Entry("the day before it began", Conviction{Base: data, Sentence: six, On: day("2009-08-31")}, No, "criminal-code/41/2"),
		Entry("the day it began", Conviction{Base: data, Sentence: six, On: day("2009-09-01")}, Yes, "criminal-code/41/2"),
	)

	It("knows no community service for acts before the law in the book", func() {
		got, _ := CommunityService(Conviction{Base: data, Sentence: six, Act: day("2000-01-01")})
		Expect(got).To(Equal(NotEncoded))
	})

	DescribeTable("緩刑 (刑法74)",
		func(s *Sentence, record Record, answer Answer, text string) {
			got, lines := Probation(s, record)
			Expect(got).To(Equal(answer))
			Expect(said(lines)).To(ContainSubstring(text))
		},
		Entry("two years, no record", &Sentence{Imprisonment: Months(24)}, RecordNone, Yes, "二年以上五年以下之緩刑"),
		Entry("a day over two years", &Sentence{Imprisonment: Term{24, 1}}, RecordNone, No, "逾二年"),
		Entry("a fine, old record", &Sentence{Fine: 5000}, RecordOld, Yes, "罰金"),
		Entry("recent record", &Sentence{Detention: 5}, RecordRecent, No, "五年以內"),
		Entry("record not known", &Sentence{Detention: 5}, RecordUnknown, Depends, "前科不明"),
		Entry("sentence not known", nil, RecordNone, Depends, "宣告刑不明"),
		Entry("life", &Sentence{Life: true}, RecordNone, No, "逾二年"),
		Entry("exempted", &Sentence{}, RecordNone, No, "未宣告刑罰"),
	)
})
