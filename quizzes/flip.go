package quizzes

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"shoumi/rules"
)

// flip is a case with one thing otherwise: one fact, with what the constraints
// between facts and the sentence that tells it drag along.
type flip struct {
	id      string // intent=true, openness.known=false
	word    wording
	value   string
	text    string
	changes rules.Values
	verdicts
}

// verdicts are the bare verdicts on liabilities and their elements.
type verdicts struct {
	of       map[string]rules.Verdict
	elements map[string][]rules.Verdict
}

// bench is a case and one of its actors, with every flip that can be told.
type bench struct {
	prover  *prover
	bank    *Bank
	item    Item // the case as an item to start from
	base    *situation
	decider *rules.Decider
	inForce map[string]*rules.Provision
	now     verdicts
	flips   []flip // of facts to another known value
	unsure  []flip // of facts that become unknown
	found   []flip // of facts that are unknown and become known
	charged []string
	outline string // what happened, for the stem
	path    string // of the ids of its items
	all     bool   // every item that can be made, not just some of each kind
}

// situation is what the rules make of a flip, with reasons.
func (b *bench) situation(f flip) *situation { return b.prover.of(&b.item, f.changes) }

// verdicts decides facts fast.
func (b *bench) verdicts(v rules.Values) (verdicts, error) {
	out := verdicts{map[string]rules.Verdict{}, map[string][]rules.Verdict{}}
	if err := b.decider.Bind(v); err != nil {
		return out, err
	}
	whole, parts := b.decider.Verdicts(nil), b.decider.Elements(nil)
	for i, id := range b.decider.Provisions() {
		p := b.provision(id)
		n := len(p.Elements) + len(p.Exceptions)
		if slices.Contains(liable, p.Kind) {
			out.of[id], out.elements[id] = whole[i], parts[:len(p.Elements)]
		}
		parts = parts[n:]
	}
	return out, nil
}

// provision is a provision in the version of the day; nil where there is none.
func (b *bench) provision(id string) *rules.Provision { return b.inForce[id] }

// provisionsOn are the provisions in force on a day.
func provisionsOn(book *rules.Book, on rules.Date) map[string]*rules.Provision {
	out := map[string]*rules.Provision{}
	for _, id := range book.ProvisionIDs() {
		for _, r := range book.Rules(id) {
			if r.From <= on && on < r.To {
				out[id] = r.Provision
			}
		}
	}
	return out
}

// turn makes a flip; ok is false where it is none or not coherent.
func (b *bench) turn(w wording, t told, nth int) (flip, bool) {
	now, known := b.item.Facts[w.fact]
	f := flip{word: w, value: t.value, id: w.key + "=" + t.value, text: strings.ReplaceAll(t.text, "{甲}", b.item.Actor)}
	if nth > 0 {
		f.id += fmt.Sprintf("-%d", nth+1)
	}
	to, ok := otherwise(b.prover.book, w, now, t.value)
	if !known {
		to, ok = learned(w, t.value)
	}
	if !ok {
		return flip{}, false
	}
	f.changes = rules.Values{w.fact: to}
	for id, v := range t.with {
		f.changes[id] = v
	}
	if !b.coherent(&f) {
		return flip{}, false
	}
	var err error
	f.verdicts, err = b.verdicts(merge(b.item.Facts, f.changes))
	return f, err == nil
}

// otherwise is a value of a fact that is another than now.
func otherwise(book *rules.Book, w wording, now any, value string) (any, bool) {
	switch x := now.(type) {
	case bool:
		if value == unknownValue {
			return nil, true
		}
		return value == "true", x != (value == "true")
	case string:
		if value == unknownValue {
			return nil, true
		}
		return value, x != value
	case []string:
		in := slices.Contains(x, w.member)
		if value == unknownValue && !in && len(x) > 0 {
			return nil, false // nobody would have thought of it
		}
		if value == unknownValue { // the others stay known
			partial := map[string]bool{}
			f, _ := book.Fact(w.fact)
			for _, v := range f.Values {
				if v.ID != w.member {
					partial[v.ID] = slices.Contains(x, v.ID)
				}
			}
			return partial, true
		}
		out := slices.DeleteFunc(slices.Clone(x), func(m string) bool { return m == w.member })
		if value == "true" {
			out = append(out, w.member)
		}
		return out, in != (value == "true")
	case map[string]bool:
		in, known := x[w.member]
		if !known {
			return nil, false
		}
		out := maps.Clone(x)
		if value == unknownValue {
			delete(out, w.member)
			return out, in
		}
		out[w.member] = value == "true"
		return out, in != out[w.member]
	}
	return nil, false
}

// learned is the value of a fact of which nothing was known.
func learned(w wording, value string) (any, bool) {
	switch {
	case value == unknownValue:
		return nil, false
	case w.member != "":
		return map[string]bool{w.member: value == "true"}, true
	case value == "true" || value == "false":
		return value == "true", true
	}
	return value, true
}

// maxDragged is how many facts a flip may drag along.
const maxDragged = 4

// coherent changes what the constraints forbid beside a flip: an excluded fact
// goes, an implied one comes.
func (b *bench) coherent(f *flip) bool {
	for range maxDragged {
		values := merge(b.item.Facts, f.changes)
		broken, ok := b.prover.book.Contradiction(values)
		if !ok {
			return true
		}
		_, own := f.changes[broken.Owner]
		_, other := f.changes[broken.Fact]
		id, literal, come := broken.Fact, broken.Is, broken.Implied
		switch {
		case own && other && broken.Owner != broken.Fact:
			return false // the flip itself says both
		case !own:
			id, literal, come = broken.Owner, broken.When, false
		}
		to, ok := forced(values[id], literal, come)
		if !ok {
			return false
		}
		f.changes[id] = to
	}
	return false
}

func forced(now any, literal string, come bool) (any, bool) {
	switch x := now.(type) {
	case bool, nil:
		return come, true
	case string:
		return nil, !come // an excluded value goes, and nobody knows which came
	case []string:
		out := slices.DeleteFunc(slices.Clone(x), func(m string) bool { return m == literal })
		if come {
			out = append(out, literal)
		}
		return out, true
	case map[string]bool:
		out := maps.Clone(x)
		out[literal] = come
		return out, true
	}
	return nil, false
}

// liable are the kinds of provisions that items are about.
var liable = []rules.Kind{rules.Criminal, rules.Administrative}

// clear says whether a flip moves at most two liabilities and leaves none open
// that was decided, so that it can be asked what it leads to.
func (b *bench) clear(f flip) bool {
	moved := 0
	for id, was := range b.now.of {
		is := f.of[id]
		if (was == rules.Established) != (is == rules.Established) {
			moved++
		}
		if is == rules.Undetermined && was != rules.Undetermined {
			return false
		}
	}
	return moved > 0 && moved <= 2
}

// swung is the element of a provision that a flip moved, when it moved just one.
func (b *bench) swung(f flip, provision string) (string, bool) {
	found := ""
	for i, e := range b.provision(provision).Elements {
		if f.elements[provision][i] == b.now.elements[provision][i] {
			continue
		}
		if found != "" {
			return "", false
		}
		found = e.ID
	}
	return found, found != ""
}

// concept is what an item is about in which a flip moves a provision.
func (b *bench) concept(f flip, provision string) string {
	if f.word.concept != "" {
		return f.word.concept
	}
	element := ""
	if b.provision(provision) != nil {
		element, _ = b.swung(f, provision)
	}
	best, out := 0, ""
	for _, c := range b.bank.concepts {
		if n := c.about(provision, element); n > best {
			best, out = n, c.ID
		}
	}
	return out
}
