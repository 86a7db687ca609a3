package web

import (
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/audit"
	"shoumi/app/publishing"
	"shoumi/app/store"
)

// publishPage is the data of piece_publish.html.
type publishPage struct {
	form
	Facts   []pair
	Effects []string
	Preview link
	Hash    string
}

func (s *Server) publishForm(c *fiber.Ctx) error {
	p, err := s.pieceStep(c, publishing.Approved)
	if err != nil {
		return err
	}
	return s.publishAgain(c, fiber.StatusOK, p, func(*form) {})
}

func (s *Server) publishAgain(c *fiber.Ctx, status int, p publishing.Piece, say func(*form)) error {
	tr, who := s.language(c), s.naming(c)
	n := len(p.Versions) + 1
	from := newDayField(tr, "from", tr.T("piece.from"), "")
	from.Help, from.Optional = tr.T("piece.from_help")+" "+from.Help, true
	d := publishPage{Hash: p.Hash, Preview: link{Text: tr.T("piece.work.preview"), Href: pieceURL(p.ID, "preview")},
		form:    form{Version: p.Version, Button: tr.T("piece.publish", n), Fields: []field{from, {Name: "note", Kind: longField, Label: tr.T("piece.note"), Help: tr.T("piece.note_help"), Optional: true}}},
		Effects: []string{tr.T("piece.publish_effect." + string(p.Kind)), tr.T("piece.publish_effect_fixed")}}
	if len(p.Versions) > 0 && p.Live {
		d.Effects = append(d.Effects, tr.T("piece.publish_effect_old", n-1))
	}
	for _, a := range p.Approvals {
		d.Facts = append(d.Facts, pair{Label: tr.T("piece.approved." + string(a.Step)), Value: who.of(a.By), Note: tr.moment(a.At), Chinese: true})
	}
	d.Facts = append(d.Facts, pair{Label: tr.T("piece.hash"), Value: p.Hash, Note: tr.T("piece.hash_same")})
	if c.Method() == post {
		d.fill(formOf(c))
	}
	say(&d.form)
	if who.err != nil {
		return who.err
	}
	return s.render(c, status, "piece_publish", page{Title: tr.T("piece.publish_ask", pieceTitle(tr, p), n), Nav: "materials", Error: len(d.Errors()) > 0, Crumb: pieceCrumbs(tr, p, tr.T("piece.work.publish")), Data: d})
}

func (s *Server) publishPiece(c *fiber.Ctx) error {
	p, err := s.pieceStep(c, publishing.Approved, publishing.Published)
	if err != nil {
		return err
	}
	tr, sent := s.language(c), formOf(c)
	if p.State == publishing.Published {
		if p.Hash == sent.Get("hash") { // sent twice
			return c.Redirect(pieceURL(p.ID), fiber.StatusSeeOther)
		}
		return publishing.ErrState
	}
	from, note := "", strings.TrimSpace(sent.Get("note"))
	day := newDayField(tr, "from", "", sent.Get("from"))
	if d, ok := day.readDay(tr); ok {
		from = d.String()
	}
	again := func(status int, name, wrong string) error {
		return s.publishAgain(c, status, p, func(f *form) { f.fault(name, wrong) })
	}
	switch {
	case day.Fault != "":
		return again(fiber.StatusUnprocessableEntity, "from", day.Fault)
	case from != "" && from < s.Materials.Today():
		return again(fiber.StatusUnprocessableEntity, "from", tr.T("piece.from_past"))
	case utf8.RuneCountInString(note) > maxComment:
		return again(fiber.StatusUnprocessableEntity, "note", tr.T("second.long", maxComment))
	case versionOf(sent) != p.Version || sent.Get("hash") != p.Hash:
		return again(fiber.StatusConflict, "from", tr.T("piece.changed"))
	}
	if err := s.notePiece(c, audit.MaterialPublished, p, " 第"+strconv.Itoa(len(p.Versions)+1)+"版"); err != nil {
		return err
	}
	p, err = s.Materials.Publish(c.UserContext(), s.visitor(c).ID, p.ID, p.Version, from, note)
	switch {
	case errors.Is(err, store.ErrConflict):
		return again(fiber.StatusConflict, "from", tr.T("piece.changed"))
	case errors.Is(err, publishing.ErrDay):
		return again(fiber.StatusUnprocessableEntity, "from", tr.T("piece.from_past"))
	case err != nil:
		return err
	}
	v := lastVersion(p)
	if v.From > s.Materials.Today() {
		s.say(c, "piece.scheduled", strconv.Itoa(v.Number), tr.dayText(v.From))
	} else {
		s.say(c, "piece.published", strconv.Itoa(v.Number))
	}
	return c.Redirect(pieceURL(p.ID), fiber.StatusSeeOther)
}

