package rules

import (
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

var (
	nothingMissing = []string{}
	nothingCited   = []string{}
	nothingRead    = &Readings{Facts: []*FactReading{}}
	noElements     = []ElementFinding{}
	noDefences     = &Defences{}
)

// Whether an exception was raised, for reports to point at.
var raised, notRaised = true, false

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
