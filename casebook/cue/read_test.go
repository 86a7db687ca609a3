package cue_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/casebook/cue"
	"shoumi/rules"
)

var _ = Describe("Reading a narrative", func() {
	It("proposes a fact with the sentence, the words and the cue", func() {
		r := lexicon.Read("某分局警員甲受友人A委託。甲以LINE傳送車籍資料給A。")
		Expect(r.Actors).To(Equal([]cue.Actor{{Name: "甲", Role: "警員"}}))
		Expect(r.Proposals).To(ContainElement(SatisfyAll(
			HaveField("Actor", "甲"), HaveField("Fact", "acts"), HaveField("Value", map[string]bool{"disclose": true}), HaveField("Strength", cue.Clear),
			HaveField("Evidence", ContainElement(SatisfyAll(HaveField("Sentence", 1), HaveField("Cue", "sends"), HaveField("Text", "LINE傳送車籍資料給")))),
		)))
	})

	It("has nothing to say of nothing", func() {
		r := lexicon.Read("")
		Expect(r).To(Equal(cue.Reading{Sentences: []cue.Sentence{}, Actors: []cue.Actor{}, Proposals: []cue.Proposal{}, Conflicts: []cue.Conflict{}, Passed: []cue.Passed{}}))
	})

	It("puts what is accepted into the facts of the actor, member by member", func() {
		facts := rules.Values{}
		for _, v := range []map[string]bool{{"query": true}, {"disclose": true}, {"hand_over": false}} {
			cue.Proposal{Fact: "acts", Value: v}.Set(facts)
		}
		cue.Proposal{Fact: "intent", Value: true}.Set(facts)
		Expect(facts).To(Equal(rules.Values{"acts": map[string]bool{"query": true, "disclose": true, "hand_over": false}, "intent": true}))
	})
})
