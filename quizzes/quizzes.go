// Package quizzes is the exercises: items whose keys nobody wrote down, for they
// are computed from the rules and proved twice; forms drawn from them; what the
// answers say of the items and of the people who gave them; and when to ask again.
package quizzes

import (
	"embed"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"shoumi/casebook"
	"shoumi/rules"
	"shoumi/rules/source"
)

// Files is the shipped bank: concepts.yaml, misconceptions.yaml, wording.yaml and
// banks/<topic>.yaml.
//
//go:embed concepts.yaml misconceptions.yaml wording.yaml banks
var Files embed.FS

// Shipped is the embedded bank over the embedded rules and cases, loaded once.
var Shipped = sync.OnceValues(func() (*Bank, error) {
	book, err := rules.Shipped()
	if err != nil {
		return nil, err
	}
	cases, err := casebook.Shipped()
	if err != nil {
		return nil, err
	}
	return Load(Files, book, cases)
})

// Bank is a checked set of items, written and generated. It never changes and is
// safe for concurrent use.
type Bank struct {
	book           *rules.Book
	wording        []wording
	concepts       []Concept
	misconceptions []Misconception
	items          []*Item
	byID           map[string]*Item
}

// Load reads a bank, computes and proves every key, and makes the near-miss items
// of every case, or those that it picks; those of a withdrawn case are drafts. An item
// that is written or picked whose key cannot be proved, or that breaks a rule of good
// items, is a fault. The error is source.Faults, all of them.
func Load(fsys fs.FS, book *rules.Book, cases *casebook.Casebook) (*Bank, error) {
	r := newReader(fsys, book, cases)
	r.readConcepts()
	r.readMisconceptions()
	r.readWording()
	r.readBanks()
	r.proveAll()
	if err := r.faults.Err(); err != nil {
		return nil, err
	}
	r.generate()
	r.shelve()
	r.bank.wording = r.wording
	return r.bank, r.faults.Err()
}

// shelve makes drafts of the items of withdrawn cases: whoever had one can still be
// shown it.
func (r *reader) shelve() {
	for _, it := range r.bank.items {
		if k, ok := r.cases.Case(it.Case); ok && k.Withdrawn {
			it.Status = Draft
		}
	}
}

// Concepts are the concepts in the order of the file.
func (b *Bank) Concepts() []Concept { return b.concepts }

// Concept finds a concept.
func (b *Bank) Concept(id string) (Concept, bool) {
	i := slices.IndexFunc(b.concepts, func(c Concept) bool { return c.ID == id })
	if i < 0 {
		return Concept{}, false
	}
	return b.concepts[i], true
}

// Misconception finds a misconception.
func (b *Bank) Misconception(id string) (Misconception, bool) {
	i := slices.IndexFunc(b.misconceptions, func(m Misconception) bool { return m.ID == id })
	if i < 0 {
		return Misconception{}, false
	}
	return b.misconceptions[i], true
}

// Items are all items, drafts too: the written ones by file, then the generated.
func (b *Bank) Items() []*Item { return b.items }

// Item finds an item.
func (b *Bank) Item(id string) (*Item, bool) {
	it, ok := b.byID[id]
	return it, ok
}

// Usable are the items of a concept that may be drawn; of every concept when it is
// empty. A draft is never among them.
func (b *Bank) Usable(concept string) []*Item {
	var out []*Item
	for _, it := range b.items {
		if it.Status == Ready && (concept == "" || it.Concept == concept) {
			out = append(out, it)
		}
	}
	return out
}

func (b *Bank) add(it *Item) {
	b.items = append(b.items, it)
	b.byID[it.ID] = it
}

// Concept is what an item asks about: an element of an article, or the idea behind
// several. Mastery and review go by concept, never by item.
type Concept struct {
	ID         string     `json:"id"`
	Label      rules.Text `json:"label"`
	Provisions []string   `json:"provisions"` // that it turns on; an id stands for all below it, id#element for one element
	Critical   bool       `json:"critical"`   // has to be right for a certificate
}

// Misconception is a way to be wrong that wrong options stand for.
type Misconception struct {
	ID    string     `json:"id"`
	Label rules.Text `json:"label"`
}

// about says how nearly a concept turns on an element of a provision: 0 not at
// all, the higher the nearer.
func (c Concept) about(provision, element string) int {
	best := 0
	for _, p := range c.Provisions {
		id, of, byElement := strings.Cut(p, "#")
		if byElement && (of != element || id != provision) {
			continue
		}
		if provision == id || strings.HasPrefix(provision, id+"/") {
			n := 1 + strings.Count(id, "/")
			if byElement {
				n += 10
			}
			best = max(best, n)
		}
	}
	return best
}

// within says whether the concept turns on anything of an article or law.
func (c Concept) within(id string) bool {
	return slices.ContainsFunc(c.Provisions, func(p string) bool {
		p, _, _ = strings.Cut(p, "#")
		return p == id || strings.HasPrefix(p, id+"/")
	})
}

// faultAt is a fault without a node.
func faultAt(file, message, hint string) source.Fault {
	return source.Fault{Place: source.Place{File: file, Line: 1, Col: 1}, Message: message, Hint: hint}
}
