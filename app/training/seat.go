package training

import (
	"cmp"
	"slices"
	"time"
)

// longestStep is how much of the time between two steps of a learner counts as
// active. A section is served once, so no section counts for more either.
const longestStep = 5 * time.Minute

// seat is a step of a learner, for the time until the next one: whoever was served a
// section or an item is taken to be busy with its unit until then. Without a round it
// is a review.
type seat struct {
	at              time.Time
	id, round, unit string
}

// count adds up how long the learner was active in every unit. It decides nothing.
func (s *State) count(events []Event) {
	var steps []seat
	for _, e := range events {
		switch e.Kind {
		case Served, Tried, Signed, Drawn, Answered, Chose, WentBack, Reviewed:
			steps = append(steps, seat{e.At, e.ID, e.Round, e.Unit})
		}
	}
	for _, a := range s.Attempts {
		add := func(at time.Time, id string) { steps = append(steps, seat{at, a.ID + id, a.Round, a.Unit}) }
		add(a.Began, "/began")
		for number, at := range a.Answered {
			add(at, "/"+number)
		}
		if !a.Submitted.IsZero() {
			add(a.Submitted, "/submitted")
		}
	}
	slices.SortFunc(steps, func(a, b seat) int { return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.id, b.id)) })
	for i, x := range steps[:max(len(steps)-1, 0)] {
		if x.round != "" {
			s.round(x.round).unit(x.unit).Active += min(steps[i+1].at.Sub(x.at), longestStep)
		}
	}
}

// Active is how long the learner was active in the round, as far as the server saw:
// of the time between two steps five minutes count at most.
func (p *Progress) Active() time.Duration {
	var sum time.Duration
	for _, u := range p.Units {
		sum += u.Active
	}
	return sum
}

// seconds is how long every answer of an attempt took, by position from 1: from the
// answer before, or the beginning. Answers that came in one request share the time.
func (a Attempt) seconds() map[string]float64 {
	type answer struct {
		number string
		at     time.Time
	}
	var all []answer
	for number, at := range a.Answered {
		all = append(all, answer{number, at})
	}
	slices.SortFunc(all, func(a, b answer) int { return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.number, b.number)) })
	out := map[string]float64{}
	last := a.Began
	for len(all) > 0 {
		n := 1
		for n < len(all) && all[n].at.Sub(all[n-1].at) < time.Second {
			n++
		}
		each := min(all[0].at.Sub(last)/time.Duration(n), longestStep)
		for _, x := range all[:n] {
			out[x.number] = each.Seconds()
		}
		last, all = all[n-1].at, all[n:]
	}
	return out
}
