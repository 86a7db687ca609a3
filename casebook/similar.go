package casebook

import (
	"cmp"
	"slices"

	"shoumi/rules"
)

// weights say how many provisions of the book read a fact.
type weights map[string]float64

func weigh(book *rules.Book) weights {
	w := weights{}
	for _, a := range book.Articles() {
		for _, v := range a.Versions {
			if v.Status != rules.InForce || v.To != rules.Forever {
				continue
			}
			for _, p := range v.Provisions {
				for _, fact := range book.Reads(p.ID, v.From) {
					w[fact]++
				}
			}
		}
	}
	return w
}

// Similar are the n published cases nearest to an incident, nearest first, ties
// in published order, each with the facts that differ. The case itself, when the
// incident is one, is left out.
func (b *Casebook) Similar(in rules.Incident, n int) []rules.SimilarCase {
	out := []rules.SimilarCase{}
	for _, c := range b.cases {
		if c.ID == in.Reference {
			continue
		}
		d, differs := b.Distance(in, c.Incident())
		out = append(out, rules.SimilarCase{Case: c.ID, Distance: d, Differs: differs})
	}
	slices.SortStableFunc(out, func(x, y rules.SimilarCase) int { return cmp.Compare(x.Distance, y.Distance) })
	return out[:min(n, len(out))]
}

// Distance is how far two incidents lie apart, from 0 (every fact the same) to 1,
// between their nearest actors, and the facts on which both know and differ.
// Every fact weighs as many provisions as read it; one that only one side knows
// counts half, one that neither knows nothing. It is symmetric.
func (b *Casebook) Distance(x, y rules.Incident) (float64, []string) {
	n := b.nearest(x, y)
	return n.distance, n.differs
}

// Nearest are the actors, one of each incident, between whom their Distance is
// measured; the zero Actor of an incident that has none.
func (b *Casebook) Nearest(x, y rules.Incident) (of, and rules.Actor) {
	n := b.nearest(x, y)
	return n.x, n.y
}

// near is the nearest pair of actors of two incidents.
type near struct {
	distance float64
	differs  []string
	x, y     rules.Actor
}

func (b *Casebook) nearest(x, y rules.Incident) near {
	var best near
	first := true
	for _, ax := range actorsOf(x) {
		for _, ay := range actorsOf(y) {
			d, facts := b.weights.distance(b.book, x.Of(ax), y.Of(ay))
			if first || d < best.distance || d == best.distance && len(facts) < len(best.differs) {
				best, first = near{d, facts, ax, ay}, false
			}
		}
	}
	return best
}

func actorsOf(in rules.Incident) []rules.Actor {
	if len(in.Actors) == 0 {
		return []rules.Actor{{}}
	}
	return in.Actors
}

func (w weights) distance(book *rules.Book, x, y rules.Values) (float64, []string) {
	sum, all := 0.0, 0.0
	differs := []string{}
	for _, f := range book.Facts() { // in the order of the vocabulary: the sum is stable
		weight := w[f.ID]
		vx, vy := x[f.ID], y[f.ID]
		if weight == 0 || vx == nil && vy == nil {
			continue
		}
		all += weight
		if vx == nil || vy == nil {
			sum += weight / 2
			continue
		}
		if d := apart(f, vx, vy); d > 0 {
			sum += weight * d
			differs = append(differs, f.ID)
		}
	}
	if all == 0 {
		return 0, differs
	}
	return sum / all, differs
}

// apart is the distance of two known values: 0 or 1, for sets that of Jaccard
// over their members, a member that one side does not know counting half.
func apart(f rules.Fact, x, y any) float64 {
	if f.Type != rules.Set {
		if x == y {
			return 0
		}
		return 1
	}
	union, missed := 0.0, 0.0
	for _, v := range f.Values {
		inX, knownX := member(x, v.ID)
		inY, knownY := member(y, v.ID)
		switch {
		case !knownX && !knownY, knownX && knownY && !inX && !inY:
		case knownX && knownY:
			union++
			if inX != inY {
				missed++
			}
		case inX || inY: // one side knows that it is in, the other knows nothing
			union++
			missed += 0.5
		}
	}
	if union == 0 {
		return 0
	}
	return missed / union
}

func member(v any, id string) (in, known bool) {
	switch s := v.(type) {
	case []string:
		return slices.Contains(s, id), true
	case map[string]bool:
		in, known = s[id]
		return in, known
	}
	return false, false
}
