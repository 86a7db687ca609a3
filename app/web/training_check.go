package web

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/training"
	"shoumi/quizzes"
)

// checkedPage is the data of checked.html: a self-check before it begins, or how it
// went and what to read again.
type checkedPage struct {
	Action    string
	Items     int
	Right, Of int
	Rows      []doneRow // none: it has not begun
	Reread    []link    // lessons on what went wrong
	First     bool      // the run is the one that says what to review
	Onward    *link
}

// selfCheck is the self-check of a unit: its next item, ?n=N what came of the item at
// a position, and in the end how it went. Only a form draws the items.
func (s *Server) selfCheck(c *fiber.Ctx, at stop) error {
	tr := s.language(c)
	progress, err := s.progressAt(c, at)
	if err != nil {
		return err
	}
	if len(progress.Checks) == 0 {
		v := checkedPage{Action: at.Href(), Items: at.Unit().Items}
		return s.render(c, fiber.StatusOK, "checked", page{Title: tr.T("selfcheck.start", at.Unit().Items), Nav: "training", Crumb: s.stopCrumbs(tr, at), Data: v})
	}
	run, err := s.Training.Checkup(c.UserContext(), at.Person, at.Path.Round, at.Unit().ID)
	if err != nil {
		return err
	}
	if n, err := strconv.Atoi(c.Query("n")); err == nil && c.Query("run") == strconv.Itoa(run.Run) {
		if it, a, ok := s.answeredAt(run, n); ok {
			return s.explainCheck(c, at, run, n, it, a)
		}
	}
	if run.Next == 0 {
		return s.checkDone(c, at, run)
	}
	return s.askCheck(c, at, run)
}

// answeredAt is the item at a position with its answer; ok is false where it was not
// answered, or has left the bank.
func (s *Server) answeredAt(run training.Checkup, n int) (it *quizzes.Item, a quizzes.Answer, ok bool) {
	e, ok := run.Answers[n]
	if !ok || e.Answer == nil {
		return nil, a, false
	}
	it, ok = s.Quizzes.Item(e.Item)
	return it, *e.Answer, ok
}

func (s *Server) askCheck(c *fiber.Ctx, at stop, run training.Checkup) error {
	tr := s.language(c)
	it, _ := s.Quizzes.Item(run.Items[run.Next-1])
	order := it.Shown(s.seed(fmt.Sprintf("%s/%s/%d/%s", at.Path.Round, at.Unit().ID, run.Run, at.Person.Account)))
	v := askPage{Action: at.Href(), Hidden: map[string]string{"run": strconv.Itoa(run.Run), "number": strconv.Itoa(run.Next)}, Item: s.item(tr, it, order), Bar: s.checkBar(tr, run), Kept: true}
	status := fiber.StatusOK
	if key := c.Query("e"); key != "" {
		status = fiber.StatusUnprocessableEntity
		if key = "answer." + key; !tr.has(key) {
			key = "answer.item"
		}
		v.Item.Wrong = tr.T(key)
		v.Errors = []fieldError{{Text: v.Item.Wrong, Href: "#answer-" + it.ID}}
	}
	return s.render(c, status, "ask", page{Title: tr.T("practice.asks", run.Next, len(run.Items)), Nav: "training", Error: len(v.Errors) > 0, Crumb: s.stopCrumbs(tr, at), Data: v})
}

func (s *Server) checkBar(tr *language, run training.Checkup) stepBar {
	b := newStepBar(len(run.Answers), len(run.Items))
	b.Says = tr.T("path.part.check", b.Done, b.Of)
	return b
}

func (s *Server) explainCheck(c *fiber.Ctx, at stop, run training.Checkup, n int, it *quizzes.Item, a quizzes.Answer) error {
	tr := s.language(c)
	v := answeredPage{Next: at.Href(), Graded: s.graded(tr, it, a), Bar: s.checkBar(tr, run), Last: run.Next == 0}
	if s.like(it, at.Person.Account, run.Items) != nil {
		v.Another = &another{Action: "/practice", Hidden: map[string]string{"like": it.ID, "unit": at.Href()}}
	}
	crumbs := append(s.stopCrumbs(tr, at), link{Text: tr.T("practice.number", n, len(run.Items))})
	return s.render(c, fiber.StatusOK, "answered", page{Title: v.Graded.Heading, Nav: "training", Crumb: crumbs, Data: v})
}

