package incident

import (
	"regexp"
	"slices"
	"time"

	"shoumi/app/privacy"
	"shoumi/app/store"
	"shoumi/rules"
)

// Collections are what store.Open has to know for this package.
var Collections = []store.Option{records, revisions, readers, rulesets, reruns, rerunParts}

// Record is an incident as a legal officer keeps it. What people wrote, and what
// follows from it, is sealed.
type Record struct {
	store.Doc
	Reference string    `json:"reference"` // the author's own number, unique among theirs
	Author    string    `json:"author"`    // account
	Reviewer  string    `json:"reviewer"`  // account; "" until it was submitted
	Unit      string    `json:"unit"`      // where it happened; id, may be empty
	State     State     `json:"state"`
	Turn      string    `json:"turn"`     // account that has to act next; "" nobody
	Revision  int       `json:"revision"` // from 1
	Created   time.Time `json:"created"`
	Updated   time.Time `json:"updated"`
	Digest    string    `json:"digest"` // of the rule set that the facts and the outcome are of
	Judged    string    `json:"judged"` // day of judgment, pinned when it was submitted; "" is today

	Content Content  `json:"content"`
	Outcome Outcome  `json:"outcome"` // of the last save
	Review  Review   `json:"review"`
	History []Event  `json:"history"`
	Lost    []string `json:"lost,omitempty"` // answers that today's vocabulary has no place for, in words

	Counted []Counted `json:"counted,omitempty"` // what figures count of it, one for every signature
}

// Counted is what figures count of a record as it was signed.
type Counted struct {
	At       time.Time `json:"at"` // of the signature
	Unit     string    `json:"unit,omitempty"`
	Acts     []string  `json:"acts,omitempty"`
	Articles []string  `json:"articles,omitempty"`
	Risks    []string  `json:"risks,omitempty"`
}

// Content is what the author wrote.
type Content struct {
	Purpose   string      `json:"purpose"` // what the record is made for
	Stage     Stage       `json:"stage"`
	Narrative string      `json:"narrative"`
	Interview Interview   `json:"interview"`
	Risks     []string    `json:"risks,omitempty"` // ids of risk factors of the casebook that the author sees
	Notes     string      `json:"notes"`
	Rejected  []string    `json:"rejected,omitempty"` // keys of proposals that the author did not take
	Dismissed []Dismissal `json:"dismissed,omitempty"`
}

// Dismissal says why something that looks like personal data is none.
type Dismissal struct {
	Kind   privacy.Kind `json:"kind"`
	Text   string       `json:"text"`
	Reason string       `json:"reason"`
	By     string       `json:"by"` // account
	At     time.Time    `json:"at"`
}

// State is how far the work on a record has come.
type State string

const (
	Draft     State = "draft"     // the author writes
	Submitted State = "submitted" // the reviewer reads; nothing can be changed
	Signed    State = "signed"    // reviewed; nothing will ever be changed
)

// States are all states, in their order.
var States = []State{Draft, Submitted, Signed}

// Stage is how far the matter itself has come.
type Stage string

const (
	Reported    Stage = "reported"    // 接獲反映
	Inquiry     Stage = "inquiry"     // 行政調查
	Referred    Stage = "referred"    // 移送偵辦
	Prosecution Stage = "prosecution" // 檢察官偵查
	Trial       Stage = "trial"       // 法院審理
	Final       Stage = "final"       // 判決確定
	Closed      Stage = "closed"      // 行政處理終結
)

// Stages are all stages, in the order in which a matter may pass them.
var Stages = []Stage{Reported, Inquiry, Referred, Prosecution, Trial, Final, Closed}

// Event is something that was done with a record.
type Event struct {
	At   time.Time `json:"at"`
	By   string    `json:"by"` // account
	Kind EventKind `json:"kind"`
	To   string    `json:"to,omitempty"`   // account, of what is done to somebody
	Text string    `json:"text,omitempty"` // a reason
}

// EventKind is what was done.
type EventKind string

