package account

import (
	"context"
	"errors"

	"shoumi/app/store"
)

// Tidy takes away sessions that are over, counts of tries that say nothing any more,
// and the jobs of former days. It changes no answer; now and then is enough.
func (p *People) Tidy(ctx context.Context) error {
	past := func(field string) store.Query {
		return store.Query{Range: store.Range{Field: field, Before: p.now()}, Order: field}
	}
	for s, err := range p.sessions.Find(ctx, past("ends")) {
		if err != nil {
			return err
		}
		if err := p.sessions.Delete(ctx, s.ID); err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
	}
	for t, err := range p.throttles.Find(ctx, past("forget")) {
		if err != nil {
			return err
		}
		if err := p.pardon(ctx, t.ID); err != nil {
			return err
		}
	}
	return p.tidyJobs(ctx)
}
