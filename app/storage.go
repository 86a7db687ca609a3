package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"shoumi/app/store"
)

// storage is where a command finds the documents.
type storage struct{ at settings }

// flags gives a command the settings of the store, read before it runs.
func (s *storage) flags(cmd *cobra.Command) {
	settingFlags(cmd, "demo", "data", "store", "keys")
	inner := cmd.PreRunE
	cmd.PreRunE = func(cmd *cobra.Command, args []string) (err error) {
		if s.at, err = readSettings(cmd); err != nil || inner == nil {
			return err
		}
		return inner(cmd, args)
	}
}

func (s *storage) keys() string { return s.at.keys }

// open opens the store for what is defined; without definitions, for what it holds,
// whatever that is. A file that is missing is made only if the command may make one.
func (s *storage) open(ctx context.Context, make bool, defined ...store.Option) (*store.DB, error) {
	if path, file := strings.CutPrefix(s.at.store, "sqlite:"); file && !make {
		if _, err := os.Stat(strings.TrimPrefix(path, "//")); errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%s: 沒有這個資料庫；用 --data 或 --store 指出它在哪裡", path)
		}
	}
	return store.Open(ctx, s.at.store, append(slices.Clip(defined), store.KeysAt(s.at.keys))...)
}
