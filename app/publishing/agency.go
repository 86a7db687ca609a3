package publishing

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"time"

	"shoumi/app/store"
	"shoumi/rules/bundle"
)

var (
	// ErrNoName: an agency is called something.
	ErrNoName = errors.New("要寫機關名稱")
	// ErrOddKey: a public key that is none.
	ErrOddKey = errors.New("公鑰要寫成 ed25519: 加 44 個字元，就是 bundle --new-key 印出的那一行")
	// ErrKnownKey: the key is some agency's already.
	ErrKnownKey = errors.New("這把公鑰已經在名單上")
)

// Agency is another house whose public key somebody here has confirmed with it: what the
// key signed comes from that house. An agency with two keys is there twice.
type Agency struct {
	store.Doc           // the SHA-256 of the key in hexadecimal digits: a key is one agency's
	Name      string    `json:"name"`
	Key       string    `json:"key"` // as bundle.PublicKey writes it
	Added     time.Time `json:"added"`
	By        string    `json:"by"` // account
}

// What is trusted is sealed: who can write the store, and has not its keys, adds nobody.
var agencies = store.Define[Agency]("agencies", store.Sealed("name", "key"))

// Know adds the key of an agency. ErrNoName, ErrOddKey, ErrKnownKey.
func (d *Desk) Know(ctx context.Context, by, name, key string) (Agency, error) {
	name = strings.Join(strings.Fields(name), " ")
	if name == "" {
		return Agency{}, ErrNoName
	}
	public, err := bundle.ParsePublicKey(key)
	if err != nil {
		return Agency{}, ErrOddKey
	}
	sum := sha256.Sum256(public)
	a := Agency{Doc: store.Doc{ID: hex.EncodeToString(sum[:])}, Name: name, Key: bundle.PublicKey(public), Added: d.now(), By: by}
	if err := d.agencies.Insert(ctx, a); errors.Is(err, store.ErrExists) {
		return a, ErrKnownKey
	} else if err != nil {
		return a, err
	}
	return a, nil
}

// Agencies are all that are known, by name.
func (d *Desk) Agencies(ctx context.Context) (out []Agency, err error) {
	for a, err := range d.agencies.Find(ctx, store.Query{}) {
		if err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	slices.SortFunc(out, func(a, b Agency) int { return cmp.Or(cmp.Compare(a.Name, b.Name), a.Added.Compare(b.Added)) })
	return out, nil
}

// Agency is one by its id; store.ErrNotFound.
func (d *Desk) Agency(ctx context.Context, id string) (Agency, error) {
	return d.agencies.Get(ctx, id)
}

// Forget takes an agency's key off the list: what it signs is not known any more. What
// was taken in stays. store.ErrNotFound.
func (d *Desk) Forget(ctx context.Context, id string) error { return d.agencies.Delete(ctx, id) }

// keysOf are the keys of agencies.
func keysOf(all []Agency) (out []ed25519.PublicKey) {
	for _, a := range all {
		if key, err := bundle.ParsePublicKey(a.Key); err == nil {
			out = append(out, key)
		}
	}
	return out
}
