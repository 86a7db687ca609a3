package casebook_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/casebook"
	"shoumi/rules"
)

var _ = Describe("A scenario of a case", func() {
	It("is read as it stands in the file", func() {
		c, _ := playable().Case("npa-leak-3")
		s := c.Scenario
		Expect(s.Title).To(Equal("鄰居想知道是誰檢舉"))
		Expect(s.Actor).To(Equal("甲"))
		Expect(s.ActDate).To(Equal(rules.Day(2024, 5, 10)))
		Expect(s.Facts).To(HaveKeyWithValue("info", []string{"contact", "informant"})) // in the order of the vocabulary
		Expect(s.Version).To(MatchRegexp(`^sha256:[0-9a-f]{64}$`))
		Expect(s.Nodes).To(HaveLen(5))
		Expect(s.Nodes[0].Ask).To(Equal("您會怎麼做？"))
		n, ok := s.Node("back_office")
		Expect(ok).To(BeTrue())
		Expect(n.Ask).To(Equal("您要怎麼辦？"))
		look, ok := n.Choice("look")
		Expect(ok).To(BeTrue())
		Expect(look).To(Equal(casebook.Choice{ID: "look", Do: "輸入號碼查一下登記人是誰", Says: "畫面上出現一個您認得的名字。",
			Sets: []casebook.Effect{{Fact: "acts", Value: []string{"query"}}, {Fact: "query_for_duty", Value: false}, {Fact: "knew_no_duty", Value: true}},
			Then: []casebook.Branch{{Go: "hint"}}}))
		n, _ = s.Node("hint")
		shrug, _ := n.Choice("shrug")
		Expect(shrug.Sets[0]).To(Equal(casebook.Effect{Fact: "acts", Value: map[string]bool{"disclose": false}}))
		Expect(shrug.Then).To(Equal([]casebook.Branch{{If: []casebook.Literal{{Fact: "acts", Is: "disclose"}}, Go: "aftermath"}, {Go: "quiet"}}))
		_, ok = s.Node("nowhere")
		Expect(ok).To(BeFalse())
	})

	It("names a version that any change of words changes", func() {
		version := func(replace ...string) string {
			c, _ := playable(replace...).Case("npa-leak-3")
			return c.Scenario.Version
		}
		Expect(version()).To(Equal(version()))
		Expect(version("拍拍您的肩膀", "拍了您的肩膀")).NotTo(Equal(version()))
		Expect(version("came_by: duty", "came_by: otherwise")).NotTo(Equal(version()))
		Expect(version("用來試玩的案例", "改了標題的案例")).To(Equal(version()), "the case is no part of its scenario")
	})
})

var _ = Describe("The risks and measures", func() {
	It("are those of the handbooks, with their places", func() {
		ids := func(topics []casebook.Topic) (out []string) {
			for _, t := range topics {
				out = append(out, t.ID)
				Expect(t.Zh).NotTo(BeEmpty())
				Expect(t.En).NotTo(BeEmpty())
				Expect(t.Text).To(HaveSuffix("。"))
				Expect(t.Sources).NotTo(BeEmpty())
			}
			return out
		}
		Expect(ids(cases.Risks())).To(Equal([]string{"low_vigilance", "beyond_authority", "opportunity", "no_audit", "improper_ties", "corrupt_motive", "weak_law_sense",
			"long_tenure", "solicited", "convenience", "source_keeping", "false_purpose", "alone_and_busy", "misjudged_known", "unfamiliar_process", "knowing_help", "procurement_ignorance"}))
		Expect(ids(cases.Measures())).To(Equal([]string{"sop", "access_control", "inspection", "query_audit", "supervision", "discipline_visits", "rotation", "education", "genai",
			"privacy_awareness", "anomaly_indicators", "no_camera_signs", "single_screen", "case_control", "procurement_briefing", "mentoring", "training"}))
		t, ok := cases.Measure("genai")
		Expect(ok).To(BeTrue())
		Expect(t.Sources).To(Equal([]casebook.Source{{Handbook: "npa", Section: "肆 防制措施 注意使用人工智慧可能衍生之風險", Page: 28}}))
		_, ok = cases.Risk("genai")
		Expect(ok).To(BeFalse())
	})

	It("stand in every case", func() {
		for _, c := range cases.Cases() {
			Expect(c.Risks).NotTo(BeEmpty(), c.ID)
			Expect(c.Measures).NotTo(BeEmpty(), c.ID)
			Expect(c.Teaches).To(HaveSuffix("。"), c.ID)
		}
	})
})
