package main

import (
	"strings"

	"github.com/spf13/cobra"

	"shoumi/rules"
)

func (c *cli) factsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "facts [事實]",
		Short: "詞彙：規則讀取的所有事實與問題，以及由事實導出的概念",
		Args:  atMost(1, "事實"),
		RunE: func(_ *cobra.Command, args []string) error {
			book, err := c.rules()
			if err != nil {
				return err
			}
			facts, concepts := book.Facts(), book.Concepts()
			if len(args) == 1 {
				if facts, concepts = only(book, args[0]); len(facts)+len(concepts) == 0 {
					return usage("沒有叫做「%s」的事實或概念", args[0])
				}
			}
			if c.format == "json" {
				return c.json(map[string]any{"rules_digest": book.Digest(), "facts": facts, "concepts": concepts})
			}
			p := newPrinter(c.out, book, rules.Incident{}, false)
			group := ""
			for _, f := range facts {
				if f.Group != group {
					group = f.Group
					p.heading(2, group)
				}
				p.fact(f)
			}
			if len(concepts) > 0 {
				p.heading(2, "概念（由事實導出，不必回答）")
			}
			for _, k := range concepts {
				p.item(0, "%s　%s", p.bold(k.ID), k.Label.Zh)
				for _, v := range k.Versions {
					p.item(1, "%s起：%s%s", v.From.ROC(), v.When, p.cites(v.Cites))
				}
			}
			return nil
		},
	}
	c.formats(cmd, "text", "json")
	return cmd
}

func only(book *rules.Book, id string) ([]rules.Fact, []rules.Concept) {
	if f, ok := book.Fact(id); ok {
		return []rules.Fact{f}, nil
	}
	if k, ok := book.Concept(id); ok {
		return nil, []rules.Concept{k}
	}
	return nil, nil
}

func (p *printer) fact(f rules.Fact) {
	kind := map[rules.FactType]string{rules.Bool: "是／否", rules.Enum: "擇一", rules.Set: "可複選", rules.Int: "整數", rules.Money: "新臺幣", rules.DateFact: "日期"}[f.Type]
	if f.Judgment {
		kind += "，須由人判斷"
	}
	p.item(0, "%s　%s（%s）", p.bold(f.ID), f.Question.Zh, kind)
	for _, v := range f.Values {
		p.item(2, "%s　%s", v.ID, v.Label.Zh)
	}
	for _, x := range f.Implies {
		p.item(1, "限制：%s", p.book.Constraint(f, x, true))
	}
	for _, x := range f.Excludes {
		p.item(1, "限制：%s", p.book.Constraint(f, x, false))
	}
	if len(f.WhoKnows) > 0 {
		p.item(1, "可問：%s", strings.Join(f.WhoKnows, "、"))
	}
}
