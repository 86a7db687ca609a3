package main

import (
	"encoding/json"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("an incident of many acts and running duties", func() {
	const file = "testdata/several.yaml"

	It("prints the combined range with its steps, and the last day of a duty", func() {
		r := shoumi("", "classify", file)
		Expect(r.code).To(Equal(0), r.err)
		Expect(r.out).To(ContainSubstring("競合：若刑法第213條共120次，各次另行起意，分論併罰，應執行刑的範圍：有期徒刑1年以上30年以下（刑法第50條、第51條）。"))
		Expect(r.out).To(ContainSubstring("不得逾30年（刑法第51條第5款）→ 1年以上30年以下。〔刑法第51條第5款〕"))
		Expect(r.out).To(ContainSubstring("期限：自查處結果確定之日（民國113年5月10日）的次日起15日內，末日是民國113年5月25日（星期六）；"))
		Expect(r.out).To(ContainSubstring("期限：自警政署發函通知書面稽核之日的次日起1個月內；填入日期就會算出末日。"))
	})

	It("has both in JSON", func() {
		r := shoumi("", "classify", "--format", "json", file)
		Expect(r.code).To(Equal(0), r.err)
		var report struct {
			Actors []struct {
				Findings []struct {
					ID       string
					Deadline *struct{ Text, From, Start, Due string }
				}
				Concurrence []struct {
					Kind     string
					Combined map[string]any
				}
			}
		}
		Expect(json.Unmarshal([]byte(r.out), &report)).To(Succeed())
		due := map[string]string{}
		for _, f := range report.Actors[0].Findings {
			if f.Deadline != nil {
				due[f.ID] = f.Deadline.From + " " + f.Deadline.Start + " " + f.Deadline.Due
			}
		}
		Expect(due).To(Equal(map[string]string{"police-confidentiality/9/1/1": "outcome_on 2024-05-10 2024-05-25", "police-logs/15/1/1": "audit_notice_on  "}))
		c := report.Actors[0].Concurrence
		Expect(c).To(HaveLen(1))
		Expect(c[0].Kind).To(Equal("several_acts"))
		Expect(c[0].Combined).To(Equal(map[string]any{"offences": 120.0, "imprisonment_months": map[string]any{"min": 12.0, "max": 360.0}, "text": "有期徒刑1年以上30年以下"}))
	})

	It("shows the deadline of a rule", func() {
		Expect(shoumi("", "rules", "police-logs/15").out).To(ContainSubstring("期限：自警政署發函通知書面稽核之日的次日起1個月內，遇假日順延〔警政日誌作業規定第15點第1項第1款〕"))
	})
})
