package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"shoumi/app/store"
)

// storage is where a command finds the documents.
type storage struct{ data, url string }

func (s *storage) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&s.data, "data", "data", "資料夾：資料庫 shoumi.db 與金鑰檔 shoumi.keys")
	cmd.Flags().StringVar(&s.url, "store", "", "改用這個資料庫：sqlite:檔案 或 mongodb://主機/資料庫（金鑰檔仍在 --data）")
}

func (s *storage) keys() string { return filepath.Join(s.data, "shoumi.keys") }

// open opens the store for what is defined; without definitions, for what it holds,
// whatever that is. A file that is missing is made only to be restored into.
func (s *storage) open(ctx context.Context, make bool, defined ...store.Option) (*store.DB, error) {
	url := s.url
	if url == "" {
		url = "sqlite:" + filepath.Join(s.data, "shoumi.db")
	}
	if path, file := strings.CutPrefix(url, "sqlite:"); file && !make {
		if _, err := os.Stat(strings.TrimPrefix(path, "//")); errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%s: 沒有這個資料庫；用 --data 或 --store 指出它在哪裡", path)
		}
	}
	return store.Open(ctx, url, append(slices.Clip(defined), store.KeysAt(s.keys()))...)
}
