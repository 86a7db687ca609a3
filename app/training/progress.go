package training

import (
	"context"
	"slices"
	"time"

	"shoumi/content"
	"shoumi/quizzes"
	"shoumi/rules"
)

// UnitState is how a unit stands.
type UnitState string

const (
	UnitLocked UnitState = "locked" // others come first
	UnitOpen   UnitState = "open"
	UnitDone   UnitState = "done" // and stays open
)

// Step is a unit on somebody's path.
type Step struct {
	Unit  Unit
	State UnitState
	Done  int // sections, items or turns, of Of; 0 of 0 where it cannot be said
	Of    int

	Active time.Duration // see Progress.Active
}

// Path is a round as its person sees it.
type Path struct {
	Enrolment
	Steps    []Step
	Finished bool
	Waived   bool
	Overdue  bool
	Active   time.Duration
	Opens    time.Time // the certification comes next and has to wait until then; zero: it has not
}

// Next is the unit to do now; false when there is none.
func (p Path) Next() (Unit, bool) {
	for _, s := range p.Steps {
		if s.State == UnitOpen && !p.Finished && !p.Waived {
			return s.Unit, true
		}
	}
	return Unit{}, false
}

// Act is what a person is to do now.
type Act string

const (
	ActUnit   Act = "unit"   // go on with Home.Unit of Home.Round
	ActReview Act = "review" // review Home.Reviews concepts
	ActWait   Act = "wait"   // the certification opens again at Home.Opens
	ActRest   Act = "rest"   // nothing
)

// Home is the one thing to do next, and how things stand.
type Home struct {
	Act     Act
	Round   string
	Unit    Unit
	Due     rules.Date // of the round
	Overdue bool
	Opens   time.Time
	Reviews int // due today
	Hours   int // of finished courses, in the year of the day
	Paths   []Path
}

// Home says what a person is to do next: what is begun or assigned and due first;
// while a certification has to wait, reviews.
func (t *Training) Home(ctx context.Context, p Person) (Home, error) {
	s, all, err := t.rounds(ctx, p)
	if err != nil {
		return Home{}, err
	}
	now := t.now()
	h := Home{Act: ActRest, Reviews: len(quizzes.DueToday(s.Cards, now, s.Today[day(now)]))}
	for _, e := range all {
		path := t.path(s, e, now)
		h.Paths = append(h.Paths, path)
		if !path.Finished {
			continue
		}
		if ended := s.ended(e.Round); day(ended)[:4] == day(now)[:4] {
			if c, ok := e.Course.CreditOn(dayOf(ended)); ok {
				h.Hours += c.Hours
			}
		}
	}
	for _, path := range h.Paths {
		u, ok := path.Next()
		if !ok {
			continue
		}
		if !path.Opens.IsZero() {
			if h.Act == ActRest {
				h.Act, h.Round, h.Unit, h.Due, h.Overdue, h.Opens = ActWait, path.Round, u, path.Due, path.Overdue, path.Opens
			}
			continue
		}
		h.Act, h.Round, h.Unit, h.Due, h.Overdue, h.Opens = ActUnit, path.Round, u, path.Due, path.Overdue, time.Time{}
		return h, nil
	}
	if h.Reviews > 0 {
		h.Act = ActReview
	}
	return h, nil
}

// Path is one round of a person. ErrNotEnrolled.
func (t *Training) Path(ctx context.Context, p Person, round string) (Path, error) {
	s, all, err := t.rounds(ctx, p)
	if err != nil {
		return Path{}, err
	}
	i := slices.IndexFunc(all, func(e Enrolment) bool { return e.Round == round })
	if i < 0 {
		return Path{}, ErrNotEnrolled
	}
	return t.path(s, all[i], t.now()), nil
}

// rounds is where a person stands, with every round ended that is done, and all
// rounds of theirs.
func (t *Training) rounds(ctx context.Context, p Person) (State, []Enrolment, error) {
	id, err := t.Learner(ctx, p.Account)
	if err != nil {
		return State{}, nil, err
	}
	s, err := t.State(ctx, id)
	if err != nil {
		return State{}, nil, err
	}
	if err := t.settle(ctx, s); err != nil {
		return State{}, nil, err
	}
	all, err := t.enrolments(ctx, p, s)
	return s, all, err
}

func (t *Training) path(s State, e Enrolment, now time.Time) Path {
	p := Path{Enrolment: e, Finished: !s.ended(e.Round).IsZero()}
	r, known := s.Rounds[e.Round]
	if known {
		p.Waived, p.Active = !r.Waived.IsZero(), r.Active()
	}
	open := true
	for _, u := range e.Course.Units {
		step := Step{Unit: u, State: UnitLocked}
		step.Done, step.Of = t.count(s, e.Round, u)
		if known && r.Units[u.ID] != nil {
			step.Active = r.Units[u.ID].Active
		}
		switch {
		case t.done(s, e.Round, u):
			step.State = UnitDone
		case open:
			step.State = UnitOpen
			open = false
		}
		p.Steps = append(p.Steps, step)
	}
	p.Overdue = !p.Finished && !p.Waived && dayOf(now) > e.Due
	if u, ok := p.Next(); ok && u.Kind == Certify {
		if opens := s.opens(e.Round, u); now.Before(opens) {
			p.Opens = opens
		}
	}
	return p
}

// ended is when somebody finished a round; zero: not yet. A round that is finished
// stays so when units are added to its course.
func (s State) ended(round string) time.Time {
	if r, ok := s.Rounds[round]; ok {
		return r.Finished
	}
	return time.Time{}
}

// done says whether a unit is done.
func (t *Training) done(s State, round string, u Unit) bool {
	r, ok := s.Rounds[round]
	if u.Kind == Attest { // whatever the round
		d, there := t.courses.Document(u.Ref)
		return there && s.Signed[u.Ref].Version.Major >= d.Version.Major
	}
	if !ok || r.Units[u.ID] == nil {
		return false
	}
	p := r.Units[u.ID]
	switch u.Kind {
	case Lesson:
		n := t.sections(u)
		for i := range n {
			if !p.Served[i+1] {
				return false
			}
		}
		return n > 0
	case Scenario:
		for _, play := range p.Plays {
			if play.Done {
				return true
			}
		}
		return false
	case Check:
		return p.Checks[1].Done()
	case Certify:
		return !p.Passed.IsZero()
	}
	return false
}

// count is how much of a unit is done.
func (t *Training) count(s State, round string, u Unit) (done, of int) {
	p := &UnitProgress{}
	if r, ok := s.Rounds[round]; ok && r.Units[u.ID] != nil {
		p = r.Units[u.ID]
	}
	switch u.Kind {
	case Attest:
		d, _ := t.courses.Document(u.Ref)
		return len(p.Documents[d.Hash]), len(d.Sections)
	case Lesson:
		of = t.sections(u)
		for i := range of {
			if p.Served[i+1] {
				done++
			}
		}
	case Check:
		of = u.Items
		if c := p.Checks[1]; c != nil {
			done = len(c.Answers)
		}
	}
	return done, of
}

// sections is how many sections a lesson has: headings of the second level.
func (t *Training) sections(u Unit) int {
	l, ok := t.from.Lessons.Lesson(content.Languages[0], u.Ref)
	if !ok {
		return 0
	}
	n := 0
	for _, x := range l.Sections {
		if x.Level == 2 {
			n++
		}
	}
	return n
}

// dayOf is the day in Taipei.
func dayOf(t time.Time) rules.Date {
	t = t.In(taipei)
	return rules.Day(t.Year(), t.Month(), t.Day())
}
