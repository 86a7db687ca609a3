package publishing

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

// Handout is cases on paper, for a lesson: what happened, drawn and told, what the law
// makes of it, what became of it, and something to talk about.
type Handout struct {
	Title, Agency string // what stands on its cover; without them a title of our own, and no agency
	Chosen        []*casebook.Case
	Cases         *casebook.Casebook // that the chosen ones are of
	Book          *rules.Book
	Rows          []casebook.Row // of the cases held against the rules, see casebook.Agreement
	Made          time.Time
	Today         rules.Date // the law is judged as of it, and it stands on the cover
}

// HandoutTitle is the title of a handout that was given none.
const HandoutTitle = "公務機密維護案例講義"

// handoutFoot says what a handout is not, and who decides.
const handoutFoot = "供教育訓練使用，非法律意見；成立與否由檢察官、法院或權責機關認定。"

// Document is the handout in Chinese. What the law makes of a case is computed for the
// day of the act; an outcome is told with its stage, since an indictment is no
// conviction. The error is of a case whose facts contradict each other.
func (h Handout) Document() (paper.Document, error) {
	title := cmp.Or(h.Title, HandoutTitle)
	d := paper.Document{
		Title: title, Subtitle: strings.TrimPrefix(h.Agency+"　"+h.Today.ROC(), "　"), Made: h.Made, Header: title,
		Footer: []string{handoutFoot, "規則 " + h.Book.Digest()},
	}
	d.Blocks = h.cover()
	answers := []paper.Block{paper.PageBreak{}, heading(1, "想一想的答案")}
	for i, c := range h.Chosen {
		told, err := h.told(i, c)
		if err != nil {
			return d, err
		}
		d.Blocks = append(append(d.Blocks, paper.PageBreak{}), told...)
		questions := h.questions(c)
		if len(questions) == 0 {
			continue
		}
		var ask, answer []paper.Item
		for _, q := range questions {
			ask = append(ask, item(q.ask))
			answer = append(answer, item(q.ask, q.answer...))
		}
		d.Blocks = append(d.Blocks, heading(2, "想一想（答案在最後）"), paper.List{Items: ask})
		answers = append(answers, heading(2, caseTitle(i, c)), paper.List{Items: answer})
	}
	if len(answers) > 2 {
		d.Blocks = append(d.Blocks, answers...)
	}
	return d, nil
}

func caseTitle(i int, c *casebook.Case) string {
	return fmt.Sprintf("案例 %d　%s", i+1, c.Title)
}

func heading(level int, text string) paper.Heading {
	return paper.Heading{Level: level, Text: paper.Plain(text)}
}

func item(text string, under ...string) paper.Item {
	out := paper.Item{Text: paper.Plain(text)}
	for _, x := range under {
		out.Items = append(out.Items, paper.Item{Text: paper.Plain(x)})
	}
	return out
}

// cover is what the handout holds, and how it is to be read.
func (h Handout) cover() []paper.Block {
	var list []paper.Item
	for _, c := range h.Chosen {
		list = append(list, item(c.Title, h.stages(c)))
	}
	return []paper.Block{
		heading(1, fmt.Sprintf("收錄 %d 個案例", len(h.Chosen))),
		paper.List{Items: list},
		paper.Callout{Title: paper.Plain("閱讀之前"), Paragraphs: []paper.Text{
			paper.Plain("人物以代號稱呼，事實與結果照原案。"),
			paper.Plain("起訴不等於有罪。每件官方結果都寫明進行到哪個程序階段。"),
			paper.Plain("「法律怎麼看」依案例所載的事實，由規則就行為時的法規算出；與官方結果不同的地方，寫明差在哪裡。"),
		}},
	}
}

// stages are how far the proceedings against everybody in a case went.
func (h Handout) stages(c *casebook.Case) string {
	var out []string
	for _, a := range c.Actors {
		var names []string
		for _, o := range a.Outcome {
			if n := len(names); n == 0 || names[n-1] != o.Stage.Zh() {
				names = append(names, o.Stage.Zh())
			}
		}
		if len(names) > 0 {
			out = append(out, a.Name+"："+strings.Join(names, "、"))
		}
	}
	return strings.Join(out, "；")
}

// told is a case from its title to what to remember of it.
func (h Handout) told(i int, c *casebook.Case) ([]paper.Block, error) {
	source := "出處：" + strings.TrimSuffix(c.Source.Zh()+"　"+c.Source.Section, "　")
	if c.Source.Page > 0 {
		source += fmt.Sprintf("，第 %d 頁", c.Source.Page)
	}
	source += "。行為日：" + c.ActDate.ROC() + "。" + c.DateNote
	out := []paper.Block{heading(1, caseTitle(i, c)), paper.Paragraph{Text: paper.Plain(source)}, heading(2, "發生了什麼事"), paper.Paragraph{Text: paper.Plain(c.Text())}}
	if f, ok := h.figure(i, c); ok {
		out = append(out, f)
	}
	law, err := h.law(c)
	if err != nil {
		return nil, err
	}
	out = append(append(out, heading(2, "法律怎麼看")), law...)
	out = append(out, heading(2, "官方結果"), paper.List{Items: h.outcomes(c)})
	for _, x := range []struct {
		title string
		ids   []string
		find  func(string) (casebook.Topic, bool)
	}{{"風險在哪裡", c.Risks, h.Cases.Risk}, {"怎麼防", c.Measures, h.Cases.Measure}} {
		var list []paper.Item
		for _, id := range x.ids {
			if t, ok := x.find(id); ok {
				list = append(list, item(t.Zh+"："+t.Text))
			}
		}
		if len(list) > 0 {
			out = append(out, heading(2, x.title), paper.List{Items: list})
		}
	}
	if c.Teaches != "" {
		out = append(out, paper.Callout{Title: paper.Plain("記住這件事"), Paragraphs: []paper.Text{paper.Plain(c.Teaches)}})
	}
	return out, nil
}

