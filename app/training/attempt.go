package training

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"shoumi/app/store"
	"shoumi/quizzes"
	"shoumi/rules"
)

// Attempt is one try at a certification.
type Attempt struct {
	store.Doc
	Learner    string                    `json:"learner"`
	Active     string                    `json:"active"` // the learner until it is submitted: nobody has two
	Round      string                    `json:"round"`
	Unit       string                    `json:"unit"`
	Began      time.Time                 `json:"began"`
	Items      []string                  `json:"items"`
	Answers    map[string]quizzes.Answer `json:"answers,omitempty"`  // by position from 1
	Answered   map[string]time.Time      `json:"answered,omitempty"` // when each was first answered
	Later      []int                     `json:"later,omitempty"`    // positions that the person wants to look at again
	Submitted  time.Time                 `json:"submitted,omitzero"`
	Outcomes   []Outcome                 `json:"outcomes,omitempty"` // by position
	Right      int                       `json:"right,omitempty"`
	Need       int                       `json:"need,omitempty"`
	Passed     bool                      `json:"passed,omitempty"`
	Restudy    []string                  `json:"restudy,omitempty"` // concepts that went wrong, critical ones first
	Opens      time.Time                 `json:"opens,omitzero"`    // after a failure: the earliest next attempt
	Parameters string                    `json:"parameters,omitempty"`
}

// Outcome is what came of one question.
type Outcome struct {
	Item     string   `json:"item"`
	Edition  string   `json:"edition"`
	Concept  string   `json:"concept"`
	Critical bool     `json:"critical,omitempty"`
	Right    bool     `json:"right"`
	Chosen   []string `json:"chosen,omitempty"`
}

var attempts = store.Define[Attempt]("training_attempts",
	store.Unique("active"), store.Index("learner", "began"), store.Index("submitted"))

func (t *Training) attemptsOf(ctx context.Context, learner string) ([]Attempt, error) {
	return collect(t.attempts.Find(ctx, store.Query{Equal: map[string]any{"learner": learner}, Order: "began"}))
}

// opens is from when on somebody may try a certification; zero: always.
func (s State) opens(round string, u Unit) time.Time {
	for _, a := range slices.Backward(s.Attempts) {
		if a.Round == round && a.Unit == u.ID {
			return a.Opens
		}
	}
	return time.Time{}
}

// Revealed says whether the keys of an attempt may be shown: it is submitted, and
// its certification is passed, with this attempt or another, or the last day of the
// round is over.
func (s State) Revealed(a Attempt, now time.Time) bool {
	r, ok := s.Rounds[a.Round]
	if a.Active != "" || !ok {
		return false
	}
	if u := r.Units[a.Unit]; u != nil && !u.Passed.IsZero() {
		return true
	}
	due, err := rules.ParseDay(r.Due)
	return err == nil && dayOf(now) > due
}

// Begin begins a certification, or gives the attempt that is not submitted yet,
// from whatever device; there is one at a time, whatever the course. *WaitError;
// ErrLocked until all other units are done, ErrSubmitted when it is passed already.
func (t *Training) Begin(ctx context.Context, p Person, round, unit string) (Attempt, error) {
	a, err := t.stand(ctx, p, round, unit, Certify)
	if err != nil {
		return Attempt{}, err
	}
	for {
		if i := slices.IndexFunc(a.Attempts, func(x Attempt) bool { return x.Active != "" }); i >= 0 {
			return a.Attempts[i], nil
		}
		if !a.done.Passed.IsZero() {
			return Attempt{}, ErrSubmitted
		}
		if opens := a.opens(round, a.unit); a.now.Before(opens) {
			return Attempt{}, &WaitError{opens}
		}
		next := Attempt{Doc: store.Doc{ID: attemptID(a.Learner, len(a.Attempts)+1)}, Learner: a.Learner, Active: a.Learner,
			Round: round, Unit: unit, Began: a.now, Parameters: quizzes.ReviewParameters}
		paper, err := t.frozen(ctx, next.ID, a)
		if err != nil {
			return Attempt{}, err
		}
		questions, err := paper.Questions()
		if err != nil {
			return Attempt{}, err
		}
		for _, q := range questions {
			next.Items = append(next.Items, q.Item)
		}
		next.Need = paper.Blueprint.Need()
		err = t.attempts.Insert(ctx, next)
		forget(ctx)
		if !errors.Is(err, store.ErrExists) {
			next.Version = 1
			return next, err
		}
		if a, err = t.stand(ctx, p, round, unit, Certify); err != nil { // another device was first
			return Attempt{}, err
		}
	}
}

