package audit_test

import (
	"bytes"
	"errors"
	"iter"
	"testing"

	. "github.com/onsi/gomega"

	"shoumi/app/audit"
)

// What is read can be written again as it was, and nothing else is read.
func FuzzReadLines(f *testing.F) {
	RegisterTestingT(f)
	m, l := filled(3)
	f.Add(written(m.Entries(ctx, audit.Span{})))
	lines, _ := unpack(exported(l, audit.Filter{Own: "警員甲"}))
	f.Add([]byte(lines[0] + lines[1]))
	f.Add([]byte("{}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		var entries []audit.Entry
		for e, err := range audit.ReadLines(bytes.NewReader(data)) {
			if err != nil {
				if !errors.As(err, new(*audit.Fault)) {
					t.Fatal(err)
				}
				return
			}
			entries = append(entries, e)
		}
		var again bytes.Buffer
		if err := audit.WriteLines(&again, each(entries)); err != nil || !bytes.Equal(again.Bytes(), data) {
			t.Fatalf("%v: %q became %q", err, data, again.Bytes())
		}
	})
}

// Nothing but what was exported holds, and nothing panics.
func FuzzVerify(f *testing.F) {
	RegisterTestingT(f)
	_, l := filled(3)
	lines, manifest := unpack(exported(l, audit.Filter{}))
	f.Add(exported(l, audit.Filter{}))
	f.Add(exported(l, audit.Filter{Own: "警員甲"}))
	f.Add([]byte(lines[0]))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := verify(data, audit.Check{Heads: []audit.Head{manifest.Head}})
		if err != nil && !errors.As(err, new(*audit.Fault)) {
			t.Fatal(err)
		}
		if err == nil && r.Head.Hash != manifest.Head.Hash {
			t.Fatalf("ends with %s, and should with %s", r.Head, manifest.Head)
		}
	})
}

func each(entries []audit.Entry) iter.Seq2[audit.Entry, error] {
	return func(yield func(audit.Entry, error) bool) {
		for _, e := range entries {
			if !yield(e, nil) {
				return
			}
		}
	}
}
