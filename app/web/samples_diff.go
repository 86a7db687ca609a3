package web

import (
	"net/url"

	"shoumi/app/publishing"
	"shoumi/casebook"
	"shoumi/rules"
	"shoumi/rules/penalty"
)

// diffSamples are made-up examples of two versions, and of two changes at once.
type diffSamples struct {
	Case, Text, None []comparedSection
	Conflicts        []conflict
	Errors           []fieldError
}

// demoCase is a made-up case; change makes another version of it.
func demoCase(change func(*casebook.Case)) *casebook.Case {
	c := &casebook.Case{ID: "demo", Title: "離開座位沒有鎖定螢幕", Source: casebook.Source{Handbook: "npa", Section: "示範", Page: 3}, Teaches: "離開前先鎖定畫面。",
		Narrative: []casebook.Sentence{{ID: "s1", Text: "甲員是派出所的警員。"}, {ID: "s2", Text: "甲員為了辦案，查詢了民眾B的車籍資料。"}, {ID: "s3", Text: "這時有人報案。"}, {ID: "s4", Text: "甲員離開座位時忘記鎖定螢幕，路人看到畫面。"}, {ID: "s5", Text: "事後由政風查明。"}},
		Actors: []casebook.Actor{{Name: "甲", Role: "警員",
			Facts:   []casebook.Fact{{ID: "position", Value: "agency_officer", At: []string{"s1"}}, {ID: "acts", Value: []string{"query"}, At: []string{"s2"}}, {ID: "intent", Value: true, At: []string{"s4"}}},
			Outcome: []casebook.Outcome{{Stage: casebook.FirstInstance, Text: "處拘役30日。", Charges: []string{"criminal-code/132/1"}, Sentences: []penalty.Sentence{{Detention: 30}}}}}},
		Risks: []string{"low_vigilance"}, Measures: []string{"sop"},
		Scenario: &casebook.Scenario{Title: "螢幕還亮著", Actor: "甲", Facts: rules.Values{}, Nodes: []casebook.Node{{ID: "desk", Story: "有人在門口喊您。", Ask: "您怎麼做？",
			Choices: []casebook.Choice{{ID: "lock", Do: "先鎖定畫面", Says: "畫面暗了。", Then: []casebook.Branch{{Go: "end"}}}, {ID: "run", Do: "直接跑出去", Sets: []casebook.Effect{{Fact: "acts", Value: []string{"disclose"}}}, Says: "有人看到畫面。", Then: []casebook.Branch{{Go: "end"}}}}}}}}
	change(c)
	return c
}

func (s *Server) newDiffSamples(tr *language) diffSamples {
	before, after := demoCase(func(*casebook.Case) {}), demoCase(func(c *casebook.Case) {
		a, n := &c.Actors[0], c.Scenario.Nodes[0].Choices
		c.Title, c.Source.Page = "離開座位時沒有鎖定電腦螢幕", 4
		c.Narrative = []casebook.Sentence{c.Narrative[0], c.Narrative[1], c.Narrative[2], {ID: "s4", Text: "甲員離開座位時沒有鎖定螢幕，路人看到查詢結果的畫面。"}, {ID: "s6", Text: "路人把看到的地址告訴別人。"}}
		a.Facts = []casebook.Fact{a.Facts[0], {ID: "acts", Value: []string{"query", "disclose"}, At: []string{"s2", "s4"}}, {ID: "harm_likely", Value: true, At: []string{"s6"}}}
		a.Outcome[0].Stage, a.Outcome[0].Charges, a.Outcome[0].Probation, a.Outcome[0].Payment = casebook.Final, []string{"criminal-code/132/2"}, 24, 15000
		c.Measures = []string{"sop", "inspection"}
		n[1].Then = []casebook.Branch{{If: []casebook.Literal{{Fact: "acts", Is: "disclose"}}, Go: "called"}, {Go: "end"}}
		n[0], n[1] = n[1], n[0]
	})
	v := diffSamples{Case: s.compared(tr, publishing.Compare(before, after), false), None: s.compared(tr, publishing.CompareText("同一段。", "同一段。"), false)}
	v.Case[0].Read, v.Case[1].Read = &readTick{Form: "demo-approve", Value: "head"}, &readTick{Form: "demo-approve", Value: "narrative", Checked: true}
	v.Text = s.compared(tr, publishing.CompareText("# 先鎖定\n\n離開電腦前先鎖定畫面，三秒就好。\n\n因公查到的電話不能抄給別人。\n", "# 先鎖定\n\n離開電腦前先鎖定畫面，一秒就好。\n\n因公查到的電話不能抄給別人。\n\n有疑問就問政風。\n"), true)
	v.Text[0].ID, v.None[0].ID = "compared-lesson", "compared-same"
	merged := publishing.Merge(before, after, demoCase(func(c *casebook.Case) {
		c.Title, c.Source.Page, c.Actors[0].Facts[1].Value, c.Actors[0].Outcome = "離開座位忘記鎖定螢幕", 5, []string{"query", "hand_over"}, nil
		c.Narrative[3].Text = "甲員離開座位時，螢幕沒有鎖定。"
	}))
	sent := url.Values{sideName("actors/甲/outcome/1"): {string(publishing.Theirs)}, sideName("title"): {string(publishing.Mine)}, sideName("narrative/s4"): {string(publishing.Own)}, ownName("narrative/s4"): {""}}
	_, open := merged.Resolve(readChoices(sent, merged.Conflicts))
	v.Conflicts = s.conflicts(tr, merged.Conflicts, sent, open)
	v.Errors = conflictFaults(tr, v.Conflicts)
	return v
}
