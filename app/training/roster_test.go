package training_test

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/office"
	"shoumi/app/store"
	"shoumi/app/training"
	"shoumi/quizzes"
	"shoumi/rules"
)

func officer(name string, units ...string) training.Person {
	return training.Person{Account: name, Units: units}
}

var _ = Describe("a roster", func() {
	onBoth(func(fresh func() *world) {
		var w *world
		people := []training.Person{officer("an", "one"), officer("bo", "one"), officer("chi", "one"), officer("da", "one"), officer("en", "two")}
		standings := func() (out []string) {
			GinkgoHelper()
			rows, err := w.Roster(ctx, refresher, people)
			Expect(err).NotTo(HaveOccurred())
			for _, r := range rows {
				out = append(out, r.Person.Account+" "+r.Standing.Zh())
			}
			return out
		}
		BeforeEach(func() {
			w = fresh()
			w.assign("refresher", "one", "2026-12-31")
			w.reach(people[1], refresher, training.Lesson)
			w.reach(people[2], refresher, training.Scenario)
			w.pass(2 * time.Minute)
			w.reach(people[2], refresher, training.Certify)
			w.pass(time.Hour)
			w.sit(people[2], refresher, "certification", 0)
		})

		It("says how everybody stands, and nothing of answers", func() {
			Expect(standings()).To(Equal([]string{"an 未開始", "bo 進行中", "chi 已完成", "da 未開始"}))
			w.now = time.Date(2027, 1, 1, 0, 0, 0, 0, taipei)
			Expect(standings()).To(Equal([]string{"an 逾期", "bo 逾期", "chi 已完成", "da 逾期"}))
		})

		It("waives with a reason and a second person", func() {
			an := people[0]
			Expect(w.AgreeToWaive(ctx, an, refresher, "second")).To(MatchError(training.ErrNoWaiver))
			Expect(w.Waive(ctx, an, refresher, "first", " ")).To(MatchError(training.ErrNoReason))
			Expect(w.Waive(ctx, people[4], refresher, "first", "借調")).To(MatchError(training.ErrNotEnrolled))
			Expect(w.Waive(ctx, an, refresher, "first", "留職停薪")).To(Succeed())
			Expect(standings()).To(ContainElement("an 未開始"))
			Expect(w.AgreeToWaive(ctx, an, refresher, "first")).To(MatchError(training.ErrSamePerson))
			Expect(w.AgreeToWaive(ctx, an, refresher, "an")).To(MatchError(training.ErrSamePerson))
			rows, err := w.Roster(ctx, refresher, people[:1])
			Expect(err).NotTo(HaveOccurred())
			Expect(rows[0]).To(And(HaveField("AskedBy", "first"), HaveField("Reason", "留職停薪")))
			w.pass(time.Second)
			Expect(w.AgreeToWaive(ctx, an, refresher, "second")).To(Succeed())
			Expect(w.AgreeToWaive(ctx, an, refresher, "third")).To(Succeed())
			rows, err = w.Roster(ctx, refresher, people[:1])
			Expect(err).NotTo(HaveOccurred())
			Expect(rows[0]).To(And(HaveField("Standing", training.WaivedOff), HaveField("WaivedBy", "second"), HaveField("Reason", "留職停薪"), HaveField("AskedBy", "")))
			Expect(w.home(an).Act).To(Equal(training.ActRest))
		})

		It("refuses a waiver with a reason, and can be asked again", func() {
			an, row := people[0], func() training.Row {
				GinkgoHelper()
				rows, err := w.Roster(ctx, refresher, people[:1])
				Expect(err).NotTo(HaveOccurred())
				return rows[0]
			}
			Expect(w.RefuseWaiver(ctx, an, refresher, "second", "人力不足")).To(MatchError(training.ErrNoWaiver))
			Expect(w.Waive(ctx, an, refresher, "first", "留職停薪")).To(Succeed())
			Expect(w.RefuseWaiver(ctx, an, refresher, "second", "")).To(MatchError(training.ErrNoReason))
			Expect(w.RefuseWaiver(ctx, an, refresher, "first", "人力不足")).To(MatchError(training.ErrSamePerson))
			Expect(w.RefuseWaiver(ctx, an, refresher, "an", "人力不足")).To(MatchError(training.ErrSamePerson))
			for range 2 {
				Expect(w.RefuseWaiver(ctx, an, refresher, "second", " 十二月就回來 ")).To(Succeed())
			}
			Expect(row()).To(And(HaveField("Standing", training.NotStarted), HaveField("AskedBy", ""), HaveField("Reason", ""),
				HaveField("Refused.By", "second"), HaveField("Refused.Reason", "十二月就回來")))
			Expect(w.state(an).Rounds[refresher]).To(And(HaveField("AskedBy", ""), HaveField("Refused.By", "second")))
			Expect(w.AgreeToWaive(ctx, an, refresher, "third")).To(MatchError(training.ErrNoWaiver))

			Expect(w.Waive(ctx, an, refresher, "first", "延長到明年")).To(Succeed())
			Expect(row()).To(And(HaveField("AskedBy", "first"), HaveField("Reason", "延長到明年"), HaveField("Refused.By", "second")))
			Expect(w.state(an).Rounds[refresher]).To(HaveField("Reason", "延長到明年"))
			Expect(w.AgreeToWaive(ctx, an, refresher, "second")).To(Succeed())
			Expect(w.RefuseWaiver(ctx, an, refresher, "third", "人力不足")).To(MatchError(training.ErrNoWaiver))
			Expect(row()).To(And(HaveField("Standing", training.WaivedOff), HaveField("Reason", "延長到明年")))
		})

		It("does not take a refusal for an earlier one where somebody has agreed meanwhile", func() {
			an := people[0]
			Expect(w.Waive(ctx, an, refresher, "first", "長假")).To(Succeed())
			Expect(w.RefuseWaiver(ctx, an, refresher, "third", "人力不足")).To(Succeed())
			Expect(w.RefuseWaiver(ctx, an, refresher, "third", "人力不足")).To(Succeed(), "sent twice")
			Expect(w.Waive(ctx, an, refresher, "first", "長假到年底")).To(Succeed())
			Expect(w.AgreeToWaive(ctx, an, refresher, "second")).To(Succeed())
			Expect(w.RefuseWaiver(ctx, an, refresher, "third", "人力不足")).To(MatchError(training.ErrNoWaiver))
		})

		It("hears one of two who decide on a waiver at once", func() {
			an, elsewhere := people[0], w.with(courses, shipped)
			for n := range 6 {
				Expect(w.Waive(ctx, an, refresher, "first", fmt.Sprint("理由", n))).To(Succeed())
				var agreed, refused error
				var wait sync.WaitGroup
				wait.Go(func() { agreed = w.AgreeToWaive(ctx, an, refresher, "second") })
				wait.Go(func() { refused = elsewhere.RefuseWaiver(ctx, an, refresher, "third", "人力不足") })
				wait.Wait()
				if agreed == nil {
					Expect(refused).To(MatchError(training.ErrNoWaiver))
					Expect(standings()).To(ContainElement("an 免訓"))
					return
				}
				Expect(agreed).To(MatchError(training.ErrNoWaiver))
				Expect(refused).NotTo(HaveOccurred())
				Expect(standings()).To(ContainElement("an 未開始"))
			}
		})

		It("makes a sheet of the columns that are asked for", func() {
			rows, err := w.Roster(ctx, refresher, people)
			Expect(err).NotTo(HaveOccurred())
			holder := func(account string) training.Holder {
				return training.Holder{Login: account, Name: "=甲員", Unit: "第一分局"}
			}
			sheet, ok := training.Sheet(rows[1:3], holder, "login", "name", "standing", "due", "finished", "hours", "active", "category", "number")
			Expect(ok).To(BeTrue())
			Expect(sheet).To(Equal(office.Table{Name: "名冊", Head: []string{"帳號", "姓名", "狀態", "期限", "完成日期", "時數", "學習分鐘數", "類別", "證書字號"}, Rows: [][]office.Cell{
				{office.Text("bo"), office.Text("=甲員"), office.Text("進行中"), office.Day(rules.Day(2026, 12, 31)), office.Text(""), office.Text(""), office.Text(""), office.Text(""), office.Text("")},
				{office.Text("chi"), office.Text("=甲員"), office.Text("已完成"), office.Day(rules.Day(2026, 12, 31)), office.Day(rules.Day(2026, 11, 22)), office.Number(2), office.Number(7), office.Text("公務機密維護"), office.Text(rows[2].Number)},
			}}))
			_, ok = training.Sheet(rows, holder, training.ColumnIDs()...)
			Expect(ok).To(BeTrue())
			_, ok = training.Sheet(rows, holder, "identity_card")
			Expect(ok).To(BeFalse())
		})

		It("keeps whose hours were sent, the first time", func() {
			number := func() string {
				GinkgoHelper()
				rows, err := w.Roster(ctx, refresher, people)
				Expect(err).NotTo(HaveOccurred())
				return rows[2].Number
			}()
			Expect(w.MarkSent(ctx, []string{number, "115-AAAAA-AAAAA"}, "clerk")).To(MatchError(store.ErrNotFound))
			Expect(w.Certificates(ctx, people[2])).To(HaveExactElements(HaveField("Sent", BeZero())))
			Expect(w.MarkSent(ctx, []string{number, number}, "clerk")).To(Succeed())
			w.pass(48 * time.Hour)
			Expect(w.MarkSent(ctx, []string{number}, "another")).To(Succeed())
			Expect(w.Certificates(ctx, people[2])).To(HaveExactElements(And(HaveField("Sent", w.now.Add(-48*time.Hour).UTC()), HaveField("SentBy", "clerk"))))
			rows, err := w.Roster(ctx, refresher, people)
			Expect(err).NotTo(HaveOccurred())
			sheet, ok := training.Sheet(rows[1:3], func(string) training.Holder { return training.Holder{} }, "sent")
			Expect(ok).To(BeTrue())
			Expect(sheet).To(Equal(office.Table{Name: "名冊", Head: []string{"時數送出日期"}, Rows: [][]office.Cell{{office.Text("")}, {office.Day(rules.Day(2026, 11, 22))}}}))
		})

		It("erases a person, and keeps what was learned", func() {
			Expect(w.Correct(ctx, people[2], "我的名字寫錯了")).To(Succeed())
			w.assign("refresher", "chi", "2027-01-31")
			Expect(w.Waive(ctx, people[2], refresher, "first", "本人住院")).To(Succeed())
			Expect(w.RefuseWaiver(ctx, people[2], refresher, "second", "本人已出院")).To(Succeed())
			was, err := w.Record(ctx, people[2])
			Expect(err).NotTo(HaveOccurred())
			before, err := w.Sittings(ctx)
			Expect(err).NotTo(HaveOccurred())
			all, err := w.Certificates(ctx, people[2])
			Expect(err).NotTo(HaveOccurred())
			Expect(w.Erase(ctx, "chi")).To(Succeed())
			Expect(w.Erase(ctx, "chi")).To(MatchError(store.ErrNotFound))
			Expect(w.Sittings(ctx)).To(Equal(before))
			c, account, err := w.Verify(ctx, all[0].Number)
			Expect(err).NotTo(HaveOccurred())
			Expect(c).To(Equal(all[0]))
			Expect(account).To(BeEmpty())
			Expect(standings()).To(ContainElement("chi 未開始"))
			rec, err := w.Record(ctx, people[2])
			Expect(err).NotTo(HaveOccurred())
			Expect(rec.Events).To(BeEmpty())
			Expect(rec.Assignments).To(BeEmpty())
			Expect(rec.Learner).NotTo(Equal(c.Learner))
			s, err := w.State(ctx, c.Learner)
			Expect(err).NotTo(HaveOccurred())
			Expect(s.Cards).NotTo(BeEmpty(), "what was learned is there, and nobody's")
			left, err := w.EventsOf(ctx, c.Learner)
			Expect(err).NotTo(HaveOccurred())
			Expect(left).To(HaveLen(len(was.Events)))
			Expect(left).To(HaveEach(HaveField("Reason", "")), "but own words may name the person")
		})

		It("gives somebody all that is held, with a wish to have it corrected", func() {
			w.assign("refresher", "chi", "2027-01-31")
			Expect(w.Correct(ctx, people[2], "我的單位寫錯了")).To(Succeed())
			Expect(w.Correct(ctx, people[2], "我的單位寫錯了")).To(Succeed())
			rec, err := w.Record(ctx, people[2])
			Expect(err).NotTo(HaveOccurred())
			Expect(rec.Assignments).To(HaveExactElements(HaveField("Due", "2027-01-31")))
			Expect(rec.Certificates).To(HaveLen(1))
			Expect(rec.Attempts).To(HaveLen(1))
			Expect(rec.Papers).To(HaveLen(1))
			var wishes []string
			for _, e := range rec.Events {
				if e.Kind == training.Corrected {
					wishes = append(wishes, e.Reason)
				}
			}
			Expect(wishes).To(Equal([]string{"我的單位寫錯了"}))
		})
	})
})

