package web

import (
	"bufio"
	"context"
	"io"
	"mime"
	"net"
	"time"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/account"
	"shoumi/app/audit"
)

// exportPath is where the log is exported.
const exportPath = "/log/export"

// exportLimit is how long an export may take, with all of it on its way.
const exportLimit = 10 * time.Minute

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
	c.Set(fiber.HeaderContentType, "application/zip")
	c.Set(fiber.HeaderContentDisposition, mime.FormatMediaType("attachment", map[string]string{"filename": s.exportName()}))
	c.Set(fiber.HeaderCacheControl, "no-store")
	// fasthttp ends a compressed stream that broke off as if it were whole.
	c.Request().Header.Del(fiber.HeaderAcceptEncoding)
	return c.SendStream(s.exported(search.Filter, v.Login, now, c.Context().Conn()))
}

// exported is an export as it is made, so that no copy lies on any disk. Where it
// breaks off the connection does, and the browser says that the file is not whole;
// what it has of it does not open, for a zip has its table at the end.
func (s *Server) exported(f audit.Filter, by string, at time.Time, conn net.Conn) io.Reader {
	ctx, cancel := context.WithTimeout(context.Background(), exportLimit)
	in, out := io.Pipe()
	go func() {
		defer cancel()
		w := bufio.NewWriterSize(out, 64<<10)
		_, err := audit.Export(w, s.Audit.Entries(ctx), f, by, at)
		if err == nil {
			err = w.Flush()
		}
		if err != nil {
			s.Log.Error("log not exported to its end", "err", err)
		}
		out.CloseWithError(err)
	}()
	return sending{in, conn}
}

// sending is a stream that may take as long as it moves.
type sending struct {
	io.ReadCloser
	conn net.Conn
}

func (s sending) Read(b []byte) (int, error) {
	n, err := s.ReadCloser.Read(b)
	if err == nil {
		err = s.conn.SetWriteDeadline(time.Now().Add(writeTimeout))
	}
	return n, err
}
