package web_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/account"
)

// with is a request as this visitor's browser would send it, with headers of an
// attacker's choice.
func (v *visitor) with(r *http.Request, headers ...string) answer {
	GinkgoHelper()
	for i := 0; i+1 < len(headers); i += 2 {
		if headers[i] == "Host" {
			r.Host = headers[i+1]
		}
		r.Header.Add(headers[i], headers[i+1])
	}
	return v.keep(r)
}

func formRequest(path string, pairs ...string) *http.Request {
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

// token is the form token of the page that was seen last.
func (v *visitor) token() string {
	GinkgoHelper()
	m := csrfValue.FindStringSubmatch(v.last)
	Expect(m).NotTo(BeNil())
	return m[1]
}

var _ = Describe("a session", func() {
	It("never has the token that a browser brought, and another at every step", func() {
		a := newAgency()
		v := a.visitor()
		v.jar["session"] = "fixed-by-somebody-else"
		v.open("/sign-in")
		Expect(v.jar).NotTo(HaveKey("session"), "it stands for nobody, and is taken away")
		v.jar["session"] = "fixed-by-somebody-else"
		v.open("/sign-in")
		Expect(v.send("/sign-in", "login", "admin", "password", password).location).To(Equal("/sign-in/code"))
		first := v.jar["session"]
		Expect(first).NotTo(BeElementOf("", "fixed-by-somebody-else"))
		v.open("/sign-in/code")
		stale := v.token()
		Expect(v.send("/sign-in/code", "code", code(secrets["admin"], a.now())).location).To(Equal("/"))
		second := v.jar["session"]
		Expect(second).NotTo(BeElementOf("", first))
		Expect(len(second)).To(BeNumerically(">=", 43), "256 bits")

		thief := a.visitor()
		thief.jar["session"] = first
		Expect(thief.open("/me").location).To(HavePrefix("/sign-in?"))
		v.open("/me/password")
		Expect(v.send("/me/sessions", "csrf", stale, "id", "others").status).To(Equal(403), "the form of a step before")
		Expect(v.send("/me/password", "old", password, "new", "另一個 9 horses", "again", "另一個 9 horses").location).To(Equal("/me"))
		third := v.jar["session"]
		Expect(third).NotTo(BeElementOf(first, second))
		for _, old := range []string{first, second} {
			thief.jar = map[string]string{"session": old}
			Expect(thief.open("/me").status).To(Equal(303), "an old token is dead")
		}
		v.open("/me")
		Expect(v.send("/sign-out").location).To(Equal("/sign-in?why=out"))
		thief.jar = map[string]string{"session": third}
		Expect(thief.open("/me").status).To(Equal(303))
	})

	It("has no power before its last step", func() {
		a := newAgency()
		v := a.visitor()
		v.open("/sign-in")
		v.send("/sign-in", "login", "admin", "password", password)
		v.open("/sign-in/code")
		for _, r := range a.Routes() {
			if r.Action.Open() {
				continue
			}
			if path := a.fill(r.Path); r.Method == "GET" {
				Expect(v.open(path).location).To(Equal("/sign-in/code"), path)
			} else {
				Expect(v.send(path).status).To(Equal(401), path)
			}
		}
	})

	It("keeps its cookies to TLS, to this host and away from scripts", func() {
		a := newAgency()
		a.PublicURL = "https://shoumi.example"
		v := a.visitor()
		var lines []string
		lines = append(lines, v.open("/sign-in?lang=en").header["Set-Cookie"]...)
		got := v.send("/sign-in", "login", "officer", "password", password)
		Expect(got.location).To(Equal("/"))
		Expect(got.header.Get("Strict-Transport-Security")).To(Equal("max-age=31536000"))
		lines = append(lines, got.header["Set-Cookie"]...)
		v.open("/me")
		lines = append(lines, v.send("/me/sessions", "id", "others").header["Set-Cookie"]...)
		names := map[string]bool{}
		for _, line := range lines {
			c, err := http.ParseSetCookie(line)
			Expect(err).NotTo(HaveOccurred())
			names[c.Name] = true
			Expect(c.Secure && c.HttpOnly && c.SameSite == http.SameSiteLaxMode && c.Path == "/" && c.Domain == "").To(BeTrue(), line)
		}
		Expect(names).To(Equal(map[string]bool{"lang": true, "__Host-visit": true, "__Host-session": true, "__Host-flash": true}))

		a = newAgency()
		Expect(a.visitor().open("/").header).NotTo(HaveKey("Strict-Transport-Security"), "without TLS")
	})
})

var _ = Describe("a form from elsewhere", func() {
	var (
		a *agency
		v *visitor
	)
	BeforeEach(func() {
		a = newAgency()
		v = a.signIn("officer")
		v.open("/me")
	})
	send := func(headers ...string) int {
		GinkgoHelper()
		return v.with(formRequest("/me/sessions", "id", "nobody's", "csrf", v.token()), headers...).status
	}

	It("is told by what the browser says of it, even with the right token", func() {
		Expect(send()).To(Equal(404), "taken: the session is not there")
		for _, from := range []string{"same-origin", "none"} {
			Expect(send("Sec-Fetch-Site", from)).To(Equal(404), from)
		}
		for _, from := range []string{"cross-site", "same-site", "SAME-ORIGIN", "nonsense"} {
			Expect(send("Sec-Fetch-Site", from)).To(Equal(403), from)
		}
		Expect(send("Origin", "http://example.com")).To(Equal(404), "the host of the request itself")
		Expect(send("Origin", "null")).To(Equal(404), "without a referrer browsers say no more")
		for _, from := range []string{"http://evil.example", "http://example.com.evil.example", "http://example.com:81", "https://evil.example/example.com", "://", "example.com"} {
			Expect(send("Origin", from)).To(Equal(403), from)
		}
	})

	It("is told by its token, in a form of either kind", func() {
		good := v.token()
		other := a.signIn("supervisor")
		other.open("/me")
		flipped := []byte(good)
		flipped[len(flipped)/2] ^= 1
		for name, token := range map[string]string{"none": "", "foreign": other.token(), "tampered": string(flipped), "cut": good[:len(good)-4], "long": good + "AAAA"} {
			Expect(v.with(formRequest("/me/sessions", "id", "x", "csrf", token)).status).To(Equal(403), name)
			var body bytes.Buffer
			form := multipart.NewWriter(&body)
			form.WriteField("id", "x")
			form.WriteField("csrf", token)
			form.Close()
			r := httptest.NewRequest(http.MethodPost, "/me/sessions", &body)
			r.Header.Set("Content-Type", form.FormDataContentType())
			Expect(v.with(r).status).To(Equal(403), name+" in parts")
		}
		inAddress := formRequest("/me/sessions?csrf="+url.QueryEscape(good), "id", "x")
		Expect(v.with(inAddress).status).To(Equal(403), "a token in the address is none")
		asJSON := httptest.NewRequest(http.MethodPost, "/me/sessions", strings.NewReader(`{"csrf":"`+good+`","id":"x"}`))
		asJSON.Header.Set("Content-Type", "application/json")
		Expect(v.with(asJSON).status).To(Equal(403))
	})

	It("cannot sign somebody in, or out", func() {
		stranger := a.visitor()
		Expect(stranger.send("/sign-in", "login", "officer", "password", password).status).To(Equal(403))
		Expect(stranger.send("/sign-out").status).To(Equal(403))
		stranger.open("/sign-in")
		Expect(stranger.with(formRequest("/sign-in", "login", "officer", "password", password, "csrf", stranger.token()), "Sec-Fetch-Site", "cross-site").status).To(Equal(403))
		Expect(v.open("/me").status).To(Equal(200))
	})
})

var _ = Describe("the id of somebody else", func() {
	It("is not there for who may not see them, in every address with an id", func() {
		a := newAgency()
		other, unit := a.people["other"].ID, a.units["第二分局"].ID
		for _, role := range append([]account.Role{""}, account.Roles...) {
			for _, r := range a.Routes() {
				if !strings.Contains(r.Path, ":id") || strings.HasPrefix(r.Path, "/lessons") {
					continue
				}
				id := map[bool]string{true: other, false: unit}[strings.HasPrefix(r.Path, "/people")]
				path := strings.NewReplacer(":id", id, ":act", "sessions").Replace(r.Path)
				v := a.visitor()
				if role != "" {
					v = a.roleVisitor(role)
				}
				got := map[string]func() answer{"GET": func() answer { return v.open(path) }, "POST": func() answer { return v.send(path) }}[r.Method]()
				what := fmt.Sprintf("%s %s as %q", r.Method, path, role)
				switch {
				case role == "" && r.Method == "GET":
					Expect(got.location).To(HavePrefix("/sign-in?"), what)
				case role == "":
					Expect(got.status).To(Equal(401), what)
				case !r.Action.Allows(role):
					Expect(got.status).To(Equal(403), what)
				case role == account.Supervisor:
					Expect(got.status).To(Equal(404), what)
					nothing := v.open(strings.Replace(path, id, "01234567890123456789", 1))
					Expect(csrfValue.ReplaceAllString(nothing.body, "")).To(Equal(strings.ReplaceAll(csrfValue.ReplaceAllString(got.body, ""), id, "01234567890123456789")), "as if it were not there")
				case strings.HasPrefix(r.Path, "/people/import/"): // that of no import
					Expect(got.status).To(Equal(404), what)
				default:
					Expect(got.status).To(BeElementOf(200, 303, 409, 422), what)
				}
			}
		}
	})

	It("is not opened by a purpose, nor its sessions ended", func() {
		a := newAgency()
		v, other := a.signIn("supervisor"), a.signIn("other")
		id := a.people["other"].ID
		v.open("/purpose?of=" + id + "&to=/people/" + id)
		Expect(v.send("/purpose", "of", id, "purpose", "查核帳號狀態", "to", "/people/"+id).location).To(Equal("/people/" + id))
		Expect(v.open("/people/" + id).status).To(Equal(404))
		theirs := sessionID.FindStringSubmatch(other.open("/me").body)
		Expect(theirs).NotTo(BeNil())
		v.open("/me")
		Expect(v.send("/me/sessions", "id", theirs[1]).status).To(Equal(404))
		Expect(other.open("/me").status).To(Equal(200))
	})

	It("is opened for a purpose that the log has room for", func() {
		a := newAgency()
		v := a.signIn("admin")
		id := a.people["officer"].ID
		v.open("/purpose?of=" + id)
		good := map[string]string{"of": id, "purpose": "查核帳號狀態", "user": "admin", "unit": "警察局"}
		for field, most := range map[string]int{"of": 1000, "purpose": 500, "user": 1000, "unit": 1000} {
			sent := maps.Clone(good)
			sent[field] = strings.Repeat("字", most+1)
			got := v.send("/purpose", "of", sent["of"], "purpose", sent["purpose"], "user", sent["user"], "unit", sent["unit"])
			Expect(got.status).To(Equal(422), field)
			Expect(got.body).To(ContainSubstring(fmt.Sprintf("太長了，最多%d個字", most)), field)
		}
		long := strings.Repeat("字", 500)
		Expect(v.send("/purpose", "of", id, "purpose", long, "to", "/people/"+id).status).To(Equal(303))
		Expect(v.open("/people/" + id).status).To(Equal(200))
		acts := a.log()
		Expect(acts[len(acts)-1].Purpose).To(Equal(long))
	})

	It("needs a purpose of every session by itself", func() {
		a := newAgency()
		one, two := a.signIn("admin"), a.signIn("admin")
		path := "/people/" + a.people["officer"].ID
		one.open("/purpose?of=" + a.people["officer"].ID)
		one.send("/purpose", "of", a.people["officer"].ID, "purpose", "查核帳號狀態", "to", path)
		Expect(one.open(path).status).To(Equal(200))
		Expect(two.open(path).location).To(HavePrefix("/purpose?"))
	})
})

var _ = Describe("the log of the program", func() {
	It("has nothing of a person", func() {
		a := newAgency()
		var log bytes.Buffer
		a.Log = slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		v := a.visitor()
		v.open("/sign-in")
		v.with(formRequest("/sign-in", "login", "officer", "password", "wrong-Geheimnis-1", "csrf", v.token()), "User-Agent", "Spy/9", "X-Forwarded-For", "203.0.113.9")
		v = a.signIn("admin")
		id := a.people["other"].ID
		v.open("/people?login=other&unit=" + a.units["第二分局"].ID)
		v.open("/people/" + id)
		v.open("/people/" + id + "/nothing?x=Geheimnis")
		v.open("/classify?q=nothing&s=Geheimnis")
		v.open("/nowhere/Geheimnis")
		v.send("/people/new", "login", "Geheimnis 2", "name", "")
		Expect(strings.Count(log.String(), "\n")).To(BeNumerically(">", 8))
		for _, personal := range []string{"Geheimnis", "officer", "other", "學員", "分局", id, "Spy", "203.0.113.9", "0.0.0.0", "login=", v.jar["session"]} {
			Expect(log.String()).NotTo(ContainSubstring(personal))
		}
	})
})

var sessionID = regexp.MustCompile(`name="id" value="([0-9a-f]{64})"`)

// roleVisitor is somebody of a role who is signed in, once for all of a spec.
func (a *agency) roleVisitor(role account.Role) *visitor {
	GinkgoHelper()
	if a.signedIn == nil {
		a.signedIn = map[account.Role]*visitor{}
	}
	v := a.signedIn[role]
	if v == nil || v.open("/me").status != 200 {
		v = a.signIn(string(role))
		a.signedIn[role] = v
	}
	v.open("/me")
	return v
}
