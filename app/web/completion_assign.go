package web

import (
	"cmp"
	"errors"
	"net/url"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/account"
	"shoumi/app/audit"
	"shoumi/app/store"
	"shoumi/app/training"
	"shoumi/rules"
)

// mostNamed is how many people an assignment may name one by one.
const mostNamed = 200

// wanted is an assignment as a form asks for it.
type wanted struct {
	course  *training.Course
	term    string
	due     rules.Date
	to      []string          // ids of units or accounts
	people  []training.Person // whom it reaches
	unit    string            // its path; "": people one by one
	logins  []string
	already int  // who has the round by now
	many    bool // too many to be counted
}

func (s *Server) assignForm(c *fiber.Ctx) error {
	f, err := s.assignFields(c)
	if err != nil {
		return err
	}
	return s.assignAgain(c, fiber.StatusOK, f)
}

func (s *Server) assignFields(c *fiber.Ctx) (form, error) {
	tr, args := s.language(c), queryOf(c)
	scope, tree, err := s.scope(c, account.ManageTraining)
	if err != nil {
		return form{}, err
	}
	courses := field{Name: "course", Kind: choiceField, Label: tr.T("assign.course")}
	for _, x := range s.Training.Courses().All() {
		courses.Choices = append(courses.Choices, option{Value: x.ID, Label: tr.Of(x.Title), Checked: x.ID == args.Get("course")})
	}
	year := strconv.Itoa(s.today().Time().Year())
	return form{Button: tr.T("assign.review"), Fields: []field{
		courses,
		{Name: "term", Label: tr.T("assign.term"), Help: tr.T("assign.term_help", year), Value: year},
		{Name: "unit", Kind: choiceField, Label: tr.T("assign.unit"), Help: tr.T("assign.unit_help"), Choices: append([]option{{Label: tr.T("assign.no_unit")}}, unitOptions(tree, scope, args.Get("unit"))...)},
		{Name: "logins", Kind: longField, Label: tr.T("assign.logins"), Help: tr.T("assign.logins_help", mostNamed), Optional: true},
		newDayField(tr, "due", tr.T("assign.due"), ""),
	}}, nil
}

func (s *Server) assignAgain(c *fiber.Ctx, status int, f form) error {
	title := s.language(c).T("assign.title")
	return s.render(c, status, "form", page{Title: title, Nav: "completion", Error: len(f.Errors()) > 0, Crumb: completionCrumbs(s.language(c), link{Text: title}), Data: f})
}

// assign shows what a form would assign, and assigns it once that was seen.
func (s *Server) assign(c *fiber.Ctx) error {
	tr, sent := s.language(c), formOf(c)
	f, err := s.assignFields(c)
	if err != nil {
		return err
	}
	f.fill(sent)
	w, err := s.wanted(c, sent, &f)
	if err != nil {
		return err
	}
	if len(f.Errors()) > 0 {
		return s.assignAgain(c, fiber.StatusUnprocessableEntity, f)
	}
	if sent.Get("sure") == "" {
		return s.reviewAssignment(c, sent, w)
	}
	round := w.course.ID + "/" + w.term
	if err := s.record(c, audit.CourseAssigned, round+" 期限"+w.due.ROC()+" "+cmp.Or(w.unit, strings.Join(w.logins, "、")), strings.Join(w.to, " ")); err != nil {
		return err
	}
	for _, to := range w.to {
		a := training.Assignment{Course: w.course.ID, Term: w.term, To: to, Due: w.due.String(), By: s.visitor(c).ID}
		if err := s.Training.Assign(c.UserContext(), a); err != nil {
			return err
		}
	}
	s.say(c, "assign.done", tr.Of(w.course.Title), cmp.Or(w.unit, strings.Join(w.logins, tr.T("list.join"))))
	return c.Redirect(completionURL(round), fiber.StatusSeeOther)
}

