package web_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/web"
	"shoumi/rules"
)

var _ = Describe("the diagram of a provision", func() {
	leak := rules.Reason{Kind: "provision", Text: "示範法第1條", Verdict: rules.Undetermined, Children: []rules.Reason{
		{Kind: "element", Text: "公務員", Verdict: rules.Established, Children: []rules.Reason{{Kind: "condition", Text: "身分：機關人員（例如員警）"}}},
		{Kind: "element", Text: "應秘密之文書、圖畫、消息或物品，而尚未公開", Verdict: rules.Undetermined, Children: []rules.Reason{{Kind: "concept", Text: "應秘密", Children: []rules.Reason{
			{Kind: "or", Children: []rules.Reason{
				{Kind: "condition", Text: "資料：甲／乙／丙／丁", Verdict: rules.NotEstablished},
				{Kind: "not", Verdict: rules.Undetermined, Children: []rules.Reason{{Kind: "condition", Text: "公開（任何人可見）"}}},
			}}}}}},
		{Kind: "exception", Text: "當事人同意", Verdict: rules.NotEstablished},
	}}

	It("puts elements on one line, their alternatives beside it and exceptions last", func() {
		nodes, labels, said := web.Diagram(leak, true)
		Expect(nodes).To(Equal([]string{"yes 10,15", "open 10,47", "no 40,110", "open 40,129", "no 10,158", "open 10,190"}))
		Expect(labels).To(Equal([]string{"公務員", "應秘密之文書、圖畫、消息或物品，而", "尚未公開", "有一項就夠", "資料：甲／乙等4項", "不是：公開", "例外：當事人同意", "未定"}))
		Expect(said).To(Equal("示範法第1條：構成要件怎麼連起來\n公務員（符合）；應秘密之文書、圖畫、消息或物品，而尚未公開（未定）：有一項就夠：資料：甲／乙等4項、不是：公開；例外：當事人同意（不適用）。未定"))
	})

	It("shows the structure alone where nothing is judged", func() {
		nodes, labels, said := web.Diagram(leak, false)
		Expect(nodes).To(HaveEach(HavePrefix("plain ")))
		Expect(labels).To(ContainElement("以上都符合，就成立"))
		Expect(said).NotTo(ContainSubstring("（符合）"))
	})

	It("never draws wider than a phone", func() {
		book, err := rules.Shipped()
		Expect(err).NotTo(HaveOccurred())
		for _, a := range book.Articles() {
			for _, v := range a.Versions {
				for _, p := range v.Provisions {
					r, ok := book.Reason(rules.Incident{ActDate: rules.On(v.From), Actors: []rules.Actor{{}}}, "", p.ID)
					if !ok {
						continue
					}
					_, labels, _ := web.Diagram(r, false)
					for _, l := range labels {
						Expect(len([]rune(l))).To(BeNumerically("<=", 2*18+1), p.ID+" "+l)
					}
				}
			}
		}
	})
})
