package web

import (
	"errors"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/audit"
	"shoumi/app/publishing"
	"shoumi/app/store"
)

// keepPiece writes the content of a piece that was read in a version, and leads on to
// an address. Where somebody else has written meanwhile, it shows what both did: what is
// mine stays on that page until it is saved.
func (s *Server) keepPiece(c *fiber.Ctx, p publishing.Piece, version int, file []byte, to string) error {
	if version != p.Version && s.unchanged(c, p, version) {
		version = p.Version // something was done with it, and nothing written
	}
	if err := s.record(c, audit.MaterialChanged, pieceTitle(s.language(c), p), p.Name); err != nil {
		return err
	}
	_, err := s.Materials.Write(c.UserContext(), s.visitor(c).ID, p.ID, version, file)
	switch {
	case errors.Is(err, store.ErrConflict):
		return s.clash(c, version, file, to)
	case err != nil:
		return err
	}
	s.say(c, "writing.saved", publishing.Hash(file)[:hashShown])
	return c.Redirect(to, fiber.StatusSeeOther)
}

// hashShown is how many digits of a hash a message shows.
const hashShown = 12

// clashPage is the data of piece_clash.html.
type clashPage struct {
	Errors       []fieldError
	Action       string
	Hidden       map[string]string
	Theirs, Mine *comparedTable // what only one of them did
	Conflicts    []conflict
	Leave        string
}

// clashed is what two people made of a piece.
type clashed struct {
	theirs, mine []publishing.Change
	conflicts    []publishing.Conflict
	resolve      func(map[string]publishing.Choice) ([]byte, []string)
}

// clashOf compares two changes of a base.
func (s *Server) clashOf(p publishing.Piece, base, theirs, mine []byte) (clashed, error) {
	if p.Kind != publishing.Case {
		m := publishing.MergeText(string(base), string(theirs), string(mine))
		return clashed{m.Theirs, m.Mine, m.Conflicts, func(choices map[string]publishing.Choice) ([]byte, []string) {
			text, open := m.Resolve(choices)
			return []byte(text), open
		}}, nil
	}
	var sides [3]publishing.Opened
	for i, file := range [][]byte{base, theirs, mine} {
		var err error
		if sides[i], err = publishing.OpenCase(p.Key, file, s.Book); err != nil {
			return clashed{}, err
		}
	}
	m := publishing.Merge(sides[0].Case, sides[1].Case, sides[2].Case, p.Used()...)
	return clashed{m.Theirs, m.Mine, m.Conflicts, func(choices map[string]publishing.Choice) ([]byte, []string) {
		made, open := m.Resolve(choices)
		if len(open) > 0 {
			return nil, open
		}
		return made.File(), nil
	}}, nil
}

// savedOr is the content of a version, or what there is now where it was published
// since: then all that is mine is listed as a change of that.
func (s *Server) savedOr(c *fiber.Ctx, p publishing.Piece, version int) ([]byte, error) {
	file, err := s.Materials.Saved(c.UserContext(), p, version)
	if errors.Is(err, store.ErrNotFound) {
		return p.File, nil
	}
	return file, err
}

// clash shows what somebody else saved beside what was just sent, which is not saved.
func (s *Server) clash(c *fiber.Ctx, version int, mine []byte, to string) error {
	p, err := s.pieceAt(c)
	if err != nil {
		return err
	}
	base, err := s.savedOr(c, p, version)
	if err != nil {
		return err
	}
	x, err := s.clashOf(p, base, p.File, mine)
	if err != nil {
		return err
	}
	return s.clashAgain(c, fiber.StatusConflict, p, x, map[string]string{"base": strconv.Itoa(version), "version": strconv.Itoa(p.Version), "mine": string(mine), "to": to}, nil)
}

func (s *Server) clashAgain(c *fiber.Ctx, status int, p publishing.Piece, x clashed, hidden map[string]string, open []string) error {
	tr := s.language(c)
	v := clashPage{Action: pieceURL(p.ID, "merge"), Hidden: hidden, Leave: hidden["to"],
		Theirs: s.comparedTable(tr, tr.T("writing.clash.theirs"), x.theirs), Mine: s.comparedTable(tr, tr.T("writing.clash.mine"), x.mine),
		Conflicts: s.conflicts(tr, x.conflicts, formOf(c), open)}
	v.Errors = conflictFaults(tr, v.Conflicts)
	title := tr.T("writing.clash.merges")
	if len(x.conflicts) > 0 {
		title = tr.T("writing.clash.title", len(x.conflicts))
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return s.render(c, status, "piece_clash", page{Title: title, Nav: "materials", Error: true, Crumb: pieceCrumbs(tr, p, tr.T("writing.clash.crumb")), Data: v})
}

// mergePiece saves what was put together of two changes.
func (s *Server) mergePiece(c *fiber.Ctx) error {
	p, err := s.pieceAt(c)
	if err != nil {
		return err
	}
	sent := formOf(c)
	version, mine := versionOf(sent), sentText(sent.Get("mine"))
	from, _ := strconv.Atoi(sent.Get("base"))
	to := sent.Get("to")
	if !strings.HasPrefix(to, pieceURL(p.ID)+"/") {
		to = pieceURL(p.ID)
	}
	base, err := s.savedOr(c, p, from)
	if err != nil {
		return err
	}
	theirs, err := s.savedOr(c, p, version)
	if err != nil {
		return err
	}
	x, err := s.clashOf(p, base, theirs, []byte(mine))
	if err != nil {
		return err
	}
	file, open := x.resolve(readChoices(sent, x.conflicts))
	if len(open) > 0 {
		return s.clashAgain(c, fiber.StatusUnprocessableEntity, p, x, map[string]string{"base": sent.Get("base"), "version": sent.Get("version"), "mine": mine, "to": to}, open)
	}
	return s.keepPiece(c, p, version, file, to)
}
