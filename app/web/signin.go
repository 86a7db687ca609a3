package web

import (
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/account"
	"shoumi/app/audit"
)

// signInPage is the data of sign_in.html.
type signInPage struct {
	form
	Why   *message // why one is asked to sign in again
	Other string   // name of the provider that signs people in as well
}

func (s *Server) signInForm(c *fiber.Ctx) error {
	if v := s.visitor(c); v.ID != "" {
		return c.Redirect(stepPath(v.Session.Step), fiber.StatusSeeOther)
	}
	return s.signInAgain(c, fiber.StatusOK, func(*form) {})
}

func (s *Server) signInAgain(c *fiber.Ctx, status int, say func(*form)) error {
	tr, sent := s.language(c), formOf(c)
	if c.Cookies(s.cookieName("visit")) == "" {
		visit := rand.Text()
		s.setCookie(c, s.cookieName("visit"), visit)
		c.Request().Header.SetCookie(s.cookieName("visit"), visit) // for the token of this page
	}
	v := signInPage{form: form{Button: tr.T("sign_in.go"), To: c.Query("to", sent.Get("to")), Fields: []field{
		{Name: "login", Kind: loginField, Label: tr.T("person.login")},
		{Name: "password", Kind: passwordField, Label: tr.T("sign_in.password")},
	}}}
	if why := c.Query("why"); tr.has("sign_in.why." + why) {
		v.Why = &message{Kind: cmp.Or(map[string]string{"out": "done"}[why], "warning"), Text: tr.T("sign_in.why." + why)}
	}
	if s.Provider != nil {
		v.Other = s.Provider.Name
	}
	v.fill(sent)
	say(&v.form)
	return s.render(c, status, "sign_in", page{Title: tr.T("sign_in.title"), Nav: "sign-in", Error: len(v.Errors()) > 0, Data: v})
}

func (s *Server) signIn(c *fiber.Ctx) error {
	tr, sent := s.language(c), formOf(c)
	login, password := strings.TrimSpace(sent.Get("login")), sent.Get("password")
	if login == "" || password == "" {
		return s.signInAgain(c, fiber.StatusUnprocessableEntity, func(f *form) {
			if login == "" {
				f.fault("login", tr.T("sign_in.no_login"))
			}
			if password == "" {
				f.fault("password", tr.T("sign_in.no_password"))
			}
		})
	}
	token, session, who, err := s.People.SignIn(c.UserContext(), login, password, s.origin(c))
	if err != nil {
		return s.notSignedIn(c, login, err)
	}
	return s.entered(c, token, session, who, sent.Get("to"))
}

// notSignedIn logs a refusal and shows the form again. What was typed as a login
// is logged only if it is one: it may be a password in the wrong field.
func (s *Server) notSignedIn(c *fiber.Ctx, login string, err error) error {
	tr := s.language(c)
	status, why, key := fiber.StatusUnprocessableEntity, tr.T("sign_in.wrong"), "帳號或密碼錯誤"
	var locked *account.LockedError
	switch {
	case errors.As(err, &locked):
		status, why, key = fiber.StatusTooManyRequests, s.lockedWords(c, locked), "鎖定中"
	case errors.Is(err, account.ErrLapsed):
		status, why, key = fiber.StatusForbidden, tr.T("sign_in.lapsed"), "一次性密碼過期"
	case errors.Is(err, account.ErrDisabled):
		status, why, key = fiber.StatusForbidden, tr.T("sign_in.disabled"), "帳號停用"
	case !errors.Is(err, account.ErrWrong):
		return err
	}
	known := visitor{}
	if who, e := s.People.ByLogin(c.UserContext(), login); e == nil {
		known.Account = who
	}
	if err := s.recordAs(c, known, audit.SignInFailed, key, known.ID); err != nil {
		return err
	}
	return s.signInAgain(c, status, func(f *form) { f.fault("login", why) })
}

// lockedWords says until when nobody can try again, and how long that is.
func (s *Server) lockedWords(c *fiber.Ctx, l *account.LockedError) string {
	left := max(l.Until.Sub(s.Now()), time.Second)
	c.Set(fiber.HeaderRetryAfter, strconv.Itoa(int(left.Seconds())+1))
	return s.language(c).T("sign_in.locked", clock(l.Until), int((left+time.Minute-1)/time.Minute))
}

// entered hands out the session of a step of signing in, and leads to the next.
func (s *Server) entered(c *fiber.Ctx, token string, session account.Session, who account.Account, to string) error {
	if session.Step == "" {
		if err := s.recordAs(c, visitor{Account: who}, audit.SignedIn, "", who.ID); err != nil {
			return err
		}
		s.dropCookie(c, s.cookieName("visit"))
	}
	s.setCookie(c, s.sessionCookie(), token)
	if session.Step != "" {
		next := stepPath(session.Step)
		if to = within(to); to != "/" {
			next += "?" + url.Values{"to": {to}}.Encode()
		}
		return c.Redirect(next, fiber.StatusSeeOther)
	}
	return c.Redirect(within(to), fiber.StatusSeeOther)
}

