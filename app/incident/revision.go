package incident

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"shoumi/app/store"
	"shoumi/rules"
)

// put keeps a record as the revision that it is, with what the book said of it.
func (d *Desk) put(ctx context.Context, r Record, x Result) error {
	said, err := written(x.Report)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(said); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	rev := Revision{Doc: store.Doc{ID: revisionID(r.ID, r.Revision)}, Of: r.ID, Number: r.Revision, Kept: d.now(), Record: r, Report: b.Bytes()}
	err = d.revisions.Insert(ctx, rev)
	if !errors.Is(err, store.ErrExists) {
		return err
	}
	old, err := d.revisions.Get(ctx, rev.ID)
	if err != nil {
		return err
	}
	rev.Version = old.Version
	return d.revisions.Replace(ctx, rev)
}

func revisionID(record string, number int) string { return fmt.Sprintf("%s/%d", record, number) }

// written is a report as revisions keep it: without similar cases, which are of the
// casebook and not of the law.
func written(r rules.Report) ([]byte, error) {
	r.SimilarCases = nil
	return json.Marshal(r)
}

// complete is whether a revision is one: not of a signature that was not completed.
func (rev Revision) complete(now Record) bool {
	return rev.Number < now.Revision || rev.Number == now.Revision && now.State == Signed
}

// Revisions are what was put away of a record, oldest first, for whom it is open to.
// Facts are as they were stored where the rule set of a revision cannot be read.
func (d *Desk) Revisions(ctx context.Context, by, id string) (out []Revision, err error) {
	r, err := d.Open(ctx, by, id)
	if err != nil {
		return nil, err
	}
	for rev, err := range d.revisions.Find(ctx, store.Query{Equal: map[string]any{"of": id}, Order: "number"}) {
		if err != nil {
			return nil, err
		}
		if !rev.complete(r) {
			continue
		}
		if err := d.typed(ctx, &rev.Record); err != nil && !errors.Is(err, ErrUnknownRules) {
			return nil, err
		}
		out = append(out, rev)
	}
	return out, nil
}

// Revision is one of Revisions, by its number. store.ErrNotFound, ErrUnknownRules.
func (d *Desk) Revision(ctx context.Context, by, id string, number int) (Revision, error) {
	r, err := d.Open(ctx, by, id)
	if err != nil {
		return Revision{}, err
	}
	rev, err := d.revisions.Get(ctx, revisionID(id, number))
	switch {
	case err != nil:
		return Revision{}, err
	case !rev.complete(r):
		return Revision{}, store.ErrNotFound
	}
	return rev, d.typed(ctx, &rev.Record)
}

// Said is the report that was kept with a revision, as JSON.
func (rev Revision) Said() ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(rev.Report))
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if _, err := b.ReadFrom(r); err != nil {
		return nil, err
	}
	return bytes.TrimSpace(b.Bytes()), nil
}

// Frozen is what the book said of a revision then, from what was kept of it. Same is
// whether the program of today says so too under the rules of then. ErrUnknownRules.
func (d *Desk) Frozen(ctx context.Context, rev Revision) (x Result, same bool, err error) {
	said, err := rev.Said()
	if err != nil {
		return x, false, err
	}
	if x, err = d.Result(ctx, rev.Record); err != nil {
		return x, false, err
	}
	again, err := written(x.Report)
	if err != nil {
		return x, false, err
	}
	similar := x.Report.SimilarCases
	if x.Report, err = unwritten(said, x.Book); err != nil {
		return x, false, err
	}
	x.Judged, x.Report.SimilarCases = x.Report.JudgedOn, similar
	return x, bytes.Equal(said, again), nil
}

// unwritten is a report that was kept, its values those of the engine. Of combined
// sentences the words are there, and no range.
func unwritten(said []byte, book *rules.Book) (r rules.Report, err error) {
	in := json.NewDecoder(bytes.NewReader(said))
	in.UseNumber()
	if err := in.Decode(&r); err != nil {
		return r, err
	}
	for _, a := range r.Actors {
		for i := range a.Concurrence {
			a.Concurrence[i].Combined = nil
		}
		for _, f := range a.Findings {
			for _, elements := range [][]rules.ElementFinding{f.Elements, f.Exceptions} {
				for _, e := range elements {
					for _, reading := range e.Facts {
						if fact, ok := book.Fact(reading.ID); ok && reading.Value != nil {
							reading.Value, _ = Typed(fact, reading.Value)
						}
					}
				}
			}
		}
	}
	return r, nil
}

// Revise begins the next revision of a signed record, for its author, from what it
// says; under today's rules. ErrFixed where it is not signed.
func (d *Desk) Revise(ctx context.Context, by, id string, version int) (Record, error) {
	return d.next(ctx, by, id, version, Revised)
}

// Rejudge moves a record of older rules on to today's, for its author: the record as it
// stands is kept as a revision, the next one begins. Answers that today's vocabulary
// has no place for are told in Lost. ErrFixed while it is under review; where the rules
// are today's nothing happens.
func (d *Desk) Rejudge(ctx context.Context, by, id string, version int) (Record, error) {
	return d.next(ctx, by, id, version, Rejudged)
}

func (d *Desk) next(ctx context.Context, by, id string, version int, kind EventKind) (Record, error) {
	r, err := d.Open(ctx, by, id)
	switch {
	case err != nil:
		return r, err
	case r.Author != by:
		return r, ErrNotYours
	case version != r.Version:
		return r, store.ErrConflict
	case r.State == Submitted, kind == Revised && r.State != Signed:
		return r, ErrFixed
	case kind == Rejudged && d.Current(r):
		return r, nil
	}
	if r.State != Signed {
		r.tell(Event{At: d.now(), By: by, Kind: Unsigned})
		x, err := d.Result(ctx, r)
		if err == nil {
			err = d.put(ctx, r, x)
		}
		if err != nil {
			return r, err
		}
	}
	old, err := d.Book(ctx, r.Digest)
	if err != nil {
		return r, err
	}
	st, lost := r.Content.Interview.Under(d.from.Book)
	r.Content.Interview, r.Lost = st, nil
	for _, a := range lost {
		if f, ok := old.Fact(a.Fact); ok {
			r.Lost = append(r.Lost, f.Label.Zh+"："+f.ValueZh(a.Value))
		}
	}
	r.Revision++
	r.Digest, r.State, r.Turn, r.Judged, r.Review = d.from.Book.Digest(), Draft, by, "", Review{}
	if err := d.judge(&r); err != nil {
		var x *rules.ContradictionError
		if !errors.As(err, &x) {
			return r, err
		}
		r.Outcome = Outcome{} // what today's rules call a contradiction the author has to put right
	}
	r.tell(Event{At: d.now(), By: by, Kind: kind})
	return d.replace(ctx, r)
}
