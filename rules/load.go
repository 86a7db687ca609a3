// Package rules is the book of law and what it says of an incident: a checked
// vocabulary of facts, articles in their dated versions, and verdicts that keep
// unknown apart from no and carry their reasons.
package rules

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"shoumi/rules/condition"
	"shoumi/rules/source"
)

// Files is the shipped book: facts.yaml and statutes/<law-slug>/<article>.yaml.
//
//go:embed facts.yaml statutes
var Files embed.FS

// Book is a checked set of rules. It never changes and is safe for concurrent use.
type Book struct {
	digest    string
	facts     []Fact
	concepts  []Concept
	articles  []*Article
	byFact    map[string]int
	byConcept map[string]int
	byID      map[string]*Article
	compiled
	places map[string]source.Mark // of facts, articles, provisions and elements
	beside map[string]*testFile   // by article
}

// Shipped is the embedded book, loaded once.
var Shipped = sync.OnceValues(func() (*Book, error) { return Load(Files) })

// Load reads a book. The error is source.Faults: every fault of every file. The
// tests beside a book without any fault are not read until they are asked for:
// see Tests and TestFaults.
func Load(fsys fs.FS) (*Book, error) {
	r := &reader{book: &Book{byFact: map[string]int{}, byConcept: map[string]int{}, byID: map[string]*Article{}, beside: map[string]*testFile{}}, conditions: map[string]*written{}, faults: new(source.Faults), places: map[string]source.Mark{}}
	r.files(fsys)
	r.read()
	r.crossCheck()
	r.selectOffences()
	r.book.places = r.places
	if r.lang != nil {
		r.compile() // with faults too: it finds those that show only in time
	}
	if err := r.faults.Err(); err != nil {
		r.faults.Add(r.book.TestFaults()...)
		return nil, r.faults.Err()
	}
	return r.book, nil
}

// reader is a book being read.
type reader struct {
	book       *Book
	data       map[string][]byte
	names      []string       // of files
	faults     *source.Faults // apart: marks keep hold of it, and are not to keep the reader
	lang       *condition.Language
	conditions map[string]*written // by owner, see key
	rules      []*rule             // before compilation
	places     map[string]source.Mark
	refs       []reference
}

// reference is a provision that another one names.
type reference struct {
	from string
	to   *source.Node
}

// written is a condition as it stands in a file.
type written struct {
	scalar source.Scalar
	tree   *condition.Tree
}

// read reads the vocabulary, on which all else rests, and then the articles.
func (r *reader) read() {
	names := slices.DeleteFunc(slices.Clone(r.names), func(name string) bool {
		article, tests := strings.CutSuffix(name, testsEnd)
		if tests {
			r.book.beside[strings.TrimPrefix(article, "statutes/")] = &testFile{name: name, data: r.data[name]}
		}
		return tests
	})
	for name, root := range source.ParseAll(names, func(name string) []byte { return r.data[name] }, r.faults) {
		if name == "facts.yaml" { // the first of them
			r.vocabulary(root)
		} else {
			r.article(name, root)
		}
	}
	slices.SortFunc(r.book.articles, compareArticles)
}

// files reads every YAML file and the digest over all of them: the SHA-256 of
// "name NUL sha256(content) LF" in the order of names.
func (r *reader) files(fsys fs.FS) {
	r.data = map[string][]byte{}
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".yaml" {
			return err
		}
		if name != "facts.yaml" && !strings.HasPrefix(name, "statutes/") {
			return nil
		}
		b, err := fs.ReadFile(fsys, name)
		r.data[name] = b
		return err
	})
	if err != nil {
		r.faults.Add(source.Fault{Place: source.Place{File: "rules", Line: 1, Col: 1}, Message: "讀不到規則檔：" + err.Error()})
	}
	sum := sha256.New()
	for name := range r.data {
		r.names = append(r.names, name)
	}
	slices.Sort(r.names)
	for _, name := range r.names {
		one := sha256.Sum256(r.data[name])
		sum.Write([]byte(name + "\x00" + hex.EncodeToString(one[:]) + "\n"))
	}
	r.book.digest = "sha256:" + hex.EncodeToString(sum.Sum(nil))
	if _, ok := r.data["facts.yaml"]; !ok {
		r.faults.Add(source.Fault{Place: source.Place{File: "facts.yaml", Line: 1, Col: 1}, Message: "缺少詞彙檔 facts.yaml"})
	}
}

