package official_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing/fstest"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/rules"
	"shoumi/rules/official"
)

func all(string) bool { return true }

// law is a law in the shape of the open data, of articles given as number and content.
func law(code string, articles ...string) string {
	GinkgoHelper()
	var list []map[string]string
	for i := 0; i < len(articles); i += 2 {
		list = append(list, map[string]string{"ArticleType": "A", "ArticleNo": articles[i], "ArticleContent": articles[i+1]})
	}
	b, err := json.Marshal(map[string]any{"LawLevel": "法律", "LawName": "某法", "LawURL": "https://law.moj.gov.tw/LawClass/LawAll.aspx?pcode=" + code,
		"LawModifiedDate": "20200101", "LawAbandonNote": "", "LawArticles": list})
	Expect(err).NotTo(HaveOccurred())
	return string(b)
}

func read(text string) []official.Law {
	GinkgoHelper()
	laws, _, err := official.Read("ch.json", []byte(text), all)
	Expect(err).NotTo(HaveOccurred())
	return laws
}

var _ = Describe("the open data of the Ministry of Justice", func() {
	It("is read as a data set with a byte order mark, chapters and CRLF", func() {
		text := "\xef\xbb\xbf{\r\n\"UpdateDate\": \"2026/11/20 上午 12:00:00\",\r\n\"Laws\": [" +
			strings.Replace(law("C0000001", "第 1 條", "第一項。\r\n第二項。", "第 318-1 條", "一項。"), `"LawArticles":[`, `"LawArticles":[{"ArticleType":"C","ArticleNo":"","ArticleContent":"   第 一 編 總則"},`, 1) +
			",\r\n" + law("C0000002", "第 1 條", "另一部。") + "]\r\n}\r\n"
		laws, others, err := official.Read("ch.json", []byte(text), func(code string) bool { return code == "C0000001" })
		Expect(err).NotTo(HaveOccurred())
		Expect(others).To(Equal(1))
		Expect(laws).To(Equal([]official.Law{{PCode: "C0000001", Name: "某法", Modified: "20200101", Updated: "2026/11/20 上午 12:00:00", Articles: []official.Article{
			{Number: "1", Paragraphs: []string{"第一項。", "第二項。"}, SHA256: official.Sum([]string{"第一項。", "第二項。"})},
			{Number: "318-1", Paragraphs: []string{"一項。"}, SHA256: official.Sum([]string{"一項。"})},
		}}}))
	})

	It("is read as one law", func() {
		Expect(read(law("C0000001", "第 1 條", "一項。"))[0].Articles).To(HaveLen(1))
	})

	DescribeTable("numbers articles as rule files do", func(written, number string) {
		Expect(read(law("C0000001", written, "一項。"))[0].Articles[0].Number).To(Equal(number))
	},
		Entry("plain", "第 132 條", "132"),
		Entry("a later insertion", "第 318-1 條", "318-1"),
		Entry("written out", "第 318 條之 1", "318-1"),
		Entry("without spaces", "第132條", "132"),
		Entry("a point of directions", "第 24 點", "24"),
	)

	DescribeTable("splits paragraphs where the law does", func(content string, want ...string) {
		Expect(read(law("C0000001", "第 1 條", content))[0].Articles[0].Paragraphs).To(Equal(want))
	},
		Entry("one line each", "甲。\r\n乙。", "甲。", "乙。"),
		Entry("items stay with their paragraph", "如下：\n一、甲。\n二、乙：\n（一）丙。\n前項丁。", "如下：\n一、甲。\n二、乙：\n（一）丙。", "前項丁。"),
		Entry("an item without a full stop before the next", "如下：\n一、甲者\n二、乙者。", "如下：\n一、甲者\n二、乙者。"),
		Entry("numbers of two and three characters", "如下：\n十一、甲。\n二十一、乙。", "如下：\n十一、甲。\n二十一、乙。"),
		Entry("a paragraph that begins with the number of another", "甲。\n第二項之罪。\n一人犯之。", "甲。", "第二項之罪。", "一人犯之。"),
		Entry("lines broken for print", "洩漏物品者\r\n，處三年以下有期徒\r\n刑。\r\n前項之未遂犯罰之\r\n。", "洩漏物品者，處三年以下有期徒刑。", "前項之未遂犯罰之。"),
		Entry("items broken for print", "如下：\r\n一、甲，以\r\n    及乙。\r\n二、丙。但丁。\r\n    戊。", "如下：\n一、甲，以及乙。\n二、丙。但丁。戊。"),
		Entry("empty lines and spaces at the ends", "甲。  \r\n\r\n乙。\n", "甲。", "乙。"),
		Entry("spaces inside are the law's", "一、極機密  適用於甲。", "一、極機密  適用於甲。"),
	)

	DescribeTable("names what is wrong and where", func(text string, says ...string) {
		laws, _, err := official.Read("ch.json", []byte(text), all)
		Expect(laws).To(BeEmpty())
		Expect(err).To(HaveOccurred())
		for _, s := range says {
			Expect(err.Error()).To(ContainSubstring(s))
		}
	},
		Entry("nothing", "", "ch.json:1:1: 檔案是空的"),
		Entry("a byte order mark alone", "\xef\xbb\xbf", "檔案是空的"),
		Entry("a ZIP", "PK\x03\x04xx", "這是 ZIP 壓縮檔", "先解壓縮"),
		Entry("UTF-16", "\xff\xfe{\x00", "UTF-16", "另存成 UTF-8"),
		Entry("Big5", "{\"LawName\":\"\xb0\xea\"}", "不是 UTF-8"),
		Entry("a web page", "<html>", "不是 JSON"),
		Entry("a list", "[]", "最外層要是一個物件"),
		Entry("cut short", "{\n\"Laws\": [\n", "ch.json:3:1: JSON 還沒完就斷了"),
		Entry("a comma too many", "{\n\"Laws\": [,]}", "ch.json:2:10: 從這裡起不是合法的 JSON"),
		Entry("two documents", "{\"Laws\":[]} {}", "ch.json:1:", "後面還有別的東西"),
		Entry("Laws of another kind", "{\"Laws\": 3}", "「Laws」不能是數字"),
		Entry("an object that is no law", "{\"a\": 1}", "ch.json:1:1: 缺少 LawName", "{\"Laws\": […]}"),
		Entry("no code", "{\"LawName\":\"某法\",\n\"LawArticles\":[]}", "ch.json:1:1: 某法的 LawURL 裡沒有法規代碼"),
		Entry("no article", law("C0000001"), "某法沒有條文"),
		Entry("an article twice", law("C0000001", "第 1 條", "甲。", "第 1 條", "乙。"), "某法第 1 條重複了"),
		Entry("a number that is none", law("C0000001", "第一條", "甲。"), "條號「第一條」讀不懂", "「第 132 條」"),
		Entry("no content", law("C0000001", "第 1 條", " \r\n"), "第 1 條沒有內容"),
		Entry("another kind of entry", strings.Replace(law("C0000001", "第 1 條", "甲。"), `"ArticleType":"A"`, `"ArticleType":"X"`, 1), "不認得的 ArticleType「X」"),
	)

	It("reports the faults of every article at their lines", func() {
		text := "{\"LawName\":\"某法\",\"LawURL\":\"?pcode=C0000001\",\"LawArticles\":[\n" +
			"  {\"ArticleType\":\"A\",\"ArticleNo\":\"第 x 條\",\"ArticleContent\":\"甲。\"},\n" +
			"  {\"ArticleType\":\"A\",\"ArticleNo\":\"第 2 條\",\"ArticleContent\":\"甲。\"},\n" +
			"  {\"ArticleType\":\"A\",\"ArticleNo\":\"第 y 條\",\"ArticleContent\":5}]}"
		_, _, err := official.Read("ch.json", []byte(text), all)
		Expect(err).To(MatchError(SatisfyAll(ContainSubstring("ch.json:2:3: 條號「第 x 條」"), ContainSubstring("ch.json:4:"), ContainSubstring("「ArticleContent」不能是數字"))))
	})
})

