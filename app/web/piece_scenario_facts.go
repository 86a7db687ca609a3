package web

import (
	"errors"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shoumi/casebook"
	"shoumi/rules"
)

// effectField asks what becomes of a fact: at the start of a scenario, or by a choice.
type effectField struct {
	Fact, Label string
	Value       field
	Members     []field // of a set
	Whole       field   // of a set that a choice makes unknown
	Says        string  // what is so, in words
}

// Faults is what is wrong with it.
func (f effectField) Faults() []fieldError { return f.Value.Faults() }

// typedFacts is what was sent for facts, and what is wrong with it.
type typedFacts struct {
	sent   url.Values
	faults map[string]string
}

// Members of a set in the forms of effects.
const (
	comesIn = "in"
	goesOut = "out"
)

func effectName(fact string) string           { return "f:" + fact }
func effectMember(fact, member string) string { return "f:" + fact + ":" + member }

// effectFields are the facts that have a value, in their order, and the one that is to
// be added. With typed they show what was sent.
func (s *Server) effectFields(tr *language, now []casebook.Effect, start bool, typed *typedFacts, add string) (out []effectField) {
	ids := []string{}
	values := map[string]any{}
	for _, e := range now {
		ids, values[e.Fact] = append(ids, e.Fact), e.Value
	}
	if typed != nil {
		ids = append(ids, typed.sent["fact"]...)
	}
	for _, id := range append(ids, add) {
		f, ok := s.Book.Fact(id)
		if !ok || slices.ContainsFunc(out, func(x effectField) bool { return x.Fact == id }) {
			continue
		}
		v, has := values[id]
		out = append(out, newEffectField(tr, f, v, has, start, typed))
	}
	return out
}

func newEffectField(tr *language, f rules.Fact, v any, has, start bool, typed *typedFacts) effectField {
	x := effectField{Fact: f.ID, Label: tr.Of(f.Label)}
	if typed != nil && !slices.Contains(typed.sent["fact"], f.ID) { // somebody else added it
		typed = nil
	}
	if has {
		x.Says = effectInWords(tr, f, v)
	}
	x.Value = field{Name: effectName(f.ID), ID: "fact-" + f.ID, Label: x.Label, Help: f.Help, FromBook: true, Kind: choiceField}
	now := ""
	if has && f.Type != rules.Set {
		now = chosenOf(v)[0]
	}
	if typed != nil {
		now, x.Value.Fault = typed.sent.Get(x.Value.Name), typed.faults[f.ID]
	}
	none := tr.T("plot.fact_untouched")
	if start {
		none = tr.T("plot.fact_unknown")
	}
	add := func(value, label string) {
		x.Value.Choices = append(x.Value.Choices, option{Value: value, Label: label, Checked: now == value})
	}
	switch f.Type {
	case rules.Bool:
		add("", none)
		add("yes", tr.T("answer.yes"))
		add("no", tr.T("answer.no"))
	case rules.Enum:
		add("", none)
		for _, o := range f.Values {
			add(o.ID, tr.Of(o.Label))
		}
	case rules.Set:
		x.Members, x.Whole = setFields(tr, f, v, has, start, typed, none)
		return x
	default:
		x.Value.Kind, x.Value.Value, x.Value.Optional = numberField, now, true
		if f.Type == rules.DateFact {
			x.Value.Kind = dayField
		}
		if !start {
			x.Value.Help += tr.T("plot.fact_take_back_typed")
		}
		return x
	}
	if !start {
		add(chooseUnsure, tr.T("plot.fact_take_back"))
	}
	return x
}

