package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/account"
	"shoumi/app/audit"
	"shoumi/app/store"
	"shoumi/app/training"
	"shoumi/app/web"
	"shoumi/content"
	"shoumi/quizzes"
)

// induction is the round that a new officer is to finish.
const induction = "induction/2026"

// A new officer's whole training on a phone: from the one-time password through
// every unit to the certificate, by the one primary button of every page. The site is
// killed and begun again twice on the way, the second time at another device.
var _ = Describe("a new officer's training", Label("browser", "journey-officer"), Ordered, ContinueOnFailure, func() {
	var browser context.Context
	BeforeAll(func() { browser = startBrowser() })

	It("leads from the first sign-in to the certificate, on a SQLite file", func() {
		file := filepath.Join(GinkgoT().TempDir(), "shoumi.db")
		newOfficer(browser, "sqlite", true, func() *store.DB { return openAt(file) }).train()
	})

	It("leads there without JavaScript as well, on MongoDB", func() {
		newOfficer(browser, "mongo", false, onMongo(fmt.Sprintf("officer_%d", time.Now().UnixNano()))).train()
	})
})

// onMongo opens a database of the server that SHOUMI_MONGO names.
func onMongo(name string) func() *store.DB {
	GinkgoHelper()
	server := os.Getenv("SHOUMI_MONGO")
	if server == "" {
		if os.Getenv("SHOUMI_REQUIRE_MONGO") == "1" {
			Fail("SHOUMI_MONGO names no server, and SHOUMI_REQUIRE_MONGO=1 demands it")
		}
		Skip("NOT TESTED ON MONGODB: SHOUMI_MONGO names no server")
	}
	at, err := url.Parse(server)
	Expect(err).NotTo(HaveOccurred())
	at.Path = "/" + name
	keys := filepath.Join(GinkgoT().TempDir(), "shoumi.keys")
	return func() *store.DB {
		GinkgoHelper()
		db, err := store.Open(context.Background(), at.String(), slices.Concat(account.Collections, audit.Collections, training.Collections, []store.Option{store.KeysAt(keys)})...)
		Expect(err).NotTo(HaveOccurred())
		return db
	}
}

// newcomer is a new officer on the way, and what the way took.
type newcomer struct {
	*journey
	hosting
	browser context.Context
	open    func() *store.DB
	who     training.Person

	taps, pages int
	read        time.Duration // of lines not met before, at the pace of content: 300 characters a minute
	met         map[string]bool
	killed      map[string]bool
}

// newOfficer is an agency on a store, with an officer who has a one-time password and
// is to finish the induction.
func newOfficer(browser context.Context, name string, script bool, open func() *store.DB) *newcomer {
	GinkgoHelper()
	n := &newcomer{browser: browser, open: open, met: map[string]bool{}, killed: map[string]bool{}}
	a := agencyIn(shippedServer(), open())
	a.trainsFrom(content.Files, a.Server, a.db)
	u := a.units["第一分局"]
	made, oneTime, err := a.People.Create(context.Background(), account.Account{Login: "newcomer", Name: "新進甲", Unit: u.ID, Roles: []account.Role{account.Officer}})
	Expect(err).NotTo(HaveOccurred())
	n.who = training.Person{Account: made.ID, Units: []string{u.ID, a.units["警察局"].ID}}
	Expect(a.Training.Assign(context.Background(), training.Assignment{Course: "induction", Term: "2026", To: u.ID, Due: "2026-12-31", By: a.people["supervisor"].ID})).To(Succeed())
	base := n.up(a)
	n.journey = a.browse(browser, base, "new-officer-"+name, script)
	n.width(360)

	n.goes("/")
	n.follows("登入")
	n.enters("newcomer", oneTime)
	n.sees("變更密碼", "password")
	n.fill("old", oneTime, "new", password, "again", password)
	n.presses("變更密碼")
	n.sees("新進甲，您好", "home")
	n.taps += 2 + 2 + 1 + 3 + 1
	n.pages += 4
	return n
}

// hosting is an agency as it is served.
type hosting struct{ stop func() }

