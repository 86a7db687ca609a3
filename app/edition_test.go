package main

import (
	"context"
	"log/slog"
	"path/filepath"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/publishing"
	"shoumi/app/publishing/publishingtest"
	"shoumi/app/store"
	"shoumi/app/web"
	"shoumi/casebook"
)

// unpublished is what a site shows that has published nothing.
func unpublished(c *cli) publishing.Made {
	GinkgoHelper()
	shipped, err := c.shipped()
	Expect(err).NotTo(HaveOccurred())
	m, err := shipped.Make(nil, publishing.Made{})
	Expect(err).NotTo(HaveOccurred())
	return m
}

// site is a process as run sets it up, over a small house.
type site struct {
	*web.Server
	*issue
	news chan struct{}
	log  strings.Builder
}

func newSite(ctx context.Context, c *cli, db *store.DB) *site {
	GinkgoHelper()
	s := &site{news: make(chan struct{}, 1)}
	s.Server = &web.Server{Now: c.now, Log: slog.New(slog.NewTextHandler(&s.log, nil))}
	var err error
	s.Book, err = c.rules()
	Expect(err).NotTo(HaveOccurred())
	Expect(c.people(ctx, settings{}, db, s.Server)).To(Succeed())
	c.publish(db, s.Server, s.news)
	s.issue, err = c.edition(ctx, s.Server, publishingtest.House())
	Expect(err).NotTo(HaveOccurred())
	Expect(c.train(ctx, db, s.Server, s.Made)).To(Succeed())
	Expect(c.incidents(ctx, db, s.Server)).To(Succeed())
	_, err = s.App()
	Expect(err).NotTo(HaveOccurred())
	return s
}

// shows are the cases that a site shows and draws from now.
func (s *site) shows() string {
	now, drawn := s.Current(), map[string]bool{}
	for _, it := range now.Quizzes.Usable("") {
		drawn[it.Case] = true
	}
	var out []string
	for _, x := range now.Cases.Cases() {
		if drawn[x.ID] {
			out = append(out, x.ID)
		}
	}
	return strings.Join(out, " ")
}

var _ = Describe("what is published", func() {
	ctx := context.Background()
	var (
		c    *cli
		db   *store.DB
		now  time.Time
		text []byte
	)
	BeforeEach(func() {
		var err error
		now = time.Date(2026, 11, 22, 4, 0, 0, 0, time.UTC)
		c = &cli{now: func() time.Time { return now }}
		db, err = store.Open(ctx, "sqlite:"+filepath.Join(GinkgoT().TempDir(), "shoumi.db"), collections()...)
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(db.Close)
		text = publishingtest.Text(casebook.Files, "cases/npa-leak-1.yaml")
	})
	publish := func(d *publishing.Desk, from string) publishing.Piece {
		GinkgoHelper()
		p, err := d.Begin(ctx, "author", publishing.Start{Kind: publishing.Case, Key: "npa-leak-1", File: text})
		Expect(err).NotTo(HaveOccurred())
		p, err = d.Submit(ctx, "author", p.ID, p.Version)
		Expect(err).NotTo(HaveOccurred())
		for step, by := range map[publishing.Step]string{publishing.Editorial: "second", publishing.Legal: "counsel"} {
			p, err = d.Approve(ctx, by, p.ID, p.Version, step, p.Hash, "")
			Expect(err).NotTo(HaveOccurred())
		}
		p, err = d.Publish(ctx, "author", p.ID, p.Version, from, "")
		Expect(err).NotTo(HaveOccurred())
		return p
	}

	It("is shown by every process on the store, until it is withdrawn", func() {
		here, there := newSite(ctx, c, db), newSite(ctx, c, db)
		Expect(here.shows()).To(Equal("npa-leak-4 npa-leak-6"))
		p := publish(here.Materials, "")
		Expect(here.news).To(HaveLen(1), "told at once")
		Expect(there.news).To(BeEmpty())
		for _, s := range []*site{here, there} {
			Expect(s.renew(ctx, s.Server)).To(Succeed())
			Expect(s.shows()).To(Equal("npa-leak-1 npa-leak-4 npa-leak-6"))
			Expect(s.log.String()).To(ContainSubstring(`msg="edition shown" cases=3`))
			before := s.Current()
			Expect(s.renew(ctx, s.Server)).To(Succeed())
			Expect(s.Current()).To(BeIdenticalTo(before), "nothing was published since")
		}
		Expect(newSite(ctx, c, db).shows()).To(Equal("npa-leak-1 npa-leak-4 npa-leak-6"), "and one that is started then")

		_, err := here.Materials.Withdraw(ctx, "second", p.ID, p.Version, "內容過時")
		Expect(err).NotTo(HaveOccurred())
		for _, s := range []*site{here, there} {
			Expect(s.renew(ctx, s.Server)).To(Succeed())
			Expect(s.shows()).To(Equal("npa-leak-4 npa-leak-6"))
			x, ok := s.Current().Cases.Case("npa-leak-1")
			Expect(ok && x.Withdrawn).To(BeTrue())
		}
	})

	It("is shown from its day on", func() {
		s := newSite(ctx, c, db)
		publish(s.Materials, "2026-11-23")
		Expect(s.renew(ctx, s.Server)).To(Succeed())
		Expect(s.shows()).To(Equal("npa-leak-4 npa-leak-6"))
		now = now.Add(24 * time.Hour)
		Expect(s.renew(ctx, s.Server)).To(Succeed())
		Expect(s.shows()).To(Equal("npa-leak-1 npa-leak-4 npa-leak-6"))
	})

	It("is followed while the site runs", func() {
		s := newSite(ctx, c, db)
		following, stop := context.WithCancel(ctx)
		ended := make(chan struct{})
		go func() {
			s.follow(following, s.Server, s.news)
			close(ended)
		}()
		publish(s.Materials, "")
		Eventually(s.shows, "20s").Should(Equal("npa-leak-1 npa-leak-4 npa-leak-6"))
		stop()
		Eventually(ended, "20s").Should(BeClosed())
	})
})
