// Package casebook is the published cases of the two handbooks: what happened,
// retold and bound fact by fact to the sentences that show it, what the official
// outcome was, and how both stand to what the rules find.
package casebook

import (
	"cmp"
	"embed"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"

	"shoumi/rules"
	"shoumi/rules/source"
)

// Files is the shipped casebook: cases/<id>.yaml, risks.yaml and measures.yaml.
//
//go:embed cases risks.yaml measures.yaml
var Files embed.FS

// Casebook is a checked set of cases. It never changes and is safe for
// concurrent use.
type Casebook struct {
	book    *rules.Book
	cases   []*Case
	topics  topics
	weights weights
	bench   bench
	played  turns
}

// Shipped is the embedded casebook over the embedded rules, loaded once.
var Shipped = sync.OnceValues(func() (*Casebook, error) {
	book, err := rules.Shipped()
	if err != nil {
		return nil, err
	}
	return Load(Files, book)
})

// Load reads risks.yaml, measures.yaml and cases/*.yaml, and holds every case against the rules: a difference
// from the official outcome that gives no reason is a fault, and so is a reason
// for a difference that is none. The error is source.Faults, all of them.
func Load(fsys fs.FS, book *rules.Book) (*Casebook, error) {
	var faults source.Faults
	b := &Casebook{book: book, topics: readTopics(fsys, &faults), weights: weigh(book)}
	names, _ := fs.Glob(fsys, "cases/*.yaml")
	for _, name := range names {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			faults.Add(source.Fault{Place: source.Place{File: name, Line: 1, Col: 1}, Message: "讀不到案例檔：" + err.Error()})
			continue
		}
		if c := decode(name, data, book, b.topics, &faults); c != nil {
			b.cases = append(b.cases, c)
		}
	}
	if len(names) == 0 {
		faults.Add(source.Fault{Place: source.Place{File: "cases", Line: 1, Col: 1}, Message: "沒有案例檔", Hint: "案例檔放在 cases/，檔名是「代號.yaml」"})
	}
	slices.SortStableFunc(b.cases, func(a, c *Case) int { return comparePublished(a.ID, c.ID) })
	return b, faults.Err()
}

// Cases are all cases in published order: by handbook, section and number.
func (b *Casebook) Cases() []*Case { return b.cases }

// Case finds a case by id, npa-leak-4.
func (b *Casebook) Case(id string) (*Case, bool) {
	for _, c := range b.cases {
		if c.ID == id {
			return c, true
		}
	}
	return nil, false
}

// shippedTopics are the embedded vocabularies, read once; Shipped reports their faults.
var shippedTopics = sync.OnceValue(func() topics { return readTopics(Files, new(source.Faults)) })

// Decode reads one case file, with the shipped risks and measures, and holds it
// against the rules, as Load does. The error is source.Faults.
func Decode(name string, data []byte, book *rules.Book) (*Case, error) {
	var faults source.Faults
	c := decode(name, data, book, shippedTopics(), &faults)
	return c, faults.Err()
}

// decode reports into faults; it returns nil when there were any in this file.
func decode(name string, data []byte, book *rules.Book, topics topics, faults *source.Faults) *Case {
	before := len(*faults)
	root, ok := source.Parse(name, data, faults)
	if !ok {
		return nil
	}
	r := &reader{book: book, topics: topics, faults: faults}
	r.read(root.Map())
	if len(*faults) == before {
		r.holdAgainstRules()
	}
	if len(*faults) > before {
		return nil
	}
	if id := strings.TrimSuffix(path.Base(name), ".yaml"); strings.HasPrefix(name, "cases/") && id != r.id.Text() {
		r.id.Fault("檔名「"+path.Base(name)+"」與代號不同", "檔名要是 "+r.id.Text()+".yaml")
		return nil
	}
	return r.case_
}

// IsCase says whether a file is a case (it has the key case) and not a bare
// incident.
func IsCase(data []byte) bool {
	var faults source.Faults
	root, ok := source.Parse("", data, &faults)
	if !ok || !root.IsMap() {
		return false
	}
	return slices.Contains(root.Map().Keys(), "case")
}

// published is the order of the sections in the handbooks.
var published = []string{"npa-corruption", "npa-leak", "npa-misuse", "tcpd"}

func comparePublished(a, b string) int {
	as, an := Section(a)
	bs, bn := Section(b)
	return cmp.Or(cmp.Compare(slices.Index(published, as), slices.Index(published, bs)), cmp.Compare(an, bn), cmp.Compare(a, b))
}

// Section is the part of a handbook a case stands in, npa-leak, and its number
// there.
func Section(id string) (section string, number int) {
	i := max(strings.LastIndexByte(id, '-'), 0)
	number, _ = strconv.Atoi(strings.TrimPrefix(id[i:], "-"))
	return id[:i], number
}
