package training

import (
	"context"
	"fmt"

	"shoumi/content"
	"shoumi/quizzes"
)

// Serve keeps that a section, counted from 1, of a lesson was served to somebody.
func (t *Training) Serve(ctx context.Context, p Person, round, unit string, section int) error {
	a, err := t.stand(ctx, p, round, unit, Lesson)
	if err != nil {
		return err
	}
	if section < 1 || section > t.sections(a.unit) {
		return ErrNoSection
	}
	l, _ := t.from.Lessons.Lesson(content.Languages[0], a.unit.Ref)
	return t.step(ctx, a, Event{Kind: Served, Number: section, Lesson: l.Hash}, fmt.Sprintf("served/%d", section))
}

// Try answers an item within a lesson. It counts for nothing; the first answer is
// kept, to say which items are left. ErrNoItem.
func (t *Training) Try(ctx context.Context, p Person, round, unit, item string, answer quizzes.Answer) (quizzes.Result, error) {
	a, err := t.stand(ctx, p, round, unit, Lesson)
	if err != nil {
		return quizzes.Result{}, err
	}
	it, ok := t.from.Bank.Item(item)
	if !ok || !t.asks(a.unit, item) {
		return quizzes.Result{}, ErrNoItem
	}
	r := quizzes.Grade(it, answer)
	return r, t.step(ctx, a, Event{Kind: Tried, Item: item, Edition: Edition(it), Answer: &answer, Right: r.Right}, "tried/"+item)
}

// asks says whether a lesson has an item.
func (t *Training) asks(u Unit, item string) bool {
	l, ok := t.from.Lessons.Lesson(content.Languages[0], u.Ref)
	for i := 0; ok && i < len(l.Blocks); i++ {
		if b := l.Blocks[i]; b.Kind == content.Quiz && b.Ref == item {
			return true
		}
	}
	return false
}

// Untried are the items of a lesson that somebody has not answered, in its order.
func (t *Training) Untried(ctx context.Context, p Person, round, unit string) ([]string, error) {
	a, err := t.stand(ctx, p, round, unit, Lesson)
	if err != nil {
		return nil, err
	}
	out := []string{}
	l, _ := t.from.Lessons.Lesson(content.Languages[0], a.unit.Ref)
	for _, b := range l.Blocks {
		if _, tried := a.done.Tried[b.Ref]; b.Kind == content.Quiz && !tried {
			out = append(out, b.Ref)
		}
	}
	return out, nil
}
