package training_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/store"
	"shoumi/app/training"
	"shoumi/quizzes"
)

var _ = Describe("active time", func() {
	It("goes to what was open until the next step, five minutes at most", func() {
		w := newWorld(sqlitePlace())
		w.assign("refresher", "kai", "2026-12-31")
		w.do(kai, refresher, w.home(kai).Unit)
		for i, gap := range []time.Duration{2 * time.Minute, 7 * time.Minute, 30 * time.Second} { // before sections 1, 2, 3
			w.pass(gap)
			Expect(w.Serve(ctx, kai, refresher, "query", i+1)).To(Succeed())
		}
		w.pass(time.Hour)
		Expect(w.Serve(ctx, kai, refresher, "query", 3)).To(Succeed(), "and is there once")
		p, err := w.Path(ctx, kai, refresher)
		Expect(err).NotTo(HaveOccurred())
		Expect(p.Steps[0]).To(And(HaveField("Unit.ID", "duty"), HaveField("Active", 2*time.Minute)))
		Expect(p.Steps[1]).To(And(HaveField("Unit.ID", "query"), HaveField("Active", 5*time.Minute+30*time.Second)), "nobody knows how long the last section was read")
		Expect(p.Active).To(Equal(7*time.Minute + 30*time.Second))
		Expect(w.state(kai).Rounds[refresher].Active()).To(Equal(p.Active))
	})

	It("is on the certificate, and the time of a review is not of a round", func() {
		w := newWorld(sqlitePlace())
		w.assign("refresher", "kai", "2026-12-31")
		w.reach(kai, refresher, training.Certify)
		before := w.state(kai).Rounds[refresher].Active()
		w.pass(4 * 24 * time.Hour)
		due, err := w.Reviews(ctx, kai)
		Expect(err).NotTo(HaveOccurred())
		_, err = w.Review(ctx, kai, due[0].Card.Concept, due[0].Item.ID, due[0].Item.Key)
		Expect(err).NotTo(HaveOccurred())
		w.pass(3 * time.Minute)
		a, err := w.Begin(ctx, kai, refresher, "certification")
		Expect(err).NotTo(HaveOccurred())
		for i, id := range a.Items {
			w.pass(50 * time.Second)
			Expect(w.Put(ctx, kai, a.ID, i+1, item(id).Key)).To(Succeed())
		}
		w.pass(time.Minute)
		_, err = w.Submit(ctx, kai, a.ID)
		Expect(err).NotTo(HaveOccurred())
		got, err := w.Certificates(ctx, kai)
		Expect(err).NotTo(HaveOccurred())
		Expect(before).To(BeZero())
		Expect(w.state(kai).Rounds[refresher].Active()).To(Equal(16*time.Minute), "5 of the self-check, 12 times 50 seconds, and one")
		Expect(got).To(HaveExactElements(HaveField("Active", 16)))
	})

	It("does not depend on order or repetition, and is never more than the time that passed", func() {
		r := rand.New(rand.NewPCG(7, 8))
		kinds := []training.EventKind{training.Served, training.Tried, training.Answered, training.Reviewed, training.Corrected, training.Finished}
		for range 200 {
			var all []training.Event
			at, first := noon, time.Time{}
			var last time.Time
			steps := map[string]int{}
			for i := range 2 + r.IntN(40) {
				at = at.Add(time.Duration(r.IntN(600)*r.IntN(3)) * time.Second)
				e := training.Event{Doc: store.Doc{ID: fmt.Sprint("event ", r.IntN(1000)*100+i)}, At: at, Kind: kinds[r.IntN(len(kinds))], Number: i,
					Item: "x", Concept: "genai", Answer: &quizzes.Answer{}, Parameters: quizzes.ReviewParameters}
				if e.Kind != training.Reviewed && e.Kind != training.Corrected {
					e.Round = fmt.Sprint("refresher/", 2026+r.IntN(2))
				}
				if e.Kind != training.Corrected && e.Kind != training.Finished {
					if first.IsZero() {
						first = at
					}
					last = at
					e.Unit = fmt.Sprint("unit ", r.IntN(3))
					steps[e.Round+e.Unit]++
				}
				all = append(all, e)
			}
			active := func(all []training.Event) map[string]time.Duration {
				GinkgoHelper()
				s, err := training.Fold("x", all, nil)
				Expect(err).NotTo(HaveOccurred())
				out := map[string]time.Duration{}
				for round, p := range s.Rounds {
					for unit, u := range p.Units {
						out[round+unit] = u.Active
					}
				}
				return out
			}
			was := active(all)
			var sum time.Duration
			for unit, d := range was {
				sum += d
				Expect(d).To(BeNumerically("<=", time.Duration(steps[unit])*5*time.Minute))
			}
			Expect(sum).To(BeNumerically("<=", last.Sub(first)))
			again := append(slices.Clone(all), all[:r.IntN(len(all))]...)
			r.Shuffle(len(again), func(i, j int) { again[i], again[j] = again[j], again[i] })
			Expect(active(again)).To(Equal(was))
		}
	})
})

var _ = Describe("the time of an answer", func() {
	It("is that since the step before, shared by answers that came together", func() {
		w := newWorld(sqlitePlace())
		w.assign("refresher", "kai", "2026-12-31")
		w.reach(kai, refresher, training.Certify)
		a, err := w.Begin(ctx, kai, refresher, "certification")
		Expect(err).NotTo(HaveOccurred())
		put := func(after time.Duration, numbers ...int) {
			GinkgoHelper()
			w.pass(after)
			for _, n := range numbers {
				w.pass(3 * time.Millisecond)
				Expect(w.Put(ctx, kai, a.ID, n, item(a.Items[n-1]).Key)).To(Succeed())
			}
		}
		put(20*time.Second, 1)
		put(40*time.Second, 1)         // once more
		put(30*time.Second, 11, 12, 2) // a page of three
		put(time.Hour, 4)
		_, err = w.Submit(ctx, kai, a.ID)
		Expect(err).NotTo(HaveOccurred())
		all, err := w.Sittings(ctx)
		Expect(err).NotTo(HaveOccurred())
		var seconds []float64
		for _, x := range all[0].Answers {
			seconds = append(seconds, x.Seconds)
		}
		near := func(x float64) any { return BeNumerically("~", x, 0.02) }
		Expect(seconds).To(HaveExactElements(near(20), near(70.0/3), BeZero(), near(300), BeZero(), BeZero(), BeZero(), BeZero(), BeZero(), BeZero(), near(70.0/3), near(70.0/3)))
	})
})
