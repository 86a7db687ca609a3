package web

import (
	"errors"
	"net/url"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/training"
	"shoumi/quizzes"
)

// reviewPage is the data of review.html: what there is to review today.
type reviewPage struct {
	Tasks []task
	First string
	Law   bool // some are there because their law changed
	None  *empty
}

// review lists the concepts to review today.
func (s *Server) review(c *fiber.Ctx) error {
	tr := s.language(c)
	p, err := s.learner(c)
	if err != nil {
		return err
	}
	due, err := s.Training.Reviews(c.UserContext(), p)
	if err != nil {
		return err
	}
	v, title := reviewPage{}, tr.T("review.today", len(due))
	for _, d := range due {
		t := task{ID: d.Card.Concept, Text: s.conceptName(tr, d.Card.Concept), Href: reviewURL(d.Card.Concept), State: taskTodo, Note: tr.T("review.last", tr.day(dayOf(d.Card.Last)))}
		if d.Card.LawChanged {
			v.Law, t.Note = v.Law || !d.Corrected, changedBy(tr, d.Corrected)+tr.T("list.semicolon")+t.Note
		}
		v.Tasks = append(v.Tasks, t)
	}
	if len(due) > 0 {
		v.First = v.Tasks[0].Href
	} else {
		state, err := s.learnerState(c, p)
		if err != nil {
			return err
		}
		title, v.None = tr.T("review.none"), s.nothingDue(tr, state)
	}
	return s.render(c, fiber.StatusOK, "review", page{Title: title, Nav: "training", Crumb: []link{{Text: tr.T("path.title"), Href: "/training"}, {Text: tr.T("review.title")}}, Data: v})
}

// changedBy says what made a concept due before its time: the law, or the material.
func changedBy(tr *language, corrected bool) string {
	if corrected {
		return tr.T("review.material_changed")
	}
	return tr.T("review.law_changed")
}

// nothingDue says when there will be something to review, and what is.
func (s *Server) nothingDue(tr *language, state training.State) *empty {
	now := s.Now()
	v := &empty{Text: tr.T("review.never"), How: tr.T("review.never_how")}
	var next time.Time
	waiting := 0
	for _, x := range state.Cards {
		switch {
		case x.Reviews == 0:
		case !x.Due.After(now):
			waiting++
		case next.IsZero() || x.Due.Before(next):
			next = x.Due
		}
	}
	done := state.Today[dayOf(now).String()]
	switch {
	case waiting > 0 && done >= quizzes.MaxReviewsADay:
		v.Text, v.How = tr.T("review.enough", done), tr.T("review.enough_how", waiting)
	case !next.IsZero():
		v.Text, v.How = tr.T("review.next", tr.moment(next)), tr.T("review.how")
		if done > 0 {
			v.Text = tr.T("review.done_today", done) + v.Text
		}
	}
	return v
}

func reviewURL(concept string) string { return "/review/" + url.PathEscape(concept) }

// reviewItemPage is the data of review_item.html: a concept with the item of today.
type reviewItemPage struct {
	Action, Skip string
	Item         itemView
	Concept      string
	Changed      string // why it is due before its time; empty: it is not
	Errors       []fieldError
}

// reviewOf is a concept to review; once it was, how that went.
func (s *Server) reviewOf(c *fiber.Ctx) error {
	p, err := s.learner(c)
	if err != nil {
		return err
	}
	concept := c.Params("concept")
	if _, ok := s.Quizzes.Concept(concept); !ok {
		return fiber.ErrNotFound
	}
	due, err := s.Training.Reviews(c.UserContext(), p)
	if err != nil {
		return err
	}
	switch went, err := s.Training.Recalled(c.UserContext(), p, concept); {
	case err == nil:
		return s.showRecalled(c, went, due)
	case !errors.Is(err, training.ErrNotDue):
		return err
	}
	i := slices.IndexFunc(due, func(d training.Due) bool { return d.Card.Concept == concept })
	if i < 0 {
		return c.Redirect("/review", fiber.StatusSeeOther)
	}
	return s.showReview(c, fiber.StatusOK, due, i, s.reviewItem(c, due[i].Item))
}

