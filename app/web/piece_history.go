package web

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/publishing"
	"shoumi/app/store"
)

// pieceHistoryPage is the data of piece_history.html.
type pieceHistoryPage struct {
	Versions table
	Saves    table
	Pager    pager       // of the saves
	Compare  *filterForm // nil where there are not two contents
	Events   []event
}

func (s *Server) pieceHistory(c *fiber.Ctx) error {
	p, err := s.pieceAt(c)
	if err != nil {
		return err
	}
	before := 0
	if at := c.Query("before"); at != "" {
		if before, err = strconv.Atoi(at); err != nil || before < 1 {
			return fiber.ErrBadRequest
		}
	}
	tr, who := s.language(c), s.naming(c)
	d := pieceHistoryPage{Versions: s.versionsTable(tr, who, p), Events: pieceEvents(tr, who, p)}
	saves, next := s.savesTable(tr, who, p, s.visitor(c), before)
	d.Saves, d.Pager = saves, pager{List: tr.T("piece.saves"), Shown: len(saves.Rows), Total: len(p.AllSaves())}
	if before > 0 {
		d.Pager.Start = pieceURL(p.ID, "history")
	}
	if next > 0 {
		d.Pager.Next = listURL(pieceURL(p.ID, "history"), nil, "before", strconv.Itoa(next))
	}
	if all := contentsOf(tr, p); len(all) > 1 {
		from := all[1]
		if i := slices.IndexFunc(all[1:], func(x option) bool { return !strings.HasPrefix(x.Value, saveMark) }); i >= 0 {
			from = all[1+i] // what was published last
		}
		d.Compare = compareForm(tr, p, from.Value, all[0].Value)
	}
	if who.err != nil {
		return who.err
	}
	return s.render(c, fiber.StatusOK, "piece_history", page{Title: tr.T("piece.history_title", pieceTitle(tr, p), len(p.Versions), len(p.AllSaves())), Nav: "materials", Crumb: pieceCrumbs(tr, p, tr.T("piece.work.history")), Data: d})
}

// historyCrumbs lead to the history of a piece, and on to a page below it.
func historyCrumbs(tr *language, p publishing.Piece, last string) []link {
	crumbs := pieceCrumbs(tr, p, last)
	return slices.Insert(crumbs, len(crumbs)-1, link{Text: tr.T("piece.work.history"), Href: pieceURL(p.ID, "history")})
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

// What contents are called that are compared: versions by their numbers.
const (
	asItIs   = "now"
	saveMark = "save-" // before the number of a save
)

// contentsOf are the contents that can be compared, latest first, each once: as a
// version, as what there is now, or as a save.
func contentsOf(tr *language, p publishing.Piece) (out []option) {
	seen := map[string]bool{}
	add := func(hash, value, label string) {
		if !seen[hash] {
			seen[hash] = true
			out = append(out, option{Value: value, Label: label})
		}
	}
	version := func(v publishing.Version) { add(v.Hash, strconv.Itoa(v.Number), tr.T("piece.version", v.Number)) }
	for _, x := range slices.Backward(p.AllSaves()) {
		if n := versionOfHash(p, x.Hash); n > 0 {
			version(p.Versions[n-1])
		} else if x.Hash == p.Hash {
			add(x.Hash, asItIs, tr.T("piece.now"))
		} else {
			add(x.Hash, saveMark+strconv.Itoa(x.Nth), tr.T("piece.save", x.Nth))
		}
	}
	for _, v := range slices.Backward(p.Versions) {
		version(v)
	}
	return out
}

func compareForm(tr *language, p publishing.Piece, from, to string) *filterForm {
	choose := func(name, label, chosen string) field {
		f := field{Name: name, Kind: choiceField, Label: label, Choices: contentsOf(tr, p)}
		for i := range f.Choices {
			f.Choices[i].Checked = f.Choices[i].Value == chosen
		}
		return f
	}
	return &filterForm{Action: pieceURL(p.ID, "compare"), Label: tr.T("piece.compare"), Go: tr.T("piece.compare"), Fields: []field{choose("from", tr.T("piece.compare_from"), from), choose("to", tr.T("piece.compare_to"), to)}}
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
	return s.render(c, fiber.StatusOK, "piece_compare", page{Title: title, Nav: "materials", Crumb: historyCrumbs(tr, p, tr.T("piece.compare")), Data: d})
}

// contentAt is the content of a version by its number, of a save, or as it is now.
func (s *Server) contentAt(c *fiber.Ctx, tr *language, p publishing.Piece, which string) (file []byte, name string, err error) {
	if which == asItIs {
		return p.File, tr.T("piece.now"), nil
	}
	if number, is := strings.CutPrefix(which, saveMark); is {
		x, ok := saveOf(p, number)
		if !ok {
			return nil, "", store.ErrNotFound
		}
		file, err = s.Materials.Content(c.UserContext(), p, x.Hash)
		return file, tr.T("piece.save", x.Nth), err
	}
	v, ok := versionAt(p, which)
	if !ok {
		return nil, "", store.ErrNotFound
	}
	file, err = s.Materials.Content(c.UserContext(), p, v.Hash)
	return file, tr.T("piece.version", v.Number), err
}