func attemptID(learner string, n int) string {
	return fmt.Sprintf("%x", sha256.Sum256(fmt.Appendf(nil, "%s/%d", learner, n)))[:32]
}

// frozen is the paper of an attempt, drawn and kept unless it was already.
func (t *Training) frozen(ctx context.Context, id string, a at) (Paper, error) {
	b := a.unit.Certify.Blueprint
	paper, err := t.papers.Get(ctx, id)
	if !errors.Is(err, store.ErrNotFound) {
		return paper, err
	}
	if paper, err = t.paper(id, b, drawable(t.from.Bank, b, a.Seen)); err != nil {
		return Paper{}, err
	}
	if err := t.papers.Insert(ctx, paper); err != nil && !errors.Is(err, store.ErrExists) {
		return Paper{}, err
	}
	return t.papers.Get(ctx, id) // of whoever came first
}

// Attempt is somebody's own attempt with its paper. ErrNotYours.
func (t *Training) Attempt(ctx context.Context, p Person, id string) (Attempt, Paper, error) {
	a, err := t.own(ctx, p, id)
	if err != nil {
		return Attempt{}, Paper{}, err
	}
	paper, err := t.papers.Get(ctx, id)
	return a, paper, err
}

func (t *Training) own(ctx context.Context, p Person, id string) (Attempt, error) {
	learner, err := t.Learner(ctx, p.Account)
	if err != nil {
		return Attempt{}, err
	}
	a, err := t.attempts.Get(ctx, id)
	if err == nil && a.Learner != learner {
		return Attempt{}, ErrNotYours
	}
	return a, err
}

// HandedIn is an attempt that was handed in, whoever's, with its paper: for those who
// look into an appeal. store.ErrNotFound also while it goes on.
func (t *Training) HandedIn(ctx context.Context, id string) (Attempt, Paper, error) {
	a, err := t.attempts.Get(ctx, id)
	if err == nil && a.Active != "" {
		err = store.ErrNotFound
	}
	if err != nil {
		return Attempt{}, Paper{}, err
	}
	paper, err := t.papers.Get(ctx, id)
	return a, paper, err
}

// Put keeps an answer at a position, from 1, of an attempt, in place of an earlier
// one; nothing is said of it. ErrNoItem, ErrSubmitted, ErrNotYours.
func (t *Training) Put(ctx context.Context, p Person, id string, number int, answer quizzes.Answer) error {
	return t.change(ctx, p, id, func(a *Attempt) error {
		switch {
		case a.Active == "":
			return ErrSubmitted
		case number < 1 || number > len(a.Items):
			return ErrNoItem
		}
		a.Answers = maps.Clone(a.Answers)
		if a.Answers == nil {
			a.Answers = map[string]quizzes.Answer{}
		}
		position := strconv.Itoa(number)
		a.Answers[position] = answer
		if _, before := a.Answered[position]; !before {
			a.Answered = maps.Clone(a.Answered)
			if a.Answered == nil {
				a.Answered = map[string]time.Time{}
			}
			a.Answered[position] = t.now()
		}
		return nil
	})
}

// Flag keeps whether the person wants to look at a position, from 1, again before
// handing in. It changes no answer. The errors are those of Put.
func (t *Training) Flag(ctx context.Context, p Person, id string, number int, later bool) error {
	err := t.change(ctx, p, id, func(a *Attempt) error {
		switch {
		case a.Active == "":
			return ErrSubmitted
		case number < 1 || number > len(a.Items):
			return ErrNoItem
		case slices.Contains(a.Later, number) == later:
			return errUnchanged
		}
		a.Later = slices.DeleteFunc(slices.Clone(a.Later), func(n int) bool { return n == number })
		if later {
			a.Later = append(a.Later, number)
		}
		return nil
	})
	if errors.Is(err, errUnchanged) {
		return nil
	}
	return err
}

