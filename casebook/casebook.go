// Package casebook is the published cases of the two handbooks and of agencies: what happened,
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
	book      *rules.Book
	cases     []*Case
	withdrawn []*Case
	files     map[*Case]file // of the cases that are picked
	topics    topics
	weights   weights
	bench     bench
	played    turns
}

// Shipped is the embedded casebook over the embedded rules, loaded once.
var Shipped = sync.OnceValues(func() (*Casebook, error) {
	book, err := rules.Shipped()
	if err != nil {
		return nil, err
	}
	return Load(Files, book)
})

// Load reads risks.yaml, measures.yaml, cases/*.yaml and withdrawn/*.yaml, and holds every
// case against the rules: a difference from the official outcome that gives no reason is
// a fault, and so is a reason for a difference that is none. What lies in withdrawn, if
// there is such a directory, is found by Case alone. The error is source.Faults, all of
// them.
func Load(fsys fs.FS, book *rules.Book) (*Casebook, error) {
	var faults source.Faults
	b := &Casebook{book: book, files: map[*Case]file{}, topics: readTopics(fsys, &faults), weights: weigh(book)}
	b.cases = b.readAll(fsys, "cases", &faults)
	if names, _ := fs.Glob(fsys, "cases/*.yaml"); len(names) == 0 {
		faults.Add(source.Fault{Place: source.Place{File: "cases", Line: 1, Col: 1}, Message: "沒有案例檔", Hint: "案例檔放在 cases/，檔名是「代號.yaml」"})
	}
	slices.SortStableFunc(b.cases, func(a, c *Case) int { return comparePublished(a.ID, c.ID) })
	b.withdrawn = b.readAll(fsys, "withdrawn", &faults)
	for _, c := range b.withdrawn {
		c.Withdrawn = true
		if _, err := fs.Stat(fsys, "cases/"+c.ID+".yaml"); err == nil {
			faults.Add(source.Fault{Place: source.Place{File: "withdrawn/" + c.ID + ".yaml", Line: 1, Col: 1}, Message: "案例「" + c.ID + "」撤回了，又還在 cases/", Hint: "兩個檔案只留一個"})
		}
	}
	return b, faults.Err()
}

// readAll reads the cases of a directory; one with faults is left out.
func (b *Casebook) readAll(fsys fs.FS, dir string, faults *source.Faults) []*Case {
	var out []*Case
	names, _ := fs.Glob(fsys, dir+"/*.yaml")
	for _, name := range names {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			faults.Add(source.Fault{Place: source.Place{File: name, Line: 1, Col: 1}, Message: "讀不到案例檔：" + err.Error()})
			continue
		}
		before := len(*faults)
		r := decode(name, data, b.book, b.topics, faults)
		if len(*faults) > before {
			continue
		}
		if r.case_.ID+".yaml" != path.Base(name) {
			r.id.Fault("檔名「"+path.Base(name)+"」與代號不同", "檔名要是 "+r.case_.ID+".yaml")
			continue
		}
		if r.case_.Picked {
			b.files[r.case_] = file{name, data}
		}
		out = append(out, r.case_)
	}
	return out
}

// Cases are all cases in published order: by handbook, section and number, then those
// of agencies by id. Those withdrawn are not among them.
func (b *Casebook) Cases() []*Case { return b.cases }

// Case finds a case by id, npa-leak-4, also one that is withdrawn: whoever played it can
// still look at it.
func (b *Casebook) Case(id string) (*Case, bool) {
	for _, cases := range [][]*Case{b.cases, b.withdrawn} {
		for _, c := range cases {
			if c.ID == id {
				return c, true
			}
		}
	}
	return nil, false
}

// Withdrawn are the cases that Case alone finds, by id.
func (b *Casebook) Withdrawn() []*Case { return b.withdrawn }

// shippedTopics are the embedded vocabularies, read once; Shipped reports their faults.
var shippedTopics = sync.OnceValue(func() topics { return readTopics(Files, new(source.Faults)) })

// Decode reads one case file, with the shipped risks and measures, and holds it
// against the rules, as Load does. The error is source.Faults.
func Decode(name string, data []byte, book *rules.Book) (*Case, error) {
	var faults source.Faults
	r := decode(name, data, book, shippedTopics(), &faults)
	if len(faults) > 0 {
		return nil, faults.Err()
	}
	return r.case_, nil
}

// Draft is Decode of a case that may be unfinished: as much of it as can be read, and
// all that is wrong with it, each fault with the path of the part it is about
// (source.Fault.Path), such as title, narrative/s3, actors/甲/facts/intent, outcome/甲/0
// or scenario/nodes/2/choices/1/do. The case is nil only where the YAML itself cannot be
// read.
func Draft(name string, data []byte, book *rules.Book) (*Case, source.Faults) {
	var faults source.Faults
	r := decode(name, data, book, shippedTopics(), &faults)
	sorted, _ := faults.Err().(source.Faults)
	if r == nil {
		return nil, sorted
	}
	return r.case_, sorted
}

// decode reports into faults; it returns nil where there is no tree to read.
func decode(name string, data []byte, book *rules.Book, topics topics, faults *source.Faults) *reader {
	before := len(*faults)
	root, ok := source.Parse(name, data, faults)
	if !ok {
		return nil
	}
	r := &reader{book: book, topics: topics, faults: faults}
	r.read(root.Map())
	if !slices.ContainsFunc((*faults)[before:], bearsOnOutcome) {
		r.holdAgainstRules()
	}
	return r
}

// bearsOnOutcome says whether a fault leaves open what the rules find in a case, or what
// became of it.
func bearsOnOutcome(f source.Fault) bool {
	key, _, _ := strings.Cut(f.Path, "/")
	return slices.Contains([]string{"act_date", "facts", "actors", "outcome"}, key)
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

// published is the order of the sections in the handbooks; what is in none comes after.
var published = []string{"npa-corruption", "npa-leak", "npa-misuse", "tcpd"}

func comparePublished(a, b string) int {
	as, an := Section(a)
	bs, bn := Section(b)
	place := func(section string) int {
		if i := slices.Index(published, section); i >= 0 {
			return i
		}
		return len(published)
	}
	return cmp.Or(cmp.Compare(place(as), place(bs)), cmp.Compare(as, bs), cmp.Compare(an, bn), cmp.Compare(a, b))
}

// Section is the part of a handbook a case stands in, npa-leak, or what an agency
// counts its cases under, agency-115, and the number there.
func Section(id string) (section string, number int) {
	i := max(strings.LastIndexByte(id, '-'), 0)
	number, _ = strconv.Atoi(strings.TrimPrefix(id[i:], "-"))
	return id[:i], number
}
