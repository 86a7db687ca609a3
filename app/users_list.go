package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"shoumi/app/account"
)

func (c *cli) usersList(of *storage) *cobra.Command {
	var unit, role string
	cmd := &cobra.Command{
		Use: "list", Short: "列出人員", Args: exactly(0, "參數"),
		Example: "  go run ./app users list\n  go run ./app users list --unit 示範市政府警察局/第一分局 --role 主管 --format json",
		RunE: c.managed(of, func(ctx context.Context, d *desk, _ []string) error {
			tree, err := d.people.Units(ctx)
			if err != nil {
				return err
			}
			find := account.Find{Scope: account.Scope{All: true}}
			if unit != "" {
				u, err := unitAt(tree, unit)
				if err != nil {
					return err
				}
				find.Scope = find.Scope.Narrow(tree.Under(u.ID))
			}
			if role != "" {
				roles, err := rolesOf(role)
				if err != nil || len(roles) != 1 {
					return usage("--role 要是一個角色：%s", allRoles())
				}
				find.Role = roles[0]
			}
			page, err := d.people.List(ctx, find)
			if err != nil {
				return err
			}
			if c.format == "json" {
				return c.json(map[string]any{"people": listed(page.Accounts, tree)})
			}
			t := table{{"帳號", "姓名", "單位", "角色", "狀態"}}
			for _, a := range page.Accounts {
				t = append(t, []string{a.Login, a.Name, tree.Label(a.Unit), rolesZh(a.Roles), c.states(d.people, a)})
			}
			t.write(c.out)
			fmt.Fprintf(c.out, "共 %d 人\n", len(page.Accounts))
			return nil
		}),
	}
	cmd.Flags().StringVar(&unit, "unit", "", "只列出這個單位與其下的人；寫路徑，例如「市政府警察局/第一分局」")
	cmd.Flags().StringVar(&role, "role", "", "只列出有這個角色的人")
	of.flags(cmd)
	c.formats(cmd, "text", "json")
	return cmd
}

// states are what is special about an account.
func (c *cli) states(people *account.People, a account.Account) string {
	var all []string
	add := func(so bool, what string) {
		if so {
			all = append(all, what)
		}
	}
	_, warn := people.DaysLeft(a.Password)
	over := warn && !c.now().Before(a.Password.Due)
	add(a.Disabled, "已停用")
	add(a.External, "由機關驗證")
	add(!a.External && a.Password.Set.IsZero(), "沒有密碼")
	add(a.Password.Temporary && !over, "一次性密碼")
	add(a.Password.Temporary && over, "一次性密碼過期")
	add(a.Password.Suspected, "疑似外洩")
	add(over && !a.Password.Temporary, "密碼到期")
	add(!a.External && a.WantsFactor() && !a.Factor, "未設第二驗證")
	return strings.Join(all, "、")
}

type listedPerson struct {
	ID       string         `json:"id"`
	Login    string         `json:"login"`
	Name     string         `json:"name"`
	Email    string         `json:"email,omitempty"`
	Unit     string         `json:"unit"`
	Roles    []account.Role `json:"roles"`
	External bool           `json:"external"`
	Disabled bool           `json:"disabled"`
	Factor   bool           `json:"second_factor"`
	Due      string         `json:"password_due,omitempty"`
}

func listed(all []account.Account, tree account.Tree) []listedPerson {
	out := []listedPerson{}
	for _, a := range all {
		p := listedPerson{a.ID, a.Login, a.Name, a.Email, tree.Label(a.Unit), a.Roles, a.External, a.Disabled, a.Factor, ""}
		if !a.Password.Due.IsZero() {
			p.Due = a.Password.Due.UTC().Format("2006-01-02T15:04:05Z")
		}
		out = append(out, p)
	}
	return out
}

func rolesZh(roles []account.Role) string {
	var all []string
	for _, r := range roles {
		all = append(all, r.Zh())
	}
	return strings.Join(all, "、")
}

func allRoles() string {
	var all []string
	for _, r := range account.Roles {
		all = append(all, r.Zh()+"（"+string(r)+"）")
	}
	return strings.Join(all, "、")
}

// rolesOf reads the value of a flag.
func rolesOf(text string) ([]account.Role, error) {
	roles, unknown := account.ParseRoles(text)
	if len(unknown) > 0 {
		return nil, usage("沒有「%s」這個角色；角色有%s", unknown[0], allRoles())
	}
	return roles, nil
}

// unitAt reads the value of a flag.
func unitAt(tree account.Tree, path string) (account.Unit, error) {
	u, ok := tree.At(path)
	if !ok {
		return u, fmt.Errorf("沒有「%s」這個單位；用 users units 看所有單位，路徑要寫全部", path)
	}
	return u, nil
}
