package casebook_test

import (
	"encoding/json"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/casebook"
	"shoumi/rules"
)

var noon = time.Date(2026, 11, 22, 4, 0, 0, 0, time.UTC)

// play answers a run node by node, a minute apart.
func play(b *casebook.Casebook, run casebook.Run, answers ...string) (casebook.Run, []casebook.Turn) {
	GinkgoHelper()
	var turns []casebook.Turn
	for i := 0; i < len(answers); i += 2 {
		var turn casebook.Turn
		var err error
		run, turn, err = b.Answer(run, answers[i], answers[i+1], noon.Add(time.Duration(i)*time.Minute))
		Expect(err).NotTo(HaveOccurred())
		turns = append(turns, turn)
	}
	return run, turns
}

func started(b *casebook.Casebook) casebook.Run {
	GinkgoHelper()
	run, err := b.Start("npa-leak-3")
	Expect(err).NotTo(HaveOccurred())
	return run
}

// steps are node/choice of each step.
func steps(list []casebook.Step) []string {
	out := []string{}
	for _, s := range list {
		out = append(out, s.Node+"/"+s.Choice)
	}
	return out
}

var _ = Describe("A run through a scenario", func() {
	var b *casebook.Casebook
	BeforeEach(func() { b = playable() })

	It("starts at the first node and shows no consequence before it is chosen", func() {
		scene, done, err := b.Scene(started(b))
		Expect(err).NotTo(HaveOccurred())
		Expect(done).To(BeFalse())
		Expect(scene).To(Equal(casebook.Scene{Case: "npa-leak-3", Title: "鄰居想知道是誰檢舉", Node: "counter", Ask: "您會怎麼做？", Step: 1, Of: 4,
			Story:   "巷口的鄰居進派出所找您，說只想知道是誰打的電話，好當面把話講開。",
			Options: []casebook.Option{{ID: "wait", Do: "請他坐一下，到後面先聽錄音"}, {ID: "play", Do: "把電話錄音放一小段給他聽聽"}, {ID: "decline", Do: "告訴他規定如此，請他先回去"}}}))
	})

	It("goes where the facts lead and counts the longest way left", func() {
		run, turns := play(b, started(b), "counter", "wait")
		Expect(turns[0].Set).To(BeEmpty())
		Expect(turns[0].Changes).To(BeEmpty())
		Expect(turns[0].Says).To(Equal("他點點頭坐下，一直看著您走進去。"))
		scene, _, _ := b.Scene(run)
		Expect([]any{scene.Node, scene.Step, scene.Of}).To(Equal([]any{"back_office", 2, 4}))
		run, _ = play(b, run, "back_office", "leave", "hint", "shrug")
		scene, _, _ = b.Scene(run)
		Expect([]any{scene.Node, scene.Step, scene.Of}).To(Equal([]any{"quiet", 4, 4}))
		run, turns = play(b, run, "quiet", "keep")
		Expect(turns[0].Done).To(BeTrue())
		_, done, err := b.Scene(run)
		Expect(err).NotTo(HaveOccurred())
		Expect(done).To(BeTrue())
		short, _ := play(b, started(b), "counter", "play")
		scene, _, _ = b.Scene(short)
		Expect([]any{scene.Node, scene.Step, scene.Of}).To(Equal([]any{"aftermath", 2, 2}))
	})

	It("survives being kept as JSON", func() {
		run, _ := play(b, started(b), "counter", "wait", "back_office", "look")
		raw, err := json.Marshal(run)
		Expect(err).NotTo(HaveOccurred())
		var back casebook.Run
		Expect(json.Unmarshal(raw, &back)).To(Succeed())
		scene, _, err := playable().Scene(back)
		Expect(err).NotTo(HaveOccurred())
		Expect(scene.Node).To(Equal("hint"))
	})

	It("takes the same answer twice without harm, whenever it comes", func() {
		run, turns := play(b, started(b), "counter", "wait", "back_office", "look")
		again, turn, err := b.Answer(run, "back_office", "look", noon.Add(time.Hour))
		Expect(err).NotTo(HaveOccurred())
		Expect(again).To(Equal(run))
		Expect(turn).To(Equal(turns[1]))
		again, turn, err = b.Answer(run, "counter", "wait", noon.Add(time.Hour))
		Expect(err).NotTo(HaveOccurred())
		Expect(again).To(Equal(run))
		Expect(turn).To(Equal(turns[0]))
	})

	It("goes back one node and keeps the first choices", func() {
		run, _ := play(b, started(b), "counter", "wait", "back_office", "look", "hint", "nod")
		run, err := b.Rewind(run)
		Expect(err).NotTo(HaveOccurred())
		Expect(steps(run.Steps)).To(Equal([]string{"counter/wait", "back_office/look"}))
		run, _ = play(b, run, "hint", "shrug")
		Expect(steps(run.Steps)).To(Equal([]string{"counter/wait", "back_office/look", "hint/shrug"}))
		Expect(steps(run.First)).To(Equal([]string{"counter/wait", "back_office/look", "hint/nod"}))
		scored, err := b.Scored(run)
		Expect(err).NotTo(HaveOccurred())
		Expect(steps(scored.Steps)).To(Equal([]string{"counter/wait", "back_office/look", "hint/nod"}))
		run, _ = play(b, run, "quiet", "keep") // a node that the first way did not reach
		scored, err = b.Scored(run)
		Expect(err).NotTo(HaveOccurred())
		Expect(steps(scored.Steps)).To(Equal([]string{"counter/wait", "back_office/look", "hint/nod"}))
		Expect(steps(run.First)).To(Equal([]string{"counter/wait", "back_office/look", "hint/nod", "quiet/keep"}))
	})

	It("changes no run that it was handed", func() {
		run, _ := play(b, started(b), "counter", "wait")
		one, _ := play(b, run, "back_office", "look")
		two, _ := play(b, run, "back_office", "leave")
		Expect(steps(run.Steps)).To(Equal([]string{"counter/wait"}))
		Expect(steps(one.Steps)).To(Equal([]string{"counter/wait", "back_office/look"}))
		Expect(steps(two.First)).To(Equal([]string{"counter/wait", "back_office/leave"}))
	})

	It("refuses what does not fit, in words", func() {
		run, _ := play(b, started(b), "counter", "wait")
		_, _, err := b.Answer(run, "counter", "play", noon)
		Expect(err).To(MatchError(casebook.ErrStale))
		Expect(err).To(MatchError("您回答的不是目前這一步，可能在別的視窗已經走過了；請從目前的進度繼續。"))
		_, _, err = b.Answer(run, "back_office", "nod", noon)
		Expect(err).To(MatchError("這一步沒有這個選項。"))
		_, _, err = b.Answer(run, "nowhere", "nod", noon)
		Expect(err).To(MatchError(casebook.ErrStale))
		_, err = b.Rewind(started(b))
		Expect(err).To(MatchError("已經在情境的開頭，沒有上一步可以退回。"))
		_, err = b.Start("npa-leak-99")
		Expect(err).To(MatchError("這個案例沒有情境可以練習。"))
		_, err = b.Debrief(run)
		Expect(err).To(MatchError("情境還沒有走完，走完才有回顧。"))
		done, _ := play(b, started(b), "counter", "decline", "quiet", "keep")
		_, _, err = b.Answer(done, "quiet", "tell_colleague", noon)
		Expect(err).To(MatchError(casebook.ErrStale))
	})

	It("refuses a run of other words", func() {
		run, _ := play(b, started(b), "counter", "wait")
		later := playable("他點點頭坐下", "他搖搖頭坐下")
		_, _, err := later.Answer(run, "back_office", "look", noon)
		Expect(err).To(MatchError("這個情境後來改過內容，原來的進度接不上；請從頭開始。"))
		_, _, err = later.Scene(run)
		Expect(err).To(MatchError(casebook.ErrChanged))
		_, err = later.Rewind(run)
		Expect(err).To(MatchError(casebook.ErrChanged))
		_, err = later.Turns(run)
		Expect(err).To(MatchError(casebook.ErrChanged))
		run.Steps[0].Choice = "fly"
		_, _, err = b.Scene(run)
		Expect(err).To(MatchError(casebook.ErrChanged))
	})
})

