package main

import (
	"bytes"
	"encoding/json"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/office"
	"shoumi/app/paper"
	"shoumi/casebook"
)

// handbook is text as a handbook was printed.
const handbook = " 一、單純洩密的測試\n\n   案例一\n\n 說了不該說的\n\n甲把不該說的\uFA17話說了出去，前後收了 1 萬 5,\n\n000 元，後來被處拘役 5 日。\n"

var _ = Describe("the command cases", func() {
	DescribeTable("finds cases and refuses words that nothing knows", func(code int, says string, args ...string) {
		r := shoumi("", append([]string{"cases"}, args...)...)
		Expect(r.code).To(Equal(code), r.err)
		Expect(r.out + r.err).To(ContainSubstring(says))
	},
		Entry("a kind", 0, "共3個案例。", "--kind", "corruption"),
		Entry("two conditions", 0, "共3個案例。", "--source", "npa", "--stage", "deferred"),
		Entry("an act", 0, "tcpd-6", "--act", "false_entry"),
		Entry("an article", 0, "npa-leak-4", "--article", "criminal-code/132/2"),
		Entry("none", 0, "共0個案例。", "--act", "peep"),
		Entry("a handbook that is not there", 2, "--source 可以是 npa、tcpd、agency，不是「moj」", "--source", "moj"),
		Entry("a kind that is not there", 2, "--kind 可以是 corruption、leak、misuse，不是「leaks」", "--kind", "leaks"),
		Entry("an act that is not there", 2, "不是「shout」", "--act", "shout"),
		Entry("an article that is not there", 2, "--article 要寫條文的代號", "--article", "刑法132"),
		Entry("what a case teaches", 0, "措施（", "npa-leak-4"),
		Entry("a case file of no case", 2, "要指明案例", "--format", "yaml"),
		Entry("import without a file", 2, "要給 1 個檔案", "import"),
		Entry("import of a file that is not there", 1, "找不到這個檔案", "import", "nowhere.txt"),
	)

	It("writes a case file", func() {
		data, err := casebook.Files.ReadFile("cases/npa-leak-4.yaml")
		Expect(err).NotTo(HaveOccurred())
		r := shoumi("", "cases", "npa-leak-4", "--format", "yaml")
		Expect(r.code).To(Equal(0), r.err)
		Expect(r.out).To(Equal(string(data)))
	})

	It("lists facets as JSON", func() {
		var got struct {
			Cases []struct {
				Case   string          `json:"case"`
				Facets casebook.Facets `json:"facets"`
			} `json:"cases"`
		}
		r := shoumi("", "cases", "--stage", "not_indicted", "--format", "json")
		Expect(json.Unmarshal([]byte(r.out), &got)).To(Succeed())
		Expect(got.Cases).To(HaveLen(2))
		Expect(got.Cases[0].Case).To(Equal("tcpd-7"))
		Expect(got.Cases[0].Facets.Stages).To(ContainElement(casebook.NotIndicted))
	})

	It("takes a handbook apart", func() {
		r := shoumi(handbook, "cases", "import", "-")
		Expect(r.code).To(Equal(0), r.err)
		Expect(r.out).To(Equal(`
npa-leak-1　說了不該說的
出處：單純洩密的測試 案例一，第3行第1字（全文第13字）

甲把不該說的話說了出去，前後收了 1 萬 5,000 元，後來被處拘役 5 日。

整理
共1個案例。
拿掉 U+FA17 共1處。
  第7行第7字（全文第36字）
案例裡去掉0行版面文字。
`))
		var x casebook.Imported
		r = shoumi(handbook, "cases", "import", "-", "--format", "json")
		Expect(json.Unmarshal([]byte(r.out), &x)).To(Succeed())
		Expect(x).To(Equal(casebook.Import(handbook)))
	})

	It("says that a text has no case", func() {
		r := shoumi("前言而已。", "cases", "import", "-")
		Expect(r.code).To(Equal(1))
		Expect(r.err).To(Equal("<標準輸入>: 裡面沒有案例；案例的標題要獨立一行，寫成「案例一」或「案例一、題目」\n"))
		r = shoumi("\xff\xff", "cases", "import", "-")
		Expect(r.err).To(Equal("<標準輸入>: 讀不出這份文字檔的編碼；請另存成 UTF-8 再上傳。\n"))
	})

	It("takes a handbook apart that is an OpenDocument text", func() {
		var file bytes.Buffer
		Expect(office.ODT(&file, paper.Document{Title: "彙編", Blocks: []paper.Block{
			paper.Heading{Level: 1, Text: paper.Plain("案例一、甲說了")}, paper.Paragraph{Text: paper.Plain("甲把話說了出去。")},
			paper.Heading{Level: 1, Text: paper.Plain("案例二、乙說了")}, paper.Paragraph{Text: paper.Plain("乙也說了。")}}})).To(Succeed())
		r := shoumi(file.String(), "cases", "import", "-")
		Expect(r.code).To(Equal(0), r.err)
		Expect(r.out).To(And(ContainSubstring("甲說了\n"), ContainSubstring("\n甲把話說了出去。\n"), ContainSubstring("乙也說了。"), ContainSubstring("共2個案例。")))
	})
})
