package web

import (
	"context"
	"errors"
	"slices"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/audit"
	"shoumi/app/store"
	"shoumi/app/training"
	"shoumi/quizzes"
)

func noticeURL(id string) string { return "/statistics/notices/" + id }

// noticesPage is the data of notices.html: what editors and counsel have to look at.
type noticesPage struct {
	Open, Closed table
}

// noticePage is the data of notice.html.
type noticePage struct {
	Lead   string
	Do     []string // what to do, in order
	About  []pair
	Item   *link // its statistics
	Law    *lawChange
	Closed []pair // how it ended; empty: it is open
	Errors []fieldError
	Words  field
	Action string
}

// lawChange is what a change of law, or of material, moved.
type lawChange struct {
	Provisions []cited // none of material
	Items      string  // how many items have another key, and what that means for them
	Moved      table
	Concepts   []string
	Due        string // for how many people, since when
}

// notices lists what is open, then what is closed.
func (s *Server) notices(c *fiber.Ctx) error {
	tr := s.language(c)
	all, err := s.Training.Notices(c.UserContext(), false)
	if err != nil {
		return err
	}
	v := noticesPage{
		Open: table{Caption: tr.T("notices.open"), Columns: []column{{Label: tr.T("notices.what")}, {Label: tr.T("notices.about")}, {Label: tr.T("notices.at")}}, None: empty{Text: tr.T("notices.none"), How: tr.T("notices.none_how")}},
		Closed: table{Caption: tr.T("notices.closed"), Columns: []column{{Label: tr.T("notices.what")}, {Label: tr.T("notices.about")}, {Label: tr.T("notices.closed_at")}, {Label: tr.T("notices.closed_by")}},
			None: empty{Text: tr.T("notices.none_closed")}}}
	for _, n := range all {
		name, about := tr.noticeTitle(n), s.noticeAbout(tr, n)
		if n.ClosedBy == "" {
			v.Open.Rows = append(v.Open.Rows, row{Cells: []cell{{Text: name, Href: noticeURL(n.ID)}, {Text: about, Chinese: n.Item != ""}, {Text: tr.moment(n.At)}}})
			continue
		}
		by, err := s.nameOf(c, n.ClosedBy)
		if err != nil {
			return err
		}
		v.Closed.Rows = append(v.Closed.Rows, row{Cells: []cell{{Text: name, Href: noticeURL(n.ID)}, {Text: about, Chinese: n.Item != ""}, {Text: tr.moment(n.Closed)}, {Text: by, Chinese: true}}})
	}
	title := tr.T("notices.title", len(v.Open.Rows))
	if len(v.Open.Rows) == 0 {
		title = tr.T("notices.title_none")
	}
	return s.render(c, fiber.StatusOK, "notices", page{Title: title, Nav: "statistics", Crumb: noticeCrumbs(tr), Data: v})
}

func noticeCrumbs(tr *language, more ...string) []link {
	out := []link{{Text: tr.T("statistics.crumb"), Href: "/statistics"}, {Text: tr.T("notices.crumb")}}
	for _, text := range more {
		out[1].Href = "/statistics/notices"
		out = append(out, link{Text: text})
	}
	return out
}

// noticeTitle says what a notice is about.
func (l *language) noticeTitle(n training.Notice) string {
	switch {
	case n.Kind == training.LawChange && len(n.Moved) > 0:
		return l.T("notices.law_moved", len(n.Provisions), len(n.Moved))
	case n.Kind == training.LawChange:
		return l.T("notices.law", len(n.Provisions))
	case n.Kind == training.MaterialChange:
		return l.T("notices.material", len(n.Moved))
	}
	return l.T("statistics.says.inverted")
}

// noticeAbout is the item of a notice, the first law of one, or the first item that moved.
func (s *Server) noticeAbout(tr *language, n training.Notice) string {
	item := n.Item
	if n.Kind == training.MaterialChange && len(n.Moved) > 0 {
		item = n.Moved[0].Item
	}
	if it, ok := s.Quizzes.Item(item); ok {
		return s.excerpt(it.Stem, 24)
	}
	switch len(n.Provisions) {
	case 0:
		return item
	case 1:
		return s.cite(n.Provisions[0]).Text
	}
	return tr.T("notices.and_more", s.cite(n.Provisions[0]).Text, len(n.Provisions)-1)
}

// notice shows what is to be looked at and how it ended.
func (s *Server) notice(c *fiber.Ctx) error { return s.showNotice(c, fiber.StatusOK, "", "") }

// findNotice is the notice of an address.
func (s *Server) findNotice(c *fiber.Ctx) (training.Notice, error) {
	all, err := s.Training.Notices(c.UserContext(), false)
	if err != nil {
		return training.Notice{}, err
	}
	if i := slices.IndexFunc(all, func(n training.Notice) bool { return n.ID == c.Params("*") }); i >= 0 {
		return all[i], nil
	}
	return training.Notice{}, store.ErrNotFound
}

