package web_test

import (
	"net/url"
	"regexp"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/publishing"
	"shoumi/app/web"
	"shoumi/casebook"
	"shoumi/rules"
	"shoumi/rules/penalty"
)

// versionOf is a small case with a change.
func versionOf(change func(*casebook.Case)) *casebook.Case {
	c := &casebook.Case{ID: "x", Title: "螢幕沒有鎖定", Narrative: []casebook.Sentence{{ID: "s1", Text: "甲員離開座位時忘記鎖定螢幕。"}, {ID: "s2", Text: "路人看到。"}, {ID: "s3", Text: "有人報案。"}, {ID: "s4", Text: "政風查明。"}},
		Actors: []casebook.Actor{{Name: "甲", Role: "警員", Facts: []casebook.Fact{{ID: "acts", Value: []string{"query", "hand_over"}, At: []string{"s1"}}, {ID: "intent", Value: true, At: []string{"s1"}}},
			Outcome: []casebook.Outcome{{Stage: casebook.FirstInstance, Text: "處拘役30日。", Charges: []string{"criminal-code/132/1"}, Sentences: []penalty.Sentence{{Detention: 30}}, Probation: 24}}}},
		Risks: []string{"low_vigilance"},
		Scenario: &casebook.Scenario{Title: "亮著", Facts: rules.Values{}, Nodes: []casebook.Node{{ID: "desk", Story: "有人喊您。", Choices: []casebook.Choice{
			{ID: "lock", Do: "鎖定", Says: "畫面暗了。", Then: []casebook.Branch{{Go: "end"}}}, {ID: "run", Do: "跑", Says: "有人看到。"}}}}}}
	change(c)
	return c
}

// readAloud is markup as it is read aloud.
func readAloud(html string) string {
	return strings.TrimSpace(regexp.MustCompile(`\s+`).ReplaceAllString(regexp.MustCompile(`<[^>]+>`).ReplaceAllString(html, " "), " "))
}

