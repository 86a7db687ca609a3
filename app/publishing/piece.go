// Package publishing is how agencies' own material comes to be published: cases, lessons
// and notices, from a draft through the eyes of a second person to what officers meet,
// and out of it again.
//
// A piece is one file, and its bytes are the content: what is previewed, approved,
// published and handed on is the same, and its hash says so. A case is a file as in
// casebook/cases; lessons and notices are Markdown with a head.
package publishing

import (
	"slices"
	"strconv"
	"time"

	"shoumi/app/privacy"
	"shoumi/app/store"
)

// Collections are what store.Open has to know for this package.
var Collections = []store.Option{pieces, contents, reviews, agencies, imports, marks}

// Piece is something that is written to be published, in all its versions.
type Piece struct {
	store.Doc
	Kind    Kind      `json:"kind"`
	Name    string    `json:"name"` // KIND/KEY, unique
	Key     string    `json:"key"`  // id of the case or lesson, name of the notice
	Title   string    `json:"title"`
	Unit    string    `json:"unit"` // of who began it; id, may be empty
	State   State     `json:"state"`
	Told    int       `json:"told"`    // the highest number that a sentence of the case ever had
	Hash    string    `json:"hash"`    // of the content: SHA-256, hex
	Authors []string  `json:"authors"` // accounts that wrote in it since it was published last; none of them approves it
	Live    bool      `json:"live"`    // a version is published, or will be from its day on, and not withdrawn
	Created time.Time `json:"created"`
	Updated time.Time `json:"updated"`

	Question  string      `json:"question,omitempty"` // to legal affairs
	Needed    []Step      `json:"needed,omitempty"`   // what Needs said when it was sent to review
	Approvals []Approval  `json:"approvals,omitempty"`
	Comments  []Comment   `json:"comments,omitempty"`
	Dismissed []Dismissal `json:"dismissed,omitempty"`
	Origin    Origin      `json:"origin"`
	Saves     []Save      `json:"saves"`             // since it was published last, oldest first; the last is what there is now
	Earlier   []Save      `json:"earlier,omitempty"` // from before that: what was sent to review or published, oldest first
	Versions  []Version   `json:"versions,omitempty"`
	History   []Event     `json:"history"`

	File []byte `json:"-"` // the content, of a piece that was opened
}

// Kind is what a piece is.
type Kind string

const (
	Case   Kind = "case"
	Lesson Kind = "lesson"
	Notice Kind = "notice" // 宣導
)

// Kinds are all kinds.
var Kinds = []Kind{Case, Lesson, Notice}

// State is how far the work on a piece has come. Whether a version is published is
// another matter: see Live.
type State string

const (
	Draft     State = "draft"     // its authors write
	Submitted State = "submitted" // others read
	Returned  State = "returned"  // its authors put it right
	Approved  State = "approved"  // it may be published as it is
	Published State = "published" // the last version is what there is now
	Withdrawn State = "withdrawn" // nothing is published any more
)

// States are all states, in their order.
var States = []State{Draft, Submitted, Returned, Approved, Published, Withdrawn}

// Step is an approval that a piece needs.
type Step string

const (
	Editorial Step = "editorial" // by ethics staff
	Legal     Step = "legal"     // by legal affairs
)

// Approval is somebody's word that the content of a hash may be published.
type Approval struct {
	Step Step      `json:"step"`
	By   string    `json:"by"` // account
	At   time.Time `json:"at"`
	Hash string    `json:"hash"`
	Text string    `json:"text,omitempty"`
}

// Comment is a remark on a part of the content.
type Comment struct {
	ID       int       `json:"id"`
	Path     string    `json:"path"` // narrative/s3, actors/甲/facts/intent; "" the whole
	By       string    `json:"by"`
	At       time.Time `json:"at"`
	Text     string    `json:"text"`
	Resolved time.Time `json:"resolved"` // zero while it is open
	Resolver string    `json:"resolver,omitempty"`
}

// Dismissal says why something that looks like personal data is none.
type Dismissal struct {
	Kind   privacy.Kind `json:"kind"`
	Text   string       `json:"text"`
	Reason string       `json:"reason"`
	By     string       `json:"by"`
	At     time.Time    `json:"at"`
}

// Origin is what a piece was made from: a text that was pasted or uploaded, as it came.
// It goes when the piece is published.
type Origin struct {
	Name string   `json:"name,omitempty"` // of the file
	Text string   `json:"text,omitempty"`
	Keep []string `json:"keep,omitempty"` // what cleaning took out and the editor put back
}

