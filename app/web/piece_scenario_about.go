package web

import (
	"errors"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shoumi/casebook"
	"shoumi/rules"
)

// plotAboutForm asks for the title of a scenario, in whose shoes the reader is, and the
// day on which it plays.
func (s *Server) plotAboutForm(c *fiber.Ctx) error {
	p, err := s.begunPlot(c)
	if err != nil {
		return err
	}
	return s.plotAboutOf(c, fiber.StatusOK, p, s.plotAbout(s.language(c), p))
}

func (s *Server) plotAbout(tr *language, p plot) form {
	x := p.Case.Scenario
	day := ""
	if x.ActDate != 0 {
		day = tr.day(x.ActDate)
	}
	f := form{Version: p.Piece.Version, Button: tr.T("plot.save"), Fields: []field{
		{Name: "title", Label: tr.T("plot.title"), Help: tr.T("plot.title_help"), Value: x.Title},
		{Name: "actor", Label: tr.T("plot.actor"), Help: tr.T("plot.actor_help"), Kind: choiceField},
		newDayField(tr, "act_date", tr.T("plot.day"), day),
	}}
	actors := &f.Fields[1]
	if _, ok := p.Case.Actor(x.Actor); !ok {
		actors.Choices = append(actors.Choices, option{Value: x.Actor, Label: orMissing(tr, x.Actor), Checked: true})
	}
	for _, a := range p.Case.Actors {
		label := a.Name
		if a.Role != "" {
			label += "（" + a.Role + "）"
		}
		actors.Choices = append(actors.Choices, option{Value: a.Name, Label: label, Checked: a.Name == x.Actor})
	}
	return f
}

func (s *Server) plotAboutOf(c *fiber.Ctx, status int, p plot, f form) error {
	tr := s.language(c)
	return s.render(c, status, "form", page{Title: tr.T("plot.about_title"), Nav: "materials", Error: len(f.Errors()) > 0, Crumb: p.crumbs(tr, link{Text: tr.T("plot.about_title")}), Data: f})
}

func (s *Server) changePlotAbout(c *fiber.Ctx) error {
	p, err := s.begunPlot(c)
	if err != nil {
		return err
	}
	tr, sent := s.language(c), formOf(c)
	f := s.plotAbout(tr, p)
	f.fill(sent)
	day, ok := f.Fields[2].readDay(tr)
	if !ok && f.Fields[2].Fault != "" {
		return s.plotAboutOf(c, fiber.StatusUnprocessableEntity, p, f)
	}
	err = s.writePlot(c, func(of *casebook.Case) any {
		if x := of.Scenario; x != nil {
			return []any{x.Title, x.Actor, x.ActDate}
		}
		return nil
	}, func(of *casebook.Case) {
		x := of.Scenario
		x.Title, x.ActDate = strings.TrimSpace(sent.Get("title")), rules.Date(0)
		if _, ok := of.Actor(sent.Get("actor")); ok {
			x.Actor = sent.Get("actor")
		}
		if ok {
			x.ActDate = day
		}
	})
	switch {
	case errors.Is(err, errPlotChanged):
		if p, err = s.begunPlot(c); err != nil {
			return err
		}
		f = s.plotAbout(tr, p)
		for i := range f.Fields {
			f.Fields[i].Fault = tr.T("plot.clash_field", orMissing(tr, theirs(f.Fields[i])))
		}
		f.fill(sent)
		return s.plotAboutOf(c, fiber.StatusConflict, p, f)
	case err != nil:
		return err
	}
	s.say(c, "plot.saved")
	return c.Redirect(p.url(), fiber.StatusSeeOther)
}

// theirs is what a field shows.
func theirs(f field) string {
	for _, o := range f.Choices {
		if o.Checked {
			return o.Label
		}
	}
	return f.Value
}
