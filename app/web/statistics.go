package web

import (
	"cmp"
	"context"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shoumi/app/training"
	"shoumi/quizzes"
)

// itemsPerPage is how many items a page of the statistics shows.
const itemsPerPage = 50

// itemReport is what the first answers say of an edition of an item.
type itemReport struct{ training.ItemReport }

// urgency is the order in which flags want attention, that of the sentence of a
// report.
var urgency = []quizzes.Flag{quizzes.Inverted, quizzes.RivalKey, quizzes.GuessLevel, quizzes.Fast, quizzes.TooHard, quizzes.TooEasy, quizzes.Weak, quizzes.DeadDistractor, quizzes.TooFew}

// says is the flag that is said first; empty where nothing is wrong.
func (r itemReport) says() quizzes.Flag {
	for _, f := range urgency {
		if slices.Contains(r.Flags, f) {
			return f
		}
	}
	return ""
}

// rank is the place of a report among those that want attention: what is wrong
// first, then what is fine, then what nobody can judge yet.
func (r itemReport) rank() int {
	f := r.says()
	switch {
	case f == quizzes.TooFew && r.Officers == nil:
		return len(urgency) + 2
	case f == quizzes.TooFew:
		return len(urgency) + 1
	case f == "":
		return len(urgency)
	}
	return slices.Index(urgency, f)
}

// wants says whether somebody should look at the item.
func (r itemReport) wants() bool { return r.rank() < len(urgency) }

// itemURL is the page of an edition; without one, of the present edition.
func itemURL(item, edition string) string {
	at := "/statistics/items/" + item
	if edition == "" {
		return at
	}
	return at + "?edition=" + url.QueryEscape(edition)
}

// reports are the reports of the present editions that somebody answered.
func (s *Server) reports(ctx context.Context) (out []itemReport, err error) {
	all, err := s.Training.Statistics(ctx)
	for _, r := range all {
		if r.Current {
			out = append(out, itemReport{r})
		}
	}
	return out, err
}

// statisticsPage is the data of statistics.html.
type statisticsPage struct {
	Open   int // notices that wait
	Filter filterForm
	Table  table
	Pager  pager
}

// statistics lists how the items do, those that want attention first.
func (s *Server) statistics(c *fiber.Ctx) error {
	tr, args := s.language(c), queryOf(c)
	all, err := s.reports(c.UserContext())
	if err != nil {
		return err
	}
	concept, flag := args.Get("concept"), args.Get("flag")
	found := slices.DeleteFunc(slices.Clone(all), func(r itemReport) bool {
		return concept != "" && r.Concept != concept || flag != "" && !r.has(flag)
	})
	by := orderOf(args, "urgency", "officers", "facility", "discrimination")
	slices.SortFunc(found, func(a, b itemReport) int { return compareReports(a, b, by) })

	v := statisticsPage{Filter: s.statisticsFilter(tr, all, concept, flag)}
	if args.Get("sort") != "" {
		v.Filter.Hidden = map[string]string{"sort": args.Get("sort")}
	}
	v.Table = table{Caption: tr.T("statistics.caption"),
		Columns: []column{{Label: tr.T("statistics.item")}, {Key: "urgency", Label: tr.T("statistics.verdict")}, {Key: "officers", Label: tr.T("statistics.officers"), Number: true},
			{Key: "facility", Label: tr.T("statistics.facility"), Number: true}, {Key: "discrimination", Label: tr.T("statistics.discrimination"), Number: true}},
		None: empty{Text: tr.T("statistics.empty"), How: tr.T("statistics.empty_how")}}
	if len(all) > 0 {
		v.Table.None = empty{Text: tr.T("statistics.none_fit"), How: tr.T("statistics.none_fit_how"), Action: v.Filter.Clear}
	}
	v.Table.sortable("/statistics", withoutPage(args), by)
	shown := v.page(args, found)
	for _, r := range shown {
		v.Table.Rows = append(v.Table.Rows, s.reportRow(tr, r))
	}
	if v.Open, err = s.todo(c); err != nil {
		return err
	}
	return s.render(c, fiber.StatusOK, "statistics", page{Title: statisticsTitle(tr, all), Nav: "statistics", Data: v})
}

// statisticsTitle says how many items should be looked at.
func statisticsTitle(tr *language, all []itemReport) string {
	wants, judged := 0, 0
	for _, r := range all {
		if r.wants() {
			wants++
		}
		if r.says() != quizzes.TooFew {
			judged++
		}
	}
	switch {
	case len(all) == 0:
		return tr.T("statistics.title_empty")
	case judged == 0:
		return tr.T("statistics.title_few", len(all))
	case wants == 0:
		return tr.T("statistics.title_fine", judged)
	}
	return tr.T("statistics.title", wants, judged)
}

func (r itemReport) has(flag string) bool {
	return slices.Contains(r.Flags, quizzes.Flag(flag)) || flag == "fine" && r.says() == ""
}

