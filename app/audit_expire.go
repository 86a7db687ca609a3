package main

import (
	"bufio"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"shoumi/app/audit"
)

func (c *cli) auditExpire() *cobra.Command {
	var from storage
	var yes bool
	cmd := &cobra.Command{
		Use:   "expire [--log-years N] [--yes]",
		Short: "清除保存期滿的日誌，以雜湊接續；清除本身也記入日誌",
		Long: "保存至少 5 年。清除之後不能復原，鏈結仍可核對；要留一份就先用 audit export。\n" +
			"鏈結有斷的日誌不清除，留作證據。中斷了就再做一次。",
		Args: exactly(0, "參數"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			years := from.at.logYears
			db, docs, l, err := openLog(cmd.Context(), from)
			if err != nil {
				return err
			}
			defer db.Close()
			now := c.now()
			n, last, err := l.Due(cmd.Context(), years, now)
			if err != nil {
				return err
			}
			if n > 0 && !yes && !c.confirmed(fmt.Sprintf("滿 %d 年的日誌有 %d 筆，末筆 %s　%s。清除後不能復原。\n要清除請輸入 yes：", years, n, last, taipei(last.At))) {
				fmt.Fprintln(c.out, "沒有清除。")
				return errReported
			}
			if n, err = expireLog(cmd.Context(), l, docs, years, operator(), now); err != nil {
				return err
			}
			if n == 0 {
				fmt.Fprintf(c.out, "沒有滿 %d 年的日誌。\n", years)
				return nil
			}
			fmt.Fprintf(c.out, "清除 %d 筆，以雜湊接續。\n", n)
			return nil
		},
	}
	settingFlags(cmd, "log-years")
	cmd.Flags().BoolVar(&yes, "yes", false, "不再詢問")
	from.flags(cmd)
	return cmd
}

// confirmed asks a question, and wants "yes".
func (c *cli) confirmed(question string) bool {
	fmt.Fprint(c.out, question)
	answer, _ := bufio.NewReader(c.in).ReadString('\n')
	return strings.TrimSpace(answer) == "yes"
}

// expireLog lets go what is older than so many years, for the command and once a day
// while the site is up. It says how many entries went.
func expireLog(ctx context.Context, l *audit.Log, docs *audit.Documents, years int, who string, now time.Time) (uint64, error) {
	return l.Expire(ctx, docs, years, audit.Record{
		At: now, User: who, Action: audit.LogExpired, ActualUser: who, Purpose: fmt.Sprintf("保存滿 %d 年", years), Subject: "log",
	})
}
