package web

import (
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/audit"
	"shoumi/app/publishing"
	"shoumi/app/store"
)

func (s *Server) returnPieceForm(c *fiber.Ctx) error {
	p, err := s.pieceAt(c)
	if err != nil {
		return err
	}
	if err := s.returnable(c, p); err != nil {
		return err
	}
	return s.returnPieceAgain(c, fiber.StatusOK, p, "")
}

// returnable is whether the visitor may give a piece back.
func (s *Server) returnable(c *fiber.Ctx, p publishing.Piece) error {
	switch {
	case p.WroteIn(s.visitor(c).ID):
		return s.ownWork(c, p, publishing.ErrOwnWork)
	case p.State != publishing.Submitted && p.State != publishing.Approved:
		return publishing.ErrState
	}
	return nil
}

func (s *Server) returnPieceAgain(c *fiber.Ctx, status int, p publishing.Piece, wrong string) error {
	tr := s.language(c)
	f := form{Version: p.Version, Button: tr.T("piece.return"), Notice: &notice{Title: tr.T("piece.return_effect"), Text: tr.T("piece.return_stays")},
		Fields: []field{{Name: "reason", Kind: longField, Label: tr.T("piece.return_reason"), Fault: wrong}}}
	if c.Method() == post {
		f.fill(formOf(c))
	}
	return s.render(c, status, "form", page{Title: tr.T("piece.return_ask", pieceTitle(tr, p)), Nav: "materials", Error: wrong != "", Crumb: pieceCrumbs(tr, p, tr.T("piece.return")), Data: f})
}

func (s *Server) returnPiece(c *fiber.Ctx) error {
	p, err := s.pieceAt(c)
	if err != nil {
		return err
	}
	tr, me, sent := s.language(c), s.visitor(c).ID, formOf(c)
	reason := strings.TrimSpace(sent.Get("reason"))
	if e, ok := lastEvent(p, publishing.GaveBack); ok && p.State == publishing.Returned && e.By == me && e.Text == reason { // sent twice
		return c.Redirect(pieceURL(p.ID), fiber.StatusSeeOther)
	}
	if err := s.returnable(c, p); err != nil {
		return err
	}
	switch wrong := reasonFault(tr, reason); {
	case wrong != "":
		return s.returnPieceAgain(c, fiber.StatusUnprocessableEntity, p, wrong)
	case versionOf(sent) != p.Version:
		return s.returnPieceAgain(c, fiber.StatusConflict, p, tr.T("piece.changed"))
	}
	if err := s.notePiece(c, audit.MaterialReturned, p, ""); err != nil {
		return err
	}
	_, err = s.Materials.Return(c.UserContext(), me, p.ID, p.Version, reason)
	switch {
	case errors.Is(err, store.ErrConflict):
		return s.returnPieceAgain(c, fiber.StatusConflict, p, tr.T("piece.changed"))
	case err != nil:
		return err
	}
	s.say(c, "piece.returned")
	return c.Redirect(pieceURL(p.ID), fiber.StatusSeeOther)
}

// reasonFault says what is wrong with a reason; "" is nothing.
func reasonFault(tr *language, reason string) string {
	switch n := utf8.RuneCountInString(reason); {
	case n == 0:
		return tr.T("piece.no_reason")
	case n > maxComment:
		return tr.T("second.long", maxComment)
	}
	return ""
}
