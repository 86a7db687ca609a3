package publishing

import (
	"context"
	"errors"
	"slices"

	"shoumi/app/store"
)

// review is what a reviewer has read of a piece, in the content of a hash.
type review struct {
	store.Doc           // PIECE/ACCOUNT
	Hash      string    `json:"hash"`
	Read      []Section `json:"read"`
}

var reviews = store.Define[review]("piece_reviews")

// MarkRead keeps that somebody has read a section of the content of a hash.
// store.ErrConflict where the content is another by now.
func (d *Desk) MarkRead(ctx context.Context, by string, p Piece, hash string, section Section) error {
	if hash != p.Hash {
		return store.ErrConflict
	}
	for {
		r, err := d.reviews.Get(ctx, p.ID+"/"+by)
		switch {
		case errors.Is(err, store.ErrNotFound):
			err = d.reviews.Insert(ctx, review{store.Doc{ID: p.ID + "/" + by}, hash, []Section{section}})
			if errors.Is(err, store.ErrExists) {
				continue
			}
			return err
		case err != nil:
			return err
		case r.Hash != hash:
			r.Hash, r.Read = hash, nil
		case slices.Contains(r.Read, section):
			return nil
		}
		r.Read = append(slices.Clone(r.Read), section)
		if err := d.reviews.Replace(ctx, r); !errors.Is(err, store.ErrConflict) || ctx.Err() != nil {
			return err
		}
	}
}

// Read are the sections that somebody has read of the content as it is.
func (d *Desk) Read(ctx context.Context, by string, p Piece) ([]Section, error) {
	r, err := d.reviews.Get(ctx, p.ID+"/"+by)
	if errors.Is(err, store.ErrNotFound) || err == nil && r.Hash != p.Hash {
		return nil, nil
	}
	return r.Read, err
}
