package web

import (
	"github.com/gofiber/fiber/v2"

	"shoumi/content"
)

// homePage is the data of home.html.
type homePage struct{ Articles, Facts, Cases, Lessons, Scenarios, Items int }

func (s *Server) home(c *fiber.Ctx) error {
	v := homePage{Articles: len(s.Book.Articles()), Facts: len(s.Book.Facts()), Cases: len(s.published())}
	for _, x := range s.published() {
		if x.Scenario != nil {
			v.Scenarios++
		}
	}
	if s.Lessons != nil {
		v.Lessons = len(s.Lessons.Lessons(content.Languages[0]))
	}
	if s.Quizzes != nil {
		v.Items = len(s.Quizzes.Usable(""))
	}
	return s.render(c, fiber.StatusOK, "home", page{Title: s.language(c).T("home.title"), Nav: "home", Data: v})
}
