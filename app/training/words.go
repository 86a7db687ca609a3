package training

import (
	"context"
	"slices"
	"time"

	"shoumi/app/store"
)

// Words are an edition of an item as it was put: from the bank, or where that has
// another one by now, from the latest paper that has it. ErrNoItem.
func (t *Training) Words(ctx context.Context, item, edition string) (Question, error) {
	if it, ok := t.from.Bank.Item(item); ok && Edition(it) == edition {
		q := question(it, nil)
		q.Edition, q.Law = edition, t.law(it)
		return q, nil
	}
	latest := store.Query{Order: "submitted", Desc: true, Range: store.Range{Field: "submitted", From: time.Unix(0, 0)}}
	for a, err := range t.attempts.Find(ctx, latest) {
		if err != nil {
			return Question{}, err
		}
		if !slices.ContainsFunc(a.Outcomes, func(o Outcome) bool { return o.Item == item && o.Edition == edition }) {
			continue
		}
		paper, err := t.papers.Get(ctx, a.ID)
		if err != nil {
			return Question{}, err
		}
		questions, err := paper.Questions()
		if err != nil {
			return Question{}, err
		}
		for _, q := range questions {
			if q.Item == item && q.Edition == edition {
				return q, nil
			}
		}
	}
	return Question{}, ErrNoItem
}
