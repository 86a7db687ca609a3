package incident_test

import (
	"encoding/json"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/incident"
	"shoumi/rules"
)

var _ = Describe("the standings of a record", func() {
	It("come back from the store as they were", func() {
		for _, all := range []incident.Standings{nil,
			{{Actor: "甲", Provision: "criminal-code/132/1", Kind: rules.Criminal, Verdict: rules.Established, Penalty: "三年以下有期徒刑", Absorbed: true, Rest: "ab12"}},
			{{Actor: "甲", Provision: "a/1/1", Kind: rules.Duty, Verdict: rules.Undetermined}, {Actor: "乙", Provision: "a/1/1", Kind: rules.Duty, Verdict: rules.NotEncoded, Rest: "x"}},
		} {
			data, err := json.Marshal(incident.Outcome{Findings: all})
			Expect(err).NotTo(HaveOccurred())
			var back incident.Outcome
			Expect(json.Unmarshal(data, &back)).To(Succeed())
			Expect(back.Findings).To(Equal(all))
		}
		_, err := json.Marshal(incident.Standings{{Actor: "甲\n"}})
		Expect(err).To(MatchError(ContainSubstring("a tab or a line end")))
	})
})
