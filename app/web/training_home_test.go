package web_test

import (
	"context"
	"regexp"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("the home page of somebody who trains", func() {
	primary := func(page answer) []string {
		var out []string
		for _, hit := range regexp.MustCompile(`class="go" href="([^"]+)"`).FindAllStringSubmatch(page.body, -1) {
			out = append(out, hit[1])
		}
		return out
	}

	It("leads straight into the unit to do now, and to nothing else", func() {
		v := newSchool().signIn("officer")
		page := v.open("/")
		Expect(primary(page)).To(Equal([]string{"/training/short/2026/sign"}))
		Expect(page.body).To(And(ContainSubstring("繼續：單元1 測試告知書"), ContainSubstring("期限：民國115年12月31日"), ContainSubstring("今年已取得的時數：0小時"), ContainSubstring(`href="/training"`)))
		Expect(v.follow(page).body).To(And(ContainSubstring("<h1>請讀完並簽署：測試告知書</h1>"), ContainSubstring("從第1節開始讀")), "the first content is two taps from the sign-in")
	})

	It("says honestly that nothing is assigned, and by whom it would be", func() {
		page := newSchool().signIn("other").open("/")
		Expect(primary(page)).To(Equal([]string{"/lessons"}))
		Expect(page.body).To(ContainSubstring("由單位主管或訓練承辦人指派"))
	})

	It("keeps the parts of the other roles below", func() {
		a := newSchool()
		page := a.signIn("supervisor").open("/")
		Expect(primary(page)).To(Equal([]string{"/training/short/2026/sign"}))
		Expect(page.body).To(ContainSubstring(`class="second" href="/completion"`))
		Expect(strings.Index(page.body, "as-training")).To(BeNumerically("<", strings.Index(page.body, "as-supervisor")))
		a.person("lone", "警察局", "admin")
		Expect(a.signIn("lone").open("/").body).NotTo(ContainSubstring("as-training"))
	})

	It("says in words how late it is", func() {
		a := newSchool()
		a.at(time.Date(2026, 12, 31, 9, 0, 0, 0, time.FixedZone("", 8*3600)))
		v := a.signIn("officer")
		Expect(v.open("/").body).To(ContainSubstring("今天到期（民國115年12月31日）"))
		a.pass(24 * time.Hour)
		Expect(a.signIn("officer").open("/").body).To(ContainSubstring(`<span class="overdue">已經逾期1天`))
	})

	It("has the reviews of the day beside the unit, and in front once there is none", func() {
		a := newSchool()
		a.reach("officer")
		a.pass(5 * 24 * time.Hour)
		page := a.signIn("officer").open("/")
		Expect(primary(page)).To(Equal([]string{"/training/short/2026/exam"}))
		Expect(page.body).To(MatchRegexp(`href="/review">複習今天的\d+個概念`))
		a.sit("officer")
		a.pass(5 * 24 * time.Hour)
		page = a.signIn("officer").open("/")
		Expect(primary(page)).To(Equal([]string{"/review"}))
		Expect(page.body).To(And(ContainSubstring("指派給您的課程都完成了"), ContainSubstring("今年已取得的時數：2小時")))
	})

	It("tells until when the certification is shut after a failure", func() {
		a := newSchool()
		a.reach("officer")
		a.sit("officer", "informant")
		page := a.signIn("officer").open("/")
		Expect(page.body).To(ContainSubstring("以後可以再考。等待時可以複習沒有答對的概念。"))
		Expect(primary(page)).NotTo(ContainElement(HavePrefix("/training")))
	})

	It("says that all is done", func() {
		a := newSchool()
		Expect(a.Training.Waive(context.Background(), a.trainee("officer"), short, a.people["supervisor"].ID, "留職停薪")).To(Succeed())
		Expect(a.Training.AgreeToWaive(context.Background(), a.trainee("officer"), short, a.people["admin"].ID)).To(Succeed())
		page := a.signIn("officer").open("/")
		Expect(page.body).To(ContainSubstring("指派給您的課程都完成了"))
		Expect(a.signIn("officer").open("/training").body).To(And(ContainSubstring("<h1>指派給您的課程都完成了</h1>"), ContainSubstring("免訓")))
	})
})
