package incident

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"shoumi/app/store"
	"shoumi/rules"
)

// ruleset is a rule set that records were made under: its files, by its digest.
type ruleset struct {
	store.Doc        // digest
	Files     []byte `json:"files"` // zip
}

var rulesets = store.Define[ruleset]("rulesets")

// keptBooks is how many rule sets of the past are held in memory.
const keptBooks = 3

// KeepRules puts today's rule set into the store, if it is not there: records made
// under it are opened under it for ever.
func (d *Desk) KeepRules(ctx context.Context) error {
	digest := d.from.Book.Digest()
	if _, err := d.rulesets.Get(ctx, digest); !errors.Is(err, store.ErrNotFound) {
		return err
	}
	files, err := pack(d.from.Files)
	if err != nil {
		return err
	}
	err = d.rulesets.Insert(ctx, ruleset{store.Doc{ID: digest}, files})
	if errors.Is(err, store.ErrExists) { // another process
		return nil
	}
	return err
}

// pack is the files of a rule set, without what stands beside them.
func pack(files fs.FS) ([]byte, error) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	err := fs.WalkDir(files, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || path.Ext(name) != ".yaml" || name != "facts.yaml" && !strings.HasPrefix(name, "statutes/") {
			return err
		}
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		f, err := w.Create(name)
		if err == nil {
			_, err = f.Write(data)
		}
		return err
	})
	err = errors.Join(err, w.Close())
	return b.Bytes(), err
}

// Book is the rule set with a digest: today's, or one of the past.
func (d *Desk) Book(ctx context.Context, digest string) (*rules.Book, error) {
	if digest == d.from.Book.Digest() {
		return d.from.Book, nil
	}
	d.books.Lock()
	defer d.books.Unlock()
	if i := slices.IndexFunc(d.books.kept, func(b *rules.Book) bool { return b.Digest() == digest }); i >= 0 {
		book := d.books.kept[i]
		d.books.kept = append(slices.Delete(d.books.kept, i, i+1), book)
		return book, nil
	}
	set, err := d.rulesets.Get(ctx, digest)
	if errors.Is(err, store.ErrNotFound) {
		return nil, fmt.Errorf("%w：%s", ErrUnknownRules, digest)
	} else if err != nil {
		return nil, err
	}
	files, err := zip.NewReader(bytes.NewReader(set.Files), int64(len(set.Files)))
	if err != nil {
		return nil, fmt.Errorf("%w：%s：%v", ErrUnknownRules, digest, err)
	}
	book, err := rules.Load(files)
	if err != nil {
		return nil, fmt.Errorf("%w：這個版本的程式讀不了 %s：%v", ErrUnknownRules, digest, err)
	}
	if book.Digest() != digest {
		return nil, fmt.Errorf("%w：存的是 %s，不是 %s", ErrUnknownRules, book.Digest(), digest)
	}
	if d.books.kept = append(d.books.kept, book); len(d.books.kept) > keptBooks {
		d.books.kept = d.books.kept[1:]
	}
	return book, nil
}
