package account

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"shoumi/app/store"
)

// Job is a plan that is carried out, which may take longer than a request. It is
// kept in the store, so that every process can tell how far it is, and goes after a
// day, with the one-time passwords nobody came for.
type Job struct {
	store.Doc
	By     string           `json:"by"` // account; the job is there for nobody else
	File   string           `json:"file"`
	Total  int              `json:"total"` // people in whom something changes
	Done   map[DeedKind]int `json:"done"`
	Failed []Failure        `json:"failed,omitempty"`
	Began  time.Time        `json:"began"`
	Beat   time.Time        `json:"beat"` // when it was last heard of
	Ended  time.Time        `json:"ended"`
	Whole  bool             `json:"whole"`  // it came to its end
	Kept   int              `json:"kept"`   // one-time passwords that are kept
	Handed bool             `json:"handed"` // they were handed over, and are nowhere any more
}

// Failure is somebody whom a job left as they were.
type Failure struct {
	Login string     `json:"login"`
	Name  string     `json:"name"`
	Why   FailureWhy `json:"why"`
}

// FailureWhy is why something could not be done to a person.
type FailureWhy string

const (
	TakenMeanwhile   FailureWhy = "taken"      // store.ErrExists
	ChangedMeanwhile FailureWhy = "changed"    // store.ErrConflict
	GoneMeanwhile    FailureWhy = "gone"       // store.ErrNotFound
	OnlyAdmin        FailureWhy = "last_admin" // ErrLastAdmin
	CannotBe         FailureWhy = "invalid"    // ErrInvalid
)

var failureErrors = map[FailureWhy]error{TakenMeanwhile: store.ErrExists, ChangedMeanwhile: store.ErrConflict, GoneMeanwhile: store.ErrNotFound, OnlyAdmin: ErrLastAdmin, CannotBe: ErrInvalid}

// HandOut is the one-time password of somebody a job made.
type HandOut struct {
	Login    string `json:"login"`
	Name     string `json:"name"`
	Unit     string `json:"unit"` // path
	Password string `json:"password"`
}

// handOuts are some of those of a job.
type handOuts struct {
	store.Doc           // <job>.<number>
	Job       string    `json:"job"`
	Rows      []HandOut `json:"rows"`
}

var (
	jobs = store.Define[Job]("jobs", store.Index("began"), store.Sealed("file", "failed"))
	kept = store.Define[handOuts]("handouts", store.Index("job"), store.Sealed("rows"))
)

const (
	jobSilence = time.Minute    // a job nobody hears of for so long was broken off
	jobLimit   = 24 * time.Hour // what is left of a job after this goes
	jobBeat    = time.Second    // how often a job says how far it is
	jobRows    = 500            // one-time passwords that are kept together
)

// Running says whether a job is being carried out.
func (j Job) Running(now time.Time) bool {
	return j.Ended.IsZero() && now.Before(j.Beat.Add(jobSilence))
}

// SoFar is how many people a job is through with.
func (j Job) SoFar() int { return j.Done[Made] + j.Done[Changed] + j.Done[Disabled] + len(j.Failed) }

// Total is how many people a plan does something to.
func (how Import) Total(plan Plan) int {
	n := len(plan.Create) + len(plan.Change)
	if how.Disable {
		n += len(plan.Absent)
	}
	return n
}

