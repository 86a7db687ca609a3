package main

import (
	"context"
	"log/slog"

	"shoumi/app/account"
	"shoumi/app/publishing"
	"shoumi/app/store"
	"shoumi/app/training"
	"shoumi/app/web"
	"shoumi/quizzes"
)

// train gives the server its courses. Their secret is never changed: with it a form
// is drawn again when somebody appeals.
func (c *cli) train(ctx context.Context, db *store.DB, server *web.Server, m publishing.Made) error {
	secret, err := account.Secret(ctx, db, "training")
	if err != nil {
		return err
	}
	whole := training.New(db, m.Courses, m.Material, secret, c.now)
	server.Training, server.Quizzes, err = drawn(ctx, whole, m, server.Log)
	return err
}

// drawn is the training of some material, and its bank, as they draw: items whose key
// was moved by a change of law are not drawn, here or in practice, until somebody has
// looked at them and the material is made again, at the next start or publication. What
// has changed since the last time is told.
func drawn(ctx context.Context, whole *training.Training, m publishing.Made, log *slog.Logger) (*training.Training, *quizzes.Bank, error) {
	whole = whole.With(m.Courses, m.Material)
	notice, changed, err := whole.FollowLaw(ctx)
	if err != nil {
		return nil, nil, err
	}
	if changed {
		log.Warn(string(notice.Kind)+" changed", "provisions", notice.Provisions, "moved", len(notice.Moved))
	}
	suspended, err := whole.Suspended(ctx)
	if err != nil {
		return nil, nil, err
	}
	if len(suspended) > 0 {
		log.Warn("items suspended", "items", suspended)
		m.Bank = m.Bank.Without(suspended)
	}
	for _, course := range m.Courses.All() {
		last := course.Units[len(course.Units)-1]
		if err := m.Bank.Check(last.Certify.Blueprint); err != nil {
			log.Error("certification cannot be drawn", "course", course.ID, "err", err)
		}
	}
	return whole.With(m.Courses, m.Material), m.Bank, nil
}

// keepTraining makes due what people learned of law that changed, assigns what renews
// the certificates that are about to end, and keeps notices of items that have turned
// inverted.
func keepTraining(ctx context.Context, server *web.Server) {
	failed := func(what string, err error) {
		if err != nil && ctx.Err() == nil {
			server.Log.Error(what, "err", err)
		}
	}
	changes, people, err := server.Training.SpreadLaw(ctx)
	failed("law not spread", err)
	if changes > 0 {
		server.Log.Info("law spread", "changes", changes, "people", people)
	}
	renewed, err := server.Training.Renew(ctx)
	failed("certificates not looked after", err)
	if renewed > 0 {
		server.Log.Info("renewals assigned", "people", renewed)
	}
	notices, err := server.Training.CheckItems(ctx)
	failed("items not checked", err)
	for _, n := range notices {
		server.Log.Warn("item turned inverted", "item", n.Item, "officers", n.Officers, "discrimination", n.Discrimination, "key holds", len(n.Moved) == 0)
	}
}
