package content_test

import (
	"strings"
	"testing/fstest"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/content"
)

var _ = Describe("a lesson", func() {
	It("is what its file says", func() {
		l, err := lesson("## 要件\n\n甲說了[[criminal-code/132/1]]。\n\n### 主體\n\n又是[[criminal-code/132/1]]\n")
		Expect(err).NotTo(HaveOccurred())
		Expect(l.Title).To(Equal("一個字一個字看"))
		Expect(l.Lang).To(Equal("zh-TW"))
		Expect(l.Objectives).To(Equal([]string{"說得出要件", "分得出故意與過失"}))
		Expect(l.Concepts).To(Equal([]string{"confidential"}))
		Expect(l.Summary).To(Equal([]string{"一", "二", "三"}))
		Expect(l.Hash).To(MatchRegexp(`^sha256:[0-9a-f]{64}$`))
		Expect(l.Sections).To(Equal([]content.Section{{ID: "s1", Level: 2, Title: "要件"}, {ID: "s2", Level: 3, Title: "主體"}}))
		var kinds []content.Kind
		var refs []string
		for _, b := range l.Blocks {
			kinds, refs = append(kinds, b.Kind), append(refs, b.Ref)
		}
		Expect(kinds).To(Equal([]content.Kind{content.Prose, content.Law, content.Case, content.Quiz, content.Choice}))
		Expect(refs).To(Equal([]string{"", "criminal-code/132", "npa-leak-4", "leak-1", "npa-leak-4/desk"}))
		Expect(l.Cites).To(Equal([]string{"criminal-code/132/1", "criminal-code/132", "npa-leak-4"}))
		other, err := lesson("## 要件\n\n甲說了。\n\n### 主體\n\n乙。\n")
		Expect(err).NotTo(HaveOccurred())
		Expect(other.Hash).NotTo(Equal(l.Hash))
	})

	It("goes on with its sections behind a directive", func() {
		l, err := lesson("## 一\n\n:::law criminal-code/132/1\n:::\n### 二\n")
		Expect(err).NotTo(HaveOccurred())
		Expect(l.Sections).To(Equal([]content.Section{{ID: "s1", Level: 2, Title: "一"}, {ID: "s2", Level: 3, Title: "二"}}))
		Expect(string(l.Blocks[2].HTML)).To(Equal("<h3 id=\"s2\">二</h3>\n"))
	})

	It("falls into chapters at its headings of the second level", func() {
		l, err := lesson("先說一句。\n\n## 一\n\n甲。\n\n### 一之一\n\n:::law criminal-code/132/1\n:::\n乙。\n\n## 二\n\n丙。\n\n## 三\n")
		Expect(err).NotTo(HaveOccurred())
		var said []string
		for _, c := range l.Chapters() {
			words := c.Title + "："
			for _, b := range c.Blocks {
				words += string(b.Kind) + string(b.HTML)
			}
			said = append(said, strings.ReplaceAll(words, "\n", ""))
		}
		Expect(said).To(Equal([]string{
			`一：prose<p>先說一句。</p>prose<h2 id="s1">一</h2><p>甲。</p><h3 id="s2">一之一</h3>lawprose<p>乙。</p>`,
			`二：prose<h2 id="s3">二</h2><p>丙。</p>`,
			`三：prose<h2 id="s4">三</h2>lawcasequizchoice`,
		}))
		l, err = lesson("沒有標題。\n")
		Expect(err).NotTo(HaveOccurred())
		Expect(l.Chapters()).To(BeEmpty())
	})

	It("leads in to a case", func() {
		l, err := lesson(":::case npa-leak-4\n離開座位**以前**，見[[criminal-code/132/1]]。\n:::\n")
		Expect(err).NotTo(HaveOccurred())
		Expect(string(l.Blocks[0].Lead)).To(Equal("<p>離開座位<strong>以前</strong>，見<a class=\"cite\" href=\"/there/criminal-code/132/1\">刑法第132條第1項</a>。</p>\n"))
		Expect(l.Blocks[3].Lead).To(BeEmpty())
	})

	DescribeTable("takes as long as there is to read and to do", func(runes, extra, minutes int) {
		l, err := lesson("\n" + strings.Repeat("字 ", runes) + strings.Repeat("\n:::quiz leak-2\n:::\n", extra))
		Expect(err).NotTo(HaveOccurred())
		Expect(l.Minutes).To(Equal(minutes))
	},
		Entry("1200 runes of law and three stops: 5.5", 0, 0, 6),
		Entry("spaces are not read: 6.4", 270, 0, 6),
		Entry("6.6", 330, 0, 7),
		Entry("five stops: 6.5, and 7.5 with 300 runes", 300, 2, 8),
		Entry("8.0 is not too long", 750, 0, 8),
	)

	It("is there in two languages", func() {
		files := one("lessons/zh-TW/03-art132.md", head+rest)
		english := strings.Repeat("word ", 40)
		files["lessons/en/03-art132.md"] = &fstest.MapFile{Data: []byte(head + english + "[[criminal-code/132/1]]" + rest)}
		files["lessons/zh-TW/01-why.md"] = &fstest.MapFile{Data: []byte(strings.Replace(head, "03-art132", "01-why", 1) + rest)}
		lib, err := content.Load(files, small())
		Expect(err).NotTo(HaveOccurred())
		var ids []string
		for _, l := range lib.Lessons("zh-TW") {
			ids = append(ids, l.ID)
		}
		Expect(ids).To(Equal([]string{"01-why", "03-art132"}))
		Expect(lib.Translations("03-art132")).To(Equal([]string{"zh-TW", "en"}))
		Expect(lib.Translations("01-why")).To(Equal([]string{"zh-TW"}))
		Expect(lib.Translations("99-none")).To(BeEmpty())
		l, ok := lib.Lesson("en", "03-art132")
		Expect(ok).To(BeTrue())
		// 41 words at 200 a minute, 1200 runes at 300, three stops: 5.7
		Expect(l.Minutes).To(Equal(6))
		Expect(string(l.Blocks[0].HTML)).To(ContainSubstring(`<a class="cite" href="/there/criminal-code/132/1" lang="zh-Hant-TW">`))
		_, ok = lib.Lesson("en", "01-why")
		Expect(ok).To(BeFalse())
	})
})

