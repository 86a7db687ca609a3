package proof

import (
	"fmt"
	"slices"
	"strings"

	"shoumi/rules"
	"shoumi/rules/condition"
)

// Coverage is how far the tests prove one provision version.
type Coverage struct {
	Provision string   `json:"provision"`
	Version   string   `json:"version"`
	Goals     int      `json:"goals"`   // established once, and every element and exception as the only difference
	Reached   int      `json:"reached"` //
	Excused   []string `json:"excused"` // goals that no legal facts can reach, and why
	Missing   []Gap    `json:"missing"`
	Boundary  []Gap    `json:"boundary"` // boundary days on which no test stands
}

// Gap is a scenario the tests lack, as an entry ready to paste into a tests file.
type Gap struct {
	Goal string `json:"goal"`
	YAML string `json:"yaml"`
}

// Complete says whether nothing is missing.
func (c Coverage) Complete() bool { return len(c.Missing) == 0 && len(c.Boundary) == 0 }

// Cover measures MC/DC (each element decides the verdict on its own: two facts
// patterns in which it is the only difference) and boundary days over the tests
// of the book and the incidents of cases. Versions whose elements are the same
// share their tests.
func Cover(b *rules.Book, incidents ...rules.Incident) []Coverage {
	l := logic{b}
	rows := l.rows(incidents)
	var out []Coverage
	for _, id := range b.ProvisionIDs() {
		for _, group := range sameElements(b.Rules(id)) {
			out = append(out, l.cover(id, group, rows))
		}
	}
	return out
}

// sameElements groups the rules of a provision whose conditions are written the
// same; what its concepts meant at different times is proved at the concepts.
func sameElements(rs []rules.Rule) [][]rules.Rule {
	same := func(a, b rules.Element) bool {
		return a.When == b.When && slices.Equal(a.Provisions, b.Provisions)
	}
	var groups [][]rules.Rule
next:
	for _, r := range rs {
		for i, g := range groups {
			if slices.EqualFunc(g[0].Provision.Elements, r.Provision.Elements, same) && slices.EqualFunc(g[0].Provision.Exceptions, r.Provision.Exceptions, same) {
				groups[i] = append(g, r)
				continue next
			}
		}
		groups = append(groups, []rules.Rule{r})
	}
	return groups
}

// row is one test or incident, with its facts bound.
type row struct {
	first, last rules.Date
	expects     map[string]bool // provisions whose verdict a test states; nil for incidents
	walk        *condition.Walk
}

func (l logic) rows(incidents []rules.Incident) []row {
	var out []row
	add := func(act rules.ActDate, v rules.Values, expects map[string]bool) {
		f := l.book.Language().NewFacts()
		if l.book.Bind(f, v) != nil {
			return
		}
		w := l.book.Network().NewWalk()
		w.Reset(f)
		out = append(out, row{act.First, act.Last, expects, w})
	}
	for _, a := range l.book.Articles() {
		for _, t := range l.book.Tests(a.ID) {
			expects := map[string]bool{}
			for id := range t.Expect {
				expects[id] = true
			}
			add(t.ActDate, t.Facts, expects)
		}
	}
	for _, in := range incidents {
		for _, a := range in.Actors {
			add(in.ActDate, in.Of(a), nil)
		}
	}
	return out
}

func (l logic) cover(id string, group []rules.Rule, rows []row) Coverage {
	r := group[len(group)-1]
	c := Coverage{Provision: id, Version: r.Version.From.String(), Excused: []string{}, Missing: []Gap{}, Boundary: []Gap{}}
	elements, exceptions := len(r.Elements), len(r.Exceptions)
	for goal := range 1 + elements + exceptions {
		c.Goals++
		if slices.ContainsFunc(rows, func(x row) bool {
			at, ok := inside(group, x)
			return ok && x.states(id) && reaches(at, x.walk, goal)
		}) {
			c.Reached++
			continue
		}
		want := l.goal(r, goal)
		switch {
		case !l.can(want...):
			c.Excused = append(c.Excused, name(r, goal)+"：事實之間的限制使它不可能單獨發生")
			continue
		case !l.shows(want...):
			c.Excused = append(c.Excused, name(r, goal)+"：所依據的法律當時未編入，結論不會確定")
			continue
		}
		c.Missing = append(c.Missing, l.gap(r, name(r, goal), want, r.From, goal == 0))
	}
	for _, g := range group {
		l.boundary(&c, id, g, rows)
	}
	return c
}

