package web_test

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/audit"
	"shoumi/app/incident"
)

// record is a record as its author has it now.
func (a *agency) record(at string) incident.Record {
	GinkgoHelper()
	r, err := a.Incidents.Open(context.Background(), a.people["counsel"].ID, strings.TrimPrefix(at, "/incidents/"))
	Expect(err).NotTo(HaveOccurred())
	return r
}

// did are the acts in the log about a record, after a number of entries.
func (a *agency) did(at string, after int) (out []string) {
	GinkgoHelper()
	for _, e := range a.log()[after:] {
		if e.Subject == strings.TrimPrefix(at, "/incidents/") {
			out = append(out, e.Action)
		}
	}
	return out
}

// reviewed is a record of counsel's that colleague reviews.
func (a *agency) reviewed(reference string) string {
	GinkgoHelper()
	at := a.incident("counsel", reference, careless())
	r := a.record(at)
	_, err := a.Incidents.Submit(context.Background(), r.Author, r.ID, r.Version, a.people["colleague"].ID)
	Expect(err).NotTo(HaveOccurred())
	return at
}

// signedBy is a record that colleague has signed, with a dissent on its offender.
func (a *agency) signed(reference string) string {
	GinkgoHelper()
	ctx, at := context.Background(), a.reviewed(reference)
	r, by := a.record(at), a.people["colleague"].ID
	r, err := a.Incidents.Opine(ctx, by, r.ID, r.Version, incident.Opinion{Actor: "甲", Provision: "criminal-code/132/2", Element: "subject", Reason: "任用資料未附。"})
	Expect(err).NotTo(HaveOccurred())
	_, err = a.Incidents.Sign(ctx, by, r.ID, r.Version, incident.Partly, "其餘同意。")
	Expect(err).NotTo(HaveOccurred())
	return at
}

// version is that of the record which the form of a page carries.
var version = regexp.MustCompile(`name="version" value="(\d+)"`)

func (v *visitor) version() string {
	m := version.FindStringSubmatch(v.last)
	if m == nil {
		return ""
	}
	return m[1]
}

