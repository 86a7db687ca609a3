package web_test

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/valyala/fasthttp"

	"shoumi/app/account"
	"shoumi/app/store"
	"shoumi/app/training"
	"shoumi/quizzes"
)

// officer is a browser of somebody who works through the short course, over a line
// of its own, looking at every page that an answer leads to.
type officer struct {
	who     training.Person
	session string
	csrf    string
	again   int    // every so many forms one is sent twice, as after a lost connection; 0: none
	gather  func() // waits for the others, before the first answer

	line  *fasthttp.HostClient
	page  string // that is looked at
	acked []string
	took  []time.Duration
	first time.Duration // that the first answer took
	odd   []string      // what no request should have come to
}

// officers are so many people of the first precinct, signed in.
func (a *agency) officers(n int, at string) (all []*officer) {
	GinkgoHelper()
	ctx := context.Background()
	for i := range n {
		login := fmt.Sprintf("load%04d", i)
		made, once, err := a.People.Create(ctx, account.Account{Login: login, Name: "學員" + login, Unit: a.units["第一分局"].ID, Roles: []account.Role{account.Officer}})
		Expect(err).NotTo(HaveOccurred())
		_, s, _, err := a.People.SignIn(ctx, login, once, account.Origin{})
		Expect(err).NotTo(HaveOccurred())
		token, _, err := a.People.ChangePassword(ctx, s, once, password)
		Expect(err).NotTo(HaveOccurred())
		all = append(all, &officer{who: training.Person{Account: made.ID, Units: []string{made.Unit, a.units["警察局"].ID}}, session: token,
			line: &fasthttp.HostClient{Addr: at, MaxConns: 1, ReadTimeout: time.Minute, WriteTimeout: time.Minute}})
	}
	return all
}

// ask sends a request and gives where it leads, if anywhere.
func (o *officer) ask(method, path string, form url.Values) (location string) {
	r := request(path, method)
	r.Header.SetCookie("session", o.session)
	if form != nil {
		r.Header.SetContentType("application/x-www-form-urlencoded")
		r.SetBodyString(form.Encode())
	}
	var got fasthttp.Response
	start := time.Now()
	err := o.line.Do(r, &got)
	o.took = append(o.took, time.Since(start))
	want := fiber.StatusOK
	if method == fiber.MethodPost {
		want = fiber.StatusSeeOther
	}
	if err != nil || got.StatusCode() != want {
		o.odd = append(o.odd, fmt.Sprint(method, " ", path, " ", err, " ", got.StatusCode()))
		return ""
	}
	if method == fiber.MethodGet {
		o.page = string(got.Body())
	}
	return strings.TrimPrefix(string(got.Header.Peek("Location")), "http://bench")
}

// look opens a page.
func (o *officer) look(path string) { o.ask(fiber.MethodGet, path, nil) }

// press sends a form and looks at the page it leads to. What it says is kept as said.
func (o *officer) press(path, says string, pairs ...string) string {
	form := url.Values{"csrf": {o.csrf}}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	to := o.ask(fiber.MethodPost, path, form)
	if to == "" {
		return ""
	}
	o.acked = append(o.acked, says)
	if o.again > 0 && len(o.acked)%o.again == 0 {
		o.ask(fiber.MethodPost, path, form)
	}
	to, _, _ = strings.Cut(to, "#")
	o.look(to)
	return to
}

var (
	selects = regexp.MustCompile(`(?s)<select[^>]* name="([ro]:[^"]*)".*?</select>`)
	values  = regexp.MustCompile(`<option value="([^"]+)"`)
	inputs  = regexp.MustCompile(`<input[^>]* name="(a|n)"(?: value="([^"]*)")?`)
)

// fill fills in the question on the page, by the first that it offers.
func (o *officer) fill() (pairs []string) {
	for i, s := range selects.FindAllStringSubmatch(o.page, -1) {
		offered := values.FindAllStringSubmatch(s[0], -1)
		if strings.HasPrefix(s[1], "r:") {
			i = 0
		}
		pairs = append(pairs, s[1], offered[i][1])
	}
	if m := inputs.FindStringSubmatch(o.page); m != nil && m[1] == "a" {
		pairs = append(pairs, "a", m[2])
	} else if m != nil {
		pairs = append(pairs, "n", "12")
	}
	return pairs
}

