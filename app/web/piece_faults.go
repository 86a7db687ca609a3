package web

import (
	"regexp"
	"slices"
)

var (
	absentField = regexp.MustCompile(`^缺少必要欄位「([a-z_]+)」$`)
	fieldOfFile = regexp.MustCompile(`[a-z_]{2,}`)
)

// absentFields are the fields of a case file that a form may leave empty and that have a
// name on the page.
var absentFields = []string{"title", "source", "narrative", "actors", "outcome", "risks", "measures", "teaches", "role", "at", "actor", "act_date", "facts", "nodes", "story", "choices", "do", "says"}

// plainly tells a fault of a case file, which is put for who writes the file, to who
// fills in a form: what is missing by its name on the page, and without a hint that
// names fields of the file. own is whether text is in the language of the page.
func plainly(tr *language, message, hint string) (text, note string, own bool) {
	text, note = message, hint
	if m := absentField.FindStringSubmatch(message); m != nil && slices.Contains(absentFields, m[1]) {
		text, own = tr.T("writing.lacks."+m[1]), true
	}
	if fieldOfFile.MatchString(hint) {
		note = ""
	}
	return text, note, own
}
