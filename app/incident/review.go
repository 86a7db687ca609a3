package incident

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"shoumi/app/store"
	"shoumi/rules"
)

// Review is what reviewers said of a revision. Nothing that was said goes away: whoever
// changes their mind says it beside.
type Review struct {
	Opinions []Opinion `json:"opinions,omitempty"` // in the order in which they were given
	Overall  Overall   `json:"overall,omitempty"`  // set by Sign
	Text     string    `json:"text,omitempty"`     // of the signature
	By       string    `json:"by,omitempty"`       // account that signed
	At       time.Time `json:"at"`                 // when
}

// Opinion is what a reviewer says of an element of a finding, or of a finding as a
// whole.
type Opinion struct {
	At        time.Time     `json:"at"`
	By        string        `json:"by"` // account
	Actor     string        `json:"actor"`
	Provision string        `json:"provision"`
	Element   string        `json:"element,omitempty"` // id of an element or exception; "" the whole provision
	Verdict   rules.Verdict `json:"verdict"`           // that the book gave
	Agree     bool          `json:"agree"`
	Reason    string        `json:"reason,omitempty"` // of a dissent always
}

// Overall is a reviewer's word on the whole.
type Overall string

const (
	Agree   Overall = "agree"
	Partly  Overall = "partly" // agrees but for what is dissented on
	Dissent Overall = "dissent"
)

// Overalls are all words on the whole.
var Overalls = []Overall{Agree, Partly, Dissent}

var (
	// ErrNoFinding: an opinion on something that the result does not have.
	ErrNoFinding = errors.New("結果裡沒有這個項目")
	// ErrDissents: who agrees with all cannot dissent on a part.
	ErrDissents = errors.New("有不同意的項目，整體意見不能是同意")
)

// Latest is what somebody said last of an element.
func (r Review) Latest(by, actor, provision, element string) (Opinion, bool) {
	for _, o := range slices.Backward(r.Opinions) {
		if o.By == by && o.Actor == actor && o.Provision == provision && o.Element == element {
			return o, true
		}
	}
	return Opinion{}, false
}

// Dissents are the opinions that stand and do not agree, in the order of their first
// mention. Only who dissented can come round: another reviewer's agreement leaves a
// dissent as it is.
func (r Review) Dissents() (out []Opinion) {
	for i, o := range r.Opinions {
		first := !slices.ContainsFunc(r.Opinions[:i], func(x Opinion) bool {
			return x.By == o.By && x.Actor == o.Actor && x.Provision == o.Provision && x.Element == o.Element
		})
		if last, _ := r.Latest(o.By, o.Actor, o.Provision, o.Element); first && !last.Agree {
			out = append(out, last)
		}
	}
	return out
}

// Submit sends a draft to a reviewer, who is not its author. From then on nothing is
// changed, and the day of judgment stands. The errors are those of Change,
// ErrSamePerson and ErrNoFacts.
func (d *Desk) Submit(ctx context.Context, by, id string, version int, reviewer string) (Record, error) {
	r, err := d.draft(ctx, by, id, version)
	switch {
	case err != nil:
		return r, err
	case reviewer == by || reviewer == "":
		return r, ErrSamePerson
	case !slices.ContainsFunc(r.Content.Interview.People, func(p Person) bool { return len(p.Answers) > 0 }):
		return r, ErrNoFacts
	}
	r.Judged = day(d.clock()).String()
	if err := d.judge(&r); err != nil {
		return r, err
	}
	r.State, r.Reviewer, r.Turn = Submitted, reviewer, reviewer
	r.tell(Event{At: d.now(), By: by, Kind: Sent, To: reviewer})
	return d.replace(ctx, r)
}

// Withdraw takes a record back from the reviewer, for its author.
func (d *Desk) Withdraw(ctx context.Context, by, id string, version int) (Record, error) {
	r, err := d.submitted(ctx, by, id, version)
	switch {
	case err != nil:
		return r, err
	case r.Author != by:
		return r, ErrNotYours
	}
	return d.redraft(ctx, r, Event{By: by, Kind: Withdrawn})
}

// Return gives a record back to its author, for its reviewer, with a reason.
func (d *Desk) Return(ctx context.Context, by, id string, version int, reason string) (Record, error) {
	r, err := d.reviewed(ctx, by, id, version, reason)
	switch {
	case err != nil:
		return r, err
	case strings.TrimSpace(reason) == "":
		return r, ErrNoReason
	}
	return d.redraft(ctx, r, Event{By: by, Kind: Returned, Text: strings.TrimSpace(reason)})
}