var _ = Describe("the second review of a record", Ordered, func() {
	var a *agency
	var counsel, colleague, stranger *visitor
	BeforeAll(func() {
		a = newChambers()
		counsel, colleague, stranger = a.signIn("counsel"), a.signIn("colleague"), a.signIn("stranger")
	})

	It("begins with what is missing, and goes to another legal officer alone", func() {
		at := a.incident("counsel", "115-送-1", nil)
		for _, day := range []string{"", "2023-09-01"} { // the day alone is nothing to review
			if day != "" {
				a.dated("counsel", at, day)
			}
			Expect(counsel.opens(at, "續辦研判").body).To(And(ContainSubstring("先有事實才能送審"), Not(ContainSubstring(at+"/send")), Not(ContainSubstring(at+"/review"))))
		}
		got := counsel.opens(at+"/send", "續辦研判")
		Expect(got.body).To(And(ContainSubstring("事件 115-送-1 還不能送審"), ContainSubstring("還沒有任何事實"), Not(ContainSubstring(`name="reviewer"`))))
		Expect(counsel.send(at+"/send", "version", "1", "reviewer", a.people["colleague"].ID).status).To(BeElementOf(409, 422), "the page said no")

		at = a.incident("counsel", "115-送-2", careless())
		Expect(counsel.opens(at, "續辦研判").body).To(ContainSubstring(at + "/send"))
		got = counsel.opens(at+"/send", "續辦研判")
		Expect(got.body).To(And(ContainSubstring("事件 115-送-2 可以送審"), ContainSubstring("不知道行為日"), ContainSubstring("判斷日定為今天，民國115年11月22日")))
		Expect(got.body).To(And(ContainSubstring("學員colleague"), Not(ContainSubstring(`<option value="`+a.people["counsel"].ID)), Not(ContainSubstring(`<option value="`+a.people["officer"].ID))))
		for _, to := range []string{"", "nobody", a.people["officer"].ID} {
			got = counsel.send(at+"/send", "version", counsel.version(), "reviewer", to)
			Expect(got.status).To(Equal(422), to)
			Expect(got.body).To(ContainSubstring("請選擇一位法制人員"), to)
		}
		Expect(counsel.send(at+"/send", "version", counsel.version(), "reviewer", a.people["counsel"].ID).status).To(Equal(403), "the author")
		Expect(a.record(at).State).To(Equal(incident.Draft))
		counsel.opens(at+"/send", "續辦研判")
		mark := len(a.log())
		shown := counsel.version()
		Expect(counsel.send(at+"/send", "version", shown, "reviewer", a.people["colleague"].ID).location).To(Equal(at))
		Expect(counsel.send(at+"/send", "version", shown, "reviewer", a.people["colleague"].ID).location).To(Equal(at), "sent twice")
		Expect(a.record(at).Reviewer).To(Equal(a.people["colleague"].ID))
		Expect(a.did(at, mark)).To(Equal([]string{audit.IncidentSent}))
		Expect(a.log()[mark].Condition).To(Equal("事件紀錄 115-送-2 審查人 colleague"))

		Expect(counsel.opens(at+"/withdraw", "續辦研判").body).To(ContainSubstring("要撤回事件 115-送-2 嗎？"))
		Expect(counsel.send(at + "/withdraw").location).To(Equal(at))
		Expect(counsel.send(at + "/withdraw").location).To(Equal(at))
		Expect(a.record(at).State).To(Equal(incident.Draft))
	})

	It("is of the record as it stands: what changed since is said, and nothing is sent", func() {
		at := a.incident("counsel", "115-送-3", careless())
		counsel.opens(at+"/send", "續辦研判")
		shown, r := counsel.version(), a.record(at)
		_, err := a.Incidents.Change(context.Background(), r.Author, r.ID, r.Version, incident.Retold, func(r *incident.Record) error {
			r.Content.Narrative = "甲查詢資料後離座。"
			return nil
		})
		Expect(err).NotTo(HaveOccurred())
		got := counsel.send(at+"/send", "version", shown, "reviewer", a.people["colleague"].ID)
		Expect(got.status).To(Equal(409))
		Expect(got.body).To(And(ContainSubstring("在您開啟這一頁之後有變更"), ContainSubstring(`<option value="`+a.people["colleague"].ID+`" selected`)))
		Expect(a.record(at).State).To(Equal(incident.Draft))
		Expect(counsel.send(at+"/send", "version", counsel.version(), "reviewer", a.people["colleague"].ID).location).To(Equal(at))
	})

	It("says of each element whether the reviewer agrees, by one click or with a reason", func() {
		at := a.reviewed("115-審-1")
		page := at + "/review"
		got := colleague.opens(page, "審查洩密責任")
		Expect(got.body).To(MatchRegexp(`<h1>審查事件 115-審-1：未定 \d+ 項，成立 \d+ 項</h1>`))
		Expect(strings.Index(got.body, `id="g-0-undetermined"`)).To(BeNumerically("<", strings.Index(got.body, `id="g-0-established"`)), "what is open comes first")
		Expect(got.body).To(And(ContainSubstring(`id="o-0-criminal-code-132-2-subject"`), ContainSubstring("簽核"), ContainSubstring("退回")))
		Expect(got.body).NotTo(ContainSubstring(`id="o-0-criminal-code-132-1-subject"`), "not established")
		Expect(colleague.open(page + "?show=all").body).To(ContainSubstring(`id="o-0-criminal-code-132-1-subject"`))

		on := func(agree, reason string) []string {
			return []string{"version", colleague.version(), "actor", "甲", "provision", "criminal-code/132/2", "element", "subject", "at", "o-0-criminal-code-132-2-subject", "show", "", "agree", agree, "reason", reason}
		}
		colleague.open(page)
		got = colleague.send(page, on("no", " ")...)
		Expect(got.status).To(Equal(422))
		Expect(got.body).To(And(ContainSubstring(`<a href="#o-0-criminal-code-132-2-subject-reason">請寫理由</a>`), ContainSubstring("<details open><summary>不同意")))
		got = colleague.send(page, on("no", "線民身分證A123456789")...)
		Expect(got.status).To(Equal(422))
		Expect(got.body).To(And(ContainSubstring("像是個人資料：A123456789"), ContainSubstring("線民身分證A123456789</textarea>")))
		got = colleague.send(page, on("no", strings.Repeat("長", 501))...)
		Expect(got.status).To(Equal(422))
		Expect(a.record(at).Review.Opinions).To(BeEmpty())

		mark, dissent := len(a.log()), on("no", "任用資料未附。")
		Expect(colleague.send(page, dissent...).location).To(Equal(page+"#o-0-criminal-code-132-2-subject"), "the focus returns")
		Expect(colleague.send(page, dissent...).location).To(Equal(page+"#o-0-criminal-code-132-2-subject"), "sent twice")
		Expect(a.record(at).Review.Opinions).To(HaveLen(1))
		Expect(a.did(at, mark)).To(Equal([]string{audit.IncidentOpined}))
		Expect(a.log()[mark].Purpose).To(Equal("審查洩密責任"))
		Expect(a.log()[mark].Condition).To(Equal("事件紀錄 115-審-1 criminal-code/132/2#subject"))

		stale := on("yes", "")
		colleague.open(page)
		Expect(colleague.send(page, on("yes", "")...).status).To(Equal(303))
		got = colleague.send(page, append(stale[2:], "version", "1", "reason", "想再寫")...)
		Expect(got.status).To(Equal(303), "it says what stands")
		got = colleague.send(page, "version", "1", "actor", "甲", "provision", "criminal-code/132/2", "element", "subject", "agree", "no", "reason", "又不同意。")
		Expect(got.status).To(Equal(409))
		Expect(got.body).To(And(ContainSubstring("在您開啟這一頁之後有變更"), ContainSubstring("又不同意。</textarea>")))
		got = colleague.open(page)
		Expect(got.body).To(And(ContainSubstring("任用資料未附。"), ContainSubstring("之後改了意見"), ContainSubstring("當時的結論：成立")))

		got = colleague.send(page, "version", colleague.version(), "actor", "乙", "provision", "criminal-code/132/2", "agree", "yes")
		Expect(got.status).To(Equal(409), "there is no such actor")
		got = counsel.opens(page, "看審查意見")
		Expect(got.body).To(And(ContainSubstring("任用資料未附。"), Not(ContainSubstring(`class="opinion"`)), Not(ContainSubstring("/review/sign"))))
	})

	It("keeps what a reviewer typed into a record that was withdrawn meanwhile", func() {
		at := a.reviewed("115-審-2")
		colleague.opens(at+"/review", "審查洩密責任")
		shown, r := colleague.version(), a.record(at)
		_, err := a.Incidents.Withdraw(context.Background(), r.Author, r.ID, r.Version)
		Expect(err).NotTo(HaveOccurred())
		got := colleague.send(at+"/review", "version", shown, "actor", "甲", "provision", "criminal-code/132/2", "agree", "no", "reason", "任用資料未附。")
		Expect(got.status).To(Equal(409))
		Expect(got.body).To(And(ContainSubstring("已不在審查中，您的意見沒有存下"), ContainSubstring("您寫的是：任用資料未附。")))
	})

	It("can be returned with a reason, and is signed with a word on the whole", func() {
		at := a.reviewed("115-審-3")
		colleague.opens(at+"/review/return", "審查洩密責任")
		got := colleague.send(at+"/review/return", "version", colleague.version(), "reason", "")
		Expect(got.status).To(Equal(422))
		mark, shown := len(a.log()), colleague.version()
		Expect(colleague.send(at+"/review/return", "version", shown, "reason", "請補任用資料。").location).To(Equal(at))
		Expect(colleague.send(at+"/review/return", "version", shown, "reason", "請補任用資料。").location).To(Equal(at), "sent twice")
		Expect(a.did(at, mark)).To(Equal([]string{audit.IncidentReturned}))
		Expect(counsel.opens(at+"/history", "看退回理由").body).To(ContainSubstring("請補任用資料。"))
		r := a.record(at)
		r, err := a.Incidents.Submit(context.Background(), r.Author, r.ID, r.Version, r.Reviewer)
		Expect(err).NotTo(HaveOccurred())
		_, err = a.Incidents.Opine(context.Background(), r.Reviewer, r.ID, r.Version, incident.Opinion{Actor: "甲", Provision: "criminal-code/132/2", Element: "subject", Reason: "任用資料未附。"})
		Expect(err).NotTo(HaveOccurred())

		got = colleague.opens(at+"/review/sign", "審查洩密責任")
		Expect(got.body).To(And(ContainSubstring("要簽核事件 115-審-3 嗎？"), ContainSubstring("任用資料未附。"), ContainSubstring("1 項，其中不同意 1 項")))
		for _, x := range []struct{ overall, text, fault string }{
			{"", "", "請選擇整體意見"}, {"agree", "可。", "整體意見不能是「同意」"}, {"partly", "電話0912-345-678", "像是個人資料"}, {"partly", strings.Repeat("長", 4001), "最多 4000 個字"},
		} {
			got = colleague.send(at+"/review/sign", "version", colleague.version(), "overall", x.overall, "text", x.text)
			Expect(got.status).To(Equal(422), x.fault)
			Expect(got.body).To(And(ContainSubstring(x.fault), ContainSubstring(x.text+"</textarea>")), x.fault)
		}
		mark = len(a.log())
		shown = colleague.version()
		Expect(colleague.send(at+"/review/sign", "version", "1", "overall", "partly", "text", "其餘同意。").status).To(Equal(409))
		Expect(colleague.send(at+"/review/sign", "version", shown, "overall", "partly", "text", "其餘同意。").location).To(Equal(at + "/review"))
		Expect(colleague.send(at+"/review/sign", "version", shown, "overall", "partly", "text", "其餘同意。").location).To(Equal(at+"/review"), "sent twice")
		Expect(a.did(at, mark)).To(Equal([]string{audit.IncidentSigned}))
		got = counsel.open(at + "/review")
		Expect(got.body).To(And(ContainSubstring("<h1>事件 115-審-3 已簽核：部分不同意</h1>"), ContainSubstring("其餘同意。"), ContainSubstring("學員colleague，民國115年")))
	})

	It("is nobody else's: steps that are another's are refused and logged, and strangers find nothing", func() {
		at := a.reviewed("115-審-4")
		page := at + "/review"
		Expect(stranger.open(page).status).To(Equal(404))
		for _, below := range []string{"/send", "/withdraw", "/review", "/review/sign", "/review/return", "/history", "/revisions/1", "/revise", "/access", "/remove"} {
			Expect(stranger.open(at+below).status).To(Equal(404), below)
			if below != "/history" && below != "/revisions/1" {
				Expect(stranger.send(at+below).status).To(Equal(404), below)
			}
		}
		r := a.record(at)
		Expect(a.Incidents.Share(context.Background(), r.Author, r.ID, a.people["stranger"].ID, "協助查證")).To(Succeed())
		type row struct {
			who    *visitor
			below  string
			status int
		}
		for _, x := range []row{
			{counsel, "/review/sign", 403}, {counsel, "/review/return", 403}, {counsel, "/send", 409}, {counsel, "/remove", 409}, {counsel, "/revise", 409},
			{colleague, "/send", 403}, {colleague, "/withdraw", 403}, {colleague, "/remove", 403}, {colleague, "/revise", 403},
			{stranger, "/review/sign", 403}, {stranger, "/review/return", 403}, {stranger, "/withdraw", 403}, {stranger, "/send", 403},
		} {
			for _, method := range []string{"GET", "POST"} {
				mark, got := len(a.log()), answer{}
				if method == "GET" {
					got = x.who.open(at + x.below)
				} else {
					got = x.who.send(at+x.below, "version", fmt.Sprint(a.record(at).Version), "reason", "不是我的事", "overall", "agree")
				}
				Expect(got.status).To(Equal(x.status), "%s %s", method, x.below)
				if x.status == 403 {
					Expect(a.did(at, mark)).To(Equal([]string{audit.AccessRefused}), "%s %s", method, x.below)
				}
			}
		}
		for _, who := range []*visitor{counsel, stranger} {
			mark := len(a.log())
			who.opens(page, "看審查意見")
			Expect(who.send(page, "version", fmt.Sprint(a.record(at).Version), "actor", "甲", "provision", "criminal-code/132/2", "agree", "yes").status).To(Equal(403))
			Expect(a.did(at, mark)).To(ContainElement(audit.AccessRefused))
		}
		Expect(a.record(at).Review.Opinions).To(BeEmpty())
		Expect(a.record(at).State).To(Equal(incident.Submitted))
	})

	It("freezes a revision, from which the next one starts", func() {
		at := a.signed("115-版-1")
		got := counsel.opens(at+"/history", "查看歷程")
		Expect(got.body).To(And(ContainSubstring(at+"/revisions/1"), ContainSubstring("不同意：刑法第132條第2項「公務員」"), ContainSubstring("任用資料未附。"), ContainSubstring("簽核")))
		got = counsel.open(at + "/revisions/1")
		Expect(got.body).To(And(MatchRegexp(`<h1>事件 115-版-1 第 1 版：未定 \d+ 項，成立 \d+ 項</h1>`), ContainSubstring("不會再改"), ContainSubstring("任用資料未附。"), Not(ContainSubstring("會說得不一樣")), Not(ContainSubstring("規則不同"))))
		Expect(counsel.open(at + "/revisions/2").status).To(Equal(404))
		Expect(counsel.open(at + "/revisions/x").status).To(Equal(404))
		Expect(colleague.opens(at+"/revisions/1", "看簽核內容").body).NotTo(ContainSubstring("/revise"))

		Expect(counsel.open(at + "/revise").body).To(ContainSubstring("要為事件 115-版-1 開第 2 版嗎？"))
		mark := len(a.log())
		Expect(counsel.send(at + "/revise").location).To(Equal(at))
		Expect(counsel.send(at+"/revise").location).To(Equal(at), "sent twice")
		Expect(a.record(at).Revision).To(Equal(2))
		Expect(a.did(at, mark)).To(Equal([]string{audit.IncidentRevised}))
		Expect(counsel.open(at + "/review").body).To(ContainSubstring("事件 115-版-1 沒有在審查"))
		Expect(counsel.open(at+"/history").body).To(ContainSubstring("任用資料未附。"), "of the revision before")
	})

	It("is opened for reading to legal officers, with a reason, and closed again", func() {
		at := a.incident("counsel", "115-放-1", careless())
		got := counsel.opens(at+"/access", "會辦移送")
		Expect(got.body).To(And(ContainSubstring("開放給 0 人閱讀"), ContainSubstring("沒有開放給其他人")))
		got = counsel.send(at+"/access", "to", "", "reason", "辦")
		Expect(got.status).To(Equal(422))
		Expect(got.body).To(ContainSubstring("請選擇一位法制人員"))
		for _, to := range []string{a.people["officer"].ID, a.people["counsel"].ID} {
			Expect(counsel.send(at+"/access", "to", to, "reason", "會辦移送書").status).To(Equal(422))
		}
		got = counsel.send(at+"/access", "to", a.people["stranger"].ID, "reason", "電話0912-345-678")
		Expect(got.status).To(Equal(422))
		Expect(got.body).To(ContainSubstring("像是個人資料"))
		Expect(stranger.open(at).status).To(Equal(404))
		mark := len(a.log())
		Expect(counsel.send(at+"/access", "to", a.people["stranger"].ID, "reason", "會辦移送書").location).To(Equal(at + "/access"))
		Expect(counsel.send(at+"/access", "to", a.people["stranger"].ID, "reason", "會辦移送書").location).To(Equal(at+"/access"), "sent twice")
		Expect(a.did(at, mark)).To(Equal([]string{audit.IncidentShared}))
		Expect(counsel.open(at + "/access").body).To(And(ContainSubstring("學員stranger"), ContainSubstring("會辦移送書")))
		got = stranger.opens(at+"/access", "會辦移送書")
		Expect(got.body).To(And(ContainSubstring("學員stranger"), Not(ContainSubstring("<button class=\"quiet\">收回")), Not(ContainSubstring(`name="to"`))))
		Expect(stranger.send(at+"/access", "to", a.people["colleague"].ID, "reason", "再轉一手").status).To(Equal(403))
		Expect(stranger.send(at+"/access/take", "from", a.people["stranger"].ID).status).To(Equal(403))
		counsel.open(at + "/access")
		Expect(counsel.send(at+"/access/take", "from", a.people["stranger"].ID).location).To(Equal(at + "/access"))
		Expect(counsel.send(at+"/access/take", "from", a.people["stranger"].ID).location).To(Equal(at + "/access"))
		Expect(stranger.open(at).status).To(Equal(404))
	})

	It("goes away while it is a draft that nobody was asked to review", func() {
		at := a.incident("counsel", "115-刪-1", careless())
		got := counsel.opens(at+"/remove", "登錄錯誤")
		Expect(got.body).To(And(ContainSubstring("要刪除事件 115-刪-1 的草稿嗎？"), ContainSubstring("8 項事實")))
		mark := len(a.log())
		Expect(counsel.send(at+"/remove", "version", "1").status).To(Equal(409))
		Expect(a.did(at, mark)).To(BeEmpty())
		Expect(counsel.send(at+"/remove", "version", fmt.Sprint(a.record(at).Version)).location).To(Equal("/incidents"))
		Expect(a.did(at, mark)).To(Equal([]string{audit.IncidentRemoved}))
		Expect(counsel.open(at).status).To(Equal(404))
	})

	It("has pages with one heading, in both languages, without a text that is missing", func() {
		draft, review, signed := a.incident("counsel", "115-頁-1", careless()), a.reviewed("115-頁-2"), a.signed("115-頁-3")
		for _, path := range []string{draft + "/send", draft + "/remove", draft + "/access", draft + "/review", review + "/withdraw", review + "/review", signed + "/review", signed + "/history", signed + "/revisions/1", signed + "/revise", signed} {
			for _, lang := range []string{"zh", "en"} {
				got := counsel.opens(path+"?lang="+lang, "看看內容")
				Expect(got.status).To(Equal(200), path)
				Expect(strings.Count(got.body, "<h1")).To(Equal(1), path)
				Expect(got.body).NotTo(Or(ContainSubstring("⟦"), ContainSubstring("%!")), path)
			}
		}
		for _, path := range []string{review + "/review", review + "/review/sign", review + "/review/return"} {
			Expect(colleague.opens(path+"?lang=en", "看看內容").body).NotTo(Or(ContainSubstring("⟦"), ContainSubstring("%!")), path)
		}
	})
})
