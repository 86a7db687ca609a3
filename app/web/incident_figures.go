package web

import (
	"bytes"
	"mime"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/account"
	"shoumi/app/incident"
	"shoumi/app/office"
)

// incidentFiguresPage is the data of incident_figures.html.
type incidentFiguresPage struct {
	Lead    string
	None    *empty
	Charts  []*chart
	Exports []link
}

// incidentFigures are pictures of what signed records come to, in the part of the
// agency that the visitor may see. No record is opened for them, and none can be made
// out.
func (s *Server) incidentFigures(c *fiber.Ctx) error {
	tr := s.language(c)
	f, charts, err := s.figuresOfIncidents(c)
	if err != nil {
		return err
	}
	p := incidentFiguresPage{}
	title := tr.T("incident_figures.title_few", few)
	if f.Records == nil {
		p.None = &empty{Text: tr.T("incident_figures.none", few), How: tr.T("incident_figures.none_how", few)}
	} else {
		title = tr.T("incident_figures.title", *f.Records)
		p.Lead = tr.T("incident_figures.lead", *f.Records, f.Signatures, few)
		for _, d := range charts {
			p.Charts = append(p.Charts, newBars(tr, d))
		}
		const export = "/incidents/statistics/export?as="
		p.Exports = []link{{Text: tr.T("sheet.ods"), Href: export + "ods"}, {Text: tr.T("sheet.csv"), Href: export + "csv"}}
	}
	return s.render(c, fiber.StatusOK, "incident_figures", page{Title: title, Nav: "incident_figures", Data: p})
}

// exportIncidentFigures are the same figures as a table. They tell of no person, and
// need no purpose.
func (s *Server) exportIncidentFigures(c *fiber.Ctx) error {
	tr := s.language(c)
	kind, ok := sheets[c.Query("as")]
	if !ok {
		return fiber.ErrBadRequest
	}
	_, charts, err := s.figuresOfIncidents(c)
	if err != nil {
		return err
	}
	t := office.Table{Name: tr.T("nav.incident_figures"), Head: []string{tr.T("incident_figures.by"), tr.T("incident_figures.what"), tr.T("incident_figures.records")}}
	for _, d := range charts {
		for i, label := range d.Labels {
			n := office.Text(tr.T("chart.few"))
			if a := d.Series[0].Values[i]; a.known() {
				n = office.Number(int(a.N))
			}
			t.Rows = append(t.Rows, []office.Cell{office.Text(d.Head), office.Text(label), n})
		}
	}
	var b bytes.Buffer
	if err := kind.write(&b, t); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, kind.kind)
	c.Set(fiber.HeaderContentDisposition, mime.FormatMediaType("attachment", map[string]string{"filename": "incidents-" + s.today().String() + "." + c.Query("as")}))
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.Send(b.Bytes())
}

// figuresOfIncidents are the figures of the visitor's part of the agency, and what
// they are as pictures; those of which there is nothing to tell are left out.
func (s *Server) figuresOfIncidents(c *fiber.Ctx) (f incident.Figures, charts []chartData, err error) {
	tr := s.language(c)
	scope, tree, err := s.scope(c, account.SeeIncidentFigures)
	if err != nil {
		return f, nil, err
	}
	area, names := areaOf(tr, scope, tree)
	if f, err = s.Incidents.Figures(c.UserContext(), area); err != nil || f.Records == nil {
		return f, nil, err
	}
	add := func(id string, counts []incident.Count, name func(string) string) {
		d := chartData{ID: id, Title: tr.T("incident_figures." + id), Head: tr.T("incident_figures.head." + id), Unit: tr.T("incident_figures.unit"), Series: []series{{Name: tr.T("incident_figures.records")}}}
		for _, x := range counts {
			d.Labels = append(d.Labels, name(x.ID))
			d.Series[0].Values = append(d.Series[0].Values, reported(x.N))
		}
		if len(counts) > 0 {
			charts = append(charts, d)
		}
	}
	add("conduct", f.Acts, func(id string) string { return s.conductOf(tr, id) })
	add("articles", f.Articles, func(id string) string { return s.cite(id).Text })
	add("risks", f.Risks, func(id string) string {
		if t, ok := s.Cases.Risk(id); ok {
			return tr.topic(t)
		}
		return id
	})
	add("units", f.Units, func(id string) string { return names[id] })
	add("quarters", f.Quarters, func(id string) string {
		year, q, _ := strings.Cut(id, "-")
		return tr.quarter(year, q)
	})
	return f, charts, nil
}

// areaOf is a part of the agency, told apart by the units right below its head, and
// the names of these. Around it are the units above, which others see.
func areaOf(tr *language, scope account.Scope, tree account.Tree) (a incident.Area, names map[string]string) {
	below := func(unit string) func(string) bool {
		within := ids(tree.Under(unit))
		return func(u string) bool { return slices.Contains(within, u) }
	}
	w := crew{scope: scope, tree: tree}
	top := w.top()
	if !scope.All {
		a.Units = scope.Has
		a.Wider = append(a.Wider, nil)
		for _, u := range tree.Path(top) {
			if u.ID != top {
				a.Wider = append(a.Wider, below(u.ID))
			}
		}
	}
	names = map[string]string{"": tr.T("incident.no_unit")}
	heads := []account.Unit{}
	for _, u := range tree.All() {
		if u.Parent == top && scope.Has(u.ID) {
			heads = append(heads, u)
		}
	}
	if head, ok := tree.Unit(top); ok {
		a.Groups, names[top] = append(a.Groups, top), tr.T("figures.itself", head.Name)
	}
	for _, u := range heads {
		a.Groups, names[u.ID] = append(a.Groups, u.ID), u.Name
	}
	if scope.All && top != "" {
		a.Groups = append(a.Groups, "")
	}
	a.Group = func(unit string) string {
		path := tree.Path(unit)
		for i := len(path) - 1; i >= 0; i-- {
			if slices.Contains(a.Groups, path[i].ID) {
				return path[i].ID
			}
		}
		return ""
	}
	return a, names
}

// quarter is a quarter of a year as people say it.
func (l *language) quarter(year, quarter string) string {
	return strings.TrimSuffix(l.month(year+"-01"), l.T("incident_figures.january")) + l.T("incident_figures.quarter", quarter)
}
