package publishing

import (
	"cmp"
	"context"
	"slices"
	"time"

	"shoumi/app/store"
)

// Bulletin is a notice in a version that was published.
type Bulletin struct {
	Piece   Piece // without its content
	Version Version
	Title   string
	Until   string // its last day, ISO; empty where it has none
	File    []byte // the content of the version
}

// Over says whether the last day of a notice was before a day, ISO.
func (b Bulletin) Over(day string) bool { return b.Until != "" && b.Until < day }

// Bulletins are the notices that are published today, latest first, with those whose
// last day is over.
func (d *Desk) Bulletins(ctx context.Context) (out []Bulletin, err error) {
	today := d.Today()
	for p, err := range d.pieces.Find(ctx, store.Query{Equal: map[string]any{"live": true}}) {
		if err != nil {
			return nil, err
		}
		v, ok := p.On(today)
		if p.Kind != Notice || !ok {
			continue
		}
		b, err := d.bulletin(ctx, p, v)
		if err != nil {
			return nil, err
		}
		out = append(out, b)
	}
	slices.SortFunc(out, func(a, b Bulletin) int {
		return cmp.Or(cmp.Compare(b.Version.From, a.Version.From), b.Version.At.Compare(a.Version.At), cmp.Compare(a.Piece.Key, b.Piece.Key))
	})
	return out, nil
}

// Bulletin is a notice that is published today, by its key; store.ErrNotFound.
func (d *Desk) Bulletin(ctx context.Context, key string) (Bulletin, error) {
	p, err := d.Named(ctx, Notice, key)
	if err != nil {
		return Bulletin{}, err
	}
	v, ok := p.On(d.Today())
	if !ok {
		return Bulletin{}, store.ErrNotFound
	}
	return d.bulletin(ctx, p, v)
}

func (d *Desk) bulletin(ctx context.Context, p Piece, v Version) (Bulletin, error) {
	file, err := d.Content(ctx, p, v.Hash)
	if err != nil {
		return Bulletin{}, err
	}
	w := OpenText(file)
	if _, err := time.Parse(time.DateOnly, w.Until); err != nil {
		w.Until = ""
	}
	p.File = nil
	return Bulletin{p, v, w.Title, w.Until, file}, nil
}
