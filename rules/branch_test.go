package rules_test

import (
	"strings"
	"testing/fstest"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/rules"
)

var _ = Describe("a clause that lays down several penalties", func() {
	const fined = `{id: 1/2, branch: 犯第266條之罪, kind: criminal, label: 包庇賭客, elements: [{id: intent, text: 故意, when: intent}], penalty: {fine: {max: 75000}}}`
	law := func() *rules.Book {
		return load(fstest.MapFS{"facts.yaml": {Data: []byte(smallFacts)},
			"statutes/criminal-code/270.yaml": offence("270",
				"from: 2022-01-14\n"+`{id: 1/1, branch: 犯第268條之罪, kind: criminal, label: 包庇賭場, elements: [{id: intent, text: 故意, when: intent}], penalty: {imprisonment: {max: 54m}}}, `+fined,
				"from: 1935-07-01\n"+`{id: 1/2, same_as: 2022-01-14, penalty: {fine: {max: 45000}}}`),
			"statutes/criminal-code/270.tests.yaml": {Data: []byte("tests: []\n")}})
	}

	It("is cited by what each is for, not as a subparagraph", func() {
		b := law()
		Expect(b.Cite("criminal-code/270/1/1")).To(Equal("刑法第270條（犯第268條之罪）"))
		f := one(b, at("2020-05-01"), rules.Values{"intent": true}, "criminal-code/270/1/2")
		Expect(f.Cite).To(Equal("刑法第270條（犯第266條之罪）"))
		Expect(f.Version).To(Equal("1935-07-01"))
		Expect(f.Penalty.Text()).To(Equal("新臺幣45,000元以下罰金"))
	})
})

var _ = Describe("an article whose official text was not at hand", func() {
	It("says so beside every finding of that version", func() {
		file := offence("163", "from: 2019-12-27\n"+`{id: "1", kind: criminal, label: 縱放, elements: [{id: intent, text: 故意, when: intent}], penalty: {imprisonment: {max: 7y}}}`,
			"from: 1935-07-01\n"+`{id: "1", same_as: 2019-12-27}`)
		file.Data = []byte(strings.Replace(string(file.Data), "sha256: "+strings.Repeat("0", 64), "unseen: 請核對。", 1))
		b := load(fstest.MapFS{"facts.yaml": {Data: []byte(smallFacts)}, "statutes/criminal-code/163.yaml": file,
			"statutes/criminal-code/163.tests.yaml": {Data: []byte("tests: []\n")}})
		Expect(one(b, at("2020-05-01"), rules.Values{"intent": true}, "criminal-code/163/1").Notes).To(ConsistOf("請核對。"))
		Expect(one(b, at("2019-12-26"), rules.Values{"intent": true}, "criminal-code/163/1").Notes).NotTo(ContainElement("請核對。"))
	})
})
