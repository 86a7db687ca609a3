package web

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/audit"
	"shoumi/app/incident"
	"shoumi/app/office"
	"shoumi/app/paper"
	"shoumi/app/pdf"
	"shoumi/app/store"
)

// memoPage is the data of incident_memo.html: the memorandum as every file has it.
type memoPage struct {
	State     incident.State
	Mark      string // what stands at the top of every page
	Subtitle  string
	Blocks    []sheetBlock
	Foot      []string
	Downloads []link
	NoPDF     string // why there is none
}

// memoFile is a kind of file that a memorandum is written as.
type memoFile struct {
	ending, kind string
	write        func(s *Server, w io.Writer, d paper.Document) error
}

var memoFiles = []memoFile{
	{"odt", "application/vnd.oasis.opendocument.text", func(_ *Server, w io.Writer, d paper.Document) error { return office.ODT(w, d) }},
	{"pdf", "application/pdf", func(s *Server, w io.Writer, d paper.Document) error { return s.Fonts.Document(w, d) }},
	{"md", "text/markdown; charset=utf-8", func(_ *Server, w io.Writer, d paper.Document) error { return paper.Markdown(w, d) }},
}

// memoOf is the memorandum on a record, or with ?revision= on a revision of it.
func (s *Server) memoOf(c *fiber.Ctx, r incident.Record) (d paper.Document, of incident.Record, err error) {
	m := incident.Memo{Record: r, Cases: s.Cases, Made: r.Updated}
	switch {
	case c.Query("revision") != "":
		rev, x, _, err := s.frozenAt(c, r)
		if err != nil {
			return d, r, err
		}
		m.Record, m.Result, m.Made = rev.Record, x, rev.Kept
	default:
		if m.Result, err = s.standing(c, r); err != nil {
			return d, r, contradicts(err)
		}
	}
	if m.Unit, err = s.unitName(c, m.Record.Unit); err != nil {
		return d, r, err
	}
	who := s.naming(c)
	m.Name = who.of
	d = m.Document()
	return d, m.Record, who.err
}

func (s *Server) incidentMemo(c *fiber.Ctx) error {
	r, ok, err := s.incidentAt(c)
	if !ok || err != nil {
		return err
	}
	tr := s.language(c)
	d, of, err := s.memoOf(c, r)
	if err != nil {
		return err
	}
	p := memoPage{State: of.State, Mark: d.Header, Subtitle: d.Subtitle, Blocks: sheetBlocks(d.Blocks), Foot: d.Footer}
	for _, f := range memoFiles {
		if f.ending == "pdf" && s.Fonts == nil {
			p.NoPDF = tr.T("memo.no_font")
			continue
		}
		href := incidentURL(r.ID, "memo."+f.ending)
		if c.Query("revision") != "" {
			href += "?revision=" + strconv.Itoa(of.Revision)
		}
		p.Downloads = append(p.Downloads, link{Text: tr.T("memo.as." + f.ending), Href: href})
	}
	return s.render(c, fiber.StatusOK, "incident_memo", page{Title: d.Title, Nav: "incidents", Crumb: incidentCrumbs(tr, r, tr.T("memo.name")), Data: p})
}

// exportMemo sends the memorandum as a file. What it is for, said when the record was
// opened, stands in the log before it leaves.
func (s *Server) exportMemo(c *fiber.Ctx) error {
	r, err := s.Incidents.Open(c.UserContext(), s.visitor(c).ID, c.Params("id"))
	if err != nil {
		return err
	}
	var f memoFile
	for _, x := range memoFiles {
		if x.ending == c.Params("ending") {
			f = x
		}
	}
	if f.ending == "" {
		return store.ErrNotFound
	}
	back := []link{{Text: s.language(c).T("memo.back"), Href: incidentURL(r.ID, "memo")}}
	if f.ending == "pdf" && s.Fonts == nil {
		return &problem{status: fiber.StatusNotFound, key: "no_font", links: back}
	}
	d, of, err := s.memoOf(c, r)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	err = f.write(s, &b, d)
	var missing *pdf.MissingError
	switch {
	case errors.As(err, &missing):
		return &problem{status: fiber.StatusConflict, key: "no_glyph", args: []any{string(missing.Runes)}, links: back}
	case err != nil:
		return err
	}
	if ok, err := s.asked(c, r.ID, audit.MemoExported, fmt.Sprintf("事件紀錄 %s 第 %d 版 %s", of.Reference, of.Revision, f.ending)); !ok || err != nil {
		return err
	}
	return sendFile(c, f.kind, fmt.Sprintf("研判書-%s-%d.%s", of.Reference, of.Revision, f.ending), b.Bytes())
}
