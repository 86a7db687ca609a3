package web

import (
	"errors"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/account"
	"shoumi/app/incident"
	"shoumi/rules"
)

// incidentPage is the data of incident.html: where a record stands, and the one thing
// that comes next.
type incidentPage struct {
	Next   *link // for the visitor; nil where it is somebody else's turn
	Waits  string
	Tasks  []task
	Facts  []pair
	Older  string // address of what changed, where the record is of older rules
	Clash  string // of answers, where there is one
	Lost   []string
	Gone   []string // answers whose source is not in the narrative any more
	Work   []link
	Events []event
}

// lastEvents is how many events of its history the page of a record shows.
const lastEvents = 5

func (s *Server) incident(c *fiber.Ctx) error {
	r, at, ok, err := s.keptAt(c)
	if !ok || err != nil {
		return err
	}
	tr, me, st := s.language(c), s.visitor(c).ID, r.Content.Interview
	p := incidentPage{Lost: r.Lost, Work: s.workOn(tr, r, me)}
	for _, x := range st.People {
		for _, a := range r.Unfounded(x) {
			if f, ok := at.book.Fact(a.Fact); ok {
				p.Gone = append(p.Gone, x.Name+"："+tr.Of(f.Label))
			}
		}
	}
	open, left := 0, 0
	if !at.fixed {
		if s.Cues != nil {
			_, all := r.Proposals(s.Cues)
			for _, x := range all {
				if x.Fate == incident.Open {
					open++
				}
			}
		}
		qs, err := st.Questions(at.book, at.judged)
		var clash *rules.ContradictionError
		if errors.As(err, &clash) { // today's rules exclude what was answered under older ones
			p.Clash, err = clash.Error(), nil
		}
		if err != nil {
			return err
		}
		left = len(slices.DeleteFunc(qs, func(q incident.Question) bool { return !q.Primary && !st.All }))
	}
	current := s.Incidents.Current(r)
	p.Tasks = tasksOf(tr, r, current, open, left)
	p.Next, p.Waits = nextOf(tr, r, current, me, p.Tasks)
	title := tr.T("incident.title."+string(r.State), r.Reference)
	if !current {
		p.Older = incidentURL(r.ID, "law")
		title = tr.T("incident.title.older", r.Reference)
	}
	who := s.naming(c)
	if p.Facts, err = s.headOfIncident(c, who, r, at.fixed); err != nil {
		return err
	}
	p.Events = eventsOf(tr, who, at.book, r, nil)
	if p.Events = p.Events[:min(lastEvents, len(p.Events))]; who.err != nil {
		return who.err
	}
	return s.render(c, fiber.StatusOK, "incident", page{Title: title, Nav: "incidents", Crumb: incidentCrumbs(tr, r), Data: p})
}

// tasksOf are the steps of a record, from the narrative to the memo. Open are proposals
// that wait, left are questions that count. Current is whether it is of today's rules.
func tasksOf(tr *language, r incident.Record, current bool, open, left int) []task {
	facts := !nothing(r.Content.Interview)
	state := func(done, doing bool) taskState {
		switch {
		case done:
			return taskDone
		case doing:
			return taskDoing
		}
		return taskTodo
	}
	step := func(key string, s taskState, note string) task {
		t := task{ID: "step-" + key, Text: tr.T("incident.step." + key), Href: incidentURL(r.ID, key), State: s, Note: note}
		if s == taskLocked {
			t.Href = ""
		}
		return t
	}
	told := r.Content.Narrative != ""
	var notes struct{ facts, questions string }
	if open > 0 {
		notes.facts = tr.T("incident.step.facts_open", open)
	}
	if left > 0 && !r.Fixed() {
		notes.questions = tr.T("incident.step.questions_left", left)
	}
	all := []task{step("narrative", state(told, false), ""), step("facts", state(told && open == 0, told && facts), notes.facts),
		step("questions", state(facts && left == 0, facts), notes.questions), step("result", state(facts && (left == 0 || r.Fixed()), facts), "")}
	if !told {
		all[1] = step("facts", taskLocked, tr.T("incident.step.facts_first"))
	}
	if !facts {
		all[3] = step("result", taskLocked, tr.T("incident.step.result_first"))
	}
	send, memo := step("review", state(r.State == incident.Signed, r.State == incident.Submitted), ""), step("memo", taskLocked, tr.T("incident.step.result_first"))
	switch {
	case answered(r) == 0:
		send = step("review", taskLocked, tr.T("incident.step.review_first"))
	case r.State == incident.Draft && !current:
		send = step("review", taskLocked, tr.T("incident.step.review_current"))
	case r.State == incident.Draft:
		send.Href = incidentURL(r.ID, "send")
	}
	if facts {
		memo = step("memo", state(r.State == incident.Signed, r.State == incident.Submitted), "")
	}
	return append(all, send, memo)
}

