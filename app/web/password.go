package web

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/account"
	"shoumi/app/audit"
)

// passwordPage is the data of password.html.
type passwordPage struct {
	form
	Reason *notice // why it has to be changed now; nil: it is not so
}

func (s *Server) passwordForm(c *fiber.Ctx) error { return s.passwordAgain(c, fiber.StatusOK, nil) }

func (s *Server) password(c *fiber.Ctx) error {
	return s.changePassword(c, s.visitor(c), func(token string, _ account.Session) error {
		s.setCookie(c, s.sessionCookie(), token)
		s.say(c, "password.changed")
		return c.Redirect("/me", fiber.StatusSeeOther)
	})
}

// passwordAgain shows the form, with what is wrong with the one that was sent.
func (s *Server) passwordAgain(c *fiber.Ctx, status int, err error) error {
	tr, v := s.language(c), s.visitor(c)
	p := passwordPage{form: form{Button: tr.T("password.go"), To: c.Query("to", formOf(c).Get("to")), Fields: []field{
		{Name: "old", Kind: passwordField, Label: tr.T("password.old")},
		{Name: "new", Kind: newPasswordField, Label: tr.T("password.new"), Help: tr.T("password.help")},
		{Name: "again", Kind: newPasswordField, Label: tr.T("password.again")},
	}}}
	if v.Session.Step == account.StepPassword {
		p.Reason = &notice{Kind: "warning", Title: tr.T("password.why." + passwordReason(v.Account))}
	}
	var faults *account.PasswordError
	var locked *account.LockedError
	switch {
	case errors.Is(err, account.ErrOldPassword):
		p.fault("old", tr.T("password.wrong"))
	case errors.Is(err, errUnequal):
		p.fault("again", tr.T("password.unequal"))
	case errors.As(err, &locked):
		p.fault("old", s.lockedWords(c, locked))
	case errors.As(err, &faults):
		for _, f := range faults.Faults {
			p.fault("new", tr.T("password.fault."+string(f)))
		}
	case err != nil:
		return err
	}
	return s.render(c, status, "password", page{Title: tr.T("password.title"), Nav: "me", Error: err != nil, Data: p})
}

// passwordReason is why a password has to be changed now, as a key of password.why.
func passwordReason(a account.Account) string {
	switch {
	case a.Password.Temporary:
		return "temporary"
	case a.Password.Suspected:
		return "suspected"
	}
	return "old"
}

var errUnequal = errors.New("the new password was typed in two ways")

// changePassword changes the password of the visitor, or shows the form again.
func (s *Server) changePassword(c *fiber.Ctx, v visitor, done func(token string, session account.Session) error) error {
	sent := formOf(c)
	if sent.Get("new") != sent.Get("again") {
		return s.passwordAgain(c, fiber.StatusUnprocessableEntity, errUnequal)
	}
	token, session, err := s.People.ChangePassword(c.UserContext(), v.Session, sent.Get("old"), sent.Get("new"))
	var locked *account.LockedError
	switch {
	case errors.As(err, &locked):
		return s.passwordAgain(c, fiber.StatusTooManyRequests, err)
	case err != nil:
		return s.passwordAgain(c, fiber.StatusUnprocessableEntity, err)
	}
	if err := s.recordAs(c, v, audit.PasswordChanged, "", v.ID); err != nil {
		return err
	}
	return done(token, session)
}
