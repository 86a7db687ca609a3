package training_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/training"
	"shoumi/casebook"
	"shoumi/quizzes"
)

var _ = Describe("a lesson", func() {
	onBoth(func(fresh func() *world) {
		It("lists the items that were not tried, which count for nothing", func() {
			w := fresh()
			w.assign("refresher", "kai", "2026-12-31")
			u := w.reach(kai, refresher, training.Lesson)
			left, err := w.Untried(ctx, kai, refresher, u.ID)
			Expect(err).NotTo(HaveOccurred())
			Expect(len(left)).To(BeNumerically(">=", 2))
			r, err := w.Try(ctx, kai, refresher, u.ID, left[0], wrong(item(left[0])))
			Expect(err).NotTo(HaveOccurred())
			Expect(r.Right).To(BeFalse())
			r, err = w.Try(ctx, kai, refresher, u.ID, left[0], item(left[0]).Key)
			Expect(err).NotTo(HaveOccurred())
			Expect(r.Right).To(BeTrue())
			Expect(w.Untried(ctx, kai, refresher, u.ID)).To(Equal(left[1:]))
			s := w.state(kai)
			Expect(s.Rounds[refresher].Units[u.ID].Tried[left[0]]).To(Equal(wrong(item(left[0]))), "the first answer is kept")
			Expect(s.Cards).To(BeEmpty())
			Expect(s.Mastery).To(BeEmpty())
			Expect(s.Seen[left[0]].Times).To(Equal(1))
			_, err = w.Try(ctx, kai, refresher, u.ID, "nothing", quizzes.Answer{})
			Expect(err).To(MatchError(training.ErrNoItem))
			Expect(w.home(kai).Unit.ID).To(Equal(u.ID))
		})
	})
})

var _ = Describe("a scenario", func() {
	onBoth(func(fresh func() *world) {
		var w *world
		var unit string
		BeforeEach(func() {
			w = fresh()
			w.assign("refresher", "kai", "2026-12-31")
			unit = w.reach(kai, refresher, training.Scenario).ID
		})

		It("is the same on two devices, and makes a choice once that is sent twice", func() {
			here, there := w.Training, w.with(courses, shipped)
			now, err := here.Play(ctx, kai, refresher, unit)
			Expect(err).NotTo(HaveOccurred())
			scene, _, err := shipped.Cases.Scene(now.Run)
			Expect(err).NotTo(HaveOccurred())
			once, turn, err := here.Choose(ctx, kai, refresher, unit, 1, scene.Node, scene.Options[1].ID)
			Expect(err).NotTo(HaveOccurred())
			again, same, err := there.Choose(ctx, kai, refresher, unit, 1, scene.Node, scene.Options[1].ID)
			Expect(err).NotTo(HaveOccurred())
			Expect(same).To(Equal(turn))
			Expect(again.Turns).To(Equal(1))
			Expect(there.Play(ctx, kai, refresher, unit)).To(HaveField("Run.First", HaveLen(1)))
			Expect(once.Run.Steps).To(HaveLen(1))
			_, _, err = there.Choose(ctx, kai, refresher, unit, 1, scene.Node, scene.Options[0].ID)
			Expect(err).To(MatchError(casebook.ErrStale), "another choice at a node that is behind")
			_, _, err = there.Choose(ctx, kai, refresher, unit, 2, scene.Node, scene.Options[0].ID)
			Expect(err).To(MatchError(casebook.ErrStale), "no run after one that goes on")
		})

		It("goes back one node, once, and what was chosen first still counts", func() {
			now, _ := w.Play(ctx, kai, refresher, unit)
			scene, _, _ := shipped.Cases.Scene(now.Run)
			first, second := scene.Options[0].ID, scene.Options[1].ID
			_, _, err := w.Choose(ctx, kai, refresher, unit, 1, scene.Node, first)
			Expect(err).NotTo(HaveOccurred())
			for range 2 {
				now, err = w.Back(ctx, kai, refresher, unit, 1, 1)
				Expect(err).NotTo(HaveOccurred())
				Expect(now.Turns).To(Equal(2))
				Expect(now.Run.Steps).To(BeEmpty())
			}
			now, _, err = w.Choose(ctx, kai, refresher, unit, 1, scene.Node, second)
			Expect(err).NotTo(HaveOccurred())
			Expect(now.Run.Steps[0].Choice).To(Equal(second))
			now, err = w.Play(ctx, kai, refresher, unit)
			Expect(err).NotTo(HaveOccurred())
			Expect(now.Run.Steps[0].Choice).To(Equal(second))
			Expect(now.Run.First[0].Choice).To(Equal(first))
		})

		It("may be played again, freely", func() {
			w.playThrough(kai, refresher, unit)
			Expect(w.home(kai).Unit.ID).NotTo(Equal(unit))
			first, err := w.Play(ctx, kai, refresher, unit)
			Expect(err).NotTo(HaveOccurred())
			Expect(first.Done).To(BeTrue())
			start, _ := shipped.Cases.Start(first.Run.Case)
			scene, _, _ := shipped.Cases.Scene(start)
			now, _, err := w.Choose(ctx, kai, refresher, unit, 2, scene.Node, scene.Options[1].ID)
			Expect(err).NotTo(HaveOccurred())
			Expect(now.Number).To(Equal(2))
			plays := w.state(kai).Rounds[refresher].Units[unit].Plays
			Expect(plays).To(HaveLen(2))
			Expect(plays[1].Run).To(Equal(first.Run))
			Expect(w.home(kai).Unit.ID).NotTo(Equal(unit), "the unit stays done")
		})
	})
})

