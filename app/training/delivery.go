package training

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"shoumi/app/mail"
	"shoumi/app/store"
)

// Post is what it takes to send reminders.
type Post struct {
	Send    func(context.Context, mail.Message) error // an error is a *mail.Error, or none of the mail server
	Address func(ctx context.Context, account string) (email string, ok bool, err error)
	Site    string // as browsers see it: https://shoumi.police.example
	Contact string // whom to ask, in words; may be empty
}

// Delivery is what became of the reminders that were to be sent.
type Delivery struct {
	Sent    int
	Nowhere int    // accounts without an address
	Later   int    // the server wants them later
	Failed  int    // the server does not want them
	Past    int    // what they say is no longer so
	Down    string // why the server could not be reached; then the rest waits
}

const (
	claim     = 10 * time.Minute // for which nobody else sends what somebody is sending
	firstWait = 15 * time.Minute // after the first refusal; each time doubled
	longWait  = 12 * time.Hour   // and never longer
	mostTries = 8                // in about a day and a half
	lookAgain = 24 * time.Hour   // for an address
)

// Send sends what waits in the queue. A reminder is claimed before it is sent, so of
// several processes one does it; it is not sent twice. Only where a process dies with
// the mail under way does another send it again, ten minutes later and with the same
// Message-ID: better twice than not at all.
func (t *Training) Send(ctx context.Context, p Post) (Delivery, error) {
	var d Delivery
	for _, state := range []ReminderState{RemindWaiting, RemindNowhere} {
		due := store.Query{Equal: map[string]any{"state": string(state)}, Order: "next", Range: store.Range{Field: "next", Before: t.now().Add(time.Millisecond)}}
		for r, err := range t.reminders.Find(ctx, due) {
			if err != nil {
				return d, err
			}
			if err := t.send(ctx, p, r, &d); err != nil || d.Down != "" {
				return d, err
			}
		}
	}
	return d, nil
}

func (t *Training) send(ctx context.Context, p Post, r Reminder, d *Delivery) error {
	r.Next = t.now().Add(claim)
	if err := t.reminders.Replace(ctx, r); errors.Is(err, store.ErrConflict) || errors.Is(err, store.ErrNotFound) {
		return nil // another process has it, or its person was erased
	} else if err != nil {
		return err
	}
	r.Version++
	stands, err := t.stands(ctx, r)
	if err != nil {
		return err
	}
	email, known, err := p.Address(ctx, r.Account)
	if err != nil {
		return err
	}
	switch {
	case !stands || !known:
		r.State = RemindPast
		d.Past++
	case email == "":
		r.State, r.Next = RemindNowhere, t.now().Add(lookAgain)
		d.Nowhere++
	default:
		m := t.letter(r, p)
		m.To, m.ID = email, fmt.Sprintf("%x", sha256.Sum256([]byte(r.ID)))[:32]
		r.tried(p.Send(ctx, m), t.now(), d)
	}
	err = t.reminders.Replace(context.WithoutCancel(ctx), r)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}

// tried takes down what came of a try.
func (r *Reminder) tried(err error, now time.Time, d *Delivery) {
	said := (*mail.Error)(nil)
	switch {
	case err == nil:
		r.State, r.Sent, r.Why = RemindSent, now, ""
		r.Tries++
		d.Sent++
	case !errors.As(err, &said) || said.Unreachable: // not about this mail
		r.State, r.Next, r.Why, d.Down = RemindWaiting, now.Add(firstWait), err.Error(), err.Error()
	default:
		r.Tries++
		r.Why = said.Error()
		if !said.Temporary() || r.Tries >= mostTries {
			r.State = RemindFailed
			d.Failed++
			return
		}
		r.State, r.Next = RemindWaiting, now.Add(min(firstWait<<(r.Tries-1), longWait))
		d.Later++
	}
}
