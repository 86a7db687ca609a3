package rules

import (
	"slices"

	"shoumi/rules/condition"
	"shoumi/rules/penalty"
)

// sheet is what there is to say of a rule before any facts. Reports share what is
// in it, which never changes.
type sheet struct {
	headings *headings
	outcome  Outcome         // where the rule is not established
	parts    []part          // the elements, and behind them the exceptions
	modifies map[string]bool // as in the provision
	since    string
	title    string         // of the reason tree
	penalty  *penalty.Range // for an act of a day whose general part is encoded
	steps    []penalty.Line // that led to penalty
}

// headings are the heading of a finding under each verdict, by condition.Truth.
type headings [len(verdicts)]Heading

func headingsOf(h Heading) *headings {
	var out headings
	for t, v := range verdicts {
		h.Verdict = v
		out[t] = h
	}
	return &out
}

func (h *headings) under(v Verdict) *Heading {
	switch v {
	case Established:
		return &h[condition.Yes]
	case NotEstablished:
		return &h[condition.No]
	}
	return &h[condition.Unknown]
}

// part is an element or exception of a rule.
type part struct {
	node     int // of the network
	reads    *readList
	basis    [2]ElementBasis   // of an exception, the second where it was raised
	verdicts [3]ElementVerdict // by condition.Truth
	tree     *condition.Tree   // nil where it stands on provisions
}

// readList is the facts that a condition reads, in the order of first reading.
// Conditions that read the same facts have the same list.
type readList struct {
	nth   int
	facts []int // see Book.fact
}

var (
	nothingMissing = []string{}
	nothingCited   = []string{}
	nothingRead    = &Readings{Facts: []*FactReading{}}
	noElements     = []ElementFinding{}
	noDefences     = &Defences{}
)

// Whether an exception was raised, for reports to point at.
var raised, notRaised = true, false

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

// sheetOf is made on first use: most rules of former law are never asked for.
func (b *Book) sheetOf(r *rule) *sheet {
	if s := r.sheet.Load(); s != nil {
		return s
	}
	p := r.provision
	s := &sheet{modifies: make(map[string]bool, len(p.Modifies)), since: r.since(), title: p.Cite + "「" + p.Label + "」（" + r.version.From.ROC() + "施行）"}
	s.headings = headingsOf(Heading{ID: p.ID, Version: r.version.From.String(), Kind: p.Kind, Title: p.Label, Cite: p.Cite, rule: b.ruleOf(p.ID, r.version.From.String())})
	s.outcome = Outcome{Effect: p.Effect, Missing: nothingMissing}
	if r.version.Unseen != "" {
		s.outcome.Notes = []string{r.version.Unseen}
	}
	for i, e := range p.Elements {
		s.parts = append(s.parts, b.part(r, e, "#", r.elements[i]))
	}
	for i, e := range p.Exceptions {
		x := b.part(r, e, "!", r.exceptions[i])
		x.basis[0].Raised, x.basis[1].Raised = &notRaised, &raised
		s.parts = append(s.parts, x)
	}
	for _, id := range p.Modifies {
		s.modifies[id] = true
	}
	s.penalty, s.steps = r.statutory(r.to - 1)
	r.sheet.Store(s)
	return s
}

func (b *Book) part(r *rule, e Element, mark string, node int) part {
	basis := ElementBasis{Cites: e.Cites, Burden: e.Burden}
	if basis.Cites == nil {
		basis.Cites = nothingCited
	}
	x := part{node: node, reads: b.readList(b.elementReads(r, e, mark, nil)), basis: [2]ElementBasis{basis, basis}, tree: b.trees[r.key(mark, e.ID)]}
	for t, v := range verdicts {
		x.verdicts[t] = ElementVerdict{e.ID, e.Text, v}
	}
	return x
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
