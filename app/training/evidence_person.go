package training

import (
	"cmp"
	"context"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"shoumi/app/office"
	"shoumi/app/store"
	"shoumi/quizzes"
	"shoumi/rules"
)

// personFile is people/LOGIN.json. The pseudonym is not in it: an export would
// outlive the erasure of the document in which it meets the person.
type personFile struct {
	Login       string           `json:"login"`
	Name        string           `json:"name"`
	Unit        string           `json:"unit"`
	Standing    Standing         `json:"standing"`
	Due         rules.Date       `json:"due"`
	Finished    time.Time        `json:"finished,omitzero"`
	Waiver      *waiverFile      `json:"waiver,omitempty"`
	Refused     *refusalFile     `json:"waiver_refused,omitempty"` // the latest
	Signatures  []signatureFile  `json:"signatures"`
	Attempts    []attemptFile    `json:"attempts"`
	Certificate *certificateFile `json:"certificate,omitempty"`
}

type waiverFile struct {
	Reason   string `json:"reason"`
	AskedBy  string `json:"asked_by,omitempty"` // it waits for a second person
	AgreedBy string `json:"agreed_by,omitempty"`
}

type refusalFile struct {
	Reason string `json:"reason"`
	By     string `json:"by"`
}

type signatureFile struct {
	Document string    `json:"document"`
	Version  Version   `json:"version"`
	Hash     string    `json:"hash"`
	Method   string    `json:"method"`
	At       time.Time `json:"at"`
	File     string    `json:"file,omitempty"` // empty: the text was not kept
}

type attemptFile struct {
	ID        string                    `json:"id"`
	Unit      string                    `json:"unit"`
	Began     time.Time                 `json:"began"`
	Submitted time.Time                 `json:"submitted,omitzero"`
	Right     int                       `json:"right"`
	Of        int                       `json:"of"`
	Need      int                       `json:"need"`
	Passed    bool                      `json:"passed"`
	Hash      string                    `json:"paper_sha256"`
	Rules     string                    `json:"rules"`
	Withheld  bool                      `json:"withheld,omitempty"` // what follows would give away keys
	Paper     string                    `json:"paper,omitempty"`    // file
	Seed      string                    `json:"seed,omitempty"`
	Blueprint *quizzes.Blueprint        `json:"blueprint,omitempty"`
	History   quizzes.History           `json:"history,omitempty"`
	Answers   map[string]quizzes.Answer `json:"answers,omitempty"`
	Outcomes  []Outcome                 `json:"outcomes,omitempty"`
}

type certificateFile struct {
	Number   string     `json:"number"`
	Issued   time.Time  `json:"issued"`
	Hours    int        `json:"hours"`
	Category rules.Text `json:"category"`
	Attempt  string     `json:"attempt"`
	Expires  rules.Date `json:"expires"`
	Law      rules.Date `json:"law"`
	Rules    string     `json:"rules"`
}

// person writes what is known of a person, and the papers before it.
func (p *pack) person(ctx context.Context, r Row) error {
	h := p.of.Holder(r.Person.Account)
	f := personFile{Login: h.Login, Name: h.Name, Unit: h.Unit, Standing: r.Standing, Due: r.Due, Finished: r.Finished, Signatures: []signatureFile{}, Attempts: []attemptFile{}}
	if r.AskedBy != "" || r.WaivedBy != "" {
		f.Waiver = &waiverFile{Reason: r.Reason, AskedBy: p.login(r.AskedBy), AgreedBy: p.login(r.WaivedBy)}
	}
	if r.Refused.By != "" {
		f.Refused = &refusalFile{Reason: r.Refused.Reason, By: p.login(r.Refused.By)}
	}
	id, ok, err := p.from.known(ctx, r.Person.Account)
	if err != nil {
		return err
	}
	if ok {
		if err := errors.Join(p.signed(ctx, id, &f), p.tried(ctx, id, &f), p.certified(ctx, id, &f)); err != nil {
			return err
		}
	}
	p.json("people/"+h.Login+".json", f)
	p.manifest.Counts.People++
	p.manifest.Standing[string(r.Standing)]++
	return p.err
}

// login is that of an account, or its id where it is gone.
func (p *pack) login(account string) string { return cmp.Or(p.of.Holder(account).Login, account) }