const (
	Began     EventKind = "began"
	Shared    EventKind = "shared"   // To may read it
	Unshared  EventKind = "unshared" // and may not any more
	Sent      EventKind = "sent"     // to the reviewer
	Withdrawn EventKind = "withdrawn"
	Returned  EventKind = "returned"
	WasSigned EventKind = "signed"
	Revised   EventKind = "revised"    // a new revision was begun
	Rejudged  EventKind = "rejudged"   // a new revision was begun under today's rules
	Retold    EventKind = "retold"     // the narrative was changed
	Reworded  EventKind = "reworded"   // reference, purpose, stage, unit, risks or notes were
	Answered  EventKind = "answered"   // facts were
	Recast    EventKind = "recast"     // actors were
	Unsigned  EventKind = "unreviewed" // put away without a signature, for the law changed
)

// Revision is a record as it stood when it was signed, or was put away for the law
// changed. It is never written again.
type Revision struct {
	store.Doc           // RECORD/NUMBER
	Of        string    `json:"of"` // record
	Number    int       `json:"number"`
	Kept      time.Time `json:"kept"`
	Record    Record    `json:"record"`
	Report    []byte    `json:"report"` // what the book said: JSON of rules.Report, gzip
}

// reader is somebody who may read a record, besides its author and reviewer.
type reader struct {
	store.Doc           // RECORD/ACCOUNT
	Record    string    `json:"record"`
	Account   string    `json:"account"`
	By        string    `json:"by"`
	At        time.Time `json:"at"`
}

var (
	records = store.Define[Record]("incidents", store.Unique("author", "reference"), store.Index("author", "updated"),
		store.Index("reviewer", "updated"), store.Index("author", "digest"), store.Index("reviewer", "digest"), store.Index("updated"), store.Sealed("content", "outcome", "review", "history", "lost", "counted"))
	revisions = store.Define[Revision]("incident_revisions", store.Index("of", "number"), store.Sealed("record", "report"))
	readers   = store.Define[reader]("incident_readers", store.Index("record", "account"), store.Index("account", "at"))
)

// people are words for what somebody is, which may stand before the letter they are
// called by.
const people = `(?:民眾|員警|警員|巡佐|偵查佐|偵查員|警務員|巡官|小隊長|分隊長|隊長|所長|副所長|組長|分局長|主管|長官|同事|同仁|學長|公務員|職員|約僱人員|替代役|承辦人|家屬|親友|友人|配偶|前妻|前夫|女友|男友|鄰居|記者|律師|議員|里長|業者|徵信業者|當舖業者|廠商|檢舉人|告發人|報案人|被害人|證人|嫌犯|犯嫌|嫌疑人|被告|少年|保護令聲請人)`

// pseudonym is how a person may be called: 甲, 乙2, A, 民眾A, 員警甲, 某警員. A name of which
// something is left, like 林○明, is none.
var pseudonym = regexp.MustCompile(`^(?:` + people + `?(?:[甲乙丙丁戊己庚辛壬癸A-Z][0-9]{0,2}|○○)|某` + people + `[0-9]{0,2})$`)

// Label is whether an actor may be called so: by a letter, 甲 or 某員警, and not by
// anything that looks like somebody's name or number.
func Label(name string) bool { return pseudonym.MatchString(name) && len(privacy.Scan(name)) == 0 }

// Act is the incident as the engine gets it.
func (r Record) Act() rules.Incident {
	in := r.Content.Interview.Incident()
	in.Reference = r.Reference
	return in
}

// Fixed is whether nothing of the record can be changed as it is.
func (r Record) Fixed() bool { return r.State != Draft }

// tell adds to the history; the same said again by the same person within minutes is
// one event.
func (r *Record) tell(e Event) {
	if n := len(r.History); n > 0 {
		last := &r.History[n-1]
		if last.Kind == e.Kind && last.By == e.By && last.To == e.To && e.Text == "" && e.At.Sub(last.At) < 10*time.Minute {
			last.At = e.At
			return
		}
	}
	r.History = append(slices.Clone(r.History), e)
}
