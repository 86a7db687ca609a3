package main

import (
	"context"
	"log/slog"
	"path/filepath"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/incident"
	"shoumi/app/store"
	"shoumi/app/web"
	"shoumi/rules"
)

var _ = Describe("the records of a demo", func() {
	ctx := context.Background()

	It("stand in every state, and are left as people have made them", func() {
		now := time.Date(2026, 11, 22, 4, 0, 0, 0, time.UTC)
		c := &cli{now: func() time.Time { return now }, set: ruleset{files: rules.Files}}
		db, err := store.Open(ctx, "sqlite:"+filepath.Join(GinkgoT().TempDir(), "shoumi.db"), collections()...)
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(db.Close)
		server := &web.Server{Now: c.now, Log: slog.New(slog.DiscardHandler)}
		server.Book, err = c.rules()
		Expect(err).NotTo(HaveOccurred())
		server.Cases, err = c.casebook()
		Expect(err).NotTo(HaveOccurred())
		Expect(c.people(ctx, settings{}, db, server)).To(Succeed())
		Expect(c.incidents(ctx, db, server)).To(Succeed())
		Expect(writeDemoIncidents(ctx, server)).To(MatchError(store.ErrNotFound), "there is nobody yet")
		_, err = server.People.Demo(ctx)
		Expect(err).NotTo(HaveOccurred())
		Expect(writeDemoIncidents(ctx, server)).To(Succeed())

		author, err := server.People.ByLogin(ctx, "counsel-1")
		Expect(err).NotTo(HaveOccurred())
		reviewer, err := server.People.ByLogin(ctx, "both-1")
		Expect(err).NotTo(HaveOccurred())
		type stands struct {
			State    incident.State
			Turn     string
			Verdicts map[string]rules.Verdict // of criminal provisions, by actor and provision
			Open     int                      // proposals
		}
		all := func() map[string]stands {
			GinkgoHelper()
			list, err := server.Incidents.List(ctx, author.ID, incident.Filter{}, "", 100)
			Expect(err).NotTo(HaveOccurred())
			out := map[string]stands{}
			for _, e := range list.Entries {
				r, err := server.Incidents.Open(ctx, author.ID, e.ID)
				Expect(err).NotTo(HaveOccurred())
				s := stands{State: r.State, Turn: r.Turn, Verdicts: map[string]rules.Verdict{}}
				for _, f := range r.Outcome.Findings {
					if f.Kind == rules.Criminal && f.Verdict == rules.Established && !f.Absorbed {
						s.Verdicts[f.Actor+" "+f.Provision] = f.Verdict
					}
				}
				_, proposals := r.Proposals(server.Cues)
				for _, p := range proposals {
					if p.Fate == incident.Open {
						s.Open++
					}
				}
				out[r.Reference] = s
			}
			return out
		}
		first := all()
		Expect(first["115-示-004"].Open).To(BeNumerically(">", 5))
		draft := first["115-示-004"]
		draft.Open = 0
		first["115-示-004"] = draft
		Expect(first).To(Equal(map[string]stands{
			"115-示-001": {incident.Signed, "", map[string]rules.Verdict{"丙 criminal-code/132/1": rules.Established}, 0},
			"115-示-002": {incident.Draft, author.ID, map[string]rules.Verdict{"丁 criminal-code/132/2": rules.Established}, 0},
			"115-示-003": {incident.Submitted, reviewer.ID, map[string]rules.Verdict{"乙 criminal-code/132/1": rules.Established}, 0},
			"115-示-004": {incident.Draft, author.ID, map[string]rules.Verdict{}, 0},
		}))
		list, err := server.Incidents.List(ctx, reviewer.ID, incident.Filter{}, "", 100)
		Expect(err).NotTo(HaveOccurred())
		Expect(list.Entries).To(HaveLen(3))
		signed, err := server.Incidents.Open(ctx, reviewer.ID, list.Entries[2].ID)
		Expect(err).NotTo(HaveOccurred())
		Expect(signed.Review.Dissents()).To(ConsistOf(HaveField("Element", "object")))
		Expect(signed.Review.Overall).To(Equal(incident.Partly))

		mine, err := server.Incidents.List(ctx, author.ID, incident.Filter{}, "", 100)
		Expect(err).NotTo(HaveOccurred())
		latest, err := server.Incidents.Open(ctx, author.ID, mine.Entries[0].ID)
		Expect(err).NotTo(HaveOccurred())
		_, err = server.Incidents.Change(ctx, author.ID, latest.ID, latest.Version, incident.Reworded, func(r *incident.Record) error {
			r.Content.Notes = "自己寫的"
			return nil
		})
		Expect(err).NotTo(HaveOccurred())
		now = now.AddDate(0, 0, 9)
		Expect(writeDemoIncidents(ctx, server)).To(Succeed())
		again, err := server.Incidents.List(ctx, author.ID, incident.Filter{}, "", 100)
		Expect(err).NotTo(HaveOccurred())
		Expect(again.All).To(Equal(4))
		latest, err = server.Incidents.Open(ctx, author.ID, again.Entries[0].ID)
		Expect(err).NotTo(HaveOccurred())
		Expect(latest.Content.Notes).To(Equal("自己寫的"))
	})
})
