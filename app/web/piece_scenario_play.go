package web

import (
	"errors"
	"net/url"

	"github.com/gofiber/fiber/v2"

	"shoumi/casebook"
	"shoumi/rules"
)

// played is the scenario of a piece with the run of an address, and a server that knows
// this one case, as it is saved. Nothing of the run is kept.
func (s *Server) played(c *fiber.Ctx, token string) (of *Server, w way, err error) {
	p, err := s.begunPlot(c)
	if err != nil {
		return nil, w, err
	}
	tr := s.language(c)
	if !p.playable() {
		return nil, w, &problem{status: fiber.StatusConflict, key: "plot_not_playable", links: []link{{Text: tr.T("plot.to_outline"), Href: p.url()}}}
	}
	one := *s
	one.Cases, one.Quizzes = casebook.Of(s.Book, p.Case), nil
	at := p.url("play")
	w = way{Case: p.Case, Action: at, Hidden: map[string]string{"s": token}, Here: address(at, token, nil), Again: at, Nav: "materials", Told: pieceURL(p.Piece.ID),
		Onward: &link{Text: tr.T("plot.to_outline"), Href: p.url()}, Crumb: p.crumbs(tr, link{Text: tr.T("plot.play"), Href: at})}
	if token == "" {
		w.Run, err = one.Cases.Start(p.Case.ID)
		return &one, w, err
	}
	if err = s.tokens.open(token, &w.Run); err == nil && w.Run.Case != p.Case.ID {
		err = wrong("token")
	}
	return &one, w, err
}

// playPiece shows where a run through the scenario of a piece stands.
func (s *Server) playPiece(c *fiber.Ctx) error {
	one, w, err := s.played(c, c.Query("s"))
	if err == nil {
		err = one.onWay(c, w, c.Query("turn") != "")
	}
	return s.playProblem(c, err)
}

// playProblem tells of facts that contradict each other on the way.
func (s *Server) playProblem(c *fiber.Ctx, err error) error {
	var x *rules.ContradictionError
	if errors.As(err, &x) {
		return &problem{status: fiber.StatusConflict, key: "plot_contradicts", details: []string{x.Text}, links: []link{{Text: s.language(c).T("plot.to_outline"), Href: pieceURL(c.Params("id"), "scenario")}}}
	}
	return err
}

func (s *Server) choosePiece(c *fiber.Ctx) error {
	form := formOf(c)
	one, w, err := s.played(c, form.Get("s"))
	if err != nil {
		return err
	}
	if form.Get("choice") == "" {
		return c.Redirect(address(w.Again, form.Get("s"), url.Values{"e": {"1"}}), fiber.StatusSeeOther)
	}
	run, _, err := one.Cases.Answer(w.Run, form.Get("node"), form.Get("choice"), s.Now())
	if err != nil {
		return s.playProblem(c, s.runProblem(w.Case, w.Again, err))
	}
	return s.toPlayed(c, w, run, url.Values{"turn": {"1"}})
}

func (s *Server) rewindPiece(c *fiber.Ctx) error {
	one, w, err := s.played(c, formOf(c).Get("s"))
	if err != nil {
		return err
	}
	run, err := one.Cases.Rewind(w.Run)
	if err != nil {
		return s.runProblem(w.Case, w.Again, err)
	}
	return s.toPlayed(c, w, run, nil)
}

func (s *Server) toPlayed(c *fiber.Ctx, w way, run casebook.Run, more url.Values) error {
	token, err := s.tokens.seal(run)
	if err != nil {
		return err
	}
	return c.Redirect(address(w.Again, token, more), fiber.StatusSeeOther)
}
