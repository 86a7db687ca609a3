package web

import (
	"encoding/base64"
	"errors"
	"mime"
	"path"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/audit"
	"shoumi/app/publishing"
)

// bringURL is where files of other agencies are taken in.
const bringURL = "/materials/import"

// pieceFile gives a piece as it is, byte for byte.
func (s *Server) pieceFile(c *fiber.Ctx) error {
	p, err := s.pieceAt(c)
	if err != nil {
		return err
	}
	f := publishing.FileOf(p)
	kind := "text/markdown; charset=utf-8"
	if p.Kind == publishing.Case {
		kind = "application/yaml; charset=utf-8"
	}
	c.Set(fiber.HeaderContentType, kind)
	c.Set(fiber.HeaderContentDisposition, mime.FormatMediaType("attachment", map[string]string{"filename": path.Base(f.Name)}))
	return c.Send(f.Data)
}

// bringPage is the data of piece_bring.html: what is brought, and what it would change.
type bringPage struct {
	Errors []fieldError
	Key    field
	Seen   []broughtFile
	Lead   string
	Takes  int // files that would become drafts
}

// broughtFile is a file that is brought.
type broughtFile struct {
	Name, Data string // Data as base64: a browser writes line breaks otherwise
	Change     string
	Hash       string
	Faults     []fieldError
	Take       bool
}

func (s *Server) bringForm(c *fiber.Ctx) error {
	return s.bringAgain(c, fiber.StatusOK, bringPage{})
}

func (s *Server) bringAgain(c *fiber.Ctx, status int, v bringPage) error {
	tr := s.language(c)
	title := tr.T("bring.title")
	if len(v.Seen) > 0 {
		title = tr.T("bring.would", len(v.Seen), v.Takes)
	}
	v.Key = field{Name: "key", Label: tr.T("bring.key"), Help: tr.T("bring.key_help"), Value: v.Key.Value, Optional: true}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return s.render(c, status, "piece_bring", page{Title: title, Nav: "materials", Error: len(v.Errors) > 0, Crumb: []link{{Text: tr.T("materials.title"), Href: "/materials"}, {Text: tr.T("bring.crumb")}}, Data: v})
}

// bring shows what files would change; those that were seen and are sent again become
// drafts.
func (s *Server) bring(c *fiber.Ctx) error {
	tr, sent := s.language(c), formOf(c)
	if sent.Get("act") == "take" {
		return s.takeIn(c)
	}
	name, data, err := sentFile(c, "", uploadLimit)
	if err != nil {
		return err
	}
	v := bringPage{Key: field{Value: sent.Get("key")}}
	got, err := publishing.ReadFiles(name, []byte(data), sent.Get("key"))
	if err != nil {
		v.Errors = []fieldError{{Text: err.Error(), Href: "#file"}}
		if errors.Is(err, publishing.ErrNoKey) {
			v.Errors[0].Href = "#key"
		}
		return s.bringAgain(c, fiber.StatusUnprocessableEntity, v)
	}
	have, err := s.Materials.Have(c.UserContext(), got)
	if err != nil {
		return err
	}
	v.Lead = tr.T("bring.unsigned")
	if path.Ext(name) == ".tar" {
		v.Lead = tr.T("bring.signed", sent.Get("key"))
	}
	for _, x := range publishing.Preview(have, got) {
		f := broughtFile{Name: x.Name, Data: base64.StdEncoding.EncodeToString(x.Got.Data), Change: tr.T("bring." + string(x.Kind)), Hash: x.Got.Hash(), Take: x.Kind != publishing.FileSame}
		kind, key := x.Got.Piece()
		for _, fault := range s.Materials.Faults(kind, key, x.Got.Data) {
			f.Faults = append(f.Faults, fieldError{Text: tr.T("bring.fault", fault.Line, fault.Message), Note: fault.Hint})
		}
		if f.Take {
			v.Takes++
		}
		v.Seen = append(v.Seen, f)
	}
	return s.bringAgain(c, fiber.StatusOK, v)
}

// takeIn makes drafts of the files that were seen.
func (s *Server) takeIn(c *fiber.Ctx) error {
	sent, who := formOf(c), s.visitor(c)
	var files []publishing.File
	for i, name := range sent["name"] {
		if i >= len(sent["data"]) {
			return wrong("token")
		}
		data, err := base64.StdEncoding.DecodeString(sent["data"][i])
		if err != nil {
			return wrong("token")
		}
		files = append(files, publishing.File{Name: name, Data: data})
	}
	if len(files) == 0 {
		return c.Redirect(bringURL, fiber.StatusSeeOther)
	}
	last := ""
	for _, f := range files {
		if err := s.record(c, audit.MaterialBegun, f.Hash(), strings.TrimSpace(f.Name)); err != nil {
			return err
		}
		p, err := s.Materials.TakeIn(c.UserContext(), who.ID, who.Unit, f)
		if err != nil {
			return err
		}
		last = p.ID
	}
	s.say(c, "bring.taken")
	if len(files) > 1 {
		return c.Redirect("/materials", fiber.StatusSeeOther)
	}
	return c.Redirect(pieceURL(last), fiber.StatusSeeOther)
}
