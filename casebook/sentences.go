package casebook

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

const (
	opening = "「『（(《〈【“"
	closing = "」』）)》〉】”"
	ending  = "。！？"
)

// Split cuts a text into sentences, which together are all of it but the blanks
// between them. A sentence ends at 。, ！ or ？, at 。」 unless it visibly goes on, and
// at the end of a line; never within brackets or a quotation. What a list has after a
// colon or a semicolon, （一）…；（二）…, are sentences of their own.
func Split(text string) []string {
	var out []string
	for line := range strings.Lines(text) {
		r := []rune(line)
		within, from := nested(r), 0
		for i := 0; i < len(r); i++ {
			rest := r[i+1:]
			ends := len(rest) == 0
			switch {
			case ends, within[i]:
			case strings.ContainsRune(ending, r[i]):
				for i+1 < len(r) && strings.ContainsRune(ending+closing, r[i+1]) {
					i++
				}
				ends = true
			case strings.ContainsRune("」』”", r[i]):
				ends = i > 0 && r[i-1] == '。' && !goesOn(rest[0])
			case strings.ContainsRune("：；", r[i]):
				ends = marksItem(rest)
			}
			if !ends {
				continue
			}
			if s := strings.TrimFunc(string(r[from:i+1]), edge); s != "" {
				out = append(out, s)
			}
			from = i + 1
		}
	}
	return out
}

// nested says which runes stand between a bracket and the one that closes it. What
// opens and never closes is none.
func nested(r []rune) []bool {
	within := make([]bool, len(r))
	var open []int
	for i, x := range r {
		if strings.ContainsRune(opening, x) {
			open = append(open, i)
		}
		pair := strings.IndexRune(closing, x) // opening has its bytes in the same order
		k := len(open) - 1
		for k >= 0 && strings.IndexRune(opening, r[open[k]]) != pair {
			k--
		}
		if k < 0 {
			continue
		}
		for j := open[k]; j < i; j++ {
			within[j] = true
		}
		open = open[:k]
	}
	return within
}

// goesOn says whether a sentence goes on behind a quotation: 「……。」等語.
func goesOn(r rune) bool {
	return strings.ContainsRune(closing+ending+"，、；：等的之後云而並", r)
}

// marksItem says whether a text begins with the mark of an item, （一） or (1).
func marksItem(r []rune) bool {
	if len(r) < 3 || r[0] != '（' && r[0] != '(' {
		return false
	}
	n := 1
	for n < len(r) && strings.ContainsRune("一二三四五六七八九十0123456789", r[n]) {
		n++
	}
	return n > 1 && n < len(r) && (r[n] == '）' || r[n] == ')')
}

func edge(r rune) bool { return r == '\n' || r == '\r' || blank(r) }

// Renumber gives the sentences of a text their ids: one that stands in old as it is,
// or but little changed, keeps its id, wherever it has moved to. Of two that were one,
// or of one that was two, the greater part keeps it. Any other gets a number that is
// in neither old nor used, the ids of sentences that are gone. A sentence of old
// that Split would cut stays whole while nothing in it changes. The same arguments
// give the same ids.
func Renumber(old []Sentence, text string, used ...string) []Sentence {
	texts := uncut(old, Split(text))
	from := align(old, texts)
	next := 1
	for _, s := range old {
		used = append(slices.Clip(used), s.ID)
	}
	for _, id := range used {
		if n, err := strconv.Atoi(strings.TrimPrefix(id, "s")); err == nil {
			next = max(next, n+1)
		}
	}
	out := make([]Sentence, len(texts))
	for i, t := range texts {
		if from[i] >= 0 {
			out[i] = Sentence{old[from[i]].ID, t}
			continue
		}
		out[i] = Sentence{"s" + strconv.Itoa(next), t}
		next++
	}
	return out
}

// uncut puts together what was one sentence in old and is cut by Split.
func uncut(old []Sentence, texts []string) []string {
	parts := map[string][][]string{} // by the first part
	for _, s := range old {
		if p := Split(s.Text); len(p) > 1 {
			parts[p[0]] = append(parts[p[0]], append(p, s.Text))
		}
	}
	var out []string
	for len(texts) > 0 {
		whole, n := texts[0], 1
		for _, p := range parts[texts[0]] {
			k := len(p) - 1
			if k > n && k <= len(texts) && slices.Equal(p[:k], texts[:k]) {
				whole, n = p[k], k
			}
		}
		out, texts = append(out, whole), texts[n:]
	}
	return out
}

