package web

import (
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/publishing"
	"shoumi/app/store"
	"shoumi/casebook"
)

// previewPage is the data of piece_preview.html: content as officers meet it, made of
// the bytes that are kept, and of nothing else.
type previewPage struct {
	Notices []notice
	Faults  []fieldError
	Hash    string
	Case    *casePage
	Items   []gradedView // that it picks
	Title   string       // of a lesson or a notice
	Points  []string
	Blocks  []blockView
}

func (s *Server) previewPiece(c *fiber.Ctx) error {
	p, err := s.pieceAt(c)
	if err != nil {
		return err
	}
	tr := s.language(c)
	return s.preview(c, p, p.File, p.Hash, tr.T("piece.work.preview"), notice{Title: tr.T("piece.preview"), Text: tr.T("piece.preview_how")})
}

func (s *Server) versionOfPiece(c *fiber.Ctx) error {
	p, err := s.pieceAt(c)
	if err != nil {
		return err
	}
	tr := s.language(c)
	v, ok := versionAt(p, c.Params("number"))
	if !ok {
		return store.ErrNotFound
	}
	file, err := s.Materials.Content(c.UserContext(), p, v.Hash)
	if err != nil {
		return err
	}
	n := notice{Title: tr.T("piece.version_of", v.Number, tr.dayText(v.From)), Text: v.Note}
	if !v.Ended.IsZero() {
		n = notice{Kind: "warning", Title: tr.T("piece.version_ended", v.Number, tr.moment(v.Ended)), Text: v.Reason}
	}
	n.Links = []link{{Text: tr.T("piece.work.file"), Href: pieceURL(p.ID, "file") + "?version=" + strconv.Itoa(v.Number)}}
	return s.preview(c, p, file, v.Hash, tr.T("piece.version", v.Number), n)
}

// versionAt is the version of a number.
func versionAt(p publishing.Piece, number string) (publishing.Version, bool) {
	n, err := strconv.Atoi(number)
	if i := slices.IndexFunc(p.Versions, func(v publishing.Version) bool { return v.Number == n }); err == nil && i >= 0 {
		return p.Versions[i], true
	}
	return publishing.Version{}, false
}

// preview shows content of a piece.
func (s *Server) preview(c *fiber.Ctx, p publishing.Piece, file []byte, hash, crumb string, n notice) error {
	tr := s.language(c)
	d := previewPage{Hash: hash, Notices: []notice{n}}
	var faults bool
	title := pieceTitle(tr, p)
	switch p.Kind {
	case publishing.Case:
		x, wrong := s.draftCase(p.Key, file)
		if faults = wrong != nil; x == nil {
			break
		}
		v := s.toldCase(tr, x)
		if !faults {
			cases := casebook.Of(s.Book, x)
			var err error
			if v, err = s.casePage(tr, x, cases, cases.Agreement(s.today())); err != nil {
				return err
			}
		}
		d.Case, title = &v, x.Title
		if x.Picked && s.Quizzes != nil {
			items, _ := s.Quizzes.Picked(x)
			for _, it := range items {
				one := s.answeredItem(tr, it, it.Key)
				one.AsKey = true
				d.Items = append(d.Items, one)
			}
		}
	default:
		t := s.readText(p.Kind, p.Key, file)
		faults = len(t.Faults) > 0
		d.Title, d.Points = t.Title, t.Points
		var err error
		if d.Blocks, err = s.blocks(tr, t.blocks, lessonChecks{Lesson: p.Key}, "", 0); err != nil {
			return err
		}
	}
	if faults {
		d.Notices = append(d.Notices, notice{Kind: "warning", Title: tr.T("piece.preview_faults"), Text: tr.T("piece.preview_faults_how"), Links: []link{{Text: tr.T("piece.step.submit"), Href: pieceURL(p.ID, "submit")}}})
	}
	return s.render(c, fiber.StatusOK, "piece_preview", page{Title: title, Nav: "materials", Crumb: pieceCrumbs(tr, p, crumb), Data: d})
}

// toldCase is a case that is not held against the rules yet.
func (s *Server) toldCase(tr *language, x *casebook.Case) casePage {
	v := casePage{Case: x, Source: fullSource(x.Source), Page: x.Source.Page, Date: tr.actDate(x.ActDate), Shared: s.caseFacts(tr, x.Shared), Teaches: x.Teaches}
	for _, y := range x.Narrative {
		v.Narrative = append(v.Narrative, caseSentence{Sentence: y})
	}
	for _, a := range x.Actors {
		v.Actors = append(v.Actors, caseActor{Actor: a, Facts: s.caseFacts(tr, a.Facts), Outcomes: a.Outcome})
	}
	return v
}
