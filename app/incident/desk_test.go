package incident_test

import (
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/incident"
	"shoumi/app/privacy"
	"shoumi/app/store"
	"shoumi/app/store/storetest"
	"shoumi/rules"
)

var _ = Describe("a record", func() {
	storetest.OnBoth(func(fresh func() storetest.Place) {
		var w *world
		BeforeEach(func() { w = newWorld(fresh()) })

		It("is there for its author, its reviewer and who was given access, and for nobody else", func() {
			r := w.begin("author", "115-001", careless())
			closed := func(who ...string) {
				GinkgoHelper()
				for _, by := range who {
					_, err := w.Open(ctx, by, r.ID)
					Expect(err).To(MatchError(store.ErrNotFound), by)
					_, err = w.Revisions(ctx, by, r.ID)
					Expect(err).To(MatchError(store.ErrNotFound), by)
					_, err = w.Readers(ctx, by, r.ID)
					Expect(err).To(MatchError(store.ErrNotFound), by)
					_, err = w.Change(ctx, by, r.ID, r.Version, incident.Retold, nil)
					Expect(err).To(MatchError(store.ErrNotFound), by)
					Expect(w.Share(ctx, by, r.ID, by, "協助查證")).To(MatchError(store.ErrNotFound), by)
					_, err = w.Submit(ctx, by, r.ID, r.Version, "x")
					Expect(err).To(MatchError(store.ErrNotFound), by)
					Expect(w.Remove(ctx, by, r.ID, r.Version)).To(MatchError(store.ErrNotFound), by)
				}
			}
			closed("reader", "reviewer", "")
			Expect(w.Share(ctx, "author", r.ID, "reader", "協助查證")).To(Succeed())
			Expect(w.Share(ctx, "author", r.ID, "reader", "協助查證")).To(Succeed())
			Expect(w.Readers(ctx, "author", r.ID)).To(Equal([]string{"reader"}))
			_, err := w.Open(ctx, "reader", r.ID)
			Expect(err).NotTo(HaveOccurred())
			_, err = w.Change(ctx, "reader", r.ID, r.Version+1, incident.Retold, nil)
			Expect(err).To(MatchError(incident.ErrNotYours))
			Expect(w.Share(ctx, "reader", r.ID, "friend", "協助查證")).To(MatchError(incident.ErrNotYours))
			Expect(w.Unshare(ctx, "author", r.ID, "reader")).To(Succeed())
			closed("reader", "reviewer")

			r, err = w.Open(ctx, "author", r.ID)
			Expect(err).NotTo(HaveOccurred())
			r, err = w.Submit(ctx, "author", r.ID, r.Version, "reviewer")
			Expect(err).NotTo(HaveOccurred())
			_, err = w.Open(ctx, "reviewer", r.ID)
			Expect(err).NotTo(HaveOccurred())
			closed("reader")
		})

		It("keeps every kind of answer as the engine has it", func() {
			facts := careless()
			facts["fault"] = map[string]bool{"lapse": true}
			facts["counts"] = nil
			r := w.begin("author", "115-001", facts)
			again, err := w.Open(ctx, "author", r.ID)
			Expect(err).NotTo(HaveOccurred())
			Expect(again).To(Equal(r))
			Expect(again.Outcome.Acts).To(Equal([]string{"disclose", "query"}))
		})

		It("is written over by nobody who saw an earlier version", func() {
			r := w.begin("author", "115-001", careless())
			tell := func(version int, words string) error {
				_, err := w.Change(ctx, "author", r.ID, version, incident.Retold, func(r *incident.Record) error {
					r.Content.Narrative = words
					return nil
				})
				return err
			}
			Expect(tell(r.Version, "甲查詢資料。")).To(Succeed())
			Expect(tell(r.Version, "別的話。")).To(MatchError(store.ErrConflict))
			now, err := w.Open(ctx, "author", r.ID)
			Expect(err).NotTo(HaveOccurred())
			Expect(now.Content.Narrative).To(Equal("甲查詢資料。"))
		})

		It("takes no personal data, whatever the field, unless somebody says why it is none", func() {
			r := w.begin("author", "115-001", nil)
			put := func(dismissed []incident.Dismissal, f func(*incident.Record, string), words string) error {
				_, err := w.Change(ctx, "author", r.ID, r.Version, incident.Retold, func(r *incident.Record) error {
					r.Content.Dismissed = dismissed
					f(r, words)
					return nil
				})
				return err
			}
			fields := map[string]func(*incident.Record, string){
				"reference": func(r *incident.Record, s string) { r.Reference = s },
				"purpose":   func(r *incident.Record, s string) { r.Content.Purpose = s },
				"narrative": func(r *incident.Record, s string) { r.Content.Narrative = s },
				"notes":     func(r *incident.Record, s string) { r.Content.Notes = s },
			}
			because := func(kind privacy.Kind, text string) []incident.Dismissal {
				return []incident.Dismissal{{Kind: kind, Text: text, Reason: "測試用的號碼，不是真的"}}
			}
			for name, f := range fields {
				var e *incident.PersonalDataError
				Expect(put(nil, f, "身分證A123456789號")).To(BeAssignableToTypeOf(e), name)
				Expect(put(because(privacy.NationalID, "A123456789"), f, "身分證A123456789號")).To(BeAssignableToTypeOf(e), "%s: its check digit is right", name)
				Expect(put(nil, f, "電話0912-345-678")).To(BeAssignableToTypeOf(e), name)
			}
			same, err := w.Open(ctx, "author", r.ID)
			Expect(err).NotTo(HaveOccurred())
			Expect(same).To(Equal(r), "nothing was written")
			Expect(put(because(privacy.Mobile, "0912-345-678"), fields["notes"], "電話0912-345-678")).To(Succeed())
		})

		It("calls people by letters only", func() {
			r := w.begin("author", "115-001", nil)
			for _, name := range []string{"林小明", "王○明", "", "甲 ", "A123456789", "派出所所長", "林甲", "甲乙"} {
				_, err := w.Change(ctx, "author", r.ID, r.Version, incident.Recast, func(r *incident.Record) error {
					r.Content.Interview.People = []incident.Person{{Name: name}}
					return nil
				})
				Expect(err).To(MatchError(incident.ErrLabel), "%q", name)
			}
			for _, name := range []string{"甲", "乙2", "A", "民眾A", "某警員", "員警甲", "偵查佐丙", "○○"} {
				Expect(incident.Label(name)).To(BeTrue(), name)
			}
		})

		It("has one reference for each author", func() {
			w.begin("author", "115-001", nil)
			w.begin("other", "115-001", nil)
			_, err := w.Begin(ctx, "author", incident.Head{Reference: " 115-001 ", Purpose: "研判洩密責任", Stage: incident.Inquiry})
			Expect(err).To(MatchError(store.ErrExists))
		})

		It("refuses facts that contradict each other", func() {
			r := w.begin("author", "115-001", careless())
			_, err := w.Change(ctx, "author", r.ID, r.Version, incident.Answered, func(r *incident.Record) error {
				r.Content.Interview = r.Content.Interview.Set("intent", true)
				return nil
			})
			var e *rules.ContradictionError
			Expect(err).To(BeAssignableToTypeOf(e))
		})

		It("can be taken away until it was sent to somebody", func() {
			r := w.begin("author", "115-001", careless())
			Expect(w.Share(ctx, "author", r.ID, "reader", "協助查證")).To(Succeed())
			r, _ = w.Open(ctx, "author", r.ID)
			Expect(w.Remove(ctx, "reader", r.ID, r.Version)).To(MatchError(incident.ErrNotYours))
			Expect(w.Remove(ctx, "author", r.ID, r.Version-1)).To(MatchError(store.ErrConflict))
			Expect(w.Remove(ctx, "author", r.ID, r.Version)).To(Succeed())
			_, err := w.Open(ctx, "author", r.ID)
			Expect(err).To(MatchError(store.ErrNotFound))

			r = w.begin("author", "115-002", careless())
			r, err = w.Submit(ctx, "author", r.ID, r.Version, "reviewer")
			Expect(err).NotTo(HaveOccurred())
			Expect(w.Remove(ctx, "author", r.ID, r.Version)).To(MatchError(incident.ErrFixed))
			r, err = w.Withdraw(ctx, "author", r.ID, r.Version)
			Expect(err).NotTo(HaveOccurred())
			Expect(w.Remove(ctx, "author", r.ID, r.Version)).To(MatchError(incident.ErrFixed), "somebody has read it")
		})
	})
})

