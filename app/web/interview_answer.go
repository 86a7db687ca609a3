package web

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/audit"
	"shoumi/app/incident"
	"shoumi/app/store"
	"shoumi/rules"
)

// answeredElsewhere is why a question is shown again: a record was changed in another
// window since it was shown.
const answeredElsewhere = "changed"

// answer takes the answer to a question and leads on to the next.
func (s interviews) answer(c *fiber.Ctx) error {
	form := formOf(c)
	fact := form.Get("q")
	st, at, ok, err := s.load(c, audit.IncidentChanged)
	if !ok || err != nil {
		return err
	}
	if at.fixed { // the keeper says why
		_, err := s.keep(c, at, st)
		return err
	}
	if form.Get("do") == "beyond" {
		st.All = true
		return s.kept(c, at, st, "")
	}
	next, err := at.apply(st, fact, form)
	var p *problem
	switch {
	case errors.As(err, &p) && p.status != fiber.StatusNotFound:
		return s.again(c, at, fact, "1")
	case err != nil:
		return err
	case at.elsewhere(st, next, fact):
		return s.again(c, at, fact, answeredElsewhere)
	}
	return s.kept(c, at, next, fact)
}

// kept keeps what was answered and leads on.
func (s interviews) kept(c *fiber.Ctx, at place, st incident.Interview, fact string) error {
	now, err := s.keep(c, at, st)
	switch {
	case errors.Is(err, store.ErrConflict):
		return s.again(c, at, fact, answeredElsewhere)
	case err != nil:
		return err
	case formOf(c).Get("from") == "check":
		return c.Redirect(now.check(), fiber.StatusSeeOther)
	case at.record == "":
		return c.Redirect(now.question(""), fiber.StatusSeeOther)
	}
	to, err := now.next(st, fact, false)
	if err != nil {
		return err
	}
	return c.Redirect(to, fiber.StatusSeeOther)
}

// again shows a question once more with what was chosen, and why.
func (s interviews) again(c *fiber.Ctx, at place, fact, why string) error {
	form := formOf(c)
	more := []string{"e", why}
	for _, v := range form["v"] {
		more = append(more, "v", v)
	}
	for _, name := range []string{"from", "continuing"} {
		if form.Get(name) != "" {
			more = append(more, name, form.Get(name))
		}
	}
	return c.Redirect(at.question(fact, more...), fiber.StatusSeeOther)
}

// elsewhere is whether an answer would undo one that was given in another window since
// the question was shown.
func (p place) elsewhere(st, next incident.Interview, fact string) bool {
	return p.record != "" && p.was != shown(st, fact) && shown(next, fact) != shown(st, fact)
}

// shown is what a question shows: whom it is about and the answer that there is.
func shown(st incident.Interview, fact string) string {
	if fact == rules.ActDateFact {
		return fmt.Sprint(st.Dated, " ", st.Date, " ", st.Continuing)
	}
	a, ok := st.Get(fact)
	if !ok {
		return st.Who().Name
	}
	chosen := chosenOf(a.Value)
	slices.Sort(chosen)
	return st.Who().Name + " " + strings.Join(chosen, " ")
}

// told is the answer to a fact in words.
func (p place) told(tr *language, st incident.Interview, fact string) string {
	if fact == rules.ActDateFact && st.Dated {
		return tr.actDate(st.Act())
	}
	if a, ok := st.Get(fact); ok {
		f, _ := p.book.Fact(fact)
		return tr.Value(f, a.Value)
	}
	return tr.T("check.not_answered")
}

// apply answers one question. An error is a *problem.
func (p place) apply(st incident.Interview, fact string, form url.Values) (incident.Interview, error) {
	if fact == rules.ActDateFact {
		return p.applyDate(st, form)
	}
	f, ok := p.book.Fact(fact)
	if !ok {
		return st, &problem{status: fiber.StatusNotFound, key: "no_fact", args: []any{fact}}
	}
	if form.Get("do") == "skip" {
		return st.Skip(fact), nil
	}
	value, err := readAnswer(f, form["v"])
	if err != nil {
		return st, err
	}
	st = st.Set(fact, value)
	return st, p.consistent(st, fact)
}

func (p place) applyDate(st incident.Interview, form url.Values) (incident.Interview, error) {
	st.Dated = true
	if form.Get("do") == "unsure" || form.Get("do") == "skip" {
		st.Date, st.Continuing = "", false
		return st, nil
	}
	if rules.Plain(form.Get("v")) == "" {
		return st, wrong("date.empty")
	}
	d, err := parseActDate(form.Get("v"), p.judged)
	if err != nil {
		return st, err
	}
	st.Date, st.Continuing = d.Text, form.Get("continuing") != "" && !d.Exact()
	return st, nil
}

// consistent names the constraint that the answers break, and the other answers
// that could be changed instead.
func (p place) consistent(st incident.Interview, fact string) error {
	c, bad := p.book.Contradiction(valuesOf(st))
	if !bad {
		return nil
	}
	w := wrong("answer.contradiction", p.book.Sentence(c))
	for _, a := range st.Who().Answers {
		if a.Fact == fact {
			continue
		}
		if _, still := p.book.Contradiction(valuesOf(st.Unset(a.Fact))); !still {
			w.details = append(w.details, a.Fact)
		}
	}
	return w
}

func valuesOf(st incident.Interview) rules.Values {
	in := st.Incident()
	return in.Of(in.Actors[st.At])
}

// contradicts turns the engine's error about contradictory facts into a page.
func contradicts(err error) error {
	var x *rules.ContradictionError
	if errors.As(err, &x) {
		return &problem{status: fiber.StatusUnprocessableEntity, key: "contradiction", details: []string{x.Error()}}
	}
	return err
}

func (p place) fieldErrors(tr *language, err error) []fieldError {
	var w *problem
	if !errors.As(err, &w) {
		return nil
	}
	out := []fieldError{{Text: tr.T(w.key, w.args...), Href: "#answer"}}
	for _, fact := range w.details {
		if f, ok := p.book.Fact(fact); ok {
			out = append(out, fieldError{Text: tr.T("answer.change_other", tr.Of(f.Label)), Href: p.question(fact)})
		}
	}
	return out
}