// up serves the agency until stop.
func (n *hosting) up(a *agency) string {
	GinkgoHelper()
	app, err := a.App()
	Expect(err).NotTo(HaveOccurred())
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	Expect(err).NotTo(HaveOccurred())
	go app.Listener(ln)
	db, up := a.db, true
	n.stop = func() {
		if up {
			up = false
			app.ShutdownWithTimeout(time.Second)
			db.Close()
		}
	}
	DeferCleanup(n.stop)
	return "http://" + ln.Addr().String()
}

// kill ends the site and begins it anew on the same store.
func (n *newcomer) kill() {
	GinkgoHelper()
	n.stop()
	a, s := n.agency, shippedServer()
	a.again(s, n.open())
	a.trainsFrom(content.Files, s, a.db)
	n.base = n.up(a)
}

// again is the agency under a program that was started again, on the store it has.
func (a *agency) again(s *web.Server, db *store.DB) {
	GinkgoHelper()
	a.Server, a.db, a.site = s, db, nil
	a.Now = a.now
	a.People = account.New(db, account.Policy{Hashing: account.Hashing{Memory: 64, Passes: 1}}, a.now)
	var err error
	a.Audit, err = audit.Open(context.Background(), audit.Stored(db))
	Expect(err).NotTo(HaveOccurred())
	a.Ready = db.Ping
}

// screen is a page as the newcomer meets it.
type screen struct {
	Path, H1 string
	Primary  int  // buttons that are the one thing to do
	Choice   bool // a scenario asks
	Item     bool // an exercise asks
	Shows    string
	Wide     bool // it scrolls sideways
	Text     string
}

func (n *newcomer) looks() screen {
	GinkgoHelper()
	s := eval[screen](n.tab, `(() => { const main = document.querySelector("main"), seen = e => e.getClientRects().length > 0;
		return {Path: location.pathname, H1: main.querySelector("h1").innerText.trim(), Text: main.innerText,
			Primary: [...main.querySelectorAll(".go")].filter(seen).length,
			Choice: !!main.querySelector("form[action^='/training'] > fieldset input[name=choice]"), Item: !!main.querySelector("form > .item") && !main.querySelector(".lesson"),
			Shows: [".changed", ".way", ".verdict", ".doneitems", ".sign", "fieldset"].filter(q => main.querySelector(q)).join(""),
			Wide: document.documentElement.scrollWidth > document.documentElement.clientWidth}; })()`)
	n.pages++
	pause := time.Duration(0)
	for line := range strings.Lines(s.Text) {
		if !n.met[line] {
			n.met[line] = true
			pause += time.Duration(utf8.RuneCountInString(line)) * time.Minute / 300
		}
	}
	n.read += pause
	n.pass(pause)
	if s.Wide {
		Expect(n.wide()).To(BeEmpty(), s.Path)
	}
	return s
}

// train goes from the home page to the certificate.
func (n *newcomer) train() {
	GinkgoHelper()
	met := map[string]bool{}
	for {
		s := n.looks()
		if strings.HasPrefix(s.Path, "/certificates/") {
			n.fine("certificate")
			break
		}
		Expect(s.Primary).To(Equal(1), "one primary action on %s: %s", s.Path, s.Text)
		Expect(n.pages).To(BeNumerically("<", 400), s.Path)
		kind := n.kind(s)
		if strings.Contains(kind, ".verdict") {
			n.focus("e.tagName", "H1") // what came of the answer; a click before would miss, for the page moves there
		}
		if !met[kind] {
			met[kind] = true
			n.fine(kind)
		}
		if n.interrupted(s) {
			continue
		}
		n.answers(s)
		n.send("main .go")
		n.taps++
	}
	h, err := n.Training.Home(context.Background(), n.who)
	Expect(err).NotTo(HaveOccurred())
	Expect(h.Hours).To(Equal(6))
	for _, step := range h.Paths[0].Steps {
		Expect(step.State).To(Equal(training.UnitDone), step.Unit.ID)
	}
	Expect(n.killed).To(HaveLen(2))
	AddReportEntry(n.name, fmt.Sprintf("%d units: %.0f minutes of reading, %d taps, %d pages", len(h.Paths[0].Steps), n.read.Minutes(), n.taps, n.pages))
}

// kind names a screen by what it is for.
func (n *newcomer) kind(s screen) string {
	parts := strings.Split(strings.Trim(s.Path, "/"), "/")
	if len(parts) == 4 && parts[0] == "training" {
		c, _ := n.Training.Courses().Course("induction")
		u, _ := c.Unit(parts[3])
		return string(u.Kind) + s.Shows
	}
	return parts[0] + s.Shows
}

