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

func (c *cli) users() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "users",
		Short: "人員：列出、新增、變更、重設密碼、停用、解除鎖定、單位、匯入名冊、結束登入",
		Long:  "管理資料庫裡的人員與單位。每一項變更都記入日誌，使用者記為「系統（命令列）」加上作業系統的帳號。",
		Args:  exactly(0, "參數"),
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	var of storage
	cmd.AddCommand(c.usersList(&of), c.usersAdd(&of), c.usersChange(&of),
		c.onPerson(&of, "reset", "產生新的一次性密碼，並結束這個人所有的登入", audit.PasswordReset, func(ctx context.Context, d *desk, a account.Account) (string, error) {
			oneTime, err := d.people.Reset(ctx, a.ID)
			return handedOut(oneTime, d.people.Policy()), err
		}),
		c.onPerson(&of, "suspect", "密碼疑似外洩：結束這個人所有的登入，下次登入要更換密碼", audit.LeakSuspected, func(ctx context.Context, d *desk, a account.Account) (string, error) {
			return "下次登入要更換密碼。", d.people.Suspect(ctx, a.ID)
		}),
		c.onPerson(&of, "disable", "停用帳號，並結束這個人所有的登入", audit.PersonDisabled, func(ctx context.Context, d *desk, a account.Account) (string, error) {
			return "已停用。", d.people.Disable(ctx, a.ID)
		}),
		c.onPerson(&of, "enable", "啟用停用的帳號", audit.PersonEnabled, func(ctx context.Context, d *desk, a account.Account) (string, error) {
			return "已啟用。", d.people.Enable(ctx, a.ID)
		}),
		c.onPerson(&of, "unlock", "解除因嘗試太多次而起的鎖定", audit.PersonUnlocked, func(ctx context.Context, d *desk, a account.Account) (string, error) {
			return "已解除鎖定。", d.people.Unlock(ctx, a)
		}),
		c.usersFactor(&of), c.usersSessions(&of), c.usersUnits(&of), c.usersImport(&of), c.usersDemo(&of), c.usersCode(&of))
	return cmd
}

// desk is where people are managed from the command line.
type desk struct {
	*cli
	db     *store.DB
	people *account.People
	log    *audit.Log
	close  func() error
}

// desk opens the store and its log; made says whether a missing store is made.
func (c *cli) desk(ctx context.Context, of *storage, made bool) (*desk, error) {
	db, err := of.open(ctx, made, collections()...)
	if err != nil {
		return nil, err
	}
	log, err := audit.Open(ctx, audit.Stored(db))
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &desk{c, db, account.New(db, account.Policy{}, c.now), log, db.Close}, nil
}

// record writes into the log what was done to somebody or something, by its id.
func (d *desk) record(ctx context.Context, act, subject, what string) error {
	r := d.byOperator(act, what, "帳號管理")
	r.Subject = subject
	if _, err := d.log.Append(ctx, r); err != nil {
		return fmt.Errorf("已經%s，但不能記入日誌：%w", act, err)
	}
	return nil
}

// managed runs a command at the desk.
func (c *cli) managed(of *storage, do func(context.Context, *desk, []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		d, err := c.desk(cmd.Context(), of, false)
		if err != nil {
			return err
		}
		return errors.Join(do(cmd.Context(), d, args), d.close())
	}
}

// find is the account with a login.
func (d *desk) find(ctx context.Context, login string) (account.Account, error) {
	a, err := d.people.ByLogin(ctx, login)
	if errors.Is(err, store.ErrNotFound) {
		return a, fmt.Errorf("沒有「%s」這個帳號", login)
	}
	return a, err
}

