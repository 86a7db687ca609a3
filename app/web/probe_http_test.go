package web_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/audit"
	"shoumi/app/store"
)

// raw sends bytes to a server as they are, which no client does, and reads one answer.
func raw(base, text string) answer {
	GinkgoHelper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(base, "http://"))
	Expect(err).NotTo(HaveOccurred())
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(30 * time.Second))
	_, err = io.WriteString(conn, text)
	Expect(err).NotTo(HaveOccurred())
	method, _, _ := strings.Cut(text, " ")
	resp, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: method})
	Expect(err).NotTo(HaveOccurred())
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	Expect(err).NotTo(HaveOccurred())
	return answer{resp.StatusCode, resp.Header, string(body), resp.Header.Get("Location")}
}

// guarded wants the headers that every answer has, whatever it is.
func guarded(a answer, what string) {
	GinkgoHelper()
	Expect(a.header.Get("Content-Security-Policy")).To(And(HavePrefix("default-src 'none'; script-src 'self';"), ContainSubstring("frame-ancestors 'none'"), Not(ContainSubstring("unsafe"))), what)
	for name, value := range map[string]string{"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin", "Server": "", "X-Powered-By": ""} {
		Expect(a.header.Get(name)).To(Equal(value), what+" "+name)
	}
}

// whole wants a whole page in a language that tells nothing of the inside.
func whole(a answer, language, what string) {
	GinkgoHelper()
	guarded(a, what)
	Expect(a.header.Get("Content-Type")).To(Equal("text/html; charset=utf-8"), what)
	Expect(a.body).To(HavePrefix("<!doctype html>\n<html lang=\""+language+"\">"), what)
	Expect(a.body).To(HaveSuffix("</html>\n"), what)
	Expect(a.body).NotTo(MatchRegexp(`⟦|goroutine |\.go:\d|%!|panic|no value`), what)
}

var _ = Describe("an odd address", func() {
	It("is a page that is not there, and leads nowhere else", func() {
		base := listen(newAgency().Server)
		for _, path := range []string{
			"/../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/static/../server.go", "/static/..%2fserver.go", "/static/%2e%2e/", `/static/..\server.go`,
			"/.git/config", "/.env", "//", "//evil.example", "//evil.example/", `/\evil.example`, "/%5cevil.example", "/%00", "/static/%00", "/static/base.css%00",
			"/lessons/..%2f..", "/rules/%2e%2e/x", "/rules/criminal-code/%00", "/cases/%ff", "/items/../../x", "/scenarios/%E4", "/;x", "/%", "/%zz", "/*", "*", "/people%2fnew",
			"/" + strings.Repeat("a/", 4000), "/rules/" + strings.Repeat("%41", 4000) + "/1",
		} {
			a := raw(base, "GET "+path+" HTTP/1.1\r\nHost: x\r\n\r\n")
			if a.location == "" {
				Expect(a.status).To(BeElementOf(400, 404), path)
				whole(a, "zh-Hant-TW", path)
			} else {
				Expect(a.location).To(MatchRegexp(`^/[a-z]`), path)
			}
			Expect(a.body).NotTo(MatchRegexp(`href="(//|/?\\|[a-z]+:)`), path)
			Expect(a.body).NotTo(ContainSubstring("root:"), path)
		}
	})

	It("with a slash at its end, or in capitals, asks who one is as well", func() {
		b := newAgency().visitor()
		for _, path := range []string{"/people/", "/PEOPLE", "/people/new/", "/Units/", "/me/", "/People/New"} {
			Expect(b.open(path).location).To(HavePrefix("/sign-in?"), path)
		}
	})

	It("cannot lead elsewhere after signing in, or after a purpose", func() {
		a := newAgency()
		for _, to := range []string{"//evil.example", "https://evil.example", `/\evil.example`, `\\evil.example`, "javascript:alert(1)", "/\t/evil.example", "/\r\nSet-Cookie: a=b", "///evil.example", "evil.example", "http:/evil.example", ""} {
			v := a.visitor()
			v.open("/sign-in?to=" + url.QueryEscape(to))
			Expect(v.send("/sign-in", "login", "officer", "password", password, "to", to).location).To(Equal("/"), to)
			v.open("/purpose?of=x&to=" + url.QueryEscape(to))
			Expect(v.send("/purpose", "of", "x", "purpose", "查核帳號狀態", "to", to).location).To(Equal("/"), to)
		}
		v := a.visitor()
		v.open("/sign-in")
		Expect(v.send("/sign-in", "login", "officer", "password", password, "to", "/people?unit=1&x=//y").location).To(Equal("/people?unit=1&x=//y"))
	})
})

