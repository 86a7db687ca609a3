package web

import (
	"net/url"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/paper"
	"shoumi/app/publishing"
	"shoumi/casebook"
)

const handoutURL = "/cases/handout"

// handoutPage is the data of case_handout.html: the handout as every file has it, and
// what it is made of. Without cases there is no handout yet.
type handoutPage struct {
	Title, Subtitle string
	Blocks          []sheetBlock
	Foot            []string
	Downloads       []link
	NoPDF           string  // why there is none
	Fields          []field // none where no case is published
}

// chosenCases are the cases that an address names, each once. One that is withdrawn is
// none.
func (s *Server) chosenCases(c *fiber.Ctx) (out []*casebook.Case, err error) {
	for _, id := range queryOf(c)["case"] {
		i := slices.IndexFunc(s.published(), func(x *casebook.Case) bool { return x.ID == id })
		switch {
		case i < 0:
			return nil, s.noCase(s.language(c), id)
		case !slices.Contains(out, s.published()[i]):
			out = append(out, s.published()[i])
		}
	}
	return out, nil
}

// handoutOf is the handout of cases. It says the day and no hour, so that everybody has
// the same bytes that day.
func (s *Server) handoutOf(c *fiber.Ctx, chosen []*casebook.Case) (paper.Document, error) {
	return publishing.Handout{
		Title: strings.TrimSpace(c.Query("title")), Agency: strings.TrimSpace(c.Query("agency")), Chosen: chosen, Cases: s.Cases, Book: s.Book, Rows: s.agreement(),
		Made: s.today().Time(), Today: s.today(),
	}.Document()
}

func (s *Server) caseHandout(c *fiber.Ctx) error {
	tr := s.language(c)
	chosen, err := s.chosenCases(c)
	if err != nil {
		return err
	}
	p := page{Title: tr.T("handout.choose"), Nav: "cases", Crumb: []link{{Text: tr.T("nav.cases"), Href: "/cases"}, {Text: tr.T("handout.name")}}}
	many := field{Name: "case", Label: tr.T("handout.cases"), Kind: manyField}
	for _, x := range s.published() {
		many.Choices = append(many.Choices, option{Value: x.ID, Label: x.Title, Help: shortSource(tr, x), Checked: slices.Contains(chosen, x)})
	}
	var v handoutPage
	if len(many.Choices) > 0 {
		v.Fields = []field{
			{Name: "title", Label: tr.T("handout.title"), Value: c.Query("title"), Optional: true, Help: tr.T("handout.title_help", publishing.HandoutTitle)},
			{Name: "agency", Label: tr.T("handout.agency"), Value: c.Query("agency"), Optional: true},
			many,
		}
	}
	if len(chosen) > 0 {
		d, err := s.handoutOf(c, chosen)
		if err != nil {
			return err
		}
		v.Title, v.Subtitle, v.Blocks, v.Foot = d.Title, d.Subtitle, sheetBlocks(d.Blocks), d.Footer
		v.Downloads, v.NoPDF = s.downloads(tr, handoutURL, "?"+handoutQuery(c, chosen))
		p.Title = d.Title
	}
	p.Data = v
	return s.render(c, fiber.StatusOK, "case_handout", p)
}

// handoutQuery is what a handout is made of, as an address has it.
func handoutQuery(c *fiber.Ctx, chosen []*casebook.Case) string {
	q := url.Values{}
	for _, x := range chosen {
		q.Add("case", x.ID)
	}
	for _, key := range []string{"title", "agency"} {
		if text := strings.TrimSpace(c.Query(key)); text != "" {
			q.Set(key, text)
		}
	}
	return q.Encode()
}

// exportHandout sends a handout as a file.
func (s *Server) exportHandout(c *fiber.Ctx) error {
	chosen, err := s.chosenCases(c)
	if err != nil {
		return err
	}
	back := link{Text: s.language(c).T("handout.back"), Href: handoutURL + "?" + handoutQuery(c, chosen)}
	f, err := s.paperFile(c.Params("ending"), back)
	if err != nil {
		return err
	}
	if len(chosen) == 0 {
		return c.Redirect(handoutURL, fiber.StatusSeeOther)
	}
	d, err := s.handoutOf(c, chosen)
	if err != nil {
		return err
	}
	data, err := s.written(f, d, back)
	if err != nil {
		return err
	}
	return sendFile(c, f.kind, publishing.HandoutTitle+"-"+s.today().String()+"."+f.ending, data)
}
