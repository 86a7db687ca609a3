package web

import (
	"errors"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/audit"
	"shoumi/app/incident"
	"shoumi/app/store"
	"shoumi/rules"
)

// signPage is the data of incident_sign.html.
type signPage struct {
	form
	Facts    []pair
	Dissents []saidOf
	Effects  []string
	Back     link
}

func (s *Server) signIncidentForm(c *fiber.Ctx) error {
	r, ok, err := s.incidentStep(c, byReviewer)
	if !ok || err != nil {
		return err
	}
	return s.signIncidentAgain(c, fiber.StatusOK, r, func(*form) {})
}

func (s *Server) signIncidentAgain(c *fiber.Ctx, status int, r incident.Record, say func(*form)) error {
	tr := s.language(c)
	x, err := s.standing(c, r)
	if err != nil {
		return err
	}
	who := s.naming(c)
	p := signPage{Back: link{Text: tr.T("second.to_review"), Href: incidentURL(r.ID, "review")}, Effects: []string{tr.T("second.sign_effect"), tr.T("second.sign_effect_dissent")},
		form: form{Version: r.Version, Button: tr.T("second.sign"), Fields: []field{
			{Name: "overall", Kind: choiceField, Label: tr.T("second.overall"), Choices: []option{{Label: tr.T("second.no_word")}}},
			{Name: "text", Kind: longField, Label: tr.T("second.text"), Help: tr.T("second.text_help"), Optional: true},
		}}}
	for _, word := range incident.Overalls {
		p.Fields[0].Choices = append(p.Fields[0].Choices, option{Value: string(word), Label: tr.T("second.overall." + string(word))})
	}
	said := 0
	for _, o := range r.Review.Opinions {
		if last, _ := r.Review.Latest(o.By, o.Actor, o.Provision, o.Element); last == o {
			said++
		}
	}
	for _, o := range r.Review.Dissents() {
		p.Dissents = append(p.Dissents, spoken(tr, who, r.Review, o, aboutOpinion(tr, x.Book, r, o)))
	}
	p.Facts = []pair{{Label: tr.T("second.result"), Value: tr.T("second.result_is", tally(x.Report, rules.Undetermined), tally(x.Report, rules.Established))},
		{Label: tr.T("second.opinions"), Value: tr.T("second.opinions_are", said, len(p.Dissents))}}
	if c.Method() == post {
		p.fill(formOf(c))
	}
	say(&p.form)
	if who.err != nil {
		return who.err
	}
	return s.render(c, status, "incident_sign", page{Title: tr.T("second.sign_ask", r.Reference), Nav: "incidents", Error: len(p.Errors()) > 0,
		Crumb: incidentCrumbs(tr, r, tr.T("second.sign")), Data: p})
}

func (s *Server) signIncident(c *fiber.Ctx) error {
	tr, me, sent := s.language(c), s.visitor(c).ID, formOf(c)
	r, ok, err := s.incidentStep(c, func(r incident.Record, by string) error {
		if r.State == incident.Signed && r.Review.By == by {
			return nil
		}
		return byReviewer(r, by)
	})
	if !ok || err != nil {
		return err
	}
	if r.State == incident.Signed { // sent twice
		return c.Redirect(incidentURL(r.ID, "review"), fiber.StatusSeeOther)
	}
	word, text := incident.Overall(sent.Get("overall")), strings.TrimSpace(sent.Get("text"))
	again := func(status int, name, wrong string) error {
		return s.signIncidentAgain(c, status, r, func(f *form) { f.fault(name, wrong) })
	}
	switch {
	case word == "":
		return again(fiber.StatusUnprocessableEntity, "overall", tr.T("second.choose_word"))
	case utf8.RuneCountInString(text) > maxOpinion:
		return again(fiber.StatusUnprocessableEntity, "text", tr.T("second.long", maxOpinion))
	case versionOf(sent) != r.Version:
		return again(fiber.StatusConflict, "overall", tr.T("second.changed"))
	}
	if err := s.noteIncident(c, audit.IncidentSigned, r, ""); err != nil {
		return err
	}
	_, err = s.Incidents.Sign(c.UserContext(), me, r.ID, r.Version, word, text)
	switch {
	case errors.Is(err, incident.ErrDissents):
		return again(fiber.StatusUnprocessableEntity, "overall", tr.T("second.dissents"))
	case errors.Is(err, incident.ErrNoReason):
		return again(fiber.StatusUnprocessableEntity, "text", tr.T("second.no_text"))
	case errors.Is(err, store.ErrConflict):
		return again(fiber.StatusConflict, "overall", tr.T("second.changed"))
	case personalFault(tr, err) != "":
		return again(fiber.StatusUnprocessableEntity, "text", personalFault(tr, err))
	case err != nil:
		return err
	}
	s.say(c, "second.signed_said")
	return c.Redirect(incidentURL(r.ID, "review"), fiber.StatusSeeOther)
}

