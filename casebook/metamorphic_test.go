package casebook_test

import (
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/casebook"
	"shoumi/rules"
	"shoumi/rules/penalty"
)

// told are the facts of one actor of a case.
func told(c *casebook.Case, name string) rules.Values {
	in := c.Incident()
	i := slices.IndexFunc(in.Actors, func(a rules.Actor) bool { return a.Name == name })
	return in.Of(in.Actors[i])
}

// findingsOn classifies facts under the law of a case.
func findingsOn(c *casebook.Case, facts rules.Values) []rules.Finding {
	GinkgoHelper()
	report, err := book.Classify(rules.Incident{ActDate: c.ActDate, Facts: facts}, printed)
	Expect(err).NotTo(HaveOccurred())
	return report.Actors[0].Findings
}

// printed is the day by which cases are judged in counterfactuals.
var printed = rules.Day(2023, 11, 30)

// with is a case of which an actor's facts are others.
func with(c *casebook.Case, name string, facts rules.Values) *casebook.Case {
	out := *c
	out.ID, out.Shared = "npa-leak-90", nil
	a, _ := c.Actor(name)
	a.Facts = nil
	for id, v := range facts {
		a.Facts = append(a.Facts, casebook.Fact{ID: id, Value: v, At: []string{"s1"}})
	}
	out.Actors = []casebook.Actor{a}
	return &out
}

func applied(facts rules.Values, changes []rules.FactChange, back bool) rules.Values {
	out := rules.Values{}
	for id, v := range facts {
		out[id] = v
	}
	for _, c := range changes {
		to := c.To
		if back {
			to = c.From
		}
		if out[c.Fact] = to; to == nil {
			delete(out, c.Fact)
		}
	}
	return out
}

// within says that a set is known to have a member.
func within(set any, id string) bool {
	if list, ok := set.([]string); ok {
		return slices.Contains(list, id)
	}
	return set.(map[string]bool)[id]
}

func moved(list []casebook.Move) map[string][2]rules.Verdict {
	out := map[string][2]rules.Verdict{}
	for _, m := range list {
		out[m.Provision] = [2]rules.Verdict{m.From, m.To}
	}
	return out
}

func metamorphicSpecs() bool {
	return Describe("Counterfactuals", func() {
		for _, c := range cases.Cases() {
			for _, a := range c.Actors {
				name, facts := a.Name, told(c, a.Name)
				Describe("of "+c.ID+" "+name, func() {
					It("come in the order of the vocabulary, coherent and about known facts", func() {
						all := cases.Counterfactuals(c, name)
						Expect(all).NotTo(BeEmpty())
						last := -1
						for _, x := range all {
							at := slices.IndexFunc(book.Facts(), func(f rules.Fact) bool { return f.ID == x.Changes[0].Fact })
							Expect(at).To(BeNumerically(">=", last))
							last = at
							Expect(facts).To(HaveKey(x.Changes[0].Fact))
							Expect(x.Changes[0].To).NotTo(Equal(x.Changes[0].From))
							_, broken := book.Contradiction(applied(facts, x.Changes, false))
							Expect(broken).To(BeFalse(), "%v", x.Changes)
							for _, change := range x.Changes {
								Expect(change.To).NotTo(BeNil())
							}
						}
					})

					It("undo themselves when turned again", func() {
						turned := 0
						for _, x := range cases.Counterfactuals(c, name) {
							change := x.Changes[0]
							f, _ := book.Fact(change.Fact)
							if len(x.Changes) > 1 || f.Type == rules.Set && turned > 2 {
								continue
							}
							if turned++; turned > 4 {
								break
							}
							again, ok := cases.Counterfactual(with(c, name, applied(facts, x.Changes, false)), name, change.Fact, change.From)
							Expect(ok).To(BeTrue())
							Expect(again.Changes).To(Equal([]rules.FactChange{{Fact: change.Fact, From: change.To, To: change.From}}))
							mirror := map[string][2]rules.Verdict{}
							for id, v := range moved(x.Moves) {
								mirror[id] = [2]rules.Verdict{v[1], v[0]}
							}
							Expect(moved(again.Moves)).To(Equal(mirror), "%v", change)
						}
					})

					It("lose every offence of 刑法132 once nothing was secret", func() {
						open := applied(facts, []rules.FactChange{{Fact: "openness", To: []string{"public"}}}, false)
						for _, f := range findingsOn(c, open) {
							if strings.HasPrefix(f.ID, "criminal-code/132/") {
								Expect(f.Verdict).To(Equal(rules.NotEstablished), f.ID)
							}
						}
						if was, ok := facts["openness"]; ok && !within(was, "public") {
							i := slices.IndexFunc(cases.Counterfactuals(c, name), func(x casebook.Counterfactual) bool {
								return x.Changes[0].Fact == "openness" && within(x.Changes[0].To, "public")
							})
							if _, partial := was.(map[string]bool); i < 0 && partial {
								return // whether it was public is not known
							}
							Expect(i).To(BeNumerically(">=", 0))
							for _, f := range findingsOn(c, facts) {
								if strings.HasPrefix(f.ID, "criminal-code/132/") && f.Verdict != rules.NotEstablished {
									Expect(moved(cases.Counterfactuals(c, name)[i].Moves)).To(HaveKeyWithValue(f.ID, [2]rules.Verdict{f.Verdict, rules.NotEstablished}))
								}
							}
						}
					})

					It("never lower a maximum by an aggravating fact", func() {
						for _, fact := range []string{"abused_office", "investigator"} {
							less := applied(facts, []rules.FactChange{{Fact: fact, To: false}}, false)
							more := applied(facts, []rules.FactChange{{Fact: fact, To: true}}, false)
							after := findingsOn(c, more)
							for i, f := range findingsOn(c, less) {
								g := after[i]
								if f.Kind == rules.Criminal && f.Verdict == rules.Established && f.Penalty != nil {
									Expect(g.Verdict).To(Equal(rules.Established), f.ID)
									Expect(penalty.Compare(*g.Penalty, *f.Penalty)).To(BeNumerically(">=", 0), f.ID+" "+fact)
								}
							}
						}
					})

					It("do not know what anybody is called", func() {
						in := c.Incident()
						report, err := book.Classify(in, printed)
						Expect(err).NotTo(HaveOccurred())
						for i := range in.Actors {
							in.Actors[i].Name = "某" + in.Actors[i].Name
						}
						renamed, err := book.Classify(in, printed)
						Expect(err).NotTo(HaveOccurred())
						for i := range renamed.Actors {
							Expect(asJSON(renamed.Actors[i].Findings)).To(Equal(asJSON(report.Actors[i].Findings)))
						}
					})

					It("can take away each liability that is established", func() {
						gone := map[string]bool{}
						for _, x := range cases.Counterfactuals(c, name) {
							for id, v := range moved(x.Moves) {
								gone[id] = gone[id] || v[0] == rules.Established && v[1] != rules.Established
							}
						}
						for _, f := range findingsOn(c, facts) {
							if liability(f.Kind) && f.Verdict == rules.Established {
								Expect(gone[f.ID]).To(BeTrue(), f.ID)
							}
						}
					})

					It("tell exactly what classifying both sets of facts tells", func() {
						before := findingsOn(c, facts)
						all := cases.Counterfactuals(c, name)
						for i := 0; i < len(all); i += max(len(all)/4, 1) { // a few, spread over the facts
							want := map[string][2]rules.Verdict{}
							for k, g := range findingsOn(c, applied(facts, all[i].Changes, false)) {
								if liability(g.Kind) && g.Verdict != before[k].Verdict {
									want[g.ID] = [2]rules.Verdict{before[k].Verdict, g.Verdict}
								}
							}
							got := moved(all[i].Moves)
							for id, v := range got {
								if v[0] == v[1] { // a penalty moved
									delete(got, id)
								}
							}
							Expect(got).To(Equal(want), "%v", all[i].Changes)
						}
					})
				})
			}
		}
	})
}

