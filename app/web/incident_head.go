package web

import (
	"errors"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/account"
	"shoumi/app/audit"
	"shoumi/app/incident"
	"shoumi/app/store"
)

func (s *Server) headForm(c *fiber.Ctx) error {
	r, ok, err := s.incidentStep(c, byAuthor(incident.Draft))
	if !ok || err != nil {
		return err
	}
	return s.headAgain(c, fiber.StatusOK, r, nil, func(*form, account.Tree) {})
}

// notesField asks for notes on a record.
func notesField(tr *language, notes string) field {
	return field{Name: "notes", Kind: longField, Label: tr.T("incident.notes"), Help: tr.T("incident.notes_help"), Value: notes, Optional: true}
}

// headNow is what a record begins with, as it is now.
func headNow(r incident.Record) incident.Head {
	return incident.Head{Reference: r.Reference, Unit: r.Unit, Purpose: r.Content.Purpose, Stage: r.Content.Stage, Notes: r.Content.Notes}
}

func (s *Server) headAgain(c *fiber.Ctx, status int, r incident.Record, found []foundData, say func(*form, account.Tree)) error {
	tr := s.language(c)
	tree, err := s.People.Units(c.UserContext())
	if err != nil {
		return err
	}
	p := personalPage{Found: found, form: form{Version: r.Version, Button: tr.T("head.save"), Fields: append(s.headFields(tr, tree, headNow(r)), notesField(tr, r.Content.Notes)),
		Notice: &notice{Title: tr.T("incident.no_names"), Text: tr.T("incident.no_names_how")}}}
	if c.Method() == post {
		p.fill(formOf(c))
	}
	say(&p.form, tree)
	return s.render(c, status, "incident_new", page{Title: tr.T("head.title", r.Reference), Nav: "incidents", Error: len(p.Errors())+len(found) > 0, Crumb: incidentCrumbs(tr, r, tr.T("head.name")), Data: p})
}

func (s *Server) changeHead(c *fiber.Ctx) error {
	tr, sent := s.language(c), formOf(c)
	r, ok, err := s.incidentStep(c, byAuthor(incident.Draft))
	if !ok || err != nil {
		return err
	}
	tree, err := s.People.Units(c.UserContext())
	if err != nil {
		return err
	}
	var blank form
	blank.Fields = append(s.headFields(tr, tree, incident.Head{}), notesField(tr, ""))
	h, ok := readHead(tr, tree, sent, &blank)
	if !ok {
		return s.headAgain(c, fiber.StatusUnprocessableEntity, r, nil, func(f *form, tree account.Tree) { readHead(tr, tree, sent, f) })
	}
	stale := func() error {
		return s.headAgain(c, fiber.StatusConflict, r, nil, func(f *form, _ account.Tree) { f.fault("reference", tr.T("second.changed")) })
	}
	if versionOf(sent) != r.Version {
		if now := headNow(r); now.Reference == h.Reference && now.Unit == h.Unit && now.Purpose == h.Purpose && now.Stage == h.Stage && now.Notes == h.Notes { // sent twice
			return c.Redirect(incidentURL(r.ID), fiber.StatusSeeOther)
		}
		return stale()
	}
	if err := s.noteIncident(c, audit.IncidentChanged, r, ""); err != nil {
		return err
	}
	_, err = s.Incidents.Change(c.UserContext(), s.visitor(c).ID, r.ID, r.Version, incident.Reworded, func(r *incident.Record) error {
		h.Dismissed = s.dismissed(c, r.Content.Dismissed)
		r.Put(h)
		return nil
	})
	var personal *incident.PersonalDataError
	switch {
	case errors.As(err, &personal):
		return s.headAgain(c, fiber.StatusUnprocessableEntity, r, foundIn(tr, personal, sent), func(*form, account.Tree) {})
	case errors.Is(err, store.ErrExists):
		return s.headAgain(c, fiber.StatusUnprocessableEntity, r, nil, func(f *form, _ account.Tree) { f.fault("reference", tr.T("incident.reference_taken")) })
	case errors.Is(err, store.ErrConflict):
		return stale()
	case err != nil:
		return err
	}
	s.say(c, "head.saved")
	return c.Redirect(incidentURL(r.ID), fiber.StatusSeeOther)
}

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
	p := confirmation{Title: tr.T("head.remove_ask", r.Reference), Losses: []string{tr.T("head.remove_loss", strconv.Itoa(answered(r)))}, Stays: []string{tr.T("head.remove_stays")},
		Action: incidentURL(r.ID, "remove"), Hidden: versioned(r), Button: tr.T("head.remove"), Cancel: link{Text: tr.T("second.to_record"), Href: incidentURL(r.ID)}}
	if len(readers) > 0 {
		p.Effects = []string{tr.T("head.remove_readers", len(readers))}
	}
	return s.render(c, fiber.StatusOK, "confirm", page{Title: p.Title, Nav: "incidents", Crumb: incidentCrumbs(tr, r, tr.T("head.remove")), Data: p})
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
	s.say(c, "head.removed", r.Reference)
	return c.Redirect("/incidents", fiber.StatusSeeOther)
}
