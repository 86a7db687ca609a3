package rules_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/rules"
)

var _ = Describe("withdrawal (刑法27) reaches what remained an attempt", func() {
	facts := rules.Values{"position": "agency_officer", "service": "police_officer", "acts": []string{"query"}, "query_for_duty": false,
		"info": []string{"state_secret"}, "openness": []string{}, "state_secret_grade": "confidential", "foreign_recipient": false,
		"deliberate": true, "intent": true, "attempted": true, "unfinished": []string{}, "mitigation": []string{"withdrew"}}

	DescribeTable("and nothing else", func(v rules.Values, id string, by []string) {
		a := sentenced("2021-05-01", "2026-11-22", v)
		Expect(findingOf(a, "criminal-code/27/1").Verdict).To(Equal(rules.Established))
		f := findingOf(a, id)
		Expect(f.Verdict).To(Equal(rules.Established), id)
		Expect(f.ModifiedBy).To(Equal(by))
	},
		Entry("the leak that was only tried", facts, "state-secrets/32/1", []string{"criminal-code/27/1"}),
		Entry("not the probing that came before it and was done", facts, "state-secrets/34/1", nil),
		Entry("the probing that was only tried", with(with(facts, "acts", []string{}), "unfinished", []string{"probe_attempt"}), "state-secrets/34/1", []string{"criminal-code/27/1"}),
		Entry("not the leak that was done", with(with(facts, "acts", []string{"disclose"}), "unfinished", []string{"probe_attempt"}), "state-secrets/32/1", nil),
	)
})
