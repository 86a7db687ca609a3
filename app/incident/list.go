package incident

import (
	"context"
	"slices"

	"shoumi/app/store"
)

// List is every record that somebody may open, latest change first.
func (d *Desk) List(ctx context.Context, by string) (out []Record, err error) {
	for _, field := range []string{"author", "reviewer"} {
		for r, err := range d.records.Find(ctx, store.Query{Equal: map[string]any{field: by}, Order: "updated", Desc: true}) {
			if err != nil {
				return nil, err
			}
			out = append(out, r)
		}
	}
	for x, err := range d.readers.Find(ctx, store.Query{Equal: map[string]any{"account": by}, Order: "at"}) {
		if err != nil {
			return nil, err
		}
		r, err := d.records.Get(ctx, x.Record)
		if err != nil {
			return nil, err
		}
		if r.Reviewer != by && r.Author != by {
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, func(a, b Record) int { return b.Updated.Compare(a.Updated) })
	return out, nil
}
