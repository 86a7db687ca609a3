package main

import (
	"fmt"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"

	"shoumi/casebook"
	"shoumi/casebook/cue"
	"shoumi/rules"
)

func (c *cli) narratives() *cobra.Command {
	var whole bool
	cmd := &cobra.Command{
		Use:   "narratives [檔案|-]",
		Short: "敘述：從一篇敘述提議事實；不給檔案時，用案例的敘述量提議準不準",
		Long: "給一篇敘述，列出詞庫提議的事實、出自哪一句哪些字、互相衝突的，和看到了卻沒有提議的。\n" +
			"不給檔案時讀案例的敘述，和案例檔記載的事實對照；預設每讀一個案例，先拿掉只有這個案例的敘述才有的詞（留一法）。",
		Args:    atMost(1, "檔案"),
		Example: "  go run ./app narratives 敘述.txt\n  go run ./app narratives --format json",
		RunE: func(_ *cobra.Command, args []string) error {
			lex, err := c.lexicon()
			if err != nil {
				return err
			}
			if len(args) > 0 {
				return c.readNarrative(lex, args[0])
			}
			return c.measureNarratives(lex, whole)
		},
	}
	cmd.Flags().BoolVar(&whole, "whole", false, "不拿掉任何詞，逐案列出整個詞庫的提議")
	c.formats(cmd, "text", "json")
	return cmd
}

// lexicon is the shipped lexicon of cues, over the rules in use.
func (c *cli) lexicon() (*cue.Lexicon, error) {
	book, err := c.rules()
	if err != nil {
		return nil, err
	}
	if c.set.shipped() {
		return cue.Shipped()
	}
	files, err := fs.Sub(cue.Files, "lexicon")
	if err != nil {
		return nil, err
	}
	return cue.Load(files, book)
}

func (c *cli) readNarrative(lex *cue.Lexicon, path string) error {
	_, data, err := c.read(path)
	if err != nil {
		return err
	}
	reading := lex.Read(string(data))
	if c.format == "json" {
		return c.json(reading)
	}
	book, err := c.rules()
	if err != nil {
		return err
	}
	p := newPrinter(c.out, book, rules.Incident{}, false)
	actor := "\x00"
	for _, x := range reading.Proposals {
		if x.Actor != actor {
			actor = x.Actor
			p.heading(3, whom(actor))
		}
		p.item(0, "%s（%s）", p.stated(x.Fact, x.Value), x.Strength.Zh())
		for _, e := range x.Evidence {
			claim := ""
			if e.Claim != "" {
				claim = "（「" + e.Claim + "」：只是說法）"
			}
			p.item(1, "第%d句「%s」：%s%s", e.Sentence+1, e.Text, e.Why, claim)
		}
	}
	if len(reading.Proposals) == 0 {
		p.line("沒有可以提議的事實。")
	}
	if len(reading.Conflicts) > 0 {
		p.heading(3, "互相衝突")
		for _, x := range reading.Conflicts {
			p.item(0, "「%s」與「%s」：%s", reading.Proposals[x.A].Evidence[0].Text, reading.Proposals[x.B].Evidence[0].Text, x.Why)
		}
	}
	if len(reading.Passed) > 0 {
		p.heading(3, "看到了，沒有提議")
		for _, x := range reading.Passed {
			p.item(0, "第%d句「%s」：%s", x.Sentence+1, x.Text, x.Not.Zh())
		}
	}
	p.line("\n提議要由人逐項確認，不會自己成為事實。")
	return nil
}

// whom names the actor of a proposal.
func whom(actor string) string {
	if actor == "" {
		return "整個事件"
	}
	return actor
}

// stated is a fact with a value in words: 做了哪些事：查詢.
func (p *printer) stated(fact string, value any) string {
	if d, ok := value.(rules.ActDate); ok {
		return "行為日：" + d.ROC()
	}
	if fact == rules.ActDateFact {
		return fmt.Sprintf("行為日：%v", value)
	}
	f, ok := p.book.Fact(fact)
	if !ok {
		return fmt.Sprintf("%s：%v", fact, value)
	}
	if members, ok := value.(map[string]bool); ok && len(members) == 1 {
		for m, is := range members {
			if !is {
				return f.Label.Zh + "：沒有「" + f.ValueZh([]string{m}) + "」"
			}
			value = []string{m}
		}
	}
	return f.Label.Zh + "：" + f.ValueZh(value)
}

