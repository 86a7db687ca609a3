package web

import (
	"context"
	"io"
	"time"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/account"
	"shoumi/app/audit"
)

// exportPath is where the log is exported.
const exportPath = "/log/export"

// exportPage is the data of log_export.html.
type exportPage struct {
	form
	Facts []pair
	Clear notice // that the file can be read by everybody
	File  string
	Head  string // empty: it cannot be found in what is left of the log
}

func (s *Server) exportForm(c *fiber.Ctx) error {
	return s.exportAgain(c, fiber.StatusOK, func(*form) {})
}

// exportAgain asks what the export is for and says what will be in it. The form
// posts to its own address, where the conditions stand.
func (s *Server) exportAgain(c *fiber.Ctx, status int, say func(*form)) error {
	tr, v := s.language(c), s.visitor(c)
	search, err := s.searchOf(c, account.ExportLog, queryOf(c))
	if err != nil {
		return err
	}
	if len(search.form.faults()) > 0 {
		return fiber.ErrBadRequest
	}
	unit, err := s.unitName(c, v.Unit)
	if err != nil {
		return err
	}
	head, err := s.Audit.Head(c.UserContext())
	if err != nil {
		return err
	}
	p := exportPage{
		form:  form{Button: tr.T("log.export"), Fields: purposeFields(tr, v.Login, unit)},
		Facts: []pair{{Label: tr.T("log.condition"), Value: search.condition, Chinese: true, Change: listURL("/log", queryOf(c))}, {Label: tr.T("log.file"), Value: s.exportName(), Chinese: true}},
		Clear: notice{Kind: "warning", Title: tr.T("log.clear"), Text: tr.T("log.clear_how")},
		File:  s.exportName(),
	}
	if search.All() && head.Sequence > 0 {
		p.Head = head.String()
	}
	if c.Method() == post {
		p.fill(formOf(c))
	}
	say(&p.form)
	title := tr.T("log.export_title")
	return s.render(c, status, "log_export", page{Title: title, Nav: "log", Error: len(p.Errors()) > 0, Crumb: []link{{Text: tr.T("log.title"), Href: "/log"}, {Text: title}}, Data: p})
}

// exportName is the name of the file of an export of today.
func (s *Server) exportName() string { return "日誌-" + s.today().ROC() + ".zip" }

// exportLog sends what is asked for as a zip that audit.Verify can check. It is
// logged first, with its purpose.
func (s *Server) exportLog(c *fiber.Ctx) error {
	tr, v := s.language(c), s.visitor(c)
	search, err := s.searchOf(c, account.ExportLog, queryOf(c))
	if err != nil {
		return err
	}
	if len(search.form.faults()) > 0 {
		return fiber.ErrBadRequest
	}
	why, name, wrong := purposeOf(tr, formOf(c), logSubject)
	if wrong != "" {
		return s.exportAgain(c, fiber.StatusUnprocessableEntity, func(f *form) { f.fault(name, wrong) })
	}
	now := s.Now()
	why.Until = now.Add(time.Minute)
	v.Session.Purposes = []account.Purpose{why} // of this one entry; the session keeps its own
	if err := s.recordAs(c, v, audit.LogExported, search.condition, logSubject); err != nil {
		return err
	}
	return s.sendZip(c, s.exportName(), func(ctx context.Context, w io.Writer) error {
		_, err := audit.Export(w, s.Audit.Entries(ctx), search.Filter, v.Login, now)
		return err
	})
}
