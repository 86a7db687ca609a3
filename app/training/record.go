package training

import (
	"context"

	"shoumi/app/store"
)

// Record is all that is held of a person's training, to be shown and exported. Of
// papers it has those that are Revealed: the others give away keys.
type Record struct {
	Learner      string        `json:"learner"` // the pseudonym
	Account      string        `json:"account"`
	Assignments  []Assignment  `json:"assignments"` // to the person; those to units are about nobody
	Events       []Event       `json:"events"`      // oldest first
	Attempts     []Attempt     `json:"attempts"`
	Papers       []Paper       `json:"papers"`
	Certificates []Certificate `json:"certificates"`
	Reminders    []Reminder    `json:"reminders"`
}

// Record is the record of a person. Who asked for a waiver or agreed to one is in
// it, as is the reason: it is about the person.
func (t *Training) Record(ctx context.Context, p Person) (Record, error) {
	id, err := t.Learner(ctx, p.Account)
	if err != nil {
		return Record{}, err
	}
	r := Record{Learner: id, Account: p.Account}
	if r.Assignments, err = collect(t.assignments.Find(ctx, store.Query{Equal: map[string]any{"to": p.Account}, Order: "at"})); err != nil {
		return Record{}, err
	}
	if r.Events, err = collect(t.events.Find(ctx, store.Query{Equal: map[string]any{"learner": id}, Order: "at"})); err != nil {
		return Record{}, err
	}
	if r.Attempts, err = t.attemptsOf(ctx, id); err != nil {
		return Record{}, err
	}
	s, err := Fold(id, r.Events, r.Attempts)
	if err != nil {
		return Record{}, err
	}
	for _, a := range r.Attempts {
		if !s.Revealed(a, t.now()) {
			continue
		}
		paper, err := t.papers.Get(ctx, a.ID)
		if err != nil {
			return Record{}, err
		}
		r.Papers = append(r.Papers, paper)
	}
	if r.Certificates, err = t.Certificates(ctx, p); err != nil {
		return Record{}, err
	}
	r.Reminders, err = collect(t.reminders.Find(ctx, store.Query{Equal: map[string]any{"account": p.Account}, Order: "made"}))
	return r, err
}

// Erase parts a person from the pseudonym for good. What was learned under it stays
// for the statistics of items, and belongs to nobody; what people wrote in their own
// words, which may name the person, goes too. Somebody who comes back begins anew.
// Broken off, it is done again. store.ErrNotFound when there is nothing of the account.
func (t *Training) Erase(ctx context.Context, account string) error {
	defer forgetAll(ctx)
	for r, err := range t.reminders.Find(ctx, store.Query{Equal: map[string]any{"account": account}}) {
		if err == nil {
			err = t.reminders.Delete(ctx, r.ID)
		}
		if err != nil {
			return err
		}
	}
	id, ok, err := t.known(ctx, account)
	if err != nil {
		return err
	}
	if !ok {
		return store.ErrNotFound
	}
	for a, err := range t.assignments.Find(ctx, store.Query{Equal: map[string]any{"to": account}}) {
		if err == nil {
			err = t.assignments.Delete(ctx, a.ID)
		}
		if err != nil {
			return err
		}
	}
	for e, err := range t.events.Find(ctx, store.Query{Equal: map[string]any{"learner": id}}) {
		if err == nil && e.Reason != "" {
			e.Reason = ""
			err = t.events.Replace(ctx, e)
		}
		if err != nil {
			return err
		}
	}
	return t.learners.Delete(ctx, id)
}
