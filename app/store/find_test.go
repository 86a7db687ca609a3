package store_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/store"
	"shoumi/app/store/storetest"
)

func ids(c store.Collection[note], q store.Query) (out []string) {
	GinkgoHelper()
	for n, err := range c.Find(ctx, q) {
		Expect(err).NotTo(HaveOccurred())
		out = append(out, n.ID)
	}
	return out
}

var _ = Describe("finding", func() {
	storetest.OnBoth(func(fresh func() storetest.Place) {
		var c store.Collection[note]
		BeforeEach(func() { c = notes.In(fresh().Open(notes)) })

		It("finds nothing under what no document can hold, and does not fail", func() {
			Expect(c.Insert(ctx, aNote("1"))).To(Succeed())
			_, err := c.Get(ctx, "\xff")
			Expect(err).To(MatchError(store.ErrNotFound))
			_, err = c.Get(ctx, "")
			Expect(err).To(MatchError(store.ErrNotFound))
			Expect(c.Delete(ctx, "\xff")).To(MatchError(store.ErrNotFound))
			Expect(ids(c, store.Query{Equal: map[string]any{"unit": "\xff"}})).To(BeEmpty())
			Expect(ids(c, store.Query{Order: "login", Range: store.Range{Field: "login", From: "\xff", Before: "\xff\U0010ffff"}})).To(BeEmpty())
			Expect(c.Count(ctx, store.Query{Equal: map[string]any{"login": "\xc3("}})).To(Equal(0))
		})

		// The model is a plain loop over the same documents.
		It("agrees with a plain filter, whole and page by page", func() {
			DeferCleanup(store.ReadBy(50, 100))
			random := rand.New(rand.NewPCG(1, 2))
			some := func(of ...string) string { return of[random.IntN(len(of))] }
			var kept []note
			for i := range 300 {
				n := aNote(some("", "a", "B", "é", "甲", "\U00020BB7", "\uE000", "\x00") + fmt.Sprint(random.Uint32()))
				n.Login = ""
				n.Unit, n.Author.Name = some("", "A", "a", "分局", "\U00020BB7", "\uFF21", "a\x00b", "'<&>\"\\\u2028"), fmt.Sprint(i)
				n.At = time.UnixMilli(int64(random.IntN(9)-4) * 86_400_000).UTC()
				n.Size, n.Weight, n.Open = random.IntN(7)-3, float64(random.IntN(7)-3)/4, random.IntN(2) == 0
				Expect(c.Insert(ctx, n)).To(Succeed())
				n.Version = 1
				kept = append(kept, n)
			}
			values := map[string]func(note) any{
				"id": func(n note) any { return n.ID }, "unit": func(n note) any { return n.Unit }, "at": func(n note) any { return n.At },
				"size": func(n note) any { return n.Size }, "weight": func(n note) any { return n.Weight }, "open": func(n note) any { return n.Open },
			}
			fields := []string{"id", "unit", "at", "size", "weight", "open"}
			for range 120 {
				q := store.Query{Order: some(append(fields, "")...), Desc: random.IntN(2) == 0}
				if random.IntN(2) == 0 {
					f := some("unit", "at", "size", "weight", "open")
					q.Equal = map[string]any{f: values[f](kept[random.IntN(len(kept))])}
				}
				if random.IntN(2) == 0 {
					q.Range.Field = some("id", "unit", "at", "size", "weight")
					if random.IntN(3) > 0 {
						q.Range.From = values[q.Range.Field](kept[random.IntN(len(kept))])
					}
					if random.IntN(3) > 0 {
						q.Range.Before = values[q.Range.Field](kept[random.IntN(len(kept))])
					}
				}
				want := slices.DeleteFunc(slices.Clone(kept), func(n note) bool {
					for f, v := range q.Equal {
						if order(values[f](n), v) != 0 {
							return true
						}
					}
					in := values[q.Range.Field]
					return q.Range.From != nil && order(in(n), q.Range.From) < 0 || q.Range.Before != nil && order(in(n), q.Range.Before) >= 0
				})
				slices.SortFunc(want, func(a, b note) int {
					by := cmp.Compare(a.ID, b.ID)
					if q.Order != "" {
						by = cmp.Or(order(values[q.Order](a), values[q.Order](b)), by)
					}
					if q.Desc {
						by = -by
					}
					return by
				})

				all := []note{}
				for n, err := range c.Find(ctx, q) {
					Expect(err).NotTo(HaveOccurred())
					all = append(all, n)
				}
				Expect(all).To(Equal(want), "%+v", q)
				Expect(c.Count(ctx, q)).To(Equal(len(want)), "%+v", q)

				q.Limit = 30 + random.IntN(300)
				var paged []string
				for {
					page := 0
					for n, err := range c.Find(ctx, q) {
						Expect(err).NotTo(HaveOccurred())
						page++
						paged = append(paged, n.ID)
						q.After, err = c.Cursor(q, n)
						Expect(err).NotTo(HaveOccurred())
					}
					Expect(page).To(BeNumerically("<=", q.Limit))
					if page < q.Limit {
						break
					}
				}
				Expect(paged).To(HaveLen(len(want)), "%+v", q)
				for i := range want {
					Expect(paged[i]).To(Equal(want[i].ID), "%+v", q)
				}
			}
		})

		It("goes on after a cursor whatever comes and goes meanwhile", func() {
			put := func(id string, size int) {
				n := aNote(id)
				n.Size = size
				Expect(c.Insert(ctx, n)).To(Succeed())
			}
			for i, id := range []string{"b", "d", "f", "h"} {
				put(id, i*10)
			}
			q := store.Query{Order: "size", Limit: 2}
			Expect(ids(c, q)).To(Equal([]string{"b", "d"}))
			last, err := c.Get(ctx, "d")
			Expect(err).NotTo(HaveOccurred())
			q.After, err = c.Cursor(q, last)
			Expect(err).NotTo(HaveOccurred())
			put("a", 5)                              // before it: not seen
			put("e", 10)                             // the same value, a later id: seen
			put("c", 10)                             // the same value, an earlier id: not seen
			put("g", 25)                             // after it: seen
			Expect(c.Delete(ctx, "d")).To(Succeed()) // the place itself
			q.Limit = 10
			Expect(ids(c, q)).To(Equal([]string{"e", "f", "g", "h"}))
		})

		It("lets the loop write, and stop", func() {
			for i := range 250 {
				n := aNote(fmt.Sprintf("%03d", i))
				n.Size = i
				Expect(c.Insert(ctx, n)).To(Succeed())
			}
			seen := 0
			for n, err := range c.Find(ctx, store.Query{Order: "size"}) {
				Expect(err).NotTo(HaveOccurred())
				Expect(n.Size).To(Equal(seen))
				seen++
				n.Size = -1
				Expect(c.Replace(ctx, n)).To(Succeed())
				if seen == 220 {
					break
				}
			}
			Expect(c.Count(ctx, store.Query{Equal: map[string]any{"size": -1}})).To(Equal(220))
		})

		DescribeTable("says what is wrong with a query", func(q store.Query, says string) {
			for _, err := range c.Find(ctx, q) {
				Expect(err).To(MatchError(says))
				return
			}
			Fail("no error")
		},
			Entry("a field", store.Query{Equal: map[string]any{"body": "x"}}, "查詢條件有錯：notes 沒有宣告「body」這個欄位"),
			Entry("an order", store.Query{Order: "body"}, "查詢條件有錯：notes 沒有宣告「body」這個欄位"),
			Entry("text for a number", store.Query{Equal: map[string]any{"size": "1"}}, "查詢條件有錯：notes 的「size」是 int，不是 string"),
			Entry("a number for a time", store.Query{Range: store.Range{Field: "at", From: 1}}, "查詢條件有錯：notes 的「at」是 time.Time，不是 int"),
			Entry("nothing", store.Query{Equal: map[string]any{"unit": nil}}, "查詢條件有錯：notes 的「unit」是 string，不是 <nil>"),
			Entry("a limit", store.Query{Limit: -1}, "查詢條件有錯：上限 -1 是負的"),
			Entry("a cursor", store.Query{After: "%"}, "分頁的位置不屬於這個查詢"),
			Entry("the cursor of another order", store.Query{Order: "size", After: "WyIiLCJmYWxzZSIsImEiLCJhIl0"}, "分頁的位置不屬於這個查詢"),
			Entry("a cursor at no number", store.Query{Order: "size", After: "WyJzaXplIiwiZmFsc2UiLCJ4IiwiYSJd"}, "分頁的位置不屬於這個查詢"),
		)
	})
})

// order compares two values of one field: text by bytes, false before true.
func order(a, b any) int {
	switch a := a.(type) {
	case string:
		return cmp.Compare(a, b.(string))
	case int:
		return cmp.Compare(a, b.(int))
	case float64:
		return cmp.Compare(a, b.(float64))
	case time.Time:
		return a.Compare(b.(time.Time))
	case bool:
		switch {
		case a == b.(bool):
			return 0
		case a:
			return 1
		}
		return -1
	}
	panic(fmt.Sprintf("%T", a))
}
