package web

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/account"
	"shoumi/app/training"
	"shoumi/quizzes"
	"shoumi/rules"
)

// mostLearners is of how many people a page computes what they have mastered: for
// each, all that they did is read.
const mostLearners = 400

// figuresPage is the data of completion_figures.html.
type figuresPage struct {
	Filter  filterForm
	Many    *notice
	Open    string // who has not finished, in a sentence
	Charts  []*chart
	Mastery *notice // why there is no picture of mastery
}

// figures are pictures of a round, which may be passed on: small groups do not show.
func (s *Server) figures(c *fiber.Ctx) error {
	tr := s.language(c)
	x, err := s.selected(c, account.SeeTraining)
	if err != nil {
		return err
	}
	v := figuresPage{Filter: unitFilter(tr, x.crew, x.href()+"/figures", nil)}
	if x.many {
		v.Many = tooMany(tr)
	} else {
		months := training.CompletionByMonth(x.all)
		if open := months.Cells[0][len(months.Columns)-1]; open != nil {
			v.Open = tr.T("figures.open", *open)
		}
		v.Charts = append(v.Charts, monthChart(tr, months), s.unitChart(tr, x))
		mastery, why, err := s.masteryChart(c, x)
		if err != nil {
			return err
		}
		if why != "" {
			v.Mastery = &notice{Title: tr.T("figures.no_mastery"), Text: why}
		} else {
			v.Charts = append(v.Charts, mastery)
		}
	}
	title := tr.T("figures.title", x.title(tr))
	return s.render(c, fiber.StatusOK, "completion_figures", page{Title: title, Nav: "completion", Crumb: completionCrumbs(tr, link{Text: x.title(tr), Href: x.query(x.href())}, link{Text: tr.T("figures.name")}), Data: v})
}

// monthChart is how many finished in which month.
func monthChart(tr *language, f training.Figures) *chart {
	d := chartData{ID: "months", Title: tr.T("figures.months"), Head: tr.T("figures.month"), Unit: tr.T("figures.unit"),
		None: empty{Text: tr.T("figures.months_none"), How: tr.T("figures.months_how")}}
	finished := series{Name: tr.T("standing.done")}
	for i, m := range f.Columns[:len(f.Columns)-1] {
		d.Labels = append(d.Labels, tr.month(m))
		finished.Values = append(finished.Values, reported(f.Cells[0][i]))
	}
	d.Series = []series{finished}
	return newLines(tr, d)
}

// month is 2026-11 as people say it.
func (l *language) month(m string) string {
	if d, err := rules.ParseDay(m + "-01"); err == nil && l.Param == "zh" {
		return strings.TrimSuffix(d.ROC(), "1日")
	}
	return m
}

// unitChart is how the units right below the one that was chosen stand.
func (s *Server) unitChart(tr *language, x selected) *chart {
	top := x.top()
	group := joined(x.all, func(r training.Row) string { return partOf(top, r.Person) })
	f := training.Completion(x.all, func(r training.Row) string { return group[partOf(top, r.Person)] })
	d := chartData{ID: "units", Title: tr.T("figures.units"), Note: tr.T("figures.units_note", few), Head: tr.T("person.unit"), Unit: tr.T("figures.unit"),
		None: empty{Text: tr.T("completion.nobody"), How: tr.T("completion.nobody_how")}}
	for _, row := range f.Rows {
		var names []string
		for _, u := range strings.Split(row, " ") {
			names = append(names, x.partName(tr, u))
		}
		d.Labels = append(d.Labels, strings.Join(names, tr.T("list.join")))
	}
	for _, st := range []training.Standing{training.Done, training.InProgress, training.NotStarted, training.Overdue, training.WaivedOff} {
		values := series{Name: tr.T("standing." + string(st))}
		for i := range f.Rows {
			values.Values = append(values.Values, reported(f.Cells[i][slices.Index(training.Standings, st)]))
		}
		d.Series = append(d.Series, values)
	}
	return newStack(tr, d)
}

// joined puts units of few people together with the smallest beside them, until none
// has few: by unit the ids of those it stands with, with spaces between.
func joined(rows []training.Row, unit func(training.Row) string) map[string]string {
	people := map[string]int{}
	for _, r := range rows {
		people[unit(r)]++
	}
	type group struct {
		units  []string
		people int
	}
	var groups []group
	for _, id := range slices.Sorted(maps.Keys(people)) {
		groups = append(groups, group{[]string{id}, people[id]})
	}
	for {
		slices.SortStableFunc(groups, func(a, b group) int { return cmp.Compare(a.people, b.people) })
		if len(groups) < 2 || groups[0].people >= few {
			break
		}
		groups[1] = group{append(groups[1].units, groups[0].units...), groups[0].people + groups[1].people}
		groups = groups[1:]
	}
	out := map[string]string{}
	for _, g := range groups {
		for _, id := range g.units {
			out[id] = strings.Join(g.units, " ")
		}
	}
	return out
}

