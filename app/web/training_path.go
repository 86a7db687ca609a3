package web

import (
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/training"
	"shoumi/rules"
)

// pathView is a round as its person sees it.
type pathView struct {
	Title string // of the course
	Href  string
	State string // how far it is, in words
	Due   string
	Late  bool
	Tasks []task
	Next  *link // the one thing to do
	Wait  string
	Rule  []string // when the course counts as finished
	Again *notice  // a document that was signed has to be signed again
	Spent string   // how long the person was at it
}

// pathsPage is the data of training.html: what is assigned to the visitor, and what
// they finished.
type pathsPage struct {
	Open    []pathView
	Closed  []pathView // finished, or waived
	Empty   *empty
	Reviews int
	Hours   int
}

// paths are all rounds of the visitor.
func (s *Server) paths(c *fiber.Ctx) error {
	tr := s.language(c)
	who, err := s.learner(c)
	if err != nil {
		return err
	}
	home, err := s.Training.Home(c.UserContext(), who)
	if err != nil {
		return err
	}
	v := pathsPage{Reviews: home.Reviews, Hours: home.Hours}
	for _, p := range home.Paths {
		if view := s.pathView(tr, p); p.Finished || p.Waived {
			v.Closed = append(v.Closed, view)
		} else {
			v.Open = append(v.Open, view)
		}
	}
	title := tr.T("path.title")
	switch {
	case len(v.Open) > 0:
		title = tr.T("path.heading", len(v.Open))
	case len(v.Closed) > 0:
		title = tr.T("path.all_done")
	default:
		title = tr.T("path.none")
		v.Empty = s.nothingAssigned(tr)
	}
	return s.render(c, fiber.StatusOK, "training", page{Title: title, Nav: "training", Data: v})
}

// nothingAssigned says who assigns courses, and what one can read meanwhile.
func (s *Server) nothingAssigned(tr *language) *empty {
	return &empty{Text: tr.T("path.empty"), How: tr.T("path.empty_how"), Action: &link{Text: tr.T("path.meanwhile"), Href: "/lessons"}}
}

// course is one round of the visitor.
func (s *Server) course(c *fiber.Ctx) error {
	tr := s.language(c)
	who, err := s.learner(c)
	if err != nil {
		return err
	}
	p, err := s.Training.Path(c.UserContext(), who, roundOf(c))
	if err != nil {
		return err
	}
	v := s.pathView(tr, p)
	v.Rule = s.completion(tr, p)
	if minutes := int(p.Active.Minutes()); minutes > 0 {
		v.Spent = tr.T("path.spent", minutes)
	}
	if p.Finished {
		if v.Next, err = s.certificateOf(c, who, p.Round); err != nil {
			return err
		}
	}
	if p.Finished {
		if v.Next, err = s.certificateOf(c, who, p.Round); err != nil {
			return err
		}
	}
	return s.render(c, fiber.StatusOK, "course", page{Title: v.Title + tr.T("colon") + v.State, Nav: "training", Crumb: []link{{Text: tr.T("path.title"), Href: "/training"}, {Text: v.Title}}, Data: v})
}

func (s *Server) pathView(tr *language, p training.Path) pathView {
	v := pathView{Title: tr.Of(p.Course.Title), Href: roundURL(p.Round), Late: p.Overdue}
	v.Due = tr.due(p.Due, s.today())
	done := 0
	for i, step := range p.Steps {
		title, foreign := s.titleOfUnit(tr, step.Unit)
		t := task{ID: step.Unit.ID, Text: tr.T("path.unit", i+1, title), Note: s.unitNote(tr, step), State: taskLocked, Chinese: foreign}
		switch {
		case step.State == training.UnitDone:
			t.State = taskDone
			done++
		case step.State == training.UnitOpen && step.Done > 0:
			t.State = taskDoing
		case step.State == training.UnitOpen:
			t.State = taskTodo
		}
		if step.State != training.UnitLocked {
			t.Href = unitURL(p.Round, step.Unit.ID)
		}
		v.Tasks = append(v.Tasks, t)
	}
	switch next, ok := p.Next(); {
	case p.Waived:
		v.State, v.Due = tr.T("path.waived"), ""
	case p.Finished:
		v.State, v.Due = tr.T("path.finished"), ""
		if to := s.signAgain(tr, p); to != nil {
			v.Again = &notice{Kind: "warning", Title: tr.T("path.sign_again"), Links: []link{*to}}
		}
	case !p.Opens.IsZero():
		v.State, v.Wait = tr.T("path.left", len(p.Steps)-done, len(p.Steps)), tr.T("path.opens", tr.moment(p.Opens))
	case ok:
		next := s.onTo(tr, p, next.ID)
		v.State, v.Next = tr.T("path.left", len(p.Steps)-done, len(p.Steps)), &next
	}
	return v
}

// signAgain leads to a document of a finished course of which there is a new major
// version; nil where there is none.
func (s *Server) signAgain(tr *language, p training.Path) *link {
	for _, step := range p.Steps {
		if p.Finished && step.Unit.Kind == training.Attest && step.State != training.UnitDone {
			title, _ := s.titleOfUnit(tr, step.Unit)
			return &link{Text: tr.T("attest.asks", title), Href: unitURL(p.Round, step.Unit.ID)}
		}
	}
	return nil
}

// unitNote says what kind of unit it is, and how much of it is done.
func (s *Server) unitNote(tr *language, step training.Step) string {
	note := tr.T("path.kind." + string(step.Unit.Kind))
	if l, _, ok := s.lessonIn(tr, step.Unit.Ref); ok && step.Unit.Kind == training.Lesson {
		note += tr.T("path.comma") + tr.T("lesson.minutes", l.Minutes)
	}
	if step.State != training.UnitDone && step.Done > 0 && step.Of > 0 {
		note += tr.T("path.comma") + tr.T("path.part."+string(step.Unit.Kind), step.Done, step.Of)
	}
	return note
}

// completion is the rule by which a course is finished, sentence by sentence.
func (s *Server) completion(tr *language, p training.Path) (out []string) {
	out = append(out, tr.T("path.rule.order", len(p.Steps)))
	for _, step := range p.Steps {
		u := step.Unit
		if u.Kind != training.Certify {
			continue
		}
		b := u.Certify.Blueprint
		out = append(out, tr.T("path.rule.certify", b.Items(), b.Need()))
		if len(b.Critical) > 0 {
			out = append(out, tr.T("path.rule.critical", strings.Join(s.conceptNames(tr, b.Critical), tr.T("list.join"))))
		}
		out = append(out, tr.T("path.rule.wait", int(u.Certify.Wait/time.Hour)))
	}
	if credit, ok := p.Course.CreditOn(s.today()); ok {
		out = append(out, tr.T("path.rule.hours", credit.Hours, tr.Of(credit.Category), p.Course.Valid))
	}
	return append(out, tr.T("path.rule.waiver"))
}

// due says until when something is to be done, and how late it is.
func (l *language) due(day, today rules.Date) string {
	switch left := int(day - today); {
	case left < 0:
		return l.T("path.late", -left, l.day(day))
	case left == 0:
		return l.T("path.due_today", l.day(day))
	default:
		return l.T("path.due", l.day(day))
	}
}
