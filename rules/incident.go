package rules

import (
	"fmt"
	"slices"

	"shoumi/rules/source"
)

// Values are facts by id: bool; string (enum); []string (a complete set) or
// map[string]bool (a set of which only these members are known); int64 (int,
// money); Date. A fact that is not there is unknown.
type Values map[string]any

// Incident is what is known of something that happened.
type Incident struct {
	Reference string
	ActDate   ActDate
	Facts     Values            // shared by all actors
	Sources   map[string]string // fact → the words it comes from
	Actors    []Actor
}

// Actor is one person of an incident. Facts of the actor stand over shared ones.
type Actor struct {
	Name    string
	Facts   Values
	Sources map[string]string
}

// SoleActor is the name of the actor of an incident that names none.
const SoleActor = "甲"

// DecodeIncident reads an incident file (YAML or JSON). Nothing is guessed: an
// unknown key, fact or value is a fault. The error is source.Faults.
func (b *Book) DecodeIncident(name string, data []byte) (Incident, error) {
	var faults source.Faults
	root, ok := source.Parse(name, data, &faults)
	if !ok {
		return Incident{}, faults.Err()
	}
	m := root.Map()
	in := b.ReadIncident(m)
	m.Done()
	return in, faults.Err()
}

// ReadIncident reads the fields of an incident (incident, act_date, facts,
// actors) out of a map that may have others, and reports faults there.
func (b *Book) ReadIncident(m *source.Map) Incident {
	in := Incident{Reference: m.Get("incident").Text(), ActDate: ReadActDate(m.Get("act_date"))}
	facts := m.Get("facts")
	in.Facts, in.Sources = b.ReadFacts(facts)
	actors := m.Get("actors")
	actors.Map().Each(func(name string, key, n *source.Node) {
		inner := n
		if am := n.Map(); slices.Contains(am.Keys(), "facts") {
			inner = am.Get("facts")
			am.Done()
		}
		a := Actor{Name: name}
		a.Facts, a.Sources = b.ReadFacts(inner)
		in.Actors = append(in.Actors, a)
		b.contradiction(in, a, facts, inner)
	})
	if len(in.Actors) == 0 {
		in.Actors = []Actor{{Name: SoleActor}}
		b.contradiction(in, in.Actors[0], facts, nil)
	}
	return in
}

// ReadActDate reads 2019-02 or an interval, or {from, to, continuing}.
func ReadActDate(n *source.Node) ActDate {
	if n == nil || n.IsNull() {
		return UnknownActDate
	}
	if !n.IsMap() {
		a, err := ParseActDate(n.Text())
		if err != nil {
			n.Fault(err.Error(), "")
		}
		return a
	}
	m := n.Map()
	from, to := m.Need("from").Text(), m.Need("to").Text()
	continuing := m.Get("continuing").Bool()
	m.Done()
	if from == "" || to == "" {
		return UnknownActDate
	}
	a, err := ParseActDate(from + ".." + to)
	if err != nil {
		n.Fault(err.Error(), "")
	}
	a.Continuing = continuing
	return a
}

// contradiction reports a broken constraint at the fact that the actor, or else
// the incident, gives.
func (b *Book) contradiction(in Incident, a Actor, nodes ...*source.Node) {
	c, ok := b.Contradiction(in.Of(a))
	if !ok {
		return
	}
	for _, id := range []string{c.Fact, c.Owner} {
		for i := len(nodes) - 1; i >= 0; i-- {
			if nodes[i] == nil {
				continue
			}
			if n := nodes[i].Map().Get(id); n != nil {
				n.Fault(b.Sentence(c), "改其中一個，或改成 null（不確定）")
				return
			}
		}
	}
}

// Of is every fact that holds for an actor: the shared ones under its own.
func (in Incident) Of(a Actor) Values {
	out := Values{}
	for id, v := range in.Facts {
		out[id] = v
	}
	for id, v := range a.Facts {
		if v == nil {
			delete(out, id)
		} else {
			out[id] = v
		}
	}
	return out
}

