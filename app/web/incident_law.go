package web

import (
	"cmp"
	"errors"
	"slices"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/audit"
	"shoumi/app/incident"
	"shoumi/app/store"
	"shoumi/rules"
	"shoumi/rules/proof"
)

// incidentLawPage is the data of incident_law.html: what today's rules make of one
// record of older ones.
type incidentLawPage struct {
	Facts   []pair
	Clash   string
	Lost    []string
	Moves   []lawMove
	Same    string // said where nothing moved
	Waits   string // why the visitor cannot take it on
	Version int
	Action  string
	Run     string // id of the re-run that led here
	Back    link
}

// lawMove is a finding that moved, with what moved it.
type lawMove struct {
	ID, Actor, Title string
	Of               cited
	From, To         rules.Verdict
	Before, After    string // penalty, where it differs
	Absorption       string
	More             bool // something else that follows differs
	Missing          []string
	Elements         []elementMove
	Laws             []lawSide // then and today; empty where no word of them differs
	Newly, NoLonger  string    // facts that only one rule set catches
}

// elementMove is an element whose verdict differs; a side is nil where its rule set
// does not have it.
type elementMove struct {
	Text     string
	As       string
	Was, Now *elementRow
}

// lawSide is an article under one of two rule sets.
type lawSide struct {
	Name string
	Law  lawText
}

// cameFrom is the address of the report of a re-run of the visitor's that they came
// from, "" where they did not.
func (s *Server) cameFrom(c *fiber.Ctx, run string) (string, error) {
	if run == "" {
		return "", nil
	}
	j, err := s.Incidents.Rerun(c.UserContext(), s.visitor(c).ID, run)
	if errors.Is(err, store.ErrNotFound) {
		return "", nil
	}
	return rerunURL(j.ID), err
}

// incidentForLaw is incidentAt, but who comes from the report of a re-run has said what
// for when it was begun.
func (s *Server) incidentForLaw(c *fiber.Ctx, report string) (r incident.Record, ok bool, err error) {
	v, ctx := s.visitor(c), c.UserContext()
	why, said := v.Session.Purpose(c.Query("run"), s.Now())
	if report == "" || !said {
		return s.incidentAt(c)
	}
	if r, err = s.Incidents.Open(ctx, v.ID, c.Params("id")); err != nil {
		return r, false, err
	}
	e, err := s.entry(c, v, audit.Opened, "事件紀錄 "+r.Reference, r.ID)
	if err != nil {
		return r, false, err
	}
	if e.Purpose == "" {
		e.Purpose = why.Text
		if why.ActualUser != "" {
			e.ActualUser, e.ActualUnit = why.ActualUser, why.ActualUnit
		}
	}
	return r, true, s.log(ctx, e)
}

func (s *Server) incidentLaw(c *fiber.Ctx) error {
	report, err := s.cameFrom(c, c.Query("run")) // first: to explain a change takes long
	if err != nil {
		return err
	}
	r, ok, err := s.incidentForLaw(c, report)
	if !ok || err != nil {
		return err
	}
	if s.Incidents.Current(r) { // taken on meanwhile
		return c.Redirect(cmp.Or(report, incidentURL(r.ID)), fiber.StatusSeeOther)
	}
	x, err := s.Incidents.Explain(c.UserContext(), r)
	if err != nil {
		return err
	}
	tr := s.language(c)
	p := incidentLawPage{Clash: x.Clash, Version: r.Version, Action: incidentURL(r.ID, "law"), Back: link{Text: tr.T("second.to_record"), Href: incidentURL(r.ID)}}
	if report != "" {
		p.Run, p.Back = c.Query("run"), link{Text: tr.T("rerun.report"), Href: report}
	}
	p.Facts = []pair{{Label: tr.T("lawdiff.act"), Value: r.Content.Interview.Act().ROC(), Chinese: true, Note: tr.T("lawdiff.act_note")},
		{Label: tr.T("lawdiff.judged_then"), Value: tr.day(x.Before.Judged), Note: tr.T("lawdiff.rules", shortDigest(x.Before.Book.Digest()))},
		{Label: tr.T("lawdiff.judged_now"), Value: tr.day(x.After.Judged), Note: tr.T("lawdiff.rules", shortDigest(x.After.Book.Digest()))}}
	for _, id := range x.Lost {
		label := id
		if f, ok := x.Before.Book.Fact(id); ok {
			label = tr.Of(f.Label)
		}
		p.Lost = append(p.Lost, label)
	}
	for _, b := range x.Because {
		p.Moves = append(p.Moves, newLawMove(tr, x, b))
	}
	switch {
	case r.State == incident.Submitted:
		p.Waits = tr.T("lawdiff.submitted")
	case r.Author != s.visitor(c).ID:
		p.Waits = tr.T("lawdiff.not_yours")
	}
	title := tr.T("lawdiff.title", r.Reference, len(p.Moves))
	if x.Effect == incident.Unaltered {
		title, p.Same = tr.T("lawdiff.title_same", r.Reference), tr.T("lawdiff.same")
	} else if x.Effect == incident.Clashes {
		title = tr.T("lawdiff.title_clash", r.Reference)
	}
	return s.render(c, fiber.StatusOK, "incident_law", page{Title: title, Nav: "incidents", Crumb: incidentCrumbs(tr, r, tr.T("lawdiff.crumb")), Data: p})
}

