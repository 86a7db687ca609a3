package training

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"shoumi/app/store"
	"shoumi/casebook"
)

// Way is how some people went through a scenario, as far as they came.
type Way struct {
	Run    casebook.Run
	People int
}

// Ways are the ways that people took through the scenario of a case when they first
// played it, those of most people first; what they tried after going back is none
// of them. Those who played another version of the story are counted as others.
func (t *Training) Ways(ctx context.Context, caseID string) (ways []Way, others int, err error) {
	first := map[string]*Way{} // by version and what was chosen first
	var of []Event
	count := func() {
		if run, ok := firstRun(of); ok {
			name := wayName(run.Version, run.First)
			if first[name] == nil {
				first[name] = &Way{Run: run}
			}
			first[name].People++
		}
		of = nil
	}
	for e, err := range t.events.Find(ctx, store.Query{Equal: map[string]any{"case": caseID}, Order: "learner"}) {
		if err != nil {
			return nil, 0, err
		}
		if len(of) > 0 && of[0].Learner != e.Learner {
			count()
		}
		of = append(of, e)
	}
	count()

	scored := map[string]*Way{} // by the way that counts
	for _, w := range first {
		run, err := t.from.Cases.Scored(w.Run)
		if errors.Is(err, casebook.ErrChanged) {
			others += w.People
			continue
		}
		if err != nil {
			return nil, 0, err
		}
		name := wayName(run.Version, run.Steps)
		if scored[name] == nil {
			scored[name] = &Way{Run: run}
		}
		scored[name].People += w.People
	}
	for _, w := range scored {
		ways = append(ways, *w)
	}
	slices.SortFunc(ways, func(a, b Way) int {
		return cmp.Or(cmp.Compare(b.People, a.People), cmp.Compare(wayName("", a.Run.Steps), wayName("", b.Run.Steps)))
	})
	return ways, others, nil
}

// Chosen is how often anybody chose or went back in the scenario of a case.
func (t *Training) Chosen(ctx context.Context, caseID string) (int, error) {
	return t.events.Count(ctx, store.Query{Equal: map[string]any{"case": caseID}})
}

// firstRun is the first run of a scenario out of all turns that one learner took in
// it, of the first round in which it was played.
func firstRun(of []Event) (run casebook.Run, ok bool) {
	s := State{Rounds: map[string]*Progress{}}
	s.turns(inOrder(of))
	for _, r := range s.Rounds {
		for _, u := range r.Units {
			p := u.Plays[1]
			if p == nil || len(p.Run.First) == 0 {
				continue
			}
			if !ok || p.Run.First[0].At.Before(run.First[0].At) {
				run, ok = p.Run, true
			}
		}
	}
	return run, ok
}

func wayName(version string, steps []casebook.Step) string {
	var b strings.Builder
	b.WriteString(version)
	for _, s := range steps {
		b.WriteString(" " + s.Node + "/" + s.Choice)
	}
	return b.String()
}
