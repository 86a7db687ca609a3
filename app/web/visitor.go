package web

import (
	"context"
	"errors"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/account"
	"shoumi/app/audit"
	"shoumi/app/training"
)

// visitor is who sent a request. The zero visitor is nobody.
type visitor struct {
	account.Account
	Session account.Session
	token   string
}

// Known says whether somebody is signed in, all steps done.
func (v visitor) Known() bool { return v.ID != "" && v.Session.Step == "" }

// May says whether a visitor may do something.
func (v visitor) May(a account.Action) bool {
	if !v.Known() {
		return a.Open()
	}
	return a.Allows(v.Roles...)
}

// visitorKey is where the visitor stands in the locals of a request.
const visitorKey = "visitor"

func (s *Server) visitor(c *fiber.Ctx) visitor {
	v, _ := c.Locals(visitorKey).(visitor)
	return v
}

// allow asks who sent a request, and whether they may; only then comes the handler.
func (s *Server) allow(r route) fiber.Handler {
	return func(c *fiber.Ctx) error {
		wait, stop := context.WithTimeout(context.Background(), waitTimeout)
		err := s.turns.take(wait)
		if stop(); err != nil {
			return err
		}
		defer s.turns.giveBack()
		ctx, cancel := context.WithTimeout(context.Background(), requestTimeout) // from now on, however long it waited
		defer cancel()
		c.SetUserContext(ctx)
		ended, err := s.recognise(c)
		if err != nil {
			return err
		}
		v := s.visitor(c)
		if v.Known() {
			c.SetUserContext(training.Once(c.UserContext()))
		}
		if r.method == post {
			if err := s.checkOrigin(c, v, r.action); err != nil {
				return err
			}
		}
		switch {
		case v.May(r.action):
			return r.handler(c)
		case v.Known():
			if err := s.record(c, audit.AccessRefused, r.method+" "+r.path, c.Params("id")); err != nil {
				return err
			}
			return &problem{status: fiber.StatusForbidden, key: "forbidden"}
		case r.method == get && v.ID != "":
			return c.Redirect(stepPath(v.Session.Step), fiber.StatusSeeOther)
		case r.method == get:
			return c.Redirect(signInPath(c.OriginalURL(), ended, c.Query("lang")), fiber.StatusSeeOther)
		}
		return &problem{status: fiber.StatusUnauthorized, key: "sign_in", links: []link{{Text: s.language(c).T("sign_in.title"), Href: signInPath(s.pageOf(c, r.path), ended, "")}}}
	}
}

// pageOf is the page that a form was on: its own address, or where that shows
// nothing the one above it.
func (s *Server) pageOf(c *fiber.Ctx, pattern string) string {
	for path := c.Path(); path != "" && pattern != ""; path, pattern = cutLast(path), cutLast(pattern) {
		if s.shows(pattern) {
			return path
		}
	}
	return ""
}

// shows says whether there is a page at the pattern of an address.
func (s *Server) shows(pattern string) bool {
	return slices.ContainsFunc(s.routes(), func(x route) bool { return x.method == get && x.path == pattern })
}

// cutLast is a path without its last part.
func cutLast(path string) string { return path[:max(strings.LastIndexByte(path, '/'), 0)] }

// recognise finds the session of a request. A session that has ended is nobody's;
// why says how it ended.
func (s *Server) recognise(c *fiber.Ctx) (why string, err error) {
	token := c.Cookies(s.sessionCookie())
	if s.People == nil || token == "" {
		return "", nil
	}
	session, who, err := s.People.Session(c.UserContext(), token)
	for end, word := range map[error]string{account.ErrSignedOut: "over", account.ErrIdle: "idle", account.ErrExpired: "over", account.ErrDisabled: "over"} {
		if errors.Is(err, end) {
			s.dropCookie(c, s.sessionCookie())
			return word, nil
		}
	}
	if err != nil {
		return "", err
	}
	c.Locals(visitorKey, visitor{Account: who, Session: session, token: token})
	return "", nil
}

// signInPath leads to the sign-in page, in the language that was asked for, and from
// there back to an address.
func signInPath(to, why, lang string) string {
	q := url.Values{}
	if to != "" && to != "/" {
		q.Set("to", to)
	}
	if why != "" {
		q.Set("why", why)
	}
	if lang != "" {
		q.Set("lang", lang)
	}
	if len(q) == 0 {
		return "/sign-in"
	}
	return "/sign-in?" + q.Encode()
}

// stepPath is the page of a step of signing in.
func stepPath(step account.Step) string {
	if step == "" {
		return "/"
	}
	return "/sign-in/" + string(step)
}

// within is an address of this site, or the home page: nobody is led elsewhere.
func within(to string) string {
	u, err := url.Parse(to)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.ContainsAny(to, "\\\r\n\t") {
		return "/"
	}
	return to
}

// sessionCookie is the name of the cookie that holds the token of a session. With
// TLS its name lets browsers take it from this host and over TLS alone.
func (s *Server) sessionCookie() string { return s.cookieName("session") }

func (s *Server) cookieName(name string) string {
	if s.secure() {
		return "__Host-" + name
	}
	return name
}

// secure says whether people reach the site by TLS.
func (s *Server) secure() bool { return strings.HasPrefix(s.PublicURL, "https://") }

// setCookie sets a cookie that ends with the browser.
func (s *Server) setCookie(c *fiber.Ctx, name, value string) {
	c.Cookie(&fiber.Cookie{Name: name, Value: value, Path: "/", HTTPOnly: true, Secure: s.secure(), SameSite: fiber.CookieSameSiteLaxMode, SessionOnly: true})
}

func (s *Server) dropCookie(c *fiber.Ctx, name string) {
	c.Cookie(&fiber.Cookie{Name: name, Path: "/", HTTPOnly: true, Secure: s.secure(), SameSite: fiber.CookieSameSiteLaxMode, MaxAge: -1})
}

// ip is the address a request came from: of the connection, or where that is a
// trusted proxy, the last one before it that is not.
func (s *Server) ip(c *fiber.Ctx) string {
	at, ok := netip.AddrFromSlice(c.Context().RemoteIP())
	if !ok {
		return ""
	}
	at = at.Unmap()
	var lines []string // some proxies add a line of their own
	for _, line := range c.Request().Header.PeekAll(fiber.HeaderXForwardedFor) {
		lines = append(lines, string(line))
	}
	passed := strings.Split(strings.Join(lines, ","), ",")
	for i := len(passed) - 1; i >= 0 && s.proxy(at); i-- {
		before, err := netip.ParseAddr(strings.TrimSpace(passed[i]))
		if err != nil {
			break
		}
		at = before.Unmap()
	}
	return at.String()
}

func (s *Server) proxy(at netip.Addr) bool {
	for _, p := range s.Proxies {
		if p.Contains(at) {
			return true
		}
	}
	return false
}
