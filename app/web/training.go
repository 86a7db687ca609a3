package web

import (
	"cmp"
	"errors"
	"slices"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/account"
	"shoumi/app/store"
	"shoumi/app/training"
)

// learner is the visitor as training knows people: with the own unit first, then
// those above it.
func (s *Server) learner(c *fiber.Ctx) (training.Person, error) {
	v := s.visitor(c)
	units, err := s.People.Units(c.UserContext())
	if err != nil {
		return training.Person{}, err
	}
	return personOf(v.Account, units), nil
}

func personOf(a account.Account, units account.Tree) training.Person {
	p := training.Person{Account: a.ID}
	for _, u := range slices.Backward(units.Path(a.Unit)) {
		p.Units = append(p.Units, u.ID)
	}
	return p
}

// nameOf is what somebody is called; — where the account is gone.
func (s *Server) nameOf(c *fiber.Ctx, id string) (string, error) {
	if id == "" {
		return "—", nil
	}
	a, err := s.People.Get(c.UserContext(), id)
	if errors.Is(err, store.ErrNotFound) {
		return "—", nil
	}
	return cmp.Or(a.Name, a.Login), err
}

// trainingProblem is the part of the table from errors to pages that training
// needs; nil is none of its errors.
func trainingProblem(err error) *problem {
	var wait *training.WaitError
	if errors.As(err, &wait) {
		return &problem{status: fiber.StatusConflict, key: "wait", args: []any{wait.Opens.In(taipei).Format("15:04"), dayOf(wait.Opens).ROC()}}
	}
	for known, p := range map[error]problem{
		training.ErrNotEnrolled: {status: fiber.StatusNotFound, key: "not_enrolled"},
		training.ErrNoCourse:    {status: fiber.StatusNotFound, key: "not_found"},
		training.ErrNoUnit:      {status: fiber.StatusNotFound, key: "not_found"},
		training.ErrNoSection:   {status: fiber.StatusNotFound, key: "not_found"},
		training.ErrNotYours:    {status: fiber.StatusNotFound, key: "not_found"},
		training.ErrNoItem:      {status: fiber.StatusNotFound, key: "not_found"},
		training.ErrLocked:      {status: fiber.StatusConflict, key: "unit_locked"},
		training.ErrUnread:      {status: fiber.StatusConflict, key: "unread"},
		training.ErrChanged:     {status: fiber.StatusConflict, key: "changed"},
		training.ErrSubmitted:   {status: fiber.StatusConflict, key: "submitted"},
		training.ErrSamePerson:  {status: fiber.StatusForbidden, key: "same_person"},
		training.ErrNoWaiver:    {status: fiber.StatusConflict, key: "no_waiver"},
		training.ErrNotDue:      {status: fiber.StatusConflict, key: "not_due"},
	} {
		if errors.Is(err, known) {
			return &p
		}
	}
	return nil
}