// Save is the content as somebody saved it.
type Save struct {
	Number  int       `json:"number"` // the Version of the piece that it made
	Nth     int       `json:"nth"`    // of all saves there ever were of the piece, from 1
	Hash    string    `json:"hash"`
	By      string    `json:"by"`
	At      time.Time `json:"at"`
	Changed []Section `json:"changed,omitempty"` // what differs from the save before it
	As      []State   `json:"as,omitempty"`      // what it came to, in that order, beside a draft
}

// Version is content that was published. It is never changed.
type Version struct {
	Number    int        `json:"number"` // from 1
	Hash      string     `json:"hash"`
	Title     string     `json:"title"`
	By        string     `json:"by"`
	At        time.Time  `json:"at"`
	From      string     `json:"from"` // day from which it is there, ISO
	Note      string     `json:"note,omitempty"`
	Authors   []string   `json:"authors"`
	Approvals []Approval `json:"approvals"`
	Ended     time.Time  `json:"ended"` // when it was withdrawn; zero while it is not
	EndedBy   string     `json:"ended_by,omitempty"`
	Reason    string     `json:"reason,omitempty"` // of a withdrawal
}

// Event is something that was done with a piece.
type Event struct {
	At   time.Time `json:"at"`
	By   string    `json:"by"` // account
	Kind EventKind `json:"kind"`
	Text string    `json:"text,omitempty"`
}

// EventKind is what was done.
type EventKind string

const (
	Began     EventKind = "began"
	Imported  EventKind = "imported" // begun or changed by a file of another agency
	Changed   EventKind = "changed"
	Reopened  EventKind = "reopened" // changed although it was under review, approved, published or withdrawn
	Asked     EventKind = "asked"    // legal affairs
	Sent      EventKind = "sent"
	Recalled  EventKind = "recalled" // by an author, from review
	GaveBack  EventKind = "returned"
	Agreed    EventKind = "approved" // one step
	Issued    EventKind = "published"
	TookDown  EventKind = "withdrawn"
	Remarked  EventKind = "commented"
	Settled   EventKind = "resolved"
	Dismissed EventKind = "dismissed" // personal data that is none
)

var pieces = store.Define[Piece]("pieces", store.Unique("name"), store.Index("state", "updated"), store.Index("live"), store.Index("updated"),
	store.Sealed("title", "comments", "dismissed", "origin", "question", "history")) // a title may have to be put right, too

// content is the bytes of a save or a version.
type content struct {
	store.Doc        // PIECE/HASH
	File      []byte `json:"file"`
}

var contents = store.Define[content]("piece_contents", store.Sealed("file"))

// WroteIn is whether somebody wrote in it since it was published last.
func (p Piece) WroteIn(account string) bool { return slices.Contains(p.Authors, account) }

// On is the version that is published on a day, ISO: the last of those that are there
// by then and were not withdrawn.
func (p Piece) On(day string) (Version, bool) {
	for _, v := range slices.Backward(p.Versions) {
		if v.Ended.IsZero() && v.From <= day {
			return v, true
		}
	}
	return Version{}, false
}

// ApprovedBy is who approved the content as it is, by step.
func (p Piece) ApprovedBy(s Step) (Approval, bool) {
	for _, a := range slices.Backward(p.Approvals) {
		if a.Step == s && a.Hash == p.Hash {
			return a, true
		}
	}
	return Approval{}, false
}

// OpenComments are the comments that nobody has resolved.
func (p Piece) OpenComments() (out []Comment) {
	for _, c := range p.Comments {
		if c.Resolved.IsZero() {
			out = append(out, c)
		}
	}
	return out
}

// Used are ids of sentences such that every id of a higher number is free: what was
// remarked on a sentence, and what stands on it, is never about another.
func (p Piece) Used() []string { return []string{"s" + strconv.Itoa(p.Told)} }

// AllSaves are the saves whose content is still there, oldest first.
func (p Piece) AllSaves() []Save { return slices.Concat(p.Earlier, p.Saves) }

// cameTo notes of what there is now that it came to a state.
func (p *Piece) cameTo(s State) {
	p.Saves = slices.Clone(p.Saves)
	if now := &p.Saves[len(p.Saves)-1]; !slices.Contains(now.As, s) {
		now.As = append(slices.Clip(now.As), s)
	}
	p.State = s
}

func (p *Piece) tell(e Event) { p.History = append(slices.Clone(p.History), e) }
