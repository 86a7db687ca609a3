package condition

// Plan evaluates many nodes of a network together, in straight lines: what a Walk
// may skip is computed too, but nothing has to be guessed by the processor. It is
// not safe for concurrent use, other than by Walk.Run.
type Plan struct {
	steps []step // nodes below come first
	nodes []int  // as steps
	lits  []lits
	kids  []int32 // steps
	out   []int32 // steps of the nodes asked for
	truth []uint8 // by step: bit 0 not so, bit 1 so
}

// step is a conjunction; a disjunction is the one that does not hold when all its
// parts do not.
type step struct {
	lits, kids int32 // where they end; they begin where those of the step before end
	or         bool
}

// NewPlan plans for some nodes of the network as it is now.
func (n *Network) NewPlan(nodes []int) *Plan {
	p := &Plan{nodes: n.below(nodes)}
	at := make([]int32, len(n.nodes))
	for step, i := range p.nodes {
		at[i] = int32(step)
	}
	for _, i := range p.nodes {
		from := &n.nodes[i]
		for _, y := range from.lits {
			if from.or {
				y.pos, y.neg = y.neg, y.pos
			}
			p.lits = append(p.lits, y)
		}
		for _, k := range from.kids {
			p.kids = append(p.kids, at[k])
		}
		p.steps = append(p.steps, step{int32(len(p.lits)), int32(len(p.kids)), from.or})
	}
	for _, i := range nodes {
		p.out = append(p.out, at[i])
	}
	p.truth = make([]uint8, len(p.steps))
	return p
}

// below are the nodes and all that they stand on, from the bottom up.
func (n *Network) below(nodes []int) []int {
	seen := make([]bool, len(n.nodes))
	var out []int
	var visit func(i int)
	visit = func(i int) {
		if !seen[i] {
			seen[i] = true
			for _, k := range n.nodes[i].kids {
				visit(k)
			}
			out = append(out, i)
		}
	}
	for _, i := range nodes {
		visit(i)
	}
	return out
}

// swapped exchanges so and not so.
var swapped = [4]uint8{0, 2, 1, 3}

// Truth is Kleene's value of the k-th node of NewPlan at the last Run.
func (p *Plan) Truth(k int) Truth { return Truth(p.truth[p.out[k]]) }

// Len is the number of nodes of NewPlan.
func (p *Plan) Len() int { return len(p.out) }

// Run evaluates the plan for settled facts.
func (p *Plan) Run(f *Facts) { p.run(f, p.truth) }

// Run evaluates the nodes of a plan of the network at once, to have them at hand.
func (w *Walk) Run(p *Plan) {
	if len(w.truth) < len(p.steps) {
		w.truth = make([]uint8, len(p.steps))
	}
	p.run(w.f, w.truth)
	for step, i := range p.nodes {
		w.memo[i] = w.truth[step] + 1
	}
}

func (p *Plan) run(f *Facts, truth []uint8) {
	yes, no := f.yes, f.no
	firstLit, firstKid := int32(0), int32(0)
	for i := range p.steps {
		s := &p.steps[i]
		var against, open uint64
		for _, y := range p.lits[firstLit:s.lits] {
			yes, no := yes[y.word], no[y.word]
			against |= no&y.pos | yes&y.neg
			open |= y.pos&^yes | y.neg&^no
		}
		broken, whole := (against|-against)>>63, 1-(open|-open)>>63
		t := uint8(broken | (whole&^broken)<<1)
		if s.kids > firstKid {
			parts, all := uint8(0), uint8(2)
			for _, k := range p.kids[firstKid:s.kids] {
				part := truth[k]
				if s.or {
					part = swapped[part]
				}
				parts |= part
				all &= part
			}
			t = (t|parts)&1 | t&all&2
			t &^= (t & 1) << 1
		}
		if s.or {
			t = swapped[t]
		}
		truth[i] = t
		firstLit, firstKid = s.lits, s.kids
	}
}
