package web

import (
	"errors"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/account"
	"shoumi/app/audit"
	"shoumi/app/privacy"
	"shoumi/app/publishing"
	"shoumi/app/store"
)

// piecePrivacyPage is the data of piece_privacy.html.
type piecePrivacyPage struct {
	Version   int
	Write     bool // the visitor may say that something is none
	Open      []personalView
	Dismissed table
	Warning   *traitsView
	Errors    []fieldError
	Next      link
}

// personalView is something that looks like personal data, wherever it stands.
type personalView struct {
	ID    string
	Kind  privacy.Kind
	Name  string // of the kind
	Text  string
	Score string
	Why   []string
	Sure  bool
	At    []hitPlace
	Input field // for the reason
}

// hitPlace is a place of it.
type hitPlace struct {
	link                  // to where it is put right
	Before, Words, Behind string
}

// traitsView is what together may tell who a content is about.
type traitsView struct {
	Traits []traitView
}

type traitView struct {
	Name string
	At   []hitPlace
}

func (s *Server) piecePrivacy(c *fiber.Ctx) error {
	p, err := s.pieceAt(c)
	if err != nil {
		return err
	}
	return s.piecePrivacyAgain(c, fiber.StatusOK, p, "")
}

func (s *Server) piecePrivacyAgain(c *fiber.Ctx, status int, p publishing.Piece, wrong string) error {
	tr, who, sent := s.language(c), s.naming(c), formOf(c)
	d := piecePrivacyPage{Version: p.Version, Write: s.visitor(c).May(account.WriteMaterials) && p.State != publishing.Published && p.State != publishing.Withdrawn,
		Next: link{Text: tr.T("piece.back"), Href: pieceURL(p.ID)},
		Dismissed: table{Caption: tr.T("piece.dismissed"), Columns: []column{{Label: tr.T("piece.hit")}, {Label: tr.T("piece.hit_kind")}, {Label: tr.T("piece.hit_reason")}, {Label: tr.T("piece.hit_by")}},
			None: empty{Text: tr.T("piece.dismissed_none")}}}
	for _, h := range s.Materials.Hits(p) {
		place := s.hitPlace(tr, p, h.Path)
		runes := []rune(h.In)
		place.Before, place.Words, place.Behind = string(runes[:h.Start]), string(runes[h.Start:h.End]), string(runes[h.End:])
		if x := h.Dismissed; x != nil {
			if !slices.ContainsFunc(d.Dismissed.Rows, func(r row) bool { return r.Cells[0].Text == h.Text && r.Cells[1].Text == h.Kind.Zh() }) {
				d.Dismissed.Rows = append(d.Dismissed.Rows, row{Cells: []cell{{Text: h.Text, Chinese: true}, {Text: h.Kind.Zh(), Chinese: true}, {Text: x.Reason, Chinese: true}, {Text: who.of(x.By), Note: tr.moment(x.At), Chinese: true}}})
			}
			continue
		}
		i := slices.IndexFunc(d.Open, func(v personalView) bool { return v.Kind == h.Kind && v.Text == h.Text })
		if i < 0 {
			id := "hit-" + string(h.Kind) + "-" + h.Text
			v := personalView{ID: id, Kind: h.Kind, Name: h.Kind.Zh(), Text: h.Text, Score: tr.T("piece.hit_score", int(h.Score*100+0.5)), Why: h.Why, Sure: h.Sure(),
				Input: field{Name: "reason", ID: id + "-reason", Label: tr.T("personal.reason", h.Text)}}
			if c.Method() == post && sent.Get("kind") == string(h.Kind) && sent.Get("text") == h.Text {
				v.Input.Value, v.Input.Fault = sent.Get("reason"), wrong
				d.Errors = faultsOf(v.Input)
			}
			i, d.Open = len(d.Open), append(d.Open, v)
		}
		d.Open[i].At = append(d.Open[i].At, place)
	}
	if traits, risky := publishing.Reidentifying(p.Kind, p.File); risky {
		d.Warning = &traitsView{}
		for _, t := range traits {
			x := traitView{Name: t.Kind.Zh()}
			for _, in := range t.In {
				place := s.hitPlace(tr, p, in.Path)
				place.Words = in.Text
				x.At = append(x.At, place)
			}
			d.Warning.Traits = append(d.Warning.Traits, x)
		}
	}
	if who.err != nil {
		return who.err
	}
	title := tr.T("piece.privacy_clean", pieceTitle(tr, p))
	if len(d.Open) > 0 {
		title = tr.T("piece.privacy_found", pieceTitle(tr, p), len(d.Open))
	}
	return s.render(c, status, "piece_privacy", page{Title: title, Nav: "materials", Error: wrong != "", Crumb: pieceCrumbs(tr, p, tr.T("piece.step.privacy")), Data: d})
}

// hitPlace is a part of a piece, with where it is written.
func (s *Server) hitPlace(tr *language, p publishing.Piece, path string) hitPlace {
	return hitPlace{link: link{Text: s.partName(tr, p, path), Href: pieceURL(p.ID, partPage(p.Kind, path))}}
}

// dismissHit takes the reason why something that looks like personal data is none.
func (s *Server) dismissHit(c *fiber.Ctx) error {
	p, err := s.pieceAt(c)
	if err != nil {
		return err
	}
	tr, sent := s.language(c), formOf(c)
	reason, kind, text := strings.TrimSpace(sent.Get("reason")), privacy.Kind(sent.Get("kind")), sent.Get("text")
	to := pieceURL(p.ID, "privacy")
	if slices.ContainsFunc(p.Dismissed, func(x publishing.Dismissal) bool { return x.Kind == kind && x.Text == text && x.Reason == reason }) { // sent twice
		return c.Redirect(to, fiber.StatusSeeOther)
	}
	if !slices.ContainsFunc(s.Materials.Hits(p), func(h publishing.Hit) bool { return h.Kind == kind && h.Text == text && !h.Sure() }) {
		return publishing.ErrNoHit
	}
	if wrong := reasonFault(tr, reason); wrong != "" {
		return s.piecePrivacyAgain(c, fiber.StatusUnprocessableEntity, p, wrong)
	}
	if err := s.notePiece(c, audit.MaterialCleared, p, " "+kind.Zh()); err != nil {
		return err
	}
	// What else was done meanwhile does not matter, as long as it is still there.
	_, err = s.Materials.Dismiss(c.UserContext(), s.visitor(c).ID, p.ID, p.Version, kind, text, reason)
	switch {
	case errors.Is(err, store.ErrConflict):
		return s.piecePrivacyAgain(c, fiber.StatusConflict, p, tr.T("piece.changed"))
	case err != nil:
		return err
	}
	s.say(c, "piece.dismissed_one", text)
	return c.Redirect(to, fiber.StatusSeeOther)
}
