package incident

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"shoumi/app/paper"
	"shoumi/rules"
	"shoumi/rules/penalty"
)

// analysis is what the book says of one actor: what is open, then what is established.
func (m Memo) analysis(a rules.ActorReport) []paper.Block {
	open, stands := liabilities(a, rules.Undetermined), liabilities(a, rules.Established)
	out := []paper.Block{paper.Heading{Level: 1, Text: paper.Plain(fmt.Sprintf("行為人%s：未定 %d 項，成立 %d 項", a.Actor, len(open), len(stands)))}}
	if len(open) > 0 {
		out = append(out, paper.Heading{Level: 2, Text: paper.Plain("未定之條文")}, m.undetermined(open))
	}
	if bars, ok := penalties(stands); ok {
		out = append(out, bars)
	}
	for _, f := range stands {
		if f.Kind != rules.Duty { // duties are among what to do
			out = append(out, m.established(f)...)
		}
	}
	for _, f := range a.Findings {
		if f.Kind == rules.Modifier && f.Verdict == rules.Established {
			out = append(out, m.established(f)...)
		}
	}
	if len(a.Concurrence) > 0 {
		out = append(out, paper.Heading{Level: 2, Text: paper.Plain("競合")})
		list := paper.List{}
		for _, c := range a.Concurrence {
			list.Items = append(list.Items, paper.Item{Text: paper.Plain(c.Text + m.cites(c.Cites)), Items: m.lines(c.Steps)})
		}
		out = append(out, list)
	}
	rest := fmt.Sprintf("其餘經檢視不成立者 %d 項。", len(liabilities(a, rules.NotEstablished)))
	if missing := liabilities(a, rules.NotEncoded); len(missing) > 0 {
		var names []string
		for _, f := range missing {
			names = append(names, f.Cite)
		}
		rest += "行為時之法規未編入、不能判斷者：" + strings.Join(names, "、") + "。"
	}
	return append(out, paper.Paragraph{Text: paper.Plain(rest)})
}

// undetermined are the provisions that are open, by branch of law, those that lack least
// first. Duties are many: those that hang on the same facts stand in one row.
func (m Memo) undetermined(open []rules.Finding) paper.Table {
	t := paper.Table{Columns: []paper.Column{{Head: paper.Plain("條文"), Width: 4}, {Head: paper.Plain("未定的要件"), Width: 3}, {Head: paper.Plain("待查事實"), Width: 3}}}
	open = slices.Clone(open)
	slices.SortStableFunc(open, func(a, b rules.Finding) int {
		return cmp.Or(cmp.Compare(slices.Index(rules.Kinds, a.Kind), slices.Index(rules.Kinds, b.Kind)), cmp.Compare(len(a.Missing), len(b.Missing)))
	})
	row := func(what, elements string, missing []string) {
		var facts []string
		for _, id := range missing {
			facts = append(facts, m.label(id))
		}
		t.Rows = append(t.Rows, []paper.Text{paper.Plain(what), paper.Plain(elements), paper.Plain(strings.Join(facts, "、"))})
	}
	for i, f := range open {
		if f.Kind == rules.Duty {
			same := func(x rules.Finding) bool { return x.Kind == rules.Duty && slices.Equal(x.Missing, f.Missing) }
			if slices.ContainsFunc(open[:i], same) {
				continue
			}
			var names []string
			for _, x := range open[i:] {
				if same(x) {
					names = append(names, x.Cite+"（"+x.Title+"）")
				}
			}
			row(fmt.Sprintf("%s %d 項　%s", f.Kind.Zh(), len(names), strings.Join(names, "、")), "各該規定之要件", f.Missing)
			continue
		}
		var elements []string
		for _, e := range f.Elements {
			if e.Verdict == rules.Undetermined {
				elements = append(elements, e.Text)
			}
		}
		for _, e := range f.Exceptions {
			if e.Verdict == rules.Undetermined {
				elements = append(elements, "例外："+e.Text)
			}
		}
		if len(elements) == 0 {
			elements = []string{"適用之版本"}
		}
		row(f.Kind.Zh()+"　"+f.Cite+"\n"+f.Title, strings.Join(elements, "；"), f.Missing)
	}
	return t
}

// established is a provision with its elements, what follows from it, and why.
func (m Memo) established(f rules.Finding) []paper.Block {
	out := []paper.Block{paper.Heading{Level: 2, Text: paper.Plain(f.Cite + "　" + f.Title + "：" + f.Verdict.Zh())}}
	says := []string{f.Kind.Zh() + "。" + version(f)}
	if f.AbsorbedBy != nil {
		says = append(says, "已為"+m.Result.Book.Cite(*f.AbsorbedBy)+"吸收，不另論。")
	}
	if f.Complaint != nil && f.Complaint.Required {
		says = append(says, "須告訴乃論"+m.cites(f.Complaint.Cites)+"。")
	}
	if len(f.ModifiedBy) > 0 {
		says = append(says, "受"+strings.Join(m.named(f.ModifiedBy), "、")+"加減。")
	}
	out = append(out, paper.Paragraph{Text: paper.Plain(strings.Join(says, ""))}, m.elements(f))
	item := func(items *[]paper.Item, text string, lines []paper.Item) {
		*items = append(*items, paper.Item{Text: paper.Plain(text), Items: lines})
	}
	var list []paper.Item
	if f.Penalty != nil {
		item(&list, "刑度："+f.Penalty.Text()+"。", m.lines(f.Steps))
	}
	if f.Reach != nil {
		item(&list, "法院不加減到底時，最低到最高可達的範圍："+f.Reach.Text()+"。", nil)
	}
	if f.Effect != "" {
		item(&list, "效果："+strings.TrimSuffix(f.Effect, "。")+"。", nil)
	}
	if len(f.After) > 0 {
		item(&list, "時效與執行：", m.lines(f.After))
	}
	if len(f.Paths) > 0 {
		item(&list, "新舊法比較：", m.paths(f.Paths))
	}
	for _, n := range f.Notes {
		item(&list, "由人判斷："+strings.TrimSuffix(n, "。")+"。", nil)
	}
	if len(list) > 0 {
		out = append(out, paper.List{Items: list})
	}
	return out
}

