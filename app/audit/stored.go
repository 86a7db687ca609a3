package audit

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"shoumi/app/store"
)

// kept is an entry in a store. Its id is its sequence; the anchor of what is gone
// for good has the id of sequence 0, before all others.
type kept struct {
	store.Doc
	Entry
	Latest time.Time `json:"latest"` // of this entry and all before
	Stray  bool      `json:"stray"`  // its own time is long before that
}

// collection can be searched by what the log is asked for. What may tell more of a
// person than who did what is sealed; the hashes are over the clear text.
var collection = store.Define[kept]("audit",
	store.Index("user"), store.Index("actual_user"), store.Index("unit"), store.Index("actual_unit"),
	store.Index("action"), store.Index("subject"), store.Index("latest"), store.Index("stray"),
	store.Sealed("ip", "condition", "purpose"))

// Collections is what the log keeps in a store, for store.Open.
var Collections = []store.Option{collection}

// Documents is the log in a store. Find through it trusts the store's indexes; what
// was changed behind the program's back shows in Verify of an Export.
type Documents struct{ entries store.Collection[kept] }

var (
	_ Storage = (*Documents)(nil)
	_ Trimmer = (*Documents)(nil)
)

// Stored is the log in a store that was opened with Collections.
func Stored(db *store.DB) *Documents { return &Documents{collection.In(db)} }

// key is the id of a sequence, in the same order.
func key(sequence uint64) string { return fmt.Sprintf("%020d", sequence) }

// Append keeps an entry for good, or returns ErrTaken.
func (d *Documents) Append(ctx context.Context, e Entry) error {
	before, err := d.before(ctx, e.Sequence)
	if err != nil {
		return err
	}
	k := kept{Doc: store.Doc{ID: key(e.Sequence)}, Entry: e, Latest: e.At}
	if before.Latest.After(e.At) {
		k.Latest, k.Stray = before.Latest, e.At.Add(drift).Before(before.Latest)
	}
	err = d.entries.Insert(ctx, k)
	if errors.Is(err, store.ErrExists) {
		return ErrTaken
	}
	return err
}

// before is the entry that a new one follows. If it is not there, it is gone for
// good or was taken out of the store, and the new one follows whatever is the last:
// a gap is to show, not to be filled.
func (d *Documents) before(ctx context.Context, sequence uint64) (kept, error) {
	k, err := d.entries.Get(ctx, key(sequence-1))
	if errors.Is(err, store.ErrNotFound) {
		k, _, err = d.first(ctx, store.Query{Desc: true})
	}
	if err == nil && k.Sequence >= sequence {
		err = ErrTaken
	}
	return k, err
}

// first is the first document of a query, if there is one.
func (d *Documents) first(ctx context.Context, q store.Query) (k kept, found bool, err error) {
	q.Limit = 1
	for k, err := range d.entries.Find(ctx, q) {
		return k, err == nil, err
	}
	return k, false, nil
}

// Trim first writes the anchor, which hides what comes before, and then takes that
// away. Of several anchors the furthest stays.
func (d *Documents) Trim(ctx context.Context, anchor Entry) error {
	if err := d.anchor(ctx, anchor); err != nil {
		return err
	}
	for k, err := range d.entries.Find(ctx, store.Query{Range: store.Range{Field: "id", From: key(1), Before: key(anchor.Sequence + 1)}}) {
		if err != nil {
			return err
		}
		if err := d.entries.Delete(ctx, k.ID); err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
	}
	return nil
}

// anchor writes an anchor, unless there is one as far.
func (d *Documents) anchor(ctx context.Context, e Entry) error {
	for {
		old, err := d.entries.Get(ctx, key(0))
		none := errors.Is(err, store.ErrNotFound)
		if err != nil && !none || err == nil && old.Sequence >= e.Sequence {
			return err
		}
		last, err := d.entries.Get(ctx, key(e.Sequence))
		if err != nil {
			return fmt.Errorf("第 %d 筆日誌：%w", e.Sequence, err)
		}
		k := kept{Doc: store.Doc{ID: key(0), Version: old.Version}, Entry: e, Latest: last.Latest, Stray: last.Stray}
		if none {
			err = d.entries.Insert(ctx, k)
		} else {
			err = d.entries.Replace(ctx, k)
		}
		if !errors.Is(err, store.ErrExists) && !errors.Is(err, store.ErrConflict) {
			return err
		}
	}
}

// errTrimmed is what a reader of the whole log meets when it is trimmed meanwhile.
var errTrimmed = errors.New("讀取日誌時，保存期滿的部分剛好被清除，請再做一次")

// Entries are those in a span. What an anchor stands for is not among them, also
// when Trim was broken off.
func (d *Documents) Entries(ctx context.Context, s Span) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		anchor, err := d.entries.Get(ctx, key(0))
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			yield(Entry{}, err)
			return
		}
		gone := anchor.Sequence > s.After && (s.Before == 0 || anchor.Sequence < s.Before)
		if gone && !s.Newest && !yield(anchor.Entry, nil) {
			return
		}
		s.After = max(s.After, anchor.Sequence)
		for e, err := range d.found(ctx, s) {
			if !yield(e, err) || err != nil {
				return
			}
		}
		if s.Newest {
			if gone {
				yield(anchor.Entry, nil)
			}
			return
		}
		now, err := d.entries.Get(ctx, key(0))
		if err == nil && now.Sequence > s.After {
			err = errTrimmed
		}
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			yield(Entry{}, err)
		}
	}
}
