package web

import (
	"errors"
	"net/url"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/account"
	"shoumi/app/audit"
)

// ProviderReturn is where the agency's provider sends people back to.
const ProviderReturn = "/sign-in/oidc/return"

// pendingCookie keeps what a sign-in at the provider has begun with.
const pendingCookie = "pending"

// toProvider sends somebody to sign in at the agency's provider.
func (s *Server) toProvider(c *fiber.Ctx) error {
	if s.Provider == nil {
		return fiber.ErrNotFound
	}
	address, pending, err := s.Provider.Begin(c.UserContext())
	if err != nil {
		return s.notVouchedFor(c, account.Identity{}, err)
	}
	s.setCookie(c, s.cookieName(pendingCookie), pending)
	if to := within(c.Query("to")); to != "/" {
		s.setCookie(c, s.cookieName("to"), url.QueryEscape(to))
	}
	return c.Redirect(address, fiber.StatusSeeOther)
}

// fromProvider is where the provider sends people back to. A GET that signs in: it
// counts only with what this browser was given when it began, and only once.
func (s *Server) fromProvider(c *fiber.Ctx) error {
	if s.Provider == nil {
		return fiber.ErrNotFound
	}
	who, err := s.Provider.Finish(c.UserContext(), c.Cookies(s.cookieName(pendingCookie)), queryOf(c))
	s.dropCookie(c, s.cookieName(pendingCookie))
	if err != nil {
		return s.notVouchedFor(c, who, err)
	}
	token, session, a, err := s.People.SignInExternal(c.UserContext(), who, s.origin(c))
	if err != nil {
		return s.notVouchedFor(c, who, err)
	}
	to, _ := url.QueryUnescape(c.Cookies(s.cookieName("to")))
	s.dropCookie(c, s.cookieName("to"))
	return s.entered(c, token, session, a, to)
}

// notVouchedFor logs a sign-in at the provider that came to nothing, and says why.
func (s *Server) notVouchedFor(c *fiber.Ctx, who account.Identity, err error) error {
	key := ""
	for known, name := range map[error]string{
		account.ErrProviderDown: "provider_down", account.ErrProviderSetup: "provider_setup", account.ErrCancelled: "provider_cancelled",
		account.ErrLate: "provider_again", account.ErrStrange: "provider_again", account.ErrCodeUsed: "provider_again",
		account.ErrClock: "provider_setup", account.ErrIdentity: "provider_setup",
		account.ErrUnknownPerson: "provider_unknown", account.ErrDisabled: "provider_disabled",
	} {
		if errors.Is(err, known) {
			key = name
		}
	}
	if key == "" {
		return err
	}
	s.Log.Warn("sign-in at the provider failed", "id", requestName(c), "err", err)
	if err := s.recordAs(c, visitor{Account: account.Account{Login: who.Login}}, audit.SignInFailed, "機關登入："+key, ""); err != nil {
		return err
	}
	return &problem{status: fiber.StatusForbidden, key: key, links: []link{{Text: s.language(c).T("sign_in.title"), Href: "/sign-in"}}}
}