// law is what the rules make of everybody in a case: offences and administrative
// sanctions that are established, each with its elements and what it carries, and what
// was charged but cannot be judged by what the case tells. What nobody charged is open
// in great number, since no case tells of everything: of that there is the number only.
func (h Handout) law(c *casebook.Case) (out []paper.Block, err error) {
	report, err := h.Book.Find(c.Incident(), h.Today)
	if err != nil {
		return nil, err
	}
	for _, a := range report.Actors {
		t := paper.Table{Columns: []paper.Column{{Head: paper.Plain("規定"), Width: 3}, {Head: paper.Plain("要件"), Width: 4}, {Head: paper.Plain("責任"), Width: 3}}}
		var open []string
		untold := 0
		for _, f := range a.Findings {
			switch {
			case f.Kind != rules.Criminal && f.Kind != rules.Administrative:
			case f.Verdict == rules.Undetermined && !h.charged(c, a.Actor, f.ID):
				untold++
			case f.Verdict == rules.Undetermined:
				open = append(open, f.Cite)
			case f.Verdict == rules.Established:
				t.Rows = append(t.Rows, []paper.Text{paper.Plain(f.Kind.Zh() + "\n" + f.Cite + "\n" + f.Title), paper.Plain(elements(f)), paper.Plain(h.carries(f))})
			}
		}
		if len(t.Rows) > 0 {
			t.Caption = paper.Plain(fmt.Sprintf("%s：成立 %d 項", a.Actor, len(t.Rows)))
			out = append(out, t)
		} else {
			out = append(out, paper.Paragraph{Text: paper.Plain(a.Actor + "：依案例所載的事實，沒有成立的刑事或行政責任。")})
		}
		rest := ""
		if len(open) > 0 {
			rest = "官方論及、但案例所載的事實不足以判斷：" + strings.Join(open, "、") + "。"
		}
		if untold > 0 {
			rest += fmt.Sprintf("另有 %d 項規定，案例沒有寫到判斷所需的事實，官方也沒有論及。", untold)
		}
		if rest != "" {
			out = append(out, paper.Paragraph{Text: paper.Plain(a.Actor + "：" + rest)})
		}
	}
	return out, nil
}

// charged says whether the authorities spoke of a provision.
func (h Handout) charged(c *casebook.Case, actor, provision string) bool {
	return slices.ContainsFunc(h.Rows, func(r casebook.Row) bool {
		return r.Case == c.ID && r.Actor == actor && r.Provision == provision && r.Official.Charged
	})
}

// elements are those of a finding, one on a line.
func elements(f rules.Finding) string {
	var out []string
	for _, e := range f.Elements {
		out = append(out, e.Text)
	}
	return strings.Join(out, "\n")
}

// carries is the penalty of a finding, or what else follows from it.
func (h Handout) carries(f rules.Finding) string {
	var out []string
	switch {
	case f.Penalty != nil:
		out = append(out, f.Penalty.Text())
	case f.Effect != "":
		out = append(out, f.Effect)
	}
	if f.AbsorbedBy != nil {
		out = append(out, "已為"+h.Book.Cite(*f.AbsorbedBy)+"吸收，不另論")
	}
	return strings.Join(out, "\n")
}

// shortOf is what a stage leaves open.
var shortOf = map[casebook.Stage]string{
	casebook.NotIndicted:   "不起訴處分，沒有進到法院。",
	casebook.Deferred:      "緩起訴處分，不是有罪判決。",
	casebook.Indicted:      "起訴不等於有罪，成立與否由法院認定。",
	casebook.FirstInstance: "一審判決，還可能上訴。",
}

// outcomes are the official decisions, each with its stage, what that leaves open, and
// where the rules find otherwise.
func (h Handout) outcomes(c *casebook.Case) (out []paper.Item) {
	for _, a := range c.Actors {
		name := a.Name
		if a.Role != "" {
			name += "（" + a.Role + "）"
		}
		for i, o := range a.Outcome {
			x := item(name + "，" + o.Stage.Zh() + "：" + strings.TrimSuffix(o.Text, "。") + "。")
			if left := shortOf[o.Stage]; left != "" {
				x.Items = append(x.Items, item(left))
			}
			if i == len(a.Outcome)-1 {
				x.Items = append(x.Items, h.differences(c, a)...)
			}
			out = append(out, x)
		}
	}
	return out
}

// differences are where the rules and the authorities do not agree on an actor.
func (h Handout) differences(c *casebook.Case, a casebook.Actor) (out []paper.Item) {
	for _, r := range h.Rows {
		if r.Case != c.ID || r.Actor != a.Name || r.Result != casebook.Explained && r.Result != casebook.Unexplained {
			continue
		}
		text := "與規則不同"
		if r.Provision != "" {
			text += "（" + cmp.Or(r.Cite, h.Book.Cite(r.Provision)) + "）"
		}
		text += "：" + strings.TrimSuffix(r.Gap, "。") + "。"
		if r.Why != "" {
			text += "原因：" + strings.TrimSuffix(r.Why, "。") + "。"
		}
		out = append(out, item(text))
	}
	return out
}
