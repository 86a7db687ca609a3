package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"shoumi/casebook"
	"shoumi/rules"
)

func (c *cli) cases() *cobra.Command {
	var want caseFilter
	cmd := &cobra.Command{
		Use:     "cases [案例]",
		Short:   "案例：列出全部或符合條件的，或顯示一個案例的經過、事實與結果；cases import 拆解手冊文字",
		Args:    atMost(1, "案例"),
		Example: "  go run ./app cases npa-leak-4\n  go run ./app cases --kind leak --article criminal-code/132",
		RunE: func(_ *cobra.Command, args []string) error {
			cases, err := c.casebook()
			if err != nil {
				return err
			}
			if len(args) == 0 {
				if c.format == "yaml" {
					return usage("--format yaml 寫出一個案例檔，要指明案例")
				}
				filter, err := want.read(c)
				if err != nil {
					return err
				}
				return c.listCases(cases, cases.Select(filter))
			}
			one, ok := cases.Case(args[0])
			if !ok {
				return usage("沒有「%s」這個案例；不加名稱可以列出全部", args[0])
			}
			switch c.format {
			case "json":
				return c.json(one)
			case "yaml":
				_, err := c.out.Write(one.File())
				return err
			}
			book, err := c.rules()
			if err != nil {
				return err
			}
			newPrinter(c.out, book, one.Incident(), false).caseOf(cases, one)
			return nil
		},
	}
	cmd.Flags().StringVar(&want.source, "source", "", "出處："+join(sources, "、"))
	cmd.Flags().StringVar(&want.kind, "kind", "", "類型："+join(words(casebook.CaseKinds), "、"))
	cmd.Flags().StringVar(&want.act, "act", "", "行為，事實 acts 的一項，例如 disclose")
	cmd.Flags().StringVar(&want.article, "article", "", "官方引用或規則認為成立的條文，例如 criminal-code/132")
	cmd.Flags().StringVar(&want.stage, "stage", "", "程序階段："+join(words(casebook.Stages), "、"))
	c.formats(cmd, "text", "json", "yaml")
	cmd.AddCommand(c.casesImport())
	return cmd
}

// sources are what --source takes: a handbook, or agencies.
var sources = append(slices.Clone(casebook.Handbooks), casebook.OfAgency)

// placed is where a case is told, as far as that is written.
func placed(s casebook.Source) string {
	parts := []string{s.Zh()}
	if s.Section != "" {
		parts = append(parts, s.Section)
	}
	if s.Page > 0 {
		parts = append(parts, fmt.Sprintf("第%d頁", s.Page))
	}
	return strings.Join(parts, "，")
}

// caseFilter is what the flags ask of cases.
type caseFilter struct{ source, kind, act, article, stage string }

// read checks the flags: a word that nothing knows would find no case and say nothing.
func (f caseFilter) read(c *cli) (casebook.Filter, error) {
	book, err := c.rules()
	if err != nil {
		return casebook.Filter{}, err
	}
	acts, _ := book.Fact("acts")
	var members []string
	for _, v := range acts.Values {
		members = append(members, v.ID)
	}
	for _, flag := range []struct {
		name, value string
		among       []string
	}{
		{"source", f.source, sources}, {"kind", f.kind, words(casebook.CaseKinds)},
		{"act", f.act, members}, {"stage", f.stage, words(casebook.Stages)},
	} {
		if flag.value != "" && !slices.Contains(flag.among, flag.value) {
			return casebook.Filter{}, usage("--%s 可以是 %s，不是「%s」", flag.name, join(flag.among, "、"), flag.value)
		}
	}
	if f.article != "" && book.Cite(f.article) == f.article {
		return casebook.Filter{}, usage("--article 要寫條文的代號，例如 criminal-code/132，不是「%s」", f.article)
	}
	return casebook.Filter{Source: f.source, Kind: casebook.CaseKind(f.kind), Act: f.act, Article: f.article, Stage: casebook.Stage(f.stage)}, nil
}

func words[T ~string](list []T) []string {
	var out []string
	for _, x := range list {
		out = append(out, string(x))
	}
	return out
}

func (c *cli) listCases(cases *casebook.Casebook, found []*casebook.Case) error {
	type entry struct {
		Case    string          `json:"case"`
		Title   string          `json:"title"`
		Source  casebook.Source `json:"source"`
		ActDate string          `json:"act_date"`
		Stages  []string        `json:"stages"`
		Facets  casebook.Facets `json:"facets"`
	}
	out := []entry{}
	for _, k := range found {
		e := entry{Case: k.ID, Title: k.Title, Source: k.Source, ActDate: k.ActDate.Text, Facets: cases.Facets(k)}
		for _, s := range e.Facets.Stages {
			e.Stages = append(e.Stages, s.Zh())
		}
		out = append(out, e)
	}
	if c.format == "json" {
		return c.json(map[string]any{"cases": out})
	}
	for _, e := range out {
		fmt.Fprintf(c.out, "%-18s %s　%s　%s\n", e.Case, e.Title, strings.TrimSuffix(e.Source.Zh()+"："+e.Source.Section, "："), strings.Join(e.Stages, "、"))
	}
	fmt.Fprintf(c.out, "\n共%d個案例。\n", len(out))
	return nil
}

