// Package proof says what is true of a whole book of rules: which elements can
// never hold or always do, what the tests leave unproved, what a change of law
// changes, and what has to be looked at again.
package proof

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"shoumi/rules"
	"shoumi/rules/condition"
)

// logic asks questions about the conditions of one book.
type logic struct{ book *rules.Book }

// so and not are goals of the book's network.
func (l logic) so(node int) condition.Goal {
	return condition.Goal{Network: l.book.Network(), Node: node, Want: condition.Yes}
}

func (l logic) not(node int) condition.Goal { return l.so(node).Opposite() }

// can says whether legal facts may reach the goals: only what is proved
// impossible is not.
func (l logic) can(goals ...condition.Goal) bool {
	_, found := condition.Search(goals...)
	return found != condition.Impossible
}

// shows says whether facts that somebody can give reach the goals: law that the
// book does not have stays open.
func (l logic) shows(goals ...condition.Goal) bool {
	_, found := condition.SearchWithout(rules.Unencoded, goals...)
	return found != condition.Impossible
}

// witness is a pattern of facts that reaches the goals.
func (l logic) witness(goals ...condition.Goal) (rules.Values, bool) {
	facts, found := condition.SearchWithout(rules.Unencoded, goals...)
	if found != condition.Possible {
		return nil, false
	}
	return l.book.Plain(facts), true
}

// Line writes facts as YAML flow, in the order of ids: {acts: [query], intent: false}.
func Line(v rules.Values) string {
	var parts []string
	for _, id := range slices.Sorted(maps.Keys(v)) {
		parts = append(parts, id+": "+scalar(v[id]))
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

func scalar(v any) string {
	switch x := v.(type) {
	case []string:
		return "[" + strings.Join(x, ", ") + "]"
	case map[string]bool: // the members that must be in; the others may be out
		var in []string
		for _, m := range slices.Sorted(maps.Keys(x)) {
			if x[m] {
				in = append(in, m)
			}
		}
		return "[" + strings.Join(in, ", ") + "]"
	case rules.Date:
		return x.String()
	}
	return fmt.Sprint(v)
}
