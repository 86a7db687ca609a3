package publishing

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"shoumi/app/store"
)

// mark is the one document that changes with what is published. A piece is named in it
// before it is written, and taken out when it was: wherever that is broken off, whoever
// reads it knows which pieces to look at.
type mark struct {
	store.Doc
	Stamp   string         `json:"stamp"`             // another one after every publication and withdrawal
	Pending map[string]int `json:"pending,omitempty"` // the versions that pieces are about to have, by id
}

var marks = store.Define[mark]("piece_marks")

const editionMark = "edition"

// EditionMark is another one when something was published or withdrawn since, and on
// another day; it may be another one without. Unlike EditionDigest it reads one small
// document, however many pieces there are. Who compares marks reads one before the
// edition that it is of.
func (d *Desk) EditionMark(ctx context.Context) (string, error) {
	m, err := d.marks.Get(ctx, editionMark)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return "", err
	}
	out := []string{d.Today(), m.Stamp}
	for _, id := range slices.Sorted(maps.Keys(m.Pending)) {
		n, err := d.versionNow(ctx, id)
		if err != nil {
			return "", err
		}
		out = append(out, fmt.Sprint(id, "@", n))
	}
	return strings.Join(out, " "), nil
}

// versionNow is the version of a piece; 0 where there is none.
func (d *Desk) versionNow(ctx context.Context, id string) (int, error) {
	p, err := d.pieces.Get(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return 0, nil
	}
	return p.Version, err
}

// issue is put of what changes the edition.
func (d *Desk) issue(ctx context.Context, id string, version int, e Event, f func(*Piece) error) (Piece, error) {
	p, err := d.tried(ctx, id, version, f)
	if err != nil {
		return p, err
	}
	err = d.stamp(ctx, func(m *mark) error {
		m.Pending[id] = max(m.Pending[id], version+1)
		return nil
	})
	if err != nil {
		return p, err
	}
	if p, err = d.replace(ctx, p, e); err != nil {
		return p, err // it stays pending: the piece may have been written
	}
	return p, d.stamp(ctx, func(m *mark) error {
		var b [12]byte
		rand.Read(b[:])
		m.Stamp = hex.EncodeToString(b[:])
		for id, n := range m.Pending {
			now, err := d.versionNow(ctx, id)
			if err != nil {
				return err
			}
			if now >= n || now == 0 {
				delete(m.Pending, id)
			}
		}
		return nil
	})
}

// stamp changes the mark, whoever else does.
func (d *Desk) stamp(ctx context.Context, f func(*mark) error) error {
	for {
		m, err := d.marks.Get(ctx, editionMark)
		none := errors.Is(err, store.ErrNotFound)
		if err != nil && !none {
			return err
		}
		if m.Pending == nil {
			m.Pending = map[string]int{}
		}
		if err := f(&m); err != nil {
			return err
		}
		if none {
			m.ID = editionMark
			err = d.marks.Insert(ctx, m)
		} else {
			err = d.marks.Replace(ctx, m)
		}
		if !errors.Is(err, store.ErrConflict) && !errors.Is(err, store.ErrExists) || ctx.Err() != nil {
			return err
		}
	}
}
