package web

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/pdf"
	"shoumi/app/training"
)

// certificatePDF is the certificate as a file, in Chinese whatever the language of
// the pages: there is one of each.
func (s *Server) certificatePDF(c *fiber.Ctx) error {
	x, err := s.ownCertificate(c)
	if err != nil {
		return err
	}
	back := []link{{Text: s.language(c).T("certificate.back"), Href: "/certificates/" + x.Number}}
	if s.Fonts == nil {
		return &problem{status: fiber.StatusNotFound, key: "no_font", links: back}
	}
	sheet, err := s.sheet(c, s.pages.languages[0], x)
	if err != nil {
		return err
	}
	file, err := s.draw(sheet, x)
	var missing *pdf.MissingError
	switch {
	case errors.As(err, &missing):
		return &problem{status: fiber.StatusConflict, key: "no_glyph", args: []any{string(missing.Runes)}, links: back}
	case err != nil:
		return err
	}
	c.Set(fiber.HeaderContentType, "application/pdf")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="certificate-`+x.Number+`.pdf"`)
	return c.Send(file)
}

// noFile says why there is no PDF; nil where there is.
func (s *Server) noFile(tr *language, c *fiber.Ctx, x training.Certificate) *notice {
	n := &notice{Title: tr.T("certificate.no_font"), Text: tr.T("certificate.print_instead")}
	if s.Fonts == nil {
		return n
	}
	missing := s.Fonts.Missing(s.visitor(c).Name, x.Title.Zh, x.Category.Zh)
	if len(missing) == 0 {
		return nil
	}
	n.Title = tr.T("certificate.no_glyph", string(missing))
	return n
}

// draw lays the certificate out: the words in the upper two thirds, the way to verify
// it below. The same certificate is the same bytes.
func (s *Server) draw(sheet certificateSheet, x training.Certificate) ([]byte, error) {
	const left, values, right, frame = 34.0, 72.0, pdf.Width - 34, 14.0
	p := s.Fonts.NewPage(sheet.Title+" "+x.Number, x.Issued.UTC())
	p.Frame(frame, frame, pdf.Width-2*frame, pdf.Height-2*frame, 0.8)
	p.Frame(frame+2, frame+2, pdf.Width-2*frame-4, pdf.Height-2*frame-4, 0.2)
	p.Centred(52, 34, sheet.Title)
	p.Centred(66, 13, sheet.Number)
	p.Text(left, 88, 16, sheet.Before)
	y := 106.0
	for _, line := range p.Lines(right-left, 26, sheet.Name) {
		p.Centred(y, 26, line)
		y += 12
	}
	y += 4
	for _, line := range p.Lines(right-left, 16, sheet.Statement) {
		p.Text(left, y, 16, line)
		y += 9
	}
	y += 5
	for _, row := range sheet.Rows {
		p.Text(left, y, 13, row.Label)
		p.Text(values, y, 13, row.Value)
		p.Rule(left, y+3, right-left, 0.1)
		y += 9.5
	}
	p.Centred(210, 18, sheet.Day)

	const size = 34.0
	x0, y0, module := left-2, 232.0, size/float64(sheet.QR.Size)
	for _, run := range sheet.QR.Runs {
		// A little higher than it is, so that no white shows between two rows.
		p.Fill(x0+float64(run.X)*module, y0+float64(run.Y)*module, float64(run.Width)*module, module*1.02)
	}
	y = y0 + 10
	for _, text := range []string{sheet.Check, sheet.Address} {
		for _, line := range p.Lines(right-values, 11, text) {
			p.Text(values, y, 11, line)
			y += 6
		}
	}
	y += 1
	for _, line := range p.Lines(right-values, 7, sheet.Rules) {
		p.Text(values, y, 7, line)
		y += 4
	}
	return p.Bytes()
}
