package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"shoumi/content"
)

func (c *cli) contentCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "content",
		Short: "課程：列出所有課文與時間",
		Args:  atMost(0, "參數"),
		RunE: func(*cobra.Command, []string) error {
			lib, err := c.library()
			if err != nil {
				return err
			}
			if c.format == "json" {
				all := []*content.Lesson{}
				for _, lang := range content.Languages {
					all = append(all, lib.Lessons(lang)...)
				}
				return c.json(map[string]any{"lessons": all})
			}
			c.listLessons(lib)
			return nil
		},
	}
	c.formats(cmd, "text", "json")
	cmd.AddCommand(c.handbooks())
	return cmd
}

func (c *cli) listLessons(lib *content.Library) {
	for _, lang := range content.Languages {
		count, minutes := 0, 0
		for _, l := range lib.Lessons(lang) {
			fmt.Fprintf(c.out, "%-6s %-20s %d分鐘　%s\n", lang, l.ID, l.Minutes, l.Title)
			count++
			minutes += l.Minutes
		}
		if count > 0 {
			fmt.Fprintf(c.out, "%s共%d課，%d分鐘。\n", lang, count, minutes)
		}
	}
}

// handbooks is the table of what the handbooks hold and where it is taught.
func (c *cli) handbooks() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "coverage",
		Short: "手冊對照表：兩本手冊的每一項，教在或編在哪裡",
		Args:  atMost(0, "參數"),
		RunE: func(*cobra.Command, []string) error {
			lib, err := c.library()
			if err != nil {
				return err
			}
			places, err := c.places(lib)
			if err != nil {
				return err
			}
			table, err := content.ReadCoverage(content.Files, places)
			if err != nil {
				return err
			}
			return c.printHandbooks(table, lib)
		},
	}
	c.formats(cmd, "text", "json")
	return cmd
}

func (c *cli) printHandbooks(table content.Coverage, lib *content.Library) error {
	type item struct {
		content.Entry
		NotCited []content.Ref `json:"not_cited,omitempty"` // by the lessons that teach the item
	}
	var items []item
	missing := 0
	for _, e := range table {
		one := item{e, e.NotCited(lib)}
		items = append(items, one)
		missing += len(one.NotCited)
	}
	if c.format == "json" {
		return c.json(map[string]any{"items": items})
	}
	refs := func(list []content.Ref) string {
		var out []string
		for _, r := range list {
			out = append(out, r.String())
		}
		return strings.Join(out, "、")
	}
	for _, e := range items {
		fmt.Fprintf(c.out, "%-30s 第%d頁　%s　%s　→ %s", e.ID, e.Page, e.Zh(), e.Title, refs(e.At))
		if len(e.NotCited) > 0 {
			fmt.Fprintf(c.out, "（課文沒有引用%s）", refs(e.NotCited))
		}
		fmt.Fprintln(c.out)
	}
	fmt.Fprintf(c.out, "\n共%d項；課文應引用而沒有引用的有%d處。\n", len(items), missing)
	return nil
}