var _ = Describe("an odd method", func() {
	It("gets a page that says so, and HEAD what GET gets", func() {
		base := listen(newAgency().Server)
		for _, method := range []string{"PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "get", "FOO", "CONNECT"} {
			a := raw(base, method+" /rules HTTP/1.1\r\nHost: x\r\n\r\n")
			Expect(a.status).To(Equal(405), method)
			whole(a, "zh-Hant-TW", method)
			Expect(a.body).To(ContainSubstring("這個網址不能這樣使用"), method)
			Expect(a.header.Get("Allow")).To(Equal("GET, HEAD"), method)
		}
		a := raw(base, "POST /rules HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
		Expect(a.status).To(Equal(405))
		Expect(raw(base, "PUT /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n").status).To(Equal(404))
		for path, status := range map[string]int{"/rules": 200, "/people": 303, "/nowhere": 404, "/static/base.css": 200, "/healthz": 200} {
			a := raw(base, "HEAD "+path+" HTTP/1.1\r\nHost: x\r\n\r\n")
			Expect(a.status).To(Equal(status), path)
			Expect(a.body).To(BeEmpty(), path)
			guarded(a, path)
		}
	})
})

var _ = Describe("an odd body", func() {
	post := func(base, path, kind, body string, headers ...string) answer {
		GinkgoHelper()
		return raw(base, fmt.Sprintf("POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: %s\r\n%sContent-Length: %d\r\n\r\n%s", path, kind, strings.Join(append(headers, ""), "\r\n"), len(body), body))
	}
	It("is refused with a page, and not looked into", func() {
		base := listen(newAgency().Server)
		const parts = "multipart/form-data; boundary=b"
		for _, x := range []struct {
			what, kind, body string
			status           int
			headers          []string
		}{
			{"no form", "text/plain", "text=1", 422, nil},
			{"no parts", parts, "text=1", 400, nil},
			{"parts cut short", parts, "--b\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nhalf", 400, nil},
			{"parts without a boundary", "multipart/form-data", "--b--", 422, nil},
			{"a part without a name", parts, "--b\r\n\r\nx\r\n--b--\r\n", 422, nil},
			{"an upload named like a path", parts, "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../../etc/passwd\"\r\n\r\n{: bad\r\n--b--\r\n", 422, nil},
			{"JSON a million deep", "application/json", strings.Repeat("[", 100_000), 422, nil},
			{"YAML a hundred thousand deep", "application/x-www-form-urlencoded", "text=" + strings.Repeat("[", 100_000), 422, nil},
			{"YAML that grows", "application/x-www-form-urlencoded", "text=" + url.QueryEscape(laughs()), 422, nil},
			{"bad escapes", "application/x-www-form-urlencoded", "text=%zz&%=%", 422, nil},
			{"100,000 fields", "application/x-www-form-urlencoded", strings.Repeat("a&", 100_000), 422, nil},
			{"compressed", "application/x-www-form-urlencoded", "text=1", 415, []string{"Content-Encoding: gzip"}},
			{"more than a page takes", "application/x-www-form-urlencoded", strings.Repeat("x", 1<<20), 413, nil},
		} {
			a := post(base, "/classify/file", x.kind, x.body, x.headers...)
			Expect(a.status).To(Equal(x.status), x.what)
			whole(a, "zh-Hant-TW", x.what)
		}
		a := raw(base, fmt.Sprintf("POST /classify/file HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n", 10<<20))
		Expect(a.status).To(Equal(413), "10 MB, refused before they come")
		whole(a, "zh-Hant-TW", "10 MB")
		a = raw(base, "POST /classify/file HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n")
		Expect(a.status).To(BeElementOf(400, 422))
		whole(a, "zh-Hant-TW", "a negative length")
		whole(raw(base, "NONSENSE\r\n\r\n"), "zh-Hant-TW", "no HTTP at all")
	})
})

// laughs is a small file that would be a very large one.
func laughs() string {
	text := "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
	for i := range 9 {
		text += fmt.Sprintf("a%d: &a%d [%s]\n", i+1, i+1, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i), 9), ", "))
	}
	return text
}

