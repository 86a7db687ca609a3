// Package web is the browser side of Shoumi: Fiber pages over the book of law, and
// over the accounts of people where there are some. The answers of an interview are
// stored in a record of an incident, or nowhere: then they live in the address of the
// page.
package web

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/netip"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/compress"
	"github.com/valyala/fasthttp"

	"shoumi/app/account"
	"shoumi/app/audit"
	"shoumi/app/incident"
	"shoumi/app/pdf"
	"shoumi/app/publishing"
	"shoumi/app/training"
	"shoumi/casebook"
	"shoumi/casebook/cue"
	"shoumi/content"
	"shoumi/quizzes"
	"shoumi/rules"
)

const (
	bodyLimit      = 256 << 10        // bytes; an incident file is far smaller
	uploadLimit    = 8 << 20          // bytes of what is uploaded by those who may: a roster of 100,000 people
	headerLimit    = 16 << 10         // bytes; the address carries the answers
	requestTimeout = 10 * time.Second // for everything that heeds the context
	waitTimeout    = time.Minute      // for a turn, where hundreds ask at once
	writeTimeout   = 3 * requestTimeout
)

// Server answers browsers. Its exported fields are what it needs; none changes
// once App was called. Renew puts another Server in its place.
type Server struct {
	Book    *rules.Book
	Cases   *casebook.Casebook // nil publishes no cases
	Quizzes *quizzes.Bank      // nil publishes no exercises
	Lessons *content.Library   // nil publishes no lessons
	Now     func() time.Time   // nil is time.Now
	Log     *slog.Logger       // nil is slog.Default()
	Secret  []byte             // signs what people carry about; processes on one store share it. Empty is a random one

	People    *account.People             // nil: nobody can sign in, and only what is open to everybody is there
	Audit     *audit.Log                  // nil logs nothing
	Provider  *account.Provider           // where people may sign in as well; nil is nowhere
	Training  *training.Training          // nil: nobody is trained. Needs People
	Incidents *incident.Desk              // nil: no incidents are kept. Needs People
	Cues      *cue.Lexicon                // reads narratives of incidents; nil proposes nothing
	Materials *publishing.Desk            // where material is written and published; nil: nowhere. Needs People
	LeftOut   []publishing.LeftOut        // what is published and cannot be shown
	Mails     bool                        // reminders are sent by mail, and not only shown
	Columns   []string                    // of a roster that is exported, by training.Column.ID; empty: all
	Fonts     *pdf.Fonts                  // for certificates as PDF; nil makes none
	Demo      bool                        // the people are made up; their codes are shown
	Ready     func(context.Context) error // whether the store answers; nil is always

	PublicURL   string         // as people type it, https://shoumi.example.gov.tw; its scheme says whether there is TLS
	Proxies     []netip.Prefix // whose X-Forwarded-For is believed
	Development bool           // serves /_components

	TrainingContact string // whom people ask about their hours; "" is the office of their unit

	*process
	agreed *agreed
}

// process is what a running server has once, however often it is renewed.
type process struct {
	pages    *pages
	static   map[string]asset
	tokens   tokens
	cited    map[string][]citation
	metrics  metrics
	turns    turns
	mark     string // where render puts the form token
	draining atomic.Bool
	work     context.Context // of what goes on after its request; Drain ends it
	stopWork context.CancelFunc
	answers  atomic.Pointer[answering]
}

// App is the Fiber application with every route. The error says which text or file of
// this package is broken; templates of pages are read when they are first shown.
func (s *Server) App() (*fiber.App, error) {
	if err := s.prepare(); err != nil {
		return nil, err
	}
	app := s.routed()
	running := s.process
	running.answers.Store(&answering{s, app.Handler()})
	app.Server().Handler = func(c *fasthttp.RequestCtx) {
		knownMethod(c)
		running.answers.Load().handler(c)
	}
	return app, nil
}

