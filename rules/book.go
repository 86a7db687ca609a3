package rules

import (
	"shoumi/rules/penalty"
)

// Text is a phrase in the languages of the product, Chinese first.
type Text struct {
	Zh string `json:"zh"`
	En string `json:"en,omitempty"`
}

// FactType is the type of a fact of the vocabulary.
type FactType string

const (
	Bool     FactType = "bool"
	Enum     FactType = "enum" // one of Values
	Set      FactType = "set"  // any number of Values; a list in an incident is complete: what is not in it is not so
	Int      FactType = "int"
	Money    FactType = "money" // whole NT$
	DateFact FactType = "date"
)

// Fact is one entry of the vocabulary (rules/facts.yaml): something that can be
// observed, or one small legal judgment; never a conclusion.
type Fact struct {
	ID       string       `json:"id"`
	Type     FactType     `json:"type"`
	Label    Text         `json:"label"`
	Question Text         `json:"question"` // answerable by somebody who is not a lawyer
	Help     string       `json:"help,omitempty"`
	Group    string       `json:"group"`     // 主體、行為、客體、主觀、程序、結果
	WhoKnows []string     `json:"who_knows"` // cheapest source first
	Cost     int          `json:"cost"`      // of finding out, 1 (on file) to 5 (only a court or prosecutor)
	Judgment bool         `json:"judgment,omitempty"`
	Values   []FactValue  `json:"values,omitempty"`
	Implies  []Constraint `json:"implies,omitempty"`
	Excludes []Constraint `json:"excludes,omitempty"`
}

// FactValue is one value of an enum or one member of a set.
type FactValue struct {
	ID    string `json:"id"`
	Label Text   `json:"label"`
	Help  string `json:"help,omitempty"`
}

// Constraint is half of "when this fact is so, that one is (implies) or is not
// (excludes) so". Both sides are literals: a bool, an enum value or a set member.
type Constraint struct {
	When string `json:"when,omitempty"` // value or member of the own fact; empty for a bool
	Fact string `json:"fact"`
	Is   string `json:"is,omitempty"` // value or member of the other fact; empty for a bool
	Why  string `json:"why"`
}

// Concept is a derived fact: a named condition with versions of its own.
type Concept struct {
	ID       string           `json:"id"`
	Label    Text             `json:"label"`
	Help     string           `json:"help,omitempty"`
	Versions []ConceptVersion `json:"versions"`
}

// ConceptVersion is what a concept means from one day to another.
type ConceptVersion struct {
	From  Date     `json:"from"`
	To    Date     `json:"to"` // exclusive
	When  string   `json:"when"`
	Cites []string `json:"cites"`
}

// Article is one article of law in all its encoded versions, newest first.
type Article struct {
	ID        string    `json:"id"`  // criminal-code/132
	Law       string    `json:"law"` // 中華民國刑法
	Short     string    `json:"short"`
	PCode     string    `json:"pcode,omitempty"`
	Number    string    `json:"article"`
	Unit      string    `json:"unit"` // 條, or 點 for directions
	Title     string    `json:"title"`
	Source    string    `json:"source,omitempty"` // handbook and page where it is quoted
	NewLaw    bool      `json:"new_law,omitempty"`
	CheckedOn Date      `json:"checked_on"`
	ReviewBy  Date      `json:"review_by"`
	Defines   []string  `json:"defines,omitempty"` // concepts that state the article
	NotCoded  []Omitted `json:"not_encoded,omitempty"`
	Versions  []Version `json:"versions"`
	File      string    `json:"-"`
}

// Omitted is a clause of an article that has no element, and why.
type Omitted struct {
	Clause string `json:"clause"`
	Why    string `json:"why"`
}

