package publishing

import (
	"context"
	"errors"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"shoumi/rules/bundle"
)

// ErrNoPiece: a file that is neither a case, nor a lesson or a notice, nor a bundle.
var ErrNoPiece = errors.New("這個檔案不是案例、課文、宣導或教材包")

// ErrNoKey: a bundle where no key is known and nobody named one.
var ErrNoKey = errors.New("要先向對方確認公鑰，才能查驗教材包")

// FileOf is how a piece is called outside, and its content.
func FileOf(p Piece) File { return File{p.place(), p.File} }

// Piece is the kind and the key of the piece that a file is, by its name.
func (f File) Piece() (Kind, string) {
	key := strings.TrimSuffix(path.Base(f.Name), path.Ext(f.Name))
	switch dir, _, _ := strings.Cut(f.Name, "/"); dir {
	case "cases":
		return Case, key
	case "lessons":
		return Lesson, key
	}
	return Notice, key
}

// Brought are files that somebody brings, and who signed them.
type Brought struct {
	Files  []File // by name
	Key    string // that signed them, as bundle.PublicKey writes it; empty: nobody did
	Agency string // whose key it is; empty: of none that is known here
}

// Receive are the pieces in a file under a name that somebody brings: one, or a bundle that
// the key of an agency which is known here has signed, or key, as bundle.PublicKey writes
// it; that may be empty. ErrNoPiece, ErrNoKey, ErrOddKey, ErrKey, *UntrustedError, or why else
// the bundle is refused.
func (d *Desk) Receive(ctx context.Context, name string, data []byte, key string) (Brought, error) {
	if path.Ext(name) != ".tar" {
		f, err := ReadFile(name, data)
		return Brought{Files: []File{f}}, err
	}
	known, err := d.Agencies(ctx)
	if err != nil {
		return Brought{}, err
	}
	trusted := keysOf(known)
	if key = strings.TrimSpace(key); key != "" {
		public, err := bundle.ParsePublicKey(key)
		if err != nil {
			return Brought{}, ErrOddKey
		}
		trusted = append(trusted, public)
	}
	if len(trusted) == 0 {
		return Brought{}, ErrNoKey
	}
	b, err := ReadBundle(data, trusted...)
	if i := slices.IndexFunc(known, func(a Agency) bool { return a.Key == b.Key }); err == nil && i >= 0 {
		b.Agency = known[i].Name
	}
	return b, err
}

// ReadFile is the piece in a file under a name that somebody brings. ErrNoPiece, ErrKey.
func ReadFile(name string, data []byte) (File, error) {
	base := strings.TrimSuffix(path.Base(strings.ReplaceAll(name, `\`, "/")), path.Ext(name))
	f := File{Data: data}
	switch kind, key := saysOf(path.Ext(name), data); kind {
	case Case:
		f.Name = "cases/" + key + ".yaml"
	case Lesson:
		f.Name = "lessons/zh-TW/" + key + ".md"
	case Notice:
		f.Name = "notices/" + base + ".md"
	default:
		return File{}, ErrNoPiece
	}
	if !fileName.MatchString(f.Name) {
		return File{}, ErrKey
	}
	return f, nil
}

// saysOf is what content says it is, and its key; a notice has none in it. An empty kind
// is no piece.
func saysOf(ext string, data []byte) (Kind, string) {
	switch ext {
	case ".yaml", ".yml":
		var of struct{ Case string }
		if yaml.Unmarshal(data, &of) == nil && of.Case != "" {
			return Case, of.Case
		}
	case ".md":
		var of struct{ ID, Title string }
		if head, _ := parted(data); yaml.Unmarshal(head, &of) == nil && of.ID != "" {
			return Lesson, of.ID
		} else if of.Title != "" {
			return Notice, ""
		}
	}
	return "", ""
}

// IsNotice says whether a Markdown file is a notice: a lesson names itself in its head.
func IsNotice(data []byte) bool {
	kind, _ := saysOf(".md", data)
	return kind == Notice
}

// Faults are what keeps content from being published.
func (d *Desk) Faults(kind Kind, key string, file []byte) []Fault {
	return d.from.Faults(kind, key, file)
}
