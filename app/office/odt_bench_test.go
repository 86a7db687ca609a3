package office_test

import (
	"io"
	"testing"

	"shoumi/app/office"
	"shoumi/app/paper/papertest"
)

// BenchmarkODT writes some 200 pages.
func BenchmarkODT(b *testing.B) {
	d := papertest.Long(100)
	b.ReportAllocs()
	for b.Loop() {
		if err := office.ODT(io.Discard, d); err != nil {
			b.Fatal(err)
		}
	}
}
