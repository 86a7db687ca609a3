package web_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/pquerna/otp/totp"

	"shoumi/app/account"
	"shoumi/app/audit"
	"shoumi/app/incident"
	"shoumi/app/publishing"
	"shoumi/app/store"
	"shoumi/app/training"
	"shoumi/app/web"
)

// agency is a site with people: one of every role in the first precinct, one
// officer in the second, and a clock that stands still until it is moved.
type agency struct {
	*web.Server
	site   *browser
	db     *store.DB
	people map[string]account.Account // by login
	units  map[string]account.Unit    // by name

	signedIn map[account.Role]*visitor // see roleVisitor

	mu   sync.Mutex
	time time.Time
}

// password is what everybody in the agency has chosen.
const password = "四個字加數字 7 horses"

func newAgency() *agency {
	GinkgoHelper()
	return agencyOn(smallServer())
}

// openAt is a new SQLite store at a path.
func openAt(path string) *store.DB {
	GinkgoHelper()
	db, err := store.Open(context.Background(), "sqlite:"+path, slices.Concat(account.Collections, audit.Collections, training.Collections, incident.Collections, publishing.Collections)...)
	Expect(err).NotTo(HaveOccurred())
	return db
}

// emptyAgency is an agency without people or units yet.
func emptyAgency(s *web.Server, db *store.DB) *agency {
	GinkgoHelper()
	a := &agency{Server: s, db: db, people: map[string]account.Account{}, units: map[string]account.Unit{}, time: noon()}
	a.again(s, db)
	return a
}

// agencyIn settles the agency in an empty store.
func agencyIn(s *web.Server, db *store.DB) *agency {
	GinkgoHelper()
	a := emptyAgency(s, db)
	a.unit("警察局", "")
	a.unit("第一分局", "警察局")
	a.unit("第二分局", "警察局")
	for _, r := range account.Roles {
		a.person(string(r), "第一分局", r)
	}
	a.person("other", "第二分局", account.Officer)
	return a
}

func (a *agency) now() time.Time {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.time
}

func (a *agency) pass(d time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.time = a.time.Add(d)
}

// at sets the clock.
func (a *agency) at(t time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.time = t
}

func (a *agency) unit(name, below string) {
	GinkgoHelper()
	u, err := a.People.AddUnit(context.Background(), account.Unit{Name: name, Parent: a.units[below].ID})
	Expect(err).NotTo(HaveOccurred())
	a.units[name] = u
}

// person makes somebody who has signed in for the first time already.
func (a *agency) person(login, unit string, roles ...account.Role) {
	GinkgoHelper()
	ctx := context.Background()
	made, oneTime, err := a.People.Create(ctx, account.Account{Login: login, Name: "學員" + login, Unit: a.units[unit].ID, Roles: roles})
	Expect(err).NotTo(HaveOccurred())
	_, s, _, err := a.People.SignIn(ctx, login, oneTime, account.Origin{})
	Expect(err).NotTo(HaveOccurred())
	token, s, err := a.People.ChangePassword(ctx, s, oneTime, password)
	Expect(err).NotTo(HaveOccurred())
	if s.Step == account.StepEnrol {
		e, err := a.People.Enrol(ctx, s)
		Expect(err).NotTo(HaveOccurred())
		token, _, err = a.People.ConfirmEnrol(ctx, s, code(e.Secret, a.now()))
		Expect(err).NotTo(HaveOccurred())
		secrets[login] = e.Secret
	}
	Expect(a.People.SignOut(ctx, token)).To(Succeed())
	a.people[login] = made
	a.pass(time.Minute) // so that the next code is a new one
}

// secrets are the second factors of the people of the agency, by login.
var secrets = map[string]string{}

func code(secret string, at time.Time) string {
	GinkgoHelper()
	c, err := totp.GenerateCode(secret, at)
	Expect(err).NotTo(HaveOccurred())
	return c
}

// visitor is a browser that keeps cookies and shows the form token of the last page
// it has seen, as a person's does.
type visitor struct {
	*browser
	jar  map[string]string
	last string
}

func (a *agency) visitor() *visitor {
	if a.site == nil {
		a.site = newBrowser(a.Server)
	}
	return &visitor{browser: a.site, jar: map[string]string{}}
}

func (v *visitor) open(path string) answer {
	GinkgoHelper()
	return v.keep(httptest.NewRequest(http.MethodGet, path, nil))
}

var csrfValue = regexp.MustCompile(`name="csrf" value="([^"]+)"`)

// send posts a form as the page that was seen last would.
func (v *visitor) send(path string, pairs ...string) answer {
	GinkgoHelper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	if m := csrfValue.FindStringSubmatch(v.last); m != nil && !form.Has("csrf") {
		form.Set("csrf", m[1])
	}
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return v.keep(r)
}

func (v *visitor) keep(r *http.Request) answer {
	GinkgoHelper()
	for name, value := range v.jar {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	a := v.browser.send(r)
	for _, line := range a.header["Set-Cookie"] {
		c, err := http.ParseSetCookie(line)
		Expect(err).NotTo(HaveOccurred())
		if c.MaxAge < 0 || c.Value == "" || !c.Expires.IsZero() && c.Expires.Before(time.Now()) {
			delete(v.jar, c.Name)
		} else {
			v.jar[c.Name] = c.Value
		}
	}
	if csrfValue.MatchString(a.body) {
		v.last = a.body
	}
	return a
}

// signIn goes through all steps of signing in, and ends on the page it leads to.
func (a *agency) signIn(login string) *visitor {
	GinkgoHelper()
	v := a.visitor()
	v.open("/sign-in")
	got := v.send("/sign-in", "login", login, "password", password)
	Expect(got.status).To(Equal(303), got.body)
	if got.location == "/sign-in/code" {
		v.open(got.location)
		a.pass(time.Minute)
		got = v.send("/sign-in/code", "code", code(secrets[login], a.now()))
	}
	Expect(got.location).To(Equal("/"), got.body)
	v.open("/")
	return v
}

// log are the acts in the audit log, in order.
func (a *agency) log() (acts []audit.Entry) {
	GinkgoHelper()
	for e, err := range a.Audit.Entries(context.Background()) {
		Expect(err).NotTo(HaveOccurred())
		acts = append(acts, e)
	}
	return acts
}
