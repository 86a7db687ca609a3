package web

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/audit"
	"shoumi/app/publishing"
	"shoumi/app/store"
)

// submitPage is the data of piece_submit.html.
type submitPage struct {
	form
	Checks   []pair
	Blocks   []blockGroup
	Reviews  []string // who will review, and why
	Question string
	Ask      link
	Long     []hitPlace // sentences that are long
	Stop     *notice
}

// blockGroup is what has to be put right on one page.
type blockGroup struct {
	link
	Blocks []blockRow
}

type blockRow struct {
	link // the part, and what is wrong with it
	Hint string
	Own  bool // the note is in the language of the page
}

// pieceStep is the piece of the address for a step of the work on it, which can be taken
// in some states.
func (s *Server) pieceStep(c *fiber.Ctx, states ...publishing.State) (publishing.Piece, error) {
	p, err := s.pieceAt(c)
	if err == nil && !slices.Contains(states, p.State) {
		err = publishing.ErrState
	}
	return p, err
}

func (s *Server) submitPieceForm(c *fiber.Ctx) error {
	p, err := s.pieceAt(c)
	switch {
	case err != nil:
		return err
	case !writable(p):
		return c.Redirect(pieceURL(p.ID), fiber.StatusSeeOther)
	}
	return s.submitPieceAgain(c, fiber.StatusOK, p, nil)
}

func (s *Server) submitPieceAgain(c *fiber.Ctx, status int, p publishing.Piece, stop *notice) error {
	tr := s.language(c)
	blocks := s.Materials.Blocks(p)
	needs, err := s.Materials.Needs(c.UserContext(), p)
	if err != nil {
		return err
	}
	d := submitPage{form: form{Version: p.Version, Button: tr.T("piece.submit")}, Question: p.Question, Ask: link{Text: tr.T("piece.work.ask"), Href: pieceURL(p.ID, "ask")},
		Blocks: s.blockGroups(tr, p, blocks), Reviews: []string{tr.T("piece.review_by_editor")}, Stop: stop}
	for _, x := range needs {
		switch {
		case x == publishing.Legal && p.Question != "":
			d.Reviews = append(d.Reviews, tr.T("piece.review_by_counsel_asked"))
		case x == publishing.Legal && len(p.Versions) == 0:
			d.Reviews = append(d.Reviews, tr.T("piece.review_by_counsel_first"))
		case x == publishing.Legal:
			d.Reviews = append(d.Reviews, tr.T("piece.review_by_counsel_law"))
		}
	}
	check := func(label string, kind publishing.BlockKind) {
		n := len(slices.DeleteFunc(slices.Clone(blocks), func(b publishing.Block) bool { return b.Kind != kind }))
		state := badge{"yes", tr.T("piece.check_done")}
		if n > 0 {
			state = badge{"open", tr.T("piece.check_open", n)}
		}
		d.Checks = append(d.Checks, pair{Label: tr.T(label), State: &state})
	}
	check("piece.check.fault", publishing.Faulty)
	check("piece.check.personal", publishing.Personal)
	check("piece.check.comment", publishing.Remark)
	r := publishing.Readable(p.Kind, p.File)
	state := badge{"yes", tr.T("piece.readable")}
	if len(r.Long) > 0 {
		state = badge{"none", tr.T("piece.long_sentences", len(r.Long))}
	}
	d.Checks = append(d.Checks, pair{Label: tr.T("piece.check.readable"), State: &state, Note: tr.T("piece.readable_figures", r.Sentences, fmt.Sprintf("%.0f", r.Average))})
	for _, x := range r.Long {
		place := s.hitPlace(tr, p, x.Path)
		place.Words = x.Text
		d.Long = append(d.Long, place)
	}
	title := tr.T("piece.submit_ready", pieceTitle(tr, p))
	if len(blocks) > 0 {
		title = tr.T("piece.submit_blocked", pieceTitle(tr, p), len(blocks))
	}
	return s.render(c, status, "piece_submit", page{Title: title, Nav: "materials", Error: stop != nil, Crumb: pieceCrumbs(tr, p, tr.T("piece.step.submit")), Data: d})
}

// blockGroups are what keeps a piece from being sent, by the page where it is put right.
func (s *Server) blockGroups(tr *language, p publishing.Piece, blocks []publishing.Block) (out []blockGroup) {
	for _, b := range blocks {
		page := blockPage(p.Kind, b)
		i := slices.IndexFunc(out, func(g blockGroup) bool { return g.Href == pieceURL(p.ID, page) })
		if i < 0 {
			i, out = len(out), append(out, blockGroup{link: link{Text: tr.T("piece.step." + page), Href: pieceURL(p.ID, page)}})
		}
		row := blockRow{link: link{Text: s.partName(tr, p, b.Path), Note: b.Text}, Hint: b.Hint}
		if p.Kind == publishing.Case && b.Kind == publishing.Faulty {
			row.Note, row.Hint, row.Own = plainly(tr, b.Text, b.Hint)
		}
		out[i].Blocks = append(out[i].Blocks, row)
	}
	return out
}

