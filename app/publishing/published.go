package publishing

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"time"

	"shoumi/app/store"
)

// Edition is what is published at a moment: files by path, cases/ID.yaml,
// withdrawn/ID.yaml, lessons/zh-TW/ID.md, notices/KEY.md.
type Edition map[string][]byte

// gone is where the cases lie that were withdrawn: whoever met one still finds it.
const gone = "withdrawn/"

// Digest names an edition: two with the same files have the same.
func (e Edition) Digest() string {
	hashes := map[string]string{}
	for name, data := range e {
		hashes[name] = Hash(data)
	}
	return digest(hashes)
}

func digest(hashes map[string]string) string {
	all := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(hashes)) {
		fmt.Fprintf(all, "%s %s\n", hashes[name], name)
	}
	return hex.EncodeToString(all.Sum(nil))
}

// Edition is what is published today, with the cases that were and are withdrawn.
func (d *Desk) Edition(ctx context.Context) (Edition, error) {
	out := Edition{}
	err := d.shown(ctx, func(p Piece, place string, v Version) error {
		c, err := d.contents.Get(ctx, contentID(p.ID, v.Hash))
		out[place] = c.File
		return err
	})
	return out, err
}

// EditionDigest is the Digest of Edition, for which no content is read.
func (d *Desk) EditionDigest(ctx context.Context) (string, error) {
	hashes := map[string]string{}
	err := d.shown(ctx, func(_ Piece, place string, v Version) error {
		hashes[place] = v.Hash
		return nil
	})
	return digest(hashes), err
}

// shown does something with every version of today's edition.
func (d *Desk) shown(ctx context.Context, each func(p Piece, place string, v Version) error) error {
	today := d.Today()
	for p, err := range d.pieces.Find(ctx, store.Query{}) {
		if err != nil {
			return err
		}
		place := p.place()
		v, ok := p.On(today)
		if !ok && p.Kind == Case {
			v, ok = p.ended()
			place = gone + p.Key + ".yaml"
		}
		if ok {
			if err := each(p, place, v); err != nil {
				return err
			}
		}
	}
	return nil
}

// place is where a piece lies in an edition.
func (p Piece) place() string {
	switch p.Kind {
	case Lesson:
		return "lessons/zh-TW/" + p.Key + ".md"
	case Notice:
		return "notices/" + p.Key + ".md"
	}
	return "cases/" + p.Key + ".yaml"
}

// ended is the version that was there last, of a piece that is withdrawn; not ok where
// none was there on any day.
func (p Piece) ended() (last Version, ok bool) {
	for _, v := range p.Versions {
		if v.From <= v.Ended.In(taipei).Format(time.DateOnly) {
			last, ok = v, true
		}
	}
	return last, ok
}
