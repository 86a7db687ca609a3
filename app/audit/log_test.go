package audit_test

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/audit"
)

var ctx = context.Background()

var _ = Describe("the log", func() {
	It("has one form, byte by byte, for good", func() {
		m, _ := filled(2)
		Expect(strings.Split(string(written(m.Entries(ctx, audit.Span{}))), "\n")).To(Equal([]string{
			`{"sequence":1,"at":"2026-11-22T07:31:00.000Z","unit":"二分局","user":"警員乙","ip":"192.0.2.7","action":"incident.open","condition":"分局-115-001","actual_user":"警員乙","actual_unit":"一分局","purpose":"偵辦 \"竊盜\" 案件","subject":"incident/1","previous":"0000000000000000000000000000000000000000000000000000000000000000","hash":"18f15fc9797014cd4a23ef30243108eca524bf9ec8c259ad76179824f90f0f9b"}`,
			`{"sequence":2,"at":"2026-11-22T07:32:00.000Z","unit":"一分局","user":"偵查佐丙","ip":"192.0.2.7","action":"incident.open","condition":"分局-115-002","actual_user":"偵查佐丙","actual_unit":"一分局","purpose":"偵辦 \"竊盜\" 案件","subject":"incident/2","previous":"18f15fc9797014cd4a23ef30243108eca524bf9ec8c259ad76179824f90f0f9b","hash":"7b24a170ce13ff9a538d0c88a907d8def4d443162fb485396ff503ccc254b7cb"}`,
			"",
		}))
	})

	It("is sealed as the text says that describes it, and exported in one form", func() {
		m, l := filled(2)
		for _, e := range m.entries {
			Expect(e.Hash).To(Equal(seal(e)))
		}
		// If this fails with a new Go, exports that people hold would no longer verify.
		Expect(fmt.Sprintf("%x", sha256.Sum256(exported(l, audit.Filter{Own: "警員乙"})))).To(Equal("e64e4f5ff3b518f2fdf78f0a2c6ad08d822b62dc822efd6f120b99cdcc40b8a6"))
	})

	It("keeps a chain under concurrent appends, from two processes", func() {
		m := &memory{}
		var wait sync.WaitGroup
		for range 2 {
			l, err := audit.Open(ctx, m)
			Expect(err).NotTo(HaveOccurred())
			for g := range 8 {
				wait.Go(func() {
					defer GinkgoRecover()
					for i := range 20 {
						_, err := l.Append(ctx, act(g*20+i))
						Expect(err).NotTo(HaveOccurred())
					}
				})
			}
		}
		wait.Wait()
		r, err := verify(written(m.Entries(ctx, audit.Span{})), audit.Check{})
		Expect(err).NotTo(HaveOccurred())
		Expect(r.Count).To(BeEquivalentTo(320))
	})

	It("goes on from the last entry", func() {
		m, first := filled(3)
		l, err := audit.Open(ctx, m)
		Expect(err).NotTo(HaveOccurred())
		e, err := l.Append(ctx, act(4))
		Expect(err).NotTo(HaveOccurred())
		Expect(e.Sequence).To(BeEquivalentTo(4))
		Expect(e.Previous).To(Equal(m.entries[2].Hash))
		Expect(first.Head(ctx)).To(Equal(audit.Head{Sequence: 4, Hash: e.Hash, At: act(4).At}), "another process sees it")
	})

	It("does not lose the thread when an append fails that was kept", func() {
		m, l := filled(1)
		m.fail = errors.New("連線中斷")
		_, err := l.Append(ctx, act(2))
		Expect(err).To(MatchError("連線中斷"))
		e, err := l.Append(ctx, act(3))
		Expect(err).NotTo(HaveOccurred())
		Expect(e.Sequence).To(BeEquivalentTo(3))
		_, err = verify(written(m.Entries(ctx, audit.Span{})), audit.Check{})
		Expect(err).NotTo(HaveOccurred())
	})

	It("gives up on storage that says taken and shows nothing", func() {
		_, err := (open(blind{&memory{}})).Append(ctx, act(1))
		Expect(err).To(MatchError("儲存處說第 1 筆日誌已經有了，卻讀不到"))
	})

	It("does not go on from an entry that was changed", func() {
		m, _ := filled(3)
		m.entries[2].Purpose = "公務"
		_, err := audit.Open(ctx, m)
		Expect(err).To(MatchError("第 3 筆：內容與雜湊不符，被改過"))
	})

	It("brings a record into the form that every store keeps", func() {
		_, l := filled(0)
		r := act(1)
		r.At = time.Date(2026, 11, 22, 15, 30, 0, 123456789, time.FixedZone("Asia/Taipei", 8*60*60))
		r.Condition = "壞\xff\xfe字\u2028\x00\t</a>\\"
		e, err := l.Append(ctx, r)
		Expect(err).NotTo(HaveOccurred())
		Expect(e.At).To(Equal(time.Date(2026, 11, 22, 7, 30, 0, 123000000, time.UTC)))
		Expect(e.Condition).To(Equal("壞\uFFFD字\u2028\x00\t</a>\\"))
		text := written(l.Entries(ctx))
		for back, err := range audit.ReadLines(strings.NewReader(string(text))) {
			Expect(err).NotTo(HaveOccurred())
			Expect(back).To(Equal(e))
		}
		_, err = verify(text, audit.Check{})
		Expect(err).NotTo(HaveOccurred())
	})

	DescribeTable("refuses", func(says string, change func(*audit.Record)) {
		m, l := filled(0)
		r := act(1)
		change(&r)
		_, err := l.Append(ctx, r)
		Expect(err).To(MatchError(says))
		Expect(m.entries).To(BeEmpty())
	},
		Entry("a record without time", "日誌沒有作業時間", func(r *audit.Record) { r.At = time.Time{} }),
		Entry("a year no export can write", "作業時間的年份是 10000", func(r *audit.Record) { r.At = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) }),
		Entry("a field without end", "日誌的一個欄位有 65537 位元組，最多 65536", func(r *audit.Record) { r.Purpose = strings.Repeat("a", 65537) }),
	)

	It("takes a record of fields at their limit, in an export too", func() {
		_, l := filled(0)
		long := strings.Repeat("\x01", 64<<10)
		_, err := l.Append(ctx, audit.Record{At: start, Unit: long, User: long, IP: long, Action: long, Condition: long, ActualUser: long, ActualUnit: long, Purpose: long, Subject: long})
		Expect(err).NotTo(HaveOccurred())
		_, err = verify(written(l.Entries(ctx)), audit.Check{})
		Expect(err).NotTo(HaveOccurred())
	})

	It("hashes every field, and no two records alike", func() {
		e, err := open(&memory{}).Append(ctx, act(1))
		Expect(err).NotTo(HaveOccurred())
		seen := []audit.Hash{e.Hash}
		for _, change := range []func(*audit.Record){
			func(r *audit.Record) { r.At = r.At.Add(time.Millisecond) },
			func(r *audit.Record) { r.Unit += "x" },
			func(r *audit.Record) { r.User += "x" },
			func(r *audit.Record) { r.IP += "x" },
			func(r *audit.Record) { r.Action += "x" },
			func(r *audit.Record) { r.Condition += "x" },
			func(r *audit.Record) { r.ActualUser += "x" },
			func(r *audit.Record) { r.ActualUnit += "x" },
			func(r *audit.Record) { r.Purpose += "x" },
			func(r *audit.Record) { r.Subject += "x" },
			func(r *audit.Record) { r.Unit, r.User = r.Unit+r.User, "" },
		} {
			r := act(1)
			change(&r)
			e, err := open(&memory{}).Append(ctx, r)
			Expect(err).NotTo(HaveOccurred())
			seen = append(seen, e.Hash)
		}
		slices.SortFunc(seen, func(a, b audit.Hash) int { return strings.Compare(a.String(), b.String()) })
		Expect(slices.Compact(seen)).To(HaveLen(12))
	})

	It("prints a head that can be read back", func() {
		_, l := filled(3)
		h, err := l.Head(ctx)
		Expect(err).NotTo(HaveOccurred())
		back, err := audit.ParseHead(h.String())
		Expect(err).NotTo(HaveOccurred())
		Expect(back).To(Equal(audit.Head{Sequence: h.Sequence, Hash: h.Hash}))
		for _, bad := range []string{"", "3", "3:ab", "0:" + h.Hash.String(), "-1:" + h.Hash.String(), "03:" + h.Hash.String(), "3 :" + h.Hash.String(), h.String() + "0", "3:" + strings.Repeat("g", 64)} {
			_, err := audit.ParseHead(bad)
			Expect(err).To(MatchError(fmt.Sprintf("「%s」不是「序號:雜湊」；雜湊是 64 個十六進位數字", bad)))
		}
	})
})

func open(s audit.Storage) *audit.Log {
	l, err := audit.Open(ctx, s)
	Expect(err).NotTo(HaveOccurred())
	return l
}

// seal is the hash of an entry: SHA-256 over its sequence, its milliseconds since
// 1970, the hash before, and the SHA-256 of its words, each behind its length.
// Numbers are 64 bits, the highest byte first.
func seal(e audit.Entry) audit.Hash {
	number := func(n int) string { return string(binary.BigEndian.AppendUint64(nil, uint64(n))) }
	words := "shoumi audit record v1\x00"
	for _, w := range []string{e.Unit, e.User, e.IP, e.Action, e.Condition, e.ActualUser, e.ActualUnit, e.Purpose, e.Subject} {
		words += number(len(w)) + w
	}
	content := sha256.Sum256([]byte(words))
	return sha256.Sum256([]byte("shoumi audit entry v1\x00" + number(int(e.Sequence)) + number(int(e.At.UnixMilli())) + string(e.Previous[:]) + string(content[:])))
}

// blind says that every sequence is taken.
type blind struct{ *memory }

func (blind) Append(context.Context, audit.Entry) error { return audit.ErrTaken }
