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

// logic is a book as decision diagrams.
type logic struct {
	book  *rules.Book
	d     *condition.Diagrams
	legal condition.Diagram
}

func newLogic(b *rules.Book) (*logic, error) {
	d, err := condition.NewDiagrams(b.Language())
	if err != nil {
		return nil, err
	}
	return &logic{book: b, d: d, legal: d.Legal(b.Language())}, nil
}

func (l *logic) of(node int) condition.Diagram { return l.d.Of(l.book.Network(), node) }

// can is the diagram within what the constraints allow.
func (l *logic) can(parts ...condition.Diagram) condition.Diagram {
	return l.d.And(append(parts, l.legal)...)
}

// witness is a pattern of facts in which the core holds and no constraint is
// broken; facts that only the constraints read are left out. ok is false where
// there is none.
func (l *logic) witness(core condition.Diagram) (rules.Values, bool) {
	facts, ok := l.d.Witness(l.d.And(core, l.legal))
	if !ok {
		return nil, false
	}
	support := l.d.Support(core)
	maps.DeleteFunc(facts, func(id string, _ any) bool { return !slices.Contains(support, id) })
	return l.book.Plain(facts), true
}

// line is a witness as YAML.
func (l *logic) line(core condition.Diagram) string {
	v, _ := l.witness(core)
	return Line(v)
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
