package web

import (
	"cmp"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/audit"
	"shoumi/app/incident"
	"shoumi/app/store"
	"shoumi/rules"
)

// reviewedPage is the data of incident_review.html: what the book says of a record,
// and what its reviewers say of that.
type reviewedPage struct {
	Notices   []notice
	Errors    []fieldError
	Lead      string
	Facts     []pair
	Narrative string
	People    []reviewedPerson
	Gone      []saidOf // opinions on what the result does not have any more
	Tools     []link
	Sign      *link // the one thing to do
	Return    *link
}

// reviewedPerson is the result about one actor, what is open first.
type reviewedPerson struct {
	Name    string
	Several bool
	Groups  []reviewedGroup
}

type reviewedGroup struct {
	ID       string // the verdict
	Title    string
	Findings []reviewedFinding
	More     *link // to those that are not shown
}

// reviewedFinding is a provision with a row for each element, and one for the whole.
type reviewedFinding struct {
	ID, Title string
	Of        cited
	Verdict   rules.Verdict
	Versions  []string
	Missing   []missing
	Comes     string // penalty or effect
	Rows      []reviewedRow
	Whole     reviewedRow
}

// Spoken is whether something was said of it, or is being said.
func (f reviewedFinding) Spoken() bool {
	return slices.ContainsFunc(append(f.Rows, f.Whole), func(r reviewedRow) bool { return len(r.Said) > 0 || r.Form != nil && r.Form.Open })
}

// reviewedRow is something that one can agree with or not. Form is nil for who may not.
type reviewedRow struct {
	elementRow
	ID    string
	Label string // what it is about, where the text above does not stand
	Said  []saidOf
	Form  *opinionForm
}

type opinionForm struct {
	Action string
	Hidden map[string]string
	Reason field
	Open   bool
}

// saidOf is an opinion as the pages show it. About is set where it stands apart from
// what it is about.
type saidOf struct {
	About, By, When string
	Agree           bool
	Stands          bool // nothing was said later by the same reviewer
	Reason          string
	Verdict         rules.Verdict // that the book gave then
}

// What of a result a review page shows besides what is established: ?show=.
const (
	showFew  = ""     // of what is open, what lacks least
	showOpen = "open" // all that is open
	showAll  = "all"  // and what is not established
)

// drawn is how a review page is drawn: what was typed comes back.
type drawn struct {
	result  incident.Result
	base    string // address of the page
	opinion bool   // the visitor may give one
	typed   url.Values
	wrong   string // what is wrong with what was typed
}

func (s *Server) reviewIncident(c *fiber.Ctx) error {
	r, ok, err := s.incidentAt(c)
	if !ok || err != nil {
		return err
	}
	return s.reviewAgain(c, fiber.StatusOK, r, nil, "")
}

// reviewAgain is the review of a record as it stands; typed is an opinion that was not
// kept, for what is wrong with it.
func (s *Server) reviewAgain(c *fiber.Ctx, status int, r incident.Record, typed url.Values, wrong string) error {
	tr := s.language(c)
	d := drawn{base: incidentURL(r.ID, "review"), typed: typed, wrong: wrong, opinion: byReviewer(r, s.visitor(c).ID) == nil}
	var err error
	if d.result, err = s.standing(c, r); err != nil {
		return contradicts(err)
	}
	p, err := s.reviewed(c, tr, r, d)
	if err != nil {
		return err
	}
	if wrong != "" && len(p.Errors) == 0 { // there is no place for it any more; what was typed is not lost
		p.Notices = append(p.Notices, notice{Kind: "warning", Title: wrong, Text: tr.T("second.typed", typed.Get("reason"))})
	}
	title := tr.T("second.under_review", r.Reference, tally(d.result.Report, rules.Undetermined), tally(d.result.Report, rules.Established))
	switch r.State {
	case incident.Draft:
		title = tr.T("second.not_sent", r.Reference)
		p.Notices = append(p.Notices, notice{Title: tr.T("second.draft"), Text: tr.T("second.draft_how")})
	case incident.Signed:
		title = tr.T("second.signed", r.Reference, tr.T("second.overall."+string(r.Review.Overall)))
		p.Lead = r.Review.Text
	}
	if d.opinion {
		p.Sign = &link{Text: tr.T("second.sign"), Href: incidentURL(r.ID, "review", "sign")}
		p.Return = &link{Text: tr.T("second.return"), Href: incidentURL(r.ID, "review", "return")}
	}
	p.Tools = []link{{Text: tr.T("memo.name"), Href: incidentURL(r.ID, "memo")}, {Text: tr.T("history.name"), Href: incidentURL(r.ID, "history")}}
	return s.render(c, status, "incident_review", page{Title: title, Nav: "incidents", Error: wrong != "", Crumb: incidentCrumbs(tr, r, tr.T("second.name")), Data: p})
}

