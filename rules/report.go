package rules

import (
	"encoding/json"

	"shoumi/rules/penalty"
)

// Verdict is what the engine says of a provision or of one of its elements.
type Verdict string

const (
	Established    Verdict = "established"     // 成立: every completion of the missing facts establishes it
	NotEstablished Verdict = "not_established" // 不成立: none does
	Undetermined   Verdict = "undetermined"    // 未定: a missing fact, or the date, can still swing it
	NotEncoded     Verdict = "not_encoded"     // 未編入: the law of that day is not in the book
)

// Zh is the verdict as the pages and the text output write it.
func (v Verdict) Zh() string {
	return map[Verdict]string{Established: "成立", NotEstablished: "不成立", Undetermined: "未定", NotEncoded: "該日法規未編入"}[v]
}

// Kind says which branch of law a provision belongs to.
type Kind string

const (
	Criminal          Kind = "criminal"
	Civil             Kind = "civil"
	StateCompensation Kind = "state_compensation"
	Disciplinary      Kind = "disciplinary"
	Administrative    Kind = "administrative"
	Duty              Kind = "duty"
	Permission        Kind = "permission"
	Modifier          Kind = "modifier"
)

// Kinds lists every kind in the order in which reports show them.
var Kinds = []Kind{Criminal, Modifier, Civil, StateCompensation, Disciplinary, Administrative, Duty, Permission}

// Zh names the branch of law.
func (k Kind) Zh() string {
	return map[Kind]string{Criminal: "刑事", Civil: "民事", StateCompensation: "國家賠償", Disciplinary: "懲戒",
		Administrative: "行政", Duty: "義務與禁止", Permission: "許可", Modifier: "加重、減輕與訴追條件"}[k]
}

// Report is what the book says of an incident. Its JSON is a contract
// (rules.md, section 6); fields are added, never renamed.
type Report struct {
	RulesDigest  string        `json:"rules_digest"`
	Incident     string        `json:"incident"`
	ActDate      string        `json:"act_date"` // as written; empty when unknown
	JudgedOn     Date          `json:"judged_on"`
	Actors       []ActorReport `json:"actors"`
	SimilarCases []SimilarCase `json:"similar_cases"` // filled by the casebook, not by this package
}

// SimilarCase is a published case near the incident, with the facts that differ.
type SimilarCase struct {
	Case     string   `json:"case"`
	Distance float64  `json:"distance"`
	Differs  []string `json:"differs"`
}

// ActorReport is the report on one person of the incident.
type ActorReport struct {
	Actor         string        `json:"actor"`
	Findings      []Finding     `json:"findings"`
	Concurrence   []Concurrence `json:"concurrence"`
	NextQuestions []Question    `json:"next_questions"`
}

// Finding is the verdict on one provision for one actor, with its reasons. Most of
// a book is not established, so that what a finding then says is shared by all
// reports, behind pointers: it is to be read, not changed.
type Finding struct {
	*Heading
	Elements []ElementFinding `json:"elements"`
	*Defences
	*Outcome
}

// UnmarshalJSON reads a finding that was kept: what it does not say is there and empty.
func (f *Finding) UnmarshalJSON(data []byte) error {
	type plain Finding
	if err := json.Unmarshal(data, (*plain)(f)); err != nil {
		return err
	}
	if f.Defences == nil {
		f.Defences = noDefences
	}
	return nil
}

// Defences are the exceptions of a finding; few provisions have any.
type Defences struct {
	Exceptions []ElementFinding `json:"exceptions,omitempty"` // verdict is the exception's own: established = it applies
}

// Heading is what a finding is about, and the verdict.
type Heading struct {
	ID       string   `json:"id"`                 // criminal-code/132/2
	Version  string   `json:"version"`            // from-date of the version applied; empty when not encoded
	Versions []string `json:"versions,omitempty"` // every version in play, when an uncertain date leaves several
	Kind     Kind     `json:"kind"`
	Title    string   `json:"title"`
	Cite     string   `json:"cite"` // 刑法第132條第2項
	Verdict  Verdict  `json:"verdict"`
	rule     *rule    // the newest of Version; nil where there is none
}