func (p *printer) caseOf(cases *casebook.Casebook, k *casebook.Case) {
	p.line("%s　%s", p.bold(k.ID), k.Title)
	p.line("出處：%s", placed(k.Source))
	p.line("行為日：%s　%s", k.ActDate.ROC(), k.DateNote)
	if len(k.Source.Judgments) > 0 {
		p.line("裁判：%s", strings.Join(k.Source.Judgments, "、"))
	}
	p.heading(3, "經過")
	for _, s := range k.Narrative {
		p.item(0, "%s %s", s.ID, s.Text)
	}
	facts := func(name string, list []casebook.Fact) {
		p.heading(3, name)
		for _, x := range list {
			if f, ok := p.book.Fact(x.ID); ok {
				p.item(0, "%s：%s（%s）", f.Label.Zh, f.ValueZh(x.Value), strings.Join(x.At, "、"))
			}
		}
	}
	if len(k.Shared) > 0 {
		facts("共同的事實", k.Shared)
	}
	for _, a := range k.Actors {
		facts(a.Name+"（"+a.Role+"）", a.Facts)
		for _, o := range a.Outcome {
			p.item(0, "結果（%s）：%s", o.Stage.Zh(), o.Text)
			for _, d := range o.Differences {
				p.item(1, "與規則不同（%s）%s：%s", d.Kind.Zh(), p.book.Cite(d.Provision), d.Why)
			}
		}
	}
	p.heading(3, "可以學到什麼")
	p.item(0, "%s", k.Teaches)
	for _, id := range k.Risks {
		t, _ := cases.Risk(id)
		p.item(0, "風險（%s）：%s", t.Zh, t.Text)
	}
	for _, id := range k.Measures {
		t, _ := cases.Measure(id)
		p.item(0, "措施（%s）：%s", t.Zh, t.Text)
	}
	if s := k.Scenario; s != nil {
		p.item(0, "情境練習：%s，%d個節點，行為日%s", s.Title, len(s.Nodes), s.ActDate.ROC())
	}
}

func (c *cli) agreement() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "agreement",
		Short: "規則的結論與官方結果對照，差異都要有理由",
		Args:  atMost(0, "參數"),
		RunE: func(*cobra.Command, []string) error {
			book, err := c.rules()
			if err != nil {
				return err
			}
			cases, err := c.casebook()
			if err != nil {
				return err
			}
			rows := cases.Agreement(c.today())
			if c.format == "json" {
				return c.json(map[string]any{"rules_digest": book.Digest(), "rows": rows})
			}
			c.printAgreement(book, rows)
			return nil
		},
	}
	c.formats(cmd, "text", "json")
	return cmd
}

func (c *cli) printAgreement(book *rules.Book, rows []casebook.Row) {
	p := newPrinter(c.out, book, rules.Incident{}, false)
	count := map[string]int{}
	last := ""
	for _, r := range rows {
		if at := r.Case + r.Actor; at != last {
			last = at
			p.heading(2, fmt.Sprintf("%s　%s　%s", r.Case, r.Title, r.Actor))
		}
		count[r.Result.Zh()]++
		cite := r.Cite
		if cite == "" {
			cite = "（未指明條文）"
		}
		p.item(0, "%s　%s", cite, p.bold(r.Result.Zh()))
		p.item(1, "官方：%s", officialText(r.Official))
		p.item(1, "規則：%s", engine(r.Engine))
		if r.Gap != "" {
			p.item(1, "差異：%s", r.Gap)
		}
		if r.Why != "" {
			p.item(1, "理由（%s）：%s", r.Kind.Zh(), r.Why)
		}
		if len(r.Open) > 0 {
			var open []string
			for _, id := range r.Open {
				open = append(open, book.Cite(id))
			}
			p.item(1, "沒有人主張、依已知事實未定：%s", strings.Join(open, "、"))
		}
	}
	var parts []string
	for _, z := range []casebook.Result{casebook.Agree, casebook.Within, casebook.Explained, casebook.Unexplained} {
		parts = append(parts, fmt.Sprintf("%s%d", z.Zh(), count[z.Zh()]))
	}
	p.line("\n共%d列：%s。", len(rows), strings.Join(parts, "，"))
}

func officialText(o casebook.Official) string {
	if !o.Charged {
		return "沒有論及"
	}
	parts := []string{o.Stage.Zh()}
	if o.Sentence != "" {
		parts = append(parts, o.Sentence)
	}
	if o.Counts > 1 {
		parts = append(parts, fmt.Sprintf("共%d罪", o.Counts))
	}
	if o.Sanction != "" {
		parts = append(parts, o.Sanction)
	}
	return strings.Join(parts, "，")
}

func engine(e casebook.Engine) string {
	s := e.Verdict.Zh()
	if e.PenaltyText != "" {
		s += "，" + e.PenaltyText
	} else if e.Effect != "" {
		s += "，" + e.Effect
	}
	return s
}
