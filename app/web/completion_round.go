package web

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/account"
	"shoumi/app/audit"
	"shoumi/app/store"
	"shoumi/app/training"
	"shoumi/rules"
)

// completionRoundPage is the data of completion_round.html.
type completionRoundPage struct {
	Of      string // the unit that was chosen, for paper too
	Counts  []pair
	Filter  filterForm
	Many    *notice
	Table   table
	Pager   pager
	Figures string // addresses
	Export  string
	Sent    string // "": no hours are left to be sent, or it is not the visitor's affair
	More    []link
}

// selected is the roster of a round as an address asks for it: of a unit, and of those
// who stand so.
type selected struct {
	crew
	roundIn
	standing training.Standing // "": all
	all      []training.Row    // of the unit
	rows     []training.Row    // of the standing
}

func (s *Server) selected(c *fiber.Ctx, action account.Action) (x selected, err error) {
	args := queryOf(c)
	x.standing = training.Standing(args.Get("standing"))
	if x.standing != "" && !slices.Contains(training.Standings, x.standing) {
		return x, fiber.ErrNotFound
	}
	if x.crew, err = s.crew(c, action, args.Get("unit")); err != nil {
		return x, err
	}
	if x.roundIn, err = s.roundAt(c, x.crew); err != nil {
		return x, err
	}
	if x.all, err = s.rows(c, x.crew, x.id); err != nil {
		return x, err
	}
	for _, r := range x.all {
		if x.standing == "" || r.Standing == x.standing {
			x.rows = append(x.rows, r)
		}
	}
	return x, nil
}

// query is the selection in the arguments of an address.
func (x selected) query(path string) string {
	return listURL(path, nil, "unit", x.unit, "standing", string(x.standing))
}

func (s *Server) completionRound(c *fiber.Ctx) error {
	tr, args := s.language(c), queryOf(c)
	x, err := s.selected(c, account.SeeTraining)
	if err != nil {
		return err
	}
	chosen := field{Name: "standing", Kind: choiceField, Label: tr.T("completion.standing"), Choices: []option{{Label: tr.T("completion.every_standing"), Checked: x.standing == ""}}}
	for _, st := range training.Standings {
		chosen.Choices = append(chosen.Choices, option{Value: string(st), Label: tr.T("standing." + string(st)), Checked: st == x.standing})
	}
	v := completionRoundPage{Of: x.of(tr), Filter: unitFilter(tr, x.crew, x.href(), []field{chosen}),
		Figures: listURL(x.href()+"/figures", nil, "unit", x.unit), Export: x.query(x.href() + "/export")}
	if len(x.unsent(rules.Forever)) > 0 && s.visitor(c).May(account.ManageTraining) {
		v.Sent = listURL(x.href()+"/sent", nil, "unit", x.unit)
	}
	title := tr.T("completion.round_title", x.title(tr), len(x.all))
	counts := count(x.all)
	for _, st := range training.Standings {
		v.Counts = append(v.Counts, pair{Label: tr.T("standing." + string(st)), Value: tr.T("completion.people", counts[st])})
	}
	switch n := counts[training.Overdue]; {
	case x.many:
		v.Many, title = tooMany(tr), x.title(tr)
	case n > 0:
		title = tr.T("completion.round_late", x.title(tr), n, len(x.all))
	case len(x.all) > 0 && counts[training.Done]+counts[training.WaivedOff] == len(x.all):
		title = tr.T("completion.round_done", x.title(tr), len(x.all))
	}
	first := pageFrom(args, len(x.rows))
	last := min(first+perPage, len(x.rows))
	v.Table = s.rosterTable(tr, x, x.rows[first:last])
	v.Pager = pager{List: tr.T("completion.roster"), Shown: last - first, First: first + 1, Total: len(x.rows)}
	if first > 0 {
		v.Pager.Start = listURL(x.href(), args, "from", "")
		v.Pager.Previous = listURL(x.href(), args, "from", strconv.Itoa(max(0, first-perPage)))
	}
	if last < len(x.rows) {
		v.Pager.Next = listURL(x.href(), args, "from", strconv.Itoa(last))
	}
	v.More = []link{{Text: tr.T("remind.list"), Href: listURL(x.href()+"/reminders", nil, "unit", x.unit)}}
	if len(x.all) > 0 {
		v.More = append(v.More, link{Text: tr.T("evidence.name"), Href: listURL(x.href()+"/evidence", nil, "unit", x.unit)})
	}
	return s.render(c, fiber.StatusOK, "completion_round", page{Title: title, Nav: "completion", Crumb: completionCrumbs(tr, link{Text: x.title(tr)}), Data: v})
}

