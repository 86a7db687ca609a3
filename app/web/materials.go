package web

import (
	"errors"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/publishing"
)

// pieceAt is the piece of the address, with its content.
func (s *Server) pieceAt(c *fiber.Ctx) (publishing.Piece, error) {
	return s.Materials.Open(c.UserContext(), c.Params("id"))
}

// pieceURL is the address of a piece, or of a page below it.
func pieceURL(id string, page ...string) string {
	return "/materials/" + id + strings.Join(append([]string{""}, page...), "/")
}

// pieceCrumbs lead to a piece, and on to a page below it.
func pieceCrumbs(tr *language, p publishing.Piece, last ...string) []link {
	crumbs := []link{{Text: tr.T("materials.title"), Href: "/materials"}, {Text: pieceTitle(tr, p), Href: pieceURL(p.ID)}}
	for _, text := range last {
		crumbs = append(crumbs, link{Text: text})
	}
	if len(last) == 0 {
		crumbs[1].Href = ""
	}
	return crumbs
}

// pieceTitle is the title of a piece, or how it is called while it has none.
func pieceTitle(tr *language, p publishing.Piece) string {
	if p.Title == "" {
		return tr.T("materials.untitled", p.Key)
	}
	return p.Title
}

// materialProblem is the page of an error about material; nil is none of them.
func materialProblem(err error) *problem {
	for _, x := range []struct {
		err    error
		status int
		key    string
	}{
		{publishing.ErrState, fiber.StatusConflict, "material_state"},
		{publishing.ErrOwnWork, fiber.StatusForbidden, "material_own_work"},
		{publishing.ErrNoHit, fiber.StatusConflict, "material_no_hit"},
	} {
		if errors.Is(err, x.err) {
			return &problem{status: x.status, key: x.key}
		}
	}
	return nil
}

// materialsPage is the data of materials.html.
type materialsPage struct{ Pieces []link }

func (s *Server) materials(c *fiber.Ctx) error {
	tr := s.language(c)
	all, err := s.Materials.All(c.UserContext())
	if err != nil {
		return err
	}
	var p materialsPage
	for _, x := range all {
		p.Pieces = append(p.Pieces, link{Text: pieceTitle(tr, x), Href: pieceURL(x.ID)})
	}
	return s.render(c, fiber.StatusOK, "materials", page{Title: tr.T("materials.title"), Nav: "materials", Data: p})
}

func (s *Server) material(c *fiber.Ctx) error {
	p, err := s.pieceAt(c)
	if err != nil {
		return err
	}
	tr := s.language(c)
	return s.render(c, fiber.StatusOK, "material", page{Title: pieceTitle(tr, p), Nav: "materials", Crumb: pieceCrumbs(tr, p), Data: p})
}
