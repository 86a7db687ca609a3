package training_test

import (
	"math"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/training"
	"shoumi/quizzes"
)

var year = training.Simulation{Course: "induction", Officers: officers, Guesses: officers, Start: time.Date(2026, 1, 5, 0, 0, 0, 0, taipei), Days: 365, Seed: 1,
	Change: []string{"pdpa/41", "witness-protection"}}

var _ = Describe("2,000 officers over a year, or 400 where races are looked for", func() {
	It("learn, are certified and review as the plan says", func() {
		r, err := courses.Simulate(year, shipped)
		Expect(err).NotTo(HaveOccurred())
		var text strings.Builder
		r.Write(&text)
		AddReportEntry("report", text.String())

		By("letting in who knows and nobody who guesses")
		Expect(r.GuessBound).To(BeNumerically("<", 0.001))
		Expect(r.GuessPasses).To(Equal(0))
		Expect(r.Experts.Officers).To(Equal(officers / 10))
		Expect(r.Experts.First).To(BeNumerically(">=", officers*85/1000))
		Expect(r.Experts.Ever).To(Equal(officers / 10))
		Expect(r.Learners.First).To(BeNumerically("<", r.Learners.Officers), "it can be failed")

		By("putting reviews off farther and farther, a day at least and half a year at most")
		for i, x := range r.Intervals {
			Expect(x.Least).To(BeNumerically(">=", 1))
			Expect(x.Most).To(BeNumerically("<=", 180))
			if i > 0 && i < 3 {
				Expect(x.Median).To(BeNumerically(">", r.Intervals[i-1].Median))
			}
		}

		By("asking ten concepts a day at most, and an item again when no other is left")
		Expect(r.Reviewed.Most).To(BeNumerically("<=", quizzes.MaxReviewsADay))
		Expect(r.Early).To(Equal(0))
		Expect(r.LawDue).To(BeNumerically(">", 0))
		Expect(r.Refolded).To(Equal(officers / 40))

		By("saying of items what is so")
		enough := 0
		for _, it := range r.Items {
			if it.Officers == nil || *it.Officers < 30 {
				continue
			}
			enough++
			Expect(*it.Facility).To(BeNumerically(">", it.Guess), it.Item)
			if it.Discrimination != nil {
				Expect(*it.Discrimination).To(BeNumerically(">", -350/math.Sqrt(float64(*it.Officers))), "%s: no more than chance makes of it", it.Item)
			}
		}
		Expect(enough).To(BeNumerically(">", officers/40))
	})

	It("are the same again", func() {
		few := year
		few.Officers, few.Guesses, few.Days = 40, 10, 120
		one, err := courses.Simulate(few, shipped)
		Expect(err).NotTo(HaveOccurred())
		Expect(courses.Simulate(few, shipped)).To(Equal(one))
		few.Seed++
		Expect(courses.Simulate(few, shipped)).NotTo(Equal(one))
	})
})
