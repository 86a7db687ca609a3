package web

import (
	"errors"
	"io"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/incident"
	"shoumi/rules/source"
)

// filePage is the data of file.html: an incident file to start from.
type filePage struct {
	Text   string
	Title  string // of the faults
	Faults []fieldError
}

func (s *Server) fileForm(c *fiber.Ctx) error {
	return s.render(c, fiber.StatusOK, "file", page{Title: s.language(c).T("file.title"), Nav: "classify", Back: &link{Text: s.language(c).T("back.home"), Href: "/"}, Data: filePage{}})
}

// file reads an incident file, uploaded or pasted, and leads to its result.
func (s *Server) file(c *fiber.Ctx) error {
	tr := s.language(c)
	name, text, err := sentFile(c, "incident.yaml", bodyLimit)
	if err != nil {
		return err
	}
	v := filePage{Text: text, Title: tr.T("error.summary")}
	if text == "" {
		return s.fileAgain(c, v, fieldError{Text: tr.T("file.empty"), Href: "#text"})
	}
	in, err := s.Book.DecodeIncident(name, []byte(text))
	var faults source.Faults
	if errors.As(err, &faults) {
		v.Title = tr.T("file.faults", len(faults))
		return s.fileAgain(c, v, placed(tr, faults, "#text")...)
	} else if err != nil {
		return err
	}
	token, err := s.tokens.encode(incident.Known(in, s.Book))
	if err != nil {
		return s.fileAgain(c, v, fieldError{Text: tr.T("error.token_long.title"), Href: "#text"})
	}
	return c.Redirect(address("/classify/result", token, nil), fiber.StatusSeeOther)
}

// placed are the faults of a file for the error summary; href leads to its text.
func placed(tr *language, faults source.Faults, href string) (out []fieldError) {
	for _, f := range faults {
		out = append(out, fieldError{Text: f.Message, Href: href, Place: tr.T("file.place", f.Place.Line, f.Place.Col), Note: f.Hint, Shown: f.Excerpt()})
	}
	return out
}

func (s *Server) fileAgain(c *fiber.Ctx, v filePage, faults ...fieldError) error {
	tr := s.language(c)
	v.Faults = faults
	return s.render(c, fiber.StatusUnprocessableEntity, "file", page{Title: tr.T("file.title"), Nav: "classify", Error: true, Back: &link{Text: tr.T("back.home"), Href: "/"}, Data: v})
}

// sentFile is the uploaded file, up to a limit in bytes, else the pasted text under a
// name.
func sentFile(c *fiber.Ctx, name string, limit int64) (as, text string, err error) {
	if up, err := c.FormFile("file"); err == nil && up.Size > 0 {
		f, err := up.Open()
		if err != nil {
			return "", "", err
		}
		defer f.Close()
		b, err := io.ReadAll(io.LimitReader(f, limit))
		return up.Filename, string(b), err
	}
	return name, formOf(c).Get("text"), nil
}
