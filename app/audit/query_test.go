package audit_test

import (
	"bytes"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/audit"
)

var _ = Describe("a filter", func() {
	// Of twelve records, a minute apart: number 1 at 07:31 in 二分局 by 警員乙.
	DescribeTable("takes", func(f audit.Filter, want ...any) {
		_, l := filled(12)
		page, err := l.Find(ctx, f, 0, 100)
		Expect(err).NotTo(HaveOccurred())
		Expect(sequences(page)).To(HaveExactElements(want...))
		Expect(page.Next).To(BeZero())
	},
		Entry("all", audit.Filter{}, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1),
		Entry("from a moment", audit.Filter{From: start.Add(11 * time.Minute)}, 12, 11),
		Entry("until before a moment", audit.Filter{Until: start.Add(3 * time.Minute)}, 2, 1),
		Entry("a stretch, in another zone", audit.Filter{From: start.Add(4 * time.Minute).In(time.FixedZone("", 8*60*60)), Until: start.Add(6 * time.Minute)}, 5, 4),
		Entry("a unit, or an actual unit", audit.Filter{Units: []string{"二分局"}}, 11, 9, 7, 5, 3, 1),
		Entry("any of the units", audit.Filter{Units: []string{"三分局", "一分局"}}, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1),
		Entry("a unit that is none", audit.Filter{Units: []string{"分局"}}),
		Entry("a user", audit.Filter{User: "警員乙"}, 10, 7, 4, 1),
		Entry("an action", audit.Filter{Action: "incident.close"}),
		Entry("a subject", audit.Filter{Subject: "incident/3"}, 11, 7, 3),
		Entry("words of the purpose, in any order", audit.Filter{Purpose: " 竊盜  偵辦 ", Subject: "incident/3"}, 11, 7, 3),
		Entry("a word that is not there", audit.Filter{Purpose: "竊盜 搶奪"}),
		Entry("one's own log", audit.Filter{Own: "偵查佐丙"}, 11, 8, 5, 2),
		Entry("one's own log, with what others did to one", audit.Filter{Own: "偵查佐丙", OwnID: "incident/1"}, 11, 9, 8, 5, 2, 1),
		Entry("what was done to one", audit.Filter{OwnID: "incident/1", Units: []string{"二分局"}}, 9, 5, 1),
		Entry("nobody else's, whatever is asked", audit.Filter{Own: "偵查佐丙", User: "警員乙"}),
	)

	It("shows as one's own what was done with one's account and what one did with another's", func() {
		_, l := filled(0)
		for _, r := range []audit.Record{{User: "甲", ActualUser: "乙"}, {User: "乙", ActualUser: "丙"}, {User: "丙", ActualUser: "甲"}} {
			r.At = start
			_, err := l.Append(ctx, r)
			Expect(err).NotTo(HaveOccurred())
		}
		page, err := l.Find(ctx, audit.Filter{Own: "甲"}, 0, 9)
		Expect(err).NotTo(HaveOccurred())
		Expect(sequences(page)).To(Equal([]int{3, 1}))
	})

	It("is paged by sequence, also while the log grows", func() {
		_, l := filled(12)
		f := audit.Filter{Units: []string{"二分局"}}
		page, err := l.Find(ctx, f, 0, 2)
		Expect(err).NotTo(HaveOccurred())
		Expect(sequences(page)).To(Equal([]int{11, 9}))
		_, err = l.Append(ctx, act(13))
		Expect(err).NotTo(HaveOccurred())
		page, err = l.Find(ctx, f, page.Next, 3)
		Expect(err).NotTo(HaveOccurred())
		Expect(sequences(page)).To(Equal([]int{7, 5, 3}))
		page, err = l.Find(ctx, f, page.Next, 3)
		Expect(err).NotTo(HaveOccurred())
		Expect(sequences(page)).To(Equal([]int{1}))
		Expect(page.Next).To(BeZero())
	})

	It("says there is no more when a page is exactly full", func() {
		_, l := filled(3)
		page, err := l.Find(ctx, audit.Filter{}, 0, 3)
		Expect(err).NotTo(HaveOccurred())
		Expect(page.Next).To(BeZero())
	})
})

