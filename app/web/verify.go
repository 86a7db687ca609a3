package web

import (
	"errors"
	"net/url"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/store"
	"shoumi/app/training"
)

// verifyPage is the data of verify.html: what is known of a certificate, if anything,
// and a form for the next.
type verifyPage struct {
	Title, Lead string
	Shown       bool // there is such a certificate
	Rows        []pair
	form
}

// numberForm asks for the number of a certificate.
func numberForm(tr *language, typed, fault string) form {
	return form{Fields: []field{{Name: "number", Label: tr.T("certificate.number"), Value: typed, Help: tr.T("verify.help"), Fault: fault}}, Button: tr.T("verify.button")}
}

// verifyForm asks for a number, and leads to its page: nothing happens by asking.
func (s *Server) verifyForm(c *fiber.Ctx) error {
	tr := s.language(c)
	typed, fault := queryOf(c).Get("number"), ""
	if typed != "" {
		if number, ok := training.ReadNumber(typed); ok {
			return c.Redirect("/verify/"+number, fiber.StatusSeeOther)
		}
		fault = tr.T("verify.not_a_number")
	}
	status := fiber.StatusOK
	if fault != "" {
		status = fiber.StatusUnprocessableEntity
	}
	p := verifyPage{Title: tr.T("verify.title"), Lead: tr.T("verify.lead"), form: numberForm(tr, typed, fault)}
	return s.showVerified(c, status, p)
}

// verify says whether a certificate holds, to everybody: no more than its course, its
// days and a name that is masked. Nothing throttles it. Whoever tries a thousand
// numbers a second on a site of a hundred thousand certificates finds one in a
// hundred days on average, and has learned no more than that.
func (s *Server) verify(c *fiber.Ctx) error {
	tr := s.language(c)
	typed, err := url.PathUnescape(c.Params("number"))
	if err != nil {
		return fiber.ErrNotFound
	}
	number, ok := training.ReadNumber(typed)
	if !ok {
		typed = firstRunes(typed, 40)
		return s.showVerified(c, fiber.StatusNotFound, verifyPage{Title: tr.T("verify.unknown", typed), Lead: tr.T("verify.not_a_number"), form: numberForm(tr, typed, "")})
	}
	if number != typed {
		return c.Redirect("/verify/"+number, fiber.StatusSeeOther)
	}
	x, account, err := s.Training.Verify(c.UserContext(), number)
	if errors.Is(err, store.ErrNotFound) {
		return s.showVerified(c, fiber.StatusNotFound, verifyPage{Title: tr.T("verify.unknown", number), Lead: tr.T("verify.look_again"), form: numberForm(tr, number, "")})
	} else if err != nil {
		return err
	}
	name, err := s.maskedName(c, account)
	if err != nil {
		return err
	}
	last := tr.day(lastDayOf(x))
	p := verifyPage{Shown: true, form: numberForm(tr, "", ""), Rows: []pair{
		{Label: tr.T("certificate.number"), Value: number},
		{Label: tr.T("verify.holder"), Value: name},
		{Label: tr.T("certificate.course"), Value: tr.Of(x.Title)},
		{Label: tr.T("certificate.finished"), Value: tr.day(dayOf(x.Issued))},
		{Label: tr.T("verify.last_day"), Value: last},
		{Label: tr.T("verify.at"), Value: tr.moment(s.Now())},
	}}
	switch {
	case name == "":
		p.Title, p.Lead = tr.T("verify.erased"), tr.T("verify.erased_lead")
		p.Rows[1].Value = tr.T("verify.nobody")
	case x.Valid(s.today()):
		p.Title, p.Lead = tr.T("verify.holds", last), tr.T("verify.compare")
	default:
		p.Title, p.Lead = tr.T("verify.over", last), tr.T("verify.compare")
	}
	return s.showVerified(c, fiber.StatusOK, p)
}

// firstRunes is a text cut to a length, whatever bytes were sent.
func firstRunes(text string, n int) string {
	runes := []rune(text)
	return string(runes[:min(n, len(runes))])
}

// maskedName is what strangers see of the name of a holder; "" of one who was erased.
func (s *Server) maskedName(c *fiber.Ctx, account string) (string, error) {
	if account == "" {
		return "", nil
	}
	who, err := s.People.Get(c.UserContext(), account)
	if errors.Is(err, store.ErrNotFound) {
		return "", nil
	}
	return training.MaskedName(who.Name), err
}

// showVerified keeps the page out of search engines, which would collect it.
func (s *Server) showVerified(c *fiber.Ctx, status int, p verifyPage) error {
	c.Set("X-Robots-Tag", "noindex, nofollow")
	return s.render(c, status, "verify", page{Title: p.Title, Error: len(p.Errors()) > 0, Data: p})
}
