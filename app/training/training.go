package training

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"time"

	"shoumi/app/store"
)

// Collections are what store.Open has to know for this package.
var Collections = []store.Option{learners, events, assignments, attempts, papers, certificates, notices, laws, texts, reminders}

// Training is the officers' training in a store, which many processes may share.
type Training struct {
	from    Material
	courses *Courses
	secret  []byte
	clock   func() time.Time

	learners     store.Collection[learner]
	events       store.Collection[Event]
	assignments  store.Collection[Assignment]
	attempts     store.Collection[Attempt]
	papers       store.Collection[Paper]
	certificates store.Collection[Certificate]
	notices      store.Collection[Notice]
	laws         store.Collection[law]
	texts        store.Collection[text]
	reminders    store.Collection[Reminder]

	tally   *tally
	reports *reports
}

// New is the training of checked courses in a store that was opened with
// Collections. The secret seeds the forms of certifications: processes on one
// store share it, and it is never changed, for appeals.
func New(db *store.DB, courses *Courses, from Material, secret []byte, clock func() time.Time) *Training {
	return &Training{from: from, courses: courses, secret: secret, clock: clock,
		learners: learners.In(db), events: events.In(db), assignments: assignments.In(db),
		attempts: attempts.In(db), papers: papers.In(db), certificates: certificates.In(db), notices: notices.In(db),
		laws: laws.In(db), texts: texts.In(db), reminders: reminders.In(db), tally: &tally{}, reports: &reports{}}
}

// Under is the same training by another clock, for the past of a demo.
func (t *Training) Under(clock func() time.Time) *Training {
	other := *t
	other.clock = clock
	return &other
}

// With is the same training with other courses, made of other material: what was
// published meanwhile. What was read of the store is not read again.
func (t *Training) With(courses *Courses, from Material) *Training {
	other := *t
	other.courses, other.from, other.reports = courses, from, &reports{}
	return &other
}

// Courses are the courses and documents that it is about.
func (t *Training) Courses() *Courses { return t.courses }

// now is the time as the store keeps it.
func (t *Training) now() time.Time { return t.clock().UTC().Truncate(time.Millisecond) }

// Person is somebody as the rest of the house knows them.
type Person struct {
	Account string   // id
	Units   []string // ids, the person's own first, then those above it
}

// learner is the one document in which a person and a pseudonym meet.
type learner struct {
	store.Doc
	Account string `json:"account"`
}

var learners = store.Define[learner]("learners", store.Unique("account"))

// Learner is the pseudonym of an account, made the first time somebody asks.
func (t *Training) Learner(ctx context.Context, account string) (string, error) {
	return reading(ctx, func(o *once) *map[string]string { return &o.learners }, account, func() (string, error) { return t.learner(ctx, account) })
}

func (t *Training) learner(ctx context.Context, account string) (string, error) {
	for {
		id, ok, err := t.known(ctx, account)
		if ok || err != nil {
			return id, err
		}
		var b [16]byte
		rand.Read(b[:])
		id = hex.EncodeToString(b[:])
		err = t.learners.Insert(ctx, learner{Doc: store.Doc{ID: id}, Account: account})
		if !errors.Is(err, store.ErrExists) {
			return id, err
		}
	}
}

// known is the pseudonym of an account that has one.
func (t *Training) known(ctx context.Context, account string) (string, bool, error) {
	for l, err := range t.learners.Find(ctx, store.Query{Equal: map[string]any{"account": account}}) {
		return l.ID, err == nil, err
	}
	return "", false, nil
}

// State is where a learner stands.
func (t *Training) State(ctx context.Context, learner string) (State, error) {
	return reading(ctx, func(o *once) *map[string]State { return &o.states }, learner, func() (State, error) { return t.state(ctx, learner) })
}

func (t *Training) state(ctx context.Context, learner string) (State, error) {
	var all []Event
	for e, err := range t.events.Find(ctx, store.Query{Equal: map[string]any{"learner": learner}, Order: "at"}) {
		if err != nil {
			return State{}, err
		}
		all = append(all, e)
	}
	taken, err := t.attemptsOf(ctx, learner)
	if err != nil {
		return State{}, err
	}
	return Fold(learner, all, taken)
}

// keep writes an event, unless what it says has been kept already.
func (t *Training) keep(ctx context.Context, e Event, id string) error {
	e.ID = e.Learner + "/" + id
	if e.At.IsZero() {
		e.At = t.now()
	}
	defer forget(ctx)
	err := t.events.Insert(ctx, e)
	if errors.Is(err, store.ErrExists) {
		return nil
	}
	return err
}
