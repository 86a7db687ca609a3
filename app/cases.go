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
	cmd := &cobra.Command{
		Use:     "cases [案例]",
		Short:   "案例：列出全部，或顯示一個案例的經過、事實與結果",
		Args:    atMost(1, "案例"),
		Example: "  go run ./app cases npa-leak-4",
		RunE: func(_ *cobra.Command, args []string) error {
			cases, err := c.casebook()
			if err != nil {
				return err
			}
			if len(args) == 0 {
				return c.listCases(cases)
			}
			one, ok := cases.Case(args[0])
			if !ok {
				return usage("沒有「%s」這個案例；不加名稱可以列出全部", args[0])
			}
			if c.format == "json" {
				return c.json(one)
			}
			book, err := c.rules()
			if err != nil {
				return err
			}
			newPrinter(c.out, book, one.Incident(), false).caseOf(one)
			return nil
		},
	}
	c.formats(cmd, "text", "json")
	return cmd
}

func (c *cli) listCases(cases *casebook.Casebook) error {
	type entry struct {
		Case    string          `json:"case"`
		Title   string          `json:"title"`
		Source  casebook.Source `json:"source"`
		ActDate string          `json:"act_date"`
		Stages  []string        `json:"stages"`
	}
	var out []entry
	for _, k := range cases.Cases() {
		e := entry{Case: k.ID, Title: k.Title, Source: k.Source, ActDate: k.ActDate.Text}
		for _, a := range k.Actors {
			for _, o := range a.Outcome {
				if s := o.Stage.Zh(); !slices.Contains(e.Stages, s) {
					e.Stages = append(e.Stages, s)
				}
			}
		}
		out = append(out, e)
	}
	if c.format == "json" {
		return c.json(map[string]any{"cases": out})
	}
	for _, e := range out {
		fmt.Fprintf(c.out, "%-18s %s　%s　%s\n", e.Case, e.Title, e.Source.HandbookZh()+"："+e.Source.Section, strings.Join(e.Stages, "、"))
	}
	fmt.Fprintf(c.out, "\n共%d個案例。\n", len(out))
	return nil
}

func (p *printer) caseOf(k *casebook.Case) {
	p.line("%s　%s", p.bold(k.ID), k.Title)
	p.line("出處：%s，%s，第%d頁", k.Source.HandbookZh(), k.Source.Section, k.Source.Page)
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