func (s *Server) checkDone(c *fiber.Ctx, at stop, run training.Checkup) error {
	tr := s.language(c)
	v := checkedPage{Action: at.Href(), Items: len(run.Items), Of: len(run.Items), First: run.Run == 1, Onward: s.onwardLink(tr, at.Path)}
	var missed []string
	for n := range run.Items {
		it, a, ok := s.answeredAt(run, n+1)
		if !ok {
			v.Rows = append(v.Rows, doneRow{Heading: tr.T("selfcheck.withdrawn")})
			v.Of--
			continue
		}
		row := s.doneRow(tr, it, a)
		row.Href = at.Href() + fmt.Sprintf("?run=%d&n=%d", run.Run, n+1)
		if v.Rows = append(v.Rows, row); row.Right {
			v.Right++
		} else {
			missed = append(missed, it.Concept)
		}
	}
	v.Reread = s.reread(tr, at, missed)
	return s.render(c, fiber.StatusOK, "checked", page{Title: tr.T("practice.done", v.Of, v.Right), Nav: "training", Crumb: s.stopCrumbs(tr, at), Data: v})
}

// reread are the lessons of a self-check that teach some concepts: as units of the
// course where they are.
func (s *Server) reread(tr *language, at stop, concepts []string) (out []link) {
	for _, id := range at.Unit().Lessons {
		l, _, ok := s.lessonIn(tr, id)
		if !ok || !slices.ContainsFunc(concepts, func(c string) bool { return slices.Contains(l.Concepts, c) }) {
			continue
		}
		href := lessonURL(id)
		for _, step := range at.Path.Steps {
			if step.Unit.Kind == training.Lesson && step.Unit.Ref == id && step.State != training.UnitLocked {
				href = unitURL(at.Path.Round, step.Unit.ID)
			}
		}
		out = append(out, link{Text: l.Title, Href: href})
	}
	return out
}

// actOnCheck draws the items, takes an answer, or draws them again.
func (s *Server) actOnCheck(c *fiber.Ctx, at stop, act string) error {
	ctx, form := c.UserContext(), formOf(c)
	round, unit := at.Path.Round, at.Unit().ID
	switch act {
	case "":
		run, _ := strconv.Atoi(form.Get("run"))
		number, _ := strconv.Atoi(form.Get("number"))
		progress, err := s.progressAt(c, at)
		if err != nil {
			return err
		}
		asked := cmp.Or(progress.Checks[run], &training.SelfCheck{})
		if number < 1 || number > len(asked.Items) {
			return training.ErrNoItem
		}
		it, ok := s.Quizzes.Item(asked.Items[number-1])
		if !ok {
			return training.ErrNoItem
		}
		q := url.Values{"run": {strconv.Itoa(run)}}
		if a, missing := readItem(it, form); missing != "" {
			q.Set("e", missing[len("answer."):])
		} else if _, err := s.Training.Answer(ctx, at.Person, round, unit, run, number, a); err != nil {
			return err
		} else {
			q.Set("n", strconv.Itoa(number))
		}
		return c.Redirect(at.Href()+"?"+q.Encode(), fiber.StatusSeeOther)
	case "begin":
		if _, err := s.Training.Checkup(ctx, at.Person, round, unit); err != nil {
			return err
		}
		return c.Redirect(at.Href(), fiber.StatusSeeOther)
	case "again":
		progress, err := s.progressAt(c, at)
		if err != nil {
			return err
		}
		if len(progress.Checks) > 0 {
			if _, err := s.Training.CheckAgain(ctx, at.Person, round, unit); err != nil {
				return err
			}
		}
		return c.Redirect(at.Href(), fiber.StatusSeeOther)
	}
	return fiber.ErrNotFound
}
