package training

import (
	"context"
	"encoding/json"

	"shoumi/app/store"
	"shoumi/quizzes"
)

// InsertAssignment writes an assignment as it is given.
func (t *Training) InsertAssignment(ctx context.Context, a Assignment) error {
	return t.assignments.Insert(ctx, a)
}

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
