package main

import (
	"strings"

	"github.com/spf13/cobra"

	"shoumi/rules"
)

func (c *cli) rulesCommand() *cobra.Command {
	var on string
	cmd := &cobra.Command{
		Use:     "rules [識別碼]",
		Short:   "法規：列出所有規定，或顯示一條的版本、要件與效果",
		Example: "  go run ./app rules criminal-code/132\n  go run ./app rules pdpa/41 --on 2016-03-14",
		Args:    atMost(1, "識別碼"),
		RunE: func(_ *cobra.Command, args []string) error {
			book, err := c.rules()
			if err != nil {
				return err
			}
			day := rules.Forever
			if on != "" {
				d, err := date("on", on)
				if err != nil {
					return err
				}
				if !d.Exact() {
					return usage("--on 要是一天，例如 2019-12-26")
				}
				day = d.First
			}
			p := newPrinter(c.out, book, rules.Incident{}, false)
			if len(args) == 0 {
				return c.listRules(p, book, day)
			}
			a, ok := book.Article(args[0])
			if !ok {
				return usage("規則裡沒有「%s」；不加識別碼可以列出全部", args[0])
			}
			one := *a
			if on != "" {
				v, ok := a.At(day)
				if !ok {
					return usage("%s在%s沒有編入的版本", book.Cite(a.ID), day.ROC())
				}
				one.Versions = []rules.Version{v}
			}
			if c.format == "json" {
				return c.json(struct {
					rules.Article
					Tests []rules.Test `json:"tests,omitempty"`
				}{one, book.Tests(one.ID)})
			}
			p.article(one, strings.TrimPrefix(args[0], a.ID) != "", args[0])
			return nil
		},
	}
	cmd.Flags().StringVar(&on, "on", "", "只看這一天有效的版本")
	c.formats(cmd, "text", "json")
	return cmd
}

// row is a provision in the listing of all rules.
type row struct {
	ID       string     `json:"id"`
	Kind     rules.Kind `json:"kind"`
	Cite     string     `json:"cite"`
	Label    string     `json:"label"`
	Versions []string   `json:"versions"`
	Source   string     `json:"source,omitempty"`
}

func (c *cli) listRules(p *printer, book *rules.Book, on rules.Date) error {
	var rows []row
	index := map[string]int{}
	for _, a := range book.Articles() {
		for _, v := range a.Versions {
			if on != rules.Forever && !(v.Status == rules.InForce && v.From <= on && on < v.To) {
				continue
			}
			for _, q := range v.Provisions {
				i, ok := index[q.ID]
				if !ok {
					i = len(rows)
					index[q.ID] = i
					rows = append(rows, row{ID: q.ID, Kind: q.Kind, Cite: q.Cite, Label: q.Label, Source: a.Source})
				}
				when := v.From.String()
				if v.Status != rules.InForce {
					when = v.Status
				}
				rows[i].Versions = append(rows[i].Versions, when)
			}
		}
	}
	if c.format == "json" {
		return c.json(map[string]any{"rules_digest": book.Digest(), "provisions": rows})
	}
	law := ""
	for _, r := range rows {
		a, _ := book.Article(r.ID)
		if a.Law != law {
			law = a.Law
			p.heading(2, law)
		}
		p.item(0, "%-32s %s　%s「%s」　%s", r.ID, r.Kind.Zh(), r.Cite, r.Label, strings.Join(r.Versions, "、"))
	}
	p.line("\n共%d項規定。規則 %s", len(rows), book.Digest())
	return nil
}

func (p *printer) article(a rules.Article, one bool, id string) {
	p.line("%s　%s", p.bold(p.book.Cite(a.ID)), a.Title)
	p.line("%s%s　核對於%s，%s前再核對", a.Law, pcode(a.PCode), a.CheckedOn.ROC(), a.ReviewBy.ROC())
	if a.Source != "" {
		p.line("出處：%s", a.Source)
	}
	for _, d := range a.Defines {
		if k, ok := p.book.Concept(d); ok {
			p.line("編為概念：%s（%s）", k.Label.Zh, k.ID)
		}
	}
	for _, v := range a.Versions {
		p.heading(3, versionTitle(v))
		p.line("%s", v.Basis)
		for i, t := range v.Text {
			p.item(1, "%d　%s", i+1, t)
		}
		for i, t := range v.Summary {
			p.item(1, "%d　（摘要）%s", i+1, t)
		}
		if v.Unseen != "" {
			p.line("  %s", v.Unseen)
		}
		if v.SHA256 != "" {
			p.line("  官方文字 sha256 %s", v.SHA256)
		}
		for _, q := range v.Provisions {
			if one && q.ID != id {
				continue
			}
			p.provision(q)
		}
	}
	for _, o := range a.NotCoded {
		p.line("未編入：%s　%s", o.Clause, o.Why)
	}
}

func pcode(s string) string {
	if s == "" {
		return ""
	}
	return "（" + s + "）"
}

func versionTitle(v rules.Version) string {
	switch v.Status {
	case rules.Promulgate:
		return v.Amended.ROC() + "公布，尚未施行"
	case rules.NeverForce:
		return v.Amended.ROC() + "公布，從未施行"
	}
	s := v.From.ROC() + "施行"
	if v.To < rules.Forever {
		return s + "，至" + (v.To - 1).ROC()
	}
	return s + "，現行"
}

func (p *printer) provision(q *rules.Provision) {
	p.line("\n  %s　%s　%s「%s」", p.bold(q.ID), q.Kind.Zh(), q.Cite, q.Label)
	for _, e := range q.Elements {
		p.item(2, "%s：%s%s", e.Text, p.condition(e), p.cites(e.Cites))
	}
	for _, e := range q.Exceptions {
		p.item(2, "但 %s：%s（由%s證明）%s", e.Text, p.condition(e), e.Burden, p.cites(e.Cites))
	}
	switch {
	case q.Penalty != nil:
		p.item(2, "刑度：%s", q.Penalty.Text())
	case q.Effect != "":
		p.item(2, "效果：%s", q.Effect)
	}
	if q.Deadline != nil {
		text := p.book.Within(*q.Deadline)
		if q.Deadline.RollsOver {
			text += "，遇假日順延"
		}
		p.item(2, "期限：%s%s", text, p.cites(q.Deadline.Cites))
	}
	if len(q.Modifies) > 0 {
		p.item(2, "影響：%s", strings.Join(q.Modifies, "、"))
	}
	if len(q.AbsorbedBy) > 0 {
		p.item(2, "法條競合，讓位於：%s", strings.Join(q.AbsorbedBy, "、"))
	}
}

// condition is what an element asks for, in words and as it is written.
func (p *printer) condition(e rules.Element) string {
	if len(e.Provisions) > 0 {
		return "以下任一成立：" + strings.Join(e.Provisions, "、")
	}
	return p.book.InWords(e.When) + "　〔" + e.When + "〕"
}
