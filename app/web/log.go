package web

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/account"
	"shoumi/app/audit"
	"shoumi/app/store"
)

// entriesPerPage is how many entries a page of the log shows.
const entriesPerPage = 50

// logSubject is what the purpose of reading the log is stated for.
const logSubject = "log"

// logPage is the data of log.html.
type logPage struct {
	Lead      string
	Filter    filterForm
	Errors    []fieldError // what is wrong with the filter; then nothing was looked for
	Condition string       // what was looked for, as it went into the log; empty: nothing went there
	Table     table
	Pager     pager
	Export    string // where what was found is exported
	Head      *headOf
}

// headOf is the end of the chain, to be kept elsewhere.
type headOf struct{ Head, At string }

// myLog is the visitor's own log (警政日誌管理系統作業規定 2): what they did, and what
// others did to their account.
func (s *Server) myLog(c *fiber.Ctx) error {
	tr, v, args := s.language(c), s.visitor(c), queryOf(c)
	before, err := sequenceOf(args)
	if err != nil {
		return err
	}
	days := newSpan(tr, "at", tr.T("log.at"), args)
	from, until, ok := days.moments(tr)
	// What is older than the account was done by somebody else of that login.
	if made := v.Created.Truncate(time.Millisecond); from.Before(made) {
		from = made
	}
	p := logPage{Lead: tr.T("log.own_lead"), Filter: filterForm{Action: "/me/log", Label: tr.T("log.filter"), Spans: []span{days}}}
	if days.From.Value != "" || days.Until.Value != "" {
		p.Filter.Clear = &link{Text: tr.T("log.own_all"), Href: "/me/log"}
	}
	status := fiber.StatusUnprocessableEntity
	if p.Errors = p.Filter.faults(); ok {
		status = fiber.StatusOK
		filter := audit.Filter{From: from, Until: until, Own: v.Login, OwnID: v.ID}
		if err := s.fillLog(c, &p, filter, "/me/log", before); err != nil {
			return err
		}
		p.Table.None.How = tr.T("log.own_empty_how")
	}
	return s.render(c, status, "log", page{Title: tr.T("me.log"), Nav: "me", Error: !ok, Crumb: []link{{Text: tr.T("me.title"), Href: "/me"}, {Text: tr.T("me.log")}}, Data: p})
}

// readLog is the log as far as the visitor may see it. That they looked, and what
// for, goes into the log.
func (s *Server) readLog(c *fiber.Ctx) error {
	tr, args := s.language(c), queryOf(c)
	before, err := sequenceOf(args)
	if err != nil {
		return err
	}
	search, err := s.searchOf(c, account.ReadLog, args)
	if err != nil {
		return err
	}
	p := logPage{Lead: tr.T("log.lead"), Filter: search.form, Errors: search.form.faults()}
	if len(p.Errors) > 0 {
		return s.render(c, fiber.StatusUnprocessableEntity, "log", page{Title: tr.T("log.title"), Nav: "log", Error: true, Data: p})
	}
	head, err := s.Audit.Head(c.UserContext())
	if err != nil {
		return err
	}
	p.Condition = search.condition
	if before > 0 {
		p.Condition += fmt.Sprintf("，第%d筆之前", before)
	} else {
		before = head.Sequence + 1 // without this very search
	}
	if ok, err := s.asked(c, logSubject, audit.LogSearched, p.Condition); !ok || err != nil {
		return err
	}
	if err := s.fillLog(c, &p, search.Filter, "/log", before); err != nil {
		return err
	}
	p.Export = listURL(exportPath, args, "before", "")
	if head.Sequence > 0 {
		p.Head = &headOf{head.String(), tr.moment(head.At)}
	}
	return s.render(c, fiber.StatusOK, "log", page{Title: tr.T("log.title"), Nav: "log", Data: p})
}

// sequenceOf is the entry before which a page of the log begins; 0 is the end.
func sequenceOf(args url.Values) (uint64, error) {
	if !args.Has("before") {
		return 0, nil
	}
	n, err := strconv.ParseUint(args.Get("before"), 10, 63)
	if err != nil {
		return 0, fiber.ErrBadRequest
	}
	return n, nil
}

// fillLog fills in a page of what a filter takes before an entry, newest first, in
// the nine fields of 警政日誌管理系統作業規定 3 and their order.
func (s *Server) fillLog(c *fiber.Ctx, p *logPage, f audit.Filter, path string, before uint64) error {
	tr, v, args := s.language(c), s.visitor(c), queryOf(c)
	found, err := s.Audit.Find(c.UserContext(), f, before, entriesPerPage)
	if errors.Is(err, context.DeadlineExceeded) {
		return &problem{status: fiber.StatusServiceUnavailable, key: "log_slow"}
	}
	if err != nil {
		return err
	}
	p.Table = table{Caption: tr.T("log.caption"), None: empty{Text: tr.T("log.empty"), How: tr.T("log.empty_how")}, Columns: []column{
		{Label: tr.T("log.time")}, {Label: tr.T("log.unit")}, {Label: tr.T("log.user")}, {Label: tr.T("log.ip")}, {Label: tr.T("log.act")}, {Label: tr.T("log.condition")},
		{Label: tr.T("log.actual_user")}, {Label: tr.T("log.actual_unit")}, {Label: tr.T("log.purpose")}}}
	names := subjects{}
	for _, e := range found.Entries {
		about, err := s.about(c, names, e)
		if err != nil {
			return err
		}
		when := cell{Text: tr.second(e.At), Note: tr.T("log.number", e.Sequence)}
		ip := e.IP
		if f.OwnID != "" && e.User != v.Login && e.ActualUser != v.Login {
			when.Note += tr.T("list.join") + tr.T("log.by_others")
			ip = "" // of somebody else, of no use to the visitor
		}
		p.Table.Rows = append(p.Table.Rows, row{Cells: []cell{
			when, said(e.Unit), said(e.User), said(ip), said(e.Action),
			{Text: cmp.Or(e.Condition, "—"), Note: about, Chinese: true},
			said(e.ActualUser), said(e.ActualUnit), said(e.Purpose)}})
	}
	p.Pager = pager{List: tr.T("log.caption"), Shown: len(found.Entries)}
	if args.Has("before") {
		p.Pager.Start = listURL(path, args, "before", "")
	}
	if found.Next > 0 {
		p.Pager.Next = listURL(path, args, "before", strconv.FormatUint(found.Next, 10))
	}
	return nil
}

// said is a field of an entry, in the words it was logged in.
func said(text string) cell { return cell{Text: cmp.Or(text, "—"), Chinese: true} }

// second is a moment to the second.
func (l *language) second(t time.Time) string {
	return l.day(dayOf(t)) + " " + t.In(taipei).Format(time.TimeOnly)
}

// subjects are the logins of accounts that entries of a page are about, by id.
type subjects map[string]string

// about says what an entry is about, where its other fields do not.
func (s *Server) about(c *fiber.Ctx, known subjects, e audit.Entry) (string, error) {
	if e.Subject == "" || e.Subject == logSubject {
		return "", nil
	}
	name, ok := known[e.Subject]
	if !ok {
		a, err := s.People.Get(c.UserContext(), e.Subject)
		switch {
		case errors.Is(err, store.ErrNotFound):
			name = e.Subject
		case err != nil:
			return "", err
		default:
			name = a.Login
		}
		known[e.Subject] = name
	}
	if slices.Contains([]string{e.User, e.Condition}, name) {
		return "", nil
	}
	return "對象：" + name, nil
}