var _ = Describe("a review", func() {
	storetest.OnBoth(func(fresh func() storetest.Place) {
		var w *world
		var r incident.Record
		var err error
		BeforeEach(func() {
			w = newWorld(fresh())
			r = w.begin("author", "115-001", careless())
		})
		submit := func() {
			GinkgoHelper()
			r, err = w.Submit(ctx, "author", r.ID, r.Version, "reviewer")
			Expect(err).NotTo(HaveOccurred())
		}
		on := func(element string, agree bool, reason string) incident.Opinion {
			return incident.Opinion{Actor: "甲", Provision: "criminal-code/132/2", Element: element, Agree: agree, Reason: reason}
		}
		opine := func(o incident.Opinion) {
			GinkgoHelper()
			r, err = w.Opine(ctx, "reviewer", r.ID, r.Version, o)
			Expect(err).NotTo(HaveOccurred())
		}

		It("is by somebody else, and changes nothing of what is reviewed", func() {
			_, err := w.Submit(ctx, "author", r.ID, r.Version, "author")
			Expect(err).To(MatchError(incident.ErrSamePerson))
			submit()
			Expect(r.State).To(Equal(incident.Submitted))
			Expect(r.Turn).To(Equal("reviewer"))
			Expect(r.Judged).To(Equal("2026-11-22"))
			_, err = w.Change(ctx, "author", r.ID, r.Version, incident.Retold, nil)
			Expect(err).To(MatchError(incident.ErrFixed))
			_, err = w.Opine(ctx, "author", r.ID, r.Version, on("", true, ""))
			Expect(err).To(MatchError(incident.ErrSamePerson))
			_, err = w.Sign(ctx, "author", r.ID, r.Version, incident.Agree, "")
			Expect(err).To(MatchError(incident.ErrSamePerson))
		})

		It("is of something that can be said something of", func() {
			empty := w.begin("author", "115-002", nil)
			_, err := w.Submit(ctx, "author", empty.ID, empty.Version, "reviewer")
			Expect(err).To(MatchError(incident.ErrNoFacts))
			submit()
			_, err = w.Opine(ctx, "reviewer", r.ID, r.Version, on("no_such", true, ""))
			Expect(err).To(MatchError(incident.ErrNoFinding))
			_, err = w.Opine(ctx, "reviewer", r.ID, r.Version, on("", false, " "))
			Expect(err).To(MatchError(incident.ErrNoReason))
			_, err = w.Opine(ctx, "reviewer", r.ID, r.Version, on("", false, "身分證A123456789"))
			var e *incident.PersonalDataError
			Expect(err).To(BeAssignableToTypeOf(e))
		})

		It("keeps every dissent, also when the reviewer comes round and when the record is returned", func() {
			submit()
			opine(on("", false, "沒有查證是否已公開。"))
			opine(on("", false, "沒有查證是否已公開。"))
			w.clock = w.clock.Add(time.Hour)
			r, err = w.Return(ctx, "reviewer", r.ID, r.Version, "請補查。")
			Expect(err).NotTo(HaveOccurred())
			Expect(r.State).To(Equal(incident.Draft))
			Expect(r.Turn).To(Equal("author"))
			Expect(r.Judged).To(BeEmpty())
			submit()
			Expect(r.Review.Opinions).To(HaveLen(1), "sent twice is said once")
			_, err = w.Sign(ctx, "reviewer", r.ID, r.Version, incident.Agree, "")
			Expect(err).To(MatchError(incident.ErrDissents))
			opine(on("", true, ""))
			Expect(r.Review.Opinions).To(HaveLen(2))
			Expect(r.Review.Dissents()).To(BeEmpty())
			opine(on("", false, "仍不同意。"))
			Expect(r.Review.Dissents()).To(HaveLen(1))
			Expect(r.Review.Dissents()[0].Verdict).To(Equal(rules.Established))
		})

		It("signs for ever; a new revision starts from what was signed", func() {
			submit()
			opine(on("", false, "沒有查證是否已公開。"))
			r, err = w.Sign(ctx, "reviewer", r.ID, r.Version, incident.Partly, "其餘同意。")
			Expect(err).NotTo(HaveOccurred())
			signed := r
			Expect(r.State).To(Equal(incident.Signed))
			for _, by := range []string{"author", "reviewer"} {
				_, err = w.Change(ctx, by, r.ID, r.Version, incident.Retold, nil)
				Expect(err).To(HaveOccurred())
				_, err = w.Return(ctx, by, r.ID, r.Version, "再看一次")
				Expect(err).To(MatchError(incident.ErrFixed))
			}
			r, err = w.Revise(ctx, "author", r.ID, r.Version)
			Expect(err).NotTo(HaveOccurred())
			Expect(r.Revision).To(Equal(2))
			Expect(r.State).To(Equal(incident.Draft))
			Expect(r.Content).To(Equal(signed.Content))
			Expect(r.Review.Opinions).To(BeEmpty())
			r = w.answer(r, rules.Values{"acts": []string{"query"}})
			all, err := w.Revisions(ctx, "reviewer", r.ID)
			Expect(err).NotTo(HaveOccurred())
			Expect(all).To(HaveLen(1))
			Expect(all[0].Record.Content).To(Equal(signed.Content))
			Expect(all[0].Record.Review).To(Equal(signed.Review))
			said, err := all[0].Said()
			Expect(err).NotTo(HaveOccurred())
			Expect(string(said)).To(ContainSubstring(`"judged_on":"2026-11-22"`))
		})
	})
})

