package incident

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"shoumi/app/store"
)

// Filter says which records are listed; what is empty does not narrow.
type Filter struct {
	State    State
	Turn     Turn
	Article  string   // established for somebody, as in Outcome.Articles
	Act      string   // conduct, as in Outcome.Acts
	Units    []string // where it happened: one of these
	Outdated bool     // not of today's rules
}

// Turn is who has to act next.
type Turn string

const (
	Mine   Turn = "mine"   // who asks
	Others Turn = "others" // somebody else
)

// takes is whether an entry fits, for somebody under a rule set.
func (f Filter) takes(e Entry, by, digest string) bool {
	switch {
	case f.State != "" && e.State != f.State,
		f.Turn == Mine && e.Turn != by,
		f.Turn == Others && (e.Turn == by || e.Turn == ""),
		f.Article != "" && !slices.Contains(e.Articles, f.Article),
		f.Act != "" && !slices.Contains(e.Acts, f.Act),
		f.Units != nil && !slices.Contains(f.Units, e.Unit),
		f.Outdated && e.Digest == digest:
		return false
	}
	return true
}

// Listing is a page of a list.
type Listing struct {
	Entries []Entry
	Next    string // cursor of the next page; "" is the last
	Fit     int    // how many fit the filter, on all pages

	// Of everything that is open, whatever the filter.
	All, Mine, Others, Outdated int
	States                      map[State]int
	Articles, Acts              []string // that occur, sorted
}

// List is what somebody may open and a filter takes, latest change first, from a
// cursor on. A record that is changed meanwhile moves to the front: no record comes
// twice, and none that stays as it is is left out. store.ErrCursor.
func (d *Desk) List(ctx context.Context, by string, f Filter, after string, limit int) (Listing, error) {
	from, err := placeAt(after)
	if err != nil {
		return Listing{}, err
	}
	all, err := d.open(ctx, by)
	if err != nil {
		return Listing{}, err
	}
	digest := d.from.Book.Digest()
	l := Listing{All: len(all), States: map[State]int{}}
	for _, e := range all {
		l.States[e.State]++
		if (Filter{Turn: Mine}).takes(e, by, digest) {
			l.Mine++
		}
		if (Filter{Turn: Others}).takes(e, by, digest) {
			l.Others++
		}
		if e.Digest != digest {
			l.Outdated++
		}
		l.Articles, l.Acts = append(l.Articles, e.Articles...), append(l.Acts, e.Acts...)
		if !f.takes(e, by, digest) {
			continue
		}
		l.Fit++
		switch {
		case after != "" && placeOf(e).compare(from) >= 0:
		case len(l.Entries) < limit:
			l.Entries = append(l.Entries, e)
		case l.Next == "":
			l.Next = placeOf(l.Entries[limit-1]).String()
		}
	}
	slices.Sort(l.Articles)
	slices.Sort(l.Acts)
	l.Articles, l.Acts = slices.Compact(l.Articles), slices.Compact(l.Acts)
	return l, nil
}

// place is where a record stands in a list.
type place struct {
	at int64 // Unix milliseconds
	id string
}

func placeOf(e Entry) place { return place{e.Updated.UnixMilli(), e.ID} }

func (p place) compare(q place) int { return cmp.Or(cmp.Compare(p.at, q.at), cmp.Compare(p.id, q.id)) }

func (p place) String() string { return strconv.FormatInt(p.at, 36) + "-" + p.id }

// placeAt reads a cursor.
func placeAt(cursor string) (p place, err error) {
	if cursor == "" {
		return p, nil
	}
	at, id, ok := strings.Cut(cursor, "-")
	if p.at, err = strconv.ParseInt(at, 36, 64); err != nil || !ok || id == "" || len(id) > 64 {
		return p, store.ErrCursor
	}
	p.id = id
	return p, nil
}
