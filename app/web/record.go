package web

import (
	"github.com/gofiber/fiber/v2"

	"shoumi/app/audit"
)

// record writes into the log what the visitor is about to do, or did: the nine
// fields of 警政日誌管理系統作業規定 point 3. What cannot be logged does not happen:
// callers return the error.
func (s *Server) record(c *fiber.Ctx, act, condition, subject string) error {
	return s.recordAs(c, s.visitor(c), act, condition, subject)
}

// recordAs is record for somebody who is not signed in yet.
func (s *Server) recordAs(c *fiber.Ctx, v visitor, act, condition, subject string) error {
	if s.Audit == nil {
		return nil
	}
	unit, err := s.unitName(c, v.Unit)
	if err != nil {
		return err
	}
	r := audit.Record{At: s.Now(), Unit: unit, User: v.Login, IP: s.ip(c), Action: act, Condition: condition, Subject: subject, ActualUser: v.Login, ActualUnit: unit}
	if p, ok := v.Session.Purpose(subject, s.Now()); ok && subject != "" {
		r.Purpose = p.Text
		if p.ActualUser != "" {
			r.ActualUser, r.ActualUnit = p.ActualUser, p.ActualUnit
		}
	}
	_, err = s.Audit.Append(c.UserContext(), r)
	return err
}

// unitName is a unit as the log names it: from the top, as it is called today. The
// log keeps it when the unit is renamed.
func (s *Server) unitName(c *fiber.Ctx, id string) (string, error) {
	if id == "" {
		return "", nil
	}
	tree, err := s.People.Units(c.UserContext())
	if err != nil {
		return "", err
	}
	return tree.Label(id), nil
}
