package rules_test

import (
	"io/fs"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/vm"

	"shoumi/rules"
	"shoumi/rules/condition"
	"shoumi/rules/source"
)

// go test -run '^$' -bench . ./rules/...
//
// Every engine figure stands beside plain expr, compiled per element and run per
// element in the same benchmark, and for the book of 32 provisions beside the same
// law written by hand in Go. expr/op and hand/op say how many times as long ours
// took as theirs took: 0.1 expr/op is ten times faster.

const factSets = 10000

// bench is a book with many different patterns of facts, in every form that a
// contestant wants.
type bench struct {
	*generated
	book    *rules.Book
	decider *rules.Decider
	whole   patterns // everything known
	part    patterns // three facts in ten are not
	exprs   []exprElement
}

type patterns struct {
	values []rules.Values
	bound  []*condition.Facts
	env    []map[string]any
	hand   []handFacts
	hand3  []handPartial
}

type exprElement struct {
	program *vm.Program
	facts   []string
}

var sizes = []struct {
	name                        string
	facts, provisions, distinct int
}{
	{"32", 47, 32, 62},
	{"25", 50, 25, 46},
	{"250", 100, 250, 460},
	{"2500", 150, 2500, 4600},
}

var benches sync.Map

func benchOf(tb testing.TB, i int) *bench {
	if b, ok := benches.Load(i); ok {
		return b.(*bench)
	}
	size := sizes[i]
	b := &bench{generated: generate(132, size.facts, size.provisions, size.distinct)}
	var err error
	if b.book, err = rules.Load(b.files); err != nil {
		tb.Fatal(err)
	}
	on, _ := rules.ParseDay(actedOn)
	b.decider = b.book.Decider(on)
	r := rand.New(rand.NewPCG(1, 2))
	sample := map[string]any{}
	for i, known := range []float64{0, 0.3} {
		p := []*patterns{&b.whole, &b.part}[i]
		for range factSets {
			v := b.values(r, known)
			f := b.book.Language().NewFacts()
			if err := b.book.Bind(f, v); err != nil {
				tb.Fatal(err)
			}
			env := map[string]any{}
			for id, x := range v {
				switch x := x.(type) {
				case int64:
					env[id] = int(x)
				case rules.Date:
					env[id] = int(x)
				default:
					env[id] = x
				}
				sample[id] = env[id]
			}
			p.values, p.bound, p.env = append(p.values, v), append(p.bound, f), append(p.env, env)
			if size.name == "32" {
				whole, part := b.asHand(v)
				p.hand, p.hand3 = append(p.hand, whole), append(p.hand3, part)
			}
		}
	}
	for _, e := range b.elements {
		program, err := expr.Compile(e.plain, expr.Env(sample), expr.AsBool())
		if err != nil {
			tb.Fatal(err)
		}
		b.exprs = append(b.exprs, exprElement{program, e.facts})
	}
	benches.Store(i, b)
	return b
}

// plain decides with one expr program per element, as a rule engine made of expr
// alone does: the next element is not asked when one fails.
func (b *bench) plain(machine *vm.VM, env map[string]any, out []bool) {
	for i, own := range b.provisions {
		out[i] = true
		for _, e := range own {
			if ok, _ := machine.Run(b.exprs[e].program, env); ok != true {
				out[i] = false
				break
			}
		}
	}
}

// plainAll runs every element.
func (b *bench) plainAll(machine *vm.VM, env map[string]any, out []bool) {
	n := 0
	for _, own := range b.provisions {
		for _, e := range own {
			ok, _ := machine.Run(b.exprs[e].program, env)
			out[n] = ok == true
			n++
		}
	}
}

// plain3 runs the elements of which every fact is known; the others are unknown.
func (b *bench) plain3(machine *vm.VM, env map[string]any, out []truth3) {
	for i, own := range b.provisions {
		out[i] = yes3
	elements:
		for _, e := range own {
			for _, id := range b.exprs[e].facts {
				if _, ok := env[id]; !ok {
					out[i] = unknown3
					continue elements
				}
			}
			if ok, _ := machine.Run(b.exprs[e].program, env); ok != true {
				out[i] = no3
				break
			}
		}
	}
}

