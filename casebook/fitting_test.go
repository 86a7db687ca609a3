package casebook_test

import (
	"slices"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/casebook"
	"shoumi/rules"
)

var _ = Describe("Fitting", func() {
	It("gives every reason, and no measure without one", func() {
		near := []string{"npa-leak-4", "npa-leak-5", "no-such-case"}
		fits := cases.Fitting([]string{"solicited", "no_such_risk"}, near)
		Expect(fits).NotTo(BeEmpty())
		for _, f := range fits {
			Expect(len(f.Cases)+len(f.Risks)).To(BeNumerically(">", 0), f.Measure.ID)
			for _, id := range f.Cases {
				c, ok := cases.Case(id)
				Expect(ok).To(BeTrue(), id)
				Expect(near).To(ContainElement(id))
				Expect(c.Measures).To(ContainElement(f.Measure.ID))
			}
			for _, r := range f.Risks {
				Expect(r.Risk.ID).To(Equal("solicited"))
				for _, id := range r.Cases {
					c, _ := cases.Case(id)
					Expect(c.Risks).To(ContainElement("solicited"), id)
					Expect(c.Measures).To(ContainElement(f.Measure.ID), id)
				}
			}
		}
		for _, c := range near[:2] {
			x, _ := cases.Case(c)
			for _, m := range x.Measures {
				Expect(slices.ContainsFunc(fits, func(f casebook.Fit) bool { return f.Measure.ID == m && slices.Contains(f.Cases, c) })).To(BeTrue(), c+" "+m)
			}
		}
	})

	It("has what meets a risk of the incident itself first, and nothing where nothing is known", func() {
		fits := cases.Fitting([]string{"long_tenure"}, []string{"npa-leak-4"})
		at := func(f func(casebook.Fit) bool) int { return slices.IndexFunc(fits, f) }
		last := len(fits) - 1
		Expect(fits[0].Risks).NotTo(BeEmpty())
		Expect(at(func(f casebook.Fit) bool { return len(f.Risks) == 0 })).To(BeNumerically(">", 0))
		Expect(fits[last].Risks).To(BeEmpty())
		Expect(cases.Fitting(nil, nil)).To(BeEmpty())
	})
})

var _ = Describe("Moves", func() {
	find := func(facts rules.Values) []rules.Finding {
		GinkgoHelper()
		in := bare(facts)
		in.ActDate = rules.On(rules.Day(2020, 5, 1))
		r, err := book.Find(in, rules.Day(2026, 11, 22))
		Expect(err).NotTo(HaveOccurred())
		return r.Actors[0].Findings
	}
	careless := rules.Values{"position": "agency_officer", "service": "police_officer", "came_by": "duty", "acts": []string{"query", "disclose"}, "info": []string{"contact"},
		"openness": []string{}, "intent": false, "fault": []string{"required", "able", "lapse"}}
	wilful := rules.Values{"position": "agency_officer", "service": "police_officer", "came_by": "duty", "acts": []string{"query", "disclose"}, "info": []string{"contact"},
		"openness": []string{}, "intent": true}

	It("are what differs, and nothing where nothing does", func() {
		Expect(casebook.Moves(find(careless), find(careless))).To(BeEmpty())
		got := map[string][2]rules.Verdict{}
		for _, m := range casebook.Moves(find(careless), find(wilful)) {
			got[m.Provision] = [2]rules.Verdict{m.From, m.To}
			Expect(m.Kind).NotTo(BeElementOf(rules.Modifier, rules.Permission))
		}
		Expect(got).To(HaveKeyWithValue("criminal-code/132/1", [2]rules.Verdict{rules.NotEstablished, rules.Established}))
		Expect(got).To(HaveKeyWithValue("criminal-code/132/2", [2]rules.Verdict{rules.Established, rules.NotEstablished}))
	})

	It("are measured between the nearest actors", func() {
		two := rules.Incident{Actors: []rules.Actor{{Name: "乙", Facts: rules.Values{"intent": false}}, {Name: "丙", Facts: rules.Values{"intent": true}}}}
		of, and := cases.Nearest(bare(rules.Values{"intent": true}), two)
		Expect([]string{of.Name, and.Name}).To(Equal([]string{"甲", "丙"}))
	})
})
