package web_test

import (
	"regexp"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// signNotice does the first unit of the short course.
func (v *visitor) signNotice() answer {
	GinkgoHelper()
	const sign = "/training/short/2026/sign"
	v.open(sign)
	v.press(sign)
	v.press(sign)
	return v.press(sign + "/sign")
}

var _ = Describe("a lesson of a course", func() {
	const read = "/training/short/2026/read"
	sections := func(page answer) string {
		return regexp.MustCompile(`第\d節，共\d節`).FindString(page.body)
	}

	It("is shut until the unit before is done, and says where to go on", func() {
		got := newSchool().signIn("officer").open(read)
		Expect(got.status).To(Equal(409))
		Expect(got.body).To(And(ContainSubstring("請先完成前面的單元"), ContainSubstring(`href="/training/short/2026/sign">繼續：單元1 測試告知書`)))
	})

	It("is read section by section, and leads to the next unit", func() {
		v := newSchool().signIn("officer")
		page := v.signNotice()
		Expect(page.body).To(And(ContainSubstring("完成</b>：單元1「測試告知書」"), ContainSubstring("<h1>為什麼要守密</h1>"), ContainSubstring("讀完可以做到"), Not(ContainSubstring(`id="summary"`))))
		for n := range 6 {
			Expect(sections(page)).To(Equal("第" + string(rune('1'+n)) + "節，共6節"))
			Expect(regexp.MustCompile(`<h2 id="s\d`).FindAllString(page.body, -1)).To(HaveLen(1))
			if n == 5 {
				Expect(page.body).To(And(ContainSubstring("題沒有作答："), ContainSubstring("沒作答也能完成"), ContainSubstring("完成這一課")))
			}
			page = v.press(read)
		}
		Expect(v.open("/training").body).To(MatchRegexp(`單元2　為什麼要守密</a> <span id="read-state"><span class="v yes">已完成`))
		page = v.open(read)
		Expect(page.status).To(Equal(200), "what is done stays open")
		Expect(sections(page)).To(Equal("第1節，共6節"))
	})

	It("goes on where it was left, and counts nothing that was only looked at", func() {
		v := newSchool().signIn("officer")
		v.signNotice()
		v.open(read)
		v.press(read)
		Expect(sections(v.open(read + "?n=6"))).To(Equal("第6節，共6節"))
		Expect(sections(v.open(read))).To(Equal("第2節，共6節"))
		Expect(v.open("/training").body).To(ContainSubstring("讀了1／6節"))
		Expect(v.send(read, "section", "6").location).To(Equal(read), "sections were passed over")
		Expect(sections(v.open(read))).To(Equal("第2節，共6節"))
	})

	It("answers its checks in place, keeps the first answer, and asks for one that is not whole", func() {
		a := newSchool()
		v := a.signIn("officer")
		v.signNotice()
		n, page := 1, v.open(read)
		for !strings.Contains(page.body, `name="a"`) {
			n++
			Expect(n).To(BeNumerically("<=", 6))
			page = v.open(read + "?n=" + string(rune('0'+n)))
		}
		check := regexp.MustCompile(`name="check" value="([^"]+)"`).FindStringSubmatch(page.body)[1]
		options := regexp.MustCompile(`name="a" value="([^"]+)"`).FindAllStringSubmatch(page.body, -1)
		section := string(rune('0' + n))
		page = v.press(read + "/check")
		Expect(page.status).To(Equal(422))
		Expect(page.body).To(ContainSubstring("請選一個答案"))
		heading := ""
		for _, o := range options[:2] {
			got := v.send(read+"/check", "check", check, "section", section, "a", o[1])
			Expect(got.location).To(Equal(read + "?n=" + section + "#c-" + check))
			page = v.open(read + "?n=" + section)
			said := regexp.MustCompile(`<h3 class="verdict [a-z]+" [^>]*>[^<]+`).FindString(page.body)
			Expect(said).NotTo(BeEmpty())
			if heading != "" {
				Expect(said).To(Equal(heading), "the first answer stands")
			}
			heading = said
		}
		other := a.visitor() // another device, where the answer stands as well
		other.jar = v.jar
		Expect(other.open(read + "?n=" + section).body).To(ContainSubstring(heading))
		Expect(v.open("/training").body).NotTo(ContainSubstring("讀了"), "a check counts for nothing")
	})

	DescribeTable("refuses", func(act string, status int, pairs ...string) {
		v := newSchool().signIn("officer")
		v.signNotice()
		got := v.send(read+act, pairs...)
		Expect(got.status).To(Equal(status), got.body)
		Expect(got.body).NotTo(ContainSubstring("⟦"))
	},
		Entry("a section that is not there", "", 404, "section", "7"),
		Entry("none", "", 404),
		Entry("a number that is none", "", 404, "section", "x"),
		Entry("an item of another lesson", "/check", 404, "check", "l07-false-report", "section", "1", "a", "a"),
		Entry("an act that is none", "/unlock", 404),
		Entry("an address that was changed", "/check", 400, "check", "x/y", "choice", "z", "s", "broken"))
})
