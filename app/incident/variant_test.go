package incident_test

import (
	"encoding/json"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/incident"
	"shoumi/rules"
)

// interview is one of 甲 with some facts, of an act on a day.
func interview(date string, facts rules.Values) incident.Interview {
	st := incident.Unasked()
	st.Date, st.Dated = date, true
	for _, f := range shipped.Book.Facts() {
		if v, ok := facts[f.ID]; ok {
			st = st.Set(f.ID, v)
		}
	}
	return st
}

func edit(fact string, value any) incident.Edit {
	return incident.Edit{Answer: incident.Answer{Fact: fact, Value: value}}
}

var _ = Describe("a variant", func() {
	wilful := incident.Variant{}.With(edit("fault", nil)).With(edit("intent", true))

	It("says what moved and which change did it, and leaves the interview as it was", func() {
		st := interview("2020-05-01", careless())
		before := interview("2020-05-01", careless())
		v := wilful.With(edit("court_stage", nil)).With(edit("reward", int64(1)))
		v = v.Under(shipped.Book, st)
		Expect(v.Edits).To(HaveLen(2), "no such fact, and one that was not known before either")
		all, err := v.Differences(shipped.Book, st, judged)
		Expect(err).NotTo(HaveOccurred())
		Expect(all).To(HaveLen(1))
		Expect(all[0].Actor).To(Equal("甲"))
		moved := map[string]incident.Moved{}
		for _, m := range all[0].Moves {
			moved[m.Provision] = m
		}
		Expect(moved["criminal-code/132/1"].To).To(Equal(rules.Established))
		Expect(moved["criminal-code/132/2"].To).To(Equal(rules.NotEstablished))
		Expect(moved["criminal-code/132/1"].Because).To(Equal([]incident.Edit{edit("intent", true)}))
		Expect(all[0].Moves[0].To).To(Equal(rules.Established))
		Expect(st).To(Equal(before))
	})

	DescribeTable("asks more or less than before", func(change incident.Edit, asked, settled string) {
		st := interview("2020-05-01", careless())
		v := incident.Variant{}.With(change).Under(shipped.Book, st)
		all, err := v.Differences(shipped.Book, st, judged)
		Expect(err).NotTo(HaveOccurred())
		if asked != "" {
			Expect(all[0].Asked).To(ContainElement(asked))
		}
		if settled != "" {
			Expect(all[0].Settled).To(ContainElement(settled))
		}
	},
		Entry("a fact that is not known any more", edit("openness", nil), "openness", ""),
		Entry("a fact that is known now", edit("query_for_duty", false), "", "query_for_duty"),
	)

	It("takes a later change of a fact for an earlier one, and undoes one at a time", func() {
		v := incident.Variant{}.With(edit("intent", true)).With(edit("minor_case", true)).With(edit("intent", nil))
		Expect(v.Edits).To(Equal([]incident.Edit{edit("minor_case", true), edit("intent", nil)}))
		Expect(v.Without(0).Edits).To(Equal([]incident.Edit{edit("intent", nil)}))
		Expect(v.Edits).To(HaveLen(2))
	})

	It("changes the date of the act, with the law that goes with it", func() {
		st := interview("2020-05-01", careless())
		v := incident.Variant{}.With(edit(rules.ActDateFact, "1930-01-01")).Under(shipped.Book, st)
		all, err := v.Differences(shipped.Book, st, judged)
		Expect(err).NotTo(HaveOccurred())
		Expect(all[0].Moves).NotTo(BeEmpty())
		for _, m := range all[0].Moves {
			Expect(m.Because).To(Equal(v.Edits), m.Provision)
		}
		Expect(v.Edits[0].From(st)).To(Equal("2020-05-01"))
	})

	It("travels as JSON with every kind of value", func() {
		st := interview("2020-05-01", careless())
		v := incident.Variant{}.With(edit("intent", true)).With(edit("fault", []string{})).With(edit("info", map[string]bool{"vehicle": true})).
			With(edit("benefit_amount", int64(9000))).With(edit("outcome_on", rules.Day(2026, 11, 2))).With(edit("position", nil)).
			With(incident.Edit{Answer: incident.Answer{Fact: rules.ActDateFact, Value: "2019..2020"}, Continuing: true})
		data, err := json.Marshal(v)
		Expect(err).NotTo(HaveOccurred())
		var back incident.Variant
		Expect(json.Unmarshal(data, &back)).To(Succeed())
		Expect(back.Under(shipped.Book, st)).To(Equal(v))
		of := back.Under(shipped.Book, st).Of(st)
		Expect(of.Act()).To(Equal(rules.ActDate{First: rules.Day(2019, 1, 1), Last: rules.Day(2020, 12, 31), Continuing: true, Text: "2019..2020"}))
		Expect(of.Incident().Actors[0].Facts).NotTo(HaveKey("position"))
		Expect(back.Under(shipped.Book, of).Edits).To(BeEmpty(), "it changes nothing any more")
	})

	It("leaves out what is of nobody", func() {
		v := incident.Variant{}.With(incident.Edit{Who: 3, Answer: incident.Answer{Fact: "intent", Value: true}}).With(incident.Edit{Who: -1, Answer: incident.Answer{Fact: "intent", Value: true}})
		Expect(v.Under(shipped.Book, interview("", nil)).Edits).To(BeEmpty())
	})

	It("is refused where it contradicts itself", func() {
		st := interview("2020-05-01", careless())
		_, err := incident.Variant{}.With(edit("intent", true)).Differences(shipped.Book, st, judged)
		var contradiction *rules.ContradictionError
		Expect(err).To(BeAssignableToTypeOf(contradiction))
	})
})
