package web

import (
	"cmp"
	"context"
	"net/url"
	"slices"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/account"
	"shoumi/app/incident"
	"shoumi/rules"
)

// incidentsPerPage is how many records a page of the list shows.
const incidentsPerPage = 50

// incidentsPage is the data of incidents.html.
type incidentsPage struct {
	Older  *notice // some are of older rules
	Views  []countedLink
	Filter filterForm
	Table  table
	Pager  pager
}

// countedLink is a part of a list, with how many are in it.
type countedLink struct {
	link
	Count   int
	Current bool
}

// incidents are the records that the visitor may open.
func (s *Server) incidents(c *fiber.Ctx) error {
	tr, args := s.language(c), queryOf(c)
	tree, err := s.People.Units(c.UserContext())
	if err != nil {
		return err
	}
	f, err := incidentFilter(args, tree)
	if err != nil {
		return err
	}
	found, err := s.Incidents.List(c.UserContext(), s.visitor(c).ID, f, args.Get("after"), incidentsPerPage)
	if err != nil {
		return err
	}
	p := incidentsPage{Views: incidentViews(tr, found, args), Filter: s.incidentFilterForm(tr, found, f, args, tree),
		Table: table{Caption: tr.T("incidents.title"), Columns: []column{{Label: tr.T("incident.reference")}, {Label: tr.T("incident.state")}, {Label: tr.T("incidents.turn")},
			{Label: tr.T("incident.stage")}, {Label: tr.T("incident.unit")}, {Label: tr.T("incident.updated")}}},
		Pager: pager{List: tr.T("incidents.title"), Shown: len(found.Entries), Total: found.Fit}}
	p.Table.None = empty{Text: tr.T("incidents.none"), How: tr.T("incidents.none_how")}
	if found.All > 0 {
		p.Table.None = empty{Text: tr.T("incidents.none_fit"), How: tr.T("incidents.none_fit_how"), Action: &link{Text: tr.T("incidents.all"), Href: "/incidents"}}
	}
	older, err := s.Incidents.Outdated(c.UserContext(), s.visitor(c).ID)
	if err != nil {
		return err
	}
	if older > 0 {
		p.Older = &notice{Kind: "warning", Title: tr.T("rerun.banner", older), Text: tr.T("rerun.banner_how"), Links: []link{{Text: tr.T("rerun.banner_go"), Href: rerunURL()}}}
	}
	if args.Has("after") {
		p.Pager.Start = listURL("/incidents", args, "after", "")
	}
	if found.Next != "" {
		p.Pager.Next = listURL("/incidents", args, "after", found.Next)
	}
	names := map[string]string{}
	for _, e := range found.Entries {
		turn, err := s.turnOf(c.UserContext(), tr, names, e, s.visitor(c).ID)
		if err != nil {
			return err
		}
		r := row{Cells: []cell{{Text: e.Reference, Href: incidentURL(e.ID), Chinese: true}, {Text: tr.T("incident.state." + string(e.State))}, turn,
			{Text: tr.T("incident.stage." + string(e.Stage))}, {Text: cmp.Or(tree.Label(e.Unit), "—"), Chinese: e.Unit != ""}, {Text: tr.moment(e.Updated)}}}
		if e.Digest != s.Book.Digest() {
			r.Cells[1].Note = tr.T("incidents.outdated_note")
		}
		p.Table.Rows = append(p.Table.Rows, r)
	}
	return s.render(c, fiber.StatusOK, "incidents", page{Title: incidentsTitle(tr, found), Nav: "incidents", Data: p})
}

// incidentsTitle says what there is to do.
func incidentsTitle(tr *language, l incident.Listing) string {
	switch {
	case l.All == 0:
		return tr.T("incidents.title")
	case l.Mine == 0:
		return tr.T("incidents.title_done", l.All)
	}
	return tr.T("incidents.title_waiting", l.Mine, l.All)
}

// turnOf says who has to act next; names are the logins that are known.
func (s *Server) turnOf(ctx context.Context, tr *language, names map[string]string, e incident.Entry, by string) (cell, error) {
	switch e.Turn {
	case "":
		return cell{Text: tr.T("incidents.turn_nobody")}, nil
	case by:
		return cell{State: &badge{"open", tr.T("incidents.turn_you")}}, nil
	}
	if names[e.Turn] == "" {
		a, err := s.People.Get(ctx, e.Turn)
		if err != nil {
			return cell{}, err
		}
		names[e.Turn] = a.Name
	}
	return cell{Text: names[e.Turn], Chinese: true}, nil
}

