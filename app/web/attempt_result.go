package web

import (
	"fmt"
	"html/template"
	"mime"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/training"
	"shoumi/quizzes"
)

// attemptResult is the data of attempt_result.html: what came of an attempt. It tells
// of concepts, not of keys.
type attemptResult struct {
	Passed  bool
	Facts   []pair
	Restudy []restudied
	Go      *link // what to do next
	Paper   string
}

// restudied is a concept to study again.
type restudied struct {
	Name     string
	Critical bool
	Lessons  []link
}

// attempt is the result of an attempt, or, while it goes on, its answers.
func (s *Server) attempt(c *fiber.Ctx) error {
	p, a, paper, questions, err := s.sitting(c)
	if err != nil {
		return err
	}
	if a.Active != "" {
		return s.checkAttempt(c, a, questions)
	}
	tr := s.language(c)
	v := attemptResult{Passed: a.Passed, Paper: attemptURL(a.ID) + "/paper"}
	v.Facts = append(v.Facts,
		pair{Label: tr.T("attempt.right"), Value: tr.T("attempt.of", a.Right, len(a.Items)), Note: tr.T("attempt.need", a.Need)},
		s.criticalFact(tr, a, paper.Blueprint))
	for _, id := range a.Restudy {
		v.Restudy = append(v.Restudy, restudied{Name: s.conceptName(tr, id), Critical: slices.Contains(paper.Blueprint.Critical, id), Lessons: s.lessonsOn(tr, a.Round, id)})
	}
	title := tr.T("attempt.title_passed", len(a.Items), a.Right)
	if a.Passed {
		if v.Go, err = s.certificateOf(c, p, a.Round); err != nil {
			return err
		}
	} else {
		title = tr.T("attempt.title_failed", len(a.Items), a.Right)
		if a.Right >= a.Need {
			title = tr.T("attempt.title_critical", len(a.Items), a.Right)
		}
		v.Facts = append(v.Facts, s.retryFact(tr, a))
		v.Go = &link{Text: tr.T("review.title"), Href: "/review"}
		if !s.Now().Before(a.Opens) {
			v.Go = &link{Text: tr.T("certify.title"), Href: unitURL(a.Round, a.Unit)}
		}
	}
	v.Facts = append(v.Facts, pair{Label: tr.T("attempt.submitted"), Value: tr.moment(a.Submitted)})
	return s.render(c, fiber.StatusOK, "attempt_result", page{Title: title, Nav: "training", Crumb: s.attemptCrumbs(tr, a, tr.T("attempt.result")), Data: v})
}

// criticalFact says of the critical concepts whether they are all right.
func (s *Server) criticalFact(tr *language, a training.Attempt, b quizzes.Blueprint) pair {
	var missed []string
	for _, id := range a.Restudy {
		if slices.Contains(b.Critical, id) {
			missed = append(missed, s.conceptName(tr, id))
		}
	}
	p := pair{Label: tr.T("attempt.critical"), Value: tr.T("attempt.critical_right", len(b.Critical))}
	if len(missed) > 0 {
		p.Value = tr.T("attempt.critical_missed", strings.Join(missed, tr.T("list.join")))
	}
	return p
}

// retryFact says from when on there may be another attempt.
func (s *Server) retryFact(tr *language, a training.Attempt) pair {
	p := pair{Label: tr.T("attempt.retry"), Value: tr.moment(a.Opens)}
	if !s.Now().Before(a.Opens) {
		p.Note = tr.T("attempt.retry_open")
	}
	return p
}

// paperPage is the data of attempt_paper.html: the exact words of an attempt.
type paperPage struct {
	Revealed  bool
	Questions []paperQuestion
	Facts     []pair
	Words     string // where the words are as they are kept, byte by byte
}

// paperQuestion is a question as it was put. What was answered stands in Graded once
// the key may be shown, else in Answer.
type paperQuestion struct {
	N       int
	Stem    template.HTML
	Note    string
	Options []string // as they stood
	Rows    []string
	Answer  string
	Graded  *gradedView
	Law     []training.LawText
}

