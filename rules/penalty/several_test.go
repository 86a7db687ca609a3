package penalty_test

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	. "shoumi/rules/penalty"
)

var _ = Describe("several offences not yet sentenced (刑法50, 51)", func() {
	record := Range{Imprisonment: Imprison(12, 84)} // 刑法 213
	of := func(r Range, times int) Count {
		return Count{Name: "某罪", Base: r, Range: r, Times: times, Cites: []string{"criminal-code/213/1"}}
	}
	separate := func(date string, counts ...Count) Several {
		return Separate(day(date), day(date), time.Time{}, counts...)
	}

	DescribeTable("the range of the one sentence, by kind",
		func(date, text string, cites []string, counts ...Count) {
			r := separate(date, counts...)
			Expect(r.Text()).To(Equal(text))
			Expect(cited(r.Lines)).To(ContainElements(append([]string{"criminal-code/50/1", "criminal-code/57/1"}, cites...)))
		},
		Entry("120 counts of 213", "2019-02-03", "有期徒刑1年以上30年以下", []string{"criminal-code/51/1/5", "criminal-code/213/1"}, of(record, 120)),
		Entry("the sum below the cap", "2019-02-03", "有期徒刑1年以上21年以下", nil, of(record, 3)),
		Entry("the longest minimum of all", "2019-02-03", "有期徒刑1年以上10年以下", nil, of(record, 1), of(leak, 1)),
		Entry("20 years before 2006-07-01", "2006-06-30", "有期徒刑1年以上20年以下", []string{"criminal-code/2/1"}, of(record, 120)),
		Entry("30 from that day", "2006-07-01", "有期徒刑1年以上30年以下", nil, of(record, 120)),
		Entry("a choice of three kinds", "2019-02-03", "宣告有期徒刑者，2月以上3年以下；宣告拘役者，1日以上120日以下；宣告罰金者，新臺幣1,000元以上新臺幣27,000元以下",
			[]string{"criminal-code/51/1/5", "criminal-code/51/1/6", "criminal-code/51/1/7", "criminal-code/51/1/9"}, of(careless, 3)),
		Entry("a minimum that another kind can avoid", "2019-02-03", "宣告有期徒刑者，2月以上2年以下；宣告罰金者，新臺幣9,000元", nil,
			of(Range{Imprisonment: Imprison(6, 12), Fine: &Money{9000, 9000}}, 1), of(Range{Imprisonment: Imprison(2, 12)}, 1)),
		Entry("fines added", "2019-02-03", "宣告有期徒刑者，2月以上10年以下；宣告罰金者，新臺幣1,000元以上新臺幣2,000,000元以下", []string{"criminal-code/51/1/7"}, of(data, 2)),
		Entry("only fines", "2019-02-03", "罰金新臺幣1,000元以上新臺幣60,000元以下", nil, of(finesOnly, 2)),
		Entry("life and death stand alone", "2019-02-03", "宣告死刑者，只執行其一；宣告無期徒刑者，只執行其一；宣告有期徒刑者，10年以上30年以下", []string{"criminal-code/51/1/2", "criminal-code/51/1/4"}, of(abandon, 2)),
	)

	It("says each step with its article, and that the court fixes the sentence", func() {
		Expect(said(separate("2019-02-03", of(record, 120)).Lines)).To(Equal("裁判確定前犯數罪，併合處罰：共120罪，各別宣告其刑，再定應執行之刑（刑法第50條第1項、第51條）。\n" +
			"某罪：120罪，每罪1年以上7年以下有期徒刑。\n" +
			"宣告有期徒刑者：各刑中之最長期（至少1年）以上，合併刑期（至多840年）以下，不得逾30年（刑法第51條第5款）→ 1年以上30年以下。\n" +
			"以上只是依各罪之刑推得的範圍；各罪宣告多少、應執行多少，由法院決定（刑法第51條、第57條）。"))
	})

	DescribeTable("the proviso of 50 I and 41 VIII are told where they can arise",
		func(on string, proviso, longer bool, counts ...Count) {
			at := time.Time{}
			if on != "" {
				at = day(on)
			}
			lines := Separate(day("2008-02-03"), day("2008-02-03"), at, counts...).Lines
			Expect(strings.Contains(said(lines), "兩者不併合處罰；受刑人請求")).To(Equal(proviso))
			Expect(slices.Contains(cited(lines), "criminal-code/41/8")).To(Equal(longer))
		},
		Entry("two leaks: six months or more", "", true, true, of(leak, 2)),
		Entry("before the proviso", "2013-01-24", false, true, of(leak, 2)),
		Entry("from its first day", "2013-01-25", true, true, of(leak, 2)),
		Entry("all above six months", "", false, false, of(record, 2)),
		Entry("a leak beside a record", "", true, false, of(leak, 1), of(record, 1)),
		Entry("fines only", "", false, false, of(finesOnly, 2)),
		Entry("six months of an offence above five years: community service", "", true, false, of(Range{Imprisonment: Imprison(0, 84)}, 2)),
		Entry("never more than six months", "", false, true, of(Range{Imprisonment: Imprison(0, 6)}, 2)),
	)

	It("leaves to the court which cap holds where a day before 2006-07-01 is possible", func() {
		text := said(Separate(day("2006-06-01"), day("2006-08-01"), time.Time{}, of(record, 120)).Lines)
		Expect(text).To(ContainSubstring("有行為可能在民國95年7月1日以前"))
		text = said(Separate(day("2006-06-01"), day("2006-08-01"), time.Time{}, of(record, 2)).Lines)
		Expect(text).NotTo(ContainSubstring("民國95年7月1日"), "14 years are below both caps")
	})

	It("is JSON with months, days and NT$", func() {
		b, err := json.Marshal(separate("2019-02-03", of(careless, 3)))
		Expect(err).NotTo(HaveOccurred())
		Expect(b).To(MatchJSON(`{"offences": 3, "imprisonment_months": {"min": 2, "max": 36}, "detention_days": {"min": 1, "max": 120}, "fine_ntd": {"min": 1000, "max": 27000},
			"text": "宣告有期徒刑者，2月以上3年以下；宣告拘役者，1日以上120日以下；宣告罰金者，新臺幣1,000元以上新臺幣27,000元以下"}`))
	})
})
