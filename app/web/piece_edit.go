package web

import (
	"bytes"
	"errors"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/publishing"
	"shoumi/app/store"
	"shoumi/casebook"
)

// openPiece is the case piece of the address, taken apart. A lesson or a notice is
// none.
func (s *Server) openPiece(c *fiber.Ctx) (publishing.Piece, publishing.Opened, error) {
	p, err := s.pieceAt(c)
	if err != nil {
		return p, publishing.Opened{}, err
	}
	if p.Kind != publishing.Case {
		return p, publishing.Opened{}, store.ErrNotFound
	}
	o, err := publishing.OpenCase(p.Key, p.File, s.Book)
	return p, o, err
}

// pieceThen is the case piece of the address with the case as it was in the version
// that the form that was sent was drawn from: what a form changes is that.
func (s *Server) pieceThen(c *fiber.Ctx) (publishing.Piece, *casebook.Case, int, error) {
	p, o, err := s.openPiece(c)
	if err != nil {
		return p, nil, 0, err
	}
	version := versionOf(formOf(c))
	file, err := s.Materials.Saved(c.UserContext(), p, version)
	if errors.Is(err, store.ErrNotFound) { // published since: the comparison is with what there is
		return p, o.Case, version, nil
	} else if err != nil {
		return p, nil, version, err
	}
	if o, err = publishing.OpenCase(p.Key, file, s.Book); err != nil {
		return p, nil, version, err
	}
	return p, o.Case, version, nil
}

// sentText is a field of several lines as the program keeps them.
func sentText(text string) string { return strings.ReplaceAll(text, "\r\n", "\n") }

// reopens warns that a piece is a draft again once it is written in; nil where it is one.
func reopens(tr *language, p publishing.Piece) *notice {
	if p.State == publishing.Draft || p.State == publishing.Returned {
		return nil
	}
	return &notice{Kind: "warning", Title: tr.T("writing.reopens"), Text: tr.T("writing.reopens_how")}
}

// unchanged says whether a piece has the content that it had in a version.
func (s *Server) unchanged(c *fiber.Ctx, p publishing.Piece, version int) bool {
	file, err := s.Materials.Saved(c.UserContext(), p, version)
	return err == nil && bytes.Equal(file, p.File)
}

// pieceFaults are faults of a case as messages, each leading to a place of the page.
func pieceFaults(tr *language, o publishing.Opened, path, href string) (out []fieldError) {
	for _, f := range o.At(path) {
		e := fieldError{Href: href}
		e.Text, e.Note, e.Own = plainly(tr, f.Message, f.Hint)
		out = append(out, e)
	}
	return out
}