// ReadFacts reads a map of facts. A value may be written bare or as
// {value: …, source: …}, where source is the words it comes from; null is
// unknown, and kept, so that an actor can take back a shared fact.
func (b *Book) ReadFacts(n *source.Node) (Values, map[string]string) {
	values, sources := Values{}, map[string]string{}
	n.Map().Each(func(id string, key, value *source.Node) {
		i, ok := b.byFact[id]
		if !ok {
			key.Fault(fmt.Sprintf("沒有叫做「%s」的事實", id), b.didYouMean(id))
			return
		}
		if value.IsMap() && slices.Contains(value.Map().Keys(), "value") {
			m := value.Map()
			sources[id] = m.Get("source").Text()
			value = m.Get("value")
			m.Done()
		}
		values[id] = b.facts[i].read(value)
	})
	return values, sources
}

func (b *Book) didYouMean(id string) string {
	var ids []string
	for _, f := range b.facts {
		ids = append(ids, f.ID)
	}
	if near, ok := source.Suggest(id, ids); ok {
		return "您是不是要寫「" + near + "」？"
	}
	return "用 `go run ./app facts` 看所有事實"
}

// read checks a value against the type of the fact; nil for null and for faults.
func (f *Fact) read(n *source.Node) any {
	if n == nil || n.IsNull() {
		return nil
	}
	switch f.Type {
	case Bool:
		return n.Bool()
	case Enum:
		return f.value(n)
	case Set:
		if n.IsMap() {
			partial := map[string]bool{}
			n.Map().Each(func(member string, key, in *source.Node) {
				if f.known(member, key) && !in.IsNull() {
					partial[member] = in.Bool()
				}
			})
			return partial
		}
		out := []string{}
		for _, item := range n.List() {
			if v := f.value(item); v != nil && !slices.Contains(out, v.(string)) {
				out = append(out, v.(string))
			}
		}
		return out
	case Int, Money:
		v := n.Int()
		if f.Type == Money && v < 0 {
			n.Fault("金額不能是負的", "")
		}
		return v
	case DateFact:
		d, err := ParseDay(n.Text())
		if err != nil {
			n.Fault(err.Error(), "")
			return nil
		}
		return d
	}
	return nil
}

func (f *Fact) value(n *source.Node) any {
	if v := n.Text(); v != "" && f.known(v, n) {
		return v
	}
	return nil
}

func (f *Fact) known(value string, n *source.Node) bool {
	var ids []string
	for i := range f.Values {
		if f.Values[i].ID == value {
			return true
		}
	}
	for _, v := range f.Values {
		ids = append(ids, v.ID)
	}
	hint := ""
	if near, ok := source.Suggest(value, ids); ok {
		hint = "您是不是要寫「" + near + "」？"
	}
	n.Fault(fmt.Sprintf("「%s」沒有「%s」這個值", f.ID, value), hint)
	return false
}

// Has is whether an enum or a set has a value.
func (f Fact) Has(value string) bool {
	return slices.ContainsFunc(f.Values, func(v FactValue) bool { return v.ID == value })
}

// ValueZh is a value as a sentence shows it: 是, 否, 不確定, or labels.
func (f Fact) ValueZh(v any) string {
	label := func(id string) string {
		for _, x := range f.Values {
			if x.ID == id {
				return x.Label.Zh
			}
		}
		return id
	}
	switch x := v.(type) {
	case nil:
		return "不確定"
	case bool:
		if x {
			return "是"
		}
		return "否"
	case string:
		return label(x)
	case []string:
		if len(x) == 0 {
			return "以上都沒有"
		}
		s := ""
		for i, id := range x {
			if i > 0 {
				s += "、"
			}
			s += label(id)
		}
		return s
	case map[string]bool:
		s := ""
		for _, fv := range f.Values {
			if in, ok := x[fv.ID]; ok {
				if s != "" {
					s += "、"
				}
				if !in {
					s += "非"
				}
				s += fv.Label.Zh
			}
		}
		return s + "（其餘不確定）"
	case Date:
		return x.ROC()
	case int64:
		if f.Type == Money {
			return fmt.Sprintf("新臺幣%d元", x)
		}
		return fmt.Sprint(x)
	}
	return fmt.Sprint(v)
}
