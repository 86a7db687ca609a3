package publishing_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	. "github.com/onsi/gomega"

	"shoumi/app/publishing"
	"shoumi/app/store"
)

// BenchmarkDesk measures what is done with all pieces at once, when there are 2,000
// that were published and are written in again.
func BenchmarkDesk(b *testing.B) {
	RegisterFailHandler(func(message string, _ ...int) { panic(message) })
	path := filepath.Join(b.TempDir(), "shoumi.db")
	db, err := store.Open(ctx, "sqlite:"+path, append(publishing.Collections, store.KeysAt(path+".keys"))...)
	Expect(err).NotTo(HaveOccurred())
	b.Cleanup(func() { db.Close() })
	d := publishing.New(db, publishing.Material{Faults: func(publishing.Kind, string, []byte) []publishing.Fault { return nil }}, time.Now)
	ok := func(p publishing.Piece, err error) publishing.Piece {
		Expect(err).NotTo(HaveOccurred())
		return p
	}
	for n := range 2000 {
		p := ok(d.Begin(ctx, "author", publishing.Start{Kind: publishing.Notice, Key: fmt.Sprint("n-", n), File: notice("一")}))
		p = ok(d.Submit(ctx, "author", p.ID, p.Version))
		p = ok(d.Approve(ctx, "second", p.ID, p.Version, publishing.Editorial, p.Hash, ""))
		p = ok(d.Publish(ctx, "author", p.ID, p.Version, "", ""))
		ok(d.Write(ctx, "author", p.ID, p.Version, notice("二")))
	}
	for name, do := range map[string]func() error{
		"mark":   func() error { _, err := d.EditionMark(ctx); return err },
		"digest": func() error { _, err := d.EditionDigest(ctx); return err },
		"all":    func() error { _, err := d.All(ctx); return err },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				Expect(do()).To(Succeed())
			}
		})
	}
}
