package web

import (
	"html/template"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"testing/fstest"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/publishing"
	"shoumi/app/store"
	"shoumi/casebook"
	"shoumi/content"
)

// previewPage is the data of piece_preview.html: content as officers meet it, made of
// the bytes that are kept, and of nothing else.
type previewPage struct {
	Notices []notice
	Faults  []fieldError
	Hash    string
	Case    *casePage
	Title   string // of a lesson or a notice
	Points  []string
	Blocks  []blockView
	Prose   template.HTML
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
	var faults error
	title := pieceTitle(tr, p)
	switch p.Kind {
	case publishing.Case:
		cases, x, err := s.alone(p.Key, file)
		if faults = err; x == nil {
			break
		}
		var v casePage
		if err == nil {
			v, err = s.casePage(tr, x, cases, cases.Agreement(s.today()))
			if err != nil {
				return err
			}
		} else {
			v = s.toldCase(tr, x)
		}
		d.Case, title = &v, x.Title
	case publishing.Lesson:
		l, err := s.lessonAlone(p.Key, file)
		if faults = err; l == nil {
			break
		}
		d.Title, d.Points = l.Title, l.Objectives
		if d.Blocks, err = s.blocks(tr, l.Blocks, lessonChecks{Lesson: l.ID}, "", 0); err != nil {
			return err
		}
	case publishing.Notice:
		d.Title = title
		d.Prose = content.Snippet(publishing.Body(file), LessonSources(s.Book, s.Cases, s.Quizzes).Link)
	}
	if faults != nil {
		d.Notices = append(d.Notices, notice{Kind: "warning", Title: tr.T("piece.preview_faults"), Text: tr.T("piece.preview_faults_how"), Links: []link{{Text: tr.T("piece.step.submit"), Href: pieceURL(p.ID, "submit")}}})
	}
	return s.render(c, fiber.StatusOK, "piece_preview", page{Title: title, Nav: "materials", Crumb: pieceCrumbs(tr, p, crumb), Data: d})
}

// alone is a casebook of one case file. What is wrong with it is the error, with as much
// of the case as can be read.
func (s *Server) alone(key string, file []byte) (*casebook.Casebook, *casebook.Case, error) {
	files := fstest.MapFS{"cases/" + key + ".yaml": {Data: file}}
	for _, name := range []string{"risks.yaml", "measures.yaml"} {
		data, err := fs.ReadFile(casebook.Files, name)
		if err != nil {
			return nil, nil, err
		}
		files[name] = &fstest.MapFile{Data: data}
	}
	cases, err := casebook.Load(files, s.Book)
	if err != nil || len(cases.Cases()) != 1 {
		x, _ := s.draftCase(key, file)
		return nil, x, err
	}
	return cases, cases.Cases()[0], nil
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

// lessonAlone is the lesson of a file; nil where something is wrong with it.
func (s *Server) lessonAlone(key string, file []byte) (*content.Lesson, error) {
	glossary, err := fs.ReadFile(content.Files, "glossary.yaml")
	if err != nil {
		return nil, err
	}
	lang := content.Languages[0]
	lib, err := content.Load(fstest.MapFS{"glossary.yaml": {Data: glossary}, "lessons/" + lang + "/" + key + ".md": {Data: file}}, LessonSources(s.Book, s.Cases, s.Quizzes))
	if err != nil {
		return nil, err
	}
	l, _ := lib.Lesson(lang, strings.TrimSuffix(key, ".md"))
	return l, nil
}
