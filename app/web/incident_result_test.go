package web_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io/fs"
	"strconv"
	"strings"
	"testing/fstest"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/incident"
	"shoumi/rules"
)

// leaked are careless with the day of the act and what is needed for damages.
func (a *agency) leaked(login, reference string, more rules.Values) string {
	GinkgoHelper()
	facts := careless()
	for id, v := range more {
		facts[id] = v
	}
	at := a.incident(login, reference, facts)
	a.dated(login, at, "2023-09-01")
	return at
}

// dated sets the day of the act of a record.
func (a *agency) dated(login, at, day string) {
	GinkgoHelper()
	ctx, by, id := context.Background(), a.people[login].ID, strings.TrimPrefix(at, "/incidents/")
	r, err := a.Incidents.Open(ctx, by, id)
	Expect(err).NotTo(HaveOccurred())
	_, err = a.Incidents.Change(ctx, by, id, r.Version, incident.Answered, func(r *incident.Record) error {
		r.Content.Interview.Date, r.Content.Interview.Dated = day, true
		return nil
	})
	Expect(err).NotTo(HaveOccurred())
}

var _ = Describe("the result of a record", Ordered, func() {
	var (
		a  *agency
		v  *visitor
		at string // of an act on a known day
	)
	BeforeAll(func() {
		a = newChambers()
		v, at = a.signIn("counsel"), a.leaked("counsel", "115-保-001", nil)
		v.opens(at+"/result", "續辦研判")
	})

	It("says what is open first, then what stands, with what to do by when", func() {
		at := a.leaked("counsel", "115-保-003", rules.Values{"outcome_on": rules.Day(2026, 11, 2)})
		got := v.opens(at+"/result", "續辦研判")
		Expect(got.status).To(Equal(200))
		Expect(got.body).NotTo(ContainSubstring("⟦"))
		Expect(strings.Count(got.body, "<h1>")).To(Equal(1))
		Expect(got.body).To(MatchRegexp(`<h1>甲：公務員過失洩漏國防以外之秘密成立，待查刑責\d項、其他責任\d+項、義務\d+項</h1>`), "what is counted is said")
		Expect(got.body).To(MatchRegexp(`<details class="fold"><summary>要件 \d+ 項、差一點就不同 \d+ 種，理由與條文<`))
		Expect(got.body).To(And(ContainSubstring("供內部初步分類，非法律意見"), ContainSubstring("由權責機關與法院認定")))
		for _, words := range [][2]string{{"還有 ", "<h3>未定："}, {"<h3>未定：", "<h3>刑事</h3>"}, {"<h3>刑事</h3>", "現在該做的事"}, {"現在該做的事", "最接近的案例"}} {
			Expect(words[1]).To(BeElementOf("<h3>未定：", "<h3>刑事</h3>", "現在該做的事", "最接近的案例"))
			main := got.body[strings.Index(got.body, "</nav>\n<h2"):]
			Expect(strings.Index(main, words[0])).To(BeNumerically("<", strings.Index(main, words[1])), words[1])
		}
		Expect(got.body).To(And(ContainSubstring("民國115年11月17日以前"), ContainSubstring("已過"), ContainSubstring("密報首長、十五日內專案檢討"), ContainSubstring("行為人所屬警察機關")))
		Expect(got.body).To(ContainSubstring(`href="/rules/criminal-code/132?on=2023-09-01#p2"`), "the text of that version")
		Expect(got.body).To(ContainSubstring(at + "/questions?q="))
	})

	It("asks for the day from which a duty runs", func() {
		Expect(v.opens(at+"/result", "續辦研判").body).To(And(ContainSubstring("起算日還不知道"), ContainSubstring(at+"/questions?q=outcome_on")))
	})

	DescribeTable("narrows to a branch of law", func(branch, has, lacks string) {
		body := v.opens(at+"/result?branch="+branch, "續辦研判").body
		Expect(body).To(ContainSubstring("<h3>" + has + "</h3>"))
		Expect(body).NotTo(ContainSubstring("<h3>" + lacks + "</h3>"))
		Expect(body).To(ContainSubstring(`<b aria-current="true">`))
	},
		Entry("criminal", "criminal", "刑事", "懲戒"),
		Entry("disciplinary", "disciplinary", "懲戒", "刑事"),
		Entry("administrative", "administrative", "行政", "民事"),
		Entry("civil", "civil", "民事", "刑事"),
	)

	It("tells real outcomes of similar cases with their stage, and what differs", func() {
		body := v.opens(at+"/result", "續辦研判").body
		near := body[strings.Index(body, `id="similar"`):]
		Expect(strings.Count(near, `<article class="find small">`)).To(Equal(5))
		Expect(near).To(And(ContainSubstring("他案結果不拘束本件"), ContainSubstring("沒有經法院判決認定"), ContainSubstring("本件"), ContainSubstring("該案")))
	})

	It("keeps the risk factors that the author sees, and lists measures for them", func() {
		body := v.opens(at+"/result", "續辦研判").body
		Expect(body).To(ContainSubstring("相似案例採取這項措施"))
		Expect(body).NotTo(ContainSubstring("因為看到風險因子"))
		version := versionIn(body)
		Expect(v.send(at+"/risks", "version", version, "risk", "long_tenure", "risk", "nonsense").location).To(Equal(at + "/result"))
		body = v.open(at + "/result").body
		Expect(body).To(And(ContainSubstring("因為看到風險因子「久任一職」"), ContainSubstring("風險因子已存入紀錄"), ContainSubstring(`value="long_tenure" checked`)))
		Expect(v.send(at+"/risks", "version", version, "risk", "solicited").status).To(Equal(409), "another window was faster")
		Expect(v.open(at + "/result").body).To(ContainSubstring("久任一職"))
	})

	It("gives the report as JSON, and the reason of every verdict with what would turn it", func() {
		v.opens(at+"/result", "續辦研判")
		var report rules.Report
		Expect(json.Unmarshal([]byte(v.open(at+"/report.json").body), &report)).To(Succeed())
		Expect(report.Incident).To(Equal("115-保-001"))
		Expect(report.RulesDigest).To(Equal(a.Book.Digest()))
		Expect(report.SimilarCases).To(HaveLen(5))
		body := v.open(at + "/reason?who=0&id=criminal-code/132/1").body
		Expect(body).To(And(ContainSubstring("差一點就不同"), ContainSubstring("「故意使對方知悉或取得」是「是」"), ContainSubstring(at+"/what-if?q=intent")))
		Expect(v.open(at + "/reason?id=criminal-code/999").status).To(Equal(404))
	})

	It("calls no duty a liability", func() {
		at := a.incident("counsel", "115-保-009", rules.Values{"service": "police_officer", "acts": []string{"query"}, "info": []string{"vehicle"}, "openness": []string{}, "query_for_duty": true})
		Expect(v.opens(at+"/result", "續辦研判").body).To(MatchRegexp(`<h1>甲：尚無成立的責任，義務\d+項成立，待查其他責任\d+項、義務\d+項</h1>`))
	})

	It("says where to begin while there are no facts", func() {
		at := a.incident("counsel", "115-保-002", nil)
		for _, page := range []string{"/result", "/memo"} {
			Expect(v.opens(at+page, "續辦研判").body).To(And(ContainSubstring("還沒有事實，所以還沒有結果"), ContainSubstring(at+"/narrative"), ContainSubstring(at+"/questions")), page)
		}
	})

	It("says where the reviewer dissents, and cannot be changed once it was sent", func() {
		at := a.signed("115-保-004")
		body := v.opens(at+"/result", "續辦研判").body
		Expect(body).To(And(ContainSubstring("不同意的項目（1）"), ContainSubstring("任用資料未附。"), Not(ContainSubstring(at+"/risks"))))
		changed := v.open(v.open(at + "/what-if?q=openness&do=set&v=?").location).body
		Expect(changed).To(And(ContainSubstring("換了 1 個事實"), Not(ContainSubstring("存入紀錄"))), "to be tried, and not to be kept")
		Expect(v.send(at+"/risks", "version", strconv.Itoa(a.record(at).Version), "risk", "solicited").status).To(Equal(409))
	})

	It("is what the rules of its own day say, and says so", func() {
		files := fstest.MapFS{}
		Expect(fs.WalkDir(rules.Files, ".", func(p string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := fs.ReadFile(rules.Files, p)
			files[p] = &fstest.MapFile{Data: bytes.ReplaceAll(data, []byte("故意使對方知悉或取得"), []byte("存心使對方知悉或取得"))}
			return err
		})).To(Succeed())
		old, err := rules.Load(files)
		Expect(err).NotTo(HaveOccurred())
		desk := a.Incidents
		a.Incidents = incident.New(a.db, incident.Material{Book: old, Files: files, Cases: a.Cases}, a.now)
		Expect(a.Incidents.KeepRules(context.Background())).To(Succeed())
		at := a.leaked("counsel", "115-保-005", nil)
		a.Incidents = desk
		body := v.opens(at+"/result", "續辦研判").body
		Expect(body).To(And(ContainSubstring("依當時規則唯讀開啟"), ContainSubstring(at+"/law"), ContainSubstring("存心使對方知悉或取得"), Not(ContainSubstring(at+"/questions"))))
		var report rules.Report
		Expect(json.Unmarshal([]byte(v.open(at+"/report.json").body), &report)).To(Succeed())
		Expect(report.RulesDigest).To(Equal(old.Digest()))
		Expect(v.open(at + "/what-if?q=intent").body).To(ContainSubstring("現在是：否"))
	})

	It("is not there for others, and is read by whom it was shared with", func() {
		v := a.signIn("colleague")
		for _, page := range []string{"/result", "/report.json", "/reason?id=criminal-code/132/1"} {
			Expect(v.open(at+page).status).To(Equal(404), page)
		}
		v.open("/incidents")
		Expect(v.send(at+"/risks", "version", "2", "risk", "solicited").status).To(Equal(404))
		Expect(a.Incidents.Share(context.Background(), a.people["counsel"].ID, strings.TrimPrefix(at, "/incidents/"), a.people["colleague"].ID, "協助審閱")).To(Succeed())
		body := v.opens(at+"/result", "協助審閱").body
		Expect(body).To(ContainSubstring("最接近的案例"))
		Expect(body).NotTo(Or(ContainSubstring(at+"/questions"), ContainSubstring(at+"/risks")), "nothing to change")
		Expect(v.send(at+"/risks", "version", strconv.Itoa(a.record(at).Version), "risk", "solicited").status).To(Equal(403))
	})
})

// versionIn is the version of the record that the first form of a page was drawn with.
func versionIn(body string) string {
	GinkgoHelper()
	_, rest, ok := strings.Cut(body, `name="version" value="`)
	Expect(ok).To(BeTrue())
	version, _, _ := strings.Cut(rest, `"`)
	return version
}
