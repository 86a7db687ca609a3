package training

import (
	"context"
	"slices"
	"strings"
	"time"

	"shoumi/app/store"
	"shoumi/rules"
)

// Standing is how a round stands with somebody, as a supervisor sees it. It says
// nothing of answers.
type Standing string

const (
	NotStarted Standing = "not_started"
	InProgress Standing = "in_progress"
	Done       Standing = "done"
	Overdue    Standing = "overdue"
	WaivedOff  Standing = "waived"
)

// Standings are all standings, in the order of tables.
var Standings = []Standing{NotStarted, InProgress, Done, Overdue, WaivedOff}

// Zh names the standing.
func (s Standing) Zh() string {
	return map[Standing]string{NotStarted: "未開始", InProgress: "進行中", Done: "已完成", Overdue: "逾期", WaivedOff: "免訓"}[s]
}

// Row is a person on a roster.
type Row struct {
	Person   Person
	Standing Standing
	Due      rules.Date
	Finished time.Time // zero: not
	AskedBy  string    // a waiver was asked for by this account and waits for a second person
	Reason   string    // of the waiver
	WaivedBy string
	Hours    int // that count, once it is done
	Category rules.Text
	Number   string // of the certificate
}

// Roster is how a round stands with some people, in their order; those to whom it
// is not assigned, and who have not begun it, are left out.
func (t *Training) Roster(ctx context.Context, round string, people []Person) ([]Row, error) {
	due, err := t.dueDays(ctx, round)
	if err != nil {
		return nil, err
	}
	marks := map[string]*Progress{}
	for _, kind := range []EventKind{Began, Finished, WaiveAsk, Waived} {
		for e, err := range t.events.Find(ctx, store.Query{Equal: map[string]any{"round": round, "kind": string(kind)}, Order: "learner"}) {
			if err != nil {
				return nil, err
			}
			if marks[e.Learner] == nil {
				marks[e.Learner] = &Progress{}
			}
			marks[e.Learner].mark(e)
		}
	}
	now := t.now()
	var out []Row
	for _, p := range people {
		id, ok, err := t.known(ctx, p.Account)
		if err != nil {
			return nil, err
		}
		m := &Progress{}
		if ok && marks[id] != nil {
			m = marks[id]
		}
		row := Row{Person: p, Due: rules.Forever, Finished: m.Finished, AskedBy: m.AskedBy, Reason: m.Reason, WaivedBy: m.WaivedBy}
		for _, to := range append([]string{p.Account}, p.Units...) {
			if d, ok := due[to]; ok {
				row.Due = min(row.Due, d)
			}
		}
		if d, err := rules.ParseDay(m.Due); row.Due == rules.Forever && err == nil {
			row.Due = d
		}
		if row.Due == rules.Forever {
			continue
		}
		row.Standing = m.standing(row.Due, now)
		if row.Standing == Done {
			c, err := t.certificates.Get(ctx, id+"/"+round)
			if err != nil {
				return nil, err
			}
			row.Hours, row.Category, row.Number = c.Hours, c.Category, c.Number
		}
		out = append(out, row)
	}
	return out, nil
}

// mark takes over the events that say how a round as a whole stands.
func (p *Progress) mark(e Event) {
	switch e.Kind {
	case Began:
		p.Began, p.Due = e.At, e.Due
	case Finished:
		p.Finished = e.At
	case WaiveAsk:
		if p.Waived.IsZero() && e.At.After(p.Asked) {
			p.Asked, p.AskedBy, p.Reason = e.At, e.By, e.Reason
		}
	case Waived:
		p.Waived, p.WaivedBy, p.AskedBy, p.Reason = e.At, e.By, "", e.Reason
	}
}

func (p *Progress) standing(due rules.Date, now time.Time) Standing {
	switch {
	case !p.Finished.IsZero():
		return Done
	case !p.Waived.IsZero():
		return WaivedOff
	case dayOf(now) > due:
		return Overdue
	case p.Began.IsZero():
		return NotStarted
	}
	return InProgress
}

// dueDays are the earliest days due of a round, by whom it is assigned to.
func (t *Training) dueDays(ctx context.Context, round string) (map[string]rules.Date, error) {
	all, err := t.Assignments(ctx)
	if err != nil {
		return nil, err
	}
	out := map[string]rules.Date{}
	for _, a := range all {
		d, err := rules.ParseDay(a.Due)
		if was, ok := out[a.To]; a.Round() == round && err == nil && (!ok || d < was) {
			out[a.To] = d
		}
	}
	return out, nil
}

// Waive asks that somebody need not finish a round, with a reason; it is so when
// another person agrees. Both are accounts. ErrNoReason, ErrNotEnrolled.
func (t *Training) Waive(ctx context.Context, p Person, round, by, reason string) error {
	if strings.TrimSpace(reason) == "" {
		return ErrNoReason
	}
	s, err := t.enrolled(ctx, p, round)
	if err != nil {
		return err
	}
	return t.keep(ctx, Event{Learner: s.Learner, Kind: WaiveAsk, Round: round, By: by, Reason: strings.TrimSpace(reason)}, round+"/waive_ask/"+by+"/"+day(t.now()))
}

// AgreeToWaive is the second person's word. ErrSamePerson when it is the first, or
// the one to be waived; ErrNoWaiver.
func (t *Training) AgreeToWaive(ctx context.Context, p Person, round, by string) error {
	s, err := t.enrolled(ctx, p, round)
	if err != nil {
		return err
	}
	r := s.round(round)
	switch {
	case !r.Waived.IsZero():
		return nil
	case r.AskedBy == "":
		return ErrNoWaiver
	case r.AskedBy == by, p.Account == by:
		return ErrSamePerson
	}
	return t.keep(ctx, Event{Learner: s.Learner, Kind: Waived, Round: round, By: by, Reason: r.Reason}, round+"/waived")
}

func (t *Training) enrolled(ctx context.Context, p Person, round string) (State, error) {
	id, err := t.Learner(ctx, p.Account)
	if err != nil {
		return State{}, err
	}
	s, err := t.State(ctx, id)
	if err != nil {
		return State{}, err
	}
	all, err := t.enrolments(ctx, p, s)
	if err == nil && !slices.ContainsFunc(all, func(e Enrolment) bool { return e.Round == round }) {
		err = ErrNotEnrolled
	}
	return s, err
}
