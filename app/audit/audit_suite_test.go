package audit_test

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/audit"

	"shoumi/app/store/storetest"
)

func TestAudit(t *testing.T) {
	if url := os.Getenv("SHOUMI_AUDIT_CHILD"); url != "" {
		appendAsChild(url)
		return
	}
	storetest.Find(t)
	RegisterFailHandler(Fail)
	RunSpecs(t, "audit")
}

// start is when the logs of the specs begin.
var start = time.Date(2026, 11, 22, 7, 30, 0, 0, time.UTC)

// memory is storage without a disk.
type memory struct {
	mu      sync.Mutex
	entries []audit.Entry
	fail    error // of the next Append, which keeps the entry all the same
}

func (m *memory) Append(_ context.Context, e audit.Entry) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if slices.ContainsFunc(m.entries, func(o audit.Entry) bool { return o.Sequence == e.Sequence }) {
		return audit.ErrTaken
	}
	m.entries = append(m.entries, e)
	err := m.fail
	m.fail = nil
	return err
}

func (m *memory) Entries(_ context.Context, s audit.Span) iter.Seq2[audit.Entry, error] {
	m.mu.Lock()
	entries := slices.Clone(m.entries)
	m.mu.Unlock()
	if s.Newest {
		slices.Reverse(entries)
	}
	return func(yield func(audit.Entry, error) bool) {
		for _, e := range entries {
			if e.Sequence > s.After && (s.Before == 0 || e.Sequence < s.Before) && !yield(e, nil) {
				return
			}
		}
	}
}

func (m *memory) Trim(_ context.Context, anchor audit.Entry) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	kept := slices.DeleteFunc(m.entries, func(e audit.Entry) bool { return e.Sequence <= anchor.Sequence })
	m.entries = append([]audit.Entry{anchor}, kept...)
	return nil
}

// act is the n-th record of a log: a query a minute, by three people.
func act(n int) audit.Record {
	who := []string{"警員甲", "警員乙", "偵查佐丙"}[n%3]
	return audit.Record{
		At: start.Add(time.Duration(n) * time.Minute), Unit: []string{"一分局", "二分局"}[n%2], User: who, IP: "192.0.2.7",
		Action: "incident.open", Condition: fmt.Sprintf("分局-115-%03d", n), ActualUser: who, ActualUnit: "一分局",
		Purpose: `偵辦 "竊盜" 案件`, Subject: fmt.Sprintf("incident/%d", n%4),
	}
}

// filled is a log of n entries.
func filled(n int) (*memory, *audit.Log) {
	m := &memory{}
	l, err := audit.Open(context.Background(), m)
	Expect(err).NotTo(HaveOccurred())
	for i := range n {
		_, err := l.Append(context.Background(), act(i+1))
		Expect(err).NotTo(HaveOccurred())
	}
	return m, l
}

// exported is the export of a whole log, or of a part.
func exported(l *audit.Log, f audit.Filter) []byte {
	var out bytes.Buffer
	_, err := audit.Export(&out, l.Entries(context.Background()), f, "管理員丁", start.AddDate(0, 0, 1))
	Expect(err).NotTo(HaveOccurred())
	return out.Bytes()
}

func written(entries iter.Seq2[audit.Entry, error]) []byte {
	var out bytes.Buffer
	Expect(audit.WriteLines(&out, entries)).To(Succeed())
	return out.Bytes()
}

func verify(data []byte, c audit.Check) (audit.Result, error) {
	return audit.Verify(bytes.NewReader(data), int64(len(data)), c)
}