// standing is what the book says of a record as it stands; of a signed one what it said.
func (s *Server) standing(c *fiber.Ctx, r incident.Record) (incident.Result, error) {
	if r.State != incident.Signed {
		return s.Incidents.Result(c.UserContext(), r)
	}
	rev, err := s.Incidents.Revision(c.UserContext(), s.visitor(c).ID, r.ID, r.Revision)
	if err != nil {
		return incident.Result{}, err
	}
	x, _, err := s.Incidents.Frozen(c.UserContext(), rev)
	return x, err
}

// counts is whether a finding is one of those that a result is counted by.
func counts(f rules.Finding) bool { return liable(f.Kind) || f.Kind == rules.Duty }

// liable is whether a branch of law is one of liability, and not of duties or of what
// only modifies others.
func liable(k rules.Kind) bool {
	return k != rules.Duty && k != rules.Modifier && k != rules.Permission
}

// tally is how many findings of a report have a verdict.
func tally(report rules.Report, v rules.Verdict) (n int) {
	for _, a := range report.Actors {
		for _, f := range a.Findings {
			if f.Verdict == v && counts(f) {
				n++
			}
		}
	}
	return n
}

// reviewed is what stands on the page of a record's review, or of a revision.
func (s *Server) reviewed(c *fiber.Ctx, tr *language, r incident.Record, d drawn) (reviewedPage, error) {
	who := s.naming(c)
	p := reviewedPage{Narrative: r.Content.Narrative, Facts: []pair{
		{Label: tr.T("incident.state"), Value: tr.T("incident.state." + string(r.State))},
		{Label: tr.T("second.author"), Value: who.of(r.Author), Chinese: true},
		{Label: tr.T("second.reviewer"), Value: who.of(r.Reviewer), Chinese: true},
		{Label: tr.T("incident.purpose"), Value: r.Content.Purpose, Chinese: true},
		{Label: tr.T("second.dates"), Value: tr.T("second.dates_are", tr.actDate(r.Act().ActDate), tr.day(d.result.Judged))},
	}}
	if r.State == incident.Signed {
		p.Facts = append(p.Facts, pair{Label: tr.T("second.overall"), Value: tr.T("second.overall." + string(r.Review.Overall)), Note: tr.T("second.by", who.of(r.Review.By), tr.moment(r.Review.At))})
	}
	said := map[string]int{}
	for i, a := range d.result.Report.Actors {
		x := &reviewer{finder: finder{tr: tr, in: d.result.Incident, actor: a.Actor, at: place{base: incidentURL(r.ID), book: d.result.Book, judged: d.result.Judged, fixed: true}},
			r: r, d: d, who: who, number: i, show: c.Query("show", d.typed.Get("show")), said: said}
		one := reviewedPerson{Name: a.Actor, Several: len(d.result.Report.Actors) > 1, Groups: x.groups(a.Findings)}
		if x.err != nil {
			return p, x.err
		}
		p.Errors = append(p.Errors, x.errors...)
		p.People = append(p.People, one)
	}
	for _, o := range r.Review.Opinions {
		if said[opinionKey(o.Actor, o.Provision, o.Element)] == 0 {
			p.Gone = append(p.Gone, spoken(tr, who, r.Review, o, aboutOpinion(tr, d.result.Book, r, o)))
		}
	}
	return p, who.err
}

// reviewer turns the findings on one actor into what the page shows.
type reviewer struct {
	finder
	r      incident.Record
	d      drawn
	who    *naming
	number int
	show   string
	said   map[string]int // opinions shown, by what they are about
	errors []fieldError
	err    error
}

