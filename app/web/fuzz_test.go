package web_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"io/fs"
	"log/slog"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode"

	. "github.com/onsi/gomega"

	"shoumi/app/web"
	"shoumi/casebook"
	"shoumi/content"
	"shoumi/quizzes"
	"shoumi/rules"
)

// marked is typed into every field; nowhere may it come back as it is.
const marked = `"><i>zz'`

// FuzzForms sends a form, in one of the ways forms come, to any route, as an admin,
// an officer, somebody half signed in, or nobody. Whatever is in it, the answer is
// whole, safe, and no fault of the program.
func FuzzForms(f *testing.F) {
	RegisterFailHandler(func(message string, _ ...int) { panic(message) })
	g := newTarget(f.TempDir())
	for i, r := range g.routes {
		if i%seededRoutes != 0 {
			continue
		}
		f.Add(byte(0), byte(i), byte(0), "", "")
		f.Add(byte(1), byte(i), byte(0), "", "x")
		for _, form := range g.forms[i] {
			f.Add(byte(0), byte(i), byte(0), form.Encode(), "")
			odd := url.Values{}
			for name := range form {
				odd.Set(name, marked)
			}
			f.Add(byte(0), byte(i), byte(1), odd.Encode(), marked)
		}
		if r.Method == "POST" {
			f.Add(byte(2), byte(i), byte(2), `{"a":[[[[{"b":1e999}]]]]}`, "")
			f.Add(byte(3), byte(i), byte(3), "name=a&login=b", "")
		}
	}
	f.Add(byte(0), byte(0), byte(0), "s=eyJw&q=acts&on=115/11/22&after=WyIi&lang=en&to=//x&why=out", "%00\xff")
	f.Fuzz(func(t *testing.T, who, route, how byte, fields, id string) {
		g.try(t, who, int(route)%len(g.routes), how, fields, id)
	})
}

// target is the site that is shot at. It is made anew when a shot has hit the
// visitors themselves.
type target struct {
	*agency
	folder string
	log    bytes.Buffer
	routes []web.Route
	forms  map[int][]url.Values // by the place of a POST among the routes, as pages have them
	who    []*visitor           // an admin, nobody, somebody on the way in, an officer
}

func newTarget(folder string) *target {
	g := &target{folder: folder, forms: map[int][]url.Values{}}
	g.renew()
	g.routes = g.Routes()
	for _, r := range g.routes {
		if r.Method != "GET" {
			continue
		}
		path := g.fill(r.Path)
		for _, form := range formsOf(g.who[0].open(path).body) {
			at := form.Get("")
			form.Del("")
			if at == "" {
				at = path
			}
			for i, r := range g.routes {
				if r.Method == "POST" && g.fill(r.Path) == at {
					g.forms[i] = append(g.forms[i], form)
				}
			}
		}
	}
	return g
}

// quickServer is the shipped site with the banks of its lessons alone: to prove all
// of the others takes longer than many a shot.
func quickServer() *web.Server {
	book, err := rules.Shipped()
	Expect(err).NotTo(HaveOccurred())
	cases, err := casebook.Shipped()
	Expect(err).NotTo(HaveOccurred())
	few := fstest.MapFS{}
	Expect(fs.WalkDir(quizzes.Files, ".", func(path string, d fs.DirEntry, err error) error {
		if d.IsDir() || strings.HasPrefix(path, "banks/") && !strings.HasPrefix(path, "banks/lesson-") {
			return err
		}
		text, err := fs.ReadFile(quizzes.Files, path)
		few[path] = &fstest.MapFile{Data: text}
		return err
	})).To(Succeed())
	bank, err := quizzes.Load(few, book, cases)
	Expect(err).NotTo(HaveOccurred())
	lessons, err := content.Load(content.Files, web.LessonSources(book, cases, bank))
	Expect(err).NotTo(HaveOccurred())
	return &web.Server{Book: book, Cases: cases, Quizzes: bank, Lessons: lessons, Secret: []byte("fuzz")}
}

func (g *target) renew() {
	if g.agency != nil {
		g.db.Close()
	}
	folder, err := os.MkdirTemp(g.folder, "")
	Expect(err).NotTo(HaveOccurred())
	site := (*browser)(nil)
	server := (*web.Server)(nil)
	if g.agency == nil {
		server = quickServer()
		server.Log = slog.New(slog.NewTextHandler(&g.log, &slog.HandlerOptions{Level: slog.LevelWarn}))
	} else {
		server, site = g.Server, g.site
	}
	g.agency = agencyIn(server, openAt(filepath.Join(folder, "shoumi.db")))
	g.site = site
	g.trains(server, g.db)
	g.assign("short", "第一分局")
	half := g.visitor()
	half.open("/sign-in")
	half.send("/sign-in", "login", "counsel", "password", password)
	half.open("/sign-in/code")
	nobody := g.visitor()
	nobody.open("/sign-in")
	g.who = []*visitor{g.signIn("admin"), nobody, half, g.signIn("officer")}
}

