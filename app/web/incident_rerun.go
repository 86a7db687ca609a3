package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"mime"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/audit"
	"shoumi/app/incident"
	"shoumi/app/office"
	"shoumi/app/store"
)

// rerunURL is where records are judged anew, or what one re-run found.
func rerunURL(below ...string) string { return incidentURL("law", below...) }

// rerunsPage is the data of incident_reruns.html.
type rerunsPage struct {
	Lead   string
	Start  *form // nil where there is nothing to judge anew
	Before table
}

func (s *Server) reruns(c *fiber.Ctx) error {
	return s.rerunsAgain(c, fiber.StatusOK, func(*form) {})
}

func (s *Server) rerunsAgain(c *fiber.Ctx, status int, say func(*form)) error {
	tr, v, ctx := s.language(c), s.visitor(c), c.UserContext()
	n, err := s.Incidents.Outdated(ctx, v.ID)
	if err != nil {
		return err
	}
	before, err := s.Incidents.Reruns(ctx, v.ID)
	if err != nil {
		return err
	}
	unit, err := s.unitName(c, v.Unit)
	if err != nil {
		return err
	}
	title, p := tr.T("rerun.title_none"), rerunsPage{Lead: tr.T("rerun.lead_none")}
	p.Before = table{Caption: tr.T("rerun.before"), Columns: []column{{Label: tr.T("rerun.began")}, {Label: tr.T("rerun.records"), Number: true}, {Label: tr.T("rerun.found")}}, None: empty{Text: tr.T("rerun.none")}}
	for _, j := range before {
		p.Before.Rows = append(p.Before.Rows, row{Cells: []cell{{Text: tr.moment(j.Began), Href: rerunURL(j.ID)}, {Text: strconv.Itoa(j.Total)}, {Text: s.rerunFound(tr, j)}}})
	}
	if n > 0 {
		title = tr.T("rerun.title", n)
		p.Lead = tr.T("rerun.lead")
		p.Start = &form{Button: tr.T("rerun.start", n), Fields: purposeFields(tr, v.Login, unit)}
		if c.Method() == post {
			p.Start.fill(formOf(c))
		}
		say(p.Start)
	}
	return s.render(c, status, "incident_reruns", page{Title: title, Nav: "incidents", Error: p.Start != nil && len(p.Start.Errors()) > 0, Crumb: rerunCrumbs(tr), Data: p})
}

// rerunFound says in a line what a re-run found, or how far it came.
func (s *Server) rerunFound(tr *language, j incident.Rerun) string {
	if !j.Whole() {
		if j.Running(s.Now()) {
			return tr.T("rerun.progress", j.Done, j.Total)
		}
		return tr.T("rerun.broken", j.Done, j.Total)
	}
	var words []string
	for _, e := range incident.Effects {
		if n := j.Counts[e]; n > 0 {
			words = append(words, tr.T("rerun.count", tr.T("rerun.effect."+string(e)), n))
		}
	}
	if len(words) == 0 {
		return tr.T("rerun.title_none")
	}
	return strings.Join(words, tr.T("list.join"))
}

func rerunCrumbs(tr *language, last ...link) []link {
	crumbs := append([]link{{Text: tr.T("incidents.title"), Href: "/incidents"}, {Text: tr.T("rerun.crumb"), Href: rerunURL()}}, last...)
	crumbs[len(crumbs)-1].Href = ""
	return crumbs
}

// startRerun begins to judge the visitor's records anew. What for is said once, and
// holds for every record that is opened from the report; one entry of the log names
// how many records were read.
func (s *Server) startRerun(c *fiber.Ctx) error {
	tr, v, ctx := s.language(c), s.visitor(c), c.UserContext()
	why, name, wrong := purposeOf(tr, formOf(c), "law")
	if wrong != "" {
		return s.rerunsAgain(c, fiber.StatusUnprocessableEntity, func(f *form) { f.fault(name, wrong) })
	}
	j, err := s.Incidents.BeginRerun(ctx, v.ID)
	if err != nil {
		return err
	}
	why.Subject = j.ID
	if err := s.People.Allow(ctx, v.Session, why); err != nil {
		return err
	}
	e, err := s.entry(c, v, audit.IncidentsRejudged, fmt.Sprintf("以現行法規重新試算 %d 筆", j.Total), j.ID)
	if err != nil {
		return err
	}
	e.Purpose, e.ActualUser, e.ActualUnit = why.Text, why.ActualUser, why.ActualUnit
	if err := s.log(ctx, e); err != nil {
		return err
	}
	s.beside(c, "rerun", func(ctx context.Context) error {
		_, err := s.Incidents.CarryRerun(ctx, j)
		return err
	})
	return c.Redirect(rerunURL(j.ID), fiber.StatusSeeOther)
}

