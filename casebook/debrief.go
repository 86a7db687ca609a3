package casebook

import (
	"cmp"
	"errors"
	"maps"
	"math"
	"slices"

	"shoumi/rules"
	"shoumi/rules/penalty"
)

// ErrUnfinished says that a run has not come to an end.
var ErrUnfinished = errors.New("情境還沒有走完，走完才有回顧。")

// Debrief is a finished run beside the case that it was drawn from.
type Debrief struct {
	Case     string      `json:"case"`
	Title    string      `json:"title"` // of the scenario
	Actor    string      `json:"actor"`
	Turns    []Turn      `json:"turns"`
	Standing []Liability `json:"standing"` // at the end
	// First is the index in Turns of the choice that set off the first liability,
	// -1 where none did.
	First int  `json:"first"`
	Free  bool `json:"free"` // the end is free of offences and administrative sanctions
	// Way is the nearest way that would have been free: the way of the run up to
	// the turn number Parting, and from there other choices. Of a free run it is empty.
	Way     []WayStep  `json:"way,omitempty"`
	Parting int        `json:"parting"`
	Real    []Decision `json:"real"` // what became of the people of the case, by branch of law
	// Changes and Same are one change of the facts of the real case that moves
	// offences or administrative sanctions and one that moves none of them, nor any
	// other liability if there is such a change; nil where there is none.
	Changes  *Counterfactual `json:"changes,omitempty"`
	Same     *Counterfactual `json:"same,omitempty"`
	Teaches  string          `json:"teaches"`
	Risks    []Topic         `json:"risks"`
	Measures []Topic         `json:"measures"`
}

// Liability is the finding on one provision that is established or open.
type Liability struct {
	Provision  string         `json:"provision"`
	Cite       string         `json:"cite"`
	Title      string         `json:"title"`
	Kind       rules.Kind     `json:"kind"`
	Verdict    rules.Verdict  `json:"verdict"`
	Missing    []string       `json:"missing,omitempty"`
	Penalty    *penalty.Range `json:"penalty,omitempty"`
	Effect     string         `json:"effect,omitempty"`
	AbsorbedBy string         `json:"absorbed_by,omitempty"`
}

// WayStep is a choice on a way, in words.
type WayStep struct {
	Node   string `json:"node"`
	Choice string `json:"choice"`
	Do     string `json:"do"`
}

// Decision is one official decision in the real case.
type Decision struct {
	Actor   string     `json:"actor"`
	Role    string     `json:"role"`
	Own     bool       `json:"own"`    // about the actor in whose shoes the scenario is
	Branch  rules.Kind `json:"branch"` // criminal or administrative
	StageZh string     `json:"stage_zh"`
	Outcome Outcome    `json:"outcome"`
}

// Standing are the liabilities as they stand where a run stands: those that are
// established, then those that are undetermined.
func (b *Casebook) Standing(run Run) ([]Liability, error) {
	w, err := b.replay(run)
	if err != nil {
		return nil, err
	}
	return b.standing(w)
}

// Facts are the facts where a run stands: all that its liabilities depend on.
func (b *Casebook) Facts(run Run) (rules.Values, error) {
	w, err := b.replay(run)
	if err != nil {
		return nil, err
	}
	return maps.Clone(w.here().facts), nil
}

func (b *Casebook) standing(w *way) ([]Liability, error) {
	findings, err := b.findingsAt(w, len(w.states)-1)
	if err != nil {
		return nil, err
	}
	out := []Liability{}
	for i := range findings {
		f := &findings[i]
		if !slices.Contains(liable, f.Kind) || f.Verdict != rules.Established && f.Verdict != rules.Undetermined {
			continue
		}
		l := Liability{Provision: f.ID, Cite: f.Cite, Title: f.Title, Kind: f.Kind, Verdict: f.Verdict, Penalty: f.Penalty, Effect: f.Effect, AbsorbedBy: absorbedBy(f)}
		if f.Verdict == rules.Undetermined {
			l.Missing = f.Missing
		}
		out = append(out, l)
	}
	slices.SortStableFunc(out, func(a, b Liability) int { return cmp.Compare(rank(a.Verdict), rank(b.Verdict)) })
	return out, nil
}