func (x *reviewer) groups(all []rules.Finding) (out []reviewedGroup) {
	const others = "others" // what only changes others, or allows something
	by := map[string][]rules.Finding{}
	for _, f := range all {
		switch {
		case counts(f):
			by[string(f.Verdict)] = append(by[string(f.Verdict)], f)
		case f.Verdict == rules.Established || f.Verdict == rules.Undetermined && f.Kind == rules.Permission:
			by[others] = append(by[others], f)
		}
	}
	for _, id := range []string{string(rules.Undetermined), string(rules.Established), others, string(rules.NotEstablished)} {
		findings, g := by[id], reviewedGroup{ID: id, Title: x.tr.T("second.group."+id, len(by[id]))}
		few, next := len(findings), showAll
		switch {
		case id == string(rules.Undetermined):
			slices.SortStableFunc(findings, func(a, b rules.Finding) int {
				return cmp.Or(cmp.Compare(slices.Index(rules.Kinds, a.Kind), slices.Index(rules.Kinds, b.Kind)), cmp.Compare(len(a.Missing), len(b.Missing)))
			})
			if x.show == showFew {
				few, next = maxOpenShown, showOpen
			}
		case id == string(rules.NotEstablished) && x.show != showAll:
			few = 0
		}
		hidden := 0
		for i, f := range findings {
			if i < few || x.spokenOf(f) {
				g.Findings = append(g.Findings, x.reviewed(f))
			} else {
				hidden++
			}
		}
		if hidden > 0 {
			g.More = &link{Text: x.tr.T("second.more", hidden), Href: x.d.base + "?show=" + next + "#g-" + strconv.Itoa(x.number) + "-" + id}
		}
		if len(findings) > 0 {
			out = append(out, g)
		}
	}
	return out
}

// spokenOf is whether something was said, or typed just now, of a finding.
func (x *reviewer) spokenOf(f rules.Finding) bool {
	return x.d.typed.Get("actor") == x.actor && x.d.typed.Get("provision") == f.ID || slices.ContainsFunc(x.r.Review.Opinions, func(o incident.Opinion) bool { return o.Actor == x.actor && o.Provision == f.ID })
}

func (x *reviewer) reviewed(f rules.Finding) reviewedFinding {
	v, err := x.finding(f, false)
	if x.err == nil {
		x.err = err
	}
	out := reviewedFinding{ID: x.anchor(f.ID, "finding"), Title: v.Title, Of: v.Of, Verdict: v.Verdict, Versions: v.Versions, Comes: v.Effect}
	if v.Verdict == rules.Undetermined {
		out.Missing = v.Missing
	}
	if f.Penalty != nil && v.Verdict != rules.NotEstablished {
		out.Comes = f.Penalty.Text()
	}
	for i, e := range f.Elements {
		out.Rows = append(out.Rows, x.row(f.ID, e.ID, v.Elements[i], ""))
	}
	for i, e := range f.Exceptions {
		out.Rows = append(out.Rows, x.row(f.ID, e.ID, v.Exceptions[i], ""))
	}
	out.Whole = x.row(f.ID, "", elementRow{Text: f.Cite, Verdict: f.Verdict, As: "provision"}, x.tr.T("second.whole"))
	return out
}

// anchor is the id of a row on the page.
func (x *reviewer) anchor(provision, element string) string {
	return "o-" + strconv.Itoa(x.number) + "-" + strings.ReplaceAll(provision, "/", "-") + "-" + element
}

func (x *reviewer) row(provision, element string, e elementRow, label string) reviewedRow {
	row := reviewedRow{elementRow: e, ID: x.anchor(provision, element), Label: label}
	for _, o := range x.r.Review.Opinions {
		if o.Actor == x.actor && o.Provision == provision && o.Element == element {
			x.said[opinionKey(o.Actor, provision, element)]++
			row.Said = append(row.Said, spoken(x.tr, x.who, x.r.Review, o, ""))
		}
	}
	if !x.d.opinion {
		return row
	}
	hidden := versioned(x.r)
	hidden["actor"], hidden["provision"], hidden["element"], hidden["show"], hidden["at"] = x.actor, provision, element, x.show, row.ID
	row.Form = &opinionForm{Action: incidentURL(x.r.ID, "review"), Hidden: hidden,
		Reason: field{Name: "reason", ID: row.ID + "-reason", Kind: longField, Label: x.tr.T("second.reason")}}
	if t := x.d.typed; x.d.wrong != "" && t.Get("actor") == x.actor && t.Get("provision") == provision && t.Get("element") == element {
		row.Form.Reason.Value, row.Form.Reason.Fault, row.Form.Open = t.Get("reason"), x.d.wrong, true
		x.errors = append(x.errors, row.Form.Reason.Faults()...)
	}
	return row
}