// beside does something that may take longer than its request, which waits for it a
// little. What another process does already is no error.
func (s *Server) beside(c *fiber.Ctx, what string, do func(context.Context) error) {
	done, id := make(chan struct{}), requestName(c)
	go func() {
		defer close(done)
		var err error
		defer func() {
			if r := recover(); r != nil {
				err = fmt.Errorf("panic: %v", r)
			}
			if err != nil && !errors.Is(err, store.ErrConflict) {
				s.Log.Error(what+" broken off", "id", id, "err", err)
			}
		}()
		err = do(s.work)
	}()
	select {
	case <-done:
	case <-time.After(importPatience):
	}
}

// rerunAt is the re-run of the address, once the visitor has said what for.
func (s *Server) rerunAt(c *fiber.Ctx) (j incident.Rerun, ok bool, err error) {
	if j, err = s.Incidents.Rerun(c.UserContext(), s.visitor(c).ID, c.Params("rerun")); err != nil || c.Method() == post {
		return j, err == nil, err
	}
	ok, err = s.asked(c, j.ID, "", "")
	return j, ok, err
}

// rerunPage is the data of incident_rerun.html: what a re-run found.
type rerunPage struct {
	At       string
	Notices  []notice
	Resume   bool
	Counts   []rerunCount
	Table    table
	Pager    pager
	Takable  int
	Exported []option
}

// rerunCount is how many records there are of one effect; Href shows them alone.
type rerunCount struct {
	Label, Href string
	Number      int
	Shown       bool
}

func (s *Server) rerun(c *fiber.Ctx) error {
	j, ok, err := s.rerunAt(c)
	if !ok || err != nil {
		return err
	}
	tr, at := s.language(c), rerunURL(j.ID)
	switch {
	case j.Running(s.Now()):
		return s.rerunWaits(c, tr.T("rerun.running"), tr.T("rerun.leave"), progress{ID: "rerun", Label: tr.T("rerun.crumb"), Done: j.Done, Of: j.Total, Text: tr.T("rerun.progress", j.Done, j.Total)})
	case j.Taking.Running(s.Now()):
		n := j.Taking.Taken + j.Taking.Left
		return s.rerunWaits(c, tr.T("rerun.taking"), tr.T("rerun.leave"), progress{ID: "rerun", Label: tr.T("rerun.crumb"), Done: n, Of: j.Taking.Total, Text: tr.T("rerun.progress", n, j.Taking.Total)})
	}
	rows, err := s.Incidents.RerunRows(c.UserContext(), s.visitor(c).ID, j.ID)
	if err != nil {
		return err
	}
	p, args := rerunPage{At: at, Resume: !j.Whole(), Exported: sheetKinds(tr)}, queryOf(c)
	p.Notices = s.rerunNotices(tr, j)
	if len(p.Notices) == 0 {
		p.Takable = len(incident.Takable(rows))
	}
	counts := map[incident.Effect]int{}
	for _, x := range rows {
		counts[x.Effect]++
	}
	show := incident.Effect(args.Get("show"))
	p.Counts = []rerunCount{{Label: tr.T("rerun.all"), Href: at, Number: len(rows), Shown: counts[show] == 0}}
	for _, e := range incident.Effects {
		if counts[e] > 0 {
			p.Counts = append(p.Counts, rerunCount{tr.T("rerun.effect." + string(e)), listURL(at, nil, "show", string(e)), counts[e], e == show})
		}
	}
	if counts[show] > 0 {
		rows = only(rows, show)
	}
	if err := s.rerunTable(c, &p, j, rows, args); err != nil {
		return err
	}
	title := tr.T("rerun.title_same", len(rows))
	switch open := counts[incident.Reopened] + counts[incident.Clashes]; {
	case !j.Whole():
		title = tr.T("rerun.title_broken", j.Done, j.Total)
	case open > 0:
		title = tr.T("rerun.title_open", open)
	case counts[incident.Altered]+counts[incident.Forgets] > 0:
		title = tr.T("rerun.title_changed", counts[incident.Altered]+counts[incident.Forgets])
	}
	return s.render(c, fiber.StatusOK, "incident_rerun", page{Title: title, Nav: "incidents", Crumb: rerunCrumbs(tr, link{Text: tr.moment(j.Began)}), Data: p})
}

