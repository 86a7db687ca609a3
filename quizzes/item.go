package quizzes

import "shoumi/rules"

// Type is what kind of answer an item asks for.
type Type string

const (
	Single   Type = "single"   // one option
	Multiple Type = "multiple" // every right option and no other (可複選)
	Ternary  Type = "ternary"  // 是／否／資料不足
	Table    Type = "table"    // a verdict for every element
	Evidence Type = "evidence" // the sentences of a case that prove an element
	Number   Type = "number"   // a number in a unit
	Ordering Type = "ordering" // options by penalty, lightest first
	Matching Type = "matching" // a choice for every row
)

// Types are all types.
var Types = []Type{Single, Multiple, Ternary, Table, Evidence, Number, Ordering, Matching}

// Zh names the type.
func (t Type) Zh() string {
	return map[Type]string{Single: "單選", Multiple: "可複選", Ternary: "是／否／資料不足", Table: "要件表",
		Evidence: "找證據", Number: "數字", Ordering: "排順序", Matching: "配對"}[t]
}

// Status says whether an item may be drawn.
type Status string

const (
	Ready Status = "ready"
	Draft Status = "draft"
)

// Band is how hard the author thinks an item is, before there are statistics.
type Band string

const (
	Easy   Band = "easy"
	Medium Band = "medium"
	Hard   Band = "hard"
)

// Bands are all bands, easiest first.
var Bands = []Band{Easy, Medium, Hard}

// Item is one exercise with its computed key. Texts are Markdown.
type Item struct {
	ID        string       `json:"id"`
	Topic     string       `json:"topic"`
	Type      Type         `json:"type"`
	Concept   string       `json:"concept"`
	Status    Status       `json:"status"`
	Band      Band         `json:"band"`
	Stem      string       `json:"stem"`
	On        rules.Date   `json:"on"` // day of the act
	Case      string       `json:"case,omitempty"`
	Actor     string       `json:"actor,omitempty"`
	Contrast  string       `json:"contrast,omitempty"` // items of one case that may stand in one form together
	Ordered   bool         `json:"ordered,omitempty"`  // the options have an order of their own and are not shuffled
	Unit      Unit         `json:"unit,omitempty"`     // of a number
	Options   []Option     `json:"options,omitempty"`  // single, multiple, ternary, evidence, ordering; choices of table and matching
	Rows      []Row        `json:"rows,omitempty"`     // table, matching
	Explain   string       `json:"explain,omitempty"`  // what the author adds to the computed explanation
	Generated bool         `json:"generated"`
	Facts     rules.Values `json:"facts"`
	Key       Answer       `json:"key"`
	Proof     Proof        `json:"proof"`

	// Reasons is the computed explanation of the key, sentence by sentence.
	Reasons []string `json:"reasons"`

	ask       ask
	sources   map[string]string // fact → words of the case
	sentences map[string][]string
	flip      rules.Values
	told      string // of a generated item: how the flip is told, in the stem or as an option
	at        string // place of the item, for people who look for it
}

// Option is what may be chosen.
type Option struct {
	ID            string `json:"id"`
	Text          string `json:"text"`
	Why           string `json:"why,omitempty"` // the author's word to whoever chose it wrongly
	Misconception string `json:"misconception,omitempty"`
	Reason        string `json:"reason,omitempty"` // computed: what the rules say of it, and of which facts it would be right

	claim     claim
	sets      rules.Values
	nearby    rules.Values
	hasNearby bool
	provision string // ordering
}

// Row is a line of a table or of a matching.
type Row struct {
	ID     string `json:"id"`
	Text   string `json:"text"`
	Reason string `json:"reason,omitempty"` // computed

	sets rules.Values
}

// Unit is the unit of a number.
type Unit string

const (
	InMonths Unit = "months"
	InYears  Unit = "years"
	InNTD    Unit = "ntd"
)

// Zh names the unit.
func (u Unit) Zh() string {
	return map[Unit]string{InMonths: "個月", InYears: "年", InNTD: "元（新臺幣）"}[u]
}

// Answer is what somebody answered, or the key: by type, one of its fields.
type Answer struct {
	Options []string          `json:"options,omitempty"` // ids; of ordering all of them, lightest first
	Rows    map[string]string `json:"rows,omitempty"`    // row id → option id
	Number  *int64            `json:"number,omitempty"`  // in the unit of the item
}

// Empty says whether nothing was answered.
func (a Answer) Empty() bool { return len(a.Options) == 0 && len(a.Rows) == 0 && a.Number == nil }

// Ids of the options of a ternary item and of the columns of a table.
const (
	AnswerYes     = "yes"
	AnswerNo      = "no"
	AnswerUnknown = "unknown"
)

var (
	ternaryZh = map[string]string{AnswerYes: "是", AnswerNo: "否", AnswerUnknown: "資料不足"}
	tableZh   = map[string]string{AnswerYes: "成立", AnswerNo: "不成立", AnswerUnknown: "未定"}
	verdictID = map[rules.Verdict]string{rules.Established: AnswerYes, rules.NotEstablished: AnswerNo, rules.Undetermined: AnswerUnknown}
	threeWays = []string{AnswerYes, AnswerNo, AnswerUnknown}
)

// option finds an option.
func (it *Item) option(id string) (Option, bool) {
	for _, o := range it.Options {
		if o.ID == id {
			return o, true
		}
	}
	return Option{}, false
}

// Proof is why the key is the key: enough to compute it again.
type Proof struct {
	RulesDigest string       `json:"rules_digest"`
	Case        string       `json:"case,omitempty"`
	CaseVersion string       `json:"case_version,omitempty"` // SHA-256 of the case as canonical JSON
	On          rules.Date   `json:"on"`
	Facts       rules.Values `json:"facts"`
	Flip        rules.Values `json:"flip,omitempty"` // of a generated item: what was changed in the case
	Trace       []Trace      `json:"trace"`
	Result      Answer       `json:"result"`
	Second      string       `json:"second"` // "agrees": the second evaluator gave every verdict of the trace
}

// Trace is the verdict on one provision that the key rests on, with its elements.
type Trace struct {
	Of         string         `json:"of,omitempty"` // the option or row whose facts it is about; empty: the item's
	Provision  string         `json:"provision"`
	Version    string         `json:"version,omitempty"`
	Verdict    rules.Verdict  `json:"verdict"`
	Elements   []TraceElement `json:"elements,omitempty"`
	Exceptions []TraceElement `json:"exceptions,omitempty"`
	AbsorbedBy string         `json:"absorbed_by,omitempty"`
}

// TraceElement is the verdict on one element or exception.
type TraceElement struct {
	ID      string               `json:"id"`
	Verdict rules.Verdict        `json:"verdict"`
	Facts   []*rules.FactReading `json:"facts"`
}

// SecondAgrees is the word in a Proof.
const SecondAgrees = "agrees"
