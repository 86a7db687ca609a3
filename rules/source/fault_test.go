package source_test

import (
	"errors"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/rules/source"
)

var _ = Describe("a fault", func() {
	at := func(file string, line, col int) source.Place {
		return source.Place{File: file, Line: line, Col: col}
	}

	DescribeTable("prints what it has", func(fault source.Fault, want ...string) {
		Expect(fault.String()).To(Equal(strings.Join(want, "\n")))
	},
		Entry("all", source.Fault{Place: at("a.yaml", 3, 7), Message: "錯了", Hint: "請改", Line: "法: 甲乙丙丁"},
			"a.yaml:3:7: 錯了", "    法: 甲乙丙丁", "    　  　　　^", "    提示：請改"),
		Entry("no file, no hint", source.Fault{Place: at("", 1, 1), Message: "錯了", Line: "x"},
			"<input>:1:1: 錯了", "    x", "    ^"),
		Entry("no line", source.Fault{Place: at("a.yaml", 1, 1), Message: "錯了", Hint: "請改"},
			"a.yaml:1:1: 錯了", "    提示：請改"),
		Entry("a file only", source.Fault{Place: at("a.yaml", 0, 0), Message: "找不到"}, "a.yaml: 找不到"),
		Entry("tabs stay tabs", source.Fault{Place: at("a", 1, 4), Message: "錯", Line: "\t甲\tx"},
			"a:1:4: 錯", "    \t甲\tx", "    \t　\t^"),
		Entry("fullwidth, halfwidth, Hangul, emoji", source.Fault{Place: at("a", 1, 6), Message: "錯", Line: "Ａｱ한😀，x"},
			"a:1:6: 錯", "    Ａｱ한😀，x", "    　 　　　^"),
		Entry("marks take no cell", source.Fault{Place: at("a", 1, 3), Message: "錯", Line: "e\u0301x"},
			"a:1:3: 錯", "    e\u0301x", "     ^"),
		Entry("behind the end", source.Fault{Place: at("a", 1, 3), Message: "錯", Line: "甲乙"},
			"a:1:3: 錯", "    甲乙", "    　　^"),
		Entry("nothing that steers the terminal", source.Fault{Place: at("a", 1, 3), Message: "錯\x1b[2J", Line: "\x1b\u202ex"},
			"a:1:3: 錯\ufffd[2J", "    \ufffd\ufffdx", "      ^"),
		Entry("a long line around the place", source.Fault{Place: at("a", 1, 101), Message: "錯", Line: strings.Repeat("甲", 100) + "x" + strings.Repeat("乙", 100)},
			"a:1:101: 錯", "    …"+strings.Repeat("甲", 60)+"x"+strings.Repeat("乙", 59)+"…", "     "+strings.Repeat("　", 60)+"^"),
		Entry("the end of a long line", source.Fault{Place: at("a", 1, 201), Message: "錯", Line: strings.Repeat("a", 200)},
			"a:1:201: 錯", "    …"+strings.Repeat("a", 120), "     "+strings.Repeat(" ", 120)+"^"),
	)

	It("is listed by place, once", func() {
		var faults source.Faults
		Expect(faults.Err()).To(BeNil())
		faults.Add(
			source.Fault{Place: at("b", 1, 1), Message: "己"},
			source.Fault{Place: at("a", 10, 1), Message: "戊"},
			source.Fault{Place: at("a", 9, 2), Message: "丁"},
			source.Fault{Place: at("a", 9, 2), Message: "丁", Hint: "請改"},
			source.Fault{Place: at("a", 9, 1), Message: "b"},
			source.Fault{Place: at("a", 9, 1), Message: "a"},
		)
		faults.Add(source.Fault{Place: at("b", 1, 1), Message: "己"})
		err := faults.Err()
		Expect(err).To(MatchError("a:9:1: a\na:9:1: b\na:9:2: 丁\n    提示：請改\na:10:1: 戊\nb:1:1: 己"))
		var list source.Faults
		Expect(errors.As(err, &list)).To(BeTrue())
		Expect(list).To(HaveLen(5))
	})
})

var _ = DescribeTable("did you mean", func(word string, among []string, want string) {
	near, ok := source.Suggest(word, among)
	Expect(near).To(Equal(want))
	Expect(ok).To(Equal(want != ""))
},
	Entry("a change", "labal", []string{"when", "label"}, "label"),
	Entry("a swap", "lable", []string{"label"}, "label"),
	Entry("a swap in a short word", "teh", []string{"the"}, "the"),
	Entry("one missing", "penaly", []string{"penalty"}, "penalty"),
	Entry("one too many", "penaltyy", []string{"penalty"}, "penalty"),
	Entry("the case", "LABEL", []string{"label"}, "label"),
	Entry("the nearest", "elemnts", []string{"element", "elements"}, "elements"),
	Entry("the first of equals", "bat", []string{"cat", "bar"}, "cat"),
	Entry("Chinese by runes", "無故洩漏", []string{"無故洩露"}, "無故洩露"),
	Entry("Chinese of two", "泄密", []string{"貪污", "洩密"}, "洩密"),
	Entry("a fullwidth space", "\u3000label", []string{"label"}, "label"),
	Entry("two changes in six", "lavels", []string{"labell"}, "labell"),
	Entry("two changes in five: too far", "lavel", []string{"rabel"}, ""),
	Entry("three changes in eight: too far", "abcdefgh", []string{"xyzdefgh"}, ""),
	Entry("never another single letter", "a", []string{"b"}, ""),
	Entry("nothing near", "甲乙", []string{"丙丁"}, ""),
	Entry("nothing at all", "x", nil, ""),
	Entry("an empty word", "", []string{"a", "ab"}, ""),
)
