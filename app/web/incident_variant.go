package web

import (
	"errors"
	"net/url"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/incident"
	"shoumi/rules"
	"shoumi/rules/penalty"
)

// maxEdits is how many facts can be tried otherwise at once.
const maxEdits = 12

// whatIfPage is the data of incident_what_if.html: a record with some facts otherwise.
type whatIfPage struct {
	Title   string
	Base    string // the name of what it is compared with
	Edits   []editRow
	People  []difference
	Several bool
	Problem *notice // the facts contradict each other, and nothing can be said
	Form    *editForm
	Tries   []field // what can be changed next
	Action  string
	Hidden  map[string]string
	Variant string // the changes, sealed
	Version int
	Keep    bool   // they can be taken over into the record
	Compare string // the comparison with the record, or with the variant that was put by
	PutBy   string // puts this variant by, to try another beside it
	Beside  bool   // one was put by
	Again   string // without any change
}

// editRow is one change, with the way to undo it.
type editRow struct {
	Who, Label, From, To string
	Undo                 string
}

// editForm asks what a fact should be.
type editForm struct {
	Who      string
	Fact     string
	Kind     rules.FactType // date also for the date of the act
	Title    string
	Help     string
	Options  []option
	Input    *field
	ActDate  bool
	Cont     bool
	Fault    string
	Was      string
	Hidden   map[string]string
	FromBook bool
}

// difference is what the changes move for one person.
type difference struct {
	Name    string
	Moves   []panelChange
	Asked   []askRow
	Settled []string
}

// variants are what the address of a page says of the changes to try: of the page
// itself, and of one that was put by.
type variants struct {
	w, a incident.Variant
	args url.Values // w and a, sealed
}

// variantsOf reads them, as they fit a record.
func (s *Server) variantsOf(from url.Values, at place, st incident.Interview) (v variants, err error) {
	v.args = url.Values{}
	for name, to := range map[string]*incident.Variant{"w": &v.w, "a": &v.a} {
		if token := from.Get(name); token != "" {
			if err := s.tokens.open(token, to); err != nil {
				return v, err
			}
			*to = to.Under(at.book, st)
		}
		if err := s.carry(v.args, name, *to); err != nil {
			return v, err
		}
	}
	return v, nil
}

// carry seals a variant into an address; one that changes nothing is none.
func (s *Server) carry(args url.Values, name string, v incident.Variant) error {
	args.Del(name)
	if len(v.Edits) == 0 {
		return nil
	}
	token, err := s.tokens.seal(v)
	if err == nil {
		args.Set(name, token)
	}
	return err
}

// whatIf shows what follows if some facts of a record were otherwise: ?w= are the
// changes. ?q= asks for a fact, and with ?do=set its value ?v= is added to them.
// Nothing is written.
func (s *Server) whatIf(c *fiber.Ctx) error {
	r, at, ok, err := s.keptAt(c)
	if !ok || err != nil {
		return err
	}
	tr, sent, base, here := s.language(c), queryOf(c), r.Content.Interview, incidentURL(r.ID, "what-if")
	if nothing(base) {
		return c.Redirect(incidentURL(r.ID, "result"), fiber.StatusSeeOther)
	}
	v, err := s.variantsOf(sent, at, base)
	if err != nil {
		return err
	}
	st := v.w.Of(base)
	if i, err := strconv.Atoi(sent.Get("who")); err == nil && i >= 0 && i < len(st.People) {
		st.At = i
	}
	fault := error(nil)
	if fact := sent.Get("q"); sent.Get("do") == "set" {
		var e incident.Edit
		if e, fault = at.edit(st, fact, sent); fault == nil {
			next := v.w.With(e).Under(at.book, base)
			if len(next.Edits) > maxEdits {
				return wrong("try.many", maxEdits)
			}
			if err := s.carry(v.args, "w", next); err != nil {
				return err
			}
			return c.Redirect(listURL(here, v.args), fiber.StatusSeeOther)
		}
	}
	p, err := s.whatIfPage(c, r, at, v, st)
	if err != nil {
		return err
	}
	status := fiber.StatusOK
	if fact := sent.Get("q"); fact != "" {
		if p.Form, err = s.editForm(tr, at, st, fact, sent, fault); err != nil {
			return err
		}
		p.Form.Hidden = map[string]string{"w": v.args.Get("w"), "a": v.args.Get("a"), "q": fact, "who": strconv.Itoa(st.At), "do": "set"}
		if p.Form.Fault != "" {
			status = fiber.StatusUnprocessableEntity
		}
	}
	return s.render(c, status, "incident_what_if", page{Title: p.Title, Nav: at.nav, Error: status != fiber.StatusOK, Crumb: resultCrumbs(tr, at, tr.T("try.title")), Data: p})
}

