package web

import (
	"cmp"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/account"
	"shoumi/app/audit"
	"shoumi/app/publishing"
	"shoumi/app/store"
)

// agenciesURL is the list of agencies whose public keys are known.
const agenciesURL = "/materials/agencies"

// maxAgencyName is how long the name of an agency may be, in characters.
const maxAgencyName = 60

// agenciesPage is the data of agencies.html.
type agenciesPage struct {
	form
	Table table
}

func (s *Server) agencies(c *fiber.Ctx) error {
	return s.agenciesAgain(c, fiber.StatusOK, func(*form) {})
}

// agenciesAgain is the list, with what say says of the form below it.
func (s *Server) agenciesAgain(c *fiber.Ctx, status int, say func(*form)) error {
	tr, who := s.language(c), s.naming(c)
	all, err := s.Materials.Agencies(c.UserContext())
	if err != nil {
		return err
	}
	v := agenciesPage{
		form: form{Button: tr.T("agencies.add"), Fields: []field{
			{Name: "name", Label: tr.T("agencies.name"), Help: tr.T("agencies.name_help")},
			{Name: "key", Label: tr.T("agencies.key"), Help: tr.T("agencies.key_help"), Value: c.Query("key")}}},
		Table: table{Caption: tr.T("agencies.caption"), Columns: []column{{Label: tr.T("agencies.name")}, {Label: tr.T("agencies.key")}, {Label: tr.T("agencies.since")}, {Label: tr.T("agencies.by")}}, Actions: true,
			None: empty{Text: tr.T("agencies.none"), How: tr.T("agencies.none_how")}}}
	for _, a := range all {
		v.Table.Rows = append(v.Table.Rows, row{Cells: []cell{{Text: a.Name, Chinese: true}, {Text: a.Key}, {Text: tr.moment(a.Added)}, {Text: who.of(a.By), Chinese: true}},
			Actions: []link{{Text: tr.T("agencies.remove"), Href: agenciesURL + "/" + a.ID + "/remove"}}})
	}
	if c.Method() == post {
		v.fill(formOf(c))
	}
	say(&v.form)
	if who.err != nil {
		return who.err
	}
	title := tr.T("agencies.title", len(all))
	if len(all) == 0 {
		title = tr.T("agencies.title_none")
	}
	return s.render(c, status, "agencies", page{Title: title, Nav: "materials", Error: len(v.Errors()) > 0, Crumb: s.agencyCrumbs(c), Data: v})
}

// agencyCrumbs lead to the list, from material where the visitor may see that.
func (s *Server) agencyCrumbs(c *fiber.Ctx, last ...string) (out []link) {
	tr := s.language(c)
	if s.visitor(c).May(account.SeeMaterials) {
		out = append(out, link{Text: tr.T("materials.title"), Href: "/materials"})
	}
	out = append(out, link{Text: tr.T("agencies.crumb")})
	for _, text := range last {
		out[len(out)-1].Href = agenciesURL
		out = append(out, link{Text: text})
	}
	return out
}

func (s *Server) addAgency(c *fiber.Ctx) error {
	tr, sent := s.language(c), formOf(c)
	name, key := strings.TrimSpace(sent.Get("name")), strings.TrimSpace(sent.Get("key"))
	refuse := func(field, text string) error {
		return s.agenciesAgain(c, fiber.StatusUnprocessableEntity, func(f *form) { f.fault(field, text) })
	}
	if utf8.RuneCountInString(name) > maxAgencyName {
		return refuse("name", tr.T("second.long", maxAgencyName))
	}
	a, err := s.Materials.Know(c.UserContext(), s.visitor(c).ID, name, key)
	switch {
	case errors.Is(err, publishing.ErrNoName):
		return refuse("name", tr.T("agencies.no_name"))
	case errors.Is(err, publishing.ErrOddKey):
		return refuse("key", tr.T("agencies.odd_key"))
	case errors.Is(err, publishing.ErrKnownKey):
		was, err := s.Materials.Agency(c.UserContext(), a.ID)
		switch {
		case err != nil && !errors.Is(err, store.ErrNotFound):
			return err
		case was.Name == a.Name && was.By == a.By: // sent twice
			return c.Redirect(agenciesURL, fiber.StatusSeeOther)
		}
		return refuse("key", tr.T("agencies.taken", cmp.Or(was.Name, "—")))
	case err != nil:
		return err
	}
	if err := s.record(c, audit.AgencyAdded, a.Name+" "+a.Key, a.ID); err != nil {
		return errors.Join(err, s.Materials.Forget(c.UserContext(), a.ID))
	}
	s.say(c, "agencies.added", a.Name)
	return c.Redirect(agenciesURL, fiber.StatusSeeOther)
}

func (s *Server) confirmRemoveAgency(c *fiber.Ctx) error {
	tr := s.language(c)
	a, err := s.Materials.Agency(c.UserContext(), c.Params("id"))
	if err != nil {
		return err
	}
	title := tr.T("agencies.remove_ask", a.Name)
	return s.render(c, fiber.StatusOK, "confirm", page{Title: title, Nav: "materials", Crumb: s.agencyCrumbs(c, tr.T("agencies.remove")), Data: confirmation{
		Title: title, Lead: a.Key, Losses: []string{tr.T("agencies.remove_loss", a.Name)}, Stays: []string{tr.T("agencies.remove_stays")},
		Action: agenciesURL + "/" + a.ID + "/remove", Button: tr.T("agencies.remove_button"), Cancel: link{Text: tr.T("confirm.cancel"), Href: agenciesURL}}})
}

func (s *Server) removeAgency(c *fiber.Ctx) error {
	a, err := s.Materials.Agency(c.UserContext(), c.Params("id"))
	if errors.Is(err, store.ErrNotFound) { // sent twice
		return c.Redirect(agenciesURL, fiber.StatusSeeOther)
	} else if err != nil {
		return err
	}
	if err := s.record(c, audit.AgencyRemoved, a.Name+" "+a.Key, a.ID); err != nil {
		return err
	}
	if err := s.Materials.Forget(c.UserContext(), a.ID); err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	s.say(c, "agencies.removed", a.Name)
	return c.Redirect(agenciesURL, fiber.StatusSeeOther)
}