var _ = Describe("the folder of imported laws", func() {
	file := func(change func(*official.Law)) fstest.MapFS {
		l := read(law("C0000001", "第 1 條", "甲。"))[0]
		change(&l)
		b, err := json.Marshal(l)
		Expect(err).NotTo(HaveOccurred())
		return fstest.MapFS{"C0000001.json": {Data: b}}
	}

	It("comes back as it was imported", func() {
		laws, err := official.Load(file(func(*official.Law) {}))
		Expect(err).NotTo(HaveOccurred())
		Expect(laws).To(Equal(read(law("C0000001", "第 1 條", "甲。"))))
	})

	It("is refused when it is empty, changed or something else", func() {
		_, err := official.Load(fstest.MapFS{})
		Expect(err).To(MatchError(ContainSubstring("沒有匯入的法規")))
		_, err = official.Load(file(func(l *official.Law) { l.Articles[0].Paragraphs[0] = "乙。" }))
		Expect(err).To(MatchError(ContainSubstring("C0000001.json:1:1: 某法第 1 條的文字與它的 sha256 不符")))
		_, err = official.Load(file(func(l *official.Law) { l.PCode = "" }))
		Expect(err).To(MatchError(ContainSubstring("缺少 pcode")))
		_, err = official.Load(fstest.MapFS{"a.json": {Data: []byte("[")}})
		Expect(err).To(MatchError(ContainSubstring("a.json:1:1: 不是匯入的法規檔")))
	})
})

