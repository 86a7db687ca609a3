package web

import (
	"errors"
	"slices"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/account"
	"shoumi/app/audit"
	"shoumi/app/incident"
	"shoumi/app/store"
)

// sendPage is the data of incident_send.html.
type sendPage struct {
	form
	Facts   []pair // what there is, and what is missing
	Stop    *notice
	Effects []string
}

func (s *Server) sendForm(c *fiber.Ctx) error {
	r, ok, err := s.incidentStep(c, byAuthor(incident.Draft))
	if !ok || err != nil {
		return err
	}
	return s.sendAgain(c, fiber.StatusOK, r, func(*form) {})
}

// legalOfficers are the accounts of those who can be sent a record or given access to it.
func (s *Server) legalOfficers(c *fiber.Ctx, but ...string) (out []account.Account, err error) {
	found, err := s.People.List(c.UserContext(), account.Find{Scope: account.Scope{All: true}, Role: account.Counsel})
	if err != nil {
		return nil, err
	}
	for _, a := range found.Accounts {
		if !a.Disabled && !slices.Contains(but, a.ID) {
			out = append(out, a)
		}
	}
	return out, nil
}

// officerChoices are legal officers to choose from; nobody is chosen before.
func (s *Server) officerChoices(c *fiber.Ctx, tr *language, officers []account.Account) ([]option, error) {
	tree, err := s.People.Units(c.UserContext())
	if err != nil {
		return nil, err
	}
	out := []option{{Label: tr.T("second.nobody")}}
	for _, a := range officers {
		text := a.Name
		if unit := tree.Label(a.Unit); unit != "" {
			text = tr.T("second.of_unit", a.Name, unit)
		}
		out = append(out, option{Value: a.ID, Label: text})
	}
	return out, nil
}

func (s *Server) sendAgain(c *fiber.Ctx, status int, r incident.Record, say func(*form)) error {
	tr := s.language(c)
	officers, err := s.legalOfficers(c, r.Author)
	if err != nil {
		return err
	}
	choices, err := s.officerChoices(c, tr, officers)
	if err != nil {
		return err
	}
	p := sendPage{form: form{Version: r.Version, Button: tr.T("second.send"), Fields: []field{{Name: "reviewer", Kind: choiceField, Label: tr.T("second.reviewer"), Help: tr.T("second.reviewer_help"), Choices: choices}}},
		Effects: []string{tr.T("second.effect_fixed"), tr.T("second.effect_day", tr.day(s.today())), tr.T("second.effect_read")}}
	if p.Facts, p.Stop, err = s.sendable(c, tr, r); err != nil {
		return err
	}
	if p.Stop == nil && len(officers) == 0 {
		p.Stop = &notice{Kind: "warning", Title: tr.T("second.no_officer"), Text: tr.T("second.no_officer_how")}
	}
	if c.Method() == post {
		p.fill(formOf(c))
	}
	say(&p.form)
	title := tr.T("second.ready", r.Reference)
	if p.Stop != nil {
		title = tr.T("second.not_ready", r.Reference)
	}
	return s.render(c, status, "incident_send", page{Title: title, Nav: "incidents", Error: len(p.Errors()) > 0, Crumb: incidentCrumbs(tr, r, tr.T("second.send")), Data: p})
}

// sendable is what a record has of what a reviewer needs; stop says what has to come first.
func (s *Server) sendable(c *fiber.Ctx, tr *language, r incident.Record) (facts []pair, stop *notice, err error) {
	answers, unsure := answered(r), 0
	for _, p := range r.Content.Interview.People {
		for _, a := range p.Answers {
			if a.Value == nil {
				unsure++
			}
		}
	}
	there := func(label string, has bool, note string) {
		state := badge{"open", tr.T("second.missing")}
		if has {
			state, note = badge{"yes", tr.T("second.there")}, ""
		}
		facts = append(facts, pair{Label: label, State: &state, Note: note})
	}
	there(tr.T("second.facts", answers, unsure), answers > 0, tr.T("second.facts_missing"))
	there(tr.T("second.act_date", tr.actDate(r.Act().ActDate)), r.Act().ActDate.Known(), tr.T("second.act_date_missing"))
	there(tr.T("incident.narrative"), r.Content.Narrative != "", tr.T("second.narrative_missing"))
	x, err := s.Incidents.Result(c.UserContext(), r)
	if err != nil {
		return nil, nil, contradicts(err)
	}
	open := 0
	for _, a := range x.Report.Actors {
		open += len((incident.Interview{}).InFocus(a.NextQuestions))
	}
	there(tr.T("second.open", open), open == 0, tr.T("second.open_note"))
	switch {
	case !s.Incidents.Current(r):
		stop = &notice{Kind: "warning", Title: tr.T("error.incident_outdated.title"), Text: tr.T("error.incident_outdated.lead")}
	case answers == 0:
		stop = &notice{Kind: "warning", Title: tr.T("second.no_facts"), Text: tr.T("second.no_facts_how"), Links: []link{{Text: tr.T("second.to_record"), Href: incidentURL(r.ID)}}}
	}
	return facts, stop, nil
}

