package web

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"
)

// readyTimeout is how long the store may take to say that it is there.
const readyTimeout = 2 * time.Second

// alive says that the program runs.
func (s *Server) alive(c *fiber.Ctx) error { return c.SendString("ok\n") }

// ready says whether the program can do its work: the store answers, and it is
// not about to stop.
func (s *Server) ready(c *fiber.Ctx) error {
	ctx, cancel := context.WithTimeout(c.UserContext(), readyTimeout)
	defer cancel()
	switch {
	case s.draining.Load():
		return c.Status(fiber.StatusServiceUnavailable).SendString("draining\n")
	case s.Ready != nil && s.Ready(ctx) != nil:
		return c.Status(fiber.StatusServiceUnavailable).SendString("store unavailable\n")
	}
	return c.SendString("ok\n")
}

// Drain makes /readyz say that the program is about to stop, so that a proxy sends
// no more requests. Requests are still served; what goes on after its request ends.
// App has to be called first.
func (s *Server) Drain() {
	s.draining.Store(true)
	s.stopWork()
}
