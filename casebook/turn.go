package casebook

import (
	"cmp"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"shoumi/rules"
	"shoumi/rules/penalty"
)

// Turn is one choice of a run and what came of it.
type Turn struct {
	Node    string             `json:"node"`
	Choice  string             `json:"choice"`
	Story   string             `json:"story"`
	Do      string             `json:"do"`
	Says    string             `json:"says"`    // what happens then
	Set     []rules.FactChange `json:"set"`     // the facts that the choice changed
	Changes []Change           `json:"changes"` // of liabilities, established first
	Duties  []Change           `json:"duties"`  // duties that run from now on
	Done    bool               `json:"done"`    // it was the last
}

// Change is a liability that a choice changed.
type Change struct {
	Move
	// Because are the facts of the turn each of which alone, taken back, undoes the
	// change; where none does, all that the provision reads.
	Because []rules.FactChange `json:"because"`
}

// Move is how the finding on one provision differs between two sets of facts: in
// its verdict, in the penalty of an established one, or in what absorbs it.
type Move struct {
	Provision  string         `json:"provision"`
	Cite       string         `json:"cite"`
	Title      string         `json:"title"`
	Kind       rules.Kind     `json:"kind"`
	From       rules.Verdict  `json:"from"`
	To         rules.Verdict  `json:"to"`
	Missing    []string       `json:"missing,omitempty"` // facts still to be found out, when To is undetermined
	Before     *penalty.Range `json:"penalty_before,omitempty"`
	After      *penalty.Range `json:"penalty_after,omitempty"`
	Effect     string         `json:"effect,omitempty"` // the consequence of one that has no range
	AbsorbedBy string         `json:"absorbed_by,omitempty"`
}

// Turns are all turns of a run, from the start.
func (b *Casebook) Turns(run Run) ([]Turn, error) {
	w, err := b.replay(run)
	if err != nil {
		return nil, err
	}
	return b.turns(w)
}

func (b *Casebook) turns(w *way) ([]Turn, error) {
	out := []Turn{}
	for i := range w.choices {
		t, err := b.turn(w, i)
		if err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, nil
}

// keptTurns is how many turns a casebook keeps: the ways that people take are few,
// and finding out what a choice did takes milliseconds.
const keptTurns = 4096

// turns are those that were worked out, by case and way. Nobody changes them.
type turns struct {
	found sync.Map
	n     atomic.Int64
}

// turn is what the choice number i of a way did.
func (b *Casebook) turn(w *way, i int) (Turn, error) {
	var name strings.Builder
	name.WriteString(w.of.ID)
	for n, c := range w.choices[:i+1] {
		name.WriteString(" " + w.states[n].node.ID + "/" + c.ID)
	}
	if t, ok := b.played.found.Load(name.String()); ok {
		return t.(Turn), nil
	}
	t, err := b.turnAnew(w, i)
	if err == nil && b.played.n.Add(1) <= keptTurns {
		b.played.found.Store(name.String(), t)
	}
	return t, err
}

func (b *Casebook) turnAnew(w *way, i int) (Turn, error) {
	before, after, c := w.states[i], w.states[i+1], w.choices[i]
	t := Turn{Node: before.node.ID, Choice: c.ID, Story: before.node.Story, Do: c.Do, Says: c.Says, Set: []rules.FactChange{}, Changes: []Change{}, Duties: []Change{}, Done: after.node == nil}
	for _, e := range c.Sets {
		if from, to := before.facts[e.Fact], after.facts[e.Fact]; !reflect.DeepEqual(from, to) {
			t.Set = append(t.Set, rules.FactChange{Fact: e.Fact, From: from, To: to})
		}
	}
	if len(t.Set) == 0 {
		return t, nil
	}
	then, err := b.findingsAt(w, i)
	if err != nil {
		return Turn{}, err
	}
	now, err := b.findingsAt(w, i+1)
	if err != nil {
		return Turn{}, err
	}
	x := &takeBack{casebook: b, scenario: w.scenario, facts: after.facts, set: t.Set, now: now}
	for _, m := range moves(then, now, liable) {
		t.Changes = append(t.Changes, Change{m, x.because(m)})
	}
	for _, m := range moves(then, now, []rules.Kind{rules.Duty}) {
		if m.To == rules.Established {
			t.Duties = append(t.Duties, Change{m, x.because(m)})
		}
	}
	slices.SortStableFunc(t.Changes, func(a, b Change) int { return cmp.Compare(rank(a.To), rank(b.To)) })
	return t, nil
}

// rank orders changes: what is established comes first.
func rank(v rules.Verdict) int {
	return slices.Index([]rules.Verdict{rules.Established, rules.Undetermined, rules.NotEstablished, rules.NotEncoded}, v)
}

// findingsAt are the findings at a point of a way, found once.
func (b *Casebook) findingsAt(w *way, i int) ([]rules.Finding, error) {
	at := &w.states[i]
	var err error
	if at.found == nil {
		at.found, err = b.findings(w.scenario, at.facts)
	}
	return at.found, err
}

// findings are those on the facts of a scenario, under the law of its day.
func (b *Casebook) findings(s *Scenario, facts rules.Values) ([]rules.Finding, error) {
	report, err := b.book.Find(s.incident("", facts), s.ActDate)
	if err != nil {
		return nil, err
	}
	return report.Actors[0].Findings, nil
}

// put gives a fact a value, and with nil takes it away.
func put(facts rules.Values, id string, value any) {
	if value == nil {
		delete(facts, id)
	} else {
		facts[id] = value
	}
}

// Moves are how two findings of one book on the same actor differ, provision by
// provision in their order: liabilities and duties, but not what only modifies them.
func Moves(before, after []rules.Finding) []Move {
	return moves(before, after, slices.Concat(liable, []rules.Kind{rules.Duty}))
}

// moves compares two lists of findings on the same provisions.
func moves(before, after []rules.Finding, kinds []rules.Kind) []Move {
	var out []Move
	for i := range after {
		f, g := &before[i], &after[i]
		if !slices.Contains(kinds, g.Kind) || !differ(f, g) {
			continue
		}
		m := Move{Provision: g.ID, Cite: g.Cite, Title: g.Title, Kind: g.Kind, From: f.Verdict, To: g.Verdict, Effect: g.Effect, AbsorbedBy: absorbedBy(g)}
		if g.Verdict == rules.Undetermined {
			m.Missing = g.Missing
		}
		if f.Verdict == rules.Established {
			m.Before = f.Penalty
		}
		if g.Verdict != rules.NotEstablished {
			m.After = g.Penalty
		}
		out = append(out, m)
	}
	return out
}

// differ says whether two findings on one provision are not the same liability.
func differ(f, g *rules.Finding) bool {
	if f.Verdict != g.Verdict {
		return true
	}
	return g.Verdict == rules.Established && (penaltyText(f) != penaltyText(g) || absorbedBy(f) != absorbedBy(g))
}

func penaltyText(f *rules.Finding) string {
	if f.Penalty == nil {
		return ""
	}
	return f.Penalty.Text()
}

func absorbedBy(f *rules.Finding) string {
	if f.AbsorbedBy == nil {
		return ""
	}
	return *f.AbsorbedBy
}
