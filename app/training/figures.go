package training

import (
	"context"
	"slices"
	"time"

	"shoumi/app/privacy"
	"shoumi/quizzes"
)

// Figures is a table of counts in which small groups do not show: a nil cell is
// suppressed. Rows may be added up by columns and by rows.
type Figures struct {
	Rows    []string // units, or concepts
	Columns []string
	Cells   [][]*int
}

// Completion counts standings by group, such as the unit of a row. Groups come in
// the order in which they are met.
func Completion(rows []Row, group func(Row) string) Figures {
	f := Figures{}
	for _, s := range Standings {
		f.Columns = append(f.Columns, string(s))
	}
	var counts [][]int
	for _, r := range rows {
		g := group(r)
		i := slices.Index(f.Rows, g)
		if i < 0 {
			i = len(f.Rows)
			f.Rows, counts = append(f.Rows, g), append(counts, make([]int, len(Standings)))
		}
		counts[i][slices.Index(Standings, r.Standing)]++
	}
	f.Cells = privacy.Suppress(counts)
	return f
}

// CompletionByMonth counts who finished in which month, 2026-11, from the first to
// the last, and who has not; waived people are left out. There is one row.
func CompletionByMonth(rows []Row) Figures {
	by := map[string]int{}
	open := 0
	var first, last time.Time
	for _, r := range rows {
		switch {
		case r.Standing == WaivedOff:
		case r.Finished.IsZero():
			open++
		default:
			m := month(r.Finished)
			by[m.Format(monthForm)]++
			if first.IsZero() || m.Before(first) {
				first = m
			}
			if m.After(last) {
				last = m
			}
		}
	}
	f := Figures{Rows: []string{"finished"}}
	var counts []int
	for m := first; !first.IsZero() && !m.After(last); m = m.AddDate(0, 1, 0) {
		f.Columns, counts = append(f.Columns, m.Format(monthForm)), append(counts, by[m.Format(monthForm)])
	}
	f.Columns, counts = append(f.Columns, "open"), append(counts, open)
	f.Cells = privacy.Suppress([][]int{counts})
	return f
}

const monthForm = "2006-01"

// month is the first day of the month in Taipei.
func month(t time.Time) time.Time {
	t = t.In(taipei)
	return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, taipei)
}

// MasteryFigures counts the levels of concepts among people who have begun any; no
// column tells who they are. Concepts come in the order of the bank.
func (t *Training) MasteryFigures(ctx context.Context, people []Person) (Figures, error) {
	f := Figures{}
	for l := quizzes.NotStarted; l <= quizzes.Solid; l++ {
		f.Columns = append(f.Columns, l.Zh())
	}
	concepts := t.from.Bank.Concepts()
	counts := make([][]int, len(concepts))
	for i, c := range concepts {
		f.Rows, counts[i] = append(f.Rows, c.ID), make([]int, len(f.Columns))
	}
	for _, p := range people {
		id, ok, err := t.known(ctx, p.Account)
		if err != nil {
			return Figures{}, err
		}
		if !ok {
			continue
		}
		s, err := t.State(ctx, id)
		if err != nil {
			return Figures{}, err
		}
		for i, c := range concepts {
			counts[i][s.Mastery[c.ID].Level]++
		}
	}
	f.Cells = privacy.Suppress(counts) // each row has all the people: its sum is known
	return f, nil
}
