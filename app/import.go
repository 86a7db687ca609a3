package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"shoumi/app/reading"
	"shoumi/casebook"
	"shoumi/rules"
)

func (c *cli) casesImport() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "import 檔案|-",
		Short: "把手冊的文字拆成案例：接回斷行、去掉頁碼與頁首、保留頁次與位置",
		Long: "讀手冊的純文字（UTF-8、UTF-16、Big5）、Markdown、ODT 或有文字層的 PDF，先拿掉擷取時誤植的 U+FA17 並指出在哪裡，再拆成案例。\n" +
			"拆出來的是原文，只供編寫案例時對照；案例檔要用自己的話重寫。什麼都不儲存。",
		Args:    exactly(1, "檔案"),
		Example: "  go run ./app cases import handbook.pdf --format json",
		RunE: func(_ *cobra.Command, args []string) error {
			name, data, err := c.read(args[0])
			if err != nil {
				return err
			}
			text, _, err := reading.File(name, data)
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			x := casebook.Import(text)
			if len(x.Cases) == 0 {
				return fmt.Errorf("%s: 裡面沒有案例；案例的標題要獨立一行，寫成「案例一」或「案例一、題目」", name)
			}
			if c.format == "json" {
				return c.json(x)
			}
			c.printImport(x)
			return nil
		},
	}
	c.formats(cmd, "text", "json")
	return cmd
}

func (c *cli) printImport(x casebook.Imported) {
	p := newPrinter(c.out, nil, rules.Incident{}, false)
	for _, k := range x.Cases {
		p.heading(2, k.ID+"　"+k.Title)
		p.line("出處：%s，%s", k.Section, place(k.At))
		for _, t := range k.Body {
			p.line("\n%s", t)
		}
		for _, t := range k.Risk {
			p.item(0, "風險評估：%s", t)
		}
		for _, m := range k.Measures {
			p.item(0, "防治措施：%s", m.Title)
			for _, t := range m.Text {
				p.item(1, "%s", t)
			}
		}
		for _, j := range k.Judgments {
			p.item(0, "裁判：%s", j)
		}
	}
	p.heading(2, "整理")
	p.item(0, "共%d個案例。", len(x.Cases))
	p.item(0, "拿掉 U+FA17 共%d處。", len(x.Stripped))
	for _, s := range x.Stripped {
		p.item(1, "%s", place(s))
	}
	p.item(0, "案例裡去掉%d行版面文字。", len(x.Dropped))
	for _, d := range x.Dropped {
		p.item(1, "%s：%s", place(d.Spot), d.Text)
	}
}

// place says where something stood.
func place(s casebook.Spot) string {
	text := fmt.Sprintf("第%d行第%d字（全文第%d字）", s.Line, s.Col, s.Offset+1)
	if s.Page > 0 {
		text = fmt.Sprintf("第%d頁，", s.Page) + text
	}
	return text
}
