package incident_test

import (
	"fmt"
	"testing"

	"shoumi/app/incident"
)

// BenchmarkFirstList is the list of a process that has read no record yet.
func BenchmarkFirstList(b *testing.B) {
	onRecords(b, func(d *incident.Desk) error {
		d.Forget()
		return list(d, incident.Filter{})
	})
}

// BenchmarkList is the first page of all records, BenchmarkFilter of some.
func BenchmarkList(b *testing.B) {
	onRecords(b, func(d *incident.Desk) error { return list(d, incident.Filter{}) })
}

func BenchmarkFilter(b *testing.B) {
	onRecords(b, func(d *incident.Desk) error { return list(d, incident.Filter{Act: "query", Outdated: true}) })
}

func list(d *incident.Desk, f incident.Filter) error {
	l, err := d.List(ctx, "author", f, "", 50)
	if err == nil && len(l.Entries) != 50 {
		err = fmt.Errorf("%d are listed", len(l.Entries))
	}
	return err
}

// BenchmarkSearch opens every record.
func BenchmarkSearch(b *testing.B) {
	onRecords(b, func(d *incident.Desk) error {
		_, all, err := d.Search(ctx, "author", "查詢 民眾")
		if err == nil && all == 0 {
			err = fmt.Errorf("nothing is found")
		}
		return err
	})
}

// BenchmarkFigures counts what was signed.
func BenchmarkFigures(b *testing.B) {
	onRecords(b, func(d *incident.Desk) error {
		f, err := d.Figures(ctx, incident.Area{Groups: []string{""}, Group: func(string) string { return "" }})
		if err == nil && f.Records == nil {
			err = fmt.Errorf("nothing is counted")
		}
		return err
	})
}
