package rules_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/rules"
)

var judged = rules.Day(2026, 11, 22)

// about is an incident of one actor on one day.
func about(v rules.Values) rules.Incident {
	return rules.Incident{Reference: "一", ActDate: rules.On(rules.Day(2021, 5, 1)), Facts: v, Actors: []rules.Actor{{Name: "甲"}}}
}

func findings(b *rules.Book, in rules.Incident) map[string]rules.Finding {
	GinkgoHelper()
	report, err := b.Classify(in, judged)
	Expect(err).NotTo(HaveOccurred())
	out := map[string]rules.Finding{}
	for _, f := range report.Actors[0].Findings {
		out[f.ID] = f
	}
	return out
}

// everyValue lists the values of a fact, for numbers those around the constants
// of generate.
func everyValue(f rules.Fact) []any {
	var out []any
	switch f.Type {
	case rules.Bool:
		return []any{true, false}
	case rules.Enum:
		for _, v := range f.Values {
			out = append(out, v.ID)
		}
	case rules.Set:
		for mask := range 1 << len(f.Values) {
			in := []string{}
			for k, v := range f.Values {
				if mask>>k&1 == 1 {
					in = append(in, v.ID)
				}
			}
			out = append(out, in)
		}
	case rules.DateFact:
		for d := range 10 {
			out = append(out, rules.Day(2019, 12, 18+d))
		}
	default:
		for n := range 9 {
			out = append(out, int64(n))
		}
	}
	return out
}

func with(v rules.Values, id string, x any) rules.Values {
	out := maps.Clone(v)
	if out[id] = x; x == nil {
		delete(out, id)
	}
	return out
}

// smallBooks are made-up books small enough to try everything.
func smallBooks(visit func(b *rules.Book, g *generated, r *rand.Rand)) {
	GinkgoHelper()
	for seed := range uint64(12) {
		g := generate(seed, 10, 7, 16)
		b, err := rules.Load(g.files)
		Expect(err).NotTo(HaveOccurred())
		By(fmt.Sprintf("book %d", seed))
		visit(b, g, rand.New(rand.NewPCG(seed, 34)))
	}
}

var _ = Describe("what is asked next", func() {
	It("can change a verdict that is open, and nothing else is asked", func() {
		asked := 0
		smallBooks(func(b *rules.Book, g *generated, r *rand.Rand) {
			d := b.Decider(rules.Day(2021, 5, 1))
			for range 12 {
				v := g.values(r, 0.6)
				now := findings(b, about(v))
				next, err := b.Next(about(v), judged)
				Expect(err).NotTo(HaveOccurred())
				missing := map[string]bool{}
				for _, f := range now {
					for _, id := range f.Missing {
						missing[id] = true
					}
				}
				Expect(next[0]).To(HaveLen(len(missing)))
				for _, q := range next[0] {
					asked++
					Expect(missing).To(HaveKey(q.Fact))
					Expect(v).NotTo(HaveKey(q.Fact))
					if !swings(b, d, g, r, v, q.Fact) {
						Fail(q.Fact + " cannot matter")
					}
					for _, id := range q.Settles {
						Expect(now[id].Verdict).To(Equal(rules.Undetermined))
					}
				}
			}
		})
		Expect(asked).To(BeNumerically(">", 300))
	})

	It("settles what it says it settles, in the order of its score and cost", func() {
		smallBooks(func(b *rules.Book, g *generated, r *rand.Rand) {
			d := b.Decider(rules.Day(2021, 5, 1))
			for range 6 {
				v := g.values(r, 0.5)
				open := map[string]bool{}
				for id, f := range findings(b, about(v)) {
					open[id] = f.Verdict == rules.Undetermined
				}
				next, err := b.Next(about(v), judged)
				Expect(err).NotTo(HaveOccurred())
				questions := next[0]
				Expect(slices.IsSortedFunc(questions, func(p, q rules.Question) int {
					a, _ := b.Fact(p.Fact)
					z, _ := b.Fact(q.Fact)
					switch {
					case p.Score != q.Score:
						return int(1000 * (q.Score - p.Score))
					case a.Cost != z.Cost:
						return a.Cost - z.Cost
					}
					order := func(id string) int {
						return slices.IndexFunc(b.Facts(), func(f rules.Fact) bool { return f.ID == id })
					}
					return order(p.Fact) - order(q.Fact)
				})).To(BeTrue())
				for _, q := range questions {
					f, _ := b.Fact(q.Fact)
					if f.Type != rules.Bool && f.Type != rules.Enum {
						continue // of the others only some values are tried
					}
					settled, tried, by := 0, 0, map[string]bool{}
					for _, x := range everyValue(f) {
						then := with(v, f.ID, x)
						if d.Bind(then) != nil {
							continue
						}
						tried++
						for i, verdict := range d.Verdicts(nil) {
							if id := d.Provisions()[i]; open[id] && verdict != rules.Undetermined {
								settled++
								by[id] = true
								Expect(findings(b, about(then))[id].Verdict).To(Equal(verdict))
							}
						}
					}
					Expect(q.Score).To(BeNumerically("~", float64(settled)/float64(tried), 1e-9), q.Fact)
					Expect(q.Settles).To(ConsistOf(slices.Collect(maps.Keys(by))))
				}
			}
		})
	})

	It("comes to an end, with nothing open but what nobody knows", func() {
		smallBooks(func(b *rules.Book, g *generated, r *rand.Rand) {
			for range 10 {
				interview(b, r, g.values(r, 0), 0.15)
			}
		})
	})

	It("comes to an end for the shipped book too", func() {
		r := rand.New(rand.NewPCG(132, 1))
		most, sum := 0, 0
		for range 4 {
			truth := randomValues(r, book, 0)
			n := interview(book, r, truth, 0.1)
			most, sum = max(most, n), sum+n
		}
		GinkgoWriter.Printf("shipped book: at most %d answers, %d in 4 interviews\n", most, sum)
		Expect(sum).To(BeNumerically(">", 0))
	})
})

