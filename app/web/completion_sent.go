package web

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/account"
	"shoumi/app/audit"
	"shoumi/rules"
)

// mostSent is how many certificates are marked at once.
const mostSent = 1000

// sentForm asks up to which day the hours were sent that are to be marked: whoever
// finishes after the file was made is not in it.
func (s *Server) sentForm(c *fiber.Ctx) error {
	x, err := s.selected(c, account.ManageTraining)
	if err != nil {
		return err
	}
	return s.sentAgain(c, fiber.StatusOK, x, s.sentFields(c))
}

func (s *Server) sentFields(c *fiber.Ctx) form {
	tr := s.language(c)
	yesterday := s.today() - 1
	f := form{Button: tr.T("sent.review"), Notice: &notice{Title: tr.T("sent.notice"), Text: tr.T("sent.notice_how")},
		Fields: []field{newDayField(tr, "until", tr.T("sent.until"), tr.day(yesterday))}}
	if c.Method() == post {
		f.fill(formOf(c))
	}
	return f
}

func (s *Server) sentAgain(c *fiber.Ctx, status int, x selected, f form) error {
	tr := s.language(c)
	title := tr.T("sent.title", len(x.unsent(rules.Forever)))
	return s.render(c, status, "form", page{Title: title, Nav: "completion", Error: len(f.Errors()) > 0, Crumb: x.crumbs(tr), Data: f})
}

func (x selected) crumbs(tr *language) []link {
	return completionCrumbs(tr, link{Text: x.title(tr), Href: x.query(x.href())}, link{Text: tr.T("sent.name")})
}

// unsent are the numbers of certificates, of those who finished until a day, of which
// the hours count and were not sent.
func (x selected) unsent(until rules.Date) (numbers []string) {
	for _, r := range x.all {
		if r.Number != "" && r.Hours > 0 && r.Sent.IsZero() && dayOf(r.Finished) <= until {
			numbers = append(numbers, r.Number)
		}
	}
	return numbers
}

// markSent says how many are marked until a day, and marks them once that was seen.
func (s *Server) markSent(c *fiber.Ctx) error {
	tr, sent := s.language(c), formOf(c)
	x, err := s.selected(c, account.ManageTraining)
	if err != nil {
		return err
	}
	f := s.sentFields(c)
	until, ok := f.Fields[0].readDay(tr)
	switch {
	case !ok && f.Fields[0].Fault == "":
		f.fault("until", tr.T("assign.due_missing"))
	case ok && until > s.today():
		f.fault("until", tr.T("sent.future"))
	}
	numbers := x.unsent(until)
	if len(f.Errors()) == 0 && len(numbers) == 0 && sent.Get("sure") == "" {
		f.fault("until", tr.T("sent.none", tr.day(until)))
	}
	if len(f.Errors()) > 0 {
		return s.sentAgain(c, fiber.StatusUnprocessableEntity, x, f)
	}
	numbers = numbers[:min(len(numbers), mostSent)]
	if sent.Get("sure") == "" {
		title := tr.T("sent.question", len(numbers))
		return s.render(c, fiber.StatusOK, "confirm", page{Title: title, Nav: "completion", Crumb: x.crumbs(tr), Data: confirmation{
			Title: title, Lead: tr.T("sent.lead", x.title(tr), tr.day(until)), Effects: []string{tr.T("sent.effect"), tr.T("sent.for_good")},
			Action: x.query(x.href() + "/sent"), Hidden: map[string]string{"until": until.String(), "sure": "1"}, Button: tr.T("sent.button"), Cancel: link{Text: tr.T("confirm.cancel"), Href: x.href()}}})
	}
	if len(numbers) > 0 {
		if err := s.record(c, audit.HoursSent, x.id+" "+x.tree.Label(x.unit)+" 至"+until.ROC()+" "+strconv.Itoa(len(numbers))+"人", x.id); err != nil {
			return err
		}
		if err := s.Training.MarkSent(c.UserContext(), numbers, s.visitor(c).ID); err != nil {
			return err
		}
	}
	s.say(c, "sent.done", strconv.Itoa(len(numbers)))
	return c.Redirect(x.query(x.href()), fiber.StatusSeeOther)
}