var _ = Describe("two versions on a page", func() {
	var s *web.Server
	BeforeEach(func() {
		book, err := rules.Shipped()
		Expect(err).NotTo(HaveOccurred())
		cases, err := casebook.Shipped()
		Expect(err).NotTo(HaveOccurred())
		s = &web.Server{Book: book, Cases: cases}
	})
	base := versionOf(func(*casebook.Case) {})

	It("say in words what became of prose, and fold what stayed", func() {
		c := publishing.Compare(base, versionOf(func(c *casebook.Case) { c.Narrative[0].Text = "甲員離開座位時沒有鎖定螢幕。" }))
		Expect(s.Compared("zh", c, true)).To(SatisfyAll(
			ContainSubstring(`<section class="compared" aria-labelledby="compared-narrative"><h2 id="compared-narrative" tabindex="-1">敘述 <span class="note">1處不同</span></h2>`),
			ContainSubstring(`<div class="comparedline differs"><span class="note">s1</span><span class="tag">改寫</span><p class="diff" >甲員離開座位時<del><span class="sr">〔刪除〕</span>忘記<span class="sr">〔完〕</span></del><ins><span class="sr">〔新增〕</span>沒有<span class="sr">〔完〕</span></ins>鎖定螢幕。</p></div>`),
			ContainSubstring(`<details><summary>沒有改變的3句或段</summary><div class="comparedline"><span class="note">s2</span><p class="diff" >路人看到。</p></div>`)))
		Expect(strings.Count(s.Compared("zh", c, true), "<section")).To(Equal(1))
		Expect(strings.Count(s.Compared("zh", c, false), "<section")).To(Equal(len(publishing.Sections)))
		Expect(s.Compared("zh", c, false)).To(ContainSubstring(`官方結果 <span class="note">沒有不同</span>`))
	})

	DescribeTable("say every value in words", func(lang string, change func(*casebook.Case), said string) {
		Expect(readAloud(s.Compared(lang, publishing.Compare(base, versionOf(change)), true))).To(Equal(said))
	},
		Entry("a set, member by member", "zh", func(c *casebook.Case) {
			c.Actors[0].Facts[0].Value, c.Actors[0].Facts[0].At = []string{"query", "disclose"}, []string{"s1", "s2"}
		},
			"行為人與事實 1處不同 行為人與事實 項目 改變 之前 之後 甲 做了哪些事 改寫 用公務資訊系統查詢資料、 〔刪除〕 把文件、物品或檔案交給別人持有 〔完〕 依據：s1 用公務資訊系統查詢資料、 〔新增〕 讓別人看到、聽到或知道了內容（說、傳送、播放、張貼、放著被看到） 〔完〕 依據：s1、s2"),
		Entry("a fact that went", "en", func(c *casebook.Case) { c.Actors[0].Facts = c.Actors[0].Facts[:1] },
			"Actors and facts differences: 1 Actors and facts Item Change Before After 甲 Intended the recipient to learn or get it removed Yes shown by s1 none"),
		Entry("an outcome", "zh", func(c *casebook.Case) {
			o := &c.Actors[0].Outcome[0]
			o.Stage, o.Charges, o.Probation, o.Payment, o.Sentences, o.Commutable = casebook.Final, []string{"criminal-code/132/2"}, 36, 15000, []penalty.Sentence{{Detention: 40}}, true
		}, "官方結果 6處不同 官方結果 項目 改變 之前 之後 甲、第1項結果 程序階段 改寫 一審判決 判決確定 甲、第1項結果 適用的規定 改寫 刑法第132條第1項 刑法第132條第2項 甲、第1項結果 宣告刑 改寫 拘役30日 拘役40日 甲、第1項結果 緩刑或緩起訴期間 改寫 2年 3年 甲、第1項結果 向公庫支付 新增 沒有 新臺幣15000元 甲、第1項結果 得易科罰金 新增 沒有 是"),
		Entry("risks", "zh", func(c *casebook.Case) { c.Risks = []string{} }, "風險與對策 1處不同 風險與對策 項目 改變 之前 之後 風險 刪除 保密警覺不足 沒有"),
		Entry("a scenario", "zh", func(c *casebook.Case) {
			n := c.Scenario.Nodes[0].Choices
			n[0].Then, n[0].Sets = []casebook.Branch{{If: []casebook.Literal{{Fact: "acts", Is: "query"}, {Fact: "intent", Is: false}}, Go: "called"}, {Go: "end"}}, []casebook.Effect{{Fact: "intent", Value: false}}
			n[0], n[1] = n[1], n[0]
		}, "情境 3處不同 情境 項目 改變 之前 之後 步驟desk的選項lock 做法 換位置 鎖定 步驟desk的選項lock 使事實成為 新增 沒有 故意使對方知悉或取得：否 步驟desk的選項lock 接到 改寫 end 做了哪些事：用公務資訊系統查詢資料、故意使對方知悉或取得：否時，到called end"),
	)

	It("keep what was chosen and typed where two changed the same", func() {
		theirs := versionOf(func(c *casebook.Case) {
			c.Title, c.Actors[0].Facts[1].Value = "他的標題", false
			c.Actors[0].Outcome[0].Probation = 36
		})
		mine := versionOf(func(c *casebook.Case) {
			c.Title = "我的<標題>"
			c.Actors[0].Facts = c.Actors[0].Facts[:1]
			c.Actors[0].Outcome = []casebook.Outcome{}
		})
		m := publishing.Merge(base, theirs, mine)
		html, left, _ := s.Conflicts("zh", m, url.Values{})
		Expect(left).To(Equal([]string{"#conflict-1 甲、第1項結果：官方結果：請選擇要用哪一個", "#conflict-2 標題：請選擇要用哪一個", "#conflict-3 甲：故意使對方知悉或取得：請選擇要用哪一個"}))
		Expect(html).To(SatisfyAll(
			ContainSubstring(`name="own:title" rows="4" >我的&lt;標題&gt;</textarea>`),
			ContainSubstring(`<input type="radio" name="side:actors/甲/outcome/1" value="mine"><span><b>我的</b><span class="line note">移除</span></span>`),
			ContainSubstring(`<span class="note" >緩刑或緩起訴期間</span> <span class="words" >3年</span>`),
			Not(ContainSubstring("checked"))))
		Expect(html).NotTo(ContainSubstring("拘役"), "what is alike is not asked about")
		sent := url.Values{"side:title": {"own"}, "own:title": {" "}, "side:actors/甲/outcome/1": {"theirs"}, "side:actors/甲/facts/intent": {"mine"}}
		html, left, _ = s.Conflicts("zh", m, sent)
		Expect(left).To(Equal([]string{"#conflict-2 標題：請填寫要改成什麼，或選另外一個"}))
		Expect(html).To(SatisfyAll(ContainSubstring(`value="own" checked`), ContainSubstring(`name="side:actors/甲/outcome/1" value="theirs" checked`), ContainSubstring(`<p class="wrong" id="conflict-2-wrong">`)))
		sent.Set("own:title", "大家的標題")
		_, left, c := s.Conflicts("zh", m, sent)
		Expect(left).To(BeEmpty())
		Expect([]any{c.Title, len(c.Actors[0].Facts), c.Actors[0].Outcome[0].Probation}).To(Equal([]any{"大家的標題", 1, 36}))
	})

	It("have a name for every part there is", func() {
		texts := web.Texts()["zh"]
		for _, x := range s.Cases.Cases() {
			for _, section := range publishing.Compare(nil, x).Sections {
				Expect(texts).To(HaveKey("diff.section." + string(section.Section)))
				for _, p := range section.Parts {
					Expect(texts).To(HaveKey("diff.field."+p.Field), p.ID)
				}
			}
			Expect(s.Compared("zh", publishing.Compare(nil, x), true)).NotTo(MatchRegexp(`⟦|&lt;nil|map\[|\{0|%!`), x.ID)
		}
	})
})
