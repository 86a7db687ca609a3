package web

import (
	"context"

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
	r, err := s.entry(c, v, act, condition, subject)
	if err != nil {
		return err
	}
	return s.log(c.UserContext(), r)
}

// log writes an entry into the log, if there is one.
func (s *Server) log(ctx context.Context, r audit.Record) error {
	if s.Audit == nil {
		return nil
	}
	_, err := s.Audit.Append(ctx, r)
	return err
}

// entry is what the log says of something that somebody does now.
func (s *Server) entry(c *fiber.Ctx, v visitor, act, condition, subject string) (audit.Record, error) {
	unit, err := s.unitName(c, v.Unit)
	if err != nil {
		return audit.Record{}, err
	}
	r := audit.Record{At: s.Now(), Unit: unit, User: v.Login, IP: s.ip(c), Action: act, Condition: condition, Subject: subject, ActualUser: v.Login, ActualUnit: unit}
	if p, ok := v.Session.Purpose(subject, s.Now()); ok && subject != "" {
		r.Purpose = p.Text
		if p.ActualUser != "" {
			r.ActualUser, r.ActualUnit = p.ActualUser, p.ActualUnit
		}
	}
	return r, nil
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