// Outcome is what follows from a verdict.
type Outcome struct {
	Missing    []string       `json:"missing"` // facts that can still swing the verdict; act_date when the date can
	Penalty    *penalty.Range `json:"penalty"`
	Steps      []penalty.Line `json:"penalty_steps,omitempty"`
	Reach      *penalty.Range `json:"penalty_reach,omitempty"` // from the lowest to the highest lawful sentence, where modifiers are limits (至二分之一) or optional (得) and Penalty, with all of them in full, says less; see Lawful
	Effect     string         `json:"effect,omitempty"`
	Deadline   *Due           `json:"deadline,omitempty"`     // of a duty that is established and has one
	After      []penalty.Line `json:"consequences,omitempty"` // of an offence that is established: limitation, 易科罰金, 緩刑
	Complaint  *Complaint     `json:"complaint,omitempty"`
	AbsorbedBy *string        `json:"absorbed_by"`
	ModifiedBy []string       `json:"modified_by,omitempty"`
	Paths      []Path         `json:"paths,omitempty"` // law at the act and later law side by side (刑法2), when they differ
	Notes      []string       `json:"notes,omitempty"` // what the engine leaves to a person, and why
}

// Lawful is the range a sentence is to be held against: Reach, or Penalty where
// that says all; nil where there is no penalty.
func (f *Finding) Lawful() *penalty.Range {
	if f.Reach != nil {
		return f.Reach
	}
	return f.Penalty
}

// ElementFinding is the verdict on one element (構成要件) or exception. Like a
// Finding it shares what is the same in all reports.
type ElementFinding struct {
	*ElementVerdict
	*Readings
	*ElementBasis
}

// Readings are the facts that an element was judged by. Elements that read the same
// facts share them.
type Readings struct {
	Facts []*FactReading `json:"facts"`
}

// ElementVerdict is an element as the law words it, and the verdict on it.
type ElementVerdict struct {
	ID      string  `json:"id"`
	Text    string  `json:"text"` // the words of the law it stands for
	Verdict Verdict `json:"verdict"`
}

// ElementBasis is what an element rests on.
type ElementBasis struct {
	Cites  []string `json:"cites"`
	Burden string   `json:"burden,omitempty"` // exceptions: who has to show it
	Raised *bool    `json:"raised,omitempty"` // exceptions: false = no fact that it reads was ever given
}

// FactReading is a fact that a condition read, with its value and where it comes from.
// Reports share those without a source.
type FactReading struct {
	ID     string `json:"id"`
	Value  any    `json:"value"` // bool, string, []string, int64; nil when unknown
	Source string `json:"source,omitempty"`
}

// Complaint says that an offence is prosecuted only on complaint (告訴乃論).
type Complaint struct {
	Required bool     `json:"required"`
	Cites    []string `json:"cites"`
}

// Path is the outcome under one law among those between the act and the judgment.
type Path struct {
	Version string         `json:"version"`
	Verdict Verdict        `json:"verdict"`
	Penalty *penalty.Range `json:"penalty"`
	Applied bool           `json:"applied"`
	Reason  string         `json:"reason"`
}

// Concurrence relates several findings of one actor (競合、數罪、吸收).
type Concurrence struct {
	Kind     string           `json:"kind"` // absorption, one_act, several_acts
	Findings []string         `json:"findings"`
	Text     string           `json:"text"`
	Cites    []string         `json:"cites"`
	Steps    []penalty.Line   `json:"steps,omitempty"`
	Combined *penalty.Several `json:"combined,omitempty"` // several_acts: the range of the one sentence for all
}

// Question is a fact worth asking next, and what an answer can settle.
type Question struct {
	Fact     string   `json:"fact"`
	Question string   `json:"question"`
	Settles  []string `json:"settles"`  // provisions that some answer settles
	Elements []string `json:"elements"` // elements it can swing, as provision#element
	Score    float64  `json:"score"`    // provisions settled, averaged over the answers
	Primary  bool     `json:"primary"`  // it can swing an offence or an administrative sanction
	first    float64  // of Score, the part of offences and administrative sanctions
}

// Flip is a smallest change of facts that turns a verdict.
type Flip struct {
	Changes []FactChange `json:"changes"`
	Verdict Verdict      `json:"verdict"` // after the change
}

// FactChange is one fact of a Flip.
type FactChange struct {
	Fact string `json:"fact"`
	From any    `json:"from"`
	To   any    `json:"to"`
}

// Reason is a node of the reason tree: provision → version → element →
// condition → fact. The fast verdict and the tree come from the same network.
type Reason struct {
	Kind     string       `json:"kind"` // provision, element, exception, concept, and, or, not, if, condition, provision_ref
	Text     string       `json:"text"` // Chinese; for a condition the expr source
	Verdict  Verdict      `json:"verdict"`
	Turned   bool         `json:"turned,omitempty"` // the verdict above turned here
	Fact     *FactReading `json:"fact,omitempty"`
	Cites    []string     `json:"cites,omitempty"`
	Children []Reason     `json:"children,omitempty"`
}
