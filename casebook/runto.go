package casebook

import "slices"

// RunTo is a run by the shortest way to a node, for showing that node alone: ties
// go to the choices that come first. Its steps have no time, and count as the
// first ones. The error is ErrNoScenario or ErrNoNode.
func (b *Casebook) RunTo(caseID, node string) (Run, error) {
	run, err := b.Start(caseID)
	if err != nil {
		return Run{}, err
	}
	type point struct {
		at    state
		steps []Step
	}
	w, err := b.replay(run)
	if err != nil {
		return Run{}, err
	}
	seen := map[string]bool{}
	for open := []point{{at: w.here()}}; len(open) > 0; open = open[1:] {
		p := open[0]
		if p.at.node == nil {
			continue
		}
		if p.at.node.ID == node {
			run.Steps, run.First = append(run.Steps, p.steps...), append(run.First, p.steps...)
			return run, nil
		}
		if k := p.at.node.ID + key(p.at.facts); seen[k] {
			continue
		} else {
			seen[k] = true
		}
		for _, c := range p.at.node.Choices {
			next := state{facts: c.apply(b.book, p.at.facts)}
			if n, ok := w.scenario.Node(c.next(next.facts)); ok {
				next.node = &n
			}
			open = append(open, point{next, append(slices.Clone(p.steps), Step{Node: p.at.node.ID, Choice: c.ID})})
		}
	}
	return Run{}, ErrNoNode
}
