package web_test

import (
	"context"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/audit"
	"shoumi/app/store"
	"shoumi/app/training"
	"shoumi/quizzes"
)

var _ = Describe("the notices", func() {
	It("say that there is nothing to deal with, and what would be", func() {
		v := newSchool().signIn("counsel")
		Expect(v.open("/statistics/notices").body).To(And(ContainSubstring("<h1>沒有待處理的通知</h1>"), ContainSubstring("系統每小時檢查一次題目的統計")))
		Expect(v.open("/").body).NotTo(ContainSubstring("待您處理"))
		Expect(v.open("/statistics/notices/nothing").status).To(Equal(404))
	})

	It("tell editors and counsel of an item that turned inverted, until one of them says what came of it", func() {
		a := newSchool()
		it := a.examined()[0]
		found, err := a.Training.CheckItems(context.Background())
		Expect(err).NotTo(HaveOccurred())
		Expect(found).To(HaveLen(1))
		at := "/statistics/notices/" + found[0].ID
		editor, counsel := a.signIn("editor"), a.signIn("counsel")
		for _, v := range []*visitor{editor, counsel} {
			Expect(v.open("/").body).To(MatchRegexp(`<a class="second" href="/statistics/notices">待您處理 1</a>`))
			Expect(v.open("/statistics").body).To(ContainSubstring(`<a href="/statistics/notices">待處理的通知 <b>1</b></a>`))
		}
		Expect(a.signIn("supervisor").open("/").body).NotTo(ContainSubstring("待您處理"))
		Expect(editor.open("/statistics/notices").body).To(And(ContainSubstring("<h1>待處理的通知：1件</h1>"), ContainSubstring(`href="`+at+`"`), ContainSubstring("此題可能有問題：答對者整體較弱")))
		page := editor.open(at).body
		Expect(page).To(And(ContainSubstring("<h1>此題可能有問題：答對者整體較弱</h1>"), ContainSubstring("答案已經用現行規則重新證明，結果不變"),
			ContainSubstring(`href="/statistics/items/`+it.ID+`?edition=`+found[0].Edition+`"`), ContainSubstring("54.2%")))

		got := editor.send(at, "words", "  ")
		Expect(got.status).To(Equal(422))
		Expect(got.body).To(ContainSubstring("請寫下查證的結果"))
		got = editor.send(at, "words", "題幹漏寫<對方身分>，已改。")
		Expect(got.location).To(Equal("/statistics/notices"))
		Expect(editor.open(got.location).body).To(And(ContainSubstring("已結案，並記入日誌"), ContainSubstring("<h1>沒有待處理的通知</h1>"), ContainSubstring("學員editor")))
		entries := a.log()
		Expect(entries[len(entries)-1].Record).To(And(HaveField("Action", audit.NoticeClosed), HaveField("Condition", found[0].ID), HaveField("User", "editor")))

		counsel.open(at)
		Expect(counsel.send(at, "words", "晚了一步").location).To(Equal(at))
		page = counsel.open(at).body
		Expect(page).To(And(ContainSubstring("題幹漏寫&lt;對方身分&gt;，已改。"), ContainSubstring("學員editor"), Not(ContainSubstring("晚了一步")), Not(ContainSubstring("<textarea"))))
		Expect(a.log()).To(HaveLen(len(entries)), "nothing was done")
		Expect(counsel.open("/").body).NotTo(ContainSubstring("待您處理"))
	})

	It("show what a change of law moved", func() {
		a := newSchool()
		it, ok := a.Quizzes.Item("start-negligence-number")
		Expect(ok).To(BeTrue())
		was := int64(8000)
		n := training.Notice{Doc: store.Doc{ID: "law/a/b"}, Kind: training.LawChange, At: noon(), Digest: "sha256:0", Provisions: []string{"criminal-code/132/2", "pdpa/41"},
			Moved: []training.MovedItem{{Moved: quizzes.Moved{Item: it.ID, Was: quizzes.Answer{Number: &was}, Now: it.Key}}}}
		Expect(collection[training.Notice](a).Insert(context.Background(), n)).To(Succeed())
		v := a.signIn("counsel")
		page := v.open("/statistics/notices/law/a/b").body
		Expect(page).To(And(ContainSubstring("<h1>法規異動：2項規定有變更，1題的答案改變</h1>"), ContainSubstring(`href="/rules/criminal-code/132#p2"`), ContainSubstring("答案改變，結案前暫停出題：1題"),
			ContainSubstring("8000"), ContainSubstring("9000"), ContainSubstring(`href="/items/`+it.ID+`"`), ContainSubstring("還沒有安排複習")))
		_, people, err := a.Training.SpreadLaw(context.Background())
		Expect(err).NotTo(HaveOccurred())
		Expect(people).To(Equal(0))
		Expect(v.open("/statistics/notices/law/a/b").body).To(ContainSubstring("沒有人學過下列概念，不必複習"))
		kept, err := collection[training.Notice](a).Get(context.Background(), "law/a/b")
		Expect(err).NotTo(HaveOccurred())
		for people, says := range map[int]string{3: "（不到5人）", 12: "已請學過的12人複習"} {
			kept.People = people
			Expect(collection[training.Notice](a).Replace(context.Background(), kept)).To(Succeed())
			kept.Version++
			Expect(v.open("/statistics/notices/law/a/b").body).To(ContainSubstring(says))
		}
		n.ID, n.Kind, n.Provisions = "material/1/a", training.MaterialChange, nil
		Expect(collection[training.Notice](a).Insert(context.Background(), n)).To(Succeed())
		page = v.open("/statistics/notices/material/1/a").body
		Expect(page).To(And(ContainSubstring("<h1>教材更正：1題的答案改變</h1>"), ContainSubstring("法規沒有變更"), ContainSubstring("8000"), Not(ContainSubstring("暫停出題")), Not(ContainSubstring("變更的規定"))))
		Expect(v.open("/statistics/notices?lang=en").body).To(ContainSubstring("Change of law: provisions that changed 2, keys that moved 1"))
	})

	It("are for editors, counsel and administrators", func() {
		a := newSchool()
		for login, status := range map[string]int{"officer": 403, "supervisor": 403, "editor": 200, "counsel": 200, "admin": 200} {
			Expect(a.signIn(login).open("/statistics/notices").status).To(Equal(status), login)
		}
	})
})