// onPerson is a command that does one thing to one person, and says what follows.
func (c *cli) onPerson(of *storage, name, short, act string, do func(context.Context, *desk, account.Account) (string, error)) *cobra.Command {
	cmd := &cobra.Command{
		Use: name + " 帳號", Short: short, Args: exactly(1, "帳號"),
		RunE: c.managed(of, func(ctx context.Context, d *desk, args []string) error {
			a, err := d.find(ctx, args[0])
			if err != nil {
				return err
			}
			says, err := do(ctx, d, a)
			if err != nil {
				return err
			}
			fmt.Fprintf(c.out, "%s（%s）：%s\n", a.Login, a.Name, says)
			return d.record(ctx, act, a.ID, a.Login)
		}),
	}
	of.flags(cmd)
	return cmd
}

// handedOut tells a one-time password.
func handedOut(oneTime string, policy account.Policy) string {
	return fmt.Sprintf("一次性密碼 %s（只顯示這一次；%d 天內有效，第一次登入時要更換）", oneTime, int(policy.OneTime.Hours()/24))
}

func (c *cli) usersFactor(of *storage) *cobra.Command {
	cmd := &cobra.Command{
		Use: "second-factor", Short: "第二驗證：second-factor reset 帳號", Args: atMost(0, "參數"),
		RunE: func(*cobra.Command, []string) error { return usage("寫成 users second-factor reset 帳號") },
	}
	cmd.AddCommand(c.onPerson(of, "reset", "解除第二驗證（裝置遺失時），並結束這個人所有的登入", audit.SecondFactorGone, func(ctx context.Context, d *desk, a account.Account) (string, error) {
		if !a.Factor {
			return "", account.ErrNoFactor
		}
		return "已解除，下次登入時重新設定。", d.people.ResetTOTP(ctx, a.ID)
	}))
	return cmd
}

func (c *cli) usersSessions(of *storage) *cobra.Command {
	cmd := &cobra.Command{
		Use: "sessions 帳號", Short: "一個人現在的登入；sessions end 帳號 [代號] 結束它", Args: exactly(1, "帳號"),
		RunE: c.managed(of, func(ctx context.Context, d *desk, args []string) error {
			a, err := d.find(ctx, args[0])
			if err != nil {
				return err
			}
			open, err := d.people.Sessions(ctx, a.ID)
			if err != nil {
				return err
			}
			if len(open) == 0 {
				fmt.Fprintln(c.out, "沒有登入。")
				return nil
			}
			t := table{{"代號", "登入時間", "最後操作", "IP", "瀏覽器"}}
			for _, s := range open {
				t = append(t, []string{s.ID[:shortID], taipei(s.Created), taipei(s.Seen), s.IP, s.Agent})
			}
			t.write(c.out)
			return nil
		}),
	}
	of.flags(cmd)
	end := &cobra.Command{
		Use: "end 帳號 [代號]", Short: "結束一個人的一次登入；不給代號就結束全部",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 && len(args) != 2 {
				return usage("要給帳號，可以再給一個登入的代號")
			}
			return nil
		},
		RunE: c.managed(of, func(ctx context.Context, d *desk, args []string) error {
			a, err := d.find(ctx, args[0])
			if err != nil {
				return err
			}
			what := "全部"
			if len(args) == 1 {
				err = d.people.EndAll(ctx, a.ID)
			} else {
				what, err = d.end(ctx, a, args[1])
			}
			if err != nil {
				return err
			}
			fmt.Fprintf(c.out, "%s（%s）：已結束登入。\n", a.Login, a.Name)
			return d.record(ctx, audit.SessionEnded, a.ID, a.Login+"："+what)
		}),
	}
	of.flags(end)
	cmd.AddCommand(end)
	return cmd
}

// shortID is how much of a session's id is shown and asked for.
const shortID = 12

// end ends the session whose id begins so.
func (d *desk) end(ctx context.Context, a account.Account, id string) (string, error) {
	open, err := d.people.Sessions(ctx, a.ID)
	if err != nil {
		return "", err
	}
	for _, s := range open {
		if len(id) >= shortID && strings.HasPrefix(s.ID, id) {
			return s.ID[:shortID], d.people.End(ctx, a.ID, s.ID)
		}
	}
	return "", fmt.Errorf("%s 沒有代號是「%s」的登入", a.Login, id)
}
