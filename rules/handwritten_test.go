package rules_test

import (
	"go/format"
	"math/rand/v2"
	"os"
	"reflect"
	"unsafe"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/rules"
)

// What handwritten_law_test.go is written in: Kleene's logic as a programmer
// would write it by hand.

type truth3 uint8

const (
	unknown3 truth3 = iota
	no3
	yes3
)

type set3 struct{ in, out uint8 }

type number3 struct {
	n     int64
	known bool
}

func truthOf(b bool) truth3 {
	if b {
		return yes3
	}
	return no3
}

func and3(a, b truth3) truth3 {
	if a == no3 || b == no3 {
		return no3
	}
	if a == yes3 && b == yes3 {
		return yes3
	}
	return unknown3
}

// then3 adds a part to a conjunction; false says that the rest does not matter.
func then3(out *truth3, t truth3) bool {
	if t != yes3 {
		*out = t
	}
	return t != no3
}

func or3(a, b truth3) truth3 { return not3(and3(not3(a), not3(b))) }

func not3(a truth3) truth3 { return [...]truth3{unknown3, yes3, no3}[a] }

func oneOf3(value uint8, mask uint8) truth3 {
	if value == 0 {
		return unknown3
	}
	return truthOf(mask>>value&1 == 1)
}

func any3(s set3, mask uint8) truth3 {
	if s.in&mask != 0 {
		return yes3
	}
	if s.out&mask == mask {
		return no3
	}
	return unknown3
}

func atLeast3(n number3, least int64) truth3 {
	if !n.known {
		return unknown3
	}
	return truthOf(n.n >= least)
}

// handLaw is the book whose hand-written form lies in handwritten_law_test.go:
// 32 provisions, 147 elements of which 62 are distinct, 47 facts.
func handLaw() *generated { return generate(132, 47, 32, 62) }

// field is a field of one of the structs by the id of its fact.
func field(of any, id string) reflect.Value {
	f := reflect.ValueOf(of).Elem().FieldByName(id)
	return reflect.NewAt(f.Type(), unsafe.Pointer(f.UnsafeAddr())).Elem()
}

// asHand puts values into the structs of the hand-written law; a fact that is
// not given is false, none or zero in the complete one.
func (g *generated) asHand(v rules.Values) (whole handFacts, part handPartial) {
	for _, f := range g.facts {
		a, b := field(&whole, f.ID), field(&part, f.ID)
		switch x := v[f.ID].(type) {
		case bool:
			a.SetBool(x)
			b.SetUint(uint64(truthOf(x)))
		case string:
			a.SetUint(uint64(x[1]-'0') + 1)
			b.SetUint(uint64(x[1]-'0') + 1)
		case []string:
			mask := uint8(0)
			for _, m := range x {
				mask |= 1 << (m[1] - '0')
			}
			a.SetUint(uint64(mask))
			b.Set(reflect.ValueOf(set3{mask, 0x1f &^ mask}))
		case int64:
			a.SetInt(x)
			b.Set(reflect.ValueOf(number3{x, true}))
		case rules.Date:
			a.SetInt(int64(x))
			b.Set(reflect.ValueOf(number3{int64(x), true}))
		}
	}
	return whole, part
}

var _ = Describe("a law written by hand in Go", func() {
	g := handLaw()

	It("is the law of the generated book", func() {
		want, err := format.Source([]byte(g.handwritten()))
		Expect(err).NotTo(HaveOccurred())
		const file = "handwritten_law_test.go"
		if os.Getenv("SHOUMI_UPDATE") != "" {
			Expect(os.WriteFile(file, want, 0o644)).To(Succeed())
		}
		got, err := os.ReadFile(file)
		Expect(err).NotTo(HaveOccurred())
		Expect(string(got)).To(Equal(string(want)), "SHOUMI_UPDATE=1 writes it anew")
	})

	It("comes to the same verdicts as the engine, element by element", func() {
		b, err := rules.Load(g.files)
		Expect(err).NotTo(HaveOccurred())
		on, err := rules.ParseDay(actedOn)
		Expect(err).NotTo(HaveOccurred())
		d := b.Decider(on)
		Expect(d.Provisions()).To(HaveLen(32))
		r := rand.New(rand.NewPCG(2, 7))
		plain, explained, three := make([]bool, 32), make([]bool, 147), make([]truth3, 32)
		verdict := map[bool]rules.Verdict{true: rules.Established, false: rules.NotEstablished}
		verdict3 := []rules.Verdict{rules.Undetermined, rules.NotEstablished, rules.Established}
		seen := map[rules.Verdict]int{}
		for range 2000 {
			v := g.values(r, 0)
			whole, _ := g.asHand(v)
			Expect(d.Bind(v)).To(Succeed())
			handDecide(&whole, plain)
			handExplain(&whole, explained)
			for i, got := range d.Verdicts(nil) {
				if got != verdict[plain[i]] {
					Fail(d.Provisions()[i])
				}
			}
			elements := d.Elements(nil)
			Expect(elements).To(HaveLen(147))
			for i, got := range elements {
				if got != verdict[explained[i]] {
					Fail("element")
				}
			}
			v = g.values(r, 0.3)
			_, part := g.asHand(v)
			Expect(d.Bind(v)).To(Succeed())
			handDecide3(&part, three)
			for i, got := range d.Verdicts(nil) {
				seen[got]++
				// what a constraint fills in, the hand-written law does not know
				if want := verdict3[three[i]]; got != want && want != rules.Undetermined {
					Fail(d.Provisions()[i])
				}
			}
		}
		Expect(seen[rules.Undetermined]).To(BeNumerically(">", 1000))
		Expect(seen[rules.NotEstablished]).To(BeNumerically(">", 1000))
	})
})
