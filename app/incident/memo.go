package incident

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"shoumi/app/paper"
	"shoumi/casebook"
	"shoumi/rules"
)

// Disclaimer says what a classification is not, and who decides.
const Disclaimer = "供內部初步分類，非法律意見；成立與否由檢察官、法院或權責機關認定。"

// How many of each a memo names; the record has the rest.
const (
	maxQuestions = 12
	maxMeasures  = 8
)

// Memo is what a memorandum on a record is made of.
type Memo struct {
	Record Record
	Result Result             // of the record, or of a revision what was said then
	Cases  *casebook.Casebook // of similar cases and measures; nil for none
	Name   func(account string) string
	Unit   string // where it happened, in words; may be empty
	Made   time.Time
}

// Document is the memorandum in the order of official documents, 主旨、說明、分析、建議: what
// is undetermined first, then every liability with its elements, sources and penalty,
// and what reviewers said, dissents with their reasons. It is in Chinese.
func (m Memo) Document() paper.Document {
	d := paper.Document{
		Title: "事件 " + m.Record.Reference + " 研判書", Subtitle: fmt.Sprintf("第 %d 版　%s", m.Record.Revision, m.standing()), Made: m.Made,
		Header: m.standing() + "　供內部初步分類，非法律意見",
		Footer: []string{Disclaimer, fmt.Sprintf("事件 %s　第 %d 版　行為日 %s　判斷日 %s", m.Record.Reference, m.Record.Revision, m.act(), m.Result.Judged.ROC()), "規則 " + m.Result.Report.RulesDigest},
	}
	add := func(blocks ...paper.Block) { d.Blocks = append(d.Blocks, blocks...) }
	add(m.subject())
	add(m.open()...)
	add(m.explanation()...)
	add(paper.Term{Name: "分析："})
	for _, a := range m.Result.Report.Actors {
		add(m.analysis(a)...)
	}
	add(paper.Term{Name: "建議："}, paper.List{Items: m.advice()})
	add(m.review()...)
	return d
}

// standing is how far the memo may be relied on within the house.
func (m Memo) standing() string {
	switch m.Record.State {
	case Submitted:
		return "審查中－尚未簽核"
	case Signed:
		return "已簽核：" + m.Record.Review.Overall.Zh()
	}
	return "草稿－未經審查"
}

// Zh is the word on the whole in Chinese.
func (o Overall) Zh() string {
	return map[Overall]string{Agree: "同意", Partly: "部分不同意", Dissent: "不同意"}[o]
}

// Zh is the stage in Chinese.
func (s Stage) Zh() string {
	return map[Stage]string{Reported: "接獲反映", Inquiry: "行政調查中", Referred: "已移送偵辦", Prosecution: "檢察官偵查中", Trial: "法院審理中", Final: "判決確定", Closed: "行政處理終結"}[s]
}

func (m Memo) act() string {
	if d := m.Record.Act().ActDate; d.Known() {
		return d.ROC()
	}
	return "不明"
}

// moment is a time as documents of this country have it.
func moment(t time.Time) string {
	return day(t).ROC() + t.In(taipei).Format(" 15:04")
}

// liabilities are the findings of an actor with a verdict, without what only changes
// others or allows something.
func liabilities(a rules.ActorReport, v rules.Verdict) (out []rules.Finding) {
	for _, f := range a.Findings {
		if f.Verdict == v && f.Kind != rules.Modifier && f.Kind != rules.Permission {
			out = append(out, f)
		}
	}
	return out
}

func (m Memo) count(v rules.Verdict) (n int) {
	for _, a := range m.Result.Report.Actors {
		n += len(liabilities(a, v))
	}
	return n
}

// subject says what was found, what is open first.
func (m Memo) subject() paper.Term {
	text := fmt.Sprintf("事件 %s 之法律責任初步研判：未定 %d 項，成立 %d 項", m.Record.Reference, m.count(rules.Undetermined), m.count(rules.Established))
	var named []string
	for _, a := range m.Result.Report.Actors {
		for _, f := range liabilities(a, rules.Established) {
			if f.Kind == rules.Criminal && f.AbsorbedBy == nil {
				named = append(named, m.who(a)+f.Cite)
			}
		}
	}
	if len(named) > 0 {
		text += "，其中刑事條文為" + strings.Join(named, "、")
	}
	if n := len(m.questions()); n > 0 {
		text += fmt.Sprintf("；尚有 %d 項事實待查", n)
	}
	return paper.Term{Name: "主旨：", Text: paper.Plain(text + "，請核示。")}
}

