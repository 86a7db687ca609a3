package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"shoumi/quizzes"
)

func (c *cli) quizzes() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "quizzes",
		Short:   "題庫：列出題目與各概念的題數；show 看一題，prove 重新證明答案",
		Args:    atMost(0, "參數"),
		Example: "  go run ./app quizzes show start-screen-single\n  go run ./app quizzes prove",
		RunE: func(*cobra.Command, []string) error {
			bank, err := c.bank()
			if err != nil {
				return err
			}
			return c.listQuizzes(bank)
		},
	}
	c.formats(cmd, "text", "json")
	cmd.AddCommand(c.quizzesShow(), c.quizzesProve())
	return cmd
}

// bank is the shipped bank, over the rules in use.
func (c *cli) bank() (*quizzes.Bank, error) {
	book, err := c.rules()
	if err != nil {
		return nil, err
	}
	if c.set.shipped() {
		return quizzes.Shipped()
	}
	cases, err := c.casebook()
	if err != nil {
		return nil, err
	}
	if c.set.bank == nil {
		if c.set.bank, err = quizzes.Load(quizzes.Files, book, cases); err != nil {
			c.set.bank = nil
			return nil, fmt.Errorf("內建的題庫與 %s 的規則不合\n%w", c.set.path, err)
		}
	}
	return c.set.bank, nil
}

func (c *cli) listQuizzes(bank *quizzes.Bank) error {
	type count struct {
		Concept   string `json:"concept"`
		Label     string `json:"label"`
		Critical  bool   `json:"critical"`
		Usable    int    `json:"usable"`
		Written   int    `json:"written"`
		Generated int    `json:"generated"`
	}
	var counts []count
	for _, k := range bank.Concepts() {
		n := count{Concept: k.ID, Label: k.Label.Zh, Critical: k.Critical}
		for _, it := range bank.Usable(k.ID) {
			n.Usable++
			if it.Generated {
				n.Generated++
			} else {
				n.Written++
			}
		}
		counts = append(counts, n)
	}
	if c.format == "json" {
		type entry struct {
			ID      string         `json:"id"`
			Topic   string         `json:"topic"`
			Type    quizzes.Type   `json:"type"`
			Concept string         `json:"concept"`
			Status  quizzes.Status `json:"status"`
			Band    quizzes.Band   `json:"band"`
		}
		items := []entry{}
		for _, it := range bank.Items() {
			items = append(items, entry{it.ID, it.Topic, it.Type, it.Concept, it.Status, it.Band})
		}
		return c.json(map[string]any{"items": items, "concepts": counts})
	}
	for _, it := range bank.Items() {
		fmt.Fprintf(c.out, "%-44s %s　%s　%s\n", it.ID, it.Type.Zh(), it.Concept, it.Status)
	}
	fmt.Fprintln(c.out, "\n各概念可用的題數（自編＋產生）：")
	usable := 0
	for _, n := range counts {
		usable += n.Usable
		fmt.Fprintf(c.out, "%4d（%d＋%d）　%s　%s\n", n.Usable, n.Written, n.Generated, n.Concept, n.Label)
	}
	fmt.Fprintf(c.out, "\n共%d題可用。\n", usable)
	return nil
}

func (c *cli) quizzesShow() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "show 題目",
		Short: "一題的題目、算出的答案、理由與證明",
		Args:  exactly(1, "題目"),
		RunE: func(_ *cobra.Command, args []string) error {
			bank, err := c.bank()
			if err != nil {
				return err
			}
			it, ok := bank.Item(args[0])
			if !ok {
				return usage("題庫沒有「%s」；用 quizzes 列出全部", args[0])
			}
			if c.format == "json" {
				return c.json(it)
			}
			c.printItem(it)
			return nil
		},
	}
	c.formats(cmd, "text", "json")
	return cmd
}

func (c *cli) printItem(it *quizzes.Item) {
	fmt.Fprintf(c.out, "%s　%s　概念：%s　行為日：%s\n\n%s\n\n", it.ID, it.Type.Zh(), it.Concept, it.On.ROC(), it.Stem)
	result := quizzes.Grade(it, it.Key)
	for _, r := range it.Rows {
		fmt.Fprintf(c.out, "  %s　%s\n", r.ID, r.Text)
	}
	for _, o := range it.Options {
		fmt.Fprintf(c.out, "  %s　%s\n", o.ID, o.Text)
		if o.Reason != "" {
			fmt.Fprintf(c.out, "      規則：%s\n", o.Reason)
		}
		if o.Why != "" {
			fmt.Fprintf(c.out, "      答錯時：%s（%s）\n", o.Why, o.Misconception)
		}
	}
	fmt.Fprintf(c.out, "\n%s\n", result.Heading)
	if it.Explain != "" {
		fmt.Fprintf(c.out, "\n%s\n", strings.TrimSpace(it.Explain))
	}
	p := it.Proof
	fmt.Fprintf(c.out, "\n證明：規則 %s，第二套求值：%s", p.RulesDigest, p.Second)
	if p.Case != "" {
		fmt.Fprintf(c.out, "，案例 %s（%s）", p.Case, p.CaseVersion)
	}
	fmt.Fprintln(c.out)
	for _, t := range p.Trace {
		fmt.Fprintf(c.out, "  %s %s %s\n", t.Of, t.Provision, t.Verdict)
	}
}

func (c *cli) quizzesProve() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "prove",
		Short: "重新計算並證明每一題的答案；--rules 目錄 找出改了規則以後答案會變的題目",
		Long: "重新計算每一題的答案，用兩套求值證明。\n" +
			"--rules 後面可以是改過的規則目錄（含 facts.yaml）：列出答案變了、或不再證明得出來的題目。",
		Args: atMost(0, "參數"),
		RunE: func(*cobra.Command, []string) error {
			return c.prove()
		},
	}
	c.formats(cmd, "text", "json")
	return cmd
}

// prove proves the shipped items again, under the rules in use or under a changed
// copy of them.
func (c *cli) prove() error {
	bank, err := quizzes.Shipped()
	if err != nil {
		return err
	}
	book, err := c.changedRules()
	if err != nil {
		return err
	}
	moved, err := bank.Reprove(book)
	if err != nil {
		return err
	}
	proved := len(bank.Items()) - len(moved)
	if c.format == "json" {
		if err := c.json(map[string]any{"rules_digest": book.Digest(), "proved": proved, "moved": moved}); err != nil {
			return err
		}
	} else {
		for _, m := range moved {
			if m.Why != "" {
				fmt.Fprintf(c.out, "%s　不再證明得出來：%s\n", m.Item, m.Why)
			} else {
				fmt.Fprintf(c.out, "%s　答案變了：%s → %s\n", m.Item, m.Was, m.Now)
			}
		}
		fmt.Fprintf(c.out, "證明了%d題，%d題的答案變了或證明不出來。\n", proved, len(moved))
	}
	if len(moved) > 0 {
		return errReported
	}
	return nil
}
