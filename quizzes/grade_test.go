package quizzes_test

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/quizzes"
)

func options(ids ...string) quizzes.Answer { return quizzes.Answer{Options: ids} }

var _ = Describe("grading", func() {
	It("says what was chosen, what is right, and because of which fact and article", func() {
		r := quizzes.Grade(item("start-screen-single"), options("b"))
		Expect(r.Right).To(BeFalse())
		Expect(r.Heading).To(Equal("答錯：您選「公務員故意洩漏國防以外秘密罪」，正確是「公務員過失洩漏國防以外秘密罪」，因為刑法第132條第1項「公務員洩漏國防以外之秘密」不成立：「故意」不成立，因為故意使對方知悉或取得：否。"))
		Expect(r.Parts[1].Feedback).To(HaveSuffix("這是另一種情形的答案：「故意使對方知悉或取得」是「是」、「過失的情形」是「以上都沒有」。"))
		Expect(r.Misconceptions).To(Equal([]string{"intent_for_negligence"}))
		Expect(r.Parts[1].Why).To(HavePrefix("您把疏忽讀成了有意"))
		Expect(r.Parts[0].Why).To(BeEmpty(), "only what was chosen gets a word")
		Expect(r.Explain).To(ContainSubstring("[[criminal-code/132/1]]"))
	})

	It("quotes the sentence of the case that a fact comes from", func() {
		r := quizzes.Grade(item("start-verdicts-multiple"), options("a", "b", "c"))
		Expect(r.Right).To(BeFalse())
		Expect(r.Heading).NotTo(ContainSubstring("地方法院認定"), "the heading is said in one breath")
		Expect(r.Parts[2].Feedback).To(ContainSubstring("「地方法院認定甲過失洩漏國防以外應秘密之消息"))
	})

	It("marks the whole set of a multiple choice", func() {
		it := item("start-two-multiple")
		Expect(it.Key).To(Equal(options("a", "b")))
		Expect(quizzes.Grade(it, options("b", "a")).Right).To(BeTrue())
		Expect(quizzes.Grade(it, options("a")).Right).To(BeFalse())
		Expect(quizzes.Grade(it, options("a", "b", "c")).Right).To(BeFalse())
		Expect(quizzes.Grade(it, options("a", "b", "c", "d")).Misconceptions).To(Equal([]string{"query_is_leak"}))
		Expect(quizzes.Grade(it, options("a", "b", "nonsense")).Right).To(BeTrue(), "what is none of the options is ignored")
	})

	It("knows three answers", func() {
		it := item("start-fault-ternary")
		Expect(it.Key).To(Equal(options("unknown")))
		Expect(quizzes.Grade(it, options("unknown")).Heading).To(Equal("答對：「資料不足」，因為刑法第132條第1項「公務員洩漏國防以外之秘密」未定：「故意」未定，還不知道「故意使對方知悉或取得」。"))
		yes := quizzes.Grade(it, options("yes"))
		Expect(yes.Heading).To(HavePrefix("答錯：您選「是」，正確是「資料不足」，因為"))
		Expect(yes.Misconceptions).To(Equal([]string{"guess_missing_fact"}))
		Expect(item("start-informant-ternary").Key).To(Equal(options("yes")))
	})

	It("marks a table row by row, with the verdict on each element", func() {
		it := item("start-clerk-table")
		Expect(it.Key.Rows).To(Equal(map[string]string{"subject": "yes", "access": "no", "object": "yes", "conduct": "yes", "intent": "yes"}))
		r := quizzes.Grade(it, quizzes.Answer{Rows: map[string]string{"subject": "no", "access": "no", "object": "yes", "conduct": "yes", "intent": "yes"}})
		Expect(r.Right).To(BeFalse())
		Expect(r.Parts[0]).To(Equal(quizzes.Graded{ID: "subject", Text: "非公務員", Chosen: "不成立", Key: "成立",
			Feedback: "「非公務員」成立，因為身分：在機關工作，但沒有法定職務權限（例如技工、工友、派遣人員）。"}))
		Expect(r.Heading).To(Equal("答錯：5列對4列。「非公務員」您選不成立，正確是成立，因為「非公務員」成立，因為身分：在機關工作，但沒有法定職務權限（例如技工、工友、派遣人員）。"))
		Expect(quizzes.Grade(it, it.Key).Heading).To(Equal("答對：5列都對"))
		Expect(quizzes.Grade(it, it.Key).Right).To(BeTrue())
	})

	It("knows the sentences that prove an element", func() {
		it := item("start-negligence-evidence")
		Expect(it.Key).To(Equal(options("s3", "s6")))
		r := quizzes.Grade(it, options("s3", "s4"))
		Expect(r.Right).To(BeFalse())
		Expect(r.Parts[3].Feedback).To(Equal("這一句沒有說到「因過失」的事實。"))
		Expect(r.Parts[2].Feedback).To(Equal("這一句說出了「過失的情形」。"))
	})

	It("knows numbers, in their unit, with the arithmetic", func() {
		it := item("start-pdpa-number")
		Expect(*it.Key.Number).To(Equal(int64(90)))
		wrong := int64(60)
		r := quizzes.Grade(it, quizzes.Answer{Number: &wrong})
		Expect(r.Heading).To(HavePrefix("答錯：您選60個月，正確是90個月，因為"))
		Expect(r.Heading).To(ContainSubstring("二分之一"))
		Expect(quizzes.Grade(it, it.Key).Right).To(BeTrue())
		Expect(*item("start-negligence-number").Key.Number).To(Equal(int64(9000)))
	})

	It("marks an order as a whole and shows every place", func() {
		it := item("start-leak-ordering")
		Expect(it.Key).To(Equal(options("a", "b", "c")))
		r := quizzes.Grade(it, options("b", "a", "c"))
		Expect(r.Right).To(BeFalse())
		Expect(r.Parts[0].Chosen).To(Equal("第2"))
		Expect(r.Parts[0].Key).To(Equal("第1"))
		Expect(r.Parts[2].Right).To(BeTrue())
		Expect(r.Heading).To(HavePrefix("答錯：您選「有意把車籍資料告訴朋友」→「疏忽而讓人看到車籍資料」→"))
	})

	It("matches rows", func() {
		it := item("start-subject-matching")
		Expect(it.Key.Rows).To(Equal(map[string]string{"officer": "first", "cleaner": "third", "vendor": "third", "stranger": "none"}))
		Expect(item("start-tier-matching").Key.Rows).To(Equal(map[string]string{"only": "two", "told": "three", "charged": "four"}))
		Expect(quizzes.Grade(it, quizzes.Answer{Rows: map[string]string{"officer": "first"}}).Right).To(BeFalse())
	})

	It("tells an empty answer from a wrong one", func() {
		for _, it := range bank.Items() {
			r := quizzes.Grade(it, quizzes.Answer{})
			Expect(r.Right).To(BeFalse(), it.ID)
			Expect(r.Heading).To(HavePrefix("沒有作答：正確是"), it.ID)
		}
	})

	It("finds every key right, and reaches every feedback an author or the rules have for a wrong option", func() {
		for _, it := range bank.Items() {
			right := quizzes.Grade(it, it.Key)
			Expect(right.Right).To(BeTrue(), it.ID)
			Expect(right.Heading).To(HavePrefix("答對："), it.ID)
			Expect(right.Misconceptions).To(BeEmpty(), it.ID)
			if it.Type != quizzes.Single && it.Type != quizzes.Multiple && it.Type != quizzes.Ternary {
				continue
			}
			for _, o := range it.Options {
				r := quizzes.Grade(it, options(o.ID))
				if r.Right || o.Misconception == "" {
					continue
				}
				text := r.Heading
				for _, p := range r.Parts {
					text += p.Why + p.Feedback
				}
				Expect(o.Why).NotTo(BeEmpty(), it.ID+o.ID)
				Expect(o.Reason).NotTo(BeEmpty(), it.ID+o.ID)
				Expect(strings.Contains(text, o.Why) && strings.Contains(text, o.Reason)).To(BeTrue(), it.ID+o.ID)
				Expect(r.Misconceptions).To(ContainElement(o.Misconception), it.ID+o.ID)
			}
		}
	})
})
