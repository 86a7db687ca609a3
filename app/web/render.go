package web

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io"
	"mime"
	"path"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"
)

var (
	//go:embed templates
	templateFiles embed.FS
	//go:embed static
	staticFiles embed.FS
)

// pages are the templates in each language. A page is parsed when it is first
// shown: there are many, and a program, or a spec, that starts shows few of them.
type pages struct {
	languages []*language
	frames    map[string]*template.Template // by language: the layout and the parts of all pages

	mu     sync.Mutex
	parsed map[string]*template.Template // by language/page
}

// page is what layout.html gets. Data is what the page itself gets.
type page struct {
	Title string
	Nav   string // current entry of the main navigation
	Error bool   // the title says so first
	Back  *link
	Crumb []link
	Data  any

	Lang     *language // the rest is filled in by render
	OtherURL string    // this page in the other language
	Menu     []entry   // the main navigation, what the visitor may
	Visitor  visitor
	People   bool // there are accounts
	Trains   bool // and courses for them
	Keeps    bool // and records of incidents

	Publishes bool     // and material that is written
	Said      *message // what the page before has to say
	Digest    string
	Today     string
	Address   string // for paper
}

// link is a text that leads somewhere; without Href it is text.
type link struct {
	Text, Href string
	Note       string
}

func (s *Server) loadPages() (*pages, error) {
	p := &pages{frames: map[string]*template.Template{}, parsed: map[string]*template.Template{}}
	var err error
	if p.languages, err = loadLanguages(); err != nil {
		return p, err
	}
	for _, l := range p.languages {
		p.frames[l.Param], err = template.New("layout").Funcs(s.partFuncs(l)).Funcs(s.funcs(l)).ParseFS(templateFiles, "templates/layout.html", "templates/parts/*.html")
		if err != nil {
			return p, err
		}
	}
	return p, nil
}

// page is a page in a language, by the name of its file.
func (p *pages) page(lang, name string) (*template.Template, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	key := lang + "/" + name
	if t, ok := p.parsed[key]; ok {
		return t, nil
	}
	t, err := p.frames[lang].Clone()
	if err != nil {
		return nil, err
	}
	if t, err = t.ParseFS(templateFiles, "templates/"+name+".html"); err != nil {
		return nil, err
	}
	p.parsed[key] = t
	return t, nil
}

// draw executes a template of a page.
func (p *pages) draw(w io.Writer, lang, name, part string, data any) error {
	t, err := p.page(lang, name)
	if err != nil {
		return err
	}
	return t.ExecuteTemplate(w, part, data)
}

func (s *Server) funcs(l *language) template.FuncMap {
	return template.FuncMap{
		"t":      l.T,
		"phrase": l.Of,
		"zh":     func() bool { return l.Param == "zh" },
		"law":    func() template.HTMLAttr { return lawLang(l) },
		"asset":  func(name string) string { return "/static/" + name + "?v=" + s.static[name].hash },
		"cite":   s.cite,
		"csrf":   s.csrfMark,
		"badge":  func(verdict any, as string) badge { return l.badge(verdict, as) },
		"add":    func(a, b int) int { return a + b },
		"list":   func(items ...string) []string { return items },
		"dict": func(pairs ...any) map[string]any {
			m := map[string]any{}
			for i := 0; i+1 < len(pairs); i += 2 {
				m[pairs[i].(string)] = pairs[i+1]
			}
			return m
		},
	}
}

// lawLang marks Chinese content on a page in another language.
func lawLang(l *language) template.HTMLAttr {
	if l.Param == "zh" {
		return ""
	}
	return `lang="zh-Hant-TW"`
}

// render writes a whole page, or nothing when its template fails.
func (s *Server) render(c *fiber.Ctx, status int, name string, p page) error {
	l := s.language(c)
	if q := c.Query("lang"); q == l.Param {
		c.Cookie(&fiber.Cookie{Name: "lang", Value: l.Param, Path: "/", MaxAge: 365 * 24 * 60 * 60, HTTPOnly: true, Secure: s.secure(), SameSite: "Lax"})
	}
	p.Lang, p.Digest, p.Today = l, s.Book.Digest(), s.today().ROC()
	p.OtherURL = otherLanguage(c, l)
	p.Address = cmp.Or(strings.TrimSuffix(s.PublicURL, "/"), c.BaseURL()) + c.Path()
	p.Visitor, p.People = s.visitor(c), s.People != nil
	p.Trains, p.Keeps = s.People != nil && s.Training != nil, s.People != nil && s.Incidents != nil
	p.Publishes = s.People != nil && s.Materials != nil
	p.Menu = menu(l, p)
	p.Said = s.said(c, l)
	var b bytes.Buffer
	if err := s.pages.draw(&b, l.Param, name, "layout.html", p); err != nil {
		return fmt.Errorf("page %s: %w", name, err)
	}
	c.Set(fiber.HeaderContentType, "text/html; charset=utf-8")
	c.Set(fiber.HeaderContentLanguage, l.Tag)
	return c.Status(status).Send(bytes.ReplaceAll(b.Bytes(), []byte(s.mark), []byte(s.csrfInput(c))))
}

// fragment writes a part of a page, for the script.
func (s *Server) fragment(c *fiber.Ctx, pageName, name string, data any) error {
	var b bytes.Buffer
	if err := s.pages.draw(&b, s.language(c).Param, pageName, name, data); err != nil {
		return fmt.Errorf("part %s: %w", name, err)
	}
	c.Set(fiber.HeaderContentType, "text/html; charset=utf-8")
	return c.Send(bytes.ReplaceAll(b.Bytes(), []byte(s.mark), []byte(s.csrfInput(c))))
}

func otherLanguage(c *fiber.Ctx, l *language) string {
	args := queryOf(c)
	args.Set("lang", map[string]string{"zh": "en", "en": "zh"}[l.Param])
	if c.Method() != fiber.MethodGet {
		return "/?lang=" + args.Get("lang")
	}
	return within(c.Path()) + "?" + args.Encode()
}

// asset is a static file with the hash of its content.
type asset struct {
	data []byte
	kind string
	hash string
}

func loadStatic() (map[string]asset, error) {
	out := map[string]asset{}
	entries, err := staticFiles.ReadDir("static")
	for _, e := range entries {
		b, err := staticFiles.ReadFile("static/" + e.Name())
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(b)
		out[e.Name()] = asset{data: b, kind: mime.TypeByExtension(path.Ext(e.Name())), hash: hex.EncodeToString(sum[:6])}
	}
	return out, err
}

func (s *Server) asset(c *fiber.Ctx) error {
	a, ok := s.static[c.Params("name")]
	if !ok {
		return fiber.ErrNotFound
	}
	c.Set(fiber.HeaderContentType, a.kind)
	if c.Query("v") == a.hash {
		c.Set(fiber.HeaderCacheControl, fmt.Sprintf("public, max-age=%d, immutable", int((365*24*time.Hour).Seconds())))
	}
	return c.Send(a.data)
}
