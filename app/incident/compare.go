package incident

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"shoumi/rules"
	"shoumi/rules/proof"
)

// Effect is what today's rules do to a record of older ones, in one word.
type Effect string

const (
	Clashes   Effect = "clash"        // its facts contradict each other under today's rules
	Reopened  Effect = "undetermined" // something that was decided is open now
	Forgets   Effect = "lost"         // an answer has no place in today's vocabulary
	Altered   Effect = "changed"
	Unaltered Effect = "unchanged"
)

// Effects are all effects, what needs somebody most first.
var Effects = []Effect{Clashes, Reopened, Forgets, Altered, Unaltered}

// Shift is a provision of which today's rules say something else of an actor. What is
// in no outcome, before or after, counts as not established.
type Shift struct {
	Actor        string        `json:"actor"`
	Provision    string        `json:"provision"`
	From         rules.Verdict `json:"from"`
	To           rules.Verdict `json:"to"`
	Before       string        `json:"before,omitempty"` // penalty
	After        string        `json:"after,omitempty"`
	WasAbsorbed  bool          `json:"was_absorbed,omitempty"`
	Absorbed     bool          `json:"absorbed,omitempty"`
	Consequences bool          `json:"consequences,omitempty"` // something else that follows differs: a deadline, a limitation, 告訴乃論, …
}

// reopens is whether something that was decided is open now.
func (s Shift) reopens() bool {
	return s.To == rules.Undetermined && (s.From == rules.Established || s.From == rules.NotEstablished)
}

// Comparison is what a rule set makes of a record that was made under another.
type Comparison struct {
	Effect Effect   `json:"effect"`
	Shifts []Shift  `json:"shifts,omitempty"` // what is open now first, then what is established
	Lost   []string `json:"lost,omitempty"`   // facts whose answer has no place
	Clash  string   `json:"clash,omitempty"`  // the contradiction, in words
}

// Compare holds what a rule set says on a day against what was kept of a record at its
// last save. The rules of then are not needed.
func Compare(r Record, book *rules.Book, on rules.Date) Comparison {
	c, _ := compare(r, book, on)
	return c
}

func compare(r Record, book *rules.Book, on rules.Date) (c Comparison, now rules.Report) {
	st, lost := r.Content.Interview.Under(book)
	r.Content.Interview = st
	for _, a := range lost {
		c.Lost = append(c.Lost, a.Fact)
	}
	now, err := book.Find(r.Act(), on)
	if err != nil {
		c.Effect, c.Clash = Clashes, err.Error()
		return c, now
	}
	c.Shifts = shifts(r.Outcome, outcomeOf(now, r.Act()))
	switch {
	case slices.ContainsFunc(c.Shifts, Shift.reopens):
		c.Effect = Reopened
	case len(c.Lost) > 0:
		c.Effect = Forgets
	case len(c.Shifts) > 0:
		c.Effect = Altered
	default:
		c.Effect = Unaltered
	}
	return c, now
}

func shifts(before, after Outcome) (out []Shift) {
	type of struct{ actor, provision string }
	was := map[of]Standing{}
	for _, s := range before.Findings {
		was[of{s.Actor, s.Provision}] = s
	}
	add := func(x, y Standing) {
		if x.Verdict != y.Verdict || x.Penalty != y.Penalty || x.Absorbed != y.Absorbed || x.Rest != y.Rest {
			out = append(out, Shift{y.Actor, y.Provision, x.Verdict, y.Verdict, x.Penalty, y.Penalty, x.Absorbed, y.Absorbed, x.Verdict == y.Verdict && x.Rest != y.Rest})
		}
	}
	for _, y := range after.Findings {
		key := of{y.Actor, y.Provision}
		x, there := was[key]
		if !there {
			x = Standing{Verdict: rules.NotEstablished}
		}
		delete(was, key)
		add(x, y)
	}
	for _, x := range before.Findings {
		if _, left := was[of{x.Actor, x.Provision}]; left {
			add(x, Standing{Actor: x.Actor, Provision: x.Provision, Verdict: rules.NotEstablished})
		}
	}
	slices.SortStableFunc(out, func(a, b Shift) int {
		first := func(s Shift) int {
			if s.reopens() {
				return -1
			}
			return rank(s.To)
		}
		return cmp.Compare(first(a), first(b))
	})
	return out
}

