package web_test

import (
	"html"
	"net/url"
	"regexp"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// step answers one question and gives the address that it leads to.
func step(b *browser, address, fact string, values ...string) string {
	GinkgoHelper()
	a := b.post("/classify", url.Values{"s": {tokenOf(address)}, "q": {fact}, "v": values})
	Expect(a.status).To(Equal(303))
	return a.location
}

// answered is an interview with a date and one answer.
func answered(b *browser, fact string, values ...string) string {
	GinkgoHelper()
	return step(b, step(b, "/classify", "act_date", "109/1/1"), fact, values...)
}

func tokenOf(address string) string {
	u, err := url.Parse(address)
	Expect(err).NotTo(HaveOccurred())
	return u.Query().Get("s")
}

func at(path, address string, more ...string) string {
	q := url.Values{"s": {tokenOf(address)}}
	for i := 0; i+1 < len(more); i += 2 {
		q.Set(more[i], more[i+1])
	}
	return path + "?" + q.Encode()
}

// screens are the addresses of every kind of screen.
func screens(b *browser) []string {
	GinkgoHelper()
	some := answered(b, "position", "officer")
	full := step(b, step(b, step(b, some, "acts", "disclose"), "intent", "no"), "careless", "yes")
	return []string{"/", "/classify", some, at("/classify", some, "q", "acts"), at("/classify", some, "q", "reward"), at("/classify", some, "q", "intent", "e", "1"),
		at("/classify/check", full), at("/classify/result", full), at("/classify/reason", full, "id", "criminal-code/132/2"), at("/classify/result", some), "/classify/file",
		"/rules", "/rules/criminal-code/132", "/rules/criminal-code/133", "/cases", "/cases/npa-leak-1", "/agreement", "/_components", "/nowhere"}
}

var heading = regexp.MustCompile(`(?s)<h1[^>]*>(?:<label[^>]*>)?(.*?)</`)

func title(body string) string {
	GinkgoHelper()
	hit := heading.FindStringSubmatch(body)
	Expect(hit).To(HaveLen(2), body)
	return html.UnescapeString(hit[1])
}

// rows are the answers on the check page, label → classes and text.
func rows(body string) map[string]string {
	out := map[string]string{}
	for _, hit := range regexp.MustCompile(`(?s)<div id="a-([a-z_]+)"(.*?)</div>`).FindAllStringSubmatch(body, -1) {
		out[hit[1]] = regexp.MustCompile(`<[^>]*>`).ReplaceAllString(hit[2], "")
	}
	return out
}

var _ = Describe("the interview", func() {
	var b *browser
	BeforeEach(func() { b = newBrowser(smallServer()) })

	It("asks the date first, then what counts, and ends with the answers to check", func() {
		address, asked := "/classify", []string{}
		replies := map[string][]string{"行為當時是什麼身分？": {"position", "officer"}, "做了下列哪些事？": {"acts", "disclose"}, "是不是故意的？": {"intent", "no"}, "是不是疏忽造成的？": {"careless", "yes"},
			"行為是哪一天發生的？": {"act_date", "民國109年1月1日"}}
		for range 10 {
			a := b.get(address)
			if a.status == 302 {
				address = a.location
				break
			}
			q := title(a.body)
			asked = append(asked, q)
			Expect(replies).To(HaveKey(q))
			address = step(b, address, replies[q][0], replies[q][1:]...)
		}
		Expect(asked[0]).To(Equal("行為是哪一天發生的？"))
		Expect(asked).To(HaveLen(5), "所得金額 and 通報日 count for nothing without a query")
		Expect(address).To(HavePrefix("/classify/check?"))
		Expect(title(b.get(at("/classify/result", address)).body)).To(Equal("甲：過失洩漏秘密成立"))
	})

	It("never asks 不確定 again and keeps it apart from no", func() {
		next := answered(b, "intent", "?")
		next = step(b, step(b, next, "position", "officer"), "acts", "disclose")
		a := b.get(next)
		Expect(title(a.body)).To(Equal("是不是疏忽造成的？"))
		next = step(b, next, "careless", "no")
		Expect(b.get(next).location).To(HavePrefix("/classify/check"), "only 不確定 is left")
		result := b.get(at("/classify/result", next)).body
		Expect(title(result)).To(Equal("甲：尚無成立的責任，待查刑責1項"))
		Expect(result).To(ContainSubstring("再查明 1 個事實，結論就定了"))
		Expect(result).To(ContainSubstring("可能知道的人："))
	})

	It("asks what was skipped at the end, and lists it for checking", func() {
		first := step(b, "/classify", "act_date", "109/1/1")
		fact := regexp.MustCompile(`name="q" value="([a-z_]+)"`).FindStringSubmatch(b.get(first).body)[1]
		a := b.post("/classify", url.Values{"s": {tokenOf(first)}, "q": {fact}, "do": {"skip"}})
		Expect(b.get(a.location).body).NotTo(ContainSubstring(`name="q" value="` + fact + `"`))
		check := b.get(at("/classify/check", a.location)).body
		Expect(check).To(ContainSubstring("先跳過的題目"))
		Expect(check).To(ContainSubstring("繼續回答"))
	})

	It("shows the answer again when one goes back", func() {
		next := answered(b, "acts", "disclose", "query")
		back := regexp.MustCompile(`class="back" href="([^"]+)"`).FindStringSubmatch(b.get(next).body)
		Expect(back).To(HaveLen(2))
		body := b.get(html.UnescapeString(back[1])).body
		Expect(body).To(ContainSubstring(`value="disclose" checked`))
		Expect(body).To(ContainSubstring(`value="query" checked`))
		Expect(body).NotTo(ContainSubstring(`value="hand_over" checked`))
	})

	It("keeps every other answer when one is changed, greying what no longer counts", func() {
		full := answered(b, "position", "officer")
		for _, s := range [][]string{{"acts", "disclose"}, {"intent", "no"}, {"careless", "yes"}} {
			full = step(b, full, s[0], s[1:]...)
		}
		Expect(rows(b.get(at("/classify/check", full)).body)["careless"]).NotTo(ContainSubstring("已不影響結論"))
		a := b.post("/classify", url.Values{"s": {tokenOf(full)}, "q": {"position"}, "v": {"citizen"}, "from": {"check"}})
		Expect(a.location).To(HavePrefix("/classify/check?"))
		after := rows(b.get(a.location).body)
		Expect(after).To(HaveLen(5))
		Expect(after["position"]).To(ContainSubstring("一般民眾"))
		for _, fact := range []string{"acts", "intent", "careless"} {
			Expect(after[fact]).To(ContainSubstring("已不影響結論"), fact)
		}
		a = b.post("/classify", url.Values{"s": {tokenOf(a.location)}, "q": {"position"}, "v": {"officer"}, "from": {"check"}})
		Expect(title(b.get(at("/classify/result", a.location)).body)).To(Equal("甲：過失洩漏秘密成立"))
	})

	It("keeps later answers when the browser went back and the script says so", func() {
		early := answered(b, "position", "officer")
		later := step(b, step(b, early, "acts", "disclose"), "intent", "yes")
		a := b.post("/classify", url.Values{"s": {tokenOf(early)}, "q": {"acts"}, "v": {"hand_over"}, "later": {tokenOf(later)}})
		kept := rows(b.get(at("/classify/check", a.location)).body)
		Expect(kept["intent"]).To(ContainSubstring("是"))
		Expect(kept["acts"]).To(ContainSubstring("交付文件"))
		Expect(kept["acts"]).NotTo(ContainSubstring("告訴別人"))
		a = b.post("/classify", url.Values{"s": {tokenOf(early)}, "q": {"acts"}, "v": {"hand_over"}, "later": {"broken"}})
		Expect(a.status).To(Equal(303))
	})

	It("names the constraint that two answers break, and the other answer to change", func() {
		next := answered(b, "intent", "yes")
		a := b.post("/classify", url.Values{"s": {tokenOf(next)}, "q": {"careless"}, "v": {"yes"}})
		Expect(a.status).To(Equal(303), "no resubmission dialog")
		page := b.get(a.location)
		Expect(page.status).To(Equal(422))
		Expect(page.body).To(ContainSubstring("故意與過失不能並存"))
		Expect(page.body).To(ContainSubstring("或改變「故意」的答案"))
		Expect(page.body).To(ContainSubstring("<title>錯誤："))
		Expect(page.body).To(ContainSubstring(`value="yes" checked`))
	})

	DescribeTable("refuses answers that say nothing or too much", func(fact string, values []string, says string) {
		a := b.post("/classify", url.Values{"q": {fact}, "v": values})
		Expect(a.status).To(Equal(303))
		page := b.get(a.location)
		Expect(page.status).To(Equal(422))
		Expect(page.body).To(ContainSubstring(says))
		Expect(page.body).To(ContainSubstring(`href="#answer"`))
	},
		Entry("nothing chosen", "intent", nil, "請選一個答案"),
		Entry("no such value", "intent", []string{"maybe"}, "沒有這個選項"),
		Entry("two of a bool", "intent", []string{"yes", "no"}, "只能選一個答案"),
		Entry("nothing ticked", "acts", nil, "以上都沒有」，不知道就勾"),
		Entry("none and some", "acts", []string{"-", "query"}, "不能和其他項一起勾選"),
		Entry("none and not sure", "acts", []string{"-", "?"}, "不能和其他項一起勾選"),
		Entry("no such member", "acts", []string{"fly"}, "沒有這個選項"),
		Entry("no such value of an enum", "position", []string{"king"}, "沒有這個選項"),
		Entry("money in words", "reward", []string{"很多"}, "請填整數"),
		Entry("negative money", "reward", []string{"-5"}, "不能是負數"),
		Entry("no date", "act_date", []string{""}, "請填行為日"),
		Entry("odd date", "act_date", []string{"昨天"}, "看不懂「昨天」這個日期"),
		Entry("no such day", "act_date", []string{"2021-02-29"}, "沒有「2021-02-29」這個日期"),
		Entry("part of a date for a fact", "reported_on", []string{"109年6月"}, "不是完整的日期"),
		Entry("future date", "act_date", []string{"116/1/1"}, "在今天之後"),
	)

	DescribeTable("takes answers as people write them", func(fact string, values []string, shown string) {
		next := answered(b, fact, values...)
		Expect(rows(b.get(at("/classify/check", next)).body)[fact]).To(ContainSubstring(shown))
	},
		Entry("none of a set", "acts", []string{"-"}, "以上都沒有"),
		Entry("not sure of a set", "acts", []string{"?"}, "不確定"),
		Entry("a set partly known", "acts", []string{"query", "?"}, "查詢（其餘不確定）"),
		Entry("money with commas", "reward", []string{"12,000 元"}, "新臺幣12000元"),
		Entry("full-width money", "reward", []string{"１２０００"}, "新臺幣12000元"),
		Entry("not sure of money, with the empty field", "reward", []string{"", "?"}, "不確定"),
		Entry("a day in 民國", "reported_on", []string{"109/7/1"}, "民國109年7月1日"),
	)

	It("shows what an answer would change, and keeps nothing", func() {
		some := step(b, answered(b, "position", "officer"), "acts", "disclose")
		a := b.post("/classify/preview", url.Values{"s": {tokenOf(some)}, "q": {"intent"}, "v": {"yes"}})
		Expect(a.status).To(Equal(200))
		Expect(a.body).NotTo(ContainSubstring("<html"))
		Expect(a.body).To(ContainSubstring("選這個答案會改變"))
		Expect(a.body).To(MatchRegexp(`(?s)第132條第1項.*未定.*成立`))
		a = b.post("/classify/preview", url.Values{"s": {tokenOf(some)}, "q": {"acts"}, "v": {"-", "query"}})
		Expect(a.body).To(ContainSubstring("不能和其他項一起勾選"))
	})

	It("says why a question is asked", func() {
		next := step(b, answered(b, "position", "officer"), "acts", "disclose")
		body := b.get(at("/classify", next, "q", "intent")).body
		Expect(body).To(ContainSubstring("為什麼問這個"))
		Expect(body).To(ContainSubstring("「故意」"))
		Expect(body).To(ContainSubstring("刑法第132條第1項"))
	})

	It("starts from an incident file and shows its words at the facts", func() {
		a := b.post("/classify/file", url.Values{"text": {"incident: A-1\nact_date: 2020-01\nactors:\n  甲:\n    position: officer\n    acts: {value: [disclose], source: 告訴鄰居}\n    intent: true\n  乙:\n    position: citizen\n"}})
		Expect(a.status).To(Equal(303))
		body := b.get(a.location).body
		Expect(title(body)).To(HavePrefix("甲：洩漏秘密成立；乙：依目前的事實，沒有成立的責任"))
		Expect(body).To(ContainSubstring("<q >告訴鄰居</q>"))
		Expect(body).To(ContainSubstring("民國109年1月（日不詳）"))
	})

	It("shows the faults of an incident file with line and column", func() {
		a := b.post("/classify/file", url.Values{"text": {"act_date: 2020\nfacts:\n  intend: true\n"}})
		Expect(a.status).To(Equal(422))
		Expect(a.body).To(ContainSubstring("第 3 行第 3 字"))
		Expect(a.body).To(ContainSubstring("您是不是要寫「intent」？"))
		Expect(a.body).To(ContainSubstring("  intend: true"), "the text is not lost")
	})

	It("says when a file is too long for an address", func() {
		long := "facts:\n  intent: {value: true, source: " + randomWords(9000) + "}\n"
		a := b.post("/classify/file", url.Values{"text": {long}})
		Expect(a.status).To(Equal(422))
		Expect(a.body).To(ContainSubstring("內容太長"))
	})
})

// randomWords is text that does not compress, the same every time.
func randomWords(n int) string {
	var s strings.Builder
	x := uint32(1)
	for range n {
		x = x*1664525 + 1013904223
		s.WriteRune(rune(0x4E00 + x>>8%8000))
	}
	return s.String()
}
