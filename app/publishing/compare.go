package publishing

import (
	"reflect"
	"slices"

	"shoumi/casebook"
	"shoumi/rules"
)

// Comparison is how two versions of a piece differ, section by section.
type Comparison struct {
	Sections []Compared `json:"sections"` // all of them, in order, also those without a change
}

// Compared is a section of two versions.
type Compared struct {
	Section Section  `json:"section"`
	Changes int      `json:"changes"` // parts that are not the same, or stand elsewhere
	Parts   []Change `json:"parts"`   // of both, in the order after; what is gone stands where it was
}

// Change is what became of a part.
type Change struct {
	Place
	Kind   Difference `json:"kind"`
	Moved  bool       `json:"moved,omitempty"` // it is in another order to those that stayed
	Before any        `json:"before,omitempty"`
	After  any        `json:"after,omitempty"`
	Spans  []Span     `json:"spans,omitempty"` // of prose that was changed
}

// Differs says whether anything became of it.
func (c Change) Differs() bool { return c.Kind != Same || c.Moved }

// Compare is how a case differs from an earlier version of it; a version that is
// nil has nothing. The digest of a scenario and whether it is withdrawn are no part
// of it.
func Compare(before, after *casebook.Case) Comparison {
	return compare(apart(before, nil), apart(after, before), Sections)
}

// CompareFiles is how the content of a piece differs from earlier content, which is nil
// where there is none. Of a case that cannot be read there is nothing to compare.
func CompareFiles(kind Kind, before, after []byte, book *rules.Book) Comparison {
	if kind != Case {
		return CompareText(string(before), string(after))
	}
	var was *casebook.Case
	if before != nil {
		was, _ = casebook.Draft("", before, book)
	}
	now, _ := casebook.Draft("", after, book)
	return Compare(was, now)
}

// CompareText is how a text differs from an earlier version of it, paragraph by
// paragraph and in its front matter line by line.
func CompareText(before, after string) Comparison {
	old, _ := paragraphs(before)
	now, _ := paragraphs(after)
	return compare(apartText(old, numbered(old)), apartText(now, alike(old, now)), []Section{TextSection})
}

// Changed are the sections that have changes.
func (c Comparison) Changed() (out []Section) {
	for _, s := range c.Sections {
		if s.Changes > 0 {
			out = append(out, s.Section)
		}
	}
	return out
}

// Changes are the changes of all sections.
func (c Comparison) Changes() (n int) {
	for _, s := range c.Sections {
		n += s.Changes
	}
	return n
}

func compare(before, after *flat, sections []Section) Comparison {
	moved := before.moved(after)
	place := map[string]Place{}
	for _, p := range slices.Concat(before.parts, after.parts) {
		place[p.ID] = p.Place
	}
	all := map[Section][]Change{}
	for _, id := range interleaved(ids(after.parts), ids(before.parts)) {
		c := change(place[id], before.at[id], after.at[id])
		c.Moved = moved[id]
		all[c.Section] = append(all[c.Section], c)
	}
	var out Comparison
	for _, s := range sections {
		section := Compared{Section: s, Parts: all[s]}
		for _, c := range all[s] {
			if c.Differs() {
				section.Changes++
			}
		}
		out.Sections = append(out.Sections, section)
	}
	return out
}

func change(at Place, before, after any) Change {
	c := Change{Place: at, Kind: Altered, Before: before, After: after}
	switch {
	case equal(before, after):
		c.Kind = Same
	case before == nil:
		c.Kind = Added
	case after == nil:
		c.Kind = Removed
	case at.prose():
		c.Spans = Prose(before.(string), after.(string))
	}
	return c
}

// prose says whether a part is text that somebody writes, not a word out of a list.
func (p Place) prose() bool {
	return slices.Contains([]string{"title", "agency", "section", "date_note", "narrative", "role", "body", "text", "teaches", "story", "ask", "do", "says", "paragraph"}, p.Field)
}

func equal(x, y any) bool { return reflect.DeepEqual(x, y) }

func ids(parts []Part) (out []string) {
	for _, p := range parts {
		out = append(out, p.ID)
	}
	return out
}

// moved are the parts that stand in another order: of every list the fewest that
// explain it. What has several parts moves with the first.
func (f *flat) moved(after *flat) map[string]bool {
	out := map[string]bool{}
	for name, now := range after.lists {
		was := common(f.lists[name], now)
		now = common(now, was)
		still := longest(was, now)
		for _, key := range now {
			if !slices.Contains(still, key) {
				out[after.under(name + "/" + key)[0].ID] = true
			}
		}
	}
	return out
}

// common are the elements of a list that another has too.
func common(list, other []string) (out []string) {
	for _, x := range list {
		if slices.Contains(other, x) {
			out = append(out, x)
		}
	}
	return out
}

// longest is the longest common subsequence.
func longest(x, y []string) (out []string) {
	n := make([][]int, len(x)+1)
	for i := range n {
		n[i] = make([]int, len(y)+1)
	}
	for i := len(x) - 1; i >= 0; i-- {
		for j := len(y) - 1; j >= 0; j-- {
			if n[i][j] = max(n[i+1][j], n[i][j+1]); x[i] == y[j] {
				n[i][j] = n[i+1][j+1] + 1
			}
		}
	}
	for i, j := 0, 0; i < len(x) && j < len(y); {
		switch {
		case x[i] == y[j]:
			out = append(out, x[i])
			i, j = i+1, j+1
		case n[i+1][j] >= n[i][j+1]:
			i++
		default:
			j++
		}
	}
	return out
}

// interleaved is a list with what only the other has, each behind the one that it
// stands behind there.
func interleaved(list, other []string) []string {
	in := map[string]bool{}
	for _, x := range list {
		in[x] = true
	}
	behind, first := map[string][]string{}, []string(nil)
	last := ""
	for _, x := range other {
		switch {
		case in[x]:
			last = x
		case last == "":
			first = append(first, x)
		default:
			behind[last] = append(behind[last], x)
		}
	}
	out := first
	for _, x := range list {
		out = append(append(out, x), behind[x]...)
	}
	return out
}
