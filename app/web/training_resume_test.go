package web_test

import (
	"html"
	"regexp"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// Somebody on the way: signed out in the middle, on two devices, by a link from a
// message, with a step sent again because the answer never came.
var _ = Describe("somebody on the way through a course", func() {
	// back signs in from the page that asks for it, and is where that leads to.
	back := func(a *agency, v *visitor, asks answer) string {
		GinkgoHelper()
		link := html.UnescapeString(regexp.MustCompile(`href="(/sign-in[^"]*to=[^"]+)"`).FindStringSubmatch(asks.body)[1])
		page := v.open(link)
		to := html.UnescapeString(regexp.MustCompile(`name="to" value="([^"]*)"`).FindStringSubmatch(page.body)[1])
		return v.send("/sign-in", "login", "officer", "password", password, "to", to).location
	}

	It("comes by a link to the very page, through the sign-in", func() {
		a := newSchool()
		v := a.visitor()
		got := v.open("/training/short/2026/sign")
		Expect(got.location).To(Equal("/sign-in?to=%2Ftraining%2Fshort%2F2026%2Fsign"))
		page := v.open(got.location)
		to := html.UnescapeString(regexp.MustCompile(`name="to" value="([^"]*)"`).FindStringSubmatch(page.body)[1])
		got = v.send("/sign-in", "login", "officer", "password", password, "to", to)
		Expect(got.location).To(Equal("/training/short/2026/sign"))
		Expect(v.open(got.location).body).To(ContainSubstring("從第1節開始讀"))
	})

	DescribeTable("is told what was lost when the session ended in the middle, and comes back to the page", func(act, page string, pairs ...string) {
		a := newSchool()
		a.reach("officer")
		v := a.signIn("officer")
		v.open(page)
		a.pass(24 * time.Hour)
		asks := v.send(page+act, pairs...)
		Expect(asks.status).To(Equal(401))
		Expect(asks.body).To(And(ContainSubstring("請先登入"), ContainSubstring("送出的內容沒有儲存")))
		Expect(back(a, v, asks)).To(Equal(page))
		Expect(v.open(page).status).To(Equal(200))
	},
		Entry("reading a document", "", "/training/short/2026/sign", "section", "1"),
		Entry("signing it", "/sign", "/training/short/2026/sign"),
		Entry("reading a lesson", "", "/training/short/2026/read", "section", "1"),
		Entry("at a check of a lesson", "/check", "/training/short/2026/read", "section", "1"),
		Entry("in a scenario", "", "/training/short/2026/play", "choice", "look"),
		Entry("going a step back", "/rewind", "/training/short/2026/play"),
		Entry("in a self-check", "", "/training/short/2026/check", "a", "a"),
		Entry("doing it again", "/again", "/training/short/2026/check"))

	It("reads in two windows at once, and loses nothing", func() {
		a := newSchool()
		one, two := a.signIn("officer"), a.signIn("officer")
		const sign = "/training/short/2026/sign"
		one.open(sign)
		two.open(sign)
		one.press(sign)
		one.press(sign)
		Expect(two.press(sign).body).To(ContainSubstring("我已閱讀並了解"), "the window that stayed behind catches up")
		two.press(sign + "/sign")
		Expect(one.press(sign+"/sign").body).To(ContainSubstring("<h1>為什麼要守密</h1>"), "signed already")
	})

	It("meets a lock in words where a step comes too early", func() {
		v := newSchool().signIn("officer")
		v.open("/")
		for _, path := range []string{"/training/short/2026/read", "/training/short/2026/play", "/training/short/2026/check/begin", "/training/short/2026/exam"} {
			got := v.send(path)
			Expect(got.status).To(Equal(409), path)
			Expect(got.body).To(And(ContainSubstring("請先完成前面的單元"), ContainSubstring("繼續：單元1 測試告知書")), path)
		}
	})

	It("cannot take a step for somebody else", func() {
		a := newSchool()
		v := a.signIn("other")
		v.open("/")
		for _, path := range []string{"/training/short/2026/sign", "/training/short/2026/sign/sign"} {
			Expect(v.send(path, "section", "1").status).To(Equal(404), path)
		}
		Expect(v.open("/training/short/2026/sign").body).To(ContainSubstring("您沒有被指派這門課程"))
	})
})
