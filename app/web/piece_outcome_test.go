package web_test

import (
	"fmt"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("the official outcome of a case that is written", Ordered, func() {
	var p *press
	BeforeAll(func() { p = newPress() })

	It("is saved as it stands, of every shipped case, when nothing is changed", func() {
		for _, c := range p.Cases.Cases() {
			file := string(shippedCase(c.ID))
			at := p.piece(c.ID, []byte(file))
			for i, a := range c.Actors {
				for j := range a.Outcome {
					one := fmt.Sprintf("%s/outcome/%d/%d", at, i+1, j+1)
					got := p.editor.submit(one, one)
					Expect(got.status).To(Equal(303), c.ID+got.body)
				}
			}
			page := p.editor.open(at + "/outcome")
			if strings.Contains(page.body, "儲存說明") {
				Expect(p.editor.resubmit(page, at+"/outcome").status).To(Equal(303), c.ID)
			}
			Expect(page.body).NotTo(ContainSubstring("說明已經過時"), c.ID)
			Expect(p.content(at)).To(Equal(file), c.ID)
		}
	})

	It("measures 120 counts of 1 year and 2 months, and what they were merged to", func() {
		at := p.piece("agency-2-"+fresh(), shippedCase("tcpd-4"))
		page := p.editor.open(at + "/outcome").body
		Expect(page).To(And(ContainSubstring("120罪，各有期徒刑1年2月，應執行有期徒刑2年"), ContainSubstring("在法定範圍內 <b>1</b>"), ContainSubstring("未說明之差異 <b>0</b>")))
		one := at + "/outcome/1/1"
		Expect(p.editor.submit(one, one, "do=save", "sentence=有期徒刑7年1月").status).To(Equal(303))
		page = p.editor.open(at + "/outcome").body
		Expect(page).To(And(ContainSubstring("官方結果與引擎有1項差異還沒有說明"), ContainSubstring("宣告刑有期徒刑7年1月高於法定範圍")))
	})

	DescribeTable("demands a reason where the sentence is under the range", func(id, says string) {
		file := shippedCase(id)
		bare := string(file)
		for _, row := range []string{"mitigation"} {
			from := strings.Index(bare, "        - provision:")
			for from >= 0 {
				rest := bare[from:]
				end := strings.Index(rest[1:], "        - provision:")
				if entry := rest[:max(end+1, 0)]; end >= 0 && strings.Contains(entry, row) {
					bare = bare[:from] + rest[end+1:]
					break
				}
				if end < 0 {
					break
				}
				from += end + 1
			}
		}
		Expect(bare).NotTo(Equal(string(file)), "the reason is gone")
		at := p.piece("agency-2-"+fresh(), []byte(bare))
		page := p.editor.open(at + "/outcome").body
		Expect(page).To(And(ContainSubstring("有1項差異還沒有說明"), ContainSubstring(says), ContainSubstring("有減輕事由，例如自首、自白或刑法第59條")))
	},
		Entry("NPA 貪污案例二", "npa-corruption-2", "宣告刑有期徒刑4年2月低於法定範圍"),
		Entry("TCPD 案例一", "tcpd-1", "宣告刑有期徒刑2年9月低於法定範圍"),
	)

	It("takes reasons with their kind, keeps half of one, and flags those that are stale", func() {
		at := p.piece("agency-2-"+fresh(), shippedCase("tcpd-4"))
		page := p.editor.open(at + "/outcome")
		form := drawn(page)
		Expect(form.Get("kind:1")).To(Equal("undetermined"))
		got := p.editor.resubmit(page, at+"/outcome", "why:1=")
		Expect(got.status).To(Equal(422))
		Expect(got.body).To(ContainSubstring(`<a href="#row-1-why">選了理由，還要寫說明。</a>`))
		got = p.editor.resubmit(page, at+"/outcome", "kind:1=insufficient_evidence", "why:1=手冊沒有寫意圖。")
		Expect(got.status).To(Equal(303), got.body)
		Expect(p.content(at)).To(ContainSubstring("kind: insufficient_evidence\n          why: 手冊沒有寫意圖。"))

		facts := p.editor.submit(at+"/facts", at+"/facts", "v:intent=no") // 132 I needs intent
		Expect(facts.status).To(BeElementOf(303, 422))
		one := at + "/outcome/1/1"
		Expect(p.editor.submit(one, one, "do=save", "charge=criminal-code/213/1").status).To(Equal(303))
		page = p.editor.open(at + "/outcome")
		Expect(page.body).To(ContainSubstring("2項說明已經過時"))
		Expect(p.editor.resubmit(page, at+"/outcome", "drop=甲/0|甲/1").status).To(Equal(303))
		Expect(p.content(at)).NotTo(ContainSubstring("differences"))
	})

	DescribeTable("is refused at its place, with all that was typed", func(says string, change ...string) {
		at := p.piece("agency-2-"+fresh(), shippedCase("tcpd-4"))
		one := at + "/outcome/1/1"
		got := p.editor.submit(one, one, append([]string{"do=save", "text=另一個決定"}, change...)...)
		Expect(got.status).To(Equal(422), got.body)
		Expect(got.body).To(And(ContainSubstring(says), ContainSubstring("另一個決定</textarea>")))
		Expect(p.content(at)).To(Equal(string(shippedCase("tcpd-4"))))
	},
		Entry("a sentence", `看不懂「關一年」。`, "sentence=關一年"),
		Entry("a length", "看不懂這個期間。", "probation=很久"),
		Entry("a number", `<a href="#counts">`, "counts=很多"),
		Entry("no stage", "請選擇到哪個階段", "stage="),
		Entry("a sanction of no kind", "請選擇懲處的種類", "sanction=記過一次"),
		Entry("a kind without words", "請寫懲處的內容", "measure=demerit"),
	)

	It("finds provisions by article, and keeps what was typed meanwhile", func() {
		at := p.piece("agency-2-"+fresh(), shippedCase("tcpd-4"))
		one := at + "/outcome/1/0"
		got := p.editor.submit(one, one, "do=find", "find=刑法132", "text=還沒有寫完")
		Expect(got.status).To(Equal(200))
		Expect(got.body).To(And(ContainSubstring(`value="criminal-code/132/1"`), ContainSubstring("還沒有寫完</textarea>")))
		got = p.editor.resubmit(got, one, "do=save", "find=", "stage=indicted", "charge=criminal-code/132/1")
		Expect(got.status).To(Equal(303), got.body)
		Expect(p.content(at)).To(ContainSubstring("    - stage: indicted\n      text: 還沒有寫完\n      charges: [criminal-code/132/1]\n"))
		two := at + "/outcome/1/2"
		Expect(p.editor.submit(two, two, "do=remove").status).To(Equal(303))
		Expect(p.content(at)).To(Equal(string(shippedCase("tcpd-4"))))
		Expect(p.editor.open(at + "/outcome/1/9").status).To(Equal(404))
	})
})
