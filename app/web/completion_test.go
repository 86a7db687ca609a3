package web_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"regexp"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/account"
	"shoumi/app/audit"
	"shoumi/app/training"
	"shoumi/app/web"
)

// rosterOf is the address of the round of the short course.
const rosterOf = "/completion/short/2026"

// newStaff is a school with a second supervisor of the precinct, one of the whole
// department, and somebody who has finished.
func newStaff() *agency {
	GinkgoHelper()
	a := newSchool()
	a.person("deputy", "第一分局", account.Supervisor)
	a.person("chief", "警察局", account.Supervisor)
	a.person("done", "第一分局", account.Officer)
	a.reach("done")
	a.sit("done")
	return a
}

func (a *agency) standing(login string) training.Row {
	GinkgoHelper()
	rows, err := a.Training.Roster(context.Background(), short, []training.Person{a.trainee(login)})
	Expect(err).NotTo(HaveOccurred())
	Expect(rows).To(HaveLen(1))
	return rows[0]
}

// acts are the kinds of act in the log after those that there were.
func (a *agency) acts(after int) (out []string) {
	GinkgoHelper()
	for _, e := range a.log()[after:] {
		out = append(out, e.Action+" "+e.Condition)
	}
	return out
}

var _ = Describe("completion", func() {
	It("counts rounds by standing, and says what each course counts for", func() {
		a := newStaff()
		page := a.signIn("chief").open("/completion")
		Expect(page.status).To(Equal(200))
		Expect(page.body).To(And(ContainSubstring("<h1>1個梯次，沒有人逾期</h1>"), ContainSubstring(`<a href="/completion/short/2026" >短課程 2026</a>`),
			ContainSubstring("民國115年1月1日起（現行）：2小時，公務機密維護"), ContainSubstring("證書效期12個月，到期前60日起可以換發")))
		for label, n := range map[string]int{"未開始": 6, "已完成": 1, "逾期": 0, "合計": 7} {
			Expect(page.body).To(ContainSubstring(fmt.Sprintf(`data-label="%s" class="number"><div>%d</div>`, label, n)))
		}
		a.at(a.now().AddDate(0, 2, 0))
		Expect(a.signIn("chief").open("/completion").body).To(ContainSubstring("<h1>1個梯次，逾期6人次</h1>"))
	})

	It("counts for a supervisor those of the own unit and below alone", func() {
		a := newStaff()
		a.assign("short", "第二分局")
		all := regexp.MustCompile(`data-label="合計" class="number"><div>(\d+)</div>`)
		Expect(all.FindStringSubmatch(a.signIn("chief").open("/completion").body)[1]).To(Equal("8"))
		Expect(all.FindStringSubmatch(a.signIn("supervisor").open("/completion").body)[1]).To(Equal("7"))
		page := a.signIn("chief").open("/completion?unit=" + a.units["第二分局"].ID)
		Expect(all.FindStringSubmatch(page.body)[1]).To(Equal("1"))
		Expect(page.body).To(And(ContainSubstring("<p>單位：警察局/第二分局（含下級）</p>"), ContainSubstring(rosterOf+"?unit="+a.units["第二分局"].ID)))
	})

	It("leads to assigning where nothing is assigned", func() {
		a := newStaff()
		a.unit("第三分局", "警察局")
		a.person("third", "第三分局", account.Supervisor)
		page := a.signIn("third").open("/completion")
		Expect(page.body).To(And(ContainSubstring("<h1>還沒有指派課程</h1>"), ContainSubstring(`<a class="go" href="/completion/assign">指派課程</a>`), Not(ContainSubstring("短課程 2026"))))
	})

	It("lists a round by unit and standing", func() {
		a := newStaff()
		v := a.signIn("supervisor")
		page := v.open(rosterOf)
		Expect(page.body).To(And(ContainSubstring("<h1>短課程 2026：共7人</h1>"), ContainSubstring("學員done"), ContainSubstring("學員officer"), Not(ContainSubstring("學員other"))))
		page = v.open(rosterOf + "?standing=done")
		Expect(page.body).To(And(ContainSubstring("學員done"), Not(ContainSubstring("學員officer")), ContainSubstring("第1至1筆，共1筆")))
		Expect(v.open(rosterOf + "?standing=waived").body).To(ContainSubstring("沒有符合條件的人。"))
		Expect(v.open(rosterOf + "?standing=none").status).To(Equal(404))
		Expect(v.open(rosterOf + "?unit=" + a.units["第一分局"].ID).body).To(ContainSubstring("學員done"))
		for n := range 50 {
			a.person(fmt.Sprintf("many-%02d", n), "第一分局", account.Officer)
		}
		v = a.signIn("supervisor")
		page = v.open(rosterOf)
		Expect(page.body).To(And(ContainSubstring("第1至50筆，共57筆"), ContainSubstring(`<a href="/completion/short/2026?from=50" rel="next">`)))
		Expect(v.open(rosterOf + "?from=50").body).To(ContainSubstring("第51至57筆，共57筆"))
		Expect(v.open(rosterOf + "?from=99").body).To(ContainSubstring("第1至50筆，共57筆"))
	})

	DescribeTable("does not show what lies outside a supervisor's units", func(path func(a *agency) string) {
		a := newStaff()
		a.assign("short", "第二分局")
		v := a.signIn("supervisor")
		Expect(v.open(path(a)).status).To(Equal(404))
		got := v.send(path(a), "say", "yes", "reason", "不在範圍裡的理由", "as", "csv", "purpose", "看看不是我的人")
		Expect(got.status).To(BeElementOf(404, 405))
	},
		Entry("a unit", func(a *agency) string { return "/completion?unit=" + a.units["第二分局"].ID }),
		Entry("a unit above", func(a *agency) string { return "/completion?unit=" + a.units["警察局"].ID }),
		Entry("a roster of a unit", func(a *agency) string { return rosterOf + "?unit=" + a.units["第二分局"].ID }),
		Entry("an export of a unit", func(a *agency) string { return rosterOf + "/export?unit=" + a.units["第二分局"].ID }),
		Entry("a person", func(a *agency) string { return rosterOf + "/" + a.people["other"].ID }),
		Entry("a waiver to ask for", func(a *agency) string { return rosterOf + "/" + a.people["other"].ID + "/waive" }),
		Entry("a waiver to decide", func(a *agency) string { return rosterOf + "/" + a.people["other"].ID + "/waiver" }),
		Entry("a round that is not", func(a *agency) string { return "/completion/short/2019" }),
		Entry("a course that is not", func(a *agency) string { return "/completion/none/2026" }),
		Entry("a person of a round that is not", func(a *agency) string { return "/completion/short/2019/" + a.people["officer"].ID }))

	It("shows how far somebody is, once it is said what for, and nothing of answers", func() {
		a := newStaff()
		v := a.signIn("supervisor")
		at := rosterOf + "/" + a.people["done"].ID
		Expect(v.open(at).location).To(HavePrefix("/purpose?"))
		page := v.opens(at, "催辦年度訓練")
		Expect(page.body).To(And(ContainSubstring("<h1>學員done：已完成</h1>"), ContainSubstring("單元3"), MatchRegexp(`學習時間</dt><dd>\d+分鐘`), ContainSubstring(a.standing("done").Number), Not(ContainSubstring("申請免訓"))))
		Expect(page.body).NotTo(MatchRegexp(`答對|答錯|分數`))
		log := a.log()
		Expect(log[len(log)-1]).To(And(HaveField("Action", audit.Opened), HaveField("Condition", "訓練情形 short/2026"), HaveField("Subject", a.people["done"].ID), HaveField("Purpose", "催辦年度訓練")))
	})

	It("exports what is shown, says what for in the log, and begins no formula", func() {
		a := newStaff()
		v := a.signIn("chief")
		Expect(a.People.Edit(context.Background(), func() account.Account {
			who, err := a.People.ByLogin(context.Background(), "done")
			Expect(err).NotTo(HaveOccurred())
			who.Name = "=甲員"
			return who
		}())).To(Succeed())
		a.Columns = []string{"name", "standing", "hours"}
		path := rosterOf + "/export?standing=done"
		Expect(v.open(path).body).To(And(ContainSubstring("<h1>匯出1人的名冊</h1>"), ContainSubstring("姓名、狀態、時數")))
		Expect(v.send(path, "as", "csv", "purpose", "無").status).To(Equal(422))
		Expect(v.send(path, "as", "xls", "purpose", "上傳終身學習時數").status).To(Equal(400))
		before := len(a.log())
		got := v.send(path, "as", "csv", "purpose", "上傳終身學習時數")
		Expect(got.status).To(Equal(200))
		Expect(got.header.Get("Content-Disposition")).To(Equal("attachment; filename=roster-short-2026-2026-11-22.csv"))
		lines, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(got.body, "\uFEFF"))).ReadAll()
		Expect(err).NotTo(HaveOccurred())
		Expect(lines).To(Equal([][]string{{"姓名", "狀態", "時數"}, {"'=甲員", "已完成", "2"}}))
		Expect(a.log()[before:]).To(HaveExactElements(And(HaveField("Action", audit.TrainingExported), HaveField("Condition", "short/2026  已完成"), HaveField("Purpose", "上傳終身學習時數"))))
		got = v.send(path, "as", "ods", "purpose", "上傳終身學習時數")
		Expect(got.body).To(HavePrefix("PK\x03\x04"))
		Expect(got.header.Get("Content-Type")).To(Equal("application/vnd.oasis.opendocument.spreadsheet"))
	})
})

