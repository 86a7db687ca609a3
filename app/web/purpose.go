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
// What is opened is logged.
func (s *Server) asked(c *fiber.Ctx, subject, act, condition string) (ok bool, err error) {
	if _, said := s.visitor(c).Session.Purpose(subject, s.Now()); !said {
		return false, c.Redirect("/purpose?"+url.Values{"of": {subject}, "to": {c.OriginalURL()}}.Encode(), fiber.StatusSeeOther)
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
	p := purposePage{Of: c.Query("of", sent.Get("of")), form: form{Button: tr.T("purpose.go"), To: within(c.Query("to", sent.Get("to"))), Fields: []field{
		{Name: "purpose", Label: tr.T("purpose.label"), Help: tr.T("purpose.help")},
		{Name: "user", Label: tr.T("purpose.user"), Help: tr.T("purpose.user_help"), Value: v.Login},
		{Name: "unit", Label: tr.T("purpose.unit"), Value: unit},
	}}}
	if c.Method() == post {
		p.fill(sent)
	}
	say(&p.form)
	return s.render(c, status, "purpose", page{Title: tr.T("purpose.title"), Error: len(p.Errors()) > 0, Data: p})
}

func (s *Server) purpose(c *fiber.Ctx) error {
	tr, v, sent := s.language(c), s.visitor(c), formOf(c)
	text := strings.TrimSpace(sent.Get("purpose"))
	user, unit := strings.TrimSpace(sent.Get("user")), strings.TrimSpace(sent.Get("unit"))
	if utf8.RuneCountInString(text) < minPurpose || sent.Get("of") == "" {
		return s.purposeAgain(c, fiber.StatusUnprocessableEntity, func(f *form) { f.fault("purpose", tr.T("purpose.short", minPurpose)) })
	}
	for _, f := range []struct {
		name, text string
		most       int
	}{{"purpose", text, maxPurpose}, {"user", user, maxWho}, {"unit", unit, maxWho}, {"purpose", sent.Get("of"), maxWho}} {
		if utf8.RuneCountInString(f.text) > f.most {
			return s.purposeAgain(c, fiber.StatusUnprocessableEntity, func(v *form) { v.fault(f.name, tr.T("purpose.long", f.most)) })
		}
	}
	p := account.Purpose{Subject: sent.Get("of"), Text: text, ActualUser: user, ActualUnit: unit}
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
