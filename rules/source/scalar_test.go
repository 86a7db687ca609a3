package source_test

import (
	"fmt"
	"math/rand/v2"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"go.yaml.in/yaml/v4"

	"shoumi/rules/source"
)

// parse reads text that has no fault.
func parse(text string) *source.Node {
	GinkgoHelper()
	var faults source.Faults
	root, ok := source.Parse("f.yaml", []byte(text), &faults)
	Expect(faults.Err()).To(Succeed(), "%q", text)
	Expect(ok).To(BeTrue())
	return root
}

// places writes the place of every rune of a scalar and of its end.
func places(s source.Scalar) string {
	var out []string
	for i := range len([]rune(s.Value)) + 1 {
		out = append(out, fmt.Sprintf("%d:%d", s.At(i).Line, s.At(i).Col))
	}
	return strings.Join(out, " ")
}

// runeAt is the rune in the file at a place; '\n' behind the end of a line.
func runeAt(text string, at source.Place) rune {
	line := []rune(strings.TrimSuffix(strings.Split(text, "\n")[at.Line-1], "\r"))
	if at.Col-1 >= len(line) {
		return '\n'
	}
	return line[at.Col-1]
}

var _ = Describe("the places inside a scalar", func() {
	DescribeTable("in every style", func(text, value, want string) {
		s := parse(text).Map().Need("法").Scalar()
		Expect(s.Value).To(Equal(value))
		Expect(places(s)).To(Equal(want))
	},
		Entry("plain", "法: 甲 b", "甲 b", "1:4 1:5 1:6 1:7"),
		Entry("plain behind Chinese in a flow map", "{案: 洩密, 法: 甲乙, x: 1}", "甲乙", "1:12 1:13 1:14"),
		Entry("plain as a JSON-like key's value", `{"法":甲乙}`, "甲乙", "1:6 1:7 1:8"),
		Entry("plain before a comment", "法: 甲#乙 # 註", "甲#乙", "1:4 1:5 1:6 1:7"),
		Entry("plain, a colon inside", "法: 甲:乙", "甲:乙", "1:4 1:5 1:6 1:7"),
		Entry("plain, folded", "法: 甲\n  乙", "甲 乙", "1:4 1:5 2:3 2:4"),
		Entry("plain, begun on the next line", "法:\n  甲\n  乙\n", "甲 乙", "2:3 2:4 3:3 3:4"),
		Entry("plain, blanks at the fold", "法: 甲 \t \n  \t乙\n", "甲 乙", "1:4 1:5 2:4 2:5"),
		Entry("plain, empty lines", "法: 甲\n\n \n  乙\nz: 1", "甲\n\n乙", "1:4 2:1 3:2 4:3 4:4"),
		Entry("plain, CR LF", "法: 甲\r\n  乙\r\n", "甲 乙", "1:4 1:5 2:3 2:4"),
		Entry("plain, outside the BMP", "法: 𠀀乙", "𠀀乙", "1:4 1:5 1:6"),
		Entry("single-quoted", "法: '甲 乙'", "甲 乙", "1:5 1:6 1:7 1:8"),
		Entry("single-quoted, nothing", "法: ''", "", "1:5"),
		Entry("single-quoted, a quote", "法: '甲''乙'''", "甲'乙'", "1:5 1:6 1:8 1:9 1:11"),
		Entry("single-quoted, a backslash", `法: '\n'`, `\n`, "1:5 1:6 1:7"),
		Entry("single-quoted, folded", "法: '甲  \n  乙\n\n  丙'", "甲 乙\n丙", "1:5 1:6 2:3 3:1 4:3 4:4"),
		Entry("single-quoted, blanks at the ends", "法: ' 甲 '", " 甲 ", "1:5 1:6 1:7 1:8"),
		Entry("double-quoted", `法: "甲 乙"`, "甲 乙", "1:5 1:6 1:7 1:8"),
		Entry("double-quoted, escapes", `法: "\n甲\"\\乙\t\/"`, "\n甲\"\\乙\t/", "1:5 1:7 1:8 1:10 1:12 1:13 1:15 1:17"),
		Entry("double-quoted, codes", `法: "\x41甲\u4E2D\U00020000乙"`, "A甲中𠀀乙", "1:5 1:9 1:10 1:16 1:26 1:27"),
		Entry("double-quoted, the rest", `法: "\0\a\b\v\f\r\e\ \N\_\L\P."`, "\x00\a\b\v\f\r\x1b \u0085\u00a0\u2028\u2029.",
			"1:5 1:7 1:9 1:11 1:13 1:15 1:17 1:19 1:21 1:23 1:25 1:27 1:29 1:30"),
		Entry("double-quoted, a line joined", "法: \"甲 \\\n   乙\"", "甲 乙", "1:5 1:6 2:4 2:5"),
		Entry("double-quoted, a line joined over an empty one", "法: \"甲\\\n\n  乙\"", "甲\n乙", "1:5 2:1 3:3 3:4"),
		Entry("double-quoted, a blank kept", "法: \"甲\\\n  \\ 乙\"", "甲 乙", "1:5 2:3 2:5 2:6"),
		Entry("double-quoted, folded", "法: \"甲\n  乙 \n\n\n丙\"", "甲 乙\n\n丙", "1:5 1:6 2:3 3:1 4:1 5:1 5:2"),
		Entry("double-quoted, CR LF", "法: \"甲\\\r\n  乙\r\n 丙\"", "甲乙 丙", "1:5 2:3 2:4 3:2 3:3"),
		Entry("literal", "法: |\n  甲 乙\n  丙\n", "甲 乙\n丙\n", "2:3 2:4 2:5 2:6 3:3 3:4 3:4"),
		Entry("literal, stripped", "法: |-  # 註\n  甲\n\n", "甲", "2:3 2:4"),
		Entry("literal, kept", "法: |+\n  甲\n\n", "甲\n\n", "2:3 2:4 3:1 3:1"),
		Entry("literal, empty lines before", "法: |\n\n \n   甲\n", "\n\n甲\n", "2:1 3:2 4:4 4:5 4:5"),
		Entry("literal, an indicator", "法: |2-\n    甲\n  乙\n", "  甲\n乙", "2:3 2:4 2:5 2:6 3:3 3:4"),
		Entry("literal, the indicator behind", "法: |-2\n    甲\n", "  甲", "2:3 2:4 2:5 2:6"),
		Entry("literal, an indicator and blanks", "法: |1\n   \n 甲\n", "  \n甲\n", "2:2 2:3 2:4 3:2 3:3 3:3"),
		Entry("literal, tabs and empty lines", "法: |\n  甲\n\n  \t乙\n", "甲\n\n\t乙\n", "2:3 2:4 3:1 4:3 4:4 4:5 4:5"),
		Entry("literal, no break at the end of the file", "法: |\n  甲", "甲", "2:3 2:4"),
		Entry("literal, blanks at the end of the file", "法: |+\n  甲\n ", "甲\n\n", "2:3 2:4 3:2 3:2"),
		Entry("literal, CR LF", "法: |\r\n  甲\r\n  乙\r\n", "甲\n乙\n", "2:3 2:4 3:3 3:4 3:4"),
		Entry("literal, nothing", "法: |\nz: 1\n", "", "1:4"),
		Entry("literal, followed by a field", "法: |\n  甲\n\n\nz: 1\n", "甲\n", "2:3 2:4 2:4"),
		Entry("literal, what looks like a comment", "法: |\n  甲 # 乙\n", "甲 # 乙\n", "2:3 2:4 2:5 2:6 2:7 2:8 2:8"),
		Entry("folded", "法: >\n  甲\n  乙\n", "甲 乙\n", "2:3 2:4 3:3 3:4 3:4"),
		Entry("folded, empty lines", "法: >-\n  甲\n\n\n  乙\n", "甲\n\n乙", "2:3 3:1 4:1 5:3 5:4"),
		Entry("folded, more indented", "法: >\n  甲\n    乙\n  丙\n", "甲\n  乙\n丙\n",
			"2:3 2:4 3:3 3:4 3:5 3:6 4:3 4:4 4:4"),
		Entry("folded, an indicator", "法: >1-\n  甲\n 乙\n 丙", " 甲\n乙 丙", "2:2 2:3 2:4 3:2 3:3 4:2 4:3"),
		Entry("folded, kept", "法: >+\n  甲\n\n", "甲\n\n", "2:3 2:4 3:1 3:1"),
	)

	It("holds for a scalar that is the whole file", func() {
		s := parse("|1\n  甲\n 乙\n").Scalar()
		Expect(s.Value).To(Equal(" 甲\n乙\n"))
		Expect(places(s)).To(Equal("2:2 2:3 2:4 3:2 3:3 3:3"))
	})

	It("holds deep in lists and maps, and for keys", func() {
		root := parse("- 甲:\n  - |\n    乙\n  - 'x': >-\n       丙\n       丁\n")
		list := root.List()[0].Map().Get("甲").List()
		Expect(places(list[0].Scalar())).To(Equal("3:5 3:6 3:6"))
		list[1].Map().Each(func(_ string, key, value *source.Node) {
			Expect(places(key.Scalar())).To(Equal("4:6 4:7"))
			Expect(places(value.Scalar())).To(Equal("5:8 5:9 6:8 6:9"))
		})
	})

	It("goes to the start before the text and to the end behind it", func() {
		s := parse("法: '甲乙'").Map().Get("法").Scalar()
		Expect(s.At(-1)).To(Equal(source.Place{File: "f.yaml", Line: 1, Col: 4}))
		Expect(s.At(99)).To(Equal(source.Place{File: "f.yaml", Line: 1, Col: 7}))
	})

	It("falls back to the start where the text does not stand as YAML reads it", func() {
		var faults source.Faults
		root, _ := source.Parse("f.yaml", []byte("法: !!str 甲乙\n"), &faults)
		Expect(places(root.Map().Get("法").Scalar())).To(Equal("1:4 1:4 1:4"))
	})

	It("reports a fault in the middle", func() {
		var faults source.Faults
		root, _ := source.Parse("法.yaml", []byte("當: >-\n  公務員 and\n  洩密 or\n"), &faults)
		root.Map().Get("當").Scalar().Fault(10, "不認得的事實「洩密」", "")
		Expect(faults.Error()).To(Equal("" +
			"法.yaml:3:5: 不認得的事實「洩密」\n" +
			"      洩密 or\n" +
			"      　　^"))
	})

	// Every rune that a dumped text shows as itself is found where it is.
	DescribeTable("points at the rune itself, whatever the text", func(style yaml.Style) {
		random := rand.New(rand.NewPCG(132, 2))
		letters := []rune("甲乙洩密公務員，。：「」ab  xy'\"\\#-:\n\n \t𠀀é|>?*&[]{}")
		moved := 0
		for range 1500 {
			value := make([]rune, 1+random.IntN(30))
			for i := range value {
				value[i] = letters[random.IntN(len(letters))]
			}
			leaf := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: string(value), Style: style}
			text, err := yaml.Dump(map[string]any{"案由": []any{"前文", map[string]any{"法": leaf}}},
				yaml.WithLineWidth(20), yaml.WithIndent(2+random.IntN(4)))
			Expect(err).NotTo(HaveOccurred())
			s := parse(string(text)).Map().Get("案由").List()[1].Map().Get("法").Scalar()
			Expect(s.Value).To(Equal(string(value)))
			for i, r := range value {
				at := s.At(i)
				switch shown := runeAt(string(text), at); {
				case shown == r && r != '\n':
					moved++
				case shown == '\\', r == '\n' || r == ' ' && shown == '\n':
				default:
					Fail(fmt.Sprintf("%q in\n%s\nis %q at %v", r, text, shown, at))
				}
				if i > 0 {
					Expect(at).NotTo(Equal(s.At(i-1)), "%q in\n%s", value, text)
				}
			}
		}
		Expect(moved).To(BeNumerically(">", 10000))
	},
		Entry("plain", yaml.Style(0)),
		Entry("single-quoted", yaml.SingleQuotedStyle),
		Entry("double-quoted", yaml.DoubleQuotedStyle),
		Entry("literal", yaml.LiteralStyle),
		Entry("folded", yaml.FoldedStyle),
	)
})
