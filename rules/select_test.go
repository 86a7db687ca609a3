package rules_test

import (
	"fmt"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/rules"
)

var _ = Describe("lists of offences by selectors", func() {
	// Until 2020 paragraph 1 was the negligent offence, from then on paragraph 2 is.
	before := strings.Replace(punished("1", "careless", "3y"), "kind: criminal", "kind: criminal, negligence: true", 1) + "\n" + punished("2", "intent", "5y")
	after := punished("1", "intent", "3y") + "\n" + strings.Replace(punished("2", "careless", "5y"), "kind: criminal", "kind: criminal, negligence: true", 1)
	with := func(list string) *rules.Book {
		GinkgoHelper()
		files := small(smallFacts, "")
		files["statutes/criminal-code/132.yaml"] = offence("132", "from: 2020-01-01\n"+after, "from: 2000-01-01\n"+before)
		files["statutes/criminal-code/133.yaml"] = offence("133", "from: 2000-01-01\n"+punished("1", "offenders > 1", "1y"))
		files["statutes/criminal-code/134.yaml"] = offence("134", "from: 2000-01-01\n"+fmt.Sprintf(
			`      {id: "1", kind: modifier, label: 加重, elements: [{id: a, text: 犯罪, provisions: %s}], modifies: %s, modify: {aggravate: 1/2}},`, list, list))
		return load(files)
	}

	DescribeTable("are written out", func(list string, want ...string) {
		p, _ := with(list).Provision("criminal-code/134/1")
		Expect(p.Modifies).To(Equal(want))
		Expect(p.Elements[0].Provisions).To(Equal(want))
	},
		Entry("all", `["*"]`, "criminal-code/132/1", "criminal-code/132/2", "criminal-code/133/1"),
		Entry("of a law", `["criminal-code/*"]`, "criminal-code/132/1", "criminal-code/132/2", "criminal-code/133/1"),
		Entry("less one", `["*", "!criminal-code/132/2"]`, "criminal-code/132/1", "criminal-code/133/1"),
		Entry("less a law, and one of it again", `["*", "!criminal-code/*", criminal-code/133/1]`, "criminal-code/133/1"),
		Entry("what was wilful at some time", `["*", "!negligence"]`, "criminal-code/132/1", "criminal-code/132/2", "criminal-code/133/1"),
	)

	DescribeTable("take the wilful version only", func(day string, intent bool, want rules.Verdict, first, second int) {
		v := rules.Values{"intent": intent, "careless": !intent, "offenders": int64(1)}
		report, err := with(`["*", "!negligence"]`).Classify(rules.Incident{ActDate: at(day), Facts: v}, at(day).First)
		Expect(err).NotTo(HaveOccurred())
		Expect(findingOf(report.Actors[0], "criminal-code/134/1").Verdict).To(Equal(want))
		for id, most := range map[string]int{"criminal-code/132/1": first, "criminal-code/132/2": second} {
			if f := findingOf(report.Actors[0], id); f.Verdict == rules.Established {
				Expect(f.Penalty.Imprisonment.Max.Months).To(Equal(most), id)
			}
		}
	},
		Entry("negligent, while 1 is the negligent one", "2019-12-31", false, rules.NotEstablished, 36, 0),
		Entry("wilful, while 2 is the wilful one", "2019-12-31", true, rules.Established, 0, 90),
		Entry("wilful, once 1 is", "2020-01-01", true, rules.Established, 54, 0),
		Entry("negligent, once 2 is", "2020-01-01", false, rules.NotEstablished, 0, 60),
	)

	It("reach every wilful offence of the shipped book with 刑法28 – 30, and every one but corruption with 62", func() {
		for _, id := range []string{"criminal-code/28/1", "criminal-code/29/2", "criminal-code/30/2"} {
			p, _ := book.Provision(id)
			Expect(p.Modifies).To(ContainElements("state-secrets/32/2", "pdpa/42/1", "anti-corruption/4/1/5"), id)
			Expect(p.Modifies).NotTo(ContainElements("criminal-code/132/2"), id)
		}
		p, _ := book.Provision("criminal-code/62/1")
		Expect(p.Modifies).To(ContainElements("criminal-code/132/2", "pdpa/42/1"))
		Expect(p.Modifies).NotTo(ContainElement(HavePrefix("anti-corruption/")))
	})
})
