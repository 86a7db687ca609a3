package web

import (
	"net/url"
	"slices"
)

// form is the fields of a page that posts to its own address.
type form struct {
	Notice  *notice // above the fields
	Fields  []field
	To      string // where it leads on to
	Version int    // of what it changes, as it was shown
	Button  string
}

// fault says in a field what is wrong with it. Of several the first is said first.
func (f *form) fault(name, text string) {
	for i := range f.Fields {
		if x := &f.Fields[i]; x.Name == name {
			if x.Fault != "" {
				text = x.Fault + "\n" + text
			}
			x.Fault = text
		}
	}
}

// label is what a field is called.
func (f form) label(name string) string {
	i := slices.IndexFunc(f.Fields, func(x field) bool { return x.Name == name })
	return f.Fields[i].Label
}

// Errors are what is wrong, for the summary above the form.
func (f form) Errors() []fieldError { return faultsOf(f.Fields...) }

// fill puts in what was typed, except secrets.
func (f *form) fill(sent url.Values) {
	for i := range f.Fields {
		x := &f.Fields[i]
		switch x.Kind {
		case passwordField, newPasswordField, codeField:
		case choiceField, manyField:
			for j := range x.Choices {
				x.Choices[j].Checked = slices.Contains(sent[x.Name], x.Choices[j].Value)
			}
		default:
			x.Value = sent.Get(x.Name)
		}
	}
}
