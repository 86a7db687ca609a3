package casebook_test

import (
	"sync"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/casebook"
	"shoumi/rules"
)

var judged = rules.Day(2026, 11, 22)

// agreed is computed once: it classifies every case.
var agreed = sync.OnceValue(func() []casebook.Row { return cases.Agreement(judged) })

func rowOf(id, actor, provision string) casebook.Row {
	GinkgoHelper()
	var found []casebook.Row
	for _, r := range agreed() {
		if r.Case == id && r.Actor == actor && r.Provision == provision {
			found = append(found, r)
		}
	}
	Expect(found).To(HaveLen(1), id+" "+actor+" "+provision)
	return found[0]
}

var _ = Describe("Agreement", func() {
	It("leaves no difference unexplained, and every explained one with its reason", func() {
		rows := agreed()
		Expect(rows).NotTo(BeEmpty())
		for _, r := range rows {
			Expect(r.Result).NotTo(Equal(casebook.Unexplained), r.Case+r.Actor+r.Provision+r.Gap)
			Expect(r.Why != "").To(Equal(r.Result == casebook.Explained), r.Case+r.Actor+r.Provision)
			Expect(r.Gap != "").To(Equal(r.Result == casebook.Explained), r.Case+r.Actor+r.Provision)
		}
	})

	DescribeTable("holds the outcome beside the rules", func(id, actor, provision string, verdict rules.Verdict, result casebook.Result, kind casebook.DifferenceKind, gap string) {
		r := rowOf(id, actor, provision)
		Expect(r.Engine.Verdict).To(Equal(verdict))
		Expect(r.Result).To(Equal(result))
		Expect(r.Kind).To(Equal(kind))
		Expect(r.Gap).To(Equal(gap))
	},
		Entry("a deferred prosecution that the rules bear out", "npa-leak-1", "甲", "criminal-code/132/1", rules.Established, casebook.Agree, none, ""),
		Entry("a charge whose aim and date are not told", "npa-leak-3", "甲", "pdpa/41/1", rules.Undetermined, casebook.Explained, casebook.UndeterminedByFacts, "依來源所載的事實未定，還缺：意圖、行為日"),
		Entry("its aggravation", "npa-leak-3", "甲", "pdpa/44/1", rules.Undetermined, casebook.Explained, casebook.UndeterminedByFacts, "依來源所載的事實未定，還缺：意圖、行為日"),
		Entry("rules wider than the charge", "npa-leak-3", "甲", "criminal-code/132/1", rules.Established, casebook.Explained, casebook.NotDiscussed, "規則認為成立，官方沒有以此論處"),
		Entry("30 days of detention", "npa-leak-4", "甲", "criminal-code/132/2", rules.Established, casebook.Within, none, ""),
		Entry("5 days of detention", "npa-leak-6", "甲", "criminal-code/132/2", rules.Established, casebook.Within, none, ""),
		Entry("a base price told by mistake", "npa-leak-7", "甲", "criminal-code/132/2", rules.Established, casebook.Within, none, ""),
		Entry("the duty it broke", "npa-leak-7", "甲", "procurement/34/3", rules.Established, casebook.Agree, none, ""),
		Entry("a sanction over the range", "npa-misuse-1", "甲", "police-infosec/24/3/2", rules.Established, casebook.Explained, casebook.AggravatedByCount, "記一大過，重於規定的「記過一次以下」"),
		Entry("a sanction without a basis told", "npa-misuse-3", "乙", "", rules.NotEncoded, casebook.Explained, casebook.NotEncoded, "官方有行政處分而來源沒有寫依據，規則裡沒有成立而定有懲處額度的規定"),
		Entry("the least imprisonment", "tcpd-9", "甲", "criminal-code/132/1", rules.Established, casebook.Within, none, ""),
		Entry("no indictment where the other knew", "tcpd-10", "甲", "criminal-code/132/1", rules.NotEstablished, casebook.Agree, none, ""),
		Entry("four months for a friend's query", "npa-leak-2", "甲", "criminal-code/132/1", rules.Established, casebook.Within, none, ""),
		Entry("a careless deferred prosecution", "npa-leak-5", "甲", "criminal-code/132/2", rules.Established, casebook.Agree, none, ""),
		Entry("an indictment", "tcpd-2", "甲", "criminal-code/132/1", rules.Established, casebook.Agree, none, ""),
		Entry("a year and two months", "tcpd-5", "甲", "criminal-code/132/1", rules.Established, casebook.Within, none, ""),
		Entry("an indictment still before the court", "tcpd-8", "甲", "criminal-code/132/1", rules.Established, casebook.Agree, none, ""),
		Entry("intent or negligence not told", "tcpd-11", "甲", "criminal-code/132/1", rules.Undetermined, casebook.Explained, casebook.UndeterminedByFacts, "依來源所載的事實未定，還缺：故意使對方知悉或取得"),
	)

	It("lists what nobody charged and the facts leave open, without calling it a difference", func() {
		Expect(rowOf("npa-leak-1", "甲", "criminal-code/132/1").Open).To(ContainElement("pdpa/41/1"))
	})

	It("does not compare a branch on which the source is silent", func() {
		for _, r := range agreed() {
			if r.Case == "npa-misuse-1" {
				Expect(r.Branch).To(Equal(rules.Administrative))
			}
		}
	})
})

const none casebook.DifferenceKind = ""
