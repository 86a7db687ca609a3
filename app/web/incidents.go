package web

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/account"
	"shoumi/app/audit"
	"shoumi/app/incident"
	"shoumi/app/privacy"
	"shoumi/app/store"
)

// incidentURL is the address of a record, or of a page below it.
func incidentURL(id string, below ...string) string {
	return "/incidents/" + id + strings.Join(append([]string{""}, below...), "/")
}

// incidentAt is the record of the address, for those who may open it, once they have
// said what for; ok is false where they are asked now. That it was opened is logged.
func (s *Server) incidentAt(c *fiber.Ctx) (r incident.Record, ok bool, err error) {
	return s.incidentFor(c, audit.Opened)
}

// incidentFor is incidentAt for another act than opening; "" is none that is logged. A
// form that the author sends was on a page that asked: they are not asked again, for
// what they typed would be lost where the purpose has run out meanwhile.
func (s *Server) incidentFor(c *fiber.Ctx, act string) (r incident.Record, ok bool, err error) {
	if r, err = s.Incidents.Open(c.UserContext(), s.visitor(c).ID, c.Params("id")); err != nil {
		return r, false, err
	}
	if c.Method() == post && r.Author == s.visitor(c).ID {
		return r, true, nil
	}
	ok, err = s.asked(c, r.ID, act, "事件紀錄 "+r.Reference)
	return r, ok, err
}

// incidentCrumbs lead to a record, and on to a page below it.
func incidentCrumbs(tr *language, r incident.Record, last ...string) []link {
	crumbs := []link{{Text: tr.T("incidents.title"), Href: "/incidents"}, {Text: r.Reference, Href: incidentURL(r.ID)}}
	for _, text := range last {
		crumbs = append(crumbs, link{Text: text})
	}
	if len(last) == 0 {
		crumbs[1].Href = ""
	}
	return crumbs
}

// incidentProblem is the page of an error about records; nil is none of them.
func incidentProblem(err error) *problem {
	for _, x := range []struct {
		err error
		key string
	}{
		{incident.ErrFixed, "incident_fixed"}, {incident.ErrOutdated, "incident_outdated"}, {incident.ErrNotYours, "incident_not_yours"},
		{incident.ErrSamePerson, "incident_same_person"}, {incident.ErrUnknownRules, "incident_rules"}, {incident.ErrNoFinding, "incident_no_finding"},
	} {
		if errors.Is(err, x.err) {
			status := fiber.StatusConflict
			if x.err == incident.ErrSamePerson || x.err == incident.ErrNotYours {
				status = fiber.StatusForbidden
			}
			return &problem{status: status, key: x.key}
		}
	}
	return nil
}

// versionOf is the version of the record that a form was drawn with.
func versionOf(sent url.Values) int {
	n, _ := strconv.Atoi(sent.Get("version"))
	return n
}

// maxReference and maxNotes are how many characters a field of a record may have.
const (
	maxReference = 40
	maxNotes     = 20_000
)

// headFields ask for what a record begins with.
func (s *Server) headFields(tr *language, tree account.Tree, h incident.Head) []field {
	f := []field{
		{Name: "reference", Label: tr.T("incident.reference"), Help: tr.T("incident.reference_help"), Value: h.Reference},
		{Name: "purpose", Label: tr.T("incident.purpose"), Help: tr.T("incident.purpose_help"), Value: h.Purpose},
		{Name: "stage", Kind: choiceField, Label: tr.T("incident.stage"), Help: tr.T("incident.stage_help")},
		{Name: "unit", Kind: choiceField, Label: tr.T("incident.unit"), Help: tr.T("incident.unit_help"), Optional: true,
			Choices: append([]option{{Label: tr.T("incident.no_unit")}}, unitOptions(tree, account.Scope{All: true}, h.Unit)...)},
	}
	for _, stage := range incident.Stages {
		f[2].Choices = append(f[2].Choices, option{Value: string(stage), Label: tr.T("incident.stage." + string(stage)), Checked: stage == h.Stage})
	}
	return f
}

// readHead is what a form of headFields says; what is wrong is said in the form.
func readHead(tr *language, tree account.Tree, sent url.Values, f *form) (h incident.Head, ok bool) {
	h = incident.Head{Reference: strings.TrimSpace(sent.Get("reference")), Purpose: strings.TrimSpace(sent.Get("purpose")), Unit: sent.Get("unit"), Stage: incident.Stage(sent.Get("stage")), Notes: strings.ReplaceAll(sent.Get("notes"), "\r\n", "\n")}
	ok = true
	say := func(name, text string) {
		f.fault(name, text)
		ok = false
	}
	switch n := utf8.RuneCountInString(h.Reference); {
	case n == 0:
		say("reference", tr.T("incident.reference_empty"))
	case n > maxReference:
		say("reference", tr.T("incident.reference_long", maxReference))
	}
	switch n := utf8.RuneCountInString(h.Purpose); {
	case n < minPurpose:
		say("purpose", tr.T("purpose.short", minPurpose))
	case n > maxPurpose:
		say("purpose", tr.T("purpose.long", maxPurpose))
	}
	if n := utf8.RuneCountInString(h.Notes); n > maxNotes {
		say("notes", tr.T("incident.notes_long", maxNotes))
	}
	if !slices.Contains(incident.Stages, h.Stage) {
		say("stage", tr.T("incident.stage_empty"))
	}
	if _, there := tree.Unit(h.Unit); h.Unit != "" && !there {
		say("unit", tr.T("incident.unit_gone"))
	}
	return h, ok
}

