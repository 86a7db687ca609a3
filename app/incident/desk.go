package incident

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io/fs"
	"strings"
	"sync"
	"time"

	"shoumi/app/store"
	"shoumi/casebook"
	"shoumi/rules"
)

var (
	// ErrFixed: the record is under review or signed, and cannot be changed.
	ErrFixed = errors.New("紀錄已送審或已簽核，不能再改")
	// ErrOutdated: the rules have changed since; the record is to be read, and moves on by Rejudge.
	ErrOutdated = errors.New("法規在這筆紀錄之後有更新，要先改用現行法規")
	// ErrNotYours: it is somebody else who may do this.
	ErrNotYours = errors.New("這一步不是由您來做")
	// ErrSamePerson: the author cannot review.
	ErrSamePerson = errors.New("承辦人不能審查自己的紀錄")
	// ErrNoReason: a reason is needed.
	ErrNoReason = errors.New("要寫理由")
	// ErrNoFacts: nothing was answered, so that there is nothing to review.
	ErrNoFacts = errors.New("還沒有任何事實，不能送審")
	// ErrLabel: an actor is called by something else than a pseudonym. Always a *LabelError.
	ErrLabel = errors.New("行為人要用代號")
	// ErrUnknownRules: the rule set that a record was made under is not in the store.
	ErrUnknownRules = errors.New("找不到這筆紀錄當時的規則")
)

// Material is what records are judged by.
type Material struct {
	Book  *rules.Book
	Files fs.FS // of the book: facts.yaml and statutes/
	Cases *casebook.Casebook
}

// Desk is the records in a store, which many processes may share. Accounts are ids;
// what roles they have is asked before.
type Desk struct {
	from  Material
	clock func() time.Time

	records   store.Collection[Record]
	revisions store.Collection[Revision]
	readers   store.Collection[reader]
	rulesets  store.Collection[ruleset]

	reruns     store.Collection[Rerun]
	rerunParts store.Collection[rerunPart]

	register *register
	books    *books
}

// books are a few rule sets of the past, latest used last.
type books struct {
	sync.Mutex
	kept []*rules.Book
}

// New is the desk in a store that was opened with Collections.
func New(db *store.DB, from Material, clock func() time.Time) *Desk {
	return &Desk{from: from, clock: clock, records: records.In(db), revisions: revisions.In(db), readers: readers.In(db), rulesets: rulesets.In(db),
		reruns: reruns.In(db), rerunParts: rerunParts.In(db), register: &register{}, books: &books{}}
}

// Under is the same desk by another clock, for the past of a demo.
func (d *Desk) Under(clock func() time.Time) *Desk {
	other := *d
	other.clock, other.register, other.books = clock, &register{}, &books{}
	return &other
}

// With is the same desk with other cases: those published meanwhile. What was read of
// the store is not read again.
func (d *Desk) With(cases *casebook.Casebook) *Desk {
	other := *d
	other.from.Cases = cases
	return &other
}

// now is the time as the store keeps it.
func (d *Desk) now() time.Time { return d.clock().UTC().Truncate(time.Millisecond) }

// Head is what a record begins with.
type Head struct {
	Reference string
	Unit      string // id; may be empty
	Purpose   string
	Stage     Stage
	Notes     string
	Dismissed []Dismissal
}

// Begin makes a record. ErrExists when the author has one of that reference;
// *PersonalDataError.
func (d *Desk) Begin(ctx context.Context, by string, h Head) (Record, error) {
	var b [16]byte
	rand.Read(b[:])
	now := d.now()
	r := Record{Doc: store.Doc{ID: hex.EncodeToString(b[:]), Version: 1}, Author: by, Turn: by, State: Draft, Revision: 1, Created: now, Digest: d.from.Book.Digest()}
	r.Put(h)
	r.Content.Interview = Unasked()
	r.tell(Event{At: now, By: by, Kind: Began})
	if err := d.judge(&r); err != nil {
		return r, err
	}
	if err := d.records.Insert(ctx, r); err != nil {
		return r, err
	}
	d.enter(r)
	return r, nil
}

