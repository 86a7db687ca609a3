package publishing

import (
	"fmt"
	"reflect"
	"slices"
	"unicode/utf8"

	"shoumi/casebook"
	"shoumi/casebook/cue"
	"shoumi/rules"
)

// Proposed is what the words of a narrative suggest of an actor of the case. It sets
// nothing.
type Proposed struct {
	cue.Proposal
	Key    string   // of the proposal, as long as the sentences keep their ids
	At     []string // ids of the sentences
	Stands any      // what the case says now; nil is nothing
	Taken  bool     // the case says so
}

// Propose reads the narrative of a case, for an actor of it or, with no name, for all.
// What is about somebody else of the case is left out, and so are dates of the act.
func Propose(c *casebook.Case, l *cue.Lexicon, actor string) (out []Proposed) {
	var ends []int
	for n, s := 0, c.Narrative; len(ends) < len(s); {
		n += utf8.RuneCountInString(s[len(ends)].Text)
		ends = append(ends, n)
	}
	for _, p := range l.Read(c.Text()).Proposals {
		if _, another := c.Actor(p.Actor); p.Fact == rules.ActDateFact || another && p.Actor != actor {
			continue
		}
		x := Proposed{Proposal: p}
		for _, e := range p.Evidence {
			i, _ := slices.BinarySearchFunc(ends, e.Words.Start, func(end, at int) int {
				if end <= at {
					return -1
				}
				return 1
			})
			if i < len(c.Narrative) && !slices.Contains(x.At, c.Narrative[i].ID) {
				x.At = append(x.At, c.Narrative[i].ID)
			}
		}
		x.Key = fmt.Sprint(p.Fact, " ", p.Value, " ", x.At)
		for _, f := range FactsOf(c, actor) {
			if f.ID == p.Fact {
				x.Stands = f.Value
				x.Taken = stands(f.Value, p.Value)
			}
		}
		out = append(out, x)
	}
	return out
}

// stands says whether a value has what a proposal says.
func stands(now, value any) bool {
	member, is := value.(map[string]bool)
	if !is {
		return reflect.DeepEqual(now, value)
	}
	for id, in := range member {
		switch x := now.(type) {
		case []string:
			if slices.Contains(x, id) != in {
				return false
			}
		case map[string]bool:
			if has, known := x[id]; !known || has != in {
				return false
			}
		}
	}
	return true
}

// Take puts a proposal among the facts of an actor, with its sentences.
func Take(c *casebook.Case, book *rules.Book, actor string, p Proposed) {
	f := casebook.Fact{ID: p.Fact, Value: p.Value}
	for _, x := range FactsOf(c, actor) {
		if x.ID == p.Fact {
			f.Value = merged(x.Value, p.Value)
			f.At = slices.Clone(x.At)
		}
	}
	for _, s := range c.Narrative { // in their order
		if slices.Contains(p.At, s.ID) && !slices.Contains(f.At, s.ID) {
			f.At = append(f.At, s.ID)
		}
	}
	SetFact(c, book, actor, f)
}
