package proof_test

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/rules"
	"shoumi/rules/proof"
)

var (
	before = rules.Day(2019, 12, 26)
	after  = rules.Day(2019, 12, 27)
)

// changed is an article of two versions: the old one since 2000, the new one since
// 2019-12-27.
func changed(old, now string) *rules.Book {
	GinkgoHelper()
	return load(files(vocabulary, map[string]string{"132.yaml": article("132", version("2019-12-27", "1", now), version("2000-01-01", "0", old))}))
}

var _ = Describe("a change of law, by what it does", func() {
	It("is of the words alone where the fine is the same in another unit (刑法 132, 108-12-27)", func() {
		changes := proof.Between(shipped, "criminal-code/132", before, after)
		var ids []string
		for _, c := range changes {
			ids = append(ids, c.Provision)
			Expect(c.From).To(Equal("1935-07-01"))
			Expect(c.To).To(Equal("2019-12-27"))
			Expect(c.Text).To(BeTrue())
			Expect(c.Effect()).To(BeFalse(), c.Provision)
			Expect(c.Undecided).To(BeFalse())
			Expect(c.Before).To(Equal(c.After))
			Expect(c.Before).NotTo(BeEmpty())
		}
		Expect(ids).To(Equal([]string{"criminal-code/132/1", "criminal-code/132/2", "criminal-code/132/3"}))
	})

	It("is nothing between two days of one version", func() {
		Expect(proof.Between(shipped, "criminal-code/132/2", after, after+1)).To(Equal([]proof.Change{{Provision: "criminal-code/132/2",
			From: "2019-12-27", To: "2019-12-27", Before: "1年以下有期徒刑、拘役或新臺幣9,000元以下罰金", After: "1年以下有期徒刑、拘役或新臺幣9,000元以下罰金"}}))
	})

	It("knows nothing of an article that is not there", func() {
		Expect(proof.Between(shipped, "criminal-code/999", before, after)).To(BeEmpty())
		Expect(proof.Between(shipped, "criminal-code/132", rules.Day(1930, 1, 1), rules.Day(1930, 1, 2))).To(BeEmpty())
	})

	DescribeTable("comes with facts that the two versions decide otherwise", func(old, now []string, newly, noLonger bool) {
		const id = "criminal-code/132/1"
		b := changed(provision("1", old), provision("1", now))
		changes := proof.Between(b, "criminal-code/132", before, after)
		Expect(changes).To(HaveLen(1))
		c := changes[0]
		Expect(c.Newly != nil).To(Equal(newly))
		Expect(c.NoLonger != nil).To(Equal(noLonger))
		Expect(c.Effect()).To(Equal(newly || noLonger))
		Expect(c.Undecided).To(BeFalse())
		if newly {
			Expect(verdict(b, id, before, c.Newly)).To(Equal(rules.NotEstablished))
			Expect(verdict(b, id, after, c.Newly)).To(Equal(rules.Established))
		}
		if noLonger {
			Expect(verdict(b, id, before, c.NoLonger)).To(Equal(rules.Established))
			Expect(verdict(b, id, after, c.NoLonger)).To(Equal(rules.NotEstablished))
		}
	},
		Entry("an element less", []string{official, told}, []string{told}, true, false),
		Entry("an element more", []string{told}, []string{official, told}, false, true),
		Entry("another element", []string{official, told}, []string{deliberately, told}, true, true),
		Entry("other words for the same", []string{`{id: who, text: 員警, when: 'position == "officer"'}`},
			[]string{`{id: who, text: 員警, when: 'not (position in ["vendor", "citizen"])'}`}, false, false),
		Entry("the same under the constraints", []string{deliberately}, []string{"{id: intent, text: 故意, when: intent and not careless}"}, false, false),
		Entry("a higher threshold", []string{"{id: much, text: 高額, when: amount >= 3}"}, []string{"{id: much, text: 高額, when: amount >= 5}"}, false, true),
		Entry("a lower threshold", []string{"{id: much, text: 高額, when: amount > 5}"}, []string{"{id: much, text: 高額, when: amount > 3}"}, true, false),
		Entry("a member more", []string{told}, []string{`{id: conduct, text: 洩漏, when: 'any(acts, # in ["tell", "sell"])'}`}, true, false),
	)

	It("is an exception that came", func() {
		b := changed(provision("1", []string{told}), provision("1", []string{told}, "{id: slip, text: 過失, when: careless, burden: 行為人}"))
		c := proof.Between(b, "criminal-code/132/1", before, after)[0]
		Expect(c.Newly).To(BeNil())
		Expect(c.NoLonger).To(HaveKeyWithValue("careless", true))
	})

	It("is a provision that came, and one that went", func() {
		b := changed(provision("1", []string{official})+provision("2", []string{deliberately}), provision("1", []string{official})+provision("3", []string{told}))
		changes := proof.Between(b, "criminal-code/132", before, after)
		Expect(changes).To(HaveLen(3))
		went, came := changes[1], changes[2]
		Expect([]any{went.Provision, went.From, went.To, went.Effect()}).To(Equal([]any{"criminal-code/132/2", "2000-01-01", "", true}))
		Expect(went.NoLonger).To(Equal(rules.Values{"intent": true}))
		Expect(went.Newly).To(BeNil())
		Expect([]any{came.Provision, came.From, came.To, came.Effect()}).To(Equal([]any{"criminal-code/132/3", "", "2019-12-27", true}))
		Expect(came.Newly).To(Equal(rules.Values{"acts": map[string]bool{"tell": true}}))
		Expect(came.NoLonger).To(BeNil())
	})

	DescribeTable("is a penalty that became", func(old, now string, sign int) {
		punished := func(with string) string {
			return strings.Replace(provision("1", []string{official}), "{imprisonment: {max: 3y}}", with, 1)
		}
		c := proof.Between(changed(punished(old), punished(now)), "criminal-code/132/1", before, after)[0]
		Expect(c.Penalty).To(Equal(sign))
		Expect(c.Effect()).To(Equal(sign != 0))
		Expect(c.Before == c.After).To(Equal(sign == 0))
	},
		Entry("harsher", "{imprisonment: {max: 3y}}", "{imprisonment: {max: 5y}}", 1),
		Entry("milder", "{imprisonment: {max: 3y}}", "{imprisonment: {max: 1y}}", -1),
		Entry("milder by a choice", "{imprisonment: {max: 3y}}", "{imprisonment: {max: 3y}, detention: true}", -1),
		Entry("harsher by a minimum", "{imprisonment: {max: 3y}}", "{imprisonment: {min: 1y, max: 3y}}", 1),
		Entry("the same in another unit (刑法施行法 1-1 II)", "{fine: {max: 300, unit: yuan}}", "{fine: {max: 900}}", 0),
		Entry("harsher in the fine", "{fine: {max: 300, unit: yuan}}", "{fine: {max: 901}}", 1),
	)
})

