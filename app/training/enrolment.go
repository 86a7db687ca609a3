package training

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"shoumi/app/store"
	"shoumi/rules"
)

// Assignment is a course that a person, or everybody in a unit and below it, is to
// finish by a day. Of several for the same course and term the earliest day counts.
type Assignment struct {
	store.Doc
	Course      string    `json:"course"`
	Term        string    `json:"term"` // 2026, or 2026-a word: a course taken again has another
	To          string    `json:"to"`   // id of an account or unit
	Due         string    `json:"due"`  // the last day, 2026-12-31
	By          string    `json:"by"`   // account of who assigned it; empty: Renew did
	At          time.Time `json:"at"`
	Renews      string    `json:"renews,omitempty"`   // the round whose certificate it is to renew
	Withdrawn   time.Time `json:"withdrawn,omitzero"` // since then it counts for nobody who has not begun
	WithdrawnBy string    `json:"withdrawn_by,omitempty"`
}

var assignments = store.Define[Assignment]("training_assignments", store.Index("to", "at"), store.Index("at"))

var termForm = regexp.MustCompile(`^\d{4}(-[a-z0-9]{1,20})?$`)

// TermOK is whether a term can be one: 2026, or 2026-a.
func TermOK(term string) bool { return termForm.MatchString(term) }

// Round is a course in a term, COURSE/TERM.
func (a Assignment) Round() string { return a.Course + "/" + a.Term }

// Assign keeps an assignment. The same one again with another day due is another
// assignment, as is one that was withdrawn; all the same, it is there once. ErrTerm,
// ErrNoCourse, or what is wrong with the day.
func (t *Training) Assign(ctx context.Context, a Assignment) error {
	defer forgetAll(ctx)
	if _, ok := t.courses.Course(a.Course); !ok {
		return ErrNoCourse
	}
	if !termForm.MatchString(a.Term) {
		return ErrTerm
	}
	if _, err := rules.ParseDay(a.Due); err != nil {
		return err
	}
	a.At = t.now()
	name := strings.Join([]string{a.To, a.Round(), a.Due}, "/")
	for n := 1; ; n++ {
		a.ID = name
		if n > 1 {
			a.ID = fmt.Sprintf("%s/%d", name, n)
		}
		if err := t.assignments.Insert(ctx, a); !errors.Is(err, store.ErrExists) {
			return err
		}
		was, err := t.assignments.Get(ctx, a.ID)
		if err != nil || was.Withdrawn.IsZero() {
			return err
		}
	}
}

// Withdraw takes an assignment back. Who has begun the round keeps it, with the day
// due that it had then; for all others it is as if it had never been, unless another
// assignment has the same round. Withdrawing again changes nothing.
// store.ErrNotFound.
func (t *Training) Withdraw(ctx context.Context, id, by string) error {
	defer forgetAll(ctx)
	for {
		a, err := t.assignments.Get(ctx, id)
		if err != nil || !a.Withdrawn.IsZero() {
			return err
		}
		a.Withdrawn, a.WithdrawnBy = t.now(), by
		if err := t.assignments.Replace(ctx, a); !errors.Is(err, store.ErrConflict) {
			return err
		}
	}
}

// Assignments are all that were made, the latest first, with those withdrawn.
func (t *Training) Assignments(ctx context.Context) ([]Assignment, error) {
	return collect(t.assignments.Find(ctx, store.Query{Order: "at", Desc: true}))
}

// Enrolment is a round that somebody is to finish, or has begun.
type Enrolment struct {
	Round  string
	Course *Course
	Due    rules.Date
}

// enrolments are the rounds of a person, those due first in front: what is assigned
// to the person or a unit, and what was begun before the person moved elsewhere or
// the assignment was withdrawn.
// Rounds of courses that are no longer there are left out.
func (t *Training) enrolments(ctx context.Context, p Person, s State) ([]Enrolment, error) {
	due := map[string]string{}
	for round, r := range s.Rounds {
		if !r.Began.IsZero() {
			due[round] = r.Due
		}
	}
	current, err := reading(ctx, func(o *once) *map[string]map[string]string { return &o.assigned }, p.Account, func() (map[string]string, error) { return t.assigned(ctx, p) })
	if err != nil {
		return nil, err
	}
	for round, day := range current {
		due[round] = day
	}
	var out []Enrolment
	for round, day := range due {
		id, _, _ := strings.Cut(round, "/")
		c, ok := t.courses.Course(id)
		d, err := rules.ParseDay(day)
		if ok && err == nil {
			out = append(out, Enrolment{Round: round, Course: c, Due: d})
		}
	}
	slices.SortFunc(out, func(a, b Enrolment) int {
		return cmp.Or(cmp.Compare(a.Due, b.Due), cmp.Compare(a.Round, b.Round))
	})
	return out, nil
}

// assigned are the days due by round that are assigned to a person or a unit of
// theirs.
func (t *Training) assigned(ctx context.Context, p Person) (map[string]string, error) {
	current := map[string]string{}
	for _, to := range append([]string{p.Account}, p.Units...) {
		for a, err := range t.assignments.Find(ctx, store.Query{Equal: map[string]any{"to": to}}) {
			if err != nil {
				return nil, err
			}
			if was, ok := current[a.Round()]; a.Withdrawn.IsZero() && (!ok || a.Due < was) {
				current[a.Round()] = a.Due
			}
		}
	}
	return current, nil
}

// at is somebody at a unit: what every step needs to know.
type at struct {
	State
	Enrolment
	unit Unit
	done *UnitProgress
	now  time.Time
}

// stand finds where a person stands at a unit, and that the unit is open: all
// before it are done. ErrNotEnrolled, ErrNoUnit, ErrLocked.
func (t *Training) stand(ctx context.Context, p Person, round, unit string, kind UnitKind) (at, error) {
	id, err := t.Learner(ctx, p.Account)
	if err != nil {
		return at{}, err
	}
	s, err := t.State(ctx, id)
	if err != nil {
		return at{}, err
	}
	all, err := t.enrolments(ctx, p, s)
	if err != nil {
		return at{}, err
	}
	i := slices.IndexFunc(all, func(e Enrolment) bool { return e.Round == round })
	if i < 0 {
		return at{}, ErrNotEnrolled
	}
	out := at{State: s, Enrolment: all[i], now: t.now()}
	u, ok := out.Course.Unit(unit)
	if !ok || u.Kind != kind {
		return at{}, ErrNoUnit
	}
	for _, before := range out.Course.Units {
		if before.ID == unit {
			break
		}
		if !t.done(s, round, before) && !t.done(s, round, u) { // what was done stays open
			return at{}, ErrLocked
		}
	}
	out.unit, out.done = u, out.round(round).unit(unit)
	return out, nil
}

// step keeps what happened at a unit, and that the round began with it.
func (t *Training) step(ctx context.Context, a at, e Event, id string) error {
	if a.round(a.Round).Began.IsZero() {
		if err := t.keep(ctx, Event{Learner: a.Learner, Kind: Began, Round: a.Round, Due: a.Due.String(), At: a.now}, a.Round+"/began"); err != nil {
			return err
		}
	}
	e.Learner, e.Round, e.Unit, e.At = a.Learner, a.Round, a.unit.ID, a.now
	return t.keep(ctx, e, a.Round+"/"+a.unit.ID+"/"+id)
}

func collect[T any](all func(func(T, error) bool)) ([]T, error) {
	var out []T
	for x, err := range all {
		if err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, nil
}
