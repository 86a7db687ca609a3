package web

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/audit"
	"shoumi/app/incident"
	"shoumi/app/store"
	"shoumi/rules"
)

// historyPage is the data of incident_history.html.
type historyPage struct {
	Facts     []pair
	Revisions table
	Events    []event
	Revise    *link
}

func (s *Server) incidentHistory(c *fiber.Ctx) error {
	r, ok, err := s.incidentAt(c)
	if !ok || err != nil {
		return err
	}
	tr, who := s.language(c), s.naming(c)
	all, err := s.Incidents.Revisions(c.UserContext(), s.visitor(c).ID, r.ID)
	if err != nil {
		return err
	}
	p := historyPage{Facts: []pair{
		{Label: tr.T("incident.state"), Value: tr.T("incident.state." + string(r.State))},
		{Label: tr.T("history.revision"), Value: tr.T("history.number", r.Revision)},
		{Label: tr.T("second.author"), Value: who.of(r.Author), Chinese: true},
		{Label: tr.T("history.begun"), Value: tr.moment(r.Created)},
	}, Revisions: table{Caption: tr.T("history.revisions"), Columns: []column{{Label: tr.T("history.revision")}, {Label: tr.T("history.kept")}, {Label: tr.T("incident.state")}, {Label: tr.T("second.overall")}, {Label: tr.T("history.rules")}},
		None: empty{Text: tr.T("history.none"), How: tr.T("history.none_how")}}}
	for _, rev := range slices.Backward(all) {
		word := "—"
		if rev.Record.State == incident.Signed {
			word = tr.T("second.overall." + string(rev.Record.Review.Overall))
		}
		p.Revisions.Rows = append(p.Revisions.Rows, row{Cells: []cell{{Text: tr.T("history.number", rev.Number), Href: incidentURL(r.ID, "revisions", strconv.Itoa(rev.Number))},
			{Text: tr.moment(rev.Kept)}, {Text: tr.T("incident.state." + string(rev.Record.State))}, {Text: word, Note: who.of(rev.Record.Review.By)}, {Text: shortDigest(rev.Record.Digest)}}})
	}
	p.Events = eventsOf(tr, who, s.Book, r, all)
	if who.err != nil {
		return who.err
	}
	if r.State == incident.Signed && r.Author == s.visitor(c).ID {
		p.Revise = &link{Text: tr.T("history.revise"), Href: incidentURL(r.ID, "revise")}
	}
	return s.render(c, fiber.StatusOK, "incident_history", page{Title: tr.T("history.title", r.Reference, len(p.Events)), Nav: "incidents", Crumb: incidentCrumbs(tr, r, tr.T("history.name")), Data: p})
}

// shortDigest is enough of the digest of a rule set to tell it from others.
func shortDigest(digest string) string { return digest[:min(len(digest), len("sha256:")+12)] }

// eventsOf is all that was done with a record and said of it, latest first. What was said
// of revisions that were put away stands in them.
func eventsOf(tr *language, who *naming, b *rules.Book, r incident.Record, all []incident.Revision) []event {
	type told struct {
		at time.Time
		event
	}
	var out []told
	for _, e := range r.History {
		x := event{Text: tr.T("history.event." + string(e.Kind)), By: who.of(e.By), Note: e.Text}
		if e.To != "" {
			x.Text = tr.T("history.to", x.Text, who.of(e.To))
		}
		out = append(out, told{e.At, x})
	}
	said := func(x incident.Record) {
		for _, o := range x.Review.Opinions {
			about := aboutOpinion(tr, b, x, o)
			text := tr.T("history.agreed", about)
			if !o.Agree {
				text = tr.T("history.dissented", about)
			}
			out = append(out, told{o.At, event{Text: text, By: who.of(o.By), Note: o.Reason}})
		}
	}
	for _, rev := range all {
		if rev.Number < r.Revision {
			said(rev.Record)
		}
	}
	said(r)
	slices.SortStableFunc(out, func(a, b told) int { return a.at.Compare(b.at) })
	slices.Reverse(out)
	var events []event
	for _, x := range out {
		x.When, x.Machine = tr.moment(x.at), x.at.In(taipei).Format("2006-01-02T15:04:05+08:00")
		events = append(events, x.event)
	}
	return events
}

// revisionPage is the data of incident_revision.html.
type revisionPage struct {
	reviewedPage
	Revise *link
}

