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
		Entry("two months over the least for profiting", "npa-corruption-1", "甲", "anti-corruption/6/1/4", rules.Established, casebook.Within, none, ""),
		Entry("five leaks beside it", "npa-corruption-1", "甲", "criminal-code/132/1", rules.Established, casebook.Within, none, ""),
		Entry("the colleague who was deceived", "npa-corruption-1", "乙", "criminal-code/132/2", rules.Established, casebook.Agree, none, ""),
		Entry("a bribe punished below the least, the mitigation not told", "npa-corruption-2", "甲", "anti-corruption/5/1/3", rules.Established, casebook.Explained, casebook.Mitigation, "宣告刑有期徒刑4年2月低於法定範圍（7年以上20年以下有期徒刑，得併科新臺幣90,000,000元以下罰金）"),
		Entry("profiting of which text and article disagree", "npa-corruption-2", "甲", "anti-corruption/6/1/5", rules.Undetermined, casebook.Explained, casebook.UndeterminedByFacts, "依來源所載的事實未定，還缺：圖利的事務、因而獲得利益"),
		Entry("a false entry", "npa-corruption-2", "甲", "criminal-code/213/1", rules.Established, casebook.Agree, none, ""),
		Entry("and its use", "npa-corruption-2", "甲", "criminal-code/216/1", rules.Established, casebook.Agree, none, ""),
		Entry("profiting punished below the least, the article not told", "tcpd-1", "甲", "anti-corruption/6/1/4", rules.Established, casebook.Explained, casebook.Mitigation, "宣告刑有期徒刑2年9月低於法定範圍（5年以上有期徒刑，得併科新臺幣30,000,000元以下罰金）"),
		Entry("sheltering before or after the book begins", "tcpd-1", "甲", "criminal-code/231/2", rules.Undetermined, casebook.Explained, casebook.UndeterminedByFacts, "依來源所載的事實未定，還缺：行為日"),
		Entry("the leak that sheltered", "tcpd-1", "甲", "criminal-code/132/1", rules.Established, casebook.Explained, casebook.NotDiscussed, "規則認為成立，官方沒有以此論處"),
		Entry("120 false entries", "tcpd-4", "甲", "criminal-code/213/1", rules.Established, casebook.Within, none, ""),
		Entry("leaks of data of a kind not told", "tcpd-4", "甲", "criminal-code/132/1", rules.Undetermined, casebook.Explained, casebook.UndeterminedByFacts, "依來源所載的事實未定，還缺：資料的種類、其他應秘密之事項、採購進行到哪裡、招標文件已公告底價、決標後底價仍有不公開的特殊情形、為公開徵求而說明招標文件"),
		Entry("the aggravation of an official's query", "tcpd-6", "甲", "pdpa/44/1", rules.Established, casebook.Agree, none, ""),
		Entry("a false query reason that was not discussed", "tcpd-6", "甲", "criminal-code/213/1", rules.Established, casebook.Explained, casebook.NotDiscussed, "規則認為成立，官方沒有以此論處"),
		Entry("no indictment where no secret was found", "tcpd-7", "甲", "criminal-code/132/2", rules.Undetermined, casebook.Explained, casebook.InsufficientFacts, "依來源所載的事實未定，還缺：對這個對象不必保密的情形、故意使對方知悉或取得、過失的情形、資料的種類、國家機密等級、揭弊的對象、揭弊者的要件"),
		Entry("a sanction of a kind not told", "tcpd-7", "甲", "", rules.NotEncoded, casebook.Explained, casebook.NotEncoded, "官方有行政處分而來源沒有寫依據，規則裡沒有成立而定有懲處額度的規定"),
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

	It("measures each count of a case of two judgments by itself", func() {
		var sentences []string
		for _, r := range agreed() {
			if r.Case == "tcpd-6" && r.Provision == "pdpa/41/1" {
				Expect(r.Result).To(Equal(casebook.Within))
				sentences = append(sentences, r.Official.Sentence)
			}
		}
		Expect(sentences).To(Equal([]string{"2罪，各有期徒刑6月", "有期徒刑4月，應執行有期徒刑10月"}))
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
