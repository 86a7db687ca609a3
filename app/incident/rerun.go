package incident

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"time"

	"shoumi/app/store"
	"shoumi/rules"
	"shoumi/rules/batch"
)

// Rerun is how today's rules judge the records of older ones that somebody may open.
// It changes none of them. It is kept in the store, so that every process can tell how
// far it is and go on where another broke off.
type Rerun struct {
	store.Doc
	By     string         `json:"by"`     // account; it is there for nobody else
	Digest string         `json:"digest"` // of the rules that were today's when it was begun
	Judged string         `json:"judged"` // day of judgment, ISO
	Began  time.Time      `json:"began"`
	Beat   time.Time      `json:"beat"` // when it was last heard of
	Ended  time.Time      `json:"ended"`
	Total  int            `json:"total"` // records
	Done   int            `json:"done"`
	Parts  int            `json:"parts"`
	Counts map[Effect]int `json:"counts"`
	Taking Taking         `json:"taking"`
}

// Taking is how far the records in which nothing changes are taken on to today's rules.
type Taking struct {
	Began time.Time `json:"began"`
	Beat  time.Time `json:"beat"`
	Ended time.Time `json:"ended"`
	Total int       `json:"total"` // records, at most
	Taken int       `json:"taken"`
	Left  int       `json:"left"` // as they were: under review, changed meanwhile, no longer the same
}

// Rerow is what a re-run found of one record.
type Rerow struct {
	Record    string `json:"record"`
	Reference string `json:"reference"`
	State     State  `json:"state"`
	Own       bool   `json:"own"` // of whoever asked
	Comparison
}

// rerunPart is some rows of a re-run.
type rerunPart struct {
	store.Doc         // RERUN/NUMBER
	Rerun     string  `json:"rerun"`
	Number    int     `json:"number"`
	Rows      []Rerow `json:"rows"`
}

var (
	reruns     = store.Define[Rerun]("incident_reruns", store.Index("by", "began"))
	rerunParts = store.Define[rerunPart]("incident_rerun_parts", store.Index("rerun", "number"), store.Sealed("rows"))
)

const (
	rerunSilence = time.Minute // a re-run nobody hears of for so long was broken off
	rerunRows    = 200         // rows that are kept together
	keptReruns   = 5           // of one person
)

// Whole is whether a re-run came to its end.
func (j Rerun) Whole() bool { return !j.Ended.IsZero() }

// Running is whether a re-run is being carried out.
func (j Rerun) Running(now time.Time) bool {
	return !j.Whole() && now.Before(j.Beat.Add(rerunSilence))
}

// Running is whether records are being taken on.
func (t Taking) Running(now time.Time) bool {
	return !t.Began.IsZero() && t.Ended.IsZero() && now.Before(t.Beat.Add(rerunSilence))
}

// Outdated is how many of the records that somebody may open are not of today's rules.
func (d *Desk) Outdated(ctx context.Context, by string) (n int, err error) {
	for _, q := range d.older(by) {
		k, err := d.records.Count(ctx, q)
		if err != nil {
			return 0, err
		}
		n += k
	}
	for _, err := range d.lentOutdated(ctx, by) {
		if err != nil {
			return 0, err
		}
		n++
	}
	return n, nil
}

// older are the queries for the records of older rules that somebody wrote or reviews.
func (d *Desk) older(by string) (out []store.Query) {
	today := d.from.Book.Digest()
	for _, field := range []string{"author", "reviewer"} {
		for _, r := range []store.Range{{Field: "digest", Before: today}, {Field: "digest", From: today + "\x00"}} {
			out = append(out, store.Query{Equal: map[string]any{field: by}, Range: r, Order: "digest"})
		}
	}
	return out
}

// lentOutdated are the records of older rules that somebody was given access to.
func (d *Desk) lentOutdated(ctx context.Context, by string) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		for x, err := range d.readers.Find(ctx, store.Query{Equal: map[string]any{"account": by}, Order: "at"}) {
			var r Record
			if err == nil {
				r, err = d.records.Get(ctx, x.Record)
			}
			if errors.Is(err, store.ErrNotFound) || err == nil && (d.Current(r) || r.Author == by || r.Reviewer == by) {
				continue
			}
			if !yield(r, err) || err != nil {
				return
			}
		}
	}
}

// outdated are the records of older rules that somebody may open, as they are stored.
func (d *Desk) outdated(ctx context.Context, by string) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		for _, q := range d.older(by) {
			for r, err := range d.records.Find(ctx, q) {
				if !yield(r, err) || err != nil {
					return
				}
			}
		}
		for r, err := range d.lentOutdated(ctx, by) {
			if !yield(r, err) || err != nil {
				return
			}
		}
	}
}

