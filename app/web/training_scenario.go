package web

import (
	"fmt"
	"net/url"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/training"
)

// play is the scenario of a unit: where the run stands, ?turn=N what the choice with
// that number changed, ?run=N another run once one has come to its end. The first
// run is the one that counts.
func (s *Server) play(c *fiber.Ctx, at stop) error {
	tr := s.language(c)
	x, ok := s.caseByID(at.Unit().Ref)
	if !ok || x.Scenario == nil {
		return training.ErrNoUnit
	}
	now, err := s.Training.Play(c.UserContext(), at.Person, at.Path.Round, at.Unit().ID)
	if err != nil {
		return s.runProblem(x, at.Href(), err)
	}
	if now.Done && c.Query("run") == strconv.Itoa(now.Number+1) {
		now = training.Playing{Number: now.Number + 1}
		if now.Run, err = s.Cases.Start(x.ID); err != nil {
			return s.runProblem(x, at.Href(), err)
		}
	}
	w := way{Case: x, Run: now.Run, Action: at.Href(), Here: at.playURL(now, nil), Again: at.playURL(training.Playing{Number: now.Number + 1}, nil), Kept: true, Nav: "training",
		Hidden: map[string]string{"run": strconv.Itoa(now.Number), "turns": strconv.Itoa(now.Turns)}, Crumb: s.stopCrumbs(tr, at)}
	if at.Step.State == training.UnitDone {
		w.Onward = s.onwardLink(tr, at.Path)
	}
	return s.onWay(c, w, c.Query("turn") == strconv.Itoa(now.Turns))
}

// playURL is the address of a run.
func (p stop) playURL(now training.Playing, more url.Values) string {
	q := url.Values{"run": {strconv.Itoa(now.Number)}}
	for k, v := range more {
		q[k] = v
	}
	return p.Href() + "?" + q.Encode()
}

// actOnScenario makes a choice, or goes a step back.
func (s *Server) actOnScenario(c *fiber.Ctx, at stop, act string) error {
	ctx, form := c.UserContext(), formOf(c)
	round, unit := at.Path.Round, at.Unit().ID
	run, _ := strconv.Atoi(form.Get("run"))
	x, ok := s.caseByID(at.Unit().Ref)
	if !ok {
		return training.ErrNoUnit
	}
	switch act {
	case "":
		if form.Get("choice") == "" {
			return c.Redirect(at.playURL(training.Playing{Number: run}, url.Values{"e": {"1"}}), fiber.StatusSeeOther)
		}
		now, _, err := s.Training.Choose(ctx, at.Person, round, unit, run, form.Get("node"), form.Get("choice"))
		if err != nil {
			return s.runProblem(x, at.Href(), err)
		}
		return c.Redirect(at.playURL(now, url.Values{"turn": {fmt.Sprint(now.Turns)}}), fiber.StatusSeeOther)
	case "rewind":
		turns, _ := strconv.Atoi(form.Get("turns"))
		now, err := s.Training.Back(ctx, at.Person, round, unit, run, turns)
		if err != nil {
			return s.runProblem(x, at.Href(), err)
		}
		return c.Redirect(at.playURL(now, nil), fiber.StatusSeeOther)
	}
	return fiber.ErrNotFound
}