// top is the unit below which a crew is told apart: the chosen one, or the only one
// at the head of the scope. "" is above all units.
func (w crew) top() string {
	if w.unit != "" {
		return w.unit
	}
	heads := w.tree.Roots()
	if !w.scope.All {
		heads = nil
		for _, id := range w.scope.Units {
			if u, ok := w.tree.Unit(id); ok && !slices.Contains(w.scope.Units, u.Parent) {
				heads = append(heads, u)
			}
		}
	}
	if len(heads) != 1 {
		return ""
	}
	return heads[0].ID
}

// partOf is the unit right below a top that a person is in, or the top itself.
func partOf(top string, p training.Person) string {
	i := slices.Index(p.Units, top)
	switch {
	case i > 0:
		return p.Units[i-1]
	case i == 0:
		return top
	case len(p.Units) == 0:
		return ""
	}
	return p.Units[len(p.Units)-1]
}

func (w crew) partName(tr *language, unit string) string {
	switch u, ok := w.tree.Unit(unit); {
	case !ok:
		return tr.T("person.no_unit")
	case unit == w.top():
		return tr.T("figures.itself", u.Name)
	default:
		return u.Name
	}
}

// masteryChart is how well concepts are mastered by those who have begun; why is the
// reason where it cannot be told.
func (s *Server) masteryChart(c *fiber.Ctx, x selected) (drawn *chart, why string, err error) {
	tr := s.language(c)
	var people []training.Person
	for _, r := range x.all {
		people = append(people, r.Person)
	}
	switch {
	case len(people) > mostLearners:
		return nil, tr.T("figures.many", mostLearners), nil
	case x.unit != "":
		if ok, err := s.apart(c, x); !ok || err != nil {
			return nil, tr.T("figures.apart"), err
		}
	}
	f, err := s.Training.MasteryFigures(c.UserContext(), people)
	if err != nil {
		return nil, "", err
	}
	d := chartData{ID: "mastery", Title: tr.T("figures.mastery"), Note: tr.T("figures.mastery_note"), Head: tr.T("figures.concept"), Unit: tr.T("figures.unit")}
	asked := x.concepts(s.Quizzes)
	for level := quizzes.Solid; level >= quizzes.NotStarted; level-- {
		values := series{Name: tr.T("mastery." + levelNames[level])}
		for i, id := range f.Rows {
			if slices.Contains(asked, id) {
				values.Values = append(values.Values, reported(f.Cells[i][level]))
			}
		}
		d.Series = append(d.Series, values)
	}
	d.Labels = s.conceptNames(tr, slices.DeleteFunc(f.Rows, func(id string) bool { return !slices.Contains(asked, id) }))
	if !slices.ContainsFunc(d.Series, func(x series) bool { return withheldIn(x.Values) < len(x.Values) }) {
		return nil, tr.T("figures.few", few), nil
	}
	return newStack(tr, d), "", nil
}

// levelNames are the levels of mastery in the keys of the language files.
var levelNames = map[quizzes.Level]string{quizzes.NotStarted: "none", quizzes.Attempted: "attempted", quizzes.Familiar: "familiar", quizzes.Proficient: "proficient", quizzes.Solid: "solid"}

// concepts are those that a course certifies.
func (r roundIn) concepts(bank *quizzes.Bank) (out []string) {
	for _, u := range r.course.Units {
		if u.Certify == nil {
			continue
		}
		for _, section := range u.Certify.Blueprint.Sections {
			if _, ok := bank.Concept(section.Concept); ok {
				out = append(out, section.Concept)
			}
		}
	}
	return out
}

// apart says whether what is told of a unit tells nothing of few people beside it: it
// could be taken from what is told of a unit above.
func (s *Server) apart(c *fiber.Ctx, x selected) (bool, error) {
	whole, err := s.crew(c, account.SeeTraining, "")
	if err != nil || whole.many {
		return false, err
	}
	rows, err := s.rows(c, whole, x.id)
	if err != nil {
		return false, err
	}
	path := x.tree.Path(x.unit)
	for i := len(path) - 1; i > 0 && x.scope.Has(path[i-1].ID); i-- {
		people := map[string]int{} // by part of the unit above
		for _, r := range rows {
			if slices.Contains(r.Person.Units, path[i-1].ID) {
				people[partOf(path[i-1].ID, r.Person)]++
			}
		}
		if !tellable(people, path[i].ID) {
			return false, nil
		}
	}
	return true, nil
}

// tellable says whether a part may be told of where the whole is. Parts of few people
// are not; where these are few together, the smallest of the others is not, either.
func tellable(people map[string]int, part string) bool {
	hidden, smallest := 0, ""
	for id, n := range people {
		switch {
		case n < few:
			hidden += n
		case smallest == "" || n < people[smallest] || n == people[smallest] && id < smallest:
			smallest = id
		}
	}
	return people[part] >= few && (hidden == 0 || hidden >= few || part != smallest)
}
