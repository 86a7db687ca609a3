package casebook_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/casebook"
)

// done makes the edits of an account, in the source.
func done(c casebook.Cleaned) string {
	var out strings.Builder
	source, from := []rune(c.Source), 0
	for _, e := range c.Edits {
		Expect(e.Offset).To(BeNumerically(">=", from), "edits lie over each other")
		to := e.Offset + len([]rune(e.Before))
		Expect(string(source[e.Offset:to])).To(Equal(e.Before))
		out.WriteString(string(source[from:e.Offset]))
		if e.Kept {
			out.WriteString(e.Before)
		} else {
			out.WriteString(e.After)
		}
		from = to
	}
	return out.String() + string(source[from:])
}

// account is what was done, a line for each.
func account(c casebook.Cleaned) (out []string) {
	for _, e := range c.Edits {
		line := fmt.Sprintf("%s %q→%q", e.ID, e.Before, e.After)
		if e.Kept {
			line += " kept"
		}
		out = append(out, line)
	}
	return out
}

func paragraphs(c casebook.Cleaned) (out []string) {
	for _, p := range c.Paragraphs {
		out = append(out, p.Text)
	}
	return out
}

// wrapped is a page of print, broken within sentences and numbers.
const wrapped = "甲是某個分局的小隊長，他在辦公室查詢民眾的資料，又把\n資料告訴乙，前後收了1萬5,\n000元。\n\n乙是徵信業者，他把資料賣給別人，每一筆賣得三千塊錢，\n最後被查獲。\n"

var _ = DescribeTable("A text is cleaned, and each thing done is told", func(text, want string, told ...string) {
	c := casebook.Clean(text)
	Expect(c.Text).To(Equal(want))
	Expect(account(c)).To(HaveExactElements(told))
	Expect(done(c)).To(Equal(c.Text))
	Expect(casebook.Clean(c.Text).Text).To(Equal(c.Text), "clean text stays so")
},
	Entry("what is clean", "甲是警員。\n\n乙是民眾。\n", "甲是警員。\n\n乙是民眾。\n"),
	Entry("lines without ends of sentences, of all lengths", "受文者\n甲\n乙分局\n主旨：說明如下\n", "受文者\n甲\n乙分局\n主旨：說明如下\n"),
	Entry("a stray glyph", "權\uFA17益。", "權益。", "stray_glyph-1-2 \"\ufa17\"→\"\""),
	Entry("compatibility characters, but not those that are their own", "不⼈\uF967\uFA0E。", "不人不\uFA0E。", `compatibility-1-2 "⼈"→"人"`, "compatibility-1-3 \"\uf967\"→\"不\""),
	Entry("what cannot be seen", "甲\u200b\u200d乙\u00ad丙\x00。", "甲乙丙。", `invisible-1-2 "\u200b\u200d"→""`, `invisible-1-5 "\u00ad"→""`, `invisible-1-7 "\x00"→""`),
	Entry("what cannot be read is only told of", "甲\ue001乙\ufffd。", "甲\ue001乙\ufffd。", "unreadable-1-2 \"\\ue001\"→\"\\ue001\"", `unreadable-1-4 "�"→"�"`),
	Entry("blanks", "\ufeff　　甲　乙\u00a0丙 。 \n　\n丁", "甲 乙 丙 。\n\n丁",
		`invisible-1-1 "\ufeff"→""`, `blank-1-2 "\u3000\u3000"→""`, `blank-1-5 "\u3000"→" "`, `blank-1-7 "\u00a0"→" "`, `blank-1-11 " "→""`, `blank-2-1 "\u3000"→""`),
	Entry("other ends of lines", "甲。\r\n乙。\v丙。\u2028丁。\r", "甲。\n乙。\n丙。\n丁。\n"),
	Entry("numbers of pages", "甲。\n- 12 -\n乙。\n第 13 頁，共 20 頁\n丙。\n14/20\nPage 15 of 20\n", "甲。\n乙。\n丙。\n",
		`page_number-2-1 "- 12 -\n"→""`, `page_number-4-1 "第 13 頁，共 20 頁\n"→""`, `page_number-6-1 "14/20\n"→""`, `page_number-7-1 "Page 15 of 20\n"→""`),
	Entry("what stands on every page", "保密案例彙編\n甲說了話。\n1\n\f保密案例彙編\n乙也說了話。\n2\n", "甲說了話。\n乙也說了話。\n",
		`running_head-1-1 "保密案例彙編\n"→""`, `page_number-3-1 "1\n"→""`, `running_head-4-1 "\f保密案例彙編\n"→""`, `page_number-6-1 "2\n"→""`),
	Entry("heads with the number of the page in them", "彙編 1\n甲說。\n\f彙編 2\n乙說。\n\f彙編 3\n丙說。\n", "甲說。\n乙說。\n丙說。\n",
		`running_head-1-1 "彙編 1\n"→""`, `running_head-3-1 "\f彙編 2\n"→""`, `running_head-5-1 "\f彙編 3\n"→""`),
	Entry("no headings of cases, though they look the same", "案例1、題目\n甲說。\n\f案例2、題目\n乙說。\n\f案例3、題目\n丙說。\n", "案例1、題目\n甲說。\n案例2、題目\n乙說。\n案例3、題目\n丙說。\n",
		`blank-3-1 "\f"→""`, `blank-5-1 "\f"→""`),
	Entry("a head printed twice, the tab of a chapter, signs", "警政警政\n相關案例參\n＊＊＊\n甲。", "甲。", `running_head-1-1 "警政警政\n"→""`, `chapter_tab-2-1 "相關案例參\n"→""`, `signs-3-1 "＊＊＊\n"→""`),
	Entry("broken lines", wrapped, "甲是某個分局的小隊長，他在辦公室查詢民眾的資料，又把資料告訴乙，前後收了1萬5,000元。\n\n乙是徵信業者，他把資料賣給別人，每一筆賣得三千塊錢，最後被查獲。\n",
		`joined-1-27 "\n"→""`, `joined-2-15 "\n"→""`, `joined-5-27 "\n"→""`),
	Entry("the end of a sentence a little short of the edge", "甲是某個分局的小隊長，他在辦公室查詢民眾的資料，又把\n資料都告訴了乙，前後收受的錢一共有八千元。\n案件經過法院判決，甲被處有期徒刑六個月，而且應該要把\n錢繳回。\n", "甲是某個分局的小隊長，他在辦公室查詢民眾的資料，又把資料都告訴了乙，前後收受的錢一共有八千元。\n案件經過法院判決，甲被處有期徒刑六個月，而且應該要把錢繳回。\n",
		`joined-1-27 "\n"→""`, `joined-3-27 "\n"→""`),
	Entry("words of Latin letters over lines", "甲用通訊軟體把資料傳給業者，對方用的名稱是 Happy\nHour，後來又改成了其他名稱，所以查起來花了很久的\n時間。\n", "甲用通訊軟體把資料傳給業者，對方用的名稱是 Happy Hour，後來又改成了其他名稱，所以查起來花了很久的時間。\n", `joined-1-28 "\n"→" "`, `joined-2-27 "\n"→""`),
	Entry("items, paragraphs that open with blanks", "甲做了很多不應該做的事情，而且他知道這樣做會受到處分\n一、查詢民眾的資料，並且把查到的東西全部都告訴了乙，\n還收了錢。\n　　後來被查獲，甲承認自己做過的事情，但是說他不知道\n會這樣。\n",
		"甲做了很多不應該做的事情，而且他知道這樣做會受到處分\n一、查詢民眾的資料，並且把查到的東西全部都告訴了乙，還收了錢。\n後來被查獲，甲承認自己做過的事情，但是說他不知道會這樣。\n",
		`joined-2-27 "\n"→""`, `blank-4-1 "\u3000\u3000"→""`, `joined-4-27 "\n"→""`),
	Entry("over the end of a page", "甲是某個分局的小隊長，他在辦公室查詢民眾的資料，又把\n3\n\n\f資料告訴乙，前後收了很多錢，都存在同一個銀行的戶頭\n裡面。\n", "甲是某個分局的小隊長，他在辦公室查詢民眾的資料，又把資料告訴乙，前後收了很多錢，都存在同一個銀行的戶頭裡面。\n",
		`joined-1-27 "\n"→""`, `page_number-2-1 "3\n\n"→""`, `blank-4-1 "\f"→""`, `joined-4-27 "\n"→""`),
)

