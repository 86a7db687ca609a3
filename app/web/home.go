package web

import "github.com/gofiber/fiber/v2"

// homePage is the data of home.html.
type homePage struct{ Articles, Facts, Cases int }

func (s *Server) home(c *fiber.Ctx) error {
	v := homePage{Articles: len(s.Book.Articles()), Facts: len(s.Book.Facts()), Cases: len(s.published())}
	return s.render(c, fiber.StatusOK, "home", page{Title: s.language(c).T("home.title"), Nav: "home", Data: v})
}
