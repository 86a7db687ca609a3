package web

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/audit"
	"shoumi/app/store"
	"shoumi/app/training"
)

// correctionsPage is the data of corrections.html: what people ask to be put right.
type correctionsPage struct {
	Errors []fieldError
	Open   []correctionRow
	Closed []correctionRow
	None   empty
}

// correctionRow is a correction; Answer is the form of one that is open.
type correctionRow struct {
	ID, Who, Href string
	At            string
	Words         string
	Said          string // the answer, by whom and when
	By            string
	Answer        field
}

// corrections lists what people ask to be put right in what is held of them.
func (s *Server) corrections(c *fiber.Ctx) error {
	return s.showCorrections(c, fiber.StatusOK, "", "")
}

// showCorrections lists them; wrong is what is wrong with the answer to one.
func (s *Server) showCorrections(c *fiber.Ctx, status int, id, wrong string) error {
	tr := s.language(c)
	all, err := s.Training.Corrections(c.UserContext())
	if err != nil {
		return err
	}
	v := correctionsPage{None: empty{Text: tr.T("corrections.none"), How: tr.T("corrections.none_how")}}
	for _, x := range all {
		r, err := s.correctionRow(c, x)
		if err != nil {
			return err
		}
		if !x.Answered.IsZero() {
			v.Closed = append(v.Closed, r)
			continue
		}
		r.Answer = field{Name: "answer", ID: "a-" + x.ID, Label: tr.T("corrections.answer"), Help: tr.T("corrections.answer_help"), Kind: longField}
		if x.ID == id {
			r.Answer.Fault = wrong
			v.Errors = r.Answer.Faults()
		}
		v.Open = append(v.Open, r)
	}
	title := tr.T("corrections.title", len(v.Open))
	return s.render(c, status, "corrections", page{Title: title, Nav: "people", Error: wrong != "", Crumb: peopleCrumbs(tr, tr.T("corrections.crumb")), Data: v})
}

func (s *Server) correctionRow(c *fiber.Ctx, x training.Correction) (correctionRow, error) {
	tr := s.language(c)
	r := correctionRow{ID: x.ID, Who: tr.T("corrections.gone"), At: tr.moment(x.At), Words: x.Words}
	a, err := s.People.Get(c.UserContext(), x.Account)
	switch {
	case err == nil:
		r.Who, r.Href = a.Name+"（"+a.Login+"）", "/people/"+a.ID
	case !errors.Is(err, store.ErrNotFound):
		return r, err
	}
	if !x.Answered.IsZero() {
		name, err := s.nameOf(c, x.By)
		if err != nil {
			return r, err
		}
		r.Said, r.By = x.Answer, tr.T("corrections.by", name, tr.moment(x.Answered))
	}
	return r, nil
}

// answerCorrection keeps the answer to a correction.
func (s *Server) answerCorrection(c *fiber.Ctx) error {
	tr, id := s.language(c), c.Params("id")
	all, err := s.Training.Corrections(c.UserContext())
	if err != nil {
		return err
	}
	whose := ""
	for _, x := range all {
		if x.ID == id {
			whose = x.Account
		}
	}
	if whose == "" {
		return fiber.ErrNotFound
	}
	err = s.Training.AnswerCorrection(c.UserContext(), id, s.visitor(c).ID, formOf(c).Get("answer"))
	switch {
	case errors.Is(err, training.ErrNoReason):
		return s.showCorrections(c, fiber.StatusUnprocessableEntity, id, tr.T("corrections.empty"))
	case errors.Is(err, store.ErrConflict):
		return &problem{status: fiber.StatusConflict, key: "correction_answered", links: []link{{Text: tr.T("corrections.crumb"), Href: "/corrections"}}}
	case err != nil:
		return err
	}
	if err := s.record(c, audit.CorrectionClosed, "", whose); err != nil {
		return err
	}
	s.say(c, "corrections.answered")
	return c.Redirect("/corrections", fiber.StatusSeeOther)
}

// confirmErase asks once more before the training of a person is parted from them.
func (s *Server) confirmErase(c *fiber.Ctx) error {
	return s.askErase(c, fiber.StatusOK, "")
}

func (s *Server) askErase(c *fiber.Ctx, status int, typed string) error {
	a, _, err := s.reach(c, c.Params("id"))
	if err != nil {
		return err
	}
	tr := s.language(c)
	v := confirmation{Title: tr.T("erase.title", a.Name), Lead: tr.T("erase.lead"),
		Losses: []string{tr.T("erase.loss_link"), tr.T("erase.loss_path"), tr.T("erase.loss_certificate"), tr.T("erase.loss_words")},
		Stays:  []string{tr.T("erase.stays_account"), tr.T("erase.stays_figures"), tr.T("erase.stays_log")},
		Action: "/people/" + a.ID + "/training/erase", Word: newWordField(tr, a.Login, typed), Button: tr.T("erase.button"), Cancel: link{Text: tr.T("confirm.cancel"), Href: "/people/" + a.ID}}
	if status != fiber.StatusOK {
		v.Word.says(tr, a.Login)
	}
	return s.render(c, status, "confirm", page{Title: v.Title, Nav: "people", Error: status != fiber.StatusOK, Crumb: peopleCrumbs(tr, a.Name), Data: v})
}

// erase parts a person from what they learned.
func (s *Server) erase(c *fiber.Ctx) error {
	a, _, err := s.reach(c, c.Params("id"))
	if err != nil {
		return err
	}
	tr, typed := s.language(c), formOf(c).Get("word")
	if !newWordField(tr, a.Login, typed).says(tr, a.Login) {
		return s.askErase(c, fiber.StatusUnprocessableEntity, typed)
	}
	if err := s.record(c, audit.TrainingErased, a.Login, a.ID); err != nil {
		return err
	}
	switch err := s.Training.Erase(c.UserContext(), a.ID); {
	case errors.Is(err, store.ErrNotFound):
		s.say(c, "erase.nothing", a.Name)
	case err != nil:
		return err
	default:
		s.say(c, "erase.done", a.Name)
	}
	return c.Redirect("/people/"+a.ID, fiber.StatusSeeOther)
}