func (d *Desk) redraft(ctx context.Context, r Record, e Event) (Record, error) {
	r.State, r.Turn, r.Judged = Draft, r.Author, ""
	e.At = d.now()
	r.tell(e)
	return d.replace(ctx, r)
}

// submitted is a record that is under review.
func (d *Desk) submitted(ctx context.Context, by, id string, version int) (Record, error) {
	r, err := d.Open(ctx, by, id)
	switch {
	case err != nil:
		return r, err
	case r.State != Submitted:
		return r, ErrFixed
	case version != r.Version:
		return r, store.ErrConflict
	}
	return r, nil
}

// reviewed is submitted for the reviewer, who writes something.
func (d *Desk) reviewed(ctx context.Context, by, id string, version int, words string) (Record, error) {
	r, err := d.submitted(ctx, by, id, version)
	switch {
	case err != nil:
		return r, err
	case r.Author == by:
		return r, ErrSamePerson
	case r.Reviewer != by:
		return r, ErrNotYours
	}
	return r, scan([]text{{"reason", words}}, r.Content.Dismissed)
}

// Opine keeps what the reviewer says of an element or a provision; At, By and Verdict
// are filled in. A dissent needs a reason. ErrNoFinding, ErrNoReason,
// *PersonalDataError, and the errors of Return.
func (d *Desk) Opine(ctx context.Context, by, id string, version int, o Opinion) (Record, error) {
	r, err := d.reviewed(ctx, by, id, version, o.Reason)
	if err != nil {
		return r, err
	}
	o.Reason = strings.TrimSpace(o.Reason)
	if !o.Agree && o.Reason == "" {
		return r, ErrNoReason
	}
	x, err := d.Result(ctx, r)
	if err != nil {
		return r, err
	}
	verdict, ok := verdictOn(x.Report, o.Actor, o.Provision, o.Element)
	if !ok {
		return r, ErrNoFinding
	}
	o.At, o.By, o.Verdict = d.now(), by, verdict
	if last, said := r.Review.Latest(by, o.Actor, o.Provision, o.Element); said && last.Agree == o.Agree && last.Reason == o.Reason {
		return r, nil // sent twice
	}
	r.Review.Opinions = append(slices.Clone(r.Review.Opinions), o)
	return d.replace(ctx, r)
}

// verdictOn is the book's verdict on an element, or with none on a provision.
func verdictOn(report rules.Report, actor, provision, element string) (rules.Verdict, bool) {
	for _, a := range report.Actors {
		if a.Actor != actor {
			continue
		}
		for _, f := range a.Findings {
			if f.ID != provision {
				continue
			}
			if element == "" {
				return f.Verdict, true
			}
			for _, e := range slices.Concat(f.Elements, f.Exceptions) {
				if e.ID == element {
					return e.Verdict, true
				}
			}
		}
	}
	return "", false
}

// Sign ends a review with the reviewer's word on the whole. The record is never changed
// again; it is kept as a revision with what the book said. ErrDissents where the
// reviewer agrees with all but dissents on something that the result still has;
// ErrNoReason where the word is not agreement and nothing is said; *PersonalDataError,
// and the errors of Return.
func (d *Desk) Sign(ctx context.Context, by, id string, version int, word Overall, text string) (Record, error) {
	r, err := d.reviewed(ctx, by, id, version, text)
	text = strings.TrimSpace(text)
	switch {
	case err != nil:
		return r, err
	case !slices.Contains(Overalls, word):
		return r, fmt.Errorf("%w：整體意見", ErrNoReason)
	}
	x, err := d.Result(ctx, r)
	if err != nil {
		return r, err
	}
	dissents := 0
	for _, o := range r.Review.Dissents() {
		if _, there := verdictOn(x.Report, o.Actor, o.Provision, o.Element); there && o.By == by {
			dissents++
		}
	}
	switch {
	case word == Agree && dissents > 0:
		return r, ErrDissents
	case word != Agree && text == "" && dissents == 0:
		return r, ErrNoReason
	}
	r.Review.Overall, r.Review.Text, r.Review.By, r.Review.At = word, text, by, d.now()
	r.State, r.Turn = Signed, ""
	r.Counted = append(slices.Clone(r.Counted), Counted{At: r.Review.At, Unit: r.Unit, Acts: r.Outcome.Acts, Articles: r.Outcome.Articles, Risks: r.Content.Risks})
	r.tell(Event{At: r.Review.At, By: by, Kind: WasSigned, Text: text})
	// The revision is written first. Should the record then not be, the next signature
	// writes over it, for the record is still under review.
	if err := d.put(ctx, r, x); err != nil {
		return r, err
	}
	return d.replace(ctx, r)
}