// wanted reads the form; what is wrong with it stands in its fields.
func (s *Server) wanted(c *fiber.Ctx, sent url.Values, f *form) (w wanted, err error) {
	tr := s.language(c)
	w.term, w.logins = strings.TrimSpace(sent.Get("term")), words(sent.Get("logins"))
	var ok bool
	if w.course, ok = s.Training.Courses().Course(sent.Get("course")); !ok {
		return w, fiber.ErrBadRequest
	}
	if !training.TermOK(w.term) {
		f.fault("term", tr.T("assign.term_wrong"))
	}
	for i := range f.Fields {
		if x := &f.Fields[i]; x.Name == "due" {
			if w.due, ok = x.readDay(tr); !ok {
				x.Fault = cmp.Or(x.Fault, tr.T("assign.due_missing"))
			} else if w.due < s.today() {
				x.Fault = tr.T("assign.due_past", tr.day(w.due))
			}
		}
	}
	crew, err := s.crew(c, account.ManageTraining, sent.Get("unit"))
	if err != nil {
		return w, err
	}
	switch unit := sent.Get("unit"); {
	case unit == "" && len(w.logins) == 0, unit != "" && len(w.logins) > 0:
		f.fault("unit", tr.T("assign.to_whom"))
	case unit != "":
		w.to, w.unit, w.many = []string{unit}, crew.tree.Label(unit), crew.many
		for _, p := range crew.people {
			if !crew.accounts[p.Account].Disabled {
				w.people = append(w.people, p)
			}
		}
	case len(w.logins) > mostNamed:
		f.fault("logins", tr.T("assign.too_many", mostNamed))
	default:
		err = s.named(c, crew, &w, f)
	}
	if err != nil || len(f.Errors()) > 0 {
		return w, err
	}
	rows, err := s.Training.Roster(c.UserContext(), w.course.ID+"/"+w.term, w.people)
	w.already = len(rows)
	return w, err
}

// named finds the people that are named one by one. Whoever is outside the scope is
// not there.
func (s *Server) named(c *fiber.Ctx, in crew, w *wanted, f *form) error {
	tr := s.language(c)
	for _, login := range w.logins {
		a, err := s.People.ByLogin(c.UserContext(), login)
		switch {
		case errors.Is(err, store.ErrNotFound), err == nil && (!in.scope.Has(a.Unit) || a.Disabled):
			f.fault("logins", tr.T("assign.no_person", login))
		case err != nil:
			return err
		default:
			w.to, w.people = append(w.to, a.ID), append(w.people, personOf(a, in.tree))
		}
	}
	return nil
}

func (s *Server) reviewAssignment(c *fiber.Ctx, sent url.Values, w wanted) error {
	tr := s.language(c)
	title := tr.T("assign.question", len(w.people), tr.Of(w.course.Title))
	if w.many {
		title = tr.T("assign.question_many", mostPeople, tr.Of(w.course.Title))
	}
	v := confirmation{Title: title, Action: "/completion/assign", Button: tr.T("assign.button"), Cancel: link{Text: tr.T("confirm.cancel"), Href: "/completion"},
		Lead:    tr.T("assign.lead", cmp.Or(w.unit, strings.Join(w.logins, tr.T("list.join"))), w.term, tr.day(w.due)),
		Effects: []string{tr.T("assign.effect")},
		Hidden:  map[string]string{"sure": "1"}}
	if w.unit != "" {
		v.Effects = append(v.Effects, tr.T("assign.effect_unit"))
	}
	if w.already > 0 {
		v.Effects = append(v.Effects, tr.T("assign.already", w.already))
	}
	for _, name := range []string{"course", "term", "unit", "logins", "due"} {
		v.Hidden[name] = sent.Get(name)
	}
	return s.render(c, fiber.StatusOK, "confirm", page{Title: title, Nav: "completion", Crumb: completionCrumbs(tr, link{Text: tr.T("assign.title"), Href: "/completion/assign"}), Data: v})
}

// assignmentsPage is the data of assignments.html.
type assignmentsPage struct{ Table table }

