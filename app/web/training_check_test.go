package web_test

import (
	"context"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/quizzes"
)

// keyOf is how the form of an item is filled in by somebody who knows.
func keyOf(it *quizzes.Item) []string {
	form := url.Values{}
	for i, id := range it.Key.Options {
		if it.Type == quizzes.Ordering {
			form.Set("o:"+id, string(rune('1'+i)))
		} else {
			form.Add("a", id)
		}
	}
	for row, id := range it.Key.Rows {
		form.Set("r:"+row, id)
	}
	if it.Key.Number != nil {
		form.Set("n", strconv.FormatInt(*it.Key.Number, 10))
	}
	var pairs []string
	for name, values := range form {
		for _, value := range values {
			pairs = append(pairs, name, value)
		}
	}
	return pairs
}

var _ = Describe("a self-check of a course", func() {
	const check = "/training/short/2026/check"
	var (
		a *agency
		v *visitor
	)
	BeforeEach(func() {
		a = newSchool()
		v = a.signIn("officer")
		v.signNotice()
		v.readLesson()
		const play = "/training/short/2026/play"
		page := v.open(play)
		for !strings.Contains(page.body, "您走的路") {
			page = v.follow(v.choose(play, page, 0))
		}
	})
	// items are those of the run in progress, as the core has them.
	items := func() (out []*quizzes.Item) {
		GinkgoHelper()
		run, err := a.Training.Checkup(context.Background(), a.trainee("officer"), short, "check")
		Expect(err).NotTo(HaveOccurred())
		for _, id := range run.Items {
			it, ok := a.Quizzes.Item(id)
			Expect(ok).To(BeTrue())
			out = append(out, it)
		}
		return out
	}
	// wrong is a whole answer to an item that is not right.
	wrong := func(it *quizzes.Item) []string {
		GinkgoHelper()
		if it.Type == quizzes.Number {
			return []string{"n", "999"}
		}
		if len(it.Rows) > 0 {
			var pairs []string
			for _, r := range it.Rows {
				for _, o := range it.Options {
					if o.ID != it.Key.Rows[r.ID] {
						pairs = append(pairs, "r:"+r.ID, o.ID)
						break
					}
				}
			}
			return pairs
		}
		if it.Type == quizzes.Ordering {
			var pairs []string
			for i, id := range it.Key.Options {
				pairs = append(pairs, "o:"+id, string(rune('0'+len(it.Key.Options)-i)))
			}
			return pairs
		}
		for _, o := range it.Options {
			if len(it.Key.Options) != 1 || it.Key.Options[0] != o.ID {
				return []string{"a", o.ID}
			}
		}
		return nil
	}

	It("tells its rule, and draws nothing before it is begun", func() {
		for range 2 {
			page := v.open(check)
			Expect(page.body).To(And(ContainSubstring("<h1>自我檢測：2題</h1>"), ContainSubstring("不計分"), ContainSubstring("單位與主管看不到對錯")))
		}
		Expect(v.press(check + "/begin").body).To(ContainSubstring("第1題，共2題"))
	})

	It("explains every answer at once, by its name, and leads on", func() {
		v.open(check)
		page := v.press(check + "/begin")
		all := items()
		page = v.press(check, wrong(all[0])...)
		Expect(page.body).To(And(MatchRegexp(`<h1 class="verdict missed" tabindex="-1" autofocus[^>]*>答錯：`), ContainSubstring("下一題"), ContainSubstring("再一題類似的")))
		page = v.follow(page)
		Expect(page.body).To(ContainSubstring("第2題，共2題"))
		page = v.press(check, keyOf(all[1])...)
		Expect(page.body).To(And(MatchRegexp(`<h1 class="verdict right"[^>]*>答對：`), ContainSubstring("看結果")))
		page = v.follow(page)
		Expect(page.body).To(And(ContainSubstring("<h1>2題答對1題</h1>"), ContainSubstring("值得再讀"), ContainSubstring("再做一次"), ContainSubstring(`href="/training/short/2026/check?run=1&amp;n=1"`), ContainSubstring(`繼續：單元5 認證測驗（7題）`), Not(ContainSubstring("⟦"))))
	})

	It("asks another like it, and leads back", func() {
		v.open(check)
		v.press(check + "/begin")
		v.press(check, wrong(items()[0])...)
		got := v.send("/practice", "like", items()[0].ID, "unit", check)
		Expect(got.location).To(HavePrefix("/practice/run?s="))
		page := v.open(got.location)
		Expect(page.body).To(ContainSubstring("第1題，共1題"))
		id := regexp.MustCompile(`name="item" value="([^"]+)"`).FindStringSubmatch(page.body)[1]
		it, _ := a.Quizzes.Item(id)
		Expect(it.Concept).To(Equal(items()[0].Concept))
		token := regexp.MustCompile(`name="s" value="([^"]+)"`).FindStringSubmatch(page.body)[1]
		got = v.send("/practice/run", append(keyOf(it), "s", token, "item", id)...)
		page = v.follow(v.open(got.location))
		Expect(page.body).To(ContainSubstring(`href="` + check + `">回到課程`))
		Expect(v.open(check).body).To(ContainSubstring("第2題，共2題"))
	})

	It("counts the first answer, however often the form is sent and from wherever", func() {
		v.open(check)
		page := v.press(check + "/begin")
		all := items()
		Expect(v.press(check, wrong(all[0])...).body).To(ContainSubstring("答錯："))
		v.last = page.body
		Expect(v.press(check, keyOf(all[0])...).body).To(ContainSubstring("答錯："), "sent again by the page before")
		phone := a.signIn("officer")
		Expect(phone.open(check).body).To(ContainSubstring("第2題，共2題"))
		Expect(phone.press(check, keyOf(all[1])...).body).To(ContainSubstring("答對："))
		Expect(v.open(check).body).To(ContainSubstring("2題答對1題"))
		Expect(v.open(check + "?run=1&n=1").body).To(ContainSubstring("答錯："))
	})

	It("may be done again for nothing", func() {
		v.open(check)
		v.press(check + "/begin")
		for _, it := range items() {
			v.last = v.open(check).body
			v.press(check, keyOf(it)...)
		}
		v.open(check)
		for range 2 { // twice the same form: one run
			Expect(v.send(check + "/again").location).To(Equal(check))
		}
		Expect(v.open(check).body).To(ContainSubstring("第1題，共2題"))
		Expect(v.open("/training").body).To(ContainSubstring("繼續：單元5"))
	})

	DescribeTable("refuses", func(act string, status int, pairs ...string) {
		v.open(check)
		v.press(check + "/begin")
		got := v.send(check+act, pairs...)
		Expect(got.status).To(Equal(status), got.body)
		Expect(got.body).NotTo(ContainSubstring("⟦"))
	},
		Entry("an item that was not drawn", "", 404, "run", "1", "number", "3", "a", "a"),
		Entry("one before the first", "", 404, "run", "1", "number", "0", "a", "a"),
		Entry("a run that is not", "", 404, "run", "9", "number", "1", "a", "a"),
		Entry("nothing at all", "", 404),
		Entry("an act that is none", "/unlock", 404))

	It("asks for an answer that is not whole, in words", func() {
		v.open(check)
		v.press(check + "/begin")
		page := v.press(check)
		Expect(page.status).To(Equal(422))
		Expect(page.body).To(And(ContainSubstring(`id="errors"`), ContainSubstring("第1題，共2題"), Not(ContainSubstring("⟦"))))
		Expect(v.open(check + "?run=1&e=none").body).NotTo(ContainSubstring("⟦"))
	})

	It("draws nothing by a form that asks for it again before it began", func() {
		v.open(check)
		Expect(v.send(check + "/again").location).To(Equal(check))
		Expect(v.open(check).body).To(ContainSubstring("自我檢測：2題"))
	})
})
