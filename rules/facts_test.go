package rules_test

import (
	"math/rand/v2"

	"shoumi/rules"
)

// randomValues draws values for the vocabulary of a book, each left out at the
// given rate; nil where they contradict each other and no repair was found.
func randomValues(r *rand.Rand, book *rules.Book, unknown float64) rules.Values {
	v := rules.Values{}
	for _, f := range book.Facts() {
		if r.Float64() >= unknown {
			v[f.ID] = randomValue(r, f)
		}
	}
	for range 60 {
		if _, broken := book.Contradiction(v); !broken {
			return v
		}
		f := book.Facts()[r.IntN(len(book.Facts()))]
		if _, given := v[f.ID]; given {
			v[f.ID] = randomValue(r, f)
		}
	}
	return nil
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
