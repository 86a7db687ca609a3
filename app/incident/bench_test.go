package incident_test

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/onsi/gomega"

	"shoumi/app/incident"
	"shoumi/app/store"
	"shoumi/app/store/storetest"
	"shoumi/casebook"
	"shoumi/rules"
)

// BenchmarkRerun judges every record anew under other rules.
func BenchmarkRerun(b *testing.B) {
	onRecords(b, func(d *incident.Desk) error {
		j, err := d.BeginRerun(ctx, "author")
		if err == nil {
			j, err = d.CarryRerun(ctx, j)
		}
		if err == nil && (j.Done != j.Total || j.Total == 0) {
			err = fmt.Errorf("%d of %d", j.Done, j.Total)
		}
		return err
	})
}

// BenchmarkRerunReport reads what a re-run found.
func BenchmarkRerunReport(b *testing.B) {
	var d *incident.Desk
	var j incident.Rerun
	onRecords(b, func(now *incident.Desk) (err error) {
		if now != d {
			d = now
			if j, err = d.BeginRerun(ctx, "author"); err == nil {
				_, err = d.CarryRerun(ctx, j)
			}
			return err
		}
		_, err = d.RerunRows(ctx, "author", j.ID)
		return err
	})
}

// BenchmarkOutdated counts the records of older rules, as the list does.
func BenchmarkOutdated(b *testing.B) {
	onRecords(b, func(d *incident.Desk) error {
		_, err := d.Outdated(ctx, "author")
		return err
	})
}

// onRecords measures something on each kind of store, once with 1,000 and once with
// 10,000 records of one author; it is done once before.
func onRecords(b *testing.B, do func(*incident.Desk) error) {
	book, err := rules.Shipped()
	if err != nil {
		b.Fatal(err)
	}
	cases, err := casebook.Shipped()
	if err != nil {
		b.Fatal(err)
	}
	shipped = incident.Material{Book: book, Files: rules.Files, Cases: cases}
	gomega.RegisterTestingT(b)
	now := fine()
	stores := []string{"SQLite"}
	if os.Getenv("SHOUMI_MONGO") != "" {
		stores = append(stores, "MongoDB")
	}
	for _, kind := range stores {
		for _, n := range []int{1_000, 10_000} {
			b.Run(fmt.Sprint(kind, "/", n), func(b *testing.B) {
				d := hold(b, kind, n, now)
				if err := do(d); err != nil {
					b.Fatal(err)
				}
				for b.Loop() {
					if err := do(d); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*n), "µs/record")
			})
		}
	}
}

// partly is a record of which others know less: hardly two of ten thousand are alike.
func partly(r incident.Record, i int) incident.Record {
	draw := rand.New(rand.NewPCG(uint64(i), 3))
	for who := range r.Content.Interview.People {
		p := &r.Content.Interview.People[who]
		p.Answers = slices.DeleteFunc(slices.Clone(p.Answers), func(incident.Answer) bool { return draw.IntN(4) == 0 })
	}
	return r
}

// hold puts records of the author's into a fresh store, made under the shipped rules,
// and gives its desk under others.
func hold(b *testing.B, kind string, n int, now incident.Material) *incident.Desk {
	b.Helper()
	place := storetest.Place{URL: "sqlite:" + filepath.Join(b.TempDir(), "shoumi.db"), Keys: filepath.Join(b.TempDir(), "keys")}
	if kind == "MongoDB" {
		at, err := url.Parse(os.Getenv("SHOUMI_MONGO"))
		if err != nil {
			b.Fatal(err)
		}
		at.Path = fmt.Sprintf("/bench_%d", rand.Uint64())
		place.URL = at.String()
	}
	db, err := store.Open(ctx, place.URL, append(incident.Collections, store.KeysAt(place.Keys))...)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	clock := func() time.Time { return time.Date(2026, 11, 22, 4, 0, 0, 0, time.UTC) }
	d := incident.New(db, shipped, clock)
	if err := d.KeepRules(ctx); err != nil {
		b.Fatal(err)
	}
	for i := range n {
		r, err := d.Judge(partly(stored("author", i), i))
		if err != nil {
			b.Fatal(err)
		}
		r.Updated = clock().Add(-time.Duration(n-i) * time.Minute) // over a week, as people work
		if i%2 == 1 {
			r.Counted = []incident.Counted{{At: r.Updated, Unit: r.Unit, Acts: r.Outcome.Acts, Articles: r.Outcome.Articles}}
		}
		if err := d.Insert(ctx, r); err != nil {
			b.Fatal(err)
		}
	}
	return incident.New(db, now, clock)
}
