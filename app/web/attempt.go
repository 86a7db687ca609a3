package web

import (
	"errors"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/training"
	"shoumi/quizzes"
)

// examPage is the data of attempt_question.html: one question of an attempt that
// goes on.
type examPage struct {
	Action  string
	Item    itemView
	Kept    bool // there is an answer already
	Later   bool // to be looked at again
	Last    bool
	Skip    string // where to go without an answer
	Numbers []questionNumber
	Left    int
	Errors  []fieldError
}

// questionNumber is a question in the list of them.
type questionNumber struct {
	N                     int
	Href                  string
	Answered, Later, Here bool
}

func attemptURL(id string) string { return "/attempts/" + id }

func questionURL(a training.Attempt, n int) string {
	if n == 0 {
		return attemptURL(a.ID)
	}
	return attemptURL(a.ID) + "/" + strconv.Itoa(n)
}

// nextOpen is the first question without an answer; 0 when all have one.
func nextOpen(a training.Attempt) int {
	for n := 1; n <= len(a.Items); n++ {
		if _, ok := a.Answers[strconv.Itoa(n)]; !ok {
			return n
		}
	}
	return 0
}

// unanswered is how many questions have no answer.
func unanswered(a training.Attempt) int { return len(a.Items) - len(a.Answers) }

// veiled is an item of which the page does not tell what the names of its options and
// rows may: authors name the right one first more often than not. They are numbered
// by their places instead.
type veiled struct {
	*quizzes.Item
	of *quizzes.Item
}

func veil(n int, it *quizzes.Item) veiled {
	v := veiled{Item: &quizzes.Item{ID: "q" + strconv.Itoa(n), Concept: it.Concept, Type: it.Type, Stem: it.Stem, On: it.On, Unit: it.Unit}, of: it}
	for i, o := range it.Options {
		v.Options = append(v.Options, quizzes.Option{ID: strconv.Itoa(i + 1), Text: o.Text})
	}
	for i, r := range it.Rows {
		v.Rows = append(v.Rows, quizzes.Row{ID: strconv.Itoa(i + 1), Text: r.Text})
	}
	return v
}

// named gives an answer to the veiled item the names of the item.
func (v veiled) named(a quizzes.Answer) quizzes.Answer { return renamed(a, v.Item, v.of) }

// numbered is the other way round.
func (v veiled) numbered(a quizzes.Answer) quizzes.Answer { return renamed(a, v.of, v.Item) }

func renamed(a quizzes.Answer, from, to *quizzes.Item) quizzes.Answer {
	names := map[string]string{}
	for i, o := range from.Options {
		names[o.ID] = to.Options[i].ID
	}
	out := quizzes.Answer{Number: a.Number}
	for _, id := range a.Options {
		out.Options = append(out.Options, names[id])
	}
	if a.Rows != nil {
		out.Rows = map[string]string{}
	}
	for i, r := range from.Rows {
		if chosen, ok := a.Rows[r.ID]; ok {
			out.Rows[to.Rows[i].ID] = names[chosen]
		}
	}
	return out
}

// sitting is the visitor's own attempt of the address.
func (s *Server) sitting(c *fiber.Ctx) (p training.Person, a training.Attempt, paper training.Paper, questions []training.Question, err error) {
	if p, err = s.learner(c); err != nil {
		return p, a, paper, nil, err
	}
	if a, paper, err = s.Training.Attempt(c.UserContext(), p, c.Params("id")); err != nil {
		return p, a, paper, nil, err
	}
	questions, err = paper.Questions()
	return p, a, paper, questions, err
}

// questionOf is the question of the address.
func questionOf(c *fiber.Ctx, questions []training.Question) (int, error) {
	n, err := strconv.Atoi(c.Params("number"))
	if err != nil || n < 1 || n > len(questions) {
		return 0, fiber.ErrNotFound
	}
	return n, nil
}

