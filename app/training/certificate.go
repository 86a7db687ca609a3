package training

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"strings"
	"time"

	"shoumi/app/store"
	"shoumi/rules"
)

// Certificate says that somebody finished a course. It names nobody: who holds it
// is known through the learner, until that is erased.
type Certificate struct {
	store.Doc            // the learner and the round: there is one of a round
	Number    string     `json:"number"` // 115-K3F7Q-9XD2M; nobody can guess another one
	Learner   string     `json:"learner"`
	Round     string     `json:"round"`
	Course    string     `json:"course"`
	Title     rules.Text `json:"title"`
	Hours     int        `json:"hours"`
	Category  rules.Text `json:"category"`
	Attempt   string     `json:"attempt"`
	Law       rules.Date `json:"law"`    // the law was checked on this day, or later
	Rules     string     `json:"rules"`  // digest
	Active    int        `json:"active"` // minutes, as far as the server saw; see Progress.Active
	Issued    time.Time  `json:"issued"`
	Expires   rules.Date `json:"expires"`           // the first day on which it no longer holds
	Renew     rules.Date `json:"renew"`             // from then on it may be renewed
	Sent      time.Time  `json:"sent,omitzero"`     // when its hours were sent to 終身學習
	SentBy    string     `json:"sent_by,omitempty"` // account
	Renewed   string     `json:"renewed"`           // the round that is to renew it or makes that needless; empty: not looked after yet
}

var certificates = store.Define[Certificate]("certificates", store.Unique("number"), store.Index("learner", "issued"), store.Index("renewed", "renew"))

// Valid says whether a certificate holds on a day.
func (c Certificate) Valid(on rules.Date) bool { return on < c.Expires }

// Renewable says whether it may be renewed on a day.
func (c Certificate) Renewable(on rules.Date) bool { return on >= c.Renew }

// settle ends every round whose units are all done: with a certificate, then with
// the event. Broken off between the two, it is done again.
func (t *Training) settle(ctx context.Context, s State) error {
	for round, r := range s.Rounds {
		c, ok := t.courseOf(round)
		if !ok || !r.Finished.IsZero() || !t.complete(s, round, c) {
			continue
		}
		passed, attempt := s.passed(round)
		if err := t.issue(ctx, s.Learner, round, c, r.Active(), passed, attempt); err != nil {
			return err
		}
		if err := t.keep(ctx, Event{Learner: s.Learner, Kind: Finished, Round: round, At: passed, Attempt: attempt}, round+"/finished"); err != nil {
			return err
		}
		r.Finished = passed
	}
	return nil
}

func (t *Training) complete(s State, round string, c *Course) bool {
	for _, u := range c.Units {
		if !t.done(s, round, u) {
			return false
		}
	}
	return true
}

func (t *Training) courseOf(round string) (*Course, bool) {
	id, _, _ := strings.Cut(round, "/")
	return t.courses.Course(id)
}

// passed is when and with which attempt a round was passed first.
func (s State) passed(round string) (time.Time, string) {
	for _, a := range s.Attempts {
		if a.Round == round && a.Passed {
			return a.Submitted, a.ID
		}
	}
	return time.Time{}, ""
}

func (t *Training) issue(ctx context.Context, learner, round string, c *Course, active time.Duration, at time.Time, attempt string) error {
	on := dayOf(at)
	credit, _ := c.CreditOn(on)
	id := learner + "/" + round
	expires := on.AddDate(0, c.Valid, 0)
	err := t.certificates.Insert(ctx, Certificate{Doc: store.Doc{ID: id}, Number: t.number(id, on), Learner: learner, Round: round,
		Course: c.ID, Title: c.Title, Hours: credit.Hours, Category: credit.Category, Attempt: attempt, Active: int(active.Minutes()),
		Law: t.lawDate(), Rules: t.from.Book.Digest(), Issued: at, Expires: expires, Renew: expires.AddDate(0, 0, -c.Renew)})
	if errors.Is(err, store.ErrExists) {
		return nil
	}
	return err
}

// number is the year of the Republic and fifty bits that only the site can make.
func (t *Training) number(id string, on rules.Date) string {
	mac := hmac.New(sha256.New, t.secret)
	mac.Write([]byte("certificate " + id))
	code := base32.StdEncoding.EncodeToString(mac.Sum(nil))
	return fmt.Sprintf("%d-%s-%s", on.Time().Year()-1911, code[:5], code[5:10])
}

// lawDate is the day on which the article was checked that was checked longest ago.
func (t *Training) lawDate() rules.Date {
	oldest := rules.Forever
	for _, a := range t.from.Book.Articles() {
		oldest = min(oldest, a.CheckedOn)
	}
	return oldest
}

// Certificates are those of a person, the latest first.
func (t *Training) Certificates(ctx context.Context, p Person) ([]Certificate, error) {
	id, err := t.Learner(ctx, p.Account)
	if err != nil {
		return nil, err
	}
	return collect(t.certificates.Find(ctx, store.Query{Equal: map[string]any{"learner": id}, Order: "issued", Desc: true}))
}

// Verify finds a certificate by its number, as ReadNumber gives it, and the account of
// its holder, which is empty once the person was erased. store.ErrNotFound.
func (t *Training) Verify(ctx context.Context, number string) (Certificate, string, error) {
	for c, err := range t.certificates.Find(ctx, store.Query{Equal: map[string]any{"number": number}}) {
		if err != nil {
			return Certificate{}, "", err
		}
		l, err := t.learners.Get(ctx, c.Learner)
		if errors.Is(err, store.ErrNotFound) {
			err = nil
		}
		return c, l.Account, err
	}
	return Certificate{}, "", store.ErrNotFound
}

// MarkSent keeps that the hours of some certificates, by number, were sent to
// 終身學習; of those marked before the first time stands. When one is not known none
// is marked: store.ErrNotFound.
func (t *Training) MarkSent(ctx context.Context, numbers []string, by string) error {
	var all []Certificate
	for _, number := range numbers {
		c, _, err := t.Verify(ctx, number)
		if err != nil {
			return err
		}
		all = append(all, c)
	}
	for _, c := range all {
		if err := t.markSent(ctx, c.ID, by); err != nil {
			return err
		}
	}
	return nil
}

func (t *Training) markSent(ctx context.Context, id, by string) error {
	for {
		c, err := t.certificates.Get(ctx, id)
		if err != nil || !c.Sent.IsZero() {
			return err
		}
		c.Sent, c.SentBy = t.now(), by
		if err := t.certificates.Replace(ctx, c); !errors.Is(err, store.ErrConflict) {
			return err
		}
	}
}

// MaskedName is a name of which strangers see the first and the last rune only, and
// of two the first: 王○明, 王○.
func MaskedName(name string) string {
	r := []rune(name)
	for i := 1; i < len(r)-1; i++ {
		r[i] = '○'
	}
	if len(r) == 2 {
		r[1] = '○'
	}
	return string(r)
}
