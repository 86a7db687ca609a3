package quizzes_test

import (
	"maps"
	"slices"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/casebook"
	"shoumi/quizzes"
	"shoumi/rules"
)

// generated are the near-miss items.
func generated() []*quizzes.Item {
	GinkgoHelper()
	out := slices.DeleteFunc(slices.Clone(bank.Items()), func(it *quizzes.Item) bool { return !it.Generated })
	Expect(len(out)).To(BeNumerically(">=", 100))
	return out
}

var _ = Describe("generated items", func() {
	It("come of nearly every case, are ready, named after their flip, and of a concept", func() {
		ofCase, concepts := map[string]bool{}, map[string]bool{}
		for _, it := range generated() {
			ofCase[it.Case], concepts[it.Concept] = true, true
			Expect(it.ID).To(HavePrefix("gen/"+it.Case), it.ID)
			Expect(it.Status).To(Equal(quizzes.Ready), it.ID)
			_, ok := bank.Concept(it.Concept)
			Expect(ok).To(BeTrue(), it.ID)
			Expect(it.Stem).To(ContainSubstring(it.On.ROC()), it.ID)
			Expect(it.Stem).NotTo(ContainSubstring("{"), it.ID)
		}
		Expect(len(ofCase)).To(BeNumerically(">=", len(cases.Cases())-2))
		Expect(len(concepts)).To(BeNumerically(">=", 15))
	})

	It("of a flip have its facts and no other, and undoing the flip gives the case back", func() {
		flips := 0
		for _, it := range generated() {
			if it.Proof.Flip == nil {
				continue
			}
			flips++
			k, _ := cases.Case(it.Case)
			in := k.Incident()
			i := slices.IndexFunc(in.Actors, func(a rules.Actor) bool { return a.Name == it.Actor })
			base := in.Of(in.Actors[i])
			restored := maps.Clone(it.Facts)
			for id := range it.Proof.Flip {
				if was, ok := base[id]; ok {
					restored[id] = was
				} else {
					delete(restored, id)
				}
			}
			Expect(restored).To(Equal(base), it.ID)
			_, broken := book.Contradiction(it.Facts)
			Expect(broken).To(BeFalse(), it.ID)
		}
		Expect(flips).To(BeNumerically(">", 50))
	})

	It("do not depend on the name of the actor or on the order of loading", func() {
		again, err := quizzes.Load(quizzes.Files, book, cases)
		Expect(err).NotTo(HaveOccurred())
		Expect(again.Items()).To(HaveLen(len(bank.Items())))
		for i, it := range again.Items() {
			Expect(it.ID).To(Equal(bank.Items()[i].ID))
			Expect(it.Key).To(Equal(bank.Items()[i].Key))
			Expect(it.Options).To(Equal(bank.Items()[i].Options))
		}
	})

	It("of one table are a pair in which one element alone differs", func() {
		tables := 0
		for _, it := range generated() {
			if it.Type != quizzes.Table || it.Proof.Flip == nil {
				continue
			}
			tables++
			lost := 0
			for _, v := range it.Key.Rows {
				if v != quizzes.AnswerYes {
					lost++
				}
			}
			Expect(lost).To(Equal(1), it.ID)
		}
		Expect(tables).To(BeNumerically(">", 10))
	})

	It("have one right option, all options different and about as long", func() {
		for _, it := range generated() {
			if it.Type != quizzes.Single {
				continue
			}
			Expect(it.Key.Options).To(HaveLen(1), it.ID)
			texts := map[string]bool{}
			for _, o := range it.Options {
				Expect(texts[o.Text]).To(BeFalse(), it.ID)
				texts[o.Text] = true
			}
			Expect(len(texts)).To(BeNumerically(">=", 3), it.ID)
		}
	})

	It("have the right option in no favourite place", func() {
		places := map[string]int{}
		for _, it := range generated() {
			if it.Type == quizzes.Single && len(it.Options) == 4 {
				places[it.Key.Options[0]]++
			}
		}
		for _, id := range []string{"a", "b", "c", "d"} {
			Expect(places[id]).To(BeNumerically(">", 5), "%v", places)
		}
	})
})

var _ = Describe("the law over every case, metamorphic", func() {
	// judge is what the rules say of an actor under changed facts.
	judge := func(k *casebook.Case, actor int, name string, facts rules.Values) map[string]rules.Finding {
		GinkgoHelper()
		in := k.Incident()
		v := in.Of(in.Actors[actor])
		maps.Copy(v, facts)
		on := k.ActDate.Last
		report, err := book.Classify(rules.Incident{ActDate: rules.On(on), Actors: []rules.Actor{{Name: name, Facts: v}}}, on)
		Expect(err).NotTo(HaveOccurred(), k.ID)
		out := map[string]rules.Finding{}
		for _, f := range report.Actors[0].Findings {
			out[f.ID] = f
		}
		return out
	}
	each := func(visit func(k *casebook.Case, actor int)) {
		for _, k := range cases.Cases() {
			for i := range k.Actors {
				visit(k, i)
			}
		}
	}

	It("knows no secret that is public: nothing of article 132 is left", func() {
		held := 0
		each(func(k *casebook.Case, i int) {
			before, open := judge(k, i, "甲", nil), judge(k, i, "甲", rules.Values{"openness": []string{"public"}})
			for _, id := range []string{"criminal-code/132/1", "criminal-code/132/2", "criminal-code/132/3"} {
				if before[id].Verdict == rules.Established {
					held++
				}
				Expect(open[id].Verdict).To(Equal(rules.NotEstablished), k.ID)
			}
		})
		Expect(held).To(BeNumerically(">", 10))
	})

	It("never lowers a maximum when the powers of office were abused", func() {
		raised := 0
		each(func(k *casebook.Case, i int) {
			without, with := judge(k, i, "甲", rules.Values{"abused_office": false}), judge(k, i, "甲", rules.Values{"abused_office": true})
			for id, f := range without {
				if f.Kind != rules.Criminal || f.Verdict != rules.Established || f.Penalty == nil || f.Penalty.Imprisonment == nil {
					continue
				}
				Expect(with[id].Verdict).To(Equal(rules.Established), k.ID)
				order := with[id].Penalty.Imprisonment.Max.Compare(f.Penalty.Imprisonment.Max)
				Expect(order).To(BeNumerically(">=", 0), "%s %s", k.ID, id)
				if order > 0 {
					raised++
				}
			}
		})
		Expect(raised).To(BeNumerically(">", 0))
	})

	It("does not care what somebody is called", func() {
		each(func(k *casebook.Case, i int) {
			Expect(judge(k, i, "乙", nil)).To(Equal(judge(k, i, "甲", nil)), k.ID)
		})
	})
})
