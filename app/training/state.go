package training

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"shoumi/casebook"
	"shoumi/quizzes"
)

// State is where somebody stands: what all steps come to, in whatever order they
// are given and however often.
type State struct {
	Learner   string
	Rounds    map[string]*Progress // by round
	Signed    map[string]Signature // the latest of each document
	Seen      quizzes.History      // items shown anywhere
	Cards     map[string]quizzes.Card
	Corrected map[string]bool // concepts that a change of material made due last, and not one of the law
	Reviews   []quizzes.Entry // the log that the cards are made of
	Mastery   map[string]quizzes.Mastery
	Today     map[string]int // reviews by day in Taipei
	Attempts  []Attempt      // oldest first
}

// Progress is what was done in a round.
type Progress struct {
	Began    time.Time
	Due      string // as it was when the round began
	Units    map[string]*UnitProgress
	Finished time.Time // zero: not yet
	Asked    time.Time // when a waiver was asked for
	AskedBy  string    // by whom; empty once it was agreed to or refused
	Reason   string    // of the asking
	Waived   time.Time
	WaivedBy string
	Refused  Refusal // the latest

	asking int // number of the asking
}

// Refusal is a waiver that somebody did not agree to.
type Refusal struct {
	By     string // account; empty: nobody refused
	Reason string
	number int // of the asking
}

// UnitProgress is what was done in a unit. Which fields are used goes by its kind.
type UnitProgress struct {
	Served    map[int]bool              // sections of a lesson, from 1
	Documents map[string]map[int]bool   // sections of a document, by its hash
	Tried     map[string]quizzes.Answer // the first answer to an item within a lesson
	Checks    map[int]*SelfCheck        // by run
	Plays     map[int]*Play             // by run
	Passed    time.Time                 // the certification
	Active    time.Duration             // see Progress.Active
}

// SelfCheck is one run of a self-check.
type SelfCheck struct {
	Items   []string
	Answers map[int]Event // by position from 1; the first answer counts
}

// Done says whether every item was answered.
func (c *SelfCheck) Done() bool {
	return c != nil && len(c.Items) > 0 && len(c.Answers) >= len(c.Items)
}

// Play is one run of a scenario.
type Play struct {
	Run   casebook.Run
	Turns int // choices and steps back; the next one has the number after
	Done  bool
}

// Signature is a document as somebody signed it.
type Signature struct {
	Version Version
	Hash    string
	Method  string
	At      time.Time
}

// certified makes an item of a certification come after those that were merely
// practised, however often: a retake has no item of the attempt before while there
// are others.
const certified = 1000

// Fold is where somebody stands after all events and attempts of theirs.
func Fold(learner string, all []Event, attempts []Attempt) (State, error) {
	s := State{Learner: learner, Rounds: map[string]*Progress{}, Corrected: map[string]bool{}, Signed: map[string]Signature{}, Seen: quizzes.History{},
		Mastery: map[string]quizzes.Mastery{}, Today: map[string]int{}}
	s.Attempts = slices.Clone(attempts)
	slices.SortFunc(s.Attempts, func(a, b Attempt) int { return cmp.Or(a.Began.Compare(b.Began), cmp.Compare(a.ID, b.ID)) })
	m := memory{}
	ordered := inOrder(all)
	s.turns(ordered)
	for _, e := range ordered {
		s.apply(e, &m)
	}
	for _, a := range s.Attempts {
		for _, item := range a.Items {
			s.saw(item, certified, a.Began)
		}
		if a.Submitted.IsZero() {
			continue
		}
		for i, o := range a.Outcomes {
			m.add(o.Concept, a.Submitted, a.ID, i+1, o.Right, a.Parameters, true)
		}
		if u := s.round(a.Round).unit(a.Unit); a.Passed && (u.Passed.IsZero() || a.Submitted.Before(u.Passed)) {
			u.Passed = a.Submitted
		}
	}
	s.count(ordered)
	return s, s.remember(m)
}

func (s *State) saw(item string, times int, at time.Time) {
	h := s.Seen[item]
	h.Times += times
	if at.After(h.Last) {
		h.Last = at
	}
	s.Seen[item] = h
}

