package web_test

import (
	"html"
	"io"
	"log/slog"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/training"
	"shoumi/app/web"
	"shoumi/casebook"
	"shoumi/content"
	"shoumi/quizzes"
	"shoumi/rules"
)

// shippedServer serves all that is shipped.
func shippedServer() *web.Server {
	GinkgoHelper()
	m, err := shipped()
	Expect(err).NotTo(HaveOccurred())
	return &web.Server{Book: m.Book, Cases: m.Cases, Quizzes: m.Bank, Lessons: m.Lessons, Now: noon, Secret: []byte("spec"), Log: slog.New(slog.NewTextHandler(io.Discard, nil))}
}

// shipped is read once: nothing of it changes.
var shipped = sync.OnceValues(func() (m training.Material, err error) {
	if m.Book, err = rules.Shipped(); err != nil {
		return m, err
	}
	if m.Cases, err = casebook.Shipped(); err != nil {
		return m, err
	}
	if m.Bank, err = quizzes.Shipped(); err != nil {
		return m, err
	}
	m.Lessons, err = content.Load(content.Files, web.LessonSources(m.Book, m.Cases, m.Bank))
	return m, err
})

var hidden = regexp.MustCompile(`name="(s|node|item|check)" value="([^"]*)"`)

// fields are the hidden fields of a form.
func fields(body string) url.Values {
	v := url.Values{}
	for _, hit := range hidden.FindAllStringSubmatch(body, -1) {
		if v.Get(hit[1]) == "" {
			v.Set(hit[1], hit[2])
		}
	}
	return v
}

var goOn = regexp.MustCompile(`<a class="go" href="([^"]*)"`)

// press sends the first form of a page that leads to an address, with what was
// filled in, and follows to where it leads.
func (b *browser) press(page answer, action string, filled url.Values) answer {
	GinkgoHelper()
	form := fields(page.body)
	for k, v := range filled {
		form[k] = v
	}
	a := b.post(action, form)
	Expect(a.status).To(Equal(303), a.body)
	return b.get(strings.Split(a.location, "#")[0])
}

var _ = Describe("scenarios", Ordered, func() {
	const address = "/scenarios/npa-leak-3"
	var b *browser
	BeforeAll(func() { b = newBrowser(shippedServer()) })

	It("lists what can be played", func() {
		Expect(b.get("/scenarios").body).To(And(ContainSubstring("個情境"), ContainSubstring(`href="`+address+`"`)))
	})

	It("plays from the first node to the debrief, and says what every choice changed", func() {
		page := b.get(address)
		Expect(page.body).To(ContainSubstring("您會怎麼做？"))
		established := false
		for steps := 0; !strings.Contains(page.body, "您走的路"); steps++ {
			Expect(steps).To(BeNumerically("<", 12))
			choices := regexp.MustCompile(`name="choice" value="([^"]+)"`).FindAllStringSubmatch(page.body, -1)
			Expect(len(choices)).To(BeNumerically(">=", 2))
			page = b.press(page, address, url.Values{"choice": {choices[1][1]}})
			Expect(page.body).To(ContainSubstring("這一步改變了什麼"))
			established = established || strings.Contains(page.body, `<span class="v yes">成立</span>`)
			page = b.get(html.UnescapeString(goOn.FindStringSubmatch(page.body)[1]))
		}
		Expect(established).To(BeTrue(), "the second choices set off a liability")
		Expect(page.body).To(And(ContainSubstring("真實案例"), ContainSubstring("若當時"), ContainSubstring("記住這件事"), ContainSubstring("判決確定")))
		Expect(page.body).NotTo(ContainSubstring("⟦"))
	})

	It("goes back a step and keeps the first way", func() {
		first := b.press(b.get(address), address, url.Values{"choice": {"hint"}})
		back := b.press(first, address+"/rewind", nil)
		Expect(back.body).To(ContainSubstring("您會怎麼做？"))
		second := b.press(back, address, url.Values{"choice": {"refuse"}})
		for !strings.Contains(second.body, "您走的路") {
			next := b.get(html.UnescapeString(goOn.FindStringSubmatch(second.body)[1]))
			if strings.Contains(next.body, "您走的路") {
				second = next
				break
			}
			choice := regexp.MustCompile(`name="choice" value="([^"]+)"`).FindStringSubmatch(next.body)[1]
			second = b.press(next, address, url.Values{"choice": {choice}})
		}
		Expect(second.body).To(ContainSubstring("您第一次走的路"))
	})

	It("asks for a choice that was not made, in words", func() {
		page := b.press(b.get(address), address, nil)
		Expect(page.status).To(Equal(422))
		Expect(page.body).To(And(ContainSubstring("請選一種做法"), ContainSubstring(`id="errors"`)))
	})

	DescribeTable("refuses", func(path string, form url.Values, status int, says string) {
		a := b.post(path, form)
		Expect(a.status).To(Equal(status))
		Expect(a.body).To(ContainSubstring(says))
	},
		Entry("a choice that is not there", address, url.Values{"node": {"counter"}, "choice": {"fly"}}, 409, "這一步沒有這個選項"),
		Entry("an answer to another step", address, url.Values{"node": {"upstairs"}, "choice": {"report"}}, 409, "不是目前這一步"),
		Entry("going back from the start", address+"/rewind", url.Values{}, 409, "已經在情境的開頭"),
		Entry("a run written by hand", address, url.Values{"s": {"AAAAAAAAAAAAAAAAAAAAAA"}, "node": {"counter"}, "choice": {"hint"}}, 400, "不完整或被更動過"),
		Entry("a case without one", "/scenarios/npa-leak-99", url.Values{}, 404, "沒有情境可以練習"),
	)

	It("refuses the run of another case", func() {
		run := fields(b.press(b.get("/scenarios/npa-leak-4"), "/scenarios/npa-leak-4", url.Values{"choice": {firstChoice(b, "/scenarios/npa-leak-4")}}).body)
		Expect(b.get(address + "?" + url.Values{"s": run["s"]}.Encode()).status).To(Equal(400))
	})
})

