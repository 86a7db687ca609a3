package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/rules"
	"shoumi/rules/official"
)

// openData is the open data of one law whose article 132 reads so.
func openData(paragraphs string) string {
	GinkgoHelper()
	b, err := json.Marshal(map[string]any{"UpdateDate": "2026/11/20", "Laws": []any{
		map[string]any{"LawName": "中華民國刑法", "LawURL": "https://law.moj.gov.tw/LawClass/LawAll.aspx?pcode=C0000001", "LawModifiedDate": "20260722", "LawArticles": []any{
			map[string]any{"ArticleType": "C", "ArticleNo": "", "ArticleContent": "第 四 章 瀆職罪"},
			map[string]any{"ArticleType": "A", "ArticleNo": "第 132 條", "ArticleContent": paragraphs}}},
		map[string]any{"LawName": "無關的法", "LawURL": "https://law.moj.gov.tw/LawClass/LawAll.aspx?pcode=Z9999999", "LawArticles": []any{}}}})
	Expect(err).NotTo(HaveOccurred())
	return "\xef\xbb\xbf" + string(b)
}

const article132 = "公務員洩漏或交付關於中華民國國防以外應秘密之文書、圖畫、消息或物品者，處三年以下有期徒刑。\r\n" +
	"因過失犯前項之罪者，處一年以下有期徒刑、拘役或九千元以下罰金。\r\n" +
	"非公務員因職務或業務知悉或持有第一項之文書、圖畫、消息或物品，而洩漏或交付之者，處一年以下有期徒刑、拘役或九千元以下罰金。"

var _ = Describe("official text", func() {
	var dir string
	BeforeEach(func() { dir = filepath.Join(GinkgoT().TempDir(), "law") })
	bring := func(text string) {
		GinkgoHelper()
		r := shoumi(openData(text), "law", "import", "-", "--out", dir)
		Expect(r.code).To(Equal(0), r.err)
		Expect(r.out).To(ContainSubstring("匯入1部法規、1條到 " + dir + "；另有1部規則沒有編入，略過。"))
	}
	outdated := func() (drift []official.Drift, compared, not int) {
		GinkgoHelper()
		r := shoumi("", "outdated", "--law", dir, "--format", "json")
		Expect(r.code).To(Equal(0), r.err)
		var out struct {
			Drift       []official.Drift `json:"drift"`
			Compared    int              `json:"compared"`
			NotCompared int              `json:"not_compared"`
		}
		Expect(json.Unmarshal([]byte(r.out), &out)).To(Succeed())
		return out.Drift, out.Compared, out.NotCompared
	}
	// ofTheCode counts the articles of the Criminal Code that the rules encode.
	ofTheCode := func() (code, all int) {
		b, err := rules.Shipped()
		Expect(err).NotTo(HaveOccurred())
		for _, a := range b.Articles() {
			if a.PCode == "C0000001" {
				code++
			}
		}
		return code, len(b.Articles())
	}

	It("is imported by article and paragraph, and replaced by a later import", func() {
		bring("舊文字。")
		bring(article132)
		laws, err := official.Load(os.DirFS(dir))
		Expect(err).NotTo(HaveOccurred())
		Expect(laws).To(HaveLen(1))
		Expect(laws[0].Articles[0].Paragraphs).To(HaveLen(3))
		entries, err := os.ReadDir(dir)
		Expect(err).NotTo(HaveOccurred())
		Expect(entries).To(HaveLen(1), "no file left over")
	})

	It("that the rules were checked against is no drift; every other article of the law is gone from it", func() {
		bring(article132)
		drift, compared, not := outdated()
		code, all := ofTheCode()
		Expect(compared).To(Equal(code))
		Expect(not).To(Equal(all - code))
		Expect(drift).NotTo(BeEmpty())
		for _, d := range drift {
			Expect(d.Article).NotTo(Equal("criminal-code/132"))
			Expect(d.Why).To(ContainSubstring("中華民國刑法裡沒有第"))
		}
	})

	It("that has changed is drift, in outdated and, at the sha256, in check", func() {
		bring("公務員洩漏者，處五年以下有期徒刑。")
		drift, _, _ := outdated()
		Expect(drift).To(ContainElement(HaveField("Article", "criminal-code/132")))
		text := shoumi("", "outdated", "--law", dir)
		Expect(text.out).To(ContainSubstring("criminal-code/132　刑法第132條　官方文字與規則核對過的不同（最新異動日期 20260722）"))
		Expect(text.out).To(MatchRegexp(`與匯入的官方文字比對\d+條，不同\d+條；\d+條的法規沒有匯入，未比對。`))
		r := shoumi("", "check", "--law", dir, "testdata/leak.yaml")
		Expect(r.code).To(Equal(1))
		Expect(r.err).To(MatchRegexp(`statutes/criminal-code/132\.yaml:\d+:13: criminal-code/132 官方文字與規則核對過的不同`))
		Expect(r.err).To(ContainSubstring("官方文字的 sha256 是 " + official.Sum([]string{"公務員洩漏者，處五年以下有期徒刑。"})))
	})

	It("is said by check to be the same when it is", func() {
		rulesDir := otherRules(GinkgoT().TempDir())
		file := filepath.Join(rulesDir, "statutes", "criminal-code", "132.yaml")
		data, err := os.ReadFile(file)
		Expect(err).NotTo(HaveOccurred())
		sum := official.Sum([]string{"甲。", "乙。"})
		Expect(os.WriteFile(file, []byte(strings.Replace(string(data), "0000000000000000000000000000000000000000000000000000000000000000", sum, 1)), 0o644)).To(Succeed())
		key, bundle := filepath.Join(rulesDir, "key.pem"), filepath.Join(rulesDir, "rules.tar")
		public := newKey(key)
		Expect(shoumi("", "bundle", "--key", key, bundle, rulesDir).code).To(Equal(0))
		bring("甲。\r\n乙。")
		r := shoumi("", "check", "--rules", bundle, "--trust", public, "--law", dir, "testdata/leak.yaml")
		Expect(r.code).To(Equal(0), r.err)
		Expect(r.out).To(ContainSubstring("與匯入的官方文字相同：1條。"))
	})

	DescribeTable("is asked for rightly", func(code int, says, stdin string, args ...string) {
		r := shoumi(stdin, args...)
		Expect(r.out + r.err).To(ContainSubstring(says))
		Expect(r.code).To(Equal(code))
	},
		Entry("law alone", 0, "law import", "", "law"),
		Entry("another word", 2, "沒有「law show」這個指令", "", "law", "show"),
		Entry("no file", 2, "要給 1 個檔案", "", "law", "import"),
		Entry("a file that is not there", 1, "找不到這個檔案", "", "law", "import", "none.json"),
		Entry("broken JSON", 1, "<標準輸入>:1:10: 從這裡起不是合法的 JSON", `{"Laws":[,]}`, "law", "import", "-"),
		Entry("laws that no rule encodes", 1, "裡面的1部法規，規則都沒有編入", `{"LawName":"某法","LawURL":"?pcode=Z9999999","LawArticles":[]}`, "law", "import", "-"),
		Entry("a folder that is not there", 1, "找不到這個目錄", "", "outdated", "--law", "nowhere"),
		Entry("a folder with something else", 1, "沒有匯入的法規", "", "check", "--law", "testdata/rules", "testdata/leak.yaml"),
	)
})
