package web

import (
	"fmt"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/audit"
	"shoumi/app/incident"
	"shoumi/app/paper"
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
	r, at, ok, err := s.keptAt(c)
	if !ok || err != nil {
		return err
	}
	tr := s.language(c)
	if nothing(r.Content.Interview) && c.Query("revision") == "" {
		return s.unasked(c, at, tr.T("memo.name"))
	}
	d, of, err := s.memoOf(c, r)
	if err != nil {
		return err
	}
	p := memoPage{State: of.State, Mark: d.Header, Subtitle: d.Subtitle, Blocks: sheetBlocks(d.Blocks), Foot: d.Footer}
	query := ""
	if c.Query("revision") != "" {
		query = "?revision=" + strconv.Itoa(of.Revision)
	}
	p.Downloads, p.NoPDF = s.downloads(tr, incidentURL(r.ID, "memo"), query)
	return s.render(c, fiber.StatusOK, "incident_memo", page{Title: d.Title, Nav: "incidents", Crumb: incidentCrumbs(tr, r, tr.T("memo.name")), Data: p})
}

// exportMemo sends the memorandum as a file. What it is for, said when the record was
// opened, stands in the log before it leaves.
func (s *Server) exportMemo(c *fiber.Ctx) error {
	r, err := s.Incidents.Open(c.UserContext(), s.visitor(c).ID, c.Params("id"))
	if err != nil {
		return err
	}
	back := link{Text: s.language(c).T("memo.back"), Href: incidentURL(r.ID, "memo")}
	f, err := s.paperFile(c.Params("ending"), back)
	if err != nil {
		return err
	}
	d, of, err := s.memoOf(c, r)
	if err != nil {
		return err
	}
	data, err := s.written(f, d, back)
	if err != nil {
		return err
	}
	if ok, err := s.asked(c, r.ID, audit.MemoExported, fmt.Sprintf("事件紀錄 %s 第 %d 版 %s", of.Reference, of.Revision, f.ending)); !ok || err != nil {
		return err
	}
	return sendFile(c, f.kind, fmt.Sprintf("研判書-%s-%d.%s", of.Reference, of.Revision, f.ending), data)
}
