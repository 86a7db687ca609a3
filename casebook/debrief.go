package casebook

import (
	"cmp"
	"errors"
	"maps"
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
	// Changes and Same are one change of the facts of the real case that moves a
	// liability and one that moves none; nil where there is none.
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
	findings, err := b.findings(w.scenario, w.here().facts)
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
	if d.Turns, err = b.Turns(run); err != nil {
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
	d.Changes, d.Same = b.telling(w.of, d.Actor)
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
	d := b.book.Decider(w.scenario.ActDate)
	for i := len(w.choices) - 1; i >= 0; i-- {
		if steps, ok := b.freeFrom(w.scenario, d, w.states[i], map[string]bool{}); ok {
			for k, c := range w.choices[:i] {
				out = append(out, WayStep{w.states[k].node.ID, c.ID, c.Do})
			}
			return append(out, steps...), i
		}
	}
	return nil, 0
}

// freeFrom searches the first free way on from a state; dead are states without.
func (b *Casebook) freeFrom(s *Scenario, d *rules.Decider, at state, dead map[string]bool) ([]WayStep, bool) {
	if at.node == nil {
		return nil, b.free(d, at.facts)
	}
	k := at.node.ID + key(at.facts)
	if dead[k] {
		return nil, false
	}
	for _, c := range at.node.Choices {
		next := state{facts: c.apply(b.book, at.facts)}
		if n, ok := s.Node(c.next(next.facts)); ok {
			next.node = &n
		}
		if steps, ok := b.freeFrom(s, d, next, dead); ok {
			return append([]WayStep{{at.node.ID, c.ID, c.Do}}, steps...), true
		}
	}
	dead[k] = true
	return nil, false
}

// free says that facts establish no offence and no administrative sanction.
func (b *Casebook) free(d *rules.Decider, facts rules.Values) bool {
	if d.Bind(facts) != nil {
		return false
	}
	ids := d.Provisions()
	for i, v := range d.Verdicts(nil) {
		if p, ok := b.book.Provision(ids[i]); v == rules.Established && ok && grave(p.Kind) {
			return false
		}
	}
	return true
}

// telling are the counterfactuals of a case that tell most: the one that turns one
// or two offences or administrative sanctions from so to not so or back, and the
// one that turns nothing though the law reads the fact; what was meant and done
// tells more than who it was, and what was so more than what might have been.
func (b *Casebook) telling(c *Case, actor string) (changes, same *Counterfactual) {
	bestChange, bestSame := 0, 0
	all := b.Counterfactuals(c, actor)
	for i := range all {
		x := &all[i]
		settled, grey := 0, 0
		for _, m := range x.Moves {
			switch {
			case !grave(m.Kind):
			case m.To == rules.Undetermined || m.From == rules.Undetermined:
				grey++
			default:
				settled++
			}
		}
		score := b.interest(x)
		if settled > 0 && settled <= 2 {
			if s := score*10 - grey; changes == nil || s > bestChange {
				changes, bestChange = x, s
			}
		}
		if len(x.Moves) == 0 && (same == nil || score > bestSame) {
			same, bestSame = x, score
		}
	}
	return changes, same
}

// interest is how much the change of a fact tells.
func (b *Casebook) interest(x *Counterfactual) int {
	f, _ := b.book.Fact(x.Changes[0].Fact)
	score := 2 * (1 + slices.Index([]string{"程序", "主體", "結果", "客體", "行為", "主觀"}, f.Group))
	if f.Type == rules.Set && added(x.Changes[0]) {
		score -= 3
	}
	return score
}

// added says whether a change of a set puts a member in.
func added(c rules.FactChange) bool {
	size := func(v any) (n int) {
		switch s := v.(type) {
		case []string:
			n = len(s)
		case map[string]bool:
			for _, in := range s {
				if in {
					n++
				}
			}
		}
		return n
	}
	return size(c.To) > size(c.From)
}