var _ = Describe("hours that were sent", func() {
	It("are marked of those who had finished by a day, once", func() {
		a := newStaff()
		v := a.signIn("supervisor")
		Expect(v.open(rosterOf).body).To(ContainSubstring(`href="/completion/short/2026/sent"`))
		Expect(v.open(rosterOf + "/sent").body).To(And(ContainSubstring("還有1人沒有標示"), ContainSubstring("民國115年11月21日")))
		for _, wrong := range []struct{ until, want string }{{"", "請填期限"}, {"115/11/23", "這一天還沒到"}, {"115/11/21", "到民國115年11月21日為止，沒有還沒標示的人"}} {
			got := v.send(rosterOf+"/sent", "until", wrong.until)
			Expect(got.status).To(Equal(422))
			Expect(got.body).To(ContainSubstring(wrong.want))
		}
		Expect(v.send(rosterOf+"/sent", "until", "115/11/22").body).To(ContainSubstring("<h1>標示1人的時數已送出？</h1>"))
		Expect(a.standing("done").Sent).To(BeZero())
		before := len(a.log())
		for range 2 {
			Expect(v.send(rosterOf+"/sent", "until", "2026-11-22", "sure", "1").location).To(Equal(rosterOf))
		}
		Expect(a.acts(before)).To(Equal([]string{audit.HoursSent + " short/2026  至民國115年11月22日 1人"}))
		Expect(a.standing("done").Sent).To(BeTemporally("==", a.now()))
		Expect(v.open(rosterOf).body).To(And(ContainSubstring("民國115年11月22日已送出"), Not(ContainSubstring(`href="/completion/short/2026/sent"`))))
	})
})

