package training_test

import (
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/types"

	"shoumi/app/store"
	"shoumi/app/training"
	"shoumi/rules"
)

const refresher = "refresher/2026"

var _ = Describe("an officer's training", func() {
	onBoth(func(fresh func() *world) {
		var w *world
		BeforeEach(func() { w = fresh() })

		It("has nothing to do before anything is assigned", func() {
			Expect(w.home(kai)).To(Equal(training.Home{Act: training.ActRest}))
			Expect(w.Serve(ctx, kai, refresher, "query", 1)).To(MatchError(training.ErrNotEnrolled))
			_, err := w.Path(ctx, kai, refresher)
			Expect(err).To(MatchError(training.ErrNotEnrolled))
			Expect(w.Courses()).To(BeIdenticalTo(courses))
		})

		DescribeTable("refuses an assignment that cannot be", func(course, term, due string, want types.GomegaMatcher) {
			Expect(w.Assign(ctx, training.Assignment{Course: course, Term: term, To: "kai", Due: due})).To(want)
			Expect(w.Assignments(ctx)).To(BeEmpty())
		},
			Entry("without a course", "nothing", "2026", "2026-12-31", MatchError(training.ErrNoCourse)),
			Entry("without a term", "refresher", "", "2026-12-31", MatchError(training.ErrTerm)),
			Entry("of a term with a slash", "refresher", "2026/1", "2026-12-31", MatchError(training.ErrTerm)),
			Entry("due on no day", "refresher", "2026", "2026-13-31", HaveOccurred()),
		)

		It("takes back an assignment for those who have not begun, and can make it again", func() {
			Expect(w.Withdraw(ctx, "nothing", "chief")).To(MatchError(store.ErrNotFound))
			w.assign("refresher", "station", "2026-12-31")
			w.assign("induction", "station", "2026-12-31")
			w.reach(kai, "induction/2026", training.Lesson)
			all, err := w.Assignments(ctx)
			Expect(err).NotTo(HaveOccurred())
			for _, a := range all {
				Expect(w.Withdraw(ctx, a.ID, "deputy")).To(Succeed())
			}
			w.pass(time.Hour)
			Expect(w.Withdraw(ctx, all[0].ID, "chief")).To(Succeed())
			withdrawn, err := w.Assignments(ctx)
			Expect(err).NotTo(HaveOccurred())
			Expect(withdrawn).To(HaveLen(2))
			Expect(withdrawn).To(HaveEach(And(HaveField("By", "chief"), HaveField("At", noon.UTC()), HaveField("Withdrawn", noon.UTC()), HaveField("WithdrawnBy", "deputy"))))
			Expect(w.home(ning)).To(Equal(training.Home{Act: training.ActRest}))
			Expect(w.home(kai).Paths).To(HaveExactElements(HaveField("Round", "induction/2026")))
			rows, err := w.Roster(ctx, "induction/2026", []training.Person{kai, ning})
			Expect(err).NotTo(HaveOccurred())
			Expect(rows).To(HaveExactElements(And(HaveField("Person", kai), HaveField("Due", rules.Day(2026, 12, 31)))))

			for range 2 {
				w.assign("refresher", "station", "2026-12-31")
			}
			Expect(w.Assignments(ctx)).To(HaveLen(3))
			Expect(w.home(ning).Round).To(Equal(refresher))
		})

		It("leads from the first unit to the certificate, one thing at a time", func() {
			w.assign("refresher", "precinct", "2026-12-31")
			c, _ := courses.Course("refresher")
			for _, want := range c.Units {
				h := w.home(kai)
				Expect(h.Act).To(Equal(training.ActUnit))
				Expect(h.Unit.ID).To(Equal(want.ID))
				Expect(h.Due).To(Equal(rules.Day(2026, 12, 31)))
				w.do(kai, refresher, h.Unit)
				w.pass(time.Minute)
			}
			h := w.home(kai)
			Expect(w.Path(ctx, kai, refresher)).To(Equal(h.Paths[0]))
			Expect(h.Act).To(Equal(training.ActRest))
			Expect(h.Hours).To(Equal(2))
			Expect(h.Paths[0].Finished).To(BeTrue())
			for _, s := range h.Paths[0].Steps {
				Expect(s.State).To(Equal(training.UnitDone), s.Unit.ID)
			}

			got, err := w.Certificates(ctx, kai)
			Expect(err).NotTo(HaveOccurred())
			Expect(got).To(HaveLen(1))
			Expect(got[0].Number).To(MatchRegexp(`^115-[A-Z2-7]{5}-[A-Z2-7]{5}$`))
			Expect(got[0].Hours).To(Equal(2))
			Expect(got[0].Category.Zh).To(Equal("公務機密維護"))
			Expect(got[0].Expires).To(Equal(rules.Day(2027, 11, 22)))
			Expect(got[0].Renew).To(Equal(rules.Day(2027, 9, 23)))
			Expect(got[0].Law).To(BeNumerically(">", rules.Day(2025, 1, 1)))
			Expect(got[0].Valid(rules.Day(2027, 11, 21))).To(BeTrue())
			Expect(got[0].Valid(rules.Day(2027, 11, 22))).To(BeFalse())
			Expect(got[0].Renewable(rules.Day(2027, 9, 22))).To(BeFalse())
			Expect(got[0].Renewable(rules.Day(2027, 9, 23))).To(BeTrue())
			seen, account, err := w.Verify(ctx, got[0].Number)
			Expect(err).NotTo(HaveOccurred())
			Expect(seen).To(Equal(got[0]))
			Expect(account).To(Equal("kai"))
		})

		It("keeps later units shut, and done ones open", func() {
			w.assign("refresher", "kai", "2026-12-31")
			Expect(w.Serve(ctx, kai, refresher, "query", 1)).To(MatchError(training.ErrLocked))
			_, err := w.Begin(ctx, kai, refresher, "certification")
			Expect(err).To(MatchError(training.ErrLocked))
			w.reach(kai, refresher, training.Check)
			Expect(w.Serve(ctx, kai, refresher, "query", 1)).To(Succeed())
			Expect(w.Serve(ctx, kai, refresher, "query", 99)).To(MatchError(training.ErrNoSection))
			Expect(w.Serve(ctx, kai, refresher, "duty", 1)).To(MatchError(training.ErrNoUnit))
		})

		It("goes on elsewhere in the same state, and takes the earliest day due", func() {
			w.assign("refresher", "bureau", "2026-12-31")
			w.assign("refresher", "kai", "2026-11-30")
			w.assign("refresher", "kai", "2026-11-30")
			w.reach(kai, refresher, training.Scenario)
			elsewhere := w.with(courses, shipped)
			h, err := elsewhere.Home(ctx, kai)
			Expect(err).NotTo(HaveOccurred())
			Expect(h).To(Equal(w.home(kai)))
			Expect(h.Due).To(Equal(rules.Day(2026, 11, 30)))
			Expect(h.Paths).To(HaveLen(1))

			w.now = time.Date(2026, 11, 30, 23, 59, 0, 0, taipei)
			Expect(w.home(kai).Overdue).To(BeFalse())
			w.pass(time.Minute)
			Expect(w.home(kai).Overdue).To(BeTrue())
			moved := training.Person{Account: "kai", Units: []string{"elsewhere"}}
			Expect(w.home(moved).Unit.Kind).To(Equal(training.Scenario), "what was begun goes along")
		})
	})
})

