package quizzes_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/open-spaced-repetition/go-fsrs/v3"

	"shoumi/quizzes"
)

var day0 = time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)

// after is a card after reviews, each on the day it is due.
func after(ratings ...quizzes.Rating) (quizzes.Card, []int) {
	GinkgoHelper()
	var days []int
	c, at := quizzes.Card{}, day0
	for _, r := range ratings {
		next, err := c.After(quizzes.Reviewed("victim", r, at))
		Expect(err).NotTo(HaveOccurred())
		days = append(days, int(next.Due.Sub(at).Hours()/24))
		c, at = next, next.Due
	}
	return c, days
}

var _ = Describe("spaced review", func() {
	It("rates by behaviour and never easy", func() {
		Expect(quizzes.Rate(false, false)).To(Equal(quizzes.Again))
		Expect(quizzes.Rate(false, true)).To(Equal(quizzes.Again))
		Expect(quizzes.Rate(true, true)).To(Equal(quizzes.HardGoing))
		Expect(quizzes.Rate(true, false)).To(Equal(quizzes.Good))
	})

	It("begins with days, grows, falls after a lapse, and never exceeds half a year", func() {
		c, days := after(quizzes.Good, quizzes.Good, quizzes.Good, quizzes.Good, quizzes.Again, quizzes.Good)
		Expect(days[0]).To(BeNumerically(">=", 1))
		Expect(slices.IsSorted(days[:4])).To(BeTrue(), "%v", days)
		Expect(days[4]).To(BeNumerically("<", days[3]))
		Expect(c.Lapses).To(Equal(1))
		Expect(c.Reviews).To(Equal(6))
		_, days = after(slices.Repeat([]quizzes.Rating{quizzes.Good}, 12)...)
		Expect(slices.Max(days)).To(Equal(180))
		_, first := after(quizzes.Again)
		Expect(first[0]).To(BeNumerically(">=", 1))
	})

	It("uses the weights of the pinned library version", func() {
		p := fsrs.DefaultParam()
		p.EnableShortTerm, p.MaximumInterval = false, 180
		want := fsrs.NewFSRS(p).Next(fsrs.NewCard(), day0, fsrs.Good).Card
		got, _ := after(quizzes.Good)
		Expect(got.Due).To(Equal(want.Due))
		Expect(got.Stability).To(Equal(want.Stability))
		Expect(got.Difficulty).To(Equal(want.Difficulty))
	})

	It("reproduces its state by replaying the log, also after a round of JSON", func() {
		r := rand.New(rand.NewPCG(1, 14))
		cards, log := map[string]quizzes.Card{}, []quizzes.Entry{}
		enter := func(e quizzes.Entry) {
			c, err := cards[e.Concept].After(e)
			Expect(err).NotTo(HaveOccurred())
			cards[e.Concept] = c
			log = append(log, e)
		}
		for n := range 400 {
			at := day0.Add(time.Duration(n) * 20 * time.Hour)
			concept := bank.Concepts()[r.IntN(len(bank.Concepts()))].ID
			enter(quizzes.Reviewed(concept, []quizzes.Rating{quizzes.Again, quizzes.HardGoing, quizzes.Good}[r.IntN(3)], at))
			if n%100 == 99 {
				for _, e := range quizzes.LawChanged(cards, bank.ConceptsOf([]string{"criminal-code/132", "pdpa"}), at) {
					enter(e)
				}
			}
		}
		data, err := json.Marshal(log)
		Expect(err).NotTo(HaveOccurred())
		var kept []quizzes.Entry
		Expect(json.Unmarshal(data, &kept)).To(Succeed())
		replayed, err := quizzes.Replay(kept)
		Expect(err).NotTo(HaveOccurred())
		Expect(replayed).To(Equal(cards))
		Expect(log[0].Parameters).To(Equal(quizzes.ReviewParameters))
	})

	It("refuses a log of parameters or ratings it does not know", func() {
		_, err := quizzes.Replay([]quizzes.Entry{{Concept: "victim", At: day0, Rating: quizzes.Good, Parameters: "of tomorrow"}})
		Expect(err).To(MatchError("不認得的複習紀錄：of tomorrow、good"))
		_, err = quizzes.Replay([]quizzes.Entry{{Concept: "victim", At: day0, Rating: "easy", Parameters: quizzes.ReviewParameters}})
		Expect(err).To(MatchError("不認得的複習紀錄：fsrs-5/default-19/1、easy"))
	})

	It("shows ten a day, those least likely to be recalled first, and nothing before it is due", func() {
		cards := map[string]quizzes.Card{}
		for i, k := range bank.Concepts()[:15] {
			c, err := quizzes.Card{}.After(quizzes.Reviewed(k.ID, quizzes.Again, day0.AddDate(0, 0, -i)))
			Expect(err).NotTo(HaveOccurred())
			cards[k.ID] = c
		}
		cards["new"] = quizzes.Card{Concept: "new"}
		now := day0.AddDate(0, 0, 30)
		due := quizzes.DueToday(cards, now, 0)
		Expect(due).To(HaveLen(quizzes.MaxReviewsADay))
		Expect(due[0].Concept).To(Equal(bank.Concepts()[14].ID), "the one reviewed longest ago")
		Expect(slices.IsSortedFunc(due, func(a, b quizzes.Card) int {
			if a.Retrievability(now) < b.Retrievability(now) {
				return -1
			}
			return 1
		})).To(BeTrue())
		Expect(quizzes.DueToday(cards, now, 7)).To(HaveLen(3))
		Expect(quizzes.DueToday(cards, now, 12)).To(BeEmpty())
		Expect(quizzes.DueToday(cards, day0.AddDate(0, 0, -20), 0)).To(BeEmpty())
	})

	It("spreads a change of law over fourteen days, for concepts that were learned only", func() {
		cards := map[string]quizzes.Card{}
		var concepts []string
		for i := range 28 {
			id := fmt.Sprintf("concept-%02d", i)
			concepts = append(concepts, id)
			c, err := quizzes.Replay([]quizzes.Entry{quizzes.Reviewed(id, quizzes.Good, day0), quizzes.Reviewed(id, quizzes.Good, day0.AddDate(0, 0, 3)), quizzes.Reviewed(id, quizzes.Good, day0.AddDate(0, 0, 14))})
			Expect(err).NotTo(HaveOccurred())
			cards[id] = c[id]
		}
		now := day0.AddDate(0, 0, 15)
		entries := quizzes.LawChanged(cards, append(concepts, "never-seen", concepts[0]), now)
		Expect(entries).To(HaveLen(28))
		perDay := map[time.Time]int{}
		for _, e := range entries {
			perDay[e.LawDue]++
			c, err := cards[e.Concept].After(e)
			Expect(err).NotTo(HaveOccurred())
			Expect(c.LawChanged).To(BeTrue())
			Expect(c.Due).To(Equal(e.LawDue))
			Expect(c.Stability).To(Equal(cards[e.Concept].Stability), "memory has not changed, the law has")
			done, err := c.After(quizzes.Reviewed(e.Concept, quizzes.Good, e.LawDue))
			Expect(err).NotTo(HaveOccurred())
			Expect(done.LawChanged).To(BeFalse())
		}
		Expect(perDay).To(HaveLen(14))
		for _, n := range perDay {
			Expect(n).To(Equal(2))
		}
		Expect(quizzes.LawChanged(nil, concepts, now)).To(BeEmpty())
	})

	It("knows the concepts of a changed article", func() {
		Expect(bank.ConceptsOf([]string{"procurement/34"})).To(Equal([]string{"procurement"}))
		Expect(bank.ConceptsOf([]string{"criminal-code/132/2"})).To(ContainElements("intent-or-negligence", "confidential", "leak-or-deliver", "who-is-official"))
		Expect(bank.ConceptsOf([]string{"nothing/1"})).To(BeEmpty())
	})
})

