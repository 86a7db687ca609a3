package casebook

import (
	"slices"

	"shoumi/rules"
)

// Telling are the counterfactuals of a case that tell most: the one that turns one
// or two offences or administrative sanctions from so to not so or back, and the
// one that turns nothing though the law reads the fact. What was meant and done
// tells more than who it was, and what was so more than what might have been. Either is
// nil where there is none.
func (b *Casebook) Telling(c *Case, actor string) (changes, same *Counterfactual) {
	bestChange, bestSame := 0, 0
	all := b.Counterfactuals(c, actor)
	for i := range all {
		x := &all[i]
		settled, closed, opened := 0, 0, 0
		for _, m := range x.Moves {
			switch {
			case !grave(m.Kind):
			case m.To == rules.Undetermined:
				opened++
			case m.From == rules.Undetermined:
				closed++
			default:
				settled++
			}
		}
		score := b.interest(x) - len(x.Changes)
		switch {
		case settled+closed+opened == 0:
			score -= 10 * len(x.Moves) // best if there is none at all
			if same == nil || score > bestSame {
				same, bestSame = x, score
			}
		case settled == 0:
			score += 50*min(closed, 1) - 1000
			fallthrough
		default:
			score -= 100*max(settled-2, 0) + opened + closed
			if changes == nil || score > bestChange {
				changes, bestChange = x, score
			}
		}
	}
	return changes, same
}

// interest is how much the change of a fact tells.
func (b *Casebook) interest(x *Counterfactual) int {
	f, _ := b.book.Fact(x.Changes[0].Fact)
	score := 20 * (1 + slices.Index([]string{"程序", "主體", "結果", "客體", "行為", "主觀"}, f.Group))
	if in, _ := Members(x.Changes[0]); len(in) > 0 {
		score -= 60
	}
	return score
}

// Members are the members of a set that a change puts in and takes out, sorted;
// none for a fact of another type.
func Members(c rules.FactChange) (in, out []string) {
	for _, id := range members(c.To) {
		if was, _ := member(c.From, id); !was {
			in = append(in, id)
		}
	}
	for _, id := range members(c.From) {
		if is, _ := member(c.To, id); !is {
			out = append(out, id)
		}
	}
	return in, out
}

// members are those that a set is known to have.
func members(v any) []string {
	var out []string
	switch s := v.(type) {
	case []string:
		out = slices.Clone(s)
	case map[string]bool:
		for id, in := range s {
			if in {
				out = append(out, id)
			}
		}
	}
	slices.Sort(out)
	return out
}
