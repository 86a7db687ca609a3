package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"shoumi/app/store"
)

func (c *cli) backup() *cobra.Command {
	var from storage
	cmd := &cobra.Command{
		Use:   "backup 檔案|-",
		Short: "把資料庫的全部資料備份成一個檔案",
		Long: "把資料庫的全部資料備份成一個 zip 檔，附清單、份數與 SHA-256；同樣的資料，永遠是同樣的位元組。\n" +
			"加密的資料在備份裡仍是加密的，金鑰檔不在其中，要另外保管。寫「-」就送到標準輸出，說明改到標準錯誤。",
		Example: "  go run ./app backup 備份.zip\n  go run ./app backup --store mongodb://127.0.0.1/shoumi 備份.zip",
		Args:    exactly(1, "檔案（- 代表標準輸出）"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.writeBackup(cmd.Context(), from, args[0])
		},
	}
	from.flags(cmd)
	return cmd
}

func (c *cli) writeBackup(ctx context.Context, from storage, path string) error {
	db, err := from.open(ctx, false)
	if err != nil {
		return err
	}
	defer db.Close()
	var m store.Manifest
	tell, err := c.toFile(path, func(w io.Writer) (err error) {
		m, err = store.Backup(ctx, db, w)
		return err
	})
	if err != nil {
		return err
	}
	if contents(tell, m) > 0 {
		fmt.Fprintf(tell, "加密的資料要有金鑰檔 %s 才打得開：請另外保管，不要和備份放在一起。\n", from.keys())
	}
	return nil
}

// contents prints what a backup holds, and says how much of it is sealed.
func contents(w io.Writer, m store.Manifest) (sealed int) {
	if len(m.Collections) == 0 {
		fmt.Fprintln(w, "沒有資料")
	}
	for _, e := range m.Collections {
		fmt.Fprintf(w, "%s %d 份，其中 %d 份加密\n", e.Name, e.Documents, e.Sealed)
		sealed += e.Sealed
	}
	return sealed
}
