package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"shoumi/app/store"
)

func (c *cli) keys() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "keys",
		Short: "加密資料的金鑰",
		Args:  atMost(0, "參數"),
		RunE: func(*cobra.Command, []string) error {
			return usage("寫成 keys rotate")
		},
	}
	var of storage
	rotate := &cobra.Command{
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
	of.flags(rotate)
	cmd.AddCommand(rotate)
	return cmd
}