func (x row) states(id string) bool { return x.expects == nil || x.expects[id] }

// inside is the rule of the group in whose time the row lies.
func inside(group []rules.Rule, x row) (rules.Rule, bool) {
	for _, r := range group {
		if x.first >= r.From && x.last < r.To {
			return r, true
		}
	}
	return rules.Rule{}, false
}

// A goal is 0 for the established provision, i for element i alone failing, and
// elements + j for exception j alone applying.
func (l logic) goal(r rules.Rule, goal int) []condition.Goal {
	var out []condition.Goal
	for i, n := range r.Elements {
		g := l.so(n)
		if goal == i+1 {
			g = g.Opposite()
		}
		out = append(out, g)
	}
	for j, n := range r.Exceptions {
		g := l.not(n)
		if goal == len(r.Elements)+j+1 {
			g = g.Opposite()
		}
		out = append(out, g)
	}
	return out
}

// line is a pattern of facts that reaches the goals, as YAML.
func (l logic) line(goals []condition.Goal) string {
	v, _ := l.witness(goals...)
	return Line(v)
}

func reaches(r rules.Rule, w *condition.Walk, goal int) bool {
	is := func(node int, want condition.Truth) bool {
		t, _, _ := w.Exactly(node)
		return t == want
	}
	for i, n := range r.Elements {
		want := condition.Yes
		if goal == i+1 {
			want = condition.No
		}
		if !is(n, want) {
			return false
		}
	}
	for j, n := range r.Exceptions {
		want := condition.No
		if goal == len(r.Elements)+j+1 {
			want = condition.Yes
		}
		if !is(n, want) {
			return false
		}
	}
	return true
}

func name(r rules.Rule, goal int) string {
	p := r.Provision
	switch {
	case goal == 0:
		return "全部要件成立"
	case goal <= len(p.Elements):
		return "只有要件「" + p.Elements[goal-1].Text + "」不成立"
	}
	return "只因例外「" + p.Exceptions[goal-1-len(p.Elements)].Text + "」而不成立"
}

func (l logic) gap(r rules.Rule, goal string, want []condition.Goal, on rules.Date, established bool) Gap {
	verdict := rules.NotEstablished
	if established {
		verdict = rules.Established
	}
	return Gap{Goal: goal, YAML: fmt.Sprintf("  - note: %s\n    act_date: %s\n    facts: %s\n    expect: {%s: %s}\n", goal, on, l.line(want), r.Provision.ID, verdict)}
}

// boundary asks for a test on the first day of a version and on the day before.
func (l logic) boundary(c *Coverage, id string, r rules.Rule, rows []row) {
	if r.From != r.Version.From {
		return // a concept changed inside the version; its own article has the boundary
	}
	for _, day := range []rules.Date{r.From - 1, r.From} {
		if slices.ContainsFunc(rows, func(x row) bool { return x.expects[id] && x.first == day && x.last == day }) {
			continue
		}
		what, verdict := "施行前一日", "not_encoded"
		if day == r.From {
			what, verdict = "施行首日", "established"
		} else if rs := l.book.Rules(id); rs[0].From < r.From || r.Article.NewLaw {
			verdict = "not_established"
		}
		if verdict == "established" && !l.shows(l.goal(r, 0)...) {
			verdict = "undetermined" // it rests on law that is not encoded for that day
		}
		facts := l.line(l.goal(r, 0))
		c.Boundary = append(c.Boundary, Gap{Goal: what + " " + day.String(),
			YAML: fmt.Sprintf("  - note: %s\n    act_date: %s\n    facts: %s\n    expect: {%s: %s} # 請確認這一日的結論\n", what, day, facts, id, verdict)})
	}
}

// Summary is a coverage on one line: reached of goals, and what is lacking.
func (c Coverage) Summary() string {
	s := fmt.Sprintf("%s（%s版）：%d／%d", c.Provision, c.Version, c.Reached, c.Goals-len(c.Excused))
	var lack []string
	for _, g := range append(slices.Clone(c.Missing), c.Boundary...) {
		lack = append(lack, g.Goal)
	}
	if len(lack) > 0 {
		s += "，缺：" + strings.Join(lack, "；")
	}
	return s
}
