package web_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/account"
)

const rosterHead = "帳號,姓名,單位,角色\n"

// everybody is a roster of the people of an agency, as they are.
const everybody = rosterHead + "officer,學員officer,警察局/第一分局,學員\neditor,學員editor,警察局/第一分局,政風\ncounsel,學員counsel,警察局/第一分局,法制\n" +
	"supervisor,學員supervisor,警察局/第一分局,主管\nadmin,學員admin,警察局/第一分局,系統管理\nother,學員other,警察局/第二分局,學員\n"

// apply carries out the plan that is shown.
func (v *visitor) apply(plan answer, pairs ...string) answer {
	GinkgoHelper()
	for _, m := range regexp.MustCompile(`<input type="hidden" name="(digest|name|text|how)" value="([^"]*)"`).FindAllStringSubmatch(plan.body, -1) {
		pairs = append(pairs, m[1], unescape(m[2]))
	}
	return v.send("/people/import", pairs...)
}

func unescape(s string) string {
	return strings.NewReplacer("&#43;", "+", "&#34;", `"`, "&amp;", "&").Replace(s)
}

// plain is the text of a page without its tags.
func plain(body string) string {
	_, body, _ = strings.Cut(body, "<main")
	return strings.Join(strings.Fields(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(body, " ")), " ")
}

