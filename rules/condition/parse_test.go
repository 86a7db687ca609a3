package condition_test

import (
	"fmt"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/rules/condition"
	"shoumi/rules/source"
)

// vocabulary is small, and has one variable of each type.
func vocabulary() *condition.Language {
	return condition.NewLanguage([]condition.Variable{
		{Name: "intent"},
		{Name: "careless"},
		{Name: "position", Type: condition.Enum, Values: []string{"officer", "delegate", "private"}},
		{Name: "info", Type: condition.Set, Values: []string{"vehicle", "household", "檢舉人"}},
		{Name: "offenders", Type: condition.Int},
		{Name: "acted", Type: condition.Date},
	}, []string{"public_official"})
}

// told is every fault on a line: offset, message, and what was perhaps meant.
func told(text string) []string {
	tree, faults := vocabulary().Parse(text)
	if len(faults) > 0 {
		Expect(tree).To(BeNil())
	}
	out := []string{}
	for _, f := range faults {
		line := fmt.Sprintf("%d %s", f.Offset, f.Message)
		if near, ok := source.Suggest(f.Unknown, f.Among); ok {
			line += " → " + near
		}
		out = append(out, line)
	}
	return out
}

var _ = DescribeTable("what is wrong with a condition, where, and what was meant",
	func(text string, want ...string) { Expect(told(text)).To(HaveExactElements(want)) },
	Entry("nothing there", "", "0 條件是空的"),
	Entry("blanks", " \n ", "0 條件是空的"),
	Entry("cut off", "intent and", "9 條件的寫法有誤：還沒寫完就結束了"),
	Entry("a bracket too few", "(intent", "6 條件的寫法有誤：還沒寫完就結束了"),
	Entry("a bracket too many", "intent)", "6 條件的寫法有誤：這裡不該有「)」"),
	Entry("an operator of another language", "intent & careless", "7 條件的寫法有誤：這裡不該有「&」"),
	Entry("Chinese for an operator", "intent 且 careless", "7 條件的寫法有誤：這裡不該有「且」"),
	Entry("a quote too few", `position == "officer`, "20 條件的寫法有誤：引號沒有結束"),
	Entry("# without a set", "#", "0 條件的寫法有誤：這裡不該有「#」"),
	Entry("a number too large", "offenders > 99999999999999999999", "31 條件的寫法有誤：數字寫錯或太大"),
	Entry("a misspelt fact", "intnet", "0 沒有叫做「intnet」的事實或概念 → intent"),
	Entry("a misspelt concept", "not public_oficial", "4 沒有叫做「public_oficial」的事實或概念 → public_official"),
	Entry("a misspelt fact behind Chinese", `"檢舉人" in info and carelss`, "18 沒有叫做「carelss」的事實或概念 → careless"),
	Entry("a fact in Chinese", "公務員", "0 沒有叫做「公務員」的事實或概念"),
	Entry("a literal outside the domain", `position == "oficer"`, "12 「position」沒有「oficer」這個值 → officer"),
	Entry("a literal before the name", `"甲" != position`, "0 「position」沒有「甲」這個值"),
	Entry("several literals", `position in ["officer", "delegat", "乙"]`,
		"24 「position」沒有「delegat」這個值 → delegate", "35 「position」沒有「乙」這個值"),
	Entry("a member that is none", `"檢舉" in info`, "0 「info」沒有「檢舉」這個值 → 檢舉人"),
	Entry("a member in a predicate", `any(info, # == "檢舉人" or # == "vehicel")`, "29 「info」沒有「vehicel」這個值 → vehicle"),
	Entry("a member in a list", `none(info, # in ["檢舉人", "hosehold"])`, "24 「info」沒有「hosehold」這個值 → household"),
	Entry("a type", `offenders > "三"`, "10 型別不合：「>」兩邊不能是 整數 與 文字"),
	Entry("a type behind Chinese", `"檢舉人" in info and intent == 1`, "25 型別不合：「==」兩邊不能是 真假值 與 整數"),
	Entry("an enum as a truth value", "position", "0 「position」不是真假值"),
	Entry("a number as a truth value", "intent and offenders + 1", "11 「offenders + 1」不是真假值"),
	Entry("a number as an answer", "intent ? offenders : careless", "9 「offenders」不是真假值"),
	Entry("a day that never was", `acted < date("2019-02-30")`, "13 「2019-02-30」不是日期，請寫成 date(\"2019-12-27\")"),
	Entry("a day that is computed", `acted < date(position)`, "8 date 只收一個寫死的日期，例如 date(\"2019-12-27\")"),
	Entry("a day as text", `acted < "2019-02-03"`, "6 型別不合：「<」兩邊不能是 整數 與 文字"),
	Entry("a clock", "acted < now()", "8 沒有叫做「now」的事實或概念"),
	Entry("a set as a value", `info == ["vehicle"]`, "0 集合「info」請用 \"值\" in info，或 any、all、none"),
	Entry("a part of a set", `"vehicle" in info[0:1]`, "0 集合「info」請用 \"值\" in info，或 any、all、none"),
	Entry("an enum in a set", "position in info", "0 集合「info」請用 \"值\" in info，或 any、all、none"),
	Entry("the number of members", "len(info) > 1", "0 沒有叫做「len」的事實或概念"),
	Entry("another quantifier", `one(info, # == "vehicle")`, "0 不能用 one；集合只有 any、all、none"),
	Entry("a filter", "intent and filter(info, true)", "11 不能用 filter；集合只有 any、all、none"),
	Entry("a quantifier over no set", `any(position, # == "officer")`, "0 any 的第一個參數要是集合事實"),
	Entry("a predicate that reads facts", "all(info, intent)", "0 all 裡的條件只能比較 # 與固定的值"),
	Entry("a predicate that is no truth value", "any(info, #)", "0 any 裡的條件只能比較 # 與固定的值"),
	Entry("a concept that is compared", "public_official == intent", "0 概念「public_official」只能用 and、or、not 或 ?: 組合，不能拿來比較"),
	Entry("nil", "intent == nil", "10 條件裡沒有 nil；不知道的事實不必寫，引擎自己會分開"),
	Entry("nothing read", "1 == 1", "0 「1 == 1」沒有讀取任何事實"),
	Entry("several of one kind", "甲 and intnet or 乙",
		"0 沒有叫做「甲」的事實或概念", "6 沒有叫做「intnet」的事實或概念 → intent", "16 沒有叫做「乙」的事實或概念"),
	Entry("several kinds", `"檢舉" in info and acted > date("去年") or postion == "officer"`,
		"0 「info」沒有「檢舉」這個值 → 檢舉人", "30 「去年」不是日期，請寫成 date(\"2019-12-27\")", "39 沒有叫做「postion」的事實或概念 → position"),
	Entry("several types", "position and (offenders or intent) and info",
		"0 「position」不是真假值", "14 「offenders」不是真假值", "39 「info」不是真假值"),
	Entry("several lines", "intent and\n  \"檢舉人\" in info and\n  carelss", "33 沒有叫做「carelss」的事實或概念 → careless"),
	Entry("nothing at all", `intent and not (position == "officer" or public_official) ? any(info, # != "檢舉人") : offenders >= 3 and acted < date("2019-12-27")`),
)

