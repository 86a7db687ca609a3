package web

import (
	"bytes"
	"errors"
	"io"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/office"
	"shoumi/app/paper"
	"shoumi/app/pdf"
	"shoumi/app/store"
)

// paperFile is a kind of file that a document is written as.
type paperFile struct {
	ending, kind string
	write        func(s *Server, w io.Writer, d paper.Document) error
}

var paperFiles = []paperFile{
	{"odt", "application/vnd.oasis.opendocument.text", func(_ *Server, w io.Writer, d paper.Document) error { return office.ODT(w, d) }},
	{"pdf", "application/pdf", func(s *Server, w io.Writer, d paper.Document) error { return s.Fonts.Document(w, d) }},
	{"md", "text/markdown; charset=utf-8", func(_ *Server, w io.Writer, d paper.Document) error { return paper.Markdown(w, d) }},
}

// downloads are the files of a document at an address, each with a query. Where there
// is no PDF, noPDF says why.
func (s *Server) downloads(tr *language, at, query string) (files []link, noPDF string) {
	for _, f := range paperFiles {
		if f.ending == "pdf" && s.Fonts == nil {
			noPDF = tr.T("download.no_font")
			continue
		}
		files = append(files, link{Text: tr.T("download.as." + f.ending), Href: at + "." + f.ending + query})
	}
	return files, noPDF
}

// paperFile is the kind with an ending, if this host can write it.
func (s *Server) paperFile(ending string, back link) (paperFile, error) {
	for _, f := range paperFiles {
		switch {
		case f.ending != ending:
		case f.ending == "pdf" && s.Fonts == nil:
			return f, &problem{status: fiber.StatusNotFound, key: "no_font", links: []link{back}}
		default:
			return f, nil
		}
	}
	return paperFile{}, store.ErrNotFound
}

// written is a document as a file.
func (s *Server) written(f paperFile, d paper.Document, back link) ([]byte, error) {
	var b bytes.Buffer
	err := f.write(s, &b, d)
	var missing *pdf.MissingError
	if errors.As(err, &missing) {
		return nil, &problem{status: fiber.StatusConflict, key: "no_glyph", args: []any{string(missing.Runes)}, links: []link{back}}
	}
	return b.Bytes(), err
}
