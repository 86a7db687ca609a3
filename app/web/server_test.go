package web_test

import (
	"bytes"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/web"
	"shoumi/casebook"
	"shoumi/rules"
)

// noon is the day of all specs, 民國115年11月22日.
func noon() time.Time { return time.Date(2026, 11, 22, 4, 0, 0, 0, time.UTC) }

func smallBook() *rules.Book {
	GinkgoHelper()
	b, err := rules.Load(os.DirFS("testdata/book"))
	Expect(err).NotTo(HaveOccurred())
	return b
}

func smallServer() *web.Server {
	GinkgoHelper()
	book := smallBook()
	cases, err := casebook.Load(os.DirFS("testdata"), book)
	Expect(err).NotTo(HaveOccurred())
	return &web.Server{Book: book, Cases: cases, Now: noon, Secret: []byte("spec"), Development: true, Log: slog.New(slog.NewTextHandler(io.Discard, nil))}
}

// browser is an HTTP client on the application itself that follows nothing.
type browser struct {
	app    *fiber.App
	cookie string
}

func newBrowser(s *web.Server) *browser {
	GinkgoHelper()
	app, err := s.App()
	Expect(err).NotTo(HaveOccurred())
	return &browser{app: app}
}

// listen serves on a port of this machine until the spec ends.
func listen(s *web.Server) string {
	GinkgoHelper()
	app, err := s.App()
	Expect(err).NotTo(HaveOccurred())
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	Expect(err).NotTo(HaveOccurred())
	go app.Listener(ln)
	DeferCleanup(app.Shutdown)
	return "http://" + ln.Addr().String()
}

type answer struct {
	status   int
	header   http.Header
	body     string
	location string
}

func (b *browser) send(r *http.Request) answer {
	GinkgoHelper()
	if b.cookie != "" {
		r.Header.Set("Cookie", b.cookie)
	}
	resp, err := b.app.Test(r, -1)
	Expect(err).NotTo(HaveOccurred())
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	Expect(err).NotTo(HaveOccurred())
	return answer{resp.StatusCode, resp.Header, string(body), resp.Header.Get("Location")}
}

func (b *browser) get(path string) answer {
	GinkgoHelper()
	return b.send(httptest.NewRequest(http.MethodGet, path, nil))
}

func (b *browser) post(path string, form url.Values) answer {
	GinkgoHelper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.send(r)
}

