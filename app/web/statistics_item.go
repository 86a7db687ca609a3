package web

import (
	"context"
	"slices"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/training"
	"shoumi/quizzes"
)

// itemPage is the data of statistics_item.html: how an edition of an item does.
type itemPage struct {
	Lead     string
	About    []pair
	Reasons  []flagReason // to look at it, the first is the title
	Numbers  table
	Options  *table
	Picture  *chart
	NoOption string // why there are no options to count
	Graded   gradedView
	Editions *table // nil where there is one
	Proof    string // empty where the bank has other words by now
}

// flagReason is what is wrong with an item, and what to do about it.
type flagReason struct{ Text, Do string }

// itemStatistics shows the words of an edition of an item and what the first answers
// to it say.
func (s *Server) itemStatistics(c *fiber.Ctx) error {
	tr, item, edition := s.language(c), c.Params("*"), c.Query("edition")
	all, err := s.editionsOf(c.UserContext(), item)
	if err != nil {
		return err
	}
	i := 0
	if edition != "" {
		i = slices.IndexFunc(all, func(r itemReport) bool { return r.Version == edition })
	}
	if i < 0 || len(all) == 0 {
		return &problem{status: fiber.StatusNotFound, key: "no_report", links: []link{{Text: tr.T("statistics.crumb"), Href: "/statistics"}}}
	}
	words, err := s.Training.Words(c.UserContext(), item, all[i].Version)
	if err != nil {
		return err
	}
	v := s.itemPage(tr, all[i], words.Asked())
	if len(all) > 1 {
		v.Editions = tr.editions(all, all[i].Version)
	}
	return s.render(c, fiber.StatusOK, "statistics_item", page{Title: tr.finding(all[i]), Nav: "statistics",
		Crumb: []link{{Text: tr.T("statistics.crumb"), Href: "/statistics"}, {Text: item}}, Data: v})
}

// editionsOf are the reports of an item: of the present edition, though nobody has
// answered it, then of those before, most people first.
func (s *Server) editionsOf(ctx context.Context, item string) (out []itemReport, err error) {
	all, err := s.Training.Statistics(ctx)
	if err != nil {
		return nil, err
	}
	for _, r := range all {
		if r.Item == item {
			out = append(out, itemReport{r})
		}
	}
	it, ok := s.Quizzes.Item(item)
	if ok && !slices.ContainsFunc(out, func(r itemReport) bool { return r.Current }) {
		r := training.ItemReport{ItemStatistics: quizzes.Statistics(it, training.Edition(it), nil, quizzes.DefaultThresholds), Current: true, Concept: it.Concept, Stem: it.Stem}
		r.Sentence = r.ItemStatistics.Sentence()
		out = append(out, itemReport{r})
	}
	slices.SortStableFunc(out, func(a, b itemReport) int { return editionOrder(a) - editionOrder(b) })
	return out, nil
}

// editionOrder puts the edition of the bank first, then those of most people.
func editionOrder(r itemReport) int {
	switch {
	case r.Current:
		return -1 << 30
	case r.Officers == nil:
		return 0
	}
	return -*r.Officers
}

func (s *Server) itemPage(tr *language, r itemReport, asked *quizzes.Item) itemPage {
	v := itemPage{Lead: tr.Of(r.Sentence), Graded: s.graded(tr, asked, asked.Key), Numbers: tr.numbers(r)}
	v.Graded.AsKey = true
	state := tr.verdictOf(r)
	edition := tr.T("statistics.edition_past")
	if r.Current {
		edition, v.Proof = tr.T("statistics.edition_now"), "/items/"+r.Item
	}
	v.About = []pair{{Label: tr.T("statistics.verdict"), State: &state}, {Label: tr.T("statistics.item"), Value: r.Item},
		{Label: tr.T("statistics.concept"), Value: v.Graded.Concept}, {Label: tr.T("statistics.edition"), Value: r.Version, Note: edition},
		{Label: tr.T("statistics.officers"), Value: tr.counted(r.Officers)}}
	for _, f := range urgency {
		if slices.Contains(r.Flags, f) {
			v.Reasons = append(v.Reasons, flagReason{tr.T("statistics.says." + string(f)), tr.T("statistics.do." + string(f))})
		}
	}
	switch {
	case r.Officers == nil:
		v.NoOption = tr.T("statistics.suppressed_how", quizzes.MinCell)
	case len(r.Choices) == 0:
		v.NoOption = tr.T("statistics.no_options")
	default:
		v.Options, v.Picture = s.optionTable(tr, r), tr.optionChart(r)
	}
	return v
}