func (s *Server) rerunWaits(c *fiber.Ctx, title, lead string, how progress) error {
	tr := s.language(c)
	return s.render(c, fiber.StatusOK, "waiting", page{Title: title, Nav: "incidents", Crumb: rerunCrumbs(tr, link{Text: title}), Data: waiting{Title: title, Lead: lead, Again: c.Path(), Every: 2, Progress: how}})
}

// rerunNotices are what one has to know before reading a report.
func (s *Server) rerunNotices(tr *language, j incident.Rerun) (out []notice) {
	again := []link{{Text: tr.T("rerun.again"), Href: rerunURL()}}
	switch {
	case j.Digest != s.Book.Digest():
		out = append(out, notice{Kind: "warning", Title: tr.T("rerun.outdated"), Text: tr.T("rerun.outdated_how"), Links: again})
	case !j.Whole():
		out = append(out, notice{Kind: "warning", Title: tr.T("rerun.broken", j.Done, j.Total), Text: tr.T("rerun.broken_how")})
	}
	if t := j.Taking; !t.Began.IsZero() {
		out = append(out, notice{Title: tr.T("rerun.taken", t.Taken, t.Left), Links: again})
	}
	return out
}

func only(rows []incident.Rerow, e incident.Effect) (out []incident.Rerow) {
	for _, x := range rows {
		if x.Effect == e {
			out = append(out, x)
		}
	}
	return out
}

func (s *Server) rerunTable(c *fiber.Ctx, p *rerunPage, j incident.Rerun, rows []incident.Rerow, args url.Values) error {
	tr := s.language(c)
	first := pageFrom(args, len(rows))
	last := min(first+perPage, len(rows))
	p.Table = table{Caption: tr.T("rerun.rows"), None: empty{Text: tr.T("rerun.title_none")},
		Columns: []column{{Label: tr.T("incident.reference")}, {Label: tr.T("incident.state")}, {Label: tr.T("rerun.effect")}, {Label: tr.T("rerun.moves")}}}
	for _, x := range rows[first:last] {
		r, err := s.Incidents.Open(c.UserContext(), s.visitor(c).ID, x.Record)
		if errors.Is(err, store.ErrNotFound) {
			continue
		} else if err != nil {
			return err
		}
		name, state := cell{Text: r.Reference, Href: listURL(incidentURL(r.ID, "law"), nil, "run", j.ID), Chinese: true}, cell{Text: tr.T("incident.state." + string(r.State))}
		if s.Incidents.Current(r) {
			name.Href, state.Note = incidentURL(r.ID), tr.T("rerun.current")
		}
		p.Table.Rows = append(p.Table.Rows, row{Cells: []cell{name, state, {State: effectBadge(tr, x.Effect)}, {Text: s.moves(tr, x.Comparison, maxMoves), Chinese: true}}})
	}
	p.Pager = pager{List: p.Table.Caption, Shown: last - first, First: first + 1, Total: len(rows)}
	if first > 0 {
		p.Pager.Start = listURL(p.At, args, "from", "")
		p.Pager.Previous = listURL(p.At, args, "from", strconv.Itoa(max(0, first-perPage)))
	}
	if last < len(rows) {
		p.Pager.Next = listURL(p.At, args, "from", strconv.Itoa(last))
	}
	return nil
}

// maxMoves is how many findings that moved a row of a report names.
const maxMoves = 3

func effectBadge(tr *language, e incident.Effect) *badge {
	class := map[incident.Effect]string{incident.Clashes: "late", incident.Reopened: "open", incident.Forgets: "open", incident.Altered: "yes", incident.Unaltered: "none"}[e]
	return &badge{class, tr.T("rerun.effect." + string(e))}
}

// moves names what moved in a record, at most so many; 0 is all.
func (s *Server) moves(tr *language, x incident.Comparison, most int) string {
	var words []string
	if x.Clash != "" {
		words = append(words, x.Clash)
	}
	for _, fact := range x.Lost {
		words = append(words, tr.T("rerun.lost_one", fact))
	}
	for _, m := range x.Shifts {
		words = append(words, s.move(tr, m))
	}
	if n := len(words) - most; most > 0 && n > 0 {
		words = append(words[:most], tr.T("rerun.more", n))
	}
	if len(words) == 0 {
		return "—"
	}
	return strings.Join(words, tr.T("list.semicolon"))
}

