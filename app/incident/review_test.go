package incident_test

import (
	"bytes"
	"compress/gzip"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/incident"
	"shoumi/app/store"
	"shoumi/app/store/storetest"
	"shoumi/rules"
)

// at brings a record of the author's into a state, by the reviewer where one is needed.
func (w *world) at(state incident.State) incident.Record {
	GinkgoHelper()
	r := w.begin("author", "115-"+string(state), careless())
	Expect(w.Share(ctx, "author", r.ID, "reader", "協助查證")).To(Succeed())
	r, err := w.Open(ctx, "author", r.ID)
	Expect(err).NotTo(HaveOccurred())
	if state != incident.Draft {
		r, err = w.Submit(ctx, "author", r.ID, r.Version, "reviewer")
		Expect(err).NotTo(HaveOccurred())
	}
	if state == incident.Signed {
		r, err = w.Sign(ctx, "reviewer", r.ID, r.Version, incident.Agree, "")
		Expect(err).NotTo(HaveOccurred())
	}
	return r
}

var _ = Describe("who may do what to a record when", func() {
	acts := map[string]func(w *world, by string, r incident.Record, version int) error{
		"change": func(w *world, by string, r incident.Record, version int) error {
			_, err := w.Change(ctx, by, r.ID, version, incident.Retold, func(*incident.Record) error { return nil })
			return err
		},
		"submit": func(w *world, by string, r incident.Record, version int) error {
			_, err := w.Submit(ctx, by, r.ID, version, "third")
			return err
		},
		"withdraw": func(w *world, by string, r incident.Record, version int) error {
			_, err := w.Withdraw(ctx, by, r.ID, version)
			return err
		},
		"opine": func(w *world, by string, r incident.Record, version int) error {
			_, err := w.Opine(ctx, by, r.ID, version, incident.Opinion{Actor: "甲", Provision: "criminal-code/132/2", Agree: true})
			return err
		},
		"return": func(w *world, by string, r incident.Record, version int) error {
			_, err := w.Return(ctx, by, r.ID, version, "請補查")
			return err
		},
		"sign": func(w *world, by string, r incident.Record, version int) error {
			_, err := w.Sign(ctx, by, r.ID, version, incident.Agree, "")
			return err
		},
		"revise": func(w *world, by string, r incident.Record, version int) error {
			_, err := w.Revise(ctx, by, r.ID, version)
			return err
		},
		"share": func(w *world, by string, r incident.Record, _ int) error {
			return w.Share(ctx, by, r.ID, "third", "會辦")
		},
		"remove": func(w *world, by string, r incident.Record, version int) error {
			return w.Remove(ctx, by, r.ID, version)
		},
	}
	const may, outsider = "", "outsider"
	fixed, notYours, same, gone := incident.ErrFixed, incident.ErrNotYours, incident.ErrSamePerson, store.ErrNotFound
	// What stands is the error; nil is that it may be done.
	type row map[string]error
	table := map[incident.State]map[string]row{
		incident.Draft: {
			"change":   {"author": nil, "reader": notYours, outsider: gone},
			"submit":   {"author": nil, "reader": notYours, outsider: gone},
			"withdraw": {"author": fixed, "reader": fixed, outsider: gone},
			"opine":    {"author": fixed, "reader": fixed, outsider: gone},
			"return":   {"author": fixed, "reader": fixed, outsider: gone},
			"sign":     {"author": fixed, "reader": fixed, outsider: gone},
			"revise":   {"author": fixed, "reader": notYours, outsider: gone},
			"share":    {"author": nil, "reader": notYours, outsider: gone},
			"remove":   {"author": nil, "reader": notYours, outsider: gone},
		},
		incident.Submitted: {
			"change":   {"author": fixed, "reviewer": notYours, "reader": notYours, outsider: gone},
			"submit":   {"author": fixed, "reviewer": notYours, "reader": notYours, outsider: gone},
			"withdraw": {"author": nil, "reviewer": notYours, "reader": notYours, outsider: gone},
			"opine":    {"author": same, "reviewer": nil, "reader": notYours, outsider: gone},
			"return":   {"author": same, "reviewer": nil, "reader": notYours, outsider: gone},
			"sign":     {"author": same, "reviewer": nil, "reader": notYours, outsider: gone},
			"revise":   {"author": fixed, "reviewer": notYours, "reader": notYours, outsider: gone},
			"share":    {"author": nil, "reviewer": notYours, "reader": notYours, outsider: gone},
			"remove":   {"author": fixed, "reviewer": notYours, "reader": notYours, outsider: gone},
		},
		incident.Signed: {
			"change":   {"author": fixed, "reviewer": notYours, "reader": notYours, outsider: gone},
			"submit":   {"author": fixed, "reviewer": notYours, "reader": notYours, outsider: gone},
			"withdraw": {"author": fixed, "reviewer": fixed, "reader": fixed, outsider: gone},
			"opine":    {"author": fixed, "reviewer": fixed, "reader": fixed, outsider: gone},
			"return":   {"author": fixed, "reviewer": fixed, "reader": fixed, outsider: gone},
			"sign":     {"author": fixed, "reviewer": fixed, "reader": fixed, outsider: gone},
			"revise":   {"author": nil, "reviewer": notYours, "reader": notYours, outsider: gone},
			"share":    {"author": nil, "reviewer": notYours, "reader": notYours, outsider: gone},
			"remove":   {"author": fixed, "reviewer": notYours, "reader": notYours, outsider: gone},
		},
	}

	storetest.OnBoth(func(fresh func() storetest.Place) {
		for _, state := range incident.States {
			It("is as the table says of one that is "+string(state), func() {
				w := newWorld(fresh())
				Expect(table[state]).To(HaveLen(len(acts)))
				r := w.at(state)
				for act, rows := range table[state] {
					for by, want := range rows {
						if want == nil {
							continue
						}
						Expect(acts[act](w, by, r, r.Version)).To(MatchError(want), "%s by %q", act, by)
					}
				}
				same, err := w.Open(ctx, "author", r.ID)
				Expect(err).NotTo(HaveOccurred())
				Expect(same).To(Equal(r), "nothing of it was done")
				for act, rows := range table[state] {
					for by, want := range rows {
						if want != nil {
							continue
						}
						w = newWorld(fresh())
						r := w.at(state)
						if act != "share" {
							Expect(acts[act](w, by, r, r.Version-1)).To(MatchError(store.ErrConflict), "%s of what has changed since", act)
						}
						Expect(acts[act](w, by, r, r.Version)).To(Succeed(), "%s by %q", act, by)
					}
				}
			})
		}
	})
})