func (s *Server) showNotice(c *fiber.Ctx, status int, typed, wrong string) error {
	tr := s.language(c)
	n, err := s.findNotice(c)
	if err != nil {
		return err
	}
	v := noticePage{Action: noticeURL(n.ID), Words: field{Name: "words", Label: tr.T("notices.words"), Help: tr.T("notices.words_help"), Kind: longField, Value: typed, Fault: wrong}}
	v.Errors = v.Words.Faults()
	v.About = []pair{{Label: tr.T("notices.at"), Value: tr.moment(n.At)}, {Label: tr.T("foot.digest"), Value: n.Digest}}
	if n.Kind != training.InvertedItem {
		v.Do = []string{tr.T("notices.do.law_read"), tr.T("notices.do.law_items"), tr.T("notices.do.law_close")}
		v.Lead = tr.T("notices.law_lead")
		if n.Kind == training.MaterialChange {
			v.Do = []string{tr.T("notices.do.material_read"), tr.T("notices.do.material_close")}
			v.Lead = tr.T("notices.material_lead")
		}
		if v.Law, err = s.lawChange(c.UserContext(), tr, n); err != nil {
			return err
		}
	} else {
		v.Do = []string{tr.T("notices.do.inverted_key"), tr.T("notices.do.inverted_words"), tr.T("notices.do.inverted_close")}
		v.Lead = tr.T("notices.proved")
		if len(n.Moved) > 0 {
			v.Lead = tr.T("notices.not_proved", n.Moved[0].Why)
		}
		v.Item = &link{Text: tr.T("notices.to_item"), Href: itemURL(n.Item, n.Edition)}
		v.About = append([]pair{{Label: tr.T("statistics.item"), Value: n.Item},
			{Label: tr.T("statistics.officers"), Value: tr.amount(amount{N: float64(n.Officers)}, "")},
			{Label: tr.T("statistics.facility"), Value: tr.measure(&n.Facility, "%")}, {Label: tr.T("statistics.discrimination"), Value: tr.measure(&n.Discrimination, "")}}, v.About...)
	}
	if n.ClosedBy != "" {
		by, err := s.nameOf(c, n.ClosedBy)
		if err != nil {
			return err
		}
		v.Closed = []pair{{Label: tr.T("notices.words"), Value: n.Words, Chinese: true}, {Label: tr.T("notices.closed_by"), Value: by, Chinese: true}, {Label: tr.T("notices.closed_at"), Value: tr.moment(n.Closed)}}
	}
	title := tr.noticeTitle(n)
	return s.render(c, status, "notice", page{Title: title, Nav: "statistics", Error: wrong != "", Crumb: noticeCrumbs(tr, s.noticeAbout(tr, n)), Data: v})
}

// lawChange is what a notice says of a change of law or of material.
func (s *Server) lawChange(ctx context.Context, tr *language, n training.Notice) (*lawChange, error) {
	v := &lawChange{Concepts: s.conceptNames(tr, s.Training.ConceptsOf(n)),
		Items: tr.T("notices.items", len(n.Moved)),
		Moved: table{Caption: tr.T("notices.moved"), Columns: []column{{Label: tr.T("statistics.item")}, {Label: tr.T("notices.was")}, {Label: tr.T("notices.now")}}, None: empty{Text: tr.T("notices.none_moved")}}}
	for _, id := range n.Provisions {
		v.Provisions = append(v.Provisions, s.cite(id))
	}
	for _, m := range n.Moved {
		r := row{Cells: []cell{{Text: m.Item}, {Text: "—"}, {Text: "—"}}}
		if it, ok := s.Quizzes.Item(m.Item); ok {
			words, err := s.Training.Words(ctx, m.Item, training.Edition(it))
			if err != nil {
				return nil, err
			}
			answer := func(a quizzes.Answer) cell { return cell{Text: inWords(tr, words, a), Chinese: true} }
			r.Cells = []cell{{Text: s.excerpt(it.Stem, 44), Href: "/items/" + m.Item, Note: m.Item, Chinese: true}, answer(m.Was), answer(m.Now)}
		}
		v.Moved.Rows = append(v.Moved.Rows, r)
	}
	if n.Kind == training.LawChange && n.ClosedBy == "" && len(n.Moved) > 0 {
		v.Items = tr.T("notices.suspended", len(n.Moved))
	}
	switch {
	case n.Spread.IsZero():
		v.Due = tr.T("notices.due_yet")
	case n.People == 0:
		v.Due = tr.T("notices.due_nobody", tr.moment(n.Spread))
	case n.People < few:
		v.Due = tr.T("notices.due_few", tr.moment(n.Spread), few, changedBy(tr, n.Kind == training.MaterialChange))
	default:
		v.Due = tr.T("notices.due", tr.moment(n.Spread), n.People, changedBy(tr, n.Kind == training.MaterialChange))
	}
	return v, nil
}

// closeNotice ends a notice with what came of it.
func (s *Server) closeNotice(c *fiber.Ctx) error {
	tr, typed := s.language(c), formOf(c).Get("words")
	n, err := s.findNotice(c)
	if err != nil {
		return err
	}
	if n.ClosedBy != "" {
		return c.Redirect(noticeURL(n.ID), fiber.StatusSeeOther)
	}
	err = s.Training.Close(c.UserContext(), n.ID, s.visitor(c).ID, typed)
	if errors.Is(err, training.ErrNoWords) {
		return s.showNotice(c, fiber.StatusUnprocessableEntity, typed, tr.T("notices.no_words"))
	}
	if err != nil {
		return err
	}
	if err := s.record(c, audit.NoticeClosed, n.ID, ""); err != nil {
		return err
	}
	s.say(c, "notices.did")
	return c.Redirect("/statistics/notices", fiber.StatusSeeOther)
}

// todo is how many notices wait for somebody like the visitor.
func (s *Server) todo(c *fiber.Ctx) (int, error) {
	if s.Training == nil {
		return 0, nil
	}
	open, err := s.Training.Notices(c.UserContext(), true)
	return len(open), err
}
