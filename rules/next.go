package rules

import (
	"cmp"
	"fmt"
	"slices"

	"shoumi/rules/condition"
)

// Next is what to ask about an incident, for each actor in order, best first.
// Facts that can swing an offence or an administrative sanction come before those
// that only bear on damages, discipline and duties; among them the fact whose
// answer settles most provisions, ties broken by the cost of finding out and then
// by the order of the vocabulary. A fact that can swing nothing is never asked.
// asked are facts to which "don't know" is already the answer.
func (b *Book) Next(in Incident, judged Date, asked ...string) ([][]Question, error) {
	var out [][]Question
	actors := in.Actors
	if len(actors) == 0 {
		actors = []Actor{{Name: SoleActor}}
	}
	for _, a := range actors {
		s, err := b.sit(in, a)
		if err != nil {
			return nil, err
		}
		qs := s.questions(s.findings(judged), judged)
		s.done()
		out = append(out, slices.DeleteFunc(qs, func(q Question) bool { return slices.Contains(asked, q.Fact) }))
	}
	return out, nil
}

// questions looks one step ahead: for every missing fact and each of its values,
// how many open provisions would be settled.
func (s *sitting) questions(findings []Finding, judged Date) []Question {
	out := []Question{}
	byFact := map[string]*candidate{}
	var open []openFinding
	for _, i := range s.live {
		f := &findings[i]
		if f.Verdict != Undetermined {
			continue
		}
		primary := f.Kind == Criminal || f.Kind == Administrative
		open = append(open, openFinding{f.ID, s.inPlay(f, judged), slices.Contains(f.Missing, ActDateFact), primary})
		for _, fact := range f.Missing {
			c := byFact[fact]
			if c == nil {
				c = &candidate{fact: fact}
				byFact[fact] = c
			}
			c.swings = append(c.swings, f.ID)
			c.primary = c.primary || primary
			for _, e := range f.Elements {
				if e.Verdict == Undetermined && slices.ContainsFunc(e.Facts, func(r *FactReading) bool { return r.ID == fact }) {
					c.elements = append(c.elements, f.ID+"#"+e.ID)
				}
			}
		}
	}
	if len(byFact) == 0 {
		return out
	}
	if s.trial == nil {
		s.trial, s.ahead = s.book.lang.NewFacts(), s.book.net.NewWalk()
	}
	for i := range s.book.facts {
		f := &s.book.facts[i]
		if c := byFact[f.ID]; c != nil {
			q := Question{Fact: f.ID, Question: f.Question.Zh, Settles: []string{}, Elements: c.elements, Primary: c.primary}
			s.lookAhead(&q, open)
			out = append(out, q)
		}
	}
	if c := byFact[ActDateFact]; c != nil {
		q := Question{Fact: ActDateFact, Question: "行為是哪一天（或哪段期間）？", Settles: []string{}, Elements: []string{}, Score: float64(len(c.swings)), Primary: c.primary, first: float64(len(c.swings))}
		q.Settles = append(q.Settles, c.swings...)
		out = append(out, q)
	}
	slices.SortStableFunc(out, s.book.Urgency)
	return out
}

// Urgency orders questions, of several actors too, as Next does but for the order of
// the vocabulary: negative where x is to be asked before y.
func (b *Book) Urgency(x, y Question) int {
	if x.Primary != y.Primary {
		if x.Primary {
			return -1
		}
		return 1
	}
	cost := func(id string) int {
		f, _ := b.Fact(id)
		return f.Cost
	}
	return cmp.Or(cmp.Compare(y.first, x.first), cmp.Compare(y.Score, x.Score), cost(x.Fact)-cost(y.Fact))
}

type candidate struct {
	fact     string
	swings   []string // provisions
	elements []string
	primary  bool
}

// openFinding is a provision that is undetermined, with the rules that decide it.
type openFinding struct {
	id    string
	rules []*rule
	date  bool // the date is open too, and no other answer settles that
	// primary findings, offences and administrative sanctions, are asked for first
	primary bool
}

// inPlay are the rules a finding depends on: those of the act, and of offences
// those of later law (刑法 2 I).
func (s *sitting) inPlay(f *Finding, judged Date) []*rule {
	var out []*rule
	for _, p := range s.book.tracks[s.book.position[f.ID]].stretches(s.in.ActDate) {
		if p.rule != nil {
			out = append(out, p.rule)
		}
	}
	if f.Kind == Criminal && len(out) > 0 {
		out = append(out, s.later(f.ID, out[len(out)-1], judged)...)
	}
	return out
}

// lookAhead tries every value of a fact. What it settles is judged by Kleene's
// logic, which is fast and may tell too little.
func (s *sitting) lookAhead(q *Question, open []openFinding) {
	trial, walk := s.trial, s.ahead
	settled, first, tried := 0, 0, 0
	for range s.facts.Try(q.Fact, trial) {
		tried++
		walk.Reset(trial)
		for _, f := range open {
			if f.date || slices.ContainsFunc(f.rules, func(r *rule) bool { return walk.Truth(r.node) == condition.Unknown }) {
				continue
			}
			settled++
			if f.primary {
				first++
			}
			if !slices.Contains(q.Settles, f.id) {
				q.Settles = append(q.Settles, f.id)
			}
		}
	}
	if tried > 0 {
		q.Score, q.first = float64(settled)/float64(tried), float64(first)/float64(tried)
	}
}

// Why says in Chinese why a question is asked: the elements and articles the
// answer can swing.
func (b *Book) Why(q Question) string {
	var parts []string
	for _, ref := range q.Elements {
		for i := range ref {
			if ref[i] != '#' {
				continue
			}
			p, ok := b.Provision(ref[:i])
			if !ok {
				break
			}
			for _, e := range p.Elements {
				if e.ID == ref[i+1:] {
					parts = append(parts, fmt.Sprintf("%s的「%s」", p.Cite, e.Text))
				}
			}
		}
	}
	switch {
	case q.Fact == ActDateFact:
		return "不同日期適用不同版本的法規，目前的日期範圍還分不出是哪一版。"
	case len(parts) == 0:
		return ""
	case len(parts) > 4:
		return fmt.Sprintf("會影響%s等%d項要件。", join(parts[:3]), len(parts))
	}
	return "會影響" + join(parts) + "。"
}

func join(parts []string) string {
	s := ""
	for i, p := range parts {
		if i > 0 {
			s += "、"
		}
		s += p
	}
	return s
}
