package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"shoumi/app/account"
	"shoumi/app/audit"
)

func (c *cli) usersImport(of *storage) *cobra.Command {
	var apply, newUnits bool
	var how account.Import
	cmd := &cobra.Command{
		Use: "import 名冊.csv|-", Short: "匯入名冊：先列出會變更什麼，加 --apply 才寫入", Args: exactly(1, "檔案（- 代表標準輸入）"),
		Long: "名冊是 UTF-8 的 CSV，一行一個人，第一行寫「帳號,姓名,單位,角色,電子郵件」（電子郵件可以沒有這一欄，順序不拘）。\n" +
			"單位寫全部的路徑，例如「市政府警察局/第一分局/甲派出所」；角色有好幾個時用「、」或「;」分開。\n" +
			"所有的錯誤一次列出；有錯誤就什麼都不寫入。不在名冊裡的人只列出，加 --disable-absent 才停用。\n" +
			"寫入中斷了，再做一次就好：已經做完的不會重做。一次性密碼只印出這一次。",
		Example: "  go run ./app users import 名冊.csv\n  go run ./app users import 名冊.csv --new-units --apply > 一次性密碼.txt",
	}
	cmd.RunE = c.managed(of, func(ctx context.Context, d *desk, args []string) error {
		plan, err := c.plan(ctx, d, args[0], newUnits)
		if err != nil {
			return err
		}
		if !apply {
			c.printPlanned(plan, how)
			return nil
		}
		return c.importRoster(ctx, d, plan, how)
	})
	cmd.Flags().BoolVar(&apply, "apply", false, "寫入；不給就只列出會變更什麼")
	cmd.Flags().BoolVar(&newUnits, "new-units", false, "名冊裡還沒有的單位就新增，不當成錯誤")
	cmd.Flags().BoolVar(&how.Disable, "disable-absent", false, "停用不在名冊裡的人")
	cmd.Flags().BoolVar(&how.External, "external", false, "新增的人由機關的登入系統驗證，不發密碼")
	of.flags(cmd)
	return cmd
}

// plan compares the roster in a file with the people there are.
func (c *cli) plan(ctx context.Context, d *desk, path string, newUnits bool) (account.Plan, error) {
	name, in, _, err := c.stream(path)
	if err != nil {
		return account.Plan{}, err
	}
	defer in.Close()
	tree, err := d.people.Units(ctx)
	if err != nil {
		return account.Plan{}, err
	}
	roster, err := account.ReadRoster(name, in, tree, newUnits)
	if err != nil {
		return account.Plan{}, err
	}
	return d.people.Plan(ctx, roster)
}

// printPlanned says what a plan would change.
func (c *cli) printPlanned(plan account.Plan, how account.Import) {
	fmt.Fprintf(c.out, "%s：%d 人。什麼都還沒有寫入；加 --apply 才寫入。\n", plan.Roster.Name, len(plan.Roster.Rows))
	if n := len(plan.Roster.Units); n > 0 {
		fmt.Fprintf(c.out, "新增單位 %d 個：\n", n)
		for _, path := range plan.Roster.Units {
			fmt.Fprintf(c.out, "  %s\n", path)
		}
	}
	if n := len(plan.Create); n > 0 {
		heading := "新增 %d 人：\n"
		if how.External {
			heading = "新增 %d 人，由機關的登入系統驗證：\n"
		}
		fmt.Fprintf(c.out, heading, n)
		for _, r := range plan.Create {
			fmt.Fprintf(c.out, "  第 %d 行　%s　%s　%s　%s\n", r.Line, r.Login, r.Name, r.Unit, rolesZh(r.Roles))
		}
	}
	if n := len(plan.Change); n > 0 {
		fmt.Fprintf(c.out, "變更 %d 人：\n", n)
		for _, ch := range plan.Change {
			var fields []string
			for _, f := range ch.Fields {
				fields = append(fields, fmt.Sprintf("%s「%s」→「%s」", f.Field, f.From, f.To))
			}
			fmt.Fprintf(c.out, "  第 %d 行　%s　%s：%s\n", ch.Row.Line, ch.Account.Login, ch.Account.Name, strings.Join(fields, "，"))
		}
	}
	c.printAccounts(plan.Disabled, "在名冊裡但已經停用 %d 人（不會因此啟用）：\n")
	if how.Disable {
		c.printAccounts(plan.Absent, "不在名冊裡 %d 人，會停用：\n")
	} else {
		c.printAccounts(plan.Absent, "不在名冊裡 %d 人（加 --disable-absent 才停用）：\n")
	}
	fmt.Fprintf(c.out, "沒有變更 %d 人。\n", plan.Same)
}

func (c *cli) printAccounts(all []account.Account, heading string) {
	if len(all) == 0 {
		return
	}
	fmt.Fprintf(c.out, heading, len(all))
	for _, a := range all {
		fmt.Fprintf(c.out, "  %s　%s\n", a.Login, a.Name)
	}
}

// importRoster carries a plan out, with an entry in the log for every person.
func (c *cli) importRoster(ctx context.Context, d *desk, plan account.Plan, how account.Import) error {
	if err := d.addUnits(ctx, plan.Roster.Units); err != nil {
		return err
	}
	acts := map[account.DeedKind]string{account.Made: audit.PersonAdded, account.Changed: audit.PersonChanged, account.Disabled: audit.PersonDisabled}
	done := map[account.DeedKind]int{}
	failed := 0
	total := len(plan.Create) + len(plan.Change)
	if how.Disable {
		total += len(plan.Absent)
	}
	bar := c.progress(int64(total), "匯入", progressbar.OptionShowCount())
	var broken error
	for deed, err := range d.people.Apply(ctx, plan, how) {
		if err != nil && deed.Account.Login == "" {
			broken = err
			break
		}
		if err == nil {
			done[deed.Kind]++
			c.printDeed(deed, acts[deed.Kind])
			err = d.record(ctx, acts[deed.Kind], deed.Account.ID, deed.Account.Login+"（名冊）")
		}
		if err != nil {
			failed++
			fmt.Fprintf(c.err, "%s（%s）：%v\n", deed.Account.Login, deed.Account.Name, taken(err, deed.Account.Login))
		}
		if err := bar.Add(1); err != nil {
			return err
		}
	}
	says := fmt.Sprintf("新增 %d 人、變更 %d 人、停用 %d 人、沒有變更 %d 人", done[account.Made], done[account.Changed], done[account.Disabled], plan.Same)
	if failed > 0 {
		says += fmt.Sprintf("、沒有做成 %d 人", failed)
	}
	err := errors.Join(bar.Finish(), broken, d.record(context.WithoutCancel(ctx), audit.RosterImported, plan.Roster.Name, says))
	fmt.Fprintln(c.out, says+"。")
	if err == nil && failed > 0 {
		return errReported
	}
	return err
}

func (c *cli) printDeed(deed account.Deed, act string) {
	fmt.Fprintf(c.out, "%s　%s　%s", act, deed.Account.Login, deed.Account.Name)
	if deed.OneTime != "" {
		fmt.Fprintf(c.out, "　一次性密碼 %s", deed.OneTime)
	}
	fmt.Fprintln(c.out)
}

// addUnits makes the units of a roster, with an entry in the log for each.
func (d *desk) addUnits(ctx context.Context, paths []string) error {
	tree, err := d.people.AddUnits(ctx, paths)
	if err != nil {
		return err
	}
	for _, path := range paths {
		u, _ := tree.At(path)
		if err := d.record(ctx, audit.UnitAdded, u.ID, path); err != nil {
			return err
		}
	}
	return nil
}
