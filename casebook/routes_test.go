package casebook_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/casebook"
	"shoumi/rules"
)

// effects are what choices of invented scenarios may set; those of one list never
// contradict each other.
var effects = []string{
	"acts: [query]", "acts: [disclose]", "acts: {disclose: false}", "acts: {query: true, hand_over: false}", "acts: null",
	"query_for_duty: false", "query_for_duty: true", "knew_no_duty: true", "intent: true", "intent: null",
	"info: [vehicle]", "info: {informant: false}", "openness: [known]", "openness: {known: false}", "prosecution: indicted", "prosecution: null", "aims: {harm: true}",
}

// invented writes a scenario of five nodes, each of which leads to the next or
// past it, with random choices.
func invented(r *rand.Rand) string {
	var s strings.Builder
	const last = 4
	for n := range last + 1 {
		fmt.Fprintf(&s, "    - id: n%d\n      story: 第%d幕。\n      choices:\n", n, n+1)
		for c := range 2 + r.IntN(3) {
			fmt.Fprintf(&s, "        - id: c%d\n          do: 做第%d件事\n          says: 好。\n", c, c+1)
			if c > 0 {
				sets := map[string]string{}
				for range 1 + r.IntN(2) {
					e := effects[r.IntN(len(effects))]
					fact, _, _ := strings.Cut(e, ":")
					sets[fact] = e
				}
				var all []string
				for _, e := range sets {
					all = append(all, e)
				}
				fmt.Fprintf(&s, "          sets: {%s}\n", strings.Join(all, ", "))
			}
			switch next := min(n+1+r.IntN(2)*c%2, last); {
			case n == last:
			case c == 0 || next == n+1:
				fmt.Fprintf(&s, "          then: n%d\n", n+1)
			default:
				fmt.Fprintf(&s, "          then: [{if: {acts: disclose}, go: n%d}, {go: n%d}]\n", n+1, next)
			}
		}
	}
	return s.String()
}

// randomRun plays to the end.
func randomRun(b *casebook.Casebook, caseID string, r *rand.Rand) casebook.Run {
	GinkgoHelper()
	run, err := b.Start(caseID)
	Expect(err).NotTo(HaveOccurred())
	for {
		scene, done, err := b.Scene(run)
		Expect(err).NotTo(HaveOccurred())
		if done {
			return run
		}
		run, _, err = b.Answer(run, scene.Node, scene.Options[r.IntN(len(scene.Options))].ID, noon)
		Expect(err).NotTo(HaveOccurred())
	}
}

// holdsOnAllRoutes plays runs at random and asks of each that its liabilities are
// those of its facts alone, and that its turns add up to them.
func holdsOnAllRoutes(b *casebook.Casebook, c *casebook.Case, runs int, r *rand.Rand) (met int) {
	GinkgoHelper()
	known := map[string]string{}
	for range runs {
		run := randomRun(b, c.ID, r)
		facts, err := b.Facts(run)
		Expect(err).NotTo(HaveOccurred())
		standing, err := b.Standing(run)
		Expect(err).NotTo(HaveOccurred())
		key, of := asJSON(facts), asJSON(standing)
		if before, ok := known[key]; ok {
			met++
			Expect(of).To(Equal(before), "two routes to %s", key)
			continue
		}
		known[key] = of

		// the facts alone, with their sets in another order
		for id, v := range facts {
			if list, ok := v.([]string); ok {
				list = slices.Clone(list)
				slices.Reverse(list)
				facts[id] = list
			}
		}
		report, err := book.Classify(rules.Incident{ActDate: rules.On(c.Scenario.ActDate), Facts: facts}, c.Scenario.ActDate)
		Expect(err).NotTo(HaveOccurred())
		want := map[string]rules.Verdict{}
		for _, f := range report.Actors[0].Findings {
			if liability(f.Kind) && (f.Verdict == rules.Established || f.Verdict == rules.Undetermined) {
				want[f.ID] = f.Verdict
			}
		}
		got := verdictsOf(standing)
		Expect(got).To(Equal(want))

		// the start and every change since
		start, err := b.Start(c.ID)
		Expect(err).NotTo(HaveOccurred())
		standing, err = b.Standing(start)
		Expect(err).NotTo(HaveOccurred())
		sum := verdictsOf(standing)
		turns, err := b.Turns(run)
		Expect(err).NotTo(HaveOccurred())
		for _, t := range turns {
			for _, change := range t.Changes {
				from := change.From
				if from == rules.NotEstablished {
					from = ""
				}
				Expect(sum[change.Provision]).To(Equal(from), change.Provision)
				Expect(change.Because).NotTo(BeEmpty())
				if delete(sum, change.Provision); change.To != rules.NotEstablished {
					sum[change.Provision] = change.To
				}
			}
		}
		Expect(sum).To(Equal(want))
	}
	return met
}

func asJSON(v any) string {
	raw, err := json.Marshal(v)
	Expect(err).NotTo(HaveOccurred())
	return string(raw)
}

func liability(k rules.Kind) bool {
	return slices.Contains([]rules.Kind{rules.Criminal, rules.Administrative, rules.Disciplinary, rules.Civil, rules.StateCompensation}, k)
}

func verdictsOf(standing []casebook.Liability) map[string]rules.Verdict {
	out := map[string]rules.Verdict{}
	for _, l := range standing {
		out[l.Provision] = l.Verdict
	}
	return out
}

func routeSpecs() bool {
	return Describe("Two routes to the same facts give the same liabilities", func() {
		for _, c := range cases.Cases() {
			if c.Scenario != nil {
				It("in the scenario of "+c.ID, func() {
					holdsOnAllRoutes(cases, c, 3, rand.New(rand.NewPCG(1, 2)))
				})
			}
		}

		It("in scenarios made up at random", func() {
			r := rand.New(rand.NewPCG(20261122, 7))
			text := string(playableText())
			head, _, _ := strings.Cut(text, "    - id: counter\n")
			played, met := 0, 0
			for range 60 {
				b, err := bookOf([]byte(head + invented(r)))
				if err != nil {
					continue // no way out, nothing at stake, a contradiction: refused as it should be
				}
				c, _ := b.Case("npa-leak-3")
				met += holdsOnAllRoutes(b, c, 10, r)
				if played++; played == 5 {
					break
				}
			}
			Expect(played).To(Equal(5))
			Expect(met).To(BeNumerically(">", 5), "routes that met again")
		})
	})
}