// who names an actor before something of theirs, where there are several.
func (m Memo) who(a rules.ActorReport) string {
	if len(m.Result.Report.Actors) > 1 {
		return a.Actor + "之"
	}
	return ""
}

// question is a fact to find out, and about whom.
type question struct {
	rules.Question
	actors []string
}

// questions are the facts that can still swing something, best first: each once.
func (m Memo) questions() (out []question) {
	for _, a := range m.Result.Report.Actors {
		for _, q := range a.NextQuestions {
			i := slices.IndexFunc(out, func(x question) bool { return x.Fact == q.Fact })
			if i < 0 {
				i = len(out)
				out = append(out, question{Question: q})
			} else {
				out[i].Score = max(out[i].Score, q.Score)
				out[i].Primary = out[i].Primary || q.Primary
			}
			out[i].actors = append(out[i].actors, a.Actor)
		}
	}
	slices.SortStableFunc(out, func(a, b question) int {
		if a.Primary != b.Primary {
			return map[bool]int{true: -1, false: 1}[a.Primary]
		}
		return cmp.Compare(b.Score, a.Score)
	})
	return out
}

// label is what a fact is called.
func (m Memo) label(id string) string {
	if id == rules.ActDateFact {
		return "行為日"
	}
	if f, ok := m.Result.Book.Fact(id); ok {
		return f.Label.Zh
	}
	return id
}

// open is what has to be found out, and who would know.
func (m Memo) open() []paper.Block {
	all := m.questions()
	if len(all) == 0 {
		return nil
	}
	box := paper.Callout{Title: paper.Plain(fmt.Sprintf("待查事項：%d 項事實會影響結論，依影響大小排列", len(all)))}
	for i, q := range all[:min(len(all), maxQuestions)] {
		text := paper.Number(0, i+1)
		if len(m.Result.Report.Actors) > 1 && q.Fact != rules.ActDateFact {
			text += strings.Join(q.actors, "、") + "："
		}
		text += q.Question.Question
		if f, ok := m.Result.Book.Fact(q.Fact); ok && len(f.WhoKnows) > 0 {
			text += "可查：" + strings.Join(f.WhoKnows, "、") + "。"
		}
		if n := len(q.Settles); n > 0 {
			text += "可確定" + m.Result.Book.Cite(q.Settles[0])
			if n > 1 {
				text += fmt.Sprintf("等 %d 項", n)
			}
			text += "。"
		}
		box.Paragraphs = append(box.Paragraphs, paper.Plain(text))
	}
	if n := len(all) - maxQuestions; n > 0 {
		box.Paragraphs = append(box.Paragraphs, paper.Plain(fmt.Sprintf("其餘 %d 項，見下列各未定條文之待查事實。", n)))
	}
	box.Paragraphs = append(box.Paragraphs, paper.Plain("未查明前，不得當作「否」。"))
	return []paper.Block{box}
}

