package rules_test

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/rules"
)

// sentenced classifies facts under the shipped law for an act and a decision.
func sentenced(act, decided string, v rules.Values) rules.ActorReport {
	GinkgoHelper()
	on, err := rules.ParseDay(decided)
	Expect(err).NotTo(HaveOccurred())
	report, err := book.Classify(rules.Incident{ActDate: at(act), Facts: v}, on)
	Expect(err).NotTo(HaveOccurred())
	return report.Actors[0]
}

func findingOf(a rules.ActorReport, id string) rules.Finding {
	GinkgoHelper()
	for _, f := range a.Findings {
		if f.ID == id {
			return f
		}
	}
	Fail("no finding " + id)
	return rules.Finding{}
}

var _ = Describe("worked figures under the shipped law", func() {
	query := rules.Values{"service": "police_officer", "abused_office": true, "handled_as": "agency", "acts": []string{"query"}, "info": []string{"vehicle"},
		"query_for_duty": false, "collection_grounds": []string{}, "knew_no_duty": true, "aims": []string{"harm"}, "harm_likely": true}
	bribe := rules.Values{"service": "police_officer", "acts": []string{"take_bribe"}, "bribe_matter": "duty_act", "quid_pro_quo": true, "investigator": true}
	breach := with(bribe, "bribe_matter", "breach_done")
	profit := rules.Values{"service": "police_officer", "participation": "sole", "acts": []string{"profit"}, "profit_matter": "own_or_supervised",
		"knew_unlawful": true, "general_rule_broken": true, "benefit_obtained": false, "attempted": true}
	careless := rules.Values{"service": "police_officer", "acts": []string{"disclose"}, "info": []string{"vehicle"}, "openness": []string{},
		"fault": []string{"required", "able", "lapse"}}
	leak := rules.Values{"service": "police_officer", "acts": []string{"disclose"}, "info": []string{"raid_plan"}, "openness": []string{}, "intent": true}

	DescribeTable("the penalty of an offence",
		func(act, decided string, v rules.Values, id, penalty string, cites ...string) {
			f := findingOf(sentenced(act, decided, v), id)
			Expect(f.Verdict).To(Equal(rules.Established))
			Expect(f.Penalty.Text()).To(Equal(penalty))
			var all []string
			for _, s := range f.Steps {
				all = append(all, s.Cites...)
			}
			Expect(all).To(ContainElements(cites))
		},
		Entry("個資法41 with 44", "2021-05-01", "2026-11-22", query, "pdpa/41/1", "3月以上7年6月以下有期徒刑，得併科新臺幣1,500元以上1,500,000元以下罰金", "pdpa/44/1", "criminal-code/67/1"),
		Entry("貪污5 I ③ by an investigating officer, 7", "2021-05-01", "2026-11-22", bribe, "anti-corruption/5/1/3", "10年6月以上20年以下有期徒刑，得併科新臺幣1,500元以上90,000,000元以下罰金", "anti-corruption/7/1", "criminal-code/33/1/3"),
		Entry("an attempt of 貪污6 I ④ the day before it was exempted", "2001-11-08", "2001-11-08", profit, "anti-corruption/6/1/4", "2年6月以上7年6月以下有期徒刑，得併科新臺幣500元以上15,000,000元以下罰金", "criminal-code/26/1"),
		Entry("刑法132 II", "2021-05-01", "2026-11-22", careless, "criminal-code/132/2", "1年以下有期徒刑、拘役或新臺幣9,000元以下罰金"),
		Entry("刑法132 II before 2019-12-27, 300 元 restated", "2019-12-26", "2019-12-26", careless, "criminal-code/132/2", "1年以下有期徒刑、拘役或新臺幣9,000元以下罰金", "criminal-code-enforcement/1-1/2"),
		Entry("刑法358 before 2019-12-27, 100,000 元 restated", "2019-12-26", "2019-12-26", tried("criminal-code/358", "criminal-code/358/1"), "criminal-code/358/1", "3年以下有期徒刑、拘役或科或併科新臺幣300,000元以下罰金", "criminal-code-enforcement/1-1/2"),
	)

	DescribeTable("an attempt of 貪污6 I ④ is punished no more",
		func(act, decided string) {
			f := findingOf(sentenced(act, decided, profit), "anti-corruption/6/1/4")
			Expect(f.Verdict).To(Equal(rules.NotEstablished))
		},
		Entry("from 2001-11-09", "2001-11-09", "2001-11-09"),
		Entry("nor an earlier one decided later (刑法2 I)", "2001-11-08", "2001-11-09"),
	)

	DescribeTable("what follows by the line",
		func(v rules.Values, id, says, cite string) {
			f := findingOf(sentenced("2021-05-01", "2026-11-22", v), id)
			for _, l := range f.After {
				if strings.Contains(l.Text, says) {
					Expect(l.Cites).To(ContainElement(cite))
					return
				}
			}
			Fail("no line says " + says)
		},
		Entry("刑法132 II may be exchanged for a fine, prison or detention", careless, "criminal-code/132/2", "六月以下有期徒刑或拘役之宣告，得以新臺幣1,000元、2,000元或3,000元折算一日，易科罰金", "criminal-code/41/1"),
		Entry("limitation of 刑法132 I", leak, "criminal-code/132/1", "末日為民國130年4月30日", "criminal-code/80/2"),
		Entry("limitation of 貪污4", breach, "anti-corruption/4/1/5", "追訴權時效30年", "criminal-code/80/1/1"),
	)
})

