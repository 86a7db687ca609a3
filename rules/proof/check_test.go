package proof_test

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/rules/condition"
	"shoumi/rules/proof"
)

const (
	official     = "{id: subject, text: 公務員, when: official}"
	deliberately = "{id: intent, text: 故意, when: intent}"
	told         = `{id: conduct, text: 洩漏, when: '"tell" in acts'}`
)

var _ = Describe("what loading cannot find", func() {
	// checked is the place and message of every fault of a book of one provision
	// beside one that reads all facts.
	checked := func(facts, suspect string) []string {
		GinkgoHelper()
		b := load(files(facts, map[string]string{
			"132.yaml": article("132", version("2019-12-27", "0", suspect)),
			"133.yaml": article("133", version("2019-12-27", "0", provision("1", []string{rest}))),
		}))
		var out []string
		for _, f := range proof.Check(b) {
			line, _, _ := strings.Cut(f.String(), "\n")
			out = append(out, line)
		}
		return out
	}

	DescribeTable("is found where it stands", func(elements, exceptions []string, want ...string) {
		Expect(checked(vocabulary, provision("1", elements, exceptions...))).To(Equal(want))
	},
		Entry("an element that is never so",
			[]string{official, "{id: both, text: 故意又過失, when: intent and careless}"}, nil,
			"statutes/criminal-code/132.yaml:19:13: 要件「故意又過失」永遠不會成立"),
		Entry("an element that is always so",
			[]string{official, `{id: who, text: 任何人, when: 'position != "officer" or position == "officer"'}`}, nil,
			"statutes/criminal-code/132.yaml:19:13: 要件「任何人」永遠成立"),
		Entry("an element that can fail only outside the constraints",
			[]string{official, "{id: one, text: 非故意又過失, when: not (intent and careless)}"}, nil,
			"statutes/criminal-code/132.yaml:19:13: 要件「非故意又過失」永遠成立"),
		Entry("an element that another one implies",
			[]string{deliberately, "{id: fault, text: 非過失, when: not careless}"}, nil,
			"statutes/criminal-code/132.yaml:19:13: 要件「非過失」由其他要件必然成立，沒有作用"),
		Entry("elements that contradict each other",
			[]string{deliberately, official, "{id: fault, text: 過失, when: careless}"}, nil,
			"statutes/criminal-code/132.yaml:14:9: 刑法第132條的要件互相矛盾，不可能全部成立"),
		Entry("an exception that never applies",
			[]string{deliberately}, []string{"{id: slip, text: 出於過失, when: careless, burden: 行為人}"},
			"statutes/criminal-code/132.yaml:20:13: 例外「出於過失」在要件成立時永遠不適用"),
		Entry("an exception that always applies",
			[]string{told}, []string{"{id: told, text: 有行為, when: 'any(acts, # in [\"tell\", \"sell\"])', burden: 行為人}"},
			"statutes/criminal-code/132.yaml:20:13: 例外「有行為」在要件成立時永遠適用，刑法第132條永遠不成立"),
		Entry("one fault in what is dead anyway",
			[]string{"{id: both, text: 故意又過失, when: intent and careless}", deliberately}, []string{"{id: slip, text: 出於過失, when: careless, burden: 行為人}"},
			"statutes/criminal-code/132.yaml:18:13: 要件「故意又過失」永遠不會成立"),
	)

	DescribeTable("is not found where nothing is wrong", func(elements, exceptions []string) {
		Expect(checked(vocabulary, provision("1", elements, exceptions...))).To(BeEmpty())
	},
		Entry("elements that narrow each other", []string{official, deliberately, told}, nil),
		Entry("an element that partly follows", []string{`{id: any, text: 任一, when: 'intent or official'}`, `{id: two, text: 其一, when: 'official or careless'}`}, nil),
		Entry("exceptions of one rank and one burden", []string{deliberately}, []string{
			"{id: a, text: 公務, when: official, burden: 行為人}", `{id: b, text: 民眾, when: 'position == "citizen"', burden: 行為人}`}),
		Entry("exceptions of two ranks", []string{deliberately}, []string{
			"{id: a, text: 公務, when: official, burden: 行為人, priority: 1}", `{id: b, text: 民眾, when: 'position == "citizen"', burden: 機關}`}),
		Entry("exceptions that exclude each other", []string{told}, []string{
			"{id: a, text: 故意, when: intent, burden: 行為人}", "{id: b, text: 過失, when: careless, burden: 機關}"}),
	)

	It("names facts by which two exceptions of one rank compete", func() {
		b := of(provision("1", []string{told}, "{id: a, text: 公務, when: official, burden: 行為人}", `{id: b, text: 高價, when: 'amount >= 500', burden: 機關}`), provision("2", []string{rest}))
		faults := proof.Check(b)
		Expect(faults).To(HaveLen(1))
		Expect(faults[0].Place.String()).To(Equal("statutes/criminal-code/132.yaml:21:13"))
		Expect(faults[0].Message).To(Equal("例外「公務」與「高價」同一順位，可能同時適用而舉證責任不同"))
		hint, witness, _ := strings.Cut(faults[0].Hint, "例如 ")
		Expect(hint).To(Equal("用 priority 分出先後。"))

		in, err := b.DecodeIncident("witness.yaml", []byte("incident: 例\nact_date: 2020-01-01\nfacts: "+witness+"\n"))
		Expect(err).NotTo(HaveOccurred())
		facts := b.Language().NewFacts()
		Expect(b.Bind(facts, in.Of(in.Actors[0]))).To(Succeed())
		walk := b.Network().NewWalk()
		walk.Reset(facts)
		r := b.Rules("criminal-code/132/1")[0]
		for _, node := range append(r.Elements, r.Exceptions...) {
			Expect(walk.Truth(node)).To(Equal(condition.Yes), witness)
		}
	})

	It("finds facts, and members of sets, that no rule reads", func() {
		more := strings.Replace(vocabulary, "{id: sell, zh: 出售}", "{id: sell, zh: 出售}, {id: lend, zh: 出借}", 1) +
			"  - {id: idle, type: bool, group: 結果, label: {zh: 閒置}, question: {zh: 閒置嗎？}, who_knows: [卷宗], cost: 1}\n"
		Expect(checked(more, provision("1", []string{official}))).To(Equal([]string{
			"facts.yaml:8:10: 沒有規定分得出事實「acts」的「lend」",
			"facts.yaml:11:10: 沒有規定讀取事實「idle」",
		}))
	})

	It("knows the facts that only the engine reads: the number of acts, and the start of a deadline", func() {
		more := vocabulary + "  - {id: counts, type: int, group: 行為, label: {zh: 次數}, question: {zh: 幾次？}, who_knows: [卷宗], cost: 1}\n" +
			"  - {id: told_on, type: date, group: 程序, label: {zh: 告知日}, question: {zh: 哪天？}, who_knows: [卷宗], cost: 1}\n"
		suspect := strings.Replace(provision("1", []string{official}), "kind: criminal", "kind: duty", 1)
		with := strings.Replace(suspect, "penalty: {imprisonment: {max: 3y}}", "effect: 應陳報\n        deadline: {days: 3, from: told_on, cites: [criminal-code/132/1]}", 1)
		Expect(checked(more, with)).To(BeEmpty())
		without := strings.Replace(suspect, "penalty: {imprisonment: {max: 3y}}", "effect: 應陳報", 1)
		Expect(checked(more, without)).To(Equal([]string{"facts.yaml:12:10: 沒有規定讀取事實「told_on」"}))
	})

	It("bears with an element while the law it stands on is not in force yet, and not when it never is", func() {
		standing := provision("1", []string{"{id: base, text: 另有規定, provisions: [criminal-code/134/1]}"})
		faults := func(from string) (out []string) {
			b := load(files(vocabulary, map[string]string{
				"132.yaml": article("132", version("2022-01-01", "0", provision("1", []string{official})), version("2015-01-01", "1", standing)),
				"133.yaml": article("133", version("2019-12-27", "0", provision("1", []string{rest}))),
				"134.yaml": strings.Replace(article("134", version(from, "0", provision("1", []string{deliberately}))), "versions:", "new_law: true\nversions:", 1),
			}))
			for _, f := range proof.Check(b) {
				line, _, _ := strings.Cut(f.String(), "\n")
				out = append(out, line)
			}
			return out
		}
		Expect(faults("2021-12-31")).To(BeEmpty())
		Expect(faults("2022-01-01")).To(Equal([]string{"statutes/criminal-code/132.yaml:30:13: 要件「另有規定」永遠不會成立"}))
	})

	It("says a thing once, however many stretches of time show it", func() {
		concept := "concepts:\n  - id: agent\n    label: {zh: 人員}\n    versions:\n" +
			"      - {from: 2021-01-01, when: official or intent, cites: [criminal-code/10/2]}\n" +
			"      - {from: 2000-01-01, when: official, cites: [criminal-code/10/2]}\n"
		Expect(checked(vocabulary+concept, provision("1", []string{"{id: subject, text: 人員, when: agent}", "{id: both, text: 故意又過失, when: intent and careless}"}))).To(HaveLen(1))
	})

	It("is nothing in the shipped book", func() {
		Expect(proof.Check(shipped)).To(BeEmpty())
	})
})