// compareReports orders reports; those without the number that they are sorted by
// come last.
func compareReports(a, b itemReport, by order) int {
	of := func(r itemReport) *float64 {
		switch {
		case by.By == "facility":
			return r.Facility
		case by.By == "discrimination":
			return r.Discrimination
		case by.By == "officers" && r.Officers != nil:
			n := float64(*r.Officers)
			return &n
		}
		return nil
	}
	x, y := of(a), of(b)
	way := 0
	switch {
	case by.By == "urgency":
		way = cmp.Compare(a.rank(), b.rank())
	case x == nil || y == nil:
		return cmp.Or(cmp.Compare(hidden(x), hidden(y)), cmp.Compare(a.Item, b.Item))
	default:
		way = cmp.Compare(*x, *y)
	}
	if by.Desc {
		way = -way
	}
	return cmp.Or(way, cmp.Compare(a.Item, b.Item))
}

// hidden puts numbers that are not there last.
func hidden(x *float64) int {
	if x == nil {
		return 1
	}
	return 0
}

func (s *Server) statisticsFilter(tr *language, all []itemReport, concept, flag string) filterForm {
	concepts := []option{{Label: tr.T("statistics.every_concept")}}
	for _, x := range s.Quizzes.Concepts() {
		if slices.ContainsFunc(all, func(r itemReport) bool { return r.Concept == x.ID }) {
			concepts = append(concepts, option{Value: x.ID, Label: tr.Of(x.Label), Checked: x.ID == concept})
		}
	}
	flags := []option{{Label: tr.T("statistics.every_verdict")}}
	for _, f := range append(slices.Clone(urgency), "fine") {
		flags = append(flags, option{Value: string(f), Label: tr.T("statistics.says." + string(f)), Checked: string(f) == flag})
	}
	form := filterForm{Action: "/statistics", Label: tr.T("statistics.filter"), Fields: []field{
		{Name: "concept", Label: tr.T("statistics.concept"), Kind: choiceField, Choices: concepts},
		{Name: "flag", Label: tr.T("statistics.verdict"), Kind: choiceField, Choices: flags}}}
	if concept != "" || flag != "" {
		form.Clear = &link{Text: tr.T("statistics.all"), Href: "/statistics"}
	}
	return form
}

// page is the part of the reports that is shown, and how to come to the others.
func (v *statisticsPage) page(args url.Values, all []itemReport) []itemReport {
	n, _ := strconv.Atoi(args.Get("page"))
	last := max(1, (len(all)+itemsPerPage-1)/itemsPerPage)
	n = min(max(n, 1), last)
	shown := all[(n-1)*itemsPerPage : min(n*itemsPerPage, len(all))]
	v.Pager = pager{List: v.Table.Caption, Shown: len(shown), First: (n-1)*itemsPerPage + 1, Total: len(all)}
	if n > 1 {
		v.Pager.Start = listURL("/statistics", args, "page", "")
		v.Pager.Previous = listURL("/statistics", args, "page", strconv.Itoa(n-1))
	}
	if n < last {
		v.Pager.Next = listURL("/statistics", args, "page", strconv.Itoa(n+1))
	}
	return shown
}

func withoutPage(args url.Values) url.Values {
	out := url.Values{}
	for k, v := range args {
		if k != "page" {
			out[k] = v
		}
	}
	return out
}

func (s *Server) reportRow(tr *language, r itemReport) row {
	state := tr.verdictOf(r)
	return row{Cells: []cell{
		{Text: s.excerpt(r.Stem, 44), Href: itemURL(r.Item, ""), Note: r.Item, Chinese: true},
		{State: &state, Note: tr.Of(r.Sentence)},
		{Text: tr.counted(r.Officers)}, {Text: tr.measure(r.Facility, "%")}, {Text: tr.measure(r.Discrimination, "")}}}
}

// verdictOf is how much an item wants to be looked at, in a word.
func (l *language) verdictOf(r itemReport) badge {
	switch {
	case r.says() == quizzes.Inverted:
		return badge{"late", l.T("statistics.now")}
	case r.wants():
		return badge{"open", l.T("statistics.look")}
	case r.says() == quizzes.TooFew:
		return badge{"none", l.T("statistics.wait")}
	}
	return badge{"yes", l.T("statistics.fine")}
}

// finding says in a few words what the numbers of an item come to.
func (l *language) finding(r itemReport) string {
	switch {
	case r.Officers == nil:
		return l.T("statistics.suppressed", quizzes.MinCell)
	case r.says() == "":
		return l.T("statistics.says.fine")
	}
	return l.T("statistics.says." + string(r.says()))
}

// measure is a number of the statistics; what is not defined is —.
func (l *language) measure(x *float64, unit string) string {
	if x == nil {
		return "—"
	}
	return l.amount(amount{N: *x}, unit)
}

// whole is a whole number that tells of nobody.
func (l *language) whole(n int) string { return l.amount(amount{N: float64(n)}, "") }

// counted is a number of people; what may not be told is —.
func (l *language) counted(n *int) string {
	if n == nil {
		return "—"
	}
	return l.amount(amount{N: float64(*n)}, "")
}

var tag = regexp.MustCompile(`<[^>]*>`)

// excerpt is the beginning of some Markdown, without what is not text.
func (s *Server) excerpt(md string, most int) string {
	text := []rune(strings.Join(strings.Fields(html.UnescapeString(tag.ReplaceAllString(string(s.snippet(md)), " "))), " "))
	if len(text) <= most {
		return string(text)
	}
	return string(text[:most]) + "…"
}
