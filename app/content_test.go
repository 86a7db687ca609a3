package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/web"
	"shoumi/casebook"
	"shoumi/content"
	"shoumi/quizzes"
	"shoumi/rules"
)

var _ = Describe("the course on the command line", func() {
	It("lists the lessons", func() {
		r := shoumi("", "content")
		Expect(r.code).To(Equal(0), r.err)
		Expect(r.out).To(ContainSubstring("zh-TW  16-leaders           8分鐘　風險徵候與防制措施（給主管）\n"))
		var got struct{ Lessons []content.Lesson }
		r = shoumi("", "content", "--format", "json")
		Expect(json.Unmarshal([]byte(r.out), &got)).To(Succeed())
		Expect(got.Lessons).To(ContainElement(HaveField("ID", "16-leaders")))
	})

	It("has every case of the casebook in the table of the handbooks", func() {
		cases, err := casebook.Shipped()
		Expect(err).NotTo(HaveOccurred())
		var got struct{ Items content.Coverage }
		r := shoumi("", "content", "coverage", "--format", "json")
		Expect(r.code).To(Equal(0), r.err)
		Expect(json.Unmarshal([]byte(r.out), &got)).To(Succeed())
		pages := map[string]int{}
		for _, e := range got.Items {
			if e.Kind == "case" {
				pages[e.At[0].ID] = e.Page
			}
		}
		Expect(pages).To(HaveLen(len(cases.Cases())))
		for _, k := range cases.Cases() {
			Expect(pages).To(HaveKeyWithValue(k.ID, k.Source.Page))
		}
		r = shoumi("", "content", "coverage")
		Expect(r.out).To(ContainSubstring("→ rule:criminal-code/132、lesson:03-art132\n"))
	})

	It("checks one lesson, under the path it was given", func() {
		text, err := os.ReadFile("../content/lessons/zh-TW/16-leaders.md")
		Expect(err).NotTo(HaveOccurred())
		dir := filepath.Join(GinkgoT().TempDir(), "zh-TW")
		Expect(os.Mkdir(dir, 0o755)).To(Succeed())
		file := filepath.Join(dir, "16-leaders.md")
		broken := strings.Replace(string(text), "[[procurement/34]]", "[[procurement/340]]", 1)
		Expect(os.WriteFile(file, []byte(broken), 0o644)).To(Succeed())
		r := shoumi("", "check", file)
		Expect(r.code).To(Equal(1))
		Expect(r.err).To(MatchRegexp(`^` + regexp.QuoteMeta(file) + `:\d+:\d+: 引註「procurement/340」不存在\n`))
		Expect(r.err).To(HaveSuffix("\n共1個錯誤。\n"))
		Expect(os.WriteFile(file, text, 0o644)).To(Succeed())
		r = shoumi("", "check", file)
		Expect(r.code).To(Equal(0), r.err)
		Expect(r.out).To(ContainSubstring("1課"))
	})

	It("checks a directory of content with its table", func() {
		dir := GinkgoT().TempDir()
		Expect(os.CopyFS(dir, content.Files)).To(Succeed())
		table := filepath.Join(dir, "handbooks.yaml")
		data, err := os.ReadFile(table)
		Expect(err).NotTo(HaveOccurred())
		data = []byte(strings.Replace(string(data), "rule:criminal-code/132,", "rule:criminal-code/1320,", 1))
		Expect(os.WriteFile(table, data, 0o644)).To(Succeed())
		r := shoumi("", "check", dir)
		Expect(r.code).To(Equal(1))
		Expect(r.err).To(ContainSubstring(table + ":"))
		Expect(r.err).To(ContainSubstring("沒有「rule:criminal-code/1320」這個地方"))
		Expect(r.err).To(HaveSuffix("\n共1個錯誤。\n"))
	})
})

var _ = DescribeTable("what a lesson cites", func(id, text, href string, runes int) {
	book, err := rules.Shipped()
	Expect(err).NotTo(HaveOccurred())
	cases, err := casebook.Shipped()
	Expect(err).NotTo(HaveOccurred())
	bank, err := quizzes.Shipped()
	Expect(err).NotTo(HaveOccurred())
	from := web.LessonSources(book, cases, bank)
	gotText, gotHref, ok := from.Link(id)
	Expect(ok).To(Equal(text != ""))
	Expect(gotText).To(Equal(text))
	Expect(gotHref).To(Equal(href))
	gotRunes, _ := from.Law(id)
	Expect(gotRunes).To(Equal(runes))
},
	Entry("an article", "criminal-code/132", "刑法第132條", "/rules/criminal-code/132", 137),
	Entry("a paragraph", "criminal-code/132/2", "刑法第132條第2項", "/rules/criminal-code/132#p2", 31),
	Entry("a paragraph that is no provision", "criminal-code/10/2", "刑法第10條第2項", "/rules/criminal-code/10#p2", 101),
	Entry("a clause that is a provision shows its paragraph", "police-logs/8/1/2", "警政日誌作業規定第8點第2款", "/rules/police-logs/8#p1-2", 134),
	Entry("a clause that is none", "criminal-code/132/1/1", "", "", 0),
	Entry("a paragraph too many", "criminal-code/132/4", "", "", 0),
	Entry("no number", "criminal-code/132/x", "", "", 0),
	Entry("nothing behind the slash", "criminal-code/132/", "", "", 0),
	Entry("a law without the article", "criminal-code/999", "", "", 0),
	Entry("a case", "npa-leak-4", "查詢畫面沒有切換，被報案人看到他人電話", "/cases/npa-leak-4", 0),
	Entry("nothing", "", "", "", 0),
)
