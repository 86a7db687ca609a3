package web

import (
	"encoding/json"
	"slices"

	"shoumi/rules"
)

// state is an interview: everything that was answered, in the order in which it
// was. It is a plain value; methods that change it return a new one.
type state struct {
	Reference  string   `json:"r,omitempty"`
	Date       string   `json:"d,omitempty"` // of the act, ISO; empty is 日期不明
	Continuing bool     `json:"c,omitempty"`
	Dated      bool     `json:"k,omitempty"` // the date was asked
	People     []person `json:"p"`
	At         int      `json:"i,omitempty"` // whom the questions are about
	All        bool     `json:"w,omitempty"` // ask also what bears on damages, discipline and duties alone
}

// person is an actor of the incident with the answers about them.
type person struct {
	Name    string   `json:"n"`
	Answers []answer `json:"a,omitempty"`
	Skipped []string `json:"s,omitempty"` // put off, asked after the others
}

// answer is a fact with its value; nil is 不確定, and not asked again.
type answer struct {
	Fact   string `json:"f"`
	Value  any    `json:"v"`
	Source string `json:"s,omitempty"` // the words of the incident it comes from
}

// newState is an interview of which nothing is known.
func newState() state { return state{People: []person{{Name: "甲"}}} }

// stateOf is an incident file as an interview.
func stateOf(in rules.Incident, book *rules.Book) state {
	st := state{Reference: in.Reference, Date: in.ActDate.Text, Continuing: in.ActDate.Continuing, Dated: in.ActDate.Known()}
	for _, a := range in.Actors {
		p, values := person{Name: a.Name}, in.Of(a)
		for _, f := range book.Facts() {
			v, known := values[f.ID]
			if own, ok := a.Facts[f.ID]; !known && ok && own == nil {
				known = true
			}
			if shared, ok := in.Facts[f.ID]; !known && ok && shared == nil {
				known = true
			}
			if !known {
				continue
			}
			source := in.Sources[f.ID]
			if _, own := a.Facts[f.ID]; own {
				source = a.Sources[f.ID]
			}
			p.Answers = append(p.Answers, answer{Fact: f.ID, Value: v, Source: source})
		}
		st.People = append(st.People, p)
	}
	if len(st.People) == 0 {
		st.People = newState().People
	}
	return st
}

// who is the person the questions are about.
func (st state) who() person { return st.People[st.At] }

func (st state) with(p person) state {
	st.People = slices.Clone(st.People)
	st.People[st.At] = p
	return st
}

// set answers a fact; an earlier answer keeps its place in the order.
func (st state) set(fact string, value any) state {
	p := st.who()
	p.Skipped = slices.DeleteFunc(slices.Clone(p.Skipped), func(s string) bool { return s == fact })
	p.Answers = slices.Clone(p.Answers)
	for i := range p.Answers {
		if p.Answers[i].Fact == fact {
			p.Answers[i] = answer{Fact: fact, Value: value}
			return st.with(p)
		}
	}
	p.Answers = append(p.Answers, answer{Fact: fact, Value: value})
	return st.with(p)
}

// unset forgets a fact.
func (st state) unset(fact string) state {
	p := st.who()
	p.Answers = slices.DeleteFunc(slices.Clone(p.Answers), func(a answer) bool { return a.Fact == fact })
	return st.with(p)
}

// skip puts a question off; an answer that was there is forgotten.
func (st state) skip(fact string) state {
	st = st.unset(fact)
	p := st.who()
	if !slices.Contains(p.Skipped, fact) {
		p.Skipped = append(slices.Clone(p.Skipped), fact)
	}
	return st.with(p)
}

// get is the answer to a fact.
func (st state) get(fact string) (answer, bool) {
	for _, a := range st.who().Answers {
		if a.Fact == fact {
			return a, true
		}
	}
	return answer{}, false
}

// unsure are the facts not to be asked: 不確定 was the answer, to all or to a
// part, and so with the date once it was asked.
func (st state) unsure() []string {
	out := []string{rules.ActDateFact}
	for _, a := range st.who().Answers {
		if _, partial := a.Value.(map[string]bool); a.Value == nil || partial {
			out = append(out, a.Fact)
		}
	}
	return out
}

// actDate is the date of the act; what was not asked is not known.
func (st state) actDate() rules.ActDate {
	d, err := rules.ParseActDate(st.Date)
	if st.Date == "" || err != nil {
		return rules.UnknownActDate
	}
	d.Continuing = st.Continuing
	return d
}

// incident is what the engine gets.
func (st state) incident() rules.Incident {
	in := rules.Incident{Reference: st.Reference, ActDate: st.actDate()}
	for _, p := range st.People {
		a := rules.Actor{Name: p.Name, Facts: rules.Values{}, Sources: map[string]string{}}
		for _, x := range p.Answers {
			if x.Value != nil {
				a.Facts[x.Fact] = x.Value
			}
			if x.Source != "" {
				a.Sources[x.Fact] = x.Source
			}
		}
		in.Actors = append(in.Actors, a)
	}
	return in
}

// tokens writes interviews into addresses and reads them back.
type tokens struct {
	sealed
	book *rules.Book
}

// encode packs and signs an interview. The error is a *problem: too long.
func (t tokens) encode(st state) (string, error) { return t.seal(st) }

// decode reads an interview and checks every answer against the vocabulary. The
// error is a *problem: cut off, changed by hand, or of another rule set.
func (t tokens) decode(token string) (state, error) {
	if token == "" {
		return newState(), nil
	}
	var st state
	if err := t.open(token, &st); err != nil || len(st.People) == 0 || st.At < 0 || st.At >= len(st.People) {
		return state{}, wrong("token")
	}
	for i := range st.People {
		for j := range st.People[i].Answers {
			a := &st.People[i].Answers[j]
			f, ok := t.book.Fact(a.Fact)
			if !ok {
				return state{}, wrong("token_old", a.Fact)
			}
			if a.Value, ok = typed(f, a.Value); !ok {
				return state{}, wrong("token_old", f.Label.Zh)
			}
		}
	}
	return st, nil
}

// typed turns a value of JSON into one of the engine.
func typed(f rules.Fact, v any) (any, bool) {
	if v == nil {
		return nil, true
	}
	switch x := v.(type) {
	case bool:
		return x, f.Type == rules.Bool
	case string:
		if f.Type == rules.DateFact {
			d, err := rules.ParseDay(x)
			return d, err == nil
		}
		return x, f.Type == rules.Enum && hasValue(f, x)
	case json.Number:
		n, err := x.Int64()
		return n, err == nil && (f.Type == rules.Int || f.Type == rules.Money)
	case []any:
		out := []string{}
		for _, e := range x {
			s, ok := e.(string)
			if !ok || !hasValue(f, s) {
				return nil, false
			}
			out = append(out, s)
		}
		return out, f.Type == rules.Set
	case map[string]any:
		out := map[string]bool{}
		for k, e := range x {
			b, ok := e.(bool)
			if !ok || !hasValue(f, k) {
				return nil, false
			}
			out[k] = b
		}
		return out, f.Type == rules.Set
	}
	return nil, false
}

func hasValue(f rules.Fact, id string) bool {
	return slices.ContainsFunc(f.Values, func(v rules.FactValue) bool { return v.ID == id })
}
