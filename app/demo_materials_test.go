package main

import (
	"context"
	"log/slog"
	"path/filepath"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/publishing"
	"shoumi/app/store"
	"shoumi/app/web"
	"shoumi/rules"
)

var _ = Describe("the material of a demo", func() {
	It("stands in three states, and is left as people have made it", func() {
		ctx, now := context.Background(), time.Date(2026, 11, 22, 4, 0, 0, 0, time.UTC)
		c := &cli{now: func() time.Time { return now }, set: ruleset{files: rules.Files}}
		db, err := store.Open(ctx, "sqlite:"+filepath.Join(GinkgoT().TempDir(), "shoumi.db"), collections()...)
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(db.Close)
		server := &web.Server{Now: c.now, Log: slog.New(slog.DiscardHandler)}
		server.Book, err = c.rules()
		Expect(err).NotTo(HaveOccurred())
		server.Cases, err = c.casebook()
		Expect(err).NotTo(HaveOccurred())
		server.Quizzes, err = c.bank()
		Expect(err).NotTo(HaveOccurred())
		Expect(c.people(ctx, settings{}, db, server)).To(Succeed())
		c.publish(db, server, make(chan struct{}, 1))
		_, err = server.People.Demo(ctx)
		Expect(err).NotTo(HaveOccurred())
		for range 2 {
			Expect(writeDemoMaterials(ctx, server)).To(Succeed())
			all, err := server.Materials.All(ctx)
			Expect(err).NotTo(HaveOccurred())
			states := map[string]publishing.State{}
			for _, p := range all {
				states[p.Key] = p.State
			}
			Expect(states).To(Equal(map[string]publishing.State{"lock-the-screen": publishing.Published, "no-photos-of-raids": publishing.Submitted, "agency-115-1": publishing.Draft}))
		}
	})
})