var _ = Describe("a self-check", func() {
	onBoth(func(fresh func() *world) {
		var w *world
		BeforeEach(func() {
			w = fresh()
			w.assign("refresher", "kai", "2026-12-31")
			w.reach(kai, refresher, training.Check)
		})

		It("is drawn once, and its first answers count", func() {
			c, err := w.Checkup(ctx, kai, refresher, "check")
			Expect(err).NotTo(HaveOccurred())
			Expect(c.Items).To(HaveLen(8))
			Expect(c.Next).To(Equal(1))
			Expect(w.with(courses, shipped).Checkup(ctx, kai, refresher, "check")).To(Equal(c))
			it := item(c.Items[0])
			r, err := w.Answer(ctx, kai, refresher, "check", 1, 1, wrong(it))
			Expect(err).NotTo(HaveOccurred())
			Expect(r.Right).To(BeFalse())
			r, err = w.Answer(ctx, kai, refresher, "check", 1, 1, it.Key)
			Expect(err).NotTo(HaveOccurred())
			Expect(r.Right).To(BeFalse(), "of the answer that stands")
			Expect(w.Checkup(ctx, kai, refresher, "check")).To(HaveField("Next", 2))
			_, err = w.Answer(ctx, kai, refresher, "check", 1, 9, it.Key)
			Expect(err).To(MatchError(training.ErrNoItem))
			_, err = w.Answer(ctx, kai, refresher, "check", 2, 1, it.Key)
			Expect(err).To(MatchError(training.ErrNoItem))
			Expect(w.state(kai).Cards[it.Concept].Reviews).To(Equal(1))
			Expect(w.state(kai).Cards[it.Concept].Lapses).To(Equal(0), "nothing to lapse from")
		})

		It("comes again with other items, freely", func() {
			c, _ := w.Checkup(ctx, kai, refresher, "check")
			Expect(w.CheckAgain(ctx, kai, refresher, "check")).To(HaveField("Run", 1), "not before it is done")
			w.do(kai, refresher, training.Unit{ID: "check", Kind: training.Check})
			before := w.state(kai)
			again, err := w.CheckAgain(ctx, kai, refresher, "check")
			Expect(err).NotTo(HaveOccurred())
			Expect(again.Run).To(Equal(2))
			for _, id := range again.Items {
				Expect(c.Items).NotTo(ContainElement(id))
			}
			w.pass(48 * time.Hour)
			_, err = w.Answer(ctx, kai, refresher, "check", 2, 1, wrong(item(again.Items[0])))
			Expect(err).NotTo(HaveOccurred())
			after := w.state(kai)
			Expect(after.Mastery).To(Equal(before.Mastery))
			Expect(after.Cards).To(Equal(before.Cards))
		})
	})
})