var _ = Describe("a roster", func() {
	var (
		a     *agency
		admin *visitor
	)
	BeforeEach(func() {
		a = newAgency()
		admin = a.signIn("admin")
		admin.open("/people/import")
	})

	It("is the form's own example, which would do nothing wrong", func() {
		got := admin.open("/people/import/example")
		Expect(got.header.Get("Content-Disposition")).To(Equal(`attachment; filename="roster-example.csv"`))
		Expect(got.body).To(HavePrefix("\uFEFF帳號,姓名,單位,角色,電子郵件\r\nexample-1,學員甲,警察局,學員,example-1@example.gov.tw\r\n"))
		admin.open("/people/import")
		Expect(plain(admin.send("/people/import", "text", got.body).body)).To(ContainSubstring("新增 2人"))
	})

	It("shows every fault with its place, and changes nothing", func() {
		got := admin.send("/people/import", "text", rosterHead+"new-1,新進甲,警察局/第三分局,學員\nnew 2,,警察局,局長\n")
		Expect(got.status).To(Equal(422))
		text := plain(got.body)
		Expect(text).To(ContainSubstring("名冊有 4 個地方要改，什麼都沒有寫入"))
		for _, says := range []string{"第 2 行第 11 字 ：沒有「警察局/第三分局」這個單位", "是不是「警察局/第一分局」？", "第 3 行第 1 字", "第 3 行第 7 字", "第 3 行第 12 字 ：沒有「局長」這個角色"} {
			Expect(strings.ReplaceAll(text, "： ", "：")).To(ContainSubstring(says))
		}
		Expect(got.body).To(ContainSubstring("new-1,新進甲"), "what was pasted is still there")
		Expect(a.log()).To(HaveLen(1), "the sign-in")
	})

	It("shows the first of very many faults, and how many there are", func() {
		got := admin.send("/people/import", "text", rosterHead+strings.Repeat("a,甲\n", 300))
		Expect(plain(got.body)).To(And(ContainSubstring("名冊有 300 個地方要改"), ContainSubstring("另外還有 100 個錯誤")))
		Expect(strings.Count(got.body, "有 2 欄，應該是 4 欄")).To(BeNumerically(">=", 200))
	})

	It("says that nothing was sent", func() {
		got := admin.send("/people/import")
		Expect(got.status).To(Equal(422))
		Expect(got.body).To(ContainSubstring("請選擇檔案，或貼上內容"))
	})

	It("shows first what it would change, field by field, and does nothing yet", func() {
		got := admin.send("/people/import", "how", "units", "text", rosterHead+
			"officer,學員乙,警察局,學員、主管\nnew-1,新進甲,警察局/第三分局,學員\nadmin,學員admin,警察局/第一分局,系統管理\n")
		Expect(got.status).To(Equal(200))
		Expect(got.header.Get("Cache-Control")).To(Equal("no-store"))
		text := plain(got.body)
		for _, says := range []string{"什麼都還沒有寫入", "名冊裡 3人", "新增 1人", "變更 1人", "沒有變更 1人", "不在名冊裡 4人", "新增單位1個 警察局/第三分局",
			"姓名：學員officer → 學員乙；單位：警察局/第一分局 → 警察局；角色：學員 → 學員、主管", "停用這4人的帳號"} {
			Expect(text).To(ContainSubstring(says))
		}
		Expect(a.log()).To(HaveLen(1), "the sign-in")
		Expect(a.People.ByLogin(context.Background(), "new-1")).Error().To(HaveOccurred())
	})

	It("is carried out as it was seen, each change in the log, its passwords given once", func() {
		plan := admin.send("/people/import", "how", "units", "text", everybody+"new-1,新進甲,警察局/第三分局,學員\nnew-2,=新進乙,警察局,學員\n")
		got := admin.apply(plan)
		Expect(got.location).To(MatchRegexp(`^/people/import/[0-9A-Za-z]+$`), got.body)
		at := got.location
		page := admin.open(at)
		Expect(plain(page.body)).To(And(ContainSubstring("名冊匯入完成"), ContainSubstring("新增 2人"), ContainSubstring("一次性密碼2組")))
		var log []string
		for _, e := range a.log()[1:] {
			log = append(log, e.Action+"："+e.Condition)
			Expect(e.User).To(Equal("admin"))
			Expect(e.Unit).To(Equal("警察局/第一分局"))
		}
		Expect(log).To(Equal([]string{"新增單位：警察局/第三分局", "新增帳號：new-1（名冊）", "新增帳號：new-2（名冊）", "匯入名冊：新增 2 人、變更 0 人、停用 0 人、沒有變更 6 人"}))

		got = admin.send(at, "as", "csv")
		Expect(got.header.Get("Content-Disposition")).To(Equal(`attachment; filename="one-time-passwords.csv"`))
		Expect(got.header.Get("Cache-Control")).To(Equal("no-store"))
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(got.body, "\uFEFF"))).ReadAll()
		Expect(err).NotTo(HaveOccurred())
		Expect(rows).To(HaveExactElements(
			[]string{"帳號", "姓名", "單位", "一次性密碼"},
			HaveExactElements("new-1", "新進甲", "警察局/第三分局", Not(BeEmpty())),
			HaveExactElements("new-2", "'=新進乙", "警察局", Not(BeEmpty()))))
		v := a.visitor()
		v.open("/sign-in")
		Expect(v.send("/sign-in", "login", "new-1", "password", rows[1][3]).location).To(Equal("/sign-in/password"))

		got = admin.send(at, "as", "page")
		Expect(got.status).To(Equal(409))
		Expect(got.body).To(ContainSubstring("一次性密碼已經取走了"))
		Expect(plain(admin.open(at).body)).To(And(ContainSubstring("一次性密碼已經取走。"), Not(ContainSubstring("下載CSV"))))
		Expect(a.log()).To(ContainElement(HaveField("Condition", "取得一次性密碼 2 組")))
	})

	It("shows the passwords on the page where one wants that, to nobody else", func() {
		at := admin.apply(admin.send("/people/import", "text", everybody+"new-1,新進甲,警察局,學員\n")).location
		a.person("second", "第二分局", account.Admin)
		second := a.signIn("second")
		Expect(second.open(at).status).To(Equal(404))
		second.open("/people/import")
		Expect(second.send(at, "as", "page").status).To(Equal(404))
		admin.open(at)
		got := admin.send(at, "as", "page")
		Expect(got.header.Get("Cache-Control")).To(Equal("no-store"))
		Expect(plain(got.body)).To(MatchRegexp(`new-1 新進甲 警察局 \S{8,}`))
	})

	It("is shown again where people have changed meanwhile", func() {
		plan := admin.send("/people/import", "text", everybody+"new-1,新進甲,警察局,學員\n")
		a.person("third", "第一分局", account.Officer)
		got := admin.apply(plan)
		Expect(got.status).To(Equal(200))
		Expect(got.body).To(ContainSubstring("您看過之後，人員的資料有變動"))
		Expect(a.People.ByLogin(context.Background(), "new-1")).Error().To(HaveOccurred())
		Expect(admin.apply(got).location).To(HavePrefix("/people/import/"))
	})

	It("disables who is not in it only where that is chosen, and never who imports it", func() {
		text := rosterHead + "officer,學員officer,警察局/第一分局,學員\nnew-1,新進甲,警察局,學員\n"
		admin.apply(admin.send("/people/import", "text", text), "absent", "leave")
		Expect(a.People.ByLogin(context.Background(), "editor")).To(HaveField("Disabled", false))
		admin.open("/people/import")
		at := admin.apply(admin.send("/people/import", "text", text), "absent", "disable").location
		Expect(plain(admin.open(at).body)).To(ContainSubstring("停用 4人"))
		Expect(a.People.ByLogin(context.Background(), "editor")).To(HaveField("Disabled", true))
		Expect(a.People.ByLogin(context.Background(), "admin")).To(HaveField("Disabled", false))
	})

	It("gives no password to people who sign in elsewhere", func() {
		at := admin.apply(admin.send("/people/import", "how", "external", "text", everybody+"new-1,新進甲,警察局,學員\n")).location
		Expect(plain(admin.open(at).body)).NotTo(ContainSubstring("一次性密碼"))
		Expect(a.People.ByLogin(context.Background(), "new-1")).To(HaveField("External", true))
	})

	It("has nothing to do where nothing is different", func() {
		got := admin.send("/people/import", "text", everybody)
		Expect(plain(got.body)).To(And(ContainSubstring("名冊與現在的人員相同"), Not(ContainSubstring("寫入，換"))))
	})

	It("stops with the program, and says how to go on", func() {
		plan := admin.send("/people/import", "text", everybody+"new-1,新進甲,警察局,學員\n")
		a.Drain()
		at := admin.apply(plan).location
		Expect(plain(admin.open(at).body)).To(And(ContainSubstring("名冊沒有匯入完"), ContainSubstring("做到第0人就中斷了，共1人"), ContainSubstring("再匯入同一份名冊就會接著做")))
	})

	It("is uploaded, far larger than any other form", func() {
		var b bytes.Buffer
		w := multipart.NewWriter(&b)
		Expect(w.WriteField("csrf", csrfValue.FindStringSubmatch(admin.last)[1])).To(Succeed())
		f, err := w.CreateFormFile("file", "全局.csv")
		Expect(err).NotTo(HaveOccurred())
		fmt.Fprint(f, rosterHead)
		for i := range 8_000 {
			fmt.Fprintf(f, "p%05d,學員甲,警察局/第一分局,學員\n", i)
		}
		Expect(w.Close()).To(Succeed())
		r := httptest.NewRequest(http.MethodPost, "/people/import", &b)
		r.Header.Set("Content-Type", w.FormDataContentType())
		got := admin.keep(r)
		Expect(got.status).To(Equal(200))
		Expect(plain(got.body)).To(And(ContainSubstring("「全局.csv」會變更什麼"), ContainSubstring("新增8000人，列出前100人")))
	})
})
