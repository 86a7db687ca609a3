package web_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/account"
	"shoumi/app/audit"
)

// logged puts an entry into the log: somebody opened a file.
func (a *agency) logged(r audit.Record) {
	GinkgoHelper()
	r.At = a.now()
	if r.Action == "" {
		r.Action = audit.Opened
	}
	if r.ActualUser == "" {
		r.ActualUser, r.ActualUnit = r.User, r.Unit
	}
	_, err := a.Audit.Append(context.Background(), r)
	Expect(err).NotTo(HaveOccurred())
}

// opens goes to a page that asks what for, and says it.
func (v *visitor) opens(path, purpose string) answer {
	GinkgoHelper()
	got := v.open(path)
	if !strings.HasPrefix(got.location, "/purpose?") {
		return got
	}
	at, err := url.Parse(got.location)
	Expect(err).NotTo(HaveOccurred())
	v.open(got.location)
	got = v.send("/purpose", "of", at.Query().Get("of"), "to", at.Query().Get("to"), "purpose", purpose)
	Expect(got.status).To(Equal(303), got.body)
	Expect(got.location).To(Equal(path))
	return v.open(path)
}

var numbered = regexp.MustCompile(`第(\d+)筆`)

// entriesOn are the sequences on a page of the log.
func entriesOn(page answer) (out []string) {
	_, table, _ := strings.Cut(page.body, "<tbody")
	table, _, _ = strings.Cut(table, "</tbody>")
	for _, m := range numbered.FindAllStringSubmatch(table, -1) {
		out = append(out, m[1])
	}
	return out
}

var (
	rowOf = regexp.MustCompile(`(?s)<tr role="row"><th role="rowheader".*?</tr>`)
	tag   = regexp.MustCompile(`<[^>]*>`)
)

// rowsOn are the rows on a page of the log, a word each.
func rowsOn(page answer) (out [][]string) {
	for _, row := range rowOf.FindAllString(page.body, -1) {
		out = append(out, strings.Fields(tag.ReplaceAllString(row, " ")))
	}
	return out
}

const (
	first  = "警察局/第一分局"
	second = "警察局/第二分局"
)