var _ = Describe("a dissent", func() {
	var w *world
	var r incident.Record
	var err error
	BeforeEach(func() {
		w = newWorld(storetest.SQLite())
		r = w.at(incident.Submitted)
	})
	on := func(element string, agree bool, reason string) incident.Opinion {
		return incident.Opinion{Actor: "甲", Provision: "criminal-code/132/2", Element: element, Agree: agree, Reason: reason}
	}
	opine := func(by string, o incident.Opinion) {
		GinkgoHelper()
		r, err = w.Opine(ctx, by, r.ID, r.Version, o)
		Expect(err).NotTo(HaveOccurred())
	}
	again := func(reviewer string) {
		GinkgoHelper()
		r, err = w.Withdraw(ctx, "author", r.ID, r.Version)
		Expect(err).NotTo(HaveOccurred())
		r, err = w.Submit(ctx, "author", r.ID, r.Version, reviewer)
		Expect(err).NotTo(HaveOccurred())
	}

	It("stands when somebody else agrees, who may sign all the same", func() {
		opine("reviewer", on("subject", false, "是否為公務員未查證。"))
		again("third")
		_, err := w.Open(ctx, "reviewer", r.ID)
		Expect(err).To(MatchError(store.ErrNotFound), "reviews it no more")
		opine("third", on("subject", true, ""))
		Expect(r.Review.Dissents()).To(HaveLen(1))
		Expect(r.Review.Dissents()[0].By).To(Equal("reviewer"))
		r, err = w.Sign(ctx, "third", r.ID, r.Version, incident.Agree, "")
		Expect(err).NotTo(HaveOccurred())
		Expect(r.Review.Dissents()).To(HaveLen(1))
	})

	It("on what the result does not have any more keeps nobody from agreeing, and stays", func() {
		opine("reviewer", on("subject", false, "是否為公務員未查證。"))
		r, err = w.Withdraw(ctx, "author", r.ID, r.Version)
		Expect(err).NotTo(HaveOccurred())
		r, err = w.Change(ctx, "author", r.ID, r.Version, incident.Recast, func(r *incident.Record) error {
			r.Content.Interview.People[0].Name = "乙"
			return nil
		})
		Expect(err).NotTo(HaveOccurred())
		r, err = w.Submit(ctx, "author", r.ID, r.Version, "reviewer")
		Expect(err).NotTo(HaveOccurred())
		r, err = w.Sign(ctx, "reviewer", r.ID, r.Version, incident.Agree, "")
		Expect(err).NotTo(HaveOccurred())
		Expect(r.Review.Dissents()).To(HaveLen(1))
	})

	DescribeTable("and the word on the whole", func(word incident.Overall, dissents bool, text string, want error) {
		if dissents {
			opine("reviewer", on("subject", false, "是否為公務員未查證。"))
		}
		_, err := w.Sign(ctx, "reviewer", r.ID, r.Version, word, text)
		if want == nil {
			Expect(err).NotTo(HaveOccurred())
		} else {
			Expect(err).To(MatchError(want))
		}
	},
		Entry("agreement", incident.Agree, false, "", nil),
		Entry("agreement beside a dissent", incident.Agree, true, "大致同意。", incident.ErrDissents),
		Entry("partly, with a dissent", incident.Partly, true, "", nil),
		Entry("partly, of nothing", incident.Partly, false, " ", incident.ErrNoReason),
		Entry("dissent, with a reason", incident.Dissent, false, "事實不足。", nil),
		Entry("no word", incident.Overall(""), false, "同意。", incident.ErrNoReason),
		Entry("another word", incident.Overall("maybe"), false, "同意。", incident.ErrNoReason),
	)

	It("says by whom, when, and of what verdict", func() {
		w.clock = w.clock.Add(time.Hour)
		opine("reviewer", on("subject", false, " 是否為公務員未查證。 "))
		Expect(r.Review.Opinions).To(Equal([]incident.Opinion{{At: w.clock, By: "reviewer", Actor: "甲", Provision: "criminal-code/132/2", Element: "subject",
			Verdict: rules.Established, Reason: "是否為公務員未查證。"}}))
	})
})