// Submit marks an attempt by its paper. What is not answered is wrong. Submitting
// again changes nothing.
func (t *Training) Submit(ctx context.Context, p Person, id string) (Attempt, error) {
	_, paper, err := t.Attempt(ctx, p, id)
	if err != nil {
		return Attempt{}, err
	}
	questions, err := paper.Questions()
	if err != nil {
		return Attempt{}, err
	}
	var out Attempt
	err = t.change(ctx, p, id, func(a *Attempt) error {
		if a.Active == "" {
			out = *a
			return errUnchanged
		}
		a.Submitted, a.Active = t.now(), ""
		a.mark(questions, t.wait(a.Round, a.Unit))
		out = *a
		return nil
	})
	if err != nil && !errors.Is(err, errUnchanged) {
		return Attempt{}, err
	}
	t.tally.add(out.Submitted)
	s, err := t.State(ctx, out.Learner)
	if err != nil {
		return out, err
	}
	return out, t.settle(ctx, s)
}

var errUnchanged = errors.New("nothing to write")

// mark fills in what came of every question and of the whole.
func (a *Attempt) mark(questions []Question, wait time.Duration) {
	a.Outcomes, a.Right, a.Restudy = nil, 0, nil
	var critical, others []string
	for i, q := range questions {
		answer := a.Answers[strconv.Itoa(i+1)]
		o := Outcome{Item: q.Item, Edition: q.Edition, Concept: q.Concept, Critical: q.Critical, Right: q.Grade(answer).Right, Chosen: answer.Options}
		a.Outcomes = append(a.Outcomes, o)
		switch {
		case o.Right:
			a.Right++
		case o.Critical:
			critical = append(critical, o.Concept)
		default:
			others = append(others, o.Concept)
		}
	}
	a.Passed = a.Right >= a.Need && len(critical) == 0
	slices.Sort(critical)
	slices.Sort(others)
	a.Restudy = append(slices.Compact(critical), slices.Compact(others)...)
	if !a.Passed {
		a.Opens = a.Submitted.Add(wait)
	}
}

func (t *Training) wait(round, unit string) time.Duration {
	if c, ok := t.courseOf(round); ok {
		if u, ok := c.Unit(unit); ok && u.Certify != nil {
			return u.Certify.Wait
		}
	}
	return 0
}

// change writes what f makes of an attempt, again if another device did meanwhile.
func (t *Training) change(ctx context.Context, p Person, id string, f func(*Attempt) error) error {
	defer forget(ctx)
	for {
		a, err := t.own(ctx, p, id)
		if err != nil {
			return err
		}
		if err := f(&a); err != nil {
			return err
		}
		if err := t.attempts.Replace(ctx, a); !errors.Is(err, store.ErrConflict) {
			return err
		}
	}
}

// Reproduce draws the form of an attempt again from its seed, which it computes
// anew, and gives the words of the questions: the same bytes as Paper.Words, or
// ErrOtherBank when the rules or the bank are others by now.
func (t *Training) Reproduce(ctx context.Context, id string) ([]byte, error) {
	kept, err := t.papers.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	again, err := t.paper(id, kept.Blueprint, kept.History)
	if kept.Rules != t.from.Book.Digest() || err != nil || again.Hash != kept.Hash || again.Seed != kept.Seed {
		return nil, ErrOtherBank
	}
	return []byte(again.Words), nil
}

// Sittings are all submitted attempts, for item statistics; officers are
// pseudonyms.
func (t *Training) Sittings(ctx context.Context) ([]quizzes.Sitting, error) {
	var out []quizzes.Sitting
	for a, err := range t.attempts.Find(ctx, store.Query{Order: "submitted", Range: store.Range{Field: "submitted", From: time.Unix(0, 0)}}) {
		if err != nil {
			return nil, err
		}
		out = append(out, a.sitting())
	}
	return out, nil
}

func (a Attempt) sitting() quizzes.Sitting {
	s := quizzes.Sitting{Officer: a.Learner, At: a.Submitted}
	seconds := a.seconds()
	for i, o := range a.Outcomes {
		x := quizzes.Answered{Item: o.Item, Version: o.Edition, Max: 1, Chosen: o.Chosen, Seconds: seconds[strconv.Itoa(i+1)]}
		if o.Right {
			x.Mark = 1
		}
		s.Answers = append(s.Answers, x)
	}
	return s
}
