package main

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"shoumi/casebook"
	"shoumi/quizzes"
	"shoumi/rules"
	"shoumi/rules/bundle"
)

// ruleset is the rules that a command works with: the shipped ones, or those of
// the bundle that --rules names.
type ruleset struct {
	path, trust string
	files       fs.FS
	book        *rules.Book
	cases       *casebook.Casebook // held against them, once
	bank        *quizzes.Bank
}

func (s *ruleset) flags(root *cobra.Command) {
	root.PersistentFlags().StringVar(&s.path, "rules", "", "改用這個規則包（bundle 指令做的檔案），不用內建的規則")
	root.PersistentFlags().StringVar(&s.trust, "trust", "", "規則包要由這把公鑰簽署（ed25519:…）")
}

// load opens the bundle once; nothing is read from it unless its signature is
// that of the trusted key.
func (s *ruleset) load() error {
	switch {
	case s.book != nil:
		return nil
	case s.path == "" && s.trust != "":
		return usage("--trust 要配 --rules 規則包")
	case s.path == "":
		book, err := rules.Shipped()
		s.files, s.book = rules.Files, book
		return err
	case s.trust == "":
		return usage("--rules 要配 --trust 公鑰：不知道是誰簽的規則不能用")
	}
	key, err := bundle.ParsePublicKey(s.trust)
	if err != nil {
		return usage("--trust：%v", err)
	}
	files, digest, err := openBundle(s.path, key)
	if err != nil {
		return err
	}
	book, err := rules.Load(files)
	if err != nil {
		return fmt.Errorf("%s: 簽章正確，但這個版本的程式讀不了這套規則\n%w", s.path, err)
	}
	if book.Digest() != digest {
		return fmt.Errorf("%s: 規則的摘要是 %s，不是規則包上寫的 %s", s.path, book.Digest(), digest)
	}
	s.files, s.book = files, book
	if own, err := rules.Shipped(); err == nil && own.Digest() == digest {
		s.book = own // what is shipped beside the rules is held against them already
	}
	return nil
}

// shipped says whether the rules in use are those that are shipped, from wherever
// they were read.
func (s *ruleset) shipped() bool {
	own, err := rules.Shipped()
	return err == nil && s.book == own
}

func openBundle(path string, key ed25519.PublicKey) (fs.FS, string, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, "", fmt.Errorf("%s: 找不到這個規則包", path)
	}
	if err != nil {
		return nil, "", err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, "", err
	}
	if !info.Mode().IsRegular() {
		return nil, "", fmt.Errorf("%s: 不是檔案", path)
	}
	files, digest, err := bundle.Open(f, info.Size(), key)
	if err != nil {
		return nil, "", fmt.Errorf("%s: %w", path, err)
	}
	return files, digest, nil
}

// changedRules is the book in use, or that of the directory which --rules names.
func (c *cli) changedRules() (*rules.Book, error) {
	if info, err := os.Stat(c.set.path); err == nil && info.IsDir() {
		book, err := rules.Load(os.DirFS(c.set.path))
		if err != nil {
			return nil, fmt.Errorf("%s: 這套規則有錯誤\n%w", c.set.path, err)
		}
		return book, nil
	}
	return c.rules()
}

// rules is the book in use.
func (c *cli) rules() (*rules.Book, error) {
	err := c.set.load()
	return c.set.book, err
}

// casebook is the shipped cases, held against the rules in use.
func (c *cli) casebook() (*casebook.Casebook, error) {
	book, err := c.rules()
	if err != nil {
		return nil, err
	}
	if c.set.shipped() {
		return casebook.Shipped()
	}
	if c.set.cases == nil {
		if c.set.cases, err = casebook.Load(casebook.Files, book); err != nil {
			c.set.cases = nil
			return nil, fmt.Errorf("內建的案例與 %s 的規則不合\n%w", c.set.path, err)
		}
	}
	return c.set.cases, nil
}
