package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"shoumi/app/store"
)

func (c *cli) keys() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "keys",
		Short: "加密資料的金鑰：更換（rotate）、取出保管（export）、放回（import）",
		Args:  atMost(0, "參數"),
		RunE: func(*cobra.Command, []string) error {
			return usage("寫成 keys rotate、keys export 或 keys import")
		},
	}
	cmd.AddCommand(c.keysRotate(), c.keysExport(), c.keysImport())
	return cmd
}

func (c *cli) keysRotate() *cobra.Command {
	var of storage
	cmd := &cobra.Command{
		Use:   "rotate",
		Short: "換新的金鑰，並把加密的資料全部重新加密",
		Long: "在金鑰檔裡加一把新的金鑰，從此用它加密，並把已經加密的資料重新加密。舊的金鑰留在檔裡，舊的備份仍打得開。\n" +
			"執行中的網站不必停：它會自己讀到新的金鑰。中斷了就再做一次。",
		Args: atMost(0, "參數"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			db, err := of.open(cmd.Context(), false)
			if err != nil {
				return err
			}
			defer db.Close()
			n, err := store.Rotate(cmd.Context(), db)
			if err != nil {
				return err
			}
			fmt.Fprintf(c.out, "已換新的金鑰，重新加密 %d 份資料。金鑰檔 %s 變了，請重新備份它。\n", n, of.keys())
			return nil
		},
	}
	of.flags(cmd)
	return cmd
}

// keysExport and keysImport are for containers, in which nothing else can read or
// write a file.
func (c *cli) keysExport() *cobra.Command {
	var of storage
	cmd := &cobra.Command{
		Use:     "export",
		Short:   "把金鑰檔送到標準輸出，用來另外保管",
		Example: "  (umask 077; go run ./app keys export > 金鑰)",
		Args:    atMost(0, "參數"),
		RunE: func(*cobra.Command, []string) error {
			if f, ok := c.out.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
				return usage("金鑰不印在螢幕上：寫成 keys export > 檔案")
			}
			text, err := os.ReadFile(of.keys())
			if errors.Is(err, fs.ErrNotExist) {
				return fmt.Errorf("%s: 沒有這個金鑰檔", of.keys())
			}
			if err != nil {
				return err
			}
			_, err = c.out.Write(text)
			return err
		},
	}
	of.flags(cmd)
	return cmd
}

func (c *cli) keysImport() *cobra.Command {
	var of storage
	cmd := &cobra.Command{
		Use:     "import",
		Short:   "從標準輸入放回金鑰檔；已經有的不覆寫",
		Example: "  go run ./app keys import --data 新資料夾 < 金鑰",
		Args:    atMost(0, "參數"),
		RunE: func(*cobra.Command, []string) error {
			err := store.ImportKeys(of.keys(), c.in)
			if errors.Is(err, fs.ErrExist) {
				return fmt.Errorf("%s: 已經有這個金鑰檔，不覆寫：加密的資料可能只有它打得開", of.keys())
			}
			if err == nil {
				fmt.Fprintf(c.out, "金鑰檔 %s 已放回。\n", of.keys())
			}
			return err
		},
	}
	of.flags(cmd)
	return cmd
}
