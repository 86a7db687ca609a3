package web

import (
	"cmp"
	"errors"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/training"
	"shoumi/rules"
)

// certificates lists those of the visitor.
func (s *Server) certificates(c *fiber.Ctx) error {
	tr := s.language(c)
	all, err := s.ownCertificates(c)
	if err != nil {
		return err
	}
	list := table{Caption: tr.T("certificates.list"), None: empty{Text: tr.T("certificates.none"), How: tr.T("certificates.how")}}
	for _, label := range []string{tr.T("certificate.course"), tr.T("certificate.number"), tr.T("certificate.finished"), tr.T("certificate.valid"), tr.T("certificate.hours")} {
		list.Columns = append(list.Columns, column{Label: label})
	}
	valid := 0
	for _, x := range all {
		state := s.certificateState(tr, x)
		if x.Valid(s.today()) {
			valid++
		}
		list.Rows = append(list.Rows, row{Cells: []cell{
			{Text: tr.Of(x.Title), Href: "/certificates/" + x.Number}, {Text: x.Number}, {Text: tr.day(dayOf(x.Issued))},
			{Text: tr.T("certificate.until", tr.day(lastDayOf(x))), State: &state}, {Text: tr.certificateHours(x)},
		}})
	}
	title := tr.T("certificates.no_title")
	if len(all) > 0 {
		title = tr.T("certificates.title", len(all), valid)
	}
	return s.render(c, fiber.StatusOK, "certificates", page{Title: title, Nav: "training", Data: list})
}

// ownCertificates are those of the visitor, the latest first.
func (s *Server) ownCertificates(c *fiber.Ctx) ([]training.Certificate, error) {
	p, err := s.learner(c)
	if err != nil {
		return nil, err
	}
	return s.Training.Certificates(c.UserContext(), p)
}

// ownCertificate is the one that the address names. That of somebody else is not
// there.
func (s *Server) ownCertificate(c *fiber.Ctx) (training.Certificate, error) {
	number, _ := training.ReadNumber(c.Params("number"))
	all, err := s.ownCertificates(c)
	if err != nil {
		return training.Certificate{}, err
	}
	for _, x := range all {
		if x.Number == number {
			return x, nil
		}
	}
	return training.Certificate{}, fiber.ErrNotFound
}

// certificatePage is the data of certificate.html.
type certificatePage struct {
	Sheet       certificateSheet
	File        string // the PDF
	NoFile      *notice
	VerifyHref  string
	State       badge
	Sent, Whom  string
	Renew, Then string
	By          *link // the round that renews it
}

func (s *Server) certificate(c *fiber.Ctx) error {
	tr := s.language(c)
	x, err := s.ownCertificate(c)
	if err != nil {
		return err
	}
	p := certificatePage{File: "/certificates/" + x.Number + "/pdf", VerifyHref: "/verify/" + x.Number, State: s.certificateState(tr, x)}
	if p.Sheet, err = s.sheet(c, tr, x); err != nil {
		return err
	}
	p.NoFile = s.noFile(tr, c, x)
	p.Sent, p.Whom = s.sentHours(tr, x), tr.T("certificate.ask_office")
	if s.TrainingContact != "" {
		p.Whom = tr.T("certificate.ask", s.TrainingContact)
	}
	last := tr.day(lastDayOf(x))
	title := tr.T("certificate.title", tr.Of(x.Title), last)
	p.Renew = tr.T("certificate.renew_from", tr.day(x.Renew), last)
	switch {
	case !x.Valid(s.today()):
		title = tr.T("certificate.title_over", tr.Of(x.Title), last)
		p.Renew = tr.T("certificate.renew_over", last)
	case x.Renewable(s.today()):
		p.Renew = tr.T("certificate.renew_now", tr.day(x.Renew), last)
	}
	if err := s.renewal(c, tr, x, &p); err != nil {
		return err
	}
	return s.render(c, fiber.StatusOK, "certificate", page{Title: title, Nav: "training", Crumb: []link{{Text: tr.T("certificates.crumb"), Href: "/certificates"}, {Text: x.Number}}, Data: p})
}

