package web

import (
	"net/url"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/training"
	"shoumi/content"
)

// chapterPage is the data of chapter.html: a lesson of a course, section by section.
type chapterPage struct {
	Lesson     *content.Lesson
	Chinese    bool
	Action     string
	Token      string
	Number, Of int
	First      bool // the objectives stand before it
	Last       bool // the summary stands after it
	Bar        stepBar
	Concepts   []string
	Blocks     []blockView
	Checks     int
	Unanswered []link
	Before     *link
	NextTitle  string
	Done       bool // the unit is
}

// progressAt is what the visitor did at a stop; never nil.
func (s *Server) progressAt(c *fiber.Ctx, at stop) (*training.UnitProgress, error) {
	state, err := s.learnerState(c, at.Person)
	if err != nil {
		return nil, err
	}
	if round, ok := state.Rounds[at.Path.Round]; ok && round.Units[at.Unit().ID] != nil {
		return round.Units[at.Unit().ID], nil
	}
	return &training.UnitProgress{}, nil
}

// lessonAt is the lesson of a stop in the language of the page, or in Chinese where
// the other has not the same sections.
func (s *Server) lessonAt(tr *language, at stop) (l *content.Lesson, chinese bool) {
	original, _ := s.Lessons.Lesson(content.Languages[0], at.Unit().Ref)
	l, chinese, _ = s.lessonIn(tr, at.Unit().Ref)
	if len(l.Chapters()) != len(original.Chapters()) {
		l, chinese = original, true
	}
	return l, chinese && tr.Param != "zh"
}

func (s *Server) chapter(c *fiber.Ctx, at stop) error {
	tr := s.language(c)
	progress, err := s.progressAt(c, at)
	if err != nil {
		return err
	}
	checks, err := s.lessonChecks(at.Unit().Ref, c.Query("s"))
	if err != nil {
		return err
	}
	checks.Items = progress.Tried
	l, chinese := s.lessonAt(tr, at)
	chapters := l.Chapters()
	n := 1
	for n < len(chapters) && progress.Served[n] {
		n++
	}
	if at.Step.State == training.UnitDone {
		n = 1
	}
	if asked := c.Query("n"); asked != "" {
		if n, err = strconv.Atoi(asked); err != nil || n < 1 || n > len(chapters) {
			return training.ErrNoSection
		}
	}
	v := chapterPage{Lesson: l, Chinese: chinese, Action: at.Href(), Token: c.Query("s"), Number: n, Of: len(chapters), First: n == 1, Last: n == len(chapters),
		Bar: newStepBar(len(progress.Served), len(chapters)), Concepts: s.conceptNames(tr, l.Concepts), Done: at.Step.State == training.UnitDone}
	v.Bar.Says = tr.T("path.part.lesson", v.Bar.Done, v.Bar.Of)
	if n > 1 {
		v.Before = &link{Text: chapters[n-2].Title, Href: at.chapterURL(n-1, c.Query("s"), "")}
	}
	if !v.Last {
		v.NextTitle = chapters[n].Title
	}
	for i, chapter := range chapters {
		if i+1 == n {
			if v.Blocks, err = s.blocks(tr, chapter.Blocks, checks, c.Query("e"), v.Checks); err != nil {
				return err
			}
		}
		for _, b := range chapter.Blocks {
			if !isCheck(b) {
				continue
			}
			v.Checks++
			if !checks.answered(b) {
				v.Unanswered = append(v.Unanswered, link{Text: tr.T("lesson.check", v.Checks), Href: at.chapterURL(i+1, c.Query("s"), "") + "#" + checkAnchor(b.Ref)})
			}
		}
	}
	status := fiber.StatusOK
	if c.Query("e") != "" {
		status = fiber.StatusUnprocessableEntity
	}
	return s.render(c, status, "chapter", page{Title: l.Title, Nav: "training", Error: c.Query("e") != "", Crumb: s.stopCrumbs(tr, at), Data: v})
}

// chapterURL is the address of a section. The choices at the nodes of scenarios
// that the lesson shows are kept in it; missed is a check sent without an answer.
func (p stop) chapterURL(n int, token, missed string) string {
	more := url.Values{"n": {strconv.Itoa(n)}}
	if missed != "" {
		more.Set("e", missed)
	}
	return address(p.Href(), token, more)
}

// actOnLesson goes on from a section that was read, or takes the answer to a check.
func (s *Server) actOnLesson(c *fiber.Ctx, at stop, act string) error {
	form := formOf(c)
	n, _ := strconv.Atoi(form.Get("section"))
	switch act {
	case "":
		if err := s.Training.Serve(c.UserContext(), at.Person, at.Path.Round, at.Unit().ID, n); err != nil {
			return err
		}
		l, _ := s.lessonAt(s.language(c), at)
		if n < len(l.Chapters()) {
			return c.Redirect(at.chapterURL(n+1, form.Get("s"), ""), fiber.StatusSeeOther)
		}
		now, err := s.stop(c)
		if err != nil {
			return err
		}
		if now.Step.State != training.UnitDone { // a section was passed over
			return c.Redirect(at.Href(), fiber.StatusSeeOther)
		}
		return s.onward(c, at)
	case "check":
		return s.tryCheck(c, at, form)
	}
	return fiber.ErrNotFound
}

// tryCheck keeps the first answer to an item; choices travel in the address.
func (s *Server) tryCheck(c *fiber.Ctx, at stop, form url.Values) error {
	n, _ := strconv.Atoi(form.Get("section"))
	ref, token := form.Get("check"), form.Get("s")
	a, ok := s.readCheck(form)
	missed := ""
	switch {
	case !ok:
		missed = ref
	case a != nil:
		if _, err := s.Training.Try(c.UserContext(), at.Person, at.Path.Round, at.Unit().ID, ref, *a); err != nil {
			return err
		}
	default:
		checks, err := s.lessonChecks(at.Unit().Ref, token)
		if err != nil {
			return err
		}
		checks.Choices = with(checks.Choices, ref, form.Get("choice"))
		if token, err = s.tokens.seal(checks); err != nil {
			return err
		}
	}
	return c.Redirect(at.chapterURL(n, token, missed)+"#"+checkAnchor(ref), fiber.StatusSeeOther)
}