func (s *Server) submitPiece(c *fiber.Ctx) error {
	p, err := s.pieceStep(c, publishing.Draft, publishing.Returned, publishing.Submitted)
	if err != nil {
		return err
	}
	tr, me := s.language(c), s.visitor(c).ID
	if p.State == publishing.Submitted { // sent twice
		return c.Redirect(pieceURL(p.ID), fiber.StatusSeeOther)
	}
	stale := &notice{Kind: "warning", Title: tr.T("piece.changed"), Text: tr.T("piece.changed_how")}
	if versionOf(formOf(c)) != p.Version {
		return s.submitPieceAgain(c, fiber.StatusConflict, p, stale)
	}
	if len(s.Materials.Blocks(p)) > 0 {
		return s.submitPieceAgain(c, fiber.StatusUnprocessableEntity, p, nil)
	}
	if err := s.notePiece(c, audit.MaterialSent, p, ""); err != nil {
		return err
	}
	var blocked *publishing.BlockedError
	_, err = s.Materials.Submit(c.UserContext(), me, p.ID, p.Version)
	switch {
	case errors.As(err, &blocked):
		return s.submitPieceAgain(c, fiber.StatusUnprocessableEntity, p, nil)
	case errors.Is(err, store.ErrConflict):
		return s.submitPieceAgain(c, fiber.StatusConflict, p, stale)
	case err != nil:
		return err
	}
	s.say(c, "piece.sent")
	return c.Redirect(pieceURL(p.ID), fiber.StatusSeeOther)
}

func (s *Server) confirmRecall(c *fiber.Ctx) error {
	p, err := s.pieceStep(c, publishing.Submitted)
	if err != nil {
		return err
	}
	tr := s.language(c)
	return s.render(c, fiber.StatusOK, "confirm", page{Title: tr.T("piece.work.recall"), Nav: "materials", Crumb: pieceCrumbs(tr, p, tr.T("piece.work.recall")), Data: confirmation{
		Title: tr.T("piece.recall_ask", pieceTitle(tr, p)), Effects: []string{tr.T("piece.recall_effect")}, Stays: []string{tr.T("piece.recall_stays")},
		Action: pieceURL(p.ID, "recall"), Hidden: pieceVersion(p), Button: tr.T("piece.recall"), Cancel: link{Text: tr.T("piece.back"), Href: pieceURL(p.ID)}}})
}

// pieceVersion is what a form about a piece carries along.
func pieceVersion(p publishing.Piece) map[string]string {
	return map[string]string{"version": fmt.Sprint(p.Version)}
}

func (s *Server) recall(c *fiber.Ctx) error {
	p, err := s.pieceStep(c, publishing.Submitted, publishing.Draft)
	if err != nil {
		return err
	}
	if p.State == publishing.Draft { // sent twice
		return c.Redirect(pieceURL(p.ID), fiber.StatusSeeOther)
	}
	if versionOf(formOf(c)) != p.Version {
		return store.ErrConflict
	}
	if err := s.notePiece(c, audit.MaterialRecalled, p, ""); err != nil {
		return err
	}
	if _, err := s.Materials.Recall(c.UserContext(), s.visitor(c).ID, p.ID, p.Version); err != nil {
		return err
	}
	s.say(c, "piece.recalled")
	return c.Redirect(pieceURL(p.ID), fiber.StatusSeeOther)
}

func (s *Server) askForm(c *fiber.Ctx) error {
	p, err := s.pieceStep(c, publishing.Draft, publishing.Returned, publishing.Submitted)
	if err != nil {
		return err
	}
	return s.askAgain(c, fiber.StatusOK, p, "")
}

func (s *Server) askAgain(c *fiber.Ctx, status int, p publishing.Piece, wrong string) error {
	tr := s.language(c)
	f := form{Version: p.Version, Button: tr.T("piece.ask"), Notice: &notice{Title: tr.T("piece.ask_effect"), Text: tr.T("piece.ask_effect_how")},
		Fields: []field{{Name: "question", Kind: longField, Label: tr.T("piece.question"), Help: tr.T("piece.question_help"), Value: p.Question, Fault: wrong}}}
	if c.Method() == post {
		f.fill(formOf(c))
	}
	return s.render(c, status, "form", page{Title: tr.T("piece.ask_title", pieceTitle(tr, p)), Nav: "materials", Error: wrong != "", Crumb: pieceCrumbs(tr, p, tr.T("piece.work.ask")), Data: f})
}

func (s *Server) ask(c *fiber.Ctx) error {
	p, err := s.pieceStep(c, publishing.Draft, publishing.Returned, publishing.Submitted)
	if err != nil {
		return err
	}
	tr, sent := s.language(c), formOf(c)
	question := strings.TrimSpace(sent.Get("question"))
	if question != "" && question == p.Question { // sent twice
		return c.Redirect(pieceURL(p.ID), fiber.StatusSeeOther)
	}
	switch wrong := reasonFault(tr, question); {
	case wrong != "":
		return s.askAgain(c, fiber.StatusUnprocessableEntity, p, wrong)
	case versionOf(sent) != p.Version:
		return s.askAgain(c, fiber.StatusConflict, p, tr.T("piece.changed"))
	}
	if err := s.notePiece(c, audit.MaterialAsked, p, ""); err != nil {
		return err
	}
	_, err = s.Materials.Ask(c.UserContext(), s.visitor(c).ID, p.ID, p.Version, question)
	switch {
	case errors.Is(err, store.ErrConflict):
		return s.askAgain(c, fiber.StatusConflict, p, tr.T("piece.changed"))
	case err != nil:
		return err
	}
	s.say(c, "piece.asked")
	return c.Redirect(pieceURL(p.ID), fiber.StatusSeeOther)
}