// Digest is the same for plans that do the same: whoever saw one knows the other.
func (p Plan) Digest() string {
	type change struct {
		Login  string
		Fields []Difference
	}
	var changes []change
	for _, c := range p.Change {
		changes = append(changes, change{c.Row.Login, c.Fields})
	}
	logins := func(all []Account) (out []string) {
		for _, a := range all {
			out = append(out, a.Login)
		}
		return out
	}
	text, err := json.Marshal([]any{p.Roster.Units, p.Create, changes, logins(p.Absent), logins(p.Disabled), p.Same})
	if err != nil {
		panic(err) // strings and numbers
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// BeginJob notes that somebody is about to carry a plan out; Carry does it.
func (p *People) BeginJob(ctx context.Context, by string, plan Plan, how Import) (Job, error) {
	now := p.now()
	j := Job{Doc: store.Doc{ID: newID()}, By: by, File: plan.Roster.Name, Total: how.Total(plan), Done: map[DeedKind]int{}, Began: now, Beat: now}
	if err := p.jobs.Insert(ctx, j); err != nil {
		return Job{}, err
	}
	return p.jobs.Get(ctx, j.ID)
}

// Job is a job that somebody began. store.ErrNotFound.
func (p *People) Job(ctx context.Context, by, id string) (Job, error) {
	j, err := p.jobs.Get(ctx, id)
	if err == nil && j.By != by {
		return Job{}, store.ErrNotFound
	}
	return j, err
}

// Carry carries out the plan of a job, telling each deed before the next. An error of
// tell ends it, as does one of the store. One-time passwords are kept until HandOver.
func (p *People) Carry(ctx context.Context, j Job, plan Plan, how Import, tell func(Deed) error) (Job, error) {
	c := carrying{People: p, job: j}
	err := c.run(ctx, plan, how, tell)
	c.job.Ended, c.job.Whole = p.now(), err == nil
	return c.job, errors.Join(err, c.beat(context.WithoutCancel(ctx)))
}

// carrying is one run of Carry.
type carrying struct {
	*People
	job   Job
	rows  []HandOut
	parts int
}

func (c *carrying) run(ctx context.Context, plan Plan, how Import, tell func(Deed) error) error {
	paths := map[string]string{}
	for _, row := range plan.Create {
		paths[row.Login] = row.Unit
	}
	for deed, err := range c.Apply(ctx, plan, how) {
		switch {
		case err != nil && !personal(err):
			return err
		case err != nil:
			c.job.Failed = append(c.job.Failed, failed(deed.Account, err))
		default:
			c.job.Done[deed.Kind]++
			if deed.OneTime != "" {
				c.rows = append(c.rows, HandOut{deed.Account.Login, deed.Account.Name, paths[deed.Account.Login], deed.OneTime})
			}
			if err := tell(deed); err != nil {
				return err
			}
		}
		if c.now().Sub(c.job.Beat) >= jobBeat || len(c.rows) == jobRows {
			if err := c.beat(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

func failed(a Account, err error) Failure {
	f := Failure{a.Login, a.Name, CannotBe}
	for why, known := range failureErrors {
		if errors.Is(err, known) {
			f.Why = why
		}
	}
	return f
}

// beat keeps the one-time passwords there are and says how far the job is.
func (c *carrying) beat(ctx context.Context) error {
	if len(c.rows) > 0 {
		c.parts++
		if err := c.kept.Insert(ctx, handOuts{store.Doc{ID: fmt.Sprintf("%s.%06d", c.job.ID, c.parts)}, c.job.ID, c.rows}); err != nil {
			return err
		}
		c.job.Kept += len(c.rows)
		c.rows = nil
	}
	c.job.Beat = c.now()
	if err := c.jobs.Replace(ctx, c.job); err != nil {
		return err
	}
	c.job.Version++
	return nil
}

// HandOver gives out the one-time passwords of a job, once: they are nowhere any more
// then. store.ErrNotFound where there are none, or the job still runs.
func (p *People) HandOver(ctx context.Context, by, id string) ([]HandOut, error) {
	j, err := p.Job(ctx, by, id)
	if err != nil {
		return nil, err
	}
	if j.Handed || j.Running(p.now()) {
		return nil, store.ErrNotFound
	}
	var out []HandOut
	var parts []string
	for k, err := range p.kept.Find(ctx, store.Query{Equal: map[string]any{"job": id}}) {
		if err != nil {
			return nil, err
		}
		out, parts = append(out, k.Rows...), append(parts, k.ID)
	}
	if len(out) == 0 {
		return nil, store.ErrNotFound
	}
	j.Handed, j.Kept = true, 0
	if err := p.jobs.Replace(ctx, j); err != nil { // of two, one is too late
		return nil, err
	}
	return out, p.dropHandOuts(ctx, parts)
}

func (p *People) dropHandOuts(ctx context.Context, ids []string) error {
	for _, id := range ids {
		if err := p.kept.Delete(ctx, id); err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
	}
	return nil
}

// tidyJobs takes away jobs of more than a day ago.
func (p *People) tidyJobs(ctx context.Context) error {
	for j, err := range p.jobs.Find(ctx, store.Query{Range: store.Range{Field: "began", Before: p.now().Add(-jobLimit)}, Order: "began"}) {
		if err != nil {
			return err
		}
		var parts []string
		for k, err := range p.kept.Find(ctx, store.Query{Equal: map[string]any{"job": j.ID}}) {
			if err != nil {
				return err
			}
			parts = append(parts, k.ID)
		}
		if err := p.dropHandOuts(ctx, parts); err != nil {
			return err
		}
		if err := p.jobs.Delete(ctx, j.ID); err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
	}
	return nil
}
