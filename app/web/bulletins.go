package web

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/publishing"
)

// homeBulletins is how many notices stand on the home page.
const homeBulletins = 2

// bulletinsPage is the data of bulletins.html.
type bulletinsPage struct {
	Now, Over []link
	None      empty
}

func bulletinURL(key string) string { return "/bulletins/" + key }

// bulletinLink leads to a notice, with its day.
func bulletinLink(tr *language, b publishing.Bulletin) link {
	l := link{Text: b.Title, Href: bulletinURL(b.Piece.Key), Note: tr.T("bulletins.from", tr.dayText(b.Version.From))}
	if b.Until != "" {
		l.Note = tr.T("bulletins.from_until", tr.dayText(b.Version.From), tr.dayText(b.Until))
	}
	return l
}

// latest are the notices for the home page; there are none where nothing is published.
func (s *Server) latest(ctx context.Context, tr *language) (out []link, err error) {
	if s.Materials == nil {
		return nil, nil
	}
	all, err := s.Materials.Bulletins(ctx)
	for _, b := range all {
		if !b.Over(s.today().String()) && len(out) < homeBulletins {
			out = append(out, bulletinLink(tr, b))
		}
	}
	return out, err
}

func (s *Server) bulletins(c *fiber.Ctx) error {
	tr := s.language(c)
	all, err := s.Materials.Bulletins(c.UserContext())
	if err != nil {
		return err
	}
	v := bulletinsPage{None: empty{Text: tr.T("bulletins.none"), How: tr.T("bulletins.none_how")}}
	for _, b := range all {
		if b.Over(s.today().String()) {
			v.Over = append(v.Over, bulletinLink(tr, b))
		} else {
			v.Now = append(v.Now, bulletinLink(tr, b))
		}
	}
	return s.render(c, fiber.StatusOK, "bulletins", page{Title: tr.T("bulletins.title", len(v.Now)), Nav: "bulletins", Data: v})
}

// bulletinPage is the data of bulletin.html.
type bulletinPage struct {
	By, Day, Until string
	Over           bool
	Blocks         []blockView
	Versions       []pair // where there was more than one
}

func (s *Server) bulletin(c *fiber.Ctx) error {
	tr, key := s.language(c), c.Params("key")
	b, err := s.Materials.Bulletin(c.UserContext(), key)
	if err != nil {
		return err
	}
	who := s.naming(c)
	v := bulletinPage{By: who.of(b.Version.By), Day: tr.dayText(b.Version.From), Until: tr.dayText(b.Until), Over: b.Over(s.today().String())}
	text := s.readText(publishing.Notice, key, b.File)
	if v.Blocks, err = s.blocks(tr, text.blocks, lessonChecks{Lesson: key}, "", 0); err != nil {
		return err
	}
	for _, x := range b.Piece.Versions {
		if len(b.Piece.Versions) > 1 && x.Number <= b.Version.Number {
			v.Versions = append(v.Versions, pair{Label: tr.T("bulletins.version", x.Number), Value: tr.dayText(x.From), Note: x.Note})
		}
	}
	if who.err != nil {
		return who.err
	}
	return s.render(c, fiber.StatusOK, "bulletin", page{Title: b.Title, Nav: "bulletins", Crumb: []link{{Text: tr.T("bulletins.crumb"), Href: "/bulletins"}, {Text: b.Title}}, Data: v})
}