func firstChoice(b *browser, address string) string {
	GinkgoHelper()
	return regexp.MustCompile(`name="choice" value="([^"]+)"`).FindStringSubmatch(b.get(address).body)[1]
}

var _ = Describe("lessons", Ordered, func() {
	const address = "/lessons/03-art132"
	var b *browser
	BeforeAll(func() { b = newBrowser(shippedServer()) })

	It("lists them with their minutes and what they teach", func() {
		Expect(b.get("/lessons").body).To(And(ContainSubstring("分鐘"), ContainSubstring("刑法第132條，一個字一個字看"), ContainSubstring("說得出第132條第1項的四個要件")))
	})

	It("quotes law from the rules, links citations and shows cases", func() {
		page := b.get(address).body
		Expect(page).To(ContainSubstring("公務員洩漏或交付關於中華民國國防以外應秘密之文書"))
		Expect(page).To(ContainSubstring(`<a class="cite" href="/rules/criminal-code/132#p1">刑法第132條第1項</a>`))
		Expect(page).To(ContainSubstring(`href="/cases/npa-leak-2"`))
	})

	It("explains a check at its place, and counts those not answered", func() {
		page := b.get(address)
		Expect(page.body).To(ContainSubstring("還有4題沒有作答"))
		answered := b.press(page, address, url.Values{"check": {"l03-contractor"}, "a": {"a"}})
		Expect(answered.body).To(And(ContainSubstring("還有3題沒有作答"), MatchRegexp(`答(對|錯)：`)))
		Expect(b.press(answered, address, url.Values{"check": {"l03-contractor"}}).status).To(Equal(422))
	})

	It("shows in Chinese what is not translated, and says so", func() {
		page := b.get("/lessons/06-corruption?lang=en").body
		Expect(page).To(And(ContainSubstring("this lesson is in Chinese only"), ContainSubstring(`lang="zh-Hant-TW"`)))
	})

	It("says which lesson is not there", func() {
		a := b.get("/lessons/99-none")
		Expect(a.status).To(Equal(404))
		Expect(a.body).To(ContainSubstring("沒有「99-none」這一課"))
	})
})

