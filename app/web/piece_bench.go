package web

import (
	"github.com/gofiber/fiber/v2"

	"shoumi/casebook"
)

// benchPage is the data of piece_bench.html: what becomes of a case when one fact is
// otherwise.
type benchPage struct {
	Actors []benchActor
	None   *empty // nothing can be turned yet
}

// benchActor is the single changes of the facts of an actor: those that move a
// liability, and those that do not.
type benchActor struct {
	Name          string
	Moves, Stills []*counterfactualView
}

// pieceBench shows every single change of the facts of a case, with what it moves.
func (s *Server) pieceBench(c *fiber.Ctx) error {
	p, err := s.plotAt(c)
	if err != nil {
		return err
	}
	tr := s.language(c)
	var v benchPage
	moves, all := 0, 0
	cases := casebook.Of(s.Book, p.Case)
	for _, a := range p.Case.Actors {
		x := benchActor{Name: a.Name}
		for _, flip := range cases.Counterfactuals(p.Case, a.Name) {
			if one := s.counterfactual(tr, &flip); len(one.Moves) > 0 {
				x.Moves = append(x.Moves, one)
			} else {
				x.Stills = append(x.Stills, one)
			}
		}
		if all += len(x.Moves) + len(x.Stills); len(x.Moves)+len(x.Stills) > 0 {
			v.Actors, moves = append(v.Actors, x), moves+len(x.Moves)
		}
	}
	title := tr.T("bench.title", all, moves)
	if all == 0 {
		title = tr.T("bench.none")
		v.None = &empty{Text: tr.T("bench.none_text"), Action: &link{Text: tr.T("bench.to_facts"), Href: pieceURL(p.Piece.ID, "facts")}}
	}
	crumbs := pieceCrumbs(tr, p.Piece, tr.T("bench.crumb"))
	return s.render(c, fiber.StatusOK, "piece_bench", page{Title: title, Nav: "materials", Crumb: crumbs, Data: v})
}
