package web

import (
	"errors"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/audit"
	"shoumi/app/incident"
	"shoumi/app/store"
)

// incidentPeoplePage is the data of incident_people.html: whom a record is about.
type incidentPeoplePage struct {
	Notice  *notice
	Action  string
	Version int
	People  []incidentPerson
	Add     field
	Like    *field // whose answers on the matter itself hold for the next person too
}

// incidentPerson is somebody of a record, with a field to call them something else.
type incidentPerson struct {
	Number int
	Name   field
	Note   string
	Remove string // "" of the only one
}

// Errors are what is wrong, for the summary.
func (v incidentPeoplePage) Errors() []fieldError {
	all := []field{v.Add}
	for _, p := range v.People {
		all = append(all, p.Name)
	}
	return faultsOf(all...)
}

// matter is the group of facts on what the incident is about, which are the same for
// whoever had to do with it.
const matter = "客體"

func (s *Server) incidentPeople(c *fiber.Ctx) error {
	r, ok, err := s.incidentAt(c)
	if !ok || err != nil {
		return err
	}
	return s.incidentPeopleAgain(c, fiber.StatusOK, r, func(*incidentPeoplePage) {})
}

func (s *Server) incidentPeopleAgain(c *fiber.Ctx, status int, r incident.Record, say func(*incidentPeoplePage)) error {
	tr, st := s.language(c), r.Content.Interview
	at, err := s.placeOf(c, r)
	if err != nil {
		return err
	}
	if at.fixed {
		return c.Redirect(at.check())
	}
	v := incidentPeoplePage{Action: incidentURL(r.ID, "people"), Version: r.Version, Add: field{Name: "name", ID: "add", Label: tr.T("people_of.add"), Help: tr.T("people_of.help"), Value: st.FreeName()}}
	like := field{Name: "like", Kind: choiceField, Label: tr.T("people_of.like"), Help: tr.T("people_of.like_help"), Choices: []option{{Label: tr.T("people_of.like_none"), Checked: true}}}
	for i, p := range st.People {
		x := incidentPerson{Number: i, Name: field{Name: "name", ID: "name-" + strconv.Itoa(i), Label: tr.T("people_of.name", i+1), Value: p.Name}, Note: tr.T("people_of.answered", len(p.Answers))}
		if len(st.People) > 1 {
			x.Remove = incidentURL(r.ID, "people", strconv.Itoa(i), "remove")
		}
		v.People = append(v.People, x)
		if known := at.onMatter(p); len(known) > 0 {
			like.Choices = append(like.Choices, option{Value: strconv.Itoa(i), Label: tr.T("people_of.like_one", p.Name, len(known))})
		}
	}
	if len(like.Choices) > 1 {
		v.Like = &like
	}
	say(&v)
	title := tr.T("people_of.title", len(v.People))
	return s.render(c, status, "incident_people", page{Title: title, Nav: "incidents", Error: len(v.Errors()) > 0, Crumb: append(at.crumbs, link{Text: tr.T("check.title"), Href: at.check()}, link{Text: title}), Data: v})
}

// onMatter are the answers about a person that are about the matter itself.
func (p place) onMatter(of incident.Person) (out []incident.Answer) {
	for _, a := range of.Answers {
		if f, ok := p.book.Fact(a.Fact); ok && f.Group == matter {
			out = append(out, a)
		}
	}
	return out
}

// changeIncidentPeople adds somebody to a record, or calls somebody something else.
func (s *Server) changeIncidentPeople(c *fiber.Ctx) error {
	r, ok, err := s.incidentFor(c, "")
	if !ok || err != nil {
		return err
	}
	tr, sent, st := s.language(c), formOf(c), r.Content.Interview
	name := strings.TrimSpace(sent.Get("name"))
	who, adds := personNumber(st, sent.Get("who"))
	var next incident.Interview
	if adds {
		var known []incident.Answer
		if i, none := personNumber(st, sent.Get("like")); !none {
			at, err := s.placeOf(c, r)
			if err != nil {
				return err
			}
			known = at.onMatter(st.People[i])
		}
		next, err = st.Add(name, known)
	} else {
		next, err = st.Rename(who, name)
	}
	fault := ""
	switch {
	case !incident.Label(name):
		fault = tr.T("people_of.no_label")
	case errors.Is(err, incident.ErrNameTaken):
		fault = tr.T("people_of.taken", name)
	case err != nil:
		return err
	}
	if fault != "" {
		return s.incidentPeopleAgain(c, fiber.StatusUnprocessableEntity, r, func(v *incidentPeoplePage) {
			x := &v.Add
			if !adds {
				x = &v.People[who].Name
			}
			x.Value, x.Fault = name, fault
			if v.Like != nil && adds {
				for i := range v.Like.Choices {
					v.Like.Choices[i].Checked = v.Like.Choices[i].Value == sent.Get("like")
				}
			}
		})
	}
	if done, err := s.recast(c, r, next); !done || err != nil {
		return err
	}
	if adds {
		s.say(c, "people_of.added", name)
		return c.Redirect(incidentURL(r.ID, "questions")+"?who="+strconv.Itoa(next.At), fiber.StatusSeeOther)
	}
	s.say(c, "people_of.renamed", name)
	return c.Redirect(incidentURL(r.ID, "people"), fiber.StatusSeeOther)
}