// Explained is a comparison with what moved each finding.
type Explained struct {
	Comparison
	Before, After Result // under the rules of then as last saved, and under today's, today; without questions
	Because       []Because
}

// Because says what moved a finding.
type Because struct {
	Shift
	Was, Now *rules.Finding // nil where the rule set does not have the provision
	Elements []ElementShift // those whose verdict differs, or that only one rule set has
	Law      []proof.Change // of the article, on the last day the act may have happened
}

// ElementShift is an element, or an exception, whose verdict differs.
type ElementShift struct {
	Exception bool
	Was, Now  *rules.ElementFinding // nil where the rule set does not have it
}

// Explain compares a record that was opened with what today's rules say today.
// ErrUnknownRules.
func (d *Desk) Explain(ctx context.Context, r Record) (x Explained, err error) {
	book, err := d.Book(ctx, r.Digest)
	if err != nil {
		return x, err
	}
	today := day(d.clock())
	x.Before = Result{Book: book, Incident: r.Act(), Judged: today}
	if on, err := rules.ParseDay(r.Outcome.Judged); err == nil {
		x.Before.Judged = on
	}
	var clash *rules.ContradictionError
	if x.Before.Report, err = book.Find(x.Before.Incident, x.Before.Judged); err != nil && !errors.As(err, &clash) {
		return x, err
	}
	then := r
	then.Content.Interview, _ = r.Content.Interview.Under(d.from.Book)
	x.After = Result{Book: d.from.Book, Incident: then.Act(), Judged: today}
	x.Comparison, x.After.Report = compare(r, d.from.Book, today)
	if len(x.Shifts) == 0 {
		return x, nil
	}
	law := lawBetween(book, d.from.Book, r.Content.Interview.Act(), today)
	for _, s := range x.Shifts {
		b := Because{Shift: s, Was: findingOf(x.Before.Report, s), Now: findingOf(x.After.Report, s)}
		b.Elements = elementShifts(b.Was, b.Now)
		for _, c := range law {
			if Article(c.Provision) == Article(s.Provision) {
				b.Law = append(b.Law, c)
			}
		}
		x.Because = append(x.Because, b)
	}
	return x, nil
}

// lawBetween is how two rule sets differ on the last day that an act may have happened.
func lawBetween(old, now *rules.Book, act rules.ActDate, today rules.Date) []proof.Change {
	on := today
	if act.Known() {
		on = act.Last
	}
	return proof.Books(old, now, on)
}

func findingOf(r rules.Report, s Shift) *rules.Finding {
	for _, a := range r.Actors {
		for i := range a.Findings {
			if f := &a.Findings[i]; a.Actor == s.Actor && f.ID == s.Provision {
				return f
			}
		}
	}
	return nil
}

func elementShifts(was, now *rules.Finding) []ElementShift {
	var none rules.Finding
	if was == nil {
		was = &none
	}
	if now == nil {
		now = &none
	}
	return append(moved(was.Elements, now.Elements, false), moved(was.Exceptions, now.Exceptions, true)...)
}

func moved(was, now []rules.ElementFinding, exception bool) (out []ElementShift) {
	named := func(id string) func(rules.ElementFinding) bool {
		return func(e rules.ElementFinding) bool { return e.ID == id }
	}
	for i := range now {
		x := ElementShift{Exception: exception, Now: &now[i]}
		if at := slices.IndexFunc(was, named(now[i].ID)); at >= 0 {
			x.Was = &was[at]
		}
		if x.Was == nil || x.Was.Verdict != x.Now.Verdict {
			out = append(out, x)
		}
	}
	for i := range was {
		if !slices.ContainsFunc(now, named(was[i].ID)) {
			out = append(out, ElementShift{Exception: exception, Was: &was[i]})
		}
	}
	return out
}