func (s *Server) incidentRevision(c *fiber.Ctx) error {
	r, ok, err := s.incidentAt(c)
	if !ok || err != nil {
		return err
	}
	tr := s.language(c)
	rev, x, same, err := s.frozenAt(c, r)
	if err != nil {
		return err
	}
	// What may be read is said by the record of today; what is read, by that of then.
	then := rev.Record
	v := revisionPage{}
	v.reviewedPage, err = s.reviewed(c, tr, then, drawn{result: x, base: incidentURL(r.ID, "revisions", strconv.Itoa(rev.Number))})
	if err != nil {
		return err
	}
	v.Lead = then.Review.Text
	v.Facts = append(v.Facts, pair{Label: tr.T("history.kept"), Value: tr.moment(rev.Kept)}, pair{Label: tr.T("history.rules"), Value: then.Digest})
	v.Notices = append(v.Notices, notice{Title: tr.T("history.frozen", tr.moment(rev.Kept)), Text: tr.T("history.frozen_how")})
	if then.Digest != s.Book.Digest() {
		v.Notices = append(v.Notices, notice{Title: tr.T("history.old_rules"), Text: tr.T("history.old_rules_how")})
	}
	if !same {
		v.Notices = append(v.Notices, notice{Kind: "warning", Title: tr.T("history.differs"), Text: tr.T("history.differs_how")})
	}
	v.Tools = []link{{Text: tr.T("memo.name"), Href: incidentURL(r.ID, "memo") + "?revision=" + strconv.Itoa(rev.Number)}, {Text: tr.T("history.name"), Href: incidentURL(r.ID, "history")}}
	if r.State == incident.Signed && r.Revision == rev.Number && r.Author == s.visitor(c).ID {
		v.Revise = &link{Text: tr.T("history.revise"), Href: incidentURL(r.ID, "revise")}
	}
	title := tr.T("history.revision_title", r.Reference, rev.Number, tally(x.Report, rules.Undetermined), tally(x.Report, rules.Established))
	crumbs := incidentCrumbs(tr, r, tr.T("history.number", rev.Number))
	crumbs = slices.Insert(crumbs, len(crumbs)-1, link{Text: tr.T("history.name"), Href: incidentURL(r.ID, "history")})
	return s.render(c, fiber.StatusOK, "incident_revision", page{Title: title, Nav: "incidents", Crumb: crumbs, Data: v})
}

// frozenAt is the revision of the address, in its path or as ?revision=, with what was
// said then.
func (s *Server) frozenAt(c *fiber.Ctx, r incident.Record) (rev incident.Revision, x incident.Result, same bool, err error) {
	n, err := strconv.Atoi(cmp.Or(c.Params("number"), c.Query("revision")))
	if err != nil {
		return rev, x, false, store.ErrNotFound
	}
	if rev, err = s.Incidents.Revision(c.UserContext(), s.visitor(c).ID, r.ID, n); err != nil {
		return rev, x, false, err
	}
	x, same, err = s.Incidents.Frozen(c.UserContext(), rev)
	return rev, x, same, err
}

func (s *Server) confirmRevise(c *fiber.Ctx) error {
	r, ok, err := s.incidentStep(c, byAuthor(incident.Signed))
	if !ok || err != nil {
		return err
	}
	tr := s.language(c)
	p := confirmation{Title: tr.T("history.revise_ask", r.Reference, r.Revision+1), Effects: []string{tr.T("history.revise_effect"), tr.T("history.revise_review")}, Stays: []string{tr.T("history.revise_stays", r.Revision)},
		Action: incidentURL(r.ID, "revise"), Hidden: versioned(r), Button: tr.T("history.revise"), Cancel: link{Text: tr.T("second.to_record"), Href: incidentURL(r.ID)}}
	if !s.Incidents.Current(r) {
		p.Effects = append(p.Effects, tr.T("history.revise_rules"))
	}
	return s.render(c, fiber.StatusOK, "confirm", page{Title: p.Title, Nav: "incidents", Crumb: incidentCrumbs(tr, r, tr.T("history.revise")), Data: p})
}

func (s *Server) revise(c *fiber.Ctx) error {
	r, ok, err := s.incidentStep(c, byAuthor(incident.Draft, incident.Signed))
	if !ok || err != nil {
		return err
	}
	if r.State == incident.Draft && r.Revision > 1 { // sent twice
		return c.Redirect(incidentURL(r.ID), fiber.StatusSeeOther)
	}
	if err := s.noteIncident(c, audit.IncidentRevised, r, ""); err != nil {
		return err
	}
	// Of what is signed only who may read it can have changed meanwhile.
	if r, err = s.Incidents.Revise(c.UserContext(), s.visitor(c).ID, r.ID, r.Version); err != nil {
		return err
	}
	s.say(c, "history.revised", strconv.Itoa(r.Revision))
	return c.Redirect(incidentURL(r.ID), fiber.StatusSeeOther)
}
