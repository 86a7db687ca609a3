package incident

import (
	"cmp"
	"context"
	"iter"
	"math"
	"slices"

	"shoumi/app/store"
)

// Hit is a record in which something was found.
type Hit struct {
	Entry
	Found []Passage // the best first
	score float64
}

// Passage is a part of a text around what was found in it.
type Passage struct {
	Field  string // reference, purpose, narrative, notes, opinion
	Pieces []Piece
}

// Piece is a run of a passage; Found is what was looked for.
type Piece struct {
	Text  string
	Found bool
}

// mostHits is how many records a search shows, mostPassages how many places of each.
const (
	mostHits     = 50
	mostPassages = 3
)

// Search looks for words in the reference, purpose, narrative, notes and opinions of
// every record that somebody may open. All words have to be in a record, of one that
// is made of more than two parts half of them; the best hits come first, at most 50 of all
// that there are. A query without a letter or digit finds nothing.
//
// The texts are opened one record after the other, and nothing of them is kept. An
// index would be faster only for whoever has many thousands of records; one in the
// clear would tell what is sealed, and one of keyed hashes tells which records share
// words and how often each word occurs: of two Chinese characters, what most of them
// are.
func (d *Desk) Search(ctx context.Context, by, query string) (hits []Hit, all int, err error) {
	words := phrases(query)
	if len(words) == 0 {
		return nil, 0, nil
	}
	var found []candidate
	n, in := 0, make([][]int, len(words)) // in how many records a part of a word is
	for i, w := range words {
		in[i] = make([]int, len(w.grams))
	}
	for r, err := range d.readable(ctx, by) {
		if err != nil {
			return nil, 0, err
		}
		n++
		if c, ok := look(r, words, in); ok {
			found = append(found, c)
		}
	}
	for i := range found {
		found[i].weigh(words, in, n)
	}
	slices.SortFunc(found, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.score, a.score), placeOf(b.Entry).compare(placeOf(a.Entry)))
	})
	for _, c := range found[:min(len(found), mostHits)] {
		hits = append(hits, c.Hit)
	}
	return hits, len(found), nil
}

// readable are the records that somebody may open, each once, in no order.
func (d *Desk) readable(ctx context.Context, by string) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		if by == "" {
			return
		}
		seen := map[string]bool{}
		for _, field := range []string{"author", "reviewer"} {
			for r, err := range d.records.Find(ctx, store.Query{Equal: map[string]any{field: by}, Order: "updated"}) {
				if err != nil || !seen[r.ID] {
					if seen[r.ID] = true; !yield(r, err) {
						return
					}
				}
			}
		}
		for x, err := range d.readers.Find(ctx, store.Query{Equal: map[string]any{"account": by}, Order: "at"}) {
			var r Record
			if err == nil && !seen[x.Record] {
				r, err = d.records.Get(ctx, x.Record)
			}
			if err != nil || !seen[x.Record] {
				if seen[x.Record] = true; !yield(r, err) {
					return
				}
			}
		}
	}
}

// candidate is a record that fits, until all have been seen and parts of words can be
// weighed by how rare they are.
type candidate struct {
	Hit
	times [][]float64 // how often each part of each word occurs, by where
	whole []float64   // and each word as a whole
}

// searched is a text that is looked through, with how much what is found there counts.
type searched struct {
	field, text string
	weight      float64
}

func searchedIn(r Record) []searched {
	all := []searched{{"reference", r.Reference, 3}, {"purpose", r.Content.Purpose, 2}, {"narrative", r.Content.Narrative, 1}, {"notes", r.Content.Notes, 1}}
	for _, o := range r.Review.Opinions {
		all = append(all, searched{"opinion", o.Reason, 1})
	}
	return append(all, searched{"opinion", r.Review.Text, 1})
}

// look looks for words in a record, and counts in how many records their parts are.
func look(r Record, words []phrase, in [][]int) (candidate, bool) {
	c := candidate{times: make([][]float64, len(words)), whole: make([]float64, len(words))}
	for i, w := range words {
		c.times[i] = make([]float64, len(w.grams))
	}
	type place struct {
		folded
		field string
		score float64
	}
	var places []place
	for _, t := range searchedIn(r) {
		if t.text == "" {
			continue
		}
		f, score := fold(t.text), 0.0
		for i, w := range words {
			whole, _ := f.count(w.whole)
			c.whole[i] += t.weight * float64(whole)
			score += t.weight * 3 * float64(min(whole, 1))
			for k, g := range w.grams {
				n, _ := f.count(g)
				c.times[i][k] += t.weight * float64(n)
				score += t.weight * float64(min(n, 1)) / float64(len(w.grams))
			}
		}
		if score > 0 {
			places = append(places, place{f, t.field, score})
		}
	}
	fits := true
	for i, w := range words {
		there := 0
		for k := range w.grams {
			if c.times[i][k] > 0 {
				there++
				in[i][k]++
			}
		}
		need := len(w.grams)
		if need > 2 {
			need = (need + 1) / 2
		}
		fits = fits && there >= need
	}
	if !fits {
		return c, false
	}
	slices.SortStableFunc(places, func(a, b place) int { return cmp.Compare(b.score, a.score) })
	for _, x := range places[:min(len(places), mostPassages)] {
		c.Found = append(c.Found, x.passage(x.field, words))
	}
	c.Entry = entryOf(r)
	return c, true
}

// weigh says how well a record fits: a part of a word counts the more the fewer
// records have it (the usual log(1 + (n−d+½)/(d+½))), and the less the more often it
// has been met; a word that stands there as it was written counts as much again.
func (c *candidate) weigh(words []phrase, in [][]int, n int) {
	for i, w := range words {
		sum := 0.0
		for k := range w.grams {
			d := float64(in[i][k])
			sum += math.Log(1+(float64(n)-d+.5)/(d+.5)) * c.times[i][k] / (c.times[i][k] + 1.2)
		}
		c.score += sum + sum*c.whole[i]/(c.whole[i]+.5)
	}
}

// around is how many characters a passage shows before and behind the place.
const around = 36

// passage is the part of a text where the most is found.
func (f folded) passage(field string, words []phrase) Passage {
	marked := make([]bool, len(f.runes))
	mark := func(gram []rune) {
		for i := range f.runes {
			if f.has(gram, i) {
				for k := range gram {
					marked[i+k] = true
				}
			}
		}
	}
	for _, w := range words {
		if n, _ := f.count(w.whole); n > 0 {
			mark(w.whole)
			continue
		}
		for _, g := range w.grams {
			mark(g)
		}
	}
	best, most, now := 0, -1, 0
	for i := range f.runes { // the window of 2×around that begins here
		if i == 0 {
			for _, m := range marked[:min(2*around, len(marked))] {
				now += one(m)
			}
		} else {
			now -= one(marked[i-1])
			if end := i + 2*around - 1; end < len(marked) {
				now += one(marked[end])
			}
		}
		if marked[i] && now > most {
			best, most = i, now
		}
	}
	from, to := max(0, best-around/2), min(len(f.runes), best+2*around)
	p := Passage{Field: field}
	add := func(text string, found bool) {
		if n := len(p.Pieces); n > 0 && p.Pieces[n-1].Found == found {
			p.Pieces[n-1].Text += text
		} else if text != "" {
			p.Pieces = append(p.Pieces, Piece{text, found})
		}
	}
	if from > 0 {
		add("…", false)
	}
	for i := from; i < to; i++ {
		add(f.text[f.at[i]:f.at[i+1]], marked[i])
	}
	if to < len(f.runes) {
		add("…", false)
	}
	return p
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}
