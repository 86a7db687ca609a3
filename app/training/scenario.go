package training

import (
	"context"
	"errors"
	"fmt"

	"shoumi/casebook"
)

// Playing is a scenario as it stands with somebody.
type Playing struct {
	Number int // of the run; the first that counts is 1
	Play
}

// Play is the scenario of a unit: the run that is not finished, else the latest.
// Where the story was changed meanwhile another run begins.
func (t *Training) Play(ctx context.Context, p Person, round, unit string) (Playing, error) {
	a, err := t.stand(ctx, p, round, unit, Scenario)
	if err != nil {
		return Playing{}, err
	}
	return t.playing(a)
}

func (t *Training) playing(a at) (Playing, error) {
	n := len(a.done.Plays)
	if n > 0 {
		play := *a.done.Plays[n]
		if _, _, err := t.from.Cases.Scene(play.Run); !errors.Is(err, casebook.ErrChanged) {
			return Playing{n, play}, err
		}
	}
	run, err := t.from.Cases.Start(a.unit.Ref)
	return Playing{n + 1, Play{Run: run}}, err
}

// Choose makes a choice at a node of a run, by the number of which two devices know
// that they mean the same. Sent twice, it is made once. The errors are those of
// casebook.Answer; ErrStale also when the run is not the one in progress.
func (t *Training) Choose(ctx context.Context, p Person, round, unit string, number int, node, choice string) (Playing, casebook.Turn, error) {
	for {
		a, err := t.stand(ctx, p, round, unit, Scenario)
		if err != nil {
			return Playing{}, casebook.Turn{}, err
		}
		now, err := t.playing(a)
		if err != nil {
			return now, casebook.Turn{}, err
		}
		if now.Number != number && !(now.Done && number == now.Number+1) {
			return now, casebook.Turn{}, casebook.ErrStale
		}
		if number > now.Number { // a free run after one that came to its end
			run, err := t.from.Cases.Start(a.unit.Ref)
			if err != nil {
				return now, casebook.Turn{}, err
			}
			now = Playing{number, Play{Run: run}}
		}
		next, turn, err := t.from.Cases.Answer(now.Run, node, choice, a.now)
		if err != nil || len(next.Steps) == len(now.Run.Steps) {
			return now, turn, err
		}
		_, end, err := t.from.Cases.Scene(next)
		if err != nil {
			return now, turn, err
		}
		e := Event{Kind: Chose, Run: number, Number: now.Turns + 1, Case: next.Case, Story: next.Version,
			Node: node, Choice: choice, AtEnd: end, Digest: t.from.Book.Digest()}
		mine, err := t.turn(ctx, a, e)
		if err != nil {
			return now, turn, err
		}
		if mine {
			return Playing{number, Play{Run: next, Turns: e.Number, Done: now.Done || end}}, turn, nil
		}
	}
}

// Back goes back one node of a run: turns is Play.Turns as the page had it, so that
// sent twice it is done once. What was chosen first still counts.
func (t *Training) Back(ctx context.Context, p Person, round, unit string, number, turns int) (Playing, error) {
	a, err := t.stand(ctx, p, round, unit, Scenario)
	if err != nil {
		return Playing{}, err
	}
	now, err := t.playing(a)
	if err != nil || now.Number != number || now.Turns != turns {
		return now, err
	}
	next, err := t.from.Cases.Rewind(now.Run)
	if err != nil {
		return now, err
	}
	if _, err := t.turn(ctx, a, Event{Kind: WentBack, Run: number, Number: turns + 1, Case: next.Case, Story: next.Version}); err != nil {
		return now, err
	}
	return t.Play(ctx, p, round, unit)
}

// turn keeps a turn; mine is false when another one has its number by now.
func (t *Training) turn(ctx context.Context, a at, e Event) (mine bool, err error) {
	name := fmt.Sprintf("run/%d/%d", e.Run, e.Number)
	if err := t.step(ctx, a, e, name); err != nil {
		return false, err
	}
	kept, err := t.events.Get(ctx, fmt.Sprintf("%s/%s/%s/%s", a.Learner, a.Round, a.unit.ID, name))
	return kept.Kind == e.Kind && kept.Node == e.Node && kept.Choice == e.Choice, err
}
