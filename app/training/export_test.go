package training

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"shoumi/app/store"
	"shoumi/quizzes"
)

// InsertAssignment writes an assignment as it is given.
func (t *Training) InsertAssignment(ctx context.Context, a Assignment) error {
	return t.assignments.Insert(ctx, a)
}

// InsertNotice writes a notice as it is given.
func (t *Training) InsertNotice(ctx context.Context, n Notice) error { return t.notices.Insert(ctx, n) }

// EventsOf are the events of a pseudonym, whose person may be gone.
func (t *Training) EventsOf(ctx context.Context, learner string) ([]Event, error) {
	return collect(t.events.Find(ctx, store.Query{Equal: map[string]any{"learner": learner}}))
}

// InsertAttempt writes an attempt as it is given.
func (t *Training) InsertAttempt(ctx context.Context, a Attempt) error {
	return t.attempts.Insert(ctx, a)
}

// InsertPaper writes the paper of an attempt as if these items had been drawn.
func (t *Training) InsertPaper(ctx context.Context, id string, items ...*quizzes.Item) error {
	var questions []Question
	for _, it := range items {
		q := question(it, nil)
		q.Edition = Edition(it)
		questions = append(questions, q)
	}
	words, err := json.Marshal(questions)
	if err != nil {
		return err
	}
	return t.papers.Insert(ctx, Paper{Doc: store.Doc{ID: id}, Words: string(words)})
}

// Clone gives another account the course of a pseudonym over again, as if both had
// done the same: began, signed, tried, finished. Papers get another id, not other words.
func (t *Training) Clone(ctx context.Context, from, account string) error {
	id, err := t.Learner(ctx, account)
	if err != nil {
		return err
	}
	all, err := t.EventsOf(ctx, from)
	if err != nil {
		return err
	}
	for _, e := range all {
		if slices.Contains([]EventKind{Began, Signed, Finished}, e.Kind) {
			e.Learner = id
			if err := t.keep(ctx, e, strings.TrimPrefix(e.ID, from+"/")); err != nil {
				return err
			}
		}
	}
	tries, err := t.attemptsOf(ctx, from)
	if err != nil {
		return err
	}
	for i, a := range tries {
		paper, err := t.papers.Get(ctx, a.ID)
		if err != nil {
			return err
		}
		a.ID, a.Learner = attemptID(id, i+1), id
		paper.ID = a.ID
		if err := errors.Join(t.attempts.Insert(ctx, a), t.papers.Insert(ctx, paper)); err != nil {
			return err
		}
	}
	for c, err := range t.certificates.Find(ctx, store.Query{Equal: map[string]any{"learner": from}}) {
		if err != nil {
			return err
		}
		c.ID, c.Learner, c.Number = id+"/"+c.Round, id, t.number(id+"/"+c.Round, dayOf(c.Issued))
		if err := t.certificates.Insert(ctx, c); err != nil {
			return err
		}
	}
	return nil
}