var _ = Describe("too much", func() {
	It("of headers or cookies is refused with a page, and of parameters is no matter", func() {
		a := newAgency()
		base := listen(a.Server)
		for what, header := range map[string]string{"one cookie": "Cookie: a=" + strings.Repeat("x", 20<<10), "many cookies": "Cookie: " + strings.Repeat("a=b; ", 5000), "many headers": strings.TrimSuffix(strings.Repeat("X-A: b\r\n", 5000), "\r\n")} {
			got := raw(base, "GET / HTTP/1.1\r\nHost: x\r\n"+header+"\r\n\r\n")
			Expect(got.status).To(Equal(431), what)
			whole(got, "zh-Hant-TW", what)
		}
		got := raw(base, "GET /?"+strings.Repeat("a&", 5000)+" HTTP/1.1\r\nHost: x\r\nCookie: "+strings.Repeat("session=x; ", 300)+"\r\n\r\n")
		Expect(got.status).To(Equal(200))
		v := a.signIn("admin")
		Expect(v.open("/people?" + strings.Repeat("role=x&unit=&", 1000)).status).To(Equal(200))
		Expect(v.send("/units", append(make([]string, 10_000), "name", "第三分局")...).status).To(Equal(303))
	})
})

var _ = Describe("whose address it is", func() {
	who := func(a *agency, headers ...string) string {
		GinkgoHelper()
		v := a.visitor()
		v.open("/sign-in")
		Expect(v.with(formRequest("/sign-in", "login", "officer", "password", password, "csrf", v.token()), headers...).location).To(Equal("/"))
		sessions, err := a.People.Sessions(context.Background(), a.people["officer"].ID)
		Expect(err).NotTo(HaveOccurred())
		a.pass(time.Minute)
		return sessions[0].IP // of the newest
	}
	const forwarded = "X-Forwarded-For"

	It("is that of the connection, whatever the request says", func() {
		Expect(who(newAgency(), forwarded, "203.0.113.9", "X-Real-Ip", "203.0.113.9", "Forwarded", "for=203.0.113.9")).To(Equal("0.0.0.0"))
	})

	It("is what a trusted proxy says, and not what it was told", func() {
		a := newAgency()
		a.Proxies = []netip.Prefix{netip.MustParsePrefix("0.0.0.0/32"), netip.MustParsePrefix("10.0.0.0/8")}
		Expect(who(a, forwarded, "198.51.100.1, 203.0.113.9")).To(Equal("203.0.113.9"))
		Expect(who(a, forwarded, "198.51.100.1, 203.0.113.9, 10.1.1.1")).To(Equal("203.0.113.9"))
		Expect(who(a, forwarded, "198.51.100.1", forwarded, "203.0.113.9")).To(Equal("203.0.113.9"), "a proxy that adds a line of its own")
		Expect(who(a, forwarded, "203.0.113.9, nonsense")).To(Equal("0.0.0.0"))
		Expect(who(a, forwarded, "::ffff:203.0.113.9")).To(Equal("203.0.113.9"))
	})

	It("of the site is not what a request says it is", func() {
		a := newAgency()
		got := a.visitor().with(httptest.NewRequest(http.MethodGet, "/nowhere", nil), "X-Forwarded-Host", "evil.example", "X-Forwarded-Proto", "evil")
		Expect(got.body).NotTo(ContainSubstring("evil"))
		a = newAgency()
		a.PublicURL = "https://shoumi.example"
		got = a.visitor().with(httptest.NewRequest(http.MethodGet, "/people", nil), "Host", "evil.example")
		Expect(got.location).To(Equal("/sign-in?to=%2Fpeople"))
		got = a.visitor().with(httptest.NewRequest(http.MethodGet, "/", nil), "Host", "evil.example")
		Expect(got.body).NotTo(ContainSubstring("evil"))
	})
})

