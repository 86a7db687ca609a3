package web

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/audit"
	"shoumi/app/incident"
)

// searchSubject is what the purpose of searching records is stated for.
const searchSubject = "incidents"

// maxQuery is how many characters may be looked for.
const maxQuery = 100

// searchPage is the data of incident_search.html.
type searchPage struct {
	Query  field
	Errors []fieldError
	Hits   []hitView
	More   string // that there are more than are shown
	None   *empty
}

type hitView struct {
	link
	Note     string
	Passages []passageView
}

type passageView struct {
	Field  string
	Pieces []incident.Piece
}

// searchIncidents looks through the texts of the records that the visitor may open.
// What was looked for and which records were shown goes into the log with its purpose.
func (s *Server) searchIncidents(c *fiber.Ctx) error {
	tr := s.language(c)
	query := strings.TrimSpace(queryOf(c).Get("q"))
	p := searchPage{Query: field{Name: "q", Label: tr.T("search.label"), Help: tr.T("search.help"), Value: query}}
	title, status := tr.T("search.title"), fiber.StatusOK
	switch n := utf8.RuneCountInString(query); {
	case n > maxQuery:
		p.Query.Fault, status = tr.T("search.long", maxQuery), fiber.StatusUnprocessableEntity
		p.Errors = faultsOf(p.Query)
	case n > 0:
		if ok, err := s.asked(c, searchSubject, "", ""); !ok || err != nil {
			return err
		}
		hits, all, err := s.Incidents.Search(c.UserContext(), s.visitor(c).ID, query)
		if err != nil {
			return err
		}
		if err := s.record(c, audit.IncidentsSearched, searchedFor(query, hits, all), searchSubject); err != nil {
			return err
		}
		title = tr.T("search.found", query, all)
		for _, h := range hits {
			v := hitView{link: link{Text: h.Reference, Href: incidentURL(h.ID)}, Note: tr.T("incident.state."+string(h.State)) + tr.T("list.join") + tr.moment(h.Updated)}
			for _, x := range h.Found {
				v.Passages = append(v.Passages, passageView{tr.T("incident." + x.Field), x.Pieces})
			}
			p.Hits = append(p.Hits, v)
		}
		if all > len(hits) {
			p.More = tr.T("search.more", len(hits))
		}
		if all == 0 {
			p.None = &empty{Text: tr.T("search.none"), How: tr.T("search.none_how")}
		}
	}
	return s.render(c, status, "incident_search", page{Title: title, Nav: "incidents", Error: len(p.Errors) > 0, Crumb: []link{{Text: tr.T("incidents.title"), Href: "/incidents"}, {Text: tr.T("search.title")}}, Data: p})
}

// searchedFor is what the log says of a search: the words, and the records of which
// parts were shown.
func searchedFor(query string, hits []incident.Hit, all int) string {
	text := fmt.Sprintf("「%s」，%d筆符合", query, all)
	if len(hits) == 0 {
		return text
	}
	var shown []string
	for _, h := range hits {
		shown = append(shown, h.Reference)
	}
	return text + "，顯示：" + strings.Join(shown, "、")
}