var _ = Describe("What was done to a text", func() {
	It("can be undone, one by one", func() {
		text := strings.Replace(wrapped, "乙是徵信", "7\n乙是徵\uFA17信", 1)
		c := casebook.Clean(text)
		Expect(paragraphs(c)).To(HaveLen(2))
		Expect(paragraphs(casebook.Clean(text, "joined-1-27"))).To(HaveExactElements(HaveSuffix("又把"), HavePrefix("資料告訴乙"), HavePrefix("乙是徵信業者")))
		Expect(paragraphs(casebook.Clean(text, "page_number-5-1"))[1]).To(HavePrefix("7乙是徵"), "kept as text, it is joined as text")
		both := casebook.Clean(text, "page_number-5-1", "stray_glyph-6-4")
		Expect(paragraphs(both)[1]).To(HavePrefix("7乙是徵\uFA17信業者"))
		Expect(account(both)).To(ContainElement("stray_glyph-6-4 \"\ufa17\"→\"\" kept"))
	})

	It("has a name for each kind, and an id of its own", func() {
		for _, k := range casebook.EditKinds {
			Expect(k.Zh()).NotTo(BeEmpty())
		}
	})

	It("tells where each paragraph began, by line and page", func() {
		c := casebook.Clean("　甲說。\n\f1\n　乙說。\n\f2\n丙說。\n")
		Expect(c.Paragraphs).To(Equal([]casebook.Paragraph{
			{At: casebook.Spot{Offset: 1, Line: 1, Col: 2, Page: 0}, Text: "甲說。"},
			{At: casebook.Spot{Offset: 9, Line: 3, Col: 2, Page: 1}, Text: "乙說。"},
			{At: casebook.Spot{Offset: 16, Line: 5, Col: 1, Page: 2}, Text: "丙說。"},
		}))
		c = casebook.Clean("甲說。\n\f乙說。\n")
		Expect([]int{c.Paragraphs[0].At.Page, c.Paragraphs[1].At.Page}).To(Equal([]int{1, 2}), "pages without numbers count from the first")
	})

	It("is all that was done, whatever the text and whatever is kept", func() {
		scraps := []string{"案例一", "案例2：題目", "## 題目", "甲是某個分局的小隊長，他在辦公室查詢民眾的資料，又把", "資料告訴乙，前後收了1萬5,", "000元。", "12", "警政警政", "第 3 頁", "＊", "", "", "　", "\f", "\uFA17", "\ufeff", " LINE", "ID ", "\u200b", "⼈\r", "• 風險評估 •", "（一）項目", "\ue000", "附錄參"}
		r := rand.New(rand.NewPCG(9, 10))
		for range 800 {
			var lines []string
			for range r.IntN(16) {
				lines = append(lines, scraps[r.IntN(len(scraps))]+scraps[r.IntN(len(scraps))])
			}
			text := strings.Join(lines, "\n")
			c := casebook.Clean(text)
			Expect(done(c)).To(Equal(c.Text), "%q", text)
			var keep, seen []string
			for _, e := range c.Edits {
				Expect(seen).NotTo(ContainElement(e.ID), "%q", text)
				Expect(e.ID).To(Equal(fmt.Sprintf("%s-%d-%d", e.Kind, e.Line, e.Col)))
				seen = append(seen, e.ID)
				if r.IntN(3) == 0 {
					keep = append(keep, e.ID)
				}
			}
			k := casebook.Clean(text, keep...)
			Expect(done(k)).To(Equal(k.Text), "%q keeping %q", text, keep)
			for _, e := range k.Edits {
				Expect(e.Kept).To(Equal(slices.Contains(keep, e.ID)), "%q keeping %q", text, keep)
			}
			var lined []string
			for line := range strings.SplitSeq(k.Text, "\n") {
				if strings.Trim(line, " \t\f　\u00a0\ufeff") != "" {
					lined = append(lined, line)
				}
			}
			Expect(paragraphs(k)).To(HaveExactElements(lined))
		}
	})
})

