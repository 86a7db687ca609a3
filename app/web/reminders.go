package web

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/account"
	"shoumi/app/training"
	"shoumi/rules"
)

// remindersPage is the data of reminders.html.
type remindersPage struct {
	Counts []pair
	NoMail *notice
	Many   *notice // too many people to look at; nothing else is shown
	Filter filterForm
	Table  table
	Pager  pager
}

// reminders is what was said to whom about a round, and what became of it as mail.
// Nothing is done here: the queue sees to itself.
func (s *Server) reminders(c *fiber.Ctx) error {
	tr, args := s.language(c), queryOf(c)
	w, err := s.crew(c, account.SeeTraining, args.Get("unit"))
	if err != nil {
		return err
	}
	r, err := s.roundAt(c, w)
	if err != nil {
		return err
	}
	all, err := s.Training.Reminders(c.UserContext(), r.id, func(id string) bool { _, ok := w.accounts[id]; return ok })
	if err != nil {
		return err
	}
	chosen := training.ReminderState(args.Get("state"))
	if chosen != "" && !slices.Contains(training.ReminderStates, chosen) {
		return fiber.ErrNotFound
	}
	counts := map[training.ReminderState]int{}
	var rows []training.Reminder
	for _, x := range all {
		counts[x.State]++
		if chosen == "" || x.State == chosen {
			rows = append(rows, x)
		}
	}
	at := r.href() + "/reminders"
	states := field{Name: "state", Kind: choiceField, Label: tr.T("remind.state"), Choices: []option{{Label: tr.T("remind.every_state"), Checked: chosen == ""}}}
	p := remindersPage{}
	for _, st := range training.ReminderStates {
		states.Choices = append(states.Choices, option{Value: string(st), Label: tr.T("remind.state." + string(st)), Checked: st == chosen})
		p.Counts = append(p.Counts, pair{Label: tr.T("remind.state." + string(st)), Value: tr.T("remind.count", counts[st])})
	}
	p.Filter = unitFilter(tr, w, at, []field{states})
	if w.many {
		p.Many = tooMany(tr)
	}
	if !s.Mails {
		p.NoMail = &notice{Title: tr.T("remind.no_mail"), Text: tr.T("remind.no_mail_how")}
	}
	first := pageFrom(args, len(rows))
	last := min(first+perPage, len(rows))
	p.Table = s.reminderTable(tr, w, r, rows[first:last])
	p.Pager = pager{List: tr.T("remind.list"), Shown: last - first, First: first + 1, Total: len(rows)}
	if first > 0 {
		p.Pager.Start = listURL(at, args, "from", "")
		p.Pager.Previous = listURL(at, args, "from", strconv.Itoa(max(0, first-perPage)))
	}
	if last < len(rows) {
		p.Pager.Next = listURL(at, args, "from", strconv.Itoa(last))
	}
	title := tr.T("remind.title", r.title(tr), len(all))
	switch stuck := counts[training.RemindNowhere] + counts[training.RemindFailed]; {
	case w.many:
		title = r.title(tr)
	case len(all) == 0:
		title = tr.T("remind.none_title", r.title(tr))
	case stuck > 0:
		title = tr.T("remind.stuck_title", r.title(tr), stuck)
	}
	return s.render(c, fiber.StatusOK, "reminders", page{Title: title, Nav: "completion", Crumb: completionCrumbs(tr, link{Text: r.title(tr), Href: r.href()}, link{Text: tr.T("remind.list")}), Data: p})
}

func (s *Server) reminderTable(tr *language, w crew, r roundIn, rows []training.Reminder) table {
	t := table{Caption: tr.T("remind.list"), None: empty{Text: tr.T("remind.none"), How: tr.T("remind.none_how")},
		Columns: []column{{Label: tr.T("person.name")}, {Label: tr.T("person.unit")}, {Label: tr.T("remind.why")}, {Label: tr.T("remind.made")}, {Label: tr.T("remind.state")}}}
	for _, x := range rows {
		who := w.accounts[x.Account]
		state := cell{State: &badge{map[training.ReminderState]string{training.RemindWaiting: "open", training.RemindNowhere: "late", training.RemindSent: "yes", training.RemindFailed: "late", training.RemindPast: "none"}[x.State], tr.T("remind.state." + string(x.State))}}
		switch {
		case !x.Sent.IsZero():
			state.Note = tr.moment(x.Sent)
		case x.State != training.RemindPast:
			state.Note = x.Why
		}
		t.Rows = append(t.Rows, row{Cells: []cell{{Text: cmp.Or(who.Name, who.Login), Href: r.href() + "/" + who.ID, Chinese: true}, {Text: w.tree.Label(who.Unit), Chinese: true},
			{Text: tr.T("remind.on." + string(x.Occasion))}, {Text: tr.day(dayOf(x.Made))}, state}})
	}
	return t
}

// reminded is what the visitor is reminded of, for those whom no mail reaches. What
// was assigned is on the page without a reminder.
func (s *Server) reminded(c *fiber.Ctx, who training.Person) (out []notice, err error) {
	tr := s.language(c)
	all, err := s.Training.Pending(c.UserContext(), who.Account)
	for _, r := range all {
		id, _, _ := strings.Cut(r.Round, "/")
		course, ok := s.Training.Courses().Course(id)
		switch due, _ := rules.ParseDay(r.Due); {
		case r.Occasion == training.OnLawChange:
			out = append(out, notice{Title: tr.T("remind.home.law"), Text: tr.T("remind.home.law_how")})
		case r.Occasion == training.OnAssigned || !ok:
		case due < s.today():
			out = append(out, notice{Kind: "warning", Title: tr.T("remind.home.late", tr.Of(course.Title)), Text: tr.due(due, s.today())})
		default:
			out = append(out, notice{Title: tr.T("remind.home.soon", tr.Of(course.Title)), Text: tr.due(due, s.today())})
		}
	}
	return out, err
}
