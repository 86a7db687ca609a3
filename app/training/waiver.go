package training

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Waive asks that somebody need not finish a round, with a reason; it is so when
// another person agrees. Both are accounts. After a refusal it can be asked again.
// ErrNoReason, ErrNotEnrolled.
func (t *Training) Waive(ctx context.Context, p Person, round, by, reason string) error {
	if strings.TrimSpace(reason) == "" {
		return ErrNoReason
	}
	s, err := t.enrolled(ctx, p, round)
	if err != nil {
		return err
	}
	n := s.round(round).Refused.number + 1
	return t.keep(ctx, Event{Learner: s.Learner, Kind: WaiveAsk, Round: round, Number: n, By: by, Reason: strings.TrimSpace(reason)},
		fmt.Sprintf("%s/waive_ask/%d/%s/%s", round, n, by, day(t.now())))
}

// AgreeToWaive is the second person's word. ErrSamePerson when it is the first, or
// the one to be waived; ErrNoWaiver.
func (t *Training) AgreeToWaive(ctx context.Context, p Person, round, by string) error {
	return t.decide(ctx, p, round, Event{Kind: Waived, By: by})
}

// RefuseWaiver is the second person's word when it is no, with a reason. It ends the
// asking. The errors are those of AgreeToWaive, and ErrNoReason.
func (t *Training) RefuseWaiver(ctx context.Context, p Person, round, by, reason string) error {
	if strings.TrimSpace(reason) == "" {
		return ErrNoReason
	}
	return t.decide(ctx, p, round, Event{Kind: Refused, By: by, Reason: strings.TrimSpace(reason)})
}

// decide keeps what the second person says of an asking. Of two who say something at
// once the first is heard: both words have the id of the asking.
func (t *Training) decide(ctx context.Context, p Person, round string, e Event) error {
	s, err := t.enrolled(ctx, p, round)
	if err != nil {
		return err
	}
	r := s.round(round)
	switch {
	case !r.Waived.IsZero() && e.Kind == Waived, r.AskedBy == "" && r.Waived.IsZero() && e.Kind == Refused && r.Refused.By == e.By && r.Refused.Reason == e.Reason:
		return nil // sent twice
	case r.AskedBy == "":
		return ErrNoWaiver
	case r.AskedBy == e.By, p.Account == e.By:
		return ErrSamePerson
	}
	e.Learner, e.Round, e.Number = s.Learner, round, r.asking
	if e.Kind == Waived {
		e.Reason = r.Reason
	}
	id := fmt.Sprintf("%s/waiver/%d", round, r.asking)
	if err := t.keep(ctx, e, id); err != nil {
		return err
	}
	stands, err := t.events.Get(ctx, s.Learner+"/"+id)
	if err == nil && stands.Kind != e.Kind {
		err = ErrNoWaiver
	}
	return err
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
