package main

import (
	"bytes"
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
	"shoumi/app/training"
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
	issue := func(d *publishing.Desk, p publishing.Piece, from string) publishing.Piece {
		GinkgoHelper()
		p, err := d.Submit(ctx, "author", p.ID, p.Version)
		Expect(err).NotTo(HaveOccurred())
		for step, by := range map[publishing.Step]string{publishing.Editorial: "second", publishing.Legal: "counsel"} {
			p, err = d.Approve(ctx, by, p.ID, p.Version, step, p.Hash, "")
			Expect(err).NotTo(HaveOccurred())
		}
		p, err = d.Publish(ctx, "author", p.ID, p.Version, from, "")
		Expect(err).NotTo(HaveOccurred())
		return p
	}
	publish := func(d *publishing.Desk, from string) publishing.Piece {
		GinkgoHelper()
		p, err := d.Begin(ctx, "author", publishing.Start{Kind: publishing.Case, Key: "npa-leak-1", File: text})
		Expect(err).NotTo(HaveOccurred())
		return issue(d, p, from)
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

	It("is told as a correction of material, and not of the law, where its words stay and keys move", func() {
		s := newSite(ctx, c, db)
		p := publish(s.Materials, "")
		Expect(s.renew(ctx, s.Server)).To(Succeed())
		notices := func() []training.Notice {
			GinkgoHelper()
			all, err := s.Current().Training.Notices(ctx, false)
			Expect(err).NotTo(HaveOccurred())
			return all
		}
		Expect(notices()).To(BeEmpty(), "what is new was not learned")
		usable := len(s.Current().Quizzes.Usable(""))
		rewrite := func(old, with string) {
			GinkgoHelper()
			Expect(string(p.File)).To(ContainSubstring(old))
			next, err := s.Materials.Write(ctx, "author", p.ID, p.Version, bytes.ReplaceAll(p.File, []byte(old), []byte(with)))
			Expect(err).NotTo(HaveOccurred())
			p = issue(s.Materials, next, "")
			now = now.Add(time.Minute)
			Expect(s.renew(ctx, s.Server)).To(Succeed())
		}
		rewrite("measures: [query_audit, supervision, rotation, education]", "measures: [query_audit, supervision, rotation]")
		Expect(notices()).To(BeEmpty(), "no key moved")
		for n := 1; n <= 3; n++ { // there and back: each is told
			if n%2 == 1 {
				rewrite("info: {value: [vehicle, contact]", "info: {value: [vehicle]")
			} else {
				rewrite("info: {value: [vehicle]", "info: {value: [vehicle, contact]")
			}
			all := notices()
			Expect(all).To(HaveLen(n))
			Expect(all[0]).To(And(HaveField("Kind", training.MaterialChange), HaveField("Provisions", BeEmpty()), HaveField("Moved", Not(BeEmpty()))))
			for _, m := range all[0].Moved {
				Expect(m.Item).To(HavePrefix("gen/npa-leak-1/"))
			}
			Expect(s.Current().Training.ConceptsOf(all[0])).NotTo(BeEmpty())
			Expect(s.Current().Training.Close(ctx, all[0].ID, "second", "看過了")).To(Succeed())
		}
		Expect(s.log.String()).To(And(ContainSubstring(`msg="material changed"`), Not(ContainSubstring("law changed")), Not(ContainSubstring("items suspended"))))
		Expect(len(s.Current().Quizzes.Usable(""))).To(BeNumerically("~", usable, 10))
		before := len(notices())
		newSite(ctx, c, db)
		Expect(notices()).To(HaveLen(before), "nothing to tell at the next start")
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
