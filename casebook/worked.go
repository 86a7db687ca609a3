package casebook

import (
	"maps"
	"slices"
	"strings"

	"shoumi/rules"
)

// Worked is an actor of a case worked through from the proposals accepted.
type Worked struct {
	Actor string `json:"actor"`
	// Provisions are those on which the case was held against the rules, and Closed
	// those of them that the case establishes and the proposals rule out.
	Provisions []string `json:"provisions"`
	Closed     []string `json:"closed"`
	// Answers are the facts asked until all verdicts are those of the case, in order,
	// 不確定 where the case does not say: first the act date and the sets of which
	// members were accepted (is that all?), then, best first, what can swing one of the
	// provisions. Reached says that the verdicts came to be.
	Answers []string `json:"answers"`
	Reached bool     `json:"reached"`
}

// Work works every case through, as judged on a day, from the proposals that an
// officer would accept: the right ones. The error is facts that contradict each other.
func (b *Casebook) Work(n *Narratives, judged rules.Date) error {
	for i := range n.Cases {
		c, _ := b.Case(n.Cases[i].Case)
		var err error
		if n.Cases[i].Actors, err = b.work(c, n.Cases[i].accepted, judged); err != nil {
			return err
		}
	}
	return nil
}

// work asks what is still open, for every actor of a case, with the facts of the
// case for answers.
func (b *Casebook) work(c *Case, accepted rules.Incident, judged rules.Date) ([]Worked, error) {
	told := c.Incident()
	var out []Worked
	for i, a := range told.Actors {
		w := Worked{Actor: a.Name, Provisions: []string{}, Closed: []string{}, Answers: []string{}}
		for _, row := range agreement(b.book, c, judged) {
			if row.Actor == a.Name && row.Provision != "" && !slices.Contains(w.Provisions, row.Provision) {
				w.Provisions = append(w.Provisions, row.Provision)
			}
		}
		whole := rules.Incident{ActDate: told.ActDate, Actors: []rules.Actor{{Name: a.Name, Facts: told.Of(a)}}}
		want, err := b.verdicts(whole, judged, w.Provisions)
		if err != nil {
			return nil, err
		}
		in := rules.Incident{ActDate: accepted.ActDate, Actors: []rules.Actor{{Name: a.Name, Facts: maps.Clone(accepted.Actors[i].Facts)}}}
		have, err := b.verdicts(in, judged, w.Provisions)
		if err != nil {
			return nil, err
		}
		for _, p := range w.Provisions {
			if want[p] == rules.Established && have[p] != rules.Established && have[p] != rules.Undetermined {
				w.Closed = append(w.Closed, p)
			}
		}
		if err := b.ask(&w, in, whole, want, judged); err != nil {
			return nil, err
		}
		out = append(out, w)
	}
	return out, nil
}

// ask answers what is asked until the verdicts are those wanted, or nothing is left
// to ask.
func (b *Casebook) ask(w *Worked, in, whole rules.Incident, want map[string]rules.Verdict, judged rules.Date) error {
	facts, known := in.Actors[0].Facts, whole.Actors[0].Facts
	asked := []string{rules.ActDateFact}
	answer := func(fact string) {
		asked, w.Answers = append(asked, fact), append(w.Answers, fact)
		if v, ok := known[fact]; ok {
			facts[fact] = v
		}
	}
	var first []string // the sets to complete
	for _, f := range b.book.Facts() {
		if _, some := facts[f.ID].(map[string]bool); some {
			first = append(first, f.ID)
		}
	}
	if !in.ActDate.Known() {
		w.Answers = append(w.Answers, rules.ActDateFact)
		in.ActDate = whole.ActDate
	}
	for {
		have, err := b.verdicts(in, judged, w.Provisions)
		if err != nil {
			return err
		}
		if w.Reached = same(have, want); w.Reached {
			return nil
		}
		if len(first) > 0 {
			answer(first[0])
			first = first[1:]
			continue
		}
		next, err := b.book.Next(in, judged, asked...)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(next[0], func(q rules.Question) bool {
			return q.Primary && slices.ContainsFunc(q.Elements, func(element string) bool {
				provision, _, _ := strings.Cut(element, "#")
				return slices.Contains(w.Provisions, provision)
			})
		})
		if i < 0 {
			return nil
		}
		answer(next[0][i].Fact)
	}
}

func same(a, b map[string]rules.Verdict) bool {
	for id, v := range b {
		if a[id] != v {
			return false
		}
	}
	return true
}

// verdicts are those on some provisions, by id, for the one actor of an incident.
func (b *Casebook) verdicts(in rules.Incident, judged rules.Date, provisions []string) (map[string]rules.Verdict, error) {
	report, err := b.book.Find(in, judged)
	if err != nil {
		return nil, err
	}
	out := map[string]rules.Verdict{}
	for _, f := range report.Actors[0].Findings {
		if slices.Contains(provisions, f.ID) {
			out[f.ID] = f.Verdict
		}
	}
	return out, nil
}
