// Package training leads an officer from the first sign-in to the certificate, and
// afterwards from review to review: courses, what was assigned to whom, every step
// that was taken, certification, and what supervisors may know of it.
//
// What happened is kept as events that nobody changes, under a pseudonym; where
// somebody stands is computed from them. The pseudonym and the person meet in one
// document, which can be erased.
package training

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"shoumi/casebook"
	"shoumi/content"
	"shoumi/quizzes"
	"shoumi/rules"
)

// Course is a path of units that ends in a certificate.
type Course struct {
	ID        string
	Title     rules.Text
	Credit    []Credit // newest first
	Valid     int      // months for which a certificate holds
	Renew     int      // days before its end from which it may be renewed
	RenewedBy string   // id of the course that renews it, often its own
	Units     []Unit   // in order
	file      []byte
}

// Credit is what a course counts for from a day on: configuration, not law.
type Credit struct {
	From     rules.Date
	Hours    int
	Category rules.Text
}

// CreditOn is what the course counts for when it is finished on a day; ok is false
// before the first.
func (c *Course) CreditOn(d rules.Date) (Credit, bool) {
	for _, x := range c.Credit {
		if d >= x.From {
			return x, true
		}
	}
	return Credit{}, false
}

// Unit finds a unit.
func (c *Course) Unit(id string) (Unit, bool) {
	i := slices.IndexFunc(c.Units, func(u Unit) bool { return u.ID == id })
	if i < 0 {
		return Unit{}, false
	}
	return c.Units[i], true
}

// Unit is one part of a course, of one kind.
type Unit struct {
	ID      string
	Kind    UnitKind
	Ref     string         // document, lesson or case
	Lessons []string       // of a self-check: whose concepts it asks
	Items   int            // of a self-check: how many
	Certify *Certification // of a certification
}

// UnitKind is what is to be done in a unit. The words are those of the files.
type UnitKind string

const (
	Attest   UnitKind = "attest"   // read and sign a document
	Lesson   UnitKind = "lesson"   // read a lesson
	Scenario UnitKind = "scenario" // play the scenario of a case
	Check    UnitKind = "check"    // a self-check
	Certify  UnitKind = "certify"  // the certification
)

// UnitKinds are all kinds.
var UnitKinds = []UnitKind{Attest, Lesson, Scenario, Check, Certify}

// Zh names the kind.
func (k UnitKind) Zh() string {
	return map[UnitKind]string{Attest: "簽署", Lesson: "課文", Scenario: "情境", Check: "自我檢核", Certify: "認證測驗"}[k]
}

// Certification is the rule of a certification, told before it begins.
type Certification struct {
	Blueprint quizzes.Blueprint
	Wait      time.Duration // after a failure
}

// Document is what people sign.
type Document struct {
	ID       string
	Version  Version
	Title    rules.Text
	Means    string   // what signing means
	Summary  []string // sentences
	Sections []DocumentSection
	Hash     string // sha256:… of the file
	file     []byte
}

// DocumentSection is a part of a document; Text is Markdown with citations.
type DocumentSection struct{ Title, Text string }

// Version of a document: people are asked to sign again when Major rises; Minor is
// a change of wording.
type Version struct {
	Major int `json:"major"`
	Minor int `json:"minor"`
}

// String is "1.0".
func (v Version) String() string { return fmt.Sprintf("%d.%d", v.Major, v.Minor) }

func parseVersion(s string) (Version, bool) {
	a, b, ok := strings.Cut(s, ".")
	major, err := strconv.Atoi(a)
	minor, err2 := strconv.Atoi(b)
	v := Version{major, minor}
	return v, ok && err == nil && err2 == nil && major > 0 && v.String() == s
}

// Material is all that courses are made of. Every field is needed.
type Material struct {
	Book    *rules.Book
	Cases   *casebook.Casebook
	Bank    *quizzes.Bank
	Lessons *content.Library
}

// Courses is a checked set of courses and documents. It never changes and is safe
// for concurrent use.
type Courses struct {
	courses   []*Course
	documents []*Document
}

// All are the courses, by id.
func (c *Courses) All() []*Course { return c.courses }

// Course finds a course.
func (c *Courses) Course(id string) (*Course, bool) {
	return find(c.courses, func(x *Course) bool { return x.ID == id })
}

// Document finds a document.
func (c *Courses) Document(id string) (*Document, bool) {
	return find(c.documents, func(x *Document) bool { return x.ID == id })
}

func find[T any](all []*T, is func(*T) bool) (*T, bool) {
	if i := slices.IndexFunc(all, is); i >= 0 {
		return all[i], true
	}
	return nil, false
}
