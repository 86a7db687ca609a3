package quizzes

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// Blueprint is what a form has to have.
type Blueprint struct {
	Sections []Section `json:"sections"`
	Cut      float64   `json:"cut"`                // share of items that have to be right, 0.8
	Critical []string  `json:"critical,omitempty"` // concepts of which every item has to be right
}

// Section asks for items of a concept.
type Section struct {
	Concept string `json:"concept"`
	Count   int    `json:"count"`
	Bands   []Band `json:"bands,omitempty"` // of these bands; none: of any
}

// Items is how many items a form of the blueprint has.
func (b Blueprint) Items() int {
	n := 0
	for _, s := range b.Sections {
		n += s.Count
	}
	return n
}

// Need is how many of them have to be right.
func (b Blueprint) Need() int { return int(math.Ceil(b.Cut*float64(b.Items()) - 1e-9)) }

// MaxGuessPass is the chance to pass by guessing that no blueprint may reach.
const MaxGuessPass = 0.001

// Form is the items of one attempt, in their order, and their options in theirs.
type Form struct {
	Items []FormItem `json:"items"`
}

// FormItem is an item of a form.
type FormItem struct {
	Item    string   `json:"item"`
	Options []string `json:"options,omitempty"` // ids as they are shown
}

// Seen is how often and when last somebody was shown an item.
type Seen struct {
	Times int
	Last  time.Time
}

// History is what somebody was shown before, by item.
type History map[string]Seen

// Seed makes the seed of an attempt from a secret of the site: for an appeal the
// form can be drawn again, and nobody can foresee it.
func Seed(secret []byte, attempt string) [32]byte {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(attempt))
	return [32]byte(mac.Sum(nil))
}

// GuessPass is the highest chance to pass a form of the blueprint by guessing,
// whichever items are drawn. The error says what is wrong with the blueprint.
func (b *Bank) GuessPass(p Blueprint) (float64, error) {
	var critical, others []float64
	var wrong []string
	if p.Cut <= 0 || p.Cut > 1 {
		wrong = append(wrong, fmt.Sprintf("及格標準%g要大於0、不大於1", p.Cut))
	}
	if len(p.Sections) == 0 {
		wrong = append(wrong, "沒有要出的題目")
	}
	for _, c := range p.Critical {
		if !slices.ContainsFunc(p.Sections, func(s Section) bool { return s.Concept == c }) {
			wrong = append(wrong, fmt.Sprintf("關鍵概念「%s」沒有出題", c))
		}
	}
	for _, s := range p.Sections {
		var chances []float64
		for _, it := range b.candidates(s) {
			chances = append(chances, it.GuessChance())
		}
		if _, ok := b.Concept(s.Concept); !ok {
			wrong = append(wrong, fmt.Sprintf("沒有「%s」這個概念", s.Concept))
		} else if s.Count < 1 || len(chances) < s.Count {
			wrong = append(wrong, fmt.Sprintf("「%s」要%d題，題庫有%d題", s.Concept, s.Count, len(chances)))
		}
		if slices.Contains(p.Critical, s.Concept) {
			critical = append(critical, highest(s.Count, chances)...)
		} else {
			others = append(others, highest(s.Count, chances)...)
		}
	}
	if len(wrong) > 0 {
		return 1, fmt.Errorf("%s", strings.Join(wrong, "；"))
	}
	return guessPass(p.Need(), critical, others), nil
}

// Check says what is wrong with a blueprint; nil when forms may be drawn from it.
func (b *Bank) Check(p Blueprint) error {
	chance, err := b.GuessPass(p)
	if err == nil && chance >= MaxGuessPass {
		err = fmt.Errorf("用猜的及格的機率是%.5f，要低於%g：增加題數、提高及格標準，或少用選項少的題目", chance, MaxGuessPass)
	}
	return err
}

func (b *Bank) candidates(s Section) []*Item {
	return slices.DeleteFunc(b.Usable(s.Concept), func(it *Item) bool { return len(s.Bands) > 0 && !slices.Contains(s.Bands, it.Band) })
}

// Form draws a form: of each section unseen items first, then those seen least
// often, then those seen longest ago, by chance among equals. No two items are of
// one case unless they are a pair made to be contrasted. The same seed and history
// give the same form. The error says what the bank lacks.
func (b *Bank) Form(p Blueprint, seed [32]byte, history History) (Form, error) {
	if err := b.Check(p); err != nil {
		return Form{}, err
	}
	r := rand.New(rand.NewChaCha8(seed))
	var slots []slot
	for _, s := range p.Sections {
		ranked := b.ranked(s, history, r)
		for range s.Count {
			slots = append(slots, slot{ranked})
		}
	}
	slices.SortStableFunc(slots, func(x, y slot) int { return cmp.Compare(len(x.of), len(y.of)) }) // the scarcest choose first
	d := &draw{slots: slots, taken: make([]*Item, len(slots))}
	for k := range slots {
		if !d.place(k, map[*Item]bool{}) {
			return Form{}, fmt.Errorf("題庫湊不出這份試卷：同一個案例的題目不能同時出現")
		}
	}
	d.improve()
	r.Shuffle(len(d.taken), func(i, j int) { d.taken[i], d.taken[j] = d.taken[j], d.taken[i] })
	var f Form
	for _, it := range d.taken {
		f.Items = append(f.Items, FormItem{Item: it.ID, Options: it.shown(r)})
	}
	return f, nil
}