// The steps of a path, sent in any order and any number of times by two devices,
// come to the same: what is too early is refused, and what is there already stays.
var _ = Describe("steps in any order, repeated", func() {
	It("come to one state", func() {
		r := rand.New(rand.NewPCG(1, 2))
		var want training.State
		for n := range 3 {
			w := newWorld(sqlitePlace())
			devices := []*training.Training{w.Training, w.with(courses, shipped)}
			w.assign("refresher", "kai", "2026-12-31")
			steps := w.steps()
			for range 60 {
				order := r.Perm(len(steps))
				if n == 0 {
					slices.Sort(order)
				}
				for _, i := range order {
					steps[i](devices[r.IntN(2)])
					if n > 0 && r.IntN(3) == 0 {
						steps[i](devices[r.IntN(2)])
					}
				}
				if w.home(kai).Unit.Kind == training.Certify {
					break
				}
			}
			got := w.state(kai)
			Expect(w.home(kai).Unit.Kind).To(Equal(training.Certify))
			got.Learner = ""
			if n == 0 {
				want = got
			}
			Expect(got.Rounds[refresher].Units["check"].Checks[1].Answers).To(HaveLen(8))
			Expect(got.Rounds[refresher].Units["duty"]).To(Equal(want.Rounds[refresher].Units["duty"]))
			Expect(got.Rounds[refresher].Units["query"]).To(Equal(want.Rounds[refresher].Units["query"]))
			Expect(got.Rounds[refresher].Units["record"]).To(Equal(want.Rounds[refresher].Units["record"]))
			Expect(got.Signed).To(Equal(want.Signed))
		}
	})

	It("fold to the same state in whatever order they are read", func() {
		w := newWorld(sqlitePlace())
		w.assign("refresher", "kai", "2026-12-31")
		w.reach(kai, refresher, training.Certify)
		w.sit(kai, refresher, "certification", 6)
		rec, err := w.Record(ctx, kai)
		Expect(err).NotTo(HaveOccurred())
		want := w.state(kai)
		r := rand.New(rand.NewPCG(3, 4))
		for range 50 {
			all := slices.Concat(rec.Events, rec.Events)
			r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
			Expect(training.Fold(rec.Learner, all, rec.Attempts)).To(Equal(want))
		}
	})
})

// steps are all requests that a way to the certification of the refresher takes;
// what is refused or not there yet is passed over.
func (w *world) steps() []func(*training.Training) {
	c, _ := courses.Course("refresher")
	var out []func(*training.Training)
	step := func(f func(t *training.Training) error) {
		out = append(out, func(t *training.Training) { _ = f(t) })
	}
	for _, u := range c.Units {
		switch u.Kind {
		case training.Attest:
			d, _ := courses.Document(u.Ref)
			for i := range d.Sections {
				step(func(t *training.Training) error {
					return t.ServeDocument(ctx, kai, refresher, u.ID, d.Hash, i+1)
				})
			}
			step(func(t *training.Training) error { return t.Sign(ctx, kai, refresher, u.ID, d.Hash, "web") })
		case training.Lesson:
			for i := range sectionsOf(u.Ref) {
				step(func(t *training.Training) error { return t.Serve(ctx, kai, refresher, u.ID, i+1) })
			}
		case training.Scenario:
			run, _ := shipped.Cases.Start(u.Ref)
			for {
				scene, done, _ := shipped.Cases.Scene(run)
				if done {
					break
				}
				step(func(t *training.Training) error {
					_, _, err := t.Choose(ctx, kai, refresher, u.ID, 1, scene.Node, scene.Options[0].ID)
					return err
				})
				run, _, _ = shipped.Cases.Answer(run, scene.Node, scene.Options[0].ID, noon)
			}
		case training.Check:
			for i := range u.Items {
				step(func(t *training.Training) error {
					c, err := t.Checkup(ctx, kai, refresher, u.ID)
					if err != nil || len(c.Items) <= i {
						return fmt.Errorf("not yet: %w", err)
					}
					_, err = t.Answer(ctx, kai, refresher, u.ID, 1, i+1, item(c.Items[i]).Key)
					return err
				})
			}
		}
	}
	return out
}
