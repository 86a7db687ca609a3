package web

import (
	"errors"
	"slices"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/training"
	"shoumi/quizzes"
)

// itemPage is the data of statistics_item.html: how an edition of an item does.
type itemPage struct {
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
	tr, item := s.language(c), c.Params("*")
	unknown := &problem{status: fiber.StatusNotFound, key: "no_report", links: []link{{Text: tr.T("statistics.crumb"), Href: "/statistics"}}}
	byEdition, err := s.sittings(c.UserContext())
	if err != nil {
		return err
	}
	known, inBank := s.Quizzes.Item(item)
	if !inBank && len(byEdition[item]) == 0 {
		return unknown
	}
	edition, now := c.Query("edition"), ""
	if inBank {
		now = training.Edition(known)
	}
	var all []itemReport
	for e := range byEdition[item] {
		r, err := s.report(c, item, e, byEdition[item][e])
		if err != nil {
			return err
		}
		r.Current = e == now
		all = append(all, r)
	}
	if len(byEdition[item][now]) == 0 && inBank {
		all = append(all, itemReport{known, quizzes.Statistics(known, now, nil, quizzes.DefaultThresholds), true})
	}
	slices.SortFunc(all, func(a, b itemReport) int { return editionOrder(a) - editionOrder(b) })
	shown := all[0]
	if edition != "" {
		i := slices.IndexFunc(all, func(r itemReport) bool { return r.Version == edition })
		if i < 0 {
			return unknown
		}
		shown = all[i]
	}
	v := s.itemPage(tr, shown)
	if len(all) > 1 {
		v.Editions = tr.editions(all, shown.Version)
	}
	return s.render(c, fiber.StatusOK, "statistics_item", page{Title: tr.sentence(shown), Nav: "statistics",
		Crumb: []link{{Text: tr.T("statistics.crumb"), Href: "/statistics"}, {Text: item}}, Data: v})
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

// report is the report of an edition, whose words may be on paper alone by now.
func (s *Server) report(c *fiber.Ctx, item, edition string, sittings []quizzes.Sitting) (itemReport, error) {
	q, err := s.Training.Words(c.UserContext(), item, edition)
	if errors.Is(err, training.ErrNoItem) {
		err = &problem{status: fiber.StatusNotFound, key: "no_report"}
	}
	if err != nil {
		return itemReport{}, err
	}
	it := &quizzes.Item{ID: q.Item, Concept: q.Concept, Type: q.Type, Stem: q.Stem, On: q.On, Unit: q.Unit, Options: q.Options, Rows: q.Rows, Key: q.Key, Reasons: q.Reasons, Explain: q.Explain}
	return itemReport{Item: it, ItemStatistics: quizzes.Statistics(it, edition, sittings, quizzes.DefaultThresholds)}, nil
}

func (s *Server) itemPage(tr *language, r itemReport) itemPage {
	v := itemPage{Graded: s.graded(tr, r.Item, r.Key), Numbers: tr.numbers(r)}
	v.Graded.AsKey = true
	state := tr.verdictOf(r)
	edition := tr.T("statistics.edition_past")
	if r.Current {
		edition, v.Proof = tr.T("statistics.edition_now"), "/items/"+r.Item.ID
	}
	v.About = []pair{{Label: tr.T("statistics.verdict"), State: &state}, {Label: tr.T("statistics.item"), Value: r.Item.ID},
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
	case len(r.ItemStatistics.Options) == 0:
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
	for i, o := range r.ItemStatistics.Options {
		name := cell{Text: r.Item.Options[i].Text, Chinese: true}
		stands := "—"
		if o.Key {
			name.State, stands = &badge{"yes", tr.T("item.is_key")}, tr.T("statistics.is_key")
		} else if m, ok := s.Quizzes.Misconception(r.Item.Options[i].Misconception); ok {
			stands = tr.Of(m.Label)
		}
		var share *float64
		if o.Share != nil {
			whole := 100 * *o.Share
			share = &whole
		}
		t.Rows = append(t.Rows, row{Cells: []cell{name, {Text: tr.counted(o.Chosen)}, {Text: tr.measure(share, "%")}, {Text: tr.measure(o.RestMean, "")}, {Text: stands}}})
	}
	return t
}

// optionChart draws how many people chose which option.
func (l *language) optionChart(r itemReport) *chart {
	d := chartData{ID: "options", Title: l.T("statistics.picture"), Head: l.T("statistics.option"), Unit: l.T("statistics.unit_people"), Series: []series{{Name: l.T("statistics.chosen")}}}
	for i, o := range r.ItemStatistics.Options {
		label := r.Item.Options[i].Text
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
		name := cell{Text: r.Version, Href: itemURL(r.Item.ID, r.Version), Note: l.T("statistics.edition_past")}
		if r.Current {
			name.Note = l.T("statistics.edition_now")
		}
		if r.Version == shown {
			name.Href = ""
		}
		t.Rows = append(t.Rows, row{Cells: []cell{name, {Text: l.counted(r.Officers)}, {Text: l.measure(r.Facility, "%")}, {Text: l.measure(r.Discrimination, "")}, {Text: l.sentence(r)}}})
	}
	return t
}