func (s *Server) newIncidentForm(c *fiber.Ctx) error {
	return s.newIncidentAgain(c, fiber.StatusOK, nil, func(*form, account.Tree) {})
}

// personalPage is a form that was not saved, for it looks as if it had personal data.
type personalPage struct {
	form
	Found []foundData
}

// foundData is one place that looks like personal data, with a field to say why it is
// none; Sure ones have to go.
type foundData struct {
	Field, Kind, Text string
	Why               []string
	Sure              bool
	Name              string // of the field for the reason
	Replace           string // kind and text, where it can be replaced
	Input             field
}

func foundName(f incident.Found) string { return fmt.Sprintf("dismiss-%s-%s", f.Kind, f.Text) }

// foundIn are the findings of an error, with the reasons that were sent.
func foundIn(tr *language, e *incident.PersonalDataError, sent url.Values) (out []foundData) {
	for _, f := range e.Found {
		name := foundName(f)
		if slices.ContainsFunc(out, func(x foundData) bool { return x.Name == name }) {
			continue // the same words elsewhere
		}
		x := foundData{Field: tr.T("incident." + f.Field), Kind: f.Kind.Zh(), Text: f.Text, Why: f.Why, Sure: f.Sure(), Name: name,
			Input: field{Name: name, ID: name + "-reason", Label: tr.T("personal.reason", f.Text), Value: sent.Get(name), Optional: true}}
		if f.Field == "narrative" {
			x.Replace = string(f.Kind) + "-" + f.Text
		}
		out = append(out, x)
	}
	return out
}

// dismissed are the dismissals that a form sends, after those that there are.
func (s *Server) dismissed(c *fiber.Ctx, before []incident.Dismissal) []incident.Dismissal {
	out := slices.Clone(before)
	sent := formOf(c)
	for _, name := range slices.Sorted(maps.Keys(sent)) {
		rest, is := strings.CutPrefix(name, "dismiss-")
		kind, text, cut := strings.Cut(rest, "-")
		reason := strings.TrimSpace(sent.Get(name))
		if is && cut && reason != "" && utf8.RuneCountInString(reason) <= maxReason {
			out = append(out, incident.Dismissal{Kind: privacy.Kind(kind), Text: text, Reason: reason, By: s.visitor(c).ID, At: s.Now()})
		}
	}
	return out
}

func (s *Server) newIncidentAgain(c *fiber.Ctx, status int, found []foundData, say func(*form, account.Tree)) error {
	tr := s.language(c)
	tree, err := s.People.Units(c.UserContext())
	if err != nil {
		return err
	}
	p := personalPage{Found: found, form: form{Notice: &notice{Title: tr.T("incident.no_names"), Text: tr.T("incident.no_names_how")}, Button: tr.T("incident.begin"), Fields: s.headFields(tr, tree, incident.Head{})}}
	if c.Method() == post {
		p.fill(formOf(c))
	}
	say(&p.form, tree)
	return s.render(c, status, "incident_new", page{Title: tr.T("incident.new"), Nav: "incidents", Error: len(p.Errors())+len(found) > 0,
		Crumb: []link{{Text: tr.T("incidents.title"), Href: "/incidents"}, {Text: tr.T("incident.new")}}, Data: p})
}

func (s *Server) newIncident(c *fiber.Ctx) error {
	tr, v, sent := s.language(c), s.visitor(c), formOf(c)
	tree, err := s.People.Units(c.UserContext())
	if err != nil {
		return err
	}
	var blank form
	blank.Fields = s.headFields(tr, tree, incident.Head{})
	h, ok := readHead(tr, tree, sent, &blank)
	if !ok {
		return s.newIncidentAgain(c, fiber.StatusUnprocessableEntity, nil, func(f *form, tree account.Tree) { readHead(tr, tree, sent, f) })
	}
	h.Dismissed = s.dismissed(c, nil)
	if err := s.record(c, audit.IncidentBegun, h.Reference, ""); err != nil {
		return err
	}
	r, err := s.Incidents.Begin(c.UserContext(), v.ID, h)
	var personal *incident.PersonalDataError
	switch {
	case errors.As(err, &personal):
		return s.newIncidentAgain(c, fiber.StatusUnprocessableEntity, foundIn(tr, personal, sent), func(*form, account.Tree) {})
	case errors.Is(err, store.ErrExists):
		return s.newIncidentAgain(c, fiber.StatusUnprocessableEntity, nil, func(f *form, _ account.Tree) { f.fault("reference", tr.T("incident.reference_taken")) })
	case err != nil:
		return err
	}
	if err := s.People.Allow(c.UserContext(), v.Session, account.Purpose{Subject: r.ID, Text: h.Purpose, ActualUser: v.Login}); err != nil {
		return err
	}
	return c.Redirect(incidentURL(r.ID), fiber.StatusSeeOther)
}
