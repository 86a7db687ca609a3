package audit_test

import (
	"errors"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/audit"
)

var _ = Describe("keeping for five years", func() {
	// The log of the specs has an entry each minute from 2026-11-22 07:31.
	after := func(minutes int) audit.Record {
		return audit.Record{At: start.AddDate(5, 0, 0).Add(time.Duration(minutes) * time.Minute), User: "系統", Action: "log.expire"}
	}

	It("lets go what is old enough, and the chain still holds", func() {
		m, l := filled(12)
		fourth := m.entries[3]
		due, upTo, err := l.Due(ctx, 5, after(4).At)
		Expect(err).NotTo(HaveOccurred())
		Expect(due).To(BeEquivalentTo(4))
		Expect(upTo).To(Equal(audit.Head{Sequence: 4, Hash: fourth.Hash, At: fourth.At}))
		Expect(m.entries).To(HaveLen(12), "asking takes nothing away")
		n, err := l.Expire(ctx, m, 5, after(4))
		Expect(err).NotTo(HaveOccurred())
		Expect(n).To(BeEquivalentTo(4))
		Expect(m.entries).To(HaveLen(10))
		Expect(m.entries[0].Gone).To(HaveField("From", BeEquivalentTo(1)))
		Expect(m.entries[0].Hash).To(Equal(fourth.Hash))
		Expect(m.entries[0].Purpose).To(BeEmpty())
		Expect(m.entries[9].Condition).To(Equal("1-4:"+fourth.Hash.String()), "the log says what went")

		var out strings.Builder
		_, err = audit.Export(&out, l.Entries(ctx), audit.Filter{}, "管理員丁", after(4).At)
		Expect(err).NotTo(HaveOccurred())
		r, err := verify([]byte(out.String()), audit.Check{Heads: []audit.Head{{Sequence: 4, Hash: fourth.Hash}}})
		Expect(err).NotTo(HaveOccurred())
		Expect([]uint64{r.Count, r.First, r.Expired}).To(Equal([]uint64{9, 5, 4}))

		n, err = l.Expire(ctx, m, 5, after(6))
		Expect(err).NotTo(HaveOccurred())
		Expect(n).To(BeEquivalentTo(2))
		r, err = verify(written(l.Entries(ctx)), audit.Check{Now: after(6).At})
		Expect(err).NotTo(HaveOccurred())
		Expect([]uint64{r.Count, r.First, r.Expired}).To(Equal([]uint64{8, 7, 6}))
	})

	It("lets nothing go a moment too early, or twice", func() {
		m, l := filled(12)
		by := after(1)
		by.At = by.At.Add(-time.Millisecond)
		Expect(l.Expire(ctx, m, 5, by)).To(BeZero())
		Expect(l.Expire(ctx, m, 6, after(12))).To(BeZero())
		Expect(m.entries).To(HaveLen(12))
		Expect(l.Expire(ctx, m, 5, after(1))).To(BeEquivalentTo(1))
		Expect(l.Expire(ctx, m, 5, after(1))).To(BeZero())
		Expect(m.entries).To(HaveLen(13))
	})

	It("refuses a shorter time", func() {
		m, l := filled(1)
		_, err := l.Expire(ctx, m, 4, after(60))
		Expect(err).To(MatchError("日誌至少保存 5 年，不能設為 4 年"))
		_, _, err = l.Due(ctx, 4, after(60).At)
		Expect(err).To(MatchError("日誌至少保存 5 年，不能設為 4 年"))
	})

	It("leaves a broken chain as it is", func() {
		m, l := filled(12)
		m.entries[2].User = "警員戊"
		_, err := l.Expire(ctx, m, 5, after(12))
		Expect(err).To(MatchError("第 3 筆：內容與雜湊不符，被改過"))
		Expect(m.entries).To(HaveLen(12))
	})

	It("goes on after everything expired", func() {
		m, l := filled(2)
		Expect(l.Expire(ctx, m, 5, after(2))).To(BeEquivalentTo(2))
		late := after(2)
		late.At = late.At.AddDate(5, 0, 0)
		Expect(l.Expire(ctx, m, 5, late)).To(BeEquivalentTo(1))
		_, err := open(m).Append(ctx, act(9))
		Expect(err).NotTo(HaveOccurred())
		r, err := verify(written(m.Entries(ctx, audit.Span{})), audit.Check{Now: late.At})
		Expect(err).NotTo(HaveOccurred())
		Expect([]uint64{r.Count, r.First, r.Expired}).To(Equal([]uint64{2, 4, 3}))
	})

	It("does not let younger entries pass for expired, at whatever time they say they were", func() {
		_, l := filled(12)
		data := exported(l, audit.Filter{})
		expire := func(lines []string) []string { return gone(lines, 1, 4, audit.Expired) }
		Expect(fault(verify(repack(data, expire, nil), audit.Check{}))).To(
			MatchError("第 1 行：第 1 筆：到第 4 筆都以保存期滿略去，但最後一筆未滿 5 年"))
		older := func(lines []string) []string { return swapped(1, "2026-11-22", "2020-11-22")(expire(lines)) }
		err := fault(verify(repack(data, older, nil), audit.Check{}))
		Expect(err).To(MatchError("第 1 行：第 1 筆：內容與雜湊不符，被改過"), "the hash proves the time")
		f := &audit.Fault{}
		Expect(errors.As(err, &f)).To(BeTrue())
		Expect(f.Kind).To(Equal(audit.Edited))
	})
})
