package rules_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing/fstest"

	"shoumi/rules"
)

// generated is a book of law made up of random elements, with the same meaning
// beside it as plain expr and as Go source.
type generated struct {
	files      fstest.MapFS
	facts      []rules.Fact
	elements   []genElement // distinct
	provisions [][]int      // indices of elements
}

// genElement is one condition: as a rule file has it, for plain expr (dates as
// numbers), and as Go over complete and over partial facts.
type genElement struct {
	when, plain, two, three string
	facts                   []string
}

const actedOn = "2021-05-01"

// generate makes a book of n provisions with 4.6 elements each, of which a given
// number are distinct, over a vocabulary of mixed types.
func generate(seed uint64, facts, provisions, distinct int) *generated {
	r := rand.New(rand.NewPCG(seed, uint64(provisions)))
	g := &generated{}
	var yaml strings.Builder
	yaml.WriteString("facts:\n")
	for i := range facts {
		g.facts = append(g.facts, g.fact(&yaml, i))
	}
	for len(g.elements) < distinct {
		e := g.element(r)
		if r.IntN(4) == 0 {
			x, y := g.element(r), e
			op, two, three := "and", "&&", "and3"
			if r.IntN(2) == 0 {
				op, two, three = "or", "||", "or3"
			}
			e = genElement{fmt.Sprintf("%s %s %s", x.when, op, y.when), fmt.Sprintf("%s %s %s", x.plain, op, y.plain),
				fmt.Sprintf("(%s %s %s)", x.two, two, y.two), fmt.Sprintf("%s(%s, %s)", three, x.three, y.three), append(x.facts, y.facts...)}
		}
		g.elements = append(g.elements, e)
	}
	g.files = fstest.MapFS{"facts.yaml": {Data: []byte(yaml.String())}}
	used := 0
	for i := range provisions {
		size := [...]int{4, 5, 4, 5, 5}[i%5]
		var own []int
		for len(own) < size {
			k := used // every element is used before one is used again
			if used >= distinct {
				k = r.IntN(distinct)
			}
			used++
			if !contains(own, k) {
				own = append(own, k)
			}
		}
		g.provisions = append(g.provisions, own)
	}
	g.statutes()
	return g
}

func contains(list []int, k int) bool {
	for _, x := range list {
		if x == k {
			return true
		}
	}
	return false
}

var genKinds = []rules.FactType{rules.Bool, rules.Bool, rules.Bool, rules.Enum, rules.Bool, rules.Set, rules.Bool, rules.Bool, rules.Enum, rules.Int, rules.Bool, rules.Bool, rules.Set, rules.DateFact}

func (g *generated) fact(yaml *strings.Builder, i int) rules.Fact {
	f := rules.Fact{ID: fmt.Sprintf("f%d", i), Type: genKinds[i%len(genKinds)]}
	fmt.Fprintf(yaml, "  - {id: %s, type: %s, group: 行為, cost: %d, who_knows: [卷宗], label: {zh: 事實%d}, question: {zh: 是否事實%d？}", f.ID, f.Type, 1+i%5, i, i)
	if f.Type == rules.Enum || f.Type == rules.Set {
		yaml.WriteString(", values: [")
		for k := range 5 {
			f.Values = append(f.Values, rules.FactValue{ID: fmt.Sprintf("v%d", k)})
			fmt.Fprintf(yaml, "{id: v%d, zh: 值%d}, ", k, k)
		}
		yaml.WriteString("]")
	}
	if f.Type == rules.Bool && i%14 == 4 { // bool 4, 18, 32 …: never together with the one before
		fmt.Fprintf(yaml, ", excludes: [{fact: f%d, why: 不能並存}]", i-2)
	}
	yaml.WriteString("}\n")
	return f
}

func (g *generated) element(r *rand.Rand) genElement {
	f := g.facts[r.IntN(len(g.facts))]
	id := f.ID
	e := genElement{facts: []string{id}}
	k, m := r.IntN(5), r.IntN(5)
	for m == k {
		m = r.IntN(5)
	}
	switch f.Type {
	case rules.Bool:
		e.when, e.two, e.three = id, "f."+id, "f."+id
		if r.IntN(3) == 0 {
			e.when, e.two, e.three = "not "+id, "!f."+id, "not3(f."+id+")"
		}
	case rules.Enum:
		if r.IntN(2) == 0 {
			e.when = fmt.Sprintf(`%s == "v%d"`, id, k)
			e.two, e.three = fmt.Sprintf("f.%s == %d", id, k+1), fmt.Sprintf("oneOf3(f.%s, 1<<%d)", id, k+1)
		} else {
			e.when = fmt.Sprintf(`%s in ["v%d", "v%d"]`, id, k, m)
			e.two, e.three = fmt.Sprintf("(f.%s == %d || f.%s == %d)", id, k+1, id, m+1), fmt.Sprintf("oneOf3(f.%s, 1<<%d|1<<%d)", id, k+1, m+1)
		}
	case rules.Set:
		if r.IntN(2) == 0 {
			e.when = fmt.Sprintf(`"v%d" in %s`, k, id)
			e.two, e.three = fmt.Sprintf("f.%s&(1<<%d) != 0", id, k), fmt.Sprintf("any3(f.%s, 1<<%d)", id, k)
		} else {
			e.when = fmt.Sprintf(`any(%s, # in ["v%d", "v%d"])`, id, k, m)
			e.two, e.three = fmt.Sprintf("f.%s&(1<<%d|1<<%d) != 0", id, k, m), fmt.Sprintf("any3(f.%s, 1<<%d|1<<%d)", id, k, m)
		}
	case rules.Int:
		e.when = fmt.Sprintf("%s >= %d", id, 2+k)
		e.two, e.three = fmt.Sprintf("f.%s >= %d", id, 2+k), fmt.Sprintf("atLeast3(f.%s, %d)", id, 2+k)
	case rules.DateFact:
		day := rules.Day(2019, 12, 20+k)
		e.plain = fmt.Sprintf("%s >= %d", id, day)
		e.when = fmt.Sprintf(`%s >= date("%s")`, id, day)
		e.two, e.three = fmt.Sprintf("f.%s >= %d", id, day), fmt.Sprintf("atLeast3(f.%s, %d)", id, day)
	}
	if e.plain == "" {
		e.plain = e.when
	}
	return e
}

