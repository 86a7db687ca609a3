package penalty_test

import (
	"encoding/json"
	"math/rand/v2"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	. "shoumi/rules/penalty"
)

const trials = 2000

// anyRange is a random range with at least one principal penalty.
func anyRange(r *rand.Rand) Range {
	for {
		var p Range
		p.Death, p.Life = r.IntN(8) == 0, r.IntN(6) == 0
		if r.IntN(4) > 0 {
			low := 2 + r.IntN(100)
			p.Imprisonment = Imprison(low, low+r.IntN(181-low))
		}
		if r.IntN(3) == 0 {
			p.Detention = Detain()
		}
		if r.IntN(2) == 0 {
			p.Fine = Fined(1000 + 100*r.Int64N(20))
			p.FineMode = []FineMode{"", FineAdditional, FineEither, FineMust}[r.IntN(4)]
		}
		if p.Text() != "" {
			return p
		}
	}
}

func anyChange(r *rand.Rand) Change {
	c := Change{Aggravate: r.IntN(2) == 0, Num: 1, Den: 2 + r.IntN(3), Because: "某事由"}
	if r.IntN(3) == 0 {
		c.Num, c.Den = 2, 3
	}
	c.May = r.IntN(2) == 0
	return c
}

var _ = Describe("what holds of any range", func() {
	var r *rand.Rand
	BeforeEach(func() { r = rand.New(rand.NewPCG(20060701, 1)) })

	It("never gets lighter by aggravation nor heavier by mitigation", func() {
		for range trials {
			p, c := anyRange(r), anyChange(r)
			q, _ := Apply(p, c)
			if c.Aggravate {
				Expect(Compare(q, p)).To(BeNumerically(">=", 0), "%s → %s", p.Text(), q.Text())
			} else {
				Expect(Compare(q, p)).To(BeNumerically("<=", 0), "%s → %s", p.Text(), q.Text())
			}
		}
	})

	It("keeps minimum and maximum in order, within 20 years and 120 days", func() {
		for range trials {
			q, _ := Apply(anyRange(r), anyChange(r), anyChange(r), anyChange(r))
			if t := q.Imprisonment; t != nil {
				Expect(t.Min.Compare(t.Max)).To(BeNumerically("<=", 0))
				Expect(t.Max.Compare(Months(240))).To(BeNumerically("<=", 0))
			}
			if d := q.Detention; d != nil {
				Expect(d.Min).To(BeNumerically("<=", d.Max))
				Expect(d.Max).To(BeNumerically("<=", 120))
			}
			if f := q.Fine; f != nil {
				Expect(f.Min).To(BeNumerically("<=", f.Max))
			}
		}
	})

	It("does not depend on the order in which different grounds are given", func() {
		for range trials {
			p, c, d := anyRange(r), anyChange(r), anyChange(r)
			if c.Aggravate && d.Aggravate && (c.Num != d.Num || c.Den != d.Den) {
				continue // 遞加 in the order given
			}
			a, _ := Apply(p, c, d)
			b, _ := Apply(p, d, c)
			Expect(a).To(Equal(b))
		}
	})

	It("reaches at least as far as the changes made in full, and as the base where all are optional", func() {
		for range trials {
			p, c, d := anyRange(r), anyChange(r), anyChange(r)
			full, _ := Apply(p, c, d)
			wide := Reach(p, c, d)
			Expect(covers(wide, full)).To(BeTrue(), "%s does not cover %s", wide.Text(), full.Text())
			if c.May && d.May {
				Expect(covers(wide, p)).To(BeTrue(), "%s does not cover %s", wide.Text(), p.Text())
			}
		}
	})

	It("is totally ordered by weight", func() {
		for range trials {
			a, b, c := anyRange(r), anyRange(r), anyRange(r)
			Expect(Compare(a, a)).To(BeZero())
			Expect(sign(Compare(a, b))).To(Equal(-sign(Compare(b, a))))
			if Compare(a, b) <= 0 && Compare(b, c) <= 0 {
				Expect(Compare(a, c)).To(BeNumerically("<=", 0), "%s | %s | %s", a.Text(), b.Text(), c.Text())
			}
		}
	})

	It("punishes one act by one of its offences, no heavier and no less in minimum", func() {
		for range trials {
			a, b := anyRange(r), anyRange(r)
			q, i, _ := OneAct(a, b)
			heavy := []Range{a, b}[i]
			Expect(Compare(heavy, []Range{a, b}[1-i])).To(BeNumerically(">=", 0))
			Expect(q.Text()).NotTo(BeEmpty())
			Expect(covers(heavy, q)).To(BeTrue(), "%s does not cover %s", heavy.Text(), q.Text())
		}
	})

	It("combines between the longest and the sum", func() {
		for range trials {
			var cs []Conviction
			longest, sum := 0, 0
			for range 1 + r.IntN(40) {
				m := 1 + r.IntN(60)
				longest, sum = max(longest, m), sum+m
				cs = append(cs, convicted(data, Sentence{Imprisonment: Months(m)}))
			}
			t := Combine(time.Time{}, cs...).Whole.Imprisonment
			Expect(t).To(Equal(&Terms{Months(longest), Months(min(sum, 360))}))
		}
	})

	It("comes back from JSON", func() {
		for range trials {
			p, _ := Apply(anyRange(r), anyChange(r))
			b, err := json.Marshal(p)
			Expect(err).NotTo(HaveOccurred())
			var q Range
			Expect(json.Unmarshal(b, &q)).To(Succeed())
			if p.Fine == nil {
				p.FineMode = ""
			}
			Expect(q.Text()).To(Equal(p.Text()))
		}
	})
})

// covers says whether every penalty of b is open under a.
func covers(a, b Range) bool {
	ok := (a.Death || !b.Death) && (a.Life || !b.Life)
	if t := b.Imprisonment; t != nil {
		ok = ok && a.Imprisonment != nil && a.Imprisonment.Min.Compare(t.Min) <= 0 && a.Imprisonment.Max.Compare(t.Max) >= 0
	}
	if d := b.Detention; d != nil {
		ok = ok && a.Detention != nil && a.Detention.Min <= d.Min && a.Detention.Max >= d.Max
	}
	if f := b.Fine; f != nil {
		ok = ok && a.Fine != nil && a.Fine.Min <= f.Min && a.Fine.Max >= f.Max
	}
	return ok
}
