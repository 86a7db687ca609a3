package training

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"

	"shoumi/quizzes"
)

// Checkup is a self-check as it stands with somebody.
type Checkup struct {
	Run     int // 1 is the one that counts for mastery and reviews
	Items   []string
	Answers map[int]Event // by position from 1
	Next    int           // position of the next item; 0 when all are answered
}

// Checkup is the self-check of a unit, drawn when it is first asked for: items on
// the concepts of its lessons that the person has not seen, as far as there are.
func (t *Training) Checkup(ctx context.Context, p Person, round, unit string) (Checkup, error) {
	a, err := t.stand(ctx, p, round, unit, Check)
	if err != nil {
		return Checkup{}, err
	}
	if len(a.done.Checks) == 0 {
		if err := t.draw(ctx, a, 1); err != nil {
			return Checkup{}, err
		}
		if a, err = t.stand(ctx, p, round, unit, Check); err != nil {
			return Checkup{}, err
		}
	}
	return t.checkup(ctx, a)
}

// CheckAgain draws another run of a self-check that is done. It is free.
func (t *Training) CheckAgain(ctx context.Context, p Person, round, unit string) (Checkup, error) {
	a, err := t.stand(ctx, p, round, unit, Check)
	if err != nil {
		return Checkup{}, err
	}
	if run := len(a.done.Checks); a.done.Checks[run].Done() {
		if err := t.draw(ctx, a, run+1); err != nil {
			return Checkup{}, err
		}
	}
	return t.Checkup(ctx, p, round, unit)
}

func (t *Training) draw(ctx context.Context, a at, run int) error {
	name := fmt.Sprintf("%s/%s/%s/run/%d", a.Learner, a.Round, a.unit.ID, run)
	var items []string
	for _, it := range drawCheck(t.from.Bank, pool(t.from, a.unit.Lessons), a.unit.Items, quizzes.Seed(t.secret, name), a.Seen) {
		items = append(items, it.ID)
	}
	return t.step(ctx, a, Event{Kind: Drawn, Run: run, Items: items}, fmt.Sprintf("run/%d/drawn", run))
}

// drawCheck takes n items out of a pool, those first that were not seen.
func drawCheck(bank *quizzes.Bank, all []*quizzes.Item, n int, seed [32]byte, seen quizzes.History) []*quizzes.Item {
	var fresh []*quizzes.Item
	for _, it := range all {
		if _, known := seen[it.ID]; !known {
			fresh = append(fresh, it)
		}
	}
	return bank.Practice(n, seed, fresh, all)
}

// checkup is the latest run. An item that has left the bank meanwhile is passed over.
func (t *Training) checkup(ctx context.Context, a at) (Checkup, error) {
	run := len(a.done.Checks)
	c := a.done.Checks[run]
	out := Checkup{Run: run, Items: c.Items, Answers: c.Answers}
	for i, item := range c.Items {
		if _, answered := c.Answers[i+1]; answered {
			continue
		}
		if it, ok := t.from.Bank.Item(item); !ok || it.Status != quizzes.Ready {
			e := Event{Kind: Answered, Run: run, Number: i + 1, Item: item}
			if err := t.step(ctx, a, e, fmt.Sprintf("run/%d/%d", run, i+1)); err != nil {
				return out, err
			}
			out.Answers[i+1] = e
			continue
		}
		if out.Next == 0 {
			out.Next = i + 1
		}
	}
	return out, nil
}

// Answer answers the item at a position, from 1, of a run. The first answer stands;
// the result is that of the answer that stands. ErrNoItem.
func (t *Training) Answer(ctx context.Context, p Person, round, unit string, run, number int, answer quizzes.Answer) (quizzes.Result, error) {
	a, err := t.stand(ctx, p, round, unit, Check)
	if err != nil {
		return quizzes.Result{}, err
	}
	c, ok := a.done.Checks[run]
	if !ok || number < 1 || number > len(c.Items) {
		return quizzes.Result{}, ErrNoItem
	}
	it, ok := t.from.Bank.Item(c.Items[number-1])
	if !ok {
		return quizzes.Result{}, ErrNoItem
	}
	if was, ok := c.Answers[number]; ok && was.Answer != nil {
		return quizzes.Grade(it, *was.Answer), nil
	}
	e := answered(it, Edition(it), answer)
	e.Kind, e.Run, e.Number = Answered, run, number
	if err := t.step(ctx, a, e, fmt.Sprintf("run/%d/%d", run, number)); err != nil {
		return quizzes.Result{}, err
	}
	stands, err := t.events.Get(ctx, fmt.Sprintf("%s/%s/%s/run/%d/%d", a.Learner, round, unit, run, number))
	if err != nil || stands.Answer == nil { // another device may have been first
		return quizzes.Result{}, err
	}
	return quizzes.Grade(it, *stands.Answer), nil
}

// answered is an answer to an edition of an item as an event, and as a review of its
// concept.
func answered(it *quizzes.Item, edition string, answer quizzes.Answer) Event {
	return Event{Item: it.ID, Edition: edition, Concept: it.Concept, Answer: &answer,
		Right: quizzes.Grade(it, answer).Right, Parameters: quizzes.ReviewParameters}
}

// Edition names the words and the key of an item: the numbers of two editions are
// never mixed.
func Edition(it *quizzes.Item) string {
	q := question(it, nil)
	slices.SortFunc(q.Options, func(a, b quizzes.Option) int {
		return slices.Compare([]string{a.ID}, []string{b.ID})
	})
	q.Edition, q.Law = "", nil
	data, err := json.Marshal(q)
	if err != nil {
		panic(err) // plain values
	}
	return digest(string(data))
}

// digest is a short name of some words.
func digest(words string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(words)))[:12] }