// statutes writes the provisions, five to an article.
func (g *generated) statutes() {
	for first := 0; first < len(g.provisions); first += 5 {
		number := first/5 + 1
		var b strings.Builder
		fmt.Fprintf(&b, "law: 中華民國刑法\nshort: 刑法\narticle: \"%d\"\ntitle: 第%d條\nchecked_on: 2026-11-22\nreview_by: 2027-11-22\nversions:\n", number, number)
		fmt.Fprintf(&b, "  - from: 2000-01-01\n    amended: 1999-12-30\n    basis: 公布\n    sha256: %s\n    summary: [一項]\n    provisions:\n", strings.Repeat("0", 64))
		for k, own := range g.provisions[first:min(first+5, len(g.provisions))] {
			fmt.Fprintf(&b, "      - id: \"%d\"\n        kind: duty\n        label: 第%d項\n        effect: 應遵守\n        elements:\n", k+1, k+1)
			for n, e := range own {
				fmt.Fprintf(&b, "          - {id: e%d, text: 要件%d, when: '%s'}\n", n, n, g.elements[e].when)
			}
		}
		g.files[fmt.Sprintf("statutes/criminal-code/%d.yaml", number)] = &fstest.MapFile{Data: []byte(b.String())}
	}
}

// values draws facts; each is left out at the given rate.
func (g *generated) values(r *rand.Rand, unknown float64) rules.Values {
	v := rules.Values{}
	for i, f := range g.facts {
		var x any
		switch f.Type {
		case rules.Bool:
			x = r.IntN(2) == 1
			if i%14 == 4 && x == true && v[g.facts[i-2].ID] == true {
				x = false
			}
		case rules.Enum:
			x = f.Values[r.IntN(5)].ID
		case rules.Set:
			in := []string{}
			for _, m := range f.Values {
				if r.IntN(3) == 0 {
					in = append(in, m.ID)
				}
			}
			x = in
		case rules.Int:
			x = int64(r.IntN(9))
		case rules.DateFact:
			x = rules.Day(2019, 12, 18+r.IntN(9))
		}
		if r.Float64() >= unknown {
			v[f.ID] = x
		}
	}
	return v
}

// handwritten is the same law as Go source: what a programmer would write who
// knew that it never changes.
func (g *generated) handwritten() string {
	var b strings.Builder
	b.WriteString("// Code generated by generate_test.go; DO NOT EDIT.\n// SHOUMI_UPDATE=1 go test ./rules writes it anew.\n\npackage rules_test\n\n")
	types := func(name string, of map[rules.FactType]string) {
		fmt.Fprintf(&b, "type %s struct {\n", name)
		for _, f := range g.facts {
			fmt.Fprintf(&b, "%s %s\n", f.ID, of[f.Type])
		}
		b.WriteString("}\n\n")
	}
	types("handFacts", map[rules.FactType]string{rules.Bool: "bool", rules.Enum: "uint8", rules.Set: "uint8", rules.Int: "int64", rules.DateFact: "int64"})
	types("handPartial", map[rules.FactType]string{rules.Bool: "truth3", rules.Enum: "uint8", rules.Set: "set3", rules.Int: "number3", rules.DateFact: "number3"})
	for i, e := range g.elements {
		fmt.Fprintf(&b, "func e%d(f *handFacts) bool { return %s }\n", i, e.two)
		fmt.Fprintf(&b, "func k%d(f *handPartial) truth3 { return %s }\n", i, e.three)
	}
	for i, own := range g.provisions {
		var calls []string
		for _, e := range own {
			calls = append(calls, fmt.Sprintf("then3(&out, k%d(f))", e))
		}
		fmt.Fprintf(&b, "\nfunc q%d(f *handPartial) (out truth3) {\nout = yes3\n_ = %s\nreturn\n}\n", i, strings.Join(calls, " && "))
	}
	b.WriteString("\nfunc handDecide(f *handFacts, out []bool) {\n")
	each := func(line string, join string, call string) {
		for i, own := range g.provisions {
			var calls []string
			for _, e := range own {
				calls = append(calls, fmt.Sprintf(call, e))
			}
			fmt.Fprintf(&b, line, i, strings.Join(calls, join))
		}
	}
	each("out[%d] = %s\n", " && ", "e%d(f)")
	b.WriteString("}\n\nfunc handDecide3(f *handPartial, out []truth3) {\n")
	for i := range g.provisions {
		fmt.Fprintf(&b, "out[%d] = q%d(f)\n", i, i)
	}
	b.WriteString("}\n\nfunc handExplain(f *handFacts, out []bool) {\n")
	n := 0
	for _, own := range g.provisions {
		for _, e := range own {
			fmt.Fprintf(&b, "out[%d] = e%d(f)\n", n, e)
			n++
		}
	}
	b.WriteString("}\n")
	return b.String()
}
