package publishing

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"shoumi/casebook"
	"shoumi/rules"
	"shoumi/rules/source"
)

// Opened is a case piece, taken apart to be written in.
type Opened struct {
	Case   *casebook.Case
	Faults source.Faults // what is still wrong with it, each with its path
}

// OpenCase reads the content of a case piece. The error is source.Faults, where it is
// no YAML at all.
func OpenCase(key string, file []byte, book *rules.Book) (Opened, error) {
	c, faults := casebook.Draft(key+".yaml", file, book)
	if c == nil {
		return Opened{}, faults
	}
	return Opened{c, faults}, nil
}

// At are the faults of a part and of what is below it.
func (o Opened) At(path string) (out []source.Fault) {
	for _, f := range o.Faults {
		if within(f.Path, path) {
			out = append(out, f)
		}
	}
	return out
}

// NewCase is a case of an agency that has only begun: a narrative, and nobody yet.
func NewCase(key, title, agency, text string) *casebook.Case {
	return &casebook.Case{ID: key, Title: title, Source: casebook.Source{Agency: agency}, ActDate: rules.UnknownActDate, Narrative: casebook.Renumber(nil, text)}
}

// Retell gives a case another narrative. Sentences keep their ids as casebook.Renumber
// says; facts lose the sentences that are gone, and which ones have none left comes
// back, by path. used are ids that must not be given again.
func Retell(c *casebook.Case, text string, used ...string) (bare []string) {
	c.Narrative = casebook.Renumber(c.Narrative, text, used...)
	there := map[string]bool{}
	for _, s := range c.Narrative {
		there[s.ID] = true
	}
	keep := func(path string, facts []casebook.Fact) {
		for i := range facts {
			before := len(facts[i].At)
			facts[i].At = slices.DeleteFunc(slices.Clone(facts[i].At), func(id string) bool { return !there[id] })
			if before > 0 && len(facts[i].At) == 0 {
				bare = append(bare, path+facts[i].ID)
			}
		}
	}
	keep("facts/", c.Shared)
	for i := range c.Actors {
		keep("actors/"+c.Actors[i].Name+"/facts/", c.Actors[i].Facts)
	}
	return bare
}

// Told is the narrative with a sentence a line, as it is written.
func Told(c *casebook.Case) string {
	var lines []string
	for _, s := range c.Narrative {
		lines = append(lines, s.Text)
	}
	return strings.Join(lines, "\n")
}

// FactsOf are the facts of an actor, or with no name those of all.
func FactsOf(c *casebook.Case, actor string) []casebook.Fact {
	if actor == "" {
		return c.Shared
	}
	a, _ := c.Actor(actor)
	return a.Facts
}

// SetFact makes a fact of an actor, or with no name of all, so; a value that is nil
// makes it unknown. A fact that is new goes where the vocabulary has it.
func SetFact(c *casebook.Case, book *rules.Book, actor string, f casebook.Fact) {
	facts := slices.Clone(FactsOf(c, actor))
	i := slices.IndexFunc(facts, func(x casebook.Fact) bool { return x.ID == f.ID })
	switch {
	case f.Value == nil && i >= 0:
		facts = slices.Delete(facts, i, i+1)
	case f.Value == nil:
	case i >= 0:
		facts[i] = f
	default:
		order := map[string]int{}
		for n, x := range book.Facts() {
			order[x.ID] = n
		}
		at := len(facts)
		for at > 0 && order[facts[at-1].ID] > order[f.ID] {
			at--
		}
		facts = slices.Insert(facts, at, f)
	}
	if actor == "" {
		c.Shared = facts
		return
	}
	for i := range c.Actors {
		if c.Actors[i].Name == actor {
			c.Actors[i].Facts = facts
		}
	}
}

// Contradiction is how the facts of an actor contradict each other, with no name those
// of the first actor who has some that do. Where there is nobody yet, those of all.
func Contradiction(c *casebook.Case, book *rules.Book, actor string) (rules.Statement, bool) {
	in := c.Incident()
	if len(in.Actors) == 0 {
		return book.Contradiction(in.Facts)
	}
	for _, a := range in.Actors {
		if actor != "" && a.Name != actor {
			continue
		}
		if x, bad := book.Contradiction(in.Of(a)); bad {
			return x, true
		}
	}
	return rules.Statement{}, false
}

