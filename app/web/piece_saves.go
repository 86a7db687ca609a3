package web

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/account"
	"shoumi/app/publishing"
	"shoumi/app/store"
)

// savesPerPage is how many saves a page of the history shows.
const savesPerPage = 50

// savesTable are the saves of a piece before one of a number (0: all), latest first,
// each with what can be done with it.
func (s *Server) savesTable(tr *language, who *naming, p publishing.Piece, v visitor, before int) (t table, next int) {
	t = table{Caption: tr.T("piece.saves"), Columns: []column{{Label: tr.T("piece.save_number")}, {Label: tr.T("piece.save_at")}, {Label: tr.T("piece.save_by")}, {Label: tr.T("piece.save_changed")}, {Label: tr.T("piece.save_as")}},
		None: empty{Text: tr.T("piece.saves_none")}}
	for _, x := range slices.Backward(p.AllSaves()) {
		if before > 0 && x.Nth >= before {
			continue
		}
		if len(t.Rows) == savesPerPage {
			return t, x.Nth + 1
		}
		r := row{Cells: []cell{{Text: tr.T("piece.save", x.Nth), Href: pieceURL(p.ID, "saves", strconv.Itoa(x.Nth))}, {Text: tr.moment(x.At)}, {Text: who.of(x.By), Chinese: true},
			{Text: sectionsOf(tr, x)}, {Text: cameTo(tr, p, x)}}}
		if x.Hash == p.Hash {
			r.Cells[0].Note = tr.T("piece.now")
		} else if v.May(account.WriteMaterials) {
			t.Actions = true
			r.Actions = []link{{Text: tr.T("piece.restore"), Href: pieceURL(p.ID, "saves", strconv.Itoa(x.Nth), "restore")}}
		}
		t.Rows = append(t.Rows, r)
	}
	return t, 0
}

// sectionsOf are the sections that a save changed.
func sectionsOf(tr *language, x publishing.Save) string {
	switch {
	case x.Nth == 1:
		return tr.T("piece.save_first")
	case len(x.Changed) == 0:
		return tr.T("piece.save_wording")
	}
	return sectionNames(tr, x.Changed)
}

func sectionNames(tr *language, sections []publishing.Section) string {
	var names []string
	for _, section := range sections {
		names = append(names, tr.T("diff.section."+string(section)))
	}
	return strings.Join(names, tr.T("list.join"))
}

// cameTo says what became of a save.
func cameTo(tr *language, p publishing.Piece, x publishing.Save) string {
	if len(x.As) == 0 {
		return tr.T("piece.save_unsent")
	}
	var states []string
	for _, state := range x.As {
		states = append(states, tr.T("piece.save_as."+string(state)))
	}
	if n := versionOfHash(p, x.Hash); n > 0 {
		states[len(states)-1] += tr.T("piece.save_version", n)
	}
	return strings.Join(states, tr.T("list.join"))
}

// versionOfHash is the number of the latest version with a content; 0 is none.
func versionOfHash(p publishing.Piece, hash string) int {
	for _, v := range slices.Backward(p.Versions) {
		if v.Hash == hash {
			return v.Number
		}
	}
	return 0
}

// saveAt is the save of the address.
func (s *Server) saveAt(c *fiber.Ctx) (p publishing.Piece, x publishing.Save, file []byte, err error) {
	if p, err = s.pieceAt(c); err != nil {
		return p, x, nil, err
	}
	x, ok := saveOf(p, c.Params("number"))
	if !ok {
		return p, x, nil, store.ErrNotFound
	}
	file, err = s.Materials.Content(c.UserContext(), p, x.Hash)
	return p, x, file, err
}

// saveOf is the save of a number.
func saveOf(p publishing.Piece, number string) (publishing.Save, bool) {
	n, err := strconv.Atoi(number)
	all := p.AllSaves()
	if i := slices.IndexFunc(all, func(x publishing.Save) bool { return x.Nth == n }); err == nil && i >= 0 {
		return all[i], true
	}
	return publishing.Save{}, false
}

// readSave shows a save as officers would have met it.
func (s *Server) readSave(c *fiber.Ctx) error {
	p, x, file, err := s.saveAt(c)
	if err != nil {
		return err
	}
	tr, who := s.language(c), s.naming(c)
	n := notice{Title: tr.T("piece.save_of", x.Nth, tr.moment(x.At), who.of(x.By)), Text: tr.T("piece.save_came", cameTo(tr, p, x))}
	if who.err != nil {
		return who.err
	}
	if x.Hash != p.Hash {
		n.Links = append(n.Links, link{Text: tr.T("piece.save_compare"), Href: pieceURL(p.ID, "compare") + "?from=" + saveMark + strconv.Itoa(x.Nth) + "&to=" + asItIs})
		if s.visitor(c).May(account.WriteMaterials) {
			n.Links = append(n.Links, link{Text: tr.T("piece.restore"), Href: pieceURL(p.ID, "saves", strconv.Itoa(x.Nth), "restore")})
		}
	}
	return s.preview(c, p, file, x.Hash, tr.T("piece.save", x.Nth), n)
}

// confirmRestore asks whether a save is to be what there is now.
func (s *Server) confirmRestore(c *fiber.Ctx) error {
	p, x, file, err := s.saveAt(c)
	switch {
	case err != nil:
		return err
	case x.Hash == p.Hash:
		return c.Redirect(pieceURL(p.ID, "history"), fiber.StatusSeeOther)
	}
	tr := s.language(c)
	now := p.Saves[len(p.Saves)-1]
	v := confirmation{Title: tr.T("piece.restore_ask", pieceTitle(tr, p), x.Nth), Stays: []string{tr.T("piece.restore_stays", now.Nth)},
		Action: pieceURL(p.ID, "saves", strconv.Itoa(x.Nth), "restore"), Hidden: pieceVersion(p), Button: tr.T("piece.restore_do", x.Nth), Cancel: link{Text: tr.T("piece.restore_back"), Href: pieceURL(p.ID, "history")}}
	compared := s.comparison(p, p.File, file)
	differ := compared.Changed()
	if v.Lead = tr.T("piece.save_wording"); len(differ) > 0 {
		v.Lead = tr.T("piece.restore_lead", compared.Changes(), sectionNames(tr, differ))
	}
	if r := reopens(tr, p); r != nil {
		v.Effects = []string{r.Title, r.Text}
	}
	return s.render(c, fiber.StatusOK, "confirm", page{Title: v.Title, Nav: "materials", Crumb: historyCrumbs(tr, p, tr.T("piece.save", x.Nth)), Data: v})
}

// restoreSave saves the content of an earlier save anew.
func (s *Server) restoreSave(c *fiber.Ctx) error {
	p, x, file, err := s.saveAt(c)
	switch {
	case err != nil:
		return err
	case x.Hash == p.Hash: // sent twice
		return c.Redirect(pieceURL(p.ID, "history"), fiber.StatusSeeOther)
	}
	return s.keepPiece(c, p, versionOf(formOf(c)), file, pieceURL(p.ID, "history"))
}