var shortID = regexp.MustCompile(`<code>([A-Z0-9]{8})</code>`)

// broken is a log that cannot be written.
type broken struct{ error }

func (b broken) Append(context.Context, audit.Entry) error { return b.error }

func (b broken) Entries(context.Context, audit.Span) iter.Seq2[audit.Entry, error] {
	return func(func(audit.Entry, error) bool) {}
}

var _ = Describe("every error", func() {
	for lang, tag := range map[string]string{"zh": "zh-Hant-TW", "en": "en"} {
		It("is a whole page, with a number where the log has more, in "+tag, func() {
			a := newAgency()
			var log bytes.Buffer
			a.Log = slog.New(slog.NewTextHandler(&log, nil))
			admin := a.signIn("admin")
			admin.jar["lang"] = lang
			nobody := a.visitor()
			nobody.jar["lang"] = lang
			nobody.open("/sign-in")
			officer := a.signIn("officer")
			officer.jar["lang"] = lang
			got := map[int]answer{
				400: nobody.open("/classify?s=x"),
				401: nobody.send("/units"),
				403: officer.open("/people"),
				404: officer.open("/people/1/2/3"),
				405: officer.keep(httptest.NewRequest(http.MethodPut, "/people", nil)),
				409: admin.send("/people/" + a.people["admin"].ID + "/disable"),
				413: officer.send("/classify/file", "text", strings.Repeat("x", 300<<10)),
			}
			for range 6 {
				got[429] = nobody.send("/sign-in", "login", "counsel", "password", "wrong")
			}
			log.Reset()
			for status, err := range map[int]error{500: fmt.Errorf("at %s", "the disco"), 503: &store.UnavailableError{Err: io.EOF}, 507: store.ErrFull} {
				var e error
				a.Audit, e = audit.Open(context.Background(), broken{err})
				Expect(e).NotTo(HaveOccurred())
				got[status] = nobody.send("/sign-in", "login", "other", "password", "wrong")
			}
			for status, page := range got {
				what := fmt.Sprint(status)
				Expect(page.status).To(Equal(status), what)
				whole(page, tag, what)
				Expect(page.body).NotTo(ContainSubstring("disco"))
				id := shortID.FindStringSubmatch(page.body)
				if status < 500 {
					Expect(id).To(BeNil(), what)
				} else {
					Expect(id).NotTo(BeNil(), what)
					Expect(log.String()).To(ContainSubstring(`msg="request failed" id=`+id[1]), what)
				}
			}
			Expect(got[429].header.Get("Retry-After")).NotTo(BeEmpty())
		})
	}
})

var _ = Describe("the state of the program", func() {
	It("is alive, and ready while its store answers and it is not about to stop", func() {
		a := newAgency()
		b := a.visitor()
		for _, path := range []string{"/healthz", "/readyz"} {
			got := b.open(path)
			Expect(got.status).To(Equal(200))
			Expect(got.body).To(Equal("ok\n"))
			guarded(got, path)
		}
		unready := func(why string) {
			GinkgoHelper()
			got := b.open("/readyz")
			Expect(got.status).To(Equal(503))
			Expect(got.body).To(Equal(why))
		}
		a.Ready = func(context.Context) error { return store.ErrUnavailable }
		unready("store unavailable\n")
		a.Ready = nil
		a.Drain()
		unready("draining\n")
		Expect(b.open("/healthz").status).To(Equal(200))
		Expect(b.open("/rules").status).To(Equal(200), "requests are still served")
	})
})
