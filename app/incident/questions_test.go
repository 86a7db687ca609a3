package incident_test

import (
	"encoding/json"
	"math/rand/v2"
	"slices"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/incident"
	"shoumi/rules"
)

var judged = rules.Day(2026, 11, 22)

// guess is some answer to a fact that the others leave possible; nil is 不確定.
func guess(r *rand.Rand, st incident.Interview, fact string) any {
	f, _ := shipped.Book.Fact(fact)
	for range 20 {
		if v := anyValue(r, f); possible(st.Set(fact, v)) {
			return v
		}
	}
	return nil
}

func anyValue(r *rand.Rand, f rules.Fact) any {
	if r.IntN(6) == 0 {
		return nil
	}
	switch f.Type {
	case rules.Bool:
		return r.IntN(2) == 0
	case rules.Enum:
		return f.Values[r.IntN(len(f.Values))].ID
	case rules.Set:
		in, partly := []string{}, map[string]bool{}
		for _, v := range f.Values {
			if r.IntN(4) == 0 {
				in, partly[v.ID] = append(in, v.ID), true
			}
		}
		if len(in) > 0 && r.IntN(4) == 0 {
			return partly
		}
		return in
	case rules.DateFact:
		return rules.Day(2021, 1, 1+r.IntN(900))
	}
	return int64(r.IntN(3) * 30000)
}

// possible is whether what was answered of the person is not contradictory.
func possible(st incident.Interview) bool {
	in := st.Incident()
	_, bad := shipped.Book.Contradiction(in.Of(in.Actors[st.At]))
	return !bad
}

// begun is an interview about one to three people of whom a part of what a case tells
// is known.
func begun(r *rand.Rand) incident.Interview {
	all := shipped.Cases.Cases()
	told := incident.Known(all[r.IntN(len(all))].Incident(), shipped.Book)
	st := incident.Interview{Date: told.Act().Last.String(), Dated: true}
	for i := range 1 + r.IntN(3) {
		p := incident.Person{Name: string([]rune("甲乙丙")[i])}
		for _, a := range told.People[r.IntN(len(told.People))].Answers {
			if r.IntN(2) == 0 {
				p.Answers = append(p.Answers, incident.Answer{Fact: a.Fact, Value: a.Value})
			}
		}
		st.People = append(st.People, p)
	}
	return st
}

// ask asks what there is to ask, best first, and answers by chance, now and then
// putting one off, until nothing is left or so many were asked.
func ask(r *rand.Rand, st incident.Interview, most int, before func(incident.Interview, []incident.Question)) {
	GinkgoHelper()
	for range most {
		qs, err := st.Questions(shipped.Book, judged)
		Expect(err).NotTo(HaveOccurred())
		before(st, qs)
		if len(qs) == 0 {
			return
		}
		q := qs[0]
		st.At = q.Who
		switch {
		case q.Fact == rules.ActDateFact:
			return // the date of a case is as precise as it will be
		case r.IntN(10) == 0 && !q.Skipped:
			st = st.Skip(q.Fact)
		default:
			st = st.Set(q.Fact, guess(r, st, q.Fact))
		}
	}
}

// answered is one with some answers more, given as they came to mind, and some put off.
func answered(r *rand.Rand) incident.Interview {
	st, facts := begun(r), shipped.Book.Facts()
	for range 12 {
		st.At = r.IntN(len(st.People))
		fact := facts[r.IntN(len(facts))].ID
		if r.IntN(10) == 0 {
			st = st.Skip(fact)
		} else {
			st = st.Set(fact, guess(r, st, fact))
		}
	}
	return st
}

// found is what the book says, without looking ahead.
func found(st incident.Interview) rules.Report {
	GinkgoHelper()
	report, err := shipped.Book.Find(st.Incident(), judged)
	Expect(err).NotTo(HaveOccurred())
	return report
}

// asJSON is a value as JSON.
func asJSON(v any) string {
	GinkgoHelper()
	data, err := json.Marshal(v)
	Expect(err).NotTo(HaveOccurred())
	return string(data)
}

// eachSeed runs a property from so many starts.
func eachSeed(n uint64, property func(r *rand.Rand)) {
	GinkgoHelper()
	for seed := range n {
		GinkgoWriter.Println("seed", seed)
		property(rand.New(rand.NewPCG(seed, 7)))
	}
}

