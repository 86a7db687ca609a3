package training_test

import (
	"context"
	"slices"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/store"
	"shoumi/app/store/storetest"
	"shoumi/app/training"
	"shoumi/app/web"
	"shoumi/casebook"
	"shoumi/content"
	"shoumi/quizzes"
	"shoumi/rules"
)

// shipped is what the house ships, loaded once.
var (
	shipped training.Material
	courses *training.Courses
)

func TestTraining(t *testing.T) {
	storetest.Find(t)
	loadShipped(t.Fatal)
	RegisterFailHandler(Fail)
	RunSpecs(t, "training")
}

func loadShipped(fatal func(...any)) {
	var err error
	must := func() {
		if err != nil {
			fatal(err)
		}
	}
	shipped.Book, err = rules.Shipped()
	must()
	shipped.Cases, err = casebook.Shipped()
	must()
	shipped.Bank, err = quizzes.Shipped()
	must()
	shipped.Lessons, err = content.Load(content.Files, web.LessonSources(shipped.Book, shipped.Cases, shipped.Bank))
	must()
	courses, err = training.Load(content.Files, shipped)
	must()
}

// onBoth asks specs of every kind of store, with a world that is new each time.
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
	return p.Open(training.Collections...)
}

var (
	ctx    = context.Background()
	taipei = time.FixedZone("Taipei", 8*3600)
	noon   = time.Date(2026, 11, 22, 12, 0, 0, 0, taipei)
	secret = []byte("a secret of thirty-two bytes ...")
	kai    = training.Person{Account: "kai", Units: []string{"station", "precinct", "bureau"}}
	ning   = training.Person{Account: "ning", Units: []string{"station", "precinct", "bureau"}}
)

// world is the training in a new store, at a time that stands still until it is
// moved.
type world struct {
	*training.Training
	place
	now time.Time
}

func newWorld(at place) *world {
	w := &world{place: at, now: noon}
	w.Training = w.with(courses, shipped)
	return w
}

// with is the same store with other courses or another bank, as after an update.
func (w *world) with(c *training.Courses, from training.Material) *training.Training {
	return training.New(w.open(), c, from, secret, func() time.Time { return w.now })
}

func (w *world) pass(d time.Duration) { w.now = w.now.Add(d) }

// assign assigns a course of 2026 to somebody or a unit.
func (w *world) assign(course, to, due string) {
	GinkgoHelper()
	Expect(w.Assign(ctx, training.Assignment{Course: course, Term: "2026", To: to, Due: due, By: "chief"})).To(Succeed())
}

// state is where a person stands.
func (w *world) state(p training.Person) training.State {
	GinkgoHelper()
	id, err := w.Learner(ctx, p.Account)
	Expect(err).NotTo(HaveOccurred())
	s, err := w.State(ctx, id)
	Expect(err).NotTo(HaveOccurred())
	return s
}

func (w *world) home(p training.Person) training.Home {
	GinkgoHelper()
	h, err := w.Home(ctx, p)
	Expect(err).NotTo(HaveOccurred())
	return h
}

// wrong is an answer that is not right.
func wrong(it *quizzes.Item) quizzes.Answer {
	for _, o := range it.Options {
		if a := (quizzes.Answer{Options: []string{o.ID}}); !quizzes.Grade(it, a).Right {
			return a
		}
	}
	return quizzes.Answer{}
}

func item(id string) *quizzes.Item {
	GinkgoHelper()
	it, ok := shipped.Bank.Item(id)
	Expect(ok).To(BeTrue(), id)
	return it
}

// do does the next unit of a person, whatever it is; answers are right.
func (w *world) do(p training.Person, round string, u training.Unit) {
	GinkgoHelper()
	switch u.Kind {
	case training.Attest:
		a, err := w.Attestation(ctx, p, round, u.ID)
		Expect(err).NotTo(HaveOccurred())
		for i := range a.Document.Sections {
			Expect(w.ServeDocument(ctx, p, round, u.ID, a.Document.Hash, i+1)).To(Succeed())
		}
		Expect(w.Sign(ctx, p, round, u.ID, a.Document.Hash, "web")).To(Succeed())
	case training.Lesson:
		for i := range sectionsOf(u.Ref) {
			Expect(w.Serve(ctx, p, round, u.ID, i+1)).To(Succeed())
		}
	case training.Scenario:
		w.playThrough(p, round, u.ID)
	case training.Check:
		c, err := w.Checkup(ctx, p, round, u.ID)
		Expect(err).NotTo(HaveOccurred())
		for i, id := range c.Items {
			r, err := w.Answer(ctx, p, round, u.ID, c.Run, i+1, item(id).Key)
			Expect(err).NotTo(HaveOccurred())
			Expect(r.Right).To(BeTrue())
		}
	case training.Certify:
		w.sit(p, round, u.ID, 0)
	}
}

func sectionsOf(lesson string) int {
	l, ok := shipped.Lessons.Lesson("zh-TW", lesson)
	Expect(ok).To(BeTrue())
	n := 0
	for _, s := range l.Sections {
		if s.Level == 2 {
			n++
		}
	}
	return n
}

// playThrough plays a scenario by the first choice of every node.
func (w *world) playThrough(p training.Person, round, unit string) {
	GinkgoHelper()
	for range 30 {
		now, err := w.Play(ctx, p, round, unit)
		Expect(err).NotTo(HaveOccurred())
		scene, done, err := shipped.Cases.Scene(now.Run)
		Expect(err).NotTo(HaveOccurred())
		if done {
			return
		}
		_, _, err = w.Choose(ctx, p, round, unit, now.Number, scene.Node, scene.Options[0].ID)
		Expect(err).NotTo(HaveOccurred())
	}
	Fail("the scenario does not end")
}

// sit takes a certification with so many wrong answers, the last ones first.
func (w *world) sit(p training.Person, round, unit string, wrongs int) training.Attempt {
	GinkgoHelper()
	a, err := w.Begin(ctx, p, round, unit)
	Expect(err).NotTo(HaveOccurred())
	_, paper, err := w.Attempt(ctx, p, a.ID)
	Expect(err).NotTo(HaveOccurred())
	questions, err := paper.Questions()
	Expect(err).NotTo(HaveOccurred())
	for i, q := range slices.Backward(questions) {
		answer := q.Key
		if wrongs > 0 && !q.Critical {
			answer = wrong(item(q.Item))
			wrongs--
		}
		Expect(w.Put(ctx, p, a.ID, i+1, answer)).To(Succeed())
	}
	a, err = w.Submit(ctx, p, a.ID)
	Expect(err).NotTo(HaveOccurred())
	return a
}

// reach does every unit up to one of a kind, and gives that one.
func (w *world) reach(p training.Person, round string, kind training.UnitKind) training.Unit {
	GinkgoHelper()
	for range 40 {
		h := w.home(p)
		Expect(h.Act).To(Equal(training.ActUnit))
		Expect(h.Round).To(Equal(round))
		if h.Unit.Kind == kind {
			return h.Unit
		}
		w.do(p, round, h.Unit)
	}
	Fail("no such unit comes")
	return training.Unit{}
}