var _ = Describe("figures", func() {
	rows := func(unit string, done, open int) (out []training.Row) {
		for i := range done + open {
			r := training.Row{Person: officer(fmt.Sprint(unit, i), unit), Standing: training.Done, Due: rules.Day(2026, 12, 31)}
			if i >= done {
				r.Standing = training.NotStarted
			}
			out = append(out, r)
		}
		return out
	}

	It("hide small groups and what would give them away", func() {
		f := training.Completion(append(rows("one", 20, 3), rows("two", 30, 9)...), func(r training.Row) string { return r.Person.Units[0] })
		Expect(f.Rows).To(Equal([]string{"one", "two"}))
		Expect(f.Columns).To(Equal([]string{"not_started", "in_progress", "done", "overdue", "waived"}))
		for _, i := range []int{0, 1} {
			Expect(f.Cells[i][0]).To(BeNil(), "3 of the one, and 9 of the other would give it away")
		}
	})

	It("tell month by month who finished", func() {
		finished := func(n int, m time.Month, year int) (out []training.Row) {
			for range n {
				out = append(out, training.Row{Standing: training.Done, Finished: time.Date(year, m, 30, 20, 0, 0, 0, time.UTC)})
			}
			return out
		}
		all := append(append(finished(7, 11, 2026), finished(9, 1, 2027)...), rows("one", 0, 6)...)
		all = append(all, training.Row{Standing: training.WaivedOff})
		f := training.CompletionByMonth(all)
		Expect(f.Columns).To(Equal([]string{"2026-12", "2027-01", "open"}), "in Taipei it is December already")
		shown := []any{}
		for _, c := range f.Cells[0] {
			shown = append(shown, *c)
		}
		Expect(shown).To(Equal([]any{7, 9, 6}))
		few := training.CompletionByMonth(append(all, finished(2, 2, 2027)...))
		Expect(few.Columns).To(Equal([]string{"2026-12", "2027-01", "2027-02", "2027-03", "open"}))
		Expect(few.Cells[0]).To(HaveExactElements(HaveValue(Equal(7)), HaveValue(Equal(9)), BeNil(), BeNil(), BeNil()), "the two of March would be what is left")
		Expect(training.CompletionByMonth(nil).Columns).To(Equal([]string{"open"}))
	})

	It("never let a hidden count be worked out from a line", func() {
		r := rand.New(rand.NewPCG(5, 6))
		for range 300 {
			var all []training.Row
			for u := range 1 + r.IntN(5) {
				for _, s := range training.Standings {
					for range r.IntN(12) {
						all = append(all, training.Row{Person: officer("x", fmt.Sprint(u)), Standing: s})
					}
				}
			}
			f := training.Completion(all, func(r training.Row) string { return r.Person.Units[0] })
			count := map[string]int{}
			for _, x := range all {
				count[x.Person.Units[0]+string(x.Standing)]++
			}
			safe := func(hidden, sum, visible int) {
				GinkgoHelper()
				if hidden > 0 && visible > 0 {
					Expect(hidden).To(BeNumerically(">=", 2))
					Expect(sum).To(BeNumerically(">=", quizzes.MinCell))
				}
			}
			columns := make([][3]int, len(f.Columns))
			for i, row := range f.Cells {
				hidden, sum, visible := 0, 0, 0
				for j, cell := range row {
					n := count[f.Rows[i]+f.Columns[j]]
					if cell == nil {
						hidden, sum = hidden+1, sum+n
						columns[j][0]++
						columns[j][1] += n
						continue
					}
					Expect(*cell).To(Equal(n))
					Expect(n).To(BeNumerically(">=", quizzes.MinCell))
					visible++
					columns[j][2]++
				}
				safe(hidden, sum, visible)
			}
			if len(f.Rows) > 1 {
				for _, c := range columns {
					safe(c[0], c[1], c[2])
				}
			}
		}
	})

	It("count the levels of concepts of many, and of few say nothing", func() {
		w := newWorld(sqlitePlace())
		w.assign("refresher", "one", "2026-12-31")
		var people []training.Person
		for i := range 6 {
			p := officer(fmt.Sprint(i), "one")
			people = append(people, p)
			w.home(p)
		}
		f, err := w.MasteryFigures(ctx, people)
		Expect(err).NotTo(HaveOccurred())
		Expect(f.Columns).To(Equal([]string{"未開始", "嘗試", "熟悉", "精熟", "穩固"}))
		Expect(f.Rows).To(HaveLen(len(shipped.Bank.Concepts())))
		few, err := w.MasteryFigures(ctx, people[:4])
		Expect(err).NotTo(HaveOccurred())
		for _, row := range few.Cells {
			Expect(row).To(HaveEach(BeNil()))
		}
	})

	DescribeTable("a name that strangers see", func(name, masked string) {
		Expect(training.MaskedName(name)).To(Equal(masked))
	}, Entry(nil, "甲乙丙", "甲○丙"), Entry(nil, "甲乙", "甲○"), Entry(nil, "甲乙丙丁", "甲○○丁"), Entry(nil, "", ""))
})