func (s *Server) move(tr *language, m incident.Shift) string {
	what := m.Actor + tr.T("colon") + s.Book.Cite(m.Provision) + " "
	switch {
	case m.From != m.To:
		return what + tr.badge(m.From, "provision").Word + "→" + tr.badge(m.To, "provision").Word
	case m.Before != m.After:
		return what + tr.T("rerun.penalty")
	case m.WasAbsorbed != m.Absorbed:
		return what + tr.T("rerun.absorption")
	}
	return what + tr.T("rerun.consequences")
}

// sheetKinds are the kinds of file that a list is exported as.
func sheetKinds(tr *language) []option {
	return []option{{Value: "ods", Label: tr.T("sheet.ods")}, {Value: "csv", Label: tr.T("sheet.csv")}}
}

// actOnRerun goes on with a re-run that was broken off, or gives its list as a file.
func (s *Server) actOnRerun(c *fiber.Ctx) error {
	j, _, err := s.rerunAt(c)
	if err != nil {
		return err
	}
	sent := formOf(c)
	if sent.Has("resume") {
		s.beside(c, "rerun", func(ctx context.Context) error {
			_, err := s.Incidents.CarryRerun(ctx, j)
			return err
		})
		return c.Redirect(rerunURL(j.ID), fiber.StatusSeeOther)
	}
	kind, ok := sheets[sent.Get("as")]
	if !ok {
		return fiber.ErrBadRequest
	}
	tr := s.language(c)
	rows, err := s.Incidents.RerunRows(c.UserContext(), s.visitor(c).ID, j.ID)
	if err != nil {
		return err
	}
	if err := s.record(c, audit.IncidentsRejudged, fmt.Sprintf("匯出重新試算的清單 %d 筆", len(rows)), j.ID); err != nil {
		return err
	}
	sheet := office.Table{Name: tr.T("rerun.crumb"), Head: []string{tr.T("incident.reference"), tr.T("incident.state"), tr.T("rerun.effect"), tr.T("rerun.moves")}}
	for _, x := range rows {
		sheet.Rows = append(sheet.Rows, []office.Cell{office.Text(x.Reference), office.Text(tr.T("incident.state." + string(x.State))), office.Text(tr.T("rerun.effect." + string(x.Effect))), office.Text(s.moves(tr, x.Comparison, 0))})
	}
	var b bytes.Buffer
	if err := kind.write(&b, sheet); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, kind.kind)
	c.Set(fiber.HeaderContentDisposition, mime.FormatMediaType("attachment", map[string]string{"filename": "rerun-" + dayOf(j.Began).String() + "." + sent.Get("as")}))
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.Send(b.Bytes())
}

// confirmTake asks before the records in which nothing changes are taken on at once.
func (s *Server) confirmTake(c *fiber.Ctx) error {
	j, ok, err := s.rerunAt(c)
	if !ok || err != nil {
		return err
	}
	rows, err := s.Incidents.RerunRows(c.UserContext(), s.visitor(c).ID, j.ID)
	if err != nil {
		return err
	}
	n := len(incident.Takable(rows))
	if n == 0 || len(s.rerunNotices(s.language(c), j)) > 0 {
		return c.Redirect(rerunURL(j.ID), fiber.StatusSeeOther)
	}
	tr := s.language(c)
	title := tr.T("rerun.take_ask", n)
	return s.render(c, fiber.StatusOK, "confirm", page{Title: title, Nav: "incidents", Crumb: rerunCrumbs(tr, link{Text: tr.moment(j.Began), Href: rerunURL(j.ID)}, link{Text: tr.T("rerun.take_crumb")}), Data: confirmation{
		Title: title, Effects: []string{tr.T("rerun.take_effect"), tr.T("rerun.take_signed")}, Stays: []string{tr.T("rerun.take_stays")},
		Action: c.Path(), Button: tr.T("rerun.take_button", n), Cancel: link{Text: tr.T("confirm.cancel"), Href: rerunURL(j.ID)}}})
}

// take takes the unchanged records on, with an entry in the log for each.
func (s *Server) take(c *fiber.Ctx) error {
	j, _, err := s.rerunAt(c)
	if err != nil {
		return err
	}
	v := s.visitor(c)
	base, err := s.entry(c, v, audit.IncidentRevised, "", j.ID)
	if err != nil {
		return err
	}
	s.beside(c, "taking records on", func(ctx context.Context) error {
		_, err := s.Incidents.TakeUnaltered(ctx, j, func(r incident.Record) error {
			e := base
			e.At, e.Subject, e.Condition = s.Now(), r.ID, "事件紀錄 "+r.Reference+"（改用現行法規，結果不變）"
			return s.log(ctx, e)
		})
		return err
	})
	return c.Redirect(rerunURL(j.ID), fiber.StatusSeeOther)
}