// kept is a signed record as its revision has it: as it was when it was written.
func kept(r incident.Record) incident.Record {
	r.Version--
	return r
}

// zipped is a report as revisions keep it, with other words.
func zipped(said []byte, old, with string) []byte {
	GinkgoHelper()
	Expect(string(said)).To(ContainSubstring(old))
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := w.Write(bytes.ReplaceAll(said, []byte(old), []byte(with)))
	Expect(err).NotTo(HaveOccurred())
	Expect(w.Close()).To(Succeed())
	return b.Bytes()
}

// readings are the values of all facts that a result read.
func readings(x incident.Result) (out []any) {
	for _, f := range x.Report.Actors[0].Findings {
		for _, e := range f.Elements {
			for _, r := range e.Facts {
				out = append(out, r.Value)
			}
		}
	}
	return out
}

var _ = Describe("a revision", func() {
	It("says for ever what was said, also when the program says something else", func() {
		w := newWorld(storetest.SQLite())
		r := w.at(incident.Signed)
		_, err := w.Revision(ctx, "outsider", r.ID, 1)
		Expect(err).To(MatchError(store.ErrNotFound))
		_, err = w.Revision(ctx, "author", r.ID, 2)
		Expect(err).To(MatchError(store.ErrNotFound))
		rev, err := w.Revision(ctx, "reader", r.ID, 1)
		Expect(err).NotTo(HaveOccurred())
		Expect(rev.Record).To(Equal(kept(r)))
		live, err := w.Result(ctx, rev.Record)
		Expect(err).NotTo(HaveOccurred())
		x, same, err := w.Frozen(ctx, rev)
		Expect(err).NotTo(HaveOccurred())
		Expect(same).To(BeTrue())
		Expect(written(x)).To(Equal(written(live)))
		Expect(readings(x)).To(Equal(readings(live)), "with values of the engine")

		said, err := rev.Said()
		Expect(err).NotTo(HaveOccurred())
		rev.Report = zipped(said, "公務員過失洩漏", "某員過失洩漏")
		x, same, err = w.Frozen(ctx, rev)
		Expect(err).NotTo(HaveOccurred())
		Expect(same).To(BeFalse())
		Expect(written(x)).To(ContainSubstring("某員過失洩漏"))
	})

	It("is under its own rules after they changed, and listed where those cannot be read", func() {
		w := newWorld(storetest.SQLite())
		r := w.at(incident.Signed)
		w.under(amended("statutes/criminal-code/132.yaml", "fine: {max: 9000}", "fine: {max: 12000}"))
		rev, err := w.Revision(ctx, "author", r.ID, 1)
		Expect(err).NotTo(HaveOccurred())
		x, same, err := w.Frozen(ctx, rev)
		Expect(err).NotTo(HaveOccurred())
		Expect(same).To(BeTrue())
		Expect(x.Book.Digest()).To(Equal(shipped.Book.Digest()))
		r, err = w.Revise(ctx, "author", r.ID, r.Version)
		Expect(err).NotTo(HaveOccurred())
		Expect(r.Digest).NotTo(Equal(rev.Record.Digest))
		all, err := w.Revisions(ctx, "author", r.ID)
		Expect(err).NotTo(HaveOccurred())
		Expect(all).To(HaveLen(1))
	})

	It("is not one while its signature is not complete", func() {
		w := newWorld(storetest.SQLite())
		r := w.at(incident.Submitted)
		_, err := w.Revision(ctx, "author", r.ID, 1)
		Expect(err).To(MatchError(store.ErrNotFound))
		all, err := w.Revisions(ctx, "author", r.ID)
		Expect(err).NotTo(HaveOccurred())
		Expect(all).To(BeEmpty())
	})
})