// figures is Figures with the shares worked out.
type figures struct {
	casebook.Figures
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
}

func (c *cli) measureNarratives(lex *cue.Lexicon, whole bool) error {
	cases, err := c.casebook()
	if err != nil {
		return err
	}
	left, all := cases.Narratives(lex, true), cases.Narratives(lex, false)
	shown := left
	if whole {
		shown = all
	}
	if err := cases.Work(&shown, c.today()); err != nil {
		return err
	}
	if c.format == "json" {
		share := func(f casebook.Figures) figures { return figures{f, f.Precision(), f.Recall()} }
		return c.json(map[string]any{"cues": len(lex.Cues()), "leave_one_out": share(left.Figures), "whole_lexicon": share(all.Figures), "unheld": shown.Unheld, "cases": shown.Cases})
	}
	book, err := c.rules()
	if err != nil {
		return err
	}
	p := newPrinter(c.out, book, rules.Incident{}, false)
	most := 0
	for _, k := range shown.Cases {
		p.narrative(k)
		for _, a := range k.Actors {
			most = max(most, len(a.Answers))
		}
	}
	p.heading(2, fmt.Sprintf("%d個案例，詞庫%d個提示", len(shown.Cases), len(lex.Cues())))
	p.item(0, "留一法：%s", shares(left.Figures))
	p.item(1, "讀一個案例時，只有這個案例的敘述才有的詞都拿掉；一般人本來就知道的詞也因此拿掉不少，所以真正的數字在這一行和下一行之間。")
	p.item(0, "整個詞庫：%s", shares(all.Figures))
	p.item(0, "案例沒有說的，也算提議錯；集合按成員計，「以上都沒有」%d次不是話語能說出來的，不計。", shown.Figures.None)
	p.item(0, "接受對的提議以後，每位行為人最多再答%d題就得到案例的結論。", most)
	if len(shown.Unheld) > 0 {
		p.item(0, "案例都沒有記載而無從核對：%s", p.labels(shown.Unheld))
	}
	return nil
}

// shares is figures in words.
func shares(f casebook.Figures) string {
	return fmt.Sprintf("提議%d項，對%d、錯%d、案例沒有說%d，準確率%.1f%%；案例記載可觀察的事實%d項，提議到%d，找到率%.1f%%；要由人判斷的%d項，提議到%d",
		f.Proposed, f.Right, f.Wrong, f.Unstated, 100*f.Precision(), f.Stated, f.Found, 100*f.Recall(), f.Judged, f.JudgedFound)
}

func (p *printer) narrative(k casebook.NarrativeCase) {
	p.heading(2, k.Case+"　"+k.Title)
	if len(k.LeftOut) > 0 {
		p.item(0, "拿掉的詞：%s", strings.Join(k.LeftOut, "、"))
	}
	p.item(0, "%s", shares(k.Figures))
	for _, x := range k.False {
		stated := "案例沒有說"
		if x.Stated != nil {
			stated = "案例是「" + p.stated(x.Fact, x.Stated) + "」"
		}
		p.item(0, "提議錯：%s　%s，%s", whom(x.Actor), p.stated(x.Fact, x.Value), stated)
		p.item(1, "%s「%s」：%s", x.Cue, x.Words, x.Sentence)
	}
	for _, x := range k.Missed {
		judgment := ""
		if x.Judgment {
			judgment = "（由人判斷）"
		}
		p.item(0, "沒有提議：%s　%s%s", x.Actor, p.stated(x.Fact, x.Value), judgment)
		p.item(1, "%s", x.Sentence)
	}
	for _, a := range k.Actors {
		reached := "得到案例的結論"
		if !a.Reached {
			reached = "仍得不到案例的結論"
		}
		p.item(0, "%s：接受對的提議後再答%d題，%s", a.Actor, len(a.Answers), reached)
		if len(a.Answers) > 0 {
			p.item(1, "%s", p.labels(a.Answers))
		}
		if len(a.Closed) > 0 {
			p.item(1, "被提議排除的條文：%s", p.cites(a.Closed))
		}
	}
}
