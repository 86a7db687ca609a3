package rules

import (
	"slices"

	"shoumi/rules/condition"
)

// readList is the facts that a condition reads, in the order of first reading.
// Conditions that read the same facts have the same list.
type readList struct {
	nth   int
	facts []int // see Book.fact
}

// readList is the one list of these facts.
func (b *Book) readList(ids []string) *readList {
	facts := make([]int, len(ids))
	for i, id := range ids {
		facts[i] = b.fact(id)
	}
	b.listsMu.Lock()
	defer b.listsMu.Unlock()
	for _, l := range b.lists {
		if slices.Equal(l.facts, facts) {
			return l
		}
	}
	l := &readList{len(b.lists), facts}
	b.lists = append(b.lists, l)
	return l
}

// fact is the number of a fact among the variables of the language: the order of
// the vocabulary, and behind it what no one can give.
func (b *Book) fact(id string) int {
	if i, ok := b.byFact[id]; ok {
		return i
	}
	return len(b.facts)
}

// plainReadings are the readings of a variable without a source, each by itself:
// unknown, and then each value of a Bool or Enum. All reports share them.
func plainReadings(x *condition.Variable) []Readings {
	out := []Readings{{[]*FactReading{{ID: x.Name}}}}
	switch x.Type {
	case condition.Bool:
		out = append(out, Readings{[]*FactReading{{ID: x.Name, Value: false}}}, Readings{[]*FactReading{{ID: x.Name, Value: true}}})
	case condition.Enum:
		for _, v := range x.Values {
			out = append(out, Readings{[]*FactReading{{ID: x.Name, Value: v}}})
		}
	}
	return out
}

// plainly is the plain reading of a fact; nil for a value that has none.
func (b *Book) plainly(i int, v any) *Readings {
	for k := range b.readings[i] {
		r := &b.readings[i][k]
		switch x := v.(type) {
		case nil:
			return r
		case bool, string:
			if r.Facts[0].Value == x {
				return r
			}
		}
	}
	return nil
}

// readAlone says whether what a list reads is, as a rule, among the plain readings.
func (b *Book) readAlone(l *readList) bool {
	return len(l.facts) == 0 || len(l.facts) == 1 && len(b.readings[l.facts[0]]) > 1
}

// note makes the reading of a fact, or takes the one that the book has.
func (s *sitting) note(i int, v any, source string) {
	if source == "" {
		if r := s.book.plainly(i, v); r != nil {
			s.read[i], s.alone[i] = r.Facts[0], r
			return
		}
	}
	s.read[i] = &cut(&s.blank.read, 1, 16)[0]
	*s.read[i] = FactReading{ID: s.book.lang.Variables()[i].Name, Value: v, Source: source}
}

// infer adds what the constraints make of the facts that were given.
func (s *sitting) infer() {
	for i, x := range s.book.lang.Variables() {
		if s.given[i] {
			continue
		}
		if v := s.facts.Value(x.Name); v != nil {
			s.note(i, v, Inferred)
		} else {
			s.note(i, nil, "")
		}
	}
}

// readings are the facts of a readList with their values; nil where nobody asked yet.
type readings struct{ known, all *Readings }

func (s *sitting) readingsOf(l *readList) *readings {
	for l.nth >= len(s.readings) {
		s.readings = append(s.readings, readings{})
	}
	return &s.readings[l.nth]
}

func (s *sitting) known(l *readList) *Readings {
	r := s.readingsOf(l)
	if r.known == nil {
		r.known = s.lookUp(l, false)
	}
	return r.known
}

func (s *sitting) all(l *readList) *Readings {
	r := s.readingsOf(l)
	if r.all == nil {
		if r.all = s.known(l); len(r.all.Facts) < len(l.facts) {
			r.all = s.lookUp(l, true)
		}
	}
	return r.all
}

// lookUp makes the readings of a list, with those of unknown facts or without.
func (s *sitting) lookUp(l *readList, unknown bool) *Readings {
	n, last := 0, 0
	for _, i := range l.facts {
		if unknown || s.read[i].Value != nil {
			n, last = n+1, i
		}
	}
	if n == 0 {
		return nothingRead
	}
	if n == 1 && s.alone[last] != nil {
		return s.alone[last]
	}
	out := &cut(&s.blank.lists, 1, 16)[0]
	out.Facts = cut(&s.blank.facts, n, 64)
	at := 0
	for _, i := range l.facts {
		if unknown || s.read[i].Value != nil {
			out.Facts[at] = s.read[i]
			at++
		}
	}
	return out
}

// Inferred is the source of a fact that nobody gave: the constraints between
// facts force it.
const Inferred = "依其他事實推得"

func (s *sitting) reading(id string) *FactReading { return s.read[s.book.fact(id)] }
