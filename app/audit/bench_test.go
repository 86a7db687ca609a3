package audit_test

import (
	"bytes"
	"context"
	"iter"
	"testing"

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

func long(b *testing.B, n int) []byte {
	l, err := audit.Open(ctx, &last{})
	if err != nil {
		b.Fatal(err)
	}
	for i := range n {
		if _, err := l.Append(ctx, act(i)); err != nil {
			b.Fatal(err)
		}
	}
	var out bytes.Buffer
	if _, err := audit.Export(&out, l.Entries(ctx), audit.Filter{}, "", start); err != nil {
		b.Fatal(err)
	}
	return out.Bytes()
}

// The house asks for less than five seconds for 100,000 entries.
func BenchmarkVerify100000(b *testing.B) {
	data := long(b, 100_000)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := verify(data, audit.Check{}); err != nil {
			b.Fatal(err)
		}
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
