package web

import (
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/account"
	"shoumi/app/audit"
)

// unitsPage is the data of units.html.
type unitsPage struct {
	Rows   []unitRow
	Manage bool
	Add    form
}

// unitRow is a unit in the tree.
type unitRow struct {
	ID, Name string
	Depth    int // 1 at the top
}

func (s *Server) units(c *fiber.Ctx) error {
	return s.unitsAgain(c, fiber.StatusOK, nil)
}

func (s *Server) unitsAgain(c *fiber.Ctx, status int, wrong error) error {
	tr, v := s.language(c), s.visitor(c)
	scope, tree, err := s.scope(c, account.SeePeople)
	if err != nil {
		return err
	}
	p := unitsPage{Manage: v.May(account.ManageUnits)}
	for _, u := range tree.All() {
		if scope.Has(u.ID) {
			p.Rows = append(p.Rows, unitRow{u.ID, u.Name, len(tree.Path(u.ID))})
		}
	}
	p.Add = unitForm(tr, tree, scope, account.Unit{}, tr.T("unit.add"))
	if wrong != nil {
		p.Add.fill(formOf(c))
		if err := p.Add.wrongUnit(tr, wrong); err != nil {
			return err
		}
	}
	return s.render(c, status, "units", page{Title: tr.T("units.title"), Nav: "people", Error: wrong != nil, Crumb: peopleCrumbs(tr, tr.T("units.title")), Data: p})
}

// unitForm is the form of a unit, new or there already. A unit cannot come to lie
// below itself, so what lies below is no choice.
func unitForm(tr *language, tree account.Tree, scope account.Scope, u account.Unit, button string) form {
	parents := []option{{Label: tr.T("unit.top")}}
	below := ids(tree.Under(u.ID))
	for _, o := range unitOptions(tree, scope, u.Parent) {
		if !slices.Contains(below, o.Value) {
			parents = append(parents, o)
		}
	}
	return form{Button: button, Version: u.Version, Fields: []field{
		{Name: "name", Label: tr.T("unit.name"), Value: u.Name},
		{Name: "parent", Kind: choiceField, Label: tr.T("unit.parent"), Choices: parents},
	}}
}

// wrongUnit says what is wrong with a unit, or gives back an error that is no
// fault of the form.
func (f *form) wrongUnit(tr *language, err error) error {
	var fault *account.UnitError
	if !errors.As(err, &fault) {
		return err
	}
	f.fault("name", tr.T("unit.fault."+string(fault.Fault)))
	return nil
}

func sentUnit(sent url.Values, u account.Unit) account.Unit {
	u.Name, u.Parent = strings.TrimSpace(sent.Get("name")), sent.Get("parent")
	u.Version, _ = strconv.Atoi(sent.Get("version"))
	return u
}

func (s *Server) addUnit(c *fiber.Ctx) error {
	u, err := s.People.AddUnit(c.UserContext(), sentUnit(formOf(c), account.Unit{}))
	if err != nil {
		return s.unitsAgain(c, fiber.StatusUnprocessableEntity, err)
	}
	if err := s.record(c, audit.UnitAdded, u.Name, u.ID); err != nil {
		return err
	}
	s.say(c, "unit.added", u.Name)
	return c.Redirect("/units", fiber.StatusSeeOther)
}

// unitOf is the unit that an address names.
func (s *Server) unitOf(c *fiber.Ctx) (account.Unit, account.Tree, error) {
	tree, err := s.People.Units(c.UserContext())
	if err != nil {
		return account.Unit{}, tree, err
	}
	u, ok := tree.Unit(c.Params("id"))
	if !ok {
		return u, tree, fiber.ErrNotFound
	}
	return u, tree, nil
}

func (s *Server) unitForm(c *fiber.Ctx) error { return s.unitAgain(c, fiber.StatusOK, nil) }

func (s *Server) unitAgain(c *fiber.Ctx, status int, wrong error) error {
	tr := s.language(c)
	u, tree, err := s.unitOf(c)
	if err != nil {
		return err
	}
	f := unitForm(tr, tree, account.Scope{All: true}, u, tr.T("unit.save"))
	if wrong != nil {
		f.fill(formOf(c))
		if err := f.wrongUnit(tr, wrong); err != nil {
			return err
		}
	}
	return s.render(c, status, "unit", page{Title: tr.T("unit.title", u.Name), Nav: "people", Error: wrong != nil, Crumb: unitCrumbs(tr, u.Name), Data: unitPage{f, u.ID}})
}

// unitPage is the data of unit.html.
type unitPage struct {
	form
	ID string
}

func unitCrumbs(tr *language, last string) []link {
	return []link{{Text: tr.T("people.title"), Href: "/people"}, {Text: tr.T("units.title"), Href: "/units"}, {Text: last}}
}

func (s *Server) changeUnit(c *fiber.Ctx) error {
	u, _, err := s.unitOf(c)
	if err != nil {
		return err
	}
	now := sentUnit(formOf(c), u)
	if err := s.People.ChangeUnit(c.UserContext(), now); err != nil {
		return s.unitAgain(c, fiber.StatusUnprocessableEntity, err)
	}
	if err := s.record(c, audit.UnitChanged, u.Name, u.ID); err != nil {
		return err
	}
	s.say(c, "unit.changed", now.Name)
	return c.Redirect("/units", fiber.StatusSeeOther)
}

func (s *Server) confirmRemoveUnit(c *fiber.Ctx) error {
	u, _, err := s.unitOf(c)
	if err != nil {
		return err
	}
	tr := s.language(c)
	title := tr.T("unit.remove.title", u.Name)
	return s.render(c, fiber.StatusOK, "confirm", page{Title: title, Nav: "people", Crumb: unitCrumbs(tr, u.Name), Data: confirmation{
		Title: title, Losses: []string{tr.T("unit.remove.loss", u.Name)}, Stays: []string{tr.T("unit.remove.stays")},
		Action: "/units/" + u.ID + "/remove", Button: tr.T("unit.remove.button"), Cancel: link{Text: tr.T("confirm.cancel"), Href: "/units"}}})
}

func (s *Server) removeUnit(c *fiber.Ctx) error {
	u, _, err := s.unitOf(c)
	if err != nil {
		return err
	}
	var fault *account.UnitError
	err = s.People.RemoveUnit(c.UserContext(), u.ID)
	if errors.As(err, &fault) {
		tr := s.language(c)
		return &problem{status: fiber.StatusConflict, key: "unit_not_empty", args: []any{u.Name}, links: []link{{Text: tr.T("people.title"), Href: "/people?unit=" + u.ID}, {Text: tr.T("units.title"), Href: "/units"}}}
	} else if err != nil {
		return err
	}
	if err := s.record(c, audit.UnitRemoved, u.Name, u.ID); err != nil {
		return err
	}
	s.say(c, "unit.removed", u.Name)
	return c.Redirect("/units", fiber.StatusSeeOther)
}
