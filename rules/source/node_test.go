package source_test

import (
	"fmt"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/rules/source"
)

// read parses text, lets use ask for values, and gives the faults as printed.
func read(text string, use func(*source.Node)) string {
	GinkgoHelper()
	var faults source.Faults
	root, ok := source.Parse("f.yaml", []byte(text), &faults)
	Expect(ok).To(BeTrue(), faults.Error())
	use(root)
	return faults.Error()
}

// brief leaves the first lines and the hints of printed faults.
func brief(printed string) string {
	var out []string
	for line := range strings.SplitSeq(printed, "\n") {
		if !strings.HasPrefix(line, "    ") || strings.HasPrefix(line, "    提示：") {
			out = append(out, strings.TrimSpace(line))
		}
	}
	return strings.Join(out, "\n")
}

var _ = Describe("a node", func() {
	It("gives what is asked for", func() {
		root := parse(`
條號: 132
名稱: 洩密罪
日期: 2019-12-27
生效: true
金額: -9000
零: 0
引: "007"
要件: [主體, "null", 1_000]
空:
`)
		m := root.Map()
		Expect(m.Need("條號").Int()).To(Equal(int64(132)))
		Expect(m.Need("條號").Text()).To(Equal("132"))
		Expect(m.Need("名稱").Text()).To(Equal("洩密罪"))
		Expect(m.Need("日期").Text()).To(Equal("2019-12-27"))
		Expect(m.Need("生效").Bool()).To(BeTrue())
		Expect(m.Need("生效").Text()).To(Equal("true"))
		Expect(m.Need("金額").Int()).To(Equal(int64(-9000)))
		Expect(m.Need("零").Int()).To(BeZero())
		Expect(m.Need("引").Text()).To(Equal("007"))
		Expect(m.Need("要件").Strings()).To(Equal([]string{"主體", "null", "1_000"}))
		Expect(m.Need("要件").List()[1].Place()).To(Equal(source.Place{File: "f.yaml", Line: 9, Col: 10}))
		Expect(m.Need("空").IsNull()).To(BeTrue())
		Expect(m.Keys()).To(Equal([]string{"條號", "名稱", "日期", "生效", "金額", "零", "引", "要件", "空"}))
		Expect(root.IsMap()).To(BeTrue())
		Expect(m.Get("要件").IsList()).To(BeTrue())
		Expect(m.Get("引").IsScalar()).To(BeTrue())
		Expect(m.Get("引").IsMap() || m.Get("引").IsList() || m.Get("引").IsNull()).To(BeFalse())
	})

	It("that is not there gives nothing and reports nothing", func() {
		Expect(read("a: 1\n", func(root *source.Node) {
			n := root.Map().Get("b")
			Expect(n).To(BeNil())
			n.Fault("x", "")
			n.Scalar().Fault(0, "x", "")
			Expect(n.Map().Need("c").Map().Keys()).To(BeEmpty())
			n.Map().Each(func(string, *source.Node, *source.Node) { Fail("visited") })
			n.Map().Done()
			Expect(n.List()).To(BeEmpty())
			Expect(n.Strings()).To(BeEmpty())
			Expect(n.Text()).To(BeEmpty())
			Expect(n.Bool()).To(BeFalse())
			Expect(n.Int()).To(BeZero())
			Expect(n.IsMap() || n.IsList() || n.IsScalar() || n.IsNull()).To(BeFalse())
			Expect(n.Place()).To(BeZero())
			Expect(n.File()).To(BeNil())
			Expect(n.Scalar().At(1)).To(BeZero())
		})).To(BeEmpty())
	})

	It("reads JSON", func() {
		root := parse("{\n\t\"甲\": [1, true, null, \"\\u4e2d\\n\"],\n\t\"b\": {}\n}\n")
		list := root.Map().Get("甲").List()
		Expect(list[0].Int()).To(Equal(int64(1)))
		Expect(list[1].Bool()).To(BeTrue())
		Expect(list[2].IsNull()).To(BeTrue())
		Expect(list[3].Text()).To(Equal("中\n"))
		Expect(list[3].Place()).To(Equal(source.Place{File: "f.yaml", Line: 2, Col: 23}))
		Expect(root.Map().Get("b").Map().Keys()).To(BeEmpty())
	})

	DescribeTable("of another shape", func(value string, ask func(*source.Node), want string) {
		Expect(brief(read("法: "+value+"\n", func(root *source.Node) {
			ask(root.Map().Get("法"))
		}))).To(Equal("f.yaml:" + want))
	},
		Entry("text for a map", "甲", asMap, "1:4: 這裡要寫一組欄位，現在是文字「甲」\n提示：請在下一行縮排，寫成「欄位: 值」"),
		Entry("a long text for a map", "|\n  甲\n  "+strings.Repeat("乙", 60), asMap,
			"1:4: 這裡要寫一組欄位，現在是文字「甲 "+strings.Repeat("乙", 58)+"…」\n提示：請在下一行縮排，寫成「欄位: 值」"),
		Entry("a fullwidth colon", "\n  主體：公務員", asMap, "2:3: 這裡要寫一組欄位，現在是文字「主體：公務員」\n提示：冒號要用半形「:」，後面空一格"),
		Entry("no blank behind the colon", "\n  主體:公務員", asMap, "2:3: 這裡要寫一組欄位，現在是文字「主體:公務員」\n提示：冒號「:」後面要空一格"),
		Entry("list for a map", "[]", asMap, "1:4: 這裡要寫一組欄位，現在是清單\n提示：請在下一行縮排，寫成「欄位: 值」"),
		Entry("null for a map", "~", asMap, "1:4: 這裡要寫一組欄位，現在是空的\n提示：請在下一行縮排，寫成「欄位: 值」"),
		Entry("text for a list", "甲", asList, "1:4: 這裡要寫清單，現在是文字「甲」\n提示：每一項寫一行，以「- 」開頭"),
		Entry("map for a list", "{a: 1}", asList, "1:4: 這裡要寫清單，現在是一組欄位\n提示：每一項寫一行，以「- 」開頭"),
		Entry("list for a text", "\n- 甲", asText, "2:1: 這裡要寫文字，現在是清單"),
		Entry("map for a text", "{a: 1}", asText, "1:4: 這裡要寫文字，現在是一組欄位"),
		Entry("null for a text", "null", asText, "1:4: 這裡要寫文字，現在是空值 null\n提示：確實要寫這幾個字時，請加引號：\"null\""),
		Entry("nothing for a text", "", asText, "1:3: 這裡要寫文字，現在是空的"),
		Entry("bad items in a list of texts", "[甲, ~, [x]]", asStrings,
			"1:8: 這裡要寫文字，現在是空值 ~\n提示：確實要寫這幾個字時，請加引號：\"~\"\nf.yaml:1:11: 這裡要寫文字，現在是清單"),
		Entry("yes", "yes", asBool, "1:4: 這裡要寫 true 或 false，現在是文字「yes」\n提示：請寫 true"),
		Entry("off", "off", asBool, "1:4: 這裡要寫 true 或 false，現在是文字「off」\n提示：請寫 false"),
		Entry("否", "否", asBool, "1:4: 這裡要寫 true 或 false，現在是文字「否」\n提示：請寫 false"),
		Entry("True", "True", asBool, "1:4: 這裡要寫 true 或 false，現在是文字「True」\n提示：請寫小寫、不加引號的 true"),
		Entry("quoted true", `"true"`, asBool, "1:4: 這裡要寫 true 或 false，現在是文字「true」\n提示：請寫小寫、不加引號的 true"),
		Entry("null for a boolean", "", asBool, "1:3: 這裡要寫 true 或 false，現在是空的\n提示：請寫 true（是）或 false（否）"),
		Entry("1 for a boolean", "1", asBool, "1:4: 這裡要寫 true 或 false，現在是文字「1」\n提示：請寫 true（是）或 false（否）"),
		Entry("a leading zero", "0123", asInt, notInt("0123", "123")),
		Entry("negative with leading zeros", "-007", asInt, notInt("-007", "-7")),
		Entry("zeros", "00", asInt, notInt("00", "0")),
		Entry("an underscore", "1_000", asInt, notInt("1_000", "1000")),
		Entry("commas", "1,000", asInt, notInt("1,000", "1000")),
		Entry("fullwidth digits", "１２", asInt, notInt("１２", "12")),
		Entry("hexadecimal", "0x1F", asInt, notInt("0x1F", "31")),
		Entry("octal", "0o17", asInt, notInt("0o17", "15")),
		Entry("an exponent", "1e3", asInt, notInt("1e3", "1000")),
		Entry("a plus", "+5", asInt, notInt("+5", "5")),
		Entry("a point", "12.0", asInt, notInt("12.0", "12")),
		Entry("a huge exponent", "1e999999999", asInt, "1:4: 這裡要寫整數，現在是文字「1e999999999」\n提示：請只用半形數字寫十進位整數，例如 1000"),
		Entry("a fraction", "1.5", asInt, "1:4: 這裡要寫整數，現在是文字「1.5」\n提示：請只用半形數字寫十進位整數，例如 1000"),
		Entry("quoted digits", `"12"`, asInt, "1:4: 這裡要寫整數，現在是文字「12」\n提示：請去掉引號，寫 12"),
		Entry("words", "三人", asInt, "1:4: 這裡要寫整數，現在是文字「三人」\n提示：請只用半形數字寫十進位整數，例如 1000"),
		Entry("null for a number", "", asInt, "1:3: 這裡要寫整數，現在是空的\n提示：請只用半形數字寫十進位整數，例如 1000"),
		Entry("list for a number", "[1]", asInt, "1:4: 這裡要寫整數，現在是清單\n提示：請只用半形數字寫十進位整數，例如 1000"),
		Entry("too large", "9223372036854775808", asInt,
			"1:4: 整數「9223372036854775808」太大\n提示：最大 9223372036854775807，最小 -9223372036854775808"),
		Entry("months in words", "六個月", asMonths, "1:4: 「六個月」不是期間\n提示：寫 6m、1y、7y6m"),
		Entry("months before years", "6m1y", asMonths, "1:4: 「6m1y」不是期間\n提示：寫 6m、1y、7y6m"),
		Entry("a number without a unit", "6", asMonths, "1:4: 「6」不是期間\n提示：寫 6m、1y、7y6m"),
		Entry("no months", "\"\"", asMonths, "1:4: 「」不是期間\n提示：寫 6m、1y、7y6m"),
		Entry("null for months", "", asMonths, "1:3: 這裡要寫文字，現在是空的"),
		Entry("list for months", "[1y]", asMonths, "1:4: 這裡要寫文字，現在是清單"),
	)

	DescribeTable("a length in years and months", func(text string, want int) {
		Expect(parse("法: " + text + "\n").Map().Get("法").Months()).To(Equal(want))
	},
		Entry("months", "6m", 6), Entry("years", "1y", 12), Entry("both", "7y6m", 90), Entry("nothing", "0m", 0))
})