// renewal says what renews a certificate, and leads to it once it is assigned.
func (s *Server) renewal(c *fiber.Ctx, tr *language, x training.Certificate, p *certificatePage) error {
	p.Then = tr.T("certificate.then")
	if x.Renewed == "" {
		return nil
	}
	who, err := s.learner(c)
	if err != nil {
		return err
	}
	path, err := s.Training.Path(c.UserContext(), who, x.Renewed)
	switch {
	case errors.Is(err, training.ErrNotEnrolled): // it was withdrawn
		return nil
	case err != nil:
		return err
	case path.Waived:
		p.Then = tr.T("certificate.waived")
		return nil
	case path.Finished:
		p.Then = tr.T("certificate.renewed")
	default:
		p.Then = tr.T("certificate.assigned")
	}
	p.By = &link{Text: tr.Of(path.Course.Title), Href: "/training/" + x.Renewed}
	return nil
}

// certificateState says whether one holds.
func (s *Server) certificateState(tr *language, x training.Certificate) badge {
	switch {
	case !x.Valid(s.today()):
		return badge{"late", tr.T("certificate.over")}
	case x.Renewable(s.today()):
		return badge{"open", tr.T("certificate.ending")}
	}
	return badge{"yes", tr.T("certificate.holds")}
}

// certificateHours is what one counts for. A course that was finished before the first
// day on which it counts for something counts for nothing.
func (l *language) certificateHours(x training.Certificate) string {
	if x.Hours == 0 {
		return l.T("certificate.no_hours")
	}
	return l.T("certificate.of_hours", x.Hours)
}

// sentHours says whether the hours are on their way to where people look for them.
func (s *Server) sentHours(tr *language, x training.Certificate) string {
	switch {
	case x.Hours == 0:
		return tr.T("certificate.nothing_sent")
	case x.Sent.IsZero():
		return tr.T("certificate.not_sent")
	}
	return tr.T("certificate.sent", x.Hours, tr.day(dayOf(x.Sent)))
}

// lastDayOf is the last day on which a certificate holds.
func lastDayOf(x training.Certificate) rules.Date { return x.Expires.AddDate(0, 0, -1) }

// certificateSheet is what stands on the paper, and in the file.
type certificateSheet struct {
	Title, Number, Before, Name, Statement string
	Rows                                   []pair
	Day                                    string
	QR                                     qrCode
	Check, Address                         string // how it is verified, and where
	Rules                                  string
}

// sheet is the certificate of the visitor.
func (s *Server) sheet(c *fiber.Ctx, tr *language, x training.Certificate) (certificateSheet, error) {
	issued := dayOf(x.Issued)
	at := cmp.Or(strings.TrimSuffix(s.PublicURL, "/"), c.BaseURL()) + "/verify/" + x.Number
	sheet := certificateSheet{
		Title: tr.T("certificate.sheet"), Number: tr.T("certificate.number_is", x.Number),
		Before: tr.T("certificate.before"), Name: s.visitor(c).Name, Statement: tr.T("certificate.statement", tr.Of(x.Title)),
		Rows: []pair{{Label: tr.T("certificate.hours"), Value: tr.certificateHours(x)}},
		Day:  tr.T("certificate.day", tr.day(issued)), Check: tr.T("certificate.check"), Address: at, Rules: tr.T("certificate.rules", x.Rules),
	}
	if x.Hours > 0 {
		sheet.Rows = append(sheet.Rows, pair{Label: tr.T("certificate.category"), Value: tr.Of(x.Category)})
	}
	sheet.Rows = append(sheet.Rows,
		pair{Label: tr.T("certificate.finished"), Value: tr.day(issued)},
		pair{Label: tr.T("certificate.valid"), Value: tr.T("certificate.from_until", tr.day(issued), tr.day(lastDayOf(x)))},
		pair{Label: tr.T("certificate.law"), Value: tr.day(x.Law)})
	var err error
	sheet.QR, err = newQRCode("verify", at, tr.T("certificate.qr"), tr.T("certificate.qr_text", at))
	return sheet, err
}
