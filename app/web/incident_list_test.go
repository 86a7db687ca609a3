package web_test

import (
	"context"
	"fmt"
	"html"
	"net/url"
	"regexp"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/audit"
	"shoumi/app/incident"
	"shoumi/rules"
)

var _ = Describe("the list of incidents", func() {
	It("says first what waits, counts its parts, and narrows by what occurs", func() {
		a := newChambers()
		ctx := context.Background()
		sent := a.incident("counsel", "115-保-001", careless())
		a.incident("counsel", "115-保-002", rules.Values{"acts": []string{"query"}})
		a.incident("counsel", "115-保-003", nil)
		a.incident("stranger", "115-別-001", careless())
		by := a.people["counsel"].ID
		r, err := a.Incidents.Open(ctx, by, strings.TrimPrefix(sent, "/incidents/"))
		Expect(err).NotTo(HaveOccurred())
		_, err = a.Incidents.Submit(ctx, by, r.ID, r.Version, a.people["colleague"].ID)
		Expect(err).NotTo(HaveOccurred())

		v := a.signIn("counsel")
		body := v.open("/incidents").body
		Expect(body).To(ContainSubstring("<h1>待您處理 2 筆，共 3 筆事件紀錄</h1>"))
		Expect(body).To(And(ContainSubstring(`待您處理 <b>2</b>`), ContainSubstring(`等別人處理 <b>1</b>`), ContainSubstring(`草稿 <b>2</b>`), ContainSubstring(`審查中 <b>1</b>`), ContainSubstring(`已簽核 <b>0</b>`)))
		Expect(body).To(And(ContainSubstring("學員colleague"), Not(ContainSubstring("115-別-001")), Not(ContainSubstring("法規已更新 <b>"))))
		Expect(strings.Count(body, "<h1>")).To(Equal(1))
		for query, fits := range map[string]string{
			"?turn=mine": "002 003", "?turn=others": "001", "?state=submitted": "001", "?state=signed": "", "?conduct=query": "001 002", "?article=criminal-code%2F132": "001",
			"?conduct=query&state=draft": "002", "?unit=" + a.units["警察局"].ID: "001 002 003", "?unit=" + a.units["第二分局"].ID: "", "?rules=old": "", "?article=nothing": "",
		} {
			got := v.open("/incidents" + query)
			Expect(got.status).To(Equal(200), query)
			for _, n := range []string{"001", "002", "003"} {
				Expect(strings.Contains(got.body, "115-保-"+n)).To(Equal(strings.Contains(fits, n)), query+" "+n)
			}
			if fits == "" {
				Expect(got.body).To(ContainSubstring("沒有符合條件的紀錄"), query)
			}
		}
		for query, status := range map[string]int{"?state=x": 400, "?turn=x": 400, "?unit=x": 404, "?after=x": 400} {
			Expect(v.open("/incidents"+query).status).To(Equal(status), query)
		}
		Expect(a.signIn("colleague").open("/incidents").body).To(ContainSubstring("待您處理 1 筆，共 1 筆事件紀錄"))
	})

	It("goes on where the page before ended", func() {
		a := newChambers()
		for i := range 51 {
			a.incident("counsel", fmt.Sprintf("115-保-%03d", i), nil)
		}
		v := a.signIn("counsel")
		body := v.open("/incidents?state=draft").body
		Expect(body).To(ContainSubstring("這一頁50筆，共51筆"))
		next := regexp.MustCompile(`href="(/incidents\?after=[^"]+state=draft)"`).FindStringSubmatch(body)
		Expect(next).To(HaveLen(2))
		rest := v.open(html.UnescapeString(next[1])).body
		records := regexp.MustCompile(`115-保-0\d\d`)
		Expect(records.FindAllString(rest, -1)).To(HaveLen(1))
		Expect(body).NotTo(ContainSubstring(records.FindString(rest)))
	})

	It("is searched for a purpose; what was looked for and seen is in the log", func() {
		a := newChambers()
		ctx := context.Background()
		for login, reference := range map[string]string{"counsel": "115-保-001", "stranger": "115-別-001"} {
			at := a.incident(login, reference, nil)
			r, err := a.Incidents.Open(ctx, a.people[login].ID, strings.TrimPrefix(at, "/incidents/"))
			Expect(err).NotTo(HaveOccurred())
			_, err = a.Incidents.Change(ctx, r.Author, r.ID, r.Version, incident.Retold, func(r *incident.Record) error {
				r.Content.Narrative = "員警甲以ＬＩＮＥ傳送<b>監視器</b>畫面。"
				return nil
			})
			Expect(err).NotTo(HaveOccurred())
		}
		v := a.signIn("counsel")
		Expect(v.open("/incidents/search").body).To(ContainSubstring("<h1>搜尋事件紀錄的內容</h1>"))
		got := v.opens("/incidents/search?q="+url.QueryEscape("監視器 line"), "查有無相同來源")
		Expect(got.body).To(And(ContainSubstring("<h1>「監視器 line」找到 1 筆</h1>"), ContainSubstring("115-保-001"), Not(ContainSubstring("115-別-001")),
			ContainSubstring("<mark>ＬＩＮＥ</mark>傳送&lt;b&gt;<mark>監視器</mark>&lt;/b&gt;畫面")))
		Expect(v.open("/incidents/search?q=" + url.QueryEscape("通緝犯")).body).To(And(ContainSubstring("找到 0 筆"), ContainSubstring("您能開啟的紀錄裡沒有這些字")))
		Expect(v.open("/incidents/search?q=" + strings.Repeat("a", 101)).status).To(Equal(422))
		var said []string
		for _, e := range a.log() {
			if e.Action == audit.IncidentsSearched {
				said = append(said, e.User+" "+e.Condition+" "+e.Purpose)
			}
		}
		Expect(said).To(Equal([]string{"counsel 「監視器 line」，1筆符合，顯示：115-保-001 查有無相同來源", "counsel 「通緝犯」，0筆符合 查有無相同來源"}))
	})
})
