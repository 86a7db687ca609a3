package publishing

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"shoumi/casebook"
	"shoumi/rules"
	"shoumi/rules/penalty"
)

// Section is a section of a piece that is compared, and opened by a reviewer, by
// itself.
type Section string

const (
	HeadSection      Section = "head" // title, source, date
	NarrativeSection Section = "narrative"
	FactsSection     Section = "facts" // with the actors
	OutcomeSection   Section = "outcome"
	RisksSection     Section = "risks" // and measures
	TeachesSection   Section = "teaches"
	ItemsSection     Section = "items" // exercises that the case picks
	ScenarioSection  Section = "scenario"
	TextSection      Section = "text" // all of a lesson or a notice
)

// Sections are the sections of a case, in order.
var Sections = []Section{HeadSection, NarrativeSection, FactsSection, OutcomeSection, RisksSection, TeachesSection, ItemsSection, ScenarioSection}

// Place is where something stands in a piece.
type Place struct {
	ID      string   `json:"id"` // narrative/s1, actors/甲/facts/intent; unique in a piece
	Section Section  `json:"section"`
	Of      []string `json:"of,omitempty"` // the actor and the number of his outcome, or the node and the choice
	// Field is the key in the file (title, text, stage); of one of many: narrative (a sentence),
	// fact, risk, measure, item, paragraph. The order of what ID lists is order.
	Field string `json:"field"`
}

// Part is a thing of a piece that is compared and merged by itself: a string, a
// number, a casebook.Fact, a casebook.Pick, a casebook.Effect, or whatever type the field has.
type Part struct {
	Place
	Value any `json:"value"`
}

// flat is a piece taken apart.
type flat struct {
	parts []Part
	at    map[string]any // values by id
	lists map[string][]string
	hold  []hold
}

// hold is something that is kept or removed as a whole; what is whole is also
// changed by one side only.
type hold struct {
	Place
	whole bool
}

func newFlat() *flat { return &flat{at: map[string]any{}, lists: map[string][]string{}} }

func (f *flat) add(p Place, value any) {
	f.parts = append(f.parts, Part{p, value})
	f.at[p.ID] = value
}

// under are the parts of something held together.
func (f *flat) under(id string) (out []Part) {
	for _, p := range f.parts {
		if within(p.ID, id) {
			out = append(out, p)
		}
	}
	return out
}

func within(id, holder string) bool {
	rest, ok := strings.CutPrefix(id, holder)
	return ok && (rest == "" || rest[0] == '/')
}

// list notes the order of keys. A list that is nil is none, to come back as nil.
func list[T any](f *flat, name string, items []T, key func(int, T) string) {
	if items == nil {
		return
	}
	f.lists[name] = []string{}
	for i, x := range items {
		f.lists[name] = append(f.lists[name], key(i, x))
	}
}

// apart takes a case apart. Outcomes have no names: they are those of base that they
// are most like, or new.
func apart(c, base *casebook.Case) *flat {
	f := newFlat()
	if c == nil {
		return f
	}
	put := func(s Section, id string, value any) {
		if value != "" && value != 0 {
			f.add(Place{ID: id, Section: s, Field: id[strings.LastIndex(id, "/")+1:]}, value)
		}
	}
	put(HeadSection, "case", c.ID)
	put(HeadSection, "title", c.Title)
	put(HeadSection, "source/handbook", c.Source.Handbook)
	put(HeadSection, "source/agency", c.Source.Agency)
	put(HeadSection, "source/section", c.Source.Section)
	put(HeadSection, "source/page", c.Source.Page)
	if c.Source.Judgments != nil {
		put(HeadSection, "source/judgments", c.Source.Judgments)
	}
	put(HeadSection, "act_date", c.ActDate)
	put(HeadSection, "date_note", c.DateNote)
	list(f, "narrative", c.Narrative, func(_ int, s casebook.Sentence) string { return s.ID })
	for _, s := range c.Narrative {
		f.add(Place{ID: "narrative/" + s.ID, Section: NarrativeSection, Of: []string{s.ID}, Field: "narrative"}, s.Text)
	}
	f.facts("facts", nil, c.Shared)
	list(f, "actors", c.Actors, func(_ int, a casebook.Actor) string { return a.Name })
	for _, a := range c.Actors {
		id, of := "actors/"+a.Name, []string{a.Name}
		f.hold = append(f.hold, hold{Place{ID: id, Section: FactsSection, Of: of, Field: "actor"}, false})
		f.add(Place{ID: id + "/role", Section: FactsSection, Of: of, Field: "role"}, a.Role)
		f.facts(id+"/facts", of, a.Facts)
		var former []casebook.Outcome
		if base != nil {
			was, _ := base.Actor(a.Name)
			former = was.Outcome
		}
		keys := outcomeKeys(former, a.Outcome, base != nil)
		list(f, id+"/outcome", a.Outcome, func(i int, _ casebook.Outcome) string { return keys[i] })
		for i, o := range a.Outcome {
			f.outcome(id+"/outcome/"+keys[i], []string{a.Name, keys[i]}, o)
		}
		list(f, id+"/items", a.Picks, func(_ int, p casebook.Pick) string { return p.Item })
		for _, p := range a.Picks {
			f.add(Place{ID: id + "/items/" + p.Item, Section: ItemsSection, Of: of, Field: "item"}, p)
		}
	}
	if c.Picked {
		f.add(Place{ID: "items", Section: ItemsSection, Field: "items"}, true)
	}
	for _, many := range []struct {
		list, field string
		ids         []string
	}{{"risks", "risk", c.Risks}, {"measures", "measure", c.Measures}} {
		list(f, many.list, many.ids, func(_ int, id string) string { return id })
		for _, id := range many.ids {
			f.add(Place{ID: many.list + "/" + id, Section: RisksSection, Field: many.field}, id)
		}
	}
	put(TeachesSection, "teaches", c.Teaches)
	f.scenario(c.Scenario)
	return f
}