// explanation is what the memo goes by: the matter, its story, and the facts with the
// words that they come from.
func (m Memo) explanation() []paper.Block {
	r := m.Record
	var items []paper.Item
	item := func(format string, args ...any) {
		items = append(items, paper.Item{Text: paper.Plain(fmt.Sprintf(format, args...))})
	}
	item("用途：%s。", strings.TrimSuffix(r.Content.Purpose, "。"))
	stage := "事件進行至：" + r.Content.Stage.Zh() + "。"
	if m.Unit != "" {
		stage += "發生單位：" + m.Unit + "。"
	}
	item("%s", stage)
	item("行為日：%s。判斷日：%s。適用之法規版本，依行為日與判斷日定之。", m.act(), m.Result.Judged.ROC())
	people := "承辦人：" + m.Name(r.Author) + "。"
	if r.Reviewer != "" {
		people += "審查人：" + m.Name(r.Reviewer) + "。"
	}
	item("%s", people)
	if len(r.Content.Dismissed) > 0 {
		item("個人資料掃描所指、經說明不是個人資料者 %d 處。", len(r.Content.Dismissed))
	}
	if len(r.Lost) > 0 {
		item("現行事實項目已無法表達、未再計入者：%s。", strings.Join(r.Lost, "；"))
	}
	out := []paper.Block{paper.Term{Name: "說明："}, paper.List{Items: items}}
	if r.Content.Narrative != "" {
		out = append(out, paper.Heading{Level: 1, Text: paper.Plain("案情")}, paper.Paragraph{Text: paper.Plain(r.Content.Narrative)})
	}
	facts := paper.Table{Caption: paper.Plain("事實與出處"), Columns: []paper.Column{{Head: paper.Plain("行為人"), Width: 1}, {Head: paper.Plain("事實"), Width: 2.5}, {Head: paper.Plain("內容"), Width: 3}, {Head: paper.Plain("出處"), Width: 3}}}
	for _, p := range r.Content.Interview.People {
		for _, a := range p.Answers {
			value := "不確定，待查"
			if f, ok := m.Result.Book.Fact(a.Fact); ok && a.Value != nil {
				value = f.ValueZh(a.Value)
			}
			facts.Rows = append(facts.Rows, []paper.Text{paper.Plain(p.Name), paper.Plain(m.label(a.Fact)), paper.Plain(value), paper.Plain(cmp.Or(a.Source, "承辦人填答"))})
		}
	}
	out = append(out, paper.Heading{Level: 1, Text: paper.Plain("事實")})
	if len(facts.Rows) > 0 {
		out = append(out, facts)
	} else {
		out = append(out, paper.Paragraph{Text: paper.Plain("還沒有任何事實。")})
	}
	if r.Content.Notes != "" {
		out = append(out, paper.Heading{Level: 1, Text: paper.Plain("承辦人備註")}, paper.Paragraph{Text: paper.Plain(r.Content.Notes)})
	}
	return out
}

// advice is what to do: duties with their days, measures of the handbooks, and what
// became of similar cases.
func (m Memo) advice() (out []paper.Item) {
	group := func(title string, items []paper.Item) {
		if len(items) > 0 {
			out = append(out, paper.Item{Text: paper.Plain(title), Items: items})
		}
	}
	if len(m.questions()) > 0 {
		group("先查明前列待查事項，再行研判。", []paper.Item{{Text: paper.Plain("查得之事實補入紀錄後，重新送審。")}})
	}
	group("應辦事項：", m.duties())
	group("防範措施（依兩本手冊，擇合用者辦理）：", m.measures())
	group("類似案例（不拘束本件；各案事實不同，結果僅供參考）：", m.similar())
	return append(out, paper.Item{Text: paper.Plain("本研判" + Disclaimer)})
}

// duties are what has to be done now: first what has a last day, by that day.
func (m Memo) duties() []paper.Item {
	type duty struct {
		last rules.Date
		text string
	}
	var all []duty
	for _, a := range m.Result.Report.Actors {
		for _, f := range liabilities(a, rules.Established) {
			if f.Kind != rules.Duty {
				continue
			}
			x := duty{rules.Forever, m.who(a) + f.Title + "（" + f.Cite + "）"}
			switch d := f.Deadline; {
			case d != nil && d.Due != nil:
				x.last = *d.Due
				x.text += fmt.Sprintf("：%s 止。%s", d.Due.ROC(), strings.TrimSuffix(d.Text, "。"))
			case d != nil:
				within, _, _ := strings.Cut(d.Text, "；")
				x.last--
				x.text += fmt.Sprintf("：%s；起算日（%s）待查", within, m.label(d.From))
			case f.Effect != "":
				x.text += "：" + strings.TrimSuffix(f.Effect, "。")
			}
			all = append(all, x)
		}
	}
	slices.SortStableFunc(all, func(a, b duty) int { return cmp.Compare(a.last, b.last) })
	var out []paper.Item
	for _, x := range all {
		out = append(out, paper.Item{Text: paper.Plain(x.text + "。")})
	}
	return out
}

func (m Memo) measures() (out []paper.Item) {
	if m.Cases == nil {
		return nil
	}
	var near []string
	for _, x := range m.Result.Report.SimilarCases {
		near = append(near, x.Case)
	}
	fits := m.Cases.Fitting(m.Record.Content.Risks, near)
	for _, f := range fits[:min(len(fits), maxMeasures)] {
		var why []string
		for _, r := range f.Risks {
			why = append(why, "風險因子「"+r.Risk.Zh+"」")
		}
		if len(f.Cases) > 0 {
			why = append(why, fmt.Sprintf("%d 個類似案例採用", len(f.Cases)))
		}
		out = append(out, paper.Item{Text: paper.Plain(f.Measure.Zh + "：" + strings.TrimSuffix(f.Measure.Text, "。") + "（" + strings.Join(why, "、") + "）。")})
	}
	return out
}

