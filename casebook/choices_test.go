package casebook_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/rules"
)

// The first choice of playable sets what is replaced here, and leads on by facts.
var _ = DescribeTable("The facts after a choice", func(sets string, want rules.Values, replace ...string) {
	b := playable(append([]string{"sets: {intent: false}\n          says: 他嘆了口氣", "sets: " + sets + "\n          says: 他嘆了口氣"}, replace...)...)
	run, _ := play(b, started(b), "counter", "decline")
	facts, err := b.Facts(run)
	Expect(err).NotTo(HaveOccurred())
	for id, v := range want {
		if v == nil {
			Expect(facts).NotTo(HaveKey(id))
		} else {
			Expect(facts).To(HaveKeyWithValue(id, v))
		}
	}
},
	Entry("a list adds to a complete set, in the order of the vocabulary", "{acts: [disclose, query]}", rules.Values{"acts": []string{"query", "disclose"}}),
	Entry("a list adds to a set of which nothing is known", "{damage: [property]}", rules.Values{"damage": map[string]bool{"property": true}}),
	Entry("a map sets members of a complete set", "{info: {contact: false, vehicle: true}}", rules.Values{"info": []string{"vehicle", "informant"}}),
	Entry("a map on a set of which nothing is known", "{aims: {harm: false}}", rules.Values{"aims": map[string]bool{"harm": false}}),
	Entry("a map that names every member makes a complete set", "{aims: {harm: true, profit: false, unlawful_gain: false}}", rules.Values{"aims": []string{"harm"}}),
	Entry("an empty list changes nothing", "{acts: []}", rules.Values{"acts": []string{}}),
	Entry("null makes unknown", "{prosecution: null, came_by: null}", rules.Values{"prosecution": nil, "came_by": nil}),
	Entry("a new value stands for the old", "{came_by: otherwise}", rules.Values{"came_by": "otherwise"}),
)

var _ = DescribeTable("A choice leads by facts", func(sets, branches, want string) {
	b := playable("sets: {intent: false}\n          says: 他嘆了口氣，答應改天再來。\n          then: quiet", "sets: "+sets+"\n          says: 他嘆了口氣，答應改天再來。\n          then: ["+branches+", {go: quiet}]")
	run, _ := play(b, started(b), "counter", "decline")
	scene, _, err := b.Scene(run)
	Expect(err).NotTo(HaveOccurred())
	Expect(scene.Node).To(Equal(want))
},
	Entry("a bool that is so", "{intent: false}", "{if: {intent: false}, go: hint}", "hint"),
	Entry("a bool that is not", "{intent: false}", "{if: {intent: true}, go: hint}", "quiet"),
	Entry("a bool that is not known is neither", "{}", "{if: {intent: false}, go: hint}", "quiet"),
	Entry("an enum", "{came_by: otherwise}", "{if: {came_by: otherwise}, go: hint}", "hint"),
	Entry("another value of an enum", "{came_by: otherwise}", "{if: {came_by: duty}, go: hint}", "quiet"),
	Entry("a member of a set", "{}", "{if: {info: contact}, go: hint}", "hint"),
	Entry("a member that is not in it", "{info: {contact: false}}", "{if: {info: contact}, go: hint}", "quiet"),
	Entry("a member of which nothing is known", "{}", "{if: {aims: harm}, go: hint}", "quiet"),
	Entry("all of several", "{intent: false}", "{if: {intent: false, info: vehicle}, go: hint}", "quiet"),
	Entry("the first that holds", "{intent: false}", "{if: {info: contact}, go: back_office}, {if: {intent: false}, go: hint}", "back_office"),
)

var _ = Describe("Why a liability changed", func() {
	It("is each fact whose taking back would undo it", func() {
		b := playable("sets: {acts: [disclose], intent: true}\n          says: 他聽出", "sets: {acts: [disclose], intent: true, damage: [property]}\n          says: 他聽出")
		_, turns := play(b, started(b), "counter", "play")
		Expect(factsOf(change(turns[0], "criminal-code/132/1").Because)).To(Equal([]string{"acts", "intent"}))
	})

	It("is asked of all findings where only a penalty changed", func() {
		b := playable("        - id: report\n", "        - id: report\n          sets: {mitigation: [surrendered], minor_case: true}\n")
		_, turns := play(b, started(b), "counter", "play", "aftermath", "report")
		c := change(turns[1], "criminal-code/132/1")
		Expect([]rules.Verdict{c.From, c.To}).To(Equal([]rules.Verdict{rules.Established, rules.Established}))
		Expect(c.Before.Text()).NotTo(Equal(c.After.Text()))
		Expect(factsOf(c.Because)).To(Equal([]string{"mitigation"}))
	})

	It("is all that the provision reads where no fact alone would undo it", func() {
		b := playable("    acts: []\n    info: [informant, contact]", "    acts: [disclose]\n    intent: true\n    info: []",
			"sets: {acts: [disclose], intent: true}\n          says: 他聽出", "sets: {info: [informant], other_secret: true, damage: [property]}\n          says: 他聽出")
		_, turns := play(b, started(b), "counter", "play")
		Expect(factsOf(change(turns[0], "criminal-code/132/1").Because)).To(Equal([]string{"info", "other_secret"}))
	})
})

var _ = It("a way out blames as little as can be", func() {
	// the nod of the head is the only wrong left; at the last node one choice would let an AI draft, the first
	b := playable("        - id: tell_colleague\n", "        - id: tell_colleague\n          sets: {acts: [use_gen_ai], ai_entity: executive_yuan, ai_use: [gave_personal], ai_deployment: public_service}\n")
	run, _ := play(b, started(b), "counter", "play", "aftermath", "hide")
	d, err := b.Debrief(run)
	Expect(err).NotTo(HaveOccurred())
	last := d.Way[len(d.Way)-1]
	Expect(last.Node + "/" + last.Choice).To(Equal("quiet/keep"))
})