func (f *flat) facts(name string, of []string, facts []casebook.Fact) {
	list(f, name, facts, func(_ int, x casebook.Fact) string { return x.ID })
	for _, x := range facts {
		f.add(Place{ID: name + "/" + x.ID, Section: FactsSection, Of: of, Field: "fact"}, x)
	}
}

func (f *flat) outcome(id string, of []string, o casebook.Outcome) {
	f.hold = append(f.hold, hold{Place{ID: id, Section: OutcomeSection, Of: of, Field: "outcome"}, true})
	put := func(field string, value any, there bool) {
		if there {
			f.add(Place{ID: id + "/" + field, Section: OutcomeSection, Of: of, Field: field}, value)
		}
	}
	put("stage", o.Stage, true)
	put("body", o.Body, o.Body != "")
	put("text", o.Text, true)
	put("charges", o.Charges, o.Charges != nil)
	put("sentence", o.Sentences, o.Sentences != nil)
	put("counts", o.Counts, o.Counts != 0)
	put("combined", o.Combined, o.Combined != nil)
	put("deprivation", o.Deprivation, o.Deprivation != 0)
	put("probation", o.Probation, o.Probation != 0)
	put("payment", o.Payment, o.Payment != 0)
	put("per_day", o.PerDay, o.PerDay != 0)
	put("commutable", o.Commutable, o.Commutable)
	put("sanction", o.Sanction, o.Sanction != nil)
	put("differences", o.Differences, o.Differences != nil)
}

// outcomeKeys number outcomes: as the one before it is the same as, else as the
// first of its stage, else as the first left over; what is new is called by its
// stage, so that the same decision added twice is one.
func outcomeKeys(before, now []casebook.Outcome, compared bool) []string {
	keys, taken := make([]string, len(now)), map[int]bool{}
	if !compared {
		for i := range now {
			keys[i] = fmt.Sprint(i + 1)
		}
		return keys
	}
	for _, like := range []func(x, y casebook.Outcome) bool{
		func(x, y casebook.Outcome) bool { return equal(x, y) },
		func(x, y casebook.Outcome) bool { return x.Stage == y.Stage },
		func(x, y casebook.Outcome) bool {
			return (x.Stage == casebook.Administrative) == (y.Stage == casebook.Administrative)
		},
	} {
		for i, o := range now {
			for j, was := range before {
				if keys[i] == "" && !taken[j] && like(was, o) {
					keys[i], taken[j] = fmt.Sprint(j+1), true
				}
			}
		}
	}
	for i, o := range now {
		for n := 1; keys[i] == ""; n++ {
			if key := fmt.Sprintf("%s-%d", o.Stage, n); !slices.Contains(keys, key) {
				keys[i] = key
			}
		}
	}
	return keys
}

func (f *flat) scenario(s *casebook.Scenario) {
	if s == nil {
		return
	}
	add := func(id, field string, value any, of ...string) {
		f.add(Place{ID: "scenario/" + id, Section: ScenarioSection, Of: of, Field: field}, value)
	}
	f.hold = append(f.hold, hold{Place{ID: "scenario", Section: ScenarioSection, Field: "scenario"}, false})
	add("title", "title", s.Title)
	add("actor", "actor", s.Actor)
	add("act_date", "act_date", s.ActDate)
	for _, id := range slices.Sorted(maps.Keys(s.Facts)) {
		add("facts/"+id, "fact", casebook.Effect{Fact: id, Value: s.Facts[id]})
	}
	list(f, "scenario/nodes", s.Nodes, func(_ int, n casebook.Node) string { return n.ID })
	for _, n := range s.Nodes {
		id := "nodes/" + n.ID
		f.hold = append(f.hold, hold{Place{ID: "scenario/" + id, Section: ScenarioSection, Of: []string{n.ID}, Field: "node"}, false})
		add(id+"/story", "story", n.Story, n.ID)
		add(id+"/ask", "ask", n.Ask, n.ID)
		list(f, "scenario/"+id+"/choices", n.Choices, func(_ int, c casebook.Choice) string { return c.ID })
		for _, c := range n.Choices {
			id := id + "/choices/" + c.ID
			f.hold = append(f.hold, hold{Place{ID: "scenario/" + id, Section: ScenarioSection, Of: []string{n.ID, c.ID}, Field: "choice"}, false})
			add(id+"/do", "do", c.Do, n.ID, c.ID)
			if c.Sets != nil {
				add(id+"/sets", "sets", c.Sets, n.ID, c.ID)
			}
			add(id+"/says", "says", c.Says, n.ID, c.ID)
			if c.Then != nil {
				add(id+"/then", "then", c.Then, n.ID, c.ID)
			}
		}
	}
}