// shape writes a tree as operators over the texts of its parts.
func shape(t *condition.Tree) string {
	op := [...]string{condition.And: "and", condition.Or: "or", condition.Not: "not", condition.If: "if", condition.Atom: "", condition.Ref: "@", condition.Const: "="}[t.Op]
	if len(t.Kids) == 0 {
		return op + "⟨" + t.Text + "⟩"
	}
	var kids []string
	for _, k := range t.Kids {
		kids = append(kids, shape(k))
	}
	return op + "(" + strings.Join(kids, " ") + ")"
}

var _ = Describe("a split condition", func() {
	DescribeTable("has the parts that the operators make", func(text, want string) {
		tree, faults := vocabulary().Parse(text)
		Expect(faults).To(BeEmpty())
		Expect(shape(tree)).To(Equal(want))
	},
		Entry("a chain is one node", "intent and careless and public_official", "and(⟨intent⟩ ⟨careless⟩ @⟨public_official⟩)"),
		Entry("brackets and spellings", "!(intent || not careless)", "not(or(⟨intent⟩ not(⟨careless⟩)))"),
		Entry("if", `intent ? position == "officer" : true`, `if(⟨intent⟩ ⟨position == "officer"⟩ =⟨true⟩)`),
		Entry("not in", `"檢舉人" not in info`, `not(⟨"檢舉人" in info⟩)`),
		Entry("any", `any(info, # in ["vehicle", "檢舉人"])`, `or(⟨"vehicle" in info⟩ ⟨"檢舉人" in info⟩)`),
		Entry("all", `all(info, # == "vehicle")`, `and(not(⟨"household" in info⟩) not(⟨"檢舉人" in info⟩))`),
		Entry("none", `none(info, # == "vehicle")`, `not(⟨"vehicle" in info⟩)`),
		Entry("what holds of no member", `any(info, # == "vehicle" and # == "household")`, `=⟨any(info, # == "vehicle" and # == "household")⟩`),
		Entry("comparisons stay whole", "offenders >= 3 and offenders + 1 < 9", "and(⟨offenders >= 3⟩ ⟨offenders + 1 < 9⟩)"),
	)

	It("is read once for the same words", func() {
		l := vocabulary()
		a, _ := l.Parse("intent and careless")
		b, _ := l.Parse("intent and careless")
		Expect(a).To(BeIdenticalTo(b))
		_, faults := l.Parse("intnet")
		_, again := l.Parse("intnet")
		Expect(again).To(Equal(faults))
	})

	It("says which variables its atoms read", func() {
		tree, _ := vocabulary().Parse(`intent == careless or "vehicle" in info`)
		Expect(tree.Kids[0].Reads).To(Equal([]string{"intent", "careless"}))
		Expect(tree.Kids[1].Reads).To(Equal([]string{"info"}))
	})
})
