package web_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/account"
	"shoumi/app/audit"
	"shoumi/app/training"
)

var _ = Describe("the evidence of a round", func() {
	It("leaves as one file that verifies, with what it is for and its digest in the log", func() {
		a := newStaff()
		v := a.signIn("chief")
		Expect(v.open(rosterOf).body).To(ContainSubstring(`<a class="quiet" href="` + rosterOf + `/evidence">匯出證據</a>`))
		page := v.open(rosterOf + "/evidence")
		Expect(page.body).To(And(ContainSubstring("<h1>匯出7人的訓練證據</h1>"), ContainSubstring("7人，其中1人完成"), ContainSubstring("約 1 MB"), ContainSubstring("還可以再考的人，試卷與作答不在裡面")))
		got := v.send(rosterOf+"/evidence", "purpose", "無")
		Expect(got.status).To(Equal(422))
		Expect(got.body).To(ContainSubstring("用途"))
		before := len(a.log())
		got = v.send(rosterOf+"/evidence", "purpose", "年度訓練查核")
		Expect(got.status).To(Equal(200))
		Expect(got.header.Get("Content-Disposition")).To(Equal("attachment; filename=evidence-short-2026-2026-11-22.zip"))
		m, err := training.VerifyEvidence(strings.NewReader(got.body), int64(len(got.body)))
		Expect(err).NotTo(HaveOccurred())
		Expect(m).To(And(HaveField("By", "chief"), HaveField("Purpose", "年度訓練查核"), HaveField("Counts.People", 7), HaveField("Counts.Papers", 1), HaveField("Counts.Documents", 1)))
		log := a.log()
		Expect(log[before:]).To(HaveExactElements(
			And(HaveField("Action", audit.EvidenceExported), HaveField("Condition", "short/2026"), HaveField("Purpose", "年度訓練查核"), HaveField("Subject", "short/2026")),
			And(HaveField("Action", audit.EvidenceExported), HaveField("Condition", fmt.Sprintf("short/2026 sha256:%x", sha256.Sum256([]byte(got.body)))), HaveField("Purpose", "年度訓練查核")),
		))
		Expect(m.LogHead).To(Equal(audit.Head{Sequence: log[before].Sequence, Hash: log[before].Hash}.String()))
	})

	It("is of the people of a supervisor's units only, and of a unit that is chosen", func() {
		a := newStaff()
		a.unit("甲派出所", "第一分局")
		a.person("below", "甲派出所", account.Officer)
		v := a.signIn("supervisor")
		Expect(v.open(rosterOf + "/evidence").body).To(ContainSubstring("<h1>匯出8人的訓練證據</h1>"))
		at := rosterOf + "/evidence?unit=" + a.units["甲派出所"].ID
		Expect(v.open(at).body).To(And(ContainSubstring("<h1>匯出1人的訓練證據</h1>"), ContainSubstring("警察局/第一分局/甲派出所")))
		got := v.send(at, "purpose", "年度訓練查核")
		m, err := training.VerifyEvidence(strings.NewReader(got.body), int64(len(got.body)))
		Expect(err).NotTo(HaveOccurred())
		Expect(m.Counts.People).To(Equal(1))
		for _, path := range []string{rosterOf + "/evidence?unit=" + a.units["第二分局"].ID, "/completion/short/2019/evidence"} {
			Expect(v.open(path).status).To(Equal(404), path)
			Expect(v.send(path, "purpose", "年度訓練查核").status).To(Equal(404), path)
		}
		Expect(a.signIn("officer").open(rosterOf + "/evidence").status).To(Equal(403))
	})
})

// remind fills the queue of reminders for these people.
func (a *agency) remind(logins ...string) {
	GinkgoHelper()
	var people []training.Person
	for _, login := range logins {
		people = append(people, a.trainee(login))
	}
	_, _, err := a.Training.Remind(context.Background(), people)
	Expect(err).NotTo(HaveOccurred())
}

var _ = Describe("the reminders of a round", func() {
	It("are listed with what became of them, to those who see the people", func() {
		a := newStaff()
		a.assign("short", "第二分局")
		v := a.signIn("supervisor")
		at := rosterOf + "/reminders"
		Expect(v.open(at).body).To(And(ContainSubstring("<h1>短課程 2026：還沒有提醒</h1>"), ContainSubstring("沒有提醒。"), ContainSubstring("沒有設定郵件伺服器，提醒不會寄出")))
		a.remind("officer", "done", "other", "supervisor")
		page := v.open(at)
		Expect(page.body).To(And(ContainSubstring("<h1>短課程 2026：提醒2則</h1>"), ContainSubstring("學員officer"), ContainSubstring("等待"), Not(ContainSubstring("學員done")), Not(ContainSubstring("學員other"))))
		_, err := a.Training.Send(context.Background(), training.Post{Address: func(_ context.Context, account string) (string, bool, error) { return "", true, nil }})
		Expect(err).NotTo(HaveOccurred())
		a.Mails = true
		page = v.open(at)
		Expect(page.body).To(And(ContainSubstring("<h1>短課程 2026：2則提醒寄不到</h1>"), Not(ContainSubstring("沒有設定郵件伺服器"))))
		Expect(v.open(at + "?state=no_address").body).To(ContainSubstring("第1至2筆，共2筆"))
		Expect(v.open(at + "?state=sent").body).To(ContainSubstring("沒有提醒。"))
		Expect(v.open(at + "?state=none").status).To(Equal(404))
		Expect(v.open(at + "?unit=" + a.units["第二分局"].ID).status).To(Equal(404))
		Expect(v.open("/completion/short/2019/reminders").status).To(Equal(404))
	})

	It("stand on the home page of their person, whom no mail may reach", func() {
		a := newStaff()
		a.remind("officer")
		Expect(a.signIn("officer").open("/").body).NotTo(ContainSubstring("還沒有完成"), "what was assigned is there anyway")
		a.at(a.now().AddDate(0, 0, 30))
		a.remind("officer")
		Expect(a.signIn("officer").open("/").body).To(ContainSubstring("「短課程」還沒有完成"))
		a.at(a.now().AddDate(0, 0, 30))
		a.remind("officer")
		v := a.signIn("officer")
		Expect(v.open("/").body).To(ContainSubstring("「短課程」已經過了期限"))
		Expect(v.open("/?lang=en").body).To(ContainSubstring("A short course is overdue"))
		a.reach("officer")
		a.sit("officer")
		Expect(a.signIn("officer").open("/").body).NotTo(ContainSubstring("已經過了期限"))
	})
})
