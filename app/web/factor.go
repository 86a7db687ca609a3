package web

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/account"
	"shoumi/app/audit"
)

// enrolPage is the data of enrol.html.
type enrolPage struct {
	form
	Key []string // four characters each
	QR  qrCode
}

// enrolForm is the step of signing in that sets a second factor up, for the roles
// that need one.
func (s *Server) enrolForm(c *fiber.Ctx) error {
	if _, ok, err := s.inStep(c, account.StepEnrol); !ok {
		return err
	}
	return s.enrolAgain(c, fiber.StatusOK, "")
}

func (s *Server) enrol(c *fiber.Ctx) error {
	v, ok, err := s.inStep(c, account.StepEnrol)
	if !ok {
		return err
	}
	return s.setFactor(c, v, func(token string, session account.Session) error {
		return s.entered(c, token, session, v.Account, formOf(c).Get("to"))
	})
}

// myFactorForm sets a second factor up for somebody who may do without.
func (s *Server) myFactorForm(c *fiber.Ctx) error {
	if s.visitor(c).Factor {
		return c.Redirect("/me/second-factor/change", fiber.StatusSeeOther)
	}
	return s.enrolAgain(c, fiber.StatusOK, "")
}

func (s *Server) myFactor(c *fiber.Ctx) error {
	return s.setFactor(c, s.visitor(c), func(token string, _ account.Session) error {
		s.setCookie(c, s.sessionCookie(), token)
		s.say(c, "enrol.done")
		return c.Redirect("/me", fiber.StatusSeeOther)
	})
}

func (s *Server) enrolAgain(c *fiber.Ctx, status int, wrong string) error {
	tr, v := s.language(c), s.visitor(c)
	e, err := s.People.Enrol(c.UserContext(), v.Session)
	if err != nil {
		return err
	}
	code, err := newQRCode("enrol", e.URI, tr.T("enrol.qr"), tr.T("enrol.qr_text"))
	if err != nil {
		return err
	}
	p := enrolPage{Key: fours(e.Secret), QR: code, form: form{Button: tr.T("enrol.go"), To: c.Query("to", formOf(c).Get("to")), Fields: []field{newCodeField(tr)}}}
	if wrong != "" {
		p.fault("code", wrong)
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return s.render(c, status, "enrol", page{Title: tr.T("enrol.title"), Nav: "me", Error: wrong != "", Data: p})
}

// fours are the characters of a key as people type them, four by four.
func fours(key string) (out []string) {
	for part := range slices.Chunk([]byte(key), 4) {
		out = append(out, string(part))
	}
	return out
}

// setFactor turns the second factor on once its first code is right.
func (s *Server) setFactor(c *fiber.Ctx, v visitor, done func(token string, session account.Session) error) error {
	token, session, err := s.People.ConfirmEnrol(c.UserContext(), v.Session, formOf(c).Get("code"))
	if err != nil {
		return s.wrongCode(c, v, err, s.enrolAgain)
	}
	if err := s.recordAs(c, v, audit.SecondFactorSet, "", v.ID); err != nil {
		return err
	}
	return done(token, session)
}

// changeFactorForm gives up the second factor, to set up that of another device.
func (s *Server) changeFactorForm(c *fiber.Ctx) error { return s.unenrolAgain(c, fiber.StatusOK, "") }

func (s *Server) unenrolAgain(c *fiber.Ctx, status int, wrong string) error {
	tr := s.language(c)
	f := form{Button: tr.T("unenrol.go"), Fields: []field{newCodeField(tr)}}
	if wrong != "" {
		f.fault("code", wrong)
	}
	return s.render(c, status, "code", page{Title: tr.T("unenrol.title"), Nav: "me", Error: wrong != "", Data: codePage{form: f, Lead: tr.T("unenrol.lead")}})
}

func (s *Server) changeFactor(c *fiber.Ctx) error {
	v := s.visitor(c)
	token, session, err := s.People.Unenrol(c.UserContext(), v.Session, formOf(c).Get("code"))
	if err != nil {
		return s.wrongCode(c, v, err, s.unenrolAgain)
	}
	if err := s.record(c, audit.SecondFactorGone, "", v.ID); err != nil {
		return err
	}
	s.setCookie(c, s.sessionCookie(), token)
	if session.Step == "" {
		return c.Redirect("/me/second-factor", fiber.StatusSeeOther)
	}
	return c.Redirect(stepPath(session.Step), fiber.StatusSeeOther)
}