// routed is an application with every route, bound to this server.
func (s *Server) routed() *fiber.App {
	app := fiber.New(fiber.Config{
		AppName: "Shoumi", Immutable: true, DisableStartupMessage: true, StrictRouting: false,
		BodyLimit: uploadLimit, ReadBufferSize: headerLimit,
		ReadTimeout: requestTimeout, WriteTimeout: writeTimeout, IdleTimeout: time.Minute,
		ErrorHandler: s.fail,
		// Without the check everybody's X-Forwarded-Host and -Proto would be believed.
		EnableTrustedProxyCheck: true, TrustedProxies: texts(s.Proxies),
	})
	app.Use(s.frame)
	app.Get("/healthz", s.alive)
	app.Get("/readyz", s.ready)
	app.Use(compress.New(), s.observe, s.rescue, s.small)
	app.Get("/static/:name", s.asset)
	for _, r := range s.routes() {
		if r.method == get {
			app.Head(r.path, s.allow(r))
		}
		app.Add(r.method, r.path, s.allow(r))
	}
	return app
}

// knownMethod gives a method that Fiber does not know, and would answer without a
// page, the name of one that no route takes.
func knownMethod(c *fasthttp.RequestCtx) {
	if !slices.Contains(fiber.DefaultMethods, string(c.Method())) {
		c.Request.Header.SetMethod(fiber.MethodTrace)
	}
}

func texts(prefixes []netip.Prefix) (out []string) {
	for _, p := range prefixes {
		out = append(out, p.String())
	}
	return out
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
	s.process, s.agreed = &process{}, &agreed{}
	s.tokens = tokens{sealed: sealed{s.Secret}, book: s.Book}
	s.mark = "<!--csrf " + rand.Text() + "-->"
	s.metrics, s.turns = newMetrics(), make(turns, atOnce)
	s.work, s.stopWork = context.WithCancel(context.Background())
	s.cited = citations(s.Book)
	if s.static, err = loadStatic(); err != nil {
		return err
	}
	s.pages, err = s.loadPages()
	return err
}

// frame goes around every request: security headers, a deadline, a name for it.
func (s *Server) frame(c *fiber.Ctx) error {
	guard(c, s.PublicURL)
	ctx, cancel := context.WithTimeout(context.Background(), requestTimeout)
	defer cancel()
	c.SetUserContext(ctx)
	return c.Next()
}

// small refuses a body over the limit of every page but those that take uploads,
// and a compressed one, whose size is not known: no browser sends it.
func (s *Server) small(c *fiber.Ctx) error {
	if len(c.Request().Header.Peek(fiber.HeaderContentEncoding)) > 0 {
		return fiber.ErrUnsupportedMediaType
	}
	if len(c.Request().Body()) > bodyLimit && !slices.Contains(uploads, c.Path()) {
		return &problem{status: fiber.StatusRequestEntityTooLarge, key: "too_large", args: []any{bodyLimit >> 10}}
	}
	return c.Next()
}

// uploads are the addresses that take more than bodyLimit.
var uploads = []string{"/people/import", newPieceAddress, bringURL}

// guard sets the security headers and the name of the request. A site with TLS is
// asked for by TLS alone from then on.
func guard(c *fiber.Ctx, publicURL string) {
	c.Set(fiber.HeaderContentSecurityPolicy, "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	c.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	c.Set(fiber.HeaderReferrerPolicy, "no-referrer")
	c.Set(fiber.HeaderXFrameOptions, "DENY")
	c.Set("Cross-Origin-Opener-Policy", "same-origin")
	if strings.HasPrefix(publicURL, "https://") {
		c.Set(fiber.HeaderStrictTransportSecurity, "max-age=31536000")
	}
	c.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
	// Not no-store: with it browsers forget the answer when one goes back.
	c.Set(fiber.HeaderCacheControl, "private, no-cache")
	c.Set(fiber.HeaderVary, "Cookie")
	c.Locals(requestID, rand.Text()[:8])
}

// today is the day in Taipei, which has no summer time.
func (s *Server) today() rules.Date {
	return dayOf(s.Now())
}

// taipei is the time of Taiwan.
var taipei = time.FixedZone("Asia/Taipei", 8*60*60)

// dayOf is the day in Taipei.
func dayOf(t time.Time) rules.Date {
	t = t.In(taipei)
	return rules.Day(t.Year(), t.Month(), t.Day())
}