// Digest names the rule set: "sha256:" and 64 hex digits over every rule file.
func (b *Book) Digest() string { return b.digest }

// Facts is the vocabulary in the order of the file.
func (b *Book) Facts() []Fact { return b.facts }

// Fact is one entry of the vocabulary.
func (b *Book) Fact(id string) (Fact, bool) {
	i, ok := b.byFact[id]
	if !ok {
		return Fact{}, false
	}
	return b.facts[i], true
}

// Concepts are the derived facts in the order of the file.
func (b *Book) Concepts() []Concept { return b.concepts }

// Concept is one derived fact.
func (b *Book) Concept(id string) (Concept, bool) {
	i, ok := b.byConcept[id]
	if !ok {
		return Concept{}, false
	}
	return b.concepts[i], true
}

// Articles are all articles, by law in the order of lawOrder and by number.
func (b *Book) Articles() []*Article { return b.articles }

// Article finds an article by id, criminal-code/132, or by the id of anything in
// it, criminal-code/132/2.
func (b *Book) Article(id string) (*Article, bool) {
	for id != "" && id != "." {
		if a, ok := b.byID[id]; ok {
			return a, true
		}
		id = path.Dir(id)
	}
	return nil, false
}

// Provision is the newest version of a provision.
func (b *Book) Provision(id string) (*Provision, bool) {
	a, ok := b.Article(id)
	if !ok {
		return nil, false
	}
	for _, v := range a.Versions {
		for _, p := range v.Provisions {
			if p.ID == id {
				return p, true
			}
		}
	}
	return nil, false
}

// At is the version of the article in force on a day.
func (a *Article) At(d Date) (Version, bool) {
	for _, v := range a.Versions {
		if v.Status == InForce && v.From <= d && d < v.To {
			return v, true
		}
	}
	return Version{}, false
}

// shortNames are the laws as citations write them, also those that are cited
// without being encoded.
var shortNames = map[string]string{"criminal-code": "刑法", "criminal-code-enforcement": "刑法施行法", "anti-corruption": "貪污治罪條例",
	"pdpa": "個資法", "comms-surveillance": "通保法", "witness-protection": "證人保護法", "organized-crime": "組織犯罪防制條例",
	"sexual-assault": "性侵害犯罪防治法", "children": "兒少權法", "domestic-violence": "家暴法", "juvenile": "少年事件處理法",
	"whistleblower": "公益揭弊者保護法", "state-secrets": "國家機密保護法", "criminal-procedure": "刑事訴訟法", "procurement": "政府採購法",
	"civil-code": "民法", "state-compensation": "國家賠償法", "discipline": "公務員懲戒法", "performance": "公務人員考績法",
	"service": "公務員服務法", "admin-procedure": "行政程序法", "admin-penalty": "行政罰法", "police-powers": "警察職權行使法",
	"police-personnel": "警察人員人事條例", "police-rewards": "警察人員獎懲標準", "petitions": "人民陳情案件要點", "police-confidentiality": "公務機密維護實施規定",
	"police-infosec": "資通安全實施規定", "police-logs": "警政日誌作業規定", "police-mobile": "警用行動電腦要點",
	"taichung-confidentiality": "臺中市作業規定", "genai": "生成式AI指引"}

// Cite writes an id as lawyers do: criminal-code/132/2 is 刑法第132條第2項. An id
// that is none comes back as it is.
func (b *Book) Cite(id string) string {
	if p, ok := b.Provision(id); ok && p.Branch != "" {
		return p.Cite
	}
	if a, ok := b.Article(id); ok {
		paragraphs := 0
		for _, v := range a.Versions {
			if paragraphs == 0 && v.Status == InForce {
				paragraphs = len(v.Text) + len(v.Summary)
			}
		}
		return a.cite(strings.Trim(strings.TrimPrefix(id, a.ID), "/"), paragraphs)
	}
	slug, rest, _ := strings.Cut(id, "/")
	number, local, _ := strings.Cut(rest, "/")
	short, ok := shortNames[slug]
	if !ok {
		return id
	}
	unit := "條"
	switch slug {
	case "petitions", "police-confidentiality", "police-infosec", "police-logs", "police-mobile", "taichung-confidentiality", "genai":
		unit = "點"
	}
	a := &Article{Short: short, Number: number, Unit: unit}
	return a.cite(local, 0)
}
