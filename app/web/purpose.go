package web

import (
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/account"
	"shoumi/app/audit"
)

// minPurpose is how many characters a purpose has at least: 「查案」 says nothing.
// maxPurpose keeps what a session and the log hold of it small; maxWho is of a name.
const (
	minPurpose = 4
	maxPurpose = 500
	maxWho     = 1000
)

// asked makes sure that the visitor has said what they open something for (警政日誌
// 用途), and for whom. Otherwise it leads to the page that asks, and ok is false.
// The act is logged, unless it is "": none. A form that was sent is not acted on; its
// own page follows, not its address, which may take forms alone.
func (s *Server) asked(c *fiber.Ctx, subject, act, condition string) (ok bool, err error) {
	if _, said := s.visitor(c).Session.Purpose(subject, s.Now()); !said {
		q := url.Values{"of": {subject}, "to": {c.OriginalURL()}}
		if c.Method() == post {
			q = url.Values{"of": {subject}, "to": {s.pageOf(c, c.Route().Path)}, "undone": {"1"}}
		}
		return false, c.Redirect("/purpose?"+q.Encode(), fiber.StatusSeeOther)
	}
	if act == "" {
		return true, nil
	}
	return true, s.record(c, act, condition, subject)
}

func (s *Server) purposeForm(c *fiber.Ctx) error {
	return s.purposeAgain(c, fiber.StatusOK, func(*form) {})
}

// purposePage is the data of purpose.html.
type purposePage struct {
	form
	Of string
}

func (s *Server) purposeAgain(c *fiber.Ctx, status int, say func(*form)) error {
	tr, v, sent := s.language(c), s.visitor(c), formOf(c)
	unit, err := s.unitName(c, v.Unit)
	if err != nil {
		return err
	}
	p := purposePage{Of: c.Query("of", sent.Get("of")), form: form{Button: tr.T("purpose.go"), To: within(c.Query("to", sent.Get("to"))), Fields: purposeFields(tr, v.Login, unit)}}
	if c.Query("undone") != "" {
		p.Notice = &notice{Kind: "warning", Title: tr.T("purpose.undone"), Text: tr.T("purpose.undone_how")}
	}
	if c.Method() == post {
		p.fill(sent)
	}
	say(&p.form)
	return s.render(c, status, "purpose", page{Title: tr.T("purpose.title"), Error: len(p.Errors()) > 0, Data: p})
}

// purposeFields ask for a purpose, and for whom: unless they say otherwise, a login
// and a unit.
func purposeFields(tr *language, login, unit string) []field {
	return []field{
		{Name: "purpose", Label: tr.T("purpose.label"), Help: tr.T("purpose.help")},
		{Name: "user", Label: tr.T("purpose.user"), Help: tr.T("purpose.user_help"), Value: login},
		{Name: "unit", Label: tr.T("purpose.unit"), Value: unit},
	}
}

// purposeOf is the purpose that a form states for something; where it cannot be one,
// a field and what is wrong with it.
func purposeOf(tr *language, sent url.Values, subject string) (p account.Purpose, name, wrong string) {
	p = account.Purpose{Subject: subject, Text: strings.TrimSpace(sent.Get("purpose")), ActualUser: strings.TrimSpace(sent.Get("user")), ActualUnit: strings.TrimSpace(sent.Get("unit"))}
	if subject == "" || utf8.RuneCountInString(p.Text) < minPurpose {
		return p, "purpose", tr.T("purpose.short", minPurpose)
	}
	for _, f := range []struct {
		name, text string
		most       int
	}{{"purpose", p.Text, maxPurpose}, {"user", p.ActualUser, maxWho}, {"unit", p.ActualUnit, maxWho}, {"purpose", subject, maxWho}} {
		if utf8.RuneCountInString(f.text) > f.most {
			return p, f.name, tr.T("purpose.long", f.most)
		}
	}
	return p, "", ""
}

func (s *Server) purpose(c *fiber.Ctx) error {
	tr, v, sent := s.language(c), s.visitor(c), formOf(c)
	p, name, wrong := purposeOf(tr, sent, sent.Get("of"))
	if wrong != "" {
		return s.purposeAgain(c, fiber.StatusUnprocessableEntity, func(f *form) { f.fault(name, wrong) })
	}
	if err := s.People.Allow(c.UserContext(), v.Session, p); err != nil {
		return err
	}
	return c.Redirect(within(sent.Get("to")), fiber.StatusSeeOther)
}

// openPerson is the purpose subject of an account; its own entry says "開啟".
func (s *Server) openPerson(c *fiber.Ctx, id string) (bool, error) {
	if id == s.visitor(c).ID {
		return true, nil
	}
	return s.asked(c, id, audit.Opened, "帳號")
}
