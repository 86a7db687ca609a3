package web

import (
	"cmp"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/account"
	"shoumi/app/audit"
)

// mePage is the data of me.html: what the program holds of the person who asks.
type mePage struct {
	Facts            []pair
	Password         string  // how long it may still be used
	Old              *notice // it ends soon
	Factor, External bool
	Sessions         []sessionRow
	Trains           bool // there are courses, certificates, and a record
}

// sessionRow is a session of the person who asks.
type sessionRow struct {
	ID, IP, Agent, Began, Seen string
	Here                       bool
}

func (s *Server) me(c *fiber.Ctx) error {
	tr, v := s.language(c), s.visitor(c)
	tree, err := s.People.Units(c.UserContext())
	if err != nil {
		return err
	}
	p := mePage{Facts: s.factsOf(tr, v.Account, tree), Factor: v.Factor, External: v.External, Trains: s.Training != nil}
	if !p.External {
		days, soon := s.People.DaysLeft(v.Password)
		p.Password = tr.T("me.password_until", tr.lastDay(v.Password), days)
		if soon {
			p.Old = &notice{Kind: "warning", Title: p.Password}
		}
	}
	sessions, err := s.People.Sessions(c.UserContext(), v.ID)
	if err != nil {
		return err
	}
	for _, x := range sessions {
		p.Sessions = append(p.Sessions, sessionRow{ID: x.ID, IP: cmp.Or(x.IP, "—"), Agent: tr.device(x.Agent), Began: tr.moment(x.Created), Seen: tr.moment(x.Seen), Here: x.ID == v.Session.ID})
	}
	return s.render(c, fiber.StatusOK, "me", page{Title: tr.T("me.title"), Nav: "me", Data: p})
}

// endMine ends one of the visitor's sessions, or all but this one.
func (s *Server) endMine(c *fiber.Ctx) error {
	v, id := s.visitor(c), formOf(c).Get("id")
	if id == "others" {
		token, _, err := s.People.EndOthers(c.UserContext(), v.Session)
		if err != nil {
			return err
		}
		s.setCookie(c, s.sessionCookie(), token)
	} else if err := s.People.End(c.UserContext(), v.ID, id); err != nil {
		return err
	}
	if err := s.record(c, audit.SessionEnded, "", v.ID); err != nil {
		return err
	}
	s.say(c, "me.ended")
	return c.Redirect("/me#sessions", fiber.StatusSeeOther)
}

// suspectMine is for somebody whose password another may know (資通安全實施規定 7:
// it is changed at once): every session ends, and the next sign-in asks for a new one.
func (s *Server) suspectMine(c *fiber.Ctx) error {
	v := s.visitor(c)
	if err := s.record(c, audit.LeakSuspected, "", v.ID); err != nil {
		return err
	}
	if err := s.People.Suspect(c.UserContext(), v.ID); err != nil {
		return err
	}
	s.dropCookie(c, s.sessionCookie())
	return c.Redirect("/sign-in?why=suspect", fiber.StatusSeeOther)
}

// roles are the names of roles.
func (l *language) roles(roles []account.Role) string {
	var names []string
	for _, r := range roles {
		names = append(names, l.T("role."+string(r)))
	}
	return strings.Join(names, l.T("list.join"))
}

// lastDay is how long a password is good: a day, or of one that was handed out, the
// moment.
func (l *language) lastDay(p account.Password) string {
	if p.Temporary {
		return l.moment(p.Due)
	}
	return l.day(dayOf(p.Due.Add(-time.Nanosecond)))
}

// device says what a browser runs on, and its name; not more than a person needs
// to know their own.
func (l *language) device(agent string) string {
	on, name := "computer", ""
	if strings.Contains(agent, "Mobile") || strings.Contains(agent, "Android") {
		on = "phone"
	}
	for _, b := range []struct{ sign, name string }{{"Edg/", "Edge"}, {"Firefox/", "Firefox"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}} {
		if strings.Contains(agent, b.sign) {
			name = b.name
			break
		}
	}
	if name == "" {
		return l.T("me.device.unknown")
	}
	return l.T("me.device", l.T("me.device."+on), name)
}
