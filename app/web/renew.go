package web

import (
	"errors"

	"github.com/valyala/fasthttp"

	"shoumi/app/incident"
	"shoumi/app/publishing"
	"shoumi/app/training"
	"shoumi/casebook"
	"shoumi/content"
	"shoumi/quizzes"
)

// Material is what a server shows that may be published anew while it serves. The
// parts are made of each other: a server has all of one Material, or nothing of it.
type Material struct {
	Cases     *casebook.Casebook
	Quizzes   *quizzes.Bank
	Lessons   *content.Library
	Training  *training.Training
	Incidents *incident.Desk
	LeftOut   []publishing.LeftOut
}

// answering is a server with the handler of its routes.
type answering struct {
	server  *Server
	handler fasthttp.RequestHandler
}

// Renew has every request from the next on answered with other material. One that is
// being answered goes on to its end with what it began with, and so does what goes on
// after its request. Connections, counts, turns and secrets stay. App has to be called
// first; Renew is not called by two at once.
func (s *Server) Renew(m Material) error {
	if s.process == nil {
		return errors.New("renewed before it answers")
	}
	next := *s
	next.Cases, next.Quizzes, next.Lessons, next.Training, next.Incidents = m.Cases, m.Quizzes, m.Lessons, m.Training, m.Incidents
	next.LeftOut = m.LeftOut
	next.agreed = &agreed{}
	s.answers.Store(&answering{&next, next.routed().Handler()})
	return nil
}

// Current is the server that answers now: s, or what the last Renew put in its place.
// Before App was called it is s.
func (s *Server) Current() *Server {
	if s.process == nil {
		return s
	}
	return s.answers.Load().server
}
