package training

import (
	"context"

	"shoumi/app/store"
)

// EventsOf are the events of a pseudonym, whose person may be gone.
func (t *Training) EventsOf(ctx context.Context, learner string) ([]Event, error) {
	return collect(t.events.Find(ctx, store.Query{Equal: map[string]any{"learner": learner}}))
}
