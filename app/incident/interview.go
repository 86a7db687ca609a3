// Package incident is the workbench of legal officers: an incident as they record it,
// what the book says of it, its review by a second person, and what a change of law
// makes of it.
package incident

import (
	"bytes"
	"encoding/json"
	"slices"

	"shoumi/rules"
)

// Interview is everything that was answered of an incident, in the order in which it
// was. It is a plain value; methods that change it return a new one.
type Interview struct {
	Reference  string   `json:"r,omitempty"`
	Date       string   `json:"d,omitempty"` // of the act, ISO; empty is 日期不明
	Continuing bool     `json:"c,omitempty"`
	Dated      bool     `json:"k,omitempty"` // the date was asked
	People     []Person `json:"p"`
	At         int      `json:"i,omitempty"` // whom the questions are about
	All        bool     `json:"w,omitempty"` // ask also what bears on damages, discipline and duties alone
}

// Person is an actor of the incident with the answers about them.
type Person struct {
	Name    string   `json:"n"`
	Called  string   `json:"c,omitempty"` // as the narrative calls them, where they were taken from it
	Answers []Answer `json:"a,omitempty"`
	Skipped []string `json:"s,omitempty"` // put off, asked after the others
}

// Answer is a fact with its value; nil is 不確定, and not asked again.
type Answer struct {
	Fact   string `json:"f"`
	Value  any    `json:"v"`
	Source string `json:"s,omitempty"` // the words of the incident it comes from
	Told   bool   `json:"t,omitempty"` // it was taken from the narrative: of a set known in part the rest is still asked
}

// UnmarshalJSON keeps numbers as they were written, for Under to type.
func (a *Answer) UnmarshalJSON(data []byte) error {
	type plain Answer
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	return d.Decode((*plain)(a))
}

// Unasked is an interview of which nothing is known.
func Unasked() Interview { return Interview{People: []Person{{Name: "甲"}}} }

// Known is an incident file as an interview.
func Known(in rules.Incident, book *rules.Book) Interview {
	st := Interview{Reference: in.Reference, Date: in.ActDate.Text, Continuing: in.ActDate.Continuing, Dated: in.ActDate.Known()}
	for _, a := range in.Actors {
		p, values := Person{Name: a.Name}, in.Of(a)
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
			p.Answers = append(p.Answers, Answer{Fact: f.ID, Value: v, Source: source})
		}
		st.People = append(st.People, p)
	}
	if len(st.People) == 0 {
		st.People = Unasked().People
	}
	return st
}

// Who is the person the questions are about.
func (st Interview) Who() Person { return st.People[st.At] }

func (st Interview) with(p Person) Interview {
	st.People = slices.Clone(st.People)
	st.People[st.At] = p
	return st
}

// Set answers a fact; an earlier answer keeps its place in the order, and its source
// where the new one says no less.
func (st Interview) Set(fact string, value any) Interview {
	p := st.Who()
	p.Skipped = slices.DeleteFunc(slices.Clone(p.Skipped), func(s string) bool { return s == fact })
	p.Answers = slices.Clone(p.Answers)
	for i := range p.Answers {
		if old := p.Answers[i]; old.Fact == fact {
			p.Answers[i] = Answer{Fact: fact, Value: value}
			if old.Value != nil && holds(value, old.Value) {
				p.Answers[i].Source = old.Source
			}
			return st.with(p)
		}
	}
	p.Answers = append(p.Answers, Answer{Fact: fact, Value: value})
	return st.with(p)
}

// Unset forgets a fact.
func (st Interview) Unset(fact string) Interview {
	p := st.Who()
	p.Answers = slices.DeleteFunc(slices.Clone(p.Answers), func(a Answer) bool { return a.Fact == fact })
	return st.with(p)
}

// Skip puts a question off; an answer that was there is forgotten.
func (st Interview) Skip(fact string) Interview {
	st = st.Unset(fact)
	p := st.Who()
	if !slices.Contains(p.Skipped, fact) {
		p.Skipped = append(slices.Clone(p.Skipped), fact)
	}
	return st.with(p)
}