var _ = Describe("every route", func() {
	DescribeTable("answers", func(path string, status int, says string) {
		a := newBrowser(smallServer()).get(path)
		Expect(a.status).To(Equal(status))
		Expect(a.body).To(ContainSubstring(says))
		Expect(a.body).NotTo(ContainSubstring("⟦"), "a text is missing")
	},
		Entry("home", "/", 200, "開始分類"),
		Entry("first question", "/classify", 200, "行為是哪一天發生的？"),
		Entry("a bool", "/classify?q=intent", 200, "是不是故意的？"),
		Entry("an enum", "/classify?q=position", 200, "一般民眾"),
		Entry("a set", "/classify?q=acts", 200, "以上都沒有"),
		Entry("money", "/classify?q=reward", 200, "得到多少錢？"),
		Entry("a date", "/classify?q=reported_on", 200, "哪一天通報？"),
		Entry("no such question", "/classify?q=nothing", 404, "沒有「nothing」這一題"),
		Entry("check", "/classify/check", 200, "檢查答案"),
		Entry("file", "/classify/file", 200, "貼上內容"),
		Entry("result", "/classify/result", 200, "尚無成立的責任"),
		Entry("result as JSON", "/classify/result.json", 200, `"rules_digest":"sha256:`),
		Entry("result of an odd day", "/classify/result?judged=whenever", 400, "看不懂「whenever」這個日期"),
		Entry("reason", "/classify/reason?id=criminal-code/132/1", 200, "洩漏秘密"),
		Entry("reason of nothing", "/classify/reason?id=criminal-code/999/1", 404, "沒有規定可以說明"),
		Entry("laws", "/rules", 200, "2條條文編成規則"),
		Entry("article", "/rules/criminal-code/132", 200, "2個測試，全部通過"),
		Entry("article of points", "/rules/police-infosec/24", 200, "資通安全實施規定第24點"),
		Entry("no such article", "/rules/criminal-code/133", 404, "刑法第132條"),
		Entry("article on an odd day", "/rules/criminal-code/132?on=soon", 400, "看不懂"),
		Entry("cases", "/cases", 200, "螢幕沒有鎖定"),
		Entry("case", "/cases/npa-leak-1", 200, "路人看到螢幕。"),
		Entry("agreement", "/agreement", 200, "1個案例、1項官方結果"),
		Entry("no such case", "/cases/npa-leak-2", 404, "螢幕沒有鎖定"),
		Entry("components", "/_components", 200, "要件表"),
		Entry("style", "/static/base.css", 200, ":root"),
		Entry("script", "/static/shoumi.js", 200, "interview"),
		Entry("no such file", "/static/server.go", 404, "找不到這一頁"),
		Entry("no such page", "/nowhere", 404, "找不到這一頁"),
		Entry("English", "/?lang=en", 200, "Start a classification"),
	)

	It("leads from the address of a clause to its place", func() {
		Expect(newBrowser(smallServer()).get("/rules/criminal-code/132/2").location).To(Equal("/rules/criminal-code/132#p2"))
	})

	It("shows the law of another day", func() {
		b := newBrowser(smallServer())
		Expect(b.get("/rules/criminal-code/132?on=108/12/26").body).To(ContainSubstring("過失犯處罰較輕。"))
		Expect(b.get("/rules/criminal-code/132?on=2019-12-27").body).To(ContainSubstring("因過失犯前項之罪者"))
		Expect(b.get("/rules/criminal-code/132?on=1930-01-01").body).To(ContainSubstring("沒有施行中的版本"))
	})

	It("says what cites an article", func() {
		Expect(newBrowser(smallServer()).get("/rules/criminal-code/132").body).To(ContainSubstring("資通安全實施規定第24點</a> <span class=\"note\">要件引用"))
	})

	It("shows an empty state where there are no cases", func() {
		s := smallServer()
		s.Cases = nil
		Expect(newBrowser(s).get("/cases").body).To(ContainSubstring("案例編入後就會出現"))
		Expect(newBrowser(s).get("/agreement").body).To(ContainSubstring("案例編入後就會出現"))
	})

	It("draws every official outcome beside the rules, sentences on the range computed", func() {
		cases, err := casebook.Shipped()
		Expect(err).NotTo(HaveOccurred())
		book, err := rules.Shipped()
		Expect(err).NotTo(HaveOccurred())
		body := newBrowser(&web.Server{Book: book, Cases: cases, Now: noon}).get("/agreement").body
		rows := cases.Agreement(rules.Day(2026, 11, 22))
		Expect(strings.Count(body, `<g transform="translate(`)).To(Equal(len(rows)+len([]string{"agree", "within", "explained", "unexplained"})), "one mark a row, and the key")
		given := 0
		for _, r := range rows {
			if r.Engine.Penalty != nil && r.Engine.Penalty.Imprisonment != nil {
				given += len(r.Official.Sentences)
			}
		}
		Expect(given).To(BeNumerically(">", 10))
		Expect(strings.Count(body, `class="given"`)).To(Equal(given))
		Expect(body).To(ContainSubstring("規則：10年6月以上20年以下有期徒刑"))
		Expect(body).To(ContainSubstring("未說明之差異 <b>0</b>"))
	})

	It("says how low a court may go, where an aggravation is a limit", func() {
		b := newBrowser(shippedServer())
		facts := "{act_date: 2024-05-10, facts: {position: agency_officer, service: police_officer, acts: [query], info: [vehicle], query_for_duty: false, knew_no_duty: true, abused_office: true, aims: [harm], handled_as: agency, harm_likely: true, collection_grounds: [], intent: true}}"
		result := b.get(b.post("/classify/file", map[string][]string{"text": {facts}}).location).body
		Expect(result).To(ContainSubstring("7年6月以下有期徒刑"))
		Expect(result).To(ContainSubstring("法院不加減到底時"))
	})

	It("has a template that can be read", func() {
		Expect(web.Templates()).To(Succeed())
	})

	It("serves the shipped book", func() {
		b, err := rules.Shipped()
		Expect(err).NotTo(HaveOccurred())
		cases, err := casebook.Shipped()
		Expect(err).NotTo(HaveOccurred())
		br := newBrowser(&web.Server{Book: b, Cases: cases, Now: noon})
		for i, c := range cases.Cases() {
			if i == benched {
				break
			}
			Expect(br.get("/cases/"+c.ID).status).To(Equal(200), c.ID)
		}
		Expect(br.get("/classify/result").status).To(Equal(200))
		laws, types := map[string]bool{}, map[rules.FactType]bool{}
		for _, a := range b.Articles() {
			if !laws[a.Law] {
				Expect(br.get("/rules/"+a.ID).status).To(Equal(200), a.ID)
			}
			laws[a.Law] = true
		}
		for _, f := range b.Facts() {
			if !types[f.Type] {
				Expect(br.get("/classify?q="+f.ID).status).To(Equal(200), f.ID)
			}
			types[f.Type] = true
		}
		Expect(laws).NotTo(BeEmpty())
		Expect(types).NotTo(BeEmpty())
	})
})

