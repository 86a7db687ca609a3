package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/user"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"shoumi/app/audit"
	"shoumi/app/store"
	"shoumi/rules"
)

// openLog opens the log that is in a store; close it with the store.
func openLog(ctx context.Context, from storage) (*store.DB, *audit.Documents, *audit.Log, error) {
	db, err := from.open(ctx, false, audit.Collections...)
	if err != nil {
		return nil, nil, nil, err
	}
	docs := audit.Stored(db)
	l, err := audit.Open(ctx, docs)
	if err != nil {
		return nil, nil, nil, errors.Join(err, db.Close())
	}
	return db, docs, l, nil
}

// operator is who runs the command, for the log.
func operator() string {
	name := os.Getenv("SUDO_USER")
	if name == "" {
		name = fmt.Sprint("uid ", os.Getuid())
		if u, err := user.Current(); err == nil {
			name = u.Username
		}
	}
	return "系統（命令列 " + name + "）"
}

// byOperator is the record of what a command does.
func (c *cli) byOperator(act, condition, purpose string) audit.Record {
	who := operator()
	return audit.Record{At: c.now(), User: who, Action: act, Condition: condition, ActualUser: who, Purpose: purpose, Subject: "log"}
}

// logFilter is a filter as flags.
type logFilter struct {
	from, until string
	audit.Filter
}

func (f *logFilter) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.from, "from", "", "從這一天起，例如 2026-11-01")
	cmd.Flags().StringVar(&f.until, "until", "", "到這一天為止，含當日")
	cmd.Flags().StringArrayVar(&f.Units, "unit", nil, "單位或實際查詢單位；可以給好幾次")
	cmd.Flags().StringVar(&f.User, "user", "", "使用者或實際查詢者")
	cmd.Flags().StringVar(&f.Action, "action", "", "作業種類，例如 "+audit.SignedIn)
	cmd.Flags().StringVar(&f.Subject, "subject", "", "對象的代號")
	cmd.Flags().StringVar(&f.Purpose, "purpose", "", "用途裡的字詞，空格隔開，全部都要有")
	cmd.Flags().StringVar(&f.Own, "own", "", "只看這個人自己的日誌")
}

// read checks the flags.
func (f *logFilter) read() (audit.Filter, error) {
	for _, day := range []struct {
		flag, value string
		days        int
		to          *time.Time
	}{{"from", f.from, 0, &f.From}, {"until", f.until, 1, &f.Until}} {
		if day.value == "" {
			continue
		}
		d, err := rules.ParseDay(day.value)
		if err != nil {
			return f.Filter, usage("--%s：%v", day.flag, err)
		}
		*day.to = midnight(d.AddDate(0, 0, day.days))
	}
	if !f.From.IsZero() && !f.Until.IsZero() && !f.From.Before(f.Until) {
		return f.Filter, usage("--until %s 在 --from %s 之前", f.until, f.from)
	}
	return f.Filter, nil
}

// midnight is when a day begins in Taipei.
func midnight(d rules.Date) time.Time { return d.Time().Add(-8 * time.Hour) }

// String is the flags as they were given.
func (f *logFilter) String() string {
	var given []string
	add := func(flag string, values ...string) {
		for _, v := range values {
			if v != "" {
				given = append(given, "--"+flag+" "+v)
			}
		}
	}
	add("from", f.from)
	add("until", f.until)
	add("unit", f.Units...)
	add("user", f.User)
	add("action", f.Action)
	add("subject", f.Subject)
	add("purpose", f.Purpose)
	add("own", f.Own)
	return strings.Join(given, " ")
}

func (c *cli) auditList() *cobra.Command {
	var from storage
	var filter logFilter
	var before uint64
	var limit int
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "查詢日誌，新的在前；查詢本身也記入日誌",
		Args:    exactly(0, "參數"),
		Example: "  go run ./app audit list --user chen --from 2026-11-01\n  go run ./app audit list --own chen --format json",
		RunE: func(cmd *cobra.Command, _ []string) error {
			f, err := filter.read()
			if err != nil {
				return err
			}
			if limit < 1 {
				return usage("--limit 要是 1 以上的整數；要全部的日誌，用 audit export")
			}
			db, _, l, err := openLog(cmd.Context(), from)
			if err != nil {
				return err
			}
			defer db.Close()
			this, err := l.Append(cmd.Context(), c.byOperator(audit.LogSearched, filter.String(), "查閱日誌"))
			if err != nil {
				return err
			}
			if before == 0 {
				before = this.Sequence
			}
			page, err := l.Find(cmd.Context(), f, before, limit)
			if err != nil {
				return err
			}
			return c.printEntries(page)
		},
	}
	filter.flags(cmd)
	cmd.Flags().Uint64Var(&before, "before", 0, "只列這個序號之前的")
	cmd.Flags().IntVar(&limit, "limit", 50, "最多幾筆")
	from.flags(cmd)
	c.formats(cmd, "text", "json")
	return cmd
}

// printEntries prints a page of the log.
func (c *cli) printEntries(p audit.Page) error {
	if c.format == "json" {
		return c.json(struct {
			Entries []audit.Entry `json:"entries"`
			Next    uint64        `json:"next,omitempty"`
		}{append([]audit.Entry{}, p.Entries...), p.Next})
	}
	if len(p.Entries) == 0 {
		fmt.Fprintln(c.out, "沒有符合的日誌。")
		return nil
	}
	t := table{{"序號", "作業時間", "單位", "使用者", "IP", "作業種類", "查詢條件", "實際查詢者", "實際查詢單位", "用途", "對象"}}
	for _, e := range p.Entries {
		t = append(t, []string{fmt.Sprint(e.Sequence), taipei(e.At), e.Unit, e.User, e.IP, e.Action, e.Condition, e.ActualUser, e.ActualUnit, e.Purpose, e.Subject})
	}
	cut := t.write(c.out)
	if p.Next > 0 {
		fmt.Fprintf(c.out, "還有更早的：--before %d\n", p.Next)
	}
	if cut {
		fmt.Fprintln(c.out, "太長的內容以「…」截短；--format json 有全文。")
	}
	return nil
}

func (c *cli) auditHead() *cobra.Command {
	var from storage
	cmd := &cobra.Command{
		Use:   "head",
		Short: "印出末筆的「序號:雜湊」，抄在別處，日後用 verify --head 核對",
		Args:  exactly(0, "參數"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			db, _, l, err := openLog(cmd.Context(), from)
			if err != nil {
				return err
			}
			defer db.Close()
			head, err := l.Head(cmd.Context())
			switch {
			case err != nil:
				return err
			case head.Sequence == 0:
				return errors.New("日誌裡還沒有任何一筆")
			case c.format == "json":
				return c.json(head)
			}
			fmt.Fprintln(c.out, head)
			return nil
		},
	}
	from.flags(cmd)
	c.formats(cmd, "text", "json")
	return cmd
}