// reviewItem is an item of a review, its options in an order that stays.
func (s *Server) reviewItem(c *fiber.Ctx, it *quizzes.Item) itemView {
	return s.item(s.language(c), it, it.Shown(s.seed("review/"+s.visitor(c).ID+"/"+it.ID)))
}

func (s *Server) showReview(c *fiber.Ctx, status int, due []training.Due, i int, view itemView) error {
	tr, card := s.language(c), due[i].Card
	v := reviewItemPage{Action: reviewURL(card.Concept), Skip: "/review", Item: view, Concept: s.conceptName(tr, card.Concept)}
	if card.LawChanged {
		v.Changed = changedBy(tr, due[i].Corrected)
	}
	if i+1 < len(due) {
		v.Skip = reviewURL(due[i+1].Card.Concept)
	}
	if view.Wrong != "" {
		v.Errors = []fieldError{{Text: view.Wrong, Href: "#answer-" + view.ID}}
	}
	return s.render(c, status, "review_item", page{Title: tr.T("review.left", len(due)), Nav: "training", Error: view.Wrong != "", Crumb: reviewCrumbs(tr, v.Concept), Data: v})
}

func reviewCrumbs(tr *language, last string) []link {
	return []link{{Text: tr.T("path.title"), Href: "/training"}, {Text: tr.T("review.title"), Href: "/review"}, {Text: last}}
}

// recalledPage is the data of review_done.html: how a review went.
type recalledPage struct {
	Graded  gradedView
	Facts   []pair
	Lessons []link // to read again
	Next    *link
}

func (s *Server) showRecalled(c *fiber.Ctx, went training.Recalled, due []training.Due) error {
	tr := s.language(c)
	v := recalledPage{Graded: s.graded(tr, went.Item, went.Answer), Next: &link{Text: tr.T("review.to_end"), Href: "/review"}}
	v.Facts = []pair{
		{Label: v.Graded.Concept, Value: tr.moved(went.Was, went.Is)},
		{Label: tr.T("review.again"), Value: tr.day(dayOf(went.Due))},
	}
	if !v.Graded.Right {
		v.Lessons = s.lessonsOn(tr, "", went.Item.Concept)
	}
	if len(due) > 0 {
		v.Next = &link{Text: tr.T("review.go_on", len(due)), Href: reviewURL(due[0].Card.Concept)}
	}
	return s.render(c, fiber.StatusOK, "review_done", page{Title: v.Graded.Heading, Nav: "training", Crumb: reviewCrumbs(tr, v.Graded.Concept), Data: v})
}

// moved says what became of the level of a concept.
func (l *language) moved(was, is quizzes.Level) string {
	switch {
	case is > was:
		return l.T("mastery.rose", l.level(was), l.level(is))
	case is < was:
		return l.T("mastery.fell", l.level(was), l.level(is))
	}
	return l.T("mastery.stayed", l.level(is))
}

func (l *language) level(x quizzes.Level) string {
	return l.T("mastery.level." + [...]string{"none", "attempted", "familiar", "proficient", "solid"}[x])
}

// answerReview takes the answer to the item of a concept. The first of a day stands.
func (s *Server) answerReview(c *fiber.Ctx) error {
	tr, sent := s.language(c), formOf(c)
	p, err := s.learner(c)
	if err != nil {
		return err
	}
	concept := c.Params("concept")
	it, ok := s.Quizzes.Item(sent.Get("item"))
	if !ok || it.Concept != concept {
		return training.ErrNoItem
	}
	answer, missing := readItem(it, sent)
	if missing != "" {
		due, err := s.Training.Reviews(c.UserContext(), p)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(due, func(d training.Due) bool { return d.Card.Concept == concept })
		if i < 0 {
			return c.Redirect(reviewURL(concept), fiber.StatusSeeOther)
		}
		view := s.reviewItem(c, it)
		view.fill(answer)
		view.Wrong = tr.T(missing)
		return s.showReview(c, fiber.StatusUnprocessableEntity, due, i, view)
	}
	if _, err := s.Training.Review(c.UserContext(), p, concept, it.ID, answer); err != nil {
		if stale := trainingProblem(err); stale != nil {
			stale.links = []link{{Text: tr.T("review.title"), Href: "/review"}}
			return stale
		}
		return err
	}
	return c.Redirect(reviewURL(concept), fiber.StatusSeeOther)
}
