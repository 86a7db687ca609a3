package quizzes

import (
	"encoding/json"
	"slices"
	"strings"

	"shoumi/rules"
)

// Moved is an item whose key is another one under other rules, or can no longer be
// proved.
type Moved struct {
	Item string `json:"item"`
	Was  Answer `json:"was"`
	Now  Answer `json:"now"`
	Why  string `json:"why,omitempty"` // it cannot be proved
}

// String is an answer on one line.
func (a Answer) String() string {
	data, _ := json.Marshal(a)
	return string(data)
}

// Reprove proves every item again under other rules, or only those of some ids, and
// lists those whose key moved or cannot be proved, in the order of the bank. Facts
// stay as they were read. The error says that the second evaluator cannot read the
// rules.
func (b *Bank) Reprove(book *rules.Book, only ...string) ([]Moved, error) {
	p, err := newProver(book)
	if err != nil {
		return nil, err
	}
	var was, again []*Item
	for _, it := range b.items {
		if len(only) == 0 || slices.Contains(only, it.ID) {
			was, again = append(was, it), append(again, it.clone())
		}
	}
	moved := []Moved{}
	for i, problems := range p.proveEach(again) {
		m := Moved{Item: again[i].ID, Was: was[i].Key, Now: again[i].Key}
		var why []string
		for _, x := range problems {
			why = append(why, x.message)
		}
		m.Why = strings.Join(why, "；")
		if m.Why != "" || m.Was.String() != m.Now.String() {
			moved = append(moved, m)
		}
	}
	return moved, nil
}

// clone is an item that can be proved again without touching the first.
func (it *Item) clone() *Item {
	out := *it
	out.Options = append([]Option(nil), it.Options...)
	out.Rows = append([]Row(nil), it.Rows...)
	return &out
}

// Without is the bank with some items made drafts, such as those that Reprove says
// have moved: they can still be found and shown, and are never drawn.
func (b *Bank) Without(items []string) *Bank {
	out := *b
	out.items, out.byID = nil, map[string]*Item{}
	for _, it := range b.items {
		if slices.Contains(items, it.ID) {
			it = it.clone()
			it.Status = Draft
		}
		out.add(it)
	}
	return &out
}
