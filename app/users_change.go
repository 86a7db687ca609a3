package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"shoumi/app/account"
	"shoumi/app/audit"
	"shoumi/app/store"
)

// person is the flags that say what an account is to be.
type person struct {
	login, name, unit, roles, email string
	external                        bool
}

func (p *person) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&p.name, "name", "", "姓名")
	cmd.Flags().StringVar(&p.unit, "unit", "", "單位的路徑，例如「市政府警察局/第一分局」")
	cmd.Flags().StringVar(&p.roles, "role", "", "角色，有好幾個時用「、」分開："+allRoles())
	cmd.Flags().StringVar(&p.email, "email", "", "電子郵件")
	cmd.Flags().BoolVar(&p.external, "external", false, "由機關的登入系統驗證，這裡沒有密碼")
}

// fill takes the flags that were given over into an account, and says which.
func (p *person) fill(a *account.Account, cmd *cobra.Command, tree account.Tree) (given []string, err error) {
	for _, f := range []struct {
		flag, what string
		set        func() error
	}{
		{"login", "帳號", func() error { a.Login = p.login; return nil }},
		{"name", "姓名", func() error { a.Name = p.name; return nil }},
		{"unit", "單位", func() error {
			if p.unit == "" {
				a.Unit = ""
				return nil
			}
			u, err := unitAt(tree, p.unit)
			a.Unit = u.ID
			return err
		}},
		{"role", "角色", func() error { a.Roles, err = rolesOf(p.roles); return err }},
		{"email", "電子郵件", func() error { a.Email = p.email; return nil }},
		{"external", "登入方式", func() error { a.External = p.external; return nil }},
	} {
		if !cmd.Flags().Changed(f.flag) {
			continue
		}
		if err := f.set(); err != nil {
			return nil, err
		}
		given = append(given, f.what)
	}
	return given, nil
}

func (c *cli) usersAdd(of *storage) *cobra.Command {
	var p person
	cmd := &cobra.Command{
		Use: "add 帳號", Short: "新增帳號，印出一次性密碼", Args: exactly(1, "帳號"),
		Example: "  go run ./app users add wang-1 --name 甲員 --unit 示範市政府警察局/第一分局 --role 學員、主管",
	}
	cmd.RunE = c.managed(of, func(ctx context.Context, d *desk, args []string) error {
		tree, err := d.people.Units(ctx)
		if err != nil {
			return err
		}
		a := account.Account{Login: args[0]}
		if _, err := p.fill(&a, cmd, tree); err != nil {
			return err
		}
		a, oneTime, err := d.people.Create(ctx, a)
		if err != nil {
			return taken(err, strings.ToLower(args[0]))
		}
		says := "由機關的登入系統驗證，第一次登入時以帳號認出。"
		if oneTime != "" {
			says = handedOut(oneTime, d.people.Policy())
		}
		fmt.Fprintf(c.out, "%s（%s）：%s\n", a.Login, a.Name, says)
		return d.record(ctx, audit.PersonAdded, a.ID, a.Login)
	})
	p.flags(cmd)
	of.flags(cmd)
	return cmd
}

func (c *cli) usersChange(of *storage) *cobra.Command {
	var p person
	cmd := &cobra.Command{
		Use: "change 帳號", Short: "變更帳號的資料；只變更給了的選項", Args: exactly(1, "帳號"),
		Long:    "變更帳號的資料；只變更給了的選項，立即生效。改成由機關的登入系統驗證（--external）時，密碼就作廢；改回來（--external=false）以後要 users reset。",
		Example: "  go run ./app users change wang-1 --role 學員 --unit 示範市政府警察局/第二分局",
	}
	cmd.RunE = c.managed(of, func(ctx context.Context, d *desk, args []string) error {
		a, err := d.find(ctx, args[0])
		if err != nil {
			return err
		}
		tree, err := d.people.Units(ctx)
		if err != nil {
			return err
		}
		was := a.Login
		given, err := p.fill(&a, cmd, tree)
		if err != nil {
			return err
		}
		if len(given) == 0 {
			return usage("要變更什麼？給 --login、--name、--unit、--role、--email、--external 其中至少一個")
		}
		if err := d.people.Edit(ctx, a); err != nil {
			return taken(err, a.Login)
		}
		if a, err = d.people.Get(ctx, a.ID); err != nil {
			return err
		}
		fmt.Fprintf(c.out, "%s（%s）：已變更%s。\n", a.Login, a.Name, strings.Join(given, "、"))
		return d.record(ctx, audit.PersonChanged, a.ID, was+"："+strings.Join(given, "、"))
	})
	cmd.Flags().StringVar(&p.login, "login", "", "新的帳號")
	p.flags(cmd)
	of.flags(cmd)
	return cmd
}

// taken says which login somebody has already.
func taken(err error, login string) error {
	if errors.Is(err, store.ErrExists) {
		return fmt.Errorf("已經有「%s」這個帳號", login)
	}
	return err
}