// work goes through the short course from the first page to the submitted form.
func (o *officer) work(a *agency) {
	defer o.gather() // who cannot go on is not waited for
	o.look("/training")
	if len(o.odd) > 0 {
		return
	}
	o.csrf = csrfValue.FindStringSubmatch(o.page)[1]
	at := func(unit string) string { return "/training/" + short + "/" + unit }
	course, _ := a.Training.Courses().Course("short")
	for _, u := range course.Units {
		if len(o.odd) > 0 {
			return
		}
		o.look(at(u.ID))
		switch u.Kind {
		case training.Attest:
			d, _ := a.Training.Courses().Document(u.Ref)
			for i := range d.Sections {
				o.press(at(u.ID), fmt.Sprint("served sign ", i+1), "hash", d.Hash, "section", strconv.Itoa(i+1))
			}
			o.press(at(u.ID)+"/sign", "signed", "hash", d.Hash)
		case training.Lesson:
			l, _ := a.Lessons.Lesson("zh-TW", u.Ref)
			for i := range l.Chapters() {
				o.press(at(u.ID), fmt.Sprint("served read ", i+1), "section", strconv.Itoa(i+1))
			}
		case training.Scenario:
			run, err := a.Cases.Start(u.Ref)
			for done := false; err == nil && !done && len(o.odd) == 0; {
				scene, _, _ := a.Cases.Scene(run)
				choice := scene.Options[len(o.acked)%len(scene.Options)].ID
				o.press(at(u.ID), "chose "+scene.Node+" "+choice, "run", "1", "node", scene.Node, "choice", choice)
				if run, _, err = a.Cases.Answer(run, scene.Node, choice, noon()); err == nil {
					_, done, err = a.Cases.Scene(run)
				}
			}
			if err != nil {
				o.odd = append(o.odd, err.Error())
			}
		case training.Check:
			o.press(at(u.ID)+"/begin", "drawn")
			o.gather()
			for n := range u.Items {
				given, before := o.fill(), len(o.took)
				o.press(at(u.ID), fmt.Sprint("answered ", n+1), append(given, "run", "1", "number", strconv.Itoa(n+1))...)
				o.look(at(u.ID))
				if n == 0 {
					o.first = o.took[before]
				}
			}
		case training.Certify:
			on := o.press(at(u.ID), "began")
			for range u.Certify.Blueprint.Items() {
				if len(o.odd) > 0 {
					return
				}
				given := o.fill()
				on = o.press(on, fmt.Sprint("put ", on[strings.LastIndex(on, "/")+1:], " ", given), given...)
			}
			o.press(on+"/submit", "submitted")
		}
	}
}

// kept is what the store has of an officer, as they were told it.
func (a *agency) kept(o *officer) (out []string) {
	GinkgoHelper()
	r, err := a.Training.Record(context.Background(), o.who)
	Expect(err).NotTo(HaveOccurred())
	for _, e := range r.Events {
		switch e.Kind {
		case training.Served:
			out = append(out, fmt.Sprintf("served %s %d", e.Unit, e.Number))
		case training.Chose:
			out = append(out, "chose "+e.Node+" "+e.Choice)
		case training.Answered:
			out = append(out, fmt.Sprint("answered ", e.Number))
		case training.Signed, training.Drawn:
			out = append(out, string(e.Kind))
		}
	}
	for _, t := range r.Attempts {
		out = append(out, "began")
		_, paper, err := a.Training.Attempt(context.Background(), o.who, t.ID)
		Expect(err).NotTo(HaveOccurred())
		questions, err := paper.Questions()
		Expect(err).NotTo(HaveOccurred())
		for n, answer := range t.Answers {
			i, _ := strconv.Atoi(n)
			out = append(out, fmt.Sprint("put ", n, " ", typedAs(questions[i-1], answer)))
		}
		if !t.Submitted.IsZero() {
			Expect(t.Outcomes).To(HaveLen(len(t.Items)))
			out = append(out, "submitted")
		}
	}
	return out
}

// typedAs is what was filled into the form of a question, where options and rows are
// numbered by their places.
func typedAs(q training.Question, a quizzes.Answer) (pairs []string) {
	place := func(id string) string {
		return strconv.Itoa(1 + slices.IndexFunc(q.Options, func(o quizzes.Option) bool { return o.ID == id }))
	}
	switch {
	case a.Number != nil:
		return []string{"n", strconv.FormatInt(*a.Number, 10)}
	case a.Rows != nil:
		for i, r := range q.Rows {
			pairs = append(pairs, fmt.Sprint("r:", i+1), place(a.Rows[r.ID]))
		}
	case q.Type == quizzes.Ordering:
		for i := range q.Options {
			pairs = append(pairs, fmt.Sprint("o:", i+1), strconv.Itoa(1+slices.Index(a.Options, q.Options[i].ID)))
		}
	default:
		for _, id := range a.Options {
			pairs = append(pairs, "a", place(id))
		}
	}
	return pairs
}