// setFields ask for the members of a set.
func setFields(tr *language, f rules.Fact, v any, has, start bool, typed *typedFacts, none string) (members []field, whole field) {
	in, out := tr.T("plot.member_in"), tr.T("plot.member_out")
	if start {
		in, out = tr.T("answer.yes"), tr.T("answer.no")
	}
	known := membersStated(f, v, start)
	for _, o := range f.Values {
		m := field{Name: effectMember(f.ID, o.ID), ID: "fact-" + f.ID + "-" + o.ID, Label: tr.Of(o.Label), Kind: choiceField}
		now := ""
		if is, ok := known[o.ID]; ok {
			now = map[bool]string{true: comesIn, false: goesOut}[is]
		}
		if typed != nil {
			now = typed.sent.Get(m.Name)
		}
		m.Choices = []option{{Label: none, Checked: now == ""}, {Value: comesIn, Label: in, Checked: now == comesIn}, {Value: goesOut, Label: out, Checked: now == goesOut}}
		members = append(members, m)
	}
	all := option{Value: chooseNone, Label: tr.T("plot.rest_out")}
	if !start {
		all = option{Value: chooseUnsure, Label: tr.T("plot.fact_take_back_set"), Checked: has && v == nil}
	}
	if typed != nil {
		all.Checked = typed.sent.Get(effectName(f.ID)) == all.Value
	}
	return members, field{Name: effectName(f.ID), ID: "fact-" + f.ID, Label: tr.Of(f.Label), Kind: manyField, Choices: []option{all}}
}

// membersStated are the members of which a value says whether they are so. A list names
// those that come in; at the start it says that the others are not.
func membersStated(f rules.Fact, v any, start bool) map[string]bool {
	out := map[string]bool{}
	switch x := v.(type) {
	case []string:
		if start {
			for _, o := range f.Values {
				out[o.ID] = false
			}
		}
		for _, id := range x {
			out[id] = true
		}
	case map[string]bool:
		return x
	}
	return out
}

// effectInWords is what becomes of a fact.
func effectInWords(tr *language, f rules.Fact, v any) string {
	if v == nil {
		return tr.T("plot.taken_back")
	}
	return tr.Value(f, v)
}