// swings says whether a verdict depends on a fact: for another value of it there is
// another verdict, all else being equal, or other verdicts are left.
func swings(b *rules.Book, d *rules.Decider, g *generated, r *rand.Rand, v rules.Values, id string) bool {
	f, _ := b.Fact(id)
	left := map[string]map[rules.Verdict]bool{}
	for range 1000 {
		whole := g.values(r, 0)
		maps.Copy(whole, v)
		var before []rules.Verdict
		for i, x := range everyValue(f) {
			if d.Bind(with(whole, id, x)) != nil {
				continue
			}
			now := d.Verdicts(nil)
			if before != nil && !slices.Equal(before, now) {
				return true
			}
			before = now
			for k, verdict := range now {
				key := fmt.Sprint(k, " ", i)
				if left[key] == nil {
					left[key] = map[rules.Verdict]bool{}
				}
				left[key][verdict] = true
			}
		}
	}
	for k := range d.Provisions() {
		for i := range everyValue(f) {
			if !maps.Equal(left[fmt.Sprint(k, " ", i)], left[fmt.Sprint(k, " ", 0)]) {
				return true
			}
		}
	}
	return false
}

// interview answers question after question from what is true, or "don't know",
// and returns the number of answers.
func interview(b *rules.Book, r *rand.Rand, truth rules.Values, ignorance float64) int {
	GinkgoHelper()
	known, unknown := rules.Values{}, []string{}
	answers := 0
	for {
		next, err := b.Next(about(known), judged, unknown...)
		Expect(err).NotTo(HaveOccurred())
		if len(next[0]) == 0 {
			break
		}
		q := next[0][0].Fact
		Expect(known).NotTo(HaveKey(q), "asked twice")
		Expect(unknown).NotTo(ContainElement(q), "asked again what nobody knows")
		if _, given := truth[q]; !given || r.Float64() < ignorance {
			unknown = append(unknown, q)
		} else {
			known[q] = truth[q]
		}
		answers++
		Expect(answers).To(BeNumerically("<=", len(b.Facts())))
	}
	end := findings(b, about(truth))
	for id, f := range findings(b, about(known)) {
		if f.Verdict == rules.Undetermined {
			Expect(unknown).To(ContainElements(f.Missing))
			Expect(f.Missing).NotTo(BeEmpty())
		} else {
			Expect(f.Verdict).To(Equal(end[id].Verdict), id)
		}
	}
	return answers
}

