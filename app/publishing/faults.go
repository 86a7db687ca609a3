package publishing

import (
	"slices"
	"strings"

	"shoumi/casebook"
	"shoumi/quizzes"
	"shoumi/rules"
	"shoumi/rules/source"
)

// CaseFaults are what is wrong with a case file: with what it says, and, once that can be
// judged, with the exercises that it picks.
func CaseFaults(key string, file []byte, book *rules.Book, bank *quizzes.Bank) (out []Fault) {
	name := "cases/" + key + ".yaml"
	c, faults := casebook.Draft(name, file, book)
	if c != nil && bank != nil && !slices.ContainsFunc(faults, leavesOpen) {
		_, wrong := bank.Picked(c)
		faults = append(faults, casebook.Placed(name, file, wrong)...)
	}
	for _, f := range faults {
		out = append(out, Fault{Path: f.Path, Line: f.Place.Line, Message: f.Message, Hint: f.Hint})
	}
	return out
}

// leavesOpen says whether a fault leaves open what exercises can be made: of the day, of who is
// in the case and the facts, or of the list itself.
func leavesOpen(f source.Fault) bool {
	first, _, _ := strings.Cut(f.Path, "/")
	return slices.Contains([]string{"act_date", "facts", "actors", "items"}, first)
}
