package web

import (
	"errors"
	"io"

	"github.com/gofiber/fiber/v2"

	"shoumi/rules/source"
)

// filePage is the data of file.html: an incident file to start from.
type filePage struct {
	Text    string
	Faults  []fault
	Problem string
}

// fault is a fault of the file with its line, and a caret under the place.
type fault struct {
	Line, Col int
	Message   string
	Hint      string
	Shown     string // the message as the command line writes it
}

func (s *Server) fileForm(c *fiber.Ctx) error {
	return s.render(c, fiber.StatusOK, "file", page{Title: s.language(c).T("file.title"), Nav: "classify", Back: &link{Text: s.language(c).T("back.home"), Href: "/"}, Data: filePage{}})
}

// file reads an incident file, uploaded or pasted, and leads to its result.
func (s *Server) file(c *fiber.Ctx) error {
	tr := s.language(c)
	name, text, err := incidentText(c)
	if err != nil {
		return err
	}
	v := filePage{Text: text}
	if text == "" {
		v.Problem = tr.T("file.empty")
		return s.fileAgain(c, v)
	}
	in, err := s.Book.DecodeIncident(name, []byte(text))
	var faults source.Faults
	if errors.As(err, &faults) {
		for _, f := range faults {
			v.Faults = append(v.Faults, fault{Line: f.Place.Line, Col: f.Place.Col, Message: f.Message, Hint: f.Hint, Shown: f.String()})
		}
		return s.fileAgain(c, v)
	} else if err != nil {
		return err
	}
	token, err := s.tokens.encode(stateOf(in, s.Book))
	if err != nil {
		v.Problem = tr.T("error.token_long.title")
		return s.fileAgain(c, v)
	}
	return c.Redirect(address("/classify/result", token, nil), fiber.StatusSeeOther)
}

func (s *Server) fileAgain(c *fiber.Ctx, v filePage) error {
	tr := s.language(c)
	return s.render(c, fiber.StatusUnprocessableEntity, "file", page{Title: tr.T("file.title"), Nav: "classify", Error: true, Back: &link{Text: tr.T("back.home"), Href: "/"}, Data: v})
}

// incidentText is the uploaded file, else the pasted text.
func incidentText(c *fiber.Ctx) (name, text string, err error) {
	name = "incident.yaml"
	if up, err := c.FormFile("file"); err == nil && up.Size > 0 {
		f, err := up.Open()
		if err != nil {
			return "", "", err
		}
		defer f.Close()
		b, err := io.ReadAll(io.LimitReader(f, bodyLimit))
		return up.Filename, string(b), err
	}
	return name, formOf(c).Get("text"), nil
}
