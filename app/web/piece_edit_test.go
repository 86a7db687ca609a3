package web_test

import (
	"context"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/publishing"
)

var _ = Describe("a case that is written", Ordered, ContinueOnFailure, func() {
	var p *bureau
	BeforeAll(func() { p = newBureau() })

	It("opens in the editor and saves back unchanged, every shipped one", func() {
		Expect(len(p.Cases.Cases())).To(BeNumerically(">=", 23))
		for _, c := range p.Cases.Cases() {
			file := string(shippedCase(c.ID))
			at := p.piece(c.ID, []byte(file))
			page := p.editor.open(at + "/edit")
			Expect(page.body).To(ContainSubstring(publishing.Hash([]byte(file))), c.ID)
			Expect(page.body).NotTo(ContainSubstring("⟦"))
			got := p.editor.resubmit(page, at+"/edit", "do=save")
			Expect(got.status).To(Equal(303), c.ID+got.body)
			Expect(p.content(at)).To(Equal(file), c.ID)
		}
	})

	It("may be empty, on every page", func() {
		at := p.piece("agency-3-"+fresh(), publishing.NewCase("agency-115-9", "", "", "").File())
		for _, page := range []string{"edit", "facts", "facts?who=", "outcome"} {
			Expect(p.editor.open(at+"/"+page).status).To(Equal(200), page)
		}
		Expect(p.editor.open(at+"/outcome/1/0").status).To(Equal(404), "there is nobody")
		for _, page := range []string{"edit", "facts"} {
			Expect(p.editor.submit(at+"/"+page, at+"/"+page).status).To(Equal(303), page)
		}
		Expect(p.editor.open(at+"/edit").body).To(ContainSubstring(`<a href="#title">缺少標題</a>`), "what is missing is said")
	})

	It("previews the very bytes that would be saved, with what looks like personal data and what suggests facts", func() {
		at := p.piece("agency-3-"+fresh(), publishing.NewCase("agency-115-9", "查詢", "某局", "").File())
		change := []string{"narrative=警員甲查詢民眾B的車籍資料。\n甲把手機0912-345-678抄給友人。", "name:0=甲", "role:0=警員", "act_date=112年3月5日", "title=查詢與外流"}
		page := p.editor.submit(at+"/edit", at+"/edit", append(change, "do=preview")...)
		Expect(page.status).To(Equal(200))
		Expect(page.body).To(And(ContainSubstring("還沒有儲存的預覽"), ContainSubstring(`0912-345-678</mark>`), ContainSubstring(`<u class="cue">`), ContainSubstring(`<li id="s2">`), ContainSubstring(`value="甲"`)))
		Expect(p.content(at)).NotTo(ContainSubstring("0912"), "a preview saves nothing")
		Expect(p.editor.resubmit(page, at+"/edit", "do=save").status).To(Equal(303))
		file := p.content(at)
		Expect(page.body).To(ContainSubstring(publishing.Hash([]byte(file))), "what is saved is what was previewed")
		Expect(file).To(And(ContainSubstring("act_date: 2023-03-05\n"), ContainSubstring("  甲:\n    role: 警員\n"), ContainSubstring("s1: 警員甲查詢民眾B的車籍資料。\n")))
	})

	It("keeps the ids of sentences, and what is bound to them, through edits", func() {
		file := string(shippedCase("tcpd-4"))
		at := p.piece("agency-3-"+fresh(), []byte(file))
		page := p.editor.open(at + "/edit")
		told := strings.Split(drawn(page).Get("narrative"), "\n")
		Expect(told).To(HaveLen(5))
		told = []string{"新的第一句。", told[0], told[1], told[2] + "又加了一句話。", told[4]} // s4 is gone
		Expect(p.editor.resubmit(page, at+"/edit", "do=save", "narrative="+strings.Join(told, "\n")).status).To(Equal(303))
		now := p.content(at)
		Expect(now).To(And(ContainSubstring("  s6: 新的第一句。\n  s1: "), ContainSubstring("  s7: 又加了一句話。\n  s5: "), ContainSubstring("intent: {value: true, at: [s3, s5]}"), ContainSubstring("harm_likely: {value: true, at: [s5]}")))
		Expect(now).NotTo(ContainSubstring("s4"))
	})

	It("takes an actor's facts, outcome and scenario along when his name changes", func() {
		file := string(shippedCase("tcpd-4"))
		at := p.piece("agency-3-"+fresh(), []byte(file))
		Expect(p.editor.submit(at+"/edit", at+"/edit", "do=save", "name:0=乙").status).To(Equal(303))
		Expect(p.content(at)).To(Equal(strings.NewReplacer("actors:\n  甲:", "actors:\n  乙:", "outcome:\n  甲:", "outcome:\n  乙:", "  actor: 甲\n", "  actor: 乙\n").Replace(file)))
		Expect(p.editor.submit(at+"/edit", at+"/edit", "do=save", "gone:0=1").status).To(Equal(303))
		Expect(p.content(at)).To(ContainSubstring("actors: {}\noutcome: {}\n"))
	})

	DescribeTable("is refused at its place, with all that was typed", func(says string, change ...string) {
		at := p.piece("agency-3-"+fresh(), shippedCase("tcpd-4"))
		got := p.editor.submit(at+"/edit", at+"/edit", append([]string{"do=save", "teaches=另外要記住的事"}, change...)...)
		Expect(got.status).To(Equal(422), got.body)
		Expect(got.body).To(And(ContainSubstring(says), ContainSubstring("另外要記住的事</textarea>")))
		Expect(p.content(at)).To(Equal(string(shippedCase("tcpd-4"))))
	},
		Entry("a date", `<a href="#act_date">`, "act_date=某年某月"),
		Entry("a date to come", `<a href="#act_date">`, "act_date=116年1月1日"),
		Entry("a continuing act of a day", "接續的行為要寫出起日與訖日", "act_date=112年3月5日", "continuing=1"),
		Entry("a page", `<a href="#page">`, "page=第幾頁"),
		Entry("a role of nobody", "請寫代稱", "role:1=警員"),
		Entry("a name twice", "「甲」寫了兩次", "name:1=甲", "role:1=警員"),
		Entry("a name with a slash", "代稱不能有斜線", "name:0=甲/乙"),
		Entry("a narrative without end", `<a href="#narrative">`, "narrative="+strings.Repeat("長", 20_001)),
	)

	It("warns that a change reopens what was sent to review", func() {
		at := p.piece("agency-3-"+fresh(), shippedCase("tcpd-7"))
		Expect(p.editor.open(at + "/edit").body).NotTo(ContainSubstring("儲存以後要重新審查"))
		id := strings.Split(at, "/")[2]
		_, err := p.Materials.Submit(context.Background(), p.people["editor"].ID, id, 1)
		Expect(err).NotTo(HaveOccurred())
		for _, page := range []string{"/edit", "/facts", "/outcome", "/outcome/1/1"} {
			Expect(p.editor.open(at+page).body).To(ContainSubstring("儲存以後要重新審查"), page)
		}
		Expect(p.editor.submit(at+"/edit", at+"/edit", "do=save", "title=改過的標題").status).To(Equal(303))
		x, err := p.Materials.Open(context.Background(), id)
		Expect(err).NotTo(HaveOccurred())
		Expect(x.State).To(Equal(publishing.Draft))
	})

	Describe("by two at once", func() {
		var at string
		var mine answer
		BeforeEach(func() {
			at = p.piece("agency-3-"+fresh(), shippedCase("tcpd-4"))
			mine = p.editor.open(at + "/edit")
		})
		theirs := func(change ...string) {
			GinkgoHelper()
			Expect(p.second.submit(at+"/edit", at+"/edit", append(change, "do=save")...).status).To(Equal(303))
		}

		It("keeps what each of them changed, once that was seen", func() {
			theirs("title=對方的標題")
			page := p.editor.resubmit(mine, at+"/edit", "do=save", "teaches=我要記住的事。")
			Expect(page.status).To(Equal(409))
			Expect(page.body).To(And(ContainSubstring("兩邊可以一起保留"), ContainSubstring("對方的標題"), ContainSubstring("我要記住的事。")))
			Expect(p.content(at)).NotTo(ContainSubstring("我要記住的事。"))
			got := p.editor.resubmit(page, at+"/merge")
			Expect(got.status).To(Equal(303), got.body)
			Expect(got.location).To(Equal(at + "/edit"))
			Expect(p.content(at)).To(And(ContainSubstring("title: 對方的標題\n"), ContainSubstring("teaches: 我要記住的事。\n")))
		})

		DescribeTable("asks where both changed the same", func(choice []string, title string) {
			theirs("title=對方的標題", "date_note=對方的日期說明")
			page := p.editor.resubmit(mine, at+"/edit", "do=save", "title=我的標題")
			Expect(page.status).To(Equal(409))
			Expect(page.body).To(And(ContainSubstring("1處要您決定"), ContainSubstring("對方的標題"), ContainSubstring("我的標題"), ContainSubstring("對方的日期說明")))
			got := p.editor.resubmit(page, at+"/merge")
			Expect(got.status).To(Equal(422), "nothing was chosen")
			Expect(got.body).To(And(ContainSubstring("請選擇要用哪一個"), ContainSubstring("我的標題")))
			got = p.editor.resubmit(got, at+"/merge", choice...)
			Expect(got.status).To(Equal(303), got.body)
			Expect(p.content(at)).To(And(ContainSubstring("title: "+title+"\n"), ContainSubstring("date_note: 對方的日期說明\n")))
		},
			Entry("theirs", []string{"side:title=theirs"}, "對方的標題"),
			Entry("mine", []string{"side:title=mine"}, "我的標題"),
			Entry("words of one's own", []string{"side:title=own", "own:title=合起來的標題"}, "合起來的標題"),
		)

		It("asks once more when somebody saves while one decides", func() {
			theirs("title=對方的標題")
			page := p.editor.resubmit(mine, at+"/edit", "do=save", "teaches=我要記住的事。")
			theirs("date_note=又改了日期說明")
			page = p.editor.resubmit(page, at+"/merge")
			Expect(page.status).To(Equal(409))
			Expect(page.body).To(ContainSubstring("我要記住的事。"))
			Expect(p.editor.resubmit(page, at+"/merge").status).To(Equal(303))
			Expect(p.content(at)).To(And(ContainSubstring("title: 對方的標題\n"), ContainSubstring("teaches: 我要記住的事。\n"), ContainSubstring("date_note: 又改了日期說明\n")))
		})

		It("saves at once where nothing was written meanwhile, and twice is once", func() {
			_, err := p.Materials.Comment(context.Background(), p.people["second"].ID, strings.Split(at, "/")[2], "title", "標題太長")
			Expect(err).NotTo(HaveOccurred())
			Expect(p.editor.resubmit(mine, at+"/edit", "do=save", "title=短的標題").status).To(Equal(303))
			again := p.editor.resubmit(mine, at+"/edit", "do=save", "title=短的標題")
			Expect(again.status).To(BeElementOf(303, 409))
			Expect(p.content(at)).To(ContainSubstring("title: 短的標題\n"))
		})
	})
})
