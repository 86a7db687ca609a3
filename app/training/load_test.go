package training_test

import (
	"errors"
	"io/fs"
	"strings"
	"testing/fstest"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/training"
	"shoumi/content"
	"shoumi/rules"
	"shoumi/rules/source"
)

// files are the shipped courses and documents, with a text replaced by another.
func files(name, old, new string) fs.FS {
	GinkgoHelper()
	out := fstest.MapFS{}
	for _, dir := range []string{"courses", "documents"} {
		names, err := fs.Glob(content.Files, dir+"/*.yaml")
		Expect(err).NotTo(HaveOccurred())
		for _, n := range names {
			data, err := fs.ReadFile(content.Files, n)
			Expect(err).NotTo(HaveOccurred())
			if n == name {
				Expect(string(data)).To(ContainSubstring(old))
				data = []byte(strings.Replace(string(data), old, new, 1))
			}
			out[n] = &fstest.MapFile{Data: data}
		}
	}
	return out
}

// edited are the shipped courses with a text replaced.
func edited(name, old, new string) *training.Courses {
	GinkgoHelper()
	c, err := training.Load(files(name, old, new), shipped)
	Expect(err).NotTo(HaveOccurred())
	return c
}

var _ = Describe("loading courses", func() {
	It("finds two courses, whose hours go by the day", func() {
		Expect(courses.All()).To(HaveExactElements(HaveField("ID", "induction"), HaveField("ID", "refresher")))
		c := edited("courses/induction.yaml", "credit:\n", "credit:\n  - {from: 2027-01-01, hours: 7, zh: 廉政, en: Integrity}\n")
		course, _ := c.Course("induction")
		hours := func(d rules.Date) any {
			x, ok := course.CreditOn(d)
			if !ok {
				return nil
			}
			return x.Hours
		}
		Expect(hours(rules.Day(2025, 12, 31))).To(BeNil())
		Expect(hours(rules.Day(2026, 1, 1))).To(Equal(6))
		Expect(hours(rules.Day(2026, 12, 31))).To(Equal(6))
		Expect(hours(rules.Day(2027, 1, 1))).To(Equal(7))
	})

	It("ships no form that can be passed by guessing", func() {
		for _, c := range courses.All() {
			u := c.Units[len(c.Units)-1]
			chance, err := shipped.Bank.GuessPass(u.Certify.Blueprint)
			Expect(err).NotTo(HaveOccurred())
			Expect(chance).To(BeNumerically("<", 0.001), c.ID)
		}
	})

	It("says all that is wrong, with its place", func() {
		course := `course: Other
zh: 課程
en: ""
credit:
  - {from: 2026-01-01, hours: 0, zh: 類別, en: category}
  - {from: 2026-02-01, hours: 1, zh: 類別, en: category}
  - {from: soon, hours: 1, zh: 類別, en: category}
valid: 0m
renew: 400
renewed_by: nothing
units:
  - {id: a, attest: nothing}
  - {id: a, lesson: 99-nothing}
  - {id: b, lesson: 01-why, scenario: npa-leak-4}
  - {id: c, scenario: nothing}
  - {id: d, check: {lessons: [09-liability], items: 20}}
  - {id: e}
  - id: f
    certify:
      percent: 80
      wait: 24
      sections:
        - {concept: informant, items: 1, bands: [harder]}
        - {concept: genai, items: 1}
  - {id: g, lesson: 01-why, extra: 1}
`
		document := `document: notice
version: 1
zh: 告知書
en: Notice
means: 表示讀過
summary: [一句]
sections:
  - {title: 一, text: "見[[criminal-code/999]]"}
`
		_, err := training.Load(fstest.MapFS{"courses/own.yaml": {Data: []byte(course)}, "documents/notice.yaml": {Data: []byte(document)}}, shipped)
		Expect(lines(err)).To(HaveExactElements(
			"courses/own.yaml:1:9: 代號「Other」不合規定（用小寫英文、數字與連字號，從英文字母開始）",
			"courses/own.yaml:3:5: 這裡是空的",
			"courses/own.yaml:5:31: 要在1到100之間",
			"courses/own.yaml:6:12: 生效日要由新到舊排列",
			"courses/own.yaml:7:12: 「soon」不是日期（寫成 2026-01-01）",
			"courses/own.yaml:8:8: 證書的效期要有一個月以上（例如 1y）",
			"courses/own.yaml:9:8: 要在0到365之間",
			"courses/own.yaml:10:13: 沒有「nothing」這門課程（寫 courses/ 裡一門課程的代號；不寫就是重修本課程）",
			"courses/own.yaml:12:3: 課程的最後一個單元要是認證測驗（加上 certify:）",
			"courses/own.yaml:12:21: 沒有「nothing」這份文件（文件放在 documents/）",
			"courses/own.yaml:13:10: 單元「a」寫了兩次",
			"courses/own.yaml:13:21: 沒有「99-nothing」這一課",
			"courses/own.yaml:14:39: 一個單元只能是一種",
			"courses/own.yaml:15:23: 案例「nothing」沒有情境",
			"courses/own.yaml:16:53: 要20題，這些課文的概念只有13題",
			"courses/own.yaml:17:5: 沒有寫這個單元要做什麼（寫 attest、lesson、scenario、check 或 certify 其中一個）",
			"courses/own.yaml:18:5: 認證測驗要在最後",
			"courses/own.yaml:20:7: 「檢舉人身分保密」是關鍵概念，要全對（在 critical 加上 informant）",
			"courses/own.yaml:20:7: 出不了題：「informant」要1題，題庫有0題",
			"courses/own.yaml:23:50: 沒有「harder」這個難度（寫 easy、medium 或 hard）",
			"courses/own.yaml:25:29: 不認得的欄位「extra」（這裡可以寫：id、attest、lesson、scenario、check、certify）",
			"documents/notice.yaml:2:10: 「1」不是版本（寫成 1.0；實質修改加第一個數字，文字修正加第二個）",
			"documents/notice.yaml:8:22: 規則裡沒有「criminal-code/999」",
		))
	})

	It("knows by which course a certificate is renewed, and lets none be renewed on its first day", func() {
		Expect(courses.All()).To(HaveEach(HaveField("RenewedBy", "refresher")))
		_, err := training.Load(files("courses/refresher.yaml", "valid: 1y\nrenew: 60\n", "valid: 2m\nrenew: 56\n"), shipped)
		Expect(lines(err)).To(HaveExactElements("courses/refresher.yaml:8:8: 這樣一拿到證書就又要換發（天數要少於效期）"))
		edited("courses/refresher.yaml", "valid: 1y\nrenew: 60\n", "valid: 2m\nrenew: 55\n")
	})

	It("wants a course", func() {
		_, err := training.Load(fstest.MapFS{}, shipped)
		Expect(lines(err)).To(HaveExactElements("courses:1:1: 沒有課程（課程放在 courses/代號.yaml）"))
	})
})

// lines are faults without the source lines.
func lines(err error) []string {
	GinkgoHelper()
	var faults source.Faults
	Expect(errors.As(err, &faults)).To(BeTrue())
	var out []string
	for _, f := range faults {
		line := f.Place.String() + ": " + f.Message
		if f.Hint != "" {
			line += "（" + f.Hint + "）"
		}
		out = append(out, line)
	}
	return out
}
