package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"shoumi/rules/bundle"
)

func (c *cli) bundle() *cobra.Command {
	var keyFile, newKey string
	cmd := &cobra.Command{
		Use:   "bundle --key 私鑰檔 輸出檔 [規則目錄] | bundle --new-key 私鑰檔",
		Short: "把一套規則包成一個簽署的檔案，給 --rules 用",
		Long: "把內建的規則（或規則目錄）與清單、ed25519 簽章包成一個檔案：同樣的規則與金鑰，永遠是同樣的位元組。\n" +
			"輸出檔寫成目錄時，檔名取自規則的摘要。有錯誤的規則不打包。",
		Example: "  go run ./app bundle --new-key 私鑰.pem\n  go run ./app bundle --key 私鑰.pem 規則.tar\n  go run ./app serve --rules 規則.tar --trust ed25519:…",
		RunE: func(_ *cobra.Command, args []string) error {
			switch {
			case newKey != "" && keyFile == "" && len(args) == 0:
				return c.newKey(newKey)
			case newKey == "" && keyFile != "" && (len(args) == 1 || len(args) == 2 && c.set.path == ""):
				return c.pack(keyFile, args)
			}
			return usage("寫成 bundle --key 私鑰檔 輸出檔 [規則目錄]，或 bundle --new-key 私鑰檔")
		},
	}
	cmd.Flags().StringVar(&keyFile, "key", "", "簽署用的私鑰檔")
	cmd.Flags().StringVar(&newKey, "new-key", "", "產生新的私鑰，存成這個檔案，並印出公鑰")
	return cmd
}

// newKey writes a private key that only its owner can read, and prints the
// public one. It never replaces a file: a key lost is lost.
func (c *cli) newKey(path string) error {
	key, err := bundle.NewKey(rand.Reader)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s: 已經有這個檔案，不覆寫；換一個檔名", path)
	}
	if err != nil {
		return fmt.Errorf("不能寫 %s：%w", path, err)
	}
	_, err = f.Write(bundle.EncodePrivateKey(key))
	if err = errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	fmt.Fprintln(c.out, bundle.PublicKey(key.Public().(ed25519.PublicKey)))
	fmt.Fprintf(c.err, "私鑰在 %s，只有您讀得到，請妥善保管；上面一行是公鑰，交給使用規則包的人。\n", path)
	return nil
}

// pack writes the bundle of the rules in use, or of a directory.
func (c *cli) pack(keyFile string, args []string) error {
	name, text, err := c.read(keyFile)
	if err != nil {
		return err
	}
	key, err := bundle.ParsePrivateKey(text)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	var files fs.FS
	if len(args) == 2 {
		if _, err := os.Stat(filepath.Join(args[1], "facts.yaml")); err != nil {
			return fmt.Errorf("%s: 不是規則目錄，裡面沒有 facts.yaml", args[1])
		}
		files = os.DirFS(args[1])
	} else {
		if err := c.set.load(); err != nil {
			return err
		}
		files = c.set.files
	}
	var out bytes.Buffer
	digest, err := bundle.Write(&out, files, key)
	if err != nil {
		return err
	}
	path := args[0]
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		path = filepath.Join(path, strings.TrimPrefix(digest, "sha256:")+".tar")
	}
	if err := replaceFile(path, out.Bytes()); err != nil {
		return err
	}
	public := bundle.PublicKey(key.Public().(ed25519.PublicKey))
	fmt.Fprintf(c.out, "%s\n規則 %s\n公鑰 %s\n使用：go run ./app serve --rules %s --trust %s\n", path, digest, public, path, public)
	return nil
}

// replaceFile writes a file whole or not at all.
func replaceFile(path string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".shoumi-*")
	if err != nil {
		return fmt.Errorf("不能寫 %s：%w", path, err)
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Chmod(0o644), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("不能寫 %s：%w", path, err), os.Remove(f.Name()))
	}
	return nil
}
