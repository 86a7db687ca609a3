// Package cue reads a narrative in Chinese and proposes facts of the vocabulary,
// each with the words that suggest it. It knows language and the vocabulary, no
// case and no law, and it sets nothing: what it says is for a person to accept.
package cue

import (
	"embed"
	"encoding/json"
	"io/fs"
	"sync"

	"shoumi/rules"
	"shoumi/rules/source"
)

// Files is the shipped lexicon: lexicon/<subject>.yaml.
//
//go:embed lexicon
var Files embed.FS

// Lexicon is a checked set of cues over a vocabulary. It never changes and is
// safe for concurrent use.
type Lexicon struct {
	book     *rules.Book
	cues     []*Cue
	sets     []set          // classes and inline alternatives, by number
	names    map[string]int // alternatives as they are written → number in sets
	grammar  map[string]int // class that the reading itself uses → number in sets
	words    words
	left     map[int]bool // words that are left out, see Without
	excludes map[[2]string]bool
}

// Cue is a way of saying something that suggests facts.
type Cue struct {
	ID  string `json:"id"`
	Why string `json:"why"` // in Chinese, one sentence
	// Sets are the facts it suggests: a bool, an enum value, or a member of a set
	// that is so or not so.
	Sets     []Setting `json:"sets"`
	Strength Strength  `json:"strength"`

	say, with, without, unless []pattern
	who                        who
	negated                    negated
}

// Setting is one fact that a cue suggests. Value is a bool, an enum value or
// map[string]bool; nil where the value stands in the text (money, count, date).
type Setting struct {
	Fact  string `json:"fact"`
	Value any    `json:"value,omitempty"`
}

// Strength says how firmly words suggest a fact.
type Strength string

const (
	Clear  Strength = "clear"  // 明確: the words say it
	Likely Strength = "likely" // 可能: they suggest it, or only claim it, or only a person may judge it
)

// Zh names the strength.
func (s Strength) Zh() string {
	if s == Clear {
		return "明確"
	}
	return "可能"
}

// Reading is what a text suggests. All offsets are in runes of the text.
type Reading struct {
	Sentences []Sentence `json:"sentences"`
	Actors    []Actor    `json:"actors"` // the public servants, in the order in which they appear
	Proposals []Proposal `json:"proposals"`
	Conflicts []Conflict `json:"conflicts"`
	Passed    []Passed   `json:"passed"` // words of a cue that are no proposal, and why
}

// Span is a place in the text, End exclusive.
type Span struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// Sentence is one sentence of the text.
type Sentence struct {
	Span
	Text string `json:"text"`
}

// Actor is a public servant that the text speaks of.
type Actor struct {
	Name string `json:"name"` // as the text names the person first: 甲, 陳姓警員, 警員
	Role string `json:"role"` // the word for rank or post; empty where none stands
}

// Proposal is a fact that the text suggests for an actor, with all the places
// that suggest it.
type Proposal struct {
	Actor string `json:"actor"` // of Reading.Actors; empty: shared
	Fact  string `json:"fact"`  // of the vocabulary, or rules.ActDateFact
	// Value is as in rules.Values, of a set map[string]bool with one member; of
	// rules.ActDateFact it is a rules.ActDate.
	Value    any        `json:"value"`
	Strength Strength   `json:"strength"` // that of the firmest place
	Evidence []Evidence `json:"evidence"` // in the order of the text, at least one
}

// Evidence is a place that suggests a fact.
type Evidence struct {
	Sentence int      `json:"sentence"` // index in Reading.Sentences
	Words    Span     `json:"words"`
	Text     string   `json:"text"` // the words
	Cue      string   `json:"cue"`
	Why      string   `json:"why"`
	Strength Strength `json:"strength"`
	Claim    string   `json:"claim,omitempty"` // the words that make it a claim only: 涉嫌, 據稱
}

// Conflict is two proposals that cannot both be so.
type Conflict struct {
	A   int    `json:"a"` // indices in Reading.Proposals
	B   int    `json:"b"`
	Why string `json:"why"`
}

// Passed is a place where a cue stood and was not taken for a fact.
type Passed struct {
	Evidence
	Fact string  `json:"fact"`
	Not  Because `json:"because"`
}

// Because says why words of a cue are no proposal.
type Because string

const (
	Negated Because = "negated" // 沒有、並未
	Denied  Because = "denied"  // 否認、辯稱: a claim of the person concerned
	NotReal Because = "unreal"  // 如、擬、不得: what may be, will be or must not be
	Another Because = "another" // somebody did it who is no public servant here
)

// Zh says the reason in a sentence.
func (b Because) Zh() string {
	return map[Because]string{
		Negated: "這裡說沒有", Denied: "這是當事人否認或辯解的話", NotReal: "這裡說的是假設、計畫、規定或疑問，不是發生過的事",
		Another: "這是別人做的",
	}[b]
}

// Shipped is the embedded lexicon over the embedded rules, loaded once.
var Shipped = sync.OnceValues(func() (*Lexicon, error) {
	book, err := rules.Shipped()
	if err != nil {
		return nil, err
	}
	files, err := fs.Sub(Files, "lexicon")
	if err != nil {
		return nil, err
	}
	return Load(files, book)
})

// Load reads *.yaml. The error is source.Faults, all of them.
func Load(fsys fs.FS, book *rules.Book) (*Lexicon, error) {
	var faults source.Faults
	r := &reader{book: book, faults: &faults, lex: &Lexicon{book: book, names: map[string]int{}, grammar: map[string]int{}, excludes: excluding(book)}}
	r.files(fsys)
	r.lex.words.link()
	return r.lex, faults.Err()
}

// Cues are all cues, in the order of the files.
func (l *Lexicon) Cues() []*Cue { return l.cues }

// Read says what a text suggests. It never fails and the same text always reads
// the same.
func (l *Lexicon) Read(text string) Reading {
	t := l.take(text)
	t.split()
	t.look()
	t.people()
	t.subjects()
	t.propose()
	t.dates()
	return t.reading()
}

// Set puts an accepted proposal into the facts of its actor. The act date is no
// fact of an actor and is left to the caller.
func (p Proposal) Set(v rules.Values) {
	switch x := p.Value.(type) {
	case rules.ActDate:
	case map[string]bool:
		old, _ := v[p.Fact].(map[string]bool)
		members := map[string]bool{}
		for k, is := range old {
			members[k] = is
		}
		for k, is := range x {
			members[k] = is
		}
		v[p.Fact] = members
	default:
		v[p.Fact] = x
	}
}

// MarshalJSON writes the date of the act as an incident has it.
func (p Proposal) MarshalJSON() ([]byte, error) {
	type plain Proposal
	out := plain(p)
	if d, ok := p.Value.(rules.ActDate); ok {
		out.Value = d.Text
	}
	return json.Marshal(out)
}

// Words are the words of the lexicon that stand in a text, in its order, each once.
func (l *Lexicon) Words(text string) []string {
	var out []string
	seen := map[int]bool{}
	for _, h := range l.words.find(folded([]rune(text)), l.left) {
		if !seen[h.word] {
			seen[h.word] = true
			out = append(out, l.words.list[h.word].text)
		}
	}
	return out
}

// Without is the lexicon as if some words had never been put into it.
func (l *Lexicon) Without(words []string) *Lexicon {
	out := *l
	out.left = map[int]bool{}
	for n := range l.left {
		out.left[n] = true
	}
	for _, w := range words {
		if n, ok := l.words.known[fold(w)]; ok {
			out.left[n] = true
		}
	}
	return &out
}