// interrupted kills the site in the middle of a scenario, where the phone goes on with
// the session it has, and in the middle of the certification, where another device
// does. What is shown afterwards is what was shown before.
func (n *newcomer) interrupted(s screen) bool {
	GinkgoHelper()
	again := func(where string) {
		Expect(n.looks()).To(Equal(s), where)
		n.pages--
	}
	switch {
	case s.Choice && strings.HasSuffix(s.Path, "/friend") && strings.Contains(s.Text, "換個做法看看") && !n.killed["scenario"]:
		n.killed["scenario"] = true
		n.kill()
		n.goes(s.Path)
		again("the phone, mid-scenario")
	case s.Item && strings.HasPrefix(s.Path, "/attempts/") && strings.HasSuffix(s.Path, "/8") && !n.killed["certification"]:
		n.killed["certification"] = true
		n.kill()
		n.journey = n.browse(n.browser, n.base, n.name+"-desk", n.script)
		n.width(1280)
		n.goes("/sign-in")
		n.enters("newcomer", password)
		n.send("main .go") // 繼續：單元24
		n.send("main .go") // 繼續作答
		n.taps += 5
		n.pages += 3
		again("the desk, mid-certification")
	}
	return false
}

// answers fills in what a page asks, by the key where there is one.
func (n *newcomer) answers(s screen) {
	GinkgoHelper()
	ctx := context.Background()
	switch {
	case s.Choice:
		eval[bool](n.tab, `document.querySelector("input[name=choice]").checked = true`)
		n.taps++
	case s.Item && strings.HasPrefix(s.Path, "/attempts/"):
		parts := strings.Split(s.Path, "/")
		a, _, err := n.Training.Attempt(ctx, n.who, parts[2])
		Expect(err).NotTo(HaveOccurred())
		number, err := strconv.Atoi(parts[3])
		Expect(err).NotTo(HaveOccurred())
		n.fillsIn(a.Items[number-1])
	case s.Item:
		run, err := n.Training.Checkup(ctx, n.who, induction, filepath.Base(s.Path))
		Expect(err).NotTo(HaveOccurred())
		n.fillsIn(run.Items[run.Next-1])
	}
}

// fillsIn puts the key of an item into its form, by the words that stand there.
func (n *newcomer) fillsIn(id string) {
	GinkgoHelper()
	it, ok := n.Quizzes.Item(id)
	Expect(ok).To(BeTrue(), id)
	texts := map[string]string{}
	for _, o := range it.Options {
		texts[o.ID] = o.Text
	}
	key := struct {
		Type    quizzes.Type
		Options []string
		Rows    map[string]string
		Number  *int64
	}{it.Type, nil, map[string]string{}, it.Key.Number}
	for _, o := range it.Key.Options {
		key.Options = append(key.Options, texts[o])
	}
	for _, r := range it.Rows {
		key.Rows[r.Text] = texts[it.Key.Rows[r.ID]]
	}
	data, err := json.Marshal(key)
	Expect(err).NotTo(HaveOccurred())
	taps := eval[int](n.tab, fmt.Sprintf(`(key => { let taps = 0;
		const bare = t => t.replace(/\s/g, ""), same = (a, b) => bare(a) === bare(b);
		for (const l of document.querySelectorAll(".item .pick"))
			if ((key.Options || []).some(t => same(t, l.textContent))) { l.querySelector("input").checked = true; taps++; }
		for (const row of document.querySelectorAll(".item .itemrow")) {
			const of = row.querySelector("label").textContent, to = row.querySelector("select");
			const place = (key.Options || []).findIndex(t => same(t, of)) + 1;
			const answer = Object.entries(key.Rows).find(([r]) => same(r, of));
			const o = [...to.options].find((o, i) => key.Type === "ordering" ? i === place : answer && same(o.text, answer[1]));
			if (o) { to.value = o.value; taps += 2; } }
		const number = document.querySelector(".item input.text");
		if (number) { number.value = key.Number; taps++; }
		return taps; })(%s)`, data))
	Expect(taps).To(BeNumerically(">", 0), "nothing was filled in for %s", id)
	n.taps += taps
}
