package training

import (
	"context"
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
	Refused  Refusal // the latest that a waiver met with
	Hours    int     // that count, once it is done
	Category rules.Text
	Number   string        // of the certificate
	Sent     time.Time     // when the hours were sent to 終身學習; zero: not
	Active   time.Duration // in whole minutes, once it is done; see Progress.Active
}

// Roster is how a round stands with some people, in their order; those to whom it
// is not assigned, and who have not begun it, are left out.
func (t *Training) Roster(ctx context.Context, round string, people []Person) ([]Row, error) {
	due, err := t.dueDays(ctx, round)
	if err != nil {
		return nil, err
	}
	marks := map[string]*Progress{}
	for _, kind := range []EventKind{Began, Finished, WaiveAsk, Waived, Refused} {
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
		row := Row{Person: p, Due: rules.Forever, Finished: m.Finished, AskedBy: m.AskedBy, Reason: m.Reason, WaivedBy: m.WaivedBy, Refused: m.Refused}
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
			row.Sent = c.Sent
			row.Hours, row.Category, row.Number, row.Active = c.Hours, c.Category, c.Number, time.Duration(c.Active)*time.Minute
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
		if p.Waived.IsZero() && e.Number > p.Refused.number && (e.Number > p.asking || e.At.After(p.Asked)) {
			p.asking, p.Asked, p.AskedBy, p.Reason = e.Number, e.At, e.By, e.Reason
		}
	case Waived:
		p.Waived, p.WaivedBy, p.AskedBy, p.Reason = e.At, e.By, "", e.Reason
	case Refused:
		if e.Number > p.Refused.number {
			p.Refused = Refusal{e.By, e.Reason, e.Number}
		}
		if p.Waived.IsZero() && p.asking <= e.Number {
			p.Asked, p.AskedBy, p.Reason = time.Time{}, "", ""
		}
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
		if was, ok := out[a.To]; a.Round() == round && a.Withdrawn.IsZero() && err == nil && (!ok || d < was) {
			out[a.To] = d
		}
	}
	return out, nil
}
