package rules

import (
	"slices"

	"shoumi/rules/condition"
	"shoumi/rules/penalty"
)

// sheet is what there is to say of a rule before any facts. Reports share what is
// in it, which never changes.
type sheet struct {
	heading  Heading
	outcome  Outcome            // where the rule is not established
	elements []ElementFinding   // and behind them the exceptions, as if unknown and not raised
	verdicts [][]ElementVerdict // as elements, by condition.Truth
	raised   []*ElementBasis    // as elements: of an exception that was raised
	nodes    []int              // of the network, as elements
	reads    []*readList        // as elements
	trees    []*condition.Tree  // as elements; nil where an element stands on provisions
	since    string
	title    string         // of the reason tree
	penalty  *penalty.Range // for an act of a day whose general part is encoded
	steps    []penalty.Line // that led to penalty
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
	nothingRead    = []*FactReading{}
	noElements     = []ElementFinding{}
)

// Whether an exception was raised, for reports to point at.
var raised, notRaised = true, false

// sheetOf is made on first use: most rules of former law are never asked for.
func (b *Book) sheetOf(r *rule) *sheet {
	if s := r.sheet.Load(); s != nil {
		return s
	}
	p := r.provision
	s := &sheet{nodes: slices.Concat(r.elements, r.exceptions), since: r.since(),
		title: p.Cite + "「" + p.Label + "」（" + r.version.From.ROC() + "施行）"}
	s.heading = Heading{ID: p.ID, Version: r.version.From.String(), Kind: p.Kind, Title: p.Label, Cite: p.Cite, rule: b.ruleOf(p.ID, r.version.From.String())}
	s.outcome = Outcome{Effect: p.Effect, Missing: nothingMissing}
	if r.version.Unseen != "" {
		s.outcome.Notes = []string{r.version.Unseen}
	}
	for _, e := range p.Elements {
		b.blank(s, r, e, "#")
	}
	for _, e := range p.Exceptions {
		b.blank(s, r, e, "!")
	}
	s.penalty, s.steps = r.statutory(r.to - 1)
	r.sheet.Store(s)
	return s
}

// blank adds an element or exception to the sheet of its rule.
func (b *Book) blank(s *sheet, r *rule, e Element, mark string) {
	basis := ElementBasis{Cites: e.Cites, Burden: e.Burden}
	if basis.Cites == nil {
		basis.Cites = nothingCited
	}
	was := basis
	if mark == "!" {
		basis.Raised, was.Raised = &notRaised, &raised
	}
	each := make([]ElementVerdict, len(verdicts))
	for t, v := range verdicts {
		each[t] = ElementVerdict{e.ID, e.Text, v}
	}
	s.verdicts = append(s.verdicts, each)
	s.elements = append(s.elements, ElementFinding{&each[condition.Unknown], nothingRead, &basis})
	s.raised = append(s.raised, &was)
	s.reads = append(s.reads, b.readList(b.elementReads(r, e, mark, nil)))
	s.trees = append(s.trees, b.trees[r.key(mark, e.ID)])
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
