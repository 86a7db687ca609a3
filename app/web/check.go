package web

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/audit"
	"shoumi/app/incident"
	"shoumi/rules"
)

// checkPage is the data of check.html: every answer, to be changed one by one.
type checkPage struct {
	Date      checkRow
	Groups    []checkGroup
	Skipped   []checkRow
	Left      int // questions that still count, skipped ones included
	Beyond    int // questions on damages, discipline and duties alone, not asked unless wanted
	BeyondURL string
	Others    []link
	Who       string
	NextURL   string
	ResultURL string
	Action    string // where a record is told to go on with the questions beyond; "" elsewhere
	InAddress bool   // nothing else keeps the answers
	Fixed     bool   // nothing can be changed
	PeopleURL string // where people are added, renamed and removed; "" where they are not
}

type checkGroup struct {
	Name string
	Rows []checkRow
}

// checkRow is one answer. Idle says that it no longer affects anything; it is
// kept all the same.
type checkRow struct {
	Label, Value, Source, Href string
	Idle                       bool
	ID                         string
}

func (s interviews) check(c *fiber.Ctx) error {
	tr := s.language(c)
	st, at, ok, err := s.load(c, audit.Opened)
	if !ok || err != nil {
		return err
	}
	change := func(fact string) string { return at.question(fact, "from", "check") }
	v := checkPage{NextURL: at.question(""), ResultURL: at.result(), InAddress: at.record == "", Fixed: at.fixed}
	v.Date = checkRow{Label: tr.T("check.date"), Value: tr.actDate(st.Act()), Href: change(rules.ActDateFact), ID: rules.ActDateFact}
	for _, f := range at.book.Facts() {
		a, ok := st.Get(f.ID)
		if !ok {
			continue
		}
		idle, err := at.idle(st, f.ID)
		if err != nil {
			return err
		}
		row := checkRow{ID: f.ID, Label: tr.Of(f.Label), Value: tr.Value(f, a.Value), Source: a.Source, Href: change(f.ID), Idle: idle}
		i := slices.IndexFunc(v.Groups, func(g checkGroup) bool { return g.Name == tr.Group(f.Group) })
		if i < 0 {
			i = len(v.Groups)
			v.Groups = append(v.Groups, checkGroup{Name: tr.Group(f.Group)})
		}
		v.Groups[i].Rows = append(v.Groups[i].Rows, row)
	}
	all, qs, err := at.open(st)
	if err != nil {
		return err
	}
	v.Left, v.Beyond = len(qs), len(all)-len(qs)
	if at.record == "" {
		v.BeyondURL = at.question("", "all", "1")
	} else if !at.fixed {
		v.Action, v.PeopleURL = at.asks, at.base+"/people"
	}
	for _, id := range st.Who().Skipped {
		if f, ok := at.book.Fact(id); ok && slices.ContainsFunc(qs, func(q incident.Question) bool { return q.Fact == id && q.Who == st.At }) {
			v.Skipped = append(v.Skipped, checkRow{ID: id, Label: tr.Of(f.Label), Href: change(id)})
		}
	}
	if len(qs) > 0 && qs[0].Skipped { // the interview would lead back here
		v.NextURL = at.about(qs[0].Who).question(qs[0].Fact, "from", "check")
	}
	if len(st.People) > 1 {
		v.Who = st.Who().Name
		for i, p := range st.People {
			if i != st.At {
				v.Others = append(v.Others, link{Text: p.Name, Href: at.about(i).check()})
			}
		}
	}
	p := page{Title: tr.T("check.title"), Nav: at.nav, Data: v}
	if at.record == "" {
		p.Back = at.back(tr, st, "", "", "")
	} else {
		p.Crumb = append(at.crumbs, link{Text: p.Title})
	}
	return s.render(c, fiber.StatusOK, "check", p)
}

// idle says whether an answer no longer counts: without it, it would not be asked.
func (p place) idle(st incident.Interview, fact string) (bool, error) {
	st = st.Unset(fact)
	r, err := p.book.Find(st.Incident(), p.judged)
	if err != nil {
		return false, contradicts(err)
	}
	for _, f := range r.Actors[st.At].Findings {
		if f.Verdict == rules.Undetermined && slices.Contains(f.Missing, fact) {
			return false, nil
		}
	}
	return true, nil
}

// actDate is the date of an act in words.
func (l *language) actDate(d rules.ActDate) string {
	if l.Param == "zh" {
		return d.ROC()
	}
	if !d.Known() {
		return l.T("date.unknown")
	}
	if d.Continuing {
		return l.T("date.continuing_words", d.Text)
	}
	return d.Text
}

// day is one day in words.
func (l *language) day(d rules.Date) string {
	if l.Param == "zh" {
		return d.ROC()
	}
	return d.String()
}