var _ = Describe("the log", func() {
	var a *agency
	BeforeEach(func() {
		a = newAgency()
		a.logged(audit.Record{User: "officer", Unit: first, IP: "192.0.2.1", Condition: "甲案", Purpose: "偵辦竊盜案件"})
		a.logged(audit.Record{User: "other", Unit: second, IP: "192.0.2.2", Condition: "乙案", Purpose: "偵辦詐欺案件"})
		a.logged(audit.Record{User: "admin", Unit: "警察局", IP: "192.0.2.3", Condition: "帳號", Purpose: "帳號清查作業", Subject: a.people["other"].ID})
		a.logged(audit.Record{User: "root", IP: "192.0.2.4", Action: audit.PersonChanged, Condition: "other"})
	})

	It("asks what it is opened for, and writes down who looked for what, as it was asked", func() {
		v := a.signIn("supervisor")
		Expect(v.open("/log?user=Officer&act=開啟&at_from=115/11/22").location).To(HavePrefix("/purpose?of=log&to=%2Flog%3Fuser"))
		got := v.opens("/log?user=Officer&act=開啟&at_from=115/11/22&at_until=115/11&words=竊盜&subject=甲案號", "每月日誌稽核")
		Expect(got.status).To(Equal(200))
		Expect(got.body).To(ContainSubstring("沒有符合條件的紀錄。"))
		acts := a.log()
		last := acts[len(acts)-1]
		Expect(last.Record).To(Equal(audit.Record{At: last.At, Unit: first, User: "supervisor", IP: "0.0.0.0", Action: "查詢日誌",
			Condition: "單位：警察局/第一分局（含下級），期間：民國115年11月22日至民國115年11月30日，使用者：Officer，作業種類：開啟，對象：甲案號，用途含：竊盜", ActualUser: "supervisor", ActualUnit: first, Purpose: "每月日誌稽核", Subject: "log"}))

		got = v.open("/log")
		Expect(got.body).To(ContainSubstring("每月日誌稽核"), "the search before")
		Expect(a.log()).To(HaveLen(len(acts)+1), "the next one, too")
		a.pass(31 * time.Minute)
		v = a.signIn("supervisor")
		Expect(v.open("/log").location).To(HavePrefix("/purpose?"), "a purpose is not good for ever")
	})

	It("has the nine fields in their order, newest first", func() {
		v := a.signIn("admin")
		got := v.opens("/log?user=officer", "每月日誌稽核")
		heads := regexp.MustCompile(`<th role="columnheader" scope="col">([^<]*)</th>`).FindAllStringSubmatch(got.body, -1)
		var names []string
		for _, h := range heads {
			names = append(names, h[1])
		}
		Expect(names).To(Equal([]string{"作業時間", "單位", "使用者", "IP", "作業種類", "查詢條件", "實際查詢者", "實際查詢單位", "用途"}))
		Expect(rowsOn(got)).To(Equal([][]string{{"民國115年11月22日", "12:06:00", "第1筆", "警察局/第一分局", "officer", "192.0.2.1", "開啟", "甲案", "officer", "警察局/第一分局", "偵辦竊盜案件"}}))

		all := entriesOn(v.open("/log"))
		Expect(all[len(all)-4:]).To(Equal([]string{"4", "3", "2", "1"}))
	})

	It("shows an admin everything, also what belongs to no unit", func() {
		v := a.signIn("admin")
		Expect(v.opens("/log?user=root", "每月日誌稽核").body).To(ContainSubstring("192.0.2.4"))
		Expect(entriesOn(v.open("/log?subject=OTHER"))).To(Equal([]string{"3"}), "an account by its login")
		Expect(entriesOn(v.open("/log?subject="+a.people["other"].ID))).To(Equal([]string{"3"}), "or its id")
		Expect(v.open("/log?subject=other").body).To(ContainSubstring("對象：other"))
		Expect(entriesOn(v.open("/log?words=" + url.QueryEscape("偵辦 詐欺")))).To(Equal([]string{"2"}))
		Expect(entriesOn(v.open("/log?unit=" + a.units["第二分局"].ID))).To(Equal([]string{"2"}))
		Expect(entriesOn(v.open("/log?act=" + url.QueryEscape(audit.PersonChanged)))).To(Equal([]string{"4"}))
		Expect(entriesOn(v.open("/log?at_until=115/11/21"))).To(BeEmpty())
		Expect(entriesOn(v.open("/log?user=other&at_from=115/11/22&at_until=115/11/22"))).To(Equal([]string{"2"}))
		Expect(v.open("/people/" + a.people["other"].ID).location).To(HavePrefix("/purpose?"))
		Expect(v.opens("/people/"+a.people["other"].ID, "帳號清查作業").body).To(And(ContainSubstring(`href="/log?user=other"`), ContainSubstring(`href="/log?subject=other"`)))
	})

	It("shows a supervisor nothing of another unit, whatever they ask, and exports nothing of it", func() {
		v := a.signIn("supervisor")
		v.opens("/log", "每月日誌稽核")
		other := a.units["第二分局"].ID
		for _, ask := range []string{"", "user=other", "subject=other", "subject=" + a.people["other"].ID, "words=" + url.QueryEscape("偵辦"), "act=" + url.QueryEscape(audit.Opened),
			"at_from=115/1/1", "user=admin&subject=other", "user=root", "unit=" + a.units["第一分局"].ID, "before=4"} {
			got := v.open("/log?" + ask)
			Expect(got.status).To(Equal(200), ask)
			Expect(got.body).NotTo(Or(ContainSubstring("192.0.2.2"), ContainSubstring("192.0.2.3"), ContainSubstring("192.0.2.4"), ContainSubstring("乙案"), ContainSubstring("偵辦詐欺案件")), ask)
			file := v.send("/log/export?"+ask, "purpose", "每月日誌稽核").body
			Expect(file).To(HavePrefix("PK"), ask)
			Expect(file).NotTo(Or(ContainSubstring("192.0.2.2"), ContainSubstring("192.0.2.3"), ContainSubstring("192.0.2.4"), ContainSubstring("乙案"), ContainSubstring("偵辦詐欺案件")), ask)
		}
		Expect(entriesOn(v.open("/log?user=officer"))).To(Equal([]string{"1"}))
		for _, unit := range []string{other, a.units["警察局"].ID, "none", "/"} {
			for _, path := range []string{"/log", "/log/export"} {
				Expect(v.open(path+"?unit="+unit).status).To(Equal(404), path+unit)
			}
			Expect(v.send("/log/export?unit="+unit, "purpose", "每月日誌稽核").status).To(Equal(404), unit)
		}
	})

	It("shows a supervisor the units below theirs, one by one too", func() {
		a.unit("甲派出所", "第一分局")
		a.logged(audit.Record{User: "beat", Unit: first + "/甲派出所", Condition: "丙案"})
		a.logged(audit.Record{User: "beat", Unit: second, ActualUser: "chief", ActualUnit: first + "/甲派出所", Condition: "丁案"})
		v := a.signIn("supervisor")
		all := entriesOn(v.opens("/log", "每月日誌稽核"))
		Expect(all[len(all)-3:]).To(Equal([]string{"6", "5", "1"}))
		Expect(entriesOn(v.open("/log?unit="+a.units["甲派出所"].ID))).To(Equal([]string{"6", "5"}), "as unit or as actual unit")
		Expect(v.open("/log").body).To(And(ContainSubstring("單位：警察局/第一分局（含下級）"), Not(ContainSubstring("全部單位"))))
	})

	It("shows a supervisor of no unit nothing at all", func() {
		a.person("alone", "", account.Supervisor)
		v := a.signIn("alone")
		for _, got := range []answer{v.open("/log"), v.open("/log?user=root"), v.open("/log/export"), v.send("/log/export", "purpose", "每月日誌稽核")} {
			Expect(got.status).To(Equal(403))
			Expect(got.body).To(ContainSubstring("您不屬於任何單位，沒有日誌可以看"))
		}
	})

	It("shows everybody their own log, and what others did to their account, but not from where", func() {
		admin := a.signIn("admin")
		admin.opens("/people/"+a.people["officer"].ID, "帳號清查作業")
		a.logged(audit.Record{User: "editor", Unit: first, IP: "192.0.2.9", ActualUser: "officer", ActualUnit: first, Condition: "代查"})
		v := a.signIn("officer")
		got := v.open("/me/log")
		Expect(got.status).To(Equal(200))
		Expect(got.body).To(And(ContainSubstring("甲案"), ContainSubstring("192.0.2.1"), ContainSubstring("代查"), ContainSubstring("192.0.2.9")))
		Expect(got.body).To(And(ContainSubstring("帳號清查作業"), ContainSubstring("別人對您的資料")))
		Expect(got.body).NotTo(Or(ContainSubstring("乙案"), ContainSubstring("192.0.2.3")))
		rows := rowsOn(got)
		opened := slices.IndexFunc(rows, func(r []string) bool { return slices.Contains(r, "帳號清查作業") })
		Expect(rows[opened][3:]).To(Equal([]string{"警察局/第一分局", "admin", "—", "開啟", "帳號", "對象：officer", "admin", "警察局/第一分局", "帳號清查作業"}))
		for _, e := range a.log() {
			mine := e.User == "officer" || e.ActualUser == "officer" || e.Subject == a.people["officer"].ID
			Expect(slices.Contains(entriesOn(got), fmt.Sprint(e.Sequence))).To(Equal(mine), "%+v", e)
		}
		Expect(v.open("/log").status).To(Equal(403))

		other := a.signIn("other")
		Expect(other.open("/me/log").body).To(And(ContainSubstring("乙案"), ContainSubstring("帳號清查作業"), Not(ContainSubstring("甲案"))))
		Expect(other.open("/me/log?user=officer&subject=log&unit=x").body).NotTo(ContainSubstring("甲案"))
		Expect(other.open("/me/log?at_until=115/11/21").body).To(ContainSubstring("沒有符合條件的紀錄。"))
	})

	It("shows nobody what was done by an account of the same login before theirs", func() {
		a.logged(audit.Record{User: "later", Unit: first, Condition: "舊案"})
		a.pass(time.Minute)
		a.person("later", "第一分局", account.Officer)
		a.logged(audit.Record{User: "later", Unit: first, Condition: "新案"})
		Expect(a.signIn("later").open("/me/log").body).To(And(ContainSubstring("新案"), Not(ContainSubstring("舊案"))))
	})

	It("shows each of 120 entries once, page by page", func() {
		for i := range 120 {
			a.logged(audit.Record{User: "counsel", Unit: first, Condition: fmt.Sprint("案", i)})
		}
		for _, of := range []struct{ login, path string }{{"counsel", "/me/log"}, {"admin", "/log?user=counsel"}} {
			v := a.signIn(of.login)
			seen, path := map[string]int{}, of.path
			for pages := 1; path != ""; pages++ {
				Expect(pages).To(BeNumerically("<=", 3))
				got := v.opens(path, "每月日誌稽核")
				for _, n := range entriesOn(got) {
					seen[n]++
				}
				path = ""
				if m := regexp.MustCompile(`<a href="([^"]+)" rel="next">`).FindStringSubmatch(got.body); m != nil {
					path = strings.ReplaceAll(m[1], "&amp;", "&")
				}
			}
			var want int
			for _, e := range a.log() {
				if e.User == "counsel" {
					want++
					Expect(seen[fmt.Sprint(e.Sequence)]).To(Equal(1), "%d", e.Sequence)
				}
			}
			Expect(seen).To(HaveLen(want))
		}
	})

	It("says what is wrong with what was asked, and then looks for nothing", func() {
		v := a.signIn("admin")
		before := len(a.log())
		for _, path := range []string{"/log", "/me/log"} {
			got := v.open(path + "?at_from=115/3/5&at_until=114/1/1")
			Expect(got.status).To(Equal(422), path)
			Expect(got.body).To(And(ContainSubstring("起日「115/3/5」在迄日「114/1/1」之後，請對調"), ContainSubstring(`href="#at_until"`)))
			Expect(entriesOn(got)).To(BeEmpty())
			for _, ask := range []string{"before=x", "before=-1", "before=", "before=99999999999999999999"} {
				Expect(v.open(path+"?"+ask).status).To(Equal(400), ask)
			}
		}
		Expect(v.open("/log?act=none").status).To(Equal(400))
		Expect(v.open("/log/export?at_from=x").status).To(Equal(400))
		Expect(v.send("/log/export?at_from=x", "purpose", "每月日誌稽核").status).To(Equal(400))
		Expect(a.log()).To(HaveLen(before))
	})

	It("shows its end, to be kept elsewhere", func() {
		v := a.signIn("admin")
		v.opens("/log", "每月日誌稽核")
		head, err := a.Audit.Head(context.Background())
		Expect(err).NotTo(HaveOccurred())
		Expect(v.open("/log").body).To(ContainSubstring("<pre tabindex=\"0\">" + head.String() + "</pre>"))
	})

	It("says how to ask for less where it is too long to be searched through", func() {
		m := &breaking{after: 3, why: context.DeadlineExceeded}
		var err error
		a.Audit, err = audit.Open(context.Background(), m)
		Expect(err).NotTo(HaveOccurred())
		for range 4 {
			a.logged(audit.Record{User: "officer", Unit: first})
		}
		v := a.signIn("admin")
		v.opens("/log", "每月日誌稽核")
		m.breaks = true
		got := v.open("/log?words=none")
		Expect(got.status).To(Equal(503))
		Expect(got.body).To(ContainSubstring("請縮小期間"))
	})

	Describe("exported", func() {
		export := func(v *visitor, path string, pairs ...string) answer {
			GinkgoHelper()
			Expect(v.open(path).status).To(Equal(200))
			return v.send(path, pairs...)
		}

		It("asks what for, and says what will be in it and how to check it", func() {
			v := a.signIn("supervisor")
			got := v.open("/log/export?user=officer")
			Expect(got.body).To(And(ContainSubstring("單位：警察局/第一分局（含下級），使用者：officer"), ContainSubstring("日誌-民國115年11月22日.zip"), ContainSubstring("go run ./app audit verify \"日誌-民國115年11月22日.zip\"")))
			Expect(got.body).To(And(ContainSubstring("「日誌末筆」只能用來核對整份匯出的日誌"), Not(ContainSubstring("--head"))))
			before := len(a.log())
			for _, purpose := range []string{"", "查案", "  x  "} {
				got = v.send("/log/export?user=officer", "purpose", purpose, "unit", "我的單位")
				Expect(got.status).To(Equal(422))
				Expect(got.body).To(And(ContainSubstring("用途至少要寫4個字"), ContainSubstring(`value="我的單位"`)))
			}
			Expect(a.log()).To(HaveLen(before))
		})

		It("is whole, as audit verify sees it, of the entries asked for, and in the log", func() {
			v := a.signIn("supervisor")
			got := export(v, "/log/export?user=officer", "purpose", "移送督察室", "user", "chief", "unit", "督察室")
			Expect(got.status).To(Equal(200))
			Expect(got.header.Get("Content-Type")).To(Equal("application/zip"))
			Expect(got.header.Get("Cache-Control")).To(Equal("no-store"))
			kind, says, err := mime.ParseMediaType(got.header.Get("Content-Disposition"))
			Expect(err).NotTo(HaveOccurred())
			Expect(kind).To(Equal("attachment"))
			Expect(says["filename"]).To(Equal("日誌-民國115年11月22日.zip"))

			log := a.log()
			last := log[len(log)-1]
			Expect(last.Record).To(Equal(audit.Record{At: last.At, Unit: first, User: "supervisor", IP: "0.0.0.0", Action: "匯出日誌",
				Condition: "單位：警察局/第一分局（含下級），使用者：officer", ActualUser: "chief", ActualUnit: "督察室", Purpose: "移送督察室", Subject: "log"}))
			r, err := audit.Verify(strings.NewReader(got.body), int64(len(got.body)), audit.Check{Heads: []audit.Head{{Sequence: last.Sequence, Hash: last.Hash}}})
			Expect(err).NotTo(HaveOccurred())
			Expect(r.Count).To(BeEquivalentTo(1))
			Expect(r.First).To(BeEquivalentTo(1))
			Expect(r.Head.Sequence).To(Equal(last.Sequence))
			Expect(r.Manifest.ExportedBy).To(Equal("supervisor"))
			Expect(*r.Manifest.Filter).To(Equal(audit.Filter{Units: []string{first}, User: "officer"}))

			edited := bytes.Replace([]byte(got.body), []byte("甲案"), []byte("丙案"), 1)
			_, err = audit.Verify(bytes.NewReader(edited), int64(len(edited)), audit.Check{})
			Expect(err).To(MatchError(ContainSubstring("第 1 筆：內容與雜湊不符，被改過")))
		})

		It("is the whole log for an admin who asks for all", func() {
			v := a.signIn("admin")
			said := regexp.MustCompile(`--head (\d+:[0-9a-f]{64}) `).FindStringSubmatch(v.open("/log/export").body)
			Expect(said).NotTo(BeNil())
			head, err := audit.ParseHead(said[1])
			Expect(err).NotTo(HaveOccurred())
			got := export(v, "/log/export", "purpose", "年度備查用")
			r, err := audit.Verify(strings.NewReader(got.body), int64(len(got.body)), audit.Check{Heads: []audit.Head{head}})
			Expect(err).NotTo(HaveOccurred())
			Expect(r.Count).To(BeEquivalentTo(len(a.log())))
			Expect(r.Manifest.Filter).To(BeNil())
		})

		It("breaks off where the log does, and never looks whole", func() {
			m := &breaking{after: 3000, why: errors.New("the disk is gone")}
			var err error
			a.Audit, err = audit.Open(context.Background(), m)
			Expect(err).NotTo(HaveOccurred())
			for range 4000 {
				a.logged(audit.Record{User: "officer", Unit: first})
			}
			v := a.signIn("admin")
			v.open("/log/export")
			base := listen(a.Server)
			form := url.Values{"purpose": {"年度備查用"}, "csrf": {csrfValue.FindStringSubmatch(v.last)[1]}}
			r, err := http.NewRequest("POST", base+"/log/export", strings.NewReader(form.Encode()))
			Expect(err).NotTo(HaveOccurred())
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set("Accept-Encoding", "gzip, br")
			for name, value := range v.jar {
				r.AddCookie(&http.Cookie{Name: name, Value: value})
			}
			m.breaks = true
			resp, err := http.DefaultClient.Do(r)
			Expect(err).NotTo(HaveOccurred())
			defer resp.Body.Close()
			Expect(resp.StatusCode).To(Equal(200))
			Expect(resp.Header).NotTo(HaveKey("Content-Encoding"))
			half, err := io.ReadAll(resp.Body)
			Expect(err).To(MatchError(io.ErrUnexpectedEOF))
			Expect(len(half)).To(BeNumerically(">", 100_000))
			_, err = zip.NewReader(bytes.NewReader(half), int64(len(half)))
			Expect(err).To(MatchError(zip.ErrFormat))
		})
	})
})

// breaking is a storage that cannot be read to its end.
type breaking struct {
	entries []audit.Entry
	after   int
	why     error
	breaks  bool
}

func (b *breaking) Append(_ context.Context, e audit.Entry) error {
	b.entries = append(b.entries, e)
	return nil
}

func (b *breaking) Entries(_ context.Context, s audit.Span) iter.Seq2[audit.Entry, error] {
	return func(yield func(audit.Entry, error) bool) {
		for i := range b.entries {
			at := i
			if s.Newest {
				at = len(b.entries) - 1 - i
			}
			if b.breaks && i == b.after {
				yield(audit.Entry{}, b.why)
				return
			}
			if !yield(b.entries[at], nil) {
				return
			}
		}
	}
}
