package account_test

import (
	"errors"
	"math/rand/v2"
	"strings"
	"sync"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/account"
	"shoumi/app/store"
)

var _ = Describe("units", func() {
	onBoth(func(fresh func() *world) {
		var w *world
		var hq, first, station, second account.Unit
		BeforeEach(func() {
			w = fresh()
			hq = w.unit(" 局 ", "")
			second, first = w.unit("第二分局", hq.ID), w.unit("第一分局", hq.ID)
			station = w.unit("派出所", first.ID)
		})
		tree := func() account.Tree {
			GinkgoHelper()
			t, err := w.Units(ctx)
			Expect(err).NotTo(HaveOccurred())
			return t
		}

		It("are none at first", func() {
			t, err := fresh().Units(ctx)
			Expect(err).NotTo(HaveOccurred())
			Expect(t.All()).To(BeEmpty())
			Expect(t.Roots()).To(BeEmpty())
		})

		It("are a tree", func() {
			t := tree()
			Expect(names(t.All())).To(Equal("局 第一分局 派出所 第二分局"))
			Expect(names(t.Roots())).To(Equal("局"))
			Expect(names(t.Children(hq.ID))).To(Equal("第一分局 第二分局"))
			Expect(names(t.Under(first.ID))).To(Equal("第一分局 派出所"))
			Expect(names(t.Path(station.ID))).To(Equal("局 第一分局 派出所"))
			Expect(t.Label(station.ID)).To(Equal("局/第一分局/派出所"))
			u, ok := t.Unit(station.ID)
			Expect(ok).To(BeTrue())
			Expect(u).To(Equal(station))
			_, ok = t.Unit("gone")
			Expect(ok).To(BeFalse())
			Expect(t.Under("gone")).To(BeEmpty())
			Expect(t.Under("")).To(BeEmpty())
			Expect(t.Path("gone")).To(BeEmpty())
		})

		It("are renamed, moved and put in order", func() {
			second.Name, second.Order = "第二分局（新）", -1
			Expect(w.ChangeUnit(ctx, second)).To(Succeed())
			station.Parent = second.ID
			Expect(w.ChangeUnit(ctx, station)).To(Succeed())
			Expect(names(tree().All())).To(Equal("局 第二分局（新） 派出所 第一分局"))
			Expect(w.ChangeUnit(ctx, second)).To(MatchError(store.ErrConflict))
			u, _ := tree().Unit(second.ID)
			Expect(u.Version).To(Equal(2))
			u.Order = 1
			Expect(w.ChangeUnit(ctx, u)).To(Succeed())
			Expect(names(tree().All())).To(Equal("局 第一分局 第二分局（新） 派出所"))
		})

		It("are refused where they cannot be", func() {
			add := func(name, parent string) error {
				return errOf(w.AddUnit(ctx, account.Unit{Name: name, Parent: parent}))
			}
			move := func(u account.Unit, parent string) error { u.Parent = parent; return w.ChangeUnit(ctx, u) }
			for says, err := range map[string]error{
				"沒有寫單位名稱":             add(" ", hq.ID),
				"單位名稱超過 100 個字，或有「/」": add("甲/乙", hq.ID),
				"同一個上級單位下已經有這個名稱":     add("第一分局", hq.ID),
				"沒有這個上級單位":            add("新", "gone"),
				"單位不能移到自己或自己的下級單位之下":  move(hq, station.ID),
				"單位下還有人員或下級單位，不能移除":   w.RemoveUnit(ctx, first.ID),
			} {
				Expect(err).To(MatchError(says))
				Expect(errors.Is(err, account.ErrUnit)).To(BeTrue())
			}
			Expect(add(strings.Repeat("長", 101), "")).To(MatchError(account.ErrUnit))
			Expect(move(first, first.ID)).To(MatchError("單位不能移到自己或自己的下級單位之下"))
			Expect(w.ChangeUnit(ctx, account.Unit{ID: "gone", Name: "新"})).To(MatchError(store.ErrNotFound))
			Expect(w.RemoveUnit(ctx, "gone")).To(MatchError(store.ErrNotFound))
			Expect(names(tree().All())).To(Equal("局 第一分局 派出所 第二分局"))
			Expect(add("派出所", second.ID)).To(Succeed(), "a name another unit has elsewhere")
		})

		It("are removed only when nobody is left", func() {
			a, _, err := w.Create(ctx, account.Account{Login: "one", Name: "甲員", Unit: station.ID, Roles: []account.Role{account.Officer}})
			Expect(err).NotTo(HaveOccurred())
			Expect(w.RemoveUnit(ctx, station.ID)).To(MatchError("單位下還有人員或下級單位，不能移除"))
			a.Unit = ""
			Expect(w.Edit(ctx, a)).To(Succeed())
			Expect(w.RemoveUnit(ctx, station.ID)).To(Succeed())
			Expect(w.RemoveUnit(ctx, first.ID)).To(Succeed())
			Expect(names(tree().All())).To(Equal("局 第二分局"))
		})

		It("never make a loop or lose one another, whoever moves them at once", func() {
			all := tree().All()
			var movers sync.WaitGroup
			for seed := range uint64(3) {
				other := w.another(cheap)
				movers.Go(func() {
					defer GinkgoRecover()
					dice := rand.New(rand.NewPCG(seed, 0))
					for range 15 {
						t, err := other.Units(ctx)
						Expect(err).NotTo(HaveOccurred())
						u, _ := t.Unit(all[dice.IntN(len(all))].ID)
						u.Parent = all[dice.IntN(len(all))].ID
						if err := other.ChangeUnit(ctx, u); err != nil && !errors.Is(err, account.ErrUnit) && !errors.Is(err, store.ErrConflict) {
							Fail(err.Error())
						}
					}
				})
			}
			movers.Wait()
			Expect(tree().All()).To(HaveLen(len(all)), "all can be reached from a root")
		})
	})
})

func names(units []account.Unit) string {
	var out []string
	for _, u := range units {
		out = append(out, u.Name)
	}
	return strings.Join(out, " ")
}