// resultCrumbs lead to a page below the result of a record.
func resultCrumbs(tr *language, at place, here string) []link {
	return append(slices.Clip(at.crumbs), link{Text: tr.T("result.title"), Href: at.result()}, link{Text: here})
}

// edit reads a change of a fact. An error is a *problem.
func (p place) edit(st incident.Interview, fact string, sent url.Values) (incident.Edit, error) {
	e := incident.Edit{Who: st.At, Answer: incident.Answer{Fact: fact}}
	if fact == rules.ActDateFact {
		if rules.Plain(sent.Get("v")) == "" {
			e.Value = ""
			return e, nil
		}
		d, err := parseActDate(sent.Get("v"), p.judged)
		e.Value, e.Continuing = d.Text, sent.Get("continuing") != "" && !d.Exact()
		return e, err
	}
	f, ok := p.book.Fact(fact)
	if !ok {
		return e, &problem{status: fiber.StatusNotFound, key: "no_fact", args: []any{fact}}
	}
	var err error
	e.Value, err = readAnswer(f, sent["v"])
	return e, err
}

// editForm asks what a fact should be; fault is what was wrong with what was sent.
func (s *Server) editForm(tr *language, at place, st incident.Interview, fact string, sent url.Values, fault error) (*editForm, error) {
	v := &editForm{Fact: fact}
	if len(st.People) > 1 {
		v.Who = st.Who().Name
	}
	var p *problem
	if errors.As(fault, &p) {
		if p.status == fiber.StatusNotFound {
			return nil, fault
		}
		v.Fault = tr.T(p.key, p.args...)
	} else if fault != nil {
		return nil, fault
	}
	if fact == rules.ActDateFact {
		v.Kind, v.ActDate, v.Cont, v.Title, v.Help, v.Was = rules.DateFact, true, st.Continuing, tr.T("date.title"), tr.T("try.date_help"), tr.actDate(st.Act())
		v.Input = &field{Name: "v", ID: "answer", Label: v.Title, Help: v.Help, Value: st.Date, Kind: dayField, Fault: v.Fault}
		if fault != nil {
			v.Input.Value = sent.Get("v")
		}
		return v, nil
	}
	f, ok := at.book.Fact(fact)
	if !ok {
		return nil, &problem{status: fiber.StatusNotFound, key: "no_fact", args: []any{fact}}
	}
	now, _ := st.Get(fact)
	chosen := chosenOf(now.Value)
	if fault != nil {
		chosen = sent["v"]
	}
	v.Kind, v.Title, v.Help, v.FromBook, v.Options, v.Was = f.Type, tr.Of(f.Question), f.Help, true, options(tr, f, chosen), tr.Value(f, now.Value)
	switch f.Type {
	case rules.Int, rules.Money, rules.DateFact:
		v.Input = &field{Name: "v", ID: "answer", Label: v.Title, Help: v.Help, Kind: numberField, Fault: v.Fault, FromBook: true}
		if f.Type == rules.DateFact {
			v.Input.Kind = dayField
		}
		if len(chosen) > 0 && chosen[0] != chooseUnsure {
			v.Input.Value = chosen[0]
		}
	}
	return v, nil
}

func (s *Server) whatIfPage(c *fiber.Ctx, r incident.Record, at place, v variants, st incident.Interview) (whatIfPage, error) {
	tr, base, here := s.language(c), r.Content.Interview, incidentURL(r.ID, "what-if")
	p := whatIfPage{Title: tr.T("try.title"), Base: tr.T("compare.record"), Action: here, Variant: v.args.Get("w"), Version: r.Version, Tries: tryFields(tr, at, st),
		Several: len(base.People) > 1, Keep: !at.fixed && len(v.w.Edits) > 0, Hidden: map[string]string{"w": v.args.Get("w"), "a": v.args.Get("a")},
		Compare: listURL(incidentURL(r.ID, "compare"), nil, "a", v.args.Get("a"), "b", v.args.Get("w")), Beside: len(v.a.Edits) > 0, Again: listURL(here, v.args, "w", "")}
	if len(v.w.Edits) == 0 {
		p.Compare = ""
		return p, nil
	}
	p.PutBy = listURL(here, nil, "a", v.args.Get("w"), "w", v.args.Get("w"))
	for i, e := range v.w.Edits {
		undone := url.Values{"a": {v.args.Get("a")}}
		if err := s.carry(undone, "w", v.w.Without(i)); err != nil {
			return p, err
		}
		p.Edits = append(p.Edits, at.editRow(tr, base, e, listURL(here, nil, "a", undone.Get("a"), "w", undone.Get("w"))))
	}
	all, err := v.w.Differences(at.book, base, at.judged)
	var contradiction *rules.ContradictionError
	switch {
	case errors.As(err, &contradiction):
		p.Title = tr.T("try.contradicts")
		p.Problem = at.unsettled(tr, v, st, contradiction, here)
		return p, nil
	case err != nil:
		return p, err
	}
	moved := 0
	for i, d := range all {
		p.People = append(p.People, at.about(i).difference(tr, base, d))
		moved += len(d.Moves)
	}
	if p.Title = tr.T("try.same"); moved > 0 {
		p.Title = tr.T("try.moved", moved)
	}
	return p, nil
}

