package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"shoumi/rules"
)

const disclaimer = "供內部初步分類，非法律意見；成立與否由檢察官、法院或權責機關認定。"

// printer writes reports for people: on a terminal with colour, else plain, or
// as Markdown.
type printer struct {
	w        io.Writer
	book     *rules.Book
	in       rules.Incident
	markdown bool
	colour   bool
}

func newPrinter(w io.Writer, book *rules.Book, in rules.Incident, markdown bool) *printer {
	f, ok := w.(*os.File)
	return &printer{w: w, book: book, in: in, markdown: markdown,
		colour: !markdown && ok && term.IsTerminal(int(f.Fd())) && os.Getenv("NO_COLOR") == ""}
}

func (p *printer) line(format string, args ...any) { fmt.Fprintf(p.w, format+"\n", args...) }

func (p *printer) paint(code, s string) string {
	if !p.colour {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

func (p *printer) bold(s string) string {
	if p.markdown {
		return "**" + s + "**"
	}
	return p.paint("1", s)
}

func (p *printer) heading(level int, s string) {
	if p.markdown {
		p.line("\n%s %s\n", strings.Repeat("#", level), s)
		return
	}
	p.line("\n%s", p.bold(s))
}

// item is a line of a list, indented by depth.
func (p *printer) item(depth int, format string, args ...any) {
	mark := ""
	if p.markdown {
		mark = "- "
	}
	p.line("%s%s%s", strings.Repeat("  ", depth), mark, fmt.Sprintf(format, args...))
}

// state is the mark and the word of a verdict; never colour alone.
func (p *printer) state(v rules.Verdict) string {
	switch v {
	case rules.Established:
		return p.paint("1", "● 成立")
	case rules.NotEstablished:
		return p.paint("2", "○ 不成立")
	case rules.Undetermined:
		return p.paint("33", "◐ 未定")
	}
	return p.paint("2", "－ "+v.Zh())
}

func tick(v rules.Verdict) string {
	return map[rules.Verdict]string{rules.Established: "✓", rules.NotEstablished: "✗", rules.Undetermined: "?"}[v]
}

func (p *printer) report(r rules.Report, all bool) {
	title := "事件"
	if r.Incident != "" {
		title += " " + r.Incident
	}
	if p.markdown {
		p.line("# %s\n", title)
	} else {
		p.line("%s", p.bold(title))
	}
	p.line("行為日：%s　判斷日：%s", p.in.ActDate.ROC(), r.JudgedOn.ROC())
	for _, a := range r.Actors {
		p.actor(a, all)
	}
	p.similar(r.SimilarCases)
	p.line("\n%s\n規則 %s", disclaimer, r.RulesDigest)
}

func (p *printer) actor(a rules.ActorReport, all bool) {
	by := map[rules.Verdict][]rules.Finding{}
	for _, f := range a.Findings {
		by[f.Verdict] = append(by[f.Verdict], f)
	}
	yes, open := by[rules.Established], by[rules.Undetermined]
	p.heading(2, fmt.Sprintf("%s：成立%d項，未定%d項", a.Actor, len(yes), len(open)))
	p.group("● 成立", yes, func(f rules.Finding) { p.finding(a, f) })
	for _, c := range a.Concurrence {
		p.line("\n競合：%s", c.Text)
		for _, s := range c.Steps {
			p.item(1, "%s%s", s.Text, p.cites(s.Cites))
		}
	}
	p.group("◐ 未定，還要查明", open, p.undetermined)
	if len(open) > 0 {
		p.heading(3, "先查這些")
		p.questions(a.NextQuestions, 0)
	}
	p.group("－ 行為時的法規不在規則裡，不能判斷", by[rules.NotEncoded], func(f rules.Finding) { p.item(0, "%s　%s", f.Cite, strings.Join(f.Notes, " ")) })
	if not := by[rules.NotEstablished]; all {
		p.group("○ 不成立", not, func(f rules.Finding) { p.finding(a, f) })
	} else if len(not) > 0 {
		p.line("\n另有%d項不成立，用 --all 列出。", len(not))
	}
	p.sources(a)
}

// group is the findings of one verdict, by branch of law.
func (p *printer) group(title string, findings []rules.Finding, show func(rules.Finding)) {
	if len(findings) == 0 {
		return
	}
	p.heading(3, title)
	kind := rules.Kind("")
	for _, f := range findings {
		if f.Kind != kind {
			kind = f.Kind
			p.heading(4, kind.Zh())
		}
		show(f)
	}
}

// undetermined is a finding that is open: what it lacks, on two lines.
func (p *printer) undetermined(f rules.Finding) {
	p.item(0, "%s　%s　%s", p.state(f.Verdict), p.bold(f.Cite), f.Title)
	p.item(1, "待查：%s", p.labels(f.Missing))
	for _, path := range f.Paths {
		p.path(path)
	}
}

// sources lists the facts that were given, each once, with the words they come from.
func (p *printer) sources(a rules.ActorReport) {
	seen := map[string]bool{}
	for _, f := range a.Findings {
		for _, e := range f.Elements {
			for _, r := range e.Facts {
				fact, ok := p.book.Fact(r.ID)
				if r.Source == "" || seen[r.ID] || !ok {
					continue
				}
				if len(seen) == 0 {
					p.heading(3, "事實與出處")
				}
				seen[r.ID] = true
				p.item(0, "%s：%s", fact.Label.Zh, fact.ValueZh(r.Value))
				p.item(1, "%s", r.Source)
			}
		}
	}
}

func (p *printer) finding(a rules.ActorReport, f rules.Finding) {
	version := ""
	if d, err := rules.ParseDay(f.Version); err == nil {
		version = "（" + d.ROC() + "施行）"
	}
	if len(f.Versions) > 1 {
		version = "（行為日不定，各版本都適用：" + strings.Join(f.Versions, "、") + "）"
	}
	p.line("\n%s　%s　%s%s", p.state(f.Verdict), p.bold(f.Cite), f.Title, version)
	for _, e := range f.Elements {
		p.element(e)
	}
	for _, e := range f.Exceptions {
		word := "例外"
		if e.Raised != nil && !*e.Raised {
			word = "例外（沒有人主張）"
		}
		p.item(1, "%s %s：%s", tick(e.Verdict), word, e.Text)
	}
	switch {
	case f.Penalty != nil:
		p.item(1, "刑度：%s", f.Penalty.Text())
	case f.Effect != "":
		p.item(1, "效果：%s", f.Effect)
	}
	if f.Deadline != nil {
		p.item(1, "期限：%s%s", f.Deadline.Text, p.cites(f.Deadline.Cites))
	}
	if len(f.Steps) > 1 {
		for _, s := range f.Steps {
			p.item(2, "%s%s", s.Text, p.cites(s.Cites))
		}
	}
	if f.Reach != nil {
		p.item(2, "法院不加減到底時，最低到最高可達的範圍：%s", f.Reach.Text())
	}
	if len(f.After) > 0 {
		p.item(1, "時效與執行：")
		for _, s := range f.After {
			p.item(2, "%s%s", s.Text, p.cites(s.Cites))
		}
	}
	if f.AbsorbedBy != nil {
		p.item(1, "已為%s吸收，不另論罪", p.book.Cite(*f.AbsorbedBy))
	}
	if f.Complaint != nil && f.Complaint.Required {
		p.item(1, "須告訴乃論%s", p.cites(f.Complaint.Cites))
	}
	for _, path := range f.Paths {
		p.path(path)
	}
	for _, n := range f.Notes {
		p.item(1, "註：%s", n)
	}
	p.flips(a.Actor, f)
}

func (p *printer) path(path rules.Path) {
	mark := "　"
	if path.Applied {
		mark = "→"
	}
	text := path.Verdict.Zh()
	if path.Penalty != nil {
		text += "，" + path.Penalty.Text()
	}
	p.item(1, "%s %s版：%s。%s", mark, path.Version, text, path.Reason)
}

// element is one line of the element table: the words of the law and the facts
// that decided it.
func (p *printer) element(e rules.ElementFinding) {
	var seen []string
	for _, r := range e.Facts {
		if f, ok := p.book.Fact(r.ID); ok && r.Value != nil {
			seen = append(seen, f.Label.Zh+"："+f.ValueZh(r.Value))
		}
	}
	p.item(1, "%s %s%s", tick(e.Verdict), e.Text, p.cites(e.Cites))
	if len(seen) > 0 {
		p.item(3, "%s", strings.Join(seen, "；"))
	}
}

func (p *printer) flips(actor string, f rules.Finding) {
	flips, err := p.book.Flips(p.in, actor, f.ID)
	if err != nil || len(flips) == 0 {
		return
	}
	for i, x := range flips {
		if i == 2 {
			p.item(1, "另有%d種一樣小的改變。", len(flips)-2)
			break
		}
		var changes []string
		for _, ch := range x.Changes {
			fact, _ := p.book.Fact(ch.Fact)
			changes = append(changes, fmt.Sprintf("「%s」%s", fact.Label.Zh, p.change(fact, ch)))
		}
		p.item(1, "差一點就不同：若%s，則%s", strings.Join(changes, "且"), x.Verdict.Zh())
	}
}

// change says how a fact changes; of a set, only what comes or goes.
func (p *printer) change(f rules.Fact, c rules.FactChange) string {
	from, to := members(c.From), members(c.To)
	if from == nil || to == nil {
		return "是「" + f.ValueZh(c.To) + "」"
	}
	var parts []string
	for _, v := range f.Values {
		switch was, is := from[v.ID], to[v.ID]; {
		case was && !is:
			parts = append(parts, "沒有「"+v.Label.Zh+"」")
		case is && !was:
			parts = append(parts, "也有「"+v.Label.Zh+"」")
		}
	}
	return strings.Join(parts, "、")
}

// members is the value of a set as a map; nil for what is none.
func members(v any) map[string]bool {
	switch x := v.(type) {
	case []string:
		m := map[string]bool{}
		for _, id := range x {
			m[id] = true
		}
		return m
	case map[string]bool:
		return x
	}
	return nil
}

// maxQuestions is how many questions a report lists.
const maxQuestions = 5

func (p *printer) questions(qs []rules.Question, depth int) {
	if len(qs) == 0 {
		p.item(depth, "沒有其他事實會改變結論。")
	}
	for i, q := range qs {
		if i == maxQuestions {
			p.item(depth, "另有%d個事實，用 questions 指令列出。", len(qs)-i)
			break
		}
		p.question(i, q, depth)
	}
}

func (p *printer) question(i int, q rules.Question, depth int) {
	who := ""
	if f, ok := p.book.Fact(q.Fact); ok && len(f.WhoKnows) > 0 {
		who = "（可問：" + strings.Join(f.WhoKnows, "、") + "）"
	}
	p.item(depth, "%d. %s%s", i+1, q.Question, who)
	if why := p.book.Why(q); why != "" {
		p.item(depth+1, "%s", why)
	}
}

func (p *printer) similar(cases []rules.SimilarCase) {
	if len(cases) == 0 {
		return
	}
	p.heading(2, "最接近的案例（不拘束本件）")
	for _, s := range cases {
		differs := "沒有不同的事實"
		if len(s.Differs) > 0 {
			differs = "不同：" + p.labels(s.Differs)
		}
		p.item(0, "%s　距離%.2f　%s", s.Case, s.Distance, differs)
	}
}

func (p *printer) labels(ids []string) string {
	var out []string
	for _, id := range ids {
		if f, ok := p.book.Fact(id); ok {
			out = append(out, f.Label.Zh)
		} else if id == rules.ActDateFact {
			out = append(out, "行為日")
		}
	}
	return strings.Join(out, "、")
}

func (p *printer) cites(ids []string) string {
	var out []string
	for _, id := range ids {
		out = append(out, p.book.Cite(id))
	}
	if len(out) == 0 {
		return ""
	}
	return "〔" + strings.Join(out, "；") + "〕"
}

func join(s []string, sep string) string { return strings.Join(s, sep) }
