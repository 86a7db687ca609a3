package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"shoumi/app/training"
	"shoumi/app/web"
	"shoumi/casebook"
	"shoumi/quizzes"
)

// fate is how far somebody of a demo has come with a course. Days are counted back
// from the day on which the demo was made.
type fate struct {
	who    string // login
	course string
	began  int
	units  int  // done; everything: the course
	fails  bool // the certification, a few hours before the demo was made
}

const everything = 100

// fates are those of the demo that differ; who of the class is not in it finishes
// the refresher, unless they are of the second precinct.
var fates = []fate{
	{"officer-2", "induction", 9, 12, false},
	{"officer-3", "induction", 30, everything, false},
	{"class-04", "refresher", 0, 0, false},
	{"class-06", "refresher", 0, 0, false},
	{"class-10", "refresher", 6, everything, true},
	{"class-13", "refresher", 20, 3, false},
	{"class-18", "refresher", 30, 5, false},
	{"class-21", "refresher", 0, 0, false},
	{"class-24", "refresher", 0, 0, false},
	{"class-28", "induction", 25, everything, false},
	{"class-29", "induction", 15, 10, false},
	{"class-30", "induction", 5, 3, false},
	{"class-31", "induction", 0, 0, false},
	{"class-32", "induction", 340, everything, false}, // and may renew it by now
}

// demoPast is the past of a demo as it is written, by a clock of its own.
type demoPast struct {
	*training.Training
	people map[string]training.Person // by login
	bank   *quizzes.Bank
	cases  *casebook.Casebook
	made   time.Time
	now    time.Time
	r      *rand.Rand
}

// demoTraining gives the people of a demo courses and a past with them: who has
// finished, who has not begun, who is late, and whose waiver waits for a second
// person. It takes a few seconds, while the site runs already.
func (c *cli) demoTraining(ctx context.Context, server *web.Server) {
	if err := writeDemo(ctx, server); err != nil && ctx.Err() == nil {
		server.Log.Error("demo without its training", "err", err)
	}
}

// writeDemo writes the past of a demo. Done again, broken off, or by two processes at
// once, it comes to the same.
func writeDemo(ctx context.Context, server *web.Server) error {
	d := &demoPast{bank: server.Quizzes, cases: server.Cases, people: map[string]training.Person{}}
	d.Training = server.Training.Under(func() time.Time { return d.now })
	class, err := server.People.DemoClass(ctx)
	if err != nil {
		return err
	}
	tree, err := server.People.Units(ctx)
	if err != nil {
		return err
	}
	for _, login := range []string{"officer-2", "officer-3", "supervisor-1", "supervisor-2"} {
		a, err := server.People.ByLogin(ctx, login)
		if err != nil {
			return err
		}
		class = append(class, a)
	}
	for _, a := range class {
		p := training.Person{Account: a.ID}
		for _, u := range slices.Backward(tree.Path(a.Unit)) {
			p.Units = append(p.Units, u.ID)
		}
		d.people[a.Login] = p
	}
	if err := d.assign(ctx, server.Now()); err != nil {
		return err
	}
	for i, f := range d.fates() {
		d.r = rand.New(rand.NewPCG(1, uint64(i)))
		if err := d.live(ctx, f); err != nil {
			return fmt.Errorf("%s: %w", f.who, err)
		}
	}
	return d.waive(ctx)
}

// assign assigns the induction to the agency, and the refresher to the first
// precinct. The first assignment of all tells when the demo was made.
func (d *demoPast) assign(ctx context.Context, now time.Time) error {
	const before = 120 // days
	made, err := d.Assignments(ctx)
	if err != nil {
		return err
	}
	if d.made = now; len(made) > 0 {
		d.made = made[len(made)-1].At.AddDate(0, 0, before)
	}
	d.now = d.made.AddDate(0, 0, -before)
	chief := d.people["supervisor-1"]
	for _, a := range []struct {
		course, term, to string
		due              int // days from when it was made
	}{
		{"refresher", "", chief.Units[0], 60},
		{"induction", "", chief.Units[1], 42},
		{"refresher", "", d.people["class-18"].Account, -5},
		{"induction", "-first", d.people["class-32"].Account, -300},
	} {
		due, _, _ := strings.Cut(taipei(d.made.AddDate(0, 0, a.due)), " ")
		err := d.Assign(ctx, training.Assignment{Course: a.course, Term: d.term(a.term), To: a.to, Due: due, By: d.people["supervisor-2"].Account})
		if err != nil {
			return err
		}
	}
	return nil
}

func (d *demoPast) term(word string) string { return taipei(d.made)[:4] + word }

// fates are those of everybody.
func (d *demoPast) fates() []fate {
	out := slices.Clone(fates)
	for n := 1; n <= 27; n++ {
		who := fmt.Sprintf("class-%02d", n)
		if !slices.ContainsFunc(fates, func(f fate) bool { return f.who == who }) {
			out = append(out, fate{who, "refresher", 100 - 3*n, everything, false})
		}
	}
	return out
}