// pageFrom is the row, from 0, with which a page of a list of n begins.
func pageFrom(args url.Values, n int) int {
	from, err := strconv.Atoi(args.Get("from"))
	if err != nil || from < 0 || from >= n {
		return 0
	}
	return from
}

func (s *Server) rosterTable(tr *language, x selected, rows []training.Row) table {
	t := table{Caption: tr.T("completion.roster"), None: empty{Text: tr.T("completion.nobody"), How: tr.T("completion.nobody_how")},
		Columns: []column{{Label: tr.T("person.name")}, {Label: tr.T("person.unit")}, {Label: tr.T("completion.standing")}, {Label: tr.T("completion.due")}, {Label: tr.T("completion.finished")}, {Label: tr.T("completion.hours"), Number: true}}}
	for _, r := range rows {
		who, standing := x.accounts[r.Person.Account], tr.standing(r.Standing)
		state := cell{State: &standing}
		switch {
		case r.AskedBy != "":
			state.Note = tr.T("completion.waiver_waits")
		case r.Standing == training.WaivedOff:
			state.Note = r.Reason
			state.Chinese = true
		}
		finished, hours, sent := "—", "—", ""
		if !r.Finished.IsZero() {
			finished = tr.day(dayOf(r.Finished))
		}
		if r.Standing == training.Done {
			hours = strconv.Itoa(r.Hours)
			if !r.Sent.IsZero() {
				sent = tr.T("completion.sent", tr.day(dayOf(r.Sent)))
			}
		}
		t.Rows = append(t.Rows, row{Cells: []cell{{Text: cmp.Or(who.Name, who.Login), Href: x.href() + "/" + who.ID, Chinese: true}, {Text: x.tree.Label(who.Unit), Chinese: true}, state, {Text: tr.day(r.Due)}, {Text: finished}, {Text: hours, Note: sent}}})
	}
	return t
}

// traineeAt is somebody's round, within the visitor's scope.
type traineeAt struct {
	roundIn
	account.Account
	person training.Person
	row    training.Row
	tree   account.Tree
}

func (p traineeAt) at() string { return p.href() + "/" + p.ID }

// traineeAt finds the person and the round of an address. Who is outside the scope, or
// has nothing to do with the round, is not there.
func (s *Server) traineeAt(c *fiber.Ctx, action account.Action) (p traineeAt, err error) {
	scope, tree, err := s.scope(c, action)
	if err != nil {
		return p, err
	}
	if p.Account, err = s.People.Get(c.UserContext(), c.Params("person")); err != nil {
		return p, err
	}
	if !scope.Has(p.Unit) {
		return p, store.ErrNotFound
	}
	p.tree, p.person = tree, personOf(p.Account, tree)
	course, ok := s.Training.Courses().Course(c.Params("course"))
	if !ok {
		return p, fiber.ErrNotFound
	}
	rows, err := s.Training.Roster(c.UserContext(), roundOf(c), []training.Person{p.person})
	if err != nil {
		return p, err
	}
	if len(rows) == 0 {
		return p, fiber.ErrNotFound
	}
	p.row, p.roundIn = rows[0], roundIn{roundOf(c), course, c.Params("term")}
	return p, nil
}

// opened makes sure that the visitor has said what they look into somebody's training
// for.
func (s *Server) opened(c *fiber.Ctx, p traineeAt) (ok bool, err error) {
	if p.ID == s.visitor(c).ID {
		return true, nil
	}
	return s.asked(c, p.ID, audit.Opened, "訓練情形 "+p.id)
}

