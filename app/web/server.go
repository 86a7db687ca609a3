// Package web is the browser side of Shoumi: Fiber pages over the book of law.
// It stores nothing; the answers of an interview live in the address of the page.
package web

import (
	"context"
	"crypto/rand"
	"log/slog"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/compress"

	"shoumi/casebook"
	"shoumi/content"
	"shoumi/quizzes"
	"shoumi/rules"
)

const (
	bodyLimit      = 256 << 10        // bytes; an incident file is far smaller
	headerLimit    = 16 << 10         // bytes; the address carries the answers
	requestTimeout = 10 * time.Second // for everything that heeds the context
)

// Server answers browsers. Its exported fields are what it needs; none changes
// once App was called.
type Server struct {
	Book    *rules.Book
	Cases   *casebook.Casebook // nil publishes no cases
	Quizzes *quizzes.Bank      // nil publishes no exercises
	Lessons *content.Library   // nil publishes no lessons
	Now     func() time.Time   // nil is time.Now
	Log     *slog.Logger       // nil is slog.Default()
	Secret  []byte             // signs the answers in addresses; empty is a random one, good until the process ends

	pages  pages
	static map[string]asset
	tokens tokens
	cited  map[string][]citation
	agreed agreed
}

// App is the Fiber application with every route. The error says which template,
// text or file of this package is broken.
func (s *Server) App() (*fiber.App, error) {
	if err := s.prepare(); err != nil {
		return nil, err
	}
	app := fiber.New(fiber.Config{
		AppName: "Shoumi", Immutable: true, DisableStartupMessage: true, StrictRouting: false,
		BodyLimit: bodyLimit, ReadBufferSize: headerLimit,
		ReadTimeout: requestTimeout, WriteTimeout: 3 * requestTimeout, IdleTimeout: time.Minute,
		ErrorHandler: s.fail,
	})
	app.Use(compress.New(), s.frame, s.rescue)

	app.Get("/", s.home)
	app.Get("/classify", s.question)
	app.Post("/classify", s.answer)
	app.Post("/classify/preview", s.preview)
	app.Get("/classify/check", s.check)
	app.Get("/classify/file", s.fileForm)
	app.Post("/classify/file", s.file)
	app.Get("/classify/result", s.result)
	app.Get("/classify/result.json", s.resultJSON)
	app.Get("/classify/reason", s.reason)
	app.Get("/rules", s.laws)
	app.Get("/rules/:law/:article", s.article)
	app.Get("/rules/:law/:article/*", s.provision)
	app.Get("/cases", s.cases)
	app.Get("/agreement", s.agreementPage)
	app.Get("/cases/*", s.caseOf)
	app.Get("/lessons", s.lessons)
	app.Get("/lessons/:id", s.lesson)
	app.Post("/lessons/:id", s.checkLesson)
	app.Get("/practice", s.practices)
	app.Post("/practice", s.startPractice)
	app.Get("/practice/run", s.practice)
	app.Post("/practice/run", s.answerPractice)
	app.Post("/practice/another", s.anotherPractice)
	app.Get("/items/*", s.proof)
	app.Get("/scenarios", s.scenarios)
	app.Get("/scenarios/:case", s.scenario)
	app.Post("/scenarios/:case", s.choose)
	app.Post("/scenarios/:case/rewind", s.rewind)
	app.Get("/_components", s.components)
	app.Get("/static/:name", s.asset)

	app.Use(func(*fiber.Ctx) error { return fiber.ErrNotFound })
	return app, nil
}

func (s *Server) prepare() (err error) {
	if s.Now == nil {
		s.Now = time.Now
	}
	if s.Log == nil {
		s.Log = slog.Default()
	}
	if len(s.Secret) == 0 {
		s.Secret = make([]byte, 32)
		rand.Read(s.Secret)
	}
	s.tokens = tokens{sealed: sealed{s.Secret}, book: s.Book}
	s.cited = citations(s.Book)
	if s.static, err = loadStatic(); err != nil {
		return err
	}
	s.pages, err = s.loadPages()
	return err
}

// frame goes around every request: security headers, a deadline, a name for it.
func (s *Server) frame(c *fiber.Ctx) error {
	guard(c)
	ctx, cancel := context.WithTimeout(context.Background(), requestTimeout)
	defer cancel()
	c.SetUserContext(ctx)
	return c.Next()
}

// guard sets the security headers and the name of the request.
func guard(c *fiber.Ctx) {
	c.Set(fiber.HeaderContentSecurityPolicy, "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	c.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	c.Set(fiber.HeaderReferrerPolicy, "no-referrer")
	c.Set(fiber.HeaderXFrameOptions, "DENY")
	c.Set("Cross-Origin-Opener-Policy", "same-origin")
	c.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
	// Not no-store: with it browsers forget the answer when one goes back.
	c.Set(fiber.HeaderCacheControl, "private, no-cache")
	c.Set(fiber.HeaderVary, "Cookie")
	c.Locals(requestID, rand.Text()[:8])
}

// today is the day in Taipei, which has no summer time.
func (s *Server) today() rules.Date {
	t := s.Now().In(time.FixedZone("Asia/Taipei", 8*60*60))
	return rules.Day(t.Year(), t.Month(), t.Day())
}
