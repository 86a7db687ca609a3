package audit

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"time"

	"shoumi/app/store"
)

// drift is how far clocks may be apart before an entry counts as a stray.
const drift = 10 * time.Minute

// found are the entries in a span that can be wanted.
func (d *Documents) found(ctx context.Context, s Span) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		near, strays, err := d.narrow(ctx, s)
		if err != nil {
			yield(Entry{}, err)
			return
		}
		var runs []iter.Seq2[Entry, error]
		for _, lane := range s.Wanted.lanes() {
			runs = append(runs, d.run(ctx, lane, near))
		}
		parts := []iter.Seq2[Entry, error]{merged(runs, s.Newest), d.run(ctx, lane{"stray": true}, strays)}
		if s.Newest {
			slices.Reverse(parts)
		}
		for _, part := range parts {
			for e, err := range part {
				if !yield(e, err) || err != nil {
					return
				}
			}
		}
	}
}

// narrow is the part of a span where the times lie that are wanted, and the part
// behind it where only strays can have such a time: entries come in the order in
// which they are kept, and no two machines' clocks agree. Both have an end, though
// the log grows.
func (d *Documents) narrow(ctx context.Context, s Span) (near, strays Span, err error) {
	if s.Before == 0 {
		last, _, err := d.first(ctx, store.Query{Desc: true})
		if err != nil {
			return s, s, err
		}
		s.Before = last.Sequence + 1
	}
	near = s
	if from := s.Wanted.From; !from.IsZero() {
		k, some, err := d.since(ctx, from)
		if err != nil {
			return s, s, err
		}
		if !some {
			k.Sequence = s.Before
		}
		near.After = max(near.After, k.Sequence-1)
	}
	if until := s.Wanted.Until; !until.IsZero() {
		k, some, err := d.since(ctx, until.Truncate(time.Millisecond).Add(time.Millisecond+drift))
		if err != nil {
			return s, s, err
		}
		if some {
			near.Before = min(near.Before, k.Sequence)
		}
	}
	strays = s
	strays.After = max(near.After, near.Before)
	return near, strays, nil
}

// since is the first entry that has a time from a moment on, or is after one that has.
func (d *Documents) since(ctx context.Context, t time.Time) (kept, bool, error) {
	return d.first(ctx, store.Query{Order: "latest", Range: store.Range{Field: "latest", From: t}})
}

// maxUnits is how many units are looked up one by one.
const maxUnits = 64

// lane is values of indexed fields; without any it is the whole log.
type lane map[string]any

// lanes are such that every entry that a filter takes is in one of them at least.
func (f Filter) lanes() (lanes []lane) {
	by := func(person string) {
		if person != "" {
			lanes = append(lanes, lane{"user": person}, lane{"actual_user": person})
		}
	}
	switch {
	case f.Subject != "":
		return []lane{{"subject": f.Subject}}
	case f.OwnID != "":
		by(f.Own)
		return append(lanes, lane{"subject": f.OwnID})
	case f.Own != "" || f.User != "":
		by(cmp.Or(f.Own, f.User))
		return lanes
	case len(f.Units) > 0 && len(f.Units) <= maxUnits:
		for _, unit := range f.Units {
			for _, field := range []string{"unit", "actual_unit"} {
				l := lane{field: unit}
				if f.Action != "" {
					l["action"] = f.Action
				}
				lanes = append(lanes, l)
			}
		}
		return lanes
	case f.Action != "":
		return []lane{{"action": f.Action}}
	}
	return []lane{nil}
}

// run is one lane of a span. It is read in steps that grow: few of the first may be
// all that is wanted.
func (d *Documents) run(ctx context.Context, l lane, s Span) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		s := s
		if s.After+1 >= s.Before {
			return
		}
		for step := 16; ; step = min(2*step, 1024) {
			q := store.Query{Equal: l, Desc: s.Newest, Limit: step, Range: store.Range{Field: "id", From: key(s.After + 1), Before: key(s.Before)}}
			n := 0
			for k, err := range d.entries.Find(ctx, q) {
				if !yield(k.Entry, err) || err != nil {
					return
				}
				n++
				if s.Newest {
					s.Before = k.Sequence
				} else {
					s.After = k.Sequence
				}
			}
			if n < step || s.After+1 >= s.Before {
				return
			}
		}
	}
}

// merged goes through runs that are in the same order as if they were one, and gives
// what several have once.
func merged(runs []iter.Seq2[Entry, error], newest bool) iter.Seq2[Entry, error] {
	if len(runs) == 1 {
		return runs[0]
	}
	type front struct {
		Entry
		next func() (Entry, error, bool)
	}
	return func(yield func(Entry, error) bool) {
		var fronts []front
		advance := func(f front) bool {
			e, err, ok := f.next()
			if err != nil {
				yield(e, err)
				return false
			}
			if ok {
				fronts = append(fronts, front{e, f.next})
			}
			return true
		}
		for _, run := range runs {
			next, stop := iter.Pull2(run)
			defer stop()
			if !advance(front{next: next}) {
				return
			}
		}
		for len(fronts) > 0 {
			least := slices.MinFunc(fronts, func(a, b front) int {
				if newest {
					a, b = b, a
				}
				return cmp.Compare(a.Sequence, b.Sequence)
			})
			if !yield(least.Entry, nil) {
				return
			}
			var behind []front
			fronts = slices.DeleteFunc(fronts, func(f front) bool {
				if f.Sequence == least.Sequence {
					behind = append(behind, f)
					return true
				}
				return false
			})
			for _, f := range behind {
				if !advance(f) {
					return
				}
			}
		}
	}
}
