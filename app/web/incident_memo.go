package web

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
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

// sheetBlock is a block of a document for the template: its kind, and one of the rest.
type sheetBlock struct {
	Kind    string // heading, paragraph, list, term, table, quote, callout or break
	Level   int    // of a heading: of HTML
	Name    string
	Text    paper.Text
	Texts   []paper.Text
	Points  []sheetPoint
	Columns []sheetColumn
	Rows    [][]paper.Text
}

// sheetColumn is a column of a table; Share is how much of its width it takes, in steps
// of five per cent, for which the style sheet has classes.
type sheetColumn struct {
	Head  paper.Text
	Share int
}

// sheetPoint is a point of a list with its number.
type sheetPoint struct {
	Number string
	Text   paper.Text
	Points []sheetPoint
}

// sheetBlocks are the blocks of a document as the page draws them. A term without text
// heads what follows, so headings stand below it.
func sheetBlocks(blocks []paper.Block) (out []sheetBlock) {
	for _, b := range blocks {
		switch b := b.(type) {
		case paper.Heading:
			out = append(out, sheetBlock{Kind: "heading", Level: b.Depth() + 2, Text: b.Text})
		case paper.Paragraph:
			out = append(out, sheetBlock{Kind: "paragraph", Text: b.Text})
		case paper.List:
			out = append(out, sheetBlock{Kind: "list", Points: sheetPoints(b.Items, 0)})
		case paper.Term:
			out = append(out, sheetBlock{Kind: "term", Name: b.Name, Text: b.Text})
		case paper.Table:
			out = append(out, sheetTable(b))
		case paper.Bars:
			out = append(out, sheetTable(b.Table()))
		case paper.Quote:
			out = append(out, sheetBlock{Kind: "quote", Text: b.Source, Texts: b.Paragraphs})
		case paper.Callout:
			out = append(out, sheetBlock{Kind: "callout", Text: b.Title, Texts: b.Paragraphs})
		case paper.PageBreak:
			out = append(out, sheetBlock{Kind: "break"})
		}
	}
	return out
}

func sheetTable(t paper.Table) sheetBlock {
	b := sheetBlock{Kind: "table", Text: t.Caption}
	for i, share := range t.Shares() {
		b.Columns = append(b.Columns, sheetColumn{Head: t.Columns[i].Head, Share: 5 * int(math.Round(20*share))})
	}
	for _, row := range t.Rows {
		b.Rows = append(b.Rows, t.Cells(row))
	}
	return b
}

func sheetPoints(items []paper.Item, depth int) (out []sheetPoint) {
	for i, x := range items {
		out = append(out, sheetPoint{Number: paper.Number(depth, i+1), Text: x.Text, Points: sheetPoints(x.Items, depth+1)})
	}
	return out
}
