package web_test

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http/httptest"
	"regexp"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/publishing"
)

// upload posts a form with a file, as the page that was seen last would.
func (v *visitor) upload(path, name string, data []byte, pairs ...string) answer {
	GinkgoHelper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for i := 0; i+1 < len(pairs); i += 2 {
		Expect(w.WriteField(pairs[i], pairs[i+1])).To(Succeed())
	}
	Expect(w.WriteField("csrf", csrfValue.FindStringSubmatch(v.last)[1])).To(Succeed())
	f, err := w.CreateFormFile("file", name)
	Expect(err).NotTo(HaveOccurred())
	_, err = f.Write(data)
	Expect(err).NotTo(HaveOccurred())
	Expect(w.Close()).To(Succeed())
	r := httptest.NewRequest("POST", path, &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return v.keep(r)
}

var _ = Describe("a new piece", Ordered, ContinueOnFailure, func() {
	var p *bureau
	BeforeAll(func() { p = newBureau() })
	opened := func(location string) publishing.Piece {
		GinkgoHelper()
		x, err := p.Materials.Open(context.Background(), strings.Split(location, "/")[2])
		Expect(err).NotTo(HaveOccurred())
		return x
	}

	It("is written from nothing", func() {
		got := p.editor.submit("/materials/new", "/materials/new", "kind=case")
		Expect(got.status).To(Equal(303), got.body)
		Expect(got.location).To(HaveSuffix("/edit"))
		x := opened(got.location)
		Expect(x.Key).To(MatchRegexp(`^agency-115-[0-9]+$`))
		Expect(string(x.File)).To(ContainSubstring("agency: 警察局"))
	})

	It("begins from a shipped case once, and leads to it afterwards", func() {
		got := p.editor.submit("/materials/new", "/materials/new", "from=tcpd-7")
		Expect(got.status).To(Equal(303), got.body)
		Expect(p.content(got.location)).To(Equal(string(shippedCase("tcpd-7"))))
		Expect(p.second.submit("/materials/new", "/materials/new", "from=tcpd-7").location).To(Equal(got.location))
	})

	It("is one for every case that is ticked of a text, cleaned before one's eyes, and keeps the text as it came", func() {
		text := "案例一、查詢車籍\n警員甲查\uFA17詢民眾B的車籍資料。\n甲把資料交給友人。\n案例二、忘記鎖定\n警員乙離開座位。\n他沒有鎖定螢幕。\n"
		page := p.editor.submit("/materials/new", "/materials/new", "kind=case", "text="+text, "agency=某市政府警察局")
		Expect(page.status).To(Equal(200), page.body)
		Expect(page.body).To(And(ContainSubstring("找到2則案例"), ContainSubstring("查詢車籍"), ContainSubstring("忘記鎖定")))
		keep := regexp.MustCompile(`name="keep" value="([^"]+)"`).FindAllStringSubmatch(page.body, -1)
		Expect(keep).NotTo(BeEmpty(), "the stray glyph")
		Expect(page.body).To(MatchRegexp(`<span [^>]*>警員甲查</span><del><span class="sr">[^<]*</span><span [^>]*>[^<]*</span></del><span [^>]*>詢民眾B的車籍資料。</span>`), "it stands in its line")

		again := p.editor.resubmit(page, "/materials/new", "do=again", "keep="+keep[0][1])
		Expect(again.body).To(ContainSubstring("保留原樣1處"))
		none := p.editor.resubmit(page, "/materials/new", "do=begin", "case=")
		Expect(none.status).To(Equal(422))
		Expect(none.body).To(ContainSubstring("請至少勾選一則案例"))
		same := p.editor.resubmit(page, "/materials/new", "do=begin", "key:1="+drawn(page).Get("key:0"))
		Expect(same.status).To(Equal(422))
		Expect(same.body).To(ContainSubstring("已經有人用了"))

		got := p.editor.resubmit(page, "/materials/new", "do=begin", "case=1")
		Expect(got.status).To(Equal(303), got.body)
		x := opened(got.location)
		Expect(x.Title).To(Equal("忘記鎖定"))
		Expect(string(x.File)).To(And(ContainSubstring("agency: 某市政府警察局"), ContainSubstring("s1: 警員乙離開座位。\n  s2: 他沒有鎖定螢幕。\n")))
		Expect(x.Origin.Text).To(And(ContainSubstring("離開座位。\n他沒有鎖定"), Not(ContainSubstring("車籍"))))

		both := p.editor.resubmit(p.editor.submit("/materials/new", "/materials/new", "text="+text), "/materials/new", "do=begin")
		Expect(both.location).To(Equal("/materials"))
		Expect(p.editor.open("/materials").body).To(And(ContainSubstring("建立了2則案例。"), ContainSubstring("查詢車籍")))
	})

	It("shows between which words a broken line was joined", func() {
		page := p.editor.submit("/materials/new", "/materials/new", "kind=case", "text="+overheard)
		Expect(page.body).To(MatchRegexp(`查詢該車車籍，</span><del><span class="sr">〔刪除〕</span><span aria-hidden="true">↵</span><span class="sr">換行</span><span [^>]*>\s*</span></del><span [^>]*>並`))
	})

	It("is read from a file, and says why one cannot be", func() {
		p.editor.open("/materials/new")
		page := p.editor.upload("/materials/new", "text.txt", []byte("警員甲查詢車籍資料。\r\n"), "kind", "case")
		Expect(page.status).To(Equal(200), page.body)
		Expect(page.body).To(ContainSubstring("找到1則案例"))
		got := p.editor.resubmit(page, "/materials/new", "do=begin")
		Expect(opened(got.location).Origin.Name).To(Equal("text.txt"))
		bad := p.editor.upload("/materials/new", "text.pdf", []byte("%PDF-1.4 broken"), "kind", "case", "agency", "打好的機關名稱")
		Expect(bad.status).To(Equal(422))
		Expect(bad.body).To(And(ContainSubstring("讀不了「text.pdf」"), ContainSubstring("打好的機關名稱")))
	})

	It("is a lesson or a notice with a key of its own", func() {
		got := p.editor.submit("/materials/new", "/materials/new", "kind=notice", "key=115-winter", "title=歲末提醒")
		Expect(got.status).To(Equal(303), got.body)
		Expect(got.location).To(HaveSuffix("/text"))
		Expect(opened(got.location).Title).To(Equal("歲末提醒"))
		lesson := p.editor.submit("/materials/new", "/materials/new", "kind=lesson", "key=desk-habits", "title=桌面上的秘密")
		Expect(lesson.status).To(Equal(422))
		Expect(lesson.body).To(And(ContainSubstring("課程的代號是兩位數"), ContainSubstring(`value="desk-habits"`)))
		Expect(p.editor.submit("/materials/new", "/materials/new", "kind=lesson", "key=31-desk", "title=桌面上的秘密").status).To(Equal(303))
		for _, x := range []struct{ key, title, says string }{{"115-winter", "又一則", "已經有人用了"}, {"冬天", "又一則", "代號用小寫英文字母"}, {"115-spring", "", "請寫標題"}} {
			got := p.editor.submit("/materials/new", "/materials/new", "kind=notice", "key="+x.key, "title="+x.title)
			Expect(got.status).To(Equal(422), x.says)
			Expect(got.body).To(And(ContainSubstring(x.says), ContainSubstring(`value="`+x.key+`"`)))
		}
	})
})
