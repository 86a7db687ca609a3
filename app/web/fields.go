package web

import (
	"net/url"
	"strings"

	"shoumi/rules"
)

// field is an input of a form with its label, its help and what is wrong with it.
// The template "field" draws it.
type field struct {
	Name     string
	ID       string // where Name stands more than once on a page; else the name
	Label    string
	Help     string
	Value    string // never shown again in a password field
	Fault    string // what is wrong with the value, a line each; empty is nothing
	Kind     fieldKind
	Choices  []option // of a choice, or of many
	Optional bool     // the label says that it may stay empty
	Heading  bool     // the label is the heading of the page
	FromBook bool     // the help is text of the book, Chinese on every page
}

// fieldKind says what is typed into a field, for the browser and its keyboard.
type fieldKind string

const (
	textField        fieldKind = ""
	longField        fieldKind = "long" // several lines
	numberField      fieldKind = "number"
	dayField         fieldKind = "day" // a date, 民國 or common era; see readDay
	choiceField      fieldKind = "choice"
	manyField        fieldKind = "many" // any number of the choices
	loginField       fieldKind = "login"
	passwordField    fieldKind = "password"
	newPasswordField fieldKind = "new-password"
	codeField        fieldKind = "code" // six digits of an authenticator
)

// At is the id of the input.
func (f field) At() string {
	if f.ID != "" {
		return f.ID
	}
	return f.Name
}

// Describes are the ids of what is read with the input.
func (f field) Describes() string {
	switch {
	case f.Help != "" && f.Fault != "":
		return f.At() + "-help " + f.At() + "-wrong"
	case f.Help != "":
		return f.At() + "-help"
	case f.Fault != "":
		return f.At() + "-wrong"
	}
	return ""
}

// Faults is what is wrong with the field, for the error summary.
func (f field) Faults() []fieldError { return faultsOf(f) }

// faultsOf are the faults of fields for the error summary.
func faultsOf(fields ...field) (out []fieldError) {
	for _, f := range fields {
		for text := range strings.Lines(f.Fault) {
			out = append(out, fieldError{Text: strings.TrimSuffix(text, "\n"), Href: "#" + f.At()})
		}
	}
	return out
}

// newDayField asks for one day, in any of the ways people write it.
func newDayField(tr *language, name, label, value string) field {
	return field{Name: name, Label: label, Value: value, Kind: dayField, Help: tr.T("field.day_help")}
}

// readDay is the whole day that was typed, and true. Where it is not one, the
// field says why; where nothing was typed, nothing is wrong and nothing is read.
func (f *field) readDay(tr *language) (rules.Date, bool) {
	if rules.Plain(f.Value) == "" {
		return 0, false
	}
	d, err := parseDay(f.Value)
	if err != nil {
		f.refuse(tr, err)
	}
	return d, err == nil
}

// refuse says in the field what err, a *problem, says.
func (f *field) refuse(tr *language, err error) {
	p := err.(*problem)
	f.Fault = tr.T(p.key, p.args...)
}

// span asks from which day until which, both included; either may stay empty. A
// month or a year stands for its first day, or its last.
type span struct {
	Legend      string
	From, Until field
}

// newSpan reads the fields <name>_from and <name>_until of a form or an address.
func newSpan(tr *language, name, legend string, args url.Values) span {
	from, until := name+"_from", name+"_until"
	return span{Legend: legend,
		From:  field{Name: from, Label: tr.T("field.from"), Value: args.Get(from), Kind: dayField},
		Until: field{Name: until, Label: tr.T("field.until"), Value: args.Get(until), Kind: dayField}}
}

// read are the first and the last day; rules.Beginning and rules.Forever where
// nothing was typed. ok is false where a field says what is wrong.
func (s *span) read(tr *language) (first, last rules.Date, ok bool) {
	first, last = rules.Beginning, rules.Forever
	if d, read := s.From.readPeriod(tr); read {
		first = d.First
	}
	if d, read := s.Until.readPeriod(tr); read {
		last = d.Last
	}
	if s.From.Fault == "" && s.Until.Fault == "" && first > last {
		s.Until.Fault = tr.T("field.span_order", s.From.Value, s.Until.Value)
	}
	return first, last, s.From.Fault == "" && s.Until.Fault == ""
}

// readPeriod is a day, a month or a year.
func (f *field) readPeriod(tr *language) (d rules.ActDate, ok bool) {
	if rules.Plain(f.Value) == "" {
		return d, false
	}
	d, err := rules.ParseWrittenPeriod(f.Value)
	if err != nil {
		f.refuse(tr, wrongDate(err))
	}
	return d, err == nil
}

// secret is shown once: a one-time password, or the key of an authenticator.
type secret struct {
	Label  string
	Values []string
}