// signed adds the signatures under documents of the course, in whatever round they
// were given, and the documents.
func (p *pack) signed(ctx context.Context, learner string, f *personFile) error {
	for e, err := range p.from.events.Find(ctx, store.Query{Equal: map[string]any{"learner": learner, "kind": string(Signed)}, Order: "at"}) {
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(p.course.Units, func(u Unit) bool { return u.Kind == Attest && u.Ref == e.Document }) {
			continue
		}
		s := signatureFile{Document: e.Document, Version: *e.Signed, Hash: e.Hash, Method: e.Method, At: e.At}
		if s.File, err = p.document(ctx, e); err != nil {
			return err
		}
		f.Signatures = append(f.Signatures, s)
		p.signatures = append(p.signatures, []office.Cell{office.Text(f.Login), office.Text(s.Document), office.Text(s.Version.String()), office.Text(s.Hash), office.Text(s.Method), clock(s.At)})
		p.manifest.Counts.Signatures++
	}
	return nil
}

// document writes a document as it was signed, once, and gives its name.
func (p *pack) document(ctx context.Context, e Event) (string, error) {
	name := "documents/" + e.Document + "-" + e.Signed.String() + "-" + strings.TrimPrefix(e.Hash, "sha256:")[:12] + ".yaml"
	if p.documents[e.Hash] {
		return name, nil
	}
	kept, err := p.from.texts.Get(ctx, e.Hash)
	if errors.Is(err, store.ErrNotFound) {
		return "", nil
	} else if err != nil {
		return "", err
	}
	p.file(name, func(w io.Writer) error { _, err := io.WriteString(w, kept.File); return err })
	p.documents[e.Hash] = true
	p.manifest.Counts.Documents++
	return name, p.err
}

// tried adds the submitted attempts of the round.
func (p *pack) tried(ctx context.Context, learner string, f *personFile) error {
	attempts, err := p.from.attemptsOf(ctx, learner)
	if err != nil {
		return err
	}
	began, err := collect(p.from.events.Find(ctx, store.Query{Equal: map[string]any{"learner": learner, "round": p.of.Round, "kind": string(Began)}}))
	if err != nil {
		return err
	}
	s, err := Fold(learner, began, attempts)
	if err != nil {
		return err
	}
	for _, a := range s.Attempts {
		if a.Round != p.of.Round || a.Active != "" {
			continue
		}
		paper, err := p.from.papers.Get(ctx, a.ID)
		if err != nil {
			return err
		}
		x := attemptFile{ID: a.ID, Unit: a.Unit, Began: a.Began, Submitted: a.Submitted, Right: a.Right, Of: len(a.Items), Need: a.Need, Passed: a.Passed, Hash: paper.Hash, Rules: paper.Rules}
		if s.Revealed(a, p.of.At) {
			x.Paper, x.Seed, x.Blueprint, x.History, x.Answers, x.Outcomes = "papers/"+a.ID+".json", paper.Seed, &paper.Blueprint, paper.History, a.Answers, a.Outcomes
			p.file(x.Paper, func(w io.Writer) error { _, err := io.WriteString(w, paper.Words); return err })
			p.manifest.Counts.Papers++
			for _, o := range a.Outcomes {
				p.items[[3]string{o.Item, o.Edition, o.Concept}]++
			}
		} else {
			x.Withheld = true
			p.manifest.Counts.Withheld++
		}
		f.Attempts = append(f.Attempts, x)
		p.attempts = append(p.attempts, []office.Cell{office.Text(f.Login), ordinal(len(f.Attempts)), clock(x.Began), clock(x.Submitted), office.Number(x.Right),
			office.Number(x.Of), office.Number(x.Need), yes(x.Passed), office.Text(x.Paper), office.Text(x.Hash), office.Text(x.Rules)})
		p.manifest.Counts.Attempts++
	}
	return p.err
}

// certified adds the certificate of the round, if there is one.
func (p *pack) certified(ctx context.Context, learner string, f *personFile) error {
	c, err := p.from.certificates.Get(ctx, learner+"/"+p.of.Round)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	} else if err != nil {
		return err
	}
	f.Certificate = &certificateFile{Number: c.Number, Issued: c.Issued, Hours: c.Hours, Category: c.Category, Attempt: c.Attempt, Expires: c.Expires, Law: c.Law, Rules: c.Rules}
	p.certificates = append(p.certificates, []office.Cell{office.Text(f.Login), office.Text(c.Number), clock(c.Issued), office.Number(c.Hours), office.Text(c.Category.Zh),
		office.Day(c.Expires), office.Day(c.Law), office.Text(c.Rules)})
	p.manifest.Counts.Certificates++
	return nil
}

func sortedItems(items map[[3]string]int) [][3]string {
	return slices.SortedFunc(maps.Keys(items), func(a, b [3]string) int { return slices.Compare(a[:], b[:]) })
}
