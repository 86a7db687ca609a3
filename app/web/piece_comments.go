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

// commentView is a remark on a part of a piece.
type commentView struct {
	ID       int
	About    string // the part
	Href     string // where the part is written
	Words    string // of the part as it is now; empty where it has gone
	By, When string
	Text     string
	Resolved string // who dealt with it, and when; empty while it is open
	Resolve  string // where it is said to be dealt with
}

func (s *Server) commentView(tr *language, who *naming, p publishing.Piece, x publishing.Comment) commentView {
	v := commentView{ID: x.ID, About: s.partName(tr, p, x.Path), By: who.of(x.By), When: tr.moment(x.At), Text: x.Text, Words: s.wordsAt(p, x.Path)}
	if x.Path != "" {
		v.Href = pieceURL(p.ID, partPage(p.Kind, x.Path))
	}
	if x.Resolved.IsZero() {
		v.Resolve = pieceURL(p.ID, "comments", strconv.Itoa(x.ID), "resolve")
	} else {
		v.Resolved = tr.T("piece.comment_resolved", who.of(x.Resolver), tr.moment(x.Resolved))
	}
	return v
}

// wordsAt are the words of a part of the content as it is; "" where it has none.
func (s *Server) wordsAt(p publishing.Piece, path string) string {
	if p.Kind != publishing.Case {
		for _, x := range s.partsOf(p) {
			if x.ID == path {
				return x.After.(string)
			}
		}
	}
	for _, t := range publishing.Texts(p.Kind, p.File) {
		if t.Path == path {
			return t.Text
		}
	}
	return ""
}

// commentsPage is the data of piece_comments.html.
type commentsPage struct {
	Open, Resolved []commentView
	Form           form
}

func (s *Server) comments(c *fiber.Ctx) error {
	p, err := s.pieceAt(c)
	if err != nil {
		return err
	}
	return s.commentsAgain(c, fiber.StatusOK, p, "")
}

func (s *Server) commentsAgain(c *fiber.Ctx, status int, p publishing.Piece, wrong string) error {
	tr, who := s.language(c), s.naming(c)
	var d commentsPage
	for _, x := range p.Comments {
		if v := s.commentView(tr, who, p, x); v.Resolved == "" {
			d.Open = append(d.Open, v)
		} else {
			d.Resolved = append(d.Resolved, v)
		}
	}
	d.Form = form{Button: tr.T("piece.comment_add"), Fields: []field{s.partField(tr, p, ""), {Name: "text", Kind: longField, Label: tr.T("piece.comment_text"), Help: tr.T("piece.comment_help"), Fault: wrong}}}
	if c.Method() == post {
		d.Form.fill(formOf(c))
	}
	if who.err != nil {
		return who.err
	}
	title := tr.T("piece.comments_none", pieceTitle(tr, p))
	if len(d.Open) > 0 {
		title = tr.T("piece.comments_title", pieceTitle(tr, p), len(d.Open))
	}
	return s.render(c, status, "piece_comments", page{Title: title, Nav: "materials", Error: wrong != "", Crumb: pieceCrumbs(tr, p, tr.T("piece.work.comments")), Data: d})
}

// partField asks which part of a piece a remark is about: one of those of a section, or
// of all.
func (s *Server) partField(tr *language, p publishing.Piece, of publishing.Section) field {
	f := field{Name: "path", Kind: choiceField, Label: tr.T("piece.comment_path"), Choices: []option{{Label: tr.T("piece.part.all")}}}
	if of != "" {
		f.Choices = nil
	}
	for _, x := range s.partsOf(p) {
		if of != "" && x.Section != of {
			continue
		}
		text := s.partName(tr, p, x.ID)
		if words := s.wordsAt(p, x.ID); words != "" {
			text += tr.T("colon") + shortened(words, 24)
		}
		if len(f.Choices) > 0 && f.Choices[len(f.Choices)-1].Label == text {
			continue // fields of one thing
		}
		f.Choices = append(f.Choices, option{Value: x.ID, Label: text})
	}
	return f
}

// shortened is the beginning of a text.
func shortened(text string, runes int) string {
	if utf8.RuneCountInString(text) <= runes {
		return text
	}
	return string([]rune(text)[:runes]) + "…"
}

// maxComment is how many characters a remark has at most.
const maxComment = 4000

// comment remarks on a part of a piece. The error is *problem where the text is wrong.
func (s *Server) remark(c *fiber.Ctx, p publishing.Piece, path, text string) (wrong string, err error) {
	tr := s.language(c)
	switch n := utf8.RuneCountInString(text); {
	case n == 0:
		return tr.T("piece.comment_empty"), nil
	case n > maxComment:
		return tr.T("second.long", maxComment), nil
	}
	if err := s.notePiece(c, audit.MaterialRemarked, p, ""); err != nil {
		return "", err
	}
	_, err = s.Materials.Comment(c.UserContext(), s.visitor(c).ID, p.ID, path, text)
	return "", err
}

func (s *Server) addComment(c *fiber.Ctx) error {
	p, err := s.pieceAt(c)
	if err != nil {
		return err
	}
	sent := formOf(c)
	wrong, err := s.remark(c, p, sent.Get("path"), strings.TrimSpace(sent.Get("text")))
	switch {
	case err != nil:
		return err
	case wrong != "":
		return s.commentsAgain(c, fiber.StatusUnprocessableEntity, p, wrong)
	}
	s.say(c, "piece.comment_added")
	return c.Redirect(pieceURL(p.ID, "comments"), fiber.StatusSeeOther)
}

func (s *Server) resolveComment(c *fiber.Ctx) error {
	p, err := s.pieceAt(c)
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(c.Params("number"))
	if err != nil {
		return store.ErrNotFound
	}
	to := pieceURL(p.ID, "comments")
	for _, x := range p.Comments {
		if x.ID == n && !x.Resolved.IsZero() { // sent twice
			return c.Redirect(to, fiber.StatusSeeOther)
		}
	}
	if err := s.notePiece(c, audit.MaterialSettled, p, ""); err != nil {
		return err
	}
	if _, err := s.Materials.Resolve(c.UserContext(), s.visitor(c).ID, p.ID, n); err != nil {
		return err
	}
	s.say(c, "piece.comment_settled")
	return c.Redirect(to, fiber.StatusSeeOther)
}

// notePiece writes into the log what is about to be done with a piece, and with which
// words: the hash says so.
func (s *Server) notePiece(c *fiber.Ctx, act string, p publishing.Piece, more string) error {
	return s.record(c, act, "教材 "+p.Name+" "+p.Hash+more, p.ID)
}

// ownWork logs that somebody tried to review what they wrote in. The error comes back.
func (s *Server) ownWork(c *fiber.Ctx, p publishing.Piece, err error) error {
	if errors.Is(err, publishing.ErrOwnWork) {
		if err := s.record(c, audit.AccessRefused, c.Method()+" "+c.Path(), p.ID); err != nil {
			return err
		}
	}
	return err
}
