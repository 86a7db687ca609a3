package main

import (
	"context"
	"log/slog"
	"time"

	"shoumi/app/publishing"
	"shoumi/app/web"
	"shoumi/casebook"
	"shoumi/content"
	"shoumi/quizzes"
)

// newsEvery is how often a process asks what others have published.
const newsEvery = 10 * time.Second

// shipped is what comes with the program, held against the rules in use.
func (c *cli) shipped() (publishing.Shipped, error) {
	courses, material, err := c.courses()
	return publishing.Shipped{Cases: casebook.Files, Quizzes: quizzes.Files, Content: content.Files,
		Material: material, Courses: courses, Sources: web.LessonSources}, err
}

// issue is the edition that the site of this process shows.
type issue struct {
	publishing.Made
	shipped publishing.Shipped
	digest  string
	mark    string // of the store, read before the edition was
}

// edition gives the server what is shipped and what was published.
func (c *cli) edition(ctx context.Context, server *web.Server, shipped publishing.Shipped) (*issue, error) {
	of := &issue{shipped: shipped}
	var err error
	if of.mark, err = server.Materials.EditionMark(ctx); err != nil {
		return nil, err
	}
	if err := of.read(ctx, server); err != nil {
		return nil, err
	}
	server.Cases, server.Quizzes, server.Lessons, server.LeftOut = of.Cases, of.Bank, of.Lessons, of.LeftOut
	return of, nil
}

// read makes the edition of the store.
func (x *issue) read(ctx context.Context, server *web.Server) error {
	edition, err := server.Materials.Edition(ctx)
	if err != nil {
		return err
	}
	x.digest = edition.Digest() // what cannot be made is not tried again
	made, err := x.shipped.Make(edition, x.Made)
	if err != nil {
		return err
	}
	x.Made = made
	for _, f := range made.LeftOut {
		server.Log.Error("published file left out", "file", f.File, "why", f.Why)
	}
	return nil
}

// follow has the server show what is published here or by other processes, from its
// day on.
func (x *issue) follow(ctx context.Context, server *web.Server, news <-chan struct{}) {
	tick := time.NewTicker(newsEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-news:
		}
		if err := x.renew(ctx, server); err != nil && ctx.Err() == nil {
			server.Log.Error("what was published is not shown", "err", err)
		}
	}
}

// renew has the server show what is published now, if that is something else.
func (x *issue) renew(ctx context.Context, server *web.Server) error {
	mark, err := server.Materials.EditionMark(ctx)
	if err != nil || mark == x.mark {
		return err
	}
	digest, err := server.Materials.EditionDigest(ctx)
	if err == nil && digest != x.digest {
		err = x.show(ctx, server)
	}
	if err == nil {
		x.mark = mark
	}
	return err
}

// show has the server show what is published now.
func (x *issue) show(ctx context.Context, server *web.Server) error {
	began, now := time.Now(), server.Current()
	if err := x.read(ctx, server); err != nil {
		return err
	}
	var err error
	m := web.Material{Cases: x.Cases, Lessons: x.Lessons, Incidents: now.Incidents.With(x.Cases), LeftOut: x.LeftOut}
	if m.Training, m.Quizzes, err = drawn(ctx, now.Training, x.Made, server.Log); err == nil {
		err = server.Renew(m)
	}
	if err != nil {
		x.digest = "" // so that it is tried again
		return err
	}
	server.Log.LogAttrs(ctx, slog.LevelInfo, "edition shown", slog.Int("cases", len(x.Cases.Cases())), slog.Int("items", len(m.Quizzes.Usable(""))),
		slog.Int("left_out", len(x.LeftOut)), slog.Float64("seconds", time.Since(began).Seconds()))
	return nil
}
