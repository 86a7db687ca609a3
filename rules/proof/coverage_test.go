package proof_test

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/rules"
	"shoumi/rules/proof"
)

const id = "criminal-code/132/1"

// tested is a book of the article with tests beside it, and what they cover of
// its first provision.
func tested(law string, tests ...string) (*rules.Book, proof.Coverage) {
	GinkgoHelper()
	f := map[string]string{"132.yaml": law}
	if len(tests) > 0 {
		f["132.tests.yaml"] = "tests:\n" + strings.Join(tests, "")
	}
	b := load(files(vocabulary, f))
	for _, a := range b.Articles() {
		for _, t := range b.Tests(a.ID) {
			Expect(b.Run(t)).To(BeEmpty())
		}
	}
	all := proof.Cover(b)
	Expect(all).NotTo(BeEmpty())
	Expect(all[0].Provision).To(Equal(id))
	return b, all[0]
}

// given is an entry of a tests file about the provision.
func given(day, facts, verdict string) string {
	return "  - note: 例\n    act_date: " + day + "\n    facts: {" + facts + "}\n    expect: {" + id + ": " + verdict + "}\n"
}

func goals(gaps []proof.Gap) []string {
	var out []string
	for _, g := range gaps {
		out = append(out, g.Goal)
	}
	return out
}

