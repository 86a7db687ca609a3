package web_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/publishing"
	"shoumi/app/publishing/publishingtest"
	"shoumi/app/web"
	"shoumi/casebook"
)

// site is an agency over a small house, over which editions are laid.
type site struct {
	*agency
	last publishing.Made
}

const (
	pressRound = "tiny/2026"
	pressExam  = "/training/tiny/2026/exam"
)

func newSite() *site {
	GinkgoHelper()
	house := publishingtest.House()
	a := agencyOn(&web.Server{Book: house.Book, Cases: house.Material.Cases, Quizzes: house.Bank, Lessons: house.Lessons, Now: noon, Secret: []byte("spec"), Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	a.trainsFrom(house.Content, a.Server, a.db)
	a.keeps(a.Server, a.db)
	a.assign("tiny", "第一分局")
	return &site{agency: a}
}

// show has the site show an edition.
func (p *site) show(e publishing.Edition) {
	GinkgoHelper()
	m, err := publishingtest.House().Make(e, p.last)
	Expect(err).NotTo(HaveOccurred())
	Expect(m.LeftOut).To(BeEmpty())
	p.last = m
	now := p.Current()
	Expect(p.Renew(web.Material{Cases: m.Cases, Quizzes: m.Bank, Lessons: m.Lessons, Training: now.Training.With(m.Courses, m.Material), Incidents: now.Incidents.With(m.Cases)})).To(Succeed())
}

// reachExam does what comes before the certification.
func (p *site) reachExam(login string) {
	GinkgoHelper()
	ctx, who, t := context.Background(), p.trainee(login), p.Current().Training
	for i := 1; t.Serve(ctx, who, pressRound, "read", i) == nil; i++ {
	}
	c, err := t.Checkup(ctx, who, pressRound, "check")
	Expect(err).NotTo(HaveOccurred())
	for i, id := range c.Items {
		_, err := t.Answer(ctx, who, pressRound, "check", c.Run, i+1, p.key(id))
		Expect(err).NotTo(HaveOccurred())
	}
}

// of is an item of a case in an attempt: its number and the first words of it.
func (p *site) of(attempt, id string) (number int, words string) {
	GinkgoHelper()
	_, paper, err := p.Training.Attempt(context.Background(), p.trainee("officer"), attempt)
	Expect(err).NotTo(HaveOccurred())
	questions, err := paper.Questions()
	Expect(err).NotTo(HaveOccurred())
	for i, q := range questions {
		if strings.HasPrefix(q.Item, "gen/"+id+"/") {
			words, _, _ = strings.Cut(q.Stem, "。")
			return i + 1, words
		}
	}
	Fail("no item of " + id)
	return 0, ""
}

var _ = Describe("a case that is published", func() {
	const file, four = "cases/npa-leak-1.yaml", "npa-leak-4"
	var (
		p     *site
		v     *visitor
		title string
	)
	BeforeEach(func() {
		p = newSite()
		v = p.signIn("officer")
		x, err := casebook.Shipped()
		Expect(err).NotTo(HaveOccurred())
		one, _ := x.Case("npa-leak-1")
		title = one.Title
	})
	practise := func() string { // the item that a practice of the case begins with
		GinkgoHelper()
		v.open("/practice")
		return fields(v.open(v.send("/practice", "case", "npa-leak-1").location).body).Get("item")
	}

	It("is everywhere from the next request on, and withdrawn only with who met it", func() {
		matter := p.incident("counsel", "115-督-001", careless()) + "/result"
		counsel := p.signIn("counsel")
		counsel.opens(matter, "續辦研判")
		Expect(v.open("/cases").body).NotTo(ContainSubstring(title))
		Expect(v.open("/cases/npa-leak-1").status).To(Equal(404))
		Expect(practise()).NotTo(HavePrefix("gen/npa-leak-1/"))
		Expect(counsel.open(matter).body).To(And(ContainSubstring("/cases/"+four), Not(ContainSubstring("/cases/npa-leak-1"))))
		p.reachExam("officer")
		v.open(pressExam)
		Expect(v.send(pressExam).status).NotTo(Equal(303), "two cases are too few for it")

		published := publishing.Edition{file: publishingtest.Text(casebook.Files, file)}
		p.show(published)
		Expect(v.open("/cases").body).To(ContainSubstring(title))
		Expect(v.open("/cases/npa-leak-1").body).To(ContainSubstring(`action="/practice"`))
		Expect(v.open("/scenarios").body).To(ContainSubstring(`href="/scenarios/npa-leak-1"`))
		Expect(counsel.open(matter).body).To(ContainSubstring("/cases/npa-leak-1"))
		item := practise()
		Expect(item).To(HavePrefix("gen/npa-leak-1/"))
		v.open(pressExam)
		at := v.send(pressExam).location
		Expect(at).To(MatchRegexp(`^/attempts/[0-9a-f]{32}/1$`))
		attempt := strings.TrimSuffix(at, "/1")
		number, words := p.of(strings.TrimPrefix(attempt, "/attempts/"), "npa-leak-1")

		p.show(publishing.Edition{"withdrawn/npa-leak-1.yaml": published[file]})
		Expect(v.open("/cases").body).NotTo(ContainSubstring(title))
		Expect(v.open("/scenarios").body).NotTo(ContainSubstring("npa-leak-1"))
		Expect(counsel.open(matter).body).NotTo(ContainSubstring("/cases/npa-leak-1"))
		Expect(practise()).NotTo(HavePrefix("gen/npa-leak-1/"))
		Expect(v.open("/items/" + item).status).To(Equal(200))
		Expect(v.open("/cases/npa-leak-1").body).To(And(ContainSubstring("這個案例已經撤回"), Not(ContainSubstring(`action="/practice"`)), Not(ContainSubstring("/scenarios/npa-leak-1"))))

		Expect(v.open(fmt.Sprint(attempt, "/", number)).body).To(ContainSubstring(words), "the attempt has it still")
		for n := 1; n <= 8; n++ {
			page := v.open(fmt.Sprint(attempt, "/", n))
			Expect(v.send(fmt.Sprint(attempt, "/", n), filled(page.body)...).status).To(Equal(303))
		}
		v.open(attempt)
		Expect(v.send(attempt + "/submit").location).To(Equal(attempt))
		Expect(v.open(attempt).status).To(Equal(200))
		Expect(v.open(attempt + "/paper").body).To(ContainSubstring(words))
	})

	It("can be played to its end after it was withdrawn", func() {
		page := v.open("/scenarios/" + four)
		Expect(page.status).To(Equal(200))
		p.show(publishing.Edition{"withdrawn/" + four + ".yaml": publishingtest.Text(casebook.Files, "cases/"+four+".yaml")})
		steps := 0
		for ; strings.Contains(page.body, `name="choice"`); steps++ {
			Expect(steps).To(BeNumerically("<", 20))
			form := fields(page.body)
			choice := options.FindStringSubmatch(page.body)[1]
			turn := v.send("/scenarios/"+four, "s", form.Get("s"), "node", form.Get("node"), "choice", choice)
			Expect(turn.status).To(Equal(303), turn.body)
			page = v.open(goOn.FindStringSubmatch(v.open(turn.location).body)[1])
			Expect(page.status).To(Equal(200), page.body)
		}
		Expect(steps).To(BeNumerically(">", 1))
		Expect(page.body).NotTo(Or(ContainSubstring(`class="second" href="/scenarios/`+four+`"`), ContainSubstring(`value="`+four+`"`)), "nor practised, at its end")
		got := v.open("/scenarios/" + four)
		Expect(got.status).To(Equal(410))
		Expect(got.body).To(And(ContainSubstring("已經撤下，不再開放練習</h1>"), ContainSubstring(`href="/cases/`+four+`"`)))
	})

	It("ends a practice and a check with a word where its items are gone", func() {
		p.show(publishing.Edition{file: publishingtest.Text(casebook.Files, file)})
		v.open("/practice")
		run := v.send("/practice", "case", "npa-leak-1").location
		Expect(v.open(run).status).To(Equal(200))
		p.show(publishing.Edition{})
		got := v.open(run)
		Expect(got.status).To(Equal(409))
		Expect(got.body).To(ContainSubstring("題庫更新了，這次練習接不上"))
		Expect(v.open("/scenarios/npa-leak-1").status).To(Equal(404))
	})

	It("is told of on the list of material where it cannot be shown", func() {
		p.publishes(p.Server)
		now := p.Current()
		Expect(p.Renew(web.Material{Cases: now.Cases, Quizzes: now.Quizzes, Lessons: now.Lessons, Training: now.Training, Incidents: now.Incidents,
			LeftOut: []publishing.LeftOut{{File: "cases/agency-115-7.yaml", Why: publishing.ErrState}}})).To(Succeed())
		Expect(p.signIn("editor").open("/materials").body).To(And(ContainSubstring("網站現在無法顯示"), ContainSubstring("cases/agency-115-7.yaml")))
	})
})
