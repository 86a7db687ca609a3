package casebook

import (
	"cmp"
	"slices"
	"strings"

	"shoumi/rules"
)

// Facets are what cases are found by.
type Facets struct {
	Source   string   `json:"source"` // npa, tcpd, agency
	Kind     CaseKind `json:"kind"`
	Acts     []string `json:"acts"`     // members of the fact acts, of any actor
	Articles []string `json:"articles"` // criminal-code/132: charged, or established by the rules
	Stages   []Stage  `json:"Stages"`
	Risks    []string `json:"risks"`
	Measures []string `json:"measures"`
	Play     bool     `json:"scenario"` // there is a scenario
}

// CaseKind is the kind of wrong a case is about.
type CaseKind string

const (
	Corruption CaseKind = "corruption" // 涉貪
	Leak       CaseKind = "leak"       // 單純洩密
	Misuse     CaseKind = "misuse"     // 違規查詢等行政違失
)

// CaseKinds are all kinds, in the order of the handbook.
var CaseKinds = []CaseKind{Corruption, Leak, Misuse}

// Zh names the kind.
func (k CaseKind) Zh() string {
	return map[CaseKind]string{Corruption: "涉貪瀆", Leak: "洩密", Misuse: "違規查詢等行政違失"}[k]
}

// Facets of a case. The kind is that of the handbook; where there is none,
// corruption is what is charged as such, a leak what was told or handed over.
func (b *Casebook) Facets(c *Case) Facets {
	if found, ok := b.bench.facets.Load(c); ok {
		return found.(Facets)
	}
	f := Facets{Source: c.Source.Of(), Acts: []string{}, Articles: []string{}, Stages: []Stage{}, Risks: c.Risks, Measures: c.Measures, Play: c.Scenario != nil}
	in := c.Incident()
	for _, a := range in.Actors {
		acts := in.Of(a)["acts"]
		fact, _ := b.book.Fact("acts")
		for _, v := range fact.Values {
			if in, _ := member(acts, v.ID); in {
				f.Acts = include(f.Acts, v.ID)
			}
		}
	}
	for _, a := range c.Actors {
		for _, o := range a.Outcome {
			f.Stages = include(f.Stages, o.Stage)
			for _, id := range o.Charges {
				f.Articles = include(f.Articles, b.articleOf(id))
			}
		}
	}
	f.Kind = kindOf(c.ID, f)
	if report, err := b.book.Find(in, judged(b.book, c)); err == nil { // facts that contradict were refused at load
		for _, a := range report.Actors {
			for _, x := range a.Findings {
				if x.Verdict == rules.Established && slices.Contains(liable, x.Kind) {
					f.Articles = include(f.Articles, b.articleOf(x.ID))
				}
			}
		}
	}
	b.sortArticles(f.Articles)
	slices.SortFunc(f.Stages, func(a, c Stage) int { return cmp.Compare(slices.Index(Stages, a), slices.Index(Stages, c)) })
	if own, ok := b.Case(c.ID); ok && own == c {
		b.bench.facets.Store(c, f)
	}
	return f
}

func kindOf(id string, f Facets) CaseKind {
	for _, k := range CaseKinds {
		if strings.HasPrefix(id, "npa-"+string(k)) {
			return k
		}
	}
	switch {
	case slices.ContainsFunc(f.Articles, func(a string) bool { return strings.HasPrefix(a, "anti-corruption/") || a == "criminal-code/131" }):
		return Corruption
	case slices.Contains(f.Acts, "disclose"), slices.Contains(f.Acts, "hand_over"):
		return Leak
	}
	return Misuse
}

func include[T comparable](list []T, x T) []T {
	if slices.Contains(list, x) {
		return list
	}
	return append(list, x)
}

// articleOf is the article of a provision, also of one that is not in the book.
func (b *Casebook) articleOf(id string) string {
	if a, ok := b.book.Article(id); ok {
		return a.ID
	}
	parts := strings.Split(id, "/")
	return strings.Join(parts[:min(2, len(parts))], "/")
}

// sortArticles puts articles in the order of the book; what it lacks comes last.
func (b *Casebook) sortArticles(ids []string) {
	place := func(id string) int {
		i := slices.IndexFunc(b.book.Articles(), func(a *rules.Article) bool { return a.ID == id })
		if i < 0 {
			return len(b.book.Articles())
		}
		return i
	}
	slices.SortStableFunc(ids, func(a, c string) int { return cmp.Or(cmp.Compare(place(a), place(c)), cmp.Compare(a, c)) })
}

// Filter asks for cases; an empty field asks nothing.
type Filter struct {
	Source  string
	Kind    CaseKind
	Act     string
	Article string // of a provision, its article
	Stage   Stage
}

// Select are the cases that have all that a filter asks, in published order.
func (b *Casebook) Select(want Filter) []*Case {
	out := []*Case{}
	for _, c := range b.cases {
		f := b.Facets(c)
		if (want.Source == "" || want.Source == f.Source) && (want.Kind == "" || want.Kind == f.Kind) &&
			(want.Act == "" || slices.Contains(f.Acts, want.Act)) && (want.Stage == "" || slices.Contains(f.Stages, want.Stage)) &&
			(want.Article == "" || slices.Contains(f.Articles, b.articleOf(want.Article))) {
			out = append(out, c)
		}
	}
	return out
}