// Get is the answer to a fact.
func (st Interview) Get(fact string) (Answer, bool) {
	for _, a := range st.Who().Answers {
		if a.Fact == fact {
			return a, true
		}
	}
	return Answer{}, false
}

// Unsure are the facts not to be asked: 不確定 was the answer, to all or to a
// part, and so with the date once it was asked. Of a set of which the narrative told
// some members the rest was never asked.
func (st Interview) Unsure() []string {
	out := []string{rules.ActDateFact}
	for _, a := range st.Who().Answers {
		if _, partial := a.Value.(map[string]bool); a.Value == nil || partial && !a.Told {
			out = append(out, a.Fact)
		}
	}
	return out
}

// InFocus are the questions of the interview: on offences and administrative
// sanctions, and on the rest only once somebody wants to go on.
func (st Interview) InFocus(qs []rules.Question) []rules.Question {
	return slices.DeleteFunc(slices.Clone(qs), func(q rules.Question) bool { return !st.Asks(q) })
}

// Asks is whether a question is one of those in focus.
func (st Interview) Asks(q rules.Question) bool { return st.All || q.Primary }

// Act is the date of the act; what was not asked is not known.
func (st Interview) Act() rules.ActDate {
	d, err := rules.ParseActDate(st.Date)
	if st.Date == "" || err != nil {
		return rules.UnknownActDate
	}
	d.Continuing = st.Continuing
	return d
}

// Incident is what the engine gets.
func (st Interview) Incident() rules.Incident {
	in := rules.Incident{Reference: st.Reference, ActDate: st.Act()}
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

// Under is an interview read from JSON under a vocabulary, its values typed for the
// engine. Lost are the answers that the vocabulary has no place for, once each.
func (st Interview) Under(book *rules.Book) (out Interview, lost []Answer) {
	out = st
	out.People = slices.Clone(st.People)
	for i, p := range out.People {
		kept := make([]Answer, 0, len(p.Answers))
		for _, a := range p.Answers {
			f, ok := book.Fact(a.Fact)
			if ok {
				a.Value, ok = Typed(f, a.Value)
			}
			if ok {
				kept = append(kept, a)
			} else if !slices.ContainsFunc(lost, func(x Answer) bool { return x.Fact == a.Fact }) {
				lost = append(lost, a)
			}
		}
		out.People[i].Answers = kept
		out.People[i].Skipped = slices.DeleteFunc(slices.Clone(p.Skipped), func(fact string) bool { _, ok := book.Fact(fact); return !ok })
	}
	return out, lost
}

// Typed is a value of JSON, its numbers json.Number, as one of the engine, which it may
// be already; not ok where it is no value of the fact.
func Typed(f rules.Fact, v any) (any, bool) {
	if v == nil {
		return nil, true
	}
	switch x := v.(type) {
	case rules.Date:
		return x, f.Type == rules.DateFact
	case int64:
		return x, f.Type == rules.Int || f.Type == rules.Money
	case []string:
		return x, f.Type == rules.Set && !slices.ContainsFunc(x, func(id string) bool { return !f.Has(id) })
	case map[string]bool:
		for id := range x {
			if !f.Has(id) {
				return nil, false
			}
		}
		return x, f.Type == rules.Set
	case bool:
		return x, f.Type == rules.Bool
	case string:
		if f.Type == rules.DateFact {
			d, err := rules.ParseDay(x)
			return d, err == nil
		}
		return x, f.Type == rules.Enum && f.Has(x)
	case json.Number:
		n, err := x.Int64()
		return n, err == nil && (f.Type == rules.Int || f.Type == rules.Money)
	case []any:
		out := []string{}
		for _, e := range x {
			s, ok := e.(string)
			if !ok || !f.Has(s) {
				return nil, false
			}
			out = append(out, s)
		}
		return out, f.Type == rules.Set
	case map[string]any:
		out := map[string]bool{}
		for k, e := range x {
			b, ok := e.(bool)
			if !ok || !f.Has(k) {
				return nil, false
			}
			out[k] = b
		}
		return out, f.Type == rules.Set
	}
	return nil, false
}
