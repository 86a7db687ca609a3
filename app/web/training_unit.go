package web

import (
	"errors"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/store"
	"shoumi/app/training"
)

// stop is a unit on somebody's path, as its page gets it.
type stop struct {
	Person  training.Person
	Path    training.Path
	Step    training.Step
	Number  int    // of the unit, from 1
	Title   string // of the unit
	Foreign bool   // the title is not in the language of the page
}

// Unit is the unit itself.
func (p stop) Unit() training.Unit { return p.Step.Unit }

// Href is the address of the unit. What its forms do is sent there too, or to an act
// below it.
func (p stop) Href() string { return unitURL(p.Path.Round, p.Step.Unit.ID) }

func roundURL(round string) string { return "/training/" + round }

func unitURL(round, unit string) string { return roundURL(round) + "/" + unit }

// unitKind is what a kind of unit shows, and what its forms do: the act is the last
// part of the address, empty for the one thing that a page is there for.
type unitKind struct {
	show func(c *fiber.Ctx, at stop) error
	act  func(c *fiber.Ctx, at stop, act string) error
}

func (s *Server) unitKind(k training.UnitKind) unitKind {
	return map[training.UnitKind]unitKind{
		training.Attest:   {s.attest, s.actOnDocument},
		training.Lesson:   {s.chapter, s.actOnLesson},
		training.Scenario: {s.play, s.actOnScenario},
		training.Check:    {s.selfCheck, s.actOnCheck},
		training.Certify:  {s.certification, s.beginCertification},
	}[k]
}

// unitOfCourse is the page of a unit, whatever its kind.
func (s *Server) unitOfCourse(c *fiber.Ctx) error {
	at, err := s.stop(c)
	if err != nil {
		return err
	}
	return s.atStop(c, at, s.unitKind(at.Unit().Kind).show(c, at))
}

// actOnUnit is a form that a page of a unit sent.
func (s *Server) actOnUnit(c *fiber.Ctx) error {
	at, err := s.stop(c)
	if err != nil {
		return err
	}
	return s.atStop(c, at, s.unitKind(at.Unit().Kind).act(c, at, c.Params("act")))
}

// stop finds the unit of an address on the path of the visitor, and that it is open.
func (s *Server) stop(c *fiber.Ctx) (stop, error) {
	tr := s.language(c)
	who, err := s.learner(c)
	if err != nil {
		return stop{}, err
	}
	path, err := s.Training.Path(c.UserContext(), who, roundOf(c))
	if err != nil {
		return stop{}, err
	}
	i := slices.IndexFunc(path.Steps, func(x training.Step) bool { return x.Unit.ID == c.Params("unit") })
	if i < 0 {
		return stop{}, training.ErrNoUnit
	}
	at := stop{Person: who, Path: path, Step: path.Steps[i], Number: i + 1}
	at.Title, at.Foreign = s.titleOfUnit(tr, at.Unit())
	if at.Step.State == training.UnitLocked {
		return at, s.atStop(c, at, training.ErrLocked)
	}
	return at, nil
}

// atStop is an error with the places to go on from: the unit as it stands now, and
// the path.
func (s *Server) atStop(c *fiber.Ctx, at stop, err error) error {
	p := trainingProblem(err)
	if errors.Is(err, store.ErrConflict) {
		p = s.problemOf(err)
	}
	if p == nil || len(p.links) > 0 {
		return err
	}
	tr := s.language(c)
	if next, ok := at.Path.Next(); ok && at.Step.State == training.UnitLocked {
		p.links = append(p.links, s.onTo(tr, at.Path, next.ID))
	} else if !ok || at.Step.State != training.UnitLocked {
		p.links = append(p.links, link{Text: tr.T("path.to_unit", at.Title), Href: at.Href()})
	}
	p.links = append(p.links, link{Text: tr.T("path.title"), Href: roundURL(at.Path.Round)})
	return p
}

// onTo leads to a unit of a path, by its number and name.
func (s *Server) onTo(tr *language, path training.Path, unit string) link {
	i := slices.IndexFunc(path.Steps, func(x training.Step) bool { return x.Unit.ID == unit })
	title, _ := s.titleOfUnit(tr, path.Steps[i].Unit)
	return link{Text: tr.T("path.go_on", i+1, title), Href: unitURL(path.Round, unit)}
}

// titleOfUnit is what a unit is called; foreign where that is not in the language of
// the page.
func (s *Server) titleOfUnit(tr *language, u training.Unit) (title string, foreign bool) {
	switch u.Kind {
	case training.Attest:
		d, _ := s.Training.Courses().Document(u.Ref)
		return tr.Of(d.Title), false
	case training.Lesson:
		if l, chinese, ok := s.lessonIn(tr, u.Ref); ok {
			return l.Title, chinese && tr.Param != "zh"
		}
	case training.Scenario:
		if x, ok := s.caseByID(u.Ref); ok && x.Scenario != nil {
			return x.Scenario.Title, tr.Param != "zh"
		}
	case training.Check:
		return tr.T("path.check", u.Items), false
	case training.Certify:
		return tr.T("path.certify", u.Certify.Blueprint.Items()), false
	}
	return u.Ref, false
}

// roundOf is the round of an address.
func roundOf(c *fiber.Ctx) string { return c.Params("course") + "/" + c.Params("term") }

func (s *Server) stopCrumbs(tr *language, at stop) []link {
	return []link{{Text: tr.T("path.title"), Href: "/training"}, {Text: tr.Of(at.Path.Course.Title), Href: roundURL(at.Path.Round)}, {Text: tr.T("path.unit", at.Number, at.Title)}}
}

// onwardLink leads to what comes after a unit that is done: the unit to do now, or
// the course when there is none.
func (s *Server) onwardLink(tr *language, path training.Path) *link {
	if next, ok := path.Next(); ok && path.Opens.IsZero() {
		l := s.onTo(tr, path, next.ID)
		return &l
	}
	return &link{Text: tr.T("path.to_course"), Href: roundURL(path.Round)}
}

// onward leads from a unit that was just done to what comes after it.
func (s *Server) onward(c *fiber.Ctx, at stop) error {
	path, err := s.Training.Path(c.UserContext(), at.Person, at.Path.Round)
	if err != nil {
		return err
	}
	s.say(c, "path.did", strconv.Itoa(at.Number), at.Title)
	return c.Redirect(s.onwardLink(s.language(c), path).Href, fiber.StatusSeeOther)
}
