package pdf_test

import (
	"io"
	"testing"

	"shoumi/app/paper/papertest"
	"shoumi/app/pdf"
)

// BenchmarkDocument lays out and writes some 200 pages.
func BenchmarkDocument(b *testing.B) {
	f, err := pdf.Open(pdf.Installed()...)
	if err != nil || len(pdf.Installed()) == 0 {
		b.Skip("no font of fonts-cwtex-kai or fonts-cns11643-kai: ", err)
	}
	d := papertest.Long(100)
	b.ReportAllocs()
	for b.Loop() {
		if err := f.Document(io.Discard, d); err != nil {
			b.Fatal(err)
		}
	}
}
