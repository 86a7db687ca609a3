package quizzes

import (
	"math"
	"slices"
)

// numberGuess is the chance to guess a number: somebody who knows the law's habits
// chooses among about a dozen values.
const numberGuess = 1.0 / 12

// GuessChance is the chance to get an item right by guessing, for somebody who
// reads the question and knows nothing: of several options at least one is right
// and one wrong.
func (it *Item) GuessChance() float64 {
	n := float64(len(it.Options))
	switch it.Type {
	case Multiple, Evidence:
		return 1 / (math.Exp2(n) - 2)
	case Table, Matching:
		return math.Pow(1/n, float64(len(it.Rows)))
	case Ordering:
		return 1 / math.Gamma(n+1)
	case Number:
		return numberGuess
	}
	return 1 / n // single, ternary
}

// atLeast is the chance that at least k of independent events happen: the tail of
// the Poisson binomial distribution, exactly.
func atLeast(k int, chances []float64) float64 {
	p := make([]float64, len(chances)+1) // p[j]: j of those so far
	p[0] = 1
	for i, c := range chances {
		for j := i + 1; j > 0; j-- {
			p[j] = p[j]*(1-c) + p[j-1]*c
		}
		p[0] *= 1 - c
	}
	sum := 0.0
	for j := max(k, 0); j < len(p); j++ {
		sum += p[j]
	}
	return sum
}

// guessPass is the chance to pass a form by guessing: every critical item right,
// and enough of all.
func guessPass(need int, critical, others []float64) float64 {
	all := 1.0
	for _, c := range critical {
		all *= c
	}
	return all * atLeast(need-len(critical), others)
}

// highest are the n highest numbers.
func highest(n int, of []float64) []float64 {
	out := slices.Clone(of)
	slices.Sort(out)
	slices.Reverse(out)
	return out[:min(n, len(out))]
}
