package web

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/audit"
	"shoumi/app/incident"
)

// may says whether somebody may take a step with a record now, as the desk would.
type may func(r incident.Record, by string) error

// byAuthor is a step of the author's while the record is in one of some states.
func byAuthor(states ...incident.State) may {
	return func(r incident.Record, by string) error {
		switch {
		case r.Author != by:
			return incident.ErrNotYours
		case !slices.Contains(states, r.State):
			return incident.ErrFixed
		}
		return nil
	}
}

// byReviewer is a step of the reviewer's while the record is under review.
func byReviewer(r incident.Record, by string) error {
	switch {
	case r.Author == by:
		return incident.ErrSamePerson
	case r.Reviewer != by:
		return incident.ErrNotYours
	case r.State != incident.Submitted:
		return incident.ErrFixed
	}
	return nil
}

// incidentStep opens the record of the address for a step of the work on it. A page
// wants a purpose, as incidentAt does; a form that is sent was on such a page. Who
// tries what is not theirs stands in the log.
func (s *Server) incidentStep(c *fiber.Ctx, may may) (r incident.Record, ok bool, err error) {
	if r, err = s.Incidents.Open(c.UserContext(), s.visitor(c).ID, c.Params("id")); err != nil {
		return r, false, err
	}
	if err = may(r, s.visitor(c).ID); err != nil {
		return r, false, s.tried(c, r, err)
	}
	if c.Method() == post {
		return r, true, nil
	}
	ok, err = s.asked(c, r.ID, audit.Opened, "事件紀錄 "+r.Reference)
	return r, ok, err
}

// tried logs that somebody tried what is not theirs. The error comes back.
func (s *Server) tried(c *fiber.Ctx, r incident.Record, err error) error {
	if errors.Is(err, incident.ErrNotYours) || errors.Is(err, incident.ErrSamePerson) {
		if err := s.record(c, audit.AccessRefused, c.Method()+" "+c.Path(), r.ID); err != nil {
			return err
		}
	}
	return err
}

// noteIncident writes into the log what is about to be done with a record.
func (s *Server) noteIncident(c *fiber.Ctx, act string, r incident.Record, more string) error {
	return s.record(c, act, "事件紀錄 "+r.Reference+more, r.ID)
}

// naming gives accounts their names, for one page.
type naming struct {
	s     *Server
	c     *fiber.Ctx
	known map[string]string
	err   error // the first that there was
}

func (s *Server) naming(c *fiber.Ctx) *naming {
	return &naming{s: s, c: c, known: map[string]string{}}
}

func (n *naming) of(id string) string {
	if text, ok := n.known[id]; ok {
		return text
	}
	text, err := n.s.nameOf(n.c, id)
	if n.err == nil {
		n.err = err
	}
	n.known[id] = text
	return text
}

// personalFault says in a field of somebody who cannot dismiss anything what looks like
// personal data in it; "" where err is something else.
func personalFault(tr *language, err error) string {
	var personal *incident.PersonalDataError
	if !errors.As(err, &personal) {
		return ""
	}
	var parts []string
	for _, f := range personal.Found {
		parts = append(parts, tr.T("second.personal_one", f.Text, f.Kind.Zh()))
	}
	return tr.T("second.personal", strings.Join(parts, tr.T("list.join")))
}

// versioned is what a form about a record carries along.
func versioned(r incident.Record) map[string]string {
	return map[string]string{"version": strconv.Itoa(r.Version)}
}

// workOn leads to what somebody can do with a record besides its steps.
func (s *Server) workOn(tr *language, r incident.Record, me string) (out []link) {
	add := func(key string, page ...string) {
		out = append(out, link{Text: tr.T(key), Href: incidentURL(r.ID, page...)})
	}
	switch mine := r.Author == me; {
	case mine && r.State == incident.Submitted:
		add("second.withdraw", "withdraw")
	case mine && r.State == incident.Signed:
		add("history.revise", "revise")
	}
	if neverSent(r, me) != nil { // before that there is nothing of a review to see
		add("second.name", "review")
	}
	add("history.name", "history")
	add("access.name", "access")
	if neverSent(r, me) == nil {
		add("removal.name", "remove")
	}
	return out
}
