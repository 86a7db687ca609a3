package incident

import (
	"context"
	"slices"
	"sync"
	"time"

	"shoumi/app/store"
)

// Entry is what lists and figures need of a record, and nothing that was written in
// it but its reference.
type Entry struct {
	ID, Reference, Author, Reviewer, Unit, Turn, Digest string

	State     State
	Stage     Stage
	Updated   time.Time
	Acts      []string // conduct, as in Outcome
	Articles  []string // established, as in Outcome
	Undecided int

	version int
	counted []Counted
}

func entryOf(r Record) Entry {
	return Entry{ID: r.ID, Reference: r.Reference, Author: r.Author, Reviewer: r.Reviewer, Unit: r.Unit, Turn: r.Turn, Digest: r.Digest, State: r.State,
		Stage: r.Content.Stage, Updated: r.Updated, Acts: r.Outcome.Acts, Articles: r.Outcome.Articles, Undecided: r.Outcome.Undecided,
		version: r.Version, counted: r.Counted}
}

// register is the entries of all records, which a process reads from the store once:
// lists, filters and figures depend on what is sealed there, so that the store cannot
// look for it. It lives in memory alone. Whoever may not open a record never gets its
// entry.
type register struct {
	sync.Mutex
	all  map[string]Entry
	from time.Time // changed before: all read
}

// belated is how long after the time in it a record may be written: by a process
// whose clock goes before ours, or into a store that is slow.
const belated = 10 * time.Minute

// entries are all records as they stand. What was changed since it was last asked is
// read; where records are missing from the store, everything.
func (d *Desk) entries(ctx context.Context) (map[string]Entry, error) {
	g := d.register
	if g.all == nil {
		g.all, g.from = map[string]Entry{}, time.Time{}
	}
	if err := d.catchUp(ctx); err != nil {
		return nil, err
	}
	n, err := d.records.Count(ctx, store.Query{})
	if err != nil || n >= len(g.all) {
		return g.all, err
	}
	g.all, g.from = map[string]Entry{}, time.Time{} // another process has removed some
	return g.all, d.catchUp(ctx)
}

func (d *Desk) catchUp(ctx context.Context) error {
	g := d.register
	now := d.now()
	q := store.Query{Order: "updated"}
	if !g.from.IsZero() {
		q.Range = store.Range{Field: "updated", From: g.from}
	}
	for r, err := range d.records.Find(ctx, q) {
		if err != nil {
			return err
		}
		if r.Version >= g.all[r.ID].version {
			g.all[r.ID] = entryOf(r)
		}
	}
	if from := now.Add(-belated); from.After(g.from) {
		g.from = from
	}
	return nil
}

// enter tells the register what this process wrote.
func (d *Desk) enter(r Record) {
	d.register.Lock()
	defer d.register.Unlock()
	if d.register.all != nil && r.Version >= d.register.all[r.ID].version {
		d.register.all[r.ID] = entryOf(r)
	}
}

// strike takes a record out of the register.
func (d *Desk) strike(id string) {
	d.register.Lock()
	defer d.register.Unlock()
	delete(d.register.all, id)
}

// open are the entries of what somebody may open, latest change first.
func (d *Desk) open(ctx context.Context, by string) (out []Entry, err error) {
	reads := map[string]bool{}
	for x, err := range d.readers.Find(ctx, store.Query{Equal: map[string]any{"account": by}, Order: "at"}) {
		if err != nil {
			return nil, err
		}
		reads[x.Record] = true
	}
	d.register.Lock()
	defer d.register.Unlock()
	all, err := d.entries(ctx)
	if err != nil {
		return nil, err
	}
	for _, e := range all {
		if by != "" && (e.Author == by || e.Reviewer == by || reads[e.ID]) {
			out = append(out, e)
		}
	}
	slices.SortFunc(out, func(a, b Entry) int { return placeOf(b).compare(placeOf(a)) })
	return out, nil
}
