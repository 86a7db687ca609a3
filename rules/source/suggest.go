package source

import (
	"strings"
)

// Suggest finds the word of among that the writer of word most likely meant:
// the nearest by insertions, deletions, changes and swaps of neighbours,
// whatever the case; the first of several equally near. About one rune in
// three may differ; ok is false when nothing is that near.
func Suggest(word string, among []string) (near string, ok bool) {
	from := []rune(strings.ToLower(word))
	best := -1
	for _, candidate := range among {
		to := []rune(strings.ToLower(candidate))
		longest := max(len(from), len(to))
		allowed := min(max(1, longest/3), 4)
		if best >= 0 {
			allowed = min(allowed, best-1)
		}
		if max(len(from)-len(to), len(to)-len(from)) > allowed {
			continue
		}
		// One rune in common at least, or any single letter would do.
		if d := distance(from, to); d <= allowed && (d < longest || longest == 0) {
			near, best, ok = candidate, d, true
		}
	}
	return near, ok
}

// distance is the optimal string alignment distance: a swap of neighbours
// counts once.
func distance(a, b []rune) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := last[j-1]
			if a[i-1] != b[j-1] {
				change++
			}
			row[j] = min(change, last[j]+1, row[j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