var _ = Describe("practice", Ordered, func() {
	var (
		server *web.Server
		b      *browser
	)
	BeforeAll(func() {
		server = shippedServer()
		b = newBrowser(server)
	})
	item := func(page answer) *quizzes.Item {
		GinkgoHelper()
		it, ok := server.Quizzes.Item(html.UnescapeString(fields(page.body).Get("item")))
		Expect(ok).To(BeTrue())
		return it
	}
	start := func(about url.Values) answer {
		GinkgoHelper()
		return b.press(answer{}, "/practice", about)
	}

	It("starts by a form only, and draws five items on what was asked", func() {
		page := start(url.Values{"concept": {"intent-or-negligence"}})
		seen := map[string]bool{}
		for range 5 {
			it := item(page)
			Expect(it.Concept).To(Equal("intent-or-negligence"))
			Expect(seen).NotTo(HaveKey(it.ID))
			seen[it.ID] = true
			page = b.press(page, "/practice/run", right(it))
			Expect(page.body).To(ContainSubstring("答對："))
			page = b.get(html.UnescapeString(goOn.FindStringSubmatch(page.body)[1]))
		}
		Expect(page.body).To(ContainSubstring("5題答對5題"))
	})

	It("names what is wrong and why, with the law", func() {
		page := start(url.Values{"concept": {"already-known"}})
		it := item(page)
		wrong := right(it)
		for k, v := range wrong {
			for _, o := range it.Options {
				if k == "a" && (len(v) > 1 || v[0] != o.ID) {
					wrong["a"] = []string{o.ID}
				}
			}
		}
		page = b.press(page, "/practice/run", wrong)
		Expect(page.body).To(And(ContainSubstring("答錯："), ContainSubstring("正確"), ContainSubstring(`class="law"`)))
	})

	It("gives another like it, which was not asked before", func() {
		page := start(url.Values{"concept": {"leak-or-deliver"}})
		first := item(page)
		answered := b.press(page, "/practice/run", right(first))
		again := b.press(answered, "/practice/another", nil)
		Expect(item(again).Concept).To(Equal(first.Concept))
		Expect(item(again).ID).NotTo(Equal(first.ID))
		Expect(again.body).To(ContainSubstring("第2題，共6題"))
	})

	It("keeps what was filled in when something is missing", func() {
		page := start(url.Values{"concept": {"confidential"}})
		missing := b.press(page, "/practice/run", nil)
		Expect(missing.status).To(Equal(422))
		Expect(missing.body).To(ContainSubstring(`id="errors"`))
	})

	It("does not take an answer twice", func() {
		page := start(nil)
		answered := b.press(page, "/practice/run", right(item(page)))
		form := fields(answered.body)
		form.Set("item", item(page).ID)
		Expect(b.post("/practice/run", form).status).To(Equal(409))
	})

	It("draws the items of a case", func() {
		it := item(start(url.Values{"case": {"npa-leak-4"}}))
		Expect(it.Case).To(Equal("npa-leak-4"))
	})

	It("shows the facts and the rules behind a key", func() {
		page := b.get("/items/l03-contractor").body
		Expect(page).To(And(ContainSubstring("刑法第132條第3項"), ContainSubstring("第二套判斷程式的結果相同")))
		Expect(page).NotTo(ContainSubstring("您選"), "nobody answered")
		Expect(b.get("/items/l03-table").body).To(And(ContainSubstring("正確：不成立"), Not(ContainSubstring("您選"))))
		Expect(b.get("/items/none").status).To(Equal(404))
	})
})

// right is the answer that is the key, as a form sends it.
func right(it *quizzes.Item) url.Values {
	v := url.Values{}
	switch {
	case it.Key.Number != nil:
		v.Set("n", strconv.FormatInt(*it.Key.Number, 10))
	case it.Key.Rows != nil:
		for row, option := range it.Key.Rows {
			v.Set("r:"+row, option)
		}
	case it.Type == quizzes.Ordering:
		for i, id := range it.Key.Options {
			v.Set("o:"+id, strconv.Itoa(i+1))
		}
	default:
		v["a"] = it.Key.Options
	}
	return v
}

var _ = Describe("without what they show", func() {
	It("the pages say what will be there", func() {
		s := smallServer()
		s.Cases = nil
		b := newBrowser(s)
		Expect(b.get("/scenarios").body).To(ContainSubstring("這裡會列出可以練習的情境"))
		Expect(b.get("/lessons").body).To(ContainSubstring("這裡會列出課程"))
		Expect(b.get("/practice").body).To(ContainSubstring("這裡會列出可以練習的概念"))
		Expect(b.get("/cases").body).To(ContainSubstring("這裡會列出手冊的案例"))
	})
})

var _ = Describe("the list of cases", func() {
	It("is filtered by what is chosen, and says how many are left", func() {
		b := newBrowser(shippedServer())
		Expect(b.get("/cases").body).To(ContainSubstring("23個案例"))
		found := b.get("/cases?source=npa&kind=misuse").body
		Expect(found).To(ContainSubstring("找到3個案例，共23個"))
		Expect(found).To(ContainSubstring(`<option value="misuse" selected>違規查詢等行政違失`))
		Expect(b.get("/cases?kind=corruption&stage=not_indicted").body).To(ContainSubstring("沒有案例同時符合這些條件"))
	})

	It("shows of a case its elements, its bench and what it teaches", func() {
		page := newBrowser(shippedServer()).get("/cases/npa-leak-4").body
		Expect(page).To(And(ContainSubstring("規則認為成立的，逐項要件"), MatchRegexp("只改一個事實，[0-9]+種會使責任不同"), ContainSubstring("記住這件事"), ContainSubstring("風險在哪裡"), ContainSubstring("怎麼防")))
		Expect(page).To(ContainSubstring(`若「故意使對方知悉或取得」是「是」`))
	})
})
