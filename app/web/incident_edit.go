package web

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/account"
	"shoumi/app/audit"
	"shoumi/app/incident"
	"shoumi/app/store"
)

func (s *Server) editIncidentForm(c *fiber.Ctx) error {
	r, ok, err := s.incidentStep(c, byAuthor(incident.Draft))
	if !ok || err != nil {
		return err
	}
	if !s.Incidents.Current(r) {
		return incident.ErrOutdated
	}
	return s.editIncidentAgain(c, fiber.StatusOK, r, nil, func(*form, account.Tree) {})
}

// notesField asks for notes on a record.
func notesField(tr *language, notes string) field {
	return field{Name: "notes", Kind: longField, Label: tr.T("incident.notes"), Help: tr.T("incident.notes_help"), Value: notes, Optional: true}
}

func (s *Server) editIncidentAgain(c *fiber.Ctx, status int, r incident.Record, found []foundData, say func(*form, account.Tree)) error {
	tr := s.language(c)
	tree, err := s.People.Units(c.UserContext())
	if err != nil {
		return err
	}
	head := incident.Head{Reference: r.Reference, Unit: r.Unit, Purpose: r.Content.Purpose, Stage: r.Content.Stage}
	p := personalPage{Found: found, form: form{Version: r.Version, Button: tr.T("incident.save"), Fields: append(s.headFields(tr, tree, head), notesField(tr, r.Content.Notes))}}
	if c.Method() == post {
		p.fill(formOf(c))
	}
	say(&p.form, tree)
	return s.render(c, status, "incident_new", page{Title: tr.T("incident.edit"), Nav: "incidents", Error: len(p.Errors())+len(found) > 0, Crumb: incidentCrumbs(tr, r, tr.T("incident.edit")), Data: p})
}

func (s *Server) editIncident(c *fiber.Ctx) error {
	r, ok, err := s.incidentStep(c, byAuthor(incident.Draft))
	if !ok || err != nil {
		return err
	}
	tr, sent := s.language(c), formOf(c)
	tree, err := s.People.Units(c.UserContext())
	if err != nil {
		return err
	}
	blank := form{Fields: append(s.headFields(tr, tree, incident.Head{}), notesField(tr, ""))}
	h, ok := readHead(tr, tree, sent, &blank)
	if !ok {
		return s.editIncidentAgain(c, fiber.StatusUnprocessableEntity, r, nil, func(f *form, tree account.Tree) { readHead(tr, tree, sent, f) })
	}
	if err := s.record(c, audit.IncidentChanged, tr.T("incident.edit"), r.ID); err != nil {
		return err
	}
	_, err = s.Incidents.Change(c.UserContext(), s.visitor(c).ID, r.ID, versionOf(sent), incident.Reworded, func(r *incident.Record) error {
		h.Dismissed = s.dismissed(c, r.Content.Dismissed)
		r.Put(h)
		return nil
	})
	var personal *incident.PersonalDataError
	switch {
	case errors.As(err, &personal):
		return s.editIncidentAgain(c, fiber.StatusUnprocessableEntity, r, foundIn(tr, personal, sent), func(f *form, _ account.Tree) { f.Version = versionOf(sent) })
	case errors.Is(err, store.ErrExists):
		return s.editIncidentAgain(c, fiber.StatusUnprocessableEntity, r, nil, func(f *form, _ account.Tree) { f.fault("reference", tr.T("incident.reference_taken")) })
	case errors.Is(err, store.ErrConflict):
		return s.editIncidentAgain(c, fiber.StatusConflict, r, nil, func(f *form, _ account.Tree) {
			f.Notice = &notice{Kind: "warning", Title: tr.T("incident.conflict"), Text: tr.T("incident.conflict_how")}
		})
	case err != nil:
		return err
	}
	s.say(c, "incident.saved")
	return c.Redirect(incidentURL(r.ID), fiber.StatusSeeOther)
}
