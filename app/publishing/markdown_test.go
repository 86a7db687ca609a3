package publishing_test

import (
	"io/fs"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/publishing"
	"shoumi/content"
)

var anything = content.Sources{
	Link:    func(id string) (string, string, bool) { return id, "/" + id, id != "nothing/1" },
	Law:     func(id string) (int, bool) { return 80, id != "nothing/1" },
	Case:    func(string) bool { return true },
	Item:    func(string) bool { return true },
	Scene:   func(string) bool { return true },
	Concept: func(string) bool { return true },
}

var _ = Describe("a lesson or a notice that is written", func() {
	It("keeps every byte of every shipped lesson, and of what one did not change", func() {
		names, err := fs.Glob(content.Files, "lessons/zh-TW/*.md")
		Expect(err).NotTo(HaveOccurred())
		Expect(len(names)).To(BeNumerically(">", 5))
		for _, name := range names {
			file, err := fs.ReadFile(content.Files, name)
			Expect(err).NotTo(HaveOccurred())
			key := strings.TrimSuffix(strings.TrimPrefix(name, "lessons/zh-TW/"), ".md")
			w := publishing.OpenText(file)
			Expect(w.Title).NotTo(BeEmpty())
			Expect(string(w.Over(file, publishing.Lesson, key))).To(Equal(string(file)))

			w.Title += "：新版"
			changed := w.Over(file, publishing.Lesson, key)
			Expect(publishing.OpenText(changed)).To(Equal(w), name)
			_, body, _ := strings.Cut(string(file), "\n---\n")
			Expect(string(changed)).To(HaveSuffix("\n---\n" + body))

			w = publishing.OpenText(file)
			w.Body += "\n\n再說一句。"
			head, _, _ := strings.Cut(string(file), "\n---\n")
			Expect(string(w.Over(file, publishing.Lesson, key))).To(Equal(head + "\n---\n\n" + w.Body + "\n"))
		}
	})

	DescribeTable("keeps any title", func(title string) {
		file := publishing.NewText(publishing.Notice, "care", title)
		Expect(publishing.OpenText(file).Title).To(Equal(title))
		n, faults := publishing.ReadNotice("care", file, anything)
		Expect(faults).To(BeEmpty())
		Expect(n.Title).To(Equal(title))
		Expect(n.Blocks).NotTo(BeEmpty())
	},
		Entry("plain", "查詢前先想用途"), Entry("a colon", "注意: 查詢"), Entry("quotes", `「甲」說 "不要"`), Entry("like a list", "- 一"), Entry("like a number", "110"),
		Entry("like a truth", "yes"), Entry("nothing", "null"), Entry("a comment", "查詢 #1"), Entry("a bracket", "[一] 查詢"), Entry("a backslash", `a\b`), Entry("dashes", "---"))

	It("begins as a lesson that says what it lacks", func() {
		file := publishing.NewText(publishing.Lesson, "21-phones", "手機")
		l, faults := publishing.ReadLesson("21-phones", file, anything)
		Expect(l.Title).To(Equal("手機"))
		Expect(l.Sections).To(HaveLen(3))
		var said []string
		for _, f := range faults {
			said = append(said, f.Message)
		}
		Expect(said).To(ContainElements("要有2到4句，現在有0句", "要有3到5句，現在有0句", "沒有寫概念", "這一課沒有引用法條", "這一課沒有案例", "這一課只有0個練習，至少要2個"))
	})

	DescribeTable("is told what is wrong with a notice", func(file string, says ...string) {
		_, faults := publishing.ReadNotice("care", []byte(file), anything)
		var said []string
		for _, f := range faults {
			said = append(said, f.String())
		}
		Expect(said).To(Equal(says))
	},
		Entry("no head", "查詢", "notices/care.md:1:1: 宣導要從「---」開始\n    查詢\n    ^\n    提示：第一行寫 ---，接著寫 title、until，再寫一行 ---"),
		Entry("no end of it", "---\ntitle: 甲\n", "notices/care.md:1:1: 宣導的開頭沒有結束\n    ---\n    ^\n    提示：在 until 之後、內文之前寫一行 ---"),
		Entry("no such day", "---\ntitle: 甲\nuntil: 2026-02-30\n---\n\n說明。\n", "notices/care.md:3:8: 「2026-02-30」不是日期\n    until: 2026-02-30\n           ^\n    提示：寫成 2026-12-31"),
		Entry("nothing to tell", "---\ntitle: 甲\n---\n", "notices/care.md:1:1: 宣導沒有內文\n    ---\n    ^\n    提示：在開頭的下面寫要告訴大家的事"),
		Entry("a law that is not there", "---\ntitle: 甲\n---\n\n:::law nothing/1\n:::\n", "notices/care.md:5:8: 規則裡沒有「nothing/1」這一條\n    :::law nothing/1\n           ^\n    提示：用 go run ./app rules 看所有條文的代號"),
		Entry("an item", "---\ntitle: 甲\n---\n\n說明。\n\n:::quiz a-1\n:::\n", "notices/care.md:7:9: 宣導裡不能放練習\n    :::quiz a-1\n            ^\n    提示：練習寫在課文裡"),
	)
})
