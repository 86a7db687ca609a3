package web

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"html/template"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/account"
)

const (
	csrfField = "csrf"
	// csrfHere stands in a page where render puts the field of the visitor. It is
	// made anew by every process, so that nobody can write it into a page.
	saltSize = 16
)

// csrfMark is what {{csrf}} leaves in a page.
func (s *Server) csrfMark() template.HTML { return template.HTML(s.mark) }

// bound is what the form tokens of a visitor belong to: their session, or, while
// they sign in, a cookie of the sign-in page.
func (s *Server) bound(c *fiber.Ctx) string {
	if v := s.visitor(c); v.token != "" {
		return v.token
	}
	return c.Cookies(s.cookieName("visit"))
}

// csrfInput is the hidden field of the forms of a visitor. Nobody has nothing that a
// forged form could act on, and no token. Every page has another one, so that its
// compressed size tells nothing (BREACH).
func (s *Server) csrfInput(c *fiber.Ctx) string {
	to := s.bound(c)
	if to == "" {
		return ""
	}
	salt := make([]byte, saltSize)
	rand.Read(salt)
	return `<input type="hidden" name="` + csrfField + `" value="` + base64URL.EncodeToString(append(salt, s.csrfTag(salt, to)...)) + `">`
}

func (s *Server) csrfTag(salt []byte, to string) []byte {
	mac := hmac.New(sha256.New, s.Secret)
	mac.Write([]byte("csrf\x00"))
	mac.Write(salt)
	mac.Write([]byte(to))
	return mac.Sum(nil)
}

// checkOrigin refuses a form that another site sent. Browsers say where a form
// comes from; and whoever is signed in, or about to be, shows the token of a page
// that was made for them.
func (s *Server) checkOrigin(c *fiber.Ctx, v visitor, a account.Action) error {
	forged := &problem{status: fiber.StatusForbidden, key: "forged"}
	switch c.Get("Sec-Fetch-Site") {
	case "", "same-origin", "none":
	default:
		return forged
	}
	// Browsers say "null" where no referrer is sent, as here.
	if origin := c.Get(fiber.HeaderOrigin); origin != "" && origin != "null" {
		u, err := url.Parse(origin)
		if err != nil || u.Host != string(c.Context().Host()) && origin != strings.TrimSuffix(s.PublicURL, "/") {
			return forged
		}
	}
	if v.token == "" && a != account.SignIn {
		return nil
	}
	token, err := base64URL.DecodeString(formOf(c).Get(csrfField))
	to := s.bound(c)
	if err != nil || to == "" || len(token) != saltSize+sha256.Size || !hmac.Equal(token[saltSize:], s.csrfTag(token[:saltSize], to)) {
		return forged
	}
	return nil
}