var _ = DescribeTable("mastery", func(want quizzes.Level, practice ...quizzes.Practice) {
	var m quizzes.Mastery
	for _, p := range practice {
		m = m.After(p)
	}
	Expect(m.Level.Zh()).To(Equal(want.Zh()))
},
	Entry("nothing", quizzes.NotStarted),
	Entry("a set of nothing", quizzes.NotStarted, set(0, 0, 0)),
	Entry("a poor set", quizzes.Attempted, set(0, 6, 10)),
	Entry("70 %", quizzes.Familiar, set(0, 7, 10)),
	Entry("all", quizzes.Proficient, set(0, 5, 5)),
	Entry("a set never lowers", quizzes.Proficient, set(0, 5, 5), set(1, 0, 5)),
	Entry("all with a hint is an attempt", quizzes.Attempted, assisted(set(0, 5, 5))),
	Entry("right on a mixed review after twelve hours", quizzes.Solid, set(0, 5, 5), mixed(12, 1)),
	Entry("too soon", quizzes.Proficient, set(0, 5, 5), mixed(11, 1)),
	Entry("with a hint", quizzes.Proficient, set(0, 5, 5), assisted(mixed(12, 1))),
	Entry("from familiar no mixed review leads to solid", quizzes.Familiar, set(0, 7, 10), mixed(24, 1)),
	Entry("a miss drops one level", quizzes.Proficient, set(0, 5, 5), mixed(12, 1), mixed(13, 0)),
	Entry("and another", quizzes.Familiar, set(0, 5, 5), mixed(12, 1), mixed(13, 0), mixed(14, 0)),
	Entry("but not below attempted", quizzes.Attempted, set(0, 7, 10), mixed(1, 0), mixed(2, 0), mixed(3, 0)),
	Entry("after a drop twelve hours count anew", quizzes.Proficient, set(0, 5, 5), mixed(12, 1), mixed(13, 0), mixed(14, 1)),
	Entry("and then it is solid again", quizzes.Solid, set(0, 5, 5), mixed(12, 1), mixed(13, 0), mixed(25, 1)),
)

func set(hours, right, total int) quizzes.Practice {
	return quizzes.Practice{At: day0.Add(time.Duration(hours) * time.Hour), Right: right, Total: total}
}

func mixed(hours, right int) quizzes.Practice {
	p := set(hours, right, 1)
	p.Mixed = true
	return p
}

func assisted(p quizzes.Practice) quizzes.Practice {
	p.Assisted = true
	return p
}
