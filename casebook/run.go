package casebook

import (
	"errors"
	"slices"
	"time"

	"shoumi/rules"
)

// Run is somebody's way through a scenario: a plain value to keep and hand back.
type Run struct {
	Case    string `json:"case"`
	Version string `json:"version"` // of the scenario, Scenario.Version
	Steps   []Step `json:"steps"`   // from the start to where the run stands
	// First is the first choice ever made at every node that was reached, in the
	// order in which they were made: what counts, whatever was tried afterwards.
	First []Step `json:"first"`
}

// Step is one choice made.
type Step struct {
	Node   string    `json:"node"`
	Choice string    `json:"choice"`
	At     time.Time `json:"at"`
}

// What can be wrong with a run or an answer.
var (
	ErrNoScenario = errors.New("這個案例沒有情境可以練習。")
	ErrChanged    = errors.New("這個情境後來改過內容，原來的進度接不上；請從頭開始。")
	ErrStale      = errors.New("您回答的不是目前這一步，可能在別的視窗已經走過了；請從目前的進度繼續。")
	ErrNoChoice   = errors.New("這一步沒有這個選項。")
	ErrNoNode     = errors.New("這個情境沒有這一步。")
	ErrAtStart    = errors.New("已經在情境的開頭，沒有上一步可以退回。")
)

// Scene is where a run stands, as somebody who plays sees it: nothing in it tells
// what a choice leads to.
type Scene struct {
	Case    string   `json:"case"`
	Title   string   `json:"title"`
	Node    string   `json:"node"`
	Story   string   `json:"story"`
	Ask     string   `json:"ask"`
	Options []Option `json:"options"`
	Step    int      `json:"step"` // of this node, counted from 1
	Of      int      `json:"of"`   // steps in all, when the longest way is taken from here
}

// Option is a choice as it is offered.
type Option struct {
	ID string `json:"id"`
	Do string `json:"do"`
}

// Start begins the scenario of a case.
func (b *Casebook) Start(caseID string) (Run, error) {
	c, ok := b.Case(caseID)
	if !ok || c.Scenario == nil {
		return Run{}, ErrNoScenario
	}
	return Run{Case: c.ID, Version: c.Scenario.Version, Steps: []Step{}, First: []Step{}}, nil
}

// Answer makes a choice at a node and says what came of it. Giving an answer that
// stands already changes nothing. The error is one of those above.
func (b *Casebook) Answer(run Run, node, choice string, at time.Time) (Run, Turn, error) {
	w, err := b.replay(run)
	if err != nil {
		return run, Turn{}, err
	}
	if i := slices.IndexFunc(run.Steps, func(s Step) bool { return s.Node == node && s.Choice == choice }); i >= 0 {
		turn, err := b.turn(w, i)
		return run, turn, err
	}
	here := w.here()
	if here.node == nil || here.node.ID != node {
		return run, Turn{}, ErrStale
	}
	c, ok := here.node.Choice(choice)
	if !ok {
		return run, Turn{}, ErrNoChoice
	}
	step := Step{node, choice, at}
	run.Steps = append(slices.Clone(run.Steps), step)
	if !slices.ContainsFunc(run.First, func(s Step) bool { return s.Node == node }) {
		run.First = append(slices.Clone(run.First), step)
	}
	w.take(b.book, c)
	turn, err := b.turn(w, len(run.Steps)-1)
	return run, turn, err
}

// Rewind goes back one node; what was chosen first still counts.
func (b *Casebook) Rewind(run Run) (Run, error) {
	if _, err := b.replay(run); err != nil {
		return run, err
	}
	if len(run.Steps) == 0 {
		return run, ErrAtStart
	}
	run.Steps = slices.Clone(run.Steps[:len(run.Steps)-1])
	return run, nil
}

// Scored is the run as it went the first time: the way of the choices that count,
// as far as they reach.
func (b *Casebook) Scored(run Run) (Run, error) {
	first := run
	first.Steps = []Step{}
	w, err := b.replay(first)
	if err != nil {
		return run, err
	}
	for w.here().node != nil {
		node := w.here().node
		i := slices.IndexFunc(run.First, func(s Step) bool { return s.Node == node.ID })
		if i < 0 {
			break
		}
		c, ok := node.Choice(run.First[i].Choice)
		if !ok {
			return run, ErrChanged
		}
		first.Steps = append(first.Steps, run.First[i])
		w.take(b.book, c)
	}
	return first, nil
}

// Scene is the node at which the run stands; done says that there is none left.
func (b *Casebook) Scene(run Run) (scene Scene, done bool, err error) {
	w, err := b.replay(run)
	if err != nil {
		return Scene{}, false, err
	}
	n := w.here().node
	if n == nil {
		return Scene{}, true, nil
	}
	scene = Scene{Case: run.Case, Title: w.scenario.Title, Node: n.ID, Story: n.Story, Ask: n.Ask, Step: len(run.Steps) + 1, Of: len(run.Steps) + w.scenario.longest(n.ID)}
	for _, c := range n.Choices {
		scene.Options = append(scene.Options, Option{c.ID, c.Do})
	}
	return scene, false, nil
}

// longest is how many choices the longest way from a node has.
func (s *Scenario) longest(id string) int {
	n, ok := s.Node(id)
	if !ok {
		return 0
	}
	most := 0
	for _, c := range n.Choices {
		for _, b := range c.Then {
			most = max(most, s.longest(b.Go))
		}
	}
	return most + 1
}

// way is a run gone through again.
type way struct {
	of       *Case
	scenario *Scenario
	states   []state // before the first choice, and after each
	choices  []Choice
}

// state is a point of a way: the facts, and the node at which they stand.
type state struct {
	node  *Node // nil at the end
	facts rules.Values
	found []rules.Finding // on the facts, once somebody asked
}

func (w *way) here() state { return w.states[len(w.states)-1] }

func (w *way) take(book *rules.Book, c Choice) {
	facts := c.apply(book, w.here().facts)
	next := state{facts: facts}
	if n, ok := w.scenario.Node(c.next(facts)); ok {
		next.node = &n
	}
	w.states, w.choices = append(w.states, next), append(w.choices, c)
}

func (b *Casebook) replay(run Run) (*way, error) {
	c, ok := b.Case(run.Case)
	if !ok || c.Scenario == nil {
		return nil, ErrNoScenario
	}
	if c.Scenario.Version != run.Version {
		return nil, ErrChanged
	}
	w := &way{of: c, scenario: c.Scenario, states: []state{{node: &c.Scenario.Nodes[0], facts: c.Scenario.Facts}}}
	for _, s := range run.Steps {
		here := w.here().node
		if here == nil || here.ID != s.Node {
			return nil, ErrChanged
		}
		choice, ok := here.Choice(s.Choice)
		if !ok {
			return nil, ErrChanged
		}
		w.take(b.book, choice)
	}
	return w, nil
}