var _ = Describe("two rule sets on one day", func() {
	law := func(provisions ...string) *rules.Book { return of(provisions...) }

	It("are the same where nothing differs", func() {
		Expect(proof.Books(law(provision("1", []string{official})), law(provision("1", []string{official})), after)).To(BeEmpty())
	})

	It("differ only in words where nothing else does", func() {
		old := law(provision("1", []string{official, told}))
		now := load(files(vocabulary, map[string]string{"132.yaml": article("132", version("2019-12-27", "7", provision("1", []string{told, official})))}))
		changes := proof.Books(old, now, after)
		Expect(changes).To(HaveLen(1))
		Expect(changes[0].Text).To(BeTrue())
		Expect(changes[0].Effect()).To(BeFalse())
	})

	It("differ by facts that each decides otherwise, also where each splits numbers its own way", func() {
		old := law(provision("1", []string{told, "{id: much, text: 高額, when: amount >= 3}"}))
		now := law(provision("1", []string{told, "{id: much, text: 高額, when: amount >= 8}"}, "{id: slip, text: 過失, when: careless, burden: 行為人}"))
		const id = "criminal-code/132/1"
		changes := proof.Books(old, now, after)
		Expect(changes).To(HaveLen(1))
		Expect(changes[0].Newly).To(BeNil())
		Expect(verdict(old, id, after, changes[0].NoLonger)).To(Equal(rules.Established))
		Expect(verdict(now, id, after, changes[0].NoLonger)).To(Equal(rules.NotEstablished))

		back := proof.Books(now, old, after)[0]
		Expect(back.NoLonger).To(BeNil())
		Expect(verdict(now, id, after, back.Newly)).To(Equal(rules.NotEstablished))
		Expect(verdict(old, id, after, back.Newly)).To(Equal(rules.Established))
	})

	It("differ by provisions that only one has", func() {
		old, now := law(provision("1", []string{official}), provision("2", []string{told})), law(provision("1", []string{official}), provision("3", []string{deliberately}))
		changes := proof.Books(old, now, after)
		Expect(changes).To(HaveLen(2))
		Expect([]string{changes[0].Provision, changes[0].From, changes[0].To}).To(Equal([]string{"criminal-code/132/2", "2019-12-27", ""}))
		Expect(changes[0].NoLonger).NotTo(BeNil())
		Expect([]string{changes[1].Provision, changes[1].From, changes[1].To}).To(Equal([]string{"criminal-code/132/3", "", "2019-12-27"}))
		Expect(changes[1].Newly).NotTo(BeNil())
	})

	It("have nothing to compare before there is law", func() {
		b := law(provision("1", []string{official}))
		Expect(proof.Books(b, law(provision("1", []string{told})), before)).To(BeEmpty())
	})
})
