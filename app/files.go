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

// newFile writes a file that only its owner can read, whole or not at all, and says
// its SHA-256. What is there already is not touched.
func newFile(path string, write func(io.Writer) error) (sum []byte, err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("%s: 已經有這個檔案，不覆寫；換一個檔名", path)
	}
	if err != nil {
		return nil, fmt.Errorf("不能寫 %s：%w", path, err)
	}
	digest := sha256.New()
	out := bufio.NewWriter(io.MultiWriter(f, digest))
	if err := errors.Join(write(out), out.Flush(), f.Sync(), f.Close()); err != nil {
		return nil, errors.Join(err, os.Remove(path))
	}
	return digest.Sum(nil), nil
}