var _ = Describe("assigning a course", func() {
	hidden := regexp.MustCompile(`<input type="hidden" name="(\w+)" value="([^"]*)">`)
	// sure sends a page that asks once more.
	sure := func(v *visitor, page answer, path string) answer {
		GinkgoHelper()
		var pairs []string
		for _, m := range hidden.FindAllStringSubmatch(page.body, -1) {
			if m[1] != "csrf" {
				pairs = append(pairs, m[1], m[2])
			}
		}
		return v.send(path, pairs...)
	}

	It("shows to whom, and then does it once", func() {
		a := newStaff()
		Expect(a.People.Disable(context.Background(), a.people["editor"].ID)).To(Succeed())
		v := a.signIn("chief")
		v.open("/completion/assign")
		page := v.send("/completion/assign", "course", "short", "term", "2026-b", "unit", a.units["警察局"].ID, "due", "115/12/25")
		Expect(page.body).To(And(ContainSubstring("<h1>指派給8人「短課程」？</h1>"), ContainSubstring("對象：警察局。梯次2026-b，期限民國115年12月25日。")))
		before := len(a.log())
		for range 2 {
			got := sure(v, page, "/completion/assign")
			Expect(got.status).To(Equal(303), got.body)
			Expect(got.location).To(Equal("/completion/short/2026-b"))
		}
		Expect(a.acts(before)[0]).To(Equal(audit.CourseAssigned + " short/2026-b 期限民國115年12月25日 警察局"))
		all, err := a.Training.Assignments(context.Background())
		Expect(err).NotTo(HaveOccurred())
		Expect(all).To(HaveLen(2))
		Expect(all[0]).To(And(HaveField("To", a.units["警察局"].ID), HaveField("Due", "2026-12-25"), HaveField("By", a.people["chief"].ID)))
		Expect(v.open("/completion/short/2026-b").body).To(And(ContainSubstring("已把「短課程」指派給警察局"), ContainSubstring("短課程 2026-b：共8人")))
	})

	It("names people by login, and says who has the round already", func() {
		a := newStaff()
		v := a.signIn("chief")
		v.open("/completion/assign")
		page := v.send("/completion/assign", "course", "short", "term", "2026", "logins", "officer、other\r\n", "due", "1151220")
		Expect(page.body).To(And(ContainSubstring("<h1>指派給2人「短課程」？</h1>"), ContainSubstring("其中1人已經有這個梯次")))
		Expect(sure(v, page, "/completion/assign").status).To(Equal(303))
		Expect(a.standing("other").Due.String()).To(Equal("2026-12-20"))
		Expect(a.standing("officer").Due.String()).To(Equal("2026-12-20"), "the earlier day counts")
		Expect(a.standing("done").Due.String()).To(Equal("2026-12-31"))
	})

	DescribeTable("says in the form what is wrong", func(want string, pairs ...string) {
		a := newStaff()
		v := a.signIn("supervisor")
		v.open("/completion/assign")
		got := v.send("/completion/assign", append([]string{"course", "short"}, pairs...)...)
		Expect(got.status).To(Equal(422))
		Expect(got.body).To(ContainSubstring(want))
		all, err := a.Training.Assignments(context.Background())
		Expect(err).NotTo(HaveOccurred())
		Expect(all).To(HaveLen(1))
	},
		Entry("a term", "梯次要是四位數的西元年", "term", "115", "logins", "officer", "due", "115/12/25"),
		Entry("a day that is over", "民國115年11月21日已經過了", "term", "2026", "logins", "officer", "due", "115/11/21"),
		Entry("no day", "請填期限", "term", "2026", "logins", "officer"),
		Entry("nobody", "請選一個單位，或填帳號", "term", "2026", "due", "115/12/25"),
		Entry("somebody outside", "您的範圍裡沒有可以指派的「other」", "term", "2026", "logins", "other", "due", "115/12/25", "sure", "1"),
		Entry("somebody who is not", "您的範圍裡沒有可以指派的「nobody」", "term", "2026", "logins", "officer nobody", "due", "115/12/25"))

	It("knows no unit outside", func() {
		a := newStaff()
		v := a.signIn("supervisor")
		v.open("/completion/assign")
		got := v.send("/completion/assign", "course", "short", "term", "2026", "unit", a.units["第二分局"].ID, "due", "115/12/25", "sure", "1")
		Expect(got.status).To(Equal(404))
	})

	It("takes back what was assigned, by whoever is above it", func() {
		a := newStaff()
		ctx := context.Background()
		Expect(a.Training.Assign(ctx, training.Assignment{Course: "short", Term: "2027", To: a.units["警察局"].ID, Due: "2027-06-30", By: a.people["admin"].ID})).To(Succeed())
		all, err := a.Training.Assignments(ctx)
		Expect(err).NotTo(HaveOccurred())
		above, own := all[0].ID, all[1].ID
		v := a.signIn("supervisor")
		page := v.open("/completion/assignments")
		Expect(page.body).To(ContainSubstring("<h1>指派紀錄：2筆</h1>"))
		Expect(strings.Count(page.body, "/completion/withdraw?id=")).To(Equal(1))
		Expect(v.open("/completion/withdraw?id=" + above).status).To(Equal(404))
		Expect(v.send("/completion/withdraw", "id", above).status).To(Equal(404))
		page = v.open("/completion/withdraw?id=" + own)
		Expect(page.body).To(ContainSubstring("<h1>撤回「短課程 2026」對警察局/第一分局的指派？</h1>"))
		before := len(a.log())
		for range 2 {
			Expect(sure(v, page, "/completion/withdraw").location).To(Equal("/completion/assignments"))
		}
		Expect(a.acts(before)).To(Equal([]string{audit.AssignmentWithdrawn + " short/2026 警察局/第一分局"}))
		Expect(v.open("/completion/assignments").body).To(MatchRegexp(`民國115年11月22日[^<]*撤回`))
		Expect(v.open(rosterOf).body).To(And(ContainSubstring("學員done"), Not(ContainSubstring("學員officer"))))
	})
})

