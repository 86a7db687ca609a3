package training_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"shoumi/app/store"
	"shoumi/app/training"
	"shoumi/quizzes"
)

// BenchmarkHome is the home of an officer with a year of events behind, in SQLite.
func BenchmarkHome(b *testing.B) {
	t, p := benchYear(b)
	for b.Loop() {
		if _, err := t.Home(ctx, p); err != nil {
			b.Fatal(err)
		}
	}
}

// benchYear is somebody with the steps and reviews of a year.
func benchYear(b *testing.B) (*training.Training, training.Person) {
	b.Helper()
	dir, err := os.MkdirTemp("", "bench")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { os.RemoveAll(dir) })
	db, err := store.Open(ctx, "sqlite:"+filepath.Join(dir, "shoumi.db"), training.Collections...)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	loadShipped(b.Fatal)
	now := noon
	t := training.New(db, courses, shipped, secret, func() time.Time { return now })
	p := training.Person{Account: "kai", Units: []string{"station"}}
	must := func(err error) {
		if err != nil {
			b.Fatal(err)
		}
	}
	must(t.Assign(ctx, training.Assignment{Course: "induction", Term: "2026", To: "kai", Due: "2026-12-31", By: "chief"}))
	const round = "induction/2026"
	c, _ := courses.Course("induction")
	for _, u := range c.Units {
		switch u.Kind {
		case training.Attest:
			d, _ := courses.Document(u.Ref)
			for i := range d.Sections {
				must(t.ServeDocument(ctx, p, round, u.ID, d.Hash, i+1))
			}
			must(t.Sign(ctx, p, round, u.ID, d.Hash, "web"))
		case training.Lesson:
			l, _ := shipped.Lessons.Lesson("zh-TW", u.Ref)
			for i, s := range l.Sections {
				if err := t.Serve(ctx, p, round, u.ID, i+1); err != nil && s.Level == 2 && i == 0 {
					b.Fatal(err)
				}
			}
		case training.Scenario:
			for {
				play, err := t.Play(ctx, p, round, u.ID)
				must(err)
				scene, done, err := shipped.Cases.Scene(play.Run)
				must(err)
				if done {
					break
				}
				_, _, err = t.Choose(ctx, p, round, u.ID, play.Number, scene.Node, scene.Options[0].ID)
				must(err)
			}
		case training.Check:
			k, err := t.Checkup(ctx, p, round, u.ID)
			must(err)
			for i, id := range k.Items {
				it, _ := shipped.Bank.Item(id)
				_, err := t.Answer(ctx, p, round, u.ID, k.Run, i+1, it.Key)
				must(err)
			}
		}
	}
	reviews := 0
	for range 365 {
		now = now.AddDate(0, 0, 1)
		due, err := t.Reviews(ctx, p)
		must(err)
		for i, d := range due {
			answer := d.Item.Key
			if i%4 == 0 {
				answer = quizzes.Answer{}
			}
			_, err := t.Review(ctx, p, d.Card.Concept, d.Item.ID, answer)
			must(err)
			reviews++
		}
	}
	rec, err := t.Record(ctx, p)
	must(err)
	b.Log(fmt.Sprintf("%d events, %d of them reviews", len(rec.Events), reviews))
	return t, p
}
