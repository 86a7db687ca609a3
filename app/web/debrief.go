package web

import (
	"cmp"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shoumi/casebook"
	"shoumi/rules"
)

// debriefPage is the data of debrief.html: a run that came to its end, beside the
// case it was drawn from.
type debriefPage struct {
	way
	Debrief         casebook.Debrief
	Path            []debriefStep
	Scored          []debriefStep // the first way, when the run was another
	Instead         []string      // from the parting on, the way that would have been free
	Standing        []standingGroup
	OpenCount       int
	CaseURL         string
	Real            []realBranch
	Changes, Same   *counterfactualView
	Risks, Measures []topicView
	Practice        bool
}

type debriefStep struct {
	Do    string
	First bool // here the first liability arose
}

type standingGroup struct {
	Name string
	Rows []nowRow
}

type realBranch struct {
	Name      string
	Decisions []casebook.Decision
}

type topicView struct{ Name, Text string }

// counterfactualView is a change of facts with what it moves.
type counterfactualView struct {
	If    string // the changed facts in words
	Moves []panelChange
	More  int
}

func (s *Server) debrief(c *fiber.Ctx, w way) error {
	tr, run := s.language(c), w.Run
	d, err := s.Cases.Debrief(run)
	if err != nil {
		return s.runProblem(w.Case, w.Again, err)
	}
	if w.Case.Withdrawn && !w.Kept {
		w.Again = ""
	}
	v := debriefPage{way: w, Debrief: d, CaseURL: cmp.Or(w.Told, caseURL(w.Case.ID)), Practice: s.Quizzes != nil && !w.Case.Withdrawn}
	for i, t := range d.Turns {
		v.Path = append(v.Path, debriefStep{Do: t.Do, First: i == d.First})
	}
	if first, err := s.Cases.Scored(run); err == nil && !sameWay(first, run) {
		if turns, err := s.Cases.Turns(first); err == nil {
			for _, t := range turns {
				v.Scored = append(v.Scored, debriefStep{Do: t.Do})
			}
		}
	}
	for i, w := range d.Way {
		if i >= d.Parting {
			v.Instead = append(v.Instead, w.Do)
		}
	}
	for _, kind := range rules.Kinds {
		g := standingGroup{Name: tr.T("kind." + string(kind))}
		for _, l := range d.Standing {
			switch {
			case l.Kind != kind:
			case l.Verdict == rules.Undetermined:
				v.OpenCount++
			default:
				of := s.cite(l.Provision)
				of.Text = l.Cite
				g.Rows = append(g.Rows, nowRow{Of: of, Title: l.Title, Verdict: l.Verdict})
			}
		}
		if len(g.Rows) > 0 {
			v.Standing = append(v.Standing, g)
		}
		r := realBranch{Name: tr.T("kind." + string(kind))}
		for _, o := range d.Real {
			if o.Branch == kind {
				r.Decisions = append(r.Decisions, o)
			}
		}
		if len(r.Decisions) > 0 {
			v.Real = append(v.Real, r)
		}
	}
	v.Changes, v.Same = s.counterfactual(tr, d.Changes), s.counterfactual(tr, d.Same)
	v.Risks, v.Measures = s.topics(tr, d.Risks), s.topics(tr, d.Measures)
	return s.render(c, fiber.StatusOK, "debrief", page{Title: tr.debriefHeading(d), Nav: w.Nav, Crumb: w.at(tr.T("debrief.title")), Data: v})
}

func sameWay(a, b casebook.Run) bool {
	if len(a.Steps) != len(b.Steps) {
		return false
	}
	for i := range a.Steps {
		if a.Steps[i].Node != b.Steps[i].Node || a.Steps[i].Choice != b.Steps[i].Choice {
			return false
		}
	}
	return true
}

// debriefHeading says what the way led to.
func (l *language) debriefHeading(d casebook.Debrief) string {
	var crimes, sanctions []string
	for _, x := range d.Standing {
		switch {
		case x.Verdict != rules.Established || x.AbsorbedBy != "":
		case x.Kind == rules.Criminal:
			crimes = append(crimes, x.Title)
		case x.Kind == rules.Administrative:
			sanctions = append(sanctions, x.Title)
		}
	}
	switch {
	case d.Free:
		return l.T("debrief.free")
	case len(crimes) == 0:
		return l.T("debrief.sanctions", len(sanctions))
	case len(crimes) <= 2:
		return l.T("debrief.crimes", strings.Join(crimes, l.T("list.join")))
	}
	return l.T("debrief.many", crimes[0], len(crimes))
}

func (s *Server) counterfactual(tr *language, x *casebook.Counterfactual) *counterfactualView {
	if x == nil {
		return nil
	}
	v := &counterfactualView{}
	var words []string
	for _, c := range x.Changes {
		label, what := changed(s.Book, tr, c)
		words = append(words, tr.T("flip.change", label, what))
	}
	v.If = strings.Join(words, tr.T("flip.and"))
	for _, m := range x.Moves {
		switch {
		case m.Kind != rules.Criminal && m.Kind != rules.Administrative && m.Kind != rules.Disciplinary:
			continue
		case len(v.Moves) == maxChanges:
			v.More++
		default:
			v.Moves = append(v.Moves, moved(tr, s.Book, m, nil))
		}
	}
	return v
}

func (s *Server) topics(tr *language, all []casebook.Topic) []topicView {
	var out []topicView
	for _, t := range all {
		out = append(out, topicView{Name: tr.topic(t), Text: t.Text})
	}
	return out
}
