package main

import (
	"bufio"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// toFile writes a file that only its owner can read, whole or not at all, and says
// its name and SHA-256. What is there already is not touched. "-" is the standard
// output; then more is told where toFile tells, not there.
func (c *cli) toFile(path string, write func(io.Writer) error) (tell io.Writer, err error) {
	name, to, finish, tell := "<標準輸出>", c.out, func() error { return nil }, c.err
	if path != "-" {
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if errors.Is(err, fs.ErrExist) {
			return nil, fmt.Errorf("%s: 已經有這個檔案，不覆寫；換一個檔名", path)
		}
		if err != nil {
			return nil, fmt.Errorf("不能寫 %s：%w", path, err)
		}
		name, to, finish, tell = path, f, func() error { return errors.Join(f.Sync(), f.Close()) }, c.out
	}
	digest := sha256.New()
	out := bufio.NewWriter(io.MultiWriter(to, digest))
	err = errors.Join(write(out), out.Flush(), finish())
	if err != nil && path != "-" {
		err = errors.Join(err, os.Remove(path))
	}
	if err == nil {
		fmt.Fprintf(tell, "%s\nsha256:%x\n", name, digest.Sum(nil))
	}
	return tell, err
}
