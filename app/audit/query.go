package audit

import (
	"context"
	"iter"
	"slices"
	"strings"
	"time"
)

// Filter chooses entries: those that meet every field that is set. The zero
// value takes all.
type Filter struct {
	From    time.Time `json:"from,omitzero"`     // first moment
	Until   time.Time `json:"until,omitzero"`    // first moment that is too late
	Units   []string  `json:"units,omitempty"`   // any of them, as unit or as actual unit
	User    string    `json:"user,omitempty"`    // as user or as actual user
	Action  string    `json:"action,omitempty"`  // exactly
	Subject string    `json:"subject,omitempty"` // exactly
	Purpose string    `json:"purpose,omitempty"` // words that all occur in it
	Own     string    `json:"own,omitempty"`     // the person whose own log this is, whatever else is asked (警政日誌作業規定 2, 9)
	OwnID   string    `json:"own_id,omitempty"`  // as a subject; what others did to that person is in their own log, too
}

// Takes says whether an entry is chosen; an anchor never is.
func (f Filter) Takes(e Entry) bool {
	if e.Gone != nil {
		return false
	}
	by := func(person string) bool { return person == "" || e.User == person || e.ActualUser == person }
	is := func(want, has string) bool { return want == "" || want == has }
	return (f.From.IsZero() || !e.At.Before(f.From)) &&
		(f.Until.IsZero() || e.At.Before(f.Until)) &&
		(len(f.Units) == 0 || slices.Contains(f.Units, e.Unit) || slices.Contains(f.Units, e.ActualUnit)) &&
		by(f.User) && f.own(e) && is(f.Action, e.Action) && is(f.Subject, e.Subject) && f.says(e.Purpose)
}

// own is whether an entry is in the own log that is asked for, if one is.
func (f Filter) own(e Entry) bool {
	return f.Own == "" && f.OwnID == "" ||
		f.Own != "" && (e.User == f.Own || e.ActualUser == f.Own) ||
		f.OwnID != "" && e.Subject == f.OwnID
}

// says is whether a purpose has all words asked for, in any case.
func (f Filter) says(purpose string) bool {
	purpose = strings.ToLower(purpose)
	for word := range strings.FieldsSeq(strings.ToLower(f.Purpose)) {
		if !strings.Contains(purpose, word) {
			return false
		}
	}
	return true
}

// All is whether a filter takes every entry.
func (f Filter) All() bool {
	return f.From.IsZero() && f.Until.IsZero() && len(f.Units) == 0 && f.User == "" && f.Action == "" &&
		f.Subject == "" && strings.TrimSpace(f.Purpose) == "" && f.Own == "" && f.OwnID == ""
}

// Page is a part of the log, newest first.
type Page struct {
	Entries []Entry
	Next    uint64 // Find before this sequence goes on; 0 at the end
}

// Find is up to limit entries that a filter takes, from the newest before a
// sequence (0: from the end) backwards. It reads the log until the page is full, and
// of what the filter does not take as little as the storage can.
func (l *Log) Find(ctx context.Context, f Filter, before uint64, limit int) (Page, error) {
	var p Page
	for e, err := range l.storage.Entries(ctx, Span{Before: before, Newest: true, Wanted: f}) {
		if err != nil {
			return Page{}, err
		}
		if !f.Takes(e) {
			continue
		}
		if len(p.Entries) == limit {
			if limit > 0 {
				p.Next = p.Entries[limit-1].Sequence
			}
			break
		}
		p.Entries = append(p.Entries, e)
	}
	return p, nil
}

// Entries is the whole log, oldest first, as Export takes it.
func (l *Log) Entries(ctx context.Context) iter.Seq2[Entry, error] {
	return l.storage.Entries(ctx, Span{})
}