var _ = Describe("the drift of official text", func() {
	sum := func(text string) string { return official.Sum([]string{text}) }
	version := func(head, text string) string {
		return fmt.Sprintf("  - {%s, basis: 公布, sha256: %s, summary: [要旨], provisions: [{id: \"1\", kind: duty, label: 義務, elements: [{id: intent, text: 故意, when: intent}], effect: 應負責}]}\n", head, sum(text))
	}
	book := func(versions ...string) *rules.Book {
		GinkgoHelper()
		b, err := rules.Load(fstest.MapFS{
			"facts.yaml": {Data: []byte("facts:\n  - {id: intent, type: bool, group: 主觀, label: {zh: 故意}, question: {zh: 故意？}, who_knows: [本人], cost: 2}\n")},
			"statutes/criminal-code/132.yaml": {Data: []byte("law: 中華民國刑法\nshort: 刑法\npcode: C0000001\narticle: \"132\"\ntitle: 洩密\nchecked_on: 2026-11-22\nreview_by: 2027-11-22\nversions:\n" +
				strings.Join(versions, ""))},
			"statutes/criminal-code/132.tests.yaml": {Data: []byte("tests: []\n")},
		})
		Expect(err).NotTo(HaveOccurred())
		return b
	}
	newest, older := version("from: 2019-12-27, amended: 2019-12-25", "新。"), version("from: 1935-07-01, amended: 1935-01-01", "舊。")
	coming := version("status: promulgated, amended: 2025-11-11", "將來。")
	ended := version("from: 2019-12-27, to: 2023-02-17, amended: 2019-12-25", "新。")

	DescribeTable("is found against the newest version in force", func(versions []string, text, why string) {
		drift, compared := official.Compare(book(versions...), read(text))
		Expect(compared).To(Equal(1))
		if why == "" {
			Expect(drift).To(BeEmpty())
			return
		}
		Expect(drift).To(HaveLen(1))
		Expect(drift[0].Why).To(ContainSubstring(why))
		Expect(drift[0].Article).To(Equal("criminal-code/132"))
		Expect(drift[0].File).To(Equal("statutes/criminal-code/132.yaml"))
		Expect(drift[0].Version).To(Equal("2019-12-27"))
		Expect(drift[0].Ours).To(BeElementOf(sum("新。"), ""))
	},
		Entry("the same text", []string{newest, older}, law("C0000001", "第 132 條", "新。"), ""),
		Entry("one character more", []string{newest, older}, law("C0000001", "第 132 條", "新新。"), "與規則核對過的不同（最新異動日期 20200101）"),
		Entry("one paragraph more", []string{newest, older}, law("C0000001", "第 132 條", "新。\n增。"), "與規則核對過的不同"),
		Entry("an amendment that is shown before it is in force", []string{coming, newest, older}, law("C0000001", "第 132 條", "將來。"), ""),
		Entry("the text in force, beside one to come", []string{coming, newest, older}, law("C0000001", "第 132 條", "新。"), ""),
		Entry("a text that was not at hand", []string{strings.Replace(newest, "sha256: "+sum("新。"), "unseen: 不在手邊", 1), older}, law("C0000001", "第 132 條", "新。"), "現在可以核對了"),
		Entry("a former text", []string{newest, older}, law("C0000001", "第 132 條", "舊。"), "較舊的民國24年1月1日修正版"),
		Entry("an article that is gone", []string{newest, older}, law("C0000001", "第 1 條", "新。"), "裡沒有第132條了"),
		Entry("an article that was repealed", []string{newest, older}, law("C0000001", "第 132 條", "（刪除）"), "（刪除）"),
		Entry("a law that was repealed", []string{newest, older}, strings.Replace(law("C0000001", "第 132 條", "新。"), `"LawAbandonNote":""`, `"LawAbandonNote":"廢"`, 1), "已經廢止"),
		Entry("an ended article whose number is another's now", []string{ended}, law("C0000001", "第 132 條", "別的。"), ""),
		Entry("an ended article that is gone", []string{ended}, law("C0000001", "第 1 條", "別的。"), ""),
		Entry("an ended article that is still there", []string{ended}, law("C0000001", "第 132 條", "新。"), "到民國112年2月16日為止，官方文字還在"),
	)

	It("judges no article whose law was not imported", func() {
		drift, compared := official.Compare(book(newest), read(law("A0000001", "第 132 條", "別的。")))
		Expect(compared).To(BeZero())
		Expect(drift).To(BeEmpty())
	})

	It("sums a quoted article as the shipped rules do", func() {
		b, err := rules.Shipped()
		Expect(err).NotTo(HaveOccurred())
		a, ok := b.Article("criminal-code/132")
		Expect(ok).To(BeTrue())
		Expect(a.Versions[0].Text).To(HaveLen(3))
		laws := read(law(a.PCode, "第 132 條", strings.Join(a.Versions[0].Text, "\r\n")))
		Expect(laws[0].Articles[0].SHA256).To(Equal(a.Versions[0].SHA256))
	})
})
