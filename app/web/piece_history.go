package web

import (
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/publishing"
	"shoumi/app/store"
)

// pieceHistoryPage is the data of piece_history.html.
type pieceHistoryPage struct {
	Versions table
	Compare  *filterForm // nil where there are not two contents
	Events   []event
}

func (s *Server) pieceHistory(c *fiber.Ctx) error {
	p, err := s.pieceAt(c)
	if err != nil {
		return err
	}
	tr, who := s.language(c), s.naming(c)
	d := pieceHistoryPage{Versions: s.versionsTable(tr, who, p), Events: pieceEvents(tr, who, p)}
	if all := contentsOf(tr, p, ""); len(all) > 1 {
		d.Compare = compareForm(tr, p, all[1].Value, all[0].Value)
	}
	if who.err != nil {
		return who.err
	}
	return s.render(c, fiber.StatusOK, "piece_history", page{Title: tr.T("piece.history_title", pieceTitle(tr, p), len(p.Versions), len(d.Events)), Nav: "materials", Crumb: pieceCrumbs(tr, p, tr.T("piece.work.history")), Data: d})
}

// versionsTable are the versions of a piece, latest first.
func (s *Server) versionsTable(tr *language, who *naming, p publishing.Piece) table {
	t := table{Caption: tr.T("piece.versions"), Columns: []column{{Label: tr.T("piece.version_number")}, {Label: tr.T("piece.from")}, {Label: tr.T("piece.authors")}, {Label: tr.T("piece.approvers")}, {Label: tr.T("piece.published_by")}, {Label: tr.T("piece.hash")}},
		None: empty{Text: tr.T("piece.versions_none"), How: tr.T("piece.versions_how")}}
	for _, v := range slices.Backward(p.Versions) {
		from := cell{Text: tr.dayText(v.From)}
		if !v.Ended.IsZero() {
			from.Note = tr.T("piece.ended", tr.moment(v.Ended), who.of(v.EndedBy), v.Reason)
		}
		var approvers []string
		for _, a := range v.Approvals {
			if !slices.Contains(approvers, a.By) {
				approvers = append(approvers, a.By)
			}
		}
		t.Rows = append(t.Rows, row{Cells: []cell{{Text: tr.T("piece.version", v.Number), Href: pieceURL(p.ID, "versions", strconv.Itoa(v.Number)), Note: v.Note}, from,
			{Text: who.all(tr, v.Authors), Chinese: true}, {Text: who.all(tr, approvers), Chinese: true}, {Text: who.of(v.By), Note: tr.moment(v.At), Chinese: true}, {Text: v.Hash[:12]}}})
	}
	return t
}

// asItIs is how the content of a piece as it is, is called beside the numbers of versions.
const asItIs = "now"

// contentsOf are the contents that can be compared, latest first: what there is now, if
// no version has it, and every version.
func contentsOf(tr *language, p publishing.Piece, chosen string) (out []option) {
	if lastVersion(p).Hash != p.Hash {
		out = append(out, option{Value: asItIs, Label: tr.T("piece.now"), Checked: chosen == asItIs})
	}
	for _, v := range slices.Backward(p.Versions) {
		n := strconv.Itoa(v.Number)
		out = append(out, option{Value: n, Label: tr.T("piece.version", v.Number), Checked: chosen == n})
	}
	return out
}

func compareForm(tr *language, p publishing.Piece, from, to string) *filterForm {
	return &filterForm{Action: pieceURL(p.ID, "compare"), Label: tr.T("piece.compare"), Go: tr.T("piece.compare"), Fields: []field{
		{Name: "from", Kind: choiceField, Label: tr.T("piece.compare_from"), Choices: contentsOf(tr, p, from)},
		{Name: "to", Kind: choiceField, Label: tr.T("piece.compare_to"), Choices: contentsOf(tr, p, to)}}}
}

// pieceComparePage is the data of piece_compare.html.
type pieceComparePage struct {
	Form     *filterForm
	Sections []comparedSection
	Same     bool
}

func (s *Server) comparePiece(c *fiber.Ctx) error {
	p, err := s.pieceAt(c)
	if err != nil {
		return err
	}
	tr := s.language(c)
	from, to := c.Query("from"), c.Query("to")
	before, nameBefore, err := s.contentAt(c, tr, p, from)
	if err != nil {
		return err
	}
	after, nameAfter, err := s.contentAt(c, tr, p, to)
	if err != nil {
		return err
	}
	x := s.comparison(p, before, after)
	d := pieceComparePage{Form: compareForm(tr, p, from, to), Sections: s.compared(tr, x, true), Same: x.Changes() == 0}
	title := tr.T("piece.compare_title", nameBefore, nameAfter, x.Changes())
	crumbs := pieceCrumbs(tr, p, tr.T("piece.compare"))
	crumbs = slices.Insert(crumbs, len(crumbs)-1, link{Text: tr.T("piece.work.history"), Href: pieceURL(p.ID, "history")})
	return s.render(c, fiber.StatusOK, "piece_compare", page{Title: title, Nav: "materials", Crumb: crumbs, Data: d})
}

// contentAt is the content of a version by its number, or as it is now.
func (s *Server) contentAt(c *fiber.Ctx, tr *language, p publishing.Piece, which string) (file []byte, name string, err error) {
	if which == asItIs {
		return p.File, tr.T("piece.now"), nil
	}
	v, ok := versionAt(p, which)
	if !ok {
		return nil, "", store.ErrNotFound
	}
	file, err = s.Materials.Content(c.UserContext(), p, v.Hash)
	return file, tr.T("piece.version", v.Number), err
}