// attemptQuestion shows a question of an attempt, with the answer that is kept.
func (s *Server) attemptQuestion(c *fiber.Ctx) error {
	_, a, _, questions, err := s.sitting(c)
	if err != nil {
		return err
	}
	n, err := questionOf(c, questions)
	if err != nil {
		return err
	}
	if a.Active == "" {
		return c.Redirect(attemptURL(a.ID), fiber.StatusSeeOther)
	}
	kept, ok := a.Answers[strconv.Itoa(n)]
	x := veil(n, questions[n-1].Asked())
	view := s.item(s.language(c), x.Item, nil)
	if ok {
		view.fill(x.numbered(kept))
	}
	return s.showQuestion(c, fiber.StatusOK, a, n, view)
}

func (s *Server) showQuestion(c *fiber.Ctx, status int, a training.Attempt, n int, view itemView) error {
	tr := s.language(c)
	v := examPage{Action: questionURL(a, n), Item: view, Last: n == len(a.Items), Skip: attemptURL(a.ID), Left: unanswered(a)}
	if !v.Last {
		v.Skip = questionURL(a, n+1)
	}
	_, v.Kept = a.Answers[strconv.Itoa(n)]
	v.Later = slices.Contains(a.Later, n)
	for i := range a.Items {
		_, answered := a.Answers[strconv.Itoa(i+1)]
		v.Numbers = append(v.Numbers, questionNumber{N: i + 1, Href: questionURL(a, i+1), Answered: answered, Later: slices.Contains(a.Later, i+1), Here: i+1 == n})
	}
	if view.Wrong != "" {
		v.Errors = []fieldError{{Text: view.Wrong, Href: "#answer-" + view.ID}}
	}
	title := tr.T("attempt.asks", n, len(a.Items))
	return s.render(c, status, "attempt_question", page{Title: title, Nav: "training", Error: view.Wrong != "", Crumb: s.attemptCrumbs(tr, a, tr.T("attempt.number", n)), Data: v})
}

func (s *Server) attemptCrumbs(tr *language, a training.Attempt, last string) []link {
	out := s.roundCrumbs(tr, a.Round, tr.T("certify.title"))
	out[len(out)-1].Href = unitURL(a.Round, a.Unit)
	return append(out, link{Text: last})
}

// answerQuestion keeps the answer to a question and leads to the next, or to the list
// of all. Without an answer a question can be put off.
func (s *Server) answerQuestion(c *fiber.Ctx) error {
	tr := s.language(c)
	p, a, _, questions, err := s.sitting(c)
	if err != nil {
		return err
	}
	n, err := questionOf(c, questions)
	if err != nil {
		return err
	}
	x := veil(n, questions[n-1].Asked())
	sent := formOf(c)
	later := sent.Get("later") != ""
	answer, missing := readItem(x.Item, sent)
	if missing != "" && !later && a.Active != "" {
		view := s.item(tr, x.Item, nil)
		view.fill(answer)
		view.Wrong = tr.T(missing)
		return s.showQuestion(c, fiber.StatusUnprocessableEntity, a, n, view)
	}
	if missing == "" {
		err = s.Training.Put(c.UserContext(), p, a.ID, n, x.named(answer))
	}
	if err == nil {
		err = s.Training.Flag(c.UserContext(), p, a.ID, n, later)
	}
	if errors.Is(err, training.ErrSubmitted) {
		return s.handedIn(tr, a)
	}
	if err != nil {
		return err
	}
	if n == len(questions) {
		return c.Redirect(attemptURL(a.ID), fiber.StatusSeeOther)
	}
	return c.Redirect(questionURL(a, n+1), fiber.StatusSeeOther)
}

// handedIn is the page for whoever answers an attempt that another window handed in.
func (s *Server) handedIn(tr *language, a training.Attempt) error {
	p := trainingProblem(training.ErrSubmitted)
	p.links = []link{{Text: tr.T("attempt.see_result"), Href: attemptURL(a.ID)}}
	return p
}