func (s *Server) send(c *fiber.Ctx) error {
	tr, v, sent := s.language(c), s.visitor(c), formOf(c)
	r, ok, err := s.incidentStep(c, byAuthor(incident.Draft, incident.Submitted))
	if !ok || err != nil {
		return err
	}
	to := sent.Get("reviewer")
	if r.State == incident.Submitted {
		if r.Reviewer == to { // sent twice
			return c.Redirect(incidentURL(r.ID), fiber.StatusSeeOther)
		}
		return incident.ErrFixed
	}
	officers, err := s.legalOfficers(c, r.Author)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(officers, func(a account.Account) bool { return a.ID == to })
	if i < 0 {
		if to == r.Author {
			return s.tried(c, r, incident.ErrSamePerson)
		}
		return s.sendAgain(c, fiber.StatusUnprocessableEntity, r, func(f *form) { f.fault("reviewer", tr.T("second.choose")) })
	}
	if versionOf(sent) != r.Version {
		return s.sendAgain(c, fiber.StatusConflict, r, func(f *form) { f.fault("reviewer", tr.T("second.changed")) })
	}
	if _, stop, err := s.sendable(c, tr, r); err != nil {
		return err
	} else if stop != nil {
		return s.sendAgain(c, fiber.StatusUnprocessableEntity, r, func(*form) {})
	}
	if err := s.noteIncident(c, audit.IncidentSent, r, " 審查人 "+officers[i].Login); err != nil {
		return err
	}
	_, err = s.Incidents.Submit(c.UserContext(), v.ID, r.ID, r.Version, to)
	switch {
	case errors.Is(err, store.ErrConflict):
		return s.sendAgain(c, fiber.StatusConflict, r, func(f *form) { f.fault("reviewer", tr.T("second.changed")) })
	case err != nil:
		return err
	}
	s.say(c, "second.sent", officers[i].Name)
	return c.Redirect(incidentURL(r.ID), fiber.StatusSeeOther)
}

func (s *Server) confirmWithdraw(c *fiber.Ctx) error {
	r, ok, err := s.incidentStep(c, byAuthor(incident.Submitted))
	if !ok || err != nil {
		return err
	}
	tr := s.language(c)
	name, err := s.nameOf(c, r.Reviewer)
	if err != nil {
		return err
	}
	return s.render(c, fiber.StatusOK, "confirm", page{Title: tr.T("second.withdraw"), Nav: "incidents", Crumb: incidentCrumbs(tr, r, tr.T("second.withdraw")), Data: confirmation{
		Title: tr.T("second.withdraw_ask", r.Reference), Effects: []string{tr.T("second.withdraw_effect", name)}, Stays: []string{tr.T("second.withdraw_stays")},
		Action: incidentURL(r.ID, "withdraw"), Hidden: versioned(r), Button: tr.T("second.withdraw"), Cancel: link{Text: tr.T("second.to_record"), Href: incidentURL(r.ID)}}})
}

func (s *Server) takeBack(c *fiber.Ctx) error {
	r, ok, err := s.incidentStep(c, byAuthor(incident.Draft, incident.Submitted))
	if !ok || err != nil {
		return err
	}
	if r.State == incident.Draft && r.Reviewer != "" { // sent twice, or returned meanwhile
		return c.Redirect(incidentURL(r.ID), fiber.StatusSeeOther)
	}
	if err := s.noteIncident(c, audit.IncidentWithdrawn, r, ""); err != nil {
		return err
	}
	// What the reviewer has said meanwhile is kept: it is no reason not to take it back.
	if _, err := s.Incidents.Withdraw(c.UserContext(), s.visitor(c).ID, r.ID, r.Version); err != nil {
		return err
	}
	s.say(c, "second.withdrawn")
	return c.Redirect(incidentURL(r.ID), fiber.StatusSeeOther)
}