// inOrder asserts that questions come in their order.
func inOrder(st incident.Interview, qs []incident.Question) {
	GinkgoHelper()
	for i := 1; i < len(qs); i++ {
		x, y := qs[i-1], qs[i]
		Expect(x.Skipped && !y.Skipped).To(BeFalse(), "%s was put off, %s was not", x.Fact, y.Fact)
		if x.Skipped != y.Skipped {
			continue
		}
		urgency := shipped.Book.Urgency(x.Question, y.Question)
		Expect(urgency).To(BeNumerically("<=", 0), "%s before %s", x.Fact, y.Fact)
		if urgency == 0 && x.Who != y.Who {
			Expect(y.Who).NotTo(Equal(st.At), "%s: of equals the person who was asked about comes first", y.Fact)
		}
	}
}

var _ = Describe("an interview", func() {
	It("asks whatever can still turn a verdict about anybody and nothing else, what settles most first, what was put off last", func() {
		var asked, turned, stayed int
		eachSeed(5, func(r *rand.Rand) {
			last := -1
			ask(r, begun(r), 10, func(st incident.Interview, qs []incident.Question) {
				inOrder(st, qs)
				if len(qs) > 0 && qs[0].Who != last {
					turned++
					last = qs[0].Who
				} else {
					stayed++
				}
				var open, questions []string
				for i, a := range found(st).Actors {
					st.At = i
					for _, f := range a.Findings {
						for _, m := range f.Missing {
							if !slices.Contains(st.Unsure(), m) {
								open = append(open, a.Actor+m)
							}
						}
					}
				}
				for _, q := range qs {
					questions = append(questions, st.People[q.Who].Name+q.Fact)
				}
				slices.Sort(open)
				Expect(questions).To(ConsistOf(slices.Compact(open)))
				asked += len(questions)
			})
		})
		Expect(asked).To(BeNumerically(">", 1000))
		Expect(turned).To(BeNumerically(">", 5), "and turns from one person to another")
		Expect(stayed).To(BeNumerically(">", 5))
	})

	It("keeps every other answer when one goes back, and is as before when the answer is again", func() {
		changed := 0
		eachSeed(40, func(r *rand.Rand) {
			st := answered(r)
			st.At = r.IntN(len(st.People))
			answers := st.Who().Answers
			if len(answers) == 0 {
				return
			}
			k := r.IntN(len(answers))
			was := answers[k]
			next := st.Set(was.Fact, guess(r, st, was.Fact))
			for i, p := range next.People {
				Expect(p.Skipped).To(Equal(st.People[i].Skipped))
				Expect(p.Answers).To(HaveLen(len(st.People[i].Answers)))
				for j, a := range p.Answers {
					Expect(a.Fact).To(Equal(st.People[i].Answers[j].Fact))
					if i != st.At || j != k {
						Expect(a).To(Equal(st.People[i].Answers[j]))
					}
				}
			}
			if asJSON(next) != asJSON(st) {
				changed++
			}
			Expect(asJSON(next.Set(was.Fact, was.Value))).To(Equal(asJSON(st)))
			Expect(asJSON(next.Unset(was.Fact).People[st.At].Answers)).To(Equal(asJSON(st.Unset(was.Fact).People[st.At].Answers)))
		})
		Expect(changed).To(BeNumerically(">", 4))
	})

	It("comes to the same report in whatever order it was answered", func() {
		eachSeed(10, func(r *rand.Rand) {
			st := answered(r)
			type step struct {
				who    int
				answer incident.Answer
			}
			var steps []step
			again := incident.Interview{Date: st.Date, Dated: true}
			for i, p := range st.People {
				again.People = append(again.People, incident.Person{Name: p.Name})
				for _, a := range p.Answers {
					steps = append(steps, step{i, a})
				}
			}
			r.Shuffle(len(steps), func(i, j int) { steps[i], steps[j] = steps[j], steps[i] })
			for _, x := range steps {
				again.At = x.who
				switch r.IntN(4) { // detours leave no trace
				case 0:
					again = again.Skip(x.answer.Fact)
				case 1:
					again = again.Set(x.answer.Fact, nil)
				}
				again = again.Set(x.answer.Fact, x.answer.Value)
			}
			Expect(asJSON(found(again))).To(Equal(asJSON(found(st))))
		})
	})

	It("never takes 不確定 for no", func() {
		unsure := 0
		eachSeed(10, func(r *rand.Rand) {
			st := answered(r)
			without, wide := st, found(st)
			without.People = slices.Clone(st.People)
			for i, p := range st.People {
				without.People[i].Answers = slices.DeleteFunc(slices.Clone(p.Answers), func(a incident.Answer) bool { return a.Value == nil })
			}
			Expect(asJSON(wide)).To(Equal(asJSON(found(without))), "as though it had not been asked")
			for i, p := range st.People {
				for _, a := range p.Answers {
					if a.Value != nil {
						continue
					}
					unsure++
					now := st
					now.At = i
					v := guess(r, now, a.Fact)
					for k, f := range found(now.Set(a.Fact, v)).Actors[i].Findings {
						if before := wide.Actors[i].Findings[k]; before.Verdict != rules.Undetermined {
							Expect(f.Verdict).To(Equal(before.Verdict), "%s: %s was decided without %s, which is %v", f.ID, before.Verdict, a.Fact, v)
						}
					}
				}
			}
		})
		Expect(unsure).To(BeNumerically(">", 10))
	})
})