var _ = Describe("an export of a part", func() {
	part := audit.Filter{Units: []string{"二分局"}, Own: "警員乙"} // 1, 7

	It("leaves an anchor for every run it leaves out, and holds", func() {
		_, l := filled(12)
		head, err := l.Head(ctx)
		Expect(err).NotTo(HaveOccurred())
		data := exported(l, part)
		r, err := verify(data, audit.Check{Heads: []audit.Head{head}})
		Expect(err).NotTo(HaveOccurred())
		lines, m := unpack(data)
		Expect(m.Filter).To(Equal(&part))
		Expect(r).To(Equal(audit.Result{Count: 2, First: 1, Filtered: 10, Head: head, Manifest: &m}))
		Expect(lines).To(HaveLen(4))
		Expect(lines[1]).To(HavePrefix(`{"sequence":6,"at":"2026-11-22T07:36:00.000Z","gone":{"from":2,"why":"filter","content":"`))
		Expect(string(data)).NotTo(ContainSubstring("警員甲"), "nothing of what was left out")
	})

	DescribeTable("cannot be shortened or be made to hold more", func(says string, change func([]string) []string, manifest func(*audit.Manifest)) {
		_, l := filled(12)
		Expect(fault(verify(repack(exported(l, part), change, manifest), audit.Check{}))).To(MatchError(says))
	},
		Entry("an entry removed", "第 3 行：第 7 筆：不見了，這裡接著的是第 8 筆", func(l []string) []string { return append(l[:2], l[3:]...) }, nil),
		Entry("an anchor removed", "第 2 行：第 2 筆：不見了，這裡接著的是第 7 筆", func(l []string) []string { return append(l[:1], l[2:]...) }, nil),
		Entry("the last anchor removed", "第 8 筆：不見了，檔案到第 7 筆就結束，應該至少到第 12 筆", func(l []string) []string { return l[:3] }, nil),
		Entry("an anchor repeated", "第 3 行：第 2 筆：重複出現，這裡應該是第 7 筆", func(l []string) []string { return []string{l[0], l[1], l[1], l[2], l[3]} }, nil),
		Entry("an anchor made wider, over an entry", "清單與日誌不符：清單說第 1 筆到第 12 筆共 2 筆，檔案裡是第 7 筆到第 12 筆共 1 筆，或檔案的 SHA-256 不同",
			func(l []string) []string {
				return append([]string{strings.Replace(l[1], `"from":2`, `"from":1`, 1)}, l[2:]...)
			}, nil),
		Entry("an anchor with another reason", "第 2 行：第 2 筆：以「retention」為由略去到第 6 筆，這不是略去的理由", swapped(2, `"filter"`, `"retention"`), nil),
		Entry("an anchor turned round", "第 4 行：第 8 筆：略去的範圍是 8 到 7，前後顛倒", func(l []string) []string {
			l[3] = gone(l[2:3], 7, 7, audit.Filtered)[0]
			l[3] = strings.Replace(l[3], `"from":7`, `"from":8`, 1)
			return l
		}, nil),
		Entry("an anchor with words", "第 2 行：第 2 筆：這一行不是匯出時的樣子，被改過", swapped(2, `,"previous"`, `,"unit":"x","previous"`), nil),
		Entry("a filter that was another", "第 1 行：第 1 筆：不合清單所記的篩選條件", same, func(m *audit.Manifest) { m.Filter.Own = "警員甲" }),
		Entry("a filter that was none", "第 2 行：第 2 筆：到第 6 筆都略去了，但匯出時沒有篩選", same, func(m *audit.Manifest) { m.Filter = nil }),
	)

	It("says that a head of what was left out cannot be checked", func() {
		m, l := filled(12)
		Expect(fault(verify(exported(l, part), audit.Check{Heads: []audit.Head{{Sequence: 4, Hash: m.entries[3].Hash}}}))).To(
			MatchError("第 2 行：第 4 筆：已略去，沒有雜湊可以核對"))
	})

	It("shows every byte of the entries as it is checked", func() {
		_, l := filled(12)
		data := exported(l, audit.Filter{})
		lines, _ := unpack(data)
		var shown bytes.Buffer
		_, err := verify(data, audit.Check{Progress: &shown})
		Expect(err).NotTo(HaveOccurred())
		Expect(shown.String()).To(Equal(strings.Join(lines, "")))
	})
})

func sequences(p audit.Page) []int {
	var out []int
	for _, e := range p.Entries {
		out = append(out, int(e.Sequence))
	}
	return out
}
