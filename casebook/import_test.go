package casebook_test

import (
	"math/rand/v2"
	"os"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/casebook"
)

func printedText(name string) string {
	GinkgoHelper()
	data, err := os.ReadFile("testdata/print/" + name + ".txt")
	Expect(err).NotTo(HaveOccurred())
	return string(data)
}

var _ = Describe("Importing a handbook that was broken into lines for print", func() {
	var x casebook.Imported
	BeforeEach(func() { x = casebook.Import(printedText("narrow")) })

	It("finds the cases with their sections, titles and pages", func() {
		var got []string
		for _, c := range x.Cases {
			got = append(got, strings.Join([]string{c.ID, c.Section, c.Title}, "|"))
		}
		Expect(got).To(Equal([]string{
			"npa-corruption-1|涉貪污的測試 案例一|把消息賣給業者而且題目剛好滿一整行的那個案例",
			"npa-corruption-2|涉貪污的測試 案例二|題目很短",
			"npa-leak-1|單純洩密的測試 案例一|題目寫得太長所以換到下一行才寫得完，就像這個樣子（過失）",
			"npa-misuse-1|涉違規查詢的測試 案例一|查了不該查的",
		}))
		Expect(x.Handbook).To(Equal("npa"))
		var pages []int
		for _, c := range x.Cases {
			pages = append(pages, c.At.Page)
		}
		Expect(pages).To(Equal([]int{2, 3, 4, 5}))
	})

	It("joins lines, also within numbers, and keeps what is not the case out", func() {
		Expect(x.Cases[0].Body).To(Equal([]string{"甲是試拆用的警員，他把不該說的消息賣給了業者乙，前後三次，分別收了 1 萬 5,000 元、7,500 元及 2萬元，全部加起來是 4 萬 2,500 元，他用這些錢買了一支新的手機，LINE ID 也換掉了。業者的權益沒有受損。判處有期徒刑 5年。"}))
		Expect(x.Cases[2].Body).To(Equal([]string{"民眾 A 來報案，甲查了資料之後離開座位，畫面沒有關掉，所以被 A 看到了。", "第二段從這裡開始，說的是後來怎麼了，最後甲被處拘役 30 日確定。"}))
		Expect(x.Cases[3].Body).To(Equal([]string{"甲在沒有公務需要的時候查了八十七個人的資料，被記一大過。"}))
	})

	It("says where stray glyphs stood and which lines it dropped", func() {
		Expect(x.Stripped).To(HaveLen(3))
		text := []rune(printedText("narrow"))
		for _, s := range x.Stripped {
			Expect(text[s.Offset]).To(Equal('\uFA17'))
			line := []rune(strings.Split(string(text), "\n")[s.Line-1])
			Expect(line[s.Col-1]).To(Equal('\uFA17'))
		}
		Expect(x.Stripped[0].Page).To(Equal(0))
		Expect(x.Stripped[1].Page).To(Equal(3))
		var dropped []string
		for _, d := range x.Dropped {
			dropped = append(dropped, d.Text)
		}
		Expect(dropped).To(Equal([]string{"測試章名參", "6", "測試測試"}))
	})

	It("tells where each case stands in the text as it was given", func() {
		text := []rune(printedText("narrow"))
		for _, c := range x.Cases {
			Expect(strings.TrimSpace(string(text[c.At.Offset : c.At.Offset+9]))).To(HavePrefix("案例"))
		}
	})

	It("reads form feeds as well as the blanks they leave", func() {
		var lines []string
		for line := range strings.SplitSeq(printedText("narrow"), "\n") {
			if n := len(lines); n > 0 && lines[n-1] != "" && strings.HasPrefix(line, " ") {
				line = "\f" + strings.TrimPrefix(line, " ")
			}
			lines = append(lines, line)
		}
		fed := strings.Join(lines, "\r\n")
		Expect(fed).To(ContainSubstring("\f"))
		y := casebook.Import(fed)
		Expect(y.Cases).To(HaveLen(len(x.Cases)))
		for i := range x.Cases {
			Expect(y.Cases[i].Body).To(Equal(x.Cases[i].Body))
			Expect(y.Cases[i].Title).To(Equal(x.Cases[i].Title))
			Expect(y.Cases[i].At.Page).To(Equal(x.Cases[i].At.Page))
		}
	})
})

var _ = Describe("Importing a handbook with a line for every paragraph", func() {
	It("keeps narrative, risk, measures and judgments apart", func() {
		x := casebook.Import(printedText("wide"))
		Expect(x.Handbook).To(Equal("tcpd"))
		Expect(x.Stripped).To(BeEmpty())
		Expect(x.Cases).To(HaveLen(2))
		one, two := x.Cases[0], x.Cases[1]
		Expect([]any{one.ID, one.Section, one.Title, one.At.Page}).To(Equal([]any{"tcpd-1", "案例一", "把消息說給業者", 31}))
		Expect(one.Body).To(HaveLen(2))
		Expect(one.Body[1]).To(Equal("案經法院判決，甲處有期徒刑1年1月，褫奪公權3年。"))
		Expect(one.Risk).To(HaveExactElements(HavePrefix("同一個地方待得太久")))
		Expect(one.Measures).To(Equal([]casebook.Remedy{
			{Title: "找地方看一看", Text: []string{"把容易出事的地方列成一張表，定期去看一看有沒有什麼不一樣，這是第一段。", "這是同一項措施的第二段。"}},
			{Title: "換個位子", Text: []string{"待太久的人換個位子。"}},
		}))
		Expect(one.Judgments).To(Equal([]string{"臺灣某某法院111年度試字第8號刑事判決"}))
		Expect(two.At.Page).To(Equal(33))
		Expect(two.Risk).To(Equal([]string{"查詢太方便。"}))
		Expect(two.Measures).To(HaveLen(1))
		Expect(two.Judgments).To(BeEmpty())
	})
})

var _ = DescribeTable("Importing never fails", func(text string) {
	Expect(casebook.Import(text).Cases).To(BeEmpty())
},
	Entry("nothing", ""),
	Entry("no case", "這裡沒有案例。\n"),
	Entry("only the stray glyph", "\uFA17"),
	Entry("a form feed and a number", "\f\n12\n\f"),
)

var _ = It("Importing scraps of handbooks in any order does not fail and loses no case", func() {
	scraps := []string{"   案例一    ", "案例二", " 題目", "案例三、題目", "• 風險評估 •", "防治措施", "一、標題", "參酌自某法院", "12", "某某", "", "", "\f", "相關案例參", "內文很長很長，一直寫到邊邊為止，還要再長一點。", "益\uFA17"}
	r := rand.New(rand.NewPCG(5, 6))
	for range 2000 {
		var text []string
		heads := 0
		for range r.IntN(14) {
			s := scraps[r.IntN(len(scraps))]
			if strings.Contains(s, "案例") && s != "相關案例參" {
				heads++
			}
			text = append(text, s)
		}
		Expect(len(casebook.Import(strings.Join(text, "\n")).Cases)).To(Equal(heads), "%q", text)
	}
})
