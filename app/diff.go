package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"shoumi/casebook"
	"shoumi/rules"
	"shoumi/rules/official"
	"shoumi/rules/proof"
)

func (c *cli) diff() *cobra.Command {
	var from, to string
	cmd := &cobra.Command{
		Use:     "diff 識別碼 --from 日期 --to 日期 | diff 舊規則目錄 新規則目錄",
		Short:   "比較一條的兩個版本，或兩套規則：新增與不再涵蓋哪些事實",
		Example: "  go run ./app diff criminal-code/132 --from 2019-12-26 --to 2019-12-27\n  go run ./app diff 舊規則 rules",
		RunE: func(_ *cobra.Command, args []string) error {
			switch {
			case len(args) == 2 && from == "" && to == "":
				return c.diffBooks(args[0], args[1])
			case len(args) == 1 && from != "" && to != "":
				return c.diffVersions(args[0], from, to)
			}
			return usage("寫成 diff 識別碼 --from 日期 --to 日期，或 diff 舊規則目錄 新規則目錄")
		},
	}
	cmd.Flags().StringVar(&from, "from", "", "舊的一日")
	cmd.Flags().StringVar(&to, "to", "", "新的一日")
	c.formats(cmd, "text", "json")
	return cmd
}

func (c *cli) diffVersions(id, from, to string) error {
	book, err := c.rules()
	if err != nil {
		return err
	}
	x, err := date("from", from)
	if err != nil {
		return err
	}
	y, err := date("to", to)
	if err != nil {
		return err
	}
	if !x.Exact() || !y.Exact() {
		return usage("--from 與 --to 都要是一天，例如 2019-12-26")
	}
	changes := proof.Between(book, id, x.First, y.First)
	if len(changes) == 0 {
		return usage("「%s」在這兩日都沒有編入的規定", id)
	}
	if c.format == "json" {
		return c.json(map[string]any{"rules_digest": book.Digest(), "from": x.First, "to": y.First, "changes": changes})
	}
	p := newPrinter(c.out, book, rules.Incident{}, false)
	for _, ch := range changes {
		p.lawChange(ch)
	}
	return nil
}

func (c *cli) diffBooks(oldDir, newDir string) error {
	old, err := rules.Load(os.DirFS(oldDir))
	if err != nil {
		return err
	}
	now, err := rules.Load(os.DirFS(newDir))
	if err != nil {
		return err
	}
	changes := proof.Books(old, now, c.today())
	cases, err := c.casebook()
	if err != nil {
		return err
	}
	moved := replayCases(cases, old, now, c.today())
	if c.format == "json" {
		return c.json(map[string]any{"from": old.Digest(), "to": now.Digest(), "changes": changes, "cases": moved})
	}
	p := newPrinter(c.out, now, rules.Incident{}, false)
	if len(changes) == 0 {
		p.line("兩套規則在%s的結論相同。", c.today().ROC())
	}
	for _, ch := range changes {
		p.lawChange(ch)
	}
	for _, m := range moved {
		p.item(0, "案例%s　%s　%s：%s → %s", m.Case, m.Actor, now.Cite(m.Provision), m.From.Zh(), m.To.Zh())
	}
	p.line("\n%d項規定不同，%d個案例結論不同。", len(changes), len(moved))
	return nil
}

// caseMove is a verdict on a case that two rule sets do not share.
type caseMove struct {
	Case      string        `json:"case"`
	Actor     string        `json:"actor"`
	Provision string        `json:"provision"`
	From      rules.Verdict `json:"from"`
	To        rules.Verdict `json:"to"`
}

// replayCases classifies every case under both rule sets. Facts that one of them
// does not know are left out there.
func replayCases(cases *casebook.Casebook, old, now *rules.Book, judged rules.Date) []caseMove {
	out := []caseMove{}
	for _, k := range cases.Cases() {
		before, after := verdicts(old, k.Incident(), judged), verdicts(now, k.Incident(), judged)
		for _, a := range k.Actors {
			for _, id := range now.ProvisionIDs() {
				key := a.Name + " " + id
				if b, ok := before[key]; ok && b != after[key] {
					out = append(out, caseMove{k.ID, a.Name, id, b, after[key]})
				}
			}
		}
	}
	return out
}

