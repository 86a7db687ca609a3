package web_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/training"
	"shoumi/quizzes"
)

// exam is where the certification of the short course is.
const exam = "/training/short/2026/exam"

// reach brings somebody to the certification of the short course.
func (a *agency) reach(login string) {
	GinkgoHelper()
	ctx, who := context.Background(), a.trainee(login)
	course, _ := a.Training.Courses().Course("short")
	for _, u := range course.Units {
		switch u.Kind {
		case training.Attest:
			d, _ := a.Training.Courses().Document(u.Ref)
			for i := range d.Sections {
				Expect(a.Training.ServeDocument(ctx, who, short, u.ID, d.Hash, i+1)).To(Succeed())
			}
			Expect(a.Training.Sign(ctx, who, short, u.ID, d.Hash, "web")).To(Succeed())
		case training.Lesson:
			for i := 1; a.Training.Serve(ctx, who, short, u.ID, i) == nil; i++ {
			}
		case training.Scenario:
			for {
				p, err := a.Training.Play(ctx, who, short, u.ID)
				Expect(err).NotTo(HaveOccurred())
				if p.Done {
					break
				}
				scene, _, err := a.Cases.Scene(p.Run)
				Expect(err).NotTo(HaveOccurred())
				_, _, err = a.Training.Choose(ctx, who, short, u.ID, p.Number, scene.Node, scene.Options[0].ID)
				Expect(err).NotTo(HaveOccurred())
			}
		case training.Check:
			c, err := a.Training.Checkup(ctx, who, short, u.ID)
			Expect(err).NotTo(HaveOccurred())
			for i, id := range c.Items {
				_, err := a.Training.Answer(ctx, who, short, u.ID, c.Run, i+1, a.key(id))
				Expect(err).NotTo(HaveOccurred())
			}
		}
	}
}

func (a *agency) key(item string) quizzes.Answer {
	GinkgoHelper()
	it, ok := a.Quizzes.Item(item)
	Expect(ok).To(BeTrue(), item)
	return it.Key
}

// sit answers a whole certification, those of some concepts wrong, and hands it in.
func (a *agency) sit(login string, wrong ...string) training.Attempt {
	GinkgoHelper()
	ctx, who := context.Background(), a.trainee(login)
	t, err := a.Training.Begin(ctx, who, short, "exam")
	Expect(err).NotTo(HaveOccurred())
	for i, id := range t.Items {
		if it, _ := a.Quizzes.Item(id); !slices.Contains(wrong, it.Concept) {
			Expect(a.Training.Put(ctx, who, t.ID, i+1, it.Key)).To(Succeed())
		}
	}
	t, err = a.Training.Submit(ctx, who, t.ID)
	Expect(err).NotTo(HaveOccurred())
	return t
}

var control = regexp.MustCompile(`<(input|select)[^>]* name="(a|n|[ro]:[^"]*)"(?: value="([^"]*)")?`)

// filled fills in the form of a question, not caring whether it is right.
func filled(body string) (pairs []string) {
	GinkgoHelper()
	seen := map[string]bool{}
	for _, m := range control.FindAllStringSubmatch(body, -1) {
		name, value := m[2], m[3]
		switch {
		case seen[name]:
			continue
		case name == "n":
			value = "12"
		case strings.HasPrefix(name, "o:"):
			value = strconv.Itoa(len(seen) + 1)
		case strings.HasPrefix(name, "r:"):
			value = "1"
		}
		seen[name] = true
		pairs = append(pairs, name, value)
	}
	Expect(pairs).NotTo(BeEmpty(), body)
	return pairs
}

// headed is the heading of a page.
func headed(page answer) string {
	GinkgoHelper()
	m := regexp.MustCompile(`(?s)<h1[^>]*>(.*?)</h1>`).FindStringSubmatch(page.body)
	Expect(m).NotTo(BeNil(), page.body)
	return m[1]
}

