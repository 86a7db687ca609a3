package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"shoumi/app/store"
)

func (c *cli) restore() *cobra.Command {
	var into storage
	cmd := &cobra.Command{
		Use:   "restore 檔案|-",
		Short: "把備份還原到空的資料庫，也可以換一種資料庫",
		Long: "把 backup 指令做的檔案還原到空的資料庫，SQLite 與 MongoDB 之間可以互換；已經有資料的資料庫不還原。\n" +
			"寫入之前先核對每一份清單與 SHA-256。有加密的資料時，先把原來的金鑰檔放到 --data 的資料夾。",
		Example: "  go run ./app restore 備份.zip --data 新資料夾\n  go run ./app restore 備份.zip --store mongodb://127.0.0.1/shoumi",
		Args:    exactly(1, "檔案（- 代表標準輸入）"),
		RunE: func(cmd *cobra.Command, args []string) error {
			name, in := "<標準輸入>", c.in
			if args[0] != "-" {
				f, err := os.Open(args[0])
				if errors.Is(err, fs.ErrNotExist) {
					return fmt.Errorf("%s: 找不到這個檔案", args[0])
				}
				if err != nil {
					return err
				}
				defer f.Close()
				name, in = args[0], f
			}
			db, err := into.open(cmd.Context(), true)
			if err != nil {
				return err
			}
			defer db.Close()
			m, err := store.Restore(cmd.Context(), db, in)
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			contents(c.out, m)
			fmt.Fprintln(c.out, "還原完成。")
			return nil
		},
	}
	into.flags(cmd)
	return cmd
}