var (
	formTag = regexp.MustCompile(`(?s)<form([^>]*method="post"[^>]*)>(.*?)</form>`)
	action  = regexp.MustCompile(`action="([^"]*)"`)
	input   = regexp.MustCompile(`<(?:input|select|textarea|button)([^>]*)>`)
	named   = regexp.MustCompile(`name="([^"]*)"`)
	valued  = regexp.MustCompile(`value="([^"]*)"`)
)

// attribute is the one that a tag has, or "".
func attribute(r *regexp.Regexp, tag string) string {
	if m := r.FindStringSubmatch(tag); m != nil {
		return html.UnescapeString(m[1])
	}
	return ""
}

// formsOf are the forms of a page that post, each with its fields as a browser
// would send them; "" is where to.
func formsOf(body string) (out []url.Values) {
	for _, form := range formTag.FindAllStringSubmatch(body, -1) {
		v := url.Values{"": {attribute(action, form[1])}}
		for _, field := range input.FindAllStringSubmatch(form[2], -1) {
			if name := attribute(named, field[1]); name != "" && name != "csrf" {
				v.Add(name, attribute(valued, field[1]))
			}
		}
		out = append(out, v)
	}
	return out
}

func (g *target) try(t *testing.T, who byte, route int, how byte, fields, id string) {
	v, r := g.who[int(who)%len(g.who)], g.routes[route]
	path := g.fill(r.Path)
	if id != "" {
		path = regexp.MustCompile(`[:*][a-z]*`).ReplaceAllStringFunc(r.Path, func(string) string { return url.PathEscape(id) })
	}
	request := g.request(r.Method, path, how, fields, v)
	if request == nil {
		return
	}
	g.log.Reset()
	g.pass(time.Second)
	a := v.keep(request)
	what := fmt.Sprintf("%s %s %q by %d: %d\n%s", r.Method, path, fields, int(who)%len(g.who), a.status, a.body[:min(len(a.body), 2000)])
	if a.status >= 500 {
		t.Fatalf("%s\n%s", what, g.log.String())
	}
	if leak.MatchString(a.body) || a.header.Get("Content-Security-Policy") == "" || a.header.Get("X-Content-Type-Options") != "nosniff" || a.header.Get("Server") != "" {
		t.Fatal(what)
	}
	file := strings.HasPrefix(a.header.Get("Content-Disposition"), "attachment")
	if strings.Contains(a.body, "<i>zz") && !file {
		t.Fatal("not escaped: " + what)
	}
	switch kind := a.header.Get("Content-Type"); {
	case file && (strings.HasPrefix(kind, "text/csv") || kind == "application/zip"):
	case a.status == 303 || a.status == 302:
		if !strings.HasPrefix(a.location, "/") || strings.HasPrefix(a.location, "//") {
			t.Fatal(what, a.location)
		}
	case strings.HasPrefix(kind, "application/json"):
		if !json.Valid([]byte(a.body)) {
			t.Fatal(what)
		}
	case strings.HasPrefix(kind, "text/html"):
		if r.Path != "/classify/preview" && (!strings.HasPrefix(a.body, "<!doctype html>") || !strings.HasSuffix(a.body, "</html>\n")) {
			t.Fatal(what)
		}
	case !file:
		t.Fatal(kind, what)
	}
	if r.Method == "POST" && v != g.who[1] && (len(v.jar) == 0 || v.open("/me").location == "/sign-in?to=%2Fme") {
		g.renew()
	}
}

var leak = regexp.MustCompile(`goroutine \d|\.go:\d|runtime error|⟦|%!\w?\(|SQLITE|mongo\b|0x[0-9a-f]{8}`)

// request is a form sent as bytes of a form, in parts, as JSON, or as bytes of no
// known kind; nil where it can be no request.
func (g *target) request(method, path string, how byte, fields string, v *visitor) *http.Request {
	if method == "GET" {
		u, err := url.Parse(path)
		if err != nil {
			return nil
		}
		if q, err := url.ParseQuery(fields); err == nil {
			u.RawQuery = q.Encode()
		}
		return httptest.NewRequest(method, u.String(), nil)
	}
	token := csrfValue.FindStringSubmatch(v.last)
	if token == nil {
		return nil
	}
	body, kind := io.Reader(strings.NewReader(fields+"&csrf="+url.QueryEscape(token[1]))), "application/x-www-form-urlencoded"
	switch how % 4 {
	case 1:
		values, err := url.ParseQuery(fields)
		if err != nil || strings.ContainsFunc(fields+strings.Join(slices.Collect(maps.Keys(values)), ""), unicode.IsControl) {
			return nil // no header can say such a name
		}
		var b bytes.Buffer
		form := multipart.NewWriter(&b)
		form.WriteField("csrf", token[1])
		for name, all := range values {
			for _, value := range all {
				form.WriteField(name, value)
				if name == "file" {
					part, _ := form.CreateFormFile(name, "x.yaml")
					io.WriteString(part, value)
				}
			}
		}
		form.Close()
		body, kind = &b, form.FormDataContentType()
	case 2:
		body, kind = strings.NewReader(fields), "application/json"
	case 3:
		kind = ""
	}
	r := httptest.NewRequest(method, path, body)
	r.Header.Set("Content-Type", kind)
	return r
}