var _ = Describe("a certification", func() {
	var (
		a *agency
		v *visitor
	)
	BeforeEach(func() {
		a = newSchool()
		v = a.signIn("officer")
	})
	begin := func() (at string) {
		GinkgoHelper()
		v.open(exam)
		got := v.send(exam)
		Expect(got.status).To(Equal(303), got.body)
		return got.location
	}

	It("stays shut until the other units are done", func() {
		got := v.open(exam)
		Expect(got.status).To(Equal(409))
		Expect(got.body).To(ContainSubstring("請先完成前面的單元"))
		v.open("/training")
		Expect(v.send(exam).status).To(Equal(409))
	})

	It("tells its rule before it begins, and looking does not begin it", func() {
		a.reach("officer")
		page := v.open(exam)
		Expect(headed(page)).To(Equal("可以開始認證測驗了"))
		for _, rule := range []string{"共7題，答對7題以上（100%）才通過。", "這幾個概念的題目要全部答對：檢舉人身分保密。", "沒有時間限制", "不會說對錯", "24小時之後可以再考", "民國115年12月31日"} {
			Expect(page.body).To(ContainSubstring(rule))
		}
		Expect(v.open("/me").status).To(Equal(200))
		Expect(headed(v.open(exam))).To(Equal("可以開始認證測驗了"))
		Expect(v.open(exam + "?lang=en").body).To(ContainSubstring("Every question on these concepts has to be right: Informants."))
	})

	It("is answered a question at a time, each replaceable, and goes on elsewhere", func() {
		a.reach("officer")
		at := begin()
		Expect(at).To(MatchRegexp(`^/attempts/[0-9a-f]{32}/1$`))
		attempt := strings.TrimSuffix(at, "/1")
		first := v.open(at)
		Expect(headed(first)).To(Equal("第1題，共7題"))
		Expect(first.body).To(ContainSubstring("題目清單（還有7題沒有作答）"))
		pairs := filled(first.body)
		got := v.send(at, pairs...)
		Expect(got.location).To(Equal(attempt + "/2"))
		Expect(v.send(at, pairs...).location).To(Equal(attempt+"/2"), "sent twice")

		elsewhere := a.signIn("officer")
		Expect(headed(elsewhere.open(exam))).To(Equal("認證測驗進行中：已答1題，共7題"))
		Expect(elsewhere.send(exam).location).To(Equal(attempt+"/2"), "the same attempt")
		Expect(elsewhere.open(at).body).To(Or(ContainSubstring(" checked"), ContainSubstring(" selected"), ContainSubstring(`value="12"`)), "the answer that is kept")
		later := elsewhere.send(attempt+"/2", "later", "1")
		Expect(later.location).To(Equal(attempt+"/3"), "put off without an answer")
		Expect(v.open(attempt + "/2").body).To(And(ContainSubstring(`name="later" value="1" checked`), ContainSubstring(`aria-label="第2題，未作答，稍後再看"`)))
		Expect(strings.Count(v.open(attempt).body, "稍後再看")).To(Equal(1))
		for n := 2; n <= 7; n++ {
			page := elsewhere.open(fmt.Sprint(attempt, "/", n))
			got := elsewhere.send(fmt.Sprint(attempt, "/", n), filled(page.body)...)
			Expect(got.status).To(Equal(303), got.body)
		}
		check := v.open(attempt)
		Expect(headed(check)).To(Equal("7題都作答了，可以交卷"))
		Expect(check.body).NotTo(Or(ContainSubstring("稍後再看"), ContainSubstring("答對"), ContainSubstring("答錯：")))
		Expect(v.send(attempt + "/submit").location).To(Equal(attempt))
		Expect(v.open(attempt + "/3").location).To(Equal(attempt))
	})

	It("gives nothing of the item away before it is handed in", func() {
		a.reach("officer")
		at := begin()
		who := a.trainee("officer")
		t, err := a.Training.Begin(context.Background(), who, short, "exam")
		Expect(err).NotTo(HaveOccurred())
		for n, id := range t.Items {
			it, _ := a.Quizzes.Item(id)
			page := v.open(strings.TrimSuffix(at, "1") + strconv.Itoa(n+1))
			Expect(page.body).NotTo(ContainSubstring(id))
			for _, m := range control.FindAllStringSubmatch(page.body, -1) {
				Expect(m[2]).To(MatchRegexp(`^(a|n|[ro]:\d+)$`), "names of options and rows are their places")
				Expect(m[3]).To(MatchRegexp(`^\d*$`))
			}
			for _, o := range it.Options {
				Expect(page.body).To(ContainSubstring(strings.Split(o.Text, "（")[0]))
			}
		}
		Expect(v.open(strings.TrimSuffix(at, "/1") + "/paper").status).To(Equal(303))
		Expect(v.open(strings.TrimSuffix(at, "/1") + "/words").status).To(Equal(403))
	})

	It("keeps every kind of answer by its name", func() {
		a.reach("officer")
		at := begin()
		who, ctx := a.trainee("officer"), context.Background()
		t, _ := a.Training.Begin(ctx, who, short, "exam")
		_, paper, err := a.Training.Attempt(ctx, who, t.ID)
		Expect(err).NotTo(HaveOccurred())
		questions, err := paper.Questions()
		Expect(err).NotTo(HaveOccurred())
		for n, q := range questions {
			Expect(a.Training.Put(ctx, who, t.ID, n+1, q.Key)).To(Succeed())
			href := strings.TrimSuffix(at, "1") + strconv.Itoa(n+1)
			got := v.send(href, shownAnswer(v.open(href).body)...)
			Expect(got.status).To(Equal(303), q.Item)
		}
		after, _, err := a.Training.Attempt(ctx, who, t.ID)
		Expect(err).NotTo(HaveOccurred())
		for n, q := range questions {
			Expect(q.Grade(after.Answers[strconv.Itoa(n+1)]).Right).To(BeTrue(), q.Item)
		}
	})

	It("says what is missing in an answer, and keeps nothing of it", func() {
		a.reach("officer")
		at := begin()
		v.open(at)
		for _, pairs := range [][]string{nil, {"a", "99"}, {"a", "'; drop"}, {"a", "-1", "n", "x", "r:1", "77", "o:1", "0"}} {
			got := v.send(at, pairs...)
			Expect(got.status).To(Equal(422), fmt.Sprint(pairs))
			Expect(got.body).To(ContainSubstring(`id="errors"`))
		}
		Expect(headed(v.open(exam))).To(Equal("認證測驗進行中：已答0題，共7題"))
	})

	DescribeTable("does not know", func(path string) {
		a.reach("officer")
		at := strings.TrimSuffix(begin(), "/1")
		got := v.open(strings.ReplaceAll(path, "ATTEMPT", at))
		Expect(got.status).To(Equal(404))
		Expect(got.body).NotTo(ContainSubstring("⟦"))
	},
		Entry("question 0", "ATTEMPT/0"),
		Entry("a question after the last", "ATTEMPT/8"),
		Entry("a question that is no number", "ATTEMPT/x"),
		Entry("a huge number", "ATTEMPT/99999999999999999999"),
		Entry("an attempt that is not", "/attempts/none"))

	It("is nobody else's", func() {
		a.reach("officer")
		at := strings.TrimSuffix(begin(), "/1")
		other := a.signIn("admin")
		for _, path := range []string{at, at + "/1", at + "/submit", at + "/paper", at + "/words"} {
			Expect(other.open(path).status).To(Equal(404), path)
		}
		other.open("/training")
		for _, path := range []string{at + "/1", at + "/submit"} {
			Expect(other.send(path, "a", "1", "open", "7").status).To(Equal(404), path)
		}
		Expect(headed(v.open(exam))).To(Equal("認證測驗進行中：已答0題，共7題"))
	})

	It("asks once more before it is handed in with open questions", func() {
		a.reach("officer")
		at := begin()
		attempt := strings.TrimSuffix(at, "/1")
		page := v.open(attempt)
		Expect(headed(page)).To(Equal("還有7題沒有作答"))
		Expect(page.body).To(ContainSubstring(`href="` + attempt + `/1"`))
		Expect(v.send(attempt + "/submit").location).To(Equal(attempt + "/submit"))
		ask := v.open(attempt + "/submit")
		Expect(headed(ask)).To(Equal("還有7題沒有作答，要交卷嗎？"))

		elsewhere := a.signIn("officer")
		elsewhere.send(at, filled(elsewhere.open(at).body)...)
		Expect(v.send(attempt+"/submit", "open", "7").location).To(Equal(attempt+"/submit"), "another device answered meanwhile")
		Expect(v.send(attempt+"/submit", "open", "6").location).To(Equal(attempt))
		Expect(v.send(attempt+"/submit", "open", "6").location).To(Equal(attempt), "sent twice")
		Expect(headed(v.open(attempt))).To(HavePrefix("這次沒有通過：7題答對"))

		got := elsewhere.send(attempt+"/2", "a", "1")
		Expect(got.status).To(Equal(409))
		Expect(got.body).To(And(ContainSubstring("這份測驗已經交卷"), ContainSubstring(`href="`+attempt+`"`)))
	})

	It("fails with what to study again and when it opens, and without keys", func() {
		a.reach("officer")
		t := a.sit("officer", "informant", "query-log")
		at := "/attempts/" + t.ID
		page := v.open(at)
		Expect(headed(page)).To(Equal(fmt.Sprintf("這次沒有通過：7題答對%d題", t.Right)))
		Expect(page.body).To(And(ContainSubstring("沒有全對：檢舉人身分保密"), ContainSubstring("要再讀的概念：2個"), ContainSubstring("查詢紀錄與日誌稽核"), ContainSubstring("民國115年"), ContainSubstring(`href="/review"`)))
		Expect(page.body).To(MatchRegexp(`<a href="/lessons/[^"]+">`))
		paper := v.open(at + "/paper")
		Expect(paper.body).To(And(ContainSubstring("正確答案與理由，在通過之後"), Not(ContainSubstring("完整理由")), Not(MatchRegexp("答(對|錯)："))))
		Expect(paper.body).To(And(ContainSubstring(t.ID), ContainSubstring("sha256:")))

		opens := t.Opens.In(time.FixedZone("", 8*3600))
		waiting := v.open(exam)
		Expect(headed(waiting)).To(HaveSuffix(fmt.Sprintf("%02d:%02d起可以再考", opens.Hour(), opens.Minute())))
		Expect(waiting.body).NotTo(ContainSubstring("開始測驗</button>"))
		refused := v.send(exam)
		Expect(refused.status).To(Equal(409))
		Expect(headed(refused)).To(Equal(fmt.Sprintf("認證測驗要等到民國115年%d月%d日 %02d:%02d 才能再考", opens.Month(), opens.Day(), opens.Hour(), opens.Minute())))

		a.pass(24 * time.Hour)
		v = a.signIn("officer")
		Expect(v.open(exam).body).To(ContainSubstring("開始測驗</button>"))
		again := v.send(exam)
		Expect(again.location).To(MatchRegexp("^/attempts/"))
		Expect(again.location).NotTo(HavePrefix(at))
	})

	It("is passed with a certificate, and then shows every key in the words of the day", func() {
		a.reach("officer")
		t := a.sit("officer")
		page := v.open("/attempts/" + t.ID)
		Expect(headed(page)).To(Equal("通過：7題答對7題"))
		certificates, err := a.Training.Certificates(context.Background(), a.trainee("officer"))
		Expect(err).NotTo(HaveOccurred())
		href := `<a class="go" href="/certificates/` + certificates[0].Number + `">看證書</a>`
		Expect(page.body).To(ContainSubstring(href))
		done := v.open(exam)
		Expect(headed(done)).To(Equal("認證測驗已經通過"))
		Expect(done.body).To(And(ContainSubstring(href), ContainSubstring("7／7題")))
		Expect(v.send(exam).status).To(Equal(409))

		paper := v.open("/attempts/" + t.ID + "/paper")
		Expect(strings.Count(paper.body, "答對：")).To(Equal(7))
		Expect(paper.body).To(And(ContainSubstring("完整理由"), ContainSubstring("依據的法條（作答當時）")))
		words := v.open("/attempts/" + t.ID + "/words")
		Expect(paper.body).To(ContainSubstring(fmt.Sprintf("sha256:%x", sha256.Sum256([]byte(words.body)))))
		Expect(v.open("/attempts/" + t.ID + "/paper?lang=en").body).To(ContainSubstring("Download the words"))
	})

	It("shows keys when the course is over", func() {
		a.reach("officer")
		t := a.sit("officer", "informant")
		a.at(time.Date(2027, 1, 1, 0, 0, 0, 0, time.FixedZone("", 8*3600)))
		Expect(a.signIn("officer").open("/attempts/" + t.ID + "/paper").body).To(And(ContainSubstring("verdict missed"), ContainSubstring("下載試卷原文")))
	})
})

var (
	ticked   = regexp.MustCompile(`name="a" value="(\d+)" checked`)
	typed    = regexp.MustCompile(`name="n" value="(\d*)"`)
	selected = regexp.MustCompile(`name="([ro]:\d+)">.*?<option value="(\d+)" selected`)
)

// shownAnswer is what the form of a question already holds.
func shownAnswer(body string) (pairs []string) {
	GinkgoHelper()
	for _, m := range ticked.FindAllStringSubmatch(body, -1) {
		pairs = append(pairs, "a", m[1])
	}
	for _, m := range typed.FindAllStringSubmatch(body, -1) {
		pairs = append(pairs, "n", m[1])
	}
	for _, part := range strings.Split(body, "<select")[1:] {
		if m := selected.FindStringSubmatch(part); m != nil {
			pairs = append(pairs, m[1], m[2])
		}
	}
	Expect(pairs).NotTo(BeEmpty(), body)
	return pairs
}
