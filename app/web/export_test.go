package web

import (
	"context"
	"fmt"
	"io/fs"
	"net/url"
	"path"
	"strings"
	"sync"

	"shoumi/app/account"
	"shoumi/app/publishing"
	"shoumi/casebook"
	"shoumi/rules"
	"shoumi/rules/penalty"
)

// Route is an address of the site and who may go there.
type Route struct {
	Method, Path string
	Action       account.Action
}

// Routes are all routes of a server.
func (s *Server) Routes() (out []Route) {
	for _, r := range s.routes() {
		out = append(out, Route{r.method, r.path, r.action})
	}
	return out
}

// ParseActDate reads a date as a form does; the error is in words.
func ParseActDate(s string, today rules.Date) (rules.ActDate, string) {
	d, err := parseActDate(s, today)
	if err == nil {
		return d, ""
	}
	p := err.(*problem)
	ls, _ := loadLanguages()
	return d, ls[0].T(p.key, p.args...)
}

// Texts are the texts of every language by its parameter.
func Texts() map[string]map[string]string {
	out := map[string]map[string]string{}
	ls, err := loadLanguages()
	if err != nil {
		panic(err)
	}
	for _, l := range ls {
		out[l.Param] = l.texts
	}
	return out
}

// Bar is a penalty drawn beside others: "from width open", and the lettering of
// the scale.
func Bar(r *penalty.Range, others ...*penalty.Range) (drawn, ticks string) {
	ls, _ := loadLanguages()
	s := newScale(ls[0], append(others, r))
	for _, t := range s.Ticks {
		ticks += t.Text + " "
	}
	b := s.bar(r)
	if b == nil {
		return "", strings.TrimSpace(ticks)
	}
	drawn = b.From + " " + b.Width
	if b.Open {
		drawn += " open"
	}
	return drawn, strings.TrimSpace(ticks)
}

// Diagram draws a reason tree: every node as "class x,y", every label, and what
// is said to who cannot see it.
func Diagram(r rules.Reason, judged bool) (nodes, labels []string, said string) {
	ls, _ := loadLanguages()
	d := newDiagram(ls[0], "spec", r, judged)
	for _, n := range d.Nodes {
		nodes = append(nodes, fmt.Sprintf("%s %d,%d", n.Class, n.X, n.Y))
	}
	for _, l := range d.Labels {
		labels = append(labels, l.Text)
	}
	return nodes, labels, d.Title + "\n" + d.Text
}

// The parts of pages, under names that specs can use.
type (
	Field        = field
	Option       = option
	Table        = table
	Column       = column
	Row          = row
	Cell         = cell
	Badge        = badge
	Link         = link
	Order        = order
	Pager        = pager
	FilterForm   = filterForm
	Span         = span
	Message      = message
	Notice       = notice
	Empty        = empty
	Confirmation = confirmation
	Progress     = progress
	FieldError   = fieldError
	Task         = task
	Event        = event
	Pair         = pair
	Stage        = stage
	Piece        = piece
	Secret       = secret
	ChartData    = chartData
	Series       = series
	Amount       = amount
	QRCode       = qrCode
)

var (
	People          = people
	OrderOf         = orderOf
	ListURL         = listURL
	NewQRCode       = newQRCode
	NewChangedProse = newChangedProse
)

const (
	PasswordField    = passwordField
	NewPasswordField = newPasswordField
	CodeField        = codeField
	DayField         = dayField
	ChoiceField      = choiceField
	LongField        = longField
	LoginField       = loginField
)

var parsed = sync.OnceValues((&Server{process: &process{}}).loadPages)

// Templates parses every page in every language.
func Templates() error {
	p, err := (&Server{process: &process{}}).loadPages()
	if err != nil {
		return err
	}
	names, err := fs.Glob(templateFiles, "templates/*.html")
	if err != nil {
		return err
	}
	for _, l := range p.languages {
		for _, name := range names {
			if _, err := p.page(l.Param, strings.TrimSuffix(path.Base(name), ".html")); err != nil {
				return err
			}
		}
	}
	return nil
}

// Draw renders a part of a page in a language, zh or en.
func Draw(lang, name string, data any) (string, error) {
	p, err := parsed()
	if err != nil {
		return "", err
	}
	var b strings.Builder
	err = p.draw(&b, lang, "components", name, data)
	return b.String(), err
}

// DrawChart renders a chart of a kind: bars, stack, lines.
func DrawChart(lang, kind string, d ChartData) (string, error) {
	draw := map[string]func(*language, chartData) *chart{"bars": newBars, "stack": newStack, "lines": newLines}[kind]
	return Draw(lang, "chart", draw(languageOf(lang), d))
}

// ReadDay reads what was typed as a day, or says what is wrong with it.
func ReadDay(lang, typed string) (day, fault string) {
	tr := languageOf(lang)
	f := newDayField(tr, "day", "日期", typed)
	if d, ok := f.readDay(tr); ok {
		day = d.String()
	}
	return day, f.Fault
}

// ReadSpan reads what was typed as a first and a last day.
func ReadSpan(from, until string) (first, last rules.Date, faults []FieldError) {
	tr := languageOf("zh")
	s := newSpan(tr, "at", "時間", url.Values{"at_from": {from}, "at_until": {until}})
	first, last, ok := s.read(tr)
	faults = filterForm{Spans: []span{s}}.faults()
	if ok == (len(faults) > 0) {
		panic("a span says it is right and names what is wrong, or the other way round")
	}
	return first, last, faults
}

// ReadWord is what a field says of a word that was to be typed.
func ReadWord(word, typed string) (ok bool, fault string) {
	tr := languageOf("zh")
	f := newWordField(tr, word, typed)
	return f.says(tr, word), f.Fault
}

// Sort makes the heads of a table sort.
func Sort(t Table, path string, args url.Values, now Order) Table {
	t.sortable(path, args, now)
	return t
}

func languageOf(lang string) *language {
	ls, _ := loadLanguages()
	for _, l := range ls {
		if l.Param == lang {
			return l
		}
	}
	panic("no language " + lang)
}

// Turns are places for so many requests at once.
func Turns(n int) (take func(context.Context) error, giveBack func()) {
	t := make(turns, n)
	return t.take, t.giveBack
}

// Tellable is whether a report tells of a part.
func Tellable(people map[string]int, part string) bool { return tellable(people, part) }

// Compared draws a comparison as a page shows it.
func (s *Server) Compared(lang string, c publishing.Comparison, differing bool) string {
	html, err := Draw(lang, "compared", s.compared(languageOf(lang), c, differing))
	if err != nil {
		return err.Error()
	}
	return html
}

// Conflicts draws conflicts as they are settled by what was sent, and lists what is
// left to do.
func (s *Server) Conflicts(lang string, m publishing.Merged[*casebook.Case], sent url.Values) (html string, left []string, merged *casebook.Case) {
	merged, open := m.Resolve(readChoices(sent, m.Conflicts))
	all := s.conflicts(languageOf(lang), m.Conflicts, sent, open)
	for _, f := range conflictFaults(languageOf(lang), all) {
		left = append(left, f.Href+" "+f.Text)
	}
	html, err := Draw(lang, "conflicts", all)
	if err != nil {
		return err.Error(), left, merged
	}
	return html, left, merged
}

// CaseOfItem is the case that an item is about, also a retired one.
func (s *Server) CaseOfItem(id string) string { return s.caseOfItem(id) }