// personNumber is the number of somebody in an interview; none is that there is none.
func personNumber(st incident.Interview, number string) (i int, none bool) {
	i, err := strconv.Atoi(number)
	return i, err != nil || i < 0 || i >= len(st.People)
}

// recast writes the people of a record as they are now. Where the record was changed
// elsewhere meanwhile it shows it as it is, and is not done.
func (s *Server) recast(c *fiber.Ctx, r incident.Record, next incident.Interview) (done bool, err error) {
	at, err := s.placeOf(c, r)
	if err != nil {
		return false, err
	}
	if !at.fixed { // else the desk says why
		if err := s.record(c, audit.IncidentChanged, "事件紀錄 "+r.Reference, r.ID); err != nil {
			return false, err
		}
	}
	_, err = s.Incidents.Change(c.UserContext(), s.visitor(c).ID, r.ID, versionOf(formOf(c)), incident.Recast, func(r *incident.Record) error {
		r.Content.Interview = next
		return nil
	})
	if errors.Is(err, store.ErrConflict) {
		tr := s.language(c)
		return false, s.incidentPeopleAgain(c, fiber.StatusConflict, r, func(v *incidentPeoplePage) {
			v.Notice = &notice{Kind: "warning", Title: tr.T("people_of.elsewhere"), Text: tr.T("people_of.elsewhere_how")}
		})
	}
	return err == nil, err
}

func (s *Server) confirmRemoveIncidentPerson(c *fiber.Ctx) error {
	r, ok, err := s.incidentAt(c)
	if !ok || err != nil {
		return err
	}
	st := r.Content.Interview
	i, none := personNumber(st, c.Params("number"))
	if none || len(st.People) == 1 {
		return store.ErrNotFound
	}
	at, err := s.placeOf(c, r)
	if err != nil {
		return err
	}
	if at.fixed {
		return c.Redirect(at.check())
	}
	tr, p := s.language(c), st.People[i]
	title := tr.T("people_of.remove_title", p.Name)
	var losses []string
	if len(p.Answers) > 0 {
		losses = append(losses, tr.T("people_of.remove_loss", p.Name, len(p.Answers)))
	}
	return s.render(c, fiber.StatusOK, "confirm", page{Title: title, Nav: "incidents", Crumb: append(at.crumbs, link{Text: title}), Data: confirmation{
		Title: title, Losses: losses, Stays: []string{tr.T("people_of.remove_stays")},
		Action: c.Path(), Hidden: map[string]string{"version": strconv.Itoa(r.Version)}, Button: tr.T("people_of.remove_button", p.Name), Cancel: link{Text: tr.T("confirm.cancel"), Href: incidentURL(r.ID, "people")}}})
}

func (s *Server) removeIncidentPerson(c *fiber.Ctx) error {
	r, ok, err := s.incidentFor(c, "")
	if !ok || err != nil {
		return err
	}
	i, none := personNumber(r.Content.Interview, c.Params("number"))
	if none {
		return store.ErrNotFound
	}
	name := r.Content.Interview.People[i].Name
	next, err := r.Content.Interview.Remove(i)
	if err != nil {
		return store.ErrNotFound
	}
	if done, err := s.recast(c, r, next); !done || err != nil {
		return err
	}
	s.say(c, "people_of.removed", name)
	return c.Redirect(incidentURL(r.ID, "people"), fiber.StatusSeeOther)
}