var _ = Describe("safety", func() {
	It("sends security headers with every page and error", func() {
		for _, path := range []string{"/", "/nowhere", "/static/base.css", "/classify/result.json", "/classify?s=x"} {
			h := newBrowser(smallServer()).get(path).header
			csp := h.Get("Content-Security-Policy")
			Expect(csp).To(ContainSubstring("default-src 'none'"), path)
			Expect(csp).To(ContainSubstring("frame-ancestors 'none'"), path)
			Expect(csp).NotTo(ContainSubstring("unsafe"), path)
			Expect(h.Get("X-Content-Type-Options")).To(Equal("nosniff"), path)
			Expect(h.Get("Referrer-Policy")).To(Equal("no-referrer"), path)
		}
	})

	It("has no inline script, style or handler, and nothing from elsewhere", func() {
		b := newBrowser(smallServer())
		for _, path := range screens(b) {
			body := b.get(path).body
			Expect(body).NotTo(MatchRegexp(`<script(>| [^>]*>[^<])`), path)
			Expect(body).NotTo(MatchRegexp(`(?i)<style|\sstyle=|\son[a-z]+=`), path)
			Expect(body).NotTo(MatchRegexp(`(src|href)="(https?:)?//`), path)
		}
	})

	It("mutates nothing on GET", func() {
		b := newBrowser(smallServer())
		before := b.get("/classify").body
		for _, path := range screens(b) {
			a := b.get(path)
			Expect(a.header).NotTo(HaveKey("Set-Cookie"), path)
		}
		Expect(b.get("/classify").body).To(Equal(before))
		for _, path := range []string{"/classify/preview", "/classify/nothing"} {
			Expect(b.get(path).status).To(BeElementOf(404, 405), path)
		}
	})

	It("escapes what people type", func() {
		b := newBrowser(smallServer())
		evil := `"><script>alert(1)</script>`
		a := b.post("/classify/file", url.Values{"text": {evil}})
		Expect(a.status).To(Equal(422))
		Expect(a.body).NotTo(ContainSubstring("<script>alert"))
		Expect(b.get("/classify?q=reward&e=1&v=" + url.QueryEscape(evil)).body).NotTo(ContainSubstring("<script>alert"))
		a = b.post("/classify/file", url.Values{"text": {"{incident: '<b>x</b>', facts: {intent: {value: true, source: '<i>y</i>'}}}"}})
		body := b.get(a.location).body
		Expect(body).To(ContainSubstring("&lt;b&gt;x"))
		Expect(body).NotTo(MatchRegexp("<b>x|<i>y"))
	})

	It("refuses tokens that were changed, with a page that says so", func() {
		b := newBrowser(smallServer())
		good := tokenOf(answered(b, "intent", "yes"))
		for _, bad := range []string{good[:len(good)-4], "A" + good[1:], "x", good + "A", strings.Repeat("A", 400)} {
			for _, path := range []string{"/classify?s=", "/classify/check?s=", "/classify/result?s=", "/classify/result.json?s="} {
				a := b.get(path + bad)
				Expect(a.status).To(Equal(400), bad)
				Expect(a.body).To(ContainSubstring("答案的網址不完整或被更動過"))
			}
		}
		other := smallServer()
		other.Secret = []byte("another")
		Expect(newBrowser(other).get("/classify?s=" + good).status).To(Equal(400))
	})

	It("shows an id for what went wrong inside, and logs the rest", func() {
		var log bytes.Buffer
		s := smallServer()
		s.Log = slog.New(slog.NewTextHandler(&log, nil))
		b := newBrowser(s)
		s.Now = func() time.Time {
			s.Now = noon
			panic("at the disco")
		}
		a := b.get("/classify/result")
		Expect(a.status).To(Equal(500))
		Expect(a.body).NotTo(ContainSubstring("disco"))
		id := regexp.MustCompile(`<code>([A-Z0-9]{8})</code>`).FindStringSubmatch(a.body)
		Expect(id).To(HaveLen(2))
		Expect(log.String()).To(And(ContainSubstring(id[1]), ContainSubstring("at the disco")))
	})

	It("sends pages compressed to who takes them", func() {
		r := httptest.NewRequest(http.MethodGet, "/_components", nil)
		r.Header.Set("Accept-Encoding", "gzip")
		Expect(newBrowser(smallServer()).send(r).header.Get("Content-Encoding")).To(Equal("gzip"))
	})

	It("survives an error page that goes wrong as well", func() {
		s := smallServer()
		b := newBrowser(s)
		s.Now = func() time.Time { panic("at the disco") }
		a := b.get("/nowhere")
		Expect(a.status).To(Equal(500))
		Expect(a.body).To(MatchRegexp(`^500 [A-Z0-9]{8}$`))
	})

	It("refuses what is too large with a page, too", func() {
		base := listen(smallServer())
		resp, err := http.PostForm(base+"/classify/file", url.Values{"text": {strings.Repeat("x", 300<<10)}})
		Expect(err).NotTo(HaveOccurred())
		defer resp.Body.Close()
		body, _ := io.ReadAll(resp.Body)
		Expect(resp.StatusCode).To(Equal(413))
		Expect(string(body)).To(ContainSubstring("檔案太大，上限是 256 KB"))
		Expect(resp.Header.Get("Content-Security-Policy")).To(ContainSubstring("default-src 'none'"))

		resp, err = http.Get(base + "/classify?s=" + strings.Repeat("A", 20<<10))
		Expect(err).NotTo(HaveOccurred())
		defer resp.Body.Close()
		body, _ = io.ReadAll(resp.Body)
		Expect(resp.StatusCode).To(Equal(431))
		Expect(string(body)).To(ContainSubstring("內容太長"))
	})
})