// attemptReview is the data of attempt_check.html: every answer before it is handed in.
type attemptReview struct {
	Answers []pair
	Open    int
	First   string // the first question without an answer
	Submit  string
}

// checkAttempt lists the answers of an attempt that goes on.
func (s *Server) checkAttempt(c *fiber.Ctx, a training.Attempt, questions []training.Question) error {
	tr := s.language(c)
	v := attemptReview{Open: unanswered(a), First: questionURL(a, nextOpen(a)), Submit: attemptURL(a.ID) + "/submit"}
	for i, q := range questions {
		p := pair{Label: tr.T("attempt.number", i+1), Change: questionURL(a, i+1), Chinese: true}
		if answer, ok := a.Answers[strconv.Itoa(i+1)]; ok {
			p.Value = inWords(tr, q, answer)
		} else {
			p.State = &badge{"open", tr.T("attempt.no_answer")}
		}
		if slices.Contains(a.Later, i+1) {
			p.Note = tr.T("attempt.later")
		}
		v.Answers = append(v.Answers, p)
	}
	title := tr.T("attempt.all_answered", len(questions))
	if v.Open > 0 {
		title = tr.T("attempt.left", v.Open)
	}
	return s.render(c, fiber.StatusOK, "attempt_check", page{Title: title, Nav: "training", Crumb: s.attemptCrumbs(tr, a, tr.T("attempt.check")), Data: v})
}

// inWords is an answer as its person reads it.
func inWords(tr *language, q training.Question, a quizzes.Answer) string {
	text := map[string]string{}
	for _, o := range q.Options {
		text[o.ID] = o.Text
	}
	out := ""
	add := func(s string) {
		if out != "" {
			out += tr.T("list.semicolon")
		}
		out += s
	}
	switch {
	case a.Number != nil:
		add(strconv.FormatInt(*a.Number, 10) + q.Unit.Zh())
	case len(q.Rows) > 0:
		for _, r := range q.Rows {
			add(r.Text + "：" + text[a.Rows[r.ID]])
		}
	default:
		for _, id := range a.Options {
			add(text[id])
		}
	}
	return out
}

// confirmSubmit asks once more before an attempt is handed in with open questions.
func (s *Server) confirmSubmit(c *fiber.Ctx) error {
	tr := s.language(c)
	_, a, _, _, err := s.sitting(c)
	if err != nil {
		return err
	}
	if a.Active == "" || unanswered(a) == 0 {
		return c.Redirect(attemptURL(a.ID), fiber.StatusSeeOther)
	}
	v := confirmation{Title: tr.T("attempt.submit_open", unanswered(a)), Effects: []string{tr.T("attempt.submit_effect", unanswered(a)), tr.T("attempt.submit_final")},
		Action: attemptURL(a.ID) + "/submit", Hidden: map[string]string{"open": strconv.Itoa(unanswered(a))}, Button: tr.T("attempt.submit_anyway"), Cancel: link{Text: tr.T("attempt.back"), Href: questionURL(a, nextOpen(a))}}
	return s.render(c, fiber.StatusOK, "confirm", page{Title: v.Title, Nav: "training", Crumb: s.attemptCrumbs(tr, a, tr.T("attempt.submit")), Data: v})
}

// submitAttempt hands an attempt in. With open questions it has to have been said how
// many: the page that asked may be older than an answer of another device.
func (s *Server) submitAttempt(c *fiber.Ctx) error {
	p, a, _, _, err := s.sitting(c)
	if err != nil {
		return err
	}
	if left := unanswered(a); a.Active != "" && left > 0 && formOf(c).Get("open") != strconv.Itoa(left) {
		return c.Redirect(attemptURL(a.ID)+"/submit", fiber.StatusSeeOther)
	}
	if a, err = s.Training.Submit(c.UserContext(), p, a.ID); err != nil {
		return err
	}
	return c.Redirect(attemptURL(a.ID), fiber.StatusSeeOther)
}
