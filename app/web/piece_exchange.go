package web

import (
	"errors"
	"mime"
	"path"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/publishing"
	"shoumi/app/store"
)

// pieceFile gives a piece as it is, or in the version that the address names, byte for
// byte.
func (s *Server) pieceFile(c *fiber.Ctx) error {
	p, err := s.pieceAt(c)
	if err != nil {
		return err
	}
	if number := c.Query("version"); number != "" {
		if p.File, _, err = s.contentAt(c, s.language(c), p, number); err != nil {
			return err
		}
	}
	return sendPiece(c, publishing.FileOf(p))
}

// caseFile gives a case as the site shows it: as it was published, byte for byte, or as
// it comes with the program.
func (s *Server) caseFile(c *fiber.Ctx) error {
	id := c.Params("case")
	x, ok := s.caseByID(id)
	if !ok || x.Withdrawn {
		return s.noCase(s.language(c), id)
	}
	f := publishing.File{Name: "cases/" + x.ID + ".yaml", Data: x.File()}
	p, err := s.Materials.Named(c.UserContext(), publishing.Case, x.ID)
	if v, on := p.On(s.Materials.Today()); err == nil && on {
		f.Data, err = s.Materials.Content(c.UserContext(), p, v.Hash)
	}
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	return sendPiece(c, f)
}

func sendPiece(c *fiber.Ctx, f publishing.File) error {
	kind := "text/markdown; charset=utf-8"
	if is, _ := f.Piece(); is == publishing.Case {
		kind = "application/yaml; charset=utf-8"
	}
	c.Set(fiber.HeaderContentType, kind)
	c.Set(fiber.HeaderContentDisposition, mime.FormatMediaType("attachment", map[string]string{"filename": path.Base(f.Name)}))
	return c.Send(f.Data)
}