// Version is an article as it stood from one day (included) to another (not).
type Version struct {
	From       Date         `json:"from"`
	To         Date         `json:"to"`
	Amended    Date         `json:"amended"`
	Status     string       `json:"status"` // in_force (also when former), promulgated, never_in_force
	Basis      string       `json:"effective_basis"`
	Text       []string     `json:"text,omitempty"`    // by paragraph, only where a handbook quotes it
	Summary    []string     `json:"summary,omitempty"` // by paragraph, in our own words
	SHA256     string       `json:"text_sha256,omitempty"`
	Unseen     string       `json:"unseen,omitempty"`  // why there is no SHA256: the official text was not at hand
	Partial    bool         `json:"partial,omitempty"` // what the version says beyond its provisions is not known
	Provisions []*Provision `json:"provisions"`        // nil where the version was not encoded, empty where it holds no rule
}

// Provision is one rule of an article version: what must be so (elements), what
// undoes it (exceptions), and what follows.
type Provision struct {
	ID         string         `json:"id"` // criminal-code/132/2
	Cite       string         `json:"cite"`
	Branch     string         `json:"branch,omitempty"` // which penalty this is of several that one clause lays down; part of Cite
	Kind       Kind           `json:"kind"`
	Label      string         `json:"label"`
	Elements   []Element      `json:"elements"`
	Exceptions []Element      `json:"except,omitempty"`
	Penalty    *penalty.Range `json:"penalty,omitempty"`
	Effect     string         `json:"effect,omitempty"`
	Deadline   *Deadline      `json:"deadline,omitempty"`
	Modifies   []string       `json:"modifies,omitempty"` // ids, selectors written out
	AbsorbedBy []string       `json:"absorbed_by,omitempty"`
	Aggravate  string         `json:"aggravate,omitempty"`  // modifier: the fraction by which it raises a penalty
	Mitigate   string         `json:"mitigate,omitempty"`   // modifier: the fraction by which it lowers one
	May        bool           `json:"may,omitempty"`        // modifier: the court may (得), need not
	Exempt     bool           `json:"exempt,omitempty"`     // modifier: or exempt from punishment (減輕或免除其刑)
	Complaint  bool           `json:"complaint,omitempty"`  // modifier: prosecuted only on complaint
	Successors []string       `json:"successors,omitempty"` // where a later version deals with the conduct
	Attempt    bool           `json:"attempt_punished,omitempty"`
	Incomplete string         `json:"incomplete_when,omitempty"` // expr: the offence remained an attempt; empty where the rules do not tell
	Attempts   bool           `json:"attempts,omitempty"`        // modifier: of offences that say so, reaches those that remained attempts
	Negligence bool           `json:"negligence,omitempty"`
	wilful     bool           // of what it modifies, not what is negligent
	yuan       bool           // the fine is to be restated by 刑法施行法 1-1
}

// Element is one 構成要件, or an exception when it stands under except.
type Element struct {
	ID         string   `json:"id"`
	Text       string   `json:"text"`
	When       string   `json:"when,omitempty"`       // expr over facts and concepts
	Provisions []string `json:"provisions,omitempty"` // instead of when: any of these provisions is established
	Cites      []string `json:"cites,omitempty"`
	Priority   int      `json:"priority,omitempty"` // exceptions: higher wins
	Burden     string   `json:"burden,omitempty"`   // exceptions: who has to show it
	Wilful     bool     `json:"wilful,omitempty"`   // of Provisions, not what is negligent in the version of the day
}

// Test is one entry of <article>.tests.yaml: facts in, verdicts out.
type Test struct {
	Note    string            `json:"note"`
	ActDate ActDate           `json:"-"`
	Facts   Values            `json:"facts"`
	Expect  map[string]Expect `json:"expect"` // by provision id
	Place   string            `json:"-"`      // file:line:col
}

// Expect is what a test says of one provision; empty fields are not compared.
type Expect struct {
	Verdict Verdict  `json:"verdict"`
	Missing []string `json:"missing,omitempty"`
	Version string   `json:"version,omitempty"`
	Due     string   `json:"due,omitempty"` // of a duty: the last day of its deadline, YYYY-MM-DD
}
