package web_test

import (
	"context"
	"html"
	"io/fs"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/publishing"
	"shoumi/content"
)

// writes begins a lesson or a notice and gives its address.
func (p *bureau) writes(kind publishing.Kind, key string, file []byte) string {
	GinkgoHelper()
	x, err := p.Materials.Begin(context.Background(), p.people["editor"].ID, publishing.Start{Kind: kind, Key: key, File: file})
	Expect(err).NotTo(HaveOccurred())
	return "/materials/" + x.ID + "/text"
}

func shippedLesson(id string) []byte {
	GinkgoHelper()
	data, err := fs.ReadFile(content.Files, "lessons/zh-TW/"+id+".md")
	Expect(err).NotTo(HaveOccurred())
	return data
}

var _ = Describe("a lesson or a notice that is written on a page", Ordered, func() {
	var p *bureau
	BeforeAll(func() { p = newBureau() })

	It("is saved as it stands when nothing is changed, whichever shipped lesson it is", func() {
		for _, l := range p.Lessons.Lessons("zh-TW") {
			file := shippedLesson(l.ID)
			at := p.writes(publishing.Lesson, l.ID, file)
			page := p.editor.open(at)
			Expect(page.status).To(Equal(200), page.body)
			Expect(topOf(page)).To(Equal(html.EscapeString(l.Title)+"：可以送審"), l.ID)
			Expect(p.editor.resubmit(page, at).status).To(Equal(303))
			Expect(p.content(at)).To(Equal(string(file)))
		}
	})

	It("says where it is wrong, each with the line, and is saved all the same", func() {
		at := p.writes(publishing.Lesson, "31-phones", publishing.NewText(publishing.Lesson, "31-phones", "手機"))
		page := p.editor.open(at)
		Expect(topOf(page)).To(Equal("手機：還有7個地方要改"))
		Expect(page.body).To(And(ContainSubstring(`<a href="#objectives">學習目標</a>：<span >要有2到4句，現在有0句</span>`), ContainSubstring(`<a href="#body">整份</a>：<span >這一課沒有案例</span>`)))
		got := p.editor.resubmit(page, at, "body=## 一\n\n見 [[no/1]]。\n\n:::law nothing/1\n:::", "objectives=甲\n乙\n", "summary=甲\n乙\n丙", "concepts=confidential")
		Expect(got.location).To(Equal(at))
		page = p.editor.open(at)
		Expect(page.body).To(ContainSubstring(`<a href="#body">內文第3行第5字</a>：<span >引註「no/1」不存在</span>`))
		Expect(page.body).To(MatchRegexp(`見 \[\[no/1\]\]。\n[ 　]+\^`))
		Expect(page.body).To(ContainSubstring(`<a href="#body">內文第5行第8字</a>：<span >規則裡沒有「nothing/1」這一條</span>`))
		Expect(p.content(at)).To(Equal("---\nid: 31-phones\ntitle: 手機\nobjectives:\n  - 甲\n  - 乙\nconcepts: [confidential]\nsummary:\n  - 甲\n  - 乙\n  - 丙\n---\n\n## 一\n\n見 [[no/1]]。\n\n:::law nothing/1\n:::\n"))
		Expect(p.TextFaults(publishing.Lesson, "31-phones", []byte(p.content(at)))).To(ContainElement(publishing.Fault{Path: "text/2", Line: 16, Message: "引註「no/1」不存在", Hint: "寫成 法規代號/條/項，用 go run ./app rules 查代號；案例寫 npa-leak-4"}))
	})

	It("is shown as it would be, without being saved", func() {
		at := p.writes(publishing.Notice, "queries", publishing.NewText(publishing.Notice, "queries", "查詢"))
		before := p.content(at)
		got := p.editor.submit(at, at, "act=preview", "until=116年1月31日", "body=先想用途，見 [[criminal-code/132/1]]。\n\n:::case npa-leak-4\n導言在這裡。\n:::")
		Expect(got.status).To(Equal(200))
		_, seen, _ := strings.Cut(got.body, `id="seen"`)
		Expect(seen).To(And(ContainSubstring(`<a class="cite" href="/rules/criminal-code/132#p1"`), ContainSubstring("導言在這裡。"), ContainSubstring(`href="/cases/npa-leak-4"`)))
		Expect(p.content(at)).To(Equal(before))
		Expect(p.editor.resubmit(got, at, "act=save").status).To(Equal(303))
		Expect(p.content(at)).To(Equal("---\ntitle: 查詢\nuntil: 2027-01-31\n---\n\n先想用途，見 [[criminal-code/132/1]]。\n\n:::case npa-leak-4\n導言在這裡。\n:::\n"))
		Expect(p.editor.open(at).body).To(ContainSubstring(`value="民國116年1月31日"`))
	})

	It("finds what can be cited, and keeps what was typed", func() {
		at := p.writes(publishing.Lesson, "32-found", publishing.NewText(publishing.Lesson, "32-found", "查詢"))
		got := p.editor.submit(at, at, "act=find", "find=刑法 132", "body=打到一半")
		Expect(got.status).To(Equal(200))
		Expect(got.body).To(And(ContainSubstring("<code>:::law criminal-code/132</code>"), ContainSubstring(">打到一半</textarea>")))
		got = p.editor.resubmit(got, at, "act=find", "find=npa-leak-4")
		Expect(got.body).To(And(ContainSubstring("<code>:::case npa-leak-4</code>"), MatchRegexp(`<code>:::choice npa-leak-4/[a-z_]+</code>`), MatchRegexp(`<code>:::quiz gen/npa-leak-4/`)))
		Expect(p.editor.resubmit(got, at, "act=find", "find=沒有這個").body).To(ContainSubstring("找到0個可以引用的"))
	})

	It("is refused with a day that is none, and keeps what was typed", func() {
		at := p.writes(publishing.Notice, "day", publishing.NewText(publishing.Notice, "day", "查詢"))
		got := p.editor.submit(at, at, "until=月底", "body=不見了可不行")
		Expect(got.status).To(Equal(422))
		Expect(got.body).To(And(ContainSubstring(`value="月底"`), ContainSubstring(">不見了可不行</textarea>"), ContainSubstring("查詢：還沒有儲存")))
	})

	It("loses nothing of two who write at once", func() {
		at := p.writes(publishing.Notice, "both", publishing.NewText(publishing.Notice, "both", "查詢"))
		page := p.editor.open(at)
		Expect(p.second.submit(at, at, "title=查詢與用途").status).To(Equal(303))
		got := p.editor.resubmit(page, at, "body=我改的內文。")
		Expect(got.status).To(Equal(409))
		Expect(got.body).To(And(ContainSubstring("查詢與用途"), ContainSubstring("我改的內文。")))
		merge := strings.TrimSuffix(at, "/text") + "/merge"
		Expect(p.editor.resubmit(got, merge).location).To(Equal(at))
		Expect(publishing.OpenText([]byte(p.content(at)))).To(Equal(publishing.Words{Title: "查詢與用途", Body: "我改的內文。"}))
	})

	It("is there for editors alone, and for no case", func() {
		at := p.writes(publishing.Notice, "whose", publishing.NewText(publishing.Notice, "whose", "查詢"))
		Expect(p.signIn("counsel").open(at).status).To(Equal(403))
		Expect(p.signIn("officer").open(at).status).To(Equal(403))
		Expect(p.editor.open(p.piece("npa-leak-9", shippedCase("npa-leak-4")) + "/text").status).To(Equal(404))
	})
})

// topOf is the text of the heading of a page.
func topOf(a answer) string {
	_, rest, _ := strings.Cut(a.body, "<h1>")
	text, _, _ := strings.Cut(rest, "</h1>")
	return text
}
