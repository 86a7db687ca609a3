package web

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/account"
	"shoumi/app/store"
)

// requestID is where the short name of a request stands in its locals.
const requestID = "request-id"

// problem is an error that a person may see: a key of the language files with
// its arguments, and the HTTP status. Details are shown as they are.
type problem struct {
	status  int
	key     string
	args    []any
	details []string
	links   []link // where to go instead
}

func (p *problem) Error() string { return fmt.Sprintf("%s %v", p.key, p.args) }

// wrong is a problem with what was sent.
func wrong(key string, args ...any) *problem {
	return &problem{status: fiber.StatusBadRequest, key: key, args: args}
}

// rescue turns a panic into an error with the stack in the log only.
func (s *Server) rescue(c *fiber.Ctx) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v\n%s", r, debug.Stack())
		}
	}()
	return c.Next()
}

// errorPage is the data of error.html.
type errorPage struct {
	Title, Lead string
	ID          string // of the request; only where the log has more
	Details     []string
	Links       []link
}

// fail is the one place where an error becomes a page. Nothing recovers behind
// it, so it does so itself.
func (s *Server) fail(c *fiber.Ctx, err error) (failed error) {
	defer func() {
		if r := recover(); r != nil {
			id := requestName(c)
			s.Log.Error("error page panicked", "id", id, "err", err, "panic", r)
			failed = c.Status(fiber.StatusInternalServerError).SendString("500 " + id)
		}
	}()
	if c.Locals(requestID) == nil { // the server itself refused: frame never ran
		guard(c, s.PublicURL)
	}
	tr := s.language(c)
	id := requestName(c)
	p := s.problemOf(err)
	v := errorPage{Title: tr.T("error."+p.key+".title", p.args...), Lead: tr.T("error." + p.key + ".lead"), Details: p.details, Links: p.links}
	if !tr.has("error." + p.key + ".title") { // what a form says stands alone
		v.Title, v.Lead = tr.T(p.key, p.args...), tr.T("error.bad_request.lead")
	}
	if p.status >= 500 {
		v.ID = id
		s.Log.Error("request failed", "id", id, "method", c.Method(), "route", c.Route().Path, "err", err)
	}
	if c.Get(fiber.HeaderAccept) == fiber.MIMEApplicationJSON { // a program asks
		return c.Status(p.status).JSON(map[string]string{"error": v.Title})
	}
	if len(v.Links) == 0 {
		v.Links = []link{{Text: tr.T("error.to_home"), Href: "/"}}
	}
	if err := s.render(c, p.status, "error", page{Title: v.Title, Data: v}); err != nil {
		s.Log.Error("error page failed", "id", id, "err", err)
		return c.Status(fiber.StatusInternalServerError).SendString(tr.T("error.broken.title") + " " + id)
	}
	return nil
}

// problemOf is the table from errors to pages; what is not in it is 500.
func (s *Server) problemOf(err error) *problem {
	var p *problem
	if errors.As(err, &p) {
		return p
	}
	switch {
	case errors.Is(err, store.ErrUnavailable), errors.Is(err, context.DeadlineExceeded):
		return &problem{status: fiber.StatusServiceUnavailable, key: "unavailable"}
	case errors.Is(err, account.ErrSignedOut), errors.Is(err, account.ErrIdle), errors.Is(err, account.ErrExpired):
		return &problem{status: fiber.StatusUnauthorized, key: "sign_in"}
	case errors.Is(err, account.ErrStep), errors.Is(err, account.ErrEnrolled), errors.Is(err, account.ErrExternal):
		return &problem{status: fiber.StatusConflict, key: "step"}
	case errors.Is(err, account.ErrLastAdmin):
		return &problem{status: fiber.StatusConflict, key: "last_admin"}
	case errors.Is(err, store.ErrConflict):
		return &problem{status: fiber.StatusConflict, key: "conflict"}
	case errors.Is(err, store.ErrNotFound):
		return &problem{status: fiber.StatusNotFound, key: "not_found"}
	case errors.Is(err, store.ErrCursor):
		return &problem{status: fiber.StatusBadRequest, key: "bad_request"}
	case errors.Is(err, store.ErrFull):
		return &problem{status: fiber.StatusInsufficientStorage, key: "full"}
	}
	if p := trainingProblem(err); p != nil {
		return p
	}
	if p := incidentProblem(err); p != nil {
		return p
	}
	if p := materialProblem(err); p != nil {
		return p
	}
	var f *fiber.Error
	if errors.As(err, &f) {
		switch f.Code {
		case fiber.StatusNotFound:
			return &problem{status: f.Code, key: "not_found"}
		case fiber.StatusMethodNotAllowed:
			return &problem{status: f.Code, key: "method"}
		case fiber.StatusRequestEntityTooLarge:
			return &problem{status: f.Code, key: "too_large", args: []any{uploadLimit >> 10}}
		case fiber.StatusRequestHeaderFieldsTooLarge:
			return &problem{status: f.Code, key: "token_long"}
		case fiber.StatusBadGateway: // so Fiber calls a connection that broke in the middle of a request
			return &problem{status: fiber.StatusBadRequest, key: "bad_request"}
		}
		if f.Code < 500 {
			return &problem{status: f.Code, key: "bad_request"}
		}
	}
	return &problem{status: fiber.StatusInternalServerError, key: "broken"}
}