func (s *State) round(id string) *Progress {
	p, ok := s.Rounds[id]
	if !ok {
		p = &Progress{Units: map[string]*UnitProgress{}}
		s.Rounds[id] = p
	}
	return p
}

func (p *Progress) unit(id string) *UnitProgress {
	u, ok := p.Units[id]
	if !ok {
		u = &UnitProgress{Served: map[int]bool{}, Documents: map[string]map[int]bool{}, Tried: map[string]quizzes.Answer{}, Checks: map[int]*SelfCheck{}, Plays: map[int]*Play{}}
		p.Units[id] = u
	}
	return u
}

func (s *State) apply(e Event, m *memory) {
	switch e.Kind {
	case Served:
		u := s.round(e.Round).unit(e.Unit)
		if e.Hash == "" {
			u.Served[e.Number] = true
		} else if u.Documents[e.Hash] == nil {
			u.Documents[e.Hash] = map[int]bool{e.Number: true}
		} else {
			u.Documents[e.Hash][e.Number] = true
		}
	case Tried:
		s.round(e.Round).unit(e.Unit).Tried[e.Item] = *e.Answer
		s.saw(e.Item, 1, e.At)
	case Signed:
		if was := s.Signed[e.Document]; was.At.IsZero() || e.Signed.Major > was.Version.Major {
			s.Signed[e.Document] = Signature{*e.Signed, e.Hash, e.Method, e.At}
		}
	case Drawn:
		s.round(e.Round).unit(e.Unit).check(e.Run).Items = e.Items
	case Answered:
		s.round(e.Round).unit(e.Unit).check(e.Run).Answers[e.Number] = e
		if e.Answer == nil { // passed over
			break
		}
		s.saw(e.Item, 1, e.At)
		if e.Run == 1 {
			m.add(e.Concept, e.At, e.Round+"/"+e.Unit, e.Number, e.Right, e.Parameters, false)
		}
	case Reviewed:
		s.Today[day(e.At)]++
		s.saw(e.Item, 1, e.At)
		m.add(e.Concept, e.At, e.ID, 1, e.Right, e.Parameters, true)
	case LawMoved:
		s.Corrected[e.Concept] = strings.HasPrefix(e.Change, string(MaterialChange)+"/")
		m.law = append(m.law, quizzes.Entry{Concept: e.Concept, At: e.At, LawDue: e.LawDue})
	case Began, Finished, WaiveAsk, Waived, Refused:
		s.round(e.Round).mark(e)
	}
}

func (u *UnitProgress) check(run int) *SelfCheck {
	c, ok := u.Checks[run]
	if !ok {
		c = &SelfCheck{Answers: map[int]Event{}}
		u.Checks[run] = c
	}
	return c
}

// turns puts the turns of scenarios together, by their numbers and not by their
// times: clocks of two servers may differ.
func (s *State) turns(all []Event) {
	var turns []Event
	for _, e := range all {
		if e.Kind == Chose || e.Kind == WentBack {
			turns = append(turns, e)
		}
	}
	slices.SortStableFunc(turns, func(a, b Event) int {
		return cmp.Or(cmp.Compare(a.Round, b.Round), cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.Run, b.Run), cmp.Compare(a.Number, b.Number))
	})
	for _, e := range turns {
		plays := s.round(e.Round).unit(e.Unit).Plays
		p, ok := plays[e.Run]
		if !ok {
			p = &Play{Run: casebook.Run{Case: e.Case, Version: e.Story, Steps: []casebook.Step{}, First: []casebook.Step{}}}
			plays[e.Run] = p
		}
		p.Turns = e.Number
		p.Done = p.Done || e.AtEnd
		if e.Kind == WentBack {
			p.Run.Steps = p.Run.Steps[:max(len(p.Run.Steps)-1, 0)]
			continue
		}
		step := casebook.Step{Node: e.Node, Choice: e.Choice, At: e.At}
		p.Run.Steps = append(p.Run.Steps, step)
		if !slices.ContainsFunc(p.Run.First, func(f casebook.Step) bool { return f.Node == e.Node }) {
			p.Run.First = append(p.Run.First, step)
		}
	}
}
