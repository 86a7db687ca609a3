// Package content is the course: lessons in Markdown with our own directives and
// citations, the words that the house uses, and the table of what of the two
// handbooks is taught or encoded where. What a lesson refers to it asks of others
// through functions, and knows none of them.
package content

import (
	"embed"
	"html/template"
	"io/fs"
	"slices"
	"strings"

	"shoumi/rules/source"
)

// Files is what people learn from: lessons/<lang>/<nn>-<slug>.md, glossary.yaml,
// handbooks.yaml, and for package training courses/<id>.yaml and
// documents/<id>.yaml.
//
//go:embed lessons glossary.yaml handbooks.yaml courses documents
var Files embed.FS

// Languages are the languages that lessons are written in, the first being the
// one that they are written in first.
var Languages = []string{"zh-TW", "en"}

// Sources answers what a lesson refers to. Every field is needed.
type Sources struct {
	Link    func(id string) (text, href string, ok bool) // a citation, criminal-code/132/1 or npa-leak-4
	Law     func(id string) (runes int, ok bool)         // an article or paragraph, and how long its shown text is
	Case    func(id string) bool
	Item    func(id string) bool // of a quiz bank
	Scene   func(id string) bool // a node of a scenario, npa-leak-3/counter
	Concept func(id string) bool
}

// Library is a checked set of lessons. It never changes and is safe for
// concurrent use.
type Library struct {
	lessons map[string][]*Lesson // by language, in the order of their ids
	words   Glossary
}

// Lesson is one lesson in one language.
type Lesson struct {
	ID         string    `json:"id"` // 03-art132
	Lang       string    `json:"lang"`
	Title      string    `json:"title"`
	Objectives []string  `json:"objectives"` // what the reader can do afterwards
	Concepts   []string  `json:"concepts"`   // ids
	Summary    []string  `json:"summary"`
	Minutes    int       `json:"minutes"` // to read it and do its checks
	Sections   []Section `json:"sections"`
	Cites      []string  `json:"cites"` // law and cases it quotes or links, each once, in order
	Blocks     []Block   `json:"-"`
	Hash       string    `json:"hash"` // sha256:… of the source
}

// Section is a heading within a lesson; ID is its id in the HTML.
type Section struct {
	ID    string `json:"id"`
	Level int    `json:"level"` // 2 and deeper
	Title string `json:"title"`
}

// Kind tells what a block of a lesson is.
type Kind string

// Prose is text; each other kind is a directive and shows what its Ref names.
const (
	Prose  Kind = "prose"
	Law    Kind = "law"    // an article or paragraph
	Case   Kind = "case"   // a case of the handbooks, as a card
	Quiz   Kind = "quiz"   // an item of a bank, to check oneself
	Choice Kind = "choice" // a node of a scenario, to try
)

// Block is a part of a lesson, in reading order.
type Block struct {
	Kind Kind
	HTML template.HTML // of prose
	Ref  string        // of a directive
	Lead template.HTML // what leads in to a case; may be empty
}

// Load reads glossary.yaml and every lesson, and asks after all they refer to.
// The error is source.Faults, all of them.
func Load(fsys fs.FS, from Sources) (*Library, error) {
	var faults source.Faults
	lib := &Library{lessons: map[string][]*Lesson{}, words: readGlossary(fsys, &faults)}
	names, _ := fs.Glob(fsys, "lessons/*/*.md")
	for _, name := range names {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			faults.Add(source.Fault{Place: source.Place{File: name, Line: 1, Col: 1}, Message: "讀不到課文：" + err.Error()})
			continue
		}
		if l := readLesson(name, data, from, lib.words, &faults); l != nil {
			lib.lessons[l.Lang] = append(lib.lessons[l.Lang], l)
		}
	}
	if len(names) == 0 {
		faults.Add(source.Fault{Place: source.Place{File: "lessons", Line: 1, Col: 1}, Message: "沒有課文", Hint: "課文放在 lessons/zh-TW/，檔名是「兩位數-英文代號.md」"})
	}
	for _, all := range lib.lessons {
		slices.SortFunc(all, func(a, b *Lesson) int { return strings.Compare(a.ID, b.ID) })
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	return lib, nil
}

// DraftLesson reads as much of one lesson as there is, lessons/<lang>/<id>.md, and what
// is wrong with it. It is nil where there is no front matter.
func DraftLesson(name string, data []byte, words Glossary, from Sources) (*Lesson, source.Faults) {
	var faults source.Faults
	return readLesson(name, data, from, words, &faults), faults
}

// Lessons are the lessons of a language, in order.
func (l *Library) Lessons(lang string) []*Lesson { return l.lessons[lang] }

// Lesson finds a lesson.
func (l *Library) Lesson(lang, id string) (*Lesson, bool) {
	for _, x := range l.lessons[lang] {
		if x.ID == id {
			return x, true
		}
	}
	return nil, false
}

// Translations are the languages in which a lesson is there.
func (l *Library) Translations(id string) []string {
	var out []string
	for _, lang := range Languages {
		if _, ok := l.Lesson(lang, id); ok {
			out = append(out, lang)
		}
	}
	return out
}

// Glossary is the words the house uses.
func (l *Library) Glossary() Glossary { return l.words }