// Debrief looks back on a run that has come to its end.
func (b *Casebook) Debrief(run Run) (Debrief, error) {
	w, err := b.replay(run)
	if err != nil {
		return Debrief{}, err
	}
	if w.here().node != nil {
		return Debrief{}, ErrUnfinished
	}
	d := Debrief{Case: run.Case, Title: w.scenario.Title, Actor: w.scenario.Actor, First: -1, Teaches: w.of.Teaches}
	if d.Turns, err = b.turns(w); err != nil {
		return Debrief{}, err
	}
	d.First = slices.IndexFunc(d.Turns, func(t Turn) bool {
		return slices.ContainsFunc(t.Changes, func(c Change) bool { return c.To == rules.Established && c.From != rules.Established })
	})
	if d.Standing, err = b.standing(w); err != nil {
		return Debrief{}, err
	}
	d.Free = !slices.ContainsFunc(d.Standing, func(l Liability) bool { return l.Verdict == rules.Established && grave(l.Kind) })
	if !d.Free {
		d.Way, d.Parting = b.wayOut(w)
	}
	for _, a := range w.of.Actors {
		for _, o := range a.Outcome {
			d.Real = append(d.Real, Decision{Actor: a.Name, Role: a.Role, Own: a.Name == d.Actor, Branch: o.branch(), StageZh: o.Stage.Zh(), Outcome: o})
		}
	}
	d.Changes, d.Same = b.Telling(w.of, d.Actor)
	for _, id := range w.of.Risks {
		t, _ := b.Risk(id)
		d.Risks = append(d.Risks, t)
	}
	for _, id := range w.of.Measures {
		t, _ := b.Measure(id)
		d.Measures = append(d.Measures, t)
	}
	return d, nil
}

// grave are the kinds of liability that a way must be free of to count as free.
func grave(k rules.Kind) bool { return k == rules.Criminal || k == rules.Administrative }

// wayOut is the free way that parts latest from a way.
func (b *Casebook) wayOut(w *way) (out []WayStep, parting int) {
	x := &outlook{book: b.book, scenario: w.scenario, decider: b.book.Decider(w.scenario.ActDate), known: map[string]prospect{}}
	for i := len(w.choices) - 1; i >= 0; i-- {
		if best := x.from(w.states[i]); best.blame < unfree {
			for k, c := range w.choices[:i] {
				out = append(out, WayStep{w.states[k].node.ID, c.ID, c.Do})
			}
			return append(out, best.steps...), i
		}
	}
	return nil, 0
}

// outlook searches the best ways on from states of a scenario.
type outlook struct {
	book     *rules.Book
	scenario *Scenario
	decider  *rules.Decider
	known    map[string]prospect
}

// prospect is the best way on, and how much there is to answer for at its end.
type prospect struct {
	steps []WayStep
	blame int
}

// unfree is the blame from which on an end is not free.
const unfree = 1 << 20

// from is the way on with the least blame, the first of several.
func (x *outlook) from(at state) prospect {
	if at.node == nil {
		return prospect{blame: x.blame(at.facts)}
	}
	k := at.node.ID + key(at.facts)
	if p, ok := x.known[k]; ok {
		return p
	}
	best := prospect{blame: math.MaxInt}
	for _, c := range at.node.Choices {
		next := state{facts: c.apply(x.book, at.facts)}
		if n, ok := x.scenario.Node(c.next(next.facts)); ok {
			next.node = &n
		}
		if p := x.from(next); p.blame < best.blame {
			best = prospect{append([]WayStep{{at.node.ID, c.ID, c.Do}}, p.steps...), p.blame}
		}
	}
	x.known[k] = best
	return best
}

// blame counts offences and sanctions above all, then other liabilities and those
// that are open, then duties that run.
func (x *outlook) blame(facts rules.Values) int {
	if x.decider.Bind(facts) != nil {
		return math.MaxInt
	}
	sum := 0
	ids := x.decider.Provisions()
	for i, v := range x.decider.Verdicts(nil) {
		p, _ := x.book.Provision(ids[i])
		switch {
		case v == rules.Established && grave(p.Kind):
			sum += unfree
		case v == rules.Established && slices.Contains(liable, p.Kind):
			sum += 100
		case v == rules.Undetermined && grave(p.Kind):
			sum += 10
		case v == rules.Established && p.Kind == rules.Duty:
			sum++
		}
	}
	return sum
}