func asMap(n *source.Node) {
	m := n.Map()
	m.Need("x") // a wrong shape is one fault, not one for each field
	m.Done()
	Expect(m.Keys()).To(BeEmpty())
}
func asList(n *source.Node)    { Expect(n.List()).To(BeEmpty()) }
func asText(n *source.Node)    { Expect(n.Text()).To(BeEmpty()) }
func asStrings(n *source.Node) { Expect(n.Strings()).To(Equal([]string{"甲"})) }
func asBool(n *source.Node)    { Expect(n.Bool()).To(BeFalse()) }
func asInt(n *source.Node)     { Expect(n.Int()).To(BeZero()) }
func asMonths(n *source.Node)  { Expect(n.Months()).To(BeZero()) }

func notInt(written, better string) string {
	return fmt.Sprintf("1:4: 這裡要寫整數，現在是文字「%s」\n提示：請寫十進位整數，例如 %s；若是代號或文字，請加引號：\"%s\"", written, better, written)
}

var _ = Describe("a map", func() {
	It("reports missing and unknown fields, all of them, at their place", func() {
		Expect(read("要件:\n  - labal: 主體\n    when: official\n    完全不同: 1\n", func(root *source.Node) {
			m := root.Map()
			for _, item := range m.Need("要件").List() {
				m := item.Map()
				m.Need("label")
				m.Get("when")
				m.Get("when")
				m.Done()
			}
			m.Done()
		})).To(Equal("" +
			"f.yaml:2:5: 不認得的欄位「labal」\n" +
			"      - labal: 主體\n" +
			"        ^\n" +
			"    提示：您是不是要寫「label」？\n" +
			"f.yaml:2:5: 缺少必要欄位「label」\n" +
			"      - labal: 主體\n" +
			"        ^\n" +
			"f.yaml:4:5: 不認得的欄位「完全不同」\n" +
			"        完全不同: 1\n" +
			"        ^\n" +
			"    提示：這裡可以寫：label、when"))
	})

	It("whose keys are data is visited in order, and all is used", func() {
		Expect(read("乙: 1\n甲: 2\n", func(root *source.Node) {
			var got []string
			root.Map().Each(func(key string, keyNode, value *source.Node) {
				got = append(got, fmt.Sprint(key, " ", keyNode.Place(), " ", value.Int()))
			})
			Expect(got).To(Equal([]string{"乙 f.yaml:1:1 1", "甲 f.yaml:2:1 2"}))
			root.Map().Done()
		})).To(BeEmpty())
	})

	It("reports a key that is there twice, and takes the first", func() {
		Expect(read("甲: 1\n乙: {丙: 1, \"丙\": 2}\n甲: 3\n甲: [~]\n", func(root *source.Node) {
			m := root.Map()
			Expect(m.Get("甲").Int()).To(Equal(int64(1)))
			Expect(m.Get("乙").Map().Need("丙").Int()).To(Equal(int64(1)))
			Expect(m.Keys()).To(Equal([]string{"甲", "乙"}))
			m.Done()
		})).To(Equal("" +
			"f.yaml:2:11: 欄位「丙」重複\n" +
			"    乙: {丙: 1, \"丙\": 2}\n" +
			"    　   　     ^\n" +
			"    提示：第 2 行第 5 欄已經寫過，請留下一個\n" +
			"f.yaml:3:1: 欄位「甲」重複\n" +
			"    甲: 3\n" +
			"    ^\n" +
			"    提示：第 1 行第 1 欄已經寫過，請留下一個\n" +
			"f.yaml:4:1: 欄位「甲」重複\n" +
			"    甲: [~]\n" +
			"    ^\n" +
			"    提示：第 1 行第 1 欄已經寫過，請留下一個"))
	})

	It("names in every fault the part of the file that it is about", func() {
		var faults source.Faults
		root, _ := source.Parse("f.yaml", []byte("甲:\n  乙: [a, {丙: 1, 丁: x}]\n"), &faults)
		outer := root.Map().Get("甲").Map()
		items := outer.Get("乙").List()
		items[0].Int()
		items[1].Map().Get("丙").Bool()
		items[1].Map().Need("戊")
		items[1].Map().Done()
		items[0].Scalar().Fault(0, "此處", "")
		outer.Each(func(_ string, key, _ *source.Node) { key.Fault("名稱", "") })
		root.Fault("全部", "")
		root.Map().Need("己")
		var paths []string
		for _, f := range faults {
			paths = append(paths, f.Path)
		}
		Expect(paths).To(Equal([]string{"甲/乙/0", "甲/乙/1/丙", "甲/乙/1/戊", "甲/乙/1/丁", "甲/乙/0", "甲/乙", "", "己"}))
	})

	It("finds the part of a path, or what is there on the way to it", func() {
		root := parse("甲:\n  乙: [a, {丙: 1, 丁: x}]\n")
		for path, want := range map[string]string{"": "", "甲": "甲", "甲/乙/0": "甲/乙/0", "甲/乙/1/丁": "甲/乙/1/丁", "甲/乙/1/戊/己": "甲/乙/1", "甲/乙/2": "甲/乙", "甲/乙/0/庚": "甲/乙/0", "辛": ""} {
			Expect(root.At(path).Path()).To(Equal(want), path)
		}
		Expect((*source.Node)(nil).At("甲")).To(BeNil())
	})

	It("prints lines that end in CR LF without the CR", func() {
		Expect(read("甲: 1\r\n乙: 2\r\n", func(root *source.Node) {
			root.Map().Get("甲")
			root.Map().Done()
		})).To(Equal("f.yaml:2:1: 不認得的欄位「乙」\n    乙: 2\n    ^\n    提示：這裡可以寫：甲"))
	})

	It("lets a fault be put anywhere in the file", func() {
		Expect(read("甲: 1\n乙: 2\n", func(root *source.Node) {
			file := root.File()
			Expect(file.Name).To(Equal("f.yaml"))
			Expect(file.Line(2)).To(Equal("乙: 2"))
			Expect(file.Line(0) + file.Line(9)).To(BeEmpty())
			file.Fault(2, 2, "這裡", "")
			file.Fault(99, 1, "尾", "")
			file.Fault(0, 0, "首", "")
		})).To(Equal("f.yaml:1:1: 首\n    甲: 1\n    ^\nf.yaml:2:2: 這裡\n    乙: 2\n    　^\nf.yaml:2:5: 尾\n    乙: 2\n    　   ^"))
	})
})
