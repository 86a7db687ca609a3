package casebook

import (
	"encoding/json"
	"slices"
	"strings"

	"shoumi/rules"
	"shoumi/rules/penalty"
)

// Case is one case of a handbook, or of an agency.
type Case struct {
	ID        string        `json:"case"` // npa-leak-4, agency-115-1; also the name of its file
	Title     string        `json:"title"`
	Source    Source        `json:"source"`
	ActDate   rules.ActDate `json:"-"`                   // as precise as the source; JSON has its text
	DateNote  string        `json:"date_note,omitempty"` // why the date is not more precise
	Narrative []Sentence    `json:"narrative"`
	Shared    []Fact        `json:"facts,omitempty"` // facts that hold for every actor
	Actors    []Actor       `json:"actors"`
	Risks     []string      `json:"risks"`              // ids of the risk factors that it shows
	Measures  []string      `json:"measures"`           // ids of the measures that would have helped
	Teaches   string        `json:"teaches"`            // what to remember, in a sentence or two
	Picked    bool          `json:"picked,omitempty"`   // its exercises are those that the actors' Picks name, and no others are made of it
	Scenario  *Scenario     `json:"scenario,omitempty"` // to play it oneself; nil where there is none
	Withdrawn bool          `json:"-"`                  // it is in no list or draw any more; not a matter of its file
}

// Source is where the case is told: in a handbook, or by an agency.
type Source struct {
	Handbook  string   `json:"handbook,omitempty"`  // npa, tcpd; empty where an agency tells it
	Agency    string   `json:"agency,omitempty"`    // its name; empty for a handbook
	Section   string   `json:"section,omitempty"`   // of the handbook; the agency's file number or heading, if any
	Page      int      `json:"page,omitempty"`      // printed number of the page it begins on; 0 where there is none
	Judgments []string `json:"judgments,omitempty"` // only where the source assigns them to the case
}

// Zh is the name of the handbook or of the agency.
func (s Source) Zh() string {
	if s.Handbook == "" {
		return s.Agency
	}
	return handbooks[s.Handbook]
}

// Of is what cases are sorted by: a handbook, or OfAgency.
func (s Source) Of() string {
	if s.Agency != "" {
		return OfAgency
	}
	return s.Handbook
}

// OfAgency is where a case is from that an agency tells.
const OfAgency = "agency"

// Sentence is one sentence of the narrative, in our own words.
type Sentence struct {
	ID   string `json:"id"` // s1
	Text string `json:"text"`
}

// Fact is what the narrative shows of one fact of the vocabulary.
type Fact struct {
	ID    string   `json:"id"`
	Value any      `json:"value"`
	At    []string `json:"at"` // the sentences that show it
}

// Actor is one public servant of the case, with the facts that are his and what
// became of him.
type Actor struct {
	Name    string    `json:"name"` // 甲
	Role    string    `json:"role"`
	Facts   []Fact    `json:"facts"`
	Outcome []Outcome `json:"outcome"`
	Picks   []Pick    `json:"items,omitempty"` // of a case that is Picked
}

// Pick names an exercise that is made of a case for one of its actors.
type Pick struct {
	Item    string `json:"item"`              // what stands below gen/CASE/ in the id of the exercise: crime/intent=false
	Wording string `json:"wording,omitempty"` // how the change is told; empty: as it is generated
}

// Outcome is one official decision about an actor.
type Outcome struct {
	Stage       Stage              `json:"stage"`
	Body        string             `json:"body,omitempty"` // who decided, as far as told
	Text        string             `json:"text"`           // the decision in one sentence
	Charges     []string           `json:"charges"`        // provisions it names, modifiers included; may be ones the book lacks
	Sentences   []penalty.Sentence `json:"-"`              // one, or one for every count; JSON has their text
	Counts      int                `json:"counts,omitempty"`
	Combined    *penalty.Sentence  `json:"-"`                     // 應執行刑
	Deprivation int                `json:"deprivation,omitempty"` // 褫奪公權, months
	Probation   int                `json:"probation,omitempty"`   // 緩刑 or the period of 緩起訴, months
	Payment     int64              `json:"payment,omitempty"`     // to the treasury (公庫), NT$
	PerDay      int64              `json:"per_day,omitempty"`     // 易科罰金 rate, NT$ a day
	Commutable  bool               `json:"commutable,omitempty"`  // the decision says 得易科罰金
	Sanction    *Sanction          `json:"sanction,omitempty"`
	Differences []Difference       `json:"differences,omitempty"`
}

// Stage is how far the proceedings went. Short of Final nobody is guilty.
type Stage string

const (
	NotIndicted     Stage = "not_indicted"
	Deferred        Stage = "deferred"
	Indicted        Stage = "indicted"
	FirstInstance   Stage = "first_instance"
	Final           Stage = "final"
	UnknownInstance Stage = "unknown_instance" // a court decided; whether finally is not told
	Administrative  Stage = "administrative"
)

// Stages are all stages, from the lightest on.
var Stages = []Stage{NotIndicted, Deferred, Indicted, FirstInstance, Final, UnknownInstance, Administrative}