var _ = Describe("what the tests prove", func() {
	law := article("132", version("2019-12-27", "0", provision("1", []string{official, told}, "{id: slip, text: 過失, when: careless, burden: 行為人}")))
	established := given("2020-05-01", "official: true, acts: [tell], careless: false", "established")
	notOfficial := given("2020-05-01", "official: false, acts: [tell], careless: false", "not_established")
	notTold := given("2020-05-01", "official: true, acts: [sell], careless: false", "not_established")
	slip := given("2020-05-01", "official: true, acts: [tell], careless: true", "not_established")
	edges := given("2019-12-26", "official: true, acts: [tell], careless: false", "not_encoded") +
		given("2019-12-27", "official: true, acts: [tell], careless: false", "established")

	It("is everything where each element, and each exception, has been the only difference", func() {
		_, c := tested(law, established, notOfficial, notTold, slip, edges)
		Expect(c).To(Equal(proof.Coverage{Provision: id, Version: "2019-12-27", Goals: 4, Reached: 4, Excused: []string{}, Missing: []proof.Gap{}, Boundary: []proof.Gap{}}))
		Expect(c.Complete()).To(BeTrue())
		Expect(c.Summary()).To(Equal("criminal-code/132/1（2019-12-27版）：4／4"))
	})

	DescribeTable("lacks one scenario, which closes the gap where it is pasted", func(goal string, tests ...string) {
		_, c := tested(law, append(tests, edges)...)
		Expect(goals(c.Missing)).To(Equal([]string{goal}))
		Expect(c.Boundary).To(BeEmpty())
		Expect([]int{c.Reached, c.Goals}).To(Equal([]int{3, 4}))
		Expect(c.Summary()).To(HaveSuffix("3／4，缺：" + goal))

		b, again := tested(law, append(tests, edges, c.Missing[0].YAML)...)
		Expect(again.Complete()).To(BeTrue())
		pasted := b.Tests(b.Articles()[0].ID)[len(tests)+2]
		Expect(pasted.Note).To(Equal(goal))
	},
		Entry("of an element", "只有要件「公務員」不成立", established, notTold, slip),
		Entry("of another element", "只有要件「洩漏」不成立", established, notOfficial, slip),
		Entry("of an exception", "只因例外「過失」而不成立", established, notOfficial, notTold),
		Entry("of an element that never failed alone", "只有要件「公務員」不成立", established, notTold, slip,
			given("2020-05-01", "official: false, acts: [sell], careless: false", "not_established")),
		Entry("of an element in a test that says nothing of the provision", "只有要件「公務員」不成立", established, notTold, slip,
			"  - note: 例\n    act_date: 2020-05-01\n    facts: {official: false, acts: [tell], careless: false}\n    expect: {}\n"),
		Entry("of an element tested outside the time of the rule", "只有要件「公務員」不成立", established, notTold, slip,
			given("2019-12-01..2020-01-31", "official: false, acts: [tell], careless: false", "undetermined")),
	)

	It("takes whole tests from what it wrote itself", func() {
		_, c := tested(law)
		Expect(goals(c.Missing)).To(Equal([]string{"全部要件成立", "只有要件「公務員」不成立", "只有要件「洩漏」不成立", "只因例外「過失」而不成立"}))
		Expect(goals(c.Boundary)).To(Equal([]string{"施行前一日 2019-12-26", "施行首日 2019-12-27"}))
		var all []string
		for _, g := range append(c.Missing, c.Boundary...) {
			all = append(all, g.YAML)
		}
		_, c = tested(law, all...)
		Expect(c.Complete()).To(BeTrue())
	})

	It("counts the incidents of real cases for elements, and not for boundary days", func() {
		b, _ := tested(law, established, notTold, slip)
		incident := func(day rules.Date) rules.Incident {
			return rules.Incident{ActDate: rules.On(day), Facts: rules.Values{"official": false, "acts": []string{"tell"}, "careless": false}, Actors: []rules.Actor{{Name: "甲"}}}
		}
		c := proof.Cover(b, incident(after))[0]
		Expect(c.Missing).To(BeEmpty())
		Expect(goals(c.Boundary)).To(Equal([]string{"施行前一日 2019-12-26", "施行首日 2019-12-27"}))
		Expect(proof.Cover(b, incident(before))[0].Missing).To(HaveLen(1))
	})

	It("excuses what no legal facts can show", func() {
		both := article("132", version("2019-12-27", "0", provision("1", []string{deliberately, "{id: fault, text: 非過失, when: not careless}"})))
		_, c := tested(both, given("2020-05-01", "intent: true", "established"), given("2020-05-01", "intent: false, careless: false", "not_established"),
			given("2019-12-26", "intent: true", "not_encoded"), given("2019-12-27", "intent: true", "established"))
		Expect(c.Excused).To(Equal([]string{"只有要件「非過失」不成立：事實之間的限制使它不可能單獨發生"}))
		Expect(c.Complete()).To(BeTrue())
		Expect([]int{c.Reached, c.Goals}).To(Equal([]int{2, 3}))
		Expect(c.Summary()).To(HaveSuffix("2／2"))
	})

	It("excuses what rests on law that the book does not have for that day", func() {
		rests := provision("1", []string{official, "{id: offence, text: 犯前條之罪, provisions: [criminal-code/133/1]}"})
		b := load(files(vocabulary, map[string]string{
			"132.yaml": article("132", version("2010-01-01", "1", provision("1", []string{official})), version("2000-01-01", "0", rests)),
			"133.yaml": article("133", version("2010-01-01", "0", provision("1", []string{told}))),
		}))
		c := proof.Cover(b)[0]
		Expect(c.Version).To(Equal("2000-01-01"))
		Expect(c.Excused).To(Equal([]string{
			"全部要件成立：所依據的法律當時未編入，結論不會確定",
			"只有要件「公務員」不成立：所依據的法律當時未編入，結論不會確定",
			"只有要件「犯前條之罪」不成立：所依據的法律當時未編入，結論不會確定",
		}))
		Expect(c.Missing).To(BeEmpty())
		Expect(goals(c.Boundary)).To(Equal([]string{"施行前一日 1999-12-31", "施行首日 2000-01-01"}))
		Expect(c.Boundary[1].YAML).To(ContainSubstring("undetermined"))
	})

	It("asks for the boundary days of every version, and shares the elements of those that are written the same", func() {
		p := provision("1", []string{official})
		two := article("132", version("2019-12-27", "1", p), version("2000-01-01", "0", p))
		_, c := tested(two, given("2005-05-01", "official: true", "established"), given("2020-05-01", "official: false", "not_established"))
		Expect(c.Missing).To(BeEmpty())
		Expect(goals(c.Boundary)).To(Equal([]string{"施行前一日 1999-12-31", "施行首日 2000-01-01", "施行前一日 2019-12-26", "施行首日 2019-12-27"}))
		Expect(c.Boundary[0].YAML).To(ContainSubstring("not_encoded"))
	})

	It("covers versions apart whose elements differ", func() {
		b := changed(provision("1", []string{official, told}), provision("1", []string{told}))
		var versions []string
		for _, c := range proof.Cover(b) {
			versions = append(versions, c.Version)
			Expect(c.Reached).To(BeZero())
		}
		Expect(versions).To(Equal([]string{"2000-01-01", "2019-12-27"}))
	})

	It("covers versions apart whose exceptions differ", func() {
		b := changed(provision("1", []string{told}), provision("1", []string{told}, "{id: slip, text: 過失, when: careless, burden: 行為人}"))
		all := proof.Cover(b)
		Expect(all).To(HaveLen(2))
		Expect([]int{all[0].Goals, all[1].Goals}).To(Equal([]int{2, 3}))
	})

	It("does not ask for the days on which only a concept changed", func() {
		concept := vocabulary + "concepts:\n  - id: agent\n    label: {zh: 人員}\n    versions:\n" +
			"      - {from: 2021-01-01, when: official or intent, cites: [criminal-code/10/2]}\n" +
			"      - {from: 2000-01-01, when: official, cites: [criminal-code/10/2]}\n"
		b := load(files(concept, map[string]string{"132.yaml": article("132", version("2019-12-27", "0", provision("1", []string{"{id: subject, text: 人員, when: agent}"})))}))
		Expect(b.Rules(id)).To(HaveLen(2))
		Expect(goals(proof.Cover(b)[0].Boundary)).To(Equal([]string{"施行前一日 2019-12-26", "施行首日 2019-12-27"}))
	})

	It("leaves nothing out in the shipped book", func() {
		for _, c := range proof.Cover(shipped) {
			Expect(c.Complete()).To(BeTrue(), c.Summary())
		}
	})
})
