package rules_test

import (
	"encoding/json"
	"fmt"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/rules"
)

var _ = Describe("the deadline of a duty", func() {
	// report is the finding on a duty with a deadline that runs from told_on.
	report := func(deadline string, v rules.Values) rules.Finding {
		GinkgoHelper()
		files := small(smallFacts, "")
		files["statutes/criminal-code/132.yaml"] = offence("132", "from: 2000-01-01\n"+fmt.Sprintf(
			`      {id: "1", kind: duty, label: 陳報, elements: [{id: a, text: 要件, when: intent}], deadline: {%s, from: told_on, cites: [criminal-code/132/1]}, effect: 應陳報},`, deadline))
		return one(load(files), at("2024-05-01"), v, secret132+"1")
	}
	told := func(date string) rules.Values {
		GinkgoHelper()
		d, err := rules.ParseDay(date)
		Expect(err).NotTo(HaveOccurred())
		return rules.Values{"intent": true, "told_on": d}
	}

	DescribeTable("is counted from the next day",
		func(deadline, start, due string) {
			d := report(deadline, told(start)).Deadline
			Expect(d.Start.String()).To(Equal(start))
			Expect(d.Due.String()).To(Equal(due))
		},
		Entry("days", "days: 15", "2024-05-10", "2024-05-25"),
		Entry("days into a leap February", "days: 3", "2024-02-27", "2024-03-01"),
		Entry("a weekend is a day like others", "days: 1", "2024-05-10", "2024-05-11"),
		Entry("unless the regulation rolls over it, from Saturday", "days: 1, rolls_over_holidays: true", "2024-05-10", "2024-05-13"),
		Entry("and from Sunday", "days: 2, rolls_over_holidays: true", "2024-05-10", "2024-05-13"),
		Entry("but not on Monday", "days: 3, rolls_over_holidays: true", "2024-05-10", "2024-05-13"),
		Entry("working days within a week", "working_days: 4", "2024-05-06", "2024-05-10"),
		Entry("working days over a weekend", "working_days: 5", "2024-05-06", "2024-05-13"),
		Entry("working days from a weekend", "working_days: 1", "2024-05-11", "2024-05-13"),
		Entry("months end the day before the corresponding one", "months: 1", "2024-05-10", "2024-06-10"),
		Entry("or at the end of a short month", "months: 1", "2023-01-30", "2023-02-28"),
		Entry("whole months where the first counted day is the first", "months: 1", "2024-01-31", "2024-02-29"),
		Entry("over the end of the year", "months: 3", "2023-11-15", "2024-02-15"),
	)

	DescribeTable("says how, with its articles",
		func(deadline, start, text string, cites ...string) {
			d := report(deadline, told(start)).Deadline
			Expect(d.Text).To(Equal(text))
			Expect(d.Cites).To(Equal(append([]string{"criminal-code/132/1", "admin-procedure/48/2", "civil-code/120/2"}, cites...)))
		},
		Entry("on a working day", "days: 3", "2024-05-10", "自告知日（民國113年5月10日）的次日起3日內，末日是民國113年5月13日（星期一）。"),
		Entry("on a weekend", "days: 15", "2024-05-10",
			"自告知日（民國113年5月10日）的次日起15日內，末日是民國113年5月25日（星期六）；末日是假日，條文沒有寫順延，是否依行政程序法第48條第4項順延，請自行認定。", "admin-procedure/48/4"),
		Entry("rolled over", "months: 1, rolls_over_holidays: true", "2024-05-15",
			"自告知日（民國113年5月15日）的次日起1個月內，末日是民國113年6月15日（星期六），遇假日順延到民國113年6月17日（星期一）。只依一般週休二日計算，國定假日與補班日請自行核對。",
			"admin-procedure/48/3", "civil-code/121/2", "admin-procedure/48/4", "civil-code/122/1"),
		Entry("working days", "working_days: 5", "2024-05-06",
			"自告知日（民國113年5月6日）的次日起5個工作日內，末日是民國113年5月13日（星期一）。只依一般週休二日計算，國定假日與補班日請自行核對。"),
	)

	It("says from when it runs where the day is not known", func() {
		f := report("days: 15", rules.Values{"intent": true})
		Expect(f.Deadline.Text).To(Equal("自告知日的次日起15日內；填入日期就會算出末日。"))
		b, err := json.Marshal(f.Deadline)
		Expect(err).NotTo(HaveOccurred())
		Expect(b).To(MatchJSON(`{"text": "自告知日的次日起15日內；填入日期就會算出末日。", "from": "told_on", "cites": ["criminal-code/132/1", "admin-procedure/48/2", "civil-code/120/2"]}`))
		b, err = json.Marshal(report("days: 15", told("2024-05-10")).Deadline)
		Expect(err).NotTo(HaveOccurred())
		Expect(string(b)).To(ContainSubstring(`"start":"2024-05-10","due":"2024-05-25"`))
	})

	It("runs only where the duty does", func() {
		Expect(report("days: 15", with(told("2024-05-10"), "intent", false)).Deadline).To(BeNil())
		Expect(report("days: 15", with(told("2024-05-10"), "intent", nil)).Deadline).To(BeNil())
	})

	It("is a fact that the engine reads, as the number of acts is", func() {
		Expect(book.EngineFacts()).To(ConsistOf(rules.CountsFact, "outcome_on", "audit_notice_on", "secret_referred_on", "fault_found_on", "incident_handled_on"))
	})
})