// attemptPaper is an attempt that was handed in, word for word.
func (s *Server) attemptPaper(c *fiber.Ctx) error {
	tr := s.language(c)
	_, a, paper, questions, err := s.sitting(c)
	if err != nil {
		return err
	}
	if a.Active != "" {
		return c.Redirect(attemptURL(a.ID), fiber.StatusSeeOther)
	}
	v := paperPage{Facts: paperFacts(tr, a, paper)}
	if v.Revealed, err = s.revealed(c, a); err != nil {
		return err
	}
	if v.Revealed {
		v.Words = attemptURL(a.ID) + "/words"
	}
	for i, q := range questions {
		v.Questions = append(v.Questions, s.paperQuestion(tr, i+1, q, a.Answers[strconv.Itoa(i+1)], v.Revealed))
	}
	title := tr.T("paper.title", len(questions), tr.moment(a.Began))
	return s.render(c, fiber.StatusOK, "attempt_paper", page{Title: title, Nav: "training", Crumb: s.attemptCrumbs(tr, a, tr.T("paper.crumb")), Data: v})
}

// revealed says whether the keys of an attempt may be shown to its person now.
func (s *Server) revealed(c *fiber.Ctx, a training.Attempt) (bool, error) {
	state, err := s.Training.State(c.UserContext(), a.Learner)
	return state.Revealed(a, s.Now()), err
}

func (s *Server) paperQuestion(tr *language, n int, q training.Question, a quizzes.Answer, revealed bool) paperQuestion {
	v := paperQuestion{N: n, Law: q.Law}
	if revealed {
		g := s.graded(tr, q.Asked(), a)
		g.Proof = ""
		v.Graded = &g
		return v
	}
	asked := s.item(tr, q.Asked(), nil)
	v.Stem, v.Note, v.Law = asked.Stem, asked.Note, nil
	for _, o := range q.Options {
		v.Options = append(v.Options, o.Text)
	}
	for _, r := range q.Rows {
		v.Rows = append(v.Rows, r.Text)
	}
	if v.Answer = tr.T("attempt.no_answer"); !a.Empty() {
		v.Answer = inWords(tr, q, a)
	}
	return v
}

// paperFacts are what it takes to draw the form of an attempt again.
func paperFacts(tr *language, a training.Attempt, paper training.Paper) []pair {
	return []pair{
		{Label: tr.T("paper.id"), Value: a.ID},
		{Label: tr.T("attempt.began"), Value: tr.moment(a.Began)},
		{Label: tr.T("attempt.submitted"), Value: tr.moment(a.Submitted)},
		{Label: tr.T("paper.seed"), Value: paper.Seed},
		{Label: tr.T("paper.rules"), Value: paper.Rules},
		{Label: tr.T("paper.hash"), Value: paper.Hash},
	}
}

// attemptWords sends the words of an attempt as they are kept: their SHA-256 is the
// hash on the page. They hold the keys.
func (s *Server) attemptWords(c *fiber.Ctx) error {
	_, a, paper, _, err := s.sitting(c)
	if err != nil {
		return err
	}
	ok, err := s.revealed(c, a)
	if err != nil {
		return err
	}
	if !ok {
		return &problem{status: fiber.StatusForbidden, key: "not_revealed", links: []link{{Text: s.language(c).T("attempt.result"), Href: attemptURL(a.ID)}}}
	}
	return sendFile(c, "application/json", fmt.Sprintf("shoumi-%s.json", a.ID[:8]), []byte(paper.Words))
}

// sendFile sends what is to be kept as a file.
func sendFile(c *fiber.Ctx, kind, name string, data []byte) error {
	c.Set(fiber.HeaderContentType, kind)
	c.Set(fiber.HeaderContentDisposition, mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.Send(data)
}