// version is the version of the law that a finding goes by.
func version(f rules.Finding) string {
	var days []string
	for _, v := range append(slices.Clone(f.Versions), f.Version) {
		if d, err := rules.ParseDay(v); err == nil && !slices.Contains(days, d.ROC()) {
			days = append(days, d.ROC())
		}
	}
	switch len(days) {
	case 0:
		return ""
	case 1:
		return "適用版本：" + days[0] + "施行。"
	}
	return "行為日不定，下列各施行日之版本結論相同：" + strings.Join(days, "、") + "。"
}

// elements is the table of the elements of a finding with the facts that decided them.
func (m Memo) elements(f rules.Finding) paper.Table {
	t := paper.Table{Columns: []paper.Column{{Head: paper.Plain("要件"), Width: 3}, {Head: paper.Plain("結果"), Width: 1.2}, {Head: paper.Plain("事實與出處"), Width: 4}, {Head: paper.Plain("依據"), Width: 2}}}
	row := func(e rules.ElementFinding, text, word string) {
		var facts []string
		for _, r := range e.Facts {
			fact, ok := m.Result.Book.Fact(r.ID)
			if !ok || r.Value == nil {
				continue
			}
			line := fact.Label.Zh + "：" + fact.ValueZh(r.Value)
			if r.Source != "" {
				line += "（" + r.Source + "）"
			}
			facts = append(facts, line)
		}
		t.Rows = append(t.Rows, []paper.Text{paper.Plain(text), paper.Plain(word), paper.Plain(strings.Join(facts, "\n")), paper.Plain(strings.Join(m.named(e.Cites), "\n"))})
	}
	for _, e := range f.Elements {
		row(e, e.Text, e.Verdict.Zh())
	}
	for _, e := range f.Exceptions {
		word := map[rules.Verdict]string{rules.Established: "有此例外", rules.NotEstablished: "無此例外"}[e.Verdict]
		if word == "" {
			word = e.Verdict.Zh()
		}
		if e.Raised != nil && !*e.Raised {
			word = "無人主張"
		}
		row(e, "例外："+e.Text, word)
	}
	return t
}

func (m Memo) paths(paths []rules.Path) (out []paper.Item) {
	for _, p := range paths {
		text := p.Version
		if d, err := rules.ParseDay(p.Version); err == nil {
			text = d.ROC() + "施行之版本"
		}
		text += "：" + p.Verdict.Zh()
		if p.Penalty != nil {
			text += "，" + p.Penalty.Text()
		}
		if p.Applied {
			text += "（適用）"
		}
		out = append(out, paper.Item{Text: paper.Plain(text + "。" + p.Reason)})
	}
	return out
}

func (m Memo) lines(steps []penalty.Line) (out []paper.Item) {
	for _, s := range steps {
		out = append(out, paper.Item{Text: paper.Plain(s.Text + m.cites(s.Cites))})
	}
	return out
}

// named are ids as lawyers write them.
func (m Memo) named(ids []string) (out []string) {
	for _, id := range ids {
		out = append(out, m.Result.Book.Cite(id))
	}
	return out
}

// cites are ids in brackets.
func (m Memo) cites(ids []string) string {
	if len(ids) == 0 {
		return ""
	}
	return "〔" + strings.Join(m.named(ids), "、") + "〕"
}

// penalties are the terms of imprisonment of what stands on one scale; not ok where
// there is none to draw.
func penalties(findings []rules.Finding) (paper.Bars, bool) {
	bars := paper.Bars{Caption: paper.Plain("成立之罪的有期徒刑範圍"), Label: "條文", Value: "刑度"}
	longest := 0.0
	years := func(t penalty.Term) float64 { return (float64(t.Months) + float64(t.Days)/30) / 12 }
	for _, f := range findings {
		if f.Penalty == nil || f.Penalty.Imprisonment == nil || f.AbsorbedBy != nil {
			continue
		}
		t := f.Penalty.Imprisonment
		longest = max(longest, years(t.Max))
		bars.Rows = append(bars.Rows, paper.Bar{Label: paper.Plain(f.Cite), Value: paper.Plain(f.Penalty.Text()), From: years(t.Min), To: years(t.Max)})
	}
	step := 1.0
	for _, step = range []float64{1, 2, 5, 10} {
		if longest/step <= 6 {
			break
		}
	}
	for at := 0.0; ; at += step {
		bars.Marks = append(bars.Marks, paper.Mark{At: at, Text: fmt.Sprintf("%g年", at)})
		if at >= longest {
			break
		}
	}
	return bars, len(bars.Rows) > 0
}