var _ = Describe("an attestation", func() {
	onBoth(func(fresh func() *world) {
		var w *world
		BeforeEach(func() {
			w = fresh()
			w.assign("refresher", "kai", "2026-12-31")
		})

		It("is signed after the last section was served, and not before", func() {
			a, err := w.Attestation(ctx, kai, refresher, "duty")
			Expect(err).NotTo(HaveOccurred())
			hash, n := a.Document.Hash, len(a.Document.Sections)
			Expect(w.ServeDocument(ctx, kai, refresher, "duty", hash, 2)).To(MatchError(training.ErrUnread))
			for i := range n - 1 {
				Expect(w.ServeDocument(ctx, kai, refresher, "duty", hash, i+1)).To(Succeed())
			}
			Expect(w.Sign(ctx, kai, refresher, "duty", hash, "web")).To(MatchError(training.ErrUnread))
			Expect(w.ServeDocument(ctx, kai, refresher, "duty", "sha256:other", n)).To(MatchError(training.ErrChanged))
			Expect(w.ServeDocument(ctx, kai, refresher, "duty", hash, n)).To(Succeed())
			Expect(w.Sign(ctx, kai, refresher, "duty", "sha256:other", "web")).To(MatchError(training.ErrChanged))
			Expect(w.Attestation(ctx, kai, refresher, "duty")).To(HaveField("MaySign", true))
			Expect(w.Sign(ctx, kai, refresher, "duty", hash, "web")).To(Succeed())
			w.pass(time.Hour)
			Expect(w.Sign(ctx, kai, refresher, "duty", hash, "web")).To(Succeed())
			Expect(w.state(kai).Signed["confidentiality"]).To(Equal(training.Signature{Version: training.Version{Major: 1}, Hash: hash, Method: "web", At: noon.UTC()}))
			Expect(w.Attestation(ctx, kai, refresher, "duty")).To(And(HaveField("MaySign", false), HaveField("Asked", false)))
		})

		DescribeTable("is asked again on a major version only", func(version string, again bool) {
			w.reach(kai, refresher, training.Lesson)
			changed := w.with(edited("documents/confidentiality.yaml", "version: 1.0", "version: "+version), shipped)
			h, err := changed.Home(ctx, kai)
			Expect(err).NotTo(HaveOccurred())
			Expect(h.Unit.ID == "duty").To(Equal(again))
			a, err := changed.Attestation(ctx, kai, refresher, "duty")
			Expect(err).NotTo(HaveOccurred())
			Expect(a.Asked).To(Equal(again))
			Expect(a.MaySign).To(BeFalse(), "this text was not read")
		}, Entry("not for a change of wording", "1.1", false), Entry("but for one of substance", "2.0", true))
	})
})
