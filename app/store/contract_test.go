package store_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync"
	"sync/atomic"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/store"
	"shoumi/app/store/storetest"
)

var _ = Describe("a collection", func() {
	storetest.OnBoth(func(fresh func() storetest.Place) {
		var c store.Collection[note]
		var at storetest.Place
		BeforeEach(func() {
			at = fresh()
			c = notes.In(at.Open(notes))
		})

		It("gives back what was kept, times in UTC by the millisecond", func() {
			n := aNote("甲/\x00'\"$.")
			n.At, n.Size, n.Weight, n.Open, n.Version = noon, math.MinInt64, -0.1, true, 7
			n.Body = "<script>&\u2028\ue000𠮷\x00"
			n.Facts = map[string]any{"$set": 1.5, "a.b": []any{nil, true, "x"}, "": map[string]any{}}
			n.Seen = map[string][]*moment{"乙": {{noon}, nil}}
			Expect(c.Insert(ctx, n)).To(Succeed())

			want := n
			short := time.Date(2026, 11, 22, 4, 0, 0, 123000000, time.UTC)
			want.Version, want.At, want.Seen = 1, short, map[string][]*moment{"乙": {{short}, nil}}
			Expect(c.Get(ctx, n.ID)).To(Equal(want))
			Expect(n.Seen["乙"][0].On).To(Equal(noon), "what was given stays as it is")
		})

		It("is there when the store is opened again", func() {
			Expect(c.Insert(ctx, aNote("1"))).To(Succeed())
			Expect(notes.In(at.Open(notes)).Get(ctx, "1")).To(HaveField("Login", "login-1"))
		})

		It("counts versions, and refuses to write over one that was not read", func() {
			Expect(c.Insert(ctx, aNote("1"))).To(Succeed())
			mine, err := c.Get(ctx, "1")
			Expect(err).NotTo(HaveOccurred())
			yours := mine
			yours.Body = "先"
			Expect(c.Replace(ctx, yours)).To(Succeed())
			mine.Body = "後"
			Expect(c.Replace(ctx, mine)).To(MatchError(store.ErrConflict))
			now, err := c.Get(ctx, "1")
			Expect(err).NotTo(HaveOccurred())
			Expect(now.Body).To(Equal("先"))
			Expect(now.Version).To(Equal(2))
			now.Version = 3
			Expect(c.Replace(ctx, now)).To(MatchError(store.ErrConflict), "of the future")
		})

		It("has no document that is not there", func() {
			_, err := c.Get(ctx, "nobody")
			Expect(err).To(MatchError(store.ErrNotFound))
			Expect(c.Replace(ctx, aNote("nobody"))).To(MatchError(store.ErrNotFound))
			Expect(c.Delete(ctx, "nobody")).To(MatchError(store.ErrNotFound))
			Expect(c.Insert(ctx, aNote("1"))).To(Succeed())
			Expect(c.Delete(ctx, "1")).To(Succeed())
			_, err = c.Get(ctx, "1")
			Expect(err).To(MatchError(store.ErrNotFound))
			Expect(c.Insert(ctx, aNote("1"))).To(Succeed(), "its keys are free again")
		})

		DescribeTable("lets nobody take what is taken", func(key string, change func(*note)) {
			Expect(c.Insert(ctx, aNote("1"))).To(Succeed())
			Expect(c.Insert(ctx, aNote("2"))).To(Succeed())
			n := aNote("3")
			change(&n)
			err := c.Insert(ctx, n)
			Expect(err).To(MatchError(store.ErrExists))
			Expect(err).To(MatchError("notes 已經有同樣的 " + key))
			if key == "id" {
				Expect(c.Get(ctx, "1")).To(HaveField("Login", "login-1"))
				return
			}
			two, err := c.Get(ctx, "2")
			Expect(err).NotTo(HaveOccurred())
			change(&two)
			Expect(c.Replace(ctx, two)).To(MatchError("notes 已經有同樣的 " + key))
			Expect(c.Get(ctx, "2")).To(And(HaveField("Login", "login-2"), HaveField("Version", 1)), "nothing was changed")
		},
			Entry("an id", "id", func(n *note) { n.ID = "1" }),
			Entry("a unique field", "login", func(n *note) { n.Login = "login-1" }),
			Entry("fields unique together", "unit、author.name", func(n *note) { n.Author.Name = "1" }),
		)

		It("lets many leave a unique field empty, and keeps its own", func() {
			for i := range 3 {
				n := aNote(fmt.Sprint(i))
				n.Login, n.Unit, n.Author.Name = "", "", ""
				Expect(c.Insert(ctx, n)).To(Succeed())
			}
			Expect(c.Count(ctx, store.Query{Equal: map[string]any{"login": ""}})).To(Equal(3))
			n, err := c.Get(ctx, "1")
			Expect(err).NotTo(HaveOccurred())
			n.Login = "mine"
			Expect(c.Replace(ctx, n)).To(Succeed())
			n.Version++
			n.Body = "again"
			Expect(c.Replace(ctx, n)).To(Succeed())
		})

		It("refuses an empty id, and what JSON cannot say", func() {
			Expect(c.Insert(ctx, note{})).To(MatchError(ContainSubstring("沒有可用的 id")))
			n := aNote("1")
			n.Weight = math.NaN()
			Expect(c.Insert(ctx, n)).To(MatchError(ContainSubstring("unsupported value")))
		})

		It("loses no update of 200 writers of one document", func() {
			Expect(c.Insert(ctx, aNote("1"))).To(Succeed())
			var conflicts atomic.Int64
			var all sync.WaitGroup
			for range 200 {
				all.Go(func() {
					defer GinkgoRecover()
					for {
						n, err := c.Get(ctx, "1")
						Expect(err).NotTo(HaveOccurred())
						n.Size++
						err = c.Replace(ctx, n)
						if err == nil {
							return
						}
						Expect(err).To(MatchError(store.ErrConflict))
						conflicts.Add(1)
					}
				})
			}
			all.Wait()
			Expect(c.Get(ctx, "1")).To(And(HaveField("Size", 200), HaveField("Version", 201)))
			Expect(conflicts.Load()).To(BeNumerically(">", 0), "they did meet")
		})

		It("lets one of 200 take a login", func() {
			var done atomic.Int64
			var all sync.WaitGroup
			for i := range 200 {
				all.Go(func() {
					defer GinkgoRecover()
					n := aNote(fmt.Sprint(i))
					n.Login = "same"
					if err := c.Insert(ctx, n); err == nil {
						done.Add(1)
					} else {
						Expect(err).To(MatchError(store.ErrExists))
					}
				})
			}
			all.Wait()
			Expect(done.Load()).To(BeEquivalentTo(1))
			Expect(c.Count(ctx, store.Query{})).To(Equal(1))
		})

		It("ends with its context", func() {
			gone, cancel := context.WithCancel(ctx)
			cancel()
			_, err := c.Get(gone, "1")
			Expect(errors.Is(err, context.Canceled)).To(BeTrue(), "%v", err)
		})

		It("is shared by two openings of one store", func() {
			other := notes.In(at.Open(notes))
			Expect(c.Insert(ctx, aNote("1"))).To(Succeed())
			n, err := other.Get(ctx, "1")
			Expect(err).NotTo(HaveOccurred())
			n.Body = "from there"
			Expect(other.Replace(ctx, n)).To(Succeed())
			Expect(c.Get(ctx, "1")).To(HaveField("Body", "from there"))
		})
	})

	DescribeTable("that cannot be is refused when it is declared", func(says string, declare func()) {
		Expect(declare).To(PanicWith(ContainSubstring(says)))
	},
		Entry("a name", "cannot be named", func() { store.Define[note]("Notes; DROP") }),
		Entry("a name of the store's own", "cannot be named", func() { store.Define[note]("shoumi_meta") }),
		Entry("a field that is not there", "have no field logn", func() { store.Define[note]("n", store.Unique("logn")) }),
		Entry("a field below one that is not there", "have no field author.nam", func() { store.Define[note]("n", store.Index("author.nam")) }),
		Entry("a field that has no order", "cannot be searched", func() { store.Define[note]("n", store.Index("facts")) }),
		Entry("a secret that is searched", "cannot be sealed", func() { store.Define[note]("n", store.Index("author.name"), store.Sealed("author")) }),
		Entry("a secret inside", "only fields at the top", func() { store.Define[note]("n", store.Sealed("author.name")) }),
		Entry("no field", "has no field", func() { store.Define[note]("n", store.Index()) }),
	)

	It("belongs to a store that was told of it", func() {
		db := storetest.SQLite().Open()
		Expect(func() { notes.In(db) }).To(PanicWith("store: Open was not told of notes"))
	})

	DescribeTable("is not at an address that says nothing", func(url, says string) {
		_, err := store.Open(ctx, url)
		Expect(err).To(MatchError(ContainSubstring(says)))
	},
		Entry("another database", "postgres://x/y", "資料庫的位址要寫成 sqlite:檔案 或 mongodb://主機/資料庫，不是「postgres」"),
		Entry("no file", "sqlite:", "沒有寫檔案"),
		Entry("no host", "mongodb://", "MongoDB 的位址有錯"),
	)
})
