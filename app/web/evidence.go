package web

import (
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/account"
	"shoumi/app/audit"
	"shoumi/app/training"
)

// evidenceOfOne is about how many bytes a package has for somebody who took the
// certification once, and evidenceOfNone for anybody else.
const (
	evidenceOfOne  = 16 << 10
	evidenceOfNone = 1 << 10
)

// evidencePage is the data of evidence.html.
type evidencePage struct {
	form
	Facts []pair
	Holds []string
	Clear notice // that the file can be read by everybody
	Open  bool   // some can still take the certification
	File  string
}

func (s *Server) evidenceForm(c *fiber.Ctx) error {
	x, err := s.evidenced(c)
	if err != nil {
		return err
	}
	return s.evidenceAgain(c, fiber.StatusOK, x, func(*form) {})
}

// evidenced is the roster that a package is about: of a unit, whatever the standing.
func (s *Server) evidenced(c *fiber.Ctx) (selected, error) {
	x, err := s.selected(c, account.SeeTraining)
	if err == nil && len(x.all) == 0 {
		err = fiber.ErrNotFound
	}
	return x, err
}

func (s *Server) evidenceAgain(c *fiber.Ctx, status int, x selected, say func(*form)) error {
	tr, v := s.language(c), s.visitor(c)
	unit, err := s.unitName(c, v.Unit)
	if err != nil {
		return err
	}
	counts, size := count(x.all), 0
	for _, r := range x.all {
		if r.Standing == training.Done {
			size += evidenceOfOne
		} else {
			size += evidenceOfNone
		}
	}
	p := evidencePage{form: form{Button: tr.T("evidence.button"), Fields: purposeFields(tr, v.Login, unit)},
		Facts: []pair{
			{Label: tr.T("completion.course"), Value: x.title(tr)},
			{Label: tr.T("person.unit"), Value: cmp.Or(x.tree.Label(x.unit), tr.T("people.every_unit")), Chinese: x.unit != ""},
			{Label: tr.T("sheet.rows"), Value: tr.T("evidence.people", len(x.all), counts[training.Done])},
			{Label: tr.T("evidence.size"), Value: tr.T("evidence.about", max(1, (size+1<<19)>>20))},
		},
		Clear: notice{Kind: "warning", Title: tr.T("evidence.clear"), Text: tr.T("evidence.clear_how")},
		Open:  counts[training.NotStarted]+counts[training.InProgress] > 0, File: s.evidenceName(x)}
	for _, what := range []string{"roster", "papers", "signatures", "certificates", "course", "sums"} {
		p.Holds = append(p.Holds, tr.T("evidence.holds."+what))
	}
	if c.Method() == post {
		p.fill(formOf(c))
	}
	say(&p.form)
	title := tr.T("evidence.title", len(x.all))
	return s.render(c, status, "evidence", page{Title: title, Nav: "completion", Error: len(p.Errors()) > 0, Crumb: completionCrumbs(tr, link{Text: x.title(tr), Href: x.href()}, link{Text: tr.T("evidence.name")}), Data: p})
}

// evidenceName is the name of the file of a package of today.
func (s *Server) evidenceName(x selected) string {
	return "evidence-" + strings.ReplaceAll(x.id, "/", "-") + "-" + s.today().String() + ".zip"
}

// exportEvidence sends the package as it is made. What it is for stands in the log
// before it leaves, and its digest once it has left.
func (s *Server) exportEvidence(c *fiber.Ctx) error {
	tr, v := s.language(c), s.visitor(c)
	x, err := s.evidenced(c)
	if err != nil {
		return err
	}
	why, name, wrong := purposeOf(tr, formOf(c), x.id)
	if wrong != "" {
		return s.evidenceAgain(c, fiber.StatusUnprocessableEntity, x, func(f *form) { f.fault(name, wrong) })
	}
	now := s.Now()
	why.Until = now.Add(time.Minute)
	v.Session.Purposes = []account.Purpose{why} // of these entries; the session keeps its own
	condition := strings.TrimSpace(x.id + " " + x.tree.Label(x.unit))
	entry, err := s.entry(c, v, audit.EvidenceExported, condition, x.id)
	if err != nil {
		return err
	}
	if err := s.log(c.UserContext(), entry); err != nil {
		return err
	}
	e := training.Evidence{Round: x.id, By: v.Login, Purpose: why.Text, At: now}
	if s.Audit != nil {
		head, err := s.Audit.Head(c.UserContext())
		if err != nil {
			return err
		}
		e.LogHead = head.String()
	}
	for _, r := range x.all {
		e.People = append(e.People, r.Person)
	}
	return s.sendZip(c, s.evidenceName(x), func(ctx context.Context, w io.Writer) error {
		e.Holder = s.holder(ctx, x.crew)
		digest := sha256.New()
		if _, err := s.Training.Evidence(ctx, io.MultiWriter(w, digest), e); err != nil {
			return err
		}
		entry.At, entry.Condition = s.Now(), fmt.Sprintf("%s sha256:%x", condition, digest.Sum(nil))
		return s.log(ctx, entry)
	})
}

// holder is what an export says of people: of the crew, and of whoever waived
// something for them.
func (s *Server) holder(ctx context.Context, w crew) func(string) training.Holder {
	return func(id string) training.Holder {
		a, ok := w.accounts[id]
		if !ok {
			a, _ = s.People.Get(ctx, id) // who is gone has no login
		}
		return training.Holder{Login: a.Login, Name: a.Name, Unit: w.tree.Label(a.Unit)}
	}
}
