package casebook_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/casebook"
	"shoumi/rules"
)

// faultsIn is a fault as a page needs it: what it is about, and what is wrong.
func faultsIn(data []byte) (*casebook.Case, []string) {
	c, faults := casebook.Draft("a.yaml", data, book)
	var out []string
	for _, f := range faults {
		out = append(out, f.Path+"："+f.Message)
	}
	return c, out
}

var _ = Describe("A draft", func() {
	It("without fault is what Decode reads", func() {
		c, faults := casebook.Draft("a.yaml", agencyCase(), book)
		Expect(faults).To(BeEmpty())
		decoded, err := casebook.Decode("a.yaml", agencyCase(), book)
		Expect(err).NotTo(HaveOccurred())
		Expect(c).To(Equal(decoded))
	})

	DescribeTable("tells every fault with the part it is about", func(want []string, replace ...string) {
		c, faults := faultsIn(agencyCase(replace...))
		Expect(c).NotTo(BeNil())
		Expect(faults).To(Equal(want))
		_, err := casebook.Decode("a.yaml", agencyCase(replace...), book)
		Expect(err).To(HaveOccurred())
	},
		Entry("no title", []string{"title：缺少必要欄位「title」"}, "title: 替詐騙集團成員查警示帳戶\n", ""),
		Entry("an empty title", []string{"title：這裡要寫文字，現在是空的"}, "title: 替詐騙集團成員查警示帳戶", `title: ""`),
		Entry("no note on the date", []string{"date_note：行為日不是確定的一天，缺少日期的說明"}, "date_note: 手冊沒有寫行為日；起訴適用24年7月1日施行的刑法，手冊於112年10月印行。\n", ""),
		Entry("a fact that no sentence shows", []string{"actors/甲/facts/abused_office/at：事實沒有指出句子"}, "abused_office: {value: true, at: [s2]}", "abused_office: {value: true, at: []}"),
		Entry("a fact without at", []string{"actors/甲/facts/abused_office/at：缺少必要欄位「at」"}, "abused_office: {value: true, at: [s2]}", "abused_office: {value: true}"),
		Entry("a sentence that is not there", []string{"actors/甲/facts/abused_office/at/0：敘述裡沒有句子「s9」"}, "abused_office: {value: true, at: [s2]}", "abused_office: {value: true, at: [s9]}"),
		Entry("an empty sentence", []string{"narrative/s4：這裡要寫文字，現在是空的"}, "  s4: 起訴指出，A因此得以及時掌握人頭帳戶有沒有被通報為警示帳戶，迅速轉帳或更換帳戶，致生損害於警政署對警政知識聯網系統管理的正確性。", `  s4: ""`),
		Entry("facts that contradict", []string{"actors/甲/facts/position：甲的事實互相矛盾：「服務機關：不在機關服務」與「身分：機關人員，有法定職務權限（例如員警）」不能同時成立：機關人員必有服務機關"}, "service: {value: police_officer", "service: {value: none"),
		Entry("a difference without a reason", []string{"outcome/甲：甲的刑法第132條第2項，規則與官方結果不同而沒有說明：規則認為不成立，官方以此論處"}, "[criminal-code/132/1]", "[criminal-code/132/1, criminal-code/132/2]"),
		Entry("a stage that is none", []string{"outcome/甲/0/stage：不認得「charged」"}, "stage: indicted", "stage: charged"),
		Entry("an actor without outcome", []string{"outcome/乙：行為人「乙」沒有官方結果"}, "actors:\n", "actors:\n  乙:\n    role: 警員\n    facts: {}\n"),
		Entry("a name that is none", []string{"actors/甲/乙：行為人的名稱「甲/乙」不合規定", "outcome/甲/乙：行為人「甲/乙」沒有官方結果"}, "actors:\n", "actors:\n  甲/乙:\n    role: 警員\n    facts: {}\n"),
		Entry("a choice that leads nowhere", []string{"scenario/nodes/0/choices/1/then：沒有節點「night_shft」", "scenario/nodes/0/choices/2/do：這裡要寫文字，現在是空的"}, "帶走\n          says: A拍拍您的肩膀，說改天再請您吃一頓。\n          then: night_shift", "帶走\n          says: A拍拍您的肩膀，說改天再請您吃一頓。\n          then: night_shft",
			"do: 笑笑不接話，換個話題聊同學的孩子", `do: ""`),
	)

	It("shows what is wrong elsewhere while the scenario is not finished", func() {
		_, faults := faultsIn(agencyCase("[criminal-code/132/1]", "[criminal-code/132/1, criminal-code/132/2]", "title: 替詐騙集團成員查警示帳戶\n", "", "  title: 朋友的朋友問帳戶\n", ""))
		Expect(faults).To(ConsistOf(
			"title：缺少必要欄位「title」",
			"outcome/甲：甲的刑法第132條第2項，規則與官方結果不同而沒有說明：規則認為不成立，官方以此論處",
			"scenario/title：缺少必要欄位「title」",
		))
	})

	DescribeTable("is read as far as it goes", func(data string, want casebook.Case) {
		c, faults := casebook.Draft("a.yaml", []byte(data), book)
		Expect(faults).NotTo(BeEmpty())
		Expect(*c).To(Equal(want))
		again, _ := casebook.Draft("a.yaml", c.File(), book)
		Expect(again).To(Equal(c))
	},
		Entry("a title alone", "title: 題\n", casebook.Case{Title: "題", ActDate: rules.UnknownActDate}),
		Entry("no date", "title: 題\nact_date: 去年\n", casebook.Case{Title: "題", ActDate: rules.UnknownActDate}),
		Entry("a list", "- 甲\n", casebook.Case{ActDate: rules.UnknownActDate}),
		Entry("a fact without value", "narrative:\n  s1: 甲。\nactors:\n  甲:\n    facts:\n      acts: {value: null, at: [s1]}\n", casebook.Case{
			ActDate: rules.UnknownActDate, Narrative: []casebook.Sentence{{ID: "s1", Text: "甲。"}},
			Actors: []casebook.Actor{{Name: "甲", Facts: []casebook.Fact{{ID: "acts", At: []string{"s1"}}}}},
		}),
		Entry("a scenario with nothing in it", "scenario: {}\n", casebook.Case{ActDate: rules.UnknownActDate, Scenario: &casebook.Scenario{Facts: rules.Values{}}}),
		Entry("a node with nothing in it", "scenario: {nodes: [{id: start, choices: [{}, {then: [{}, {}]}]}]}\n", casebook.Case{ActDate: rules.UnknownActDate, Scenario: &casebook.Scenario{
			Facts: rules.Values{}, Nodes: []casebook.Node{{ID: "start", Ask: "您會怎麼做？", Choices: []casebook.Choice{{}, {Then: []casebook.Branch{{}, {}}}}}},
		}}),
	)

	It("is none where the YAML cannot be read", func() {
		c, faults := casebook.Draft("a.yaml", []byte("title: [\n"), book)
		Expect(c).To(BeNil())
		Expect(faults).To(HaveLen(1))
		Expect(faults[0].Place.Line).To(BeNumerically(">", 0))
	})
})
