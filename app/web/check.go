package web

import (
	"net/url"
	"slices"

	"github.com/gofiber/fiber/v2"

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

func (s *Server) check(c *fiber.Ctx) error {
	tr, token := s.language(c), c.Query("s")
	st, err := s.tokens.decode(token)
	if err != nil {
		return err
	}
	change := func(fact string) string {
		return address("/classify", token, url.Values{"q": {fact}, "from": {"check"}})
	}
	v := checkPage{NextURL: address("/classify", token, nil), ResultURL: address("/classify/result", token, nil)}
	v.Date = checkRow{Label: tr.T("check.date"), Value: tr.actDate(st.Act()), Href: change(rules.ActDateFact), ID: rules.ActDateFact}
	for _, f := range s.Book.Facts() {
		a, ok := st.Get(f.ID)
		if !ok {
			continue
		}
		idle, err := s.idle(st, f.ID)
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
	qs, err := s.open(st)
	if err != nil {
		return err
	}
	all := len(qs)
	qs = st.InFocus(qs)
	v.Left, v.Beyond = len(qs), all-len(qs)
	v.BeyondURL = address("/classify", token, url.Values{"all": {"1"}})
	for _, id := range st.Who().Skipped {
		if f, ok := s.Book.Fact(id); ok && slices.ContainsFunc(qs, func(q rules.Question) bool { return q.Fact == id }) {
			v.Skipped = append(v.Skipped, checkRow{ID: id, Label: tr.Of(f.Label), Href: change(id)})
		}
	}
	if len(qs) > 0 && len(qs) == len(v.Skipped) { // the interview would lead back here
		v.NextURL = change(qs[0].Fact)
	}
	if len(st.People) > 1 {
		v.Who = st.Who().Name
		if v.Others, err = s.others(st, "/classify/check"); err != nil {
			return err
		}
	}
	return s.render(c, fiber.StatusOK, "check", page{Title: tr.T("check.title"), Nav: "classify", Back: s.backLink(c, st, ""), Data: v})
}

// others leads to the same page about the other people of the incident.
func (s *Server) others(st incident.Interview, to string) ([]link, error) {
	var out []link
	for i, p := range st.People {
		if i == st.At {
			continue
		}
		st := st
		st.At = i
		token, err := s.tokens.encode(st)
		if err != nil {
			return nil, err
		}
		out = append(out, link{Text: p.Name, Href: address(to, token, nil)})
	}
	return out, nil
}

// idle says whether an answer no longer counts: without it, it would not be asked.
func (s *Server) idle(st incident.Interview, fact string) (bool, error) {
	st = st.Unset(fact)
	r, err := s.Book.Classify(st.Incident(), s.today())
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
