package web_test

import (
	"context"
	"encoding/json"
	"html"
	"regexp"
	"slices"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/audit"
	"shoumi/app/training"
)

var (
	tags  = regexp.MustCompile(`<[^>]*>`)
	cells = regexp.MustCompile(`(?s)<(td|th|dd|blockquote)\b[^>]*>(.*?)</(?:td|th|dd|blockquote)>`)
)

// shown are the texts of the tables, lists and quotations of a page.
func shown(page answer) (texts []string) {
	GinkgoHelper()
	Expect(page.status).To(Equal(200))
	for _, m := range cells.FindAllStringSubmatch(page.body, -1) {
		for _, text := range tags.Split(m[2], -1) {
			if text = strings.TrimSpace(html.UnescapeString(text)); text != "" {
				texts = append(texts, text)
			}
		}
	}
	return texts
}

var _ = Describe("what is held of somebody's training", func() {
	var (
		a   *agency
		v   *visitor
		ctx = context.Background()
	)
	BeforeEach(func() {
		a = newSchool()
		v = a.signIn("officer")
	})

	It("is shown whole to somebody who has begun nothing", func() {
		page := v.open("/me/record")
		Expect(headed(page)).To(Equal("我的學習資料"))
		Expect(page.body).To(And(ContainSubstring("還沒有簽署文件"), ContainSubstring("還沒有應考紀錄"), ContainSubstring("還沒有證書"), ContainSubstring("還沒有學過的概念"), ContainSubstring("每一步的紀錄：0筆")))
		Expect(page.body).To(ContainSubstring(learnerOf(a, "officer")))
		Expect(v.open("/me/record/steps").body).To(ContainSubstring("還沒有紀錄"))
		Expect(v.open("/me").body).To(ContainSubstring(`href="/me/record"`))
		Expect(a.visitor().open("/me/record").location).To(Equal("/sign-in?to=%2Fme%2Frecord"))
	})

	It("is in the file whole: everything that the pages show, and what is kept", func() {
		Expect(a.Training.Assign(ctx, training.Assignment{Course: "short", Term: "2026", To: a.people["officer"].ID, Due: "2026-12-30", By: a.people["admin"].ID})).To(Succeed())
		a.reach("officer")
		a.sit("officer", "query-log")
		a.pass(35 * 24 * time.Hour)
		due, _ := a.Training.Reviews(ctx, a.trainee("officer"))
		_, err := a.Training.Review(ctx, a.trainee("officer"), due[0].Card.Concept, due[0].Item.ID, due[0].Item.Key)
		Expect(err).NotTo(HaveOccurred())
		a.sit("officer")
		Expect(a.Training.Correct(ctx, a.trainee("officer"), "我的單位\n寫錯了 <b>")).To(Succeed())
		all, _ := a.Training.Corrections(ctx)
		Expect(a.Training.AnswerCorrection(ctx, all[0].ID, a.people["admin"].ID, "已更正單位")).To(Succeed())

		for _, lang := range []string{"zh", "en"} {
			v = a.signIn("officer")
			page := v.open("/me/record?lang=" + lang)
			file := v.open("/me/record/export")
			Expect(file.header.Get("Content-Disposition")).To(MatchRegexp(`attachment; filename="?shoumi-record-\d{4}-\d\d-\d\d\.json"?`))
			var got struct {
				Shown []struct {
					Title   string
					Columns []string
					Rows    [][]string
				}
				Kept struct {
					Person struct{ Login string }
					training.Record
				}
			}
			Expect(json.Unmarshal([]byte(file.body), &got)).To(Succeed())
			var words strings.Builder
			for _, list := range got.Shown {
				words.WriteString(strings.Join(append([]string{list.Title}, list.Columns...), "\n"))
				for _, row := range list.Rows {
					words.WriteString(strings.Join(row, "\n") + "\n")
				}
			}
			texts := append(shown(page), shown(v.open("/me/record/steps"))...)
			Expect(len(texts)).To(BeNumerically(">", 100))
			for _, text := range texts {
				for line := range strings.Lines(text) {
					Expect(words.String()).To(ContainSubstring(strings.TrimSpace(line)))
				}
			}
			kept, err := a.Training.Record(ctx, a.trainee("officer"))
			Expect(err).NotTo(HaveOccurred())
			Expect(got.Kept.Events).To(HaveLen(len(kept.Events)))
			Expect(got.Kept.Attempts).To(HaveLen(2))
			Expect(got.Kept.Papers).To(HaveLen(2), "revealed, since the second was passed")
			Expect(got.Kept.Certificates).To(HaveLen(1))
			Expect(got.Kept.Person.Login).To(Equal("officer"))
		}
	})

	It("tells every step in words, page by page", func() {
		a.reach("officer")
		page := v.open("/me/record/steps")
		Expect(page.body).NotTo(ContainSubstring("⟦"))
		for _, step := range []string{"開始課程", "讀了第1節", "簽署「測試告知書」1.0版", "抽出自我檢核2題", "自我檢核第1題", "情境第1步：", "短課程（2026）"} {
			Expect(page.body).To(ContainSubstring(step))
		}
		for _, wrong := range []string{"0", "-1", "99", "x", "99999999999999999999"} {
			Expect(v.open("/me/record/steps?page=" + wrong).status).To(Equal(404))
		}
	})

	It("takes a wish for a correction, once, which an admin answers", func() {
		v.open("/me/record")
		Expect(v.send("/me/record/corrections", "words", "  ").status).To(Equal(422))
		long := v.send("/me/record/corrections", "words", strings.Repeat("錯", 1001))
		Expect(long.status).To(Equal(422))
		Expect(long.body).To(ContainSubstring("最多1000個字，現在是1001個字"))
		for range 2 {
			Expect(v.send("/me/record/corrections", "words", "我的單位寫錯了").location).To(Equal("/me/record#corrections"))
		}
		Expect(strings.Count(v.open("/me/record").body, "<blockquote")).To(Equal(1))

		Expect(v.open("/corrections").status).To(Equal(403))
		admin := a.signIn("admin")
		page := admin.open("/corrections")
		Expect(headed(page)).To(Equal("待答覆的更正請求：1件"))
		Expect(page.body).To(And(ContainSubstring("學員officer（officer）"), ContainSubstring("我的單位寫錯了")))
		at := regexp.MustCompile(`action="(/corrections/[0-9a-f]+)"`).FindStringSubmatch(page.body)[1]
		Expect(page.body).NotTo(ContainSubstring(learnerOf(a, "officer")), "the pseudonym stays where it is")
		Expect(admin.send(at, "answer", " ").status).To(Equal(422))
		Expect(admin.send("/corrections/none", "answer", "好").status).To(Equal(404))
		Expect(admin.send(at, "answer", "已更正").location).To(Equal("/corrections"))
		Expect(admin.send(at, "answer", "已更正").location).To(Equal("/corrections"), "sent twice")
		other := admin.send(at, "answer", "不更正")
		Expect(other.status).To(Equal(409))
		Expect(other.body).To(ContainSubstring("這一件已經有人答覆了"))
		Expect(headed(admin.open("/corrections"))).To(Equal("待答覆的更正請求：0件"))
		Expect(v.open("/me/record").body).To(And(ContainSubstring("已更正"), ContainSubstring("學員admin，民國115年")))
		Expect(a.log()).To(ContainElement(HaveField("Action", audit.CorrectionClosed)))
	})

	It("is parted from its person by an admin, who is told what goes and what stays", func() {
		a.reach("officer")
		a.sit("officer")
		was := learnerOf(a, "officer")
		admin := a.signIn("admin")
		at := "/people/" + a.people["officer"].ID + "/training/erase"
		ask := admin.open(at)
		Expect(headed(ask)).To(Equal("刪除「學員officer」的訓練身分？"))
		Expect(ask.body).To(And(ContainSubstring("要從頭開始"), ContainSubstring("題目的統計"), ContainSubstring("要繼續，請輸入「officer」")))
		refused := admin.send(at, "word", "yes")
		Expect(refused.status).To(Equal(422))
		Expect(refused.body).To(ContainSubstring("請輸入「officer」這幾個字"))
		Expect(learnerOf(a, "officer")).To(Equal(was))
		Expect(admin.send(at, "word", "officer").location).To(Equal("/people/" + a.people["officer"].ID))
		Expect(learnerOf(a, "officer")).NotTo(Equal(was))
		Expect(v.open("/me/record").body).To(ContainSubstring("還沒有應考紀錄"))
		Expect(v.open("/training").body).To(ContainSubstring("單元1"))
		Expect(a.log()).To(ContainElement(And(HaveField("Action", audit.TrainingErased), HaveField("Subject", a.people["officer"].ID))))
		Expect(a.signIn("supervisor").open(at).status).To(Equal(403))
	})
})

