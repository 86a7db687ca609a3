package account

import (
	"context"
	"crypto/rand"
	"errors"

	"shoumi/app/store"
)

// key is 32 random bytes that all processes on a store share.
type key struct {
	store.Doc
	Bytes []byte `json:"bytes"`
}

var secrets = store.Define[key]("secrets", store.Sealed("bytes"))

// Secret is 32 random bytes of a name, made the first time somebody asks, and the
// same for everybody ever after. They are kept sealed.
func Secret(ctx context.Context, db *store.DB, name string) ([]byte, error) {
	c := secrets.In(db)
	k, err := c.Get(ctx, name)
	if !errors.Is(err, store.ErrNotFound) {
		return k.Bytes, err
	}
	k = key{Doc: store.Doc{ID: name}, Bytes: make([]byte, 32)}
	rand.Read(k.Bytes)
	if err := c.Insert(ctx, k); err != nil && !errors.Is(err, store.ErrExists) {
		return nil, err
	}
	k, err = c.Get(ctx, name) // of whoever came first
	return k.Bytes, err
}