var _ = DescribeTable("A cleaned text is taken apart into cases", func(text string, want ...string) {
	var got []string
	for _, x := range casebook.Clean(text).Cases() {
		s := fmt.Sprintf("%d %s|%s", x.At.Line, x.Title, strings.Join(x.Body, "/"))
		if len(x.Risk) > 0 {
			s += "|" + strings.Join(x.Risk, "/")
		}
		for _, m := range x.Measures {
			s += "|" + m.Title + ":" + strings.Join(m.Text, "/")
		}
		got = append(got, s)
	}
	Expect(got).To(HaveExactElements(want))
},
	Entry("nothing", " \n"),
	Entry("headings with the title behind them", "案例1、甲的題目\n甲說了。\n案例2：乙的題目\n乙說了。\n案例十二　丙的題目\n丙說了。", "1 甲的題目|甲說了。", "3 乙的題目|乙說了。", "5 丙的題目|丙說了。"),
	Entry("headings in brackets", "【案例一】甲的題目\n甲說了。\n【案例二】\n乙的題目\n乙說了。", "1 甲的題目|甲說了。", "3 乙的題目|乙說了。"),
	Entry("headings of Markdown with a case", "# 彙編\n前言。\n## 案例一、甲的題目\n甲說了。\n### 風險評估\n沒有鎖畫面。\n### 防治措施\n一、鎖畫面\n離開就鎖。\n## 案例二\n乙的題目\n乙說了。\n### 風險因子：\n太好奇。",
		"3 甲的題目|甲說了。|沒有鎖畫面。|鎖畫面:離開就鎖。", "10 乙的題目|乙說了。|太好奇。"),
	Entry("headings of Markdown, the highest of which there are several", "# 彙編\n## 甲的題目\n甲說了。\n### 經過\n後來呢。\n### 結果\n沒事。\n## 乙的題目\n乙說了。", "2 甲的題目|甲說了。/經過/後來呢。/結果/沒事。", "8 乙的題目|乙說了。"),
	Entry("one case with a title", "甲洩漏資料的案子\n甲說了話。\n乙也聽到了。", "1 甲洩漏資料的案子|甲說了話。/乙也聽到了。"),
	Entry("one case with a heading", "# 甲的題目\n\n甲說了話。\n## 風險評估\n太好奇。", "1 甲的題目|甲說了話。|太好奇。"),
	Entry("one case that begins in the middle of telling", "甲值班時，接到電話，請他查車\n的是乙。\n乙也聽到了。", "1 |甲值班時，接到電話，請他查車/的是乙。/乙也聽到了。"),
	Entry("one case without a title", "甲說了話。\n乙也聽到了。", "1 |甲說了話。/乙也聽到了。"),
	Entry("no headings in running text", "案例一的甲說了話。\n案例二、案例三都一樣。", "1 |案例一的甲說了話。/案例二、案例三都一樣。"),
)
