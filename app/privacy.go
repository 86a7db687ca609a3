package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"shoumi/app/privacy"
)

func (c *cli) privacy() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "privacy FILE|-",
		Short: "個資：找出文字裡的身分證號、電話、地址、姓名等；找到時結束碼是 1",
		Args:  exactly(1, "檔案（- 代表標準輸入）"),
		RunE: func(_ *cobra.Command, args []string) error {
			name, data, err := c.read(args[0])
			if err != nil {
				return err
			}
			hits := privacy.Scan(string(data))
			traits, risky := privacy.Reidentifying(string(data))
			if c.format == "json" {
				err = c.json(map[string]any{"file": name, "hits": append([]privacy.Hit{}, hits...), "reidentifying": append([]privacy.Trait{}, traits...), "risky": risky})
			} else {
				c.printHits(name, hits, traits, risky)
			}
			if err == nil && (len(hits) > 0 || risky) {
				err = errReported
			}
			return err
		},
	}
	c.formats(cmd, "text", "json")
	return cmd
}

func (c *cli) printHits(name string, hits []privacy.Hit, traits []privacy.Trait, risky bool) {
	for _, h := range hits {
		fmt.Fprintf(c.out, "%s:%d:%d: %s「%s」　把握 %.0f%%：%s\n", name, h.Line, h.Col, h.Kind.Zh(), h.Text, 100*h.Score, strings.Join(h.Why, "，"))
	}
	if risky {
		var words []string
		for _, t := range traits {
			words = append(words, t.Zh())
		}
		fmt.Fprintf(c.out, "%s：沒有姓名，仍可能由「%s」合起來認出是誰；請拿掉其中一項，或寫得粗略一些。\n", name, strings.Join(words, "、"))
	}
	if len(hits) == 0 && !risky {
		fmt.Fprintf(c.out, "%s：沒有找到個人資料。掃描只看得出有形式可循的資料，姓名要有前後文才認得，仍請自己再讀一次。\n", name)
	}
}
