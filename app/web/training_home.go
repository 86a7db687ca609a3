package web

import (
	"github.com/gofiber/fiber/v2"

	"shoumi/app/account"
	"shoumi/app/training"
)

// trainingHome is what the home page says to somebody who trains: the one thing to
// do, and how things stand.
type trainingHome struct {
	Next    *link
	Course  *link  // of the one thing
	State   string // how much of it is left
	Due     string
	Late    bool
	Again   *notice // a document that was signed has to be signed again
	Wait    string  // until when the certification is shut
	Reviews int     // due today, where they are not the one thing
	Hours   int
	Empty   *empty
	Done    bool // all that was assigned
}

// trainingHome is nil for somebody who neither learns nor was assigned a course.
func (s *Server) trainingHome(c *fiber.Ctx) (*trainingHome, error) {
	v, tr := s.visitor(c), s.language(c)
	if s.Training == nil || !v.Known() {
		return nil, nil
	}
	who, err := s.learner(c)
	if err != nil {
		return nil, err
	}
	h, err := s.Training.Home(c.UserContext(), who)
	if err != nil || len(h.Paths) == 0 && h.Reviews == 0 && !v.Is(account.Officer) {
		return nil, err
	}
	out := &trainingHome{Hours: h.Hours, Reviews: h.Reviews}
	for _, p := range h.Paths {
		view := s.pathView(tr, p)
		if view.Again != nil {
			out.Again = view.Again
		}
		if p.Round == h.Round {
			out.State = view.State
			out.Course = &link{Text: view.Title, Href: view.Href}
			out.Due, out.Late, out.Next, out.Wait = view.Due, view.Late, view.Next, view.Wait
		}
	}
	switch {
	case h.Act == training.ActRest && len(h.Paths) == 0:
		out.Empty = s.nothingAssigned(tr)
	case out.Course == nil && len(h.Paths) > 0:
		out.Done = true
	}
	if out.Next == nil && h.Reviews > 0 {
		out.Next, out.Reviews = &link{Text: tr.T("path.review", h.Reviews), Href: "/review"}, 0
	}
	return out, nil
}
