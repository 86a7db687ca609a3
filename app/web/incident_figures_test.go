package web_test

import (
	"context"
	"fmt"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/account"
	"shoumi/app/incident"
)

var _ = Describe("figures of incidents", func() {
	It("come with the fifth signature, tell of no record, and leave as a table", func() {
		a := newChambers()
		ctx := context.Background()
		a.person("chief", "警察局", account.Supervisor)
		sign := func(n int) {
			at := a.incident("counsel", fmt.Sprintf("115-保-%03d", n), careless())
			by, id := a.people["counsel"].ID, strings.TrimPrefix(at, "/incidents/")
			r, err := a.Incidents.Open(ctx, by, id)
			Expect(err).NotTo(HaveOccurred())
			r, err = a.Incidents.Submit(ctx, by, id, r.Version, a.people["colleague"].ID)
			Expect(err).NotTo(HaveOccurred())
			_, err = a.Incidents.Sign(ctx, a.people["colleague"].ID, id, r.Version, incident.Agree, "")
			Expect(err).NotTo(HaveOccurred())
		}
		v, chief, officer := a.signIn("counsel"), a.signIn("chief"), a.signIn("officer")
		for n := range 4 {
			sign(n)
		}
		before := v.open("/incidents/statistics").body
		Expect(before).To(And(ContainSubstring("<h1>還沒有 5 筆可以統計的紀錄</h1>"), Not(ContainSubstring("<svg width=\"100%\""))))
		sign(4)
		body := v.open("/incidents/statistics").body
		Expect(body).To(And(ContainSubstring("<h1>5 筆已簽核紀錄的統計</h1>"), ContainSubstring("民國115年第4季"), ContainSubstring("第一分局"), Not(ContainSubstring("115-保-0"))))
		Expect(body).NotTo(ContainSubstring("刑法第132條"), "all five have it, none has not")
		Expect(chief.open("/incidents/statistics").body).To(ContainSubstring("<h1>5 筆已簽核紀錄的統計</h1>"), "there is nothing around it")
		Expect(officer.open("/incidents/statistics").status).To(Equal(403))
		sign(5)
		Expect(v.open("/incidents/statistics").body).To(ContainSubstring("<h1>5 筆已簽核紀錄的統計</h1>"), "one more waits for four others")
		csv := v.open("/incidents/statistics/export?as=csv")
		Expect(csv.body).To(Equal("\ufeff依,項目,紀錄\r\n單位,警察局（本單位）,不顯示\r\n單位,第一分局,不顯示\r\n單位,第二分局,不顯示\r\n單位,不指定,不顯示\r\n季,民國115年第4季,5\r\n"))
		Expect(csv.header.Get("Content-Disposition")).To(Equal("attachment; filename=incidents-2026-11-22.csv"))
		Expect(v.open("/incidents/statistics/export?as=ods").body).To(HavePrefix("PK"))
		Expect(v.open("/incidents/statistics/export?as=pdf").status).To(Equal(400))
		Expect(v.open("/incidents/statistics?lang=en").body).To(ContainSubstring("2026 Q4"))
	})
})
