package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"shoumi/app/account"
	"shoumi/app/audit"
)

func (c *cli) usersUnits(of *storage) *cobra.Command {
	cmd := &cobra.Command{
		Use: "units", Short: "單位：列出；units add、rename、move、remove 變更", Args: exactly(0, "參數"),
		Example: "  go run ./app users units\n  go run ./app users units add 示範市政府警察局/第三分局\n" +
			"  go run ./app users units rename 示範市政府警察局/第三分局 東分局\n  go run ./app users units move 示範市政府警察局/東分局/丁派出所 示範市政府警察局/第一分局",
		RunE: c.managed(of, func(ctx context.Context, d *desk, _ []string) error { return c.printUnits(ctx, d) }),
	}
	of.flags(cmd)
	cmd.AddCommand(
		c.onUnit(of, "add 路徑", "新增單位，連同還沒有的上級單位", 1, audit.UnitAdded, func(ctx context.Context, d *desk, tree account.Tree, args []string) (string, error) {
			if _, ok := tree.At(args[0]); ok {
				return "", fmt.Errorf("已經有「%s」這個單位", args[0])
			}
			tree, err := d.people.AddUnits(ctx, args[:1])
			if err != nil {
				return "", err
			}
			u, _ := tree.At(args[0])
			return u.ID, nil
		}),
		c.onUnit(of, "rename 路徑 名稱", "變更單位的名稱", 2, audit.UnitChanged, func(ctx context.Context, d *desk, tree account.Tree, args []string) (string, error) {
			u, err := unitAt(tree, args[0])
			if err != nil {
				return "", err
			}
			u.Name = args[1]
			return u.ID, d.people.ChangeUnit(ctx, u)
		}),
		c.onUnit(of, "move 路徑 上級路徑", "把單位連同其下的移到另一個單位之下；上級路徑寫「/」就是最上層", 2, audit.UnitChanged, func(ctx context.Context, d *desk, tree account.Tree, args []string) (string, error) {
			u, err := unitAt(tree, args[0])
			if err != nil {
				return "", err
			}
			u.Parent = ""
			if args[1] != "/" {
				above, err := unitAt(tree, args[1])
				if err != nil {
					return "", err
				}
				u.Parent = above.ID
			}
			return u.ID, d.people.ChangeUnit(ctx, u)
		}),
		c.onUnit(of, "remove 路徑", "移除沒有人、其下也沒有單位的單位", 1, audit.UnitRemoved, func(ctx context.Context, d *desk, tree account.Tree, args []string) (string, error) {
			u, err := unitAt(tree, args[0])
			if err != nil {
				return "", err
			}
			return u.ID, d.people.RemoveUnit(ctx, u.ID)
		}))
	return cmd
}

// onUnit is a command that changes a unit, and says its id.
func (c *cli) onUnit(of *storage, use, short string, args int, act string, do func(context.Context, *desk, account.Tree, []string) (string, error)) *cobra.Command {
	cmd := &cobra.Command{
		Use: use, Short: short, Args: exactly(args, "參數"),
		RunE: c.managed(of, func(ctx context.Context, d *desk, args []string) error {
			tree, err := d.people.Units(ctx)
			if err != nil {
				return err
			}
			id, err := do(ctx, d, tree, args)
			if err != nil {
				return err
			}
			if tree, err = d.people.Units(ctx); err != nil {
				return err
			}
			if now := tree.Label(id); now != "" {
				fmt.Fprintf(c.out, "%s：已%s。\n", now, act)
			} else {
				fmt.Fprintf(c.out, "%s：已%s。\n", args[0], act)
			}
			return d.record(ctx, act, id, strings.Join(args, " → "))
		}),
	}
	of.flags(cmd)
	return cmd
}

// printUnits prints the tree, and how many people are in each unit.
func (c *cli) printUnits(ctx context.Context, d *desk) error {
	tree, err := d.people.Units(ctx)
	if err != nil {
		return err
	}
	page, err := d.people.List(ctx, account.Find{Scope: account.Scope{All: true}})
	if err != nil {
		return err
	}
	heads := map[string]int{}
	for _, a := range page.Accounts {
		heads[a.Unit]++
	}
	for _, u := range tree.All() {
		fmt.Fprintf(c.out, "%s%s　%d 人\n", strings.Repeat("  ", len(tree.Path(u.ID))-1), u.Name, heads[u.ID])
	}
	fmt.Fprintf(c.out, "共 %d 個單位；沒有單位的有 %d 人\n", len(tree.All()), heads[""])
	return nil
}
