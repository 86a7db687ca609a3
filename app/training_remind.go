package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"shoumi/app/account"
	"shoumi/app/mail"
	"shoumi/app/store"
	"shoumi/app/training"
	"shoumi/app/web"
)

// reminded is what came of looking after the reminders.
type reminded struct {
	made, past int
	sends      bool // there is a mail server
	training.Delivery
}

// remind fills the queue of reminders, and sends what is in it if there is a mail
// server.
func (c *cli) remind(ctx context.Context, s settings, people *account.People, t *training.Training) (out reminded, err error) {
	all, err := remindable(ctx, people)
	if err != nil {
		return out, err
	}
	if out.made, out.past, err = t.Remind(ctx, all); err != nil || s.smtpHost == "" {
		return out, err
	}
	server := mail.Server{Host: s.smtpHost, Port: s.smtpPort, User: s.smtpUser, Password: s.smtpPassword, From: s.smtpFrom, Now: c.now}
	out.sends = true
	out.Delivery, err = t.Send(ctx, training.Post{Send: server.Send, Address: addresses(people), Site: s.publicURL, Contact: s.trainingContact})
	return out, err
}

// remindable is everybody who can sign in.
func remindable(ctx context.Context, people *account.People) (out []training.Person, err error) {
	tree, err := people.Units(ctx)
	if err != nil {
		return nil, err
	}
	page, err := people.List(ctx, account.Find{Scope: account.Scope{All: true}})
	for _, a := range page.Accounts {
		if !a.Disabled {
			out = append(out, trainee(a, tree))
		}
	}
	return out, err
}

// addresses looks up where an account gets mail, when it is sent: an address is kept
// in no reminder.
func addresses(people *account.People) func(context.Context, string) (string, bool, error) {
	return func(ctx context.Context, id string) (string, bool, error) {
		a, err := people.Get(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			return "", false, nil
		}
		return a.Email, !a.Disabled, err
	}
}

// keepReminding is remind for the upkeep of the site.
func (c *cli) keepReminding(ctx context.Context, s settings, server *web.Server) {
	r, err := c.remind(ctx, s, server.People, server.Training)
	switch {
	case err != nil && ctx.Err() == nil:
		server.Log.Error("reminders not looked after", "err", err)
	case r.Down != "":
		server.Log.Warn("mail server not reached, reminders wait", "host", s.smtpHost, "err", r.Down)
	}
	if r.made+r.Sent+r.Later+r.Failed > 0 {
		server.Log.Info("reminders", "made", r.made, "sent", r.Sent, "later", r.Later, "failed", r.Failed, "no_address", r.Nowhere)
	}
}

func (c *cli) trainingRemind() *cobra.Command {
	var of storage
	var dry bool
	cmd := &cobra.Command{
		Use: "remind", Short: "提醒該完成訓練的人：補齊提醒，有設定郵件伺服器就寄出；網站每小時自己做一次", Args: exactly(0, "參數"),
		Long: "每人每梯次在指派時、期限前兩個星期、前三天、最後一天，以及逾期後一天、八天、十五天與二十二天各提醒一次；法規異動要複習時一次。\n" +
			"做好幾次也只提醒一次。信裡沒有姓名、成績與作答。沒有設定 SHOUMI_SMTP_HOST 就不寄信，提醒在學員登入後的網站上看得到。",
		Example: "  go run ./app training remind --dry-run\n  SHOUMI_SMTP_HOST=mail.police.example SHOUMI_SMTP_FROM=shoumi@police.example go run ./app training remind --public-url https://shoumi.police.example",
		RunE: c.managed(&of, func(ctx context.Context, d *desk, _ []string) error {
			s, err := d.school(ctx)
			if err != nil {
				return err
			}
			if dry {
				return s.printReminders(ctx)
			}
			r, err := c.remind(ctx, of.at, s.people, s.Training)
			if err != nil {
				return err
			}
			return c.printReminded(r)
		}),
	}
	cmd.Flags().BoolVar(&dry, "dry-run", false, "只列出會提醒誰、為了什麼，不寫入也不寄信")
	settingFlags(cmd, "public-url", "training-contact", "smtp-host", "smtp-port", "smtp-user", "smtp-password", "smtp-from")
	of.flags(cmd)
	return cmd
}

// printReminders lists the reminders that there would be.
func (s *school) printReminders(ctx context.Context) error {
	of, err := s.class(ctx, "")
	if err != nil {
		return err
	}
	all, err := remindable(ctx, s.people)
	if err != nil {
		return err
	}
	due, err := s.RemindersDue(ctx, all)
	if err != nil {
		return err
	}
	if len(due) == 0 {
		fmt.Fprintln(s.out, "沒有要新增的提醒。")
		return nil
	}
	t := table{{"帳號", "課程與梯次", "為了", "期限", "電子郵件"}}
	for _, r := range due {
		a := of.accounts[r.Account]
		mail := "有"
		if a.Email == "" {
			mail = "沒有"
		}
		t = append(t, []string{a.Login, r.Round, r.Occasion.Zh(), r.Due, mail})
	}
	t.write(s.out)
	fmt.Fprintf(s.out, "共 %d 則；什麼都沒有寫入，也沒有寄信。\n", len(due))
	return nil
}

func (c *cli) printReminded(r reminded) error {
	fmt.Fprintf(c.out, "新增 %d 則提醒，撤下 %d 則。\n", r.made, r.past)
	if !r.sends {
		fmt.Fprintln(c.out, "沒有設定 SHOUMI_SMTP_HOST，沒有寄信；提醒在學員登入後的網站上。")
		return nil
	}
	fmt.Fprintf(c.out, "寄出 %d 封，稍後再寄 %d 封，退回 %d 封，沒有電子郵件 %d 人，不必再寄 %d 則。\n", r.Sent, r.Later, r.Failed, r.Nowhere, r.Past)
	if r.Down != "" {
		return fmt.Errorf("郵件伺服器連不上，其餘的下次再寄：%s", r.Down)
	}
	return nil
}