// incidentFilter reads from the arguments of a list what is asked for. What is no
// state, turn or unit at all is a mistake; a choice that has gone fits nothing.
func incidentFilter(args url.Values, tree account.Tree) (f incident.Filter, err error) {
	f = incident.Filter{State: incident.State(args.Get("state")), Turn: incident.Turn(args.Get("turn")), Article: args.Get("article"), Act: args.Get("conduct"), Outdated: args.Get("rules") == "old"}
	if f.State != "" && !slices.Contains(incident.States, f.State) || f.Turn != "" && f.Turn != incident.Mine && f.Turn != incident.Others {
		return f, fiber.ErrBadRequest
	}
	if unit := args.Get("unit"); unit != "" {
		if f.Units = ids(tree.Under(unit)); len(f.Units) == 0 {
			return f, fiber.ErrNotFound
		}
	}
	return f, nil
}

// incidentViews are the parts of the list by who must act next and by state.
func incidentViews(tr *language, l incident.Listing, args url.Values) (out []countedLink) {
	narrowed := args.Has("state") || args.Has("turn") || args.Has("rules")
	add := func(text string, n int, key, value string) {
		v := countedLink{link: link{Text: text, Href: "/incidents"}, Count: n, Current: args.Get(key) == value && narrowed == (key != "")}
		if key != "" {
			v.Href = listURL("/incidents", nil, key, value)
		}
		out = append(out, v)
	}
	add(tr.T("incidents.mine"), l.Mine, "turn", string(incident.Mine))
	add(tr.T("incidents.others"), l.Others, "turn", string(incident.Others))
	for _, state := range incident.States {
		add(tr.T("incident.state."+string(state)), l.States[state], "state", string(state))
	}
	if l.Outdated > 0 {
		add(tr.T("incidents.outdated"), l.Outdated, "rules", "old")
	}
	add(tr.T("incidents.all"), l.All, "", "")
	return out
}

// incidentFilterForm narrows the list by what occurs in it.
func (s *Server) incidentFilterForm(tr *language, l incident.Listing, f incident.Filter, args url.Values, tree account.Tree) filterForm {
	states, turns := []option{{Label: tr.T("incidents.every")}}, []option{{Label: tr.T("incidents.every")}}
	for _, state := range incident.States {
		states = append(states, option{Value: string(state), Label: tr.T("incident.state." + string(state)), Checked: state == f.State})
	}
	turns = append(turns, option{Value: string(incident.Mine), Label: tr.T("incidents.mine"), Checked: f.Turn == incident.Mine},
		option{Value: string(incident.Others), Label: tr.T("incidents.others"), Checked: f.Turn == incident.Others})
	articles, acts := []option{{Label: tr.T("incidents.every")}}, []option{{Label: tr.T("incidents.every")}}
	for _, id := range l.Articles {
		articles = append(articles, option{Value: id, Label: s.cite(id).Text, Checked: id == f.Article})
	}
	for _, id := range l.Acts {
		acts = append(acts, option{Value: id, Label: s.conductOf(tr, id), Checked: id == f.Act})
	}
	units := append([]option{{Label: tr.T("people.every_unit")}}, unitOptions(tree, account.Scope{All: true}, args.Get("unit"))...)
	digests := []option{{Label: tr.T("incidents.every")}, {Value: "old", Label: tr.T("incidents.outdated"), Checked: f.Outdated}}
	form := filterForm{Action: "/incidents", Label: tr.T("incidents.filter"), Fields: []field{
		{Name: "turn", Kind: choiceField, Label: tr.T("incidents.turn"), Choices: turns},
		{Name: "state", Kind: choiceField, Label: tr.T("incident.state"), Choices: states},
		{Name: "article", Kind: choiceField, Label: tr.T("incidents.article"), Choices: articles},
		{Name: "conduct", Kind: choiceField, Label: tr.T("incidents.conduct"), Choices: acts},
		{Name: "unit", Kind: choiceField, Label: tr.T("incidents.unit"), Choices: units},
		{Name: "rules", Kind: choiceField, Label: tr.T("incidents.rules"), Choices: digests},
	}}
	if slices.ContainsFunc(form.Fields, func(x field) bool { return args.Get(x.Name) != "" }) {
		form.Clear = &link{Text: tr.T("incidents.all"), Href: "/incidents"}
	}
	return form
}

// conductOf is what a kind of conduct is called; one that the vocabulary has no more,
// by its id.
func (s *Server) conductOf(tr *language, id string) string {
	f, _ := s.Book.Fact("acts")
	if i := slices.IndexFunc(f.Values, func(v rules.FactValue) bool { return v.ID == id }); i >= 0 {
		return tr.Of(f.Values[i].Label)
	}
	return id
}
