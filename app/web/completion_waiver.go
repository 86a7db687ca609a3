package web

import (
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/account"
	"shoumi/app/audit"
	"shoumi/app/training"
)

// minReason and maxReason are how many characters the reason of a waiver has.
const (
	minReason = 8
	maxReason = 500
)

// reasonOf is the reason that a form gives; where it cannot be one, what is wrong.
func reasonOf(tr *language, text string) (reason, wrong string) {
	reason = strings.TrimSpace(text)
	switch n := utf8.RuneCountInString(reason); {
	case n < minReason:
		wrong = tr.T("waiver.short", minReason)
	case n > maxReason:
		wrong = tr.T("waiver.long", maxReason)
	}
	return reason, wrong
}

func (s *Server) waiveForm(c *fiber.Ctx) error {
	p, err := s.traineeAt(c, account.ManageTraining)
	if err != nil {
		return err
	}
	return s.waiveAgain(c, fiber.StatusOK, p, func(*form) {})
}

func (s *Server) waiveAgain(c *fiber.Ctx, status int, p traineeAt, say func(*form)) error {
	tr := s.language(c)
	f := form{Notice: &notice{Title: tr.T("waiver.second"), Text: tr.T("waiver.second_how")}, Button: tr.T("waiver.send"), Fields: []field{
		{Name: "reason", Kind: longField, Label: tr.T("waiver.reason"), Help: tr.T("waiver.reason_help", minReason)}}}
	if c.Method() == post {
		f.fill(formOf(c))
	}
	say(&f)
	title := tr.T("waiver.title", p.Name, p.title(tr))
	return s.render(c, status, "form", page{Title: title, Nav: "completion", Error: len(f.Errors()) > 0, Crumb: p.crumbs(tr, link{Text: p.Name, Href: p.at()}, link{Text: tr.T("waiver.ask")}), Data: f})
}

func (s *Server) waive(c *fiber.Ctx) error {
	p, err := s.traineeAt(c, account.ManageTraining)
	if err != nil {
		return err
	}
	reason, wrong := reasonOf(s.language(c), formOf(c).Get("reason"))
	if wrong != "" {
		return s.waiveAgain(c, fiber.StatusUnprocessableEntity, p, func(f *form) { f.fault("reason", wrong) })
	}
	if err := s.record(c, audit.WaiverAsked, p.id, p.ID); err != nil {
		return err
	}
	if err := s.Training.Waive(c.UserContext(), p.person, p.id, s.visitor(c).ID, reason); err != nil {
		return err
	}
	s.say(c, "waiver.sent", p.Name)
	return c.Redirect(p.href(), fiber.StatusSeeOther)
}

// waiversPage is the data of waivers.html.
type waiversPage struct {
	Mine  table // what the visitor may decide
	Asked table // what waits for somebody else
}

// waivers are all that wait, within the visitor's scope.
func (s *Server) waivers(c *fiber.Ctx) error {
	tr, v := s.language(c), s.visitor(c)
	w, err := s.crew(c, account.ManageTraining, queryOf(c).Get("unit"))
	if err != nil {
		return err
	}
	all, err := s.rounds(c, w)
	if err != nil {
		return err
	}
	columns := []column{{Label: tr.T("person.name")}, {Label: tr.T("person.unit")}, {Label: tr.T("completion.course")}, {Label: tr.T("waiver.reason")}, {Label: tr.T("waiver.who")}}
	p := waiversPage{
		Mine:  table{Caption: tr.T("waiver.mine"), Columns: columns, None: empty{Text: tr.T("waiver.none"), How: tr.T("waiver.none_how")}},
		Asked: table{Caption: tr.T("waiver.others"), Columns: columns},
	}
	for _, r := range all[:min(len(all), countedRounds)] {
		rows, err := s.rows(c, w, r.id)
		if err != nil {
			return err
		}
		for _, x := range rows {
			if x.AskedBy == "" {
				continue
			}
			by, err := s.nameOf(c, x.AskedBy)
			if err != nil {
				return err
			}
			who := w.accounts[x.Person.Account]
			line := row{Cells: []cell{{Text: who.Name, Href: r.href() + "/" + who.ID + "/waiver", Chinese: true}, {Text: w.tree.Label(who.Unit), Chinese: true}, {Text: r.title(tr)}, {Text: x.Reason, Chinese: true}, {Text: by, Chinese: true}}}
			if x.AskedBy == v.ID || who.ID == v.ID {
				p.Asked.Rows = append(p.Asked.Rows, line)
			} else {
				p.Mine.Rows = append(p.Mine.Rows, line)
			}
		}
	}
	title := tr.T("waiver.waiting", len(p.Mine.Rows))
	if len(p.Mine.Rows) == 0 {
		title = tr.T("waiver.nothing")
	}
	return s.render(c, fiber.StatusOK, "waivers", page{Title: title, Nav: "completion", Crumb: completionCrumbs(tr, link{Text: tr.T("waiver.list")}), Data: p})
}

