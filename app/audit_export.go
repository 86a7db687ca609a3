package main

import (
	"context"
	"fmt"
	"io"
	"iter"

	"github.com/spf13/cobra"

	"shoumi/app/audit"
)

func (c *cli) auditExport() *cobra.Command {
	var from storage
	var filter logFilter
	cmd := &cobra.Command{
		Use:   "export 檔案|-",
		Short: "匯出日誌與清單（zip），供離線核對；匯出本身也記入日誌",
		Long: "匯出整份日誌，或符合條件的部分；沒有匯出的以雜湊接續，鏈結仍可核對。\n" +
			"匯出檔是明文：條件、用途與 IP 都讀得到，請妥善保管。用 audit verify 核對它。\n" +
			"寫「-」就送到標準輸出，說明改到標準錯誤。",
		Args:    exactly(1, "檔案（- 代表標準輸出）"),
		Example: "  go run ./app audit export 日誌.zip\n  go run ./app audit export --unit 第一分局 --from 2026-10-01 --until 2026-10-31 十月.zip",
		RunE: func(cmd *cobra.Command, args []string) error {
			f, err := filter.read()
			if err != nil {
				return err
			}
			return c.exportLog(cmd.Context(), from, f, filter.String(), args[0])
		},
	}
	filter.flags(cmd)
	from.flags(cmd)
	return cmd
}

func (c *cli) exportLog(ctx context.Context, from storage, f audit.Filter, condition, path string) error {
	db, _, l, err := openLog(ctx, from)
	if err != nil {
		return err
	}
	defer db.Close()
	var m audit.Manifest
	tell, err := c.toFile(path, func(w io.Writer) error {
		by := c.byOperator(audit.LogExported, condition, "匯出日誌")
		last, err := l.Append(ctx, by)
		if err != nil {
			return err
		}
		bar := c.progress(int64(last.Sequence), "匯出")
		m, err = audit.Export(w, watched(l.Entries(ctx), func(e audit.Entry) error { return bar.Set64(int64(min(e.Sequence, last.Sequence))) }), f, by.User, by.At)
		if err != nil {
			return err
		}
		return bar.Finish()
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(tell, "匯出 %d 筆", m.Count)
	if m.Filtered > 0 {
		fmt.Fprintf(tell, "，因篩選而略去 %d 筆", m.Filtered)
	}
	if m.Expired > 0 {
		fmt.Fprintf(tell, "，保存期滿而略去 %d 筆", m.Expired)
	}
	fmt.Fprintf(tell, "。\n末筆 %s\n", m.Head)
	return nil
}

// watched shows every entry to a func as it passes.
func watched(entries iter.Seq2[audit.Entry, error], see func(audit.Entry) error) iter.Seq2[audit.Entry, error] {
	return func(yield func(audit.Entry, error) bool) {
		for e, err := range entries {
			if err == nil {
				err = see(e)
			}
			if !yield(e, err) {
				return
			}
		}
	}
}