// align says of every text which sentence of old it is, or -1. No sentence is two.
func align(old []Sentence, texts []string) []int {
	from, taken := make([]int, len(texts)), make([]bool, len(old))
	for i := range from {
		from[i] = -1
	}
	match := func(i, k int) { from[i], taken[k] = k, true }
	head, tail := 0, 0
	for head < min(len(old), len(texts)) && old[head].Text == texts[head] {
		match(head, head)
		head++
	}
	for head+tail < min(len(old), len(texts)) && old[len(old)-1-tail].Text == texts[len(texts)-1-tail] {
		tail++
		match(len(texts)-tail, len(old)-tail)
	}
	for _, m := range inOrder(old[head:len(old)-tail], texts[head:len(texts)-tail]) {
		match(head+m[0], head+m[1])
	}
	place := map[string][]int{}
	for k, s := range old {
		if !taken[k] {
			place[s.Text] = append(place[s.Text], k)
		}
	}
	for i, t := range texts { // what was moved as it is
		if at := place[t]; from[i] < 0 && len(at) > 0 {
			match(i, at[0])
			place[t] = at[1:]
		}
	}
	for _, p := range alike(old, texts, from, taken) {
		if from[p.text] < 0 && !taken[p.old] {
			match(p.text, p.old)
		}
	}
	return from
}

// inOrder is the longest common subsequence of sentences that are the same, as pairs
// of the places in texts and in old.
func inOrder(old []Sentence, texts []string) (out [][2]int) {
	long := make([][]int, len(texts)+1)
	for i := range long {
		long[i] = make([]int, len(old)+1)
	}
	for i := len(texts) - 1; i >= 0; i-- {
		for k := len(old) - 1; k >= 0; k-- {
			if long[i][k] = max(long[i+1][k], long[i][k+1]); texts[i] == old[k].Text {
				long[i][k] = long[i+1][k+1] + 1
			}
		}
	}
	for i, k := 0, 0; i < len(texts) && k < len(old); {
		switch {
		case texts[i] == old[k].Text:
			out = append(out, [2]int{i, k})
			i, k = i+1, k+1
		case long[i+1][k] >= long[i][k+1]:
			i++
		default:
			k++
		}
	}
	return out
}

// pair is a text that may be a sentence of old.
type pair struct {
	text, old int
	share     float64 // of their runes that they have in common, in order
}

// alike are the pairs left that have half of their runes in common, or differ in one
// rune: best first, then the one that moved least.
func alike(old []Sentence, texts []string, from []int, taken []bool) (out []pair) {
	runes := make([][]rune, len(old))
	for k, s := range old {
		runes[k] = []rune(s.Text)
	}
	for i, t := range texts {
		if from[i] >= 0 {
			continue
		}
		a := []rune(t)
		for k, b := range runes {
			if taken[k] || 4*min(len(a), len(b)) < len(a)+len(b) && len(a)+len(b) > 3 {
				continue // the shorter is too short to be half of both
			}
			same := common(a, b)
			share := 2 * float64(same) / float64(len(a)+len(b))
			if share >= 0.5 || len(a) == len(b) && same == len(a)-1 {
				out = append(out, pair{i, k, share})
			}
		}
	}
	slices.SortFunc(out, func(x, y pair) int {
		return cmp.Or(cmp.Compare(y.share, x.share), cmp.Compare(moved(x.text, x.old), moved(y.text, y.old)), cmp.Compare(x.old, y.old), cmp.Compare(x.text, y.text))
	})
	return out
}

func moved(i, k int) int { return max(i-k, k-i) }

// common is how long the longest common subsequence of two texts is.
func common(a, b []rune) int {
	row := make([]int, len(b)+1)
	for _, x := range a {
		left := 0 // of the row above
		for k, y := range b {
			above := row[k+1]
			if x == y {
				row[k+1] = left + 1
			} else {
				row[k+1] = max(above, row[k])
			}
			left = above
		}
	}
	return row[len(b)]
}