func verdicts(b *rules.Book, in rules.Incident, judged rules.Date) map[string]rules.Verdict {
	known := func(v rules.Values) rules.Values {
		out := rules.Values{}
		for id, x := range v {
			if _, ok := b.Fact(id); ok {
				out[id] = x
			}
		}
		return out
	}
	in.Facts = known(in.Facts)
	actors := make([]rules.Actor, len(in.Actors))
	for i, a := range in.Actors {
		a.Facts = known(a.Facts)
		actors[i] = a
	}
	in.Actors = actors
	out := map[string]rules.Verdict{}
	report, err := b.Classify(in, judged)
	if err != nil {
		return out
	}
	for _, a := range report.Actors {
		for _, f := range a.Findings {
			out[a.Actor+" "+f.ID] = f.Verdict
		}
	}
	return out
}

func (p *printer) lawChange(c proof.Change) {
	p.line("\n%s　%s", p.bold(c.Provision), p.book.Cite(c.Provision))
	switch {
	case c.From == "":
		p.item(1, "新增（%s版）", c.To)
	case c.To == "":
		p.item(1, "不再有這項規定（原%s版）", c.From)
	case c.From == c.To:
		p.item(1, "版本相同（%s）", c.From)
	default:
		p.item(1, "%s版 → %s版", c.From, c.To)
	}
	if c.Undecided {
		p.item(1, "差異太複雜，沒有算完；以下可能不完整。")
	} else if !c.Effect() {
		if c.Text {
			p.item(1, "文字修正，效果不變。")
		} else {
			p.item(1, "沒有不同。")
		}
	}
	if c.Newly != nil {
		p.item(1, "新涵蓋，例如：%s", proof.Line(c.Newly))
	}
	if c.NoLonger != nil {
		p.item(1, "不再涵蓋，例如：%s", proof.Line(c.NoLonger))
	}
	if c.Before != "" || c.After != "" {
		word := map[int]string{-1: "較輕", 0: "相同", 1: "較重"}[c.Penalty]
		if c.Before == "" || c.After == "" {
			word = ""
		} else {
			word = "（" + word + "）"
		}
		p.item(1, "刑度：%s → %s%s", orNone(c.Before), orNone(c.After), word)
	}
}

func orNone(s string) string {
	if s == "" {
		return "無"
	}
	return s
}

func (c *cli) outdated() *cobra.Command {
	var on, lawDir string
	cmd := &cobra.Command{
		Use:   "outdated",
		Short: "該重新核對的條文：過了核對期限，有公布而未施行的版本，或與官方文字不同（--law）",
		Args:  atMost(0, "參數"),
		RunE: func(*cobra.Command, []string) error {
			book, err := c.rules()
			if err != nil {
				return err
			}
			day := c.today()
			if on != "" {
				d, err := date("on", on)
				if err != nil {
					return err
				}
				day = d.Last
			}
			list := proof.Outdated(book, day)
			result := map[string]any{"rules_digest": book.Digest(), "on": day, "articles": list}
			var moved []official.Drift
			if lawDir != "" {
				laws, err := imported(lawDir)
				if err != nil {
					return err
				}
				var compared int
				moved, compared = official.Compare(book, laws)
				result["drift"], result["compared"], result["not_compared"] = moved, compared, len(book.Articles())-compared
			}
			if c.format == "json" {
				return c.json(result)
			}
			p := newPrinter(c.out, book, rules.Incident{}, false)
			for _, o := range list {
				p.item(0, "%s　%s　%s", o.Article, book.Cite(o.Article), o.Why)
			}
			if len(list) == 0 {
				fmt.Fprintln(c.out, "沒有該重新核對的條文。")
			}
			if lawDir != "" {
				for _, d := range moved {
					p.item(0, "%s　%s　%s", d.Article, book.Cite(d.Article), d.Why)
				}
				p.line("與匯入的官方文字比對%d條，不同%d條；%d條的法規沒有匯入，未比對。", result["compared"], len(moved), result["not_compared"])
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&on, "on", "", "以這一日為準（預設今天）")
	lawFlag(cmd, &lawDir)
	c.formats(cmd, "text", "json")
	return cmd
}
