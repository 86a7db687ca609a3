package audit_test

import (
	"bytes"
	"context"
	"errors"
	"iter"
	"slices"
	"testing"

	. "github.com/onsi/gomega"

	"shoumi/app/audit"
)

// last is storage that keeps all, for logs too long to search in memory.
type last struct{ entries []audit.Entry }

func (l *last) Append(_ context.Context, e audit.Entry) error {
	l.entries = append(l.entries, e)
	return nil
}

func (l *last) Entries(_ context.Context, s audit.Span) iter.Seq2[audit.Entry, error] {
	if s.Newest && len(l.entries) > 0 {
		return each(l.entries[len(l.entries)-1:])
	}
	return each(l.entries)
}

// long is the export of a log of n entries, and its head. From one entry on they are
// not those of other logs.
func long(b *testing.B, n, differs int) ([]byte, audit.Head) {
	l, err := audit.Open(ctx, &last{})
	if err != nil {
		b.Fatal(err)
	}
	var e audit.Entry
	for i := range n {
		r := act(i)
		if i+1 == differs {
			r.Purpose = "公務"
		}
		if e, err = l.Append(ctx, r); err != nil {
			b.Fatal(err)
		}
	}
	var out bytes.Buffer
	if _, err := audit.Export(&out, l.Entries(ctx), audit.Filter{}, "", start); err != nil {
		b.Fatal(err)
	}
	return out.Bytes(), audit.Head{Sequence: e.Sequence, Hash: e.Hash}
}

// The house asks for less than five seconds for 100,000 entries.
func BenchmarkVerify100000(b *testing.B) {
	RegisterFailHandler(func(message string, _ ...int) { b.Fatal(message) })
	const n = 100_000
	data, head := long(b, n, 0)
	anew, _ := long(b, n, n/2)
	as := func(change func([]string) []string) []byte { return repack(data, change, nil) }
	for _, log := range []struct {
		name string
		data []byte
		kind audit.Kind
	}{
		{"whole", data, ""},
		{"edited", as(swapped(n, "竊盜", "搶奪")), audit.Edited},
		{"removed", as(func(l []string) []string { return slices.Delete(l, n/2, n/2+1) }), audit.Removed},
		{"reordered", as(func(l []string) []string { return append(slices.Delete(slices.Clone(l), 0, 1), l[0]) }), audit.Reordered},
		{"truncated", as(func(l []string) []string { return l[:n-1] }), audit.Truncated},
		{"repeated", as(func(l []string) []string { return append(l, l[0]) }), audit.Repeated},
		{"resealed", anew, audit.Replaced}, // with its manifest; the head is known elsewhere
	} {
		b.Run(log.name, func(b *testing.B) {
			b.SetBytes(int64(len(log.data)))
			b.ReportAllocs()
			for b.Loop() {
				_, err := verify(log.data, audit.Check{Heads: []audit.Head{head}})
				var found *audit.Fault
				if errors.As(err, &found) != (log.kind != "") || found != nil && found.Kind != log.kind {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkAppend(b *testing.B) {
	l, err := audit.Open(ctx, &last{})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := l.Append(ctx, act(7)); err != nil {
			b.Fatal(err)
		}
	}
}