// assignments are all that concern the visitor's scope, the latest first.
func (s *Server) assignments(c *fiber.Ctx) error {
	tr := s.language(c)
	w, err := s.crew(c, account.ManageTraining, "")
	if err != nil {
		return err
	}
	all, err := s.Training.Assignments(c.UserContext())
	if err != nil {
		return err
	}
	t := table{Caption: tr.T("assign.list"), Actions: true, None: empty{Text: tr.T("completion.empty"), How: tr.T("completion.empty_how")},
		Columns: []column{{Label: tr.T("assign.to")}, {Label: tr.T("completion.course")}, {Label: tr.T("completion.due")}, {Label: tr.T("assign.when")}, {Label: tr.T("assign.state")}}}
	for _, a := range all {
		course, ok := s.Training.Courses().Course(a.Course)
		if !ok || !w.concerns(a.To) {
			continue
		}
		to, own, err := s.assignedTo(c, w, a.To)
		if err != nil {
			return err
		}
		by := tr.T("assign.by_renewal")
		if a.By != "" {
			if by, err = s.nameOf(c, a.By); err != nil {
				return err
			}
		}
		due, _ := rules.ParseDay(a.Due)
		state := badge{"yes", tr.T("assign.valid")}
		line := row{Cells: []cell{{Text: to, Chinese: true}, {Text: roundIn{course: course, term: a.Term}.title(tr), Href: completionURL(a.Round())}, {Text: tr.day(due)}, {Text: tr.moment(a.At), Note: by}}}
		if !a.Withdrawn.IsZero() {
			state = badge{"none", tr.T("assign.withdrawn", tr.moment(a.Withdrawn))}
		} else if own {
			line.Actions = []link{{Text: tr.T("assign.withdraw"), Href: "/completion/withdraw?" + url.Values{"id": {a.ID}}.Encode()}}
		}
		line.Cells = append(line.Cells, cell{State: &state})
		t.Rows = append(t.Rows, line)
	}
	return s.render(c, fiber.StatusOK, "assignments", page{Title: tr.T("assign.list_title", len(t.Rows)), Nav: "completion", Crumb: completionCrumbs(tr, link{Text: tr.T("assign.list")}), Data: assignmentsPage{t}})
}

// assignedTo is what a unit or person is called; own is whether it lies in the scope.
func (s *Server) assignedTo(c *fiber.Ctx, w crew, to string) (name string, own bool, err error) {
	if _, ok := w.tree.Unit(to); ok {
		return w.tree.Label(to), w.scope.Has(to), nil
	}
	a, err := s.People.Get(c.UserContext(), to)
	if errors.Is(err, store.ErrNotFound) { // a unit that is gone
		return "—", w.scope.All, nil
	}
	return a.Name, w.scope.Has(a.Unit), err
}

// withdrawable is the assignment that a form or address names, if the visitor may take
// it back.
func (s *Server) withdrawable(c *fiber.Ctx, id string) (a training.Assignment, name string, err error) {
	w, err := s.crew(c, account.ManageTraining, "")
	if err != nil {
		return a, "", err
	}
	all, err := s.Training.Assignments(c.UserContext())
	if err != nil {
		return a, "", err
	}
	for _, a := range all {
		if a.ID != id {
			continue
		}
		name, own, err := s.assignedTo(c, w, a.To)
		if err == nil && !own {
			err = fiber.ErrNotFound
		}
		return a, name, err
	}
	return a, "", fiber.ErrNotFound
}

func (s *Server) withdrawForm(c *fiber.Ctx) error {
	tr := s.language(c)
	a, name, err := s.withdrawable(c, queryOf(c).Get("id"))
	if err != nil {
		return err
	}
	course, ok := s.Training.Courses().Course(a.Course)
	if !ok {
		return fiber.ErrNotFound
	}
	title := tr.T("assign.withdraw_title", roundIn{course: course, term: a.Term}.title(tr), name)
	return s.render(c, fiber.StatusOK, "confirm", page{Title: title, Nav: "completion", Crumb: completionCrumbs(tr, link{Text: tr.T("assign.list"), Href: "/completion/assignments"}), Data: confirmation{
		Title: title, Effects: []string{tr.T("assign.withdraw_effect")}, Stays: []string{tr.T("assign.withdraw_stays"), tr.T("assign.withdraw_history")},
		Action: "/completion/withdraw", Hidden: map[string]string{"id": a.ID}, Button: tr.T("assign.withdraw_button"), Cancel: link{Text: tr.T("confirm.cancel"), Href: "/completion/assignments"}}})
}

func (s *Server) withdraw(c *fiber.Ctx) error {
	a, name, err := s.withdrawable(c, formOf(c).Get("id"))
	if err != nil {
		return err
	}
	if a.Withdrawn.IsZero() {
		if err := s.record(c, audit.AssignmentWithdrawn, a.Round()+" "+name, a.To); err != nil {
			return err
		}
		if err := s.Training.Withdraw(c.UserContext(), a.ID, s.visitor(c).ID); err != nil {
			return err
		}
	}
	s.say(c, "assign.withdrawn_said", name)
	return c.Redirect("/completion/assignments", fiber.StatusSeeOther)
}