var _ = DescribeTable("Markdown becomes", func(prose, want string) {
	Expect(shown(prose)).To(Equal(want))
},
	Entry("a link for a citation", "依[[criminal-code/132/1]]處罰", `<p>依<a class="cite" href="/there/criminal-code/132/1">刑法第132條第1項</a>處罰</p>`),
	Entry("a link for a case, escaped", "看[[npa-leak-4]]", `<p>看<a class="cite" href="/there/npa-leak-4">查詢畫面&lt;沒有&gt;切換</a></p>`),
	Entry("a table without style", "| 甲 | 乙 |\n|---|--:|\n| 一 | [[criminal-code/132/1]] |",
		"<table>\n<thead>\n<tr>\n<th>甲</th>\n<th>乙</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>一</td>\n<td><a class=\"cite\" href=\"/there/criminal-code/132/1\">刑法第132條第1項</a></td>\n</tr>\n</tbody>\n</table>"),
	Entry("one line of two without a gap", "甲說\n乙聽", "<p>甲說乙聽</p>"),
	Entry("bold with the escaped space", "罪\\ **「洩漏」**\\ 之後", "<p>罪<strong>「洩漏」</strong>之後</p>"),
	Entry("a list", "1. 一\n2. 二", "<ol>\n<li>一</li>\n<li>二</li>\n</ol>"),
	Entry("one bracket is a bracket", "[甲]說", "<p>[甲]說</p>"),
	Entry("code that is a word", "寫`acts`", "<p>寫<code>acts</code></p>"),
)

var _ = Describe("Load", func() {
	It("refuses a course without lessons and words", func() {
		_, err := content.Load(fstest.MapFS{}, small())
		Expect(err).To(MatchError("glossary.yaml:1:1: 讀不到用詞表：open glossary.yaml: file does not exist\n" +
			"lessons:1:1: 沒有課文\n    提示：課文放在 lessons/zh-TW/，檔名是「兩位數-英文代號.md」"))
	})
})