// Put writes what a record begins with; nil dismissals leave those there are.
func (r *Record) Put(h Head) {
	r.Reference, r.Unit = strings.TrimSpace(h.Reference), h.Unit
	r.Content.Purpose, r.Content.Stage, r.Content.Notes = strings.TrimSpace(h.Purpose), h.Stage, h.Notes
	if h.Dismissed != nil {
		r.Content.Dismissed = h.Dismissed
	}
}

// Open reads a record for somebody who may: its author, its reviewer, or who was given
// access. To anybody else there is none: ErrNotFound. Facts are those of the record's
// own rule set.
func (d *Desk) Open(ctx context.Context, by, id string) (Record, error) {
	r, err := d.records.Get(ctx, id)
	if err != nil {
		return Record{}, err
	}
	if err := d.may(ctx, by, r); err != nil {
		return Record{}, err
	}
	return r, d.typed(ctx, &r)
}

// may is nil where somebody may read a record, else ErrNotFound.
func (d *Desk) may(ctx context.Context, by string, r Record) error {
	if by == "" {
		return store.ErrNotFound
	}
	if by == r.Author || by == r.Reviewer {
		return nil
	}
	_, err := d.readers.Get(ctx, r.ID+"/"+by)
	return err
}

// typed gives the answers of a stored record the types of the engine.
func (d *Desk) typed(ctx context.Context, r *Record) error {
	book, err := d.Book(ctx, r.Digest)
	if err != nil {
		return err
	}
	r.Content.Interview, _ = r.Content.Interview.Under(book)
	return nil
}

// Current is whether a record is of today's rules.
func (d *Desk) Current(r Record) bool { return r.Digest == d.from.Book.Digest() }

// Change writes what f makes of a draft, for its author. The version is the one that
// was shown: store.ErrConflict when it has been written since, and nothing is lost.
// The errors are those of f, ErrFixed, ErrOutdated, ErrNotYours, *PersonalDataError,
// *LabelError, *rules.ContradictionError, and of the store.
func (d *Desk) Change(ctx context.Context, by, id string, version int, kind EventKind, f func(*Record) error) (Record, error) {
	r, err := d.draft(ctx, by, id, version)
	if err != nil {
		return r, err
	}
	before := r
	if err := f(&r); err != nil {
		return before, err
	}
	if err := d.judge(&r); err != nil {
		return before, err
	}
	r.tell(Event{At: r.Updated, By: by, Kind: kind})
	return d.replace(ctx, r)
}

// draft is a record as its author may write it: a draft of today's rules, in the version
// that they saw.
func (d *Desk) draft(ctx context.Context, by, id string, version int) (Record, error) {
	r, err := d.Open(ctx, by, id)
	switch {
	case err != nil:
		return r, err
	case r.Author != by:
		return r, ErrNotYours
	case r.Fixed():
		return r, ErrFixed
	case !d.Current(r):
		return r, ErrOutdated
	case version != r.Version:
		return r, store.ErrConflict
	}
	return r, nil
}

// replace writes a record over the version it was read as.
func (d *Desk) replace(ctx context.Context, r Record) (Record, error) {
	r.Updated = d.now()
	if err := d.records.Replace(ctx, r); err != nil {
		return r, err
	}
	r.Version++
	d.enter(r)
	return r, nil
}

// judge looks a draft over before it is written: personal data, what people are
// called, facts that contradict each other; and what the book says of it.
func (d *Desk) judge(r *Record) error {
	r.Updated = d.now()
	if err := scan(r.texts(), r.Content.Dismissed); err != nil {
		return err
	}
	for _, p := range r.Content.Interview.People {
		if !Label(p.Name) {
			return &LabelError{p.Name}
		}
	}
	report, err := d.from.Book.Find(r.Act(), d.Judged(*r))
	if err != nil {
		return err
	}
	r.Outcome = outcomeOf(report, r.Act())
	return nil
}