func (m Memo) similar() (out []paper.Item) {
	if m.Cases == nil {
		return nil
	}
	for _, x := range m.Result.Report.SimilarCases {
		k, ok := m.Cases.Case(x.Case)
		if !ok {
			continue
		}
		text := k.Title
		if len(x.Differs) > 0 {
			var labels []string
			for _, id := range x.Differs {
				labels = append(labels, m.label(id))
			}
			text += "。不同之處：" + strings.Join(labels, "、")
		}
		item := paper.Item{Text: paper.Plain(text + "。")}
		for _, a := range k.Actors {
			for _, o := range a.Outcome {
				item.Items = append(item.Items, paper.Item{Text: paper.Plain(a.Name + "，" + o.Stage.Zh() + "：" + strings.TrimSuffix(o.Text, "。") + "。")})
			}
		}
		out = append(out, item)
	}
	return out
}

// review is what the reviewers said. Nothing of it is left out because somebody came
// round, or because the memo would read better.
func (m Memo) review() []paper.Block {
	v := m.Record.Review
	out := []paper.Block{paper.Term{Name: "審查："}}
	switch {
	case m.Record.State == Signed:
		text := fmt.Sprintf("整體意見：%s（%s，%s）。", v.Overall.Zh(), m.Name(v.By), moment(v.At))
		out = append(out, paper.Paragraph{Text: paper.Plain(text)})
		if v.Text != "" {
			out = append(out, paper.Paragraph{Text: paper.Plain(v.Text)})
		}
	case len(v.Opinions) == 0:
		return append(out, paper.Paragraph{Text: paper.Plain("尚無審查意見。")})
	}
	dissents := v.Dissents()
	if len(dissents) > 0 {
		t := paper.Table{Caption: paper.Plain(fmt.Sprintf("不同意見 %d 項，併存不刪", len(dissents))), Columns: []paper.Column{{Head: paper.Plain("項目"), Width: 3}, {Head: paper.Plain("當時結論"), Width: 1.2}, {Head: paper.Plain("不同意的理由"), Width: 4}, {Head: paper.Plain("審查人、時間"), Width: 2}}}
		for _, o := range dissents {
			t.Rows = append(t.Rows, []paper.Text{paper.Plain(m.about(o)), paper.Plain(o.Verdict.Zh()), paper.Plain(o.Reason), paper.Plain(m.Name(o.By) + "\n" + moment(o.At))})
		}
		out = append(out, t)
	}
	var agreed, past []string
	for _, o := range v.Opinions {
		last, _ := v.Latest(o.By, o.Actor, o.Provision, o.Element)
		switch {
		case last != o && !o.Agree:
			past = append(past, fmt.Sprintf("%s（%s，%s）：%s", m.about(o), m.Name(o.By), moment(o.At), strings.TrimSuffix(o.Reason, "。")))
		case last == o && o.Agree:
			agreed = append(agreed, m.about(o))
		}
	}
	if len(agreed) > 0 {
		out = append(out, paper.Paragraph{Text: paper.Plain(fmt.Sprintf("同意 %d 項：%s。", len(agreed), strings.Join(agreed, "；")))})
	}
	if len(past) > 0 {
		out = append(out, paper.Paragraph{Text: paper.Plain("曾經不同意、後來改變意見者：" + strings.Join(past, "；") + "。")})
	}
	return out
}

// about names what an opinion is about.
func (m Memo) about(o Opinion) string {
	text := m.Result.Book.Cite(o.Provision)
	for _, a := range m.Result.Report.Actors {
		for _, f := range a.Findings {
			if a.Actor != o.Actor || f.ID != o.Provision {
				continue
			}
			for _, e := range slices.Concat(f.Elements, f.Exceptions) {
				if e.ID == o.Element {
					text += "「" + e.Text + "」"
				}
			}
		}
	}
	if len(m.Result.Report.Actors) > 1 {
		text = o.Actor + "：" + text
	}
	return text
}