var _ = Describe("a waiver", func() {
	var a *agency
	var at string
	reason := "留職停薪至明年六月"
	BeforeEach(func() {
		a = newStaff()
		at = rosterOf + "/" + a.people["officer"].ID
	})
	ask := func(login string) {
		GinkgoHelper()
		v := a.signIn(login)
		Expect(v.open(at + "/waive").body).To(ContainSubstring("還要另一個人同意才生效"))
		Expect(v.send(at+"/waive", "reason", "出差").body).To(ContainSubstring("至少要寫8個字"))
		before := len(a.log())
		got := v.send(at+"/waive", "reason", reason)
		Expect(got.location).To(Equal(rosterOf))
		Expect(a.acts(before)).To(Equal([]string{audit.WaiverAsked + " short/2026"}), "the reason can be erased, the log cannot")
		Expect(v.open(rosterOf).body).To(ContainSubstring("免訓待另一人決定"))
	}

	It("needs a second person, who finds it waiting", func() {
		ask("supervisor")
		v := a.signIn("deputy")
		Expect(v.open("/completion").body).To(ContainSubstring("1件免訓等您決定"))
		Expect(v.open("/completion/waivers").body).To(And(ContainSubstring("<h1>1件免訓等您決定</h1>"), ContainSubstring(reason), ContainSubstring(at+"/waiver")))
		Expect(v.open(at + "/waiver").body).To(ContainSubstring("<h1>同意學員officer免修「短課程 2026」嗎？</h1>"))
		before := len(a.log())
		for range 2 {
			Expect(v.send(at+"/waiver", "say", "yes").location).To(Equal("/completion/waivers"))
		}
		Expect(a.acts(before)).To(Equal([]string{audit.WaiverAgreed + " short/2026"}))
		Expect(a.standing("officer")).To(And(HaveField("Standing", training.WaivedOff), HaveField("WaivedBy", a.people["deputy"].ID)))
		Expect(v.open("/completion/waivers").body).To(ContainSubstring("<h1>沒有免訓等您決定</h1>"))
		Expect(v.send(at+"/waiver", "say", "no", "reason", reason).location).To(Equal("/completion/waivers"))
		Expect(a.signIn("chief").open(rosterOf + "?standing=waived").body).To(ContainSubstring(reason))
	})

	It("is refused with a reason, and can be asked for again", func() {
		ask("supervisor")
		v := a.signIn("deputy")
		v.open(at + "/waiver")
		Expect(v.send(at+"/waiver", "say", "no", "reason", "不行").status).To(Equal(422))
		Expect(v.send(at+"/waiver", "say", "no", "reason", "回職之後仍可如期完成").location).To(Equal("/completion/waivers"))
		Expect(a.standing("officer")).To(And(HaveField("Standing", training.NotStarted), HaveField("Refused.Reason", "回職之後仍可如期完成")))
		Expect(a.signIn("supervisor").opens(at, "催辦年度訓練").body).To(And(ContainSubstring("回職之後仍可如期完成"), ContainSubstring(`href="`+at+`/waive"`)))
		ask("deputy")
	})

	It("is not decided by who asked, nor by the person", func() {
		ask("supervisor")
		v := a.signIn("supervisor")
		Expect(v.open("/completion/waivers").body).To(And(ContainSubstring("<h1>沒有免訓等您決定</h1>"), ContainSubstring("等別人決定的"), ContainSubstring(reason)))
		Expect(v.open(at + "/waiver").body).To(And(ContainSubstring("要由另一個人決定"), Not(ContainSubstring(`value="yes"`))))
		before := len(a.log())
		got := v.send(at+"/waiver", "say", "yes")
		Expect(got.status).To(Equal(403))
		Expect(got.body).To(ContainSubstring("<h1>免訓要由另一個人同意</h1>"))
		Expect(a.acts(before)).To(Equal([]string{audit.AccessRefused + " " + audit.WaiverAgreed + " short/2026"}))
		Expect(a.standing("officer").Standing).To(Equal(training.NotStarted))

		own := rosterOf + "/" + a.people["deputy"].ID
		v = a.signIn("supervisor")
		v.open(own + "/waive")
		v.send(own+"/waive", "reason", reason)
		v = a.signIn("deputy")
		v.open(own + "/waiver")
		Expect(v.send(own+"/waiver", "say", "yes").status).To(Equal(403))
	})

	It("that nobody asked for cannot be decided", func() {
		v := a.signIn("deputy")
		Expect(v.open(at + "/waiver").body).To(ContainSubstring("<h1>學員officer沒有待決定的免訓</h1>"))
		Expect(v.send(at+"/waiver", "say", "yes").status).To(Equal(409))
	})
})

