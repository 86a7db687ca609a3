package audit_test

import (
	"archive/zip"
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"math/rand/v2"
	"os/exec"
	"slices"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/audit"
	"shoumi/app/store"
)

var _ = Describe("the log in a store", func() {
	onBoth(func(fresh func() place) {
		var at place
		var db *store.DB
		var docs *audit.Documents
		BeforeEach(func() {
			at = fresh()
			db = at.open()
			docs = audit.Stored(db)
		})
		fill := func(n int) *audit.Log {
			GinkgoHelper()
			l := open(docs)
			for i := range n {
				_, err := l.Append(ctx, act(i+1))
				Expect(err).NotTo(HaveOccurred())
			}
			return l
		}

		It("is the same log as anywhere", func() {
			l := fill(12)
			m, same := filled(12)
			Expect(list(docs.Entries(ctx, audit.Span{}))).To(Equal(m.entries))
			Expect(exported(l, audit.Filter{})).To(Equal(exported(same, audit.Filter{})))
			for _, s := range []audit.Span{{Newest: true}, {After: 3}, {Before: 9}, {After: 3, Before: 9, Newest: true}, {After: 3, Before: 4}, {After: 12}, {After: 9, Before: 2}} {
				Expect(list(docs.Entries(ctx, s))).To(Equal(list(m.Entries(ctx, s))), "%+v", s)
			}
			head, err := same.Head(ctx)
			Expect(err).NotTo(HaveOccurred())
			Expect(open(audit.Stored(at.open())).Head(ctx)).To(Equal(head))
		})

		It("gives back every word as it was hashed", func() {
			l := fill(0)
			r := act(1)
			r.At = time.Date(1, 1, 1, 0, 0, 0, 1_999_999, time.UTC)
			for i, w := range []*string{&r.Unit, &r.User, &r.IP, &r.Action, &r.Condition, &r.ActualUser, &r.ActualUnit, &r.Purpose, &r.Subject} {
				*w = fmt.Sprintf("%d<script>&\"\\\u2028\ue000𠮷\x00$.é", i)
			}
			e, err := l.Append(ctx, r)
			Expect(err).NotTo(HaveOccurred())
			Expect(list(docs.Entries(ctx, audit.Span{}))).To(Equal([]audit.Entry{e}))
			_, err = verify(written(l.Entries(ctx)), audit.Check{})
			Expect(err).NotTo(HaveOccurred())
		})

		It("lets nobody take a sequence twice", func() {
			fill(1)
			e := list(docs.Entries(ctx, audit.Span{}))[0]
			taken := e
			taken.Purpose = "公務"
			Expect(docs.Append(ctx, taken)).To(MatchError(audit.ErrTaken))
			Expect(list(docs.Entries(ctx, audit.Span{}))).To(Equal([]audit.Entry{e}))
		})

		It("does not show what people wrote to who reads the store", func() {
			fill(2)
			var archive bytes.Buffer
			_, err := store.Backup(ctx, db, &archive)
			Expect(err).NotTo(HaveOccurred())
			z, err := zip.NewReader(bytes.NewReader(archive.Bytes()), int64(archive.Len()))
			Expect(err).NotTo(HaveOccurred())
			text, err := fs.ReadFile(z, "audit.jsonl")
			Expect(err).NotTo(HaveOccurred())
			Expect(text).To(And(ContainSubstring("警員乙"), ContainSubstring("incident/1"), ContainSubstring("一分局")))
			Expect(text).NotTo(Or(ContainSubstring("竊盜"), ContainSubstring("分局-115-001"), ContainSubstring("192.0.2.7")))
		})

		It("finds what a filter takes, and pages it, as a plain search does", func() {
			random := rand.New(rand.NewPCG(5, 11))
			some := func(of ...string) string { return of[random.IntN(len(of))] }
			m, plain := filled(0)
			l := open(docs)
			for i := range 80 {
				r := act(i)
				r.At = r.At.Add(time.Duration(random.IntN(40_000)-20_000) * time.Millisecond * 20) // clocks that do not agree
				if random.IntN(10) == 0 {
					r.At = r.At.Add(-40 * time.Minute)
				}
				r.User, r.ActualUser = some("甲", "乙", "丙", ""), some("甲", "乙", "丁")
				r.Unit, r.ActualUnit = some("一分局", "二分局", ""), some("一分局", "三分局")
				r.Action, r.Subject, r.Purpose = some("a", "b"), some("", "s/1", "s/2"), some("偵辦竊盜", "督導")
				for _, to := range []*audit.Log{plain, l} {
					_, err := to.Append(ctx, r)
					Expect(err).NotTo(HaveOccurred())
				}
			}
			ask := func() {
				GinkgoHelper()
				for range 40 {
					maybe := func(of ...string) string {
						if random.IntN(4) > 0 {
							return ""
						}
						return some(of...)
					}
					f := audit.Filter{User: maybe("甲", "乙", "丁", "戊"), Own: maybe("甲", "丁"), OwnID: maybe("s/1", "s/3"), Action: maybe("a", "b", "c"), Subject: maybe("s/1", "s/2"), Purpose: maybe("竊盜", "督導 務")}
					if random.IntN(3) == 0 {
						f.Units = []string{some("一分局", "二分局", "三分局", ""), some("二分局", "四分局")}
					}
					if random.IntN(2) == 0 {
						f.From = start.Add(time.Duration(random.IntN(100)-10)*time.Minute + time.Duration(random.IntN(3)*500_000))
					}
					if random.IntN(2) == 0 {
						f.Until = start.Add(time.Duration(random.IntN(100)-10)*time.Minute + time.Duration(random.IntN(3)*500_000))
					}
					if at := m.entries[random.IntN(len(m.entries))].At; random.IntN(4) == 0 {
						f.Until = at.Add(time.Duration(random.IntN(2) * 500_000)) // the time of an entry, or a moment later
					} else if random.IntN(4) == 0 {
						f.From = at
					}
					before, limit := uint64(random.IntN(90)), 15+random.IntN(60)
					for {
						want, err := plain.Find(ctx, f, before, limit)
						Expect(err).NotTo(HaveOccurred())
						Expect(l.Find(ctx, f, before, limit)).To(Equal(want), "%+v before %d", f, before)
						if before = want.Next; before == 0 {
							break
						}
					}
				}
			}
			ask()
			anchor := anchorOf(m, 25)
			Expect(m.Trim(ctx, anchor)).To(Succeed())
			Expect(docs.TrimHalf(ctx, anchor)).To(Succeed())
			ask()
			Expect(docs.Trim(ctx, anchor)).To(Succeed())
			ask()
		})

		DescribeTable("reads little that a filter does not take", func(f audit.Filter, want ...int) {
			l := open(docs)
			for i := range 100 {
				r := act(i)
				if i == 50 {
					r.User, r.Unit, r.Action, r.Subject = "督察戊", "督察室", "log.export", "log"
				}
				if i == 70 {
					r.ActualUser, r.ActualUnit = "督察戊", "督察室"
				}
				if i%10 == 9 {
					r.At = r.At.Add(-90 * time.Second) // a clock that is slow
				}
				if i == 80 {
					r.At = start.Add(20 * time.Minute) // a clock that has lost the time
				}
				_, err := l.Append(ctx, r)
				Expect(err).NotTo(HaveOccurred())
			}
			var read []int
			for _, e := range list(docs.Entries(ctx, audit.Span{Newest: true, Wanted: f})) {
				read = append(read, int(e.Sequence))
			}
			Expect(fmt.Sprint(read)).To(Equal(fmt.Sprint(want)))
		},
			Entry("by person", audit.Filter{Own: "督察戊"}, 71, 51),
			Entry("by person, with what was done to them", audit.Filter{Own: "督察戊", OwnID: "log"}, 71, 51),
			Entry("by what was done to somebody", audit.Filter{OwnID: "log"}, 51),
			Entry("by user", audit.Filter{User: "督察戊", Purpose: "竊盜"}, 71, 51),
			Entry("by unit", audit.Filter{Units: []string{"督察室", "督察室", "保安隊"}}, 71, 51),
			Entry("by unit and action", audit.Filter{Units: []string{"督察室", "三分局"}, Action: "log.export"}, 51),
			Entry("by action", audit.Filter{Action: "log.export"}, 51),
			Entry("by subject", audit.Filter{Subject: "log", Units: []string{"一分局"}}, 51),
			Entry("from a time on", audit.Filter{From: start.Add(95 * time.Minute)}, 100, 99, 98, 97, 96),
			Entry("until a time, with ten minutes more, and strays", audit.Filter{Until: start.Add(time.Minute)}, 81, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1),
			Entry("by both", audit.Filter{From: start.Add(30 * time.Minute), Until: start.Add(31 * time.Minute)}, 81, 42, 41, 40, 39, 38, 37, 36, 35, 34, 33, 32, 31),
			Entry("by both, of a person", audit.Filter{Own: "警員甲", From: start.Add(30 * time.Minute), Until: start.Add(31 * time.Minute)}, 81, 40, 37, 34, 31),
			Entry("of a time that is to come", audit.Filter{From: start.Add(200 * time.Minute)}),
			Entry("of a time that is over", audit.Filter{Until: start.Add(-11 * time.Minute)}, 81),
		)

		It("reads all of a log for more units than can be asked for one by one", func() {
			fill(3)
			units := []string{"二分局"}
			for i := range 64 {
				units = append(units, fmt.Sprint(i))
			}
			Expect(list(docs.Entries(ctx, audit.Span{Wanted: audit.Filter{Units: units}}))).To(HaveLen(3))
			Expect(list(docs.Entries(ctx, audit.Span{Wanted: audit.Filter{Units: units[:64]}}))).To(HaveLen(2))
		})

		It("is one chain of several processes that append at once", func() {
			fill(1)
			var children []*exec.Cmd
			var said []*bytes.Buffer
			for range 2 {
				child, out := at.child(80), &bytes.Buffer{}
				child.Stdout = out
				Expect(child.Start()).To(Succeed())
				children, said = append(children, child), append(said, out)
			}
			var mine []audit.Head
			l := open(audit.Stored(at.open()))
			for i := range 40 {
				e, err := l.Append(ctx, act(i))
				Expect(err).NotTo(HaveOccurred())
				mine = append(mine, audit.Head{Sequence: e.Sequence, Hash: e.Hash})
			}
			for i, child := range children {
				Expect(child.Wait()).To(Succeed())
				mine = append(mine, heads(said[i].String())...)
			}
			Expect(mine).To(HaveLen(200))
			r, err := verify(written(l.Entries(ctx)), audit.Check{Heads: mine})
			Expect(err).NotTo(HaveOccurred(), "every acknowledged entry is where it was said to be")
			Expect(r.Count).To(BeEquivalentTo(201))
		})

		It("is a chain after kill -9, with every acknowledged entry", func() {
			child := at.child(0)
			out, err := child.StdoutPipe()
			Expect(err).NotTo(HaveOccurred())
			Expect(child.Start()).To(Succeed())
			var said []string
			for in := bufio.NewScanner(out); in.Scan(); {
				said = append(said, in.Text())
				if len(said) == 200 {
					Expect(child.Process.Kill()).To(Succeed())
				}
			}
			Expect(child.Wait()).To(MatchError("signal: killed"))
			l := open(docs)
			_, err = l.Append(ctx, act(1))
			Expect(err).NotTo(HaveOccurred())
			acknowledged := heads(strings.Join(said, "\n"))
			Expect(len(acknowledged)).To(BeNumerically(">=", 200))
			r, err := verify(written(l.Entries(ctx)), audit.Check{Heads: acknowledged})
			Expect(err).NotTo(HaveOccurred())
			Expect(r.Count).To(BeNumerically("~", len(acknowledged)+1, 8), "at most one of each writer was not said to be kept")
		})

		It("shows a gap where an entry was taken out while the program ran", func() {
			l := fill(5)
			Expect(docs.TakeOut(ctx, 5)).To(Succeed())
			_, err := l.Append(ctx, act(6))
			Expect(err).NotTo(HaveOccurred())
			Expect(fault(verify(written(l.Entries(ctx)), audit.Check{}))).To(MatchError("第 5 行：第 5 筆：不見了，這裡接著的是第 6 筆"))
		})

		It("is not appended to where it was trimmed, by a process that slept since", func() {
			none := open(docs)
			slow := fill(3)
			l := open(docs)
			for i := range 37 {
				_, err := l.Append(ctx, act(i+4))
				Expect(err).NotTo(HaveOccurred())
			}
			m, _ := filled(40)
			Expect(docs.Trim(ctx, anchorOf(m, 30))).To(Succeed())
			for i, asleep := range []*audit.Log{slow, none} {
				e, err := asleep.Append(ctx, act(41))
				Expect(err).NotTo(HaveOccurred())
				Expect(e.Sequence).To(BeEquivalentTo(41 + i))
			}
			_, err := verify(written(l.Entries(ctx)), audit.Check{Now: start.AddDate(6, 0, 0)})
			Expect(err).NotTo(HaveOccurred())
		})

		Context("that is trimmed", func() {
			var l *audit.Log
			var m *memory
			later := start.AddDate(6, 0, 0)
			BeforeEach(func() {
				l = fill(40)
				m, _ = filled(40)
			})

			It("holds, half way and at the end", func() {
				Expect(docs.TrimHalf(ctx, anchorOf(m, 30))).To(Succeed())
				Expect(kept(db)).To(Equal(41), "nothing is away yet")
				Expect(m.Trim(ctx, anchorOf(m, 30))).To(Succeed())
				Expect(list(l.Entries(ctx))).To(Equal(m.entries))
				slices.Reverse(m.entries)
				Expect(list(docs.Entries(ctx, audit.Span{Newest: true}))).To(Equal(m.entries))
				Expect(list(docs.Entries(ctx, audit.Span{After: 30}))).To(HaveLen(10))
				Expect(list(docs.Entries(ctx, audit.Span{Before: 30}))).To(BeEmpty())

				Expect(docs.Trim(ctx, m.entries[10])).To(Succeed(), "the anchor, once more")
				Expect(kept(db)).To(Equal(11))
				_, err := l.Append(ctx, act(41))
				Expect(err).NotTo(HaveOccurred())
				r, err := verify(written(l.Entries(ctx)), audit.Check{Now: later})
				Expect(err).NotTo(HaveOccurred())
				Expect([]uint64{r.Count, r.First, r.Expired}).To(Equal([]uint64{11, 31, 30}))
			})

			It("keeps the furthest of several anchors", func() {
				early, late := anchorOf(m, 10), anchorOf(m, 20)
				Expect(docs.Trim(ctx, early)).To(Succeed())
				Expect(docs.Trim(ctx, late)).To(Succeed())
				Expect(docs.Trim(ctx, early)).To(Succeed())
				Expect(list(l.Entries(ctx))[0]).To(Equal(late))
				Expect(kept(db)).To(Equal(21))
			})

			It("goes on behind an anchor that is all there is", func() {
				Expect(docs.Trim(ctx, anchorOf(m, 40))).To(Succeed())
				e, err := open(docs).Append(ctx, act(41))
				Expect(err).NotTo(HaveOccurred())
				Expect(e.Sequence).To(BeEquivalentTo(41))
				Expect(e.Previous).To(Equal(m.entries[39].Hash))
			})

			It("tells who reads it at that moment to read it again", func() {
				var err error
				n := 0
				for _, err = range l.Entries(ctx) {
					if n++; n == 1 {
						Expect(docs.Trim(ctx, anchorOf(m, 30))).To(Succeed())
					}
				}
				Expect(err).To(MatchError("讀取日誌時，保存期滿的部分剛好被清除，請再做一次"))
			})

			It("lets go what is old enough, and sweeps what was left the last time", func() {
				n, err := l.Expire(ctx, docs, 5, audit.Record{At: start.AddDate(5, 0, 0).Add(30 * time.Minute), User: "系統", Action: "log.expire"})
				Expect(err).NotTo(HaveOccurred())
				Expect(n).To(BeEquivalentTo(30))
				Expect(kept(db)).To(Equal(12), "an anchor, ten entries, and the record of it")
				Expect(docs.TrimHalf(ctx, anchorOf(m, 35))).To(Succeed())
				Expect(l.Expire(ctx, docs, 5, audit.Record{At: start.AddDate(5, 0, 0).Add(30 * time.Minute)})).To(BeZero())
				Expect(kept(db)).To(Equal(7))
			})
		})

		It("does not go on when the store fails", func() {
			l := fill(2)
			Expect(db.Close()).To(Succeed())
			_, err := l.Append(ctx, act(3))
			Expect(err).To(HaveOccurred())
			Expect(errors.Is(err, audit.ErrTaken)).To(BeFalse())
			for _, err := range l.Entries(ctx) {
				Expect(err).To(HaveOccurred())
			}
		})
	})
})

func list(entries iter.Seq2[audit.Entry, error]) (out []audit.Entry) {
	GinkgoHelper()
	for e, err := range entries {
		Expect(err).NotTo(HaveOccurred())
		out = append(out, e)
	}
	return out
}

// kept is how many documents there are, whether the log shows them or not.
func kept(db *store.DB) int {
	GinkgoHelper()
	m, err := store.Backup(ctx, db, io.Discard)
	Expect(err).NotTo(HaveOccurred())
	return m.Collections[0].Documents
}

// anchorOf is the anchor of the first n entries, when they are too old.
func anchorOf(m *memory, n int) audit.Entry {
	return read(gone(split(written(each(m.entries[:n]))), 1, n, audit.Expired))[0]
}

// heads are the whole lines of what a child said was kept.
func heads(said string) (out []audit.Head) {
	for line := range strings.Lines(said) {
		if h, err := audit.ParseHead(strings.TrimSuffix(line, "\n")); err == nil {
			out = append(out, h)
		}
	}
	return out
}
