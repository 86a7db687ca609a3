package publishing

import (
	"context"
	"errors"
	"path"
	"strings"

	"go.yaml.in/yaml/v4"

	"shoumi/app/store"
	"shoumi/rules/bundle"
)

// ErrNoPiece: a file that is neither a case, nor a lesson or a notice, nor a bundle.
var ErrNoPiece = errors.New("這個檔案不是案例、課文、宣導或教材包")

// ErrNoKey: a bundle whose key nobody named.
var ErrNoKey = errors.New("要先向對方確認公鑰，才能查驗教材包")

// FileOf is how a piece is called outside, and its content.
func FileOf(p Piece) File {
	name := map[Kind]string{Case: "cases/" + p.Key + ".yaml", Lesson: "lessons/zh-TW/" + p.Key + ".md", Notice: "notices/" + p.Key + ".md"}
	return File{name[p.Kind], p.File}
}

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

// ReadFiles are the pieces in a file under a name that somebody brings: one, or a bundle
// that the key, as bundle.PublicKey writes it, has signed. ErrNoPiece, ErrNoKey, or why
// the bundle is refused.
func ReadFiles(name string, data []byte, trusted string) ([]File, error) {
	base := strings.TrimSuffix(path.Base(strings.ReplaceAll(name, `\`, "/")), path.Ext(name))
	switch path.Ext(name) {
	case ".tar":
		if strings.TrimSpace(trusted) == "" {
			return nil, ErrNoKey
		}
		public, err := bundle.ParsePublicKey(strings.TrimSpace(trusted))
		if err != nil {
			return nil, err
		}
		return ReadBundle(data, public)
	case ".yaml", ".yml":
		var of struct{ Case string }
		if yaml.Unmarshal(data, &of) == nil && of.Case != "" {
			return named(File{"cases/" + of.Case + ".yaml", data})
		}
	case ".md":
		var of struct{ ID, Title string }
		if head, _ := parted(data); yaml.Unmarshal(head, &of) == nil && of.ID != "" {
			return named(File{"lessons/zh-TW/" + of.ID + ".md", data})
		} else if of.Title != "" {
			return named(File{"notices/" + base + ".md", data})
		}
	}
	return nil, ErrNoPiece
}

func named(f File) ([]File, error) {
	if !fileName.MatchString(f.Name) {
		return nil, ErrKey
	}
	return []File{f}, nil
}

// Faults are what keeps content from being published.
func (d *Desk) Faults(kind Kind, key string, file []byte) []Fault {
	return d.from.Faults(kind, key, file)
}

// Have are the pieces here that files would change, as they are now.
func (d *Desk) Have(ctx context.Context, got []File) (out []File, err error) {
	for _, f := range got {
		kind, key := f.Piece()
		p, err := d.Named(ctx, kind, key)
		if errors.Is(err, store.ErrNotFound) {
			continue
		} else if err != nil {
			return nil, err
		}
		out = append(out, FileOf(p))
	}
	return out, nil
}

// TakeIn makes a file a draft: a new piece, or another content of the one of its name.
// Nothing is published by it. ErrKey; store.ErrConflict where somebody was quicker.
func (d *Desk) TakeIn(ctx context.Context, by, unit string, f File) (Piece, error) {
	if !fileName.MatchString(f.Name) {
		return Piece{}, ErrKey
	}
	kind, key := f.Piece()
	p, err := d.Named(ctx, kind, key)
	if errors.Is(err, store.ErrNotFound) {
		return d.Begin(ctx, by, Start{Kind: kind, Key: key, Unit: unit, File: f.Data})
	} else if err != nil {
		return p, err
	}
	return d.Write(ctx, by, p.ID, p.Version, f.Data)
}
