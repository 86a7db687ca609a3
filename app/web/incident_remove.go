package web

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/audit"
	"shoumi/app/incident"
	"shoumi/app/store"
)

func (s *Server) confirmRemoveIncident(c *fiber.Ctx) error {
	r, ok, err := s.incidentStep(c, neverSent)
	if !ok || err != nil {
		return err
	}
	tr := s.language(c)
	readers, err := s.Incidents.Readers(c.UserContext(), s.visitor(c).ID, r.ID)
	if err != nil {
		return err
	}
	p := confirmation{Title: tr.T("removal.ask", r.Reference), Losses: []string{tr.T("removal.loss", strconv.Itoa(answered(r)))}, Stays: []string{tr.T("removal.stays")},
		Action: incidentURL(r.ID, "remove"), Hidden: versioned(r), Button: tr.T("removal.name"), Cancel: link{Text: tr.T("second.to_record"), Href: incidentURL(r.ID)}}
	if len(readers) > 0 {
		p.Effects = []string{tr.T("removal.readers", len(readers))}
	}
	return s.render(c, fiber.StatusOK, "confirm", page{Title: p.Title, Nav: "incidents", Crumb: incidentCrumbs(tr, r, tr.T("removal.name")), Data: p})
}

// neverSent is a draft of the author's that nobody was asked to review.
func neverSent(r incident.Record, by string) error {
	if err := byAuthor(incident.Draft)(r, by); err != nil {
		return err
	}
	if r.Reviewer != "" || r.Revision > 1 {
		return incident.ErrFixed
	}
	return nil
}

// answered is how many facts of a record were answered.
func answered(r incident.Record) (n int) {
	for _, p := range r.Content.Interview.People {
		n += len(p.Answers)
	}
	return n
}

func (s *Server) removeIncident(c *fiber.Ctx) error {
	r, ok, err := s.incidentStep(c, neverSent)
	if !ok || err != nil {
		return err
	}
	if versionOf(formOf(c)) != r.Version {
		return store.ErrConflict
	}
	if err := s.noteIncident(c, audit.IncidentRemoved, r, ""); err != nil {
		return err
	}
	if err := s.Incidents.Remove(c.UserContext(), s.visitor(c).ID, r.ID, r.Version); err != nil {
		return err
	}
	s.say(c, "removal.done", r.Reference)
	return c.Redirect("/incidents", fiber.StatusSeeOther)
}
