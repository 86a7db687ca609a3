package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"shoumi/app/account"
)

func (c *cli) usersDemo(of *storage) *cobra.Command {
	cmd := &cobra.Command{
		Use: "demo", Short: "把空的資料庫做成示範：一個小機關，各種角色的人", Args: exactly(0, "參數"),
		Long: "把空的資料庫做成示範用的，並印出每個人的帳號與密碼；已經是示範的，就再印一次。裡面有真正的帳號時拒絕。",
		RunE: func(cmd *cobra.Command, _ []string) error {
			d, err := c.desk(cmd.Context(), of, true)
			if err != nil {
				return err
			}
			defer d.close()
			people, err := d.people.Demo(cmd.Context())
			if err != nil {
				return err
			}
			c.printDemo(people)
			return nil
		},
	}
	of.flags(cmd)
	return cmd
}

// printDemo says how to be each of the people of a demo.
func (c *cli) printDemo(people []account.DemoPerson) {
	fmt.Fprintf(c.out, "示範的人員（密碼都是 %s）：\n", people[0].Password)
	for _, d := range people {
		fmt.Fprintf(c.out, "  %-12s　%s　%s　%s", d.Login, d.Name, rolesZh(d.Roles), d.Unit)
		if d.Note != "" {
			fmt.Fprintf(c.out, "　（%s）", d.Note)
		}
		fmt.Fprintln(c.out)
	}
	fmt.Fprintln(c.out, "要驗證碼的人，用 users code 帳號 取得；人名都是虛構的。")
}

func (c *cli) usersCode(of *storage) *cobra.Command {
	cmd := &cobra.Command{
		Use: "code 帳號", Short: "示範的人員現在的驗證碼（只有示範用的資料庫才有）", Args: exactly(1, "帳號"),
		RunE: c.managed(of, func(ctx context.Context, d *desk, args []string) error {
			a, err := d.find(ctx, args[0])
			if err != nil {
				return err
			}
			code, until, err := d.people.DemoCode(ctx, a.Login)
			if err != nil {
				return err
			}
			fmt.Fprintf(c.out, "%s（%d 秒後換下一個；用過一次就要等下一個）\n", code, int(until.Sub(c.now())/time.Second))
			return nil
		}),
	}
	of.flags(cmd)
	return cmd
}
