package incident

import (
	"cmp"
	"encoding/json"
	"reflect"
	"slices"

	"shoumi/casebook"
	"shoumi/rules"
)

// Variant is an incident with some facts otherwise: to see what would follow. It is a
// plain value, kept nowhere; methods that change it return a new one.
type Variant struct {
	Edits []Edit `json:"e,omitempty"`
}

// Edit is one fact of one person otherwise. The fact rules.ActDateFact is the date of
// the act, which is everybody's; its value is the ISO text of a rules.ActDate, or "".
type Edit struct {
	Who        int  `json:"w,omitempty"` // number of the person, from 0
	Answer          // nil is 不確定
	Continuing bool `json:"c,omitempty"` // of a date
}

// UnmarshalJSON reads an edit, numbers as they were written.
func (e *Edit) UnmarshalJSON(data []byte) error {
	var rest struct {
		Who        int  `json:"w"`
		Continuing bool `json:"c"`
	}
	if err := e.Answer.UnmarshalJSON(data); err != nil {
		return err
	}
	if err := json.Unmarshal(data, &rest); err != nil {
		return err
	}
	e.Who, e.Continuing = rest.Who, rest.Continuing
	return nil
}

// With changes one fact more; an earlier change of the same fact goes.
func (v Variant) With(e Edit) Variant {
	out := slices.DeleteFunc(slices.Clone(v.Edits), func(x Edit) bool { return x.Who == e.Who && x.Fact == e.Fact })
	return Variant{append(out, e)}
}

// Without undoes a change, by number from 0.
func (v Variant) Without(i int) Variant { return Variant{slices.Delete(slices.Clone(v.Edits), i, i+1)} }

// Under is a variant read from JSON as it fits an interview under a vocabulary: what is
// of nobody, of no fact or no value of it, and what changes nothing, is left out.
func (v Variant) Under(book *rules.Book, st Interview) (out Variant) {
	for _, e := range v.Edits {
		if e.Who < 0 || e.Who >= len(st.People) {
			continue
		}
		if e.Fact == rules.ActDateFact {
			text, ok := e.Value.(string)
			if _, err := rules.ParseActDate(text); !ok || text != "" && err != nil || text == st.Date && e.Continuing == st.Continuing {
				continue
			}
			e.Who = 0
			out = out.With(e)
			continue
		}
		f, ok := book.Fact(e.Fact)
		if !ok {
			continue
		}
		if e.Value, ok = Typed(f, e.Value); !ok {
			continue
		}
		st.At = e.Who
		if now, _ := st.Get(e.Fact); !reflect.DeepEqual(now.Value, e.Value) {
			out = out.With(e)
		}
	}
	return out
}

// Of is an interview with the changes made. Whoever it is about stays.
func (v Variant) Of(st Interview) Interview {
	at := st.At
	for _, e := range v.Edits {
		if e.Fact == rules.ActDateFact {
			st.Date, st.Continuing, st.Dated = e.Value.(string), e.Continuing, true
			continue
		}
		st.At = e.Who
		if now, ok := st.Get(e.Fact); e.Value == nil && (!ok || now.Value == nil) {
			continue
		}
		st = st.Set(e.Fact, e.Value)
	}
	st.At = at
	return st
}

// From is what a variant found before a change was made, nil where it was not known.
func (e Edit) From(st Interview) any {
	if e.Fact == rules.ActDateFact {
		return st.Date
	}
	st.At = e.Who
	now, _ := st.Get(e.Fact)
	return now.Value
}

// Moved is how a variant moves the finding on a provision.
type Moved struct {
	casebook.Move
	Because []Edit // each of which alone, taken back, undoes it; where none does, all that bear on it
}

// Difference is what a variant makes of one person.
type Difference struct {
	Actor   string
	Moves   []Moved  // what is established first
	Asked   []string // facts that have to be asked now and had not before
	Settled []string // facts that need not be asked any more
}

// Differences are what a variant changes in what a rule set says, for every person. An
// error is a *rules.ContradictionError.
func (v Variant) Differences(book *rules.Book, st Interview, judged rules.Date) ([]Difference, error) {
	before, err := book.Classify(st.Incident(), judged)
	if err != nil {
		return nil, err
	}
	after, err := book.Classify(v.Of(st).Incident(), judged)
	if err != nil {
		return nil, err
	}
	without := make([]rules.Report, len(v.Edits)) // what is so with one change taken back; no actors where that contradicts itself
	if len(v.Edits) > 1 {
		for i := range v.Edits {
			if r, err := book.Find(v.Without(i).Of(st).Incident(), judged); err == nil {
				without[i] = r
			}
		}
	}
	var out []Difference
	for i, now := range after.Actors {
		was := before.Actors[i]
		d := Difference{Actor: now.Actor}
		for _, m := range casebook.Moves(was.Findings, now.Findings) {
			d.Moves = append(d.Moves, Moved{m, v.because(book, i, m.Provision, now.Findings, without)})
		}
		slices.SortStableFunc(d.Moves, func(a, b Moved) int { return cmp.Compare(rank(a.To), rank(b.To)) })
		d.Asked, d.Settled = beyond(now.NextQuestions, was.NextQuestions), beyond(was.NextQuestions, now.NextQuestions)
		out = append(out, d)
	}
	return out, nil
}

// because are the changes that moved a provision of somebody.
func (v Variant) because(book *rules.Book, who int, provision string, now []rules.Finding, without []rules.Report) (out []Edit) {
	if len(v.Edits) == 1 {
		return v.Edits
	}
	for i, e := range v.Edits {
		if len(without[i].Actors) == 0 {
			continue
		}
		if slices.ContainsFunc(casebook.Moves(without[i].Actors[who].Findings, now), func(m casebook.Move) bool { return m.Provision == provision }) {
			out = append(out, e)
		}
	}
	if len(out) > 0 {
		return out
	}
	for _, e := range v.Edits {
		if e.Fact == rules.ActDateFact || e.Who == who && reads(book, provision, e.Fact) {
			out = append(out, e)
		}
	}
	return out
}

// reads is whether any version of a provision reads a fact.
func reads(book *rules.Book, provision, fact string) bool {
	return slices.ContainsFunc(book.Rules(provision), func(r rules.Rule) bool { return slices.Contains(book.Reads(provision, r.From), fact) })
}

// rank puts what is established first.
func rank(v rules.Verdict) int {
	return slices.Index([]rules.Verdict{rules.Established, rules.Undetermined, rules.NotEstablished, rules.NotEncoded}, v)
}

// beyond are the facts that some questions ask and others do not.
func beyond(some, others []rules.Question) (out []string) {
	for _, q := range some {
		if !slices.ContainsFunc(others, func(o rules.Question) bool { return o.Fact == q.Fact }) {
			out = append(out, q.Fact)
		}
	}
	return out
}
