package training

import (
	"cmp"
	"slices"
	"time"

	"shoumi/quizzes"
)

// memory is what answers and changes of law say of the concepts in a mind.
type memory struct {
	answers []recalled
	law     []quizzes.Entry
}

// recalled is one answer as a try to recall its concept.
type recalled struct {
	concept, set, parameters string
	at                       time.Time
	number                   int
	right, mixed             bool
}

func (m *memory) add(concept string, at time.Time, set string, number int, right bool, parameters string, mixed bool) {
	m.answers = append(m.answers, recalled{concept: concept, set: set, parameters: parameters, at: at, number: number, right: right, mixed: mixed})
}

// remember computes mastery and cards. Answers to one concept in one set count
// together: as one set for mastery, and all of a day as one review, which went
// well when all were right. Nothing within a day is spaced.
func (s *State) remember(m memory) error {
	slices.SortFunc(m.answers, func(a, b recalled) int {
		return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.set, b.set), cmp.Compare(a.number, b.number))
	})
	type key struct{ concept, set string }
	sets := map[key]*quizzes.Practice{}
	days := map[key]*quizzes.Entry{}
	var inTurn []key
	var entries []*quizzes.Entry
	for _, a := range m.answers {
		k := key{a.concept, a.set}
		p, ok := sets[k]
		if !ok {
			p = &quizzes.Practice{Mixed: a.mixed}
			sets[k] = p
			inTurn = append(inTurn, k)
		}
		p.At = a.at
		p.Total++
		d := key{a.concept, day(a.at)}
		e, ok := days[d]
		if !ok {
			e = &quizzes.Entry{Concept: a.concept, Rating: quizzes.Good, Parameters: a.parameters}
			days[d] = e
			entries = append(entries, e)
		}
		e.At = a.at
		if a.right {
			p.Right++
		} else {
			e.Rating = quizzes.Rate(false, false)
		}
	}
	slices.SortStableFunc(inTurn, func(a, b key) int { return sets[a].At.Compare(sets[b].At) })
	for _, k := range inTurn {
		s.Mastery[k.concept] = s.Mastery[k.concept].After(*sets[k])
	}
	s.Reviews = slices.Clone(m.law)
	for _, e := range entries {
		s.Reviews = append(s.Reviews, *e)
	}
	slices.SortFunc(s.Reviews, func(a, b quizzes.Entry) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Concept, b.Concept), a.LawDue.Compare(b.LawDue))
	})
	var err error
	s.Cards, err = quizzes.Replay(s.Reviews)
	return err
}