// Zh names the stage.
func (s Stage) Zh() string {
	return map[Stage]string{NotIndicted: "不起訴", Deferred: "緩起訴", Indicted: "起訴（未判決）", FirstInstance: "一審判決",
		Final: "判決確定", UnknownInstance: "法院判決（未載是否確定）", Administrative: "行政懲處"}[s]
}

// Convicted says whether a court found the charge proved.
func (s Stage) Convicted() bool {
	return s == FirstInstance || s == Final || s == UnknownInstance
}

// Sanction is a disciplinary measure of the agency.
type Sanction struct {
	Text    string  `json:"text"`
	Measure Measure `json:"measure"`
	Times   int     `json:"times,omitempty"`
}

// Measure is a kind of sanction under 公務人員考績法 12, or what else was done.
type Measure string

const (
	Reprimand    Measure = "reprimand"     // 申誡
	Demerit      Measure = "demerit"       // 記過
	MajorDemerit Measure = "major_demerit" // 記大過
	Suspension   Measure = "suspension"    // 停職
	Unspecified  Measure = "unspecified"   // 行政處分, not told which
)

var measures = []Measure{Reprimand, Demerit, MajorDemerit, Suspension, Unspecified}

// Difference is our stated reason why the rules and the official outcome are not
// the same for one provision.
type Difference struct {
	Provision string         `json:"provision"` // empty: a sanction that names no provision
	Kind      DifferenceKind `json:"kind"`
	Why       string         `json:"why"`
}

// DifferenceKind sorts the reasons.
type DifferenceKind string

const (
	Concurrence         DifferenceKind = "concurrence"
	Mitigation          DifferenceKind = "mitigation"
	NotProsecuted       DifferenceKind = "not_prosecuted"
	NotDiscussed        DifferenceKind = "not_discussed"
	AggravatedByCount   DifferenceKind = "aggravated_by_count"
	InsufficientFacts   DifferenceKind = "insufficient_evidence"
	RuleVersion         DifferenceKind = "rule_version"
	NotEncoded          DifferenceKind = "not_encoded"
	UndeterminedByFacts DifferenceKind = "undetermined"
)

var differenceKinds = []DifferenceKind{Concurrence, Mitigation, NotProsecuted, NotDiscussed, AggravatedByCount, InsufficientFacts, RuleVersion, NotEncoded, UndeterminedByFacts}

// Zh names the kind of reason.
func (k DifferenceKind) Zh() string {
	return map[DifferenceKind]string{Concurrence: "競合", Mitigation: "減輕事由", NotProsecuted: "未經起訴", NotDiscussed: "來源未論述",
		AggravatedByCount: "次數加重", InsufficientFacts: "證據不足", RuleVersion: "法規版本", NotEncoded: "法規未編入", UndeterminedByFacts: "事實未載"}[k]
}

// Handbooks are the ids of the handbooks, in published order.
var Handbooks = []string{"npa", "tcpd"}

var handbooks = map[string]string{"npa": "警政署手冊（112年11月）", "tcpd": "臺中市政府警察局廉政防貪指引（112年10月）"}

// Incident is the case as something to classify: its facts, each with the words
// of the narrative that show it, and nothing of the outcome.
func (c *Case) Incident() rules.Incident {
	in := rules.Incident{Reference: c.ID, ActDate: c.ActDate}
	in.Facts, in.Sources = c.values(c.Shared)
	for _, a := range c.Actors {
		facts, sources := c.values(a.Facts)
		in.Actors = append(in.Actors, rules.Actor{Name: a.Name, Facts: facts, Sources: sources})
	}
	return in
}

func (c *Case) values(facts []Fact) (rules.Values, map[string]string) {
	values, sources := rules.Values{}, map[string]string{}
	for _, f := range facts {
		values[f.ID] = f.Value
		sources[f.ID] = c.Words(f.At)
	}
	return values, sources
}

// Words are the texts of sentences, in the order of the narrative.
func (c *Case) Words(ids []string) string {
	var out []string
	for _, s := range c.Narrative {
		if slices.Contains(ids, s.ID) {
			out = append(out, s.Text)
		}
	}
	return strings.Join(out, "")
}

// Actor finds an actor by name.
func (c *Case) Actor(name string) (Actor, bool) {
	for _, a := range c.Actors {
		if a.Name == name {
			return a, true
		}
	}
	return Actor{}, false
}

// MarshalJSON writes the date as it stands in the file.
func (c *Case) MarshalJSON() ([]byte, error) {
	type plain Case
	return json.Marshal(struct {
		*plain
		ActDate string `json:"act_date"`
	}{(*plain)(c), c.ActDate.Text})
}

// MarshalJSON writes sentences as text.
func (o Outcome) MarshalJSON() ([]byte, error) {
	type plain Outcome
	out := struct {
		plain
		Sentences []string `json:"sentences,omitempty"`
		Combined  string   `json:"combined,omitempty"`
	}{plain: plain(o)}
	for _, s := range o.Sentences {
		out.Sentences = append(out.Sentences, s.Text())
	}
	if o.Combined != nil {
		out.Combined = o.Combined.Text()
	}
	return json.Marshal(out)
}
