package rules_test

import (
	"math/rand/v2"

	"shoumi/rules"
)

// randomValues draws values for the vocabulary of a book, each left out at the
// given rate, and also where every value tried contradicts those before.
func randomValues(r *rand.Rand, book *rules.Book, unknown float64) rules.Values {
	v := rules.Values{}
	facts, d := book.Facts(), book.Decider(rules.Day(2021, 5, 1))
	for _, i := range r.Perm(len(facts)) {
		if r.Float64() < unknown {
			continue
		}
		for range 8 {
			v[facts[i].ID] = randomValue(r, facts[i])
			if d.Bind(v) == nil {
				break
			}
			delete(v, facts[i].ID)
		}
		if _, set := v[facts[i].ID]; !set { // chance found none of the few values that are left
			for _, x := range plainValues(facts[i]) {
				v[facts[i].ID] = x
				if d.Bind(v) == nil {
					break
				}
				delete(v, facts[i].ID)
			}
		}
	}
	return v
}

// plainValues are the values of a fact with few of them, a set with each member
// alone, with none and with all.
func plainValues(f rules.Fact) (out []any) {
	all := []string{}
	for _, m := range f.Values {
		all = append(all, m.ID)
	}
	switch f.Type {
	case rules.Bool:
		return []any{false, true}
	case rules.Enum:
		for _, id := range all {
			out = append(out, id)
		}
	case rules.Set:
		out = append(out, []string{}, all)
		for _, id := range all {
			out = append(out, []string{id})
		}
	}
	return out
}

func randomValue(r *rand.Rand, f rules.Fact) any {
	switch f.Type {
	case rules.Bool:
		return r.IntN(2) == 1
	case rules.Enum:
		return f.Values[r.IntN(len(f.Values))].ID
	case rules.Set:
		in := []string{}
		for _, m := range f.Values {
			if r.IntN(4) == 0 {
				in = append(in, m.ID)
			}
		}
		return in
	case rules.DateFact:
		return rules.Day(2019, 12, 20+r.IntN(14))
	}
	return int64(r.IntN(10))
}