// together is the case of which a flat is, without the digest of its scenario.
func together(f *flat) *casebook.Case {
	c := &casebook.Case{ID: of[string](f, "case"), Title: of[string](f, "title"), ActDate: of[rules.ActDate](f, "act_date"), DateNote: of[string](f, "date_note"), Teaches: of[string](f, "teaches"),
		Source: casebook.Source{Handbook: of[string](f, "source/handbook"), Agency: of[string](f, "source/agency"), Section: of[string](f, "source/section"), Page: of[int](f, "source/page"), Judgments: of[[]string](f, "source/judgments")}}
	c.Narrative = listed(f, "narrative", func(key, id string) casebook.Sentence { return casebook.Sentence{ID: key, Text: of[string](f, id)} })
	fact := func(_, id string) casebook.Fact { return of[casebook.Fact](f, id) }
	c.Shared = listed(f, "facts", fact)
	c.Actors = listed(f, "actors", func(name, id string) casebook.Actor {
		return casebook.Actor{Name: name, Role: of[string](f, id+"/role"), Facts: listed(f, id+"/facts", fact), Picks: listed(f, id+"/items", func(_, id string) casebook.Pick { return of[casebook.Pick](f, id) }),
			Outcome: listed(f, id+"/outcome", func(_, id string) casebook.Outcome {
				return casebook.Outcome{Stage: of[casebook.Stage](f, id+"/stage"), Body: of[string](f, id+"/body"), Text: of[string](f, id+"/text"), Charges: of[[]string](f, id+"/charges"),
					Sentences: of[[]penalty.Sentence](f, id+"/sentence"), Counts: of[int](f, id+"/counts"), Combined: of[*penalty.Sentence](f, id+"/combined"),
					Deprivation: of[int](f, id+"/deprivation"), Probation: of[int](f, id+"/probation"), Payment: of[int64](f, id+"/payment"), PerDay: of[int64](f, id+"/per_day"), Commutable: of[bool](f, id+"/commutable"),
					Sanction: of[*casebook.Sanction](f, id+"/sanction"), Differences: of[[]casebook.Difference](f, id+"/differences")}
			})}
	})
	topic := func(key, _ string) string { return key }
	c.Risks, c.Measures = listed(f, "risks", topic), listed(f, "measures", topic)
	c.Picked = of[bool](f, "items") || slices.ContainsFunc(c.Actors, func(a casebook.Actor) bool { return len(a.Picks) > 0 })
	if !f.has("scenario") {
		return c
	}
	c.Scenario = &casebook.Scenario{Title: of[string](f, "scenario/title"), Actor: of[string](f, "scenario/actor"), ActDate: of[rules.Date](f, "scenario/act_date"), Facts: rules.Values{}}
	for id, v := range f.at {
		if e, ok := v.(casebook.Effect); ok && within(id, "scenario/facts") {
			c.Scenario.Facts[e.Fact] = e.Value
		}
	}
	c.Scenario.Nodes = listed(f, "scenario/nodes", func(key, id string) casebook.Node {
		return casebook.Node{ID: key, Story: of[string](f, id+"/story"), Ask: of[string](f, id+"/ask"), Choices: listed(f, id+"/choices", func(key, id string) casebook.Choice {
			return casebook.Choice{ID: key, Do: of[string](f, id+"/do"), Sets: of[[]casebook.Effect](f, id+"/sets"), Says: of[string](f, id+"/says"), Then: of[[]casebook.Branch](f, id+"/then")}
		})}
	})
	return c
}

func of[T any](f *flat, id string) T {
	v, _ := f.at[id].(T)
	return v
}

func listed[T any](f *flat, name string, make func(key, id string) T) []T {
	keys, ok := f.lists[name]
	if !ok {
		return nil
	}
	out := []T{}
	for _, key := range keys {
		out = append(out, make(key, name+"/"+key))
	}
	return out
}

func (f *flat) has(id string) bool {
	for at := range f.at {
		if within(at, id) {
			return true
		}
	}
	return false
}