func newLawMove(tr *language, x incident.Explained, b incident.Because) lawMove {
	m := lawMove{ID: b.Actor + "-" + b.Provision, Actor: b.Actor, Of: cite(x.After.Book, b.Provision), From: b.From, To: b.To, More: b.Consequences}
	if b.Now == nil {
		m.Of = cited{ID: b.Provision, Text: x.Before.Book.Cite(b.Provision)}
	}
	for _, f := range []*rules.Finding{b.Was, b.Now} {
		if f != nil {
			m.Title = f.Title
		}
	}
	if b.Before != b.Shift.After {
		m.Before, m.After = b.Before, b.Shift.After
	}
	switch {
	case b.Absorbed && !b.WasAbsorbed:
		m.Absorption = tr.T("lawdiff.absorbed")
	case !b.Absorbed && b.WasAbsorbed:
		m.Absorption = tr.T("lawdiff.not_absorbed")
	}
	was := &finder{tr: tr, in: x.Before.Incident, actor: b.Actor, at: place{book: x.Before.Book}}
	now := &finder{tr: tr, in: x.After.Incident, actor: b.Actor, at: place{book: x.After.Book}}
	if b.Now != nil && b.To == rules.Undetermined {
		for _, id := range b.Now.Missing {
			m.Missing = append(m.Missing, now.missing(id).Label)
		}
	}
	side := func(x *finder, e *rules.ElementFinding, f *rules.Finding, as string) *elementRow {
		if e == nil {
			return nil
		}
		row := x.element(*e, as, f.Missing)
		for i := range row.Facts {
			row.Facts[i].Href = "" // under other rules nothing is answered
		}
		return &row
	}
	for _, e := range b.Elements {
		as := "element"
		if e.Exception {
			as = "exception"
		}
		y := elementMove{As: as, Was: side(was, e.Was, b.Was, as), Now: side(now, e.Now, b.Now, as)}
		for _, r := range []*elementRow{y.Was, y.Now} {
			if r != nil {
				y.Text = r.Text
			}
		}
		m.Elements = append(m.Elements, y)
	}
	m.Laws = lawSides(tr, x, b.Provision)
	if i := slices.IndexFunc(b.Law, func(l proof.Change) bool { return l.Provision == b.Provision }); i >= 0 {
		m.Newly, m.NoLonger = factsInWords(tr, x.After.Book, b.Law[i].Newly), factsInWords(tr, x.Before.Book, b.Law[i].NoLonger)
	}
	return m
}

// factsInWords is a pattern of facts as people read it.
func factsInWords(tr *language, b *rules.Book, v rules.Values) (out string) {
	for _, f := range b.Facts() {
		if x, ok := v[f.ID]; ok {
			if out != "" {
				out += tr.T("list.semicolon")
			}
			out += tr.Of(f.Label) + tr.T("colon") + tr.Value(f, x)
		}
	}
	return out
}

// lawSides are the article of a provision under the rules of then and under today's,
// as it stood on the last day that the act may have happened; empty where no word
// differs.
func lawSides(tr *language, x incident.Explained, provision string) []lawSide {
	act := x.After.Incident.ActDate
	on := func(r incident.Result) (a *rules.Article, v rules.Version, ok bool) {
		if a, ok = r.Book.Article(provision); !ok {
			return a, v, false
		}
		day := r.Judged
		if act.Known() {
			day = act.Last
		}
		v, ok = a.At(day)
		return a, v, ok
	}
	was, v, had := on(x.Before)
	now, w, has := on(x.After)
	if had && has && v.From == w.From && slices.Equal(v.Text, w.Text) && slices.Equal(v.Summary, w.Summary) {
		return nil
	}
	var out []lawSide
	if had {
		out = append(out, lawSide{tr.T("lawdiff.law_then"), newLawText(tr, was, v)})
	}
	if has {
		out = append(out, lawSide{tr.T("lawdiff.law_now"), newLawText(tr, now, w)})
	}
	return out
}

// acceptLaw takes a record on to today's rules: a revision of its own. It leads back to
// the report one came from, else to the record.
func (s *Server) acceptLaw(c *fiber.Ctx) error {
	r, _, err := s.incidentStep(c, byAuthor(incident.Draft, incident.Signed))
	if err != nil {
		return err
	}
	sent := formOf(c)
	report, err := s.cameFrom(c, sent.Get("run"))
	if err != nil {
		return err
	}
	back := cmp.Or(report, incidentURL(r.ID))
	if s.Incidents.Current(r) { // sent twice
		return c.Redirect(back, fiber.StatusSeeOther)
	}
	if err := s.noteIncident(c, audit.IncidentRevised, r, "（改用現行法規）"); err != nil {
		return err
	}
	if r, err = s.Incidents.Rejudge(c.UserContext(), s.visitor(c).ID, r.ID, versionOf(sent)); err != nil {
		return err
	}
	s.say(c, "lawdiff.accepted", r.Reference)
	return c.Redirect(back, fiber.StatusSeeOther)
}
