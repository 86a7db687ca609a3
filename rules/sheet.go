package rules

import (
	"fmt"
	"slices"

	"shoumi/rules/condition"
	"shoumi/rules/penalty"
)

// sheet is what there is to say of a rule before any facts. Reports share what is
// in it, which never changes.
type sheet struct {
	heading  Heading
	outcome  Outcome           // where the rule is not established
	elements []ElementFinding  // and behind them the exceptions, as if not raised
	raised   []*ElementBasis   // as elements: of an exception that was raised
	nodes    []int             // of the network, as elements
	reads    []*readList       // as elements
	trees    []*condition.Tree // as elements; nil where an element stands on provisions
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

// outline is what a report on an act of some date is before any facts.
type outline struct {
	act      ActDate
	findings []Finding
	items    []item           // as findings
	elements []ElementFinding // of all sheets in turn
	plan     *condition.Plan  // of every rule in play and its elements
}

// item is what a finding goes by.
type item struct {
	parts   []stretch
	applied *rule  // the newest in play; nil where there is none
	sheet   *sheet // of applied
}

// outlineOf keeps the outline of the date that was asked for last: one incident
// is classified again and again while it is looked into.
func (b *Book) outlineOf(act ActDate) *outline {
	if o := b.outline.Load(); o != nil && o.act == act {
		return o
	}
	o := &outline{act: act}
	var nodes []int
	for i := range b.tracks {
		x, f := b.item(&b.tracks[i], act)
		o.items, o.findings = append(o.items, x), append(o.findings, f)
		if x.sheet != nil {
			o.elements = append(o.elements, x.sheet.elements...)
			nodes = append(nodes, x.sheet.nodes...)
		}
		for _, p := range x.parts {
			if p.rule != nil {
				nodes = append(nodes, p.rule.node)
			}
		}
	}
	o.plan = b.net.NewPlan(nodes)
	b.outline.Store(o)
	return o
}

var noSuchLaw = []string{"行為時沒有這項規定。"}

// item is what the finding on a provision goes by, and the finding as it begins.
func (b *Book) item(t *track, act ActDate) (item, Finding) {
	x := item{parts: t.stretches(act)}
	if x.applied = newest(x.parts); x.applied != nil {
		x.sheet = b.sheetOf(x.applied)
		return x, Finding{Heading: x.sheet.heading.inPlay(x.parts), Outcome: &x.sheet.outcome}
	}
	r := t.rules[0]
	p := r.provision
	f := Finding{Heading: &Heading{ID: t.id, Kind: p.Kind, Title: p.Label, Cite: p.Cite}, Verdict: x.parts[0].gap, Elements: noElements,
		Outcome: &Outcome{Notes: noSuchLaw, Missing: nothingMissing}}
	if f.Verdict == NotEncoded {
		f.Notes = []string{fmt.Sprintf("%s最早編入的版本自%s起，%s的法規不在規則裡。", r.article.cite("", 0), r.from.ROC(), act.ROC())}
	}
	return x, f
}

// inPlay is the heading with every version of several stretches.
func (h *Heading) inPlay(parts []stretch) *Heading {
	var versions []string
	for _, p := range parts {
		if p.rule == nil {
			continue
		}
		if from := p.rule.version.From.String(); !slices.Contains(versions, from) {
			versions = append(versions, from)
		}
	}
	if len(versions) < 2 {
		return h
	}
	out := *h
	out.Versions = versions
	return &out
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
	s.elements = append(s.elements, ElementFinding{ElementWords: &ElementWords{e.ID, e.Text}, Facts: nothingRead, ElementBasis: &basis})
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