// maxOpinion is how many characters the word on the whole has at most.
const maxOpinion = 4000

func (s *Server) returnForm(c *fiber.Ctx) error {
	r, ok, err := s.incidentStep(c, byReviewer)
	if !ok || err != nil {
		return err
	}
	return s.returnAgain(c, fiber.StatusOK, r, nil, "")
}

func (s *Server) returnAgain(c *fiber.Ctx, status int, r incident.Record, sent url.Values, wrong string) error {
	tr := s.language(c)
	author, err := s.nameOf(c, r.Author)
	if err != nil {
		return err
	}
	f := form{Version: r.Version, Button: tr.T("second.return"), Notice: &notice{Title: tr.T("second.return_effect", author), Text: tr.T("second.return_stays")},
		Fields: []field{{Name: "reason", Kind: longField, Label: tr.T("second.return_reason"), Value: sent.Get("reason"), Fault: wrong}}}
	return s.render(c, status, "form", page{Title: tr.T("second.return_ask", r.Reference), Nav: "incidents", Error: wrong != "", Crumb: incidentCrumbs(tr, r, tr.T("second.return")), Data: f})
}

// giveBack gives a record back to its author, for a reason.
func (s *Server) giveBack(c *fiber.Ctx) error {
	tr, me, sent := s.language(c), s.visitor(c).ID, formOf(c)
	reason := strings.TrimSpace(sent.Get("reason"))
	r, ok, err := s.incidentStep(c, func(r incident.Record, by string) error {
		if returned(r, by, reason) {
			return nil
		}
		return byReviewer(r, by)
	})
	if !ok || err != nil {
		return err
	}
	if returned(r, me, reason) { // sent twice
		return c.Redirect(incidentURL(r.ID), fiber.StatusSeeOther)
	}
	switch {
	case reason == "":
		return s.returnAgain(c, fiber.StatusUnprocessableEntity, r, sent, tr.T("second.no_reason"))
	case utf8.RuneCountInString(reason) > maxOpinion:
		return s.returnAgain(c, fiber.StatusUnprocessableEntity, r, sent, tr.T("second.long", maxOpinion))
	case versionOf(sent) != r.Version:
		return s.returnAgain(c, fiber.StatusConflict, r, sent, tr.T("second.changed"))
	}
	if err := s.noteIncident(c, audit.IncidentReturned, r, ""); err != nil {
		return err
	}
	_, err = s.Incidents.Return(c.UserContext(), me, r.ID, r.Version, reason)
	switch {
	case errors.Is(err, store.ErrConflict):
		return s.returnAgain(c, fiber.StatusConflict, r, sent, tr.T("second.changed"))
	case personalFault(tr, err) != "":
		return s.returnAgain(c, fiber.StatusUnprocessableEntity, r, sent, personalFault(tr, err))
	case err != nil:
		return err
	}
	s.say(c, "second.returned")
	return c.Redirect(incidentURL(r.ID), fiber.StatusSeeOther)
}

// returned is whether the last thing that was done with a record is that somebody gave
// it back for a reason.
func returned(r incident.Record, by, reason string) bool {
	if r.State != incident.Draft || len(r.History) == 0 {
		return false
	}
	last := r.History[len(r.History)-1]
	return last.Kind == incident.Returned && last.By == by && last.Text == reason
}