// numbers are the numbers of an item, each with what it means and where its formula
// is from: they are those of Moodle's quiz statistics, with the rest of the total in
// place of the total.
func (l *language) numbers(r itemReport) table {
	t := table{Caption: l.T("statistics.numbers"), Columns: []column{{Label: l.T("statistics.number")}, {Label: l.T("statistics.value"), Number: true}, {Label: l.T("statistics.meaning")}}}
	add := func(name, key, value string) {
		t.Rows = append(t.Rows, row{Cells: []cell{{Text: name}, {Text: value}, {Text: l.T("statistics.means." + key), Note: l.T("statistics.formula." + key)}}})
	}
	add(l.T("statistics.facility"), "facility", l.measure(r.Facility, "%"))
	add(l.T("statistics.discrimination"), "discrimination", l.measure(r.Discrimination, ""))
	add(l.T("statistics.efficiency"), "efficiency", l.measure(r.Efficiency, ""))
	add(l.T("statistics.guess"), "guess", l.measure(&r.Guess, "%"))
	add(l.T("statistics.seconds"), "seconds", l.measure(r.MedianSeconds, ""))
	return t
}

// optionTable says who chose which option.
func (s *Server) optionTable(tr *language, r itemReport) *table {
	t := &table{Caption: tr.T("statistics.options"), Columns: []column{{Label: tr.T("statistics.option")}, {Label: tr.T("statistics.chosen"), Number: true}, {Label: tr.T("statistics.share"), Number: true},
		{Label: tr.T("statistics.rest_mean"), Number: true}, {Label: tr.T("statistics.misconception")}}}
	for _, o := range r.Choices {
		name := cell{Text: o.Text, Chinese: true}
		stands := "—"
		if o.Key {
			name.State, stands = &badge{"yes", tr.T("item.is_key")}, tr.T("statistics.is_key")
		} else if m, ok := s.Quizzes.Misconception(o.Misconception); ok {
			stands = tr.Of(m.Label)
		}
		var share *float64
		if o.Share != nil {
			whole := 100 * *o.Share
			share = &whole
		}
		t.Rows = append(t.Rows, row{Cells: []cell{name, {Text: tr.counted(o.Chosen)}, {Text: tr.measure(share, "%")}, {Text: tr.measure(o.RestMean, "%")}, {Text: stands}}})
	}
	return t
}

// optionChart draws how many people chose which option.
func (l *language) optionChart(r itemReport) *chart {
	d := chartData{ID: "options", Title: l.T("statistics.picture"), Head: l.T("statistics.option"), Unit: l.T("statistics.unit_people"), Series: []series{{Name: l.T("statistics.chosen")}}}
	for _, o := range r.Choices {
		label := o.Text
		if o.Key {
			label += l.T("statistics.key_mark")
		}
		a := amount{Withheld: true}
		if o.Chosen != nil {
			a = amount{N: float64(*o.Chosen)}
		}
		d.Labels, d.Series[0].Values = append(d.Labels, label), append(d.Series[0].Values, a)
	}
	return newBars(l, d)
}

// editions are all editions of an item that somebody answered; their numbers are
// never added up.
func (l *language) editions(all []itemReport, shown string) *table {
	t := &table{Caption: l.T("statistics.editions"), Columns: []column{{Label: l.T("statistics.edition")}, {Label: l.T("statistics.officers"), Number: true},
		{Label: l.T("statistics.facility"), Number: true}, {Label: l.T("statistics.discrimination"), Number: true}, {Label: l.T("statistics.verdict")}}}
	for _, r := range all {
		name := cell{Text: r.Version, Href: itemURL(r.Item, r.Version), Note: l.T("statistics.edition_past")}
		if r.Current {
			name.Note = l.T("statistics.edition_now")
		}
		if r.Version == shown {
			name.Href = ""
		}
		t.Rows = append(t.Rows, row{Cells: []cell{name, {Text: l.counted(r.Officers)}, {Text: l.measure(r.Facility, "%")}, {Text: l.measure(r.Discrimination, "")}, {Text: l.finding(r)}}})
	}
	return t
}
