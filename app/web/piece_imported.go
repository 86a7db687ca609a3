package web

import (
	"github.com/gofiber/fiber/v2"

	"shoumi/app/publishing"
	"shoumi/content"
)

// importURL is the page of what came of an import.
func importURL(id string) string { return bringURL + "/" + id }

// importedPieces is the data of piece_imported.html.
type importedPieces struct {
	Broken *notice
	Facts  []pair
	Files  table
}

// importOf says what came of an import: what was taken in, what was here already, and
// what was refused and why.
func (s *Server) importOf(c *fiber.Ctx) error {
	tr, who := s.language(c), s.naming(c)
	x, err := s.Materials.Import(c.UserContext(), c.Params("id"))
	if err != nil {
		return err
	}
	all, err := s.Materials.All(c.UserContext())
	if err != nil {
		return err
	}
	pieces := map[string]publishing.Piece{}
	for _, p := range all {
		pieces[p.ID] = p
	}
	v := importedPieces{Files: table{Caption: tr.T("bring.files"), Columns: []column{{Label: tr.T("piece.title")}, {Label: tr.T("bring.came")}, {Label: tr.T("piece.hash")}}}}
	v.Facts = []pair{{Label: tr.T("bring.file"), Value: x.Name, Chinese: true}, {Label: tr.T("piece.hash"), Value: x.Hash}, {Label: tr.T("bring.signer"), Value: tr.signer(x), Note: x.Key},
		{Label: tr.T("bring.by"), Value: who.of(x.By), Note: tr.moment(x.At), Chinese: true}}
	count := map[string]int{}
	for _, word := range []string{"refused", "took", "same"} { // what somebody has to see to first
		for _, f := range x.Files {
			if came(f) != word {
				continue
			}
			count[word]++
			name := cell{Text: f.Name}
			if at := s.shownAt(f.Name); at != nil {
				name = cell{Text: at.Text, Href: at.Href, Note: f.Name, Chinese: true}
			}
			if p, there := pieces[f.Piece]; there {
				name = cell{Text: pieceTitle(tr, p), Href: pieceURL(p.ID), Note: f.Name, Chinese: true}
			}
			result := cell{Text: tr.T("bring.did." + word)}
			switch {
			case word == "refused":
				result.Note = tr.T("bring.why." + string(f.Refused))
			case word == "took":
				result.Note = tr.T("bring.came." + string(f.Change))
			}
			v.Files.Rows = append(v.Files.Rows, row{Cells: []cell{name, result, {Text: f.Hash}}})
		}
	}
	title := tr.T("bring.over", count["took"], count["same"], count["refused"])
	if !x.Done {
		title = tr.T("bring.broken")
		v.Broken = &notice{Kind: "warning", Title: tr.T("bring.broken_lead"), Text: tr.T("bring.broken_how"), Links: []link{{Text: tr.T("bring.title"), Href: bringURL}}}
	}
	if who.err != nil {
		return who.err
	}
	return s.render(c, fiber.StatusOK, "piece_imported", page{Title: title, Nav: "materials", Crumb: bringCrumbs(tr, tr.T("bring.result")), Data: v})
}

// shownAt is where the site shows a case or a lesson by the name of its file; nil where it
// shows none.
func (s *Server) shownAt(name string) *link {
	switch kind, key := (publishing.File{Name: name}).Piece(); kind {
	case publishing.Case:
		if x, ok := s.caseByID(key); ok {
			return &link{Text: x.Title, Href: caseURL(key)}
		}
	case publishing.Lesson:
		if s.Lessons == nil {
			return nil
		}
		if l, ok := s.Lessons.Lesson(content.Languages[0], key); ok {
			return &link{Text: l.Title, Href: "/lessons/" + key}
		}
	}
	return nil
}

// came is what came of a file, in a word.
func came(f publishing.ImportedFile) string {
	switch {
	case f.Refused != "":
		return "refused"
	case f.Took():
		return "took"
	}
	return "same"
}

// signer says who signed an import.
func (l *language) signer(x publishing.Import) string {
	switch {
	case x.Agency != "":
		return x.Agency
	case x.Key != "":
		return l.T("bring.nobody_known")
	}
	return l.T("bring.nobody")
}

// pastImports are the last imports.
func (s *Server) pastImports(c *fiber.Ctx) (table, error) {
	tr, who := s.language(c), s.naming(c)
	t := table{Caption: tr.T("bring.past"), Columns: []column{{Label: tr.T("bring.file")}, {Label: tr.T("bring.signer")}, {Label: tr.T("bring.by")}, {Label: tr.T("bring.took")}}}
	all, err := s.Materials.Imports(c.UserContext(), lastImports)
	if err != nil {
		return t, err
	}
	for _, x := range all {
		took := 0
		for _, f := range x.Files {
			if f.Took() {
				took++
			}
		}
		t.Rows = append(t.Rows, row{Cells: []cell{{Text: x.Name, Href: importURL(x.ID), Chinese: true}, {Text: tr.signer(x), Chinese: x.Agency != ""}, {Text: who.of(x.By), Note: tr.moment(x.At), Chinese: true},
			{Text: tr.T("bring.took_of", took, len(x.Files))}}})
	}
	return t, who.err
}