// nextOf is what the visitor does next with a record, or for whom it waits.
func nextOf(tr *language, r incident.Record, current bool, me string, tasks []task) (next *link, waits string) {
	switch {
	case r.State == incident.Submitted && r.Reviewer == me:
		return &link{Text: tr.T("incident.next.review"), Href: incidentURL(r.ID, "review")}, ""
	case r.State == incident.Submitted:
		return nil, tr.T("incident.waits.reviewer")
	case r.State == incident.Signed:
		return &link{Text: tr.T("incident.step.memo"), Href: incidentURL(r.ID, "memo")}, ""
	case r.Author != me:
		return nil, tr.T("incident.waits.author")
	case !current:
		return &link{Text: tr.T("incident.older_go"), Href: incidentURL(r.ID, "law")}, ""
	}
	for _, t := range tasks {
		if t.State == taskTodo || t.State == taskDoing {
			return &link{Text: tr.T("incident.next", t.Text), Href: t.Href}, ""
		}
	}
	return nil, ""
}

// headOfIncident are the particulars of a record.
func (s *Server) headOfIncident(c *fiber.Ctx, who *naming, r incident.Record, fixed bool) ([]pair, error) {
	tr, ctx := s.language(c), c.UserContext()
	tree, err := s.People.Units(ctx)
	if err != nil {
		return nil, err
	}
	readers, err := s.Incidents.Readers(ctx, s.visitor(c).ID, r.ID)
	if err != nil {
		return nil, err
	}
	var people []string
	for _, p := range r.Content.Interview.People {
		people = append(people, p.Name)
	}
	facts := []pair{
		{Label: tr.T("incident.state"), Value: tr.T("incident.state." + string(r.State)), Note: tr.T("incident.revision", r.Revision)},
		{Label: tr.T("incident.purpose"), Value: r.Content.Purpose, Chinese: true},
		{Label: tr.T("incident.stage"), Value: tr.T("incident.stage." + string(r.Content.Stage))},
		{Label: tr.T("incident.unit"), Value: unitLabel(tr, tree, r.Unit)},
		{Label: tr.T("incident.act"), Value: tr.actDate(r.Content.Interview.Act())},
		{Label: tr.T("incident.people"), Value: strings.Join(people, "、"), Chinese: true},
		{Label: tr.T("incident.author"), Value: who.of(r.Author), Chinese: true},
		{Label: tr.T("incident.open_to"), Value: tr.T("incident.open_to_others", len(readers))},
	}
	if r.Reviewer != "" {
		facts = slices.Insert(facts, 7, pair{Label: tr.T("incident.reviewer"), Value: who.of(r.Reviewer), Chinese: true})
	}
	if r.Content.Notes != "" {
		facts = append(facts, pair{Label: tr.T("incident.notes"), Value: r.Content.Notes, Chinese: true})
	}
	if !fixed {
		for _, i := range []int{1, 2, 3} {
			facts[i].Change = incidentURL(r.ID, "edit")
		}
		facts[4].Change = incidentURL(r.ID, "questions") + "?q=act_date&from=check"
		facts[5].Change = incidentURL(r.ID, "people")
	}
	return facts, nil
}

func unitLabel(tr *language, tree account.Tree, id string) string {
	if id == "" {
		return tr.T("incident.no_unit")
	}
	return tree.Label(id)
}
