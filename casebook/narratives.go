package casebook

import (
	"maps"
	"slices"
	"strings"

	"shoumi/casebook/cue"
	"shoumi/rules"
)

// Narratives is how well a lexicon of cues reads the narratives of the cases,
// held against the facts that the case files state.
type Narratives struct {
	Figures Figures         `json:"figures"`
	Cases   []NarrativeCase `json:"cases"`
	// Unheld are facts that were proposed and that no case file states of anybody, so
	// that nothing can be said of them; they are in no figure.
	Unheld []string `json:"unheld"`
}

// Figures counts proposals and stated facts. A set counts by its members.
type Figures struct {
	Proposed    int `json:"proposed"`
	Right       int `json:"right"`        // the case states it, or it follows from what the case states
	Wrong       int `json:"wrong"`        // the case states otherwise
	Unstated    int `json:"unstated"`     // the case does not say
	Stated      int `json:"stated"`       // observable facts that the case states
	Found       int `json:"found"`        // of these, proposed
	Judged      int `json:"judged"`       // facts that only a person may judge, which the case states
	JudgedFound int `json:"judged_found"` // of these, proposed
	None        int `json:"none"`         // sets of which the case says that nothing applies: no words say so
}

// Precision is the share of proposals that are right; what the case does not say
// counts as not right.
func (f Figures) Precision() float64 { return share(f.Right, f.Proposed) }

// Recall is the share of the observable facts of the cases that are proposed.
func (f Figures) Recall() float64 { return share(f.Found, f.Stated) }

func share(part, whole int) float64 {
	if whole == 0 {
		return 1
	}
	return float64(part) / float64(whole)
}

func (f *Figures) add(g Figures) {
	f.Proposed, f.Right, f.Wrong, f.Unstated = f.Proposed+g.Proposed, f.Right+g.Right, f.Wrong+g.Wrong, f.Unstated+g.Unstated
	f.Stated, f.Found, f.Judged, f.JudgedFound, f.None = f.Stated+g.Stated, f.Found+g.Found, f.Judged+g.Judged, f.JudgedFound+g.JudgedFound, f.None+g.None
}

// NarrativeCase is one case read.
type NarrativeCase struct {
	Case    string         `json:"case"`
	Title   string         `json:"title"`
	LeftOut []string       `json:"left_out"` // words that this narrative alone has
	Figures Figures        `json:"figures"`
	False   []FalseReading `json:"false"`
	Missed  []Missed       `json:"missed"`
	Actors  []Worked       `json:"actors,omitempty"` // see Work

	accepted rules.Incident
}

// FalseReading is a proposal that the case does not bear out.
type FalseReading struct {
	Actor    string `json:"actor"`
	Fact     string `json:"fact"`
	Value    any    `json:"value"`
	Stated   any    `json:"stated"` // by the case; nil where it does not say
	Cue      string `json:"cue"`
	Words    string `json:"words"`
	Sentence string `json:"sentence"`
}

// Missed is a fact that the case states and that was not proposed.
type Missed struct {
	Actor    string `json:"actor"`
	Fact     string `json:"fact"`
	Value    any    `json:"value"`
	Judgment bool   `json:"judgment,omitempty"`
	Sentence string `json:"sentence"` // that shows it
}

// Narratives reads every narrative and holds what is proposed against the case.
//
// A lexicon written by hand has no training set, so leaving one out goes by words:
// for a case, every word of the lexicon is left out that stands in its narrative
// and in that of no other case. What this case alone can have taught then counts
// for nothing, nor does much that anybody would know; so the truth lies between
// these figures and those of the whole lexicon.
func (b *Casebook) Narratives(l *cue.Lexicon, leaveOut bool) Narratives {
	out := Narratives{Unheld: []string{}}
	stated := b.stated()
	for _, c := range b.cases {
		left := []string{}
		if leaveOut {
			left = b.onlyIn(c, l)
		}
		one := b.narrative(c, l.Without(left), stated, &out.Unheld)
		one.LeftOut = left
		out.Cases = append(out.Cases, one)
		out.Figures.add(one.Figures)
	}
	slices.Sort(out.Unheld)
	return out
}

// Text is the narrative as one text.
func (c *Case) Text() string {
	var text strings.Builder
	for _, s := range c.Narrative {
		text.WriteString(s.Text)
	}
	return text.String()
}

// onlyIn are the words of the lexicon that stand in one narrative alone.
func (b *Casebook) onlyIn(c *Case, l *cue.Lexicon) []string {
	elsewhere := map[string]bool{}
	for _, other := range b.cases {
		if other != c {
			for _, w := range l.Words(other.Text()) {
				elsewhere[w] = true
			}
		}
	}
	return slices.DeleteFunc(l.Words(c.Text()), func(w string) bool { return elsewhere[w] })
}

// stated are the facts that any case states of anybody.
func (b *Casebook) stated() map[string]bool {
	out := map[string]bool{rules.ActDateFact: true}
	for _, c := range b.cases {
		for _, a := range c.Actors {
			for _, f := range slices.Concat(c.Shared, a.Facts) {
				out[f.ID] = true
			}
		}
	}
	return out
}