var _ = Describe("the people of an interview", func() {
	It("are called by the next letter that is free", func() {
		st := incident.Unasked()
		var err error
		for range 11 {
			st, err = st.Add(st.FreeName(), nil)
			Expect(err).NotTo(HaveOccurred())
		}
		Expect(st.Who().Name).To(Equal("乙2"))
		st, err = st.Remove(1)
		Expect(err).NotTo(HaveOccurred())
		Expect(st.FreeName()).To(Equal("乙"))
	})

	It("are each called something else, and there is always one", func() {
		st, err := incident.Unasked().Add("乙", []incident.Answer{{Fact: "intent", Value: true}})
		Expect(err).NotTo(HaveOccurred())
		Expect(st.At).To(Equal(1))
		_, err = st.Add("甲", nil)
		Expect(err).To(MatchError(incident.ErrNameTaken))
		_, err = st.Rename(0, "乙")
		Expect(err).To(MatchError(incident.ErrNameTaken))
		same, err := st.Rename(0, "甲")
		Expect(err).NotTo(HaveOccurred())
		Expect(same).To(Equal(st))
		alone, err := st.Remove(0)
		Expect(err).NotTo(HaveOccurred())
		Expect(alone.People).To(Equal([]incident.Person{{Name: "乙", Answers: []incident.Answer{{Fact: "intent", Value: true}}}}))
		Expect(alone.At).To(BeZero())
		_, err = alone.Remove(0)
		Expect(err).To(MatchError(incident.ErrLastPerson))
		Expect(st.People).To(HaveLen(2), "what it was made from is as it was")
	})
})

var _ = Describe("questions after a narrative", func() {
	It("ask first for the rest of what it told a part of", func() {
		st := incident.Interview{Date: "2026-07-18", Dated: true, People: []incident.Person{{Name: "甲", Answers: []incident.Answer{
			{Fact: "position", Value: "agency_officer"},
			{Fact: "acts", Value: map[string]bool{"query": true, "disclose": true}, Told: true},
			{Fact: "info", Value: map[string]bool{"vehicle": true}, Told: true},
		}}}}
		facts := func() (out []string) {
			GinkgoHelper()
			qs, err := st.Questions(shipped.Book, judged)
			Expect(err).NotTo(HaveOccurred())
			for _, q := range qs {
				out = append(out, q.Fact)
			}
			return out
		}
		first := facts()
		Expect(first[:2]).To(ConsistOf("acts", "info"))
		st = st.Set("acts", []string{"query", "disclose"}).Set("info", []string{"vehicle"})
		Expect(len(facts())).To(BeNumerically("<", len(first)/2), "most of it hung on what else was done")
		st = st.Set("acts", map[string]bool{"query": true, "disclose": true})
		Expect(facts()).NotTo(ContainElement("acts"), "不確定 of the rest is an answer")
	})
})
