package web_test

import (
	"fmt"
	"html"
	"regexp"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// readLesson does the second unit of the short course.
func (v *visitor) readLesson() answer {
	GinkgoHelper()
	const read = "/training/short/2026/read"
	page := v.open(read)
	for range 6 {
		page = v.press(read)
	}
	return page
}

var options = regexp.MustCompile(`name="choice" value="([^"]+)"`)

// choose makes the nth choice of the page, from 0, and shows what it changed.
func (v *visitor) choose(action string, page answer, n int) answer {
	GinkgoHelper()
	return v.press(action, "choice", options.FindAllStringSubmatch(page.body, -1)[n][1])
}

// follow opens where the primary link of a page leads.
func (v *visitor) follow(page answer) answer {
	GinkgoHelper()
	return v.open(html.UnescapeString(goOn.FindStringSubmatch(page.body)[1]))
}

var _ = Describe("a scenario of a course", func() {
	const play = "/training/short/2026/play"
	var (
		a *agency
		v *visitor
	)
	BeforeEach(func() {
		a = newSchool()
		v = a.signIn("officer")
		v.signNotice()
		Expect(v.readLesson().body).To(ContainSubstring("完成</b>：單元2「為什麼要守密」"))
	})
	// finish walks a run to its debrief by the nth choices.
	finish := func(page answer, n int) answer {
		GinkgoHelper()
		for steps := 0; !strings.Contains(page.body, "您走的路"); steps++ {
			Expect(steps).To(BeNumerically("<", 12))
			page = v.choose(play, page, n)
			Expect(page.body).To(ContainSubstring("這一步改變了什麼"))
			page = v.follow(page)
		}
		return page
	}

	It("is played to the debrief, which leads to the next unit", func() {
		page := v.open(play)
		Expect(page.body).To(And(ContainSubstring("您會怎麼做？"), ContainSubstring("每一步都已經保存"), Not(ContainSubstring("沒有登入"))))
		page = finish(page, 0)
		Expect(page.body).To(And(ContainSubstring("真實案例"), ContainSubstring(`<a class="go" href="/training/short/2026/check">繼續：單元4 自我檢測（2題）</a>`), Not(ContainSubstring("⟦"))))
		Expect(v.open(play).body).To(ContainSubstring("您走的路"), "it stays to be looked at")
	})

	It("goes on at the same step on another device", func() {
		page := v.follow(v.choose(play, v.open(play), 0))
		phone := a.signIn("officer")
		Expect(asks(phone.open(play))).To(Equal(asks(page)))
		Expect(asks(v.open(play))).To(Equal(asks(page)))
	})

	It("makes a choice once, however often it is sent", func() {
		page := v.open(play)
		first := options.FindStringSubmatch(page.body)[1]
		node := regexp.MustCompile(`name="node" value="([^"]+)"`).FindStringSubmatch(page.body)[1]
		for range 3 {
			got := v.send(play, "run", "1", "turns", "0", "node", node, "choice", first)
			Expect(got.location).To(Equal(play + "?run=1&turn=1"))
		}
	})

	It("tells a device that stayed behind to go on from where the run is", func() {
		page := v.open(play)
		all := options.FindAllStringSubmatch(page.body, -1)
		node := regexp.MustCompile(`name="node" value="([^"]+)"`).FindStringSubmatch(page.body)[1]
		v.follow(v.choose(play, page, 0))
		got := v.send(play, "run", "1", "turns", "0", "node", node, "choice", all[1][1])
		Expect(got.status).To(Equal(409))
		Expect(got.body).To(And(ContainSubstring("不是目前這一步"), ContainSubstring(`href="`+play+`"`)))
		page = v.open(play)
		Expect(page.status).To(Equal(200))
		Expect(node).NotTo(Equal(regexp.MustCompile(`name="node" value="([^"]+)"`).FindStringSubmatch(page.body)[1]))
	})

	It("goes a step back once, and keeps what was chosen first", func() {
		page := v.open(play)
		before := asks(page)
		v.choose(play, page, 0)
		for range 2 {
			got := v.send(play+"/rewind", "run", "1", "turns", "1")
			Expect(got.location).To(Equal(play + "?run=1"))
			page = v.open(got.location)
			Expect(asks(page)).To(Equal(before))
		}
		Expect(finish(page, 1).body).To(ContainSubstring("您第一次走的路"))
	})

	It("may be played again for nothing", func() {
		page := finish(v.open(play), 0)
		again := regexp.MustCompile(`class="second" href="([^"]+)">從頭再走一次`).FindStringSubmatch(page.body)[1]
		Expect(again).To(Equal(play + "?run=2"))
		page = v.open(again)
		Expect(page.body).To(And(ContainSubstring("您會怎麼做？"), ContainSubstring(`<a href="/training/short/2026/check">繼續：單元4`)))
		page = v.choose(play, page, 1)
		Expect(page.body).To(ContainSubstring("這一步改變了什麼"))
		Expect(finish(v.follow(page), 1).body).To(ContainSubstring(play + "?run=3"))
		Expect(v.open("/training").body).To(ContainSubstring("繼續：單元4"))
	})

	It("asks for a choice that was not made", func() {
		v.open(play)
		page := v.press(play)
		Expect(page.status).To(Equal(422))
		Expect(page.body).To(ContainSubstring("請選一種做法"))
	})

	DescribeTable("refuses", func(act string, status int, pairs ...string) {
		v.open(play)
		got := v.send(play+act, pairs...)
		Expect(got.status).To(Equal(status), got.body)
		Expect(got.body).NotTo(ContainSubstring("⟦"))
	},
		Entry("a choice that is not there", "", 409, "run", "1", "node", "noise", "choice", "fly"),
		Entry("a choice in a run that is not", "", 409, "run", "7", "node", "noise", "choice", "fly"),
		Entry("a step back before the first", "/rewind", 409, "run", "1", "turns", "0"),
		Entry("an act that is none", "/unlock", 404))

	It("knows no turn but the last", func() {
		v.choose(play, v.open(play), 0)
		for _, turn := range []string{"0", "9", "x"} {
			Expect(v.open(fmt.Sprintf("%s?run=1&turn=%s", play, turn)).body).To(ContainSubstring("您會怎麼做？"))
		}
	})
})

// asks is the story and the question of a scene.
func asks(page answer) string {
	return strings.Join(regexp.MustCompile(`(?s)<div class="tale".*?</div>|<legend>.*?</legend>`).FindAllString(page.body, -1), "")
}
