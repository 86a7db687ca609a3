package web_test

import (
	"context"
	"strconv"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/account"
	"shoumi/app/publishing"
)

// picks sends a bench with the exercises ticked, each with its words if any, beside what
// else is otherwise.
func (v *visitor) picks(page answer, at, how string, ticked []string, words map[string]string) answer {
	GinkgoHelper()
	form := drawn(page)
	form.Set("how", how)
	form["pick"] = ticked
	for name, text := range words {
		form.Set("words:"+name, text)
	}
	var pairs []string
	for name, values := range form {
		for _, value := range values {
			pairs = append(pairs, name, value)
		}
	}
	return v.send(at+"/bench", pairs...)
}

var _ = Describe("the exercises that are picked of a case", Ordered, ContinueOnFailure, func() {
	const (
		public   = "甲/table-criminal-code-132-2/openness.public=true"
		use      = "甲/harmless-criminal-code-132-2/acts.use_self=true"
		original = "這項內容在這之前已經公開，誰都可以知道"
		posted   = "名單在這之前已經貼在布告欄上"
	)
	var p *bureau
	var at string
	BeforeAll(func() { p = newBureau() })
	BeforeEach(func() { at = p.piece("agency-9-"+fresh(), shippedCase("npa-leak-4")) })

	It("are generated until somebody picks, and saved so nothing changes", func() {
		page := p.editor.open(at + "/bench")
		Expect(page.body).To(And(ContainSubstring("題目自動產生</h1>"), ContainSubstring("改變結論的"), ContainSubstring("不改變結論的"), ContainSubstring("規則證明的是答案，不是句子"), ContainSubstring("原來是："+original)))
		Expect(page.body).NotTo(ContainSubstring("⟦"))
		Expect(p.editor.open(at).body).To(ContainSubstring("題目自動產生"))
		Expect(p.editor.picks(page, at, "generated", nil, nil).status).To(Equal(303))
		Expect(p.content(at)).To(Equal(string(shippedCase("npa-leak-4"))))
	})

	It("are those that are ticked, in words of their own, and go back to generated ones at a click", func() {
		got := p.editor.picks(p.editor.open(at+"/bench"), at, "picked", []string{use, public}, map[string]string{public: " " + posted + " "})
		Expect(got.status).To(Equal(303), got.body)
		Expect(got.location).To(Equal(at + "/bench"))
		Expect(p.content(at)).To(ContainSubstring("items:\n  甲:\n    - {item: harmless-criminal-code-132-2/acts.use_self=true}\n    - {item: table-criminal-code-132-2/openness.public=true, wording: " + posted + "}\nscenario:"))
		page := p.editor.open(at + "/bench")
		Expect(page.body).To(And(ContainSubstring("自選了2題</h1>"), ContainSubstring("假設只有一點不同：<strong>"+posted+"</strong>"), ContainSubstring("選了1題")))
		Expect(drawn(page)["pick"]).To(ConsistOf(public, use))
		Expect(p.editor.open(at).body).To(ContainSubstring("自選2題"))
		Expect(p.editor.open(at + "/preview").body).To(And(ContainSubstring("這個案例的2題，句子與答案"), ContainSubstring("<strong>"+posted+"</strong>")))

		got = p.editor.picks(page, at, "picked", []string{public}, nil)
		Expect(got.status).To(Equal(303), got.body)
		page = p.editor.open(at + "/bench")
		Expect(p.editor.picks(page, at, "picked", nil, nil).status).To(Equal(303))
		Expect(p.content(at)).To(ContainSubstring("items: {}\n"))
		Expect(p.editor.picks(p.editor.open(at+"/bench"), at, "generated", []string{public}, nil).status).To(Equal(303))
		Expect(p.content(at)).To(Equal(string(shippedCase("npa-leak-4"))))
	})

	DescribeTable("are refused at their place, with all that was typed", func(how string, ticked []string, words map[string]string, says, typed string) {
		got := p.editor.picks(p.editor.open(at+"/bench"), at, how, ticked, words)
		Expect(got.status).To(Equal(422), got.body)
		Expect(got.body).To(And(ContainSubstring(says), ContainSubstring(typed)))
		Expect(drawn(got)["pick"]).To(ConsistOf(ticked))
		Expect(p.content(at)).To(Equal(string(shippedCase("npa-leak-4"))))
	},
		Entry("words that give it away", "picked", []string{public, use}, map[string]string{public: "甲的行為不成立犯罪", use: "甲事後還打電話給民眾B"}, "句子說到了答案：「不成立」", `value="甲事後還打電話給民眾B"`),
		Entry("words alone", "picked", []string{use}, map[string]string{public: posted}, "寫了句子，但沒有勾選這一題", `value="`+posted+`"`),
		Entry("ticks without the choice", "generated", []string{public}, map[string]string{public: posted}, `<a href="#how">勾了題目，但選的是自動產生。`, `value="`+posted+`"`),
		Entry("one that cannot be made", "picked", []string{"甲/crime/acts.query=true"}, nil, "題目「crime/acts.query=true」做不出來", "選過、現在做不出來的1題"),
	)

	It("show both sides where somebody else was quicker", func() {
		page := p.editor.open(at + "/bench")
		theirs := p.second.picks(p.second.open(at+"/bench"), at, "picked", []string{public}, map[string]string{public: "名單早就寄給每個人了"})
		Expect(theirs.status).To(Equal(303), theirs.body)
		mine := p.editor.picks(page, at, "picked", []string{public, use}, map[string]string{public: posted})
		Expect(mine.status).To(Equal(409))
		Expect(mine.body).To(And(ContainSubstring("名單早就寄給每個人了"), ContainSubstring(posted), ContainSubstring("逐項判斷要件——")))
		Expect(mine.body).NotTo(ContainSubstring("⟦"))
	})

	It("are met by officers in their words once published, and hold a case back once a fact no longer gives them", func() {
		s := newSite()
		s.publishes(s.Server)
		for _, login := range []string{"second", "both"} {
			s.person(login, "第一分局", account.Editor, account.Counsel)
		}
		ctx, by := context.Background(), s.people["editor"].ID
		editor := s.signIn("editor")
		x, err := s.Materials.Begin(ctx, by, publishing.Start{Kind: publishing.Case, Key: "npa-leak-1", File: shippedCase("npa-leak-1")})
		Expect(err).NotTo(HaveOccurred())
		const disclose, others = "甲/decisive-criminal-code-132-1/acts.disclose=false", "甲沒有讓其他人知道報案的內容"
		at := pieceAt(x)
		got := editor.picks(editor.open(at+"/bench"), at, "picked", []string{disclose, "甲/table-criminal-code-132-1/openness.known=true"}, map[string]string{disclose: others})
		Expect(got.status).To(Equal(303), got.body)

		x = s.piece(x)
		x = s.step(x, func(d *publishing.Desk, p publishing.Piece) (publishing.Piece, error) {
			return d.Submit(ctx, by, p.ID, p.Version)
		})
		second := s.signIn("second")
		Expect(second.open(at + "/review").body).To(ContainSubstring(at + "/review/items"))
		section := second.open(at + "/review/items").body
		Expect(section).To(And(ContainSubstring("哪一點推翻結論——"), ContainSubstring("（句子："+others+"）"), ContainSubstring("自選，不自動產生")))
		for login, step := range map[string]publishing.Step{"second": publishing.Editorial, "both": publishing.Legal} {
			x = s.step(x, func(d *publishing.Desk, p publishing.Piece) (publishing.Piece, error) {
				return d.Approve(ctx, s.people[login].ID, p.ID, p.Version, step, p.Hash, "")
			})
		}
		x = s.step(x, func(d *publishing.Desk, p publishing.Piece) (publishing.Piece, error) {
			return d.Publish(ctx, by, p.ID, p.Version, "", "")
		})
		e, err := s.Materials.Edition(ctx)
		Expect(err).NotTo(HaveOccurred())
		s.show(e)
		var ids []string
		for _, it := range s.Current().Quizzes.Usable("") {
			if it.Case == "npa-leak-1" {
				ids = append(ids, it.ID)
			}
		}
		Expect(ids).To(ConsistOf("gen/npa-leak-1/decisive-criminal-code-132-1/acts.disclose=false", "gen/npa-leak-1/table-criminal-code-132-1/openness.known=true"))
		Expect(s.signIn("officer").open("/items/" + ids[0]).body).To(ContainSubstring(others))

		write := func(old, now string) {
			x = s.step(x, func(d *publishing.Desk, p publishing.Piece) (publishing.Piece, error) {
				return d.Write(ctx, by, p.ID, p.Version, []byte(strings.Replace(string(p.File), old, now, 1)))
			})
		}
		write(", wording: "+others, "")
		needs, err := s.Materials.Needs(ctx, x)
		Expect(err).NotTo(HaveOccurred())
		Expect(needs).To(Equal([]publishing.Step{publishing.Editorial}), "what is asked is decided by the facts")
		write("[query, disclose], at: [s2, s3]", "[query], at: [s2]")
		page := editor.open(at + "/submit")
		Expect(page.body).To(And(ContainSubstring(`href="`+at+`/bench"`), ContainSubstring("甲的題目：哪一點推翻結論——"), ContainSubstring("題目「decisive-criminal-code-132-1/acts.disclose=false」做不出來")))
		Expect(editor.send(at+"/submit", "version", strconv.Itoa(x.Version)).status).To(Equal(422))
		Expect(editor.open(at).body).To(ContainSubstring("2件要處理"))
		Expect(editor.open(at + "/bench").body).To(ContainSubstring("選過、現在做不出來的2題"))
	})
})
