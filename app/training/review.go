package training

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"shoumi/app/store"
	"shoumi/quizzes"
)

// Due is a concept to review today, with the item that asks for it.
type Due struct {
	Card      quizzes.Card
	Item      *quizzes.Item
	Corrected bool // where Card.LawChanged: it was the material, and not the law
}

// Reviews are the concepts to review today, at most quizzes.MaxReviewsADay with
// those reviewed already, least likely to be recalled first. Whoever looks twice in
// a day sees the same. A concept without items is left out.
func (t *Training) Reviews(ctx context.Context, p Person) ([]Due, error) {
	id, err := t.Learner(ctx, p.Account)
	if err != nil {
		return nil, err
	}
	s, err := t.State(ctx, id)
	if err != nil {
		return nil, err
	}
	return t.due(s, t.now()), nil
}

func (t *Training) due(s State, now time.Time) []Due {
	var out []Due
	for _, c := range quizzes.DueToday(s.Cards, now, s.Today[day(now)]) {
		if it, ok := variant(t.from.Bank, t.secret, s, c.Concept, now); ok {
			out = append(out, Due{c, it, s.Corrected[c.Concept]})
		}
	}
	return out
}

// variant is the item of a concept that somebody saw least often, by chance among
// equals; the same all day.
func variant(bank *quizzes.Bank, secret []byte, s State, concept string, now time.Time) (*quizzes.Item, bool) {
	least := -1
	var pool []*quizzes.Item
	for _, it := range bank.Usable(concept) {
		switch n := s.Seen[it.ID].Times; {
		case least < 0 || n < least:
			least, pool = n, []*quizzes.Item{it}
		case n == least:
			pool = append(pool, it)
		}
	}
	drawn := bank.Practice(1, quizzes.Seed(secret, "review/"+s.Learner+"/"+concept+"/"+day(now)), pool)
	if len(drawn) == 0 {
		return nil, false
	}
	return drawn[0], true
}

// Review answers the item of a concept that is due. A concept is reviewed once a
// day: sent again, the first answer stands, and the result is that of it. ErrNotDue,
// ErrNoItem.
func (t *Training) Review(ctx context.Context, p Person, concept, item string, answer quizzes.Answer) (quizzes.Result, error) {
	id, err := t.Learner(ctx, p.Account)
	if err != nil {
		return quizzes.Result{}, err
	}
	now := t.now()
	name := reviewName(concept, now)
	stands, err := t.events.Get(ctx, id+"/"+name)
	if errors.Is(err, store.ErrNotFound) {
		s, err := t.State(ctx, id)
		if err != nil {
			return quizzes.Result{}, err
		}
		it, ok := t.from.Bank.Item(item)
		switch {
		case !slices.ContainsFunc(t.due(s, now), func(d Due) bool { return d.Card.Concept == concept }):
			return quizzes.Result{}, ErrNotDue
		case !ok || it.Concept != concept || it.Status != quizzes.Ready:
			return quizzes.Result{}, ErrNoItem
		}
		e := answered(it, Edition(it), answer)
		e.Learner, e.Kind, e.At = id, Reviewed, now
		if err := t.keep(ctx, e, name); err != nil {
			return quizzes.Result{}, err
		}
		if stands, err = t.events.Get(ctx, id+"/"+name); err != nil {
			return quizzes.Result{}, err
		}
	} else if err != nil {
		return quizzes.Result{}, err
	}
	it, ok := t.from.Bank.Item(stands.Item)
	if !ok {
		return quizzes.Result{}, ErrNoItem
	}
	return quizzes.Grade(it, *stands.Answer), nil
}

// Recalled is a review as it went.
type Recalled struct {
	Item   *quizzes.Item
	Answer quizzes.Answer
	Was    quizzes.Level // of the concept before
	Is     quizzes.Level
	Due    time.Time // the next review of the concept
}

// Recalled is how the review of a concept went today. ErrNotDue when there was none,
// ErrNoItem when its item is gone by now.
func (t *Training) Recalled(ctx context.Context, p Person, concept string) (Recalled, error) {
	id, err := t.Learner(ctx, p.Account)
	if err != nil {
		return Recalled{}, err
	}
	all, err := collect(t.events.Find(ctx, store.Query{Equal: map[string]any{"learner": id}, Order: "at"}))
	if err != nil {
		return Recalled{}, err
	}
	name := id + "/" + reviewName(concept, t.now())
	i := slices.IndexFunc(all, func(e Event) bool { return e.ID == name })
	if i < 0 {
		return Recalled{}, ErrNotDue
	}
	it, ok := t.from.Bank.Item(all[i].Item)
	if !ok {
		return Recalled{}, ErrNoItem
	}
	taken, err := t.attemptsOf(ctx, id)
	if err != nil {
		return Recalled{}, err
	}
	is, err := Fold(id, all, taken)
	if err != nil {
		return Recalled{}, err
	}
	answer := *all[i].Answer
	was, err := Fold(id, slices.Delete(all, i, i+1), taken)
	return Recalled{it, answer, was.Mastery[concept].Level, is.Mastery[concept].Level, is.Cards[concept].Due}, err
}

func reviewName(concept string, now time.Time) string { return "review/" + concept + "/" + day(now) }

// LawChanged makes the concepts that turn on some provisions or articles due for
// everybody who learned them, spread over fourteen days and marked 法規異動. The name
// of the change keeps it from being done twice; broken off, it is done again. It
// says for how many people something is due.
func (t *Training) LawChanged(ctx context.Context, change string, provisions []string) (int, error) {
	return t.makeDue(ctx, change, t.from.Bank.ConceptsOf(provisions), func(account string) error { return t.remindOfLaw(ctx, account, change) })
}

// makeDue makes concepts due for everybody who learned them, and has those reminded.
func (t *Training) makeDue(ctx context.Context, change string, concepts []string, remind func(account string) error) (int, error) {
	people := 0
	for l, err := range t.learners.Find(ctx, store.Query{}) {
		if err != nil {
			return people, err
		}
		s, err := t.State(ctx, l.ID)
		if err != nil {
			return people, err
		}
		due := quizzes.LawChanged(s.Cards, concepts, t.now())
		if len(due) > 0 {
			if err := remind(l.Account); err != nil {
				return people, err
			}
		}
		for _, e := range due {
			err := t.keep(ctx, Event{Learner: l.ID, Kind: LawMoved, At: e.At, Concept: e.Concept, LawDue: e.LawDue, Change: change},
				fmt.Sprintf("law/%s/%s", change, e.Concept))
			if err != nil {
				return people, err
			}
		}
		if len(due) > 0 {
			people++
		}
	}
	return people, nil
}
