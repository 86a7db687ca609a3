package web

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/audit"
	"shoumi/app/store"
	"shoumi/app/training"
	"shoumi/rules"
)

// paperNumber is how the number of a paper looks.
var paperNumber = regexp.MustCompile(`^[0-9a-f]{32}$`)

// appeals asks for the number of a paper.
func (s *Server) appeals(c *fiber.Ctx) error {
	return s.showAppeals(c, fiber.StatusOK, "", "")
}

func (s *Server) showAppeals(c *fiber.Ctx, status int, typed, wrong string) error {
	tr := s.language(c)
	f := form{Notice: &notice{Title: tr.T("appeal.lead")}, Button: tr.T("appeal.find"),
		Fields: []field{{Name: "number", Label: tr.T("paper.id"), Help: tr.T("appeal.number_help"), Value: typed, Fault: wrong}}}
	return s.render(c, status, "form", page{Title: tr.T("appeal.title"), Nav: "appeals", Error: wrong != "", Data: f})
}

// findPaper leads to the paper of a number that was typed.
func (s *Server) findPaper(c *fiber.Ctx) error {
	tr, typed := s.language(c), formOf(c).Get("number")
	id := strings.ToLower(rules.Plain(typed))
	if !paperNumber.MatchString(id) {
		return s.showAppeals(c, fiber.StatusUnprocessableEntity, typed, tr.T("appeal.malformed"))
	}
	if _, _, err := s.Training.HandedIn(c.UserContext(), id); errors.Is(err, store.ErrNotFound) {
		return s.showAppeals(c, fiber.StatusUnprocessableEntity, typed, tr.T("appeal.unknown"))
	} else if err != nil {
		return err
	}
	return c.Redirect("/appeals/"+id, fiber.StatusSeeOther)
}

// appealPage is the data of appeal.html: a paper that was drawn again.
type appealPage struct {
	Lead      string
	Broken    *notice // what is kept is not what was kept
	Facts     []pair
	Questions []paperQuestion
	Words     string
}

// appeal draws the paper of a number again and holds it against what is kept. It says
// nothing of whose it is.
func (s *Server) appeal(c *fiber.Ctx) error {
	tr, id := s.language(c), c.Params("id")
	a, paper, err := s.Training.HandedIn(c.UserContext(), id)
	if err != nil {
		return err
	}
	if ok, err := s.asked(c, id, audit.PaperReproduced, "試卷"+id); !ok || err != nil {
		return err
	}
	questions, err := paper.Questions()
	if err != nil {
		return err
	}
	again, err := s.Training.Reproduce(c.UserContext(), id)
	title, v := tr.T("appeal.same"), appealPage{Lead: tr.T("appeal.same_lead"), Words: "/appeals/" + id + "/words", Facts: paperFacts(tr, a, paper)}
	drawn := tr.T("appeal.not_drawn")
	switch {
	case errors.Is(err, training.ErrOtherBank):
		title, v.Lead = tr.T("appeal.other"), tr.T("appeal.other_lead")
	case err != nil:
		return err
	default:
		drawn = fmt.Sprintf("sha256:%x", sha256.Sum256(again))
	}
	if fmt.Sprintf("sha256:%x", sha256.Sum256([]byte(paper.Words))) != paper.Hash {
		title, v.Lead, v.Broken = tr.T("appeal.broken"), "", &notice{Kind: "loss", Title: tr.T("appeal.broken_lead")}
	}
	right := 0
	for i, q := range questions {
		answer := a.Answers[strconv.Itoa(i+1)]
		if q.Grade(answer).Right {
			right++
		}
		v.Questions = append(v.Questions, s.paperQuestion(tr, i+1, q, answer, true))
	}
	v.Facts = append(v.Facts,
		pair{Label: tr.T("appeal.drawn"), Value: drawn},
		pair{Label: tr.T("appeal.rules_now"), Value: s.Book.Digest()},
		pair{Label: tr.T("appeal.marked"), Value: tr.T("attempt.of", a.Right, len(questions)), Note: tr.T("attempt.need", a.Need)},
		pair{Label: tr.T("appeal.marked_again"), Value: tr.T("attempt.of", right, len(questions))})
	return s.render(c, fiber.StatusOK, "appeal", page{Title: title, Nav: "appeals", Crumb: []link{{Text: tr.T("appeal.title"), Href: "/appeals"}, {Text: id[:8]}}, Data: v})
}

// appealWords sends the words of a paper as they are kept.
func (s *Server) appealWords(c *fiber.Ctx) error {
	id := c.Params("id")
	a, paper, err := s.Training.HandedIn(c.UserContext(), id)
	if err != nil {
		return err
	}
	if ok, err := s.asked(c, id, audit.PaperReproduced, "下載試卷"+id); !ok || err != nil {
		return err
	}
	return sendFile(c, "application/json", "shoumi-"+a.ID[:8]+".json", []byte(paper.Words))
}
