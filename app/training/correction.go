package training

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"shoumi/app/store"
)

// Correction is what somebody asks to be put right in what is held of them, and what
// was said of it.
type Correction struct {
	ID       string    `json:"id"`
	Account  string    `json:"account"`
	At       time.Time `json:"at"`
	Words    string    `json:"words"`
	Answered time.Time `json:"answered,omitzero"` // zero: not yet
	By       string    `json:"by,omitempty"`      // account of who answered
	Answer   string    `json:"answer,omitempty"`

	learner, event string
}

// Correct keeps that somebody asks for a correction of what is held, in a few
// words. Asked twice in the same words on a day, it is there once.
func (t *Training) Correct(ctx context.Context, p Person, words string) error {
	id, err := t.Learner(ctx, p.Account)
	words = strings.TrimSpace(words)
	if err != nil || words == "" {
		return err
	}
	return t.keep(ctx, Event{Learner: id, Kind: Corrected, Reason: words}, fmt.Sprintf("corrected/%s/%s", day(t.now()), digest(words)))
}

// Corrections are what was asked: what is open first, the oldest in front, then what
// was answered, the latest in front. Of people who were erased nothing is left.
func (t *Training) Corrections(ctx context.Context) ([]Correction, error) {
	var all []Event
	for _, kind := range []EventKind{Corrected, Replied} {
		found, err := collect(t.events.Find(ctx, store.Query{Equal: map[string]any{"round": "", "kind": kind}}))
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	var out []Correction
	for _, c := range corrections(inOrder(all)) {
		l, err := t.learners.Get(ctx, c.learner)
		if errors.Is(err, store.ErrNotFound) {
			continue // is being erased
		}
		if err != nil {
			return nil, err
		}
		c.Account = l.Account
		out = append(out, c)
	}
	return out, nil
}

// Corrections are those of the record, in the order of Training.Corrections.
func (r Record) Corrections() []Correction {
	out := corrections(r.Events)
	for i := range out {
		out[i].Account = r.Account
	}
	return out
}

func corrections(events []Event) []Correction {
	var out []Correction
	for _, e := range events {
		if e.Kind == Corrected && e.Reason != "" { // else its person was erased
			out = append(out, Correction{ID: digest(e.ID), At: e.At, Words: e.Reason, learner: e.Learner, event: e.ID})
		}
	}
	for _, e := range events {
		if i := slices.IndexFunc(out, func(c Correction) bool { return e.Kind == Replied && c.reply() == e.ID }); i >= 0 {
			out[i].Answered, out[i].By, out[i].Answer = e.At, e.By, e.Reason
		}
	}
	slices.SortStableFunc(out, func(a, b Correction) int {
		switch {
		case a.Answered.IsZero() && b.Answered.IsZero():
			return a.At.Compare(b.At)
		case a.Answered.IsZero():
			return -1
		case b.Answered.IsZero():
			return 1
		}
		return cmp.Or(b.Answered.Compare(a.Answered), cmp.Compare(a.ID, b.ID))
	})
	return out
}

// reply is the id of the event that answers the correction: there is one.
func (c Correction) reply() string {
	return c.learner + "/replied/" + strings.TrimPrefix(c.event, c.learner+"/corrected/")
}

// AnswerCorrection keeps what somebody says of a correction. The first answer stands:
// sent again it changes nothing, and another is store.ErrConflict. ErrNoReason,
// store.ErrNotFound.
func (t *Training) AnswerCorrection(ctx context.Context, id, by, words string) error {
	words = strings.TrimSpace(words)
	if words == "" {
		return ErrNoReason
	}
	all, err := t.Corrections(ctx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(c Correction) bool { return c.ID == id })
	if i < 0 {
		return store.ErrNotFound
	}
	c := all[i]
	if err := t.keep(ctx, Event{Learner: c.learner, Kind: Replied, By: by, Reason: words}, strings.TrimPrefix(c.reply(), c.learner+"/")); err != nil {
		return err
	}
	stands, err := t.events.Get(ctx, c.reply())
	if err == nil && (stands.By != by || stands.Reason != words) {
		err = store.ErrConflict
	}
	return err
}
