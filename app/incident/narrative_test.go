package incident_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/incident"
	"shoumi/casebook/cue"
	"shoumi/rules"
)

var _ = Describe("the narrative", func() {
	const told = "115年3月5日，警員丙受託查詢民眾A的車籍資料。丙把查到的結果用LINE傳給友人。"
	var lexicon *cue.Lexicon
	BeforeEach(func() {
		var err error
		lexicon, err = cue.Shipped()
		Expect(err).NotTo(HaveOccurred())
	})
	record := func(text string) incident.Record {
		return incident.Record{Content: incident.Content{Narrative: text, Interview: incident.Unasked()}}
	}
	of := func(all []incident.Proposal, who, fact string) (out []incident.Proposal) {
		for _, p := range all {
			if p.Who == who && p.Fact == fact {
				out = append(out, p)
			}
		}
		return out
	}
	keys := func(all []incident.Proposal) (out []string) {
		for _, p := range all {
			out = append(out, p.Key)
		}
		return out
	}

	It("sets nothing until a proposal is taken, and then with the sentences that suggest it", func() {
		r := record(told)
		_, all := r.Proposals(lexicon)
		Expect(r.Content.Interview).To(Equal(incident.Unasked()))
		acts := of(all, "丙", "acts")
		Expect(acts).NotTo(BeEmpty())
		Expect(r.Take(all, keys(acts), nil)).To(Succeed())
		st := r.Content.Interview
		Expect(st.People).To(HaveLen(1), "nobody had been spoken of")
		Expect(st.People[0].Name).To(Equal("丙"))
		a, ok := st.Get("acts")
		Expect(ok).To(BeTrue())
		Expect(a.Value).To(Equal(map[string]bool{"query": true, "disclose": true}))
		Expect(a.Source).To(And(ContainSubstring("受託查詢"), ContainSubstring("用LINE傳給友人")))
		Expect(st.Unsure()).NotTo(ContainElement("acts"), "the rest of the set is still to be asked")
		_, all = r.Proposals(lexicon)
		for _, p := range of(all, "丙", "acts") {
			Expect(p.Fate).To(Equal(incident.Taken))
		}
	})

	It("takes the date of the act", func() {
		r := record(told)
		_, all := r.Proposals(lexicon)
		date := of(all, "", rules.ActDateFact)
		Expect(date).To(HaveLen(1))
		Expect(r.Take(all, keys(date), nil)).To(Succeed())
		Expect(r.Content.Interview.Act().Text).To(Equal("2026-03-05"))
	})

	It("remembers what was rejected, until the sentence changes", func() {
		r := record(told)
		_, all := r.Proposals(lexicon)
		acts := of(all, "丙", "acts")
		Expect(r.Take(all, nil, keys(acts))).To(Succeed())
		_, all = r.Proposals(lexicon)
		for _, p := range of(all, "丙", "acts") {
			Expect(p.Fate).To(Equal(incident.Rejected))
		}
		r.Content.Narrative = "警員丙受託用電腦查詢民眾A的車籍資料。"
		_, all = r.Proposals(lexicon)
		Expect(of(all, "丙", "acts")).To(ContainElement(HaveField("Fate", incident.Open)))
	})

	It("says what was answered otherwise, and whose source is gone", func() {
		r := record(told)
		r.Content.Interview.People[0].Name = "丙"
		r.Content.Interview = r.Content.Interview.Set("acts", []string{"hand_over"})
		_, all := r.Proposals(lexicon)
		for _, p := range of(all, "丙", "acts") {
			Expect(p.Fate).To(Equal(incident.Otherwise))
			Expect(p.Stands).To(Equal([]string{"hand_over"}))
		}
		Expect(r.Take(all, keys(of(all, "丙", "acts")), nil)).To(Succeed())
		Expect(r.Unfounded(r.Content.Interview.People[0])).To(BeEmpty())
		r.Content.Narrative = "別的事。"
		Expect(r.Unfounded(r.Content.Interview.People[0])).NotTo(BeEmpty())
	})

	It("calls people by letters, whoever they are in the text", func() {
		cast := incident.Unasked().Cast([]cue.Actor{{Name: "警員"}, {Name: "甲"}, {Name: "陳姓巡佐"}})
		Expect(cast).To(Equal(map[string]string{"甲": "甲", "警員": "乙", "陳姓巡佐": "丙"}))
	})

	It("does not take two facts that exclude each other", func() {
		r := record("警員甲故意將資料外洩。甲係因疏忽而外洩。")
		_, all := r.Proposals(lexicon)
		var clash []string
		for _, p := range all {
			if len(p.Clash) > 0 {
				clash = append(clash, p.Key)
			}
		}
		Expect(len(clash)).To(BeNumerically(">=", 2))
		before := r.Content.Interview
		Expect(r.Take(all, clash, nil)).To(MatchError(incident.ErrClash))
		Expect(r.Content.Interview).To(Equal(before))
	})
})

var _ = Describe("a set of which the narrative told some members", func() {
	It("is asked for the rest first, until that was answered", func() {
		r := incident.Record{Content: incident.Content{Narrative: "警員甲受託查詢民眾A的車籍資料，用LINE傳給友人。", Interview: incident.Unasked()}}
		lexicon, err := cue.Shipped()
		Expect(err).NotTo(HaveOccurred())
		_, all := r.Proposals(lexicon)
		var keys []string
		for _, p := range all {
			keys = append(keys, p.Key)
		}
		Expect(r.Take(all, keys, nil)).To(Succeed())
		st := r.Content.Interview
		qs, err := st.Questions(shipped.Book, judged)
		Expect(err).NotTo(HaveOccurred())
		Expect(qs[0].Fact).To(BeElementOf("acts", "info"))
		first := qs[0].Fact
		st = st.Set(first, map[string]bool{"query": true})
		qs, err = st.Questions(shipped.Book, judged)
		Expect(err).NotTo(HaveOccurred())
		Expect(qs).NotTo(ContainElement(HaveField("Fact", first)), "不確定 was the answer to the rest")
	})
})