// narrative reads one narrative and holds it against the case.
func (b *Casebook) narrative(c *Case, l *cue.Lexicon, stated map[string]bool, unheld *[]string) NarrativeCase {
	out := NarrativeCase{Case: c.ID, Title: c.Title, False: []FalseReading{}, Missed: []Missed{}}
	reading := l.Read(c.Text())
	in := c.Incident()
	accepted := rules.Incident{Reference: c.ID, ActDate: rules.UnknownActDate, Facts: rules.Values{}}
	for _, a := range in.Actors {
		accepted.Actors = append(accepted.Actors, rules.Actor{Name: a.Name, Facts: rules.Values{}})
	}
	for _, p := range reading.Proposals {
		if !stated[p.Fact] {
			if !slices.Contains(*unheld, p.Fact) {
				*unheld = append(*unheld, p.Fact)
			}
			continue
		}
		out.Figures.Proposed++
		value, verdict := b.hold(in, p)
		switch verdict {
		case right:
			out.Figures.Right++
			accept(&accepted, p)
			continue
		case wrong:
			out.Figures.Wrong++
		default:
			out.Figures.Unstated++
		}
		e := p.Evidence[0]
		if d, ok := p.Value.(rules.ActDate); ok {
			p.Value = d.Text
		}
		out.False = append(out.False, FalseReading{p.Actor, p.Fact, p.Value, value, e.Cue, e.Text, reading.Sentences[e.Sentence].Text})
	}
	for _, a := range c.Actors {
		b.miss(c, a, accepted, &out)
	}
	out.accepted = accepted
	return out
}

// accept puts a proposal into the incident.
func accept(in *rules.Incident, p cue.Proposal) {
	if d, ok := p.Value.(rules.ActDate); ok {
		in.ActDate = d
		return
	}
	for i, a := range in.Actors {
		if p.Actor == a.Name || p.Actor == "" {
			p.Set(in.Actors[i].Facts)
		}
	}
}

type held int

const (
	unstated held = iota
	right
	wrong
)

// hold compares a proposal with what the case states, which comes back.
func (b *Casebook) hold(in rules.Incident, p cue.Proposal) (any, held) {
	if d, ok := p.Value.(rules.ActDate); ok {
		switch {
		case d.First == in.ActDate.First && d.Last == in.ActDate.Last:
			return in.ActDate.Text, right
		case d.Last < in.ActDate.First || d.First > in.ActDate.Last:
			return in.ActDate.Text, wrong
		}
		return in.ActDate.Text, unstated
	}
	out := unstated
	var value any
	for _, a := range in.Actors {
		if p.Actor != a.Name && p.Actor != "" {
			continue
		}
		known := in.Of(a)
		v, verdict := b.holdOne(known, p)
		if value, out = v, verdict; verdict != right {
			break
		}
	}
	return value, out
}

func (b *Casebook) holdOne(known rules.Values, p cue.Proposal) (any, held) {
	value, ok := known[p.Fact]
	if !ok {
		return nil, b.follows(known, p)
	}
	members, isSet := p.Value.(map[string]bool)
	if !isSet {
		if value == p.Value {
			return value, right
		}
		return value, wrong
	}
	for member, is := range members {
		switch v := value.(type) {
		case []string:
			if slices.Contains(v, member) != is {
				return value, wrong
			}
		case map[string]bool:
			has, told := v[member]
			if !told {
				return value, b.follows(known, p)
			}
			if has != is {
				return value, wrong
			}
		}
	}
	return value, right
}

// follows says whether the constraints between facts force a proposal: then the
// contrary contradicts what is known.
func (b *Casebook) follows(known rules.Values, p cue.Proposal) held {
	is, ok := p.Value.(bool)
	with := func(v any) bool {
		all := rules.Values{}
		for id, x := range known {
			all[id] = x
		}
		all[p.Fact] = v
		_, broken := b.book.Contradiction(all)
		return broken
	}
	switch {
	case !ok:
		return unstated
	case with(!is):
		return right
	case with(is):
		return wrong
	}
	return unstated
}

// miss counts what the case states of an actor, and lists what was not proposed.
func (b *Casebook) miss(c *Case, a Actor, accepted rules.Incident, out *NarrativeCase) {
	var got rules.Values
	for _, x := range accepted.Actors {
		if x.Name == a.Name {
			got = x.Facts
		}
	}
	for _, f := range slices.Concat(c.Shared, a.Facts) {
		fact, _ := b.book.Fact(f.ID)
		units := parts(f.Value)
		if len(units) == 0 {
			out.Figures.None++
		}
		for _, u := range units {
			yes := has(got[f.ID], u)
			if fact.Judgment {
				out.Figures.Judged++
				if yes {
					out.Figures.JudgedFound++
				}
			} else {
				out.Figures.Stated++
				if yes {
					out.Figures.Found++
				}
			}
			if !yes {
				out.Missed = append(out.Missed, Missed{a.Name, f.ID, u, fact.Judgment, c.Words(f.At)})
			}
		}
	}
}

// parts are the single facts in a value: of a set, its members.
func parts(v any) []any {
	var out []any
	switch v := v.(type) {
	case []string:
		for _, m := range v {
			out = append(out, map[string]bool{m: true})
		}
	case map[string]bool:
		for _, m := range slices.Sorted(maps.Keys(v)) {
			out = append(out, map[string]bool{m: v[m]})
		}
	default:
		out = append(out, v)
	}
	return out
}

// has says whether a value holds a part.
func has(value, part any) bool {
	want, ok := part.(map[string]bool)
	if !ok {
		return value != nil && value == part
	}
	members, _ := value.(map[string]bool)
	for m, is := range want {
		if got, ok := members[m]; !ok || got != is {
			return false
		}
	}
	return true
}
