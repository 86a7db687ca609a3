package web_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// courseHidden are the hidden fields of the forms of a course.
var courseHidden = regexp.MustCompile(`name="(hash|section|run|number|turns|node|check|s)" value="([^"]*)"`)

// press sends the first form of the last page that leads to an address, and opens
// where that leads to.
func (v *visitor) press(action string, filled ...string) answer {
	GinkgoHelper()
	form := regexp.MustCompile(`(?s)<form method="post" action="` + regexp.QuoteMeta(action) + `">.*?</form>`).FindString(v.last)
	Expect(form).NotTo(BeEmpty(), action)
	for _, hit := range courseHidden.FindAllStringSubmatch(form, -1) {
		filled = append(filled, hit[1], hit[2])
	}
	got := v.send(action, filled...)
	Expect(got.status).To(Equal(303), got.body)
	return v.open(strings.Split(got.location, "#")[0])
}

// noticeBecomes gives the document of the short course another version and other
// words.
func (a *agency) noticeBecomes(version string) {
	GinkgoHelper()
	files := filepath.Join(GinkgoT().TempDir(), "training")
	Expect(os.CopyFS(files, os.DirFS("testdata/training"))).To(Succeed())
	notice := filepath.Join(files, "documents/notice.yaml")
	text, err := os.ReadFile(notice)
	Expect(err).NotTo(HaveOccurred())
	changed := strings.NewReplacer("version: 1.0", "version: "+version, "立刻報告。", "立刻報告主管。").Replace(string(text))
	Expect(os.WriteFile(notice, []byte(changed), 0o644)).To(Succeed())
	a.trainsFrom(os.DirFS(files), a.Server, a.db)
}

var _ = Describe("a document to sign", func() {
	const sign = "/training/short/2026/sign"
	signed := func() (*agency, *visitor) {
		a := newSchool()
		v := a.signIn("officer")
		v.open(sign)
		v.press(sign)
		v.press(sign)
		v.press(sign + "/sign")
		return a, v
	}

	It("is read section by section to its end before it can be signed", func() {
		v := newSchool().signIn("officer")
		page := v.open(sign)
		Expect(page.body).To(And(ContainSubstring("<h1>請讀完並簽署：測試告知書</h1>"), ContainSubstring("版本1.0，共2節"), ContainSubstring("從第1節開始讀"),
			ContainSubstring("職務上知道、應該秘密的事不能說。"), Not(ContainSubstring("第一節")), Not(ContainSubstring("我已閱讀並了解"))))
		page = v.press(sign)
		Expect(page.body).To(And(ContainSubstring("第一節"), ContainSubstring(`href="/rules/criminal-code/132#p1"`), ContainSubstring("下一節（2／2）"), Not(ContainSubstring("我已閱讀並了解"))))
		page = v.press(sign)
		Expect(page.body).To(And(ContainSubstring("發現洩密時立刻報告。"), ContainSubstring("簽署表示您讀完了。"), ContainSubstring("我已閱讀並了解，簽署")))
		page = v.press(sign + "/sign")
		Expect(page.body).To(And(ContainSubstring("完成</b>：單元1「測試告知書」"), ContainSubstring("<h1>為什麼要守密</h1>")))
	})

	It("counts nothing that was only looked at", func() {
		v := newSchool().signIn("officer")
		for range 3 {
			v.open(sign)
		}
		Expect(v.open(sign).body).To(ContainSubstring("從第1節開始讀"))
		Expect(v.open("/training").body).NotTo(ContainSubstring("讀了"))
	})

	It("stays to be read, with when and what was signed", func() {
		_, v := signed()
		page := v.open(sign)
		Expect(page.body).To(And(ContainSubstring("<h1>您已經簽署：測試告知書</h1>"), ContainSubstring("發現洩密時立刻報告。"), MatchRegexp(`<dd>民國115年11月\d+日 \d\d:\d\d`), MatchRegexp(`sha256:[0-9a-f]{64}`)))
		Expect(page.body).NotTo(ContainSubstring("我已閱讀並了解"))
	})

	It("is signed once, however often the form is sent", func() {
		a := newSchool()
		v := a.signIn("officer")
		v.open(sign)
		v.press(sign)
		page := v.press(sign)
		hash := regexp.MustCompile(`name="hash" value="([^"]+)"`).FindStringSubmatch(page.body)[1]
		Expect(v.send(sign, "hash", hash, "section", "2").location).To(Equal(sign + "#section-2"))
		for range 2 {
			got := v.send(sign+"/sign", "hash", hash)
			Expect(got.status).To(Equal(303))
			Expect(got.location).To(Equal("/training/short/2026/read"))
		}
	})

	DescribeTable("is not signed", func(act string, status int, says string, pairs ...string) {
		v := newSchool().signIn("officer")
		page := v.open(sign)
		hash := regexp.MustCompile(`name="hash" value="([^"]+)"`).FindStringSubmatch(page.body)[1]
		for i := range pairs {
			pairs[i] = strings.ReplaceAll(pairs[i], "HASH", hash)
		}
		got := v.send(sign+act, pairs...)
		Expect(got.status).To(Equal(status))
		Expect(got.body).To(And(ContainSubstring(says), Not(ContainSubstring("⟦"))))
	},
		Entry("unread", "/sign", 409, "要先讀到最後一節才能簽署", "hash", "HASH"),
		Entry("with a section passed over", "", 409, "要先讀到最後一節才能簽署", "hash", "HASH", "section", "2"),
		Entry("after other words were read", "", 409, "內容在您閱讀之後更新了", "hash", "sha256:0", "section", "1"),
		Entry("by a section that is not there", "", 404, "", "hash", "HASH", "section", "9"),
		Entry("by a number that is none", "", 404, "", "hash", "HASH", "section", "x"),
		Entry("by an act that is none", "/unlock", 404, "", "hash", "HASH"))

	It("is asked for again after the course is finished as well", func() {
		a := newSchool()
		a.reach("officer")
		a.sit("officer")
		v := a.signIn("officer")
		Expect(v.open("/").body).NotTo(ContainSubstring("重新閱讀並簽署"))
		a.noticeBecomes("2.0")
		for _, path := range []string{"/", "/training", "/training/short/2026"} {
			Expect(v.open(path).body).To(And(ContainSubstring("您簽署的文件有了重大修正，請重新閱讀並簽署"), ContainSubstring(`href="`+sign+`">請讀完並簽署：測試告知書`)), path)
		}
		v.open(sign)
		v.press(sign)
		v.press(sign)
		Expect(v.press(sign + "/sign").body).To(And(ContainSubstring("短課程：已完成"), ContainSubstring(`class="go" href="/certificates/`), Not(ContainSubstring("重新閱讀並簽署"))))
	})

	It("is asked for again when its first number rises, and not for other words", func() {
		a, v := signed()
		a.noticeBecomes("1.1")
		Expect(v.open(sign).body).To(And(ContainSubstring("您已經簽署"), ContainSubstring("立刻報告主管。")))
		a.noticeBecomes("2.0")
		Expect(v.open("/").body).To(ContainSubstring("繼續：單元1 測試告知書"))
		page := v.open(sign)
		Expect(page.body).To(And(ContainSubstring("請讀完並簽署"), ContainSubstring("您簽署過版本1.0"), ContainSubstring("現在的版本2.0有重大修正"), ContainSubstring("從第1節開始讀")))
	})
})
