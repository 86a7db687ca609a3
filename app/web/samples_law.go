package web

import (
	"shoumi/rules"
	"shoumi/rules/penalty"
)

// lawSamples are made-up examples of the parts that show law and what follows from it.
type lawSamples struct {
	Verdicts  []rules.Verdict
	Questions []questionPage
	Rows      []elementRow
	Bars      []finding
	Laws      []lawText
	Timeline  timeline
	Diagram   *diagram
	Reason    reason
	Nows      []now
	Asks      []ask
	Finding   finding
	Open      finding
	Answers   []checkRow
	Similar   []similar
}

func (s *Server) lawSamples(tr *language) lawSamples {
	here := cited{Text: "示範法第1條第2項", Href: "/rules"}
	v := lawSamples{
		Verdicts: []rules.Verdict{rules.Established, rules.NotEstablished, rules.Undetermined, rules.NotEncoded},
		Questions: []questionPage{
			{Kind: rules.Bool, Fact: "demo_bool", Title: "對方是不是本來就有權知道？", Help: tr.T("components.hint"), Options: []option{{Value: "yes", Label: tr.T("answer.yes")}, {Value: "no", Label: tr.T("answer.no"), Checked: true}, {Value: chooseUnsure, Label: tr.T("answer.unsure"), Help: tr.T("answer.unsure_help")}}},
			{Kind: rules.Set, Fact: "demo_set", Judgment: true, Title: "有下列哪些情形？", Errors: []fieldError{{Text: tr.T("answer.none_and"), Href: "#answer"}}, Options: []option{{Value: "a", Label: tr.T("components.option"), Checked: true}, {Value: "b", Label: tr.T("components.option"), Help: tr.T("components.hint")}, {Value: chooseNone, Label: tr.T("answer.none"), Exclusive: true, Checked: true}, {Value: chooseUnsure, Label: tr.T("answer.unsure"), Exclusive: true}}},
		},
		Rows: []elementRow{
			{Text: "公務員", As: "element", Verdict: rules.Established, Facts: []factRow{{Label: "身分", Value: "機關人員", Source: "某分局警員"}}, Cites: []cited{here}},
			{Text: "故意", As: "element", Verdict: rules.NotEstablished, Facts: []factRow{{Label: "故意", Value: "否"}}},
			{Text: "應秘密", As: "element", Verdict: rules.Undetermined, Facts: []factRow{{Label: "已經公開", Unknown: true, Href: "/classify"}}},
			{Text: "依法令之行為", As: "exception", Verdict: rules.NotEstablished, NotRaised: true, Burden: "行為人"},
			{Text: "當事人同意", As: "exception", Verdict: rules.Established, Facts: []factRow{{Label: "同意", Value: "是"}}},
		},
		Laws: []lawText{
			{Name: "示範法第1條", Href: "/rules", AsOf: tr.day(s.today()), From: tr.day(rules.Day(2019, 12, 27)), Quoted: true, Source: "示範手冊第1頁", Paragraphs: []paragraph{{Number: 1, Text: "應保守秘密者，不得洩漏。"}, {Number: 2, Text: "因過失犯前項之罪者，處一年以下有期徒刑。", Marked: true}}},
			{Name: "示範法第1條", Href: "/rules", AsOf: tr.day(s.today()), From: tr.day(rules.Day(1935, 7, 1)), To: tr.day(rules.Day(2019, 12, 27)), Partial: true, Paragraphs: []paragraph{{Number: 2, Text: "過失犯，處一年以下有期徒刑。", Marked: true}}},
		},
		Timeline: newTimeline(tr, []rules.Version{{From: rules.Day(2019, 12, 27), To: rules.Forever, Status: rules.InForce}, {From: rules.Day(2005, 2, 2), To: rules.Day(2019, 12, 27), Status: rules.InForce}, {From: rules.Day(1990, 7, 1), To: rules.Day(2005, 2, 2), Status: rules.InForce}}, rules.Day(2005, 2, 2), s.today()),
		Diagram: newDiagram(tr, "demo", rules.Reason{Kind: "provision", Text: "示範法第1條第2項「過失洩密」", Verdict: rules.Undetermined, Children: []rules.Reason{
			{Kind: "element", Text: "公務員", Verdict: rules.Established},
			{Kind: "element", Text: "應秘密之文書、圖畫、消息或物品", Verdict: rules.Undetermined, Children: []rules.Reason{{Kind: "or", Children: []rules.Reason{{Kind: "condition", Text: "法令明定應秘密", Verdict: rules.NotEstablished}, {Kind: "condition", Text: "性質上應秘密", Verdict: rules.Undetermined}}}}},
			{Kind: "exception", Text: "當事人同意", Verdict: rules.NotEstablished},
		}}, true),
		Reason: reason{Text: "示範法第1條第2項「過失洩密」", As: "provision", Verdict: rules.Undetermined, Open: true, Kids: []reason{
			{Text: "公務員", As: "element", Verdict: rules.Established, Kids: []reason{{Text: "身分：機關人員", As: "condition", Verdict: rules.Established, Fact: &factRow{Value: "機關人員"}}}},
			{Text: "應秘密", As: "element", Verdict: rules.Undetermined, Open: true, Cites: []cited{here}, Kids: []reason{{Text: "已經公開", As: "condition", Verdict: rules.Undetermined, Fact: &factRow{Label: "已經公開", Unknown: true, Href: "/classify"}}}},
		}},
		Nows: []now{
			{Empty: true},
			{Established: []nowRow{{Of: here, Verdict: rules.Established}}, Open: []nowRow{{Of: here, Verdict: rules.Undetermined}}, MoreOpen: 4, Closed: 12},
			{Changes: []change{{Of: here, From: rules.Undetermined, To: rules.Established}}, Established: []nowRow{{Of: here, Verdict: rules.Established}}},
			{Problem: tr.T("answer.none_and"), Empty: true},
		},
		Asks: []ask{
			{Left: 1, First: askRow{Question: "內容在這之前是不是已經公開？", Href: "/classify", Settles: []cited{here}, Who: []string{"卷內資料"}}},
			{Left: 9, First: askRow{Question: "內容在這之前是不是已經公開？", Href: "/classify"}, More: []askRow{{Question: "是不是故意的？", Href: "/classify", Settles: []cited{here}, Others: 3, Who: []string{"當事人"}}}},
		},
		Answers: []checkRow{{ID: "demo-1", Label: "身分", Value: "機關人員", Source: "某分局警員", Href: "/classify"}, {ID: "demo-2", Label: "採購階段", Value: "決標後", Href: "/classify", Idle: true}},
		Similar: []similar{{Title: "示範案例：螢幕沒有鎖定", Href: "/cases", Distance: tr.T("similar.distance", 1), Differs: []differing{{Label: "故意", Here: "否", There: "是"}}, Outcomes: []realOutcome{{Actor: "甲", Stage: "起訴（未判決）", Text: "檢察官提起公訴。"}}}},
	}
	ranges := []*penalty.Range{
		{Imprisonment: penalty.Imprison(0, 12), Detention: penalty.Detain(), Fine: penalty.Fined(9000)},
		{Imprisonment: penalty.Imprison(12, 84)},
		{Imprisonment: penalty.Imprison(60, 0), Life: true},
	}
	scale := newScale(tr, ranges)
	for _, r := range ranges {
		v.Bars = append(v.Bars, finding{Penalty: r.Text(), Bar: scale.bar(r)})
	}
	v.Finding = finding{ID: "demo", Title: "過失洩漏秘密", Of: here, Verdict: rules.Established, Versions: []string{tr.day(rules.Day(2019, 12, 27))}, Elements: v.Rows[:1], Exceptions: v.Rows[3:4],
		Penalty: ranges[0].Text(), Bar: scale.bar(ranges[0]), Steps: []step{{Text: "法定刑：" + ranges[0].Text(), Cites: []cited{here}}}, Complaint: true, ModifiedBy: []cited{here},
		Paths: []lawPath{{Version: tr.day(rules.Day(1935, 7, 1)), Verdict: rules.Established, Penalty: ranges[0].Text()}, {Version: tr.day(rules.Day(2019, 12, 27)), Verdict: rules.Established, Penalty: ranges[0].Text(), Applied: true, Reason: "較有利於行為人。"}},
		Notes: []string{"是否併科，由法院裁量。"}, Flips: []flip{{Changes: []string{tr.T("flip.change", "故意", tr.T("flip.is", "是"))}, Verdict: rules.NotEstablished}}, MoreFlips: 2, Reason: &v.Reason, Law: &v.Laws[0]}
	v.Finding.Inside = (&finder{tr: tr}).inside(v.Finding)
	v.Open = finding{ID: "demo-open", Title: "違反個資法致生損害", Of: here, Verdict: rules.Undetermined, Missing: []missing{{Label: "意圖", Href: "/classify"}}, Elements: v.Rows[2:3], Penalty: ranges[1].Text(), Bar: scale.bar(ranges[1])}
	return v
}