func opinionKey(actor, provision, element string) string {
	return actor + "\x00" + provision + "\x00" + element
}

// spoken is an opinion for a page.
func spoken(tr *language, who *naming, all incident.Review, o incident.Opinion, about string) saidOf {
	last, _ := all.Latest(o.By, o.Actor, o.Provision, o.Element)
	return saidOf{About: about, By: who.of(o.By), When: tr.moment(o.At), Agree: o.Agree, Reason: o.Reason, Verdict: o.Verdict, Stands: last == o}
}

// aboutOpinion names what an opinion is about.
func aboutOpinion(tr *language, b *rules.Book, r incident.Record, o incident.Opinion) string {
	text := cite(b, o.Provision).Text
	if p, ok := b.Provision(o.Provision); ok && o.Element != "" {
		for _, e := range slices.Concat(p.Elements, p.Exceptions) {
			if e.ID == o.Element {
				text = tr.T("second.element_of", text, e.Text)
			}
		}
	}
	if len(r.Content.Interview.People) > 1 {
		text = o.Actor + tr.T("colon") + text
	}
	return text
}

// opine keeps one opinion of the reviewer's. Given twice, it is given once.
func (s *Server) opine(c *fiber.Ctx) error {
	tr, me, sent := s.language(c), s.visitor(c).ID, formOf(c)
	r, err := s.Incidents.Open(c.UserContext(), me, c.Params("id"))
	if err != nil {
		return err
	}
	if err := byReviewer(r, me); errors.Is(err, incident.ErrFixed) {
		return s.reviewAgain(c, fiber.StatusConflict, r, sent, tr.T("second.moved_on"))
	} else if err != nil {
		return s.tried(c, r, err)
	}
	o := incident.Opinion{Actor: sent.Get("actor"), Provision: sent.Get("provision"), Element: sent.Get("element"), Agree: sent.Get("agree") == "yes"}
	if !o.Agree {
		o.Reason = strings.TrimSpace(sent.Get("reason"))
	}
	back := url.Values{}
	if sent.Get("show") != "" {
		back.Set("show", sent.Get("show"))
	}
	to := address(incidentURL(r.ID, "review"), "", back) + "#" + url.PathEscape(sent.Get("at"))
	if last, said := r.Review.Latest(me, o.Actor, o.Provision, o.Element); said && last.Agree == o.Agree && last.Reason == o.Reason {
		return c.Redirect(to, fiber.StatusSeeOther)
	}
	switch {
	case !o.Agree && o.Reason == "":
		return s.reviewAgain(c, fiber.StatusUnprocessableEntity, r, sent, tr.T("second.no_reason"))
	case utf8.RuneCountInString(o.Reason) > maxReason:
		return s.reviewAgain(c, fiber.StatusUnprocessableEntity, r, sent, tr.T("second.long", maxReason))
	case versionOf(sent) != r.Version:
		return s.reviewAgain(c, fiber.StatusConflict, r, sent, tr.T("second.changed"))
	}
	if err := s.noteIncident(c, audit.IncidentOpined, r, " "+strings.TrimSuffix(o.Provision+"#"+o.Element, "#")); err != nil {
		return err
	}
	_, err = s.Incidents.Opine(c.UserContext(), me, r.ID, r.Version, o)
	switch {
	case errors.Is(err, store.ErrConflict):
		return s.reviewAgain(c, fiber.StatusConflict, r, sent, tr.T("second.changed"))
	case personalFault(tr, err) != "":
		return s.reviewAgain(c, fiber.StatusUnprocessableEntity, r, sent, personalFault(tr, err))
	case err != nil:
		return err
	}
	s.say(c, "second.noted")
	return c.Redirect(to, fiber.StatusSeeOther)
}
