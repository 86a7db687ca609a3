package incident_test

import (
	"fmt"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/incident"
	"shoumi/app/store"
	"shoumi/app/store/storetest"
	"shoumi/rules"
)

// stored is a record of a number, with what an officer knew of one of the cases; of
// every second one some of it is not known.
func stored(author string, i int) incident.Record {
	all := shipped.Cases.Cases()
	st := incident.Known(all[i%len(all)].Incident(), shipped.Book)
	if i%2 == 1 {
		for who := range st.People {
			var some []incident.Answer
			for n, a := range st.People[who].Answers {
				if (n+i/2)%4 != 0 {
					some = append(some, a)
				}
			}
			st.People[who].Answers = some
		}
	}
	for who := range st.People {
		st.People[who].Name = string([]rune("甲乙丙丁戊己庚辛壬癸")[who : who+1])
	}
	at := time.Date(2026, 11, 1, 1, 0, 0, 0, time.UTC).Add(time.Duration(i) * time.Minute)
	return incident.Record{Doc: store.Doc{ID: fmt.Sprintf("%032x", i+1), Version: 1}, Reference: fmt.Sprintf("115-%05d", i), Author: author, Turn: author, State: incident.Draft, Revision: 1,
		Created: at, Updated: at, Digest: shipped.Book.Digest(), Content: incident.Content{Purpose: "研判洩密責任", Stage: incident.Inquiry, Narrative: all[i%len(all)].Text(), Interview: st}}
}

// numbered is a record under another number.
func numbered(r incident.Record, i int) incident.Record {
	r.ID, r.Reference = fmt.Sprintf("%032x", i+1), fmt.Sprintf("115-%05d", i)
	return r
}

// insert keeps a record with what the book says of it.
func (w *world) insert(r incident.Record) {
	GinkgoHelper()
	r, err := w.Judge(r)
	Expect(err).NotTo(HaveOccurred())
	Expect(w.Insert(ctx, r)).To(Succeed())
}

// rerun judges every record of the author's anew.
func (w *world) rerun() (incident.Rerun, []incident.Rerow) {
	GinkgoHelper()
	j, err := w.BeginRerun(ctx, "author")
	Expect(err).NotTo(HaveOccurred())
	j, err = w.CarryRerun(ctx, j)
	Expect(err).NotTo(HaveOccurred())
	return j, w.rows(j)
}

func (w *world) rows(j incident.Rerun) []incident.Rerow {
	GinkgoHelper()
	rows, err := w.RerunRows(ctx, "author", j.ID)
	Expect(err).NotTo(HaveOccurred())
	return rows
}

// effects are the effects of some rows, by reference.
func effects(rows []incident.Rerow) map[string]incident.Effect {
	out := map[string]incident.Effect{}
	for _, row := range rows {
		out[row.Reference] = row.Effect
	}
	return out
}

// fine is another fine in 刑法 132.
func fine() incident.Material {
	return amended("statutes/criminal-code/132.yaml", "fine: {max: 9000}", "fine: {max: 12000}")
}

// later is 刑法 132 with a version that raises the fine from a day on.
func later() incident.Material {
	return amended("statutes/criminal-code/132.yaml", "  - from: 2019-12-27\n    amended: 2019-12-25\n", "  - from: 2026-12-01\n    amended: 2026-11-29\n",
		"fine: {max: 9000}", "fine: {max: 12000}", "same_as: 2019-12-27", "same_as: 2026-12-01", "  - from: 1935-07-01\n", `  - from: 2019-12-27
    amended: 2019-12-25
    basis: 公布日施行
    sha256: 0000000000000000000000000000000000000000000000000000000000000000
    summary: [同後, 過失犯，處一年以下有期徒刑、拘役或九千元以下罰金, 同後]
    provisions:
      - {id: "1", same_as: 2026-12-01}
      - {id: "2", same_as: 2026-12-01, penalty: {imprisonment: {max: 1y}, detention: true, fine: {max: 9000}}}
      - {id: "3", same_as: 2026-12-01, penalty: {imprisonment: {max: 1y}, detention: true, fine: {max: 9000}}}
  - from: 1935-07-01
`)
}