// change finds what a turn did to a provision.
func change(t casebook.Turn, provision string) casebook.Change {
	GinkgoHelper()
	for _, c := range t.Changes {
		if c.Provision == provision {
			return c
		}
	}
	Fail(provision + " did not change")
	return casebook.Change{}
}

var _ = Describe("What a choice changes", func() {
	It("names each liability, the facts that tipped it and what is still open", func() {
		b := playable()
		_, turns := play(b, started(b), "counter", "wait", "back_office", "look", "hint", "nod")
		look, nod := turns[1], turns[2]
		Expect(look.Set).To(Equal([]rules.FactChange{{Fact: "acts", From: []string{}, To: []string{"query"}}, {Fact: "query_for_duty", To: false}, {Fact: "knew_no_duty", To: true}}))
		two := change(look, "police-infosec/24/3/2")
		Expect(two.From).To(Equal(rules.NotEstablished))
		Expect(two.To).To(Equal(rules.Established))
		Expect(two.Kind).To(Equal(rules.Administrative))
		Expect(two.Effect).To(ContainSubstring("記過一次以下"))
		Expect(factsOf(two.Because)).To(ContainElement("acts"))
		pdpa := change(look, "pdpa/41/1")
		Expect(pdpa.To).To(Equal(rules.Undetermined))
		Expect(pdpa.Missing).To(ContainElements("aims", "harm_likely"))
		Expect(nod.Set).To(Equal([]rules.FactChange{{Fact: "acts", From: []string{"query"}, To: []string{"query", "disclose"}}, {Fact: "intent", To: true}}))
		leak := change(nod, "criminal-code/132/1")
		Expect(leak.From).To(Equal(rules.NotEstablished))
		Expect(leak.To).To(Equal(rules.Established))
		Expect(leak.Before).To(BeNil())
		Expect(leak.After.Text()).To(ContainSubstring("3年以下有期徒刑"))
		Expect(factsOf(leak.Because)).To(Equal([]string{"acts", "intent"}))
		Expect(change(nod, "police-infosec/24/3/2").To).To(Equal(rules.NotEstablished))
		Expect(nod.Changes[0].To).To(Equal(rules.Established), "what is established comes first")
		for _, c := range nod.Changes {
			Expect(c.Kind).To(BeElementOf(rules.Criminal, rules.Administrative, rules.Disciplinary, rules.Civil, rules.StateCompensation))
		}
	})

	It("shows duties apart", func() {
		b := playable()
		_, turns := play(b, started(b), "counter", "play")
		Expect(turns[0].Duties).NotTo(BeEmpty())
		for _, d := range turns[0].Duties {
			Expect(d.Kind).To(Equal(rules.Duty))
			Expect(d.To).To(Equal(rules.Established))
		}
	})

	It("is the same when the run is gone through again", func() {
		b := playable()
		run, turns := play(b, started(b), "counter", "wait", "back_office", "look", "hint", "nod", "aftermath", "hide")
		again, err := playable().Turns(run)
		Expect(err).NotTo(HaveOccurred())
		Expect(again).To(Equal(turns))
	})
})

func factsOf(changes []rules.FactChange) (out []string) {
	for _, c := range changes {
		out = append(out, c.Fact)
	}
	return out
}
