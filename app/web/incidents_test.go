package web_test

import (
	"context"
	"net/url"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/account"
	"shoumi/app/incident"
	"shoumi/app/store"
	"shoumi/app/web"
	"shoumi/rules"
)

// newChambers is the agency with a desk for incidents. Besides counsel there are
// colleague, of the same unit, and stranger, of another; both are legal officers.
func newChambers() *agency {
	GinkgoHelper()
	s := shippedServer()
	a := agencyOn(s)
	a.keeps(s, a.db)
	a.person("colleague", "第一分局", account.Counsel)
	a.person("stranger", "第二分局", account.Counsel)
	return a
}

// keeps gives a server a desk.
func (a *agency) keeps(s *web.Server, db *store.DB) {
	GinkgoHelper()
	s.Incidents = incident.New(db, incident.Material{Book: s.Book, Files: rules.Files, Cases: s.Cases}, a.now)
	Expect(s.Incidents.KeepRules(context.Background())).To(Succeed())
}

// incident makes a record of somebody's with facts about 甲, and gives its address.
func (a *agency) incident(login, reference string, facts rules.Values) string {
	GinkgoHelper()
	by := a.people[login].ID
	r, err := a.Incidents.Begin(context.Background(), by, incident.Head{Reference: reference, Purpose: "研判洩密責任", Stage: incident.Inquiry, Unit: a.units["第一分局"].ID})
	Expect(err).NotTo(HaveOccurred())
	_, err = a.Incidents.Change(context.Background(), by, r.ID, r.Version, incident.Answered, func(r *incident.Record) error {
		for _, f := range a.Book.Facts() {
			if v, ok := facts[f.ID]; ok {
				r.Content.Interview = r.Content.Interview.Set(f.ID, v)
			}
		}
		return nil
	})
	Expect(err).NotTo(HaveOccurred())
	return "/incidents/" + r.ID
}

// careless are the facts of a query screen that was left open.
func careless() rules.Values {
	return rules.Values{"position": "agency_officer", "service": "police_officer", "came_by": "duty", "acts": []string{"query", "disclose"}, "info": []string{"contact"},
		"openness": []string{}, "intent": false, "fault": []string{"required", "able", "lapse"}}
}

var _ = Describe("records of incidents", func() {
	It("begin with a reference, a purpose and a stage, and keep no personal data", func() {
		a := newChambers()
		v := a.signIn("counsel")
		Expect(v.open("/incidents").body).To(ContainSubstring("還沒有您能開啟的紀錄"))
		Expect(v.open("/incidents/new").body).To(ContainSubstring("不得輸入真實姓名或機密"))
		got := v.send("/incidents/new", "reference", "", "purpose", "查", "stage", "")
		Expect(got.status).To(Equal(422))
		for _, fault := range []string{"請填編號", "用途", "請選擇進行到哪裡"} {
			Expect(got.body).To(ContainSubstring(fault))
		}
		got = v.send("/incidents/new", "reference", "115-保-012", "purpose", "受理 A123456789 的檢舉，電話0912-345-678", "stage", "inquiry")
		Expect(got.status).To(Equal(422))
		Expect(got.body).To(And(ContainSubstring("有 2 處像是個人資料"), ContainSubstring("這個號碼的檢查碼正確"), ContainSubstring("「0912-345-678」不是個人資料的理由")))
		got = v.send("/incidents/new", "reference", "115-保-012", "purpose", "研判洩密責任，電話0912-345-678", "stage", "inquiry", "dismiss-mobile-0912-345-678", "教材上的號碼，沒有人使用")
		Expect(got.status).To(Equal(303), got.body)
		Expect(got.location).To(HavePrefix("/incidents/"))
		Expect(v.open(got.location).body).To(ContainSubstring("<h1>事件 115-保-012：草稿</h1>"), "the purpose was said")
		Expect(v.open("/incidents").body).To(ContainSubstring("115-保-012"))
		Expect(v.send("/incidents/new", "reference", "115-保-012", "purpose", "研判洩密責任", "stage", "inquiry").body).To(ContainSubstring("您已經有這個編號的紀錄"))
	})

	It("keep what the author typed when the purpose has run out meanwhile", func() {
		a := newChambers()
		at := a.incident("counsel", "115-保-001", careless())
		v := a.signIn("counsel")
		v.opens(at+"/narrative", "續辦研判")
		for range 2 {
			a.pass(20 * time.Minute)
			v.open("/me") // the session goes on
		}
		Expect(v.open(at).location).To(HavePrefix("/purpose?"), "it has run out")
		got := v.send(at+"/narrative", "version", "2", "narrative", "警員甲離開座位，沒有切換畫面。")
		Expect(got.location).To(Equal(at+"/facts"), got.body)
		Expect(v.send(at+"/risks", "version", "3", "risk", "low_vigilance").location).To(Equal(at + "/result"))
		Expect(v.opens(at+"/narrative", "續辦研判").body).To(ContainSubstring("沒有切換畫面"))
	})

	It("lead a reader whose purpose has run out to a page, and say that nothing was done", func() {
		a := newChambers()
		at := a.incident("counsel", "115-保-001", careless())
		r := a.record(at)
		Expect(a.Incidents.Share(context.Background(), r.Author, r.ID, a.people["stranger"].ID, "會同研判")).To(Succeed())
		r = a.record(at)
		v := a.signIn("stranger")
		v.opens(at+"/result", "會同研判")
		for range 2 {
			a.pass(20 * time.Minute)
			v.open("/me")
		}
		got := v.send(at+"/risks", "version", "2", "risk", "low_vigilance")
		Expect(got.location).To(And(HavePrefix("/purpose?"), HaveSuffix("&to="+url.QueryEscape(at)+"&undone=1")), "a record has a page, and its risk factors none of their own")
		Expect(v.open(got.location).body).To(ContainSubstring("剛才送出的沒有做"))
		Expect(v.send(got.location, "of", r.ID, "to", at, "purpose", "看").body).To(ContainSubstring("剛才送出的沒有做"), "still")
		Expect(v.opens(at, "會同研判").status).To(Equal(200))
		Expect(a.record(at).Version).To(Equal(r.Version))
	})

	It("are not there for anybody else", func() {
		a := newChambers()
		at := a.incident("counsel", "115-保-001", careless())
		for _, who := range []string{"colleague", "stranger"} {
			v := a.signIn(who)
			Expect(v.open(at).status).To(Equal(404), who)
			Expect(v.open("/incidents").body).NotTo(ContainSubstring("115-保-001"), who)
		}
		v := a.signIn("counsel")
		Expect(v.open(at).location).To(HavePrefix("/purpose?"))
		Expect(v.opens(at, "續辦研判").body).To(ContainSubstring("115-保-001"))
		Expect(strings.Count(v.open(at).body, "<h1>")).To(Equal(1))
	})
})