// against runs ours b.N times over the fact sets, and then all contestants in
// turn, for the ratio of their medians.
func against(b *testing.B, ours func(i int), others map[string]func(i int)) {
	i := 0
	b.ReportAllocs()
	for b.Loop() {
		ours(i % factSets)
		i++
	}
	b.StopTimer()
	contest := map[string]func(int){"": ours}
	for name, f := range others {
		contest[name] = f
	}
	took := map[string][]time.Duration{}
	for range 5 {
		for name, f := range contest {
			sets, start := 0, time.Now()
			for time.Since(start) < 20*time.Millisecond || sets < 500 {
				for range 100 {
					f((i + sets) % factSets)
					sets++
				}
			}
			took[name] = append(took[name], time.Since(start)/time.Duration(max(sets/100, 1)))
		}
		i += 2100 // other fact sets in every round
	}
	median := func(name string) float64 {
		slices.Sort(took[name])
		return float64(took[name][len(took[name])/2])
	}
	for name := range others {
		b.ReportMetric(median("")/median(name), name+"/op")
	}
}

func BenchmarkDecide(b *testing.B) {
	for i, size := range sizes {
		b.Run(size.name, func(b *testing.B) { benchOf(b, i).decide(b) })
	}
}

func (g *bench) decide(b *testing.B) {
	d := g.decider
	n := 0
	for _, own := range g.provisions {
		n += len(own)
	}
	dst := make([]rules.Verdict, 0, n)
	out, out3 := make([]bool, n), make([]truth3, n)
	machine := &vm.VM{}
	whole, part := &g.whole, &g.part
	rivals := func(plain, hand func(i int)) map[string]func(int) {
		all := map[string]func(int){"expr": plain}
		if len(whole.hand) > 0 {
			all["hand"] = hand
		}
		return all
	}
	plain := rivals(func(i int) { g.plain(machine, whole.env[i], out) }, func(i int) { handDecide(&whole.hand[i], out) })
	explained := rivals(func(i int) { g.plainAll(machine, whole.env[i], out) }, func(i int) { handExplain(&whole.hand[i], out) })
	partly := rivals(func(i int) { g.plain3(machine, part.env[i], out3) }, func(i int) { handDecide3(&part.hand3[i], out3) })

	b.Run("plain", func(b *testing.B) {
		against(b, func(i int) { d.Take(whole.bound[i]); dst = d.Verdicts(dst[:0]) }, plain)
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(g.provisions)), "ns/provision")
	})
	b.Run("explained", func(b *testing.B) {
		against(b, func(i int) { d.Take(whole.bound[i]); dst = d.Elements(dst[:0]) }, explained)
	})
	b.Run("unknown", func(b *testing.B) {
		against(b, func(i int) { d.Take(part.bound[i]); dst = d.Verdicts(dst[:0]) }, partly)
	})
	fromMap := func(v rules.Values) {
		if err := d.Bind(v); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("plain_from_map", func(b *testing.B) {
		against(b, func(i int) { fromMap(whole.values[i]); dst = d.Verdicts(dst[:0]) }, plain)
	})
	b.Run("explained_from_map", func(b *testing.B) {
		against(b, func(i int) { fromMap(whole.values[i]); dst = d.Elements(dst[:0]) }, explained)
	})
	b.Run("unknown_from_map", func(b *testing.B) {
		against(b, func(i int) { fromMap(part.values[i]); dst = d.Verdicts(dst[:0]) }, partly)
	})
	b.Run("one_more_answer", func(b *testing.B) {
		i := 0
		d.Take(part.bound[0])
		for b.Loop() {
			f := &g.facts[i%len(g.facts)]
			var v any
			if f.Type == rules.Bool {
				v = i&64 != 0
			}
			if err := d.Answer(f.ID, v); err != nil {
				b.Fatal(err)
			}
			dst = d.Verdicts(dst[:0])
			i++
		}
	})
}

// BenchmarkBook is the shipped book: a whole incident with every reason, the next
// question, and bare verdicts.
func BenchmarkBook(b *testing.B) {
	shipped, err := rules.Shipped()
	if err != nil {
		b.Fatal(err)
	}
	sets := shippedValues(shipped, 0)
	open := shippedValues(shipped, 0.4)
	bookBench(b, shipped, sets, open)
}

