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

// references are those of a page.
func references(l incident.Listing) (out []string) {
	for _, e := range l.Entries {
		out = append(out, e.Reference)
	}
	return out
}

var _ = Describe("the list of records", func() {
	storetest.OnBoth(func(fresh func() storetest.Place) {
		var w *world
		list := func(by string, f incident.Filter) []string {
			GinkgoHelper()
			l, err := w.List(ctx, by, f, "", 100)
			Expect(err).NotTo(HaveOccurred())
			Expect(l.Fit).To(Equal(len(l.Entries)))
			return references(l)
		}
		// at makes a record at a minute of the day.
		at := func(minute int, author, reference string, facts rules.Values) incident.Record {
			GinkgoHelper()
			w.clock = time.Date(2026, 11, 22, 4, minute, 0, 0, time.UTC)
			return w.begin(author, reference, facts)
		}
		BeforeEach(func() { w = newWorld(fresh()) })

		It("is what one wrote, reviews or was given, latest change first, and nothing else", func() {
			at(1, "chen", "甲-1", nil)
			shared := at(2, "lin", "乙-1", nil)
			sent := at(3, "lin", "乙-2", careless())
			at(4, "lin", "乙-3", nil)
			Expect(list("chen", incident.Filter{})).To(Equal([]string{"甲-1"}))
			w.clock = w.clock.Add(time.Minute)
			Expect(w.Share(ctx, "lin", shared.ID, "chen", "協助研判")).To(Succeed())
			w.clock = w.clock.Add(time.Minute)
			_, err := w.Submit(ctx, "lin", sent.ID, sent.Version, "chen")
			Expect(err).NotTo(HaveOccurred())
			Expect(list("chen", incident.Filter{})).To(Equal([]string{"乙-2", "乙-1", "甲-1"}))
			Expect(w.Share(ctx, "lin", sent.ID, "wang", "協助研判")).To(Succeed())
			Expect(list("wang", incident.Filter{})).To(Equal([]string{"乙-2"}))
			Expect(w.Unshare(ctx, "lin", shared.ID, "chen")).To(Succeed())
			Expect(list("chen", incident.Filter{})).To(Equal([]string{"乙-2", "甲-1"}))
			Expect(list("nobody", incident.Filter{})).To(BeEmpty())
			Expect(list("", incident.Filter{})).To(BeEmpty())
		})

		It("is narrowed by state, turn, article, conduct, unit and rules, and its counts are those of its lists", func() {
			at(1, "chen", "甲-1", nil)
			sent := at(2, "chen", "甲-2", careless())
			_, err := w.Submit(ctx, "chen", sent.ID, sent.Version, "lin")
			Expect(err).NotTo(HaveOccurred())
			r := at(3, "chen", "甲-3", rules.Values{"acts": []string{"query"}})
			_, err = w.Change(ctx, "chen", r.ID, r.Version, incident.Reworded, func(r *incident.Record) error { r.Unit = "north"; return nil })
			Expect(err).NotTo(HaveOccurred())

			l, err := w.List(ctx, "chen", incident.Filter{}, "", 100)
			Expect(err).NotTo(HaveOccurred())
			Expect(l.Acts).To(Equal([]string{"disclose", "query"}))
			Expect(l.Articles).To(ContainElement("criminal-code/132"))
			Expect(l.All).To(Equal(3))
			Expect(l.Mine).To(Equal(len(list("chen", incident.Filter{Turn: incident.Mine}))))
			Expect(l.Others).To(Equal(len(list("chen", incident.Filter{Turn: incident.Others}))))
			for _, state := range incident.States {
				Expect(l.States[state]).To(Equal(len(list("chen", incident.Filter{State: state}))), string(state))
			}
			Expect(list("chen", incident.Filter{Turn: incident.Mine})).To(Equal([]string{"甲-3", "甲-1"}))
			Expect(list("chen", incident.Filter{Turn: incident.Others})).To(Equal([]string{"甲-2"}))
			Expect(list("lin", incident.Filter{Turn: incident.Mine})).To(Equal([]string{"甲-2"}))
			Expect(list("chen", incident.Filter{Article: "criminal-code/132"})).To(Equal([]string{"甲-2"}))
			Expect(list("chen", incident.Filter{Act: "query"})).To(Equal([]string{"甲-3", "甲-2"}))
			Expect(list("chen", incident.Filter{Act: "query", State: incident.Draft})).To(Equal([]string{"甲-3"}))
			Expect(list("chen", incident.Filter{Units: []string{"north", "south"}})).To(Equal([]string{"甲-3"}))
			Expect(list("chen", incident.Filter{Units: []string{}})).To(BeEmpty())
			Expect(list("chen", incident.Filter{Outdated: true})).To(BeEmpty())
			w.under(amended("statutes/criminal-code/132.yaml", "三年以下有期徒刑", "四年以下有期徒刑"))
			Expect(list("chen", incident.Filter{Outdated: true})).To(HaveLen(3))
		})

		It("is read page by page, none twice and none left out, while records change", func() {
			for i := range 9 {
				at(i, "chen", fmt.Sprint("甲-", i), nil)
			}
			first, err := w.List(ctx, "chen", incident.Filter{}, "", 4)
			Expect(err).NotTo(HaveOccurred())
			Expect(references(first)).To(Equal([]string{"甲-8", "甲-7", "甲-6", "甲-5"}))
			Expect(first.Fit).To(Equal(9))
			last := first.Entries[3] // the place of the cursor goes away, and one behind it comes to the front
			r, err := w.Open(ctx, "chen", last.ID)
			Expect(err).NotTo(HaveOccurred())
			Expect(w.Remove(ctx, "chen", r.ID, r.Version)).To(Succeed())
			at(30, "chen", "甲-30", nil)
			second, err := w.List(ctx, "chen", incident.Filter{}, first.Next, 4)
			Expect(err).NotTo(HaveOccurred())
			Expect(references(second)).To(Equal([]string{"甲-4", "甲-3", "甲-2", "甲-1"}))
			third, err := w.List(ctx, "chen", incident.Filter{}, second.Next, 4)
			Expect(err).NotTo(HaveOccurred())
			Expect(references(third)).To(Equal([]string{"甲-0"}))
			Expect(third.Next).To(BeEmpty())
			for _, bad := range []string{"x", "-", "1-", "!-a"} {
				_, err := w.List(ctx, "chen", incident.Filter{}, bad, 4)
				Expect(err).To(MatchError(store.ErrCursor), bad)
			}
		})

		It("knows what another process wrote, changed and removed", func() {
			mine := at(1, "chen", "甲-1", nil)
			Expect(list("chen", incident.Filter{})).To(HaveLen(1))
			other := incident.New(w.db, shipped, func() time.Time { return w.clock.Add(5 * time.Minute) })
			_, err := other.Begin(ctx, "chen", incident.Head{Reference: "甲-2", Purpose: "研判洩密責任", Stage: incident.Inquiry})
			Expect(err).NotTo(HaveOccurred())
			_, err = other.Change(ctx, "chen", mine.ID, mine.Version, incident.Reworded, func(r *incident.Record) error { r.Reference = "甲-1b"; return nil })
			Expect(err).NotTo(HaveOccurred())
			Expect(list("chen", incident.Filter{})).To(ConsistOf("甲-2", "甲-1b"))
			r, err := other.Open(ctx, "chen", mine.ID)
			Expect(err).NotTo(HaveOccurred())
			Expect(other.Remove(ctx, "chen", r.ID, r.Version)).To(Succeed())
			Expect(list("chen", incident.Filter{})).To(Equal([]string{"甲-2"}))
		})
	})
})
