package casebook_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/casebook"
)

var _ = Describe("The facets of a case", func() {
	It("are what it is found by", func() {
		c, _ := cases.Case("npa-leak-4")
		f := cases.Facets(c)
		Expect(f.Source).To(Equal("npa"))
		Expect(f.Kind).To(Equal(casebook.Leak))
		Expect(f.Acts).To(Equal([]string{"query", "disclose"}))
		Expect(f.Stages).To(Equal([]casebook.Stage{casebook.Final}))
		Expect(f.Articles).To(ContainElement("criminal-code/132"))
		Expect(f.Articles).NotTo(ContainElement("pdpa/41"))
		Expect(f.Risks).To(Equal(c.Risks))
		Expect(cases.Facets(c)).To(Equal(f))
	})

	It("have stages in their order, and articles that were charged though the rules doubt them", func() {
		c, _ := cases.Case("tcpd-10")
		f := cases.Facets(c)
		Expect(f.Stages).To(Equal([]casebook.Stage{casebook.NotIndicted, casebook.Administrative}))
		Expect(f.Articles).To(ContainElement("criminal-code/132"))
	})
})

// ids of cases.
func idsOf(list []*casebook.Case) []string {
	out := []string{}
	for _, c := range list {
		out = append(out, c.ID)
	}
	return out
}

var _ = DescribeTable("Select finds", func(want casebook.Filter, ids ...string) {
	Expect(idsOf(cases.Select(want))).To(Equal(ids))
},
	Entry("the cases of a handbook and a kind", casebook.Filter{Source: "npa", Kind: casebook.Misuse}, "npa-misuse-1", "npa-misuse-2", "npa-misuse-3"),
	Entry("corruption in both handbooks", casebook.Filter{Kind: casebook.Corruption}, "npa-corruption-1", "npa-corruption-2", "tcpd-1"),
	Entry("misuse in the handbook that has no kinds", casebook.Filter{Source: "tcpd", Kind: casebook.Misuse}, "tcpd-6"),
	Entry("what prosecutors let go", casebook.Filter{Stage: casebook.NotIndicted}, "tcpd-7", "tcpd-10"),
	Entry("false entries", casebook.Filter{Act: "false_entry"}, "npa-corruption-2", "tcpd-4", "tcpd-6"),
	Entry("an article by one of its provisions", casebook.Filter{Article: "criminal-code/231/2"}, "tcpd-1"),
	Entry("a whole handbook", casebook.Filter{Source: "npa"}, "npa-corruption-1", "npa-corruption-2", "npa-leak-1", "npa-leak-2", "npa-leak-3", "npa-leak-4", "npa-leak-5", "npa-leak-6", "npa-leak-7", "npa-misuse-1", "npa-misuse-2", "npa-misuse-3"),
	Entry("nothing", casebook.Filter{Source: "npa", Stage: casebook.NotIndicted}),
)

var _ = It("an empty filter asks nothing", func() {
	Expect(idsOf(cases.Select(casebook.Filter{}))).To(Equal(wantIDs))
})