// origin is where a request comes from, as a session remembers it.
func (s *Server) origin(c *fiber.Ctx) account.Origin {
	return account.Origin{IP: s.ip(c), Agent: c.Get(fiber.HeaderUserAgent)}
}

// inStep is the visitor in a step of signing in; anybody else is led where they
// belong, and ok is false.
func (s *Server) inStep(c *fiber.Ctx, step account.Step) (v visitor, ok bool, err error) {
	v = s.visitor(c)
	switch {
	case v.ID == "":
		return v, false, c.Redirect("/sign-in", fiber.StatusSeeOther)
	case v.Session.Step != step:
		return v, false, c.Redirect(stepPath(v.Session.Step), fiber.StatusSeeOther)
	}
	return v, true, nil
}

func (s *Server) codeForm(c *fiber.Ctx) error {
	if _, ok, err := s.inStep(c, account.StepCode); !ok {
		return err
	}
	return s.codeAgain(c, fiber.StatusOK, "")
}

func (s *Server) codeAgain(c *fiber.Ctx, status int, wrong string) error {
	tr := s.language(c)
	f := form{Button: tr.T("code.go"), To: c.Query("to", formOf(c).Get("to")), Fields: []field{newCodeField(tr)}}
	if wrong != "" {
		f.fault("code", wrong)
	}
	p := codePage{form: f, Lead: tr.T("code.lead")}
	if s.Demo {
		code, _, err := s.People.DemoCode(c.UserContext(), s.visitor(c).Login)
		if err != nil && !errors.Is(err, account.ErrNoFactor) {
			return err
		}
		p.Demo = &notice{Title: tr.T("code.demo", code)}
	}
	return s.render(c, status, "code", page{Title: tr.T("code.title"), Nav: "sign-in", Error: wrong != "", Data: p})
}

// codePage is the data of code.html.
type codePage struct {
	form
	Lead string
	Demo *notice // the code, where everybody is made up
}

func newCodeField(tr *language) field {
	return field{Name: "code", Kind: codeField, Label: tr.T("code.label"), Help: tr.T("code.help")}
}

func (s *Server) code(c *fiber.Ctx) error {
	v, ok, err := s.inStep(c, account.StepCode)
	if !ok {
		return err
	}
	token, session, err := s.People.Confirm(c.UserContext(), v.Session, formOf(c).Get("code"))
	if err != nil {
		return s.wrongCode(c, v, err, s.codeAgain)
	}
	return s.entered(c, token, session, v.Account, formOf(c).Get("to"))
}

// wrongCode logs a code that was refused and shows its form again.
func (s *Server) wrongCode(c *fiber.Ctx, v visitor, err error, again func(*fiber.Ctx, int, string) error) error {
	status, why := fiber.StatusUnprocessableEntity, s.language(c).T("code.wrong")
	var locked *account.LockedError
	switch {
	case errors.As(err, &locked):
		status, why = fiber.StatusTooManyRequests, s.lockedWords(c, locked)
	case !errors.Is(err, account.ErrCode):
		return err
	}
	if err := s.recordAs(c, v, audit.SignInFailed, "驗證碼錯誤", v.ID); err != nil {
		return err
	}
	return again(c, status, why)
}

// newPasswordForm asks for a new password before anything else: the first one, one
// that is too old, or one that somebody else may know.
func (s *Server) newPasswordForm(c *fiber.Ctx) error {
	if _, ok, err := s.inStep(c, account.StepPassword); !ok {
		return err
	}
	return s.passwordAgain(c, fiber.StatusOK, nil)
}

func (s *Server) newPassword(c *fiber.Ctx) error {
	v, ok, err := s.inStep(c, account.StepPassword)
	if !ok {
		return err
	}
	return s.changePassword(c, v, func(token string, session account.Session) error {
		return s.entered(c, token, session, v.Account, formOf(c).Get("to"))
	})
}

func (s *Server) signOut(c *fiber.Ctx) error {
	if v := s.visitor(c); v.token != "" {
		if err := s.People.SignOut(c.UserContext(), v.token); err != nil {
			return err
		}
		if err := s.record(c, audit.SignedOut, "", v.ID); err != nil {
			return err
		}
	}
	s.dropCookie(c, s.sessionCookie())
	return c.Redirect("/sign-in?why=out", fiber.StatusSeeOther)
}

// clock is a time of day in Taipei.
func clock(t time.Time) string { return t.In(taipei).Format("15:04") }

// moment is a day and time in Taipei, as people read it.
func (l *language) moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(taipei)
	return fmt.Sprintf("%s %s", l.day(dayOf(t)), clock(t))
}
