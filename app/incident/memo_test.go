package incident_test

import (
	"bytes"
	"os"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/incident"
	"shoumi/app/paper"
	"shoumi/app/store/storetest"
	"shoumi/rules"
)

// told is a record with a narrative, in which much is known and something is not.
func (w *world) told(reference string) incident.Record {
	GinkgoHelper()
	facts := careless()
	facts["openness"] = []string{}
	r := w.begin("author", reference, facts)
	r, err := w.Change(ctx, "author", r.ID, r.Version, incident.Retold, func(r *incident.Record) error {
		r.Content.Narrative = "員警甲於民國115年3月間執勤時查詢民眾A之聯絡資料，未鎖定螢幕即離座。\n在場民眾B因而看見。"
		r.Content.Notes = "已調閱查詢紀錄。"
		r.Content.Interview.Date = "2026-03"
		r.Content.Interview.Dated = true
		for i, a := range r.Content.Interview.People[0].Answers {
			if a.Fact == "acts" {
				r.Content.Interview.People[0].Answers[i].Source = "查詢民眾A之聯絡資料"
			}
		}
		return nil
	})
	Expect(err).NotTo(HaveOccurred())
	return r
}

// memo is the memorandum on a record as it stands.
func (w *world) memo(r incident.Record) paper.Document {
	GinkgoHelper()
	x, err := w.Result(ctx, r)
	Expect(err).NotTo(HaveOccurred())
	return incident.Memo{Record: r, Result: x, Cases: shipped.Cases, Unit: "第一分局", Made: w.clock,
		Name: func(id string) string { return map[string]string{"author": "承辦甲", "reviewer": "審查乙"}[id] }}.Document()
}

func markdown(d paper.Document) string {
	GinkgoHelper()
	var b bytes.Buffer
	Expect(paper.Markdown(&b, d)).To(Succeed())
	return b.String()
}

var _ = Describe("the memorandum on a record", func() {
	It("says what is undetermined first, then all of the rest, and keeps dissents", func() {
		w := newWorld(storetest.SQLite())
		r := w.told("115-保-012")
		r, err := w.Submit(ctx, "author", r.ID, r.Version, "reviewer")
		Expect(err).NotTo(HaveOccurred())
		for _, o := range []incident.Opinion{
			{Actor: "甲", Provision: "criminal-code/132/2", Element: "subject", Agree: false, Reason: "任用資料未附。"},
			{Actor: "甲", Provision: "criminal-code/132/2", Element: "conduct", Agree: false, Reason: "再想一想。"},
			{Actor: "甲", Provision: "criminal-code/132/2", Element: "conduct", Agree: true},
		} {
			r, err = w.Opine(ctx, "reviewer", r.ID, r.Version, o)
			Expect(err).NotTo(HaveOccurred(), o.Element)
		}
		r, err = w.Sign(ctx, "reviewer", r.ID, r.Version, incident.Partly, "其餘同意。")
		Expect(err).NotTo(HaveOccurred())
		got := strings.ReplaceAll(markdown(w.memo(r)), shipped.Book.Digest(), "sha256:…")
		want, err := os.ReadFile("testdata/memo.md")
		Expect(err).NotTo(HaveOccurred())
		lines := strings.Split(string(want), "\n")
		for i, line := range strings.Split(got, "\n") {
			Expect(i).To(BeNumerically("<", len(lines)), line)
			Expect(line).To(Equal(lines[i]), "testdata/memo.md:%d", i+1)
		}
		Expect(strings.Count(got, "\n") + 1).To(Equal(len(lines)))
	})

	DescribeTable("bears on every page how far it may be relied on", func(state incident.State, mark string) {
		w := newWorld(storetest.SQLite())
		d := w.memo(w.at(state))
		Expect(d.Header).To(Equal(mark + "　供內部初步分類，非法律意見"))
		Expect(d.Subtitle).To(Equal("第 1 版　" + mark))
		Expect(d.Footer[0]).To(Equal(incident.Disclaimer))
		Expect(d.Footer[1]).To(HavePrefix("事件 115-" + string(state) + "　第 1 版　行為日 不明　判斷日 民國115年11月22日"))
		Expect(d.Footer[2]).To(Equal("規則 " + shipped.Book.Digest()))
	},
		Entry("a draft", incident.Draft, "草稿－未經審查"),
		Entry("under review", incident.Submitted, "審查中－尚未簽核"),
		Entry("signed", incident.Signed, "已簽核：同意"),
	)

	It("tells days by which something has to be done, and for which the first is not known", func() {
		w := newWorld(storetest.SQLite())
		r := w.told("115-保-013")
		Expect(markdown(w.memo(r))).To(ContainSubstring("自查處結果確定之日的次日起15日內；起算日（查處結果確定之日）待查。"))
		r = w.answer(r, rules.Values{"outcome_on": rules.Day(2026, time.November, 2)})
		text := markdown(w.memo(r))
		Expect(text).To(ContainSubstring("（一）密報首長、十五日內專案檢討（公務機密維護實施規定第9點第1項第1款）：民國115年11月17日 止。"))
	})

	It("says whom each thing is about where there are several", func() {
		w := newWorld(storetest.SQLite())
		r := w.told("115-保-014")
		r, err := w.Change(ctx, "author", r.ID, r.Version, incident.Recast, func(r *incident.Record) error {
			r.Content.Interview.People = append(r.Content.Interview.People, incident.Person{Name: "乙"})
			return nil
		})
		Expect(err).NotTo(HaveOccurred())
		text := markdown(w.memo(r))
		Expect(text).To(And(ContainSubstring("甲、乙："), ContainSubstring("## 行為人乙："), ContainSubstring("其中刑事條文為甲之刑法第132條第2項")))
	})
})