var _ = Describe("the smallest flip", func() {
	It("turns the verdict, and nothing smaller does", func() {
		flips, pairs := 0, 0
		smallBooks(func(b *rules.Book, g *generated, r *rand.Rand) {
			for range 5 {
				v := g.values(r, 0.1)
				now := findings(b, about(v))
				for id, f := range now {
					got, err := b.Flips(about(v), "甲", id)
					Expect(err).NotTo(HaveOccurred())
					if f.Verdict == rules.Undetermined {
						Expect(got).To(BeEmpty())
						continue
					}
					least := 9
					for _, flip := range got {
						flips++
						least = min(least, len(flip.Changes))
						changed := maps.Clone(v)
						for _, c := range flip.Changes {
							Expect(reflect.DeepEqual(c.From, v[c.Fact])).To(BeTrue())
							Expect(reflect.DeepEqual(c.To, c.From)).To(BeFalse())
							changed = with(changed, c.Fact, c.To)
						}
						after := findings(b, about(changed))[id]
						Expect(after.Verdict).To(Equal(flip.Verdict))
						Expect(after.Verdict).NotTo(Or(Equal(f.Verdict), Equal(rules.Undetermined)))
					}
					if least == 1 {
						continue
					}
					pairs++
					for _, fact := range g.facts {
						for _, x := range everyValue(fact) {
							changed := with(v, fact.ID, x)
							if _, broken := b.Contradiction(changed); broken {
								continue
							}
							then := findings(b, about(changed))[id].Verdict
							Expect(then).To(Or(Equal(f.Verdict), Equal(rules.Undetermined)), "%s: %s alone turns %s", id, fact.ID, f.Verdict)
						}
					}
				}
			}
		})
		Expect(flips).To(BeNumerically(">", 200))
		Expect(pairs).To(BeNumerically(">", 5))
	})
})

var _ = Describe("the same facts", func() {
	It("give the same report, whatever the order of the answers", func() {
		for seed := range uint64(4) {
			g := generate(seed, 20, 20, 40)
			b, err := rules.Load(g.files)
			Expect(err).NotTo(HaveOccurred())
			r := rand.New(rand.NewPCG(seed, 5))
			for range 10 {
				v := g.values(r, 0.4)
				keys := slices.Sorted(maps.Keys(v))
				var texts []string
				for range 3 {
					r.Shuffle(len(keys), func(i, j int) { keys[i], keys[j] = keys[j], keys[i] })
					again := rules.Values{}
					for _, k := range keys {
						again[k] = v[k]
						_, err := b.Next(about(again), judged) // what was asked on the way leaves no trace
						Expect(err).NotTo(HaveOccurred())
					}
					report, err := b.Classify(about(again), judged)
					Expect(err).NotTo(HaveOccurred())
					text, err := json.Marshal(report)
					Expect(err).NotTo(HaveOccurred())
					texts = append(texts, string(text))
				}
				Expect(texts[1]).To(Equal(texts[0]))
				Expect(texts[2]).To(Equal(texts[0]))
			}
		}
	})
})

var _ = Describe("the reason tree", func() {
	It("has the verdicts of the findings and the facts that were given", func() {
		leaves := 0
		smallBooks(func(b *rules.Book, g *generated, r *rand.Rand) {
			for range 5 {
				v := g.values(r, 0.3)
				for id, f := range findings(b, about(v)) {
					tree, ok := b.Reason(about(v), "甲", id)
					Expect(ok).To(BeTrue())
					Expect(tree.Verdict).To(Equal(f.Verdict))
					Expect(tree.Turned).To(BeTrue())
					Expect(tree.Children).To(HaveLen(len(f.Elements)))
					for i, e := range f.Elements {
						Expect(tree.Children[i].Verdict).To(Equal(e.Verdict))
						Expect(tree.Children[i].Text).To(Equal(e.Text))
					}
					leaves += checkLeaves(tree, v)
				}
			}
		})
		Expect(leaves).To(BeNumerically(">", 500))
	})
})

func checkLeaves(r rules.Reason, v rules.Values) int {
	GinkgoHelper()
	n := 0
	if r.Fact != nil {
		n++
		if given, ok := v[r.Fact.ID]; ok {
			Expect(r.Fact.Value).To(Equal(given))
			Expect(r.Verdict).NotTo(Equal(rules.Undetermined))
		}
	}
	for _, c := range r.Children {
		n += checkLeaves(c, v)
	}
	return n
}
