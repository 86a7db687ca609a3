package casebook_test

import (
	"cmp"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/rules"
)

// interview starts with nothing but the date, the first answer, and answers what
// Next asks with the facts of the case, 不確定 where the case does not tell, as long
// as a question can swing one of the provisions. It returns the incident as
// answered and what was asked.
func interview(told rules.Incident, a rules.Actor, provisions []string) (in rules.Incident, asked []string) {
	known := told.Of(a)
	answered := rules.Actor{Name: a.Name, Facts: rules.Values{}}
	in = rules.Incident{Reference: told.Reference, ActDate: told.ActDate, Actors: []rules.Actor{answered}}
	asked = []string{rules.ActDateFact}
	for {
		next, err := book.Next(in, judged, asked...)
		Expect(err).NotTo(HaveOccurred())
		i := slices.IndexFunc(next[0], func(q rules.Question) bool {
			return slices.ContainsFunc(q.Elements, func(element string) bool {
				provision, _, _ := strings.Cut(element, "#")
				return slices.Contains(provisions, provision)
			})
		})
		if i < 0 {
			return in, asked
		}
		fact := next[0][i].Fact
		asked = append(asked, fact)
		if v, ok := known[fact]; ok {
			answered.Facts[fact] = v
		}
	}
}

// verdicts are those on some provisions, by id.
func verdicts(in rules.Incident, provisions []string) map[string]rules.Verdict {
	report, err := book.Classify(in, judged)
	Expect(err).NotTo(HaveOccurred())
	out := map[string]rules.Verdict{}
	for _, f := range report.Actors[0].Findings {
		if slices.Contains(provisions, f.ID) {
			out[f.ID] = f.Verdict
		}
	}
	return out
}

// manyCharges are the cases of three and more charges that together take more
// than 15 answers, with the most they may take; each charge alone keeps to 15.
var manyCharges = map[string]int{"npa-corruption-2": 30, "tcpd-4": 22}

func interviewSpecs() bool {
	return Describe("Asking a case from empty facts", func() {
		compared := map[string][]string{} // by case and actor: where the outcome is held against the rules
		for _, r := range agreed() {
			compared[r.Case+r.Actor] = append(compared[r.Case+r.Actor], r.Provision)
		}
		for _, c := range cases.Cases() {
			It("settles each charge of "+c.ID+" in at most 15 answers", func() {
				told := c.Incident()
				for _, a := range told.Actors {
					provisions := compared[c.ID+a.Name]
					in, asked := interview(told, a, provisions)
					GinkgoWriter.Printf("ANSWERS %s %s: %d %v\n", c.ID, a.Name, len(asked), asked)
					Expect(len(asked)).To(BeNumerically("<=", cmp.Or(manyCharges[c.ID], 15)), a.Name)
					if manyCharges[c.ID] > 0 {
						for _, p := range provisions {
							_, alone := interview(told, a, []string{p})
							Expect(len(alone)).To(BeNumerically("<=", 15), a.Name+" "+p)
						}
					}
					whole := rules.Incident{ActDate: told.ActDate, Actors: []rules.Actor{{Name: a.Name, Facts: told.Of(a)}}}
					Expect(verdicts(in, provisions)).To(Equal(verdicts(whole, provisions)), a.Name)
				}
			})
		}
	})
}
