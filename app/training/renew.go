package training

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"shoumi/app/store"
)

// Renew assigns what renews every certificate that may be renewed by now, due on its
// last day, unless its holder is in a round of that course already, or has finished
// or need not finish a later one. It says how many it assigned. For a certificate
// that is done once, by however many processes: what was withdrawn does not come
// again. Rounds that are assigned to units count from when they are begun; but one
// of the year in which the certificate ends is the same round.
func (t *Training) Renew(ctx context.Context) (int, error) {
	today, made := dayOf(t.now()), 0
	for c, err := range t.certificates.Find(ctx, store.Query{Equal: map[string]any{"renewed": ""},
		Range: store.Range{Field: "renew", Before: today + 1}, Order: "renew"}) {
		if err != nil {
			return made, err
		}
		done, err := t.renew(ctx, c)
		if err != nil {
			return made, err
		}
		if done {
			made++
		}
	}
	return made, nil
}

// renew looks after one certificate and says whether something was assigned.
func (t *Training) renew(ctx context.Context, c Certificate) (bool, error) {
	course, ok := t.courses.Course(c.Course)
	if !ok {
		return false, nil
	}
	holder, err := t.learners.Get(ctx, c.Learner)
	if errors.Is(err, store.ErrNotFound) {
		return false, t.lookedAfter(ctx, c, c.Round) // erased
	} else if err != nil {
		return false, err
	}
	is := func(round string) bool { return strings.HasPrefix(round, course.RenewedBy+"/") }
	s, err := t.State(ctx, c.Learner)
	if err != nil {
		return false, err
	}
	for round, r := range s.Rounds {
		if is(round) && round != c.Round && (r.Finished.After(c.Issued) || r.Waived.After(c.Issued)) {
			return false, t.lookedAfter(ctx, c, round)
		}
	}
	enrolled, err := t.enrolments(ctx, Person{Account: holder.Account}, s)
	if err != nil {
		return false, err
	}
	for _, e := range enrolled {
		if r := s.Rounds[e.Round]; is(e.Round) && (r == nil || r.Finished.IsZero() && r.Waived.IsZero()) {
			return false, nil
		}
	}
	a := Assignment{Course: course.RenewedBy, Term: renewalTerm(s, course.RenewedBy, c.Expires.Time().Year()), To: holder.Account,
		Due: c.Expires.AddDate(0, 0, -1).String(), At: t.now(), Renews: c.Round}
	a.ID = strings.Join([]string{a.To, "renews", c.Round}, "/")
	err = t.assignments.Insert(ctx, a)
	forgetAll(ctx)
	if errors.Is(err, store.ErrExists) {
		return false, t.lookedAfter(ctx, c, a.Round())
	} else if err != nil {
		return false, err
	}
	return true, t.lookedAfter(ctx, c, a.Round())
}

// renewalTerm is the year in which a certificate ends, so that a unit's round of the
// year is the same one; with a number behind it when the learner was in that round.
func renewalTerm(s State, course string, year int) string {
	term := fmt.Sprint(year)
	for n := 2; ; n++ {
		if _, known := s.Rounds[course+"/"+term]; !known {
			return term
		}
		term = fmt.Sprintf("%d-%d", year, n)
	}
}

// lookedAfter keeps by which round a certificate is renewed, or need not be.
func (t *Training) lookedAfter(ctx context.Context, c Certificate, round string) error {
	for {
		c.Renewed = round
		if err := t.certificates.Replace(ctx, c); !errors.Is(err, store.ErrConflict) {
			return err
		}
		var err error
		if c, err = t.certificates.Get(ctx, c.ID); err != nil || c.Renewed != "" {
			return err
		}
	}
}