// BeginRerun notes that somebody is about to have their records judged anew; CarryRerun
// does it. Begun while another of theirs runs under the same rules, it is that one.
func (d *Desk) BeginRerun(ctx context.Context, by string) (Rerun, error) {
	before, err := d.Reruns(ctx, by)
	if err != nil {
		return Rerun{}, err
	}
	for i, j := range before {
		if j.Running(d.clock()) && j.Digest == d.from.Book.Digest() {
			return j, nil
		}
		if i >= keptReruns-1 {
			if err := d.dropRerun(ctx, j); err != nil {
				return Rerun{}, err
			}
		}
	}
	n, err := d.Outdated(ctx, by)
	if err != nil {
		return Rerun{}, err
	}
	var b [12]byte
	rand.Read(b[:])
	j := Rerun{Doc: store.Doc{ID: hex.EncodeToString(b[:]), Version: 1}, By: by, Digest: d.from.Book.Digest(), Judged: day(d.clock()).String(), Began: d.now(), Beat: d.now(), Total: n, Counts: map[Effect]int{}}
	return j, d.reruns.Insert(ctx, j)
}

func (d *Desk) dropRerun(ctx context.Context, j Rerun) error {
	for p, err := range d.rerunParts.Find(ctx, store.Query{Equal: map[string]any{"rerun": j.ID}, Order: "number"}) {
		if err == nil {
			err = d.rerunParts.Delete(ctx, p.ID)
		}
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
	}
	if err := d.reruns.Delete(ctx, j.ID); err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	return nil
}

// Rerun is one of somebody's. To anybody else there is none: store.ErrNotFound.
func (d *Desk) Rerun(ctx context.Context, by, id string) (Rerun, error) {
	j, err := d.reruns.Get(ctx, id)
	if err == nil && j.By != by {
		return Rerun{}, store.ErrNotFound
	}
	return j, err
}

// Reruns are somebody's, latest first.
func (d *Desk) Reruns(ctx context.Context, by string) (out []Rerun, err error) {
	for j, err := range d.reruns.Find(ctx, store.Query{Equal: map[string]any{"by": by}, Order: "began", Desc: true}) {
		if err != nil {
			return nil, err
		}
		out = append(out, j)
	}
	return out, nil
}

// CarryRerun carries a re-run out, from where it was broken off. ErrOutdated where the
// rules have changed since it was begun; store.ErrConflict where another process goes
// on with it.
func (d *Desk) CarryRerun(ctx context.Context, j Rerun) (Rerun, error) {
	if j.Digest != d.from.Book.Digest() {
		return j, ErrOutdated
	}
	on, err := rules.ParseDay(j.Judged)
	if err != nil {
		return j, err
	}
	seen := map[string]bool{}
	j.Done, j.Parts, j.Counts = 0, 0, map[Effect]int{}
	for p, err := range d.rerunParts.Find(ctx, store.Query{Equal: map[string]any{"rerun": j.ID}, Order: "number"}) {
		if err != nil {
			return j, err
		}
		j.count(p)
		for _, row := range p.Rows {
			seen[row.Record] = true
		}
	}
	if j, err = d.beat(ctx, j); err != nil {
		return j, err
	}
	left := func(yield func(Record, error) bool) {
		for r, err := range d.outdated(ctx, j.By) {
			if (err != nil || !seen[r.ID]) && !yield(r, err) {
				return
			}
		}
	}
	var rows []Rerow
	keep := func() error {
		if len(rows) > 0 {
			p := rerunPart{Doc: store.Doc{ID: partID(j.ID, j.Parts+1)}, Rerun: j.ID, Number: j.Parts + 1, Rows: rows}
			if err := d.rerunParts.Insert(ctx, p); errors.Is(err, store.ErrExists) {
				return store.ErrConflict
			} else if err != nil {
				return err
			}
			j.count(p)
			rows = nil
		}
		var err error
		j, err = d.beat(ctx, j)
		return err
	}
	by := j.By // j changes while records are compared
	for row, err := range batch.InOrder(ctx, left, func(r Record) Rerow {
		return Rerow{r.ID, r.Reference, r.State, r.Author == by, Compare(r, d.from.Book, on)}
	}) {
		if err != nil {
			return j, err
		}
		if rows = append(rows, row); len(rows) == rerunRows {
			if err := keep(); err != nil {
				return j, err
			}
		}
	}
	j.Ended = d.now()
	return j, keep()
}

