package web

import (
	"github.com/gofiber/fiber/v2"
)

// componentsPage is the data of components.html: made-up examples of every part in
// every state.
type componentsPage struct {
	Law      lawSamples
	Forms    formSamples
	Messages messageSamples
	Lists    listSamples
	Charts   chartSamples
	Diffs    diffSamples
}

// components shows the parts; ?show=confirm and ?show=waiting are parts that are a
// page of their own.
func (s *Server) components(c *fiber.Ctx) error {
	tr := s.language(c)
	p := page{Title: tr.T("components.title"), Crumb: []link{{Text: tr.T("name"), Href: "/"}, {Text: tr.T("components.title")}}}
	messages := newMessageSamples(tr)
	switch c.Query("show") {
	case "confirm":
		p.Title, p.Error, p.Data = messages.Confirm.Title, true, messages.Confirm
		return s.render(c, fiber.StatusOK, "confirm", p)
	case "waiting":
		p.Title, p.Data = messages.Waiting.Title, messages.Waiting
		return s.render(c, fiber.StatusOK, "waiting", p)
	}
	p.Data = componentsPage{Law: s.lawSamples(tr), Forms: newFormSamples(tr), Messages: messages, Lists: newListSamples(tr), Charts: newChartSamples(tr), Diffs: s.newDiffSamples(tr)}
	return s.render(c, fiber.StatusOK, "components", p)
}