// Judged is the day of judgment of a record: the one that it was submitted, else today.
func (d *Desk) Judged(r Record) rules.Date {
	if day, err := rules.ParseDay(r.Judged); err == nil && r.Judged != "" {
		return day
	}
	return day(d.clock())
}

// Remove takes away a draft that was never sent to anybody, with who may read it.
func (d *Desk) Remove(ctx context.Context, by, id string, version int) error {
	r, err := d.Open(ctx, by, id)
	switch {
	case err != nil:
		return err
	case r.Author != by:
		return ErrNotYours
	case r.Fixed() || r.Revision > 1 || r.Reviewer != "":
		return ErrFixed
	case version != r.Version:
		return store.ErrConflict
	}
	all, err := d.Readers(ctx, by, id)
	if err != nil {
		return err
	}
	if err := d.records.Delete(ctx, id); err != nil {
		return err
	}
	d.strike(id)
	for _, account := range all {
		if err := d.readers.Delete(ctx, id+"/"+account); err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
	}
	return nil
}

// Readers are the accounts that may read a record besides author and reviewer.
func (d *Desk) Readers(ctx context.Context, by, id string) (accounts []string, err error) {
	if _, err := d.Open(ctx, by, id); err != nil {
		return nil, err
	}
	for x, err := range d.readers.Find(ctx, store.Query{Equal: map[string]any{"record": id}, Order: "account"}) {
		if err != nil {
			return nil, err
		}
		accounts = append(accounts, x.Account)
	}
	return accounts, nil
}

// Share lets somebody read a record, for a reason; Unshare ends it. Only the author may.
// Done twice it is done once. ErrNoReason; ErrSamePerson where it is open to them
// anyhow; *PersonalDataError.
func (d *Desk) Share(ctx context.Context, by, id, to, reason string) error {
	reason = strings.TrimSpace(reason)
	return d.share(ctx, by, id, Event{Kind: Shared, To: to, Text: reason}, func(r Record, reads bool) error {
		switch {
		case reads:
			return errDone
		case to == r.Author || to == r.Reviewer || to == "":
			return ErrSamePerson
		case reason == "":
			return ErrNoReason
		}
		return scan([]text{{"reason", reason}}, r.Content.Dismissed)
	}, func() error {
		err := d.readers.Insert(ctx, reader{Doc: store.Doc{ID: id + "/" + to}, Record: id, Account: to, By: by, At: d.now()})
		if errors.Is(err, store.ErrExists) { // sent twice at once
			return nil
		}
		return err
	})
}

// Unshare takes away what Share gave.
func (d *Desk) Unshare(ctx context.Context, by, id, from string) error {
	return d.share(ctx, by, id, Event{Kind: Unshared, To: from}, func(_ Record, reads bool) error {
		if !reads {
			return errDone
		}
		return nil
	}, func() error { return d.readers.Delete(ctx, id+"/"+from) })
}

// errDone: there is nothing left to do.
var errDone = errors.New("done")

// share tells the history first: an access that is not in it never is.
func (d *Desk) share(ctx context.Context, by, id string, e Event, may func(r Record, reads bool) error, do func() error) error {
	r, err := d.Open(ctx, by, id)
	switch {
	case err != nil:
		return err
	case r.Author != by:
		return ErrNotYours
	}
	_, err = d.readers.Get(ctx, id+"/"+e.To)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if err := may(r, err == nil); errors.Is(err, errDone) {
		return nil
	} else if err != nil {
		return err
	}
	e.At, e.By = d.now(), by
	r.tell(e)
	if _, err := d.replace(ctx, r); err != nil {
		return err
	}
	return do()
}

var taipei = time.FixedZone("Asia/Taipei", 8*60*60)

func day(t time.Time) rules.Date {
	y, m, d := t.In(taipei).Date()
	return rules.Day(y, m, d)
}
