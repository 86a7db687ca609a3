package casebook_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/rules"
)

// bare is an incident of one actor with these facts.
func bare(facts rules.Values) rules.Incident {
	return rules.Incident{Actors: []rules.Actor{{Name: "甲", Facts: facts}}}
}

var _ = Describe("Distance", func() {
	It("is 0 to itself, the same both ways, and between 0 and 1", func() {
		for _, x := range cases.Cases() {
			self, differs := cases.Distance(x.Incident(), x.Incident())
			Expect(self).To(BeZero(), x.ID)
			Expect(differs).To(BeEmpty(), x.ID)
			for _, y := range cases.Cases() {
				there, a := cases.Distance(x.Incident(), y.Incident())
				back, b := cases.Distance(y.Incident(), x.Incident())
				Expect(there).To(Equal(back), x.ID+" "+y.ID)
				Expect(a).To(Equal(b), x.ID+" "+y.ID)
				Expect(there).To(And(BeNumerically(">=", 0), BeNumerically("<=", 1)))
			}
		}
	})

	It("counts half what only one side knows, whole what differs, and nothing what neither knows", func() {
		whole, differs := cases.Distance(bare(rules.Values{"intent": true}), bare(rules.Values{"intent": false}))
		Expect(whole).To(Equal(1.0))
		Expect(differs).To(Equal([]string{"intent"}))
		half, differs := cases.Distance(bare(rules.Values{"intent": true}), bare(nil))
		Expect(half).To(Equal(0.5))
		Expect(differs).To(BeEmpty())
		zero, _ := cases.Distance(bare(nil), bare(nil))
		Expect(zero).To(BeZero())
	})

	DescribeTable("compares sets by their members", func(x, y any, want float64) {
		d, _ := cases.Distance(bare(rules.Values{"info": x}), bare(rules.Values{"info": y}))
		Expect(d).To(BeNumerically("~", want, 1e-9))
	},
		Entry("the same", []string{"vehicle", "contact"}, []string{"contact", "vehicle"}, 0.0),
		Entry("one of three shared", []string{"vehicle", "contact"}, []string{"contact", "household"}, 2.0/3),
		Entry("nothing shared", []string{"vehicle"}, []string{"household"}, 1.0),
		Entry("both empty", []string{}, []string{}, 0.0),
		Entry("a member that one side does not know", []string{"vehicle", "contact"}, map[string]bool{"contact": true}, 0.25),
		Entry("a member known not to be there", []string{"vehicle", "contact"}, map[string]bool{"contact": true, "vehicle": false}, 0.5),
	)

	It("weighs a fact by the provisions that read it", func() {
		intent, _ := cases.Distance(bare(rules.Values{"intent": true, "came_by": "duty"}), bare(rules.Values{"intent": false, "came_by": "duty"}))
		cameBy, _ := cases.Distance(bare(rules.Values{"intent": true, "came_by": "duty"}), bare(rules.Values{"intent": true, "came_by": "business"}))
		Expect(intent).To(BeNumerically(">", cameBy))
	})
})

var _ = Describe("Similar", func() {
	It("finds the case of the same story first, nearest first, and not the case itself", func() {
		in := bare(rules.Values{"position": "agency_officer", "service": "police_officer", "acts": []string{"query", "disclose"}, "query_for_duty": true,
			"info": []string{"contact"}, "intent": false, "openness": []string{}, "fault": map[string]bool{"required": true, "able": true, "lapse": true}})
		near := cases.Similar(in, 3)
		Expect(near).To(HaveLen(3))
		Expect(near[0].Case).To(Equal("npa-leak-4"))
		Expect(near[0].Distance).To(BeNumerically("<=", near[1].Distance))
		Expect(near[1].Distance).To(BeNumerically("<=", near[2].Distance))
		c, _ := cases.Case("npa-leak-4")
		for _, s := range cases.Similar(c.Incident(), 100) {
			Expect(s.Case).NotTo(Equal("npa-leak-4"))
		}
	})

	It("names the facts that differ and keeps published order where nothing tells cases apart", func() {
		c, _ := cases.Case("npa-leak-4")
		in := c.Incident()
		in.Reference = "事件"
		in.Actors[0].Facts["query_for_duty"] = false
		near := cases.Similar(in, 1)
		Expect(near[0].Case).To(Equal("npa-leak-4"))
		Expect(near[0].Differs).To(Equal([]string{"query_for_duty"}))

		var ids []string
		for _, c := range cases.Cases() {
			ids = append(ids, c.ID)
		}
		var order []string
		for _, s := range cases.Similar(bare(rules.Values{"superior_consented": true}), 100) {
			order = append(order, s.Case)
		}
		Expect(order).To(ConsistOf(ids))
		Expect(order[0]).To(Equal(cases.Similar(bare(rules.Values{"superior_consented": true}), 1)[0].Case))
	})
})
