package casebook_test

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/casebook"
	"shoumi/rules"
)

var _ = Describe("The debrief of a run", func() {
	debrief := func(answers ...string) casebook.Debrief {
		GinkgoHelper()
		b := playable()
		run, _ := play(b, started(b), answers...)
		d, err := b.Debrief(run)
		Expect(err).NotTo(HaveOccurred())
		return d
	}
	way := func(d casebook.Debrief) string {
		var out []string
		for _, s := range d.Way {
			Expect(s.Do).NotTo(BeEmpty())
			out = append(out, s.Node+"/"+s.Choice)
		}
		return strings.Join(out, " ")
	}

	It("says where the first liability arose and which way would have been free", func() {
		d := debrief("counter", "wait", "back_office", "look", "hint", "nod", "aftermath", "hide")
		Expect(d.Turns).To(HaveLen(4))
		Expect(d.First).To(Equal(1))
		Expect(d.Free).To(BeFalse())
		Expect(d.Parting).To(Equal(1))
		Expect(way(d)).To(Equal("counter/wait back_office/leave hint/shrug quiet/tell_colleague"))
		Expect(d.Standing[0].Verdict).To(Equal(rules.Established))
		Expect(verdictsOf(d.Standing)).To(And(HaveKeyWithValue("criminal-code/132/1", rules.Established), HaveKeyWithValue("pdpa/41/1", rules.Undetermined), Not(HaveKey("criminal-code/132/2"))))
	})

	It("finds a free way from the last fork only", func() {
		d := debrief("counter", "wait", "back_office", "leave", "hint", "nod", "aftermath", "report")
		Expect(d.First).To(Equal(2))
		Expect(d.Parting).To(Equal(2))
		Expect(way(d)).To(Equal("counter/wait back_office/leave hint/shrug quiet/tell_colleague"))
	})

	It("has nothing to regret in a free run", func() {
		d := debrief("counter", "decline", "quiet", "keep")
		Expect(d.First).To(Equal(-1))
		Expect(d.Free).To(BeTrue())
		Expect(d.Way).To(BeEmpty())
	})

	It("tells what became of the real case, with the stage and not more", func() {
		d := debrief("counter", "decline", "quiet", "keep")
		Expect(d.Title).To(Equal("鄰居想知道是誰檢舉"))
		Expect(d.Teaches).To(Equal("檢舉人的身分不說。"))
		Expect(d.Risks).To(HaveLen(1))
		Expect(d.Risks[0].Zh).To(Equal("保密警覺不足"))
		Expect(d.Measures[0].Zh).To(Equal("照內部標準程序作業"))
		Expect(d.Real).To(HaveLen(1))
		Expect(d.Real[0]).To(And(HaveField("Actor", "甲"), HaveField("Role", "警員"), HaveField("Own", true), HaveField("Branch", rules.Criminal), HaveField("StageZh", "不起訴"), HaveField("Outcome.Text", "沒有嫌疑，不起訴。")))
	})
})

// tellingSpecs asks of every case for the two counterfactuals of a debrief.
func tellingSpecs() bool {
	return Describe("A debrief has one change that matters and one that does not", func() {
		for _, c := range cases.Cases() {
			if c.Scenario == nil {
				continue
			}
			It("in "+c.ID, func() {
				run := firstRun(c.ID)
				d, err := cases.Debrief(run)
				Expect(err).NotTo(HaveOccurred())
				Expect(d.Changes).NotTo(BeNil())
				Expect(graveMoves(*d.Changes)).NotTo(BeZero())
				Expect(d.Same).NotTo(BeNil())
				Expect(graveMoves(*d.Same)).To(BeZero())
				Expect(d.Real).NotTo(BeEmpty())
			})
		}
	})
}

// firstRun takes the first choice of every node.
func firstRun(caseID string) casebook.Run {
	run, err := cases.Start(caseID)
	Expect(err).NotTo(HaveOccurred())
	for {
		scene, done, err := cases.Scene(run)
		Expect(err).NotTo(HaveOccurred())
		if done {
			return run
		}
		run, _, err = cases.Answer(run, scene.Node, scene.Options[0].ID, noon)
		Expect(err).NotTo(HaveOccurred())
	}
}

// graveMoves counts the offences and administrative sanctions that a change moves.
func graveMoves(x casebook.Counterfactual) (n int) {
	for _, m := range x.Moves {
		if m.Kind == rules.Criminal || m.Kind == rules.Administrative {
			n++
		}
	}
	return n
}
