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
	}
	return v
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
