package web_test

import (
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("my training", func() {
	It("says to somebody without a course who assigns them, and what to read meanwhile", func() {
		page := newSchool().signIn("other").open("/training")
		Expect(page.status).To(Equal(200))
		Expect(page.body).To(And(ContainSubstring("<h1>還沒有指派給您的課程</h1>"), ContainSubstring("由單位主管或訓練承辦人指派"), ContainSubstring(`href="/lessons"`)))
	})

	It("lists what is assigned, with what to do now and by when", func() {
		page := newSchool().signIn("officer").open("/training")
		Expect(page.body).To(And(ContainSubstring("<h1>您有1門課程要完成</h1>"), ContainSubstring("期限：民國115年12月31日"), ContainSubstring("今天沒有要複習的概念"), ContainSubstring(`href="/me/record"`),
			ContainSubstring(`<a class="go" href="/training/short/2026/sign">繼續：單元1 測試告知書</a>`)))
		Expect(strings.Count(page.body, "還不能開始")).To(Equal(4))
	})

	It("tells the rule of a course before it begins", func() {
		page := newSchool().signIn("officer").open("/training/short/2026")
		Expect(page.body).To(And(ContainSubstring("<h1>短課程：還有5個單元，共5個</h1>"), ContainSubstring("認證測驗7題，答對7題以上才通過。"),
			ContainSubstring("下列關鍵概念必須全對：檢舉人"), ContainSubstring("要等24小時才能再考"), ContainSubstring("完成後核給2小時，類別「公務機密維護」；證書效期12個月。"), ContainSubstring("另一個人同意")))
	})

	It("says in words that a course is overdue", func() {
		a := newSchool()
		a.at(time.Date(2027, 1, 3, 9, 0, 0, 0, time.FixedZone("", 8*3600)))
		Expect(a.signIn("officer").open("/training").body).To(ContainSubstring("已經逾期3天，期限是民國115年12月31日。仍然可以完成。"))
	})

	DescribeTable("does not know", func(path string) {
		page := newSchool().signIn("officer").open(path)
		Expect(page.status).To(Equal(404))
		Expect(page.body).NotTo(ContainSubstring("⟦"))
	},
		Entry("a course that is assigned to nobody", "/training/induction/2026"),
		Entry("a term that is not", "/training/short/2027"),
		Entry("a course that is not", "/training/none/2026/sign"),
		Entry("a unit that is not", "/training/short/2026/none"))

	It("does not show somebody else's course", func() {
		Expect(newSchool().signIn("other").open("/training/short/2026").status).To(Equal(404))
	})
})
