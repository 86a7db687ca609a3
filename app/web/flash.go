package web

import (
	"github.com/gofiber/fiber/v2"
)

// flash is a message that the next page shows once.
type flash struct {
	Key  string   `json:"k"`
	Args []string `json:"a,omitempty"`
}

// say has the next page show a text of the language files. It travels in a cookie,
// signed, since the next request may reach another process.
func (s *Server) say(c *fiber.Ctx, key string, args ...string) {
	if value, err := s.tokens.seal(flash{key, args}); err == nil {
		s.setCookie(c, s.cookieName("flash"), value)
	}
}

// said is the message the page before left, which is then gone.
func (s *Server) said(c *fiber.Ctx, l *language) *message {
	value := c.Cookies(s.cookieName("flash"))
	if value == "" {
		return nil
	}
	s.dropCookie(c, s.cookieName("flash"))
	var f flash
	if s.tokens.open(value, &f) != nil || !l.has(f.Key) {
		return nil
	}
	args := make([]any, len(f.Args))
	for i, a := range f.Args {
		args[i] = a
	}
	return &message{Kind: "done", Text: l.T(f.Key, args...)}
}
