package casebook

import (
	"slices"

	"shoumi/rules"
)

// telling are the counterfactuals of a case that tell most: the one that turns one
// or two offences or administrative sanctions from so to not so or back, and the
// one that turns nothing though the law reads the fact. What was meant and done
// tells more than who it was, and what was so more than what might have been.
func (b *Casebook) telling(c *Case, actor string) (changes, same *Counterfactual) {
	bestChange, bestSame := 0, 0
	all := b.Counterfactuals(c, actor)
	for i := range all {
		x := &all[i]
		settled, open := 0, 0
		for _, m := range x.Moves {
			switch {
			case !grave(m.Kind):
			case m.To == rules.Undetermined || m.From == rules.Undetermined:
				open++
			default:
				settled++
			}
		}
		score := b.interest(x) - len(x.Changes)
		switch {
		case settled+open == 0:
			score -= 10 * len(x.Moves) // best if there is none at all
			if same == nil || score > bestSame {
				same, bestSame = x, score
			}
		case settled == 0:
			score -= 1000
			fallthrough
		default:
			score -= 100*max(settled-2, 0) + open
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
	if f.Type == rules.Set && added(x.Changes[0]) {
		score -= 30
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
