package training

import (
	"context"

	"shoumi/app/store"
)

// InsertAssignment writes an assignment as it is given.
func (t *Training) InsertAssignment(ctx context.Context, a Assignment) error {
	return t.assignments.Insert(ctx, a)
}

// EventsOf are the events of a pseudonym, whose person may be gone.
func (t *Training) EventsOf(ctx context.Context, learner string) ([]Event, error) {
	return collect(t.events.Find(ctx, store.Query{Equal: map[string]any{"learner": learner}}))
}
