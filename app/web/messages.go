package web

import "strings"

// fieldError is an entry of the error summary; Href leads to the field. A fault in
// a file has its Place, a Note with what to do, and the line it stands in as Shown.
type fieldError struct {
	Text, Href, Place, Note, Shown string

	Own bool // the text is in the language of the page, and not in that of the law
}

// message is what a page says of what was just done.
type message struct {
	Kind string // done, or warning
	Text string
	Link *link // where to go on
}

// notice is what one has to know before reading on.
type notice struct {
	Kind  string // empty, warning, or loss
	Title string
	Text  string
	Links []link
}

// empty is a list with nothing in it: what will be here, and how it gets here.
type empty struct {
	Text   string
	How    string
	Action *link
}

// confirmation asks once more before something that others will feel, or that cannot
// be undone.
type confirmation struct {
	Title   string   // a question that names what it is about
	Lead    string   // what to look at first
	Effects []string // what will happen, and what to see to before
	Losses  []string // what will be gone for good
	Stays   []string // what will not
	Action  string   // where the form goes; its POST does it
	Hidden  map[string]string
	Word    *field // has to be typed before the worst; see newWordField
	Button  string // the verb, and of what
	Cancel  link
}

// newWordField asks to type a word. Afterwards, says tells whether it was typed.
func newWordField(tr *language, word, typed string) *field {
	return &field{Name: "word", Label: tr.T("confirm.word", word), Value: typed}
}

// says whether a word was typed into the field; the field says what is wrong else.
func (f *field) says(tr *language, word string) bool {
	if strings.EqualFold(strings.TrimSpace(f.Value), word) {
		return true
	}
	f.Fault = tr.T("confirm.not_typed", word)
	return false
}

// progress is how far something is that takes a while; Of 0 is not known.
type progress struct {
	ID       string
	Label    string
	Done, Of int
	Text     string // in words: how much of what
}

// waiting is a page that tells how far something is until it is done: then its
// address shows another page. Without JavaScript it comes again by itself.
type waiting struct {
	Title, Lead string
	Progress    progress
	Again       string // its own address
	Every       int    // seconds from one look to the next
}
