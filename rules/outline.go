package rules

import (
	"slices"
	"sync/atomic"

	"shoumi/rules/condition"
)

// outline is what a report on acts of some time is before any facts.
type outline struct {
	of       span
	findings []Finding
	items    []item          // as findings
	elements int             // how many, with the exceptions
	lists    int             // of facts that they read, but for those that the book keeps
	reads    int             // length of all those lists
	plan     *condition.Plan // of every rule in play and its elements
	gaps     []gap
	dated    atomic.Pointer[dated]
}

// item is what a finding goes by.
type item struct {
	parts   []stretch
	applied *rule  // the newest in play; nil where there is none
	sheet   *sheet // of applied
	heads   *headings
}

// gap is a finding on law that is not encoded: its note names the date of the act.
type gap struct {
	at   int // of the findings
	note string
}

// dated is what comes of the gaps for one date.
type dated struct {
	act      ActDate
	outcomes []Outcome // as gaps
}

// span is a time of acts for which the same rules are in play.
type span struct {
	first, last Date
	known       bool
}

// place is where the outline of an act is kept: each time between two changes of
// any rule has a place of its own, acts of no certain day share the first.
func (b *Book) place(act ActDate) (span, *atomic.Pointer[outline]) {
	first, last := act.governing()
	of := span{first, last, act.Known()}
	if first != last {
		return of, &b.outlines[0]
	}
	i, on := slices.BinarySearch(b.cuts, first)
	if on {
		i++ // it begins with the day
	}
	if of.first = Beginning; i > 0 {
		of.first = b.cuts[i-1]
	}
	if of.last = Forever; i < len(b.cuts) {
		of.last = b.cuts[i] - 1
	}
	return of, &b.outlines[1+i]
}

// outlineOf keeps the outlines it makes: one incident is classified again and
// again while it is looked into, and many are of the same years.
func (b *Book) outlineOf(act ActDate) *outline {
	of, kept := b.place(act)
	if o := kept.Load(); o != nil && o.of == of {
		return o
	}
	o := &outline{of: of}
	var nodes []int
	seen := map[*readList]bool{}
	for i := range b.tracks {
		x, f := b.item(&b.tracks[i], act)
		o.items, o.findings = append(o.items, x), append(o.findings, f)
		if x.sheet != nil {
			o.elements += len(x.sheet.parts)
			for k := range x.sheet.parts {
				p := &x.sheet.parts[k]
				nodes = append(nodes, p.node)
				if n := len(p.reads.facts); !seen[p.reads] && !b.readAlone(p.reads) {
					seen[p.reads] = true
					o.lists, o.reads = o.lists+1, o.reads+n
				}
			}
		}
		if f.Verdict == NotEncoded {
			o.gaps = append(o.gaps, gap{i, b.tracks[i].earliest})
		}
		for _, p := range x.parts {
			if p.rule != nil {
				nodes = append(nodes, p.rule.node)
			}
		}
	}
	o.plan = b.net.NewPlan(nodes)
	kept.Store(o)
	return o
}

var noSuchLaw = []string{"行為時沒有這項規定。"}

// item is what the finding on a provision goes by, and the finding as it begins;
// that of a gap is without its note.
func (b *Book) item(t *track, act ActDate) (item, Finding) {
	x := item{parts: t.stretches(act)}
	if x.applied = newest(x.parts); x.applied != nil {
		x.sheet = b.sheetOf(x.applied)
		x.heads = x.sheet.headings.inPlay(x.parts)
		return x, Finding{Heading: &x.heads[0], Defences: noDefences, Outcome: &x.sheet.outcome}
	}
	p := t.rules[0].provision
	return x, Finding{Heading: &Heading{ID: t.id, Kind: p.Kind, Title: p.Label, Cite: p.Cite, Verdict: x.parts[0].gap}, Elements: noElements,
		Defences: noDefences, Outcome: &Outcome{Notes: noSuchLaw, Missing: nothingMissing}}
}

// unencoded is the outcome of a gap.
func unencoded(notes []string) Outcome { return Outcome{Notes: notes, Missing: nothingMissing} }

// unencodedNote is the note of a gap for an act.
func unencodedNote(earliest, act string) string {
	return earliest + act + "的法規不在規則裡。"
}

// unencoded are the outcomes of the gaps for an act; those of the last date are kept.
func (o *outline) unencoded(act ActDate) []Outcome {
	if d := o.dated.Load(); d != nil && d.act == act {
		return d.outcomes
	}
	d, notes, on := &dated{act, make([]Outcome, len(o.gaps))}, make([]string, len(o.gaps)), act.ROC()
	for k, g := range o.gaps {
		notes[k] = unencodedNote(g.note, on)
		d.outcomes[k] = unencoded(notes[k : k+1 : k+1])
	}
	o.dated.Store(d)
	return d.outcomes
}

// inPlay are the headings with every version of several stretches.
func (h *headings) inPlay(parts []stretch) *headings {
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
	out := h[0]
	out.Versions = versions
	return headingsOf(out)
}
