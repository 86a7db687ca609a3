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

// BenchmarkRecords is what is done with all records of an author, on each kind of
// store, once with 1,000 and once with 10,000 of them:
//
//	first    the list of a process that has read no record yet
//	list     the first page of all records
//	filter   … of some
//	search   a search, which opens every record
//	figures  the statistics of what was signed
//	outdated how many records are of older rules
//	rerun    all of them judged anew under other rules
//	report   what that found
func BenchmarkRecords(b *testing.B) {
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
			b.Run(fmt.Sprint(kind, "/", n), func(b *testing.B) { onRecords(b, hold(b, kind, n, now), n) })
		}
	}
}

func onRecords(b *testing.B, d *incident.Desk, n int) {
	var rerun incident.Rerun
	measure := func(name string, do func() error) {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if err := do(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*n), "µs/record")
		})
	}
	list := func(f incident.Filter) error {
		l, err := d.List(ctx, "author", f, "", 50)
		if err == nil && len(l.Entries) != 50 {
			err = fmt.Errorf("%d are listed", len(l.Entries))
		}
		return err
	}
	measure("first", func() error {
		d.Forget()
		return list(incident.Filter{})
	})
	measure("list", func() error { return list(incident.Filter{}) })
	measure("filter", func() error { return list(incident.Filter{Act: "query", Outdated: true}) })
	measure("search", func() error {
		_, all, err := d.Search(ctx, "author", "查詢 民眾")
		if err == nil && all == 0 {
			err = fmt.Errorf("nothing is found")
		}
		return err
	})
	measure("figures", func() error {
		f, err := d.Figures(ctx, incident.Area{Groups: []string{""}, Group: func(string) string { return "" }})
		if err == nil && f.Records == nil {
			err = fmt.Errorf("nothing is counted")
		}
		return err
	})
	measure("outdated", func() error {
		_, err := d.Outdated(ctx, "author")
		return err
	})
	measure("rerun", func() (err error) {
		if rerun, err = d.BeginRerun(ctx, "author"); err == nil {
			rerun, err = d.CarryRerun(ctx, rerun)
		}
		if err == nil && (rerun.Done != rerun.Total || rerun.Total == 0) {
			err = fmt.Errorf("%d of %d", rerun.Done, rerun.Total)
		}
		return err
	})
	measure("report", func() error {
		_, err := d.RerunRows(ctx, "author", rerun.ID)
		return err
	})
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