var _ = Describe("a change of law", func() {
	storetest.OnBoth(func(fresh func() storetest.Place) {
		It("leaves a record under its own rules until the author takes it on", func() {
			w := newWorld(fresh())
			r := w.begin("author", "115-001", careless())
			before, err := w.Result(ctx, r)
			Expect(err).NotTo(HaveOccurred())

			w.under(amended("statutes/criminal-code/132.yaml", "fine: {max: 9000}", "fine: {max: 12000}"))
			r, err = w.Open(ctx, "author", r.ID)
			Expect(err).NotTo(HaveOccurred())
			Expect(w.Current(r)).To(BeFalse())
			old, err := w.Result(ctx, r)
			Expect(err).NotTo(HaveOccurred())
			Expect(written(old)).To(Equal(written(before)))
			_, err = w.Change(ctx, "author", r.ID, r.Version, incident.Retold, nil)
			Expect(err).To(MatchError(incident.ErrOutdated))
			_, err = w.Submit(ctx, "author", r.ID, r.Version, "reviewer")
			Expect(err).To(MatchError(incident.ErrOutdated))

			r, err = w.Rejudge(ctx, "author", r.ID, r.Version)
			Expect(err).NotTo(HaveOccurred())
			Expect(w.Current(r)).To(BeTrue())
			Expect(r.Revision).To(Equal(2))
			now, err := w.Result(ctx, r)
			Expect(err).NotTo(HaveOccurred())
			Expect(written(now)).NotTo(Equal(written(before)))
			all, err := w.Revisions(ctx, "author", r.ID)
			Expect(err).NotTo(HaveOccurred())
			Expect(all).To(HaveLen(1))
			Expect(all[0].Record.Digest).To(Equal(shipped.Book.Digest()))
			again, err := w.Rejudge(ctx, "author", r.ID, r.Version)
			Expect(err).NotTo(HaveOccurred())
			Expect(again).To(Equal(r))
		})
	})
})