func partID(rerun string, number int) string { return fmt.Sprintf("%s/%06d", rerun, number) }

// count adds a part that is kept.
func (j *Rerun) count(p rerunPart) {
	j.Parts = p.Number
	j.Counts = maps.Clone(j.Counts)
	for _, row := range p.Rows {
		j.Done++
		j.Counts[row.Effect]++
	}
	j.Total = max(j.Total, j.Done)
}

// beat says how far a re-run is.
func (d *Desk) beat(ctx context.Context, j Rerun) (Rerun, error) {
	if j.Beat = d.now(); j.Whole() {
		j.Total = j.Done
	}
	if err := d.reruns.Replace(ctx, j); err != nil {
		return j, err
	}
	j.Version++
	return j, nil
}

// RerunRows are the rows of a re-run, of the records that are still open to whoever had
// it done: what needs somebody most first, then by reference.
func (d *Desk) RerunRows(ctx context.Context, by, id string) (out []Rerow, err error) {
	if _, err := d.Rerun(ctx, by, id); err != nil {
		return nil, err
	}
	for p, err := range d.rerunParts.Find(ctx, store.Query{Equal: map[string]any{"rerun": id}, Order: "number"}) {
		if err != nil {
			return nil, err
		}
		for _, row := range p.Rows {
			if open, err := d.still(ctx, by, row); err != nil {
				return nil, err
			} else if open {
				out = append(out, row)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Rerow) int {
		return cmp.Or(cmp.Compare(slices.Index(Effects, a.Effect), slices.Index(Effects, b.Effect)), cmp.Compare(a.Reference, b.Reference), cmp.Compare(a.Record, b.Record))
	})
	return out, nil
}

// still is whether the record of a row is open to somebody: an author's always is while
// there is one, which only opening it tells.
func (d *Desk) still(ctx context.Context, by string, row Rerow) (bool, error) {
	if row.Own {
		return true, nil
	}
	r, err := d.records.Get(ctx, row.Record)
	if err == nil {
		err = d.may(ctx, by, r)
	}
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// Takable are the rows of records that their author can take on at once: nothing in
// them changes, and nobody reviews them.
func Takable(rows []Rerow) (out []Rerow) {
	for _, row := range rows {
		if row.Own && row.Effect == Unaltered && row.State != Submitted {
			out = append(out, row)
		}
	}
	return out
}

// TakeUnaltered takes the records of a re-run in which nothing changes on to today's
// rules, each as by Rejudge, telling each before it is done. What does not fit any more
// stays as it is. ErrOutdated where the rules have changed since the re-run;
// store.ErrConflict where it is being done.
func (d *Desk) TakeUnaltered(ctx context.Context, j Rerun, tell func(Record) error) (Rerun, error) {
	if j.Digest != d.from.Book.Digest() {
		return j, ErrOutdated
	}
	if j.Taking.Running(d.clock()) || !j.Whole() {
		return j, store.ErrConflict
	}
	rows, err := d.RerunRows(ctx, j.By, j.ID)
	if err != nil {
		return j, err
	}
	rows = Takable(rows)
	j.Taking = Taking{Began: d.now(), Total: len(rows)}
	beat := func() error {
		j.Taking.Beat = d.now()
		var err error
		j, err = d.beat(ctx, j)
		return err
	}
	if err := beat(); err != nil {
		return j, err
	}
	for i, row := range rows {
		taken, err := d.takeUnaltered(ctx, j.By, row.Record, tell)
		if err != nil {
			return j, err
		}
		if taken {
			j.Taking.Taken++
		} else {
			j.Taking.Left++
		}
		if (i+1)%20 == 0 {
			if err := beat(); err != nil {
				return j, err
			}
		}
	}
	j.Taking.Ended = d.now()
	return j, beat()
}

func (d *Desk) takeUnaltered(ctx context.Context, by, id string, tell func(Record) error) (bool, error) {
	r, err := d.Open(ctx, by, id)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	} else if err != nil {
		return false, err
	}
	if r.Author != by || r.State == Submitted || Compare(r, d.from.Book, day(d.clock())).Effect != Unaltered {
		return false, nil
	}
	if d.Current(r) { // taken before this was broken off
		return true, nil
	}
	if err := tell(r); err != nil {
		return false, err
	}
	_, err = d.Rejudge(ctx, by, id, r.Version)
	if errors.Is(err, store.ErrConflict) || errors.Is(err, ErrFixed) {
		return false, nil
	}
	return err == nil, err
}
