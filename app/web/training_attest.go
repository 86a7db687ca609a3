package web

import (
	"html/template"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/training"
)

// signedOnline is how a document was signed on these pages.
const signedOnline = "web"

// attestPage is the data of attest.html: a document to read to its end and to sign.
type attestPage struct {
	Action   string
	Document *training.Document
	Sections []documentSection // those that were served, or all once it is signed
	Next     int               // section to be served next; 0 when all were
	Bar      stepBar
	MaySign  bool
	Signed   []pair  // when, and which words
	Before   *notice // an earlier version was signed
	Onward   *link
}

type documentSection struct {
	Number int
	Title  string
	Text   template.HTML
}

func (s *Server) attest(c *fiber.Ctx, at stop) error {
	tr := s.language(c)
	a, err := s.Training.Attestation(c.UserContext(), at.Person, at.Path.Round, at.Unit().ID)
	if err != nil {
		return err
	}
	d := a.Document
	v := attestPage{Action: at.Href(), Document: d, MaySign: a.MaySign, Bar: newStepBar(a.Served, len(d.Sections))}
	v.Bar.Says = tr.T("path.part.attest", a.Served, len(d.Sections))
	title := tr.T("attest.asks", tr.Of(d.Title))
	shown := a.Served
	if !a.Asked {
		title, shown = tr.T("attest.signed", tr.Of(d.Title)), len(d.Sections)
		v.Signed = []pair{{Label: tr.T("attest.signed_at"), Value: tr.moment(a.Signed.At)}, {Label: tr.T("attest.version"), Value: a.Signed.Version.String()}, {Label: tr.T("attest.hash"), Value: a.Signed.Hash}}
		v.Onward = s.onwardLink(tr, at.Path)
	} else if a.Signed.Version.Major > 0 {
		v.Before = &notice{Title: tr.T("attest.again", a.Signed.Version.String(), tr.moment(a.Signed.At)), Text: tr.T("attest.again_why", d.Version.String())}
	}
	for i, x := range d.Sections[:shown] {
		v.Sections = append(v.Sections, documentSection{Number: i + 1, Title: x.Title, Text: s.snippet(x.Text)})
	}
	if shown < len(d.Sections) {
		v.Next = shown + 1
	}
	return s.render(c, fiber.StatusOK, "attest", page{Title: title, Nav: "training", Crumb: s.stopCrumbs(tr, at), Data: v})
}

// actOnDocument serves the next section, or signs.
func (s *Server) actOnDocument(c *fiber.Ctx, at stop, act string) error {
	ctx, form := c.UserContext(), formOf(c)
	round, unit := at.Path.Round, at.Unit().ID
	switch act {
	case "":
		section, _ := strconv.Atoi(form.Get("section"))
		if err := s.Training.ServeDocument(ctx, at.Person, round, unit, form.Get("hash"), section); err != nil {
			return err
		}
		return c.Redirect(at.Href()+"#section-"+strconv.Itoa(section), fiber.StatusSeeOther)
	case "sign":
		if err := s.Training.Sign(ctx, at.Person, round, unit, form.Get("hash"), signedOnline); err != nil {
			return err
		}
		return s.onward(c, at)
	}
	return fiber.ErrNotFound
}