// editRow tells one change.
func (p place) editRow(tr *language, st incident.Interview, e incident.Edit, undo string) editRow {
	row := editRow{Undo: undo}
	if e.Fact == rules.ActDateFact {
		row.Label, row.From = tr.T("check.date"), tr.actDate(st.Act())
		row.To = tr.actDate(incident.Variant{Edits: []incident.Edit{e}}.Of(st).Act())
		return row
	}
	f, _ := p.book.Fact(e.Fact)
	row.Label, row.From, row.To = tr.Of(f.Label), tr.Value(f, e.From(st)), tr.Value(f, e.Value)
	if len(st.People) > 1 {
		row.Who = st.People[e.Who].Name
	}
	return row
}

// unsettled says which facts contradict each other, and leads to those that could be
// changed besides.
func (p place) unsettled(tr *language, v variants, st incident.Interview, x *rules.ContradictionError, here string) *notice {
	n := &notice{Kind: "warning", Title: x.Text, Text: tr.T("try.contradicts_how")}
	for i := range st.People {
		who := st
		who.At = i
		if who.Who().Name != x.Actor && len(st.People) > 1 {
			continue
		}
		for _, a := range who.Who().Answers {
			changed := slices.ContainsFunc(v.w.Edits, func(e incident.Edit) bool { return e.Who == i && e.Fact == a.Fact })
			if _, still := p.book.Contradiction(valuesOf(who.Unset(a.Fact))); still || changed {
				continue
			}
			if f, ok := p.book.Fact(a.Fact); ok {
				n.Links = append(n.Links, link{Text: tr.T("answer.change_other", tr.Of(f.Label)), Href: listURL(here, v.args, "q", a.Fact, "who", strconv.Itoa(i))})
			}
		}
	}
	return n
}

// difference tells what moved for the person of the place.
func (p place) difference(tr *language, st incident.Interview, d incident.Difference) difference {
	out := difference{Name: d.Actor}
	var ranges []*penalty.Range
	for _, m := range d.Moves {
		ranges = append(ranges, m.After)
	}
	scale := newScale(tr, ranges)
	for _, m := range d.Moves {
		x := moved(tr, p.book, m.Move, &scale)
		for _, e := range m.Because {
			row := p.editRow(tr, st, e, "")
			x.Because = append(x.Because, tr.T("flip.change", row.Label, tr.T("flip.is", row.To)))
		}
		out.Moves = append(out.Moves, x)
	}
	for _, id := range d.Asked {
		if f, ok := p.book.Fact(id); ok {
			out.Asked = append(out.Asked, askRow{Question: tr.Of(f.Question), Who: f.WhoKnows})
		}
	}
	for _, id := range d.Settled {
		if f, ok := p.book.Fact(id); ok {
			out.Settled = append(out.Settled, tr.Of(f.Label))
		}
	}
	return out
}

// takeOver writes the changes that were tried into the record.
func (s *Server) takeOver(c *fiber.Ctx) error {
	sent, id := formOf(c), c.Params("id")
	done, err := s.changeIncident(c, sent, incident.Answered, func(r *incident.Record) error {
		at, err := s.placeOf(c, *r)
		if err != nil {
			return err
		}
		v, err := s.variantsOf(sent, at, r.Content.Interview)
		if err == nil {
			r.Content.Interview = v.w.Of(r.Content.Interview)
		}
		return err
	})
	if !done || err != nil {
		return err
	}
	s.say(c, "try.kept")
	return c.Redirect(incidentURL(id, "result"), fiber.StatusSeeOther)
}