// all lets officers work at once, and give their first answers at one moment.
func (a *agency) all(officers []*officer) {
	var there, done sync.WaitGroup
	there.Add(len(officers))
	for _, o := range officers {
		o.gather = sync.OnceFunc(func() {
			there.Done()
			there.Wait()
		})
		done.Go(func() { o.work(a) })
	}
	done.Wait()
}

var _ = Describe("many officers at once", func() {
	sure := func(a *agency, n int) {
		GinkgoHelper()
		officers := a.officers(n, strings.TrimPrefix(listen(a.Server), "http://"))
		for i, o := range officers {
			o.again = 3 + i%3
		}
		a.all(officers)
		for _, o := range officers {
			Expect(o.odd).To(BeEmpty())
			Expect(o.acked[len(o.acked)-1]).To(Equal("submitted"))
			Expect(a.kept(o)).To(ConsistOf(o.acked))
		}
	}

	It("lose nothing that was acknowledged, and keep nothing twice", func() { sure(newSchool(), crowd) })

	It("lose nothing on MongoDB either", func() {
		if os.Getenv("SHOUMI_MONGO") == "" {
			Skip("NOT TESTED ON MONGODB: SHOUMI_MONGO names no server")
		}
		s, db := shippedServer(), inMongo(GinkgoTB())
		a := agencyIn(s, db)
		a.trains(s, db)
		a.assign("short", "第一分局")
		sure(a, crowd/2) // the server for specs takes one message at a time
	})
})

// BenchmarkOfficers lets officers work through the short course at once, on each
// store, and says what they had to wait for, beside a handler that does nothing; also
// for the answers that all of them give at one moment.
func BenchmarkOfficers(b *testing.B) {
	RegisterFailHandler(func(message string, _ ...int) { panic(message) })
	bare := fiber.New(fiber.Config{DisableStartupMessage: true})
	bare.Get("/", func(c *fiber.Ctx) error { return c.SendString("ok") })
	nothing := serve(b, bare)
	stores := map[string]func(testing.TB) *store.DB{"SQLite": inFile}
	if os.Getenv("SHOUMI_MONGO") != "" {
		stores["MongoDB"] = inMongo
	}
	for kind, open := range stores {
		for _, n := range []int{50, 500} {
			b.Run(fmt.Sprint(kind, "/", n), func(b *testing.B) { benchOfficers(b, open, n, nothing) })
		}
	}
}

func benchOfficers(b *testing.B, open func(testing.TB) *store.DB, n int, nothing string) {
	for b.Loop() {
		b.StopTimer()
		db := open(b)
		a := agencyIn(shippedServer(), db)
		a.trains(a.Server, db)
		a.assign("short", "第一分局")
		a.visitor()
		officers := a.officers(n, serve(b, a.site.app))
		persecond, bare := shoot(b, nothing, n, 20*n, func(int) *fasthttp.Request { return request("/", fiber.MethodGet) })
		b.StartTimer()
		began := time.Now()
		a.all(officers)
		whole := time.Since(began)
		b.StopTimer()
		var took, first []time.Duration
		odd, done := 0, 0
		for _, o := range officers {
			took, first = append(took, o.took...), append(first, o.first)
			odd, done = odd+len(o.odd), done+len(o.acked)
			if len(o.odd) > 0 && odd < 10 {
				b.Log(o.odd)
			}
		}
		for _, o := range officers {
			if kept := a.kept(o); len(kept) != len(o.acked) {
				b.Errorf("%v was acknowledged, %v is kept", o.acked, kept)
			}
		}
		slices.Sort(took)
		slices.Sort(first)
		for unit, x := range map[string]float64{
			"bare-req/s": persecond, "bare-p99-ms": float64(bare.Microseconds()) / 1000, "req/s": float64(len(took)) / whole.Seconds(),
			"p50-ms": float64(took[len(took)/2].Microseconds()) / 1000, "p99-ms": float64(took[len(took)*99/100].Microseconds()) / 1000,
			"answer-p50-ms": float64(first[n/2].Microseconds()) / 1000, "answer-p99-ms": float64(first[n*99/100].Microseconds()) / 1000,
			"errors": float64(odd), "steps": float64(done),
		} {
			b.ReportMetric(x, unit)
		}
		b.StartTimer()
	}
}