// completionPersonPage is the data of completion_person.html.
type completionPersonPage struct {
	Facts  []pair
	Tasks  []task
	Waive  *link
	Decide *link
}

func (s *Server) completionPerson(c *fiber.Ctx) error {
	p, err := s.traineeAt(c, account.SeeTraining)
	if err != nil {
		return err
	}
	if ok, err := s.opened(c, p); !ok || err != nil {
		return err
	}
	tr := s.language(c)
	path, err := s.Training.Path(c.UserContext(), p.person, p.id)
	if err != nil {
		return err
	}
	v := completionPersonPage{}
	if v.Facts, err = s.traineeFacts(c, p); err != nil {
		return err
	}
	v.Facts = append(v.Facts, pair{Label: tr.T("completion.active"), Value: tr.T("completion.minutes", int(path.Active.Minutes())), Note: tr.T("completion.active_how")})
	for i, step := range path.Steps {
		title, foreign := s.titleOfUnit(tr, step.Unit)
		state := map[training.UnitState]taskState{training.UnitDone: taskDone, training.UnitLocked: taskLocked, training.UnitOpen: taskTodo}[step.State]
		if state == taskTodo && step.Done > 0 {
			state = taskDoing
		}
		v.Tasks = append(v.Tasks, task{ID: step.Unit.ID, Text: tr.T("path.unit", i+1, title), Note: s.unitNote(tr, step), State: state, Chinese: foreign})
	}
	if s.visitor(c).May(account.ManageTraining) {
		switch {
		case p.row.AskedBy != "":
			v.Decide = &link{Text: tr.T("waiver.decide"), Href: p.at() + "/waiver"}
		case p.row.Standing != training.Done && p.row.Standing != training.WaivedOff:
			v.Waive = &link{Text: tr.T("waiver.ask"), Href: p.at() + "/waive"}
		}
	}
	title := p.Name + tr.T("colon") + tr.T("standing."+string(p.row.Standing))
	return s.render(c, fiber.StatusOK, "completion_person", page{Title: title, Nav: "completion", Crumb: p.crumbs(tr, link{Text: p.Name}), Data: v})
}

func (p traineeAt) crumbs(tr *language, links ...link) []link {
	return completionCrumbs(tr, append([]link{{Text: p.title(tr), Href: p.href()}}, links...)...)
}

// traineeFacts is how a round stands with somebody, and nothing of answers.
func (s *Server) traineeFacts(c *fiber.Ctx, p traineeAt) ([]pair, error) {
	tr := s.language(c)
	standing := tr.standing(p.row.Standing)
	out := []pair{
		{Label: tr.T("completion.course"), Value: p.title(tr)},
		{Label: tr.T("person.unit"), Value: p.tree.Label(p.Unit), Chinese: true},
		{Label: tr.T("completion.standing"), State: &standing},
		{Label: tr.T("completion.due"), Value: tr.day(p.row.Due)},
	}
	if !p.row.Finished.IsZero() {
		out = append(out, pair{Label: tr.T("completion.finished"), Value: tr.day(dayOf(p.row.Finished))},
			pair{Label: tr.T("completion.hours"), Value: strconv.Itoa(p.row.Hours), Note: tr.Of(p.row.Category)},
			pair{Label: tr.T("completion.number"), Value: p.row.Number})
	}
	for _, x := range []struct{ label, by, reason string }{
		{"asked", p.row.AskedBy, p.row.Reason}, {"agreed", p.row.WaivedBy, p.row.Reason}, {"refused", p.row.Refused.By, p.row.Refused.Reason},
	} {
		if x.by == "" {
			continue
		}
		name, err := s.nameOf(c, x.by)
		if err != nil {
			return nil, err
		}
		out = append(out, pair{Label: tr.T("waiver.why." + x.label), Value: x.reason, Note: tr.T("waiver.by", name), Chinese: true})
	}
	return out, nil
}
