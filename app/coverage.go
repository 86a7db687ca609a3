package main

import (
	"github.com/spf13/cobra"

	"shoumi/rules"
	"shoumi/rules/proof"
)

func (c *cli) coverage() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "coverage [識別碼]",
		Short: "測試證明了多少：每個要件單獨決定結論（MC/DC）與版本的邊界日",
		Long:  "每項規定都要有一個成立的測試，每個要件都要有一個「只有它不成立」的測試，每個版本都要有施行首日與前一日的測試。\n缺的情境寫成 YAML，可以直接貼進測試檔再確認。",
		Args:  atMost(1, "識別碼"),
		RunE: func(_ *cobra.Command, args []string) error {
			book, err := c.rules()
			if err != nil {
				return err
			}
			cases, err := c.casebook()
			if err != nil {
				return err
			}
			var incidents []rules.Incident
			for _, k := range cases.Cases() {
				incidents = append(incidents, k.Incident())
			}
			all := proof.Cover(book, incidents...)
			shown := []proof.Coverage{}
			for _, x := range all {
				if a, ok := book.Article(x.Provision); len(args) == 0 || x.Provision == args[0] || ok && a.ID == args[0] {
					shown = append(shown, x)
				}
			}
			if len(shown) == 0 {
				return usage("規則裡沒有「%s」", args[0])
			}
			if c.format == "json" {
				return c.json(map[string]any{"rules_digest": book.Digest(), "coverage": shown})
			}
			c.printCoverage(book, shown)
			return nil
		},
	}
	c.formats(cmd, "text", "json")
	return cmd
}

func (c *cli) printCoverage(book *rules.Book, all []proof.Coverage) {
	p := newPrinter(c.out, book, rules.Incident{}, false)
	goals, reached, gaps, boundary := 0, 0, 0, 0
	for _, x := range all {
		goals += x.Goals - len(x.Excused)
		reached += x.Reached
		gaps += len(x.Missing)
		boundary += len(x.Boundary)
		for _, e := range x.Excused {
			p.item(0, "%s（%s版）不必測試：%s", x.Provision, x.Version, e)
		}
		if x.Complete() {
			continue
		}
		p.item(0, "%s", x.Summary())
		for _, g := range append(append([]proof.Gap{}, x.Missing...), x.Boundary...) {
			p.line("%s", g.YAML)
		}
	}
	p.line("要件：%d個目標，測到%d個，缺%d個；邊界日缺%d個。規則 %s", goals, reached, gaps, boundary, book.Digest())
}
