package account_test

import (
	"archive/zip"
	"context"
	"io/fs"
	"strings"
	"sync"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/account"
	"shoumi/app/store"
	"shoumi/app/store/storetest"
)

func TestAccount(t *testing.T) {
	storetest.Find(t)
	RegisterFailHandler(Fail)
	RunSpecs(t, "account")
}

// onBoth asks specs of every kind of store, with people that are new each time.
func onBoth(specs func(fresh func() *world)) {
	storetest.OnBoth(func(fresh func() storetest.Place) {
		specs(func() *world { return newWorld(place{fresh()}) })
	})
}

// place is where an empty store can be opened, and opened again.
type place struct{ storetest.Place }

func sqlitePlace() place { return place{storetest.SQLite()} }

func (p place) open() *store.DB {
	GinkgoHelper()
	return p.Open(account.Collections...)
}

// cheap makes hashing take no time to speak of; everything else is as by default.
var cheap = account.Policy{Hashing: account.Hashing{Memory: 64, Passes: 1}}

// world is people in a new store, at a time that stands still until it is moved.
type world struct {
	*account.People
	place
	db *store.DB

	mu  sync.Mutex
	now time.Time
}

func newWorld(at place) *world {
	w := &world{place: at, db: at.open(), now: noon}
	w.People = account.New(w.db, cheap, w.time)
	return w
}

// another is the people of the same store in another process, under a policy.
func (w *world) another(policy account.Policy) *account.People {
	return account.New(w.open(), policy, w.time)
}

func (w *world) time() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) pass(d time.Duration) { w.at(w.time().Add(d)) }

func (w *world) at(t time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = t
}

// create makes an account with a one-time password.
func (w *world) create(login string, roles ...account.Role) (account.Account, string) {
	GinkgoHelper()
	a, oneTime, err := w.Create(ctx, account.Account{Login: login, Name: "甲員", Roles: roles})
	Expect(err).NotTo(HaveOccurred())
	return a, oneTime
}

var (
	ctx    = context.Background()
	noon   = time.Date(2026, 11, 22, 12, 0, 0, 0, taipei)
	taipei = time.FixedZone("Taipei", 8*3600)
	home   = account.Origin{IP: "192.0.2.1", Agent: "browser"}
)

// unit makes a unit below another.
func (w *world) unit(name, parent string) account.Unit {
	GinkgoHelper()
	u, err := w.AddUnit(ctx, account.Unit{Name: name, Parent: parent})
	Expect(err).NotTo(HaveOccurred())
	return u
}

// words are those of a line, for HaveExactElements.
func words(line string) (out []any) {
	for w := range strings.FieldsSeq(line) {
		out = append(out, w)
	}
	return out
}

// signIn signs somebody in, up to the step that comes next.
func (w *world) signIn(login, password string) (string, account.Session) {
	GinkgoHelper()
	token, s, _, err := w.SignIn(ctx, login, password, home)
	Expect(err).NotTo(HaveOccurred())
	return token, s
}

// failToSignIn is the error of signing in.
func (w *world) failToSignIn(login, password string) error {
	GinkgoHelper()
	token, s, a, err := w.SignIn(ctx, login, password, home)
	Expect(err).To(HaveOccurred())
	Expect(token).To(BeEmpty())
	Expect(s).To(BeZero())
	Expect(a).To(BeZero())
	return err
}

// unzip is one file of an archive.
func unzip(archive, name string) string {
	GinkgoHelper()
	r, err := zip.NewReader(strings.NewReader(archive), int64(len(archive)))
	Expect(err).NotTo(HaveOccurred())
	text, err := fs.ReadFile(r, name)
	Expect(err).NotTo(HaveOccurred())
	return string(text)
}

// known is the password of every person.
const known = "Lantern-7-quiet"

// person makes an account whose password is known.
func (w *world) person(login string, roles ...account.Role) account.Account {
	GinkgoHelper()
	a, oneTime := w.create(login, roles...)
	token, s := w.signIn(login, oneTime)
	Expect(s.Step).To(Equal(account.StepPassword))
	token, _, err := w.ChangePassword(ctx, s, oneTime, known)
	Expect(err).NotTo(HaveOccurred())
	Expect(w.SignOut(ctx, token)).To(Succeed())
	a, err = w.Get(ctx, a.ID)
	Expect(err).NotTo(HaveOccurred())
	return a
}
