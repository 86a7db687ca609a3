package web

import (
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/audit"
	"shoumi/app/incident"
	"shoumi/app/privacy"
	"shoumi/app/store"
)

// maxNarrative is how many characters a narrative has at most.
const maxNarrative = 20_000

// narrativePage is the data of incident_narrative.html.
type narrativePage struct {
	Text    field
	Version int
	Fixed   bool
	Marked  []markedText // the text with what looks like personal data, when there is some
	Found   []foundData
	Saved   string // what somebody has saved meanwhile
	Stands  string // what a word was replaced by just now
}

// markedText is a run of a text; Href leads to what is said of it.
type markedText struct{ Text, Href string }

// standIn is what stands in a narrative for what must not be in it. It is content: in
// Chinese, as the narrative is.
func standIn(kind privacy.Kind, text string) string {
	switch kind {
	case privacy.Name:
		for letter := 'A'; letter <= 'Z'; letter++ {
			if name := "民眾" + string(letter); !strings.Contains(text, name) {
				return name
			}
		}
		return "民眾○○"
	case privacy.Address:
		return "某址"
	case privacy.Unit:
		return "某單位"
	case privacy.Judgment:
		return "某判決"
	case privacy.Plate:
		return "某車號"
	case privacy.Birthday:
		return "某日"
	}
	return "（" + kind.Zh() + "略）"
}

func (s *Server) narrativeForm(c *fiber.Ctx) error {
	r, ok, err := s.incidentAt(c)
	if !ok || err != nil {
		return err
	}
	return s.narrativeAgain(c, fiber.StatusOK, r, r.Content.Narrative, func(*narrativePage) {})
}

func (s *Server) narrativeAgain(c *fiber.Ctx, status int, r incident.Record, text string, say func(*narrativePage)) error {
	tr := s.language(c)
	p := narrativePage{Version: r.Version, Fixed: !s.writable(c, r), Text: field{Name: "narrative", Kind: longField, Label: tr.T("narrative.label"), Help: tr.T("narrative.help", maxNarrative), Value: text}}
	say(&p)
	return s.render(c, status, "incident_narrative", page{Title: tr.T("narrative.title"), Nav: "incidents", Error: len(p.Found) > 0 || p.Text.Fault != "" || p.Saved != "",
		Crumb: incidentCrumbs(tr, r, tr.T("narrative.title")), Data: p})
}

// writable is whether the visitor may write into a record as it is.
func (s *Server) writable(c *fiber.Ctx, r incident.Record) bool {
	return r.Author == s.visitor(c).ID && !r.Fixed() && s.Incidents.Current(r)
}

// narrative saves the narrative, unless it looks as if it had personal data; a word
// that is to be replaced is replaced first, everywhere.
func (s *Server) narrative(c *fiber.Ctx) error {
	r, ok, err := s.incidentAt(c)
	if !ok || err != nil {
		return err
	}
	tr, sent := s.language(c), formOf(c)
	text := strings.ReplaceAll(sent.Get("narrative"), "\r\n", "\n")
	var replaced string
	if kind, word, cut := strings.Cut(sent.Get("replace"), "-"); cut && word != "" {
		replaced = standIn(privacy.Kind(kind), text)
		text = strings.ReplaceAll(text, word, replaced)
	}
	if n := utf8.RuneCountInString(text); n > maxNarrative {
		return s.narrativeAgain(c, fiber.StatusUnprocessableEntity, r, text, func(p *narrativePage) { p.Text.Fault = tr.T("narrative.long", n, maxNarrative) })
	}
	if err := s.record(c, audit.IncidentChanged, tr.T("narrative.title"), r.ID); err != nil {
		return err
	}
	_, err = s.Incidents.Change(c.UserContext(), s.visitor(c).ID, r.ID, versionOf(sent), incident.Retold, func(r *incident.Record) error {
		r.Content.Narrative, r.Content.Dismissed = text, s.dismissed(c, r.Content.Dismissed)
		return nil
	})
	var personal *incident.PersonalDataError
	switch {
	case errors.As(err, &personal):
		return s.narrativeAgain(c, fiber.StatusUnprocessableEntity, r, text, func(p *narrativePage) {
			p.Found, p.Stands = foundIn(tr, personal, sent), replaced
			p.Marked = markFound(text, personal)
			p.Version = versionOf(sent)
		})
	case errors.Is(err, store.ErrConflict) && r.Content.Narrative != text:
		return s.narrativeAgain(c, fiber.StatusConflict, r, text, func(p *narrativePage) { p.Saved = r.Content.Narrative })
	case errors.Is(err, store.ErrConflict): // sent twice
	case err != nil:
		return err
	}
	return c.Redirect(incidentURL(r.ID, "facts"), fiber.StatusSeeOther)
}

// markFound is a text with what was found in it.
func markFound(text string, e *incident.PersonalDataError) (out []markedText) {
	runes, at := []rune(text), 0
	for _, f := range e.Found {
		if f.Field != "narrative" || f.Start < at {
			continue
		}
		out = append(out, markedText{Text: string(runes[at:f.Start])}, markedText{Text: string(runes[f.Start:f.End]), Href: "#" + foundName(f)})
		at = f.End
	}
	return append(out, markedText{Text: string(runes[at:])})
}
