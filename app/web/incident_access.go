package web

import (
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/account"
	"shoumi/app/audit"
	"shoumi/app/incident"
	"shoumi/app/store"
)

// accessPage is the data of incident_access.html.
type accessPage struct {
	form
	Readers []readerRow
	Always  []pair // who may read it anyhow
	Nobody  *notice
	Action  string
}

// readerRow is somebody who was given access, with the form that takes it back; none
// for who may not.
type readerRow struct {
	ID, Name, When, Reason string
	Take                   bool
}

func (s *Server) incidentAccess(c *fiber.Ctx) error {
	r, ok, err := s.incidentAt(c)
	if !ok || err != nil {
		return err
	}
	return s.accessAgain(c, fiber.StatusOK, r, func(*form) {})
}

func (s *Server) accessAgain(c *fiber.Ctx, status int, r incident.Record, say func(*form)) error {
	tr, me, who := s.language(c), s.visitor(c).ID, s.naming(c)
	readers, err := s.Incidents.Readers(c.UserContext(), me, r.ID)
	if err != nil {
		return err
	}
	p := accessPage{Action: incidentURL(r.ID, "access"), Always: []pair{{Label: tr.T("second.author"), Value: who.of(r.Author), Chinese: true}}}
	if r.Reviewer != "" {
		p.Always = append(p.Always, pair{Label: tr.T("second.reviewer"), Value: who.of(r.Reviewer), Chinese: true})
	}
	for _, id := range readers {
		x := readerRow{ID: id, Name: who.of(id), Take: r.Author == me}
		for _, e := range slices.Backward(r.History) {
			if e.Kind == incident.Shared && e.To == id {
				x.When, x.Reason = tr.moment(e.At), e.Text
				break
			}
		}
		p.Readers = append(p.Readers, x)
	}
	if r.Author == me {
		officers, err := s.legalOfficers(c, append(readers, r.Author, r.Reviewer)...)
		if err != nil {
			return err
		}
		choices, err := s.officerChoices(c, tr, officers)
		if err != nil {
			return err
		}
		if len(officers) == 0 {
			p.Nobody = &notice{Title: tr.T("access.nobody"), Text: tr.T("access.nobody_how")}
		} else {
			p.form = form{Button: tr.T("access.give"), Fields: []field{
				{Name: "to", Kind: choiceField, Label: tr.T("access.to"), Choices: choices},
				{Name: "reason", Label: tr.T("access.reason"), Help: tr.T("access.reason_help")}}}
		}
	}
	if c.Method() == post {
		p.fill(formOf(c))
	}
	say(&p.form)
	if who.err != nil {
		return who.err
	}
	return s.render(c, status, "incident_access", page{Title: tr.T("access.title", r.Reference, len(p.Readers)), Nav: "incidents", Error: len(p.Errors()) > 0, Crumb: incidentCrumbs(tr, r, tr.T("access.name")), Data: p})
}

// anyState is a step of the author's that may be taken at any time.
var anyState = byAuthor(incident.States...)

func (s *Server) giveAccess(c *fiber.Ctx) error {
	tr, me, sent := s.language(c), s.visitor(c).ID, formOf(c)
	r, ok, err := s.incidentStep(c, anyState)
	if !ok || err != nil {
		return err
	}
	readers, err := s.Incidents.Readers(c.UserContext(), me, r.ID)
	if err != nil {
		return err
	}
	if slices.Contains(readers, sent.Get("to")) { // sent twice
		return c.Redirect(incidentURL(r.ID, "access"), fiber.StatusSeeOther)
	}
	officers, err := s.legalOfficers(c, r.Author, r.Reviewer)
	if err != nil {
		return err
	}
	reason := strings.TrimSpace(sent.Get("reason"))
	again := func(name, wrong string) error {
		return s.accessAgain(c, fiber.StatusUnprocessableEntity, r, func(f *form) { f.fault(name, wrong) })
	}
	i := slices.IndexFunc(officers, func(a account.Account) bool { return a.ID == sent.Get("to") })
	switch n := utf8.RuneCountInString(reason); {
	case i < 0:
		return again("to", tr.T("second.choose"))
	case n < minPurpose:
		return again("reason", tr.T("purpose.short", minPurpose))
	case n > maxPurpose:
		return again("reason", tr.T("purpose.long", maxPurpose))
	}
	if err := s.noteIncident(c, audit.IncidentShared, r, " 對象 "+officers[i].Login); err != nil {
		return err
	}
	err = s.Incidents.Share(c.UserContext(), me, r.ID, officers[i].ID, reason)
	switch {
	case personalFault(tr, err) != "":
		return again("reason", personalFault(tr, err))
	case errors.Is(err, store.ErrConflict):
		return again("to", tr.T("second.changed"))
	case err != nil:
		return err
	}
	s.say(c, "access.given", officers[i].Name)
	return c.Redirect(incidentURL(r.ID, "access"), fiber.StatusSeeOther)
}

func (s *Server) takeAccess(c *fiber.Ctx) error {
	r, ok, err := s.incidentStep(c, anyState)
	if !ok || err != nil {
		return err
	}
	from, err := s.People.Get(c.UserContext(), formOf(c).Get("from"))
	if err != nil {
		return err
	}
	if err := s.noteIncident(c, audit.IncidentUnshared, r, " 對象 "+from.Login); err != nil {
		return err
	}
	if err := s.Incidents.Unshare(c.UserContext(), s.visitor(c).ID, r.ID, from.ID); err != nil {
		return err
	}
	s.say(c, "access.taken", from.Name)
	return c.Redirect(incidentURL(r.ID, "access"), fiber.StatusSeeOther)
}