var _ = Describe("One counterfactual of a case", func() {
	It("takes along what the constraints force", func() {
		c, _ := cases.Case("npa-leak-4")
		x, ok := cases.Counterfactual(c, "甲", "intent", true)
		Expect(ok).To(BeTrue())
		Expect(x.Changes).To(Equal([]rules.FactChange{{Fact: "intent", From: false, To: true},
			{Fact: "fault", From: map[string]bool{"required": true, "able": true, "lapse": true}, To: map[string]bool{"required": true, "able": true, "lapse": false}}}))
		Expect(moved(x.Moves)).To(And(HaveKeyWithValue("criminal-code/132/1", [2]rules.Verdict{rules.NotEstablished, rules.Established}),
			HaveKeyWithValue("criminal-code/132/2", [2]rules.Verdict{rules.Established, rules.NotEstablished})))
	})

	It("says 不影響 by having no moves", func() {
		c, _ := cases.Case("npa-leak-4")
		x, ok := cases.Counterfactual(c, "甲", "came_by", "otherwise")
		Expect(ok).To(BeTrue())
		Expect(x.Moves).To(BeEmpty())
	})

	It("drops a member that implies another when the other goes", func() {
		c, _ := cases.Case("npa-leak-4")
		facts := told(c, "甲")
		facts["mobile_breaches"] = []string{"not_updated", "locked_thrice"}
		x, ok := cases.Counterfactual(with(c, "甲", facts), "甲", "mobile_breaches", []string{"locked_thrice"})
		Expect(ok).To(BeTrue())
		Expect(x.Changes).To(HaveLen(1))
		Expect(x.Changes[0].To).To(Equal([]string{}))
	})

	It("is not there for what cannot be", func() {
		c, _ := cases.Case("npa-leak-4")
		_, ok := cases.Counterfactual(c, "乙", "intent", true)
		Expect(ok).To(BeFalse())
		for _, x := range []struct {
			fact  string
			value any
		}{{"no_such_fact", true}, {"intent", "yes"}, {"intent", false}, {"position", "king"}, {"acts", []string{"disclose", "query"}}} {
			_, ok = cases.Counterfactual(c, "甲", x.fact, x.value)
			Expect(ok).To(BeFalse(), x.fact)
		}
		Expect(cases.Counterfactuals(c, "乙")).To(BeEmpty())
	})
})

var _ = DescribeTable("Members of a change", func(from, to any, in, out []string) {
	gotIn, gotOut := casebook.Members(rules.FactChange{Fact: "acts", From: from, To: to})
	Expect(gotIn).To(Equal(in))
	Expect(gotOut).To(Equal(out))
},
	Entry("lists", []string{"query"}, []string{"lose", "disclose"}, []string{"disclose", "lose"}, []string{"query"}),
	Entry("maps", map[string]bool{"query": true, "lose": false}, map[string]bool{"query": false, "lose": true}, []string{"lose"}, []string{"query"}),
	Entry("from nothing known", nil, []string{"query"}, []string{"query"}, nil),
	Entry("no set", true, false, nil, nil),
)
