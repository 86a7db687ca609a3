package audit_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"shoumi/app/audit"
	"shoumi/app/store"
)

// A page of the log in SQLite while it grows a hundredfold. x1000 is how many times
// as long it takes as with 1,000 entries. The walk is what a search without an index
// costs: words of the purpose are sealed, so that every entry has to be opened.
func BenchmarkStored(b *testing.B) {
	at := filepath.Join(b.TempDir(), "shoumi.db")
	db, err := store.Open(ctx, "sqlite:"+at, audit.Collections...)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	l, err := audit.Open(ctx, audit.Stored(db))
	if err != nil {
		b.Fatal(err)
	}
	person := audit.Filter{Own: "督察戊"}
	first := map[string]float64{}
	have := 0
	for _, size := range []int{1_000, 10_000, 100_000} {
		for ; have < size; have++ {
			r := act(have)
			if have%(size/50) == 0 {
				r.User = "督察戊" // at every size some fifty of its entries are this person's, or a few more
			}
			if _, err := l.Append(ctx, r); err != nil {
				b.Fatal(err)
			}
		}
		middle := start.Add(time.Duration(size/2) * time.Minute)
		for _, ask := range []struct {
			name string
			f    audit.Filter
		}{
			{"newest", audit.Filter{}},
			{"own", person},
			{"unit", audit.Filter{Units: []string{"二分局"}}},
			{"hour", audit.Filter{From: middle, Until: middle.Add(time.Hour)}},
			{"own-hour", audit.Filter{Own: "警員甲", From: middle, Until: middle.Add(time.Hour)}},
			{"walk", audit.Filter{Purpose: "沒有這個字"}},
		} {
			b.Run(fmt.Sprintf("%s/%d", ask.name, size), func(b *testing.B) {
				for b.Loop() {
					page, err := l.Find(ctx, ask.f, 0, 50)
					if err != nil || len(page.Entries) == 0 && ask.name != "walk" {
						b.Fatal(len(page.Entries), err)
					}
				}
				compare(b, first, ask.name)
			})
		}
		b.Run(fmt.Sprintf("append/%d", size), func(b *testing.B) {
			for b.Loop() {
				if _, err := l.Append(ctx, act(have)); err != nil {
					b.Fatal(err)
				}
				have++
			}
			compare(b, first, "append")
		})
	}
}

func compare(b *testing.B, first map[string]float64, name string) {
	each := float64(b.Elapsed()) / float64(b.N)
	if first[name] == 0 {
		first[name] = each
	}
	b.ReportMetric(each/first[name], "x1000")
}
