package training

import (
	"cmp"
	"slices"
	"time"

	"shoumi/app/store"
	"shoumi/quizzes"
)

// Event is one step of somebody, kept for ever under a pseudonym. Its id is made
// of what happened, so that a step that is sent twice is there once.
type Event struct {
	store.Doc
	Learner string    `json:"learner"`
	At      time.Time `json:"at"`
	Kind    EventKind `json:"kind"`
	Round   string    `json:"round,omitempty"` // COURSE/TERM
	Unit    string    `json:"unit,omitempty"`
	Run     int       `json:"run,omitempty"` // of a scenario or self-check; 1 is the one that counts
	Number  int       `json:"number"`        // of a section, item, turn or asking, from 1
	Of      int       `json:"of,omitempty"`  // how many there were

	Items      []string        `json:"items,omitempty"` // drawn
	Item       string          `json:"item,omitempty"`  // answered, of this version
	Edition    string          `json:"edition,omitempty"`
	Concept    string          `json:"concept,omitempty"`
	Answer     *quizzes.Answer `json:"answer,omitempty"`
	Right      bool            `json:"right,omitempty"`
	Parameters string          `json:"parameters,omitempty"` // of the review that it counts as
	LawDue     time.Time       `json:"law_due,omitzero"`
	Change     string          `json:"change,omitempty"` // of the law or of material: the id of its notice

	Case    string `json:"case,omitempty"`
	Story   string `json:"story,omitempty"` // version of the scenario
	Node    string `json:"node,omitempty"`
	Choice  string `json:"choice,omitempty"`
	AtEnd   bool   `json:"at_end,omitempty"` // the choice led to the end
	Digest  string `json:"digest,omitempty"` // of the rules
	Lesson  string `json:"lesson,omitempty"` // hash of the lesson that was served
	Due     string `json:"due,omitempty"`    // of the round, as it began
	Attempt string `json:"attempt,omitempty"`

	Document string   `json:"document,omitempty"`
	Signed   *Version `json:"signed,omitempty"`
	Hash     string   `json:"hash,omitempty"`
	Method   string   `json:"method,omitempty"`

	By     string `json:"by,omitempty"` // account of a supervisor
	Reason string `json:"reason,omitempty"`
}

// EventKind says what happened.
type EventKind string

const (
	Began     EventKind = "began"     // a round
	Served    EventKind = "served"    // a section of a document or lesson
	Tried     EventKind = "tried"     // an item within a lesson; counts for nothing
	Signed    EventKind = "signed"    // a document
	Drawn     EventKind = "drawn"     // the items of a self-check
	Answered  EventKind = "answered"  // an item of a self-check
	Chose     EventKind = "chose"     // in a scenario
	WentBack  EventKind = "back"      // one node, in a scenario
	Reviewed  EventKind = "reviewed"  // a concept
	LawMoved  EventKind = "law"       // a concept is due because its law changed, or the material
	Finished  EventKind = "finished"  // a round, with the certification passed
	WaiveAsk  EventKind = "waive_ask" // a supervisor asks that somebody need not finish a round
	Waived    EventKind = "waived"    // and another agreed
	Refused   EventKind = "refused"   // or did not
	Corrected EventKind = "corrected" // somebody asks that what is held be put right
	Replied   EventKind = "replied"   // and was answered
)

var events = store.Define[Event]("training_events",
	store.Index("learner", "at"), store.Index("round", "kind", "learner"), store.Index("case", "learner"),
	store.Sealed("reason"))

// inOrder sorts events as they happened; those of one moment by id, so that any
// two who look see the same.
func inOrder(all []Event) []Event {
	out := slices.Clone(all)
	slices.SortFunc(out, func(a, b Event) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
	return slices.CompactFunc(out, func(a, b Event) bool { return a.ID == b.ID })
}

var taipei = time.FixedZone("Asia/Taipei", 8*60*60) // no summer time since 1979

// day is the day in Taipei, 2026-11-22.
func day(t time.Time) string { return t.In(taipei).Format(time.DateOnly) }