var _ = Describe("an appeal", func() {
	var (
		a *agency
		t training.Attempt
	)
	BeforeEach(func() {
		a = newSchool()
		a.reach("officer")
		t = a.sit("officer", "informant")
	})
	// asked states the purpose that a page asks for first.
	asked := func(v *visitor, path string) answer {
		GinkgoHelper()
		got := v.open(path)
		Expect(got.location).To(HavePrefix("/purpose?"))
		v.open(got.location)
		Expect(v.send("/purpose", "of", t.ID, "to", path, "purpose", "學員申訴成績", "user", "counsel", "unit", "第一分局").status).To(Equal(303))
		return v.open(path)
	}

	It("draws the paper again, byte by byte, for a purpose that is logged", func() {
		v := a.signIn("counsel")
		v.open("/appeals")
		for _, wrong := range []string{"", "abc", strings.Repeat("0", 32)} {
			got := v.send("/appeals", "number", wrong)
			Expect(got.status).To(Equal(422))
			Expect(got.body).To(ContainSubstring(`id="errors"`))
		}
		Expect(v.send("/appeals", "number", " "+strings.ToUpper(t.ID)+" ").location).To(Equal("/appeals/" + t.ID))
		page := asked(v, "/appeals/"+t.ID)
		Expect(headed(page)).To(Equal("重抽的試卷與原卷相同"))
		Expect(page.body).To(And(ContainSubstring("依原卷重新計分"), ContainSubstring("您選"), Not(ContainSubstring("學員officer")), Not(ContainSubstring(learnerOf(a, "officer")))))
		Expect(strings.Count(page.body, "sha256:")).To(BeNumerically(">=", 4))
		words := v.open("/appeals/" + t.ID + "/words")
		Expect(words.body).To(HavePrefix("[{"))
		entries := slices.DeleteFunc(a.log(), func(e audit.Entry) bool { return e.Action != audit.PaperReproduced })
		Expect(entries).To(HaveLen(2))
		Expect(entries[0]).To(And(HaveField("Purpose", "學員申訴成績"), HaveField("Condition", "試卷"+t.ID)))
	})

	It("says so when the rules are others by now", func() {
		v := a.signIn("admin")
		from := training.Material{Book: a.Book, Cases: a.Cases, Bank: a.Quizzes.Without([]string{t.Items[0]}), Lessons: a.Lessons}
		secret := []byte("of another site, so that no seed is the same")
		a.Training = training.New(a.db, a.Training.Courses(), from, secret, a.now)
		page := asked(v, "/appeals/"+t.ID)
		Expect(headed(page)).To(Equal("現在的題庫或規則抽不出這份試卷"))
		Expect(page.body).To(And(ContainSubstring("以下面保存的原卷為準"), ContainSubstring("抽不出")))
	})

	It("knows no attempt that goes on, or is not, and is for legal affairs and admins", func() {
		who := a.trainee("other")
		a.assign("short", "第二分局")
		a.reach("other")
		going, err := a.Training.Begin(context.Background(), who, short, "exam")
		Expect(err).NotTo(HaveOccurred())
		v := a.signIn("counsel")
		for _, id := range []string{going.ID, "none"} {
			Expect(v.open("/appeals/" + id).status).To(Equal(404))
			Expect(v.open("/appeals/" + id + "/words").status).To(Equal(404))
		}
		for _, login := range []string{"officer", "editor", "supervisor"} {
			Expect(a.signIn(login).open("/appeals/" + t.ID).status).To(Equal(403))
		}
	})
})
