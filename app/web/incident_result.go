package web

import (
	"net/url"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/audit"
	"shoumi/app/incident"
	"shoumi/rules"
)

// keptResult is what the result of a record has besides.
type keptResult struct {
	Version  int
	LawURL   string // what changed since, where the record is of older rules
	Dissents []saidOf
	Review   string
	Risks    []option
	Chosen   []string // the risk factors seen, where they cannot be changed
	RisksURL string   // "" where they cannot be changed
	TryURL   string
	Tries    []field // what can be tried otherwise, and about whom
}

// incidentResult is what the book of a record says of it.
func (s *Server) incidentResult(c *fiber.Ctx) error {
	r, at, ok, err := s.keptAt(c)
	if !ok || err != nil {
		return err
	}
	tr, st := s.language(c), r.Content.Interview
	if nothing(st) {
		return s.unasked(c, at, tr.T("result.title"))
	}
	at, report, err := s.judge(c, st, at)
	if err != nil {
		return err
	}
	v, err := s.resultPage(c, st, at, report, r.Content.Risks)
	if err != nil {
		return err
	}
	v.Reference = r.Reference
	if v.Kept, err = s.keptResult(c, at, r); err != nil {
		return err
	}
	return s.render(c, fiber.StatusOK, "result", page{Title: v.Heading, Nav: at.nav, Crumb: append(at.crumbs, link{Text: tr.T("result.title")}), Data: v})
}

// keptAt is the record of the address with the place of its interview.
func (s *Server) keptAt(c *fiber.Ctx) (r incident.Record, at place, ok bool, err error) {
	if r, ok, err = s.incidentAt(c); !ok || err != nil {
		return r, at, false, err
	}
	at, err = s.placeOf(c, r)
	return r, at, err == nil, err
}

// nothing is whether nothing was answered about anybody.
func nothing(st incident.Interview) bool {
	return !st.Act().Known() && !slices.ContainsFunc(st.People, func(p incident.Person) bool { return len(p.Answers) > 0 })
}

// unasked is the page that says how facts come into a record, in place of one that
// needs them.
func (s *Server) unasked(c *fiber.Ctx, at place, instead string) error {
	tr := s.language(c)
	return s.render(c, fiber.StatusOK, "incident_unasked", page{Title: tr.T("result.unasked"), Nav: at.nav, Crumb: append(at.crumbs, link{Text: instead}), Data: beginningOf(tr, at)})
}

// beginning is the data of incident_unasked.html: how facts come into a record.
type beginning struct {
	empty
	Questions string // "" where nothing can be answered
}

func beginningOf(tr *language, at place) beginning {
	b := beginning{empty{Text: tr.T("result.unasked_text"), How: tr.T("result.unasked_how")}, at.question("")}
	if b.Questions != "" {
		b.Action = &link{Text: tr.T("result.unasked_tell"), Href: incidentURL(at.record, "narrative")}
	}
	return b
}

func (s *Server) keptResult(c *fiber.Ctx, at place, r incident.Record) (*keptResult, error) {
	tr, who := s.language(c), s.naming(c)
	k := &keptResult{Version: r.Version, Review: incidentURL(r.ID, "review"), TryURL: incidentURL(r.ID, "what-if"), Tries: tryFields(tr, at, r.Content.Interview)}
	if !s.Incidents.Current(r) {
		k.LawURL = incidentURL(r.ID, "law")
	}
	for _, o := range r.Review.Dissents() {
		k.Dissents = append(k.Dissents, spoken(tr, who, r.Review, o, aboutOpinion(tr, at.book, r, o)))
	}
	if s.Cases == nil || who.err != nil {
		return k, who.err
	}
	if !at.fixed {
		k.RisksURL = incidentURL(r.ID, "risks")
	}
	for _, t := range s.Cases.Risks() {
		seen := slices.Contains(r.Content.Risks, t.ID)
		k.Risks = append(k.Risks, option{Value: t.ID, Label: tr.topic(t), Help: t.Text, Checked: seen})
		if seen {
			k.Chosen = append(k.Chosen, tr.topic(t))
		}
	}
	return k, nil
}

// incidentRisks keeps the risk factors that the author sees in an incident.
func (s *Server) incidentRisks(c *fiber.Ctx) error {
	sent := formOf(c)
	var risks []string
	for _, t := range s.Cases.Risks() {
		if slices.Contains(sent["risk"], t.ID) {
			risks = append(risks, t.ID)
		}
	}
	done, err := s.changeIncident(c, sent, incident.Reworded, func(r *incident.Record) error {
		r.Content.Risks = risks
		return nil
	})
	if !done || err != nil {
		return err
	}
	s.say(c, "result.risks_kept")
	return c.Redirect(incidentURL(c.Params("id"), "result"), fiber.StatusSeeOther)
}

// changeIncident changes the record of the address, as a form asks that was drawn with
// its version; done is false where the visitor is asked first what for.
func (s *Server) changeIncident(c *fiber.Ctx, sent url.Values, kind incident.EventKind, f func(*incident.Record) error) (done bool, err error) {
	r, done, err := s.incidentFor(c, "")
	if !done || err != nil {
		return false, err
	}
	if err := s.noteIncident(c, audit.IncidentChanged, r, ""); err != nil {
		return false, err
	}
	if _, err = s.Incidents.Change(c.UserContext(), s.visitor(c).ID, r.ID, versionOf(sent), kind, f); err != nil {
		return false, contradicts(err)
	}
	return true, nil
}

// incidentReport is the report on a record, to keep.
func (s *Server) incidentReport(c *fiber.Ctx) error {
	r, at, ok, err := s.keptAt(c)
	if !ok || err != nil {
		return err
	}
	_, report, err := s.judge(c, r.Content.Interview, at)
	if err != nil {
		return err
	}
	report.Incident = r.Reference
	return sendReport(c, report)
}

// tryFields ask which fact of whom to change: those that are known or asked about.
func tryFields(tr *language, at place, st incident.Interview) []field {
	who := field{Name: "who", ID: "try-who", Label: tr.T("try.who"), Kind: choiceField}
	for i, p := range st.People {
		who.Choices = append(who.Choices, option{Value: strconv.Itoa(i), Label: p.Name, Checked: i == st.At})
	}
	fact := field{Name: "q", ID: "try-fact", Label: tr.T("try.fact"), Kind: choiceField, Choices: []option{{Value: rules.ActDateFact, Label: tr.T("check.date")}}}
	for _, f := range at.book.Facts() {
		fact.Choices = append(fact.Choices, option{Value: f.ID, Label: tr.Group(f.Group) + tr.T("colon") + tr.Of(f.Label)})
	}
	if len(who.Choices) == 1 {
		return []field{fact}
	}
	return []field{who, fact}
}
