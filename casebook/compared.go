package casebook

import (
	"slices"

	"shoumi/rules"
)

// Agreement is the case against the rules, judged as when it is read: of every actor
// whose facts do not contradict each other, what Casebook.Agreement has.
func (c *Case) Agreement(book *rules.Book) []Row {
	return agreement(book, c, judged(book, c))
}

// Judged is the day as of which the case is held against the law.
func (c *Case) Judged(book *rules.Book) rules.Date { return judged(book, c) }

// Reasons are the kinds of reason that would explain a row that differs; none where it
// does not.
func (r Row) Reasons() []DifferenceKind { return slices.Clone(reasonsFor[r.gap]) }

// Stale are the reasons an actor's outcomes give for differences that are none.
func (c *Case) Stale(rows []Row, actor string) (out []Difference) {
	a, _ := c.Actor(actor)
	for _, o := range a.Outcome {
		for _, d := range o.Differences {
			if !slices.ContainsFunc(rows, func(r Row) bool {
				return r.Actor == actor && r.Result == Explained && r.Provision == d.Provision && r.Kind == d.Kind
			}) {
				out = append(out, d)
			}
		}
	}
	return out
}
