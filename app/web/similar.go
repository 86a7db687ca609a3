package web

import (
	"shoumi/casebook"
	"shoumi/rules"
)

// nearest is how many similar cases a result names.
const nearest = 5

// similar is a published case near an incident, with what became of it.
type similar struct {
	Title, Href string
	Distance    string
	Differs     []differing
	Outcomes    []realOutcome
}

// differing is a fact on which an incident and a case differ.
type differing struct{ Label, Here, There string }

// realOutcome is an official decision about an actor of a case.
type realOutcome struct {
	Actor, Stage, Text string
	Proven             bool // a court found the charge proved, or it is no charge
}

func (s *Server) similar(tr *language, at place, in rules.Incident, x rules.SimilarCase) similar {
	v := similar{Title: x.Case, Distance: tr.T("similar.distance", len(x.Differs))}
	c, ok := s.caseByID(x.Case)
	if !ok {
		return v
	}
	v.Title, v.Href = c.Title, caseURL(c.ID)
	theirs := c.Incident()
	me, them := s.Cases.Nearest(in, theirs)
	for _, id := range x.Differs {
		f, ok := s.Book.Fact(id)
		if !ok {
			continue
		}
		own, ok := at.book.Fact(id) // of the rules of the day
		if !ok {
			own = f
		}
		v.Differs = append(v.Differs, differing{Label: tr.Of(f.Label), Here: tr.Value(own, in.Of(me)[id]), There: tr.Value(f, theirs.Of(them)[id])})
	}
	for _, a := range c.Actors {
		for _, o := range a.Outcome {
			v.Outcomes = append(v.Outcomes, realOutcome{Actor: a.Name, Stage: o.Stage.Zh(), Text: o.Text, Proven: o.Stage.Convicted() || o.Stage == casebook.Administrative})
		}
	}
	return v
}

// fitView is a measure with why it is listed.
type fitView struct {
	Name, Text string
	Cases      []link // similar ones that would have been helped
	Risks      []riskView
}

// riskView is a risk factor of the incident, with the cases that show it and name the
// measure.
type riskView struct {
	Name  string
	Cases []link
}

// fitting are the measures of the handbooks that fit an incident with these risk
// factors, and near to these cases.
func (s *Server) fitting(tr *language, risks, near []string) (out []fitView) {
	if s.Cases == nil {
		return nil
	}
	links := func(ids []string) (out []link) {
		for _, id := range ids {
			if c, ok := s.caseByID(id); ok {
				out = append(out, link{Text: c.Title, Href: caseURL(id)})
			}
		}
		return out
	}
	for _, f := range s.Cases.Fitting(risks, near) {
		v := fitView{Name: tr.topic(f.Measure), Text: f.Measure.Text, Cases: links(f.Cases)}
		for _, r := range f.Risks {
			v.Risks = append(v.Risks, riskView{Name: tr.topic(r.Risk), Cases: links(r.Cases)})
		}
		out = append(out, v)
	}
	return out
}
