package web

import (
	"github.com/gofiber/fiber/v2"

	"shoumi/app/account"
	"shoumi/content"
)

// homePage is the data of home.html.
type homePage struct {
	Articles, Facts, Cases, Lessons, Scenarios, Items int

	Training  *trainingHome // of somebody who trains
	Parts     []homePart    // of somebody signed in: one for each of their roles
	Bulletins []link        // for somebody signed in
}

// First says whether the first thing of a part is the one thing of the page.
func (p homePage) First(part int) bool {
	return part == 0 && (p.Training == nil || p.Training.Next == nil)
}

// homePart is what a role comes to do: its one first thing, and the rest.
type homePart struct {
	Role  account.Role
	First door
	Doors []door
	Todo  int // notices that wait
}

// door leads to a part of the site. Key names its text and what is behind it.
type door struct{ Key, Href string }

// homes is what each role finds on its home page, what it comes for first.
var homes = map[account.Role]homePart{
	account.Officer:    {First: door{"lessons", "/lessons"}, Doors: []door{{"scenarios", "/scenarios"}, {"practice", "/practice"}, {"rules", "/rules"}}},
	account.Editor:     {First: door{"materials", "/materials"}, Doors: []door{{"cases", "/cases"}, {"agreement", "/agreement"}, {"statistics", "/statistics"}, {"scenarios", "/scenarios"}, {"rules", "/rules"}}},
	account.Counsel:    {First: door{"incidents", "/incidents"}, Doors: []door{{"materials", "/materials"}, {"classify", "/classify"}, {"file", "/classify/file"}, {"statistics", "/statistics"}, {"appeals", "/appeals"}, {"rules", "/rules"}, {"cases", "/cases"}}},
	account.Supervisor: {First: door{"completion", "/completion"}, Doors: []door{{"people", "/people"}, {"log", "/log"}}},
	account.Admin:      {First: door{"people", "/people"}, Doors: []door{{"new", "/people/new"}, {"import", "/people/import"}, {"units", "/units"}, {"completion", "/completion"}, {"agencies", agenciesURL}, {"corrections", "/corrections"}, {"appeals", "/appeals"}, {"log", "/log"}}},
}

// homeOf is what a role finds, without the doors behind which this site has nothing.
func (s *Server) homeOf(r account.Role) homePart {
	var there []door
	for _, d := range append([]door{homes[r].First}, homes[r].Doors...) {
		if s.shows(d.Href) {
			there = append(there, d)
		}
	}
	return homePart{Role: r, First: there[0], Doors: there[1:]}
}

func (s *Server) home(c *fiber.Ctx) error {
	tr, v := s.language(c), s.visitor(c)
	p := homePage{Articles: len(s.Book.Articles()), Facts: len(s.Book.Facts()), Cases: len(s.published())}
	for _, x := range s.published() {
		if x.Scenario != nil {
			p.Scenarios++
		}
	}
	if s.Lessons != nil {
		p.Lessons = len(s.Lessons.Lessons(content.Languages[0]))
	}
	if s.Quizzes != nil {
		p.Items = len(s.Quizzes.Usable(""))
	}
	title := tr.T("home.title")
	if v.Known() {
		title = tr.T("home.hello", v.Name)
		var err error
		if p.Training, err = s.trainingHome(c); err != nil {
			return err
		}
		if p.Bulletins, err = s.latest(c.UserContext(), tr); err != nil {
			return err
		}
		for _, r := range account.Roles {
			if v.Is(r) {
				part := s.homeOf(r)
				if r == account.Editor || r == account.Counsel {
					if part.Todo, err = s.todo(c); err != nil {
						return err
					}
				}
				p.Parts = append(p.Parts, part)
			}
		}
	}
	return s.render(c, fiber.StatusOK, "home", page{Title: title, Nav: "home", Data: p})
}