// readEffects are the facts as they were sent: those there were in their order, then new
// ones. What says the same as before stays as it was written.
func (s *Server) readEffects(tr *language, before []casebook.Effect, sent url.Values, start bool) (out []casebook.Effect, faults map[string]string) {
	faults = map[string]string{}
	ids := []string{}
	for _, e := range before {
		ids = append(ids, e.Fact)
	}
	for _, id := range sent["fact"] {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	for _, id := range ids {
		f, ok := s.Book.Fact(id)
		at := slices.IndexFunc(before, func(e casebook.Effect) bool { return e.Fact == id })
		if !ok || !slices.Contains(sent["fact"], id) {
			if at >= 0 {
				out = append(out, before[at])
			}
			continue
		}
		v, is, err := readEffect(f, sent, start)
		var p *problem
		switch {
		case errors.As(err, &p):
			faults[id] = tr.T(p.key, p.args...)
		case !is:
		case at >= 0 && sameEffect(f, before[at].Value, v, start):
			out = append(out, before[at])
		default:
			out = append(out, casebook.Effect{Fact: id, Value: v})
		}
	}
	return out, faults
}

// sameEffect says whether two values do the same to a fact.
func sameEffect(f rules.Fact, v, w any, start bool) bool {
	if f.Type == rules.Set && v != nil && w != nil {
		return reflect.DeepEqual(membersStated(f, v, start), membersStated(f, w, start))
	}
	return reflect.DeepEqual(v, w)
}

// readEffect reads one fact; is says whether anything becomes of it.
func readEffect(f rules.Fact, sent url.Values, start bool) (v any, is bool, err error) {
	typed := strings.TrimSpace(sent.Get(effectName(f.ID)))
	if typed == chooseUnsure && !start {
		return nil, true, nil
	}
	if f.Type != rules.Set {
		if typed == "" || typed == chooseUnsure {
			return nil, false, nil
		}
		v, err = readAnswer(f, []string{typed})
		return v, true, err
	}
	members, in, out := map[string]bool{}, []string{}, 0
	for _, o := range f.Values {
		switch how := sent.Get(effectMember(f.ID, o.ID)); {
		case how == comesIn:
			members[o.ID], in = true, append(in, o.ID)
		case how == goesOut, start && typed == chooseNone:
			members[o.ID] = false
			out++
		}
	}
	switch {
	case len(members) == 0:
		return nil, false, nil
	case start && len(members) == len(f.Values), !start && out == 0:
		return in, true, nil
	}
	return members, true, nil
}

// addFact chooses a fact that is not asked for yet.
func (s *Server) addFact(tr *language, have []effectField) field {
	x := field{Name: "add", Label: tr.T("plot.add_fact"), Kind: choiceField, Choices: []option{{Label: tr.T("plot.add_none")}}}
	for _, f := range s.Book.Facts() {
		if !slices.ContainsFunc(have, func(e effectField) bool { return e.Fact == f.ID }) {
			x.Choices = append(x.Choices, option{Value: f.ID, Label: tr.Group(f.Group) + tr.T("colon") + tr.Of(f.Label)})
		}
	}
	return x
}

// startPage is the data of piece_start.html: what is so before the first choice.
type startPage struct {
	Version int
	Errors  []fieldError
	Checks  []fieldError
	Facts   []effectField
	Add     field
	Back    link
}

// startEffects are the facts of the start in the order of the vocabulary.
func (s *Server) startEffects(x *casebook.Scenario) (out []casebook.Effect) {
	for _, f := range s.Book.Facts() {
		if v, ok := x.Facts[f.ID]; ok {
			out = append(out, casebook.Effect{Fact: f.ID, Value: v})
		}
	}
	return out
}

func (s *Server) startForm(c *fiber.Ctx) error {
	p, err := s.begunPlot(c)
	if err != nil {
		return err
	}
	return s.startFormOf(c, fiber.StatusOK, p, s.effectFields(s.language(c), s.startEffects(p.Case.Scenario), true, nil, c.Query("fact")), nil)
}

// begunPlot is the scenario of a piece that has one.
func (s *Server) begunPlot(c *fiber.Ctx) (plot, error) {
	p, err := s.plotAt(c)
	if err == nil && p.Case.Scenario == nil {
		err = &problem{status: fiber.StatusNotFound, key: "plot_no_step", links: []link{{Text: s.language(c).T("plot.crumb"), Href: p.url()}}}
	}
	return p, err
}

func (s *Server) startFormOf(c *fiber.Ctx, status int, p plot, facts []effectField, wrong []fieldError) error {
	tr := s.language(c)
	v := startPage{Version: p.Piece.Version, Errors: wrong, Facts: facts, Add: s.addFact(tr, facts), Back: link{Text: tr.T("plot.to_outline"), Href: p.url()}}
	for _, f := range facts {
		v.Errors = append(v.Errors, f.Faults()...)
	}
	for _, e := range p.faults(tr) {
		if e.Href == p.url("facts") {
			v.Checks = append(v.Checks, e)
		}
	}
	return s.render(c, status, "piece_start", page{Title: tr.T("plot.facts_title", len(p.Case.Scenario.Facts)), Nav: "materials", Error: len(v.Errors) > 0, Crumb: p.crumbs(tr, link{Text: tr.T("plot.facts")}), Data: v})
}

// changeStart saves what is so before the first choice.
func (s *Server) changeStart(c *fiber.Ctx) error {
	p, err := s.begunPlot(c)
	if err != nil {
		return err
	}
	tr, sent := s.language(c), formOf(c)
	made, faults := s.readEffects(tr, s.startEffects(p.Case.Scenario), sent, true)
	again := func(status int, p plot, wrong []fieldError) error {
		return s.startFormOf(c, status, p, s.effectFields(tr, s.startEffects(p.Case.Scenario), true, &typedFacts{sent, faults}, ""), wrong)
	}
	if len(faults) > 0 {
		return again(fiber.StatusUnprocessableEntity, p, nil)
	}
	err = s.writePlot(c, func(of *casebook.Case) any {
		if of.Scenario == nil {
			return nil
		}
		return of.Scenario.Facts
	}, func(of *casebook.Case) {
		of.Scenario.Facts = rules.Values{}
		for _, e := range made {
			of.Scenario.Facts[e.Fact] = e.Value
		}
	})
	switch {
	case errors.Is(err, errPlotChanged):
		if p, err = s.begunPlot(c); err != nil {
			return err
		}
		return again(fiber.StatusConflict, p, []fieldError{{Text: tr.T("plot.clash"), Href: p.url()}})
	case err != nil:
		return err
	}
	s.say(c, "plot.saved")
	return c.Redirect(p.url("facts")+factQuery(sent), fiber.StatusSeeOther)
}