func (s *Server) withdrawPieceForm(c *fiber.Ctx) error {
	p, err := s.pieceAt(c)
	switch {
	case err != nil:
		return err
	case !p.Live:
		return publishing.ErrState
	}
	return s.withdrawPieceAgain(c, fiber.StatusOK, p, "")
}

func (s *Server) withdrawPieceAgain(c *fiber.Ctx, status int, p publishing.Piece, wrong string) error {
	tr := s.language(c)
	f := form{Version: p.Version, Button: tr.T("piece.withdraw"), Notice: &notice{Kind: "loss", Title: tr.T("piece.withdraw_effect"), Text: tr.T("piece.withdraw_stays")},
		Fields: []field{{Name: "reason", Kind: longField, Label: tr.T("piece.withdraw_reason"), Help: tr.T("piece.withdraw_help"), Fault: wrong}}}
	if c.Method() == post {
		f.fill(formOf(c))
	}
	return s.render(c, status, "form", page{Title: tr.T("piece.withdraw_ask", pieceTitle(tr, p), lastVersion(p).Number), Nav: "materials", Error: wrong != "", Crumb: pieceCrumbs(tr, p, tr.T("piece.work.withdraw")), Data: f})
}

func (s *Server) withdrawPiece(c *fiber.Ctx) error {
	p, err := s.pieceAt(c)
	if err != nil {
		return err
	}
	tr, sent := s.language(c), formOf(c)
	reason := strings.TrimSpace(sent.Get("reason"))
	if !p.Live {
		if v := lastVersion(p); v.Reason == reason && reason != "" { // sent twice
			return c.Redirect(pieceURL(p.ID), fiber.StatusSeeOther)
		}
		return publishing.ErrState
	}
	switch wrong := reasonFault(tr, reason); {
	case wrong != "":
		return s.withdrawPieceAgain(c, fiber.StatusUnprocessableEntity, p, wrong)
	case versionOf(sent) != p.Version:
		return s.withdrawPieceAgain(c, fiber.StatusConflict, p, tr.T("piece.changed"))
	}
	if err := s.notePiece(c, audit.MaterialWithdrawn, p, ""); err != nil {
		return err
	}
	_, err = s.Materials.Withdraw(c.UserContext(), s.visitor(c).ID, p.ID, p.Version, reason)
	switch {
	case errors.Is(err, store.ErrConflict):
		return s.withdrawPieceAgain(c, fiber.StatusConflict, p, tr.T("piece.changed"))
	case err != nil:
		return err
	}
	s.say(c, "piece.withdrawn")
	return c.Redirect(pieceURL(p.ID), fiber.StatusSeeOther)
}

// removable is the piece of the address, that was never published.
func (s *Server) removable(c *fiber.Ctx) (publishing.Piece, error) {
	p, err := s.pieceStep(c, publishing.Draft, publishing.Returned)
	if err == nil && len(p.Versions) > 0 {
		err = publishing.ErrState
	}
	return p, err
}

func (s *Server) confirmRemovePiece(c *fiber.Ctx) error {
	p, err := s.removable(c)
	if err != nil {
		return err
	}
	tr := s.language(c)
	d := confirmation{Title: tr.T("piece.remove_ask", pieceTitle(tr, p)), Losses: []string{tr.T("piece.remove_loss", len(p.Saves), len(p.Comments))}, Stays: []string{tr.T("removal.stays")},
		Action: pieceURL(p.ID, "remove"), Hidden: pieceVersion(p), Button: tr.T("piece.remove"), Cancel: link{Text: tr.T("piece.back"), Href: pieceURL(p.ID)}}
	if !p.WroteIn(s.visitor(c).ID) {
		d.Effects = []string{tr.T("piece.remove_others")}
	}
	return s.render(c, fiber.StatusOK, "confirm", page{Title: d.Title, Nav: "materials", Crumb: pieceCrumbs(tr, p, tr.T("piece.work.remove")), Data: d})
}

func (s *Server) removePiece(c *fiber.Ctx) error {
	p, err := s.removable(c)
	if err != nil {
		return err
	}
	if versionOf(formOf(c)) != p.Version {
		return store.ErrConflict
	}
	if err := s.notePiece(c, audit.MaterialRemoved, p, ""); err != nil {
		return err
	}
	if err := s.Materials.Remove(c.UserContext(), p.ID, p.Version); err != nil {
		return err
	}
	s.say(c, "piece.removed", pieceTitle(s.language(c), p))
	return c.Redirect("/materials", fiber.StatusSeeOther)
}
