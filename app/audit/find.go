package audit

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"time"

	"shoumi/app/store"
)

// found are the entries in a span that can be wanted.
func (d *Documents) found(ctx context.Context, s Span) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		s := s
		some, err := d.narrow(ctx, &s)
		if err != nil {
			yield(Entry{}, err)
		}
		if !some || err != nil {
			return
		}
		var runs []iter.Seq2[Entry, error]
		for _, equal := range s.Wanted.lanes() {
			runs = append(runs, d.run(ctx, equal, s))
		}
		merged(runs, s.Newest)(yield)
	}
}

// narrow makes a span smaller, so that it begins and ends where the times do that
// are wanted, and has an end. Times need not be in order: two machines' clocks never
// agree. An entry is never more behind the latest than the one that is most behind.
func (d *Documents) narrow(ctx context.Context, s *Span) (some bool, err error) {
	if s.Before == 0 {
		last, _, err := d.first(ctx, store.Query{Desc: true})
		if err != nil {
			return false, err
		}
		s.Before = last.Sequence + 1 // for all runs, while the log grows
	}
	if from := s.Wanted.From; !from.IsZero() {
		k, some, err := d.since(ctx, from)
		if !some || err != nil {
			return false, err
		}
		s.After = max(s.After, k.Sequence-1)
	}
	if until := s.Wanted.Until; !until.IsZero() {
		most, _, err := d.first(ctx, store.Query{Order: "behind", Desc: true})
		if err != nil {
			return false, err
		}
		k, some, err := d.since(ctx, time.UnixMilli(until.UnixMilli()+1+most.Behind))
		if err != nil {
			return false, err
		}
		if some {
			s.Before = min(s.Before, k.Sequence)
		}
	}
	return s.After+1 < s.Before, nil
}

// since is the first entry that has a time from a moment on, or is after one that has.
func (d *Documents) since(ctx context.Context, t time.Time) (kept, bool, error) {
	return d.first(ctx, store.Query{Order: "latest", Range: store.Range{Field: "latest", From: t}})
}

// maxUnits is how many units are looked up one by one.
const maxUnits = 64

// lanes are values of indexed fields: every entry that a filter takes has those of
// one lane at least. A lane without values is the whole log.
func (f Filter) lanes() (lanes []map[string]any) {
	person := cmp.Or(f.Own, f.User)
	switch {
	case f.Subject != "":
		return []map[string]any{{"subject": f.Subject}}
	case person != "":
		return []map[string]any{{"user": person}, {"actual_user": person}}
	case len(f.Units) > 0 && len(f.Units) <= maxUnits:
		for _, unit := range f.Units {
			for _, field := range []string{"unit", "actual_unit"} {
				lane := map[string]any{field: unit}
				if f.Action != "" {
					lane["action"] = f.Action
				}
				lanes = append(lanes, lane)
			}
		}
		return lanes
	case f.Action != "":
		return []map[string]any{{"action": f.Action}}
	}
	return []map[string]any{nil}
}

// run is one lane of a span. It is read in steps that grow: few of the first may be
// all that is wanted.
func (d *Documents) run(ctx context.Context, equal map[string]any, s Span) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		s := s
		for step := 16; ; step = min(2*step, 1024) {
			q := store.Query{Equal: equal, Desc: s.Newest, Limit: step, Range: store.Range{Field: "id", From: key(s.After + 1), Before: key(s.Before)}}
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
			if n < step {
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
