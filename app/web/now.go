package web

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/incident"
	"shoumi/rules"
)

// maxNow is how many provisions of a kind the panel beside a question names.
const maxNow = 6

// now is the panel 目前 beside a question: what stands, and what is still open.
type now struct {
	Empty       bool // nothing was answered yet
	Established []nowRow
	MoreStand   int
	Open        []nowRow
	MoreOpen    int
	Closed      int      // not established
	Changes     []change // against the answers so far; only in a preview
	MoreChanges int
	Problem     string // why there is no preview
}

type nowRow struct {
	Of      cited
	Title   string
	Verdict rules.Verdict
}

type change struct {
	Of       cited
	From, To rules.Verdict
}

// now is what stands about the person of an interview.
func (p place) now(tr *language, st incident.Interview) (now, error) {
	var n now
	r, err := p.book.Find(st.Incident(), p.judged)
	if err != nil {
		return n, contradicts(err)
	}
	n.Empty = len(st.Who().Answers) == 0
	findings := slices.Clone(r.Actors[st.At].Findings)
	slices.SortStableFunc(findings, func(a, b rules.Finding) int {
		return cmp.Or(cmp.Compare(slices.Index(rules.Kinds, a.Kind), slices.Index(rules.Kinds, b.Kind)), cmp.Compare(len(a.Missing), len(b.Missing)))
	})
	for _, f := range findings {
		row := nowRow{Of: cite(p.book, f.ID), Title: f.Title, Verdict: f.Verdict}
		switch {
		case f.Kind == rules.Modifier:
		case f.Verdict == rules.Established && len(n.Established) < maxNow:
			n.Established = append(n.Established, row)
		case f.Verdict == rules.Established:
			n.MoreStand++
		case f.Verdict == rules.Undetermined && len(n.Open) < maxNow:
			n.Open = append(n.Open, row)
		case f.Verdict == rules.Undetermined:
			n.MoreOpen++
		case f.Verdict == rules.NotEstablished:
			n.Closed++
		}
	}
	return n, nil
}

// preview is what an answer would change, for the script; nothing is kept.
func (s interviews) preview(c *fiber.Ctx) error {
	tr, form := s.language(c), formOf(c)
	st, at, ok, err := s.load(c, "")
	if !ok || err != nil {
		return err
	}
	before, err := at.book.Find(st.Incident(), at.judged)
	if err != nil {
		return contradicts(err)
	}
	next, err := at.apply(st, form.Get("q"), form)
	var n now
	var p *problem
	switch {
	case errors.As(err, &p) && p.status == fiber.StatusNotFound:
		return err
	case err != nil:
		if n, err = at.nowWithProblem(tr, st, err); err != nil {
			return err
		}
		return s.fragment(c, "question", "now", n)
	}
	if n, err = at.now(tr, next); err != nil {
		return err
	}
	after, err := at.book.Find(next.Incident(), at.judged)
	if err != nil {
		return contradicts(err)
	}
	for i, f := range after.Actors[st.At].Findings {
		was := before.Actors[st.At].Findings[i].Verdict
		if was == f.Verdict || f.Kind == rules.Modifier {
			continue
		}
		if len(n.Changes) == maxNow {
			n.MoreChanges++
			continue
		}
		n.Changes = append(n.Changes, change{Of: cite(at.book, f.ID), From: was, To: f.Verdict})
	}
	return s.fragment(c, "question", "now", n)
}

func (p place) nowWithProblem(tr *language, st incident.Interview, problem error) (now, error) {
	n, err := p.now(tr, st)
	var said []string
	for _, f := range p.fieldErrors(tr, problem) {
		said = append(said, f.Text)
	}
	n.Problem = strings.Join(said, " ")
	if n.Problem == "" {
		return n, problem
	}
	return n, err
}