// waiverPage is the data of waiver.html: the form refuses, another button agrees.
type waiverPage struct {
	form
	Facts []pair
	Stop  *notice // why the visitor cannot decide
}

func (s *Server) waiver(c *fiber.Ctx) error {
	p, err := s.traineeAt(c, account.ManageTraining)
	if err != nil {
		return err
	}
	return s.waiverAgain(c, fiber.StatusOK, p, func(*form) {})
}

func (s *Server) waiverAgain(c *fiber.Ctx, status int, p traineeAt, say func(*form)) error {
	tr := s.language(c)
	facts, err := s.traineeFacts(c, p)
	if err != nil {
		return err
	}
	v := waiverPage{Facts: facts, form: form{Button: tr.T("waiver.refuse"), Fields: []field{
		{Name: "reason", Kind: longField, Label: tr.T("waiver.why_not"), Help: tr.T("waiver.why_not_help", minReason)}}}}
	title := tr.T("waiver.question", p.Name, p.title(tr))
	switch me := s.visitor(c).ID; {
	case p.row.AskedBy == "":
		title, v.Stop = tr.T("waiver.over", p.Name), &notice{Title: tr.T("waiver.over_how")}
	case p.row.AskedBy == me, p.ID == me:
		v.Stop = &notice{Kind: "warning", Title: tr.T("waiver.yours"), Text: tr.T("waiver.yours_how")}
	}
	if c.Method() == post {
		v.fill(formOf(c))
	}
	say(&v.form)
	return s.render(c, status, "waiver", page{Title: title, Nav: "completion", Error: len(v.Errors()) > 0, Crumb: p.crumbs(tr, link{Text: p.Name, Href: p.at()}, link{Text: tr.T("waiver.decide")}), Data: v})
}

// decideWaiver is the second person's word. Sent again, it is said already.
func (s *Server) decideWaiver(c *fiber.Ctx) error {
	p, err := s.traineeAt(c, account.ManageTraining)
	if err != nil {
		return err
	}
	sent, me := formOf(c), s.visitor(c).ID
	yes := sent.Get("say") == "yes"
	reason, wrong := reasonOf(s.language(c), sent.Get("reason"))
	act := audit.WaiverRefused
	if yes {
		act = audit.WaiverAgreed
	}
	switch {
	case p.row.AskedBy == "" && (p.row.WaivedBy == me || p.row.Refused.By == me):
		return c.Redirect("/completion/waivers", fiber.StatusSeeOther)
	case p.row.AskedBy == "":
		return training.ErrNoWaiver
	case p.row.AskedBy == me, p.ID == me:
		if err := s.record(c, audit.AccessRefused, act+" "+p.id, p.ID); err != nil {
			return err
		}
		return training.ErrSamePerson
	case !yes && wrong != "":
		return s.waiverAgain(c, fiber.StatusUnprocessableEntity, p, func(f *form) { f.fault("reason", wrong) })
	}
	if err := s.record(c, act, p.id, p.ID); err != nil {
		return err
	}
	if yes {
		if err := s.Training.AgreeToWaive(c.UserContext(), p.person, p.id, me); err != nil {
			return err
		}
		s.say(c, "waiver.agreed_said", p.Name)
	} else {
		if err := s.Training.RefuseWaiver(c.UserContext(), p.person, p.id, me, reason); err != nil {
			return err
		}
		s.say(c, "waiver.refused_said", p.Name)
	}
	return c.Redirect("/completion/waivers", fiber.StatusSeeOther)
}
