package rules_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/rules"
	"shoumi/rules/penalty"
)

var _ = Describe("what follows from an offence besides its penalty", func() {
	leak := rules.Values{"service": "police_officer", "acts": []string{"disclose"}, "info": []string{"raid_plan"}, "openness": []string{}, "intent": true}
	bribe := rules.Values{"service": "police_officer", "acts": []string{"take_bribe"}, "bribe_matter": "breach_done", "quid_pro_quo": true, "investigator": true}

	finding := func(date string, facts rules.Values, id string) rules.Finding {
		GinkgoHelper()
		d, err := rules.ParseActDate(date)
		Expect(err).NotTo(HaveOccurred())
		report, err := book.Classify(rules.Incident{ActDate: d, Facts: facts}, rules.Day(2026, 11, 22))
		Expect(err).NotTo(HaveOccurred())
		for _, f := range report.Actors[0].Findings {
			if f.ID == id {
				Expect(f.Verdict).To(Equal(rules.Established), id)
				return f
			}
		}
		Fail("no finding " + id)
		return rules.Finding{}
	}
	texts := func(lines []penalty.Line) (out []string) {
		for _, l := range lines {
			out = append(out, l.Text)
		}
		return out
	}

	DescribeTable("limitation (刑法80) runs from the act by the statutory penalty", func(date string, facts rules.Values, id, says string) {
		Expect(texts(finding(date, facts, id).After)).To(ContainElement(ContainSubstring(says)))
	},
		Entry("three years at most: twenty years", "2021-05-01", leak, "criminal-code/132/1", "末日為民國130年4月30日"),
		Entry("life: thirty years", "2021-05-01", bribe, "anti-corruption/4/1/5", "末日為民國140年4月30日"),
		Entry("a month: the earliest and the latest day", "2021-05", leak, "criminal-code/132/1", "時效末日最早民國130年4月30日，最晚民國130年5月30日"),
	)

	It("says when a fine may take the place of prison (刑法41), and when not", func() {
		Expect(texts(finding("2021-05-01", leak, "criminal-code/132/1").After)).To(ContainElement(ContainSubstring("易科罰金（刑法第41條第1項）")))
		Expect(texts(finding("2021-05-01", bribe, "anti-corruption/4/1/5").After)).To(ContainElement(ContainSubstring("逾五年有期徒刑")))
	})

	It("counts from no day when none is known", func() {
		d := rules.UnknownActDate
		report, err := book.Classify(rules.Incident{ActDate: d, Facts: leak}, rules.Day(2026, 11, 22))
		Expect(err).NotTo(HaveOccurred())
		for _, f := range report.Actors[0].Findings {
			if f.ID == "criminal-code/132/1" && f.Verdict == rules.Established {
				Expect(texts(f.After)).To(ContainElement("行為日不明，追訴權時效無從起算。"))
			}
		}
	})
})