var _ = Describe("figures of a round", func() {
	It("hide what few people are in, in the picture and in the table, and say so", func() {
		a := newStaff()
		page := a.signIn("chief").open(rosterOf + "/figures")
		Expect(page.status).To(Equal(200))
		Expect(page.body).To(And(ContainSubstring("<h1>短課程 2026的統計圖</h1>"), ContainSubstring("少於5人的數字不顯示")))
		Expect(page.body).NotTo(MatchRegexp(`>[0-4]人<|：[0-4]人|還有\d+人`), "one has finished, and six have not: they would give it away")
		Expect(page.body).To(ContainSubstring("不顯示"))
	})

	It("tell what many people are in, unit by unit and month by month", func() {
		a := newStaff()
		for n := range 5 {
			login := fmt.Sprintf("well-%d", n)
			a.person(login, "第一分局", account.Officer)
			a.reach(login)
			a.sit(login)
		}
		v := a.signIn("chief")
		page := v.open(rosterOf + "/figures")
		Expect(page.body).To(And(ContainSubstring("還有6人沒有完成"), ContainSubstring("民國115年11月"), ContainSubstring("第一分局")))
		Expect(page.body).To(MatchRegexp(`data-label="已完成"[^>]*><div>6人</div>`))
		Expect(page.body).To(ContainSubstring("各概念的掌握程度"))
		Expect(v.open("/completion/short/2026/figures?unit=" + a.units["第二分局"].ID).body).To(ContainSubstring("沒有符合條件的人。"))
		Expect(a.signIn("supervisor").open(rosterOf + "/figures?unit=" + a.units["第二分局"].ID).status).To(Equal(404))
	})

	DescribeTable("tell of a part", func(want bool, part string, people map[string]int) {
		Expect(web.Tellable(people, part)).To(Equal(want))
	},
		Entry("of few people: no", false, "a", map[string]int{"a": 4, "b": 20}),
		Entry("where none is small", true, "a", map[string]int{"a": 5, "b": 20}),
		Entry("which would leave few people over: no", false, "a", map[string]int{"a": 6, "b": 20, "c": 3}),
		Entry("that is not the smallest beside them", true, "b", map[string]int{"a": 6, "b": 20, "c": 3}),
		Entry("where those of few people are many together", true, "a", map[string]int{"a": 6, "b": 20, "c": 3, "d": 2}),
		Entry("that nobody is in: no", false, "x", map[string]int{"a": 6}))
})