// ranked are the items of a section, those to be drawn first in front.
func (b *Bank) ranked(s Section, history History, r *rand.Rand) []*Item {
	out := b.candidates(s)
	r.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	slices.SortStableFunc(out, func(x, y *Item) int {
		h, k := history[x.ID], history[y.ID]
		return cmp.Or(cmp.Compare(h.Times, k.Times), h.Last.Compare(k.Last))
	})
	return out
}

// slot is a place in a form and the items that may take it, best first.
type slot struct{ of []*Item }

// draw fills the slots so that no two items of one case meet: a matching of slots
// and cases, found by augmenting paths.
type draw struct {
	slots []slot
	taken []*Item // by slot
}

// place gives a slot the first of its items that is free; where none is, one whose
// place another slot can leave for another item.
func (d *draw) place(k int, tried map[*Item]bool) bool {
	for _, it := range d.slots[k].of {
		if !tried[it] && len(d.against(k, it)) == 0 {
			d.taken[k] = it
			return true
		}
	}
	was := d.taken[k]
	for _, it := range d.slots[k].of {
		if tried[it] {
			continue
		}
		tried[it] = true
		others := d.against(k, it)
		if len(others) != 1 {
			continue
		}
		other := others[0]
		theirs := d.taken[other]
		d.taken[k], d.taken[other] = it, nil
		if d.place(other, tried) {
			return true
		}
		d.taken[k], d.taken[other] = was, theirs
	}
	return false
}

// improve gives every slot the best item that is free: one that was taken at first
// may have been left again.
func (d *draw) improve() {
	for again := true; again; {
		again = false
		for k := range d.slots {
			for _, it := range d.slots[k].of {
				if it == d.taken[k] {
					break
				}
				if len(d.against(k, it)) == 0 {
					d.taken[k], again = it, true
					break
				}
			}
		}
	}
}

// against are the other slots whose items may not stand beside an item.
func (d *draw) against(k int, it *Item) []int {
	var out []int
	for i, t := range d.taken {
		if i != k && t != nil && clash(t, it) {
			out = append(out, i)
		}
	}
	return out
}

// clash says whether two items may not stand in one form.
func clash(a, b *Item) bool {
	if a.ID == b.ID {
		return true
	}
	return a.Case != "" && a.Case == b.Case && (a.Contrast == "" || a.Contrast != b.Contrast)
}

// shown are the options in an order of chance, but those that have an order of
// their own.
func (it *Item) shown(r *rand.Rand) []string {
	out := ids(it.Options, func(o Option) string { return o.ID })
	switch it.Type {
	case Single, Multiple, Ordering, Matching:
		if !it.Ordered {
			r.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
		}
	}
	return out
}

// Shown is the order in which the options of an item are shown to whoever has a
// seed: by chance, but those that have an order of their own.
func (it *Item) Shown(seed [32]byte) []string {
	return it.shown(rand.New(rand.NewChaCha8(Seed(seed[:], it.ID))))
}

// Practice takes up to n items for a self-check out of pools, those of an earlier
// pool first; within one in turn of every concept, items that clash only when
// nothing else is left, and written ones before generated ones.
func (b *Bank) Practice(n int, seed [32]byte, pools ...[]*Item) []*Item {
	r := rand.New(rand.NewChaCha8(seed))
	var left, out []*Item
	of := map[*Item]int{}
	for i, pool := range pools {
		for _, k := range r.Perm(len(pool)) {
			if it := pool[k]; !slices.Contains(left, it) {
				left, of[it] = append(left, it), i
			}
		}
	}
	asked := map[string]int{}
	rank := func(it *Item) []int {
		clashes, made := 0, 0
		if slices.ContainsFunc(out, func(o *Item) bool { return clash(o, it) }) {
			clashes = 1
		}
		if it.Generated {
			made = 1
		}
		return []int{of[it], asked[it.Concept], clashes, made}
	}
	for len(out) < n && len(left) > 0 {
		best := 0
		for i := range left {
			if slices.Compare(rank(left[i]), rank(left[best])) < 0 {
				best = i
			}
		}
		out = append(out, left[best])
		asked[left[best].Concept]++
		left = slices.Delete(left, best, best+1)
	}
	return out
}

// Another draws an item like one that was just answered: of the same concept, not
// the same case, unseen first. ok is false where there is none.
func (b *Bank) Another(it *Item, seed [32]byte, history History) (*Item, bool) {
	r := rand.New(rand.NewChaCha8(seed))
	ranked := b.ranked(Section{Concept: it.Concept}, history, r)
	ranked = slices.DeleteFunc(ranked, func(o *Item) bool { return o.ID == it.ID })
	i := slices.IndexFunc(ranked, func(o *Item) bool { return !clash(o, it) })
	switch {
	case len(ranked) == 0:
		return nil, false
	case i < 0:
		i = 0
	}
	return ranked[i], true
}