// Person is an actor as a form lists him: Was is how he was called, empty of a new one.
type Person struct {
	Was, Name, Role string
	Gone            bool
}

// SetPeople changes who the actors are. What is known of them, and the scenario in the
// shoes of one of them, go with the name.
func SetPeople(c *casebook.Case, people []Person) {
	var out []casebook.Actor
	for _, p := range people {
		a, _ := c.Actor(p.Was)
		if c.Scenario != nil && p.Was != "" && c.Scenario.Actor == p.Was {
			c.Scenario.Actor = p.Name
		}
		if !p.Gone {
			a.Name, a.Role = p.Name, p.Role
			out = append(out, a)
		}
	}
	c.Actors = out
}

// Keep is a list with what was chosen: what stood in it stays in its order, what is new
// follows in the order chosen.
func Keep(list, chosen []string) []string {
	out := []string{}
	for _, id := range list {
		if slices.Contains(chosen, id) {
			out = append(out, id)
		}
	}
	for _, id := range chosen {
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// FreeKey is the first key agency-YEAR-N that is not taken, YEAR of the Republic.
func FreeKey(year int, taken map[string]bool) string {
	for n := 1; ; n++ {
		if key := fmt.Sprintf("agency-%d-%d", year, n); !taken[key] {
			return key
		}
	}
}

// Explain gives the reason for a difference; a kind that is empty takes it away. It
// stands with the outcome that names the provision, else with the first of the branch.
func Explain(c *casebook.Case, row casebook.Row, d casebook.Difference) {
	i := slices.IndexFunc(c.Actors, func(a casebook.Actor) bool { return a.Name == row.Actor })
	if i < 0 || len(c.Actors[i].Outcome) == 0 {
		return
	}
	all := slices.Clone(c.Actors[i].Outcome)
	at, into := -1, -1
	for j, o := range all {
		for k, x := range o.Differences {
			if x.Provision == row.Provision && at < 0 && (row.Kind == "" || x.Kind == row.Kind) {
				at, into = k, j
			}
		}
	}
	if at < 0 {
		into = outcomeOf(all, row)
		if d.Kind != "" {
			all[into].Differences = append(slices.Clone(all[into].Differences), d)
		}
	} else {
		all[into].Differences = slices.Clone(all[into].Differences)
		if d.Kind == "" {
			all[into].Differences = slices.Delete(all[into].Differences, at, at+1)
		} else {
			all[into].Differences[at] = d
		}
	}
	if len(all[into].Differences) == 0 {
		all[into].Differences = nil
	}
	c.Actors[i].Outcome = all
}

// outcomeOf is the outcome a row of the comparison is about.
func outcomeOf(all []casebook.Outcome, row casebook.Row) int {
	for i, o := range all {
		if row.Provision != "" && slices.Contains(o.Charges, row.Provision) || row.Provision == "" && o.Sanction != nil && len(o.Charges) == 0 {
			return i
		}
	}
	for i, o := range all {
		if (o.Stage == casebook.Administrative) == (row.Branch == rules.Administrative) {
			return i
		}
	}
	return 0
}

// merged are values with the members of a set put in or out, as a proposal says.
func merged(now, value any) any {
	member, is := value.(map[string]bool)
	if !is {
		return value
	}
	switch x := now.(type) {
	case []string:
		out := slices.Clone(x)
		for id, in := range member {
			out = slices.DeleteFunc(out, func(m string) bool { return m == id })
			if in {
				out = append(out, id)
			}
		}
		return out
	case map[string]bool:
		out := maps.Clone(x)
		maps.Copy(out, member)
		return out
	}
	return maps.Clone(member)
}

// GoodKey says whether a piece may be called so.
func GoodKey(text string) bool { return key.MatchString(text) }
