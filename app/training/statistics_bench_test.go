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

// BenchmarkStatistics is the report of all items over so many sittings of twenty
// items, in SQLite: read for the first time by a process, with one new sitting, and
// with none.
func BenchmarkStatistics(b *testing.B) {
	for _, n := range []int{1000, 10000} {
		dir, err := os.MkdirTemp("", "bench")
		if err != nil {
			b.Fatal(err)
		}
		defer os.RemoveAll(dir)
		db, err := store.Open(ctx, "sqlite:"+filepath.Join(dir, "shoumi.db"), training.Collections...)
		if err != nil {
			b.Fatal(err)
		}
		defer db.Close()
		loadShipped(b.Fatal)
		pool := shipped.Bank.Usable("")
		now := noon
		open := func() *training.Training {
			return training.New(db, courses, shipped, secret, func() time.Time { return now })
		}
		t := open()
		sit := func(k int) {
			items := make([]*quizzes.Item, 20)
			for i := range items {
				items[i] = pool[(k*7+i*13)%len(pool)]
			}
			at := now.Add(-time.Duration(n-k) * time.Minute)
			if err := t.InsertAttempt(ctx, submitted(fmt.Sprint("officer ", k), at, items, func(i int) bool { return (k+i)%4 > 0 }, wrongOption)); err != nil {
				b.Fatal(err)
			}
		}
		for k := range n {
			sit(k)
		}
		ask := func(b *testing.B, t *training.Training) {
			if _, err := t.Statistics(ctx); err != nil {
				b.Fatal(err)
			}
		}
		b.Run(fmt.Sprint(n, "/first"), func(b *testing.B) {
			for b.Loop() {
				ask(b, open())
			}
		})
		ask(b, t)
		next := n
		b.Run(fmt.Sprint(n, "/one-more"), func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				now = now.Add(time.Minute)
				sit(next)
				next++
				b.StartTimer()
				ask(b, t)
			}
		})
		b.Run(fmt.Sprint(n, "/none"), func(b *testing.B) {
			for b.Loop() {
				ask(b, t)
			}
		})
	}
}
