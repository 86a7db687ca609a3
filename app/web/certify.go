package web

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/training"
	"shoumi/content"
)

// certifyPage is the data of certify.html: the rule of a certification, told before it
// begins, and where the visitor stands with it.
type certifyPage struct {
	Notice *notice
	Rule   []string
	Begin  bool  // it may begin now
	On     *link // else where to go on
	Tries  table
}

// certification is the first page of a certification.
func (s *Server) certification(c *fiber.Ctx, at stop) error {
	tr := s.language(c)
	state, err := s.learnerState(c, at.Person)
	if err != nil {
		return err
	}
	var tries []training.Attempt
	for _, a := range state.Attempts {
		if a.Round == at.Path.Round && a.Unit == at.Unit().ID {
			tries = append(tries, a)
		}
	}
	v := certifyPage{Rule: s.certifyRule(tr, at), Tries: s.triesTable(tr, tries)}
	title := tr.T("certify.ready")
	active := slices.IndexFunc(state.Attempts, func(a training.Attempt) bool { return a.Active != "" })
	switch {
	case at.Step.State == training.UnitDone:
		title = tr.T("certify.passed")
		if v.On, err = s.certificateOf(c, at.Person, at.Path.Round); err != nil {
			return err
		}
	case active >= 0:
		a := state.Attempts[active]
		title = tr.T("certify.going", len(a.Answers), len(a.Items))
		v.On = &link{Text: tr.T("certify.go_on"), Href: questionURL(a, nextOpen(a))}
		if a.Round != at.Path.Round {
			title = tr.T("certify.elsewhere")
			v.Notice = &notice{Kind: "warning", Title: tr.T("certify.one_at_a_time", s.roundTitle(tr, a.Round))}
		}
	case !at.Path.Opens.IsZero():
		title = tr.T("certify.wait", tr.moment(at.Path.Opens))
		v.Notice = &notice{Title: tr.T("certify.meanwhile"), Links: []link{{Text: tr.T("review.title"), Href: "/review"}}}
	default:
		v.Begin = true
	}
	return s.render(c, fiber.StatusOK, "certify", page{Title: title, Nav: "training", Crumb: s.roundCrumbs(tr, at.Path.Round, tr.T("certify.title")), Data: v})
}

// beginCertification begins an attempt, or goes on with the one that was begun.
func (s *Server) beginCertification(c *fiber.Ctx, at stop, act string) error {
	if act != "" {
		return fiber.ErrNotFound
	}
	a, err := s.Training.Begin(c.UserContext(), at.Person, at.Path.Round, at.Unit().ID)
	if err != nil {
		return err
	}
	return c.Redirect(questionURL(a, nextOpen(a)), fiber.StatusSeeOther)
}

// learnerState is where a person stands.
func (s *Server) learnerState(c *fiber.Ctx, p training.Person) (training.State, error) {
	id, err := s.Training.Learner(c.UserContext(), p.Account)
	if err != nil {
		return training.State{}, err
	}
	return s.Training.State(c.UserContext(), id)
}

// certifyRule tells the rule, a sentence each.
func (s *Server) certifyRule(tr *language, at stop) []string {
	b := at.Unit().Certify.Blueprint
	rule := []string{tr.T("certify.rule.cut", b.Items(), b.Need(), 100*b.Cut)}
	if len(b.Critical) > 0 {
		rule = append(rule, tr.T("certify.rule.critical", strings.Join(s.conceptNames(tr, b.Critical), tr.T("list.join"))))
	}
	return append(rule,
		tr.T("certify.rule.time"),
		tr.T("certify.rule.reveal"),
		tr.T("certify.rule.wait", at.Unit().Certify.Wait.Hours()),
		tr.T("certify.rule.after", tr.day(at.Path.Due)))
}

func (s *Server) conceptName(tr *language, id string) string {
	if x, ok := s.Quizzes.Concept(id); ok {
		return tr.Of(x.Label)
	}
	return id
}

// triesTable lists attempts, the latest first.
func (s *Server) triesTable(tr *language, tries []training.Attempt) table {
	t := table{Caption: tr.T("attempt.list"), Columns: []column{{Label: tr.T("attempt.began")}, {Label: tr.T("attempt.course")}, {Label: tr.T("attempt.right"), Number: true}, {Label: tr.T("attempt.result")}},
		None: empty{Text: tr.T("attempt.none"), How: tr.T("attempt.none_how")}}
	for _, a := range slices.Backward(tries) {
		state, right := badge{"open", tr.T("attempt.going")}, ""
		switch {
		case a.Active != "":
		case a.Passed:
			state, right = badge{"yes", tr.T("attempt.passed")}, tr.T("attempt.of", a.Right, len(a.Items))
		default:
			state, right = badge{"no", tr.T("attempt.failed")}, tr.T("attempt.of", a.Right, len(a.Items))
		}
		t.Rows = append(t.Rows, row{Cells: []cell{{Text: tr.moment(a.Began), Href: attemptURL(a.ID)}, {Text: s.roundTitle(tr, a.Round)}, {Text: right}, {State: &state}}})
	}
	return t
}

// roundTitle names a course and its term.
func (s *Server) roundTitle(tr *language, round string) string {
	id, term, _ := strings.Cut(round, "/")
	if x, ok := s.Training.Courses().Course(id); ok {
		return tr.T("certify.round", tr.Of(x.Title), term)
	}
	return round
}

// roundCrumbs lead back to a round.
func (s *Server) roundCrumbs(tr *language, round, last string) []link {
	return []link{{Text: tr.T("path.title"), Href: "/training"}, {Text: s.roundTitle(tr, round), Href: roundURL(round)}, {Text: last}}
}

// certificateOf leads to the certificate of a round; nil where there is none.
func (s *Server) certificateOf(c *fiber.Ctx, p training.Person, round string) (*link, error) {
	all, err := s.Training.Certificates(c.UserContext(), p)
	for _, x := range all {
		if x.Round == round {
			return &link{Text: s.language(c).T("certify.certificate"), Href: "/certificates/" + x.Number}, err
		}
	}
	return nil, err
}

// lessonsOn are the lessons about a concept: units of the course of a round, if there
// is one, where they are, else the lessons that everybody can read.
func (s *Server) lessonsOn(tr *language, round, concept string) (out []link) {
	id, _, _ := strings.Cut(round, "/")
	if s.Lessons == nil {
		return nil
	}
	for _, l := range s.Lessons.Lessons(content.Languages[0]) {
		if !slices.Contains(l.Concepts, concept) {
			continue
		}
		shown, _, _ := s.lessonIn(tr, l.ID)
		to := link{Text: shown.Title, Href: lessonURL(l.ID)}
		if course, ok := s.Training.Courses().Course(id); ok {
			for _, u := range course.Units {
				if u.Kind == training.Lesson && u.Ref == l.ID {
					to.Href = unitURL(round, u.ID)
				}
			}
		}
		out = append(out, to)
	}
	return out
}