var _ = Describe("several acts (刑法50, 51)", func() {
	record := rules.Values{"service": "police_officer", "participation": "sole", "acts": []string{"false_entry"}, "official_document": true,
		"electronic_record": true, "knew_untrue": true, "harm_public": true}
	both := with(record, "acts", []string{"query", "false_entry"})
	for id, value := range map[string]any{"abused_office": false, "handled_as": "agency", "info": []string{"vehicle"}, "query_for_duty": false,
		"collection_grounds": []string{}, "knew_no_duty": true, "aims": []string{"harm"}, "harm_likely": true} {
		both[id] = value
	}
	several := func(act string, v rules.Values) (out []rules.Concurrence) {
		GinkgoHelper()
		for _, c := range sentenced(act, "2026-11-22", v).Concurrence {
			if c.Kind == "several_acts" {
				out = append(out, c)
			}
		}
		return out
	}

	It("gives 120 counts of 213 their range, its cap, and a line for each step", func() {
		cs := several("2019-02", with(record, "counts", int64(120)))
		Expect(cs).To(HaveLen(1))
		c := cs[0]
		Expect(c.Findings).To(Equal([]string{"criminal-code/213/1"}))
		Expect(c.Combined.Times).To(Equal(120))
		Expect(c.Combined.Imprisonment.Min.Months).To(Equal(12))
		Expect(c.Combined.Imprisonment.Max.Months).To(Equal(360))
		Expect(c.Text).To(Equal("若刑法第213條共120次，各次另行起意，分論併罰，應執行刑的範圍：有期徒刑1年以上30年以下（刑法第50條、第51條）。是不是數行為、應執行多少，由法院認定。"))
		for _, s := range c.Steps {
			Expect(s.Cites).NotTo(BeEmpty(), s.Text)
		}
		Expect(c.Steps[len(c.Steps)-1].Text).To(ContainSubstring("由法院決定"))
	})

	DescribeTable("by the number of acts and the day", func(act string, counts any, texts ...string) {
		v := record
		if counts != nil {
			v = with(record, "counts", counts)
		}
		var got []string
		for _, c := range several(act, v) {
			got = append(got, c.Combined.Text())
		}
		Expect(got).To(Equal(append([]string(nil), texts...)))
	},
		Entry("not known", "2019-02", nil),
		Entry("one", "2019-02", int64(1)),
		Entry("none, which is no answer", "2019-02", int64(0)),
		Entry("more than there can be", "2019-02", int64(1<<62)),
		Entry("two", "2019-02", int64(2), "有期徒刑1年以上14年以下"),
		Entry("the 20 years of before 2006-07-01", "2006-06-30", int64(120), "有期徒刑1年以上20年以下"),
		Entry("30 from then on", "2006-07-01", int64(120), "有期徒刑1年以上30年以下"),
	)

	It("of two offences side by side: every time one act, or all separate", func() {
		cs := several("2019-02", with(both, "counts", int64(3)))
		Expect(cs).To(HaveLen(2))
		Expect(cs[0].Text).To(HavePrefix("若每一次都是一行為觸犯刑法第213條、個資法第41條，各從一重之刑法第213條處斷，共3次，"))
		Expect(cs[0].Combined.Times).To(Equal(3))
		Expect(cs[0].Combined.Text()).To(Equal("有期徒刑1年以上21年以下"))
		Expect(cs[1].Text).To(HavePrefix("若刑法第213條、個資法第41條都是數行為，各3次，"))
		Expect(cs[1].Combined.Times).To(Equal(6))
		Expect(cs[1].Combined.Imprisonment.Max.Months).To(Equal(360))
	})

	It("of two offences, each once, without a number", func() {
		cs := several("2019-02", both)
		Expect(cs).To(HaveLen(1))
		Expect(cs[0].Text).To(HavePrefix("若刑法第213條、個資法第41條是數行為，"))
		Expect(cs[0].Combined.Imprisonment.Max.Months).To(Equal(84 + 60))
	})

	It("is law as last amended where the day is not known", func() {
		v := with(tried("criminal-code/132", secret132+"1"), "counts", int64(120))
		report, err := book.Classify(rules.Incident{ActDate: rules.UnknownActDate, Facts: v}, judged)
		Expect(err).NotTo(HaveOccurred())
		Expect(findingOf(report.Actors[0], secret132+"1").Verdict).To(Equal(rules.Established))
		c := report.Actors[0].Concurrence
		Expect(c[len(c)-1].Combined.Imprisonment.Max.Months).To(Equal(360))
	})

	It("turns no verdict and no penalty, and is asked for where it is not known", func() {
		open, many := sentenced("2019-02", "2026-11-22", record), sentenced("2019-02", "2026-11-22", with(record, "counts", int64(120)))
		for i, f := range many.Findings {
			Expect(f.Verdict).To(Equal(open.Findings[i].Verdict), f.ID)
			Expect(f.Penalty).To(Equal(open.Findings[i].Penalty), f.ID)
		}
		hint := ContainElement(HaveField("Text", "分別起意犯了數次的，分論併罰（刑法第50條、第51條）；填入「次數（各次另行起意）」就會列出應執行刑的範圍。"))
		Expect(findingOf(open, "criminal-code/213/1").After).To(hint)
		Expect(findingOf(many, "criminal-code/213/1").After).NotTo(hint)
	})
})