// live takes somebody as far as they have come, from one unit to the next.
func (d *demoPast) live(ctx context.Context, f fate) error {
	p, term := d.people[f.who], d.term("")
	if f.who == "class-32" {
		term = d.term("-first")
	}
	round := f.course + "/" + term
	d.now = d.made.AddDate(0, 0, -f.began)
	for range everything {
		h, err := d.Home(ctx, p)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(h.Paths, func(x training.Path) bool { return x.Round == round })
		if i < 0 {
			return training.ErrNotEnrolled
		}
		done := 0
		for _, s := range h.Paths[i].Steps {
			if s.State == training.UnitDone {
				done++
			}
		}
		u, ok := h.Paths[i].Next()
		if !ok || done >= f.units {
			return nil
		}
		if d.now = d.now.Add(time.Duration(1+d.r.IntN(20)) * time.Hour); f.fails && u.Kind == training.Certify || d.now.After(d.made) {
			d.now = d.made.Add(-3 * time.Hour)
		}
		err = d.unit(ctx, p, round, u, f.fails)
		var wait *training.WaitError
		if errors.As(err, &wait) {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// pass is the time that a step takes.
func (d *demoPast) pass() { d.now = d.now.Add(time.Duration(20+d.r.IntN(120)) * time.Second) }

// unit does what a unit asks for.
func (d *demoPast) unit(ctx context.Context, p training.Person, round string, u training.Unit, fails bool) error {
	switch u.Kind {
	case training.Attest:
		a, err := d.Attestation(ctx, p, round, u.ID)
		for i := 0; err == nil && i < len(a.Document.Sections); i++ {
			d.pass()
			err = d.ServeDocument(ctx, p, round, u.ID, a.Document.Hash, i+1)
		}
		if err != nil {
			return err
		}
		return d.Sign(ctx, p, round, u.ID, a.Document.Hash, "web")
	case training.Lesson:
		for n := 1; ; n++ {
			d.pass()
			if err := d.Serve(ctx, p, round, u.ID, n); errors.Is(err, training.ErrNoSection) {
				return nil
			} else if err != nil {
				return err
			}
		}
	case training.Scenario:
		return d.play(ctx, p, round, u.ID)
	case training.Check:
		c, err := d.Checkup(ctx, p, round, u.ID)
		for i := 0; err == nil && i < len(c.Items); i++ {
			d.pass()
			_, err = d.Answer(ctx, p, round, u.ID, c.Run, i+1, d.answer(c.Items[i], 0.7))
		}
		return err
	}
	return d.certify(ctx, p, round, u.ID, fails)
}

func (d *demoPast) play(ctx context.Context, p training.Person, round, unit string) error {
	for {
		d.pass()
		play, err := d.Play(ctx, p, round, unit)
		if err != nil || play.Done {
			return err
		}
		scene, _, err := d.cases.Scene(play.Run)
		if err != nil {
			return err
		}
		choice := scene.Options[d.r.IntN(len(scene.Options))].ID
		if _, _, err = d.Choose(ctx, p, round, unit, play.Number, scene.Node, choice); err != nil && !errors.Is(err, casebook.ErrStale) {
			return err
		}
	}
}

// certify sits a certification, and passes it with a mistake or none.
func (d *demoPast) certify(ctx context.Context, p training.Person, round, unit string, fails bool) error {
	a, err := d.Begin(ctx, p, round, unit)
	if err != nil {
		return err
	}
	_, paper, err := d.Attempt(ctx, p, a.ID)
	if err != nil {
		return err
	}
	questions, err := paper.Questions()
	if err != nil {
		return err
	}
	mistakes := 0
	for i, q := range questions {
		d.pass()
		well := 1.0
		switch {
		case fails && q.Critical:
			well = 0
		case !q.Critical && mistakes == 0:
			well = 0.6
		}
		answer := d.answer(q.Item, well)
		if !q.Grade(answer).Right {
			mistakes++
		}
		if err := d.Put(ctx, p, a.ID, i+1, answer); err != nil && !errors.Is(err, training.ErrSubmitted) {
			return err
		}
	}
	_, err = d.Submit(ctx, p, a.ID)
	return err
}

// answer is right as often as well says; a wrong one is another option where there
// are some to choose from.
func (d *demoPast) answer(item string, well float64) quizzes.Answer {
	it, ok := d.bank.Item(item)
	if !ok || d.r.Float64() < well {
		return it.Key
	}
	for _, k := range d.r.Perm(len(it.Options)) {
		if a := (quizzes.Answer{Options: []string{it.Options[k].ID}}); it.Type == quizzes.Single && !quizzes.Grade(it, a).Right {
			return a
		}
	}
	return quizzes.Answer{}
}

// waive asks for two waivers, and has a second person agree to one of them.
func (d *demoPast) waive(ctx context.Context) error {
	round := "refresher/" + d.term("")
	ask := func(who, by, reason string, days int) error {
		rows, err := d.Roster(ctx, round, []training.Person{d.people[who]})
		if err != nil || rows[0].Refused.By != "" { // it is refused by now
			return err
		}
		d.now = d.made.AddDate(0, 0, -days)
		return d.Waive(ctx, d.people[who], round, d.people[by].Account, reason)
	}
	if err := ask("class-24", "supervisor-1", "留職停薪至明年六月，回職後再補訓", 12); err != nil {
		return err
	}
	d.now = d.now.AddDate(0, 0, 1)
	if err := d.AgreeToWaive(ctx, d.people["class-24"], round, d.people["supervisor-2"].Account); err != nil {
		return err
	}
	return ask("class-04", "supervisor-1", "支援專案勤務至年底，已另排專班", 2)
}
