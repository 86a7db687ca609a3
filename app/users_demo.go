package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"shoumi/app/account"
	"shoumi/app/audit"
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
			return errors.Join(c.demo(cmd.Context(), d), d.close())
		},
	}
	of.flags(cmd)
	return cmd
}

// demo makes the people of a demo, or finds them, and says how to be each of them.
func (c *cli) demo(ctx context.Context, d *desk) error {
	already, err := d.people.IsDemo(ctx)
	if err != nil {
		return err
	}
	people, err := d.people.Demo(ctx)
	if err != nil {
		return err
	}
	c.printDemo(people)
	if already {
		return nil
	}
	return d.record(ctx, audit.PersonAdded, "demo", fmt.Sprintf("示範的人員 %d 人", len(people)))
}

// printDemo says how to be each of the people of a demo.
func (c *cli) printDemo(people []account.DemoPerson) {
	fmt.Fprintf(c.out, "示範的人員（密碼都是 %s）：\n", people[0].Password)
	t := table{{"帳號", "姓名", "角色", "單位", ""}}
	for _, d := range people {
		t = append(t, []string{d.Login, d.Name, rolesZh(d.Roles), d.Unit, d.Note})
	}
	t.write(c.out)
	fmt.Fprintln(c.out, "要驗證碼的人，登入頁會顯示現在的驗證碼；人名都是虛構的。")
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