// BenchmarkGenerated is the same for books that were made up.
func BenchmarkGenerated(b *testing.B) {
	for i, size := range sizes {
		b.Run(size.name, func(b *testing.B) {
			g := benchOf(b, i)
			bookBench(b, g.book, g.whole.values[:1000], g.part.values[:1000])
		})
	}
}

func bookBench(b *testing.B, book *rules.Book, sets, open []rules.Values) {
	on, _ := rules.ParseDay(actedOn)
	incident := func(v rules.Values) rules.Incident {
		return rules.Incident{ActDate: rules.On(on), Facts: v, Actors: []rules.Actor{{Name: "甲"}}}
	}
	ids := book.ProvisionIDs()
	each := func(name string, provisions int, f func(i int)) {
		b.Run(name, func(b *testing.B) {
			for i := range min(len(sets), len(open)) { // a book is asked more than once
				f(i)
			}
			i := 0
			b.ReportAllocs()
			for b.Loop() {
				f(i)
				i++
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*provisions), "ns/provision")
		})
	}
	must := func(err error) {
		if err != nil {
			b.Fatal(err)
		}
	}
	each("classify", len(ids), func(i int) {
		_, err := book.Classify(incident(sets[i%len(sets)]), on)
		must(err)
	})
	each("classify_any_day", len(ids), func(i int) {
		in := incident(sets[i%len(sets)])
		in.ActDate = rules.On(on - rules.Date(i*1009%5000))
		_, err := book.Classify(in, on)
		must(err)
	})
	each("find_open", len(ids), func(i int) {
		_, err := book.Find(incident(open[i%len(open)]), on)
		must(err)
	})
	each("reason", 1, func(i int) {
		book.Reason(incident(sets[i/len(ids)%len(sets)]), "甲", ids[i%len(ids)])
	})
	each("next_question", len(ids), func(i int) {
		_, err := book.Next(incident(open[i%len(open)]), on)
		must(err)
	})
	d := book.Decider(on)
	var dst []rules.Verdict
	each("verdicts_from_map", len(ids), func(i int) {
		must(d.Bind(sets[i%len(sets)]))
		dst = d.Verdicts(dst[:0])
	})
}

// shippedValues draws facts of the shipped vocabulary that do not contradict.
func shippedValues(book *rules.Book, unknown float64) []rules.Values {
	r := rand.New(rand.NewPCG(3, 4))
	var out []rules.Values
	for range 200 {
		out = append(out, randomValues(r, book, unknown))
	}
	return out
}

// BenchmarkLoad times reading a whole book and then the tests beside it, and in turn
// parsing its YAML alone, on one core; the medians are reported. Load parses on
// every core, beside the rest.
func BenchmarkLoad(b *testing.B) {
	b.Run("book", func(b *testing.B) { loadBench(b, rules.Files) })
	for i, size := range sizes {
		b.Run(size.name, func(b *testing.B) { loadBench(b, benchOf(b, i).files) })
	}
}

func loadBench(b *testing.B, files fs.FS) {
	text := map[string][]byte{}
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			text[name], err = fs.ReadFile(files, name)
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	var load, tests, yaml []time.Duration
	for b.Loop() {
		start := time.Now()
		book, err := rules.Load(files)
		if err != nil {
			b.Fatal(err)
		}
		load = append(load, time.Since(start))
		start = time.Now()
		if faults := book.TestFaults(); len(faults) > 0 {
			b.Fatal(faults)
		}
		tests = append(tests, time.Since(start))
		start = time.Now()
		for name, data := range text {
			var faults source.Faults
			source.Parse(name, data, &faults)
		}
		yaml = append(yaml, time.Since(start))
	}
	median := func(of []time.Duration, unit string) {
		slices.Sort(of)
		b.ReportMetric(float64(of[len(of)/2].Microseconds())/1000, unit)
	}
	median(load, "load-ms")
	median(tests, "tests-ms")
	median(yaml, "yaml-ms")
}