var _ = Describe("a re-run", func() {
	storetest.OnBoth(func(fresh func() storetest.Place) {
		var w *world
		BeforeEach(func() { w = newWorld(fresh()) })

		It("finds what moved, changes no record, and is there for nobody else", func() {
			r := w.begin("author", "115-001", careless())
			other := w.begin("author", "115-002", rules.Values{"intent": true})
			w.begin("stranger", "115-003", careless())
			w.under(fine())
			Expect(w.Outdated(ctx, "author")).To(Equal(2))
			j, rows := w.rerun()
			Expect(j.Total).To(Equal(2))
			Expect(effects(rows)).To(HaveKeyWithValue("115-001", incident.Altered))
			Expect(rows).To(HaveLen(2))
			Expect(rows[0].Shifts).To(ContainElement(incident.Shift{Actor: "甲", Provision: "criminal-code/132/2", From: rules.Established, To: rules.Established,
				Before: "1年以下有期徒刑、拘役或新臺幣9,000元以下罰金", After: "1年以下有期徒刑、拘役或新臺幣12,000元以下罰金"}))
			for _, was := range []incident.Record{r, other} {
				Expect(w.Open(ctx, "author", was.ID)).To(Equal(was))
			}
			_, err := w.Rerun(ctx, "stranger", j.ID)
			Expect(err).To(MatchError(store.ErrNotFound))
			_, err = w.RerunRows(ctx, "stranger", j.ID)
			Expect(err).To(MatchError(store.ErrNotFound))
		})

		It("is of the records that one reviews or was given to read, too", func() {
			r := w.begin("other", "115-001", careless())
			_, err := w.Submit(ctx, "other", r.ID, r.Version, "author")
			Expect(err).NotTo(HaveOccurred())
			lent := w.begin("other", "115-002", careless())
			Expect(w.Share(ctx, "other", lent.ID, "author", "協助查證")).To(Succeed())
			w.begin("other", "115-003", careless())
			w.begin("author", "115-004", careless())
			w.under(fine())
			Expect(w.Outdated(ctx, "author")).To(Equal(3))
			_, rows := w.rerun()
			Expect(effects(rows)).To(Equal(map[string]incident.Effect{"115-001": incident.Altered, "115-002": incident.Altered, "115-004": incident.Altered}))
			Expect(incident.Takable(rows)).To(BeEmpty())
			Expect(w.Unshare(ctx, "other", lent.ID, "author")).To(Succeed())
			j, err := w.Reruns(ctx, "author")
			Expect(err).NotTo(HaveOccurred())
			Expect(effects(w.rows(j[0]))).To(Equal(map[string]incident.Effect{"115-001": incident.Altered, "115-004": incident.Altered}), "what was taken back is not there any more")
		})

		It("puts first what cannot be any more, then what is open now", func() {
			w.begin("author", "115-001", rules.Values{"intent": true})
			w.begin("author", "115-002", careless())
			clashing := careless()
			clashing["rights_deprived"], clashing["service"] = true, "police_staff"
			w.begin("author", "115-003", clashing)
			gone := w.begin("author", "115-004", rules.Values{"intent": true})
			gone.Doc = store.Doc{ID: "gone", Version: 1}
			gone.Reference = "115-005"
			gone.Content.Interview = gone.Content.Interview.Set("retired_fact", true)
			Expect(w.Insert(ctx, gone)).To(Succeed())
			w.under(amended("statutes/criminal-code/132.yaml", "when: negligence\n", "when: negligence and rights_deprived\n"))
			_, rows := w.rerun()
			Expect(effects(rows)).To(Equal(map[string]incident.Effect{"115-001": incident.Unaltered, "115-002": incident.Reopened, "115-003": incident.Unaltered, "115-004": incident.Unaltered, "115-005": incident.Forgets}))
			Expect(rows[0].Reference).To(Equal("115-002"))
			Expect(rows[1].Lost).To(Equal([]string{"retired_fact"}))
			w.under(amended("facts.yaml", "      - {when: none, fact: position, is: agency_officer,", "      - {when: police_staff, fact: came_by, is: duty, why: 試驗}\n      - {when: none, fact: position, is: agency_officer,"))
			_, rows = w.rerun()
			Expect(effects(rows)).To(Equal(map[string]incident.Effect{"115-001": incident.Unaltered, "115-002": incident.Unaltered, "115-003": incident.Clashes, "115-004": incident.Unaltered, "115-005": incident.Forgets}))
			Expect(rows[0].Clash).To(ContainSubstring("試驗"))
		})

		It("leaves what was done before a law came into force under the law of then", func() {
			dated := func(reference, on string) {
				r := w.begin("author", reference, careless())
				_, err := w.Change(ctx, "author", r.ID, r.Version, incident.Answered, func(r *incident.Record) error {
					r.Content.Interview.Date, r.Content.Interview.Dated = on, true
					return nil
				})
				Expect(err).NotTo(HaveOccurred())
			}
			w.clock = time.Date(2026, 12, 10, 4, 0, 0, 0, time.UTC)
			dated("115-001", "2026-11-30")
			dated("115-002", "2026-12-01")
			dated("115-003", "2018-03-05")
			w.under(later())
			_, rows := w.rerun()
			Expect(effects(rows)).To(Equal(map[string]incident.Effect{"115-001": incident.Unaltered, "115-002": incident.Altered, "115-003": incident.Unaltered}))
		})

		It("says the same once it was broken off and gone on with", func() {
			for i := range 210 {
				w.insert(numbered(stored("author", 2*i%46), i))
			}
			w.under(fine())
			j, rows := w.rerun()
			Expect(j.Total).To(Equal(210))
			Expect(j.Parts).To(Equal(2))
			Expect(j.Counts[incident.Altered]).To(BeNumerically(">", 0))
			Expect(j.Counts[incident.Unaltered]).To(BeNumerically(">", 0))
			half, err := w.BreakOff(ctx, j, 1)
			Expect(err).NotTo(HaveOccurred())
			Expect(w.rows(half)).To(HaveLen(200))
			again, err := w.CarryRerun(ctx, half)
			Expect(err).NotTo(HaveOccurred())
			Expect(w.rows(again)).To(Equal(rows))
			Expect(again.Counts).To(Equal(j.Counts))
			_, err = w.CarryRerun(ctx, half)
			Expect(err).To(MatchError(store.ErrConflict), "somebody else went on with it")
			w.under(shipped)
			_, err = w.CarryRerun(ctx, again)
			Expect(err).To(MatchError(incident.ErrOutdated))
		})

		It("changes nothing in any record where a change of rules touches no facts", func() {
			for i := range 12 {
				w.insert(stored("author", i))
			}
			w.under(amended("statutes/criminal-code/132.yaml", "review_by: 2027-11-22", "review_by: 2027-12-22"))
			j, rows := w.rerun()
			Expect(j.Counts).To(Equal(map[incident.Effect]int{incident.Unaltered: len(rows)}))
			Expect(w.Rejudge(ctx, "author", rows[0].Record, 1)).To(HaveField("Revision", 2))
			before := w.rows(j)
			j, err := w.TakeUnaltered(ctx, j, func(incident.Record) error { return nil })
			Expect(err).NotTo(HaveOccurred())
			Expect(j.Taking.Taken).To(Equal(len(rows)))
			Expect(j.Taking.Left).To(BeZero())
			Expect(w.Outdated(ctx, "author")).To(BeZero())
			Expect(w.rows(j)).To(Equal(before))
			for _, row := range rows {
				all, err := w.Revisions(ctx, "author", row.Record)
				Expect(err).NotTo(HaveOccurred())
				Expect(all).To(HaveLen(1), row.Reference)
			}
			j, rows = w.rerun()
			Expect(rows).To(BeEmpty())
			Expect(j.Total).To(BeZero())
		})

		It("takes on nothing but what is unchanged, one's own and not under review, and tells it first", func() {
			w.begin("author", "115-001", careless())
			sent := w.begin("author", "115-002", rules.Values{"intent": true})
			_, err := w.Submit(ctx, "author", sent.ID, sent.Version, "reviewer")
			Expect(err).NotTo(HaveOccurred())
			signed := w.begin("author", "115-003", rules.Values{"intent": true})
			signed, err = w.Submit(ctx, "author", signed.ID, signed.Version, "reviewer")
			Expect(err).NotTo(HaveOccurred())
			_, err = w.Sign(ctx, "reviewer", signed.ID, signed.Version, incident.Agree, "")
			Expect(err).NotTo(HaveOccurred())
			w.begin("author", "115-004", rules.Values{"intent": true})
			w.under(amended("statutes/criminal-code/132.yaml", "when: negligence\n", "when: negligence and rights_deprived\n"))
			j, rows := w.rerun()
			Expect(effects(rows)).To(Equal(map[string]incident.Effect{"115-001": incident.Reopened, "115-002": incident.Unaltered, "115-003": incident.Unaltered, "115-004": incident.Unaltered}))
			var told []string
			j, err = w.TakeUnaltered(ctx, j, func(r incident.Record) error { told = append(told, r.Reference); return nil })
			Expect(err).NotTo(HaveOccurred())
			Expect(told).To(ConsistOf("115-003", "115-004"))
			Expect(j.Taking.Taken).To(Equal(2))
			again, err := w.Open(ctx, "author", signed.ID)
			Expect(err).NotTo(HaveOccurred())
			Expect([]any{again.State, again.Revision}).To(Equal([]any{incident.Draft, 2}))
		})

		It("is kept of each person a few times", func() {
			for range 8 {
				w.clock = w.clock.Add(time.Hour)
				w.rerun()
			}
			all, err := w.Reruns(ctx, "author")
			Expect(err).NotTo(HaveOccurred())
			Expect(all).To(HaveLen(5))
			Expect(all[0].Began).To(Equal(w.clock))
			j, err := w.BeginRerun(ctx, "author")
			Expect(err).NotTo(HaveOccurred())
			Expect(w.BeginRerun(ctx, "author")).To(HaveField("ID", j.ID), "pressed twice")
		})
	})
})

var _ = Describe("what moved a finding", func() {
	It("is the element whose verdict differs, with the facts and the law", func() {
		w := newWorld(storetest.SQLite())
		r := w.begin("author", "115-001", careless())
		w.under(amended("statutes/criminal-code/132.yaml", "when: negligence\n", "when: negligence and rights_deprived\n"))
		r, err := w.Open(ctx, "author", r.ID)
		Expect(err).NotTo(HaveOccurred())
		x, err := w.Explain(ctx, r)
		Expect(err).NotTo(HaveOccurred())
		Expect(x.Effect).To(Equal(incident.Reopened))
		b := x.Because[0]
		Expect(b.Provision).To(Equal("criminal-code/132/2"))
		Expect(b.Elements).To(HaveLen(1))
		e := b.Elements[0]
		Expect([]any{e.Was.ID, e.Was.Verdict, e.Now.Verdict, e.Exception}).To(Equal([]any{"negligence", rules.Established, rules.Undetermined, false}))
		Expect(b.Law).To(HaveLen(1))
		Expect(b.Law[0].NoLonger).NotTo(BeNil())
		Expect(b.Now.Missing).To(Equal([]string{"rights_deprived"}))
	})
})
